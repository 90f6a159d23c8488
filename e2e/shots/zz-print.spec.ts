import { config, scenes } from "../support/scenes";
import { test } from "../support/test";
test.use({ config });
for (const scene of scenes.filter(({ name }) => ["home-incidents", "incident-open", "month"].includes(name))) {
  test(`print ${scene.name}`, async ({ visitor, admin, api, server, watch }) => {
    const page = await scene.set({ visitor, admin, api, server, watch });
    await page.pdf({ path: `/tmp/w/front-shots/${scene.name}.pdf`, format: "A4", printBackground: false });
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.screenshot({ path: `/tmp/w/front-shots/${scene.name}-print.png`, fullPage: true });
  });
}
