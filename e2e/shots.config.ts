// Pictures of every screen in every state, for people to look at:
// SHOTS=target/shots npx playwright test --config e2e/shots.config.ts
import config from "./playwright.config";

export default { ...config, testDir: "shots" };
