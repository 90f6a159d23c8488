import type { Page } from "@playwright/test";
import type { Admin } from "./admin";
import { open, type Api } from "./api";
import { hold } from "./hold";
import { lose } from "./lose";
import type { Server } from "./server";
import { expect } from "./test";
import { text } from "./text";
import { AS_OF, LIST, type Visitor } from "./visitor";
import type { Watch } from "./watch";

export const components = [
  { id: "web", name: "Website", group: "Shop", description: "What customers see." },
  { id: "pay", name: "Payments", group: "Shop" },
  { id: "search", name: "Search", group: "Shop" },
  { id: "api", name: "API", group: "For developers" },
  { id: "hooks", name: "Webhooks", group: "For developers" },
  { id: "mail", name: "Mail" },
];

/** The configuration that the scenes are shown with. */
export const config = { title: "Acme Status", supportUrl: "mailto:help@acme.test", subscribeUrl: "/subscribe", components };

/** The parts of a scene. */
export interface Stage {
  visitor: Visitor;
  admin: Admin;
  api: Api;
  server: Server;
  watch: Watch;
}

/** A screen in one of its states: to be checked for accessibility, and to be looked at. */
export interface Scene {
  name: string;
  set: (stage: Stage) => Promise<Page>;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE);

/** Weeks that are neither quiet nor bad. */
async function history(api: Api): Promise<void> {
  await api.createPast("Search was slow for some customers", minutesAgo(26 * 60), 48, "minor");
  await api.createPast("Payments by card failed", minutesAgo(4 * 24 * 60), 135, "critical");
  await api.createPast("Mail arrived late", minutesAgo(4 * 24 * 60 + 400), 610, "major");
  await api.createPast("New prices for the API", new Date(Date.now() - 11 * DAY), 5, "none");
  for (const months of [1, 2, 4, 5, 7, 8, 11, 13]) {
    await api.createPast("Webhooks were delayed", new Date(Date.now() - months * 31 * DAY), 75, "minor");
  }
}

/** Work that is announced, an outage of weeks, and work that was called off. */
async function planned({ api }: Stage): Promise<{ upcoming: string; calledOff: string }> {
  await api.createPast("Mail arrived late", minutesAgo(6 * 24 * 60), 5 * 24 * 60 + 90, "major");
  await api.create(open("Uploads fail for some customers", "minor", 3 * 24 * 60));
  const announce = async (name: string, days: number, message: string, affected: string[]) => {
    const date = String(Date.now() + days * DAY + 5 * MINUTE);
    const affectedComponents = affected.map((componentId) => ({ componentId, componentStatus: "under_maintenance" }));
    const entry = { message, date, affectedComponents, sendNotification: false };
    return (await api.create({ name, incidentImpact: "none", incidentStatus: "investigating", entry })).id;
  };
  await announce("New certificates", 20, "Pin them no longer.", ["api", "hooks"]);
  const upcoming = await announce("Move of the database", 6, "Payments and search pause for up to an hour.", ["pay", "search"]);
  const calledOff = await announce("Replacement of a router", 9, "Some connections start anew.", ["web"]);
  await api.post(calledOff, { message: "It can stay.", incidentStatus: "resolved", date: String(minutesAgo(5).getTime()) });
  return { upcoming, calledOff };
}

/** A bad day: something of every kind is open. */
async function badDay(api: Api): Promise<string> {
  await history(api);
  const create = (name: string, impact: string, minutes: number, affected: [string, string][]) => {
    const incident = open(name, impact, minutes);
    const affectedComponents = affected.map(([componentId, componentStatus]) => ({ componentId, componentStatus }));
    return api.create({ ...incident, entry: { ...incident.entry!, affectedComponents } });
  };
  await create("Planned work on the mail servers", "none", 300, [["mail", "under_maintenance"]]);
  await create("Search answers slowly", "minor", 90, [["search", "degraded_performance"]]);
  await create("Webhooks are delayed", "major", 60, [["hooks", "partial_outage"], ["api", "degraded_performance"]]);
  const { id } = await create("Payments by card fail", "critical", 42, [["pay", "major_outage"]]);
  const post = (message: string, incidentStatus: string, minutes: number) =>
    api.post(id, { message, incidentStatus, date: String(minutesAgo(minutes).getTime()) });
  await post("The provider of our card payments has an outage. We are in contact with them.", "identified", 30);
  await post("Payments by invoice work, and so do refunds.\n\nWe will write again at the half hour.", "identified", 12);
  await post("The provider has a fix in place. First payments go through; we are watching.", "monitoring", 3);
  return id;
}

async function signedIn({ admin, server }: Stage): Promise<Admin> {
  await admin.enter(server);
  return admin;
}

/** An admin whose new incident never arrived, and the message about it. */
async function lost(stage: Stage): Promise<Admin> {
  const admin = await signedIn(stage);
  stage.watch.allowFailure("/v1/incidents");
  await lose(admin.page, "**/v1/incidents", "request");
  await admin.create({ name: "Payments by card fail", message: "We are looking into it." });
  await expect(admin.button(text.admin.form("create_again"))).toBeVisible();
  return admin;
}

const visiting = (address: string | ((stage: Stage) => Promise<string>)) => async (stage: Stage) => {
  await stage.visitor.visit(typeof address === "string" ? address : await address(stage));
  return stage.visitor.page;
};

export const scenes: Scene[] = [
  {
    name: "home-empty",
    set: visiting(""),
  },
  {
    name: "home-all-well",
    set: visiting(async ({ api }) => {
      await history(api);
      return "";
    }),
  },
  {
    name: "home-incidents",
    set: visiting(async ({ api }) => {
      await badDay(api);
      return "";
    }),
  },
  {
    name: "home-planned",
    set: async (stage) => {
      await planned(stage);
      return visiting("")(stage);
    },
  },
  {
    name: "home-loading",
    set: async ({ visitor, watch }) => {
      // Whether the request is still held when the browser is closed is of no interest.
      watch.allow(new RegExp(`^failed: GET ${LIST}`), { due: false });
      await hold(visitor.page, `**${LIST}`);
      await visitor.plainBundle();
      await visitor.open();
      await visitor.step(400);
      await expect(visitor.page.locator(".skeleton")).toBeVisible();
      return visitor.page;
    },
  },
  {
    name: "home-unknown",
    set: async ({ visitor, watch }) => {
      watch.allowFailure(LIST);
      await visitor.page.route(`**${LIST}`, (route) => route.abort());
      await visitor.plainBundle();
      await visitor.open();
      await expect(visitor.notice("trouble")).toBeVisible();
      return visitor.page;
    },
  },
  {
    name: "home-as-served",
    set: async ({ visitor, api, watch }) => {
      await badDay(api);
      // The app does not come. Whether its request is still held when the browser is closed is of no interest.
      watch.allow(/^failed: GET \/page[^/]*\.wasm /, { due: false });
      await hold(visitor.page, "**/*.wasm");
      await visitor.page.goto(visitor.site);
      await expect(visitor.banner).toHaveAttribute("data-source", "embedded");
      return visitor.page;
    },
  },
  {
    name: "home-stale",
    set: async ({ visitor, api, watch }) => {
      await history(api);
      await visitor.visit();
      watch.allowFailure(AS_OF);
      await visitor.page.route(`**${AS_OF}`, (route) => route.abort());
      for (let gone = 0; gone < 11; gone += 1) await visitor.step(30_000);
      await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
      return visitor.page;
    },
  },
  {
    name: "home-late",
    set: async (stage) => {
      await history(stage.api);
      await stage.visitor.page.route(`**${AS_OF}`, async (route) => {
        const response = await route.fetch();
        const about = await response.json();
        await route.fulfill({ response, json: { ...about, asOf: String(Number(about.asOf) - 26 * 60_000) } });
      });
      // A served document's data is newer.
      await stage.visitor.plainBundle();
      const page = await visiting("")(stage);
      await expect(stage.visitor.notice("stale")).toBeVisible();
      return page;
    },
  },
  {
    name: "home-unreadable",
    set: async (stage) => {
      await history(stage.api);
      await stage.visitor.page.route(`**${LIST}`, async (route) => {
        const response = await route.fetch();
        const list = await response.json();
        await route.fulfill({ response, json: { ...list, incidents: [...list.incidents, null, 7] } });
      });
      await stage.visitor.plainBundle();
      return visiting("")(stage);
    },
  },
  {
    name: "home-paused",
    set: async (stage) => {
      const page = await visiting("")(stage);
      await page.getByRole("button", { name: text.page("pause"), exact: true }).click();
      await expect(page.locator(".paused")).toHaveText(text.page("paused"));
      return page;
    },
  },
  {
    name: "incident-open",
    set: visiting(async ({ api }) => `incidents/${await badDay(api)}/`),
  },
  {
    name: "incident-resolved",
    set: visiting(async ({ api }) => {
      const { id } = await api.createPast("Search was slow for some customers", minutesAgo(26 * 60), 48);
      return `incidents/${id}/`;
    }),
  },
  {
    name: "incident-upcoming",
    set: async (stage) => visiting(`incidents/${(await planned(stage)).upcoming}/`)(stage),
  },
  {
    name: "incident-cancelled",
    set: async (stage) => visiting(`incidents/${(await planned(stage)).calledOff}/`)(stage),
  },
  {
    name: "incident-missing",
    set: async ({ visitor, watch }) => {
      watch.allowAnswer(404, "/public/v1/incidents/nowhere");
      await visitor.visit("?incident=nowhere");
      await expect(visitor.heading).toHaveText(text.page("missing_incident"));
      return visitor.page;
    },
  },
  {
    name: "month",
    set: visiting(async ({ api }) => {
      await history(api);
      await api.createPast("Payments by card failed", new Date("2026-03-10T08:00:00Z"), 135, "critical");
      await api.createPast("Mail arrived late", new Date("2026-03-10T04:00:00Z"), 610, "major");
      return "history/2026-03/";
    }),
  },
  {
    name: "month-continued",
    set: visiting(async ({ api }) => {
      await api.createPast("Mail arrived late", new Date("2026-02-20T08:00:00Z"), 14 * 24 * 60, "major");
      await api.createPast("Payments by card failed", new Date("2026-03-04T22:00:00Z"), 310, "critical");
      return "history/2026-03/";
    }),
  },
  {
    name: "month-empty",
    set: visiting("history/2025-02/"),
  },
  {
    name: "not-found",
    set: async ({ visitor, watch }) => {
      watch.allowAnswer(404, "/nothing/here/");
      await visitor.page.goto(`${visitor.site}nothing/here/`);
      await visitor.step(50);
      await expect(visitor.heading).toBeVisible();
      return visitor.page;
    },
  },
  {
    name: "admin-sign-in",
    set: async ({ admin }) => {
      await admin.open();
      return admin.page;
    },
  },
  {
    name: "admin-unconfigured",
    set: async ({ admin, server, watch }) => {
      watch.allowAnswer(503, "/config.json");
      await admin.page.route("**/config.json", (route) => route.fulfill({ status: 503, body: "" }));
      await admin.page.goto(new URL("admin/", server.url).href);
      await expect(admin.button(text.admin.config("again"))).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-sign-in-pair-problems",
    set: async ({ admin }) => {
      await admin.open();
      await admin.field(text.admin.signIn("credential")).fill("ak_0a1b2c3d4e5f60718293a4b5");
      await admin.button(text.admin.signIn("button")).click();
      await expect(admin.problems).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-empty",
    set: async (stage) => (await signedIn(stage)).page,
  },
  {
    name: "admin-list",
    set: async (stage) => {
      await badDay(stage.api);
      return (await signedIn(stage)).page;
    },
  },
  {
    name: "admin-planned",
    set: async (stage) => {
      await planned(stage);
      return (await signedIn(stage)).page;
    },
  },
  {
    name: "admin-new-problems",
    set: async (stage) => {
      const admin = await signedIn(stage);
      await admin.field("Payments").check();
      await admin.page.getByText(text.admin.form("other_component"), { exact: true }).click();
      await admin.button(text.admin.form("add_component")).click();
      await admin.write({ impact: "major" });
      await admin.button(text.admin.form("create")).click();
      await expect(admin.problems).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-new-lost",
    set: async (stage) => (await lost(stage)).page,
  },
  {
    name: "admin-draft-unanswered",
    set: async (stage) => {
      const admin = await lost(stage);
      admin.page.on("dialog", (dialog) => dialog.accept());
      await admin.page.reload();
      await admin.signIn(await stage.server.token());
      await expect(admin.page.getByText(text.admin.form("restored_unanswered"))).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-created",
    set: async (stage) => {
      const admin = await signedIn(stage);
      await admin.create({ name: "Payments by card fail", impact: "critical", message: "We are looking into it." });
      await expect(admin.notices).toContainText(text.admin.done.pattern("created"));
      return admin.page;
    },
  },
  {
    name: "admin-update",
    set: async (stage) => {
      await badDay(stage.api);
      const admin = await signedIn(stage);
      await admin.beginUpdate("Payments by card fail");
      await admin.write({ status: "resolved" });
      await admin.row("Payments by card fail").getByRole("button", { name: text.admin.form("post"), exact: true }).click();
      await expect(admin.problems).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-dialog",
    set: async (stage) => {
      await badDay(stage.api);
      const admin = await signedIn(stage);
      await admin.askDelete("Payments by card fail");
      return admin.page;
    },
  },
  {
    name: "admin-deleting",
    set: async (stage) => {
      const { id } = await stage.api.create(open("Payments by card fail", "critical"));
      const admin = await signedIn(stage);
      // The answer never comes.
      await hold(admin.page, `**/v1/incidents/${id}`);
      await admin.askDelete("Payments by card fail");
      await admin.button(text.admin.deletion("confirm")).click();
      await expect(admin.row("Payments by card fail").getByRole("status")).toHaveText(text.admin.list("deleting"));
      return admin.page;
    },
  },
  {
    name: "admin-delete-failed",
    set: async (stage) => {
      const { id } = await stage.api.create(open("Payments by card fail", "critical"));
      const admin = await signedIn(stage);
      stage.watch.allowAnswer(500, `/v1/incidents/${id}`);
      await admin.page.route(`**/v1/incidents/${id}`, (route) => route.fulfill({ status: 500, body: "" }));
      await admin.askDelete("Payments by card fail");
      await admin.button(text.admin.deletion("confirm")).click();
      await expect(admin.row("Payments by card fail").getByRole("alert")).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-sign-in-again",
    set: async (stage) => {
      await stage.api.create(open("Payments by card fail", "critical"));
      const admin = await signedIn(stage);
      await admin.write({ name: "Search answers slowly", message: "We are looking into it." });
      stage.watch.allowAnswer(401, "/v1/incidents");
      await stage.server.revokeAll();
      await admin.button(text.admin.form("create")).click();
      await expect(admin.page.getByRole("heading", { name: text.admin.signIn("again") })).toBeVisible();
      return admin.page;
    },
  },
  {
    name: "admin-unreachable",
    set: async (stage) => {
      await stage.api.create(open("Payments by card fail", "critical"));
      const admin = await signedIn(stage);
      await expect(admin.page.getByText(text.admin.maintenance("none"))).toBeVisible();
      await expect(admin.row("Payments by card fail").getByText("we are looking into it.")).toBeVisible();
      stage.watch.allowFailure("/v1/incidents");
      stage.watch.allowFailure("/v1/maintenances");
      await stage.server.stop();
      await admin.button(text.admin.list("refresh")).click();
      await expect(admin.page.getByRole("heading", { name: text.admin.list("stale") })).toHaveCount(2);
      return admin.page;
    },
  },
];

/** The front page on a screen in an office. Its text is a part of the screen, whatever its size elsewhere. */
export const wall: Scene = {
  name: "home-wall",
  set: async ({ visitor, api }) => {
    await badDay(api);
    await visitor.open("?wall");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    return visitor.page;
  },
};

/** How a scene can be looked at. */
export const looks = [
  { name: "phone-light", colorScheme: "light", viewport: { width: 390, height: 844 } },
  { name: "phone-dark", colorScheme: "dark", viewport: { width: 390, height: 844 } },
  { name: "desktop-light", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "desktop-dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
] as const;

/** Shows a page in one of the looks. */
export async function look(page: Page, { colorScheme, viewport }: (typeof looks)[number]): Promise<void> {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
}
