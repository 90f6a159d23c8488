import playwright from "../playwright.config";
import { config, scenes } from "../support/scenes";
import { expectNoneSideways } from "../support/sideways";
import { expect, test } from "../support/test";

const { launchOptions } = playwright.use!;
const args = [...launchOptions!.args!, "--blink-settings=defaultFontSize=32"];

// The browser's own setting: media queries for the width follow it.
test.use({ config, launchOptions: { ...launchOptions, args } });

for (const scene of scenes) {
  test(`twice the size by the browser's setting: ${scene.name}`, async ({ visitor, admin, api, server, watch }) => {
    const page = await scene.set({ visitor, admin, api, server, watch });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
    await expectNoneSideways(page);
  });
}
