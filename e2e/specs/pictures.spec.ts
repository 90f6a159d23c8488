import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { test, expect, type Page, type TestInfo } from "@playwright/test";
import { show } from "../support/gallery";
import { compact } from "../support/png";
import { isRenewed, references } from "../support/reference";

// Pictures of states with fixed data and a fixed time, as they are meant to look. A browser of another version, or one
// with other fonts, draws letters otherwise: there, differences are reported and nothing fails.

const folder = path.join(references, "pictures");

/** The file with the browser and the fonts that drew the pictures. */
const drawnBy = path.join(folder, "drawn-by.json");

type Media = Parameters<Page["emulateMedia"]>[0];

const dark: Media = { colorScheme: "dark" };
const forced: Media = { forcedColors: "active" };
const print: Media = { media: "print" };

/** States, the widths that they are shown at, and how. */
const shown: [states: string[], widths: number[], way?: string, media?: Media][] = [
  [["well", "major", "unknown", "incident", "incident-past", "month"], [390, 1280]],
  [["hostile", "planned", "trouble", "notice", "components-many", "incident-upcoming"], [390]],
  [["loading", "unreadable", "empty", "month-empty", "not-found"], [390]],
  [["many", "rest", "stale", "incident-missing", "admin/list", "admin/sign-in-required"], [1280]],
  [["component-open", "components-nested"], [390, 1280]],
  [["major", "incident", "unknown"], [320, 1920]],
  [["incident", "unknown"], [768]],
  [["well", "major", "month", "unknown"], [390], "dark", dark],
  [["incident"], [390, 1280], "dark", dark],
  [["major", "incident", "unknown"], [390], "forced", forced],
  [["major", "incident"], [794], "print", print],
];

const pictures = shown.flatMap(([states, widths, way, media]) =>
  states.flatMap((state) =>
    widths.map((width) => ({ state, width, media, file: `${[state.replace("/", "-"), width, ...(way ? [way] : [])].join("-")}.png` })),
  ),
);

/** How much of a picture may differ: what smoothing may do to an edge or two, and no letter. */
const TOLERANCE = { threshold: 0.02, maxDiffPixels: 8 };

async function set(page: Page, { state, width, media }: { state: string; width: number; media?: Media }): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ reducedMotion: "reduce", ...media });
  await show(page, state);
}

/** What draws here: the version of the browser, and how wide its fonts are. */
async function drawer(page: Page): Promise<string> {
  const browser = page.context().browser()?.version();
  const fonts = await page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d")!;
    return [400, 500, 600, 650].map((weight) => {
      pen.font = `${weight} 100px system-ui, sans-serif`;
      return Math.round(pen.measureText("Status: 0123456789 · “Ωﬁ”").width * 100) / 100;
    });
  });
  return `${JSON.stringify({ browser, fonts }, null, 2)}\n`;
}

const storedDrawer = () => readFile(drawnBy, "utf8").catch(() => "");

async function compare(page: Page, file: string, timeout = 4_000): Promise<void> {
  await expect(page).toHaveScreenshot([file], { ...TOLERANCE, fullPage: true, timeout });
}

/** Notes a difference where letters are drawn otherwise. */
function report(info: TestInfo, file: string, error: unknown): void {
  const [what] = /\d+ pixels \([^)]*\)[^\n]*|Expected an image[^\n]*/.exec(String(error)) ?? [String(error).split("\n")[0]];
  info.annotations.push({ type: "picture", description: `${file}: ${what}` });
  console.log(`Another browser than that of the stored pictures draws ${file} otherwise: ${what}`);
}

for (const picture of pictures) {
  test(`looks as before: ${picture.file}`, async ({ page }, info) => {
    await set(page, picture);
    if (isRenewed) {
      await mkdir(folder, { recursive: true });
      const taken = await page.screenshot({ fullPage: true, animations: "disabled" });
      await writeFile(path.join(folder, picture.file), compact(taken));
      return;
    }
    const isSame = (await drawer(page)) === (await storedDrawer());
    await compare(page, picture.file).catch((error: unknown) => {
      if (isSame) throw error;
      report(info, picture.file, error);
    });
  });
}

test("the stored pictures are few, and none is left over", async ({ page }) => {
  const known = new Set([path.basename(drawnBy), ...pictures.map(({ file }) => file)]);
  expect(known.size, "a picture is there twice").toBe(pictures.length + 1);
  if (isRenewed) {
    await mkdir(folder, { recursive: true });
    await writeFile(drawnBy, await drawer(page));
  }
  const stored = await readdir(folder);
  const left = stored.filter((file) => !known.has(file));
  if (isRenewed) await Promise.all(left.splice(0).map((file) => rm(path.join(folder, file))));
  expect(left).toEqual([]);
  const sizes = await Promise.all(stored.filter((file) => known.has(file)).map((file) => stat(path.join(folder, file))));
  expect(sizes.length).toBeLessThanOrEqual(60);
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(6_000_000);
});

test.describe("a picture differs", () => {
  const changes: [what: string, change: (page: Page) => Promise<unknown>][] = [
    ["if everything is a pixel lower", (page) => page.addStyleTag({ content: "main { padding-block-start: 1px; }" })],
    ["if text has another colour", (page) => page.addStyleTag({ content: ":root { --ink: #333; }" })],
    ["if corners are rounder", (page) => page.addStyleTag({ content: ":root { --radius: 1.25rem; }" })],
    ["if a shape is missing", (page) => page.locator(".component .icon").first().evaluate((icon) => icon.remove())],
    ["if a letter is another", (page) => page.locator("h1").evaluate((heading) => (heading.textContent += "."))],
  ];
  for (const [what, change] of changes) {
    test(what, async ({ page }) => {
      await set(page, { state: "major", width: 390 });
      test.skip(isRenewed || (await drawer(page)) !== (await storedDrawer()), "Letters are drawn otherwise here.");
      await compare(page, "major-390.png");
      await change(page);
      await expect(compare(page, "major-390.png", 1_000)).rejects.toThrow(/pixels|Expected an image/);
    });
  }
});
