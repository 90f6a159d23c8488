import type { BrowserContext, Page } from "@playwright/test";
import { Admin } from "../support/admin";
import { stopClock } from "../support/clock";
import { config, scenes } from "../support/scenes";
import { expect, test } from "../support/test";
import { Visitor } from "../support/visitor";

test.use({ config });

/** The features that `docs/browsers.md` calls newer: these browsers don't know the words. */
const newer = [/light-dark\(/g, /oklch\(/g, /:has\(/g, /text-wrap:/g];

/** Serves every document and style sheet as a browser reads it that does not know the newer words. */
async function forget(context: BrowserContext): Promise<void> {
  await context.route(/\/$|\/\?|\.html$|\.css/, async (route) => {
    const response = await route.fetch();
    let body = await response.text();
    for (const word of newer) body = body.replace(word, (known) => known.replace(/\w/, "x"));
    // A digest is one of the text as it was.
    body = body.replace(/ integrity="[^"]*"/g, "");
    await route.fulfill({ response, body });
  });
}

/** How far two colours are apart, as WCAG has it. */
async function contrasts(page: Page, pairs: { selector: string; pseudo?: string; property: string; against?: string }[]) {
  return page.evaluate((pairs) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const rgba = (color: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data] as [number, number, number, number];
    };
    const luminance = ([r, g, b]: number[]) => {
      const [x, y, z] = [r!, g!, b!].map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x! + 0.7152 * y! + 0.0722 * z!;
    };
    const ground = (element: Element | null): number[] => {
      for (; element; element = element.parentElement) {
        const found = rgba(getComputedStyle(element).backgroundColor);
        if (found[3] === 255) return found;
      }
      return [255, 255, 255];
    };
    return pairs.map(({ selector, property, against }) => {
      const element = document.querySelector(selector);
      if (!element) return [selector, property, 0];
      const color = rgba(getComputedStyle(element).getPropertyValue(property));
      const behind = against === "parent" ? ground(element.parentElement) : ground(element);
      if (color[3] < 255) return [selector, property, 0];
      const [high, low] = [luminance(color), luminance(behind)].sort((a, b) => b - a) as [number, number];
      return [selector, property, Math.round(((high + 0.05) / (low + 0.05)) * 10) / 10];
    });
  }, pairs) as Promise<[string, string, number][]>;
}

const fill = (selector: string) => ({ selector, property: "background-color", against: "parent" });
const edge = (selector: string) => ({ selector, property: "border-top-color", against: "parent" });
const text = (selector: string) => ({ selector, property: "color" });

test("P97 in the oldest supported browser every icon, border and pressed button is visible", async ({ browse, server, api, watch }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browse({ bypassCSP: true, colorScheme });
    await stopClock(context);
    await forget(context);
    const visitor = new Visitor(await context.newPage(), server.url);
    const { page } = visitor;
    const badDay = scenes.find(({ name }) => name === "home-incidents")!;
    await badDay.set({ visitor, admin: new Admin(page, server.url), api, server, watch });
    const tones = ["critical", "major", "minor", "notice"].map((tone) => fill(`.badge[data-tone=${tone}] > .icon`));
    const pressed = "[aria-pressed=true]";
    const seen = await contrasts(page, [
      fill(".banner > .icon"), ...tones, text(".quiet"), edge(".zone-switch > .button"),
      fill(pressed), text(pressed), text("body"), text(".banner h1"), text(".as-of"), text("a[href]"),
    ]);
    expect(seen.filter(([, property, ratio]) => ratio < (property === "color" ? 4.5 : 3)), colorScheme).toEqual([]);
    // An edge that only groups may be faint, but is there.
    for (const [what, , ratio] of await contrasts(page, [edge(".group"), edge(".cards > .incident")])) {
      expect(ratio, what).toBeGreaterThan(1);
    }
    await expect(page.locator(".scheme-switch")).toBeHidden();
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => {
      const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
      return { outlineColor, outlineStyle, outlineWidth };
    });
    expect(ring).toEqual({ outlineColor: "rgb(8, 76, 143)", outlineStyle: "solid", outlineWidth: "3px" });

    const admin = new Admin(await context.newPage(), server.url);
    await admin.page.clock.resume();
    await admin.enter(server);
    const controls = ["#new-name", "#new-impact", "#new-message", ".admin-session > .button"].map(edge);
    const shown = await contrasts(admin.page, [
      ...controls, fill("[data-kind=primary]"), text("[data-kind=primary]"), text(".admin-tag"), text("h1"),
    ]);
    expect(shown.filter(([, property, ratio]) => ratio < (property === "color" ? 4.5 : 3)), colorScheme).toEqual([]);
    await context.close();
  }
});
