import { defineConfig } from "@playwright/test";
import path from "node:path";
import { chromium } from "./support/places";

// As root, Chromium has no sandbox.
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "specs",
  outputDir: path.join(__dirname, "../target/e2e"),
  reporter: process.env.CI ? [["list"]] : [["line"]],
  // A spec that passes at its second attempt only has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 8_000 },
  // cargo xtask shots --renew writes the stored pictures; a run of the specs never does.
  snapshotPathTemplate: path.join(__dirname, "../tests/reference/pictures/{arg}{ext}"),
  updateSnapshots: "none",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: {
      executablePath: chromium,
      chromiumSandbox: !asRoot,
      // The second names a host that is not localhost, and so no secure context, and leads to this machine.
      args: ["--disable-gpu", "--disable-quic", "--host-resolver-rules=MAP insecure.test 127.0.0.1"],
    },
  },
});
