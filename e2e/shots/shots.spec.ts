import path from "node:path";
import { config, look, looks, scenes } from "../support/scenes";
import { test } from "../support/test";

const folder = process.env.SHOTS;
if (!folder) throw new Error("SHOTS names the folder that the pictures go to.");

test.use({ config });

for (const scene of scenes) {
  test(scene.name, async ({ visitor, admin, api, server, watch }) => {
    const page = await scene.set({ visitor, admin, api, server, watch });
    for (const way of looks) {
      await look(page, way);
      const file = path.join(folder, `${scene.name}-${way.name}.png`);
      // A dialog covers the screen, not the whole page.
      await page.screenshot({ path: file, fullPage: !(await page.locator("dialog[open]").count()), animations: "disabled" });
    }
  });
}
