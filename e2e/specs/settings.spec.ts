import type { Page, Route } from "@playwright/test";
import { answered } from "../support/answered";
import { open } from "../support/api";
import { stepUntilAsked } from "../support/clock";
import { expect, list, listed, test } from "../support/faults";
import { hold } from "../support/hold";
import type { Config } from "../support/server";
import { text, windowTitle } from "../support/text";
import { AS_OF, LIST, type Visitor } from "../support/visitor";

declare global {
  interface Window {
    /** Every colour that the text had. */
    inks: Set<string>;
  }
}

const MINUTE = 60_000;
const config: Config = { title: "Acme Status", components: [{ id: "web", name: "Website" }] };

test.use({ config });

/** Lets the page refresh, and waits until it has its answers: first the incidents, then its own files. */
async function refreshed(visitor: Visitor): Promise<void> {
  // A configuration that has changed may have led to one more attempt at once.
  await visitor.settled();
  const files = ["/config.json", "/theme.css"].map((path) => answered(visitor.page, path));
  const beyond = async () => (await visitor.asked("/config.json")) - (await visitor.asked(AS_OF, "/moved/v1/as-of"));
  const before = await beyond();
  await stepUntilAsked(visitor.page, [AS_OF], 40_000);
  await Promise.all(files);
  expect(await beyond(), "they are asked for once in an attempt").toBeLessThanOrEqual(before);
}

/** Marks the document, which must not be loaded again. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
const isMarked = (page: Page) => page.evaluate(() => "sameDocument" in window);

test("P92 an open tab uses a changed configuration after the next refresh", async ({ visitor, server, api, said }) => {
  const { page } = visitor;
  // The same days in both zones: others would be another list.
  const timeZone = new Date().getUTCHours() < 18 ? "Asia/Kathmandu" : "America/St_Johns";
  const noon = new Date().setUTCHours(12, 0, 0, 0);
  for (let day = 1; day < 12; day += 1) await api.createPast(`Day ${day}`, new Date(noon - day * 24 * 60 * MINUTE), 5);
  // Whole days ago, so that its first day is the same in both, too.
  await api.create(open("Search is slow", "minor", 2 * 24 * 60));
  await visitor.visit();
  await refreshed(visitor);
  await mark(page);
  await expect(page.locator("[data-component]")).toHaveText(/Website/);
  const link = page.getByRole("link", { name: "Day 9" });
  await link.focus();
  await page.evaluate(() => scrollTo(0, 600));
  const place = await link.boundingBox();

  await server.configure({
    ...config,
    title: "Acme Health",
    supportUrl: "https://help.test/",
    timeZone,
    components: [{ id: "web", name: "Shop" }, { id: "pay", name: "Payments" }],
  });
  await refreshed(visitor);
  await expect(page).toHaveTitle(windowTitle(/.+/, "Acme Health"));
  await expect(page.locator("[data-component]")).toHaveText([/^Shop/, /^Payments/]);
  await expect(page.locator(".zone")).toContainText(timeZone);
  await expect(page.locator(".site-links a[href='https://help.test/']")).toBeVisible();
  await expect(link).toBeFocused();
  const moved = async () => Math.abs((await link.boundingBox())!.y - place!.y);
  // With a frame.
  await expect.poll(moved, "what is read stays where it is").toBeLessThan(2);

  // By hand it is there at once.
  await server.configure({ ...config, title: "Acme" });
  await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
  await expect(page).toHaveTitle(windowTitle(/.+/, "Acme"));
  await expect(page.locator("[data-component]")).toHaveText([/^Website/]);
  expect(await isMarked(page)).toBe(true);
  said.expectNoGreen();
});

test("P93 an unusable configuration changes nothing, and its owner sees why", async ({ visitor, server, said, watch }) => {
  const { page } = visitor;
  await visitor.visit();
  await refreshed(visitor);
  await said.mark(page);
  const html = "<!DOCTYPE html><title>Sign in</title>";
  const whole = JSON.stringify({ ...config, title: "Another" });
  let answer: Parameters<Route["fulfill"]>[0] = {};
  await page.route("**/config.json", (route) => route.fulfill(answer));
  for (const body of [html, "", "null", whole.slice(0, -3), "[]"]) {
    answer = { status: 200, body };
    await refreshed(visitor);
    await expect(page.locator(".config-notes li")).toHaveCount(1);
    await expect(page, body).toHaveTitle(windowTitle(text.page("state_operational")));
    await expect(page.locator("[data-component]")).toHaveText(/^Website/);
  }
  watch.allowAnswer(503, "/config.json");
  answer = { status: 503, body: whole };
  await refreshed(visitor);
  await expect(page).toHaveTitle(windowTitle(text.page("state_operational")));
  await page.unroute("**/config.json");
  await server.configure({ ...config, title: "Acme Health" });
  await refreshed(visitor);
  await expect(page).toHaveTitle(windowTitle(text.page("state_operational"), "Acme Health"));
  await expect(page.locator(".config-notes")).toHaveCount(0);
});

test("P94 another address of the API applies at once, and data of the old one is past", async ({ visitor, server, said, watch }) => {
  const { page } = visitor;
  await visitor.visit();
  await refreshed(visitor);
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  const incidents = list(listed("a", { incidentStatus: "investigating", incidentImpact: "critical", resolutionTime: null }));
  await page.route("**/moved/v1/incidents", (route) =>
    route.fulfill({ status: 200, body: incidents, headers: { date: new Date().toUTCString() } }),
  );
  const release = await hold(page, "**/moved/v1/incidents");
  // The page may ask for this call first.
  watch.allow(/moved\/v1\/as-of/, { due: false });
  // It has no maintenances.
  watch.allowAnswer(404, "/moved/v1/maintenances");
  await page.route("**/moved/v1/as-of", (route) => route.fulfill({ status: 404 }));
  await server.configure({ ...config, live: "moved/v1" });
  // The new one is asked without waiting.
  const moved = page.waitForRequest("**/moved/v1/incidents");
  await refreshed(visitor);
  await moved;
  await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
  await said.mark(page);
  const before = await visitor.asked(LIST);
  release();
  await expect(visitor.headline).toHaveText(text.page("state_critical"));
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
  await visitor.settled();
  expect(await visitor.asked(LIST)).toBe(before);
  said.expectNoGreen();

  // A shorter term counts with the same refresh, a longer one makes nothing fresh that is not.
  await page.unroute("**/moved/v1/incidents");
  await page.route("**/moved/v1/incidents", (route) =>
    route.fulfill({ status: 200, body: list(), headers: { date: new Date().toUTCString() } }),
  );
  await server.configure({ ...config, live: "moved/v1", refreshSeconds: 3600, staleAfterSeconds: 60 });
  const asked = await visitor.asked("/moved/v1/incidents");
  await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
  await visitor.untilAsked(asked + 2, "/moved/v1/incidents");
  await visitor.settled();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  await visitor.step(61_000);
  await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
  await said.mark(page);
  watch.allowFailure("/moved/v1/incidents");
  await page.unroute("**/moved/v1/incidents");
  await page.route("**/moved/v1/incidents", (route) => route.abort());
  await server.configure({ ...config, live: "moved/v1", staleAfterSeconds: 604_800 });
  await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
  await visitor.settled();
  await visitor.step(3 * MINUTE);
  said.expectNoGreen();
});

test("P95 an open tab uses a changed theme, and is never shown without one", async ({ visitor, watch }) => {
  const { page } = visitor;
  let theme = { status: 200, contentType: "text/css", body: ":root { --ink: rgb(1, 2, 3); }\r\n" };
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  await visitor.visit();
  await refreshed(visitor);
  await mark(page);
  const plain = await ink();
  // Notes every colour that anybody could see.
  await page.evaluate(() => {
    const inks = new Set<string>();
    Object.assign(window, { inks });
    const look = () => inks.add(getComputedStyle(document.body).color);
    new MutationObserver(look).observe(document.head, { childList: true, subtree: true, attributes: true });
  });
  await page.route("**/theme.css*", (route) => route.fulfill(theme));
  await refreshed(visitor);
  await expect(page.locator("body")).toHaveCSS("color", "rgb(1, 2, 3)");
  theme = { ...theme, body: "\ufeff:root { --ink: rgb(4, 5, 6); }" };
  await refreshed(visitor);
  await expect(page.locator("body")).toHaveCSS("color", "rgb(4, 5, 6)");
  await expect(page.locator("#theme")).toHaveCount(1);
  // The same theme is not loaded again, and an error is not a theme.
  const link = await page.locator("#theme").getAttribute("href");
  await refreshed(visitor);
  watch.allowAnswer(502, "/theme.css");
  theme = { ...theme, status: 502 };
  await refreshed(visitor);
  await visitor.step(1_000);
  expect(await page.locator("#theme").getAttribute("href")).toBe(link);
  expect(await ink()).toBe("rgb(4, 5, 6)");
  theme = { ...theme, status: 200, body: "" };
  await refreshed(visitor);
  await expect(page.locator("body")).toHaveCSS("color", plain);
  expect(await page.evaluate(() => [...window.inks].sort())).toEqual(
    ["rgb(1, 2, 3)", "rgb(4, 5, 6)", plain].sort(),
  );
  expect(await isMarked(page)).toBe(true);
});

test("a first visit requests neither configuration nor theme, the next refresh each once", async ({ visitor }) => {
  await visitor.visit();
  await visitor.step(5_000);
  expect(await visitor.asked("/config.json", "/theme.css")).toBe(0);
  await refreshed(visitor);
  expect(await visitor.asked("/theme.css")).toBe(1);
});

test("P96 a byte order mark at the start of the page's own files is ignored", async ({ visitor, server }) => {
  const { page } = visitor;
  const mark = "\ufeff";
  const [marked, css] = [{ ...config, title: "Acme Health" }, `${mark}:root { --ink: rgb(1, 2, 3); }`];
  // As the companion renders both, and as files of any static host.
  await server.configure(marked, mark);
  await server.paint(css);
  for (const bare of [false, true]) {
    if (bare) {
      await visitor.plainBundle();
      const body = mark + JSON.stringify({ ...marked, live: "public/v1" });
      await page.route("**/config.json", (route) => route.fulfill({ body }));
      await page.route("**/theme.css", (route) => route.fulfill({ contentType: "text/css", body: css }));
    }
    await visitor.visit();
    for (let round = 0; round < 2; round += 1) {
      await expect(page).toHaveTitle(windowTitle(text.page("state_operational"), "Acme Health"));
      await expect(page.locator(".config-notes")).toHaveCount(0);
      await expect(page.locator("body")).toHaveCSS("color", "rgb(1, 2, 3)");
      if (round === 0) await refreshed(visitor);
    }
  }
});
