// The size of a first visit: a part of cargo xtask test --only size
import config from "./playwright.config";

export default { ...config, testDir: "size", reporter: [["list"]], workers: 1, timeout: 120_000 };
