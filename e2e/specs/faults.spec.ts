import type { BrowserContext, Page, Route } from "@playwright/test";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { answered } from "../support/answered";
import { open, type Api } from "../support/api";
import { stopClock } from "../support/clock";
import { expect, hide, list, listed, live, snapshot, test, Attempts, Said, type Faults, type Rule } from "../support/faults";
import { hold } from "../support/hold";
import { bundle } from "../support/places";
import type { Server } from "../support/server";
import { anyAge, anyClock, asOf, checked, either, lookingAgain, moment, stale, text, tryingAgain, windowTitle } from "../support/text";
import { AS_OF, LIST, LIVE, MAINTENANCES, Visitor } from "../support/visitor";
import type { Watch } from "../support/watch";

declare global {
  interface Window {
    /** Allows WebAssembly again. */
    allowed: () => void;
  }
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Short, so that no test has far to go until an answer is too old. */
const config = { title: "Acme Status", refreshSeconds: 10, staleAfterSeconds: 30 };
const STALE = 30 * SECOND;
test.use({ config });

// From any static host: a page without content in its document knows only its answers.
test.beforeEach(({ visitor }) => visitor.plainBundle());

const UNREACHABLE = text.shared("no_answer");
const NOT_READABLE = text.shared("not_json");
const OTHER = text.shared("other_shape");

interface Stage {
  visitor: Visitor;
  page: Page;
  context: BrowserContext;
  server: Server;
  faults: Faults;
}

/** A case in which the page gets no list. */
interface Case {
  title: string;
  /** The fault for all the page's requests, unless `begin` and `end` cause it. */
  rule?: Omit<Rule, "path">;
  begin?: (stage: Stage) => Promise<unknown>;
  end?: (stage: Stage) => Promise<unknown>;
  /** Whether no answer and no error ever comes: then an attempt ends by the page's own time. */
  hangs?: boolean;
  /** The reason on screen. */
  says: string;
  /** The browser's messages about it. */
  provokes: (watch: Watch) => void;
}

const nothing = () => {};
const lost = (watch: Watch) => watch.allowFailure(AS_OF);
const withStatus = (status: number) => (watch: Watch) => watch.allowAnswer(status, AS_OF);
const refused = (status: number) => text.shared("refused", { status });
const failed = (status: number) => text.shared("server_failed", { status });
const html = "<!doctype html><title>Welcome</title><p>Sign in to this network.</p>";
const json = (value: unknown) => ({ status: 200, body: JSON.stringify(value) });
const aborted = (code: string) => ({
  begin: ({ page }: Stage) => page.route(`**${AS_OF}`, (route) => route.abort(code)),
  end: ({ page }: Stage) => page.unroute(`**${AS_OF}`),
});

const cases: Case[] = [
  {
    title: "P05 a refused connection",
    begin: ({ server }) => server.stop(),
    end: ({ server }) => server.startAgain(),
    says: UNREACHABLE,
    provokes: (watch) => {
      lost(watch);
      // Another icon, and the incidents' own pages, may be asked for as well.
      watch.allow(/\/icons\//, { due: false });
    },
  },
  { title: "P06 a name that is not found", ...aborted("namenotresolved"), says: UNREACHABLE, provokes: lost },
  {
    title: "P07 a device that is offline",
    begin: ({ context }) => context.setOffline(true),
    end: ({ context }) => context.setOffline(false),
    says: UNREACHABLE,
    provokes: (watch) => {
      lost(watch);
      watch.allow(/\/icons\//, { due: false });
    },
  },
  { title: "P08 a connection that hangs", rule: { hold: true }, hangs: true, says: text.shared("timed_out"), provokes: lost },
  { title: "P09 a body that stops half-way", rule: { ...json({ incidents: [] }), cut: 10 }, says: UNREACHABLE, provokes: lost },
  { title: "P10 headers and then nothing", rule: { ...json({ incidents: [] }), stall: 0 }, hangs: true, says: text.shared("timed_out"), provokes: lost },
  { title: "P11 a connection that ends without an answer", rule: { close: true }, says: UNREACHABLE, provokes: lost },
  { title: "P12 an answer that is HTML", rule: { status: 200, body: html }, says: NOT_READABLE, provokes: nothing },
  { title: "P13 an answer without a body", rule: { status: 200, body: "" }, says: NOT_READABLE, provokes: nothing },
  { title: "P14 an answer that is null", rule: json(null), says: OTHER, provokes: nothing },
  { title: "P15 an answer that breaks off", rule: { status: 200, body: '{"incidents": [{"id": "a"' }, says: NOT_READABLE, provokes: nothing },
  { title: "P16 an answer with another structure", rule: json([{ incidents: [] }]), says: OTHER, provokes: nothing },
  { title: "P17 an answer of fifty megabytes", rule: { ...json({ incidents: [] }), fill: 50_000_000, headers: { "content-length": null } }, says: text.shared("too_large"), provokes: lost },
  { title: "P18 an answer without content (204)", rule: { status: 204 }, says: NOT_READABLE, provokes: nothing },
  {
    title: "P19 endless redirects",
    rule: { status: 302, headers: { location: AS_OF } },
    says: UNREACHABLE,
    provokes: lost,
  },
  { title: "P20 status 400", rule: { status: 400 }, says: refused(400), provokes: withStatus(400) },
  { title: "P21 status 401", rule: { status: 401 }, says: text.shared("signed_out"), provokes: withStatus(401) },
  { title: "P22 status 403", rule: { status: 403 }, says: text.shared("forbidden"), provokes: withStatus(403) },
  { title: "P23 status 404", rule: { status: 404 }, says: text.shared("not_found"), provokes: withStatus(404) },
  { title: "P24 status 408", rule: { status: 408 }, says: failed(408), provokes: withStatus(408) },
  { title: "P25 status 418", rule: { status: 418 }, says: text.shared("unexpected", { status: 418 }), provokes: withStatus(418) },
  { title: "P26 status 429", rule: { status: 429 }, says: text.shared("too_many"), provokes: withStatus(429) },
  { title: "P27 status 500 with a page of HTML", rule: { status: 500, body: html }, says: failed(500), provokes: withStatus(500) },
  { title: "P28 status 502", rule: { status: 502 }, says: failed(502), provokes: withStatus(502) },
  { title: "P29 status 503", rule: { status: 503 }, says: failed(503), provokes: withStatus(503) },
  { title: "P30 status 504", rule: { status: 504 }, says: failed(504), provokes: withStatus(504) },
  {
    title: "P31 a captive portal that leads elsewhere",
    rule: { status: 302, headers: { location: "http://portal.invalid/" } },
    says: UNREACHABLE,
    provokes: (watch) => watch.allow(/portal\.invalid|ERR_NAME_NOT_RESOLVED|GET \/ (csp|net::ERR_ABORTED)$|\/public\/v1\/as-of/),
  },
];

/** The first promise and its consequences, in a case in which the page gets no list. */
async function endure(stage: Stage & { api: Api; said: Said; attempts: Attempts; watch: Watch }, one: Case): Promise<void> {
  const { visitor, page, faults, api, said, attempts, watch } = stage;
  const { banner, headline } = visitor;
  const begin = () => (one.begin ? one.begin(stage) : faults.set({ path: LIVE, ...one.rule }));
  const end = () => (one.end ? one.end(stage) : faults.set());
  const trouble = visitor.notice("trouble");
  const tab = async (screen: string, icon: string) => {
    await expect(page).toHaveTitle(windowTitle(screen));
    await expect(page.locator("#favicon")).toHaveAttribute("href", new RegExp(`/icons/${icon}\\.svg$`));
  };
  const green = async () => {
    await expect(banner).toHaveAttribute("data-overall", "operational");
    await expect(banner).toHaveAttribute("data-fresh", "true");
    await expect(trouble).toHaveCount(0);
    await tab(text.page("state_operational"), "operational");
  };
  const past = await api.createPast("Slow search", new Date(Date.now() - 3 * HOUR), 20);
  await visitor.visit();
  await green();
  one.provokes(watch);

  // Known data may be called current only as long as it is recent.
  const known = await said.mark(page);
  await begin();
  await attempts.next(one);
  await expect(trouble).toContainText(one.says);
  await expect(trouble).toContainText(text.page.pattern("shown_from", { time: anyClock }));
  await expect(trouble).toContainText(tryingAgain());
  await expect(visitor.incident(past.id)).toBeVisible();
  await visitor.step(STALE);
  await attempts.over(one);
  await expect(banner).toHaveAttribute("data-overall", "unknown");
  await expect(banner).toHaveAttribute("data-fresh", "false");
  await expect(headline).toHaveText(asOf("state_none_open"));
  await tab((await headline.textContent())!, "unknown");
  await expect(visitor.incident(past.id)).toBeVisible();
  said.expectNoGreen(known + STALE + SECOND);

  await end();
  for (let tries = 0; tries < 2 && (await trouble.count()) > 0; tries += 1) await attempts.next();
  await green();
}

test.describe("the list can't be loaded", () => {
  for (const one of cases) {
    test(one.title, async ({ visitor, server, faults, api, said, attempts, watch }) => {
      const page = visitor.page;
      await endure({ visitor, page, context: page.context(), server, faults, api, said, attempts, watch }, one);
    });
  }
});

test("P32 a captive portal from the start", async ({ visitor, faults, said, attempts }) => {
  await faults.set(...["/config.json", "/as-of.json", "/incidents.json", LIVE].map((path) => ({ path, status: 200, body: html })));
  await visitor.open();
  await attempts.over();
  await expect(visitor.headline).toHaveText(text.page("state_unknown"));
  await expect(visitor.notice("trouble")).toContainText(NOT_READABLE);
  await expect(visitor.notice("trouble")).toContainText(tryingAgain());
  said.expectNoGreen();
  await faults.set();
  for (let tries = 0; tries < 3 && (await visitor.notice("trouble").count()) > 0; tries += 1) await attempts.next();
  // The configuration that the portal kept back is there as well, without a reload.
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  await expect(visitor.banner).toHaveAttribute("data-source", "live");
  await expect(visitor.page).toHaveTitle(windowTitle(text.page("state_operational")));
  await expect(visitor.page.locator(".config-notes")).toHaveCount(0);
});

test("P33 the first answer is an error", async ({ visitor, faults, said, attempts, watch }) => {
  watch.allowAnswer(503, AS_OF);
  hurried(watch);
  await faults.set({ path: LIVE, status: 503, body: JSON.stringify({ error: { message: text.page("state_operational") } }) });
  await visitor.open();
  await attempts.over();
  await expect(visitor.headline).toHaveText(text.page("state_unknown"));
  await expect(visitor.notice("trouble")).toContainText(text.page("shown_nothing"));
  await expect(visitor.notice("trouble")).toContainText(tryingAgain());
  await visitor.step(5 * MINUTE);
  said.expectNoGreen();
  await attempts.over();
  await faults.set();
  await attempts.next();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
});

test("P34 an answer older than the one shown", async ({ visitor, faults, api, said, attempts }) => {
  const incident = await api.create(open("Payments fail", "critical"));
  await visitor.visit();
  await expect(visitor.headline).toHaveText(text.page("state_critical"));
  // A cache on the way has an answer from before the incident.
  const before = new Date(Date.now() - 20 * MINUTE);
  await faults.set(...live(list(), { at: before, date: before }));
  for (let tries = 0; tries < 4; tries += 1) await attempts.next();
  await expect(visitor.incident(incident.id)).toBeVisible();
  await expect(visitor.banner).toHaveAttribute("data-overall", "critical");
  await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
  await expect(visitor.notice("stale")).toContainText(lookingAgain);
  said.expectNoGreen();
  await faults.set();
  await api.remove(incident.id);
  await attempts.next();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
});

test("P69 an answer older than the page's own data", async ({ visitor, faults, api, said, attempts }) => {
  const incident = await api.create(open("Payments fail", "critical"));
  // As the companion sends it, with its content.
  await visitor.page.unroute(visitor.site);
  const before = new Date(Date.now() - 20 * MINUTE);
  await faults.set(...live(list(), { at: before, date: before }));
  await visitor.open();
  await attempts.over();
  for (let tries = 0; tries < 3; tries += 1) {
    await expect(visitor.incident(incident.id)).toBeVisible();
    await expect(visitor.banner).toHaveAttribute("data-overall", "critical");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await attempts.next();
  }
  said.expectNoGreen();
  await faults.set();
  await attempts.next();
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
});

test("P70 a server whose clock was ahead and was corrected", async ({ visitor, faults, said, attempts }) => {
  const ahead = (minutes: number, body = list()) => {
    const date = new Date(Date.now() + minutes * MINUTE);
    return live(body, { at: date, date });
  };
  await faults.set(...ahead(120));
  await visitor.visit();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
  const outage = list(listed("outage", { incidentStatus: "investigating", incidentImpact: "critical", resolutionTime: null }));
  await faults.set(...ahead(0, outage));
  const before = await said.mark(visitor.page);
  await attempts.next();
  const gap = (await said.mark(visitor.page)) - before;
  // The next answer is as much later as the page's clock has gone on.
  await faults.set(...ahead(gap / MINUTE, outage));
  await attempts.next();
  await expect(visitor.headline).toHaveText(text.page("state_critical"));
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
});

test.describe("a cache in between", () => {
  const outage = list(listed("outage", { incidentStatus: "investigating", incidentImpact: "critical", resolutionTime: null }));

  test("P87 a list and a version that don't match", async ({ visitor, faults, said, attempts }) => {
    await faults.set(...live(list()));
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    const known = await said.mark(visitor.page);
    // A cache has the list from before the outage, and another has the version from before it.
    const [newVersion, newList, newMaintenances] = live(outage);
    const [oldVersion, oldList] = live(list());
    for (const pair of [[newVersion, oldList], [{ ...oldVersion, body: newVersion.body!.replace(/"version":"./, '"version":"x') }, newList]]) {
      await faults.set(...pair);
      await attempts.next();
      await expect(visitor.notice("trouble")).toContainText(OTHER);
      await expect(visitor.incident("outage")).toHaveCount(0);
      await visitor.step(STALE);
      await attempts.over();
      await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
      said.expectNoGreen(known + STALE + SECOND);
    }
    await faults.set(newVersion, newList, newMaintenances);
    await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_critical"));
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await expect(visitor.notice("trouble")).toHaveCount(0);

    // The same at the first visit, when nothing else is known.
    await faults.set(newVersion, oldList);
    await visitor.page.evaluate(() => localStorage.clear());
    await said.mark(visitor.page);
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(text.page("state_unknown"));
    said.expectNoGreen();
  });

  test("P88 a data time that doesn't move while the date does", async ({ visitor, faults, said, attempts }) => {
    const at = new Date();
    const after = (seconds: number) => live(list(), { at, date: new Date(at.getTime() + seconds * SECOND) });
    await faults.set(...after(0));
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await faults.set(...after(20));
    await attempts.next();
    await expect(visitor.page.locator(".as-of")).toContainText(checked(text.shared("seconds_ago", { count: 20 })));
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    for (const seconds of [STALE / SECOND, 6 * 60, 86_400]) {
      await faults.set(...after(seconds));
      await attempts.next();
      await expect(visitor.headline).toHaveText(asOf("state_none_open"));
      await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
      await said.mark(visitor.page);
      await visitor.step(SECOND);
      said.expectNoGreen();
    }
    // Of an `Age` header and the data's time the older one counts.
    const [version, ...lists] = live(list());
    await faults.set({ ...version, headers: { age: "3600" } }, ...lists);
    await attempts.next();
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    const anHour = either(text.shared("hours", { count: 1 }), text.shared.pattern("hours_minutes", { hours: 1 }));
    await expect(visitor.notice("stale")).toContainText(stale(anHour));
    await faults.set();
    await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });
});

test("P89 an API without a call for the data's version", async ({ visitor, faults, api, attempts, watch }) => {
  const past = await api.createPast("Slow search", new Date(Date.now() - 3 * HOUR), 20);
  for (const rule of [{ status: 404 }, { status: 405 }, { status: 403 }, { status: 400 }, { status: 410 }, json({}), json([]), json({ asOf: "soon", version: 7 })]) {
    if (rule.status !== 200) watch.allowAnswer(rule.status, AS_OF);
    await faults.set({ path: AS_OF, ...rule });
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await expect(visitor.incident(past.id)).toBeVisible();
    await expect(visitor.notice("trouble")).toHaveCount(0);
  }
  // By the headers of the list, as before.
  const before = new Date(Date.now() - HOUR).toUTCString();
  await faults.set({ path: AS_OF, status: 404 }, { path: LIST, headers: { age: "3600", date: before } });
  await visitor.visit();
  await attempts.over();
  await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
});

test("P90 an API that stops reporting its version", async ({ visitor, faults, said, attempts, watch }) => {
  watch.allowAnswer(404, AS_OF);
  await visitor.visit();
  const known = await said.mark(visitor.page);
  // The server is gone; a cache answers in its place with an old list and a new date.
  await faults.set({ path: AS_OF, status: 404 });
  await attempts.next();
  await expect(visitor.notice("trouble")).toContainText(text.shared("not_found"));
  await visitor.step(STALE);
  await attempts.over();
  await expect(visitor.headline).toHaveText(asOf("state_none_open"));
  said.expectNoGreen(known + STALE + SECOND);
  await faults.set();
  await attempts.next();
  await expect(visitor.headline).toHaveText(text.page("state_operational"));
});

test("P91 a partial answer", async ({ visitor, faults, api, said, attempts }) => {
  const PART = text.shared("partial");
  const incident = await api.create(open("Payments fail", "major"));
  const part = { status: 206, headers: { "content-range": "bytes 0-15/400" } };
  const paths = [AS_OF, LIST, "/config.json"];
  for (const path of paths) {
    await faults.set({ path, ...part, body: path === LIST ? live(list())[1].body : "{}" });
    await visitor.page.evaluate(() => localStorage.clear()).catch(() => {});
    await said.mark(visitor.page);
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(text.page("state_unknown"));
    await expect(visitor.notice("trouble")).toContainText(PART);
    said.expectNoGreen();
    await faults.set();
    for (let tries = 0; tries < 2 && (await visitor.notice("trouble").count()) > 0; tries += 1) await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_major"));
  }
  // The updates of open incidents.
  await faults.set({ path: `${LIST}/${incident.id}/entries`, ...part, body: '{"entries": []}' });
  await api.post(incident.id, { message: "A fix is on its way." });
  await attempts.next();
  await expect(visitor.notice("unreadable")).toBeVisible();
  await expect(visitor.incident(incident.id)).toContainText("we are looking into it.");
});

test("P35 two answers out of order", async ({ visitor, faults, api }) => {
  const { page } = visitor;
  const [slow, quick] = [await api.create(open("The slow one", "minor", 40)), await api.create(open("The quick one", "minor", 30))];
  await visitor.visit();
  const [slowPath, quickPath] = [`${LIST}/${slow.id}`, `${LIST}/${quick.id}`];
  const askForBoth = async () => {
    await faults.set({ path: slowPath, hold: true });
    const asked = page.waitForRequest(`**${slowPath}`);
    await visitor.incident(slow.id).getByRole("link", { name: "The slow one" }).click();
    await asked;
    await page.goBack();
    await visitor.incident(quick.id).getByRole("link", { name: "The quick one" }).click();
    await expect(visitor.heading).toHaveText("The quick one");
  };
  const showsTheQuickOne = async () => {
    await visitor.step(SECOND);
    await expect(visitor.heading).toHaveText("The quick one");
    await expect(page).toHaveTitle(windowTitle("The quick one"));
  };

  // The answer that was asked for first comes last.
  const quickly = answered(page, quickPath);
  await askForBoth();
  await quickly;
  const slowly = answered(page, slowPath);
  await faults.set();
  await slowly;
  await showsTheQuickOne();

  // It comes while the one that is wanted is still on its way.
  await page.goBack();
  const release = await hold(page, `**${quickPath}`);
  await askForBoth();
  const first = answered(page, slowPath);
  await faults.set();
  await first;
  await showsTheQuickOne();
  const last = answered(page, quickPath);
  release();
  await last;
  await showsTheQuickOne();
});

for (const [title, years] of [
  ["P36 a browser clock that is years behind", -7],
  ["P37 a browser clock that is years ahead", 7],
] as const) {
  test(title, async ({ browse, server, api, faults, watch }) => {
    hurried(watch);
    await api.createPast("Slow search", new Date(Date.now() - 3 * HOUR), 20);
    const context = await browse();
    await stopClock(context, new Date(Date.now() + years * 365 * 24 * HOUR));
    const visitor = new Visitor(await context.newPage(), server.url);
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await expect(visitor.page.locator(".as-of")).toContainText(checked(text.shared("just_now")));
    await expect(visitor.page.locator(".days .date").first()).toContainText(text.page("today"));
    await faults.set({ path: LIVE, hold: true });
    await visitor.step(STALE + SECOND);
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
  });
}

test.describe("lists", () => {
  /** Shows a list as the server's only answer; `asked` can also be requested separately. */
  const shown = async (visitor: Visitor, faults: Faults, body: string, asked?: ReturnType<typeof listed>) => {
    const path = `${LIST}/${asked?.id}`;
    const own = asked ? [{ path, ...json(asked) }, { path: `${path}/entries`, ...json({ entries: [] }) }] : [];
    await faults.set(...live(body), ...own);
    await visitor.visit();
  };

  for (const [title, elements, unreadable, readable] of [
    ["P38 a list in which some elements are unreadable", [listed("a"), null, listed("b"), { id: "c" }, 7], 3, ["a", "b"]],
    ["P39 a list in which all elements are unreadable", [{}, "incident", [listed("a")]], 3, []],
    ["P40 one id for two incidents that contradict each other", [listed("a"), listed("a", { name: "Another" })], 1, ["a"]],
  ] as const) {
    test(title, async ({ visitor, faults, said, attempts }) => {
      await shown(visitor, faults, list(...elements));
      const notice = visitor.notice("unreadable");
      await expect(notice).toContainText(text.page("unreadable", { count: unreadable }));
      await expect(notice).toContainText(lookingAgain);
      await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
      await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
      for (const id of readable) await expect(visitor.incident(id)).toHaveCount(1);
      said.expectNoGreen();
      await faults.set();
      await attempts.next();
      await expect(visitor.headline).toHaveText(text.page("state_operational"));
    });
  }

  test("P41 one incident twice, with the same content", async ({ visitor, faults }) => {
    await shown(visitor, faults, list(listed("a"), listed("a")));
    await expect(visitor.incident("a")).toHaveCount(1);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P42 times in the future and before 1970", async ({ visitor, faults }) => {
    const past = listed("past", { creationTime: "1960-05-05T00:00:00Z", resolutionTime: "1960-05-05T01:00:00Z" });
    const ahead = listed("ahead", { creationTime: "9999-12-31T23:00:00Z", resolutionTime: "9999-12-31T23:30:00Z" });
    const now = listed("now", { creationTime: "2999-01-01T00:00:00Z", incidentStatus: "investigating" });
    const never = listed("never", { creationTime: "soon", resolutionTime: -1e300 });
    await shown(visitor, faults, list(past, ahead, now, never), past);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    const upcoming = visitor.page.locator('[data-section="upcoming"]');
    for (const id of ["now", "ahead"]) await expect(upcoming.locator(visitor.incident(id))).toBeVisible();
    const dayOf = (id: string) => visitor.page.locator(".day", { has: visitor.incident(id) }).getByRole("heading", { level: 3 });
    await expect(dayOf("never")).toHaveText(text.page("undated"));
    await expect(visitor.page.getByRole("link", { name: /\d{4}$/ })).toHaveCount(0);
    await visitor.page.getByText(text.page("earlier"), { exact: true }).click();
    await visitor.page.getByRole("link", { name: "Incident past" }).click();
    await expect(visitor.heading).toHaveText("Incident past");
    await expect(visitor.incident("past")).toContainText(text.shared("began", { time: moment("1960-05-05T00:00") }));
  });

  test("P75 a planned incident that was called off is shown as cancelled", async ({ visitor, faults }) => {
    const at = (days: number) => String(Date.now() + days * 24 * HOUR);
    const calledOff = (id: string, start: number) => listed(id, { creationTime: at(start), resolutionTime: at(-3) });
    const ahead = calledOff("ahead", 7);
    await shown(visitor, faults, list(ahead, calledOff("behind", -1)), ahead);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(visitor.page.locator('[data-section="upcoming"] article')).toHaveCount(1);
    for (const id of ["ahead", "behind"]) {
      await expect(visitor.incident(id)).toContainText(text.shared("cancelled_before_start"));
      const { page, shared } = text;
      const others = [page.pattern("lasted"), shared.pattern("began"), shared("resolved"), shared.pattern("starts")];
      for (const other of others) await expect(visitor.incident(id)).not.toContainText(other);
    }
    await expect(visitor.page.locator(".day").locator(visitor.incident("behind"))).toBeVisible();
    await expect(visitor.page.getByText(text.page("undated"))).toHaveCount(0);
    await visitor.incident("ahead").getByRole("link").click();
    await expect(visitor.incident("ahead")).toContainText(text.shared.pattern("planned_for"));
    await expect(visitor.incident("ahead")).toContainText(text.shared("cancelled_before_start"));
  });

  test("P43 blank names", async ({ visitor, faults }) => {
    await shown(visitor, faults, list(listed("a", { name: "", incidentStatus: "investigating", incidentImpact: "critical" }), listed("b", { name: " \n" })));
    await expect(visitor.headline).toHaveText(text.page("state_critical"));
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await expect(visitor.incident("a")).toContainText(text.shared("untitled"));
    await expect(visitor.incident("b")).toContainText(text.shared("untitled"));
  });

  test("P44 a name of a hundred thousand characters", async ({ visitor, faults }) => {
    const { page } = visitor;
    await page.setViewportSize({ width: 320, height: 640 });
    const name = "x".repeat(100_000);
    const incident = listed("a", { name, incidentStatus: "investigating" });
    await faults.set(
      ...live(list(incident)),
      { path: `${LIST}/a`, ...json(incident) },
      { path: `${LIST}/a/entries`, ...json({ entries: [] }) },
    );
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_minor"));
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(320);
    const height = await visitor.incident("a").evaluate((element) => element.getBoundingClientRect().height);
    expect(height, "it does not bury the page").toBeLessThan(1_000);
    await expect(visitor.incident("a")).not.toContainText(name);
    await visitor.incident("a").getByRole("link").first().click();
    await expect(visitor.heading).toHaveText(name);
    expect(await width()).toBeLessThanOrEqual(320);
  });

  test("P45 names of any script, with marks, signs and controls", async ({ visitor, faults }) => {
    const names = ["تعطل الدفع", "z̷̢̛͎͓͝a͖̅l̸g͝o̴", "👩‍👩‍👧‍👦 🏳️‍🌈 family", "a\u0000b\u0007c\u001b[31m", "\u202Egnp.exe\u202C", "\u200f\u061c", "日本語の障害"];
    await shown(visitor, faults, list(...names.map((name, index) => listed(`n${index}`, { name, incidentStatus: "investigating" }))));
    for (const [index, name] of names.entries()) {
      const text = await visitor.incident(`n${index}`).locator(".name").textContent();
      expect(text).toBe(name);
      await expect(visitor.incident(`n${index}`).locator(".name")).toHaveAttribute("dir", "auto");
    }
    await expect(visitor.headline).toHaveText(text.page("state_minor"));
  });

  test("P46 a hundred thousand incidents", async ({ visitor, faults, attempts }) => {
    const hour = (index: number) => String(Date.now() - (index + 1) * HOUR);
    const many = (count: number) =>
      list(...Array.from({ length: count }, (_, index) => listed(`i${index}`, { creationTime: hour(index), resolutionTime: hour(index - 1) })));
    for (const count of [0, 1, 10_000, 100_000]) {
      const body = many(count);
      await faults.set(...live(body));
      const begun = Date.now();
      await visitor.visit();
      await expect(visitor.headline).toHaveText(text.page("state_operational"));
      const shownAfter = Date.now() - begun;
      if (count > 0) await expect(visitor.incident("i0")).toHaveCount(1);
      const again = Date.now();
      await attempts.next();
      const refreshedAfter = Date.now() - again;
      const clicked = Date.now();
      // The page is usable if the list arrives before the wait for it ends.
      await visitor.page.getByRole("button", { name: text.page("pause"), exact: true }).click();
      await expect(visitor.page.locator(".paused")).toHaveText(text.page("paused"));
      const paused = Date.now() - clicked;
      const measured = `${count} incidents, ${body.length} bytes: shown after ${shownAfter} ms, refreshed in ${refreshedAfter} ms, a click answered in ${paused} ms`;
      test.info().annotations.push({ type: "measured", description: measured });
      if (process.env.STATUSPANE_MEASURE) console.log(measured);
    }
  });

  test("L28 times in fractions", async ({ visitor, faults }) => {
    // The table with which they are read is put into the app's memory by its script.
    const begun = Math.floor(Date.now() / 1_000) - 7_200;
    await shown(visitor, faults, list(listed("a", { creationTime: begun * 1_000 + 0.25, resolutionTime: begun + 60.5 })));
    const iso = (seconds: number) => new Date(seconds * 1_000).toISOString().replace(".000", "");
    await expect(visitor.incident("a").locator(`time[datetime="${iso(begun)}"]`)).toBeVisible();
    await expect(visitor.incident("a")).toContainText(text.shared("minutes", { count: 1 }));
  });

  test("P47 data of a newer version", async ({ visitor, faults, said }) => {
    const newer = listed("a", { incidentStatus: "escalated", incidentImpact: "catastrophic", severity: { level: 7 } });
    await faults.set(...live(JSON.stringify({ incidents: [newer], next: "/2" })));
    await visitor.visit();
    await expect(visitor.headline).toHaveText(text.page("state_minor"));
    await expect(visitor.incident("a")).toContainText("escalated");
    said.expectNoGreen();
  });
});

test("P48 the entries of an open incident can't be loaded", async ({ visitor, faults, api, attempts, watch }) => {
  const incident = await api.create(open("Payments fail", "major"));
  await visitor.visit();
  const card = visitor.incident(incident.id);
  await expect(card).toContainText("we are looking into it.");
  const entries = `${LIST}/${incident.id}/entries`;
  watch.allowAnswer(500, entries);
  await faults.set({ path: entries, status: 500 });
  // Entries are asked for when something has changed.
  await api.post(incident.id, { message: "A fix is on its way." });
  await attempts.next();
  await expect(visitor.headline).toHaveText(asOf("state_major"));
  await expect(card).toContainText("we are looking into it.");
  await expect(visitor.notice("unreadable")).toBeVisible();
  await faults.set();
  await attempts.next();
  await expect(visitor.notice("unreadable")).toHaveCount(0);
  await expect(card).toContainText("A fix is on its way.");
});

test("P77 a failed request has one notice, and the page isn't called fully updated", async ({ visitor, faults, api, attempts, watch }) => {
  const { page } = visitor;
  const incident = await api.create(open("Payments fail", "major"));
  await visitor.visit();
  await expect(page.locator(".as-of")).toContainText(checked());
  const entries = `${LIST}/${incident.id}/entries`;
  watch.allowAnswer(500, entries);
  await faults.set({ path: entries, status: 500 });
  await api.post(incident.id, { message: "A fix is on its way." });
  await attempts.next();
  const { page: messages, shared } = text;
  const notes = page.getByText(
    either(
      messages.pattern("unreadable"),
      messages.pattern("unreadable_entries"),
      messages("entries_unknown"),
      messages("incident_failed"),
      shared("no_answer"),
    ),
  );
  await expect(visitor.notice("unreadable")).toBeVisible();
  await expect(notes).toHaveCount(1);
  await expect(page.locator("[data-notice]")).toHaveCount(1);
  await expect(page.locator(".as-of")).toContainText(text.page.pattern("partly_checked", { time: anyAge }));
  // Its own page asks for the updates again.
  const failed = answered(page, entries);
  await visitor.incident(incident.id).getByRole("link", { name: "Payments fail" }).click();
  await failed;
  await visitor.settled();
  await expect(visitor.heading).toHaveText("Payments fail");
  await expect(notes).toHaveCount(1);
  await faults.set();
  await attempts.next();
  await expect(page.locator("[data-notice]")).toHaveCount(0);
  await expect(page.locator(".as-of")).toContainText(checked());
});

test("P71 the page of an incident that can't be loaded separately", async ({ visitor, faults, api, attempts, watch }) => {
  await visitor.page.unroute(visitor.site);
  const { id } = await api.create(open("Payments fail", "major"));
  const [incident, entries] = [`${LIST}/${id}`, `${LIST}/${id}/entries`];
  watch.allowAnswer(404, incident);
  watch.allowAnswer(500, incident);
  watch.allowAnswer(404, entries);
  watch.allowAnswer(500, entries);
  const article = visitor.incident(id);
  for (const rule of [{ path: entries, status: 404 }, { path: entries, status: 500 }, { path: incident, status: 404 }]) {
    await faults.set(rule);
    await visitor.visit(`incidents/${id}/`);
    await attempts.next();
    await visitor.settled();
    await expect(visitor.heading).toHaveText("Payments fail");
    await expect(article).toContainText("we are looking into it.");
  }
  // Known, then unavailable: the list's data about it counts.
  await faults.set();
  await attempts.next();
  await visitor.settled();
  await expect(article).toHaveAttribute("data-status", "investigating");
  await faults.set({ path: incident, status: 500 }, { path: entries, status: 500 });
  await api.post(id, { message: "A fix is out.", incidentStatus: "monitoring" });
  await attempts.next();
  await visitor.settled();
  await expect(article).toHaveAttribute("data-status", "monitoring");
  await expect(article).toContainText("we are looking into it.");
});

test.describe("at an API on another origin", () => {
  test("P49 a refusal by CORS", async ({ browse, server, faults, watch }) => {
    // The page's policy lets it ask other origins by https only, which a test has none of.
    const context = await browse({ bypassCSP: true });
    await stopClock(context);
    const visitor = new Visitor(await context.newPage(), server.url);
    const [said, attempts] = [await Said.by(visitor.page), Attempts.of(visitor)];
    const elsewhere = server.url.replace("127.0.0.1", "localhost");
    watch.trust(elsewhere);
    // From the server itself: a document that comes from nowhere may not ask this machine.
    const plain = await readFile(path.join(bundle, "index.html"), "utf8");
    await faults.set(
      { path: "/", status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: plain },
      { path: "/config.json", status: 200, body: JSON.stringify({ ...config, live: `${elsewhere}public/v1` }) },
      { path: LIST, headers: { "access-control-allow-origin": null } },
    );
    watch.allow(/CORS policy|ERR_FAILED/);
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(text.page("state_unknown"));
    await expect(visitor.notice("trouble")).toContainText(UNREACHABLE);
    said.expectNoGreen();
    await faults.set();
    await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });
});

test.describe("storage", () => {
  for (const [title, kept, breakIt] of [
    [
      "P50 a storage that is full",
      false,
      () => {
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      },
    ],
    [
      "P51 a storage that is denied",
      false,
      () => {
        const get = () => {
          throw new DOMException("denied", "SecurityError");
        };
        Object.defineProperty(window, "localStorage", { get });
      },
    ],
    [
      "P52 a storage that holds nonsense",
      true,
      () => {
        for (const [key, value] of [
          ["statuspane:/:last", '9999999999999\u001e{"incidents": [{"id": "made-up"'],
          ["statuspane:/:zone", "\u0000{}"],
        ] as const) {
          if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
        }
      },
    ],
  ] as const) {
    test(title, async ({ visitor, faults, api, said, attempts, watch }) => {
      await visitor.page.addInitScript(breakIt);
      watch.allowAnswer(503, AS_OF);
      await faults.set({ path: LIVE, status: 503 });
      await visitor.open();
      await attempts.over();
      await expect(visitor.headline).toHaveText(text.page("state_unknown"));
      said.expectNoGreen();
      await faults.set();
      const { id } = await api.create(open("Payments fail", "major"));
      await attempts.next();
      await expect(visitor.headline).toHaveText(text.page("state_major"));
      await expect(visitor.incident(id)).toBeVisible();
      await visitor.page.getByRole("button", { name: text.page("zone_utc"), exact: true }).click();
      await expect(visitor.page.getByRole("contentinfo")).toContainText(text.page("times_in", { zone: text.page("zone_utc") }));

      // At the next visit nothing is to be had again.
      await faults.set({ path: LIVE, status: 503 });
      await visitor.page.reload();
      await visitor.started();
      await attempts.over();
      await expect(visitor.headline).toHaveText(kept ? asOf("state_major") : text.page("state_unknown"));
      await expect(visitor.incident(id)).toHaveCount(kept ? 1 : 0);
      await expect(visitor.incident("made-up")).toHaveCount(0);
    });
  }
});

test.describe("a snapshot", () => {
  test.use({ config: { ...config, live: null } });
  const quiet = list(listed("past"));

  test("P53 publishing that stopped yesterday", async ({ visitor, faults, said, attempts }) => {
    await faults.set(...snapshot(new Date(Date.now() - 26 * HOUR - MINUTE), quiet));
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(asOf("state_none_open"));
    await expect(visitor.banner).toHaveAttribute("data-source", "snapshot");
    await expect(visitor.incident("past")).toBeVisible();
    const notice = visitor.notice("stale");
    await expect(notice).toContainText(stale(text.shared("days_hours", { days: 1, hours: 2 })));
    await expect(notice).toContainText(text.page("stale_unpublished"));
    await expect(notice).toContainText(lookingAgain);
    said.expectNoGreen();
    await faults.set(...snapshot(new Date(), quiet));
    await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P54 a snapshot that claims a time to come", async ({ visitor, faults, said, attempts, watch }) => {
    hurried(watch);
    await faults.set(...snapshot(new Date(Date.now() + 2 * HOUR), quiet));
    await visitor.open();
    await attempts.over();
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.notice("stale")).toContainText(text.page.pattern("stale_from"));
    await expect(visitor.incident("past")).toBeVisible();
    await visitor.step(3 * HOUR);
    said.expectNoGreen();
  });

  test("P55 a snapshot whose two files are of different publishes", async ({ visitor, faults, said, attempts }) => {
    await faults.set(...snapshot(new Date(), quiet, { of: "another list" }));
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(text.page("state_unknown"));
    await expect(visitor.notice("trouble")).toContainText(OTHER);
    said.expectNoGreen();
    await faults.set(...snapshot(new Date(), quiet));
    await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P56 a snapshot that is published between the reading of its two files", async ({ visitor, faults, attempts }) => {
    const [before, ...after] = [snapshot(new Date(), quiet, { of: "the list before" })[0], ...snapshot(new Date(), quiet)];
    await faults.set({ ...before, times: 1 }, ...after);
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(visitor.notice("trouble")).toHaveCount(0);
  });

  test("P57 a snapshot of another version", async ({ visitor, faults, said, attempts }) => {
    await faults.set(...snapshot(new Date(), quiet, { about: { version: 9, at: Date.now() } }));
    await visitor.open();
    await attempts.over();
    await expect(visitor.headline).toHaveText(text.page("state_unknown"));
    await expect(visitor.notice("trouble")).toContainText(OTHER);
    await expect(visitor.notice("trouble")).toContainText(tryingAgain());
    said.expectNoGreen();
    await faults.set(...snapshot(new Date(), quiet));
    await attempts.next();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });
});

test.describe("the app itself does not come", () => {
  const unstarted = (page: Page) => page.locator(".unstarted");
  const again = (page: Page) => unstarted(page).getByText(text.document("starts_again"));
  const isWasm = /\/page-[0-9a-f]+\.wasm$/;
  const isScript = /\/page-[0-9a-f]+\.js$/;

  /** Where the companion has it. */
  const wasm = async () => `/${(await readdir(bundle)).find((name) => name.endsWith(".wasm"))}`;

  /** A document that the app does not come to. */
  interface Place {
    address: string;
    /** Its title as it was delivered. */
    title: string | RegExp;
    /** The message about the app. */
    says: string;
    /** The headline once the app runs. */
    then: string;
  }

  /** In each kind of document: without content as any static host has it, with content, and without as it is served. */
  const everywhere = async (visitor: Visitor, api: Api, said: Said, look: (place: Place) => Promise<void>) => {
    const { page } = visitor;
    const { id } = await api.createPast("Slow search", new Date(Date.now() - 3 * HOUR), 20);
    const empty = text.document("unstarted_empty");
    const full = text.document("unstarted");
    const well = text.page("state_operational");
    const places: Place[] = [
      { address: "", title: "Status", says: empty, then: well },
      { address: "", title: windowTitle(asOf("state_none_open")), says: full, then: well },
      { address: `?incident=${id}`, title: "Acme Status", says: empty, then: "Slow search" },
      { address: `?month=${new Date().toISOString().slice(0, 7)}`, title: "Acme Status", says: empty, then: "20" },
    ];
    for (const [index, place] of places.entries()) {
      // Only the first is not the companion's own.
      if (index === 1) await page.unroute(visitor.site);
      // The place before may go on saying that all is well, and does so rightly.
      await visitor.leave();
      await said.mark(page);
      await look(place);
    }
  };

  /** Opens the page and waits until it says that it could not start. */
  const fails = async ({ page, site }: Visitor, place: Place) => {
    await page.goto(new URL(place.address, site).href);
    await page.clock.runFor(50);
    await says(page, place);
  };

  const says = async (page: Page, { says, title }: Place) => {
    await expect(page.locator("html")).toHaveAttribute("data-app", "failed");
    await expect(unstarted(page)).toBeVisible();
    await expect(unstarted(page)).toContainText(says);
    await expect(again(page)).toBeVisible();
    await expect(page).toHaveTitle(title);
  };

  /** Lets time go by until the page has started. */
  const comes = async (visitor: Visitor, { then }: Place, within = 6 * SECOND) => {
    const { page } = visitor;
    const asked = page.waitForRequest(isWasm);
    await visitor.step(within);
    await asked;
    await runs(visitor, then);
  };

  const runs = async ({ page, heading }: Visitor, then: string) => {
    await expect(page.locator("html")).toHaveAttribute("data-app", "running");
    await expect(heading).toContainText(then);
    await expect(unstarted(page)).toBeHidden();
  };

  test("P58 WebAssembly that is blocked", async ({ visitor, api, said }) => {
    const { page } = visitor;
    await page.addInitScript(() => {
      const own = window.WebAssembly;
      const allowed = () => Object.defineProperty(window, "WebAssembly", { value: own, configurable: true });
      Object.defineProperty(window, "WebAssembly", { value: undefined, configurable: true });
      Object.assign(window, { allowed });
    });
    await everywhere(visitor, api, said, async (place) => {
      await fails(visitor, place);
      said.expectNoGreen();
      await page.evaluate(() => window.allowed());
      await comes(visitor, place);
    });
  });

  test("P59 a download of the app that is cut off", async ({ visitor, api, faults, said, watch }) => {
    watch.allow(/\/page-\w+\.wasm/);
    // With a route, whichever, nothing comes from the browser's cache.
    await visitor.page.route(isWasm, (route) => route.fallback());
    const path = await wasm();
    await everywhere(visitor, api, said, async (place) => {
      await faults.set({ path, cut: 10_000, times: 1 });
      await fails(visitor, place);
      said.expectNoGreen();
      await comes(visitor, place);
    });
  });

  test("P60 an app that is not the one of its integrity", async ({ visitor, api, said, watch }) => {
    const { page } = visitor;
    watch.allow(/integrity|\.wasm/);
    const spoil = async (route: Route) => {
      const response = await route.fetch();
      // A section without a meaning: any engine would run it, and only the integrity differs.
      const body = Buffer.concat([await response.body(), Buffer.from([0, 1, 0])]);
      expect(WebAssembly.validate(body)).toBe(true);
      await route.fulfill({ response, body });
    };
    await everywhere(visitor, api, said, async (place) => {
      await page.route(isWasm, spoil, { times: 1 });
      await fails(visitor, place);
      said.expectNoGreen();
      await comes(visitor, place);
    });
  });

  test("P72 a download of the app that hangs", async ({ visitor, api, faults, said, watch }) => {
    const { page } = visitor;
    const path = await wasm();
    watch.allowFailure(path);
    await page.route(isWasm, (route) => route.fallback());
    let givenUp = 0;
    page.on("requestfailed", (request) => void (givenUp += isWasm.test(request.url()) ? 1 : 0));
    for (const hanging of [{ hold: true }, { stall: 10_000 }]) {
      await visitor.plainBundle();
      await everywhere(visitor, api, said, async (place) => {
        await faults.set({ path, ...hanging });
        givenUp = 0;
        // A slow link has its time, and more of it when that was not enough.
        for (const [index, patience] of [MINUTE, 2 * MINUTE].entries()) {
          const asked = page.waitForRequest(isWasm);
          if (index === 0) await page.goto(new URL(place.address, visitor.site).href);
          await visitor.step(index === 0 ? 50 : 6 * SECOND);
          await asked;
          await visitor.step(patience - 10 * SECOND);
          expect(givenUp).toBe(index);
          const failed = page.waitForEvent("requestfailed", (request) => isWasm.test(request.url()));
          await visitor.step(11 * SECOND);
          await failed;
          await says(page, place);
        }
        expect(givenUp).toBe(2);
        said.expectNoGreen();
        await faults.set();
        await comes(visitor, place, 11 * SECOND);
      });
    }
  });

  test("P61 a script of the app that never comes", async ({ visitor, api, said, watch }) => {
    const { page } = visitor;
    watch.allow(/page-\w+\.js/);
    await everywhere(visitor, api, said, async ({ address, says, then }) => {
      await page.route(isScript, (route) => route.abort(), { times: 1 });
      await page.goto(new URL(address, visitor.site).href);
      await expect(unstarted(page)).toBeHidden();
      // Styles have a separate clock, which a test can only set.
      await unstarted(page).evaluate((element) => element.getAnimations().forEach((animation) => animation.finish()));
      await expect(unstarted(page)).toBeVisible();
      await expect(unstarted(page)).toContainText(says);
      // Nothing is there that could.
      await expect(again(page)).toBeHidden();
      said.expectNoGreen();
      await page.reload();
      await visitor.step(50);
      await runs(visitor, then);
    });
  });
});

test.describe("a page that nobody looked at", () => {
  test("P62 a tab hidden for an hour", async ({ visitor, faults, said, attempts }) => {
    const { page } = visitor;
    await visitor.visit();
    const hidden = await said.mark(page);
    await hide(page, true);
    const before = await attempts.count();
    for (let gone = 0; gone < 12; gone += 1) await visitor.step(5 * MINUTE);
    expect(await attempts.count(), "nobody looks, so nothing is asked").toBe(before);
    said.expectNoGreen(hidden + STALE + 2 * SECOND);
    await expect(page).toHaveTitle(windowTitle(asOf("state_none_open")));
    await expect(page.locator("#favicon")).toHaveAttribute("href", /unknown/);
    // Shown again, it asks at once; until the answer it claims nothing.
    await faults.set({ path: LIVE, hold: true });
    await hide(page, false);
    await attempts.until(before + 1);
    await visitor.step(2 * SECOND);
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    said.expectNoGreen(hidden + STALE + 2 * SECOND);
    await faults.set();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P63 a machine asleep for a day", async ({ visitor, faults, said, attempts }) => {
    const { page } = visitor;
    await visitor.visit();
    await faults.set({ path: LIVE, hold: true });
    const before = await attempts.count();
    // During sleep the monotonic clock is stopped, and the date goes on.
    await page.clock.setSystemTime(new Date(Date.now() + 24 * HOUR));
    await said.mark(page);
    await visitor.step(1_500);
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.headline).toHaveText(asOf("state_none_open"));
    // It asks at once.
    await attempts.until(before + 1);
    await faults.set();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P67 an answer that was asked for before the machine slept", async ({ visitor, faults, said, attempts }) => {
    const { page } = visitor;
    await visitor.visit();
    const before = await attempts.count();
    await faults.set({ path: LIVE, hold: true });
    await attempts.begin();
    await faults.untilHeld(AS_OF);
    await page.clock.setSystemTime(new Date(Date.now() + 24 * HOUR));
    await visitor.step(1_500);
    await said.mark(page);
    // Held requests continue, and later ones are held.
    await faults.set({ path: LIVE, hold: true });
    // It asks again.
    await attempts.until(before + 2);
    await visitor.step(2 * SECOND);
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    said.expectNoGreen();
    await faults.set();
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });

  test("P68 a hidden tab on a machine that slept", async ({ visitor, said }) => {
    const { page } = visitor;
    await visitor.visit();
    await hide(page, true);
    await page.clock.setSystemTime(new Date(Date.now() + 24 * HOUR));
    await visitor.step(1_500);
    await said.mark(page);
    await expect(page).toHaveTitle(windowTitle(asOf("state_none_open")));
    await expect(page.locator("#favicon")).toHaveAttribute("href", /unknown/);
    await visitor.step(30 * SECOND);
    said.expectNoGreen();
    await hide(page, false);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
  });
});

/** Time that goes by faster than answers come ends attempts. */
function hurried(watch: Watch): void {
  watch.allow(/^failed: GET .* net::ERR_ABORTED$/, { due: false });
}

test.describe("maintenances", () => {
  /** A maintenance in its window of two hours, which began an hour ago. */
  const window = () => {
    const start = Math.floor(Date.now() / 1_000) * 1_000 - HOUR;
    return { plannedStartTime: start, plannedEndTime: start + 2 * HOUR };
  };
  const work = () => ({ name: "Database upgrade", message: "It pauses.", sendNotification: false, ...window() });
  const told = async (visitor: Visitor) => {
    await expect(visitor.notice("unreadable")).toContainText(text.page("maintenances_missing"));
    await expect(visitor.notice("unreadable")).toContainText(lookingAgain);
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
  };
  const green = async (visitor: Visitor) => {
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(visitor.notice("unreadable")).toHaveCount(0);
  };

  for (const [title, rule] of [
    ["a failing server", { status: 503 }],
    ["another shape", { status: 200, body: "[]" }],
    ["a page of HTML", { status: 200, body: html }],
    ["access denied", { status: 403 }],
  ] as const) {
    test(`P104 the list of maintenances can't be had, from the start or later: ${title}`, async ({ visitor, faults, api, said, attempts, watch }) => {
      if (rule.status !== 200) watch.allowAnswer(rule.status, MAINTENANCES);
      const past = await api.createPast("Slow search", new Date(Date.now() - 3 * HOUR), 20);
      await faults.set({ path: MAINTENANCES, ...rule });
      await visitor.visit();
      await told(visitor);
      await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
      await expect(visitor.incident(past.id), "incidents are shown all the same").toBeVisible();
      said.expectNoGreen();
      await faults.set();
      await attempts.next();
      await green(visitor);

      // Later, those that are known stay.
      const { id } = await api.plan(work());
      await attempts.next();
      await expect(visitor.maintenance(id)).toHaveAttribute("data-state", "in-progress");
      await faults.set({ path: MAINTENANCES, ...rule });
      await api.createPast("Slow mail", new Date(Date.now() - 2 * HOUR), 20);
      await attempts.next();
      await told(visitor);
      await expect(visitor.incidents("Slow mail")).toHaveCount(1);
      await expect(visitor.maintenance(id)).toHaveAttribute("data-state", "in-progress");
      await expect(visitor.banner).toHaveAttribute("data-overall", "maintenance");
    });
  }

  for (const status of [404, 405]) {
    test(`P105 an API without maintenances (${status}), which has some later and then none`, async ({ visitor, faults, api, attempts, watch }) => {
      watch.allowAnswer(status, MAINTENANCES);
      await faults.set({ path: MAINTENANCES, status });
      await visitor.visit();
      await green(visitor);
      const asked = await visitor.asked(MAINTENANCES);
      await api.createPast("Slow search", new Date(Date.now() - 3 * HOUR), 20);
      await attempts.next();
      await expect(visitor.incidents("Slow search")).toHaveCount(1);
      expect(await visitor.asked(MAINTENANCES), "not asked again within the hour").toBe(asked);
      await green(visitor);

      // "Refresh now" asks for everything again.
      await faults.set();
      const { id } = await api.plan(work());
      await visitor.page.getByRole("button", { name: text.page("refresh") }).click();
      await expect(visitor.maintenance(id)).toHaveAttribute("data-state", "in-progress");

      // From now on it's a failure like any other.
      await faults.set({ path: MAINTENANCES, status });
      await api.createPast("Slow mail", new Date(Date.now() - 2 * HOUR), 20);
      await attempts.next();
      await told(visitor);
      await expect(visitor.maintenance(id)).toBeVisible();
    });
  }

  test("P120 two answers at a time may each be almost as large as one may be", async ({ visitor, faults, api }) => {
    await visitor.visit();
    const rules = [LIST, MAINTENANCES].map((path) => ({ path, fill: 20_000_000, headers: { "content-length": null } }));
    await faults.set(...rules);
    const { id } = await api.create(open("Search fails"));
    await visitor.page.getByRole("button", { name: text.page("refresh") }).click();
    await expect(visitor.incident(id)).toBeVisible();
    await expect(visitor.notice("trouble")).toHaveCount(0);
    await expect(visitor.notice("unreadable")).toHaveCount(0);
  });

  test("P106 maintenances of which some can't be read", async ({ visitor, faults, said, attempts }) => {
    const one = (id: string, more: Record<string, unknown> = {}) => ({ id, ...work(), ...more });
    const maintenances = [null, one("a"), one("b", { plannedEndTime: "soon" }), one("c", { internal: true }), one("a")];
    await faults.set(...live(list(), { maintenances }));
    await visitor.visit();
    await expect(visitor.notice("unreadable")).toContainText(text.page("unreadable", { count: 2 }));
    await expect(visitor.banner).toHaveAttribute("data-overall", "maintenance");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await expect(visitor.maintenance("a")).toHaveAttribute("data-state", "in-progress");
    await expect(visitor.maintenance("b")).toBeVisible();
    await expect(visitor.maintenance("c"), "one for the team alone").toHaveCount(0);
    said.expectNoGreen();
    await faults.set();
    await attempts.next();
    await green(visitor);
  });

  test("P107 times of a maintenance at the ends of the calendar, and names of any kind", async ({ visitor, faults }) => {
    const one = (id: string, more: Record<string, unknown>) => ({ id, ...work(), ...more });
    const name = "<img src=x onerror=alert(1)> ".repeat(400);
    const components = Array.from({ length: 3_000 }, (_, number) => ({ componentId: `c${number}` }));
    const maintenances = [
      one("long", { name, message: `${name}\n- **${name}**`, affectedComponents: components }),
      one("ahead", { plannedStartTime: "9999-12-31T23:00:00Z", plannedEndTime: "9999-12-31T23:59:59Z" }),
      one("past", { plannedStartTime: "1970-01-01T00:00:00Z", plannedEndTime: "1970-01-01T01:00:00Z" }),
      one("reversed", { plannedStartTime: Date.now(), plannedEndTime: Date.now() - HOUR }),
      one("blank", { name: " ", message: "" }),
    ];
    await faults.set(...live(list(), { maintenances }));
    await visitor.visit();
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await expect(visitor.banner).toHaveAttribute("data-overall", "maintenance");
    await expect(visitor.maintenance("long").getByRole("heading")).toContainText("<img src=x");
    await expect(visitor.maintenance("long").locator("img")).toHaveCount(0);
    await expect(visitor.maintenance("blank").getByRole("heading")).toHaveText(text.shared("untitled_maintenance"));
    await expect(visitor.page.locator('[data-section="upcoming"]').locator(visitor.maintenance("ahead"))).toBeVisible();
    await expect(visitor.maintenance("past")).toHaveCount(0);
    const width = await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(width, "nothing scrolls sideways").toBeLessThanOrEqual(0);
  });
});
