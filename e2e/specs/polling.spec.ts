import type { Page, Route } from "@playwright/test";
import { answered } from "../support/answered";
import { open } from "../support/api";
import { Attempts, expect, hide, list, listed, snapshot, test, type Faults } from "../support/faults";
import { emptyMonth, monthHeading, monthName, text, tryingAgain, checked, windowTitle } from "../support/text";
import { AS_OF, LIST, LIVE } from "../support/visitor";
import type { Watch } from "../support/watch";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The pauses of the page are no longer left to chance: 0 is their least, 1 their most. */
async function chance(page: Page, value: number): Promise<void> {
  await page.addInitScript((value) => (Math.random = () => value), value);
}

/** The page asks again after so many seconds, give or take one. */
async function expectPause(attempts: Attempts, seconds: number, what?: string): Promise<void> {
  const gone = await attempts.next({ quiet: (seconds - 2) * SECOND });
  expect(Math.abs(gone / SECOND - seconds), what).toBeLessThanOrEqual(1);
}

const online = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("online")));

/** Time that goes by faster than answers come ends attempts. */
const hurried = (watch: Watch) => watch.allow(/^failed: GET .* net::ERR_ABORTED$/, { due: false });

test("L04 one attempt at a time", async ({ visitor, faults, attempts, watch }) => {
  await chance(visitor.page, 1);
  await visitor.visit();
  await faults.set({ path: LIVE, hold: true });
  await visitor.step(34 * SECOND);
  await attempts.until(2);
  await visitor.page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
  await online(visitor.page);
  await visitor.step(10 * SECOND);
  expect(await attempts.count(), "the one that hangs is still under way").toBe(2);
  hurried(watch);
  await visitor.step(6 * SECOND);
  // It was given up, and the visitor's request is served.
  await attempts.until(3);
  await faults.set();
  await attempts.over();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
});

for (const [title, random, seconds] of [
  ["L05 pauses are spread, at least", 0, 27],
  ["L06 pauses are spread, at most", 1, 33],
] as const) {
  test(title, async ({ visitor, attempts }) => {
    await chance(visitor.page, random);
    await visitor.visit();
    for (let round = 0; round < 2; round += 1) await expectPause(attempts, seconds);
  });
}

test("L07 failures double the pause, up to five minutes", async ({ visitor, faults, attempts, watch }) => {
  await chance(visitor.page, 1);
  watch.allowAnswer(500, AS_OF);
  await visitor.visit();
  await faults.set({ path: LIVE, status: 500 });
  for (const [failures, seconds] of [33, 66, 132, 264, 300, 300].entries()) {
    await expectPause(attempts, seconds, `after ${failures} failures`);
  }
  await faults.set();
  await expectPause(attempts, 300);
  await expectPause(attempts, 33, "after a success it is as before");
});

for (const [title, headers] of [
  ["L08 Retry-After in seconds is obeyed", { "retry-after": "200" }],
  // It counts from the date of its own answer, however late a busy machine gives that.
  [
    "L09 Retry-After as a date is obeyed",
    { "retry-after": "Thu, 20 Nov 2025 12:06:20 GMT", date: "Thu, 20 Nov 2025 12:03:00 GMT" },
  ],
] as const) {
  test(title, async ({ visitor, faults, attempts, watch }) => {
    const { page } = visitor;
    watch.allowAnswer(429, AS_OF);
    await chance(page, 0);
    await visitor.visit();
    await faults.set({ path: LIVE, status: 429, headers });
    await attempts.next();
    await expect(visitor.notice("trouble")).toContainText(text.shared("too_many"));
    await expect(visitor.notice("trouble")).toContainText(tryingAgain(text.shared("in_minutes", { count: 3 })));
    const before = await attempts.count();
    await visitor.step(90 * SECOND);
    // Neither the network nor the visitor's return is a reason to ask a server that asked for rest.
    await online(page);
    await hide(page, true);
    await hide(page, false);
    await visitor.step(100 * SECOND);
    expect(await attempts.count()).toBe(before);
    const pause = 190 + (await attempts.next()) / SECOND;
    expect(Math.abs(pause - 200)).toBeLessThanOrEqual(3);
    // A person may ask.
    await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
    await attempts.until(before + 2);
    await attempts.over();
  });
}

test("L10 many pages with Retry-After don't return together", async ({ visitor, faults, attempts, watch }) => {
  watch.allowAnswer(503, AS_OF);
  await chance(visitor.page, 1);
  await visitor.visit();
  await faults.set({ path: LIVE, status: 503, headers: { "retry-after": "200" } });
  await attempts.next();
  await expectPause(attempts, 220);
});

test("L11 Retry-After of an incident's updates is obeyed too", async ({ visitor, faults, api, attempts, watch }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  const entries = `${LIST}/${id}/entries`;
  watch.allowAnswer(429, entries);
  await chance(visitor.page, 0);
  await visitor.visit();
  await faults.set({ path: entries, status: 429, headers: { "retry-after": "200" } });
  // Entries are asked for when something has changed.
  await api.post(id, { message: "A fix is on its way." });
  await attempts.next();
  await expectPause(attempts, 200);
});

test("L12 a page under Retry-After doesn't request the incident either", async ({ visitor, faults, api, attempts, watch }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  const read = answered(visitor.page, `${LIST}/${id}/entries`);
  await visitor.visit(`incidents/${id}/`);
  await expect(visitor.heading).toHaveText("Payments fail");
  await read;
  await faults.clear();
  watch.allowAnswer(429, AS_OF);
  await faults.set({ path: LIVE, status: 429, headers: { "retry-after": "200" } });
  await attempts.next();
  await visitor.step(SECOND);
  await visitor.settled();
  expect(await faults.asked(AS_OF)).toHaveLength(1);
  expect(await faults.asked(LIST)).toHaveLength(0);
  expect(await faults.asked(`${LIST}/${id}`)).toHaveLength(0);
  await expect(visitor.heading).toHaveText("Payments fail");
});

test("L13 the page sends a request at once when the network returns", async ({ visitor, api, attempts, watch }) => {
  const context = visitor.page.context();
  await visitor.visit();
  await context.setOffline(true);
  watch.allowFailure(AS_OF);
  watch.allow(/\/icons\//, { due: false });
  for (let round = 0; round < 3; round += 1) await attempts.next();
  const { id } = await api.create(open("Payments fail", "major"));
  const before = await attempts.count();
  await context.setOffline(false);
  await attempts.until(before + 1);
  await expect(visitor.incident(id)).toBeVisible();
  await expect(visitor.notice("trouble")).toHaveCount(0);
});

/** A plain live API, which has no call for the version of its data. */
async function withoutVersions(faults: Faults, watch: Watch): Promise<void> {
  watch.allowAnswer(404, AS_OF);
  await faults.set({ path: AS_OF, status: 404 });
}

test("L14 an unchanged list costs a 304", async ({ visitor, faults, api, watch }) => {
  await withoutVersions(faults, watch);
  const attempts = new Attempts(visitor, [LIST]);
  await api.createPast("Slow search", new Date(Date.now() - 180 * MINUTE), 20);
  await visitor.visit();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  for (let round = 0; round < 3; round += 1) await attempts.next();
  const asked = await faults.asked(LIST);
  expect(asked.map(({ status }) => status)).toEqual([200, 304, 304, 304]);
  expect(asked.slice(1).every(({ bytes }) => !bytes)).toBe(true);
});

test("L19 an unchanged list of an API with versions costs one small answer", async ({ visitor, faults, api, attempts }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  await visitor.visit();
  for (let round = 0; round < 3; round += 1) await attempts.next();
  const asked = await faults.asked(AS_OF);
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(Math.max(...asked.map(({ bytes }) => bytes ?? Infinity))).toBeLessThan(100);
  // The document's data has that version.
  expect(await faults.asked(LIST)).toHaveLength(0);
  expect(await faults.asked(`${LIST}/${id}/entries`)).toHaveLength(0);
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
  await expect(visitor.page.locator(".as-of")).toContainText(checked(text.shared("just_now")));
  // Something that visitors see has changed: the list and the entries are asked for, once.
  await api.post(id, { message: "A fix is on its way." });
  for (let round = 0; round < 2; round += 1) await attempts.next();
  await expect(visitor.incident(id)).toContainText("A fix is on its way.");
  expect(await faults.asked(LIST)).toHaveLength(1);
  expect(await faults.asked(`${LIST}/${id}/entries`)).toHaveLength(1);
});

test("L23 a first visit to the front page of a server requests no list", async ({ visitor, faults, api, attempts }) => {
  const past = await api.createPast("Slow search", new Date(Date.now() - 180 * MINUTE), 20);
  const { id } = await api.create(open("Payments fail", "major"));
  await visitor.visit();
  await expect(visitor.headline).toHaveText(text.page("state_major"));
  await expect(visitor.banner).toHaveAttribute("data-source", "live");
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
  await expect(visitor.incident(id)).toContainText("we are looking into it.");
  await expect(visitor.incident(past.id)).toBeVisible();
  for (const path of [LIST, `${LIST}/${id}/entries`]) expect(await faults.asked(path), path).toHaveLength(0);
  // A document of an earlier version isn't an answer.
  await visitor.page.route(visitor.site, async (route) => {
    const response = await route.fetch();
    await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
    await route.fulfill({ response });
  });
  await visitor.reload();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  expect(await faults.asked(LIST)).toHaveLength(1);
  await attempts.next();
  expect(await faults.asked(LIST)).toHaveLength(1);
});

test("L24 the front page's data isn't used for another screen", async ({ visitor, faults, api, watch }) => {
  const { page } = visitor;
  const mark = () => page.evaluate(() => document.documentElement.setAttribute("data-same-document", ""));
  const same = page.locator("html[data-same-document]");
  await api.createPast("Slow search", new Date("2025-03-10T23:30:00Z"), 45);
  const month = page.getByRole("link", { name: monthName("2025-03"), exact: true });
  const shown = async () => {
    await expect(visitor.heading).toHaveText(monthHeading("2025-03"));
    await expect(visitor.incidents("Slow search").first()).toBeVisible();
    await expect(page.getByText(emptyMonth)).toHaveCount(0);
  };
  // The list is asked for first.
  await visitor.visit();
  await mark();
  await month.click();
  await shown();
  await expect(same).toHaveCount(1);
  await expect(visitor.heading).toBeFocused();
  expect(await faults.asked(LIST)).toHaveLength(1);
  // Where it is not to be had, or not soon, the other screen's own document is.
  for (const rule of [{ status: 500 }, { hold: true }]) {
    await page.goto(visitor.site);
    await visitor.started();
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await mark();
    if (rule.status) watch.allowAnswer(500, LIST);
    else watch.allow(/^failed: GET .*incidents net::ERR_ABORTED$/, { due: false });
    await visitor.settled();
    await faults.set({ path: LIST, ...rule, times: 1 });
    const asked = page.waitForRequest(`**${LIST}`);
    await month.click();
    await asked;
    if (rule.hold) await visitor.step(3 * SECOND);
    await expect(same).toHaveCount(0);
    await faults.set();
    await visitor.started();
    await shown();
    // It asks for the list, which is not left to the next visit.
    await visitor.untilAsked(1, LIST);
    await visitor.settled();
  }
  // "Back" and "forward" lead to screens of earlier loads, which the page does not carry either.
  await page.goto(visitor.site);
  await visitor.started();
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
  await page.evaluate(() => history.pushState(null, "", "history/2025-03/"));
  await page.goBack();
  await mark();
  await page.evaluate(() => history.forward());
  await expect(same).toHaveCount(0);
  await shown();
});

test("L25 an incident's page requests its updates once", async ({ visitor, faults, api, attempts }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  const past = await api.createPast("Slow search", new Date(Date.now() - 180 * MINUTE), 20);
  for (const [asked, text] of [[id, "we are looking into it."], [past.id, "it is over."]] as const) {
    const entries = `${LIST}/${asked}/entries`;
    const read = answered(visitor.page, entries);
    await visitor.visit(`incidents/${asked}/`);
    await expect(visitor.page.getByText(text)).toBeVisible();
    await read;
    await visitor.step(2 * SECOND);
    await visitor.settled();
    expect(await faults.asked(entries)).toHaveLength(1);
  }
  // They follow new updates.
  await visitor.visit(`incidents/${id}/`);
  await api.post(id, { message: "A fix is out.", incidentStatus: "monitoring" });
  await attempts.next();
  await expect(visitor.page.getByText("A fix is out.")).toBeVisible();
  await expect(visitor.incident(id)).toHaveAttribute("data-status", "monitoring");
});

test("L26 more recent days than the page's data are requested before they are shown", async ({ visitor, server, faults, api, attempts }) => {
  const { page } = visitor;
  const past = await api.createPast("Slow search", new Date(Date.now() - 20 * 24 * 60 * MINUTE), 45);
  await visitor.visit();
  await attempts.next();
  await expect(visitor.incident(past.id)).toHaveCount(0);
  await expect(page.getByText(text.page("never"))).toHaveCount(0);
  // No day is called empty that the page knows nothing of, not even for a moment.
  await page.evaluate((id) => {
    const days = () => document.querySelectorAll(".days > .day").length;
    const before = days();
    const look = () => {
      const claims = days() !== before && !document.querySelector(`article[data-incident="${id}"]`);
      if (claims) document.documentElement.dataset.claimed = "";
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, past.id);
  await server.configure({ title: "Acme Status", recentDays: 30 });
  // One attempt finds the configuration, the next brings the list and then takes it.
  for (let round = 0; round < 2; round += 1) {
    const read = answered(page, "/config.json");
    await attempts.next();
    await read;
  }
  await expect(visitor.incident(past.id)).toBeVisible();
  await expect(page.locator("html")).not.toHaveAttribute("data-claimed");
  expect(await faults.asked(LIST)).toHaveLength(1);
});

test("L20 missing updates are requested again, even without a change", async ({ visitor, faults, api, attempts, watch }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  const entries = `${LIST}/${id}/entries`;
  watch.allowAnswer(503, entries);
  await faults.set({ path: entries, status: 503 });
  await visitor.plainBundle();
  await visitor.visit();
  await faults.set();
  await attempts.next();
  await expect(visitor.incident(id)).toContainText("we are looking into it.");
  const before = (await faults.asked(entries)).length;
  await attempts.next();
  expect(await faults.asked(entries)).toHaveLength(before);
});

test("L21 an API without versions is tried once an hour, or on request", async ({ visitor, faults, api, watch }) => {
  await withoutVersions(faults, watch);
  const attempts = new Attempts(visitor, [LIST]);
  /** Presses a button, which lets the page try both. */
  const press = async (name: string) => {
    const asked = visitor.page.waitForRequest(`**${AS_OF}`);
    await visitor.page.getByRole("button", { name }).click();
    await asked;
    await attempts.over();
  };
  await visitor.visit();
  for (let round = 0; round < 4; round += 1) await attempts.next();
  expect(await faults.asked(AS_OF)).toHaveLength(1);
  await press(text.page("refresh"));
  // Nothing is asked while an hour goes by.
  await visitor.page.getByRole("button", { name: text.page("pause"), exact: true }).click();
  for (let gone = 0; gone < 61; gone += 1) await visitor.step(MINUTE);
  expect(await faults.asked(AS_OF)).toHaveLength(2);
  await press(text.page("resume"));
  await attempts.next();
  expect(await faults.asked(AS_OF)).toHaveLength(3);
  // By then it has them.
  await faults.set();
  await press(text.page("refresh"));
  expect(await faults.asked(AS_OF)).toHaveLength(4);
  const before = (await faults.asked(LIST)).length;
  await api.create(open("Payments fail", "major"));
  await Attempts.of(visitor).next();
  await expect(visitor.headline).toHaveText(text.page("state_major"));
  await Attempts.of(visitor).next();
  expect(await faults.asked(LIST)).toHaveLength(before + 1);
});

test("L22 a change between the two requests costs one more round, and no notice", async ({ visitor, faults, api, attempts }) => {
  const { page } = visitor;
  await visitor.visit();
  const before = (await faults.asked(AS_OF)).length;
  // The change comes after the page has read the version and before it reads the list.
  const first = await api.create(open("Payments fail", "minor"));
  const between = async (route: Route) => {
    await api.create(open("Search fails", "critical"));
    await route.continue();
  };
  await page.route(`**${LIST}`, between, { times: 1 });
  await attempts.next();
  await expect(visitor.headline).toHaveText(text.page("state_critical"));
  await expect(visitor.incident(first.id)).toBeVisible();
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
  await expect(visitor.notice("trouble")).toHaveCount(0);
  expect(await faults.asked(AS_OF)).toHaveLength(before + 2);
});

test.describe("a snapshot", () => {
  test.use({ config: { title: "Acme Status", live: null } });

  test("L15 an unchanged snapshot costs one small file", async ({ visitor, faults, attempts }) => {
    await faults.set(...snapshot(new Date(), list(listed("a"))));
    await visitor.open();
    await attempts.over();
    for (let round = 0; round < 3; round += 1) await attempts.next();
    const asked = await faults.asked("/as-of.json");
    expect(asked).toHaveLength(4);
    expect(Math.max(...asked.map(({ bytes }) => bytes ?? Infinity))).toBeLessThan(250);
    expect(await faults.asked("/incidents.json")).toHaveLength(1);
    // Another list is fetched, once.
    await faults.set(...snapshot(new Date(), list(listed("a"), listed("b"))));
    await attempts.next();
    await expect(visitor.incident("b")).toHaveCount(1);
    expect(await faults.asked("/incidents.json")).toHaveLength(2);
  });
});

test("L16 a pause during a failure is shown, and its end too", async ({ visitor, faults, attempts, watch }) => {
  const { page } = visitor;
  const trouble = visitor.notice("trouble");
  watch.allowAnswer(503, AS_OF);
  await visitor.visit();
  await faults.set({ path: LIVE, status: 503, headers: { "retry-after": "270" } });
  await attempts.next();
  const before = await attempts.count();
  await page.getByRole("button", { name: text.page("pause"), exact: true }).click();
  await expect(trouble).toContainText(text.page("trying_paused"));
  await visitor.step(MINUTE);
  await page.getByRole("button", { name: text.page("resume"), exact: true }).click();
  await expect(trouble).toContainText(tryingAgain(text.shared("in_minutes", { count: 3 })));
  await visitor.step(MINUTE);
  expect(await attempts.count(), "the server is still left alone").toBe(before);
});

test("L17 a running attempt is shown as such", async ({ visitor, faults, attempts, watch }) => {
  const trouble = visitor.notice("trouble");
  watch.allowAnswer(503, AS_OF);
  await visitor.visit();
  await faults.set({ path: LIVE, status: 503, times: 1 }, { path: LIVE, hold: true });
  await attempts.next();
  await attempts.begin();
  await expect(trouble).toContainText(tryingAgain(text.shared("now")));
  await expect(trouble).not.toContainText(text.page("trying_paused"));
  await faults.set();
  await expect(trouble).toHaveCount(0);
});

test.describe("without a configuration", () => {
  const CONFIG = "/config.json";

  test("L18 the page sends no requests, and keeps the focus", async ({ visitor, faults, watch }) => {
    const { page } = visitor;
    await visitor.plainBundle();
    const attempts = new Attempts(visitor, [CONFIG]);
    watch.allowAnswer(503, CONFIG);
    await faults.set({ path: CONFIG, status: 503 });
    await visitor.open();
    await attempts.over();
    const pause = page.getByRole("button", { name: text.page("pause"), exact: true });
    await pause.focus();
    for (let round = 0; round < 3; round += 1) await attempts.next();
    await expect(pause).toBeFocused();
    let before = await attempts.count();
    await hide(page, true);
    await visitor.step(20 * MINUTE);
    expect(await attempts.count(), "nobody looks").toBe(before);
    await hide(page, false);
    await attempts.until(before + 1);
    await attempts.over();
    before = await attempts.count();
    await pause.click();
    await visitor.step(20 * MINUTE);
    expect(await attempts.count(), "it is paused").toBe(before);
    await expect(visitor.notice("trouble")).toContainText(text.page("trying_paused"));
    await faults.set();
    await page.getByRole("button", { name: text.page("resume"), exact: true }).click();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(page).toHaveTitle(windowTitle(text.page("state_operational")));
  });
});
