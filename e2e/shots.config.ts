// Contact sheets of every screen in every state, for people to look at: cargo xtask shots
import config from "./playwright.config";

export default { ...config, testDir: "shots" };
