import type { Page } from "@playwright/test";
import { Admin } from "../support/admin";
import { answered } from "../support/answered";
import { open } from "../support/api";
import { asked, stepUntilAsked, untilAtRest } from "../support/clock";
import { hold } from "../support/hold";
import { lose } from "../support/lose";
import { only } from "../support/only";
import { expect, test } from "../support/test";
import { either, text } from "../support/text";

const { deletion, done, form, list, signIn } = text.admin;

/** The admin view's calls for the list, and for a new incident. */
const INCIDENTS = "/v1/incidents";

/** Takes all the room that the browser gives a site to keep things in. */
function fillStorage(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (let size = 1 << 22, part = 0; size >= 1; part++) {
      try {
        localStorage.setItem(`filler ${part}`, "x".repeat(size));
      } catch {
        size >>= 1;
      }
    }
  });
}

function emptyStorage(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("filler")) localStorage.removeItem(key);
  });
}

test.describe("drafts", () => {
  test("A14 a draft survives a crash", async ({ admin, server }) => {
    await admin.enter(server);
    await admin.write({ name: "Payments fail", message: "We are looking into it.", impact: "major" });
    await expect(admin.page.getByText(form("kept"))).toBeVisible();
    await expect.poll(() => admin.page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain("looking into it");
    const crashed = admin.page.waitForEvent("crash");
    const session = await admin.page.context().newCDPSession(admin.page);
    void session.send("Page.crash").catch(() => {});
    await crashed;

    const again = new Admin(await admin.page.context().newPage(), server.url);
    await again.enter(server);
    await expect(again.field(form("name"))).toHaveValue("Payments fail");
    await expect(again.field(form("message"))).toHaveValue("We are looking into it.");
    await expect(again.field(form("impact"))).toHaveValue("major");
    await expect(again.page.getByText(form("restored"))).toBeVisible();
  });

  test("A15 a draft that a full storage rejects has a warning until it is saved", async ({ admin, server }) => {
    await admin.enter(server);
    await fillStorage(admin.page);
    await admin.write({ name: "Payments fail" });
    const told = admin.page.getByRole("alert").filter({ hasText: form("not_kept") });
    await expect(told).toBeVisible();
    // The message stays while more is typed.
    await admin.write({ message: "We are" });
    expect(await told.count()).toBe(1);
    await emptyStorage(admin.page);
    await admin.write({ message: "We are looking into it." });
    await expect(told).toHaveCount(0);
    await expect(admin.page.getByText(form("kept"))).toBeVisible();
  });

  test("A16 a draft that can't be stored can still be sent", async ({ admin, server, api }) => {
    await admin.page.addInitScript(() => {
      const denied = () => {
        throw new DOMException("denied", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get: denied });
    });
    await admin.enter(server);
    await admin.write({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.page.getByRole("alert")).toContainText(form("not_kept"));
    await admin.button(form("create")).click();
    await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
    expect(await api.list()).toHaveLength(1);
  });
});

test.describe("sent and saved drafts", () => {
  const UNANSWERED = form("restored_unanswered");

  test("A28 a draft that was left before its answer is marked as possibly sent", async ({ admin, server, api, watch }) => {
    const { page } = admin;
    page.on("dialog", (dialog) => dialog.accept());
    const told = page.getByText(UNANSWERED);
    const comeBack = async () => {
      await page.reload();
      await admin.signIn(await server.token());
    };
    const { id } = await api.create(open("Search is slow", "minor"));
    await admin.enter(server);

    // It arrives, and its answer does not.
    const arrived = new Promise<void>((stored) =>
      page.route("**/v1/incidents**", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        await route.fetch();
        stored();
      }),
    );
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await arrived;
    await comeBack();
    await expect(admin.row("Payments fail")).toHaveCount(1);
    await expect(admin.field(form("message"))).toHaveValue("We are looking into it.");
    await expect(told).toBeVisible();
    // Typing does not make it known.
    await admin.write({ message: "We are still looking into it." });
    await comeBack();
    await expect(admin.field(form("message"))).toHaveValue("We are still looking into it.");
    await expect(told).toBeVisible();
    await admin.button(form("discard")).click();
    await expect(told).toHaveCount(0);
    await comeBack();
    await expect(admin.field(form("message"))).toHaveValue("");
    await expect(told).toHaveCount(0);

    // An update with an unknown outcome.
    await page.unroute("**/v1/incidents**");
    watch.allowFailure(`/v1/incidents/${id}/entries`);
    await lose(page, `**/v1/incidents/${id}/entries`, "request");
    await admin.beginUpdate("Search is slow");
    await admin.row("Search is slow").getByLabel(form("message"), { exact: true }).fill("It is quick again.");
    await admin.row("Search is slow").getByRole("button", { name: form("post"), exact: true }).click();
    await expect(admin.problems).toBeVisible();
    await comeBack();
    await admin.beginUpdate("Search is slow");
    await expect(admin.row("Search is slow").getByText(UNANSWERED)).toBeVisible();

    // A rejected update did not arrive.
    await page.unroute(`**/v1/incidents/${id}/entries`);
    await admin.button(form("close")).click();
    await page.route("**/v1/incidents", (route) =>
      route.request().method() === "POST" ? route.fulfill({ status: 422, json: { error: { message: "No." } } }) : route.continue(),
    );
    watch.allowAnswer(422, "/v1/incidents");
    await admin.create({ name: "Mail is late", message: "We are looking into it." });
    await expect(admin.problems).toContainText("No.");
    await comeBack();
    await expect(admin.field(form("name"))).toHaveValue("Mail is late");
    await expect(page.getByText(form("restored"))).toBeVisible();
    await expect(told).toHaveCount(0);
  });

  test("A29 a draft is saved while someone types without a pause", async ({ browse, server }) => {
    const admin = await Admin.withStoppedClock(await browse(), server);
    const { page } = admin;
    const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
    await admin.field(form("message")).fill("We");
    expect(await kept()).toContain("We");
    for (const word of ["are", "looking", "into", "it"]) {
      await admin.field(form("message")).press("End");
      await admin.field(form("message")).pressSequentially(` ${word}`);
      await page.clock.runFor(300);
    }
    expect(await kept()).toContain("We are looking into");
  });
});

test("A30 Retry-After is obeyed, except for a person's own request", async ({ browse, server, watch }) => {
  const admin = await Admin.withStoppedClock(await browse(), server);
  const { page } = admin;
  watch.allowAnswer(503, "/v1/incidents");
  await page.route("**/v1/incidents", (route) => route.fulfill({ status: 503, headers: { "retry-after": "600" } }));
  const refused = page.waitForResponse((response) => response.status() === 503);
  const before = await asked(page, INCIDENTS);
  await page.clock.runFor(40_000);
  await refused;
  await expect(page.getByText(list("next_attempt_minutes", { count: 10 }))).toBeVisible();
  expect(await asked(page, INCIDENTS)).toBe(before + 1);

  for (const [target, event] of [["window", "online"], ["document", "visibilitychange"]] as const) {
    await page.evaluate(([target, event]) => (target === "window" ? window : document).dispatchEvent(new Event(event!)), [target, event]);
    await page.clock.runFor(60_000);
    expect(await asked(page, INCIDENTS), event).toBe(before + 1);
  }
  await expect(page.getByText(list.pattern("next_attempt_minutes", { count: /[89]/ }))).toBeVisible();
  const again = answered(page, INCIDENTS);
  await admin.button(list("refresh")).click();
  await again;
  expect(await asked(page, INCIDENTS)).toBe(before + 2);
  await page.unroute("**/v1/incidents");
  const answer = answered(page, INCIDENTS);
  // The server's ten minutes and a tenth, in steps, as the page gives an answer ten seconds.
  await page.clock.runFor(590_000);
  expect(await asked(page, INCIDENTS), "within the server's ten minutes").toBe(before + 2);
  await stepUntilAsked(page, [INCIDENTS], 120_000);
  await expect(page.getByText(either(list.pattern("next_attempt_minutes"), list.pattern("next_attempt_seconds")))).toHaveCount(0);
  expect((await (await answer).response())!.ok()).toBe(true);
});

test.describe("two admins", () => {
  let other: Admin;

  test.beforeEach(async ({ browse, admin, server, api }) => {
    await api.create(open("Payments fail", "major"));
    await admin.enter(server);
    other = await Admin.withStoppedClock(await browse(), server);
  });

  /** Lets the other admin's view refresh. */
  async function readAgain(): Promise<void> {
    const answer = answered(other.page, INCIDENTS);
    await stepUntilAsked(other.page, [INCIDENTS], 40_000);
    await answer;
    await untilAtRest(other.page);
  }

  test("A17 two admins see each other's changes", async ({ admin }) => {
    await admin.create({ name: "Search is slow", message: "We are looking into it." });
    await expect(admin.notices).toContainText(done("created", { name: "Search is slow" }));
    await readAgain();
    await expect(other.row("Search is slow")).toBeVisible();

    await admin.askDelete("Payments fail");
    await admin.button(deletion("confirm")).click();
    await expect(admin.notices).toContainText(done("deleted", { name: "Payments fail" }));
    await readAgain();
    await expect(other.row("Payments fail")).toHaveCount(0);
  });

  test("A18 two admins see each other's updates while they write about the same incident", async ({ admin }) => {
    await other.beginUpdate("Payments fail");
    await expect(other.row("Payments fail").getByText("we are looking into it.")).toBeVisible();
    await other.write({ message: "The same, in other words." });
    await admin.beginUpdate("Payments fail");
    await admin.write({ status: "identified", message: "A provider has trouble." });
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("posted", { name: "Payments fail" }));
    await readAgain();
    const row = other.row("Payments fail");
    const told = row.getByRole("status").filter({ hasText: form("news") });
    await expect(told).toBeVisible();
    await expect(row.getByText("A provider has trouble.")).toBeVisible();
    await expect(row.getByLabel(form("message"))).toHaveValue("The same, in other words.");
  });

  test("A19 an update is held back until its author has seen another admin's", async ({ admin, api }) => {
    await other.beginUpdate("Payments fail");
    const row = other.row("Payments fail");
    await expect(row.getByText("we are looking into it.")).toBeVisible();
    await other.write({ status: "identified", message: "A provider has trouble." });
    await admin.beginUpdate("Payments fail");
    await admin.write({ status: "resolved", message: "It was a cable." });
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("resolved", { name: "Payments fail" }));

    await other.button(form("post")).click();
    await expect(other.problems).toBeFocused();
    await expect(other.problems).toContainText(form("problems"));
    await expect(other.problems).toContainText(form("overtaken"));
    await expect(row.getByText(either(form("news"), form("overtaken")))).toHaveCount(1);
    await expect(row.getByText("It was a cable.")).toBeVisible();
    await expect(row.getByLabel(form("message"))).toHaveValue("A provider has trouble.");
    const { id } = only(await api.list());
    expect(await api.entries(id)).toHaveLength(2);

    // Who has read it decides.
    await other.write({ status: "resolved" });
    await other.button(form("post")).click();
    await expect(other.notices).toContainText(done("resolved", { name: "Payments fail" }));
    expect(await api.entries(id)).toHaveLength(3);
  });
});

test("A20 a deletion whose answer is lost is checked, and its result shown", async ({ admin, server, api, watch }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  const path = `/v1/incidents/${id}`;
  watch.allowFailure(path);
  await admin.enter(server);
  const sent: string[] = [];
  admin.page.on("request", (request) => request.method() === "DELETE" && sent.push(request.url()));
  await lose(admin.page, `**${path}`, "request", "DELETE");
  await admin.askDelete("Payments fail");
  await admin.button(deletion("confirm")).click();
  const told = admin.row("Payments fail").getByRole("alert");
  await expect(told).toBeFocused();
  await expect(told).toContainText(deletion.pattern("failed"));
  expect(sent).toHaveLength(1);

  await admin.page.unroute(`**${path}`);
  await lose(admin.page, `**${path}`, "answer", "DELETE");
  await admin.askDelete("Payments fail");
  await admin.button(deletion("confirm")).click();
  await expect(admin.row("Payments fail")).toHaveCount(0);
  await expect(admin.notices).toContainText(done("deleted", { name: "Payments fail" }));
  expect(sent).toHaveLength(2);
  expect(await api.list()).toEqual([]);
});

test("A23 without a usable configuration there is no field for a credential", async ({ admin, server, watch }) => {
  const { page } = admin;
  let answer: { status: number; body: string } = { status: 503, body: "" };
  watch.allowAnswer(503, "/config.json");
  await page.route("**/config.json", (route) => route.fulfill({ ...answer, contentType: "application/json" }));
  await page.goto(new URL("admin/", server.url).href);
  const told = page.getByRole("alert");
  await expect(told).toContainText(text.admin.config("failed"));
  await expect(told).toContainText(text.shared("server_failed", { status: 503 }));
  await expect(page.locator("input")).toHaveCount(0);

  // A portal answers everything with its own page.
  answer = { status: 200, body: "<!doctype html><title>Sign in to the network</title>" };
  await admin.button(text.admin.config("again")).click();
  await expect(told).toContainText(text.admin.config("not_a_configuration"));
  await expect(page.locator("input")).toHaveCount(0);
  answer = { status: 200, body: JSON.stringify({ api: "javascript:alert(1)" }) };
  await admin.button(text.admin.config("again")).click();
  await expect(told).toContainText(text.admin.config("no_address"));
  await expect(admin.button(text.admin.config("again"))).toBeFocused();

  const asked: string[] = [];
  page.on("request", (request) => request.headers()["authorization"] && asked.push(new URL(request.url()).pathname));
  await page.route("**/elsewhere/v1", (route) => route.fulfill({ json: {} }));
  await page.route("**/elsewhere/v1/incidents", (route) => route.fulfill({ json: { incidents: [] } }));
  await page.route("**/elsewhere/v1/maintenances", (route) => route.fulfill({ json: { maintenances: [] } }));
  answer = { status: 200, body: JSON.stringify({ api: "elsewhere/v1" }) };
  await admin.button(text.admin.config("again")).click();
  await expect(admin.heading).toHaveText(signIn("heading"));
  await expect(admin.field(signIn("credential"))).toBeFocused();
  await admin.signIn(await server.token());
  await expect(page.getByText(text.admin.maintenance("none"))).toBeVisible();
  expect(asked[0]).toBe("/elsewhere/v1/incidents");
  expect(asked.sort()).toEqual(["/elsewhere/v1", "/elsewhere/v1/incidents", "/elsewhere/v1/maintenances"]);
});

test("A24 a sign-out wins over a pending sign-in", async ({ admin, server, api, watch }) => {
  watch.allowAnswer(401, "/v1/incidents");
  await api.create(open("Payments fail", "major"));
  await admin.enter(server);
  await server.revokeAll();
  await admin.button(list("refresh")).click();
  await expect(admin.page.getByRole("heading", { name: signIn("again") })).toBeVisible();
  const release = await hold(admin.page, "**/v1/incidents", "GET");
  const sending = admin.page.waitForRequest("**/v1/incidents");
  await admin.sendToken(await server.token());
  await sending;
  await admin.button(signIn("sign_out")).click();
  await expect(admin.heading).toBeFocused();
  const answer = answered(admin.page, INCIDENTS);
  release();
  await answer;
  await admin.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await expect(admin.heading).toHaveText(signIn("heading"));
  await expect(admin.row("Payments fail")).toHaveCount(0);
  await expect(admin.button(signIn("sign_out"))).toHaveCount(0);
  // It doesn't block the next one either.
  await admin.signIn(await server.token());
});

test("A25 a sign-out wins over a pending request", async ({ admin, server, api }) => {
  const token = await server.token();
  await admin.open();
  await admin.signIn(token);
  const release = await hold(admin.page, "**/v1/incidents", "POST");
  await admin.create({ name: "Payments fail", message: "We are looking into it." });
  await expect(admin.button(form("creating"))).toBeVisible();
  await admin.button(signIn("sign_out")).click();
  await expect(admin.heading).toBeFocused();
  const answer = answered(admin.page, INCIDENTS, "POST");
  release();
  await answer;
  await admin.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await expect(admin.notices).toBeEmpty();
  await expect(admin.page.getByText("Payments fail")).toHaveCount(0);
  // It was stored all the same, and its draft is forgotten.
  expect(await api.list()).toHaveLength(1);
  await admin.signIn(token);
  await expect(admin.row("Payments fail")).toBeVisible();
  await expect(admin.field(form("name"))).toHaveValue("");
});

test("A46 an update that can't be read may be the newest, and the row says that one is missing", async ({ admin, server, api }) => {
  const { id } = await api.create(open("Payments fail", "major"));
  const readable = only(await api.entries(id));
  const unreadable = { id: "later", date: String(Date.now()), incidentStatus: "monitoring" };
  await admin.page.route(`**/v1/incidents/${id}/entries`, (route) =>
    route.fulfill({ json: { incidentId: id, entries: [unreadable, readable] } }),
  );
  await admin.enter(server);
  const row = admin.row("Payments fail");
  await expect(row).toContainText(readable.message);
  await expect(row).toContainText(form("timeline_unreadable", { count: 1 }));
  await expect(admin.page.getByText(list("unreadable", { count: 1 }))).toHaveCount(0);
});

test("A31 only a person chooses an impact", async ({ admin, server, api }) => {
  await admin.enter(server);
  const impact = admin.field(form("impact"));
  await expect(impact).toHaveValue("");
  await expect(impact.locator("option:checked")).toHaveText(form("no_impact"));
  await admin.create({ name: "Payments fail", message: "We are looking into it.", impact: null });
  await expect(admin.problems.getByRole("listitem")).toHaveText([form("no_impact")]);
  await expect(admin.problems).toBeFocused();
  await expect(impact).toHaveAttribute("aria-invalid", "true");
  await expect(impact).toHaveAccessibleDescription(form("no_impact"));
  expect(await api.list()).toEqual([]);
  // A draft that comes back has none either.
  await expect(admin.page.getByText(form("kept"))).toBeVisible();
  admin.page.on("dialog", (dialog) => dialog.accept());
  await admin.page.reload();
  await admin.signIn(await server.token());
  await expect(admin.field(form("name"))).toHaveValue("Payments fail");
  await expect(impact).toHaveValue("");
  await admin.button(form("create")).click();
  await admin.problems.getByRole("link", { name: form("no_impact") }).click();
  await expect(impact).toBeFocused();
  await impact.selectOption("none");
  const sending = admin.page.waitForRequest((request) => request.method() === "POST");
  await admin.button(form("create")).click();
  expect((await sending).postDataJSON().incidentImpact).toBe("none");
  await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
  await expect(impact).toHaveValue("");
});

test("A32 a link to the public page leaves the session unchanged", async ({ admin, server }) => {
  await admin.enter(server);
  await admin.create({ name: "Payments fail", message: "We are looking into it." });
  await expect(admin.notices).toContainText(done.pattern("created"));
  await admin.write({ name: "Mail is late" });
  const links = admin.page.getByRole("link", { name: text.admin.view("new_tab") });
  await expect(links).toHaveCount(3);
  for (const link of await links.all()) {
    const opened = admin.page.context().waitForEvent("page");
    await link.click();
    const beside = await opened;
    await expect(beside.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await beside.evaluate(() => [window.opener, document.referrer])).toEqual([null, ""]);
    await beside.close();
  }
  await expect(admin.heading).toHaveText(list("heading"));
  await expect(admin.button(signIn("sign_out"))).toBeVisible();
  await expect(admin.field(form("name"))).toHaveValue("Mail is late");
  // Nothing in the view leads away from it.
  const away = await admin.page.locator("a[href]:not([href^='#']):not([target=_blank])").count();
  expect(away).toBe(0);
});

test("A33 a changed configuration applies from the next sign-in", async ({ admin, server, watch }) => {
  await admin.enter(server);
  await admin.write({ name: "Mail is late" });
  await server.configure({ title: "Acme Health", api: "moved/v1" });
  watch.allow(/moved/, { due: false });
  const asked = admin.page.waitForRequest("**/moved/v1/incidents");
  await admin.page.route("**/moved/v1/incidents", (route) => route.fulfill({ json: { customerId: "c", incidents: [] } }));
  const loaded = admin.page.waitForEvent("load");
  await admin.button(signIn("sign_out")).click();
  await loaded;
  await expect(admin.page.locator(".admin-site")).toContainText("Acme Health");
  await admin.signIn("another");
  await asked;
  await expect(admin.field(form("name"))).toHaveValue("Mail is late");
  // An unreadable or unchanged configuration leaves the view unchanged.
  await admin.page.evaluate(() => Object.assign(window, { sameDocument: true }));
  for (const body of ["<!DOCTYPE html>", undefined]) {
    if (body) await admin.page.route("**/config.json", (route) => route.fulfill({ body }));
    const read = answered(admin.page, "/config.json");
    await admin.button(signIn("sign_out")).click();
    await read;
    await admin.signIn("another");
    expect(await admin.page.evaluate(() => "sameDocument" in window)).toBe(true);
    await admin.page.unroute("**/config.json");
  }
});
