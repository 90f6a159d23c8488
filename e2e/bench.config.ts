// How soon a published page can be read, compared with one written by hand: cargo xtask bench
import config from "./playwright.config";

export default {
  ...config,
  testDir: "bench",
  reporter: [["list"]],
  workers: 1,
  timeout: 30 * 60_000,
  use: { ...config.use, screenshot: "off" },
};
