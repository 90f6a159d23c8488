import type { Locator, Page } from "@playwright/test";
import { stopClock } from "../support/clock";
import { hold } from "../support/hold";
import { expect, test } from "../support/test";
import { text } from "../support/text";
import { Visitor } from "../support/visitor";
import { open } from "../support/api";

declare global {
  interface Window {
    /** The scheme and the colour of each frame since the document has content. */
    painted: string[];
  }
}

const LIGHT = "rgb(250, 249, 247)";
const DARK = "rgb(20, 23, 28)";

/** A button of the switch. */
const choice = (page: Page, name: "light" | "dark" | "system"): Locator =>
  page.getByRole("group", { name: text.shared("scheme") }).getByRole("button", { name: text.shared(`scheme_${name}`), exact: true });

/** A colour of an element as it is painted, and the one of the browser's bars. */
const painted = (page: Page, selector = "html", property = "background-color") =>
  page.evaluate(
    ([selector, property]) => {
      const canvas = document.createElement("canvas").getContext("2d")!;
      canvas.fillStyle = getComputedStyle(document.querySelector(selector!)!).getPropertyValue(property!);
      canvas.fillRect(0, 0, 1, 1);
      return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(", ")})`;
    },
    [selector, property],
  );
const barColor = (page: Page) =>
  page.evaluate(() => {
    const metas = [...document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")];
    return metas.filter(({ media }) => matchMedia(media).matches).map(({ content }) => content);
  });

test("a chosen scheme holds on every page and in the admin view, from the first frame on", async ({ browse, server, api, watch }) => {
  const { id } = await api.create(open("Search is slow", "minor"));
  watch.allowAnswer(404, "/nothing/here/");
  const context = await browse({ colorScheme: "light" });
  const page = await context.newPage();
  await page.goto(server.url);
  await expect(choice(page, "system")).toHaveAttribute("aria-pressed", "true");
  expect(await painted(page)).toBe(LIGHT);
  await choice(page, "dark").click();
  await expect(choice(page, "dark")).toHaveAttribute("aria-pressed", "true");
  await expect(choice(page, "system")).toHaveAttribute("aria-pressed", "false");
  expect(await painted(page)).toBe(DARK);
  expect(await barColor(page)).toEqual(["#14171c"]);

  // Nothing but the document has arrived, and it is dark in each frame.
  await page.addInitScript(() => {
    window.painted = [];
    const look = () => {
      const { dataset } = document.documentElement;
      if (document.body) window.painted.push(`${dataset.scheme} ${getComputedStyle(document.documentElement).backgroundColor}`);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (const address of ["", `incidents/${id}/`, "nothing/here/", "admin/"]) {
    const release = await hold(page, "**/*.js");
    await page.goto(new URL(address, server.url).href, { waitUntil: "commit" });
    await page.waitForFunction(() => window.painted.length > 2);
    expect(await painted(page), address).toBe(DARK);
    expect(await barColor(page), address).toEqual(["#14171c"]);
    release();
    await page.unroute("**/*.js");
    if (address !== "nothing/here/") await expect(choice(page, "dark"), address).toHaveAttribute("aria-pressed", "true");
    else await expect(page.locator(".scheme-switch")).toBeHidden();
    const seen = await page.evaluate(() => [...new Set(window.painted)]);
    expect(seen.length, `${address}: ${seen.join()}`).toBe(1);
    expect(seen[0], address).toMatch(/^dark /);
  }

  // Another tab follows a choice in this one, and the other way round.
  const other = await context.newPage();
  await other.goto(server.url);
  await choice(page, "light").click();
  await expect(choice(other, "light")).toHaveAttribute("aria-pressed", "true");
  expect(await painted(other)).toBe(LIGHT);
  await choice(other, "system").click();
  await expect(choice(page, "system")).toHaveAttribute("aria-pressed", "true");
  for (const tab of [page, other]) {
    await tab.emulateMedia({ colorScheme: "dark" });
    expect(await painted(tab)).toBe(DARK);
    expect(await barColor(tab)).toEqual(["#14171c"]);
    await tab.emulateMedia({ colorScheme: "light" });
    expect(await painted(tab)).toBe(LIGHT);
    expect(await barColor(tab)).toEqual(["#ffffff"]);
  }
});

test("a choice survives refreshes and screens of a running page, and the page knows its document", async ({ visitor, api }) => {
  await api.create(open("Search is slow", "minor"));
  const { page } = visitor;
  await visitor.visit();
  await choice(page, "dark").click();
  await visitor.step(31_000);
  await visitor.settled();
  await expect(choice(page, "dark")).toHaveAttribute("aria-pressed", "true");
  await visitor.incidents("Search is slow").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search is slow");
  await expect(choice(page, "dark")).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expect(choice(page, "dark")).toHaveAttribute("aria-pressed", "true");
  expect(await painted(page)).toBe(DARK);
});

test("the plain bundle applies a chosen scheme", async ({ visitor }) => {
  await visitor.plainBundle();
  await visitor.visit();
  await choice(visitor.page, "dark").click();
  await visitor.reload();
  await expect(choice(visitor.page, "dark")).toHaveAttribute("aria-pressed", "true");
  expect(await painted(visitor.page)).toBe(DARK);
});

test("paper is light", async ({ visitor }) => {
  await visitor.visit();
  await choice(visitor.page, "dark").click();
  await visitor.page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await painted(visitor.page, "body", "color")).toBe("rgb(26, 29, 33)");
});

test("without storage a choice holds as long as the document", async ({ visitor }) => {
  const { page } = visitor;
  await page.addInitScript(() => {
    const get = () => {
      throw new DOMException("denied", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get });
  });
  await visitor.visit();
  await choice(page, "dark").click();
  await expect(choice(page, "dark")).toHaveAttribute("aria-pressed", "true");
  expect(await painted(page)).toBe(DARK);
  await visitor.reload();
  expect(await painted(page)).toBe(LIGHT);
});

test("nonsense in the storage is the system's scheme", async ({ visitor }) => {
  await visitor.page.addInitScript(() => localStorage.setItem("statuspane:scheme", "\u0000<b>"));
  await visitor.visit();
  await expect(choice(visitor.page, "system")).toHaveAttribute("aria-pressed", "true");
  expect(await painted(visitor.page)).toBe(LIGHT);
});

test.describe("logos", () => {
  test.use({ config: { title: "Acme Status", logo: "icons/operational.svg", logoDark: "icons/critical.svg" } });

  test("only the logo of the scheme is loaded and shown", async ({ browse, server }) => {
    for (const [colorScheme, chosen, name] of [
      ["light", undefined, "operational"],
      ["dark", undefined, "critical"],
      ["light", "dark", "critical"],
      ["dark", "light", "operational"],
    ] as const) {
      const context = await browse({ colorScheme });
      await stopClock(context);
      // An empty tab has no storage.
      const keep = (scheme: string) => location.protocol === "http:" && localStorage.setItem("statuspane:scheme", scheme);
      if (chosen) await context.addInitScript(keep, chosen);
      const page = await context.newPage();
      const loaded: string[] = [];
      page.on("request", (request) => {
        if (request.resourceType() === "image" && request.url().includes("/icons/")) loaded.push(request.url());
      });
      const visitor = new Visitor(page, server.url);
      await visitor.visit();
      const shown = page.locator(".logo:visible");
      await expect(shown).toHaveCount(1);
      await expect(shown).toHaveAttribute("src", new RegExp(`icons/${name}\\.svg$`));
      await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
      const logos = page.locator(".header .logo");
      const complete = await logos.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth > 0));
      expect(complete.filter(Boolean), "one is loaded").toHaveLength(1);
      expect(loaded.filter((url) => !url.endsWith(`${name}.svg`) && /operational|critical/.test(url))).toEqual([]);
      await context.close();
    }
  });
});
