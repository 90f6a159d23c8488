import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { answered } from "../support/answered";
import { type Api, open, planned } from "../support/api";
import { stopClock } from "../support/clock";
import { expect, test } from "../support/faults";
import { hold } from "../support/hold";
import { NOON, Press, test as publishing } from "../support/published";
import { look, looks } from "../support/scenes";
import { monthHeading, monthName, text } from "../support/text";
import { AS_OF, LIST, Visitor, WHOLE_LIST } from "../support/visitor";

const DAY = 24 * 3_600_000;

const components = [
  { id: "web", name: "Website" },
  { id: "api", name: "API", previousIds: ["rest"] },
];

/** The day of so many days ago, in UTC. */
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

/** A time of the day of so many days ago. */
const at = (days: number, time: string) => new Date(`${ago(days)}T${time}Z`);

/** The number of events in the document of the history. */
const LATEST = 50;

/** How many incidents of one word there are in all: none of the others is among the latest. */
const REPORTS = 60;

/** One report on each of the last days. */
async function report(api: Api): Promise<void> {
  const create = (days: number) => {
    const entry = { message: "We have dealt with it.", date: String(at(days, "10:00").getTime()), incidentStatus: "resolved" };
    const name = `Report ${days}`;
    return api.create({ name, incidentStatus: "resolved", incidentImpact: "minor", entry: { ...entry, sendNotification: false } });
  };
  await Promise.all(Array.from({ length: REPORTS }, (_, days) => create(days + 1)));
}

type Field = "q" | "component" | "impact" | "status" | "kind" | "from" | "to" | "open";

const field = (page: Page, name: Field) => page.getByRole("search").locator(`[name="${name}"]`);
const results = (page: Page) => page.locator(".days .day-items > li");
const marks = (page: Page) => results(page).locator("mark");
const found = (page: Page) => page.locator("p.found");
/** The line about the search below it. */
const note = (page: Page) => page.locator("main > p.hint");
const more = (page: Page, count: number) => page.getByRole("button", { name: text.page("show_more", { count }), exact: true });

/** The fields of the form that aren't empty. */
function said(page: Page): Promise<Record<string, string>> {
  return page.getByRole("search").evaluate((form) => {
    const all: Record<string, string> = {};
    for (const field of form.querySelectorAll<HTMLInputElement>("[name]")) {
      if (field.type === "checkbox" ? field.checked : field.value) all[field.name] = field.type === "checkbox" ? "checked" : field.value;
    }
    return all;
  });
}

/** The names of the results, in their order. */
const names = (page: Page) => results(page).getByRole("link").allTextContents();

/** The query of the address. */
const asked = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

/** Moves the focus on with the Tab key until it's on what the selector says. Returns how many steps it took. */
async function tabTo(page: Page, selector: string): Promise<number> {
  for (let steps = 1; steps <= 120; steps += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return steps;
  }
  throw new Error(`${selector} can’t be reached with the Tab key.`);
}

test.use({ config: { title: "Acme Status", timeZone: "UTC", components } });

test.describe("the search of the history", () => {
  test("P112 finds names, whatever their case and accents, in the whole list once it has come", async ({ visitor, api, server }) => {
    const { page } = visitor;
    await report(api);
    const old = await api.createPast("Störung im Café", at(80, "10:00"), 130, "major");
    const release = await hold(page, `**${WHOLE_LIST}`);
    await visitor.open("history/");
    await expect(results(page)).toHaveCount(LATEST);
    await expect(found(page)).toHaveAttribute("role", "status");
    await expect(found(page)).toBeEmpty();
    // Screen readers say what changes in an element that was there before.
    const line = (await found(page).elementHandle())!;
    await field(page, "q").pressSequentially("CAFE");
    await expect(page).toHaveURL(`${server.url}history/?q=CAFE`);
    await expect(results(page)).toHaveCount(0);
    await expect(found(page), "nothing is said before the last word").toBeEmpty();
    await expect(note(page)).toHaveText(text.page.pattern("loading_history", { size: /\d+\.\d/ }));
    release();
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    expect(await line.textContent(), "the same element").toBe(text.page("found", { count: 1 }));
    await visitor.settled();
    expect(await visitor.asked(WHOLE_LIST), "not for each letter").toBe(1);
    await expect(visitor.incident(old.id)).toBeVisible();
    // In the name, and in an update.
    await expect(marks(page)).toHaveText(["Café", "Café"]);
    await field(page, "q").fill("cafe report");
    await expect(found(page), "all words have to be there").toHaveText(text.page("found_nothing"));
    await expect(results(page)).toHaveCount(0);
    await field(page, "q").fill("storung");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));

    await visitor.reload();
    await expect(field(page, "q")).toHaveValue("storung");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    await expect(results(page).locator("h4 mark")).toHaveText("Störung");
    await expect(page).toHaveURL(`${server.url}history/?q=storung`);
    await field(page, "q").fill("");
    await expect(page).toHaveURL(`${server.url}history/`);
    await expect(found(page)).toBeEmpty();
    await expect(marks(page)).toHaveCount(0);
    await expect(results(page)).toHaveCount(LATEST);
    await more(page, REPORTS + 1 - LATEST).click();
    await expect(results(page)).toHaveCount(REPORTS + 1);
    await expect(page.getByRole("button", { name: text.page.pattern("show_more") })).toHaveCount(0);
  });

  test("finds words of the updates of what is open, shows where they are, and says what wasn’t searched", async ({ visitor, api }) => {
    const { page } = visitor;
    const post = async (id: string, message: string, incidentStatus: string, more = {}) => api.post(id, { message, incidentStatus, ...more });
    const fresh = await api.create(open("Search fails"));
    await post(fresh.id, "The cause is an Überlast of the ﬁlter.", "identified");
    const begun = at(40, "10:00");
    const past = await api.createPast("Slow search", begun, 130, "major");
    await post(past.id, "The cause was an overload of the FILTER too.", "resolved", { date: String(begun.getTime() + 3 * 3_600_000) });
    await visitor.visit("history/");
    // A letter may be two in another spelling.
    await field(page, "q").fill("uberlast FILTER");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    await expect(results(page).locator(".excerpt")).toHaveText("The cause is an Überlast of the ﬁlter.");
    await expect(marks(page)).toHaveText(["Überlast", "ﬁlter"]);
    await expect(note(page)).toBeEmpty();
    // The list of the API has no updates of what is over: the site has another one.
    await field(page, "q").fill("overload");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    await expect(results(page).locator(".excerpt")).toHaveText("The cause was an overload of the FILTER too.");
    await expect(note(page)).toBeEmpty();
    await visitor.settled();
    expect(await visitor.asked(WHOLE_LIST), "once for all words").toBe(1);
    expect(await visitor.asked(LIST)).toBe(0);
  });

  test("P118 without the list of all updates it searches those of what is open, and says so", async ({ visitor, api, faults, watch }) => {
    const { page } = visitor;
    const { id } = await api.create(open("Search fails"));
    await api.post(id, { message: "The cause is an overload.", incidentStatus: "identified" });
    const past = await api.createPast("Slow search", at(40, "10:00"), 130, "major");
    await api.post(past.id, { message: "The cause was an overload too.", incidentStatus: "resolved", date: String(at(40, "13:00").getTime()) });
    await faults.set({ path: WHOLE_LIST, status: 500 });
    watch.allowAnswer(500, WHOLE_LIST);
    await visitor.visit("history/");
    await field(page, "q").fill("overload");
    await expect(note(page)).toHaveText(text.page("updates_not_searched"));
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    expect(await names(page)).toEqual(["Search fails"]);
    await expect(visitor.notice("trouble"), "the page is as current as ever").toHaveCount(0);
    await field(page, "q").fill("slow");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    await visitor.settled();
    expect(await visitor.asked(WHOLE_LIST), "not with every letter").toBe(1);
    // With the next search it may be there.
    await faults.clear();
    await field(page, "q").fill("");
    await field(page, "q").fill("overload");
    await expect(found(page)).toHaveText(text.page("found", { count: 2 }));
    await expect(note(page)).toBeEmpty();
  });

  /** One of each kind. */
  async function variety(api: Api): Promise<string> {
    const touching = (componentId: string) => [{ componentId, componentStatus: "partial_outage" }];
    const incident = open("API down", "critical", 60);
    const { id } = await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents: touching("api") } });
    await api.post(id, { message: "A cable is cut.", incidentStatus: "identified" });
    const slow = await api.createPast("Website slow", at(10, "10:00"), 60, "minor");
    const end = { message: "That was all.", incidentStatus: "resolved", date: String(at(10, "12:00").getTime()) };
    await api.post(slow.id, { ...end, affectedComponents: touching("web") });
    await api.createPast("New prices", at(20, "10:00"), 5, "none");
    await api.plan(planned("Move of the API", 600, 660, { affectedComponents: [{ componentId: "api" }] }));
    return id;
  }

  test("filters narrow it, and are in the address, which works elsewhere", async ({ visitor, api, browse }) => {
    const { page } = visitor;
    await variety(api);
    await visitor.visit("history/");
    await expect(results(page)).toHaveCount(4);
    const all = ["Move of the API", "API down", "Website slow", "New prices"];
    expect(await names(page)).toEqual(all);
    // Each alone.
    for (const [name, value, expected] of [
      ["component", "api", ["Move of the API", "API down"]],
      ["component", "web", ["Website slow"]],
      ["impact", "none", ["New prices"]],
      ["impact", "major", []],
      ["status", "identified", ["API down"]],
      ["status", "resolved", ["Website slow", "New prices"]],
      ["kind", "maintenance", ["Move of the API"]],
      ["kind", "incident", ["API down", "Website slow", "New prices"]],
    ] as const) {
      await field(page, name).selectOption(value);
      await expect(results(page), `${name} ${value}`).toHaveCount(expected.length);
      expect(await names(page), `${name} ${value}`).toEqual(expected);
      const count = expected.length;
      await expect(found(page)).toHaveText(count > 0 ? text.page("found", { count }) : text.page("found_nothing"));
      expect(asked(page)).toEqual({ [name]: value });
      await field(page, name).selectOption("");
      expect(asked(page)).toEqual({});
      await expect(found(page)).toBeEmpty();
    }
    await field(page, "from").fill(ago(12));
    await expect.poll(() => names(page)).toEqual(all.slice(0, 3));
    await field(page, "to").fill(ago(10));
    await expect.poll(() => names(page), "both days belong to it").toEqual(["Website slow"]);
    expect(asked(page)).toEqual({ from: ago(12), to: ago(10) });
    for (const name of ["from", "to"] as const) await field(page, name).fill("");
    await field(page, "open").check();
    await expect.poll(() => names(page), "what is only planned isn’t open").toEqual(["API down"]);
    expect(Object.keys(asked(page))).toEqual(["open"]);

    // All of them together.
    const choices = { component: "api", impact: "critical", status: "identified", kind: "incident" };
    const whole = { q: "cable", ...choices, from: ago(1), to: ago(0), open: "checked" };
    await field(page, "q").fill("cable");
    for (const [name, value] of Object.entries(choices)) await field(page, name as Field).selectOption(value);
    await field(page, "from").fill(ago(1));
    await field(page, "to").fill(ago(0));
    expect(await said(page)).toEqual(whole);
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    const address = page.url();
    expect(Object.keys(asked(page)).sort()).toEqual(Object.keys(whole).sort());
    const context = await browse();
    await stopClock(context);
    const other = new Visitor(await context.newPage(), visitor.site);
    await other.visit(address);
    expect(await said(other.page)).toEqual(whole);
    await expect(found(other.page)).toHaveText(text.page("found", { count: 1 }));
    await expect(marks(other.page)).toHaveText("cable");
    expect(await names(other.page)).toEqual(["API down"]);
    await field(other.page, "component").selectOption("web");
    await expect(found(other.page)).toHaveText(text.page("found_nothing"));
  });

  test("P121 more than the latest are loaded when they are asked for, and none is skipped", async ({ visitor, api }) => {
    const { page } = visitor;
    await report(api);
    await api.create(open("Old and open", "minor", 800 * 24 * 60));
    await visitor.visit("history/");
    await expect(results(page)).toHaveCount(LATEST);
    await expect(results(page).last()).toContainText(`Report ${LATEST}`);
    expect(await visitor.asked(LIST)).toBe(0);
    await more(page, LATEST).click();
    await expect(results(page)).toHaveCount(REPORTS + 1);
    expect((await names(page)).slice(-2)).toEqual([`Report ${REPORTS}`, "Old and open"]);
    await expect(note(page)).toBeEmpty();
  });

  test("P122 an address with several values, broken encoding or an earlier ID finds what the form says", async ({ visitor, api }) => {
    const { page } = visitor;
    await variety(api);
    await visitor.visit("history/?q=api&q=prices&impact=critical&impact=none");
    expect(await said(page)).toEqual({ q: "api", impact: "critical" });
    await expect(results(page)).toHaveCount(1);
    expect(await names(page)).toEqual(["API down"]);
    await visitor.visit("history/?q=%zz");
    await expect(field(page, "q")).toHaveValue("%zz");
    await expect(found(page)).toHaveText(text.page("found_nothing"));
    await visitor.visit("history/?component=rest");
    await expect(found(page)).toHaveText(text.page("found", { count: 2 }));
    await visitor.visit(`history/?from=${ago(0)}&to=${ago(1)}`);
    await expect(found(page)).toHaveText(text.page("found_nothing"));
  });

  test("P113 “back” and “forward” lead through searches, and the form follows", async ({ visitor, api }) => {
    const { page } = visitor;
    await variety(api);
    await visitor.visit("history/");
    await field(page, "q").pressSequentially("api");
    await field(page, "impact").selectOption("critical");
    await field(page, "open").check();
    // Typing in one field is one step.
    const steps = [{}, { q: "api" }, { q: "api", impact: "critical" }, { q: "api", impact: "critical", open: "checked" }];
    const counts = [4, 2, 1, 1];
    const expectStep = async (step: number) => {
      await expect.poll(() => said(page), `step ${step}`).toEqual(steps[step]);
      await expect(results(page), `step ${step}`).toHaveCount(counts[step]!);
      expect(Object.keys(asked(page)), `step ${step}`).toEqual(Object.keys(steps[step]!));
    };
    await expectStep(3);
    for (const step of [2, 1, 0]) {
      await page.goBack();
      await expectStep(step);
    }
    await expect(found(page)).toBeEmpty();
    for (const step of [1, 2, 3]) {
      await page.goForward();
      await expectStep(step);
    }
  });

  test("a search that begins after “back” doesn’t take the place of what “back” led to", async ({ visitor, api, server }) => {
    const { page } = visitor;
    await variety(api);
    await visitor.visit("history/");
    await field(page, "q").fill("prices");
    await page.goBack();
    await expect(field(page, "q")).toHaveValue("");
    await expect(page).toHaveURL(`${server.url}history/`);
    await field(page, "q").fill("slow");
    await expect(page).toHaveURL(`${server.url}history/?q=slow`);
    await page.goBack();
    await expect(page).toHaveURL(`${server.url}history/`);
    await expect(results(page)).toHaveCount(4);
  });

  test("P114 by keyboard alone: into the form, to a result, into it and back, and to more results", async ({ visitor, api, server }) => {
    const { page, heading } = visitor;
    await report(api);
    await api.createPast("Report of the year", at(70, "10:00"), 60, "major");
    await visitor.visit();
    await tabTo(page, 'nav a[href$="/history/"]');
    await Promise.all([page.waitForURL(`${server.url}history/`), page.keyboard.press("Enter")]);
    await visitor.started();
    await visitor.settled();
    await heading.focus();
    await tabTo(page, '.search [name="q"]');
    await page.keyboard.type("report");
    await expect(found(page)).toHaveText(text.page("found_some", { count: REPORTS + 1, shown: LATEST }));
    await expect(field(page, "q"), "the focus stays").toBeFocused();
    await expect(results(page)).toHaveCount(LATEST);
    await tabTo(page, "button.needs-app:not(.as-of *, .search *)");
    await expect(more(page, REPORTS + 1 - LATEST)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(results(page)).toHaveCount(REPORTS + 1);
    await expect(found(page)).toHaveText(text.page("found", { count: REPORTS + 1 }));
    // The button is gone; the way goes on where it was.
    await page.keyboard.press("Shift+Tab");
    await expect(results(page).getByRole("link").last()).toBeFocused();

    await field(page, "q").focus();
    expect(await tabTo(page, '.search [name="impact"]'), "fields in their order").toBe(2);
    await page.keyboard.type(text.shared("major"));
    await expect(field(page, "impact")).toHaveValue("major");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    await tabTo(page, '.search [name="from"]');
    // Whether months or days come first depends on the machine.
    const from = `${ago(75).slice(0, 4)}-01-01`;
    await page.keyboard.type(`0101${ago(75).slice(0, 4)}`);
    await expect(field(page, "from")).toHaveValue(from);
    await expect.poll(() => asked(page)).toEqual({ q: "report", impact: "major", from });
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    await tabTo(page, '.search [name="open"]');
    await page.keyboard.press("Space");
    await expect(found(page)).toHaveText(text.page("found_nothing"));
    await page.keyboard.press("Space");
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    expect(await tabTo(page, ".days a"), "results follow the form").toBe(1);
    await page.keyboard.press("Enter");
    await expect(heading).toHaveText("Report of the year");
    await expect(heading).toBeFocused();
    await page.goBack();
    await expect(heading).toHaveText(text.page("history"));
    await expect.poll(() => said(page)).toEqual({ q: "report", impact: "major", from });
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    expect(await names(page)).toEqual(["Report of the year"]);
  });

  test("P119 by keyboard alone: all results as files, on paper, and the link to one of them", async ({ visitor, api, server }) => {
    const { page } = visitor;
    await report(api);
    const name = '=HYPERLINK("x", "y")';
    await api.createPast(name, at(70, "10:00"), 60, "major");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await visitor.visit("history/?from=2020-01-01");
    await expect(found(page)).toHaveText(text.page("found_some", { count: REPORTS + 1, shown: LATEST }));
    type Key = "save_csv" | "save_json" | "print" | "copy_link" | "link_copied";
    const button = (key: Key) => page.getByRole("button", { name: text.page(key), exact: true });
    const take = async (key: "save_csv" | "save_json") => {
      await button(key).focus();
      const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
      return { name: download.suggestedFilename(), content: await readFile(await download.path(), "utf8") };
    };
    const csv = await take("save_csv");
    expect(csv.name).toBe("history.csv");
    const lines = csv.content.split("\r\n");
    expect(lines[0]).toBe('\ufeff"kind","id","name","impact","status","started","ended","components","address"');
    // All of them, not only those on screen; each line has an end.
    expect(lines.length).toBe(REPORTS + 3);
    expect(lines.at(-1)).toBe("");
    expect(lines.at(-2), "a spreadsheet takes it for text").toContain('"\'=HYPERLINK(""x"", ""y"")"');

    const json = await take("save_json");
    expect(json.name).toBe("history.json");
    const all = JSON.parse(json.content) as Record<string, string>[];
    expect(all.length).toBe(REPORTS + 1);
    const last = all.at(-1)!;
    expect(last).toMatchObject({ kind: "incident", name, impact: "major", status: "resolved", started: at(70, "10:00").toISOString().replace(".000", "") });
    expect(last.address).toBe(`${server.url}incidents/${last.id}/`);

    await page.evaluate(() => Object.assign(window, { print: () => (document.title = "Printed") }));
    await button("print").focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveTitle("Printed");
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".report")).toBeVisible();
    await page.emulateMedia({ media: "screen" });

    await page.goto(last.address!);
    await visitor.started();
    await tabTo(page, "main button:not(.as-of *)");
    await expect(button("copy_link")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(button("link_copied")).toBeFocused();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(last.address);
  });

  test("P115 without JavaScript there is no form, but the latest incidents, figures, and a way to each month", async ({ api, browse, server }) => {
    await report(api);
    await api.createPast("Slow search", at(100, "10:00"), 130, "major");
    const page = await (await browse({ javaScriptEnabled: false })).newPage();
    // The address of a search shows the same.
    for (const address of ["history/", "history/?q=slow"]) {
      await page.goto(server.url + address);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.page("history"));
      await expect(page.locator("form")).not.toBeVisible();
      await expect(page.getByRole("searchbox")).toHaveCount(0);
      await expect(results(page)).toHaveCount(LATEST);
      await expect(page.getByRole("link", { name: "Report 1", exact: true })).toBeVisible();
      await expect(page.getByRole("button")).toHaveCount(0);
      await expect(found(page)).toBeEmpty();
    }
    const quarter = page.locator(".figures").getByRole("row").filter({ hasText: text.page("last_days", { count: 90 }) });
    // All of them, not only those that the document lists.
    await expect(quarter).toContainText(String(REPORTS));
    const months = page.getByRole("navigation", { name: text.page("months") });
    await expect(months.getByRole("link", { name: ago(100).slice(0, 4), exact: true })).toBeVisible();
    await months.getByRole("link", { name: monthName(ago(100).slice(0, 7)), exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(monthHeading(ago(100).slice(0, 7)));
    await expect(page.getByRole("link", { name: "Slow search" })).toBeVisible();
  });

  test("P116 without the whole list it says that only the latest were searched, until the list comes", async ({ visitor, api, faults, watch }) => {
    const { page } = visitor;
    // The day of the last one is whole in every zone, so the document has one more.
    const partly = text.page("found_some", { count: LATEST + 1, shown: LATEST });
    await report(api);
    await faults.set(...[LIST, WHOLE_LIST].map((path) => ({ path, status: 500 })));
    await visitor.visit("history/");
    for (const path of [LIST, WHOLE_LIST]) watch.allowAnswer(500, path);
    await field(page, "q").fill("report");
    await expect(found(page)).toHaveText(partly);
    await expect(note(page)).toHaveText(text.page("latest_only"));
    await expect(results(page)).toHaveCount(LATEST);
    await expect(visitor.notice("trouble")).toBeVisible();
    // It stays with the next failure, and for other words.
    const again = async () => {
      const answer = answered(page, AS_OF);
      await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
      await answer;
      await visitor.settled();
    };
    await again();
    await expect(found(page)).toHaveText(partly);
    await expect(note(page)).toHaveText(text.page("latest_only"));
    await field(page, "q").fill(`report ${REPORTS}`);
    await expect(found(page)).toHaveText(text.page("found_nothing"));
    await expect(note(page)).toHaveText(text.page("latest_only"));
    await visitor.settled();
    await expect(found(page)).toHaveText(text.page("found_nothing"));
    await expect(note(page)).toHaveText(text.page("latest_only"));
    await faults.clear();
    await again();
    await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
    expect(await names(page)).toEqual([`Report ${REPORTS}`]);
    await expect(visitor.notice("trouble")).toHaveCount(0);
    await field(page, "q").fill("report");
    await expect(found(page)).toHaveText(text.page("found_some", { count: REPORTS, shown: LATEST }));
  });

  test("a list that can’t be had isn’t asked for with every letter", async ({ visitor, api, faults, watch }) => {
    const { page } = visitor;
    await report(api);
    await faults.set(...[LIST, WHOLE_LIST].map((path) => ({ path, status: 500 })));
    await visitor.visit("history/");
    for (const path of [LIST, WHOLE_LIST]) watch.allowAnswer(500, path);
    for (const letter of "reports") {
      await page.keyboard.press("End");
      await field(page, "q").press(letter);
      await visitor.settled();
    }
    await expect(note(page)).toHaveText(text.page("latest_only"));
    for (const path of [LIST, WHOLE_LIST]) expect(await visitor.asked(path)).toBeLessThanOrEqual(2);
  });
});

publishing("the search of a published site finds words of past updates", async ({ put, browse }) => {
  const press = await Press.start({ title: "Acme Status", timeZone: "UTC", components });
  const minutes = (before: number) => new Date(NOON.getTime() - before * 60_000);
  for (let days = 1; days <= 6; days += 1) await press.api.createPast(`Report ${days}`, minutes(days * 1_440), 30);
  const { id } = await press.api.createPast("Slow search", minutes(40 * 1_440), 130, "major");
  await press.api.post(id, { message: "The cause was an Überlast.", incidentStatus: "resolved", date: String(minutes(39 * 1_440).getTime()) });
  const host = await put(await press.publish(NOON, "search"));
  const page = await (await browse()).newPage();
  await page.goto(`${host.url}history/?q=uberlast`);
  await expect(field(page, "q")).toHaveValue("uberlast");
  await expect(found(page)).toHaveText(text.page("found", { count: 1 }));
  await expect(results(page).locator(".excerpt")).toHaveText("The cause was an Überlast.");
  await expect(marks(page)).toHaveText("Überlast");
  await press.dispose();
});

test.describe("axe", () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

  /** The findings of axe on this page, in every look. */
  async function check({ page }: Visitor): Promise<string[]> {
    // Axe uses its own timers.
    await page.clock.resume();
    const all: string[] = [];
    for (const way of looks) {
      await look(page, way);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(rules).analyze();
      for (const { id, help, nodes } of violations) {
        all.push(...nodes.map(({ target, failureSummary }) => `${way.name}: ${id} (${help}) ${target} ${failureSummary}`));
      }
    }
    return all;
  }

  /** Nine results: of each kind, of each impact, open and past. */
  async function prepare(api: Api): Promise<void> {
    const create = (days: number, hour: number, impact: string) => api.createPast("Slow search", at(days, `1${hour}:00`), 130, impact);
    await Promise.all(["critical", "major", "minor", "none"].map((impact, hour) => create(4, hour, impact)));
    await Promise.all(["critical", "major", "none"].map((impact, months) => create(months * 30 + 9, 0, impact)));
    await api.create(open("Slow search goes on", "major"));
    await api.plan(planned("Move of the search", 600, 660, { affectedComponents: [{ componentId: "api" }] }));
  }

  test("P117 finds nothing in the history", async ({ visitor, api }) => {
    await prepare(api);
    await visitor.visit("history/");
    await expect(results(visitor.page)).toHaveCount(9);
    expect(await check(visitor)).toEqual([]);
  });

  test("finds nothing in what a search has found", async ({ visitor, api }) => {
    await prepare(api);
    await visitor.visit(`history/?q=slow+search&from=${ago(60)}`);
    await expect(found(visitor.page)).toHaveText(text.page("found", { count: 7 }));
    await expect(results(visitor.page).locator("h4 mark")).not.toHaveCount(0);
    await expect(results(visitor.page).locator(".excerpt mark")).not.toHaveCount(0);
    expect(await check(visitor)).toEqual([]);
  });

  test("finds nothing in the figures of a component", async ({ visitor, api }) => {
    const { page } = visitor;
    await prepare(api);
    await visitor.visit("components/api/");
    await page.locator(".figures summary").click();
    await expect(page.locator(".figures").getByRole("table")).toHaveCount(2);
    expect(await check(visitor)).toEqual([]);
  });
});
