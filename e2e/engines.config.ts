// The short suite in the engines besides Chromium's: npx playwright test --config e2e/engines.config.ts [--project Firefox]
import { defineConfig } from "@playwright/test";
import path from "node:path";
import type { EngineOption } from "./engines/test";

export default defineConfig<object, EngineOption>({
  testDir: "engines",
  outputDir: path.join(__dirname, "../target/e2e-engines"),
  reporter: process.env.CI ? [["list"]] : [["line"]],
  // A test that passes at its second attempt only has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Each engine starts once and runs its tests one after the other, in parallel with the other engine.
  fullyParallel: false,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  projects: [
    { name: "Firefox", use: { engine: "Firefox" } },
    { name: "WebKit", use: { engine: "WebKit" } },
  ],
});
