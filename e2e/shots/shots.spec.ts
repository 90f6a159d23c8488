import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser, Page } from "@playwright/test";
import { show, states } from "../support/gallery";
import { config, look, looks, scenes, wall } from "../support/scenes";
import { sheet, type Shot } from "../support/sheet";
import { test } from "../support/test";

const folder = process.env.SHOTS;
if (!folder) throw new Error("SHOTS names the folder that the pictures go to.");

test.use({ config });

/** Scenes that are also shown at other widths, in forced colours and in print. */
const THOROUGHLY = ["home-incidents", "incident-open", "home-unknown"];

type Media = Parameters<Page["emulateMedia"]>[0];

const PLAIN: Media = { media: "screen", colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" };

/** A sheet for each kind of further looks: their labels, widths and media. */
const further: Record<string, [label: string, width: number, media?: Media][]> = {
  widths: [
    ["320", 320],
    ["768", 768],
    ["1920", 1920],
  ],
  modes: [
    ["forced colours, light, 390", 390, { forcedColors: "active" }],
    ["forced colours, dark, 390", 390, { forcedColors: "active", colorScheme: "dark" }],
    ["forced colours, light, 1280", 1280, { forcedColors: "active" }],
    ["print, 794", 794, { media: "print" }],
  ],
};

async function shot(page: Page, label: string): Promise<Shot> {
  // A dialog covers the screen, not the whole page.
  const fullPage = !(await page.locator("dialog[open]").count());
  const picture = await page.screenshot({ fullPage, animations: "disabled" });
  return { label, picture, width: page.viewportSize()!.width };
}

/** Writes the pictures, and the sheet of them. */
async function put(browser: Browser, name: string, shots: Shot[]): Promise<void> {
  await mkdir(path.join(folder!, "single"), { recursive: true });
  for (const { label, picture } of shots) {
    await writeFile(path.join(folder!, "single", `${name}-${label.replace(/\W+/g, "-")}.png`), picture);
  }
  await writeFile(path.join(folder!, `${name}.png`), await sheet(browser, name, shots));
}

for (const scene of [...scenes, wall]) {
  test(scene.name, async ({ browser, visitor, admin, api, server, watch }) => {
    const page = await scene.set({ visitor, admin, api, server, watch });
    const shots: Shot[] = [];
    for (const way of looks) {
      await look(page, way);
      shots.push(await shot(page, way.name));
    }
    await put(browser, scene.name, shots);
    if (!THOROUGHLY.includes(scene.name)) return;
    for (const [kind, ways] of Object.entries(further)) {
      const shots: Shot[] = [];
      for (const [label, width, media] of ways) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ ...PLAIN, ...media });
        shots.push(await shot(page, label));
      }
      await put(browser, `${scene.name}-${kind}`, shots);
    }
  });
}

// The states with fixed data: among them 200 incidents, 40 components, and everything that is hard to bring about.
for (const state of states) {
  test(`fixed-${state}`, async ({ browser, page }) => {
    const shots: Shot[] = [];
    for (const way of looks) {
      await look(page, way);
      await show(page, state);
      shots.push(await shot(page, way.name));
    }
    await put(browser, `fixed-${state}`, shots);
  });
}
