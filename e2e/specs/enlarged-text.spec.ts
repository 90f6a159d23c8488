import { config, scenes } from "../support/scenes";
import { expectNoneSideways } from "../support/sideways";
import { test } from "../support/test";

test.use({ config });

test.describe("P98 text at twice its size never scrolls a screen sideways", () => {
  for (const scene of scenes) {
    test(`by the page's own size: ${scene.name}`, async ({ visitor, admin, api, server, watch }) => {
      const page = await scene.set({ visitor, admin, api, server, watch });
      // Like browsers that enlarge only text: media queries for the width are unaffected.
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      await expectNoneSideways(page);
    });
  }
});
