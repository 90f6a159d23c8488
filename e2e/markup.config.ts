// Whether everything that is sent is valid HTML and CSS: npx playwright test --config e2e/markup.config.ts
import config from "./playwright.config";

export default { ...config, testDir: "markup" };
