import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { open } from "../support/api";
import { expect, test } from "../support/test";
import { text } from "../support/text";
import { LIST, type Visitor } from "../support/visitor";

const DAY = 24 * 3_600_000;

const components = [
  { id: "web", name: "Website" },
  { id: "api", name: "API", startDate: new Date(Date.now() - 20 * DAY).toISOString().slice(0, 10) },
  { id: "fax", name: "Fax gateway", onlyShowIfDegraded: true },
];

/** The day of so many days ago, in UTC. */
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

/** A time of the day of so many days ago. */
const at = (days: number, time: string) => new Date(`${ago(days)}T${time}Z`);

const row = ({ page }: Visitor, history: string) => page.locator(`[data-history="${history}"]`);
const days = (within: Locator) => within.locator("[data-day]");
const day = (within: Locator, days: number) => within.locator(`[data-day="${ago(days)}"]`);
const panel = ({ page }: Visitor) => page.locator(".day-panel");
const focused = ({ page }: Visitor) => page.locator(".bars :focus");

/** Moves the focus on with the Tab key until it's in the day bars. */
async function tabToBars({ page }: Visitor): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    if (await page.evaluate(() => document.activeElement?.closest(".bars") !== null)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("The day bars can't be reached with the Tab key.");
}

test.use({ config: { title: "Acme Status", timeZone: "UTC", components } });

test("by keyboard: one tab stop, days, weeks and rows, a day opened in place and in the address", async ({ visitor, api, server }) => {
  const { page } = visitor;
  const old = await api.createPast("Slow search", at(40, "10:00"), 130, "major");
  await visitor.visit();
  const all = row(visitor, "all");
  await expect(all.getByRole("img")).toHaveAttribute("aria-label", /1 of 90/);
  await expect(days(all), "only days that had something").toHaveCount(1);
  await tabToBars(visitor);
  await expect(days(all), "every day, once its row is entered").toHaveCount(90);
  await expect(focused(visitor)).toHaveAttribute("data-day", ago(0));
  await expect(page.locator(".bars [tabindex='0']")).toHaveCount(1);
  for (const [key, expected] of [
    ["ArrowLeft", 1],
    ["ArrowRight", 0],
    ["ArrowRight", 0],
    ["PageUp", 7],
    ["PageDown", 0],
    ["Home", 89],
    ["ArrowLeft", 89],
    ["End", 0],
    ["ArrowUp", 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect(focused(visitor), key).toHaveAttribute("data-day", ago(expected));
  }
  await page.keyboard.press("ArrowDown");
  await expect(row(visitor, "web").locator(":focus")).toHaveAttribute("data-day", ago(0));
  await expect(days(all), "the row that was left").toHaveCount(1);
  // A component that shows only when it's degraded has no row.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(row(visitor, "api").locator(":focus")).toHaveAttribute("data-day", ago(0));
  await expect(day(row(visitor, "api"), 25), "before it was in use").toHaveAttribute("data-worst", "no-data");
  await expect(day(row(visitor, "api"), 15)).toHaveAttribute("data-worst", "clear");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(all.locator(":focus")).toHaveAttribute("data-day", ago(0));

  const steps = [..."PageUp ".repeat(5).trim().split(" "), ..."ArrowLeft ".repeat(5).trim().split(" ")];
  for (const key of steps) await page.keyboard.press(key);
  await expect(focused(visitor)).toHaveAttribute("data-worst", "major");
  await expect(focused(visitor)).toHaveAccessibleName(/: major incident, 2 h 10 min$/);
  expect(await visitor.asked(LIST), "the page's own data says which days").toBe(0);
  await page.keyboard.press("Enter");
  await expect(focused(visitor)).toHaveAttribute("aria-expanded", "true");
  await expect(page).toHaveURL(`${server.url}?day=${ago(40)}`);
  // The list has what the front page doesn't carry.
  await visitor.untilAsked(1, LIST);
  await expect(panel(visitor).getByRole("link", { name: "Slow search" })).toBeVisible();
  await expect(visitor.incident(old.id), "a link, no second entry").toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(panel(visitor)).toHaveCount(0);
  await expect(page).toHaveURL(server.url);
  await page.keyboard.press(" ");
  await expect(panel(visitor)).toHaveCount(1);
  // One way out of the bars, and the same way back.
  await page.keyboard.press("Tab");
  await expect(panel(visitor).getByRole("link", { name: "Slow search" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(focused(visitor)).toHaveAttribute("data-day", ago(40));
});

test("a day by its address, with the mouse, and as a table", async ({ visitor, api }) => {
  const { page } = visitor;
  const incident = open("API down", "critical", 30);
  incident.entry!.affectedComponents = [{ componentId: "api", componentStatus: "major_outage" }];
  await api.create(incident);
  await api.createPast("Slow search", at(40, "10:00"), 130, "major");
  await visitor.visit(`?day=${ago(40)}&component=web`);
  await expect(day(row(visitor, "web"), 40)).toHaveAttribute("aria-expanded", "true");
  await expect(day(row(visitor, "web"), 40)).toHaveAttribute("data-worst", "clear");
  await visitor.untilAsked(1, LIST);
  await expect(panel(visitor)).toContainText(text.page("no_incidents"));
  const bars = row(visitor, "api").locator(".bars");
  const { width = 0, height = 0 } = (await bars.boundingBox()) ?? {};
  await bars.hover({ position: { x: width - 2, y: height - 2 } });
  await expect(days(row(visitor, "api"))).toHaveCount(90);
  await expect(panel(visitor), "looking doesn't close what is open").toHaveCount(1);
  await bars.click({ position: { x: width - 2, y: height - 2 } });
  await expect(row(visitor, "api").locator(".day-panel").getByRole("link", { name: "API down" })).toBeVisible();
  await expect(panel(visitor)).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`day=${ago(0)}&component=api$`));
  await bars.click({ position: { x: width - 2, y: height - 2 } });
  await expect(panel(visitor)).toHaveCount(0);

  const table = page.getByRole("button", { name: text.page("show_as_table") });
  await table.click();
  await expect(table).toHaveAttribute("aria-expanded", "true");
  const lines = page.getByRole("table").getByRole("row");
  // It began half an hour ago, which may have been yesterday.
  await expect(lines.filter({ hasText: "API" }).filter({ hasText: "critical incident" }).first()).toBeVisible();
  await expect(lines.filter({ hasText: text.page("all_components") }).filter({ hasText: "major incident, 2 h 10 min" })).toHaveCount(1);
  await table.click();
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("P111 a document that can’t say what went on in earlier days calls none of them clear", async ({ visitor, api }) => {
  const { page } = visitor;
  await api.createPast("Slow search", at(40, "10:00"), 130, "major");
  await page.route(visitor.site, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    expect(html).toContain('"past":[[');
    await route.fulfill({ response, body: html.replace(/"past":.*?,"version"/, '"past":[["?"]],"version"') });
  });
  await visitor.visit();
  const all = row(visitor, "all");
  await all.locator(".bars").focus();
  await expect(days(all)).toHaveCount(90);
  await expect(day(all, 40)).toHaveAttribute("data-worst", "no-data");
  await expect(day(all, 60)).toHaveAttribute("data-worst", "no-data");
  // The list knows.
  await page.keyboard.press("Enter");
  await expect(day(all, 40)).toHaveAttribute("data-worst", "major");
  await expect(day(all, 60)).toHaveAttribute("data-worst", "clear");
});

test.describe("in another zone", () => {
  test.use({ config: { title: "Acme Status", components }, timezoneId: "Asia/Kathmandu" });

  test("days are those of the visitor, or of UTC where that's chosen", async ({ visitor, api }) => {
    // Kathmandu is 5 h 45 min ahead.
    await api.createPast("Late", at(3, "23:30"), 20, "minor");
    await visitor.visit();
    const all = row(visitor, "all");
    await expect(days(all)).toHaveAttribute("data-day", ago(2));
    await visitor.page.getByRole("button", { name: text.page("zone_utc"), exact: true }).click();
    await expect(days(all)).toHaveAttribute("data-day", ago(3));
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 800 } });

  test("there are fewer days, at least six pixels wide, and the keyboard keeps to them", async ({ visitor, api }) => {
    const { page } = visitor;
    await api.createPast("Yesterday’s", at(1, "10:00"), 60, "major");
    await visitor.visit();
    await row(visitor, "all").scrollIntoViewIfNeeded();
    await expect(day(row(visitor, "all"), 1), "the last days are those in sight").toBeInViewport({ ratio: 0.5 });
    const bars = row(visitor, "all").locator(".bars");
    const box = (await bars.boundingBox())!;
    expect(box.width / 90).toBeGreaterThanOrEqual(6);
    expect(box.height).toBeGreaterThanOrEqual(24);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await bars.focus();
    await page.keyboard.press("Home");
    const first = (await focused(visitor).boundingBox())!;
    expect(first.x).toBeGreaterThanOrEqual(0);
    expect(first.x).toBeLessThan(40);
  });
});

test("a year by month: from the history, by keyboard, by both addresses", async ({ visitor, api, server, watch }) => {
  const { page, heading } = visitor;
  const begun = at(40, "10:00");
  const year = begun.getUTCFullYear();
  await api.createPast("Slow search", begun, 130, "major");
  await visitor.visit("history/");
  await page.getByRole("link", { name: String(year), exact: true }).click();
  await visitor.untilAsked(1, LIST);
  await expect(page).toHaveURL(`${server.url}history/${year}/`);
  await expect(heading).toHaveText(text.page("incidents_in", { month: String(year) }));
  await expect(page.locator(`.bars [data-day="${ago(40)}"]`)).toHaveAttribute("data-worst", "major");
  const month = page.locator(`.row:has([data-day="${ago(40)}"])`);
  await tabToBars(visitor);
  await expect(focused(visitor)).toHaveAttribute("data-day", `${year}-01-31`);
  for (let month = 1; month < begun.getUTCMonth() + 1; month += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  for (let date = 1; date < begun.getUTCDate(); date += 1) await page.keyboard.press("ArrowRight");
  await expect(focused(visitor)).toHaveAttribute("data-day", ago(40));
  await page.keyboard.press("Enter");
  await expect(month.getByRole("link", { name: "Slow search" })).toBeVisible();
  await visitor.reload();
  await expect(month.getByRole("link", { name: "Slow search" })).toBeVisible();
  await visitor.visit(`?year=${year}`);
  await expect(page.locator(`.bars [data-day="${ago(40)}"]`)).toHaveAttribute("data-worst", "major");
  watch.allowAnswer(404, "/history/1999/");
  await page.goto(`${server.url}history/1999/`);
  await expect(heading).toHaveText(text.page("not_found"));
});

test("axe finds nothing in bars that are entered, opened and shown as a table", async ({ visitor, api }) => {
  const { page } = visitor;
  await api.createPast("Slow search", at(4, "10:00"), 130, "major");
  await visitor.visit(`?day=${ago(4)}`);
  await page.getByRole("button", { name: text.page("show_as_table") }).click();
  await expect(page.getByRole("table")).toBeVisible();
  await page.clock.resume();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
  }
});
