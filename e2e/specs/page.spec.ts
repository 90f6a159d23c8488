import { open } from "../support/api";
import { offset } from "../support/clock";
import { hold } from "../support/hold";
import { expect, test } from "../support/test";
import { anyClock, asOf, either, emptyMonth, moment, monthHeading, monthName, text, tryingAgain, checked, whole, windowTitle } from "../support/text";
import { trapOnDemand } from "../support/trap";
import { AS_OF, LIST } from "../support/visitor";
import type { Page, Route } from "@playwright/test";

declare global {
  interface Window {
    /** The announcements to screen readers since the last look. */
    announced: string[];
  }
}

const MINUTE = 60_000;

/** Checks the tab's title and icon. */
async function expectTab(page: Page, title: RegExp, icon: string): Promise<void> {
  await expect(page).toHaveTitle(title);
  await expect(page.locator("#favicon")).toHaveAttribute("href", new RegExp(`/icons/${icon}\\.svg$`));
}

test.describe("as it is served", () => {
  test("the page is readable before its app runs, with the time of its data", async ({ visitor, api }) => {
    const { page, banner } = visitor;
    const past = await api.createPast("Slow search", new Date(Date.now() - 3 * 60 * MINUTE), 20);
    const release = await hold(page, "**/*.wasm");
    await page.goto(visitor.site);
    await expect(banner).toHaveAttribute("data-source", "embedded");
    await expect(banner).toHaveAttribute("data-fresh", "false");
    await expect(banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.headline).toHaveText(asOf("state_none_open"));
    await expect(page).toHaveTitle(windowTitle(asOf("state_none_open")));
    await expect(visitor.incident(past.id)).toContainText("Slow search");

    const { id } = await api.create(open("Payments fail", "critical"));
    release();
    await visitor.started();
    await expect(visitor.incident(id)).toBeVisible();
    await expect(banner).toHaveAttribute("data-source", "live");
    await expect(visitor.headline).toHaveText(text.page("state_critical"));
  });

  test("without any answer the page's own content stays, with its time", async ({ visitor, api, watch }) => {
    const { page, banner } = visitor;
    const past = await api.createPast("Slow search", new Date(Date.now() - 3 * 60 * MINUTE), 20);
    watch.allowFailure(AS_OF);
    await page.route(`**${AS_OF}`, (route) => route.abort("connectionrefused"));
    await visitor.open();
    await expect(visitor.notice("trouble")).toContainText(text.shared("no_answer"));
    await expect(banner).toHaveAttribute("data-source", "embedded");
    await expect(banner).toHaveAttribute("data-fresh", "false");
    await expect(banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.headline).toHaveText(asOf("state_none_open"));
    await expect(visitor.incident(past.id)).toContainText("Slow search");
    await expectTab(page, windowTitle((await visitor.headline.textContent())!), "unknown");
  });
});

// A page without content in its document.
test.describe("before the first answer", () => {
  test.beforeEach(({ visitor }) => visitor.plainBundle());

  test("a placeholder appears only after a moment", async ({ visitor }) => {
    const { page } = visitor;
    const release = await hold(page, `**${LIST}`);
    const asked = page.waitForRequest(`**${LIST}`);
    await visitor.open();
    await asked;
    const skeleton = page.locator(".skeleton");
    await visitor.step(200);
    await expect(visitor.banner).toHaveCount(0);
    await expect(skeleton).toHaveCount(0);
    await visitor.step(150);
    await expect(skeleton).toBeVisible();
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.banner).toHaveAttribute("data-source", "none");
    await expect(skeleton).toContainText(text.page("loading"));

    release();
    await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
    await expect(skeleton).toHaveCount(0);
  });

  test("a placeholder also appears for a slow configuration", async ({ visitor }) => {
    const { page } = visitor;
    const release = await hold(page, "**/config.json");
    const asked = page.waitForRequest("**/config.json");
    await page.goto(visitor.site);
    await visitor.step(50);
    await asked;
    await expect(page.locator("main")).toHaveCount(0);
    await visitor.step(350);
    await expect(page.locator(".skeleton")).toBeVisible();
    release();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(page.locator(".skeleton")).toHaveCount(0);
  });

  test("P64 without a configuration the page says so and tries again", async ({ visitor, watch }) => {
    const { page } = visitor;
    watch.allowFailure("/config.json");
    await page.route("**/config.json", (route) => route.abort());
    await visitor.open();
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.notice("trouble")).toContainText(text.shared("no_answer"));
    await page.unroute("**/config.json");
    await visitor.step(10_000);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(visitor.notice("trouble")).toHaveCount(0);
  });
});

test("P65 without any incident the page explains its purpose", async ({ visitor }) => {
  await visitor.visit();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  await expect(visitor.page.getByText(text.page("never"))).toBeVisible();
  await expectTab(visitor.page, windowTitle(text.page("state_operational")), "operational");
});

test("the age of the answer counts up", async ({ visitor }) => {
  await visitor.visit();
  const age = visitor.page.locator(".as-of");
  await expect(age).toContainText(checked(text.shared("just_now")));
  // The answer came between two beats of the page's clock: up to one second is not counted yet.
  await visitor.step(5_000);
  await expect(age).toContainText(checked(text.shared.pattern("seconds_ago", { count: /[45]/ })));
  const shown = await age.textContent();
  const told = [4, 5].find((count) => shown!.includes(text.shared("seconds_ago", { count })))!;
  await visitor.step(10_000);
  await expect(age).toContainText(checked(text.shared("seconds_ago", { count: told + 10 })));
  await visitor.refreshed();
  await expect(age).toContainText(checked(text.shared("just_now")));
});

test.describe("trouble", () => {
  test("without any answer the page claims nothing, and shows the next attempt", async ({ visitor, watch }) => {
    const { page } = visitor;
    watch.allowFailure(LIST);
    await page.route(`**${LIST}`, (route) => route.abort("connectionrefused"));
    await visitor.plainBundle();
    await visitor.open();
    const notice = visitor.notice("trouble");
    await expect(visitor.headline).toHaveText(text.page("state_unknown"));
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await expect(notice).toContainText(text.shared("no_answer"));
    await expect(notice).toContainText(text.page("shown_nothing"));
    const inAMinute = either(text.shared.pattern("in_seconds", { count: /5\d/ }), text.shared("in_minutes", { count: 1 }));
    await expect(notice).toContainText(tryingAgain(inAMinute));
    await expectTab(page, windowTitle(text.page("state_unknown")), "unknown");
    await visitor.step(30_000);
    await expect(notice).toContainText(tryingAgain(text.shared.pattern("in_seconds", { count: /[23]\d/ })));

    await page.unroute(`**${LIST}`);
    await visitor.refreshed(70_000);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(notice).toHaveCount(0);
    await expectTab(page, windowTitle(text.page("state_operational")), "operational");
  });

  test.describe("of a server that stops answering", () => {
    test.use({ config: { title: "Acme Status", staleAfterSeconds: 60 } });

    test("P01 the present tense ends in time, and returns with the server", async ({ visitor, server, api, watch }) => {
      const { page, banner } = visitor;
      const past = await api.createPast("Database failover", new Date(Date.now() - 5 * 60 * MINUTE), 45);
      await visitor.visit();
      await expect(banner).toHaveAttribute("data-overall", "operational");

      watch.allowFailure(AS_OF);
      watch.allow(/\/icons\//, { due: false });
      await server.stop();
      for (let gone = 0; gone < 40; gone += 1) await visitor.step(1_000);
      await expect(visitor.notice("trouble")).toContainText(text.shared("no_answer"));
      await expect(visitor.notice("trouble")).toContainText(text.page.pattern("shown_from"));
      await visitor.step(30_000);
      await expect(banner).toHaveAttribute("data-fresh", "false");
      await expect(banner).toHaveAttribute("data-overall", "unknown");
      await expect(visitor.headline).toHaveText(asOf("state_none_open"));
      await expect(banner).toHaveAttribute("data-past", text.page("state_none_open"));
      await expectTab(page, windowTitle((await visitor.headline.textContent())!), "unknown");
      await expect(visitor.incident(past.id)).toContainText("Database failover");
      for (let gone = 0; gone < 10; gone += 1) {
        await visitor.step(MINUTE);
        await expect(banner).not.toHaveAttribute("data-overall", "operational");
      }

      await server.startAgain();
      await visitor.refreshed(6 * MINUTE);
      await expect(banner).toHaveAttribute("data-overall", "operational");
      await expect(banner).toHaveAttribute("data-fresh", "true");
      await expect(visitor.notice("trouble")).toHaveCount(0);
      await expectTab(page, windowTitle(text.page("state_operational")), "operational");
    });
  });

  test("P02 a partly unreadable answer is never operational", async ({ visitor, api }) => {
    const past = await api.createPast("Slow search", new Date(Date.now() - 3 * 60 * MINUTE), 20);
    await visitor.page.route(`**${LIST}`, async (route) => {
      const response = await route.fetch();
      const list = await response.json();
      await route.fulfill({ response, json: { ...list, incidents: [...list.incidents, { id: 7 }] } });
    });
    await visitor.plainBundle();
    await visitor.visit();
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await expect(visitor.notice("unreadable")).toContainText(text.page("unreadable", { count: 1 }));
    await expect(visitor.incident(past.id)).toContainText("Slow search");
  });

  test("P03 the last answer is kept for the next visit, and shown with its age", async ({ visitor, api, watch }) => {
    const { page } = visitor;
    const past = await api.createPast("Slow search", new Date(Date.now() - 3 * 60 * MINUTE), 20);
    await visitor.plainBundle();
    await visitor.visit();
    watch.allowFailure(LIST);
    await page.route(`**${LIST}`, (route) => route.abort());
    await page.reload();
    await visitor.step(50);
    await expect(visitor.banner).toHaveAttribute("data-source", "stored");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.headline).toHaveText(asOf("state_none_open"));
    await expect(visitor.incident(past.id)).toBeVisible();
    await expect(visitor.notice("trouble")).toContainText(text.page.pattern("shown_from"));
  });
});

test.describe("when the app dies", () => {
  test.use({ config: { title: "Acme Status", components: [{ id: "web", name: "Website" }] } });

  test("P04 the guard withdraws the present tense", async ({ visitor, watch }) => {
    const { page, banner } = visitor;
    const trap = await trapOnDemand(page);
    await visitor.visit();
    await expect(banner).toHaveAttribute("data-overall", "operational");

    watch.allow(/unreachable/);
    await trap();
    await visitor.step(5_000);
    await expect(banner).toHaveAttribute("data-overall", "operational");
    await visitor.step(7_000);
    await expect(banner).toHaveAttribute("data-fresh", "false");
    await expect(banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.headline).toHaveText(asOf("state_none_open"));
    await expectTab(page, windowTitle((await visitor.headline.textContent())!), "unknown");

    // The guard gets no answer: then no part that needs the app claims to be running.
    await page.route(visitor.site, (route) => route.abort());
    watch.allow(/^failed: GET \/ |ERR_FAILED/);
    await visitor.step(13_000);
    await expect(page.locator(".unstarted")).toContainText(text.document("unstarted"));
    await expect(page.locator(".unstarted")).toBeVisible();
    for (const part of [".as-of", ".settings > .needs-app:not(.scheme-switch) > button", '[data-status="operational"] > .badge']) {
      await expect(page.locator(part), part).toHaveCount(1);
      await expect(page.locator(part), part).toBeHidden();
    }
    // It stays as long as nothing can replace it, and reloads when it can.
    const tried = page.waitForRequest(visitor.site);
    await visitor.step(20_000);
    await tried;
    await visitor.step(10 * MINUTE);
    await expect(banner).toHaveAttribute("data-overall", "unknown");
    await page.unroute(visitor.site);
    const loaded = page.waitForEvent("load");
    await visitor.step(6 * MINUTE);
    await loaded;
    await visitor.started();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P66 an open incident stays, with the time of its data", async ({ visitor, api, watch }) => {
    const trap = await trapOnDemand(visitor.page);
    await api.create(open("Payments fail", "critical"));
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_critical"));
    watch.allow(/unreachable/);
    await trap();
    await visitor.step(12_000);
    await expect(visitor.banner).toHaveAttribute("data-overall", "critical");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await expect(visitor.headline).toHaveText(asOf("state_critical"));
    await expect(visitor.page.getByRole("article").getByText("Payments fail", { exact: true })).toBeVisible();
  });
});

test.describe("addresses", () => {
  const begun = new Date("2025-03-10T23:30:00Z");

  test("lead through the page and back", async ({ visitor, server, api }) => {
    const { page, heading } = visitor;
    const past = await api.createPast("Slow search", begun, 45);
    const now = await api.create(open("Payments fail", "critical"));
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_critical"));

    await page.getByRole("link", { name: monthName("2025-03"), exact: true }).click();
    await expect(page).toHaveURL(`${server.url}history/2025-03/`);
    await expect(page).toHaveTitle(windowTitle(monthHeading("2025-03")));
    await expect(heading).toHaveText(monthHeading("2025-03"));
    await expect(heading).toBeFocused();

    await visitor.incident(past.id).getByRole("link", { name: "Slow search" }).click();
    await expect(page).toHaveURL(`${server.url}incidents/${past.id}/`);
    await expect(page).toHaveTitle(windowTitle("Slow search"));
    await expect(heading).toHaveText("Slow search");
    await expect(heading).toBeFocused();
    await expect(page.getByText("Slow search: it is over.")).toBeVisible();
    await expect(page.getByText(text.page("lasted", { length: text.shared("minutes", { count: 45 }) }))).toBeVisible();

    await page.getByRole("link", { name: text.page("status"), exact: true }).click();
    await expect(page).toHaveURL(server.url);
    await expect(visitor.headline).toBeFocused();
    await expect(page).toHaveTitle(windowTitle(text.page("state_critical")));

    await page.goBack();
    await expect(heading).toHaveText("Slow search");
    await page.goBack();
    await expect(heading).toHaveText(monthHeading("2025-03"));
    await page.goBack();
    await expect(visitor.headline).toHaveText(text.page("state_critical"));
    await page.goForward();
    await expect(page).toHaveURL(`${server.url}history/2025-03/`);
    await expect(heading).toHaveText(monthHeading("2025-03"));

    await page.goBack();
    await visitor.incident(now.id).getByRole("link", { name: "Payments fail" }).click();
    await expect(heading).toHaveText("Payments fail");
  });

  for (const [form, address] of [
    ["of a file", (id: string) => `incidents/${id}/`],
    ["with a query", (id: string) => `?incident=${id}`],
  ] as const) {
    test(`of an incident ${form} can be opened and loaded again`, async ({ visitor, api }) => {
      const { id } = await api.createPast("Slow search", begun, 45);
      await visitor.visit(address(id));
      for (const load of ["opened", "again"]) {
        await expect(visitor.heading, load).toHaveText("Slow search");
        await expect(visitor.page, load).toHaveTitle(windowTitle("Slow search"));
        await expect(visitor.page.getByText("Slow search: it is over."), load).toBeVisible();
        if (load === "opened") await visitor.reload();
      }
      await visitor.page.getByRole("link", { name: text.page("status"), exact: true }).click();
      await expect(visitor.headline).toHaveText(text.page("state_operational"));
      await visitor.page.goBack();
      await expect(visitor.heading).toHaveText("Slow search");
    });
  }

  for (const [form, address] of [
    ["of a file", "history/2025-03/"],
    ["with a query", "?month=2025-03"],
  ]) {
    test(`of a month ${form} can be opened and loaded again`, async ({ visitor, api }) => {
      await api.createPast("Slow search", begun, 45);
      await api.createPast("Another month", new Date("2025-05-01T12:00:00Z"), 5);
      await visitor.visit(address);
      for (const load of ["opened", "again"]) {
        await expect(visitor.heading, load).toHaveText(monthHeading("2025-03"));
        await expect(visitor.page, load).toHaveTitle(windowTitle(monthHeading("2025-03")));
        // It went on over midnight.
        await expect(visitor.page.getByRole("link", { name: "Slow search" }), load).toHaveCount(2);
        await expect(visitor.page.getByRole("link", { name: "Another month" }), load).toHaveCount(0);
        if (load === "opened") await visitor.reload();
      }
      await visitor.page.getByRole("link", { name: monthName("2025-05"), exact: true }).click();
      await expect(visitor.page.getByRole("link", { name: "Another month" })).toBeVisible();
      await visitor.page.goBack();
      await expect(visitor.heading).toHaveText(monthHeading("2025-03"));
    });
  }

  test("of an ID that can't be a file name works too", async ({ visitor, api }) => {
    // The embedded server gives harmless ids; another API need not.
    const { id } = await api.createPast("Slow search", begun, 45);
    const odd = "Ä/../ß?#%";
    const rename = async (route: Route) => {
      const response = await route.fetch({ url: route.request().url().replace(encodeURIComponent(odd), id) });
      await route.fulfill({ response, body: (await response.text()).replaceAll(id, odd) });
    };
    await visitor.page.route("**/public/v1/incidents**", rename);
    await visitor.page.route("**/public/v1/incidents/**", rename);
    await visitor.visit(`?incident=${encodeURIComponent(odd)}`);
    await expect(visitor.heading).toHaveText("Slow search");
    await expect(visitor.page.getByText("Slow search: it is over.")).toBeVisible();
  });

  test("of a missing incident says so", async ({ visitor, watch }) => {
    watch.allowAnswer(404, "/incidents/nowhere/");
    const answer = await visitor.page.goto(`${visitor.site}incidents/nowhere/`);
    expect(answer?.status()).toBe(404);
    await expect(visitor.heading).toHaveText(text.page("missing_incident"));
    await expect(visitor.page).toHaveTitle(windowTitle(text.page("missing_incident")));
    await visitor.page.getByRole("link", { name: text.page("status"), exact: true }).click();
    await expect(visitor.page).toHaveURL(visitor.site);
    await visitor.started();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("of a missing incident says so in the app too", async ({ visitor, watch }) => {
    watch.allowAnswer(404, "/public/v1/incidents/nowhere");
    await visitor.visit("?incident=nowhere");
    await expect(visitor.heading).toHaveText(text.page("missing_incident"));
    await expect(visitor.page).toHaveTitle(windowTitle(text.page("missing_incident")));
    await visitor.page.getByRole("link", { name: text.page("status"), exact: true }).click();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  for (const address of ["?month=2025-13", "?incident="]) {
    test(`without a page (${address}) say so`, async ({ visitor }) => {
      await visitor.open(address);
      await expect(visitor.heading).toHaveText(text.page("not_found"));
      await expect(visitor.page).toHaveTitle(windowTitle(text.page("not_found")));
      await visitor.page.getByRole("link", { name: text.page("status"), exact: true }).click();
      await expect(visitor.headline).toHaveText(text.page("state_operational"));
    });
  }

  test("without a file are answered with 404 and a way back", async ({ visitor, watch }) => {
    watch.allowAnswer(404, "/nothing/here/");
    const answer = await visitor.page.goto(`${visitor.site}nothing/here/`);
    expect(answer?.status()).toBe(404);
    await expect(visitor.heading).toHaveText(text.page("not_found"));
    await visitor.page.getByRole("link", { name: text.page("status"), exact: true }).click();
    await expect(visitor.page).toHaveURL(visitor.site);
    await visitor.started();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });
});

for (const { zone, local, name } of [
  // Chromium goes by the older of this zone's names.
  { zone: "Asia/Kathmandu", local: moment("2025-03-11T05:15", "UTC+5:45"), name: "Asia/Katmandu" },
  { zone: "America/New_York", local: moment("2025-03-10T19:30", "UTC−4"), name: "America/New_York" },
]) {
  test.describe(`in ${zone}`, () => {
    test.use({ timezoneId: zone });

    test("times are local, with their zone, and available in UTC", async ({ visitor, api }) => {
      const { page } = visitor;
      const begun = new Date("2025-03-10T23:30:00Z");
      const { id } = await api.createPast("Slow search", begun, 45);
      await visitor.visit(`incidents/${id}/`);
      const began = page.locator('time[datetime="2025-03-10T23:30:00Z"]').first();
      const resolved = page.locator('time[datetime="2025-03-11T00:15:00Z"]').first();
      await expect(began).toHaveText(local);
      await expect(resolved).toBeVisible();
      const footer = page.getByRole("contentinfo");
      await expect(footer).toContainText(text.page("times_in_offset", { zone: name, offset: offset(zone) }));

      const utc = footer.getByRole("button", { name: text.page("zone_utc"), exact: true });
      await utc.click();
      await expect(utc).toHaveAttribute("aria-pressed", "true");
      await expect(began).toHaveText(moment("2025-03-10T23:30"));
      await expect(footer).toContainText(text.page("times_in", { zone: text.page("zone_utc") }));
      await visitor.reload();
      await expect(began).toHaveText(moment("2025-03-10T23:30"));

      await footer.getByRole("button", { name: text.page("zone_local"), exact: true }).click();
      await expect(began).toHaveText(local);
      await expect(utc).toHaveAttribute("aria-pressed", "false");
    });
  });
}

test("P73 an outage of five weeks is on every day and month that it touches", async ({ visitor, api }) => {
  const { page } = visitor;
  const { id } = await api.create(open("Mail down", "critical", 50_400));
  const end = Date.now() - 18 * 60 * MINUTE;
  await api.post(id, { message: "It is over.", incidentStatus: "resolved", date: String(end) });
  await visitor.visit();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  const row = page.locator(".day", { hasText: text.page("continued_all_day") });
  await expect(page.getByText(text.page("continued_all_day"), { exact: true })).toHaveCount(new Date(end).getUTCDate() === new Date().getUTCDate() ? 13 : 12);
  const until = either(anyClock, text.shared.pattern("hour_and_minute", { hour: /\d\d/, minute: /\d\d/ }));
  await expect(page.getByText(whole(text.page.pattern("continued_until", { time: until })))).toHaveCount(1);
  await expect(row.first().getByRole("link", { name: "Mail down" })).toHaveAttribute("href", new RegExp(`/incidents/${id}/$`));
  await expect(page.getByText(text.page("no_incidents"), { exact: true })).toHaveCount(0);
  await expect(visitor.incident(id), "only on its first day").toHaveCount(0);

  const name = (month: Date) => monthName(month.toISOString().slice(0, 7));
  const begun = new Date(Date.now() - 50_400 * MINUTE);
  const months = new Set([begun, new Date(begun.getTime() + 17 * 24 * 60 * MINUTE), new Date(end)].map(name));
  for (const month of months) await expect(page.getByRole("link", { name: month, exact: true })).toBeVisible();
  await page.getByRole("link", { name: name(begun), exact: true }).click();
  const length = text.shared("days_hours", { days: 34, hours: 6 });
  await expect(page.locator(".day").locator(visitor.incident(id))).toContainText(length);
  await expect(page.getByText(emptyMonth)).toHaveCount(0);
});

test.describe("announced work", () => {
  test.use({ config: { title: "Acme Status", components: [{ id: "db", name: "Database" }] } });

  test("P74 a planned incident begins at its time, without any answer", async ({ visitor, api, watch }) => {
    const { page, banner } = visitor;
    const date = String(Date.now() + 12 * MINUTE);
    const affectedComponents = [{ componentId: "db", componentStatus: "under_maintenance" }];
    const entry = { message: "An hour without the database.", date, affectedComponents, sendNotification: false };
    const { id } = await api.create({ name: "Move", incidentImpact: "none", incidentStatus: "investigating", entry });
    await visitor.visit();
    const upcoming = page.locator('[data-section="upcoming"]').locator(visitor.incident(id));
    const database = page.locator('[data-component="db"]');
    const startsIn = (count: RegExp) => text.page.pattern("starts_in", { in_time: text.shared.pattern("in_minutes", { count }) });
    await expect(upcoming).toContainText(startsIn(/1[12]/));
    await expect(upcoming).toContainText("An hour without the database.");
    await expect(upcoming).toContainText("Database");
    await expect(upcoming).not.toContainText(text.shared.pattern("began"));
    await expect(banner).toHaveAttribute("data-overall", "operational");
    await expect(database).toHaveAttribute("data-status", "operational");
    await expectTab(page, windowTitle(text.page("state_operational")), "operational");

    watch.allowFailure(AS_OF);
    for (const path of [AS_OF, LIST]) await page.route(`**${path}`, (route) => route.abort());
    for (let gone = 0; gone < 20; gone += 1) await visitor.step(30_000);
    await expect(upcoming).toContainText(startsIn(/[12]/));
    await expect(banner).toHaveAttribute("data-overall", "unknown");
    watch.allow(/\/icons\//, { due: false });
    await visitor.step(75_000);
    await expect(upcoming).toHaveCount(0);
    await expect(page.locator("#open").locator(visitor.incident(id))).toContainText(text.shared.pattern("began"));
    await expect(banner).toHaveAttribute("data-overall", "notice");
    await expect(banner).toHaveAttribute("data-fresh", "false");
    await expect(database).toHaveAttribute("data-status", "under_maintenance");
    await expectTab(page, windowTitle((await visitor.headline.textContent())!), "notice");
  });
});

test("L02 Refresh now asks at once", async ({ visitor, api }) => {
  await visitor.visit();
  const { id } = await api.create(open("Payments fail", "major"));
  await visitor.page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
  await expect(visitor.incident(id)).toBeVisible();
  await expect(visitor.headline).toHaveText(text.page("state_major"));
  await expectTab(visitor.page, windowTitle(text.page("state_major")), "major");
});

test("L01 a paused page sends no requests, and shows its age", async ({ visitor, api }) => {
  const { page, banner } = visitor;
  await visitor.visit();
  const asked = await visitor.asked(AS_OF);
  await page.getByRole("button", { name: text.page("pause"), exact: true }).click();
  await expect(page.locator(".paused")).toHaveText(text.page("paused"));
  await visitor.step(4 * MINUTE);
  await expect(banner).toHaveAttribute("data-overall", "operational");
  const { id } = await api.create(open("Payments fail", "major"));
  await visitor.step(2 * MINUTE);
  expect(await visitor.asked(AS_OF)).toBe(asked);
  await expect(banner).toHaveAttribute("data-fresh", "false");
  await expect(banner).toHaveAttribute("data-overall", "unknown");
  await expect(visitor.headline).toHaveText(asOf("state_none_open"));

  await page.getByRole("button", { name: text.page("resume"), exact: true }).click();
  await expect(visitor.incident(id)).toBeVisible();
  await expect(banner).toHaveAttribute("data-overall", "major");
  await expect(page.locator(".paused")).toBeEmpty();
});

test("L03 a refresh keeps focus and scroll position", async ({ visitor, api }) => {
  const { page } = visitor;
  // Noon of yesterday: at whatever time this runs, none of them goes on past midnight, which would list it on two days.
  const day = 24 * 60 * MINUTE;
  const noon = Math.floor(Date.now() / day) * day - day / 2;
  for (let index = 0; index < 12; index += 1) {
    await api.createPast(`Past ${index}`, new Date(noon - (index + 2) * 6 * 60 * MINUTE), 30);
  }
  const second = await api.create(open("Second", "minor", 40));
  const first = await api.create(open("First", "minor", 30));
  // So low that every element can be at its top, with the changes above it and out of sight.
  await page.setViewportSize({ width: 1280, height: 300 });
  await visitor.visit();

  for (const link of [
    visitor.incident(second.id).getByRole("link", { name: "Second" }),
    page.getByRole("link", { name: "Past 9" }),
    page.getByRole("button", { name: text.page("pause"), exact: true }),
  ]) {
    await link.focus();
    await link.evaluate((element) => element.scrollIntoView({ block: "start" }));
    await link.evaluate((element) => element.setAttribute("data-same-element", ""));
    const top = () => link.evaluate((element) => Math.round(element.getBoundingClientRect().top));
    const before = await top();
    const added = await api.create(open("Added", "major", 10));
    await visitor.refreshed();
    await expect(visitor.incident(added.id)).toHaveCount(1);
    await api.post(first.id, { message: "Another word.", incidentStatus: "identified" });
    await api.remove(added.id);
    await visitor.refreshed();
    await expect(visitor.incident(added.id)).toHaveCount(0);
    await expect(visitor.incident(first.id)).toContainText("Another word.");
    await expect(link).toBeFocused();
    await expect(link).toHaveAttribute("data-same-element");
    // The browser moves what is read back to its place with a frame.
    await expect.poll(async () => Math.abs((await top()) - before), "how far the focused element moved").toBeLessThanOrEqual(2);
  }
});

/** The announcements to screen readers, in their order. */
async function listenTo(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const region = document.querySelector('[aria-live="polite"].visually-hidden')!;
    const announced: string[] = [];
    let last = region.textContent;
    new MutationObserver(() => {
      if (region.textContent !== last && region.textContent) announced.push(region.textContent);
      last = region.textContent;
    }).observe(region, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { announced });
  });
  return () => page.evaluate(() => window.announced.splice(0));
}

test.describe("changes are announced to screen readers, once", () => {
  const region = (page: Page) => page.locator('[aria-live="polite"].visually-hidden');

  test("a change of the state is announced, a refresh without one is not", async ({ visitor, api }) => {
    await visitor.visit();
    const said = await listenTo(visitor.page);
    await visitor.refreshed();
    await visitor.step(5_000);
    expect(await said()).toEqual([]);
    await api.create(open("Payments fail", "major"));
    await visitor.refreshed();
    await expect(region(visitor.page)).toHaveText(text.page("state_major"));
  });

  test("P78 changes on the front page", async ({ visitor, api }) => {
    const { page } = visitor;
    const first = await api.create(open("Payments fail", "major", 90));
    await api.create(open("Mail is late", "minor", 60));
    await visitor.visit();
    await visitor.step(30_000);
    await visitor.settled();
    await expect(region(page), "nothing of what the page opened with").toHaveText("");
    const said = await listenTo(page);
    const after = async (change: Promise<unknown>) => {
      await change;
      await visitor.refreshed();
      await visitor.step(10_000);
      await expect(region(page), "it is cleared").toHaveText("");
      return said();
    };
    const third = await api.create(open("<b>Search</b> is slow", "minor", 1));
    await visitor.refreshed();
    await expect(region(page)).toHaveText(text.page("news_new", { name: "<b>Search</b> is slow" }));
    expect(await after(Promise.resolve())).toEqual([text.page("news_new", { name: "<b>Search</b> is slow" })]);
    expect(await after(api.post(third.id, { message: "An index.", incidentStatus: "identified" }))).toEqual([
      text.page("news_updated", { name: "<b>Search</b> is slow", status: text.shared("identified") }),
    ]);
    expect(await after(api.post(first.id, { message: "Over.", incidentStatus: "resolved" }))).toEqual([
      text.page("state_minor"),
      text.page("news_resolved", { name: "Payments fail" }),
    ]);
    expect(await after(api.post(third.id, { message: "Over.", incidentStatus: "resolved" }))).toEqual([
      text.page("news_resolved", { name: "<b>Search</b> is slow" }),
    ]);
    expect(await after(api.post(third.id, { message: "Not over.", incidentStatus: "monitoring" }))).toEqual([
      text.page("news_reopened", { name: "<b>Search</b> is slow" }),
    ]);
    expect(await after(Promise.resolve()), "time alone isn't news").toEqual([]);
  });

  test("P79 changes of an incident on its own page", async ({ visitor, api }) => {
    const { page } = visitor;
    const other = await api.create(open("Payments fail", "major", 90));
    const { id } = await api.create(open("Mail is late", "minor", 60));
    await visitor.visit(`incidents/${id}/`);
    await visitor.step(30_000);
    await visitor.settled();
    const said = await listenTo(page);
    await api.post(other.id, { message: "A fix is on its way." });
    await visitor.refreshed();
    await api.post(id, { message: "A queue is stuck.", incidentStatus: "identified" });
    await visitor.refreshed();
    await expect(region(page)).toHaveText(text.page("news_updated", { name: "Mail is late", status: text.shared("identified") }));
    await visitor.step(10_000);
    expect(await said()).toEqual([text.page("news_updated", { name: "Mail is late", status: text.shared("identified") })]);
    await api.post(id, { message: "It flows again.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(page.getByText("It flows again.")).toBeVisible();
    await api.post(id, { message: "What we learned.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(page.getByText("What we learned.")).toBeVisible();
    await visitor.step(10_000);
    expect(await said()).toEqual([
      text.page("news_resolved", { name: "Mail is late" }),
      text.page("news_updated", { name: "Mail is late", status: text.shared("resolved") }),
    ]);
  });

  test("L27 the result of Refresh now", async ({ visitor, api, watch }) => {
    const { page } = visitor;
    await visitor.visit();
    const said = await listenTo(page);
    const refresh = async () => {
      await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
      await expect(region(page)).not.toHaveText("");
    };
    await refresh();
    await refresh();
    expect(await said()).toEqual([text.page("no_change"), text.page("no_change")]);
    await visitor.step(5_000);
    await expect(region(page)).toHaveText("");
    await api.create(open("Payments fail", "major"));
    await refresh();
    await visitor.step(10_000);
    expect(await said()).toEqual([text.page("state_major"), text.page("news_new", { name: "Payments fail" })]);
    watch.allowFailure(AS_OF);
    await page.route(`**${AS_OF}`, (route) => route.abort());
    await refresh();
    expect(await said()).toEqual([text.shared("no_answer")]);
  });
});

test.describe("components", () => {
  const components = [
    { id: "web", name: "Website", group: "Shop", description: "What customers see." },
    { id: "pay", name: "Payments", group: "Shop" },
    { id: "mail", name: "Mail" },
  ];
  test.use({ config: { title: "Acme Status", components } });

  test("follow the newest entries of open incidents", async ({ visitor, api }) => {
    const status = (id: string) => visitor.page.locator(`li[data-component="${id}"]`);
    const affectedComponents = [{ componentId: "pay", componentStatus: "major_outage" }];
    const incident = open("Payments fail", "critical");
    const { id } = await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents } });
    await visitor.visit();
    await expect(status("pay")).toHaveAttribute("data-status", "major_outage");
    await expect(status("pay")).toContainText(text.shared("major_outage"));
    await expect(status("web")).toHaveAttribute("data-status", "operational");
    await expect(status("web")).toContainText("What customers see.");
    await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(status("pay")).toHaveAttribute("data-status", "operational");
  });
});

test.describe("an unknown key of the configuration", () => {
  test.use({ config: { title: "Acme Status", titel: "Acme" } });

  test("is named", async ({ visitor }) => {
    await visitor.plainBundle();
    await visitor.visit();
    await visitor.page.getByText(text.page("config_notes")).click();
    await expect(visitor.page.getByText(text.page("config_ignored", { key: "titel" }))).toBeVisible();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });
});

test("nothing is wider than a small screen", async ({ visitor, api }) => {
  const { page } = visitor;
  const incident = open("A-name-without-any-place-to-break-it-".repeat(5).slice(0, 200), "critical");
  const affectedComponents = [{ componentId: "x".repeat(80), componentStatus: "under_maintenance" }];
  const message = `See https://example.com/${"path".repeat(60)} for more.`;
  const { id } = await api.create({ ...incident, entry: { ...incident.entry!, message, affectedComponents } });
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of ["", `incidents/${id}/`]) {
    await visitor.visit(address);
    await expect(visitor.incident(id).first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
});

test("a visitor downloads no admin code and sends no credential", async ({ visitor, admin, api }) => {
  const sentinel = "statuspane-admin-app-sentinel";
  // Requests with a credential fail every test, see the watch.
  const { id } = await api.createPast("Slow search", new Date(Date.now() - 60 * MINUTE), 30);
  /** The paths of everything that a page asks for from now on, and of those that have code of the admin view in them. */
  const watched = (page: Page) => {
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).pathname));
    return async () => {
      const all = [...asked];
      asked.clear();
      // Asked for once more: the browser drops the body of a response when the page is left.
      const bodies = all.map(async (path) => (await page.request.get(new URL(path, visitor.site).href)).body());
      const found = (await Promise.all(bodies)).map((body) => body.includes(sentinel));
      return { all, admins: all.filter((_, place) => found[place]) };
    };
  };
  const visitors = watched(visitor.page);
  for (const address of ["", `incidents/${id}/`]) {
    await visitor.visit(address);
    const { all, admins } = await visitors();
    if (address === "") expect(all.some((path) => path.endsWith(".wasm"))).toBe(true);
    expect(all.filter((path) => path.startsWith("/admin"))).toEqual([]);
    expect(admins).toEqual([]);
  }
  const adminsOwn = watched(admin.page);
  await admin.open();
  const { admins } = await adminsOwn();
  expect(admins).not.toEqual([]);
  expect(admins.filter((path) => !path.startsWith("/admin/"))).toEqual([]);
});
