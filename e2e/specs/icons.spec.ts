import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { bundle } from "../support/places";
import { Host, test } from "../support/published";
import { expect } from "../support/test";

const STATES = ["operational", "notice", "maintenance", "minor", "major", "critical", "unknown"];

/** Tab bars of browsers: white, Chrome's, and their dark ones. */
const BARS = ["#ffffff", "#dee1e6", "#35363a", "#202124"];

/** The pixels of icons as a tab shows them: for each its red, green, blue and alpha. */
async function draw(page: Page, icons: string[], size: number): Promise<number[][]> {
  return page.evaluate(
    async ([icons, size]) => {
      const drawn = icons.map(async (svg) => {
        const image = new Image();
        image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
        await image.decode();
        const canvas = new OffscreenCanvas(size, size).getContext("2d")!;
        canvas.drawImage(image, 0, 0, size, size);
        return [...canvas.getImageData(0, 0, size, size).data];
      });
      return Promise.all(drawn);
    },
    [icons, size] as const,
  );
}

const pixels = (data: number[]) => Array.from({ length: data.length / 4 }, (_, index) => data.slice(4 * index, 4 * index + 4));

function luminance([red = 0, green = 0, blue = 0]: number[]): number {
  const linear = (part: number) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: number[], other: number[]): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test("each status has an icon that a tab shows apart from the others, on light and on dark", async ({ browse }) => {
  const folder = path.join(bundle, "icons");
  const files = readdirSync(folder).filter((name) => name.endsWith(".svg"));
  expect(files.sort()).toEqual(STATES.map((state) => `${state}.svg`).sort());
  const icons = STATES.map((state) => readFileSync(path.join(folder, `${state}.svg`), "utf8"));
  for (const icon of icons) expect(icon.length, "bytes that every visit loads").toBeLessThan(400);

  const page = await (await browse()).newPage();
  const drawn = (await draw(page, icons, 16)).map(pixels);
  const outlines = drawn.map((icon) => icon.map(([, , , alpha = 0]) => alpha / 255));
  for (const [index, state] of STATES.entries()) {
    for (const other of STATES.slice(index + 1)) {
      const [one, two] = [outlines[index]!, outlines[STATES.indexOf(other)]!];
      const apart = one.reduce((sum, alpha, at) => sum + Math.abs(alpha - two[at]!), 0);
      expect(apart, `pixels of 256 in which the outlines of ${state} and ${other} differ`).toBeGreaterThan(36);
    }
    for (const bar of BARS) {
      const under = [1, 3, 5].map((at) => parseInt(bar.slice(at, at + 2), 16));
      const seen = drawn[index]!.filter((pixel) => pixel[3]! > 200 && contrast(pixel, under) >= 2.99);
      expect(seen.length, `pixels of ${state} that stand out from ${bar}`).toBeGreaterThan(20);
    }
  }
});

test("the page can be installed wherever it is, as an app of its own", async ({ sites, put, browse }) => {
  const host = await put(sites.busy);
  const page = await (await browse()).newPage();
  const devtools = await page.context().newCDPSession(page);
  for (const base of Host.bases) {
    const root = new URL(base, host.url).href;
    for (const below of ["", `incidents/${sites.incident}/`]) {
      await page.goto(root + below);
      const { url, errors, manifest } = await devtools.send("Page.getAppManifest");
      expect([url, errors], root + below).toEqual([`${root}manifest.webmanifest`, []]);
      // The id tells one app from another: two sites on a host are two.
      const { name, id, scope, startUrl, display, icons = [] } = manifest;
      expect([name, id, scope, startUrl], root + below).toEqual(["Acme Status", root, root, root]);
      expect(display, "who wrote this is visible, and reloading is possible").toBe("kMinimalUi");
      for (const { url, sizes } of icons) {
        const drawn = await page.evaluate(async (url) => {
          const image = Object.assign(new Image(), { src: url });
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }, url);
        expect(drawn, url).toBe(sizes);
      }
      expect(icons.length).toBe(3);
      const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
      // Contexts of tests are private windows, where nothing is installed.
      expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), root + below).toEqual([]);
    }
  }
  await page.goto(`${host.url}status/admin/`);
  expect((await devtools.send("Page.getAppManifest")).url, "nobody installs the admin view").toBe("");
});
