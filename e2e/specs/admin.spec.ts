import type { Page, Request } from "@playwright/test";
import { Admin, apiNotifies } from "../support/admin";
import { open, sample } from "../support/api";
import { hold } from "../support/hold";
import { lose } from "../support/lose";
import { only } from "../support/only";
import { expect, test } from "../support/test";
import { moment, text } from "../support/text";

const { deletion, done, form, list, signIn } = text.admin;

const INCIDENTS = "**/v1/incidents";

/** Counts the requests that change something. */
function changes(page: Page): Request[] {
  const seen: Request[] = [];
  page.on("request", (request) => {
    if (!["GET", "HEAD", "OPTIONS"].includes(request.method())) seen.push(request);
  });
  return seen;
}

/** Everything that a browser keeps of a site, as one text. */
async function kept(page: Page): Promise<string> {
  const state = await page.context().storageState({ indexedDB: true });
  const inPage = await page.evaluate(async () => ({
    session: { ...sessionStorage },
    local: { ...localStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    name: window.name,
    history: history.state,
    address: location.href,
    markup: document.documentElement.outerHTML,
    values: [...document.querySelectorAll("input, textarea")].map((control) => (control as HTMLInputElement).value),
  }));
  return JSON.stringify([state, inPage]);
}

test.describe("signing in", () => {
  test("with a complete value", async ({ admin, server, api }) => {
    await api.create(open("Payments fail", "major"));
    await admin.enter(server);
    await expect(admin.heading).toBeFocused();
    await expect(admin.row("Payments fail")).toHaveAttribute("data-impact", "major");
    await expect(admin.page).toHaveTitle(text.admin.view("title_open", { count: 1, site: "Acme Status" }));
  });

  test("with a key pair, whose secret isn't stored", async ({ admin, server }) => {
    const pair = await server.keyPair();
    const sent: Promise<string>[] = [];
    const whole = async (request: Request) => JSON.stringify([request.url(), await request.allHeaders(), request.postData()]);
    admin.page.on("request", (request) => sent.push(whole(request)));
    await admin.open();
    const listed = admin.page.waitForRequest(INCIDENTS);
    await admin.signInWithPair(pair);
    await expect(admin.page.getByText(signIn("signed_in_with", { access_key: pair.accessKey }))).toBeVisible();

    const header = (await (await listed).allHeaders())["authorization"] ?? "";
    const [, accessKey, token = ""] = /^StatusEntry ([^:]+):(.+)$/.exec(header) ?? [];
    expect(accessKey).toBe(pair.accessKey);
    const [head, claims] = token.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
    expect(head).toMatchObject({ alg: "HS256" });
    expect(claims).toMatchObject({ iss: pair.accessKey, aud: "www.statusentry.com" });

    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
    expect(await kept(admin.page)).not.toContain(pair.secretKey);
    const all = (await Promise.all(sent)).join();
    expect(all).toContain(pair.accessKey);
    expect(all).not.toContain(pair.secretKey);
    expect(server.log).not.toContain(pair.secretKey);

    // Nothing is kept of the sign-in either.
    await admin.page.reload();
    await expect(admin.heading).toHaveText(signIn("heading"));
  });

  test("with both keys as they were printed, in the field that has the focus", async ({ admin, server }) => {
    const { accessKey, secretKey } = await server.keyPair();
    await admin.open();
    await expect(admin.field(signIn("credential"))).toBeFocused();
    await expect(admin.field(signIn("secret_key"))).toHaveCount(0);
    await admin.page.keyboard.insertText(`Access key: ${accessKey}\nSecret key: ${secretKey}\n`);
    await expect(admin.field(signIn("secret_key"))).toHaveCount(0);
    await admin.page.keyboard.press("Enter");
    await expect(admin.page.getByText(signIn("signed_in_with", { access_key: accessKey }))).toBeVisible();
    expect(await kept(admin.page)).not.toContain(secretKey);
  });

  test("typing an access key goes on while the field for its secret appears", async ({ admin, server }) => {
    const { accessKey, secretKey } = await server.keyPair();
    await admin.open();
    await admin.page.keyboard.type(accessKey);
    await expect(admin.field(signIn("credential"))).toHaveValue(accessKey);
    await admin.page.keyboard.press("Tab");
    await expect(admin.field(signIn("secret_key"))).toBeFocused();
    await admin.page.keyboard.type(secretKey);
    await admin.page.keyboard.press("Enter");
    await admin.signedIn();
  });

  test("with a value that the API rejects", async ({ admin, watch }) => {
    watch.allowAnswer(401, "/v1/incidents");
    await admin.open();
    await admin.sendToken("st_not-one-of-them");
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems).toContainText(signIn("problems"));
    await expect(admin.problems).toContainText(text.admin.error("signed_out"));
    await expect(admin.field(signIn("credential"))).toHaveValue("st_not-one-of-them");
    await expect(admin.heading).toHaveText(signIn("heading"));
    await expect(admin.page.getByRole("heading", { name: form("new_incident") })).toHaveCount(0);
  });

  test("with another key's secret", async ({ admin, server, watch }) => {
    watch.allowAnswer(401, "/v1/incidents");
    const [one, other] = [await server.keyPair(), await server.keyPair()];
    await admin.open();
    await admin.sendPair({ ...one, secretKey: other.secretKey });
    await expect(admin.problems).toContainText(text.admin.error("signed_out"));
    await expect(admin.field(signIn("secret_key"))).toHaveValue("");
  });

  test("with empty fields", async ({ admin }) => {
    await admin.open();
    await admin.button(signIn("button")).click();
    await expect(admin.problems).toBeFocused();
    await admin.problems.getByRole("link", { name: signIn("credential_required") }).click();
    await expect(admin.field(signIn("credential"))).toBeFocused();
    await expect(admin.field(signIn("credential"))).toHaveAttribute("aria-invalid", "true");
  });

  test("with a key pair needs a secure context", async ({ admin, server, watch }) => {
    const address = server.url.replace("127.0.0.1", "insecure.test");
    watch.trust(address);
    watch.allow(/Cross-Origin-Opener-Policy header has been ignored/);
    await admin.page.goto(`${address}admin/`);
    await expect(admin.page.getByText(signIn("not_secure"))).toBeVisible();
    await admin.sendPair(await server.keyPair());
    await expect(admin.problems).toContainText(signIn("signing_failed"));
    await admin.signIn(await server.token());
  });

  test("A08 a draft survives a sign-out", async ({ admin, server, api }) => {
    await api.create(open("Payments fail"));
    await apiNotifies(admin.page);
    await admin.open();
    const token = await server.token();
    await admin.signIn(token);
    await admin.write({ name: "Half a draft", notify: true });
    await admin.beginUpdate("Payments fail");
    await admin.write({ message: "Half an update" });
    await admin.button(signIn("sign_out")).click();
    await expect(admin.heading).toHaveText(signIn("heading"));
    await expect(admin.heading).toBeFocused();
    await expect(admin.page.getByText(signIn("signed_out"))).toBeVisible();
    await expect(admin.page.getByText("Payments fail")).toHaveCount(0);
    expect(await kept(admin.page)).not.toContain(token);
    await admin.signIn(token);
    await expect(admin.field(form("name"))).toHaveValue("Half a draft");
    await expect(admin.field(form("notify"))).not.toBeChecked();
    await admin.beginUpdate("Payments fail");
    await expect(admin.row("Payments fail").getByLabel(form("message"))).toHaveValue("Half an update");
  });
});

test("notifying isn't offered where the API says that it can't", async ({ admin, server }) => {
  const abilities = admin.page.waitForResponse(`${server.url}v1`);
  await admin.enter(server);
  expect(await (await abilities).json()).toMatchObject({ notifications: false });
  await expect(admin.field(form("notify"))).toHaveCount(0);
  const sending = admin.page.waitForRequest((request) => request.method() === "POST");
  await admin.create({ name: "Payments fail", message: "We are looking into it." });
  expect((await sending).postDataJSON().entry.sendNotification).toBe(false);
});

test.describe("the list", () => {
  const names = (admin: Admin) => admin.page.locator("#admin-open").getByRole("article").getByRole("heading", { level: 3 });

  test("has the worst incidents first, then the longest silent ones, each with its newest update", async ({ admin, server, api }) => {
    const webhooks = open("Webhooks are delayed", "major", 60);
    const affectedComponents = [{ componentId: "hooks", componentStatus: "partial_outage" }];
    const { id } = await api.create({ ...webhooks, entry: { ...webhooks.entry!, affectedComponents } });
    await api.create(open("Search answers slowly", "minor", 90));
    await api.create(open("Mail arrives late", "major", 30));
    await api.create(open("Payments fail", "critical", 5));
    await api.post(id, { message: "A **fix** is in place.", incidentStatus: "monitoring", date: String(Date.now() - 150_000) });
    await admin.enter(server);
    await expect(names(admin)).toHaveText(["Payments fail", "Mail arrives late", "Webhooks are delayed", "Search answers slowly"]);
    const row = admin.row("Webhooks are delayed");
    await expect(row).toContainText("A fix is in place.");
    await expect(row).toContainText(text.shared("minutes_ago", { count: 2 }));
    await expect(row.locator(".affected")).toContainText(text.shared("partial_outage"));
    await expect(row.locator(".affected")).toContainText("hooks");
  });

  test("keeps its order while the focus is in it", async ({ admin, server, api }) => {
    const { id } = await api.create(open("Webhooks are delayed", "major", 60));
    await api.create(open("Mail arrives late", "major", 30));
    await admin.enter(server);
    await expect(admin.row("Webhooks are delayed")).toContainText("we are looking into it");
    const update = admin.row("Webhooks are delayed").getByRole("button", { name: list("update"), exact: true });
    await update.focus();
    await api.post(id, { message: "A fix is in place.", incidentStatus: "monitoring", date: String(Date.now()) });
    await admin.page.evaluate(() => dispatchEvent(new Event("online")));
    await expect(admin.row("Webhooks are delayed")).toContainText("A fix is in place.");
    await expect(names(admin)).toHaveText(["Webhooks are delayed", "Mail arrives late"]);
    await expect(update).toBeFocused();
    await admin.button(list("refresh")).click();
    await expect(names(admin)).toHaveText(["Mail arrives late", "Webhooks are delayed"]);
  });
});

test.describe("what somebody else posts", () => {
  const look = (admin: Admin) => admin.page.evaluate(() => dispatchEvent(new Event("online")));

  test("is announced, and its row is marked until it has the focus", async ({ admin, server, api }) => {
    const { id } = await api.create(open("Payments fail", "major"));
    await admin.enter(server);
    await expect(admin.row("Payments fail")).toContainText("we are looking into it");
    await api.create(open("Slow search"));
    await look(admin);
    await expect(admin.notices).toContainText(list("news_incident", { name: "Slow search" }));
    await expect(admin.row("Slow search")).toHaveAttribute("data-mark", "new");
    await expect(admin.row("Payments fail")).not.toHaveAttribute("data-mark");
    await admin.row("Slow search").getByRole("button", { name: list("update"), exact: true }).focus();
    await expect(admin.row("Slow search")).not.toHaveAttribute("data-mark");

    await api.post(id, { message: "A fix is in place.", incidentStatus: "investigating", date: String(Date.now()) });
    await look(admin);
    await expect(admin.notices).toContainText(list("news_update", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).toHaveAttribute("data-mark", "new");
    await expect(admin.row("Payments fail")).toContainText(list("is_new"));
  });

  test("is marked for ten seconds, unlike what is sent here", async ({ context, server, api }) => {
    const admin = await Admin.withStoppedClock(context, server);
    await api.create(open("Slow search"));
    await admin.button(list("refresh")).click();
    await expect(admin.row("Slow search")).toHaveAttribute("data-mark", "new");
    await admin.page.clock.runFor(9_000);
    await expect(admin.row("Slow search")).toHaveAttribute("data-mark", "new");
    await admin.page.clock.runFor(1_000);
    await expect(admin.row("Slow search")).not.toHaveAttribute("data-mark");

    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.row("Payments fail")).toHaveAttribute("data-mark", "sent");
    await admin.button(list("refresh")).click();
    await expect(admin.button(list("refresh"))).not.toHaveAttribute("aria-disabled");
    await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).not.toHaveAttribute("data-mark", "new");
  });
});

test.describe("a new incident", () => {
  test.beforeEach(async ({ admin, server }) => {
    await apiNotifies(admin.page);
    await admin.enter(server);
  });

  test("has the contract's required fields", async ({ admin, api }) => {
    const sent = changes(admin.page);
    await admin.write({ name: "  " });
    await admin.field(form("date")).pressSequentially("31");
    await admin.button(form("create")).click();
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems.getByRole("heading")).toHaveText(form("problems"));
    const links = admin.problems.getByRole("link");
    const problems = [["name", "name_required"], ["message", "message_required"], ["date", "not_a_date"]] as const;
    await expect(links).toHaveText(problems.map(([, problem]) => form(problem)));
    for (const [index, [label, problem]] of problems.entries()) {
      const field = admin.field(form(label));
      await links.nth(index).click();
      await expect(field).toBeFocused();
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(form.pattern(problem));
    }
    await admin.field(form("date")).clear();
    await admin.write({ name: "x".repeat(201), message: "We are looking into it." });
    await admin.button(form("create")).click();
    await expect(links).toHaveText([form("too_long", { label: form("name"), max: 200 })]);
    expect(sent).toEqual([]);

    await admin.create({ name: "x".repeat(200) });
    await expect(admin.notices).toContainText(done.pattern("created"));
    expect(await api.list()).toHaveLength(1);
  });

  test("doesn't notify subscribers unless that is chosen", async ({ admin }) => {
    await expect(admin.field(form("notify"))).not.toBeChecked();
    const sending = admin.page.waitForRequest((request) => request.method() === "POST");
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    expect((await sending).postDataJSON().entry.sendNotification).toBe(false);
  });

  test("leaves an empty form, and the focus in its row", async ({ admin }) => {
    await admin.create({ name: "Payments fail", impact: "major", message: "We are looking into it.", notify: true });
    await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).toBeVisible();
    await expect(admin.field(form("name"))).toHaveValue("");
    await expect(admin.field(form("message"))).toHaveValue("");
    await expect(admin.field(form("impact"))).toHaveValue("");
    await expect(admin.field(form("notify"))).not.toBeChecked();
    await expect(admin.row("Payments fail").getByRole("heading", { name: "Payments fail" })).toBeFocused();
    await expect(admin.row("Payments fail")).toContainText("We are looking into it.");
    const drafts = await admin.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("draft")));
    expect(drafts).toEqual([]);
  });

  test("with a date", async ({ admin, api }) => {
    await admin.write({ name: "Payments failed", status: "resolved", message: "It is over." });
    await admin.field(form("date")).fill("2026-01-02T03:04");
    await admin.button(form("create")).click();
    await expect(admin.notices).toContainText(done.pattern("created"));
    const incident = only(await api.list());
    expect(incident.creationTime).toBe(String(Date.UTC(2026, 0, 2, 3, 4)));
    expect(incident.resolutionTime).toBe(incident.creationTime);
  });

  test("has its row in sight, marked for a moment", async ({ context, server, api }) => {
    for (let index = 0; index < 12; index += 1) await api.create(open(`Critical ${index}`, "critical", 30 + index));
    const admin = await Admin.withStoppedClock(context, server);
    await admin.page.emulateMedia({ reducedMotion: "reduce" });
    await admin.page.setViewportSize({ width: 400, height: 600 });
    await admin.create({ name: "Payments fail", impact: "none", message: "We are looking into it." });
    const row = admin.row("Payments fail");
    await expect(row.getByRole("heading", { name: "Payments fail" })).toBeFocused();
    await expect(row).toBeInViewport();
    await expect(row).toHaveAttribute("data-mark", "sent");
    await expect(row).toHaveCSS("animation-name", "none");
    await admin.page.emulateMedia({ reducedMotion: "no-preference" });
    await expect(row).toHaveCSS("animation-name", "admin-fade");
    await admin.page.clock.runFor(4_000);
    await expect(row).not.toHaveAttribute("data-mark");
  });

  test("doesn't take the focus from a person who goes on with something else", async ({ admin, api }) => {
    await api.create(open("Slow search"));
    await admin.button(list("refresh")).click();
    const release = await hold(admin.page, INCIDENTS, "POST");
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await admin.beginUpdate("Slow search");
    await admin.field(form("message")).focus();
    release();
    await expect(admin.row("Payments fail")).toBeVisible();
    await expect(admin.field(form("message"))).toBeFocused();
  });

  test("gives a component the status that fits the impact, until one is chosen", async ({ admin }) => {
    const status = (component: string) => admin.field(form("component_status", { component }));
    await admin.nameComponent("pay");
    await expect(status("pay")).toHaveValue("degraded_performance");
    await admin.write({ impact: "critical" });
    await admin.nameComponent("web");
    await expect(status("pay")).toHaveValue("major_outage");
    await expect(status("web")).toHaveValue("major_outage");
    await status("web").selectOption("under_maintenance");
    await admin.write({ impact: "major" });
    await expect(status("pay")).toHaveValue("partial_outage");
    await expect(status("web")).toHaveValue("under_maintenance");
  });

  test("is sent with Ctrl+Enter or ⌘+Enter from any field, once", async ({ admin, api }) => {
    const sent = changes(admin.page);
    const fields = ["name", "impact", "status", "message", "date", "component_id"] as const;
    for (const [index, field] of fields.entries()) {
      const name = `Sent from ${field}`;
      await admin.write({ name, message: "We are looking into it." });
      await admin.nameComponent("pay");
      await admin.field(form(field)).press(index % 2 === 0 ? "Control+Enter" : "Meta+Enter");
      await expect(admin.notices).toContainText(done("created", { name }));
    }
    expect(sent).toHaveLength(fields.length);

    const release = await hold(admin.page, INCIDENTS, "POST");
    await admin.write({ name: "Held down", message: "We are looking into it." });
    await admin.field(form("message")).focus();
    await admin.page.keyboard.down("Control");
    for (let times = 0; times < 3; times += 1) await admin.page.keyboard.down("Enter");
    await admin.page.keyboard.up("Enter");
    await admin.page.keyboard.press("Enter");
    await admin.page.keyboard.up("Control");
    release();
    await expect(admin.notices).toContainText(done("created", { name: "Held down" }));
    expect(sent).toHaveLength(fields.length + 1);
    expect(await api.list()).toHaveLength(fields.length + 1);
  });

  test("A12 an incident is sent once, however often the button is pressed", async ({ admin, api }) => {
    const sent = changes(admin.page);
    const release = await hold(admin.page, INCIDENTS, "POST");
    await admin.write({ name: "Payments fail", message: "We are looking into it." });
    await admin.button(form("create")).dblclick();
    const busy = admin.button(form("creating"));
    await expect(busy).toHaveAttribute("aria-disabled", "true");
    await busy.click({ force: true });
    await admin.field(form("name")).press("Enter");
    release();
    await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
    expect(sent).toHaveLength(1);
    expect(await api.list()).toHaveLength(1);
  });

  test.describe("A27 text that is typed while an answer is pending stays", () => {
    test("in the form for a new incident", async ({ admin, api }) => {
      const release = await hold(admin.page, INCIDENTS, "POST");
      await admin.create({ name: "Payments fail", message: "We are looking into it." });
      const more = "We are looking into it. Invoices work.";
      await admin.field(form("message")).fill(more);
      release();
      await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
      await expect(admin.notices).toContainText(done.pattern("edited_since"));
      await expect(admin.field(form("message"))).toHaveValue(more);
      expect((await api.list()).map(({ name }) => name)).toEqual(["Payments fail"]);
      await expect.poll(() => admin.page.evaluate(() => JSON.stringify(localStorage))).toContain("Invoices work.");
    });

    test("in the form for an update, which doesn't count as somebody else's", async ({ admin, api }) => {
      await admin.create({ name: "Payments fail", message: "We are looking into it." });
      await expect(admin.row("Payments fail")).toBeVisible();
      const { id } = only(await api.list());
      const releasePost = await hold(admin.page, `**/v1/incidents/${id}/entries`, "POST");
      await admin.beginUpdate("Payments fail");
      await admin.write({ message: "A fix is on its way." });
      await admin.button(form("post")).click();
      await admin.field(form("message")).fill("A fix is out.");
      const releaseList = await hold(admin.page, INCIDENTS, "GET");
      releasePost();
      await expect(admin.notices).toContainText(done.pattern("edited_since"));
      await expect(admin.field(form("message"))).toHaveValue("A fix is out.");
      // It can be posted once the timeline has the first update, which would count as somebody else's until then.
      await expect(admin.button(form("post"))).toHaveCount(0);
      releaseList();
      await admin.button(form("post")).click();
      await expect(admin.notices).toContainText(done("posted", { name: "Payments fail" }));
      expect((await api.entries(id)).map(({ message }) => message).sort()).toEqual(
        ["A fix is on its way.", "A fix is out.", "We are looking into it."]);
    });
  });

  test("A13 an incident that the API rejects shows the error at each field", async ({ admin, watch }) => {
    watch.allowAnswer(422, "/v1/incidents");
    await admin.page.route(INCIDENTS, (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const error = { code: "invalid", message: "The request breaks a rule." };
      return route.fulfill({ status: 422, json: { error, errors: [{ field: "name", message: "This name is taken." }] } });
    });
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems.getByRole("heading")).toHaveText(form("refused"));
    await admin.problems.getByRole("link", { name: "This name is taken." }).click();
    await expect(admin.field(form("name"))).toBeFocused();
    await expect(admin.field(form("message"))).toHaveValue("We are looking into it.");
  });

  test("A01 an incident whose answer is lost is found in the list", async ({ admin, api, watch }) => {
    const sent = changes(admin.page);
    watch.allowFailure("/v1/incidents");
    await lose(admin.page, INCIDENTS, "answer");
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.notices).toContainText(done("created_after_all", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).toHaveCount(1);
    await expect(admin.field(form("name"))).toHaveValue("");
    expect(sent).toHaveLength(1);
    expect(await api.list()).toHaveLength(1);
  });

  test("A02 an incident that never arrived is only sent again by a person", async ({ admin, api, watch }) => {
    const sent = changes(admin.page);
    watch.allowFailure("/v1/incidents");
    await lose(admin.page, INCIDENTS, "request");
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems.getByRole("heading")).toHaveText(form("create_absent"));
    await expect(admin.button(form("create"))).toHaveCount(0);
    await expect(admin.field(form("name"))).toHaveValue("Payments fail");
    await admin.button(form("look_again")).click();
    await expect(admin.problems.getByRole("heading")).toHaveText(form("create_absent"));
    await admin.page.unroute(INCIDENTS);
    expect(sent).toHaveLength(1);
    await admin.button(form("create_again")).click();
    await expect(admin.notices).toContainText(done("created", { name: "Payments fail" }));
    expect(sent).toHaveLength(2);
    expect(await api.list()).toHaveLength(1);
  });

  test("A03 an incident with an unknown outcome is shown as such", async ({ admin, server, api, watch }) => {
    const sent = changes(admin.page);
    watch.allowFailure("/v1/incidents");
    await server.stop();
    await admin.create({ name: "Payments fail", message: "We are looking into it." });
    await expect(admin.problems.getByRole("heading")).toHaveText(form("create_lost"));
    await expect(admin.problems).toContainText(form.pattern("create_unreachable"));
    await server.startAgain();
    await admin.button(form("look_again")).click();
    await expect(admin.problems.getByRole("heading")).toHaveText(form("create_absent"));
    expect(sent).toHaveLength(1);
    expect(await api.list()).toEqual([]);
  });

  test("A06 typed text survives an expired sign-in", async ({ admin, server, watch }) => {
    watch.allowAnswer(401, "/v1/incidents");
    const sent = changes(admin.page);
    const { name, incidentImpact: impact, incidentStatus: status, entry } = sample;
    await admin.write({ name, impact, status, message: entry.message, notify: true });
    await server.revokeAll();
    await admin.button(form("create")).click();
    const again = admin.page.getByRole("heading", { name: signIn("again") });
    await expect(again).toBeFocused();
    await expect(admin.page.getByText(signIn("rejected"))).toBeVisible();
    await expect(admin.field(form("name"))).toHaveValue(name);
    await expect(admin.field(form("message"))).toHaveValue(entry.message);
    await expect(admin.field(form("notify"))).toBeChecked();

    await admin.sendToken(await server.token());
    await expect(admin.notices).toContainText(done("signed_in_again"));
    await expect(again).toHaveCount(0);
    await expect(admin.field(form("name"))).toHaveValue(name);
    expect(sent).toHaveLength(1);
    await admin.button(form("create")).click();
    await expect(admin.notices).toContainText(done("created", { name }));
    await expect(admin.row(name)).toHaveAttribute("data-impact", "minor");
  });

  test("A07 a draft survives a reload", async ({ admin, server }) => {
    const { name, entry } = sample;
    await admin.write({ name, impact: "critical", status: "identified", message: entry.message, notify: true });
    await admin.addComponent("pay", "major_outage");
    await expect(admin.page.getByText(form("kept"))).toBeVisible();
    admin.page.on("dialog", (dialog) => dialog.accept());
    await admin.page.reload();
    await admin.signIn(await server.token());
    await expect(admin.field(form("name"))).toHaveValue(name);
    await expect(admin.field(form("impact"))).toHaveValue("critical");
    await expect(admin.field(form("status"))).toHaveValue("identified");
    await expect(admin.field(form("message"))).toHaveValue(entry.message);
    await expect(admin.field(form("component_status", { component: "pay" }))).toHaveValue("major_outage");
    await expect(admin.field(form("notify"))).not.toBeChecked();
    await expect(admin.page.getByText(form("restored"))).toBeVisible();

    await admin.button(form("discard")).click();
    await expect(admin.field(form("name"))).toHaveValue("");
    await admin.page.reload();
    await admin.signIn(await server.token());
    await expect(admin.field(form("name"))).toHaveValue("");
    await expect(admin.page.getByText(form("restored"))).toHaveCount(0);
  });

  test("that was discarded can be brought back for ten seconds", async ({ context, server }) => {
    const admin = await Admin.withStoppedClock(context, server);
    const name = admin.field(form("name"));
    const stored = () => admin.page.evaluate(() => JSON.stringify(localStorage));
    await admin.write({ name: "Payments fail", impact: "critical", message: "We are looking into it." });
    await admin.nameComponent("pay");
    await admin.button(form("discard")).click();
    await expect(name).toHaveValue("");
    expect(await stored()).not.toContain("Payments fail");
    await expect(admin.page.getByText(form("discarded"))).toBeVisible();
    await admin.button(form("undo")).click();
    await expect(name).toHaveValue("Payments fail");
    await expect(admin.field(form("impact"))).toHaveValue("critical");
    await expect(admin.field(form("message"))).toHaveValue("We are looking into it.");
    await expect(admin.field(form("component_status", { component: "pay" }))).toHaveValue("major_outage");
    await expect(admin.page.getByRole("heading", { name: form("new_incident") })).toBeFocused();
    expect(await stored()).toContain("Payments fail");

    await admin.button(form("discard")).click();
    await admin.page.clock.runFor(9_000);
    await expect(admin.button(form("undo"))).toBeVisible();
    await admin.page.clock.runFor(1_000);
    await expect(admin.button(form("undo"))).toHaveCount(0);

    // What is typed afterwards isn't replaced.
    await admin.write({ name: "Payments fail" });
    await admin.button(form("discard")).click();
    await admin.write({ name: "Slow search" });
    await expect(admin.button(form("undo"))).toHaveCount(0);
    await expect(name).toHaveValue("Slow search");
  });

  test("A09 unsent text asks before the page is left", async ({ admin, api }) => {
    const { page } = admin;
    const holdsBack = async (field: string, typed: string) => {
      const asked = page.waitForEvent("dialog");
      await page.close({ runBeforeUnload: true });
      const dialog = await asked;
      expect(dialog.type()).toBe("beforeunload");
      await dialog.dismiss();
      await expect(admin.field(field)).toHaveValue(typed);
      await admin.button(form("discard")).click();
      await expect(admin.button(form("discard"))).toHaveCount(0);
    };
    await admin.field(form("name")).click();
    await admin.write({ name: "Payments fail" });
    await holdsBack(form("name"), "Payments fail");
    await admin.write({ message: "We are looking into it." });
    await holdsBack(form("message"), "We are looking into it.");

    await api.create(open("Slow search"));
    await admin.button(list("refresh")).click();
    await admin.beginUpdate("Slow search");
    await admin.write({ message: "A provider has trouble." });
    await holdsBack(form("message"), "A provider has trouble.");
    const questions: string[] = [];
    page.on("dialog", (question) => {
      questions.push(question.type());
      return question.accept();
    });
    const closed = page.waitForEvent("close");
    await page.close({ runBeforeUnload: true });
    await closed;
    expect(questions).toEqual([]);
  });
});

test.describe("an update", () => {
  test("is posted with its status, and shows the earlier updates", async ({ admin, server, api }) => {
    const incident = open("Payments fail", "major");
    const affectedComponents = [{ componentId: "pay", componentStatus: "partial_outage" }];
    const { id } = await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents } });
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    const row = admin.row("Payments fail");
    await expect(row.getByText("Payments fail: we are looking into it.")).toBeVisible();
    await expect(admin.field(form("component_status", { component: "pay" }))).toHaveValue("partial_outage");
    await admin.button(form("post")).click();
    await expect(row.getByRole("link", { name: form("message_required") })).toBeVisible();
    await admin.write({ status: "identified", message: "A provider has trouble." });
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("posted", { name: "Payments fail" }));
    await expect(row).toHaveAttribute("data-status", "identified");
    await expect(row.getByRole("heading", { name: "Payments fail" })).toBeFocused();
    await expect(row).toHaveAttribute("data-mark", "sent");
    await expect(row).toContainText("A provider has trouble.");
    const entries = await api.entries(id);
    expect(entries).toHaveLength(2);
    expect(entries.find(({ message }) => message === "A provider has trouble.")).toMatchObject({
      incidentStatus: "identified",
      affectedComponents,
      sendNotification: false,
    });
  });

  test("that resolves sets the components to operational, except those set by hand", async ({ admin, server, api, visitor }) => {
    const incident = open("Payments fail", "major");
    const down = ["pay", "web"].map((componentId) => ({ componentId, componentStatus: "major_outage" }));
    const { id } = await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents: down } });
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    const pay = admin.field(form("component_status", { component: "pay" }));
    await expect(pay).toHaveValue("major_outage");
    await admin.write({ status: "resolved", message: "Payments work again." });
    await expect(pay).toHaveValue("operational");
    await expect(admin.field(form("status"))).toHaveAccessibleDescription(form.pattern("resolves"));
    await admin.write({ status: "monitoring" });
    await expect(pay).toHaveValue("major_outage");
    await admin.write({ status: "resolved" });
    await admin.field(form("component_status", { component: "web" })).selectOption("degraded_performance");
    await expect(admin.field(form("status"))).toHaveAccessibleDescription(form.pattern("and_not_all_work"));
    await admin.field(form("component_status", { component: "web" })).selectOption("operational");
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("resolved", { name: "Payments fail" }));
    const last = (await api.entries(id)).find(({ message }) => message === "Payments work again.");
    expect(last?.affectedComponents).toEqual(down.map((component) => ({ ...component, componentStatus: "operational" })));
    await visitor.visit(`?incident=${id}`);
    // What it has been at worst, and what the last update made of it.
    await expect(visitor.page.locator(".affected")).toContainText(text.shared("major_outage"));
    await expect(visitor.page.locator(".affected")).not.toContainText(text.shared("operational"));
    await expect(visitor.page.locator(".entry").first()).toContainText(text.shared("operational"));
  });

  test("shows an unknown component status, and can be posted with another", async ({ admin, server, api }) => {
    const incident = open("Payments fail", "major");
    const { id } = await api.create(incident);
    await admin.page.route(`**/v1/incidents/${id}/entries`, async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const answer = await route.fetch();
      const { entries } = await answer.json();
      entries[0].affectedComponents = [{ componentId: "pay", componentStatus: "on_fire" }];
      return route.fulfill({ response: answer, json: { entries } });
    });
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    const pay = admin.field(form("component_status", { component: "pay" }));
    await expect(pay).toHaveValue("on_fire");
    await admin.write({ message: "A provider has trouble." });
    await admin.button(form("post")).click();
    await admin.problems.getByRole("link", { name: form("component_status_required") }).click();
    // The group isn't interactive, but the target of the link has to be visible.
    const components = admin.page.getByRole("group", { name: form("components") });
    await expect(components).toBeFocused();
    await expect(components).toHaveCSS("outline-style", "solid");
    await pay.selectOption("operational");
    await expect(pay).toHaveValue("operational");
    await expect(pay.locator("option")).toHaveCount(5);
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("posted", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).toContainText("A provider has trouble.");
  });

  test("A21 an update takes effect even if another admin's clock was ahead", async ({ admin, server, api }) => {
    const ahead = String(Date.now() + 4_000);
    const incident = open("Payments fail", "major");
    const { id } = await api.create({ ...incident, entry: { ...incident.entry!, date: ahead } });
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    // What hasn't been read can't be answered.
    await expect(admin.row("Payments fail").getByText("Payments fail: we are looking into it.")).toBeVisible();
    await admin.write({ status: "resolved", message: "Payments work again." });
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("resolved", { name: "Payments fail" }));
    // In force once the server's clock is there, as the update that it answers.
    await expect.poll(async () => only(await api.list()).incidentStatus).toBe("resolved");
    const dates = (await api.entries(id)).map(({ date }) => Number(date)).sort();
    expect(dates[0]).toBe(Number(ahead));
    expect(dates[1]).toBeGreaterThan(dates[0]!);
  });

  test("A22 an update with an earlier date leaves the status as it is, and says so", async ({ admin, server, api }) => {
    await api.create(open("Payments fail", "major"));
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    await admin.write({ status: "resolved", message: "A first attempt failed." });
    await admin.field(form("date")).fill("2026-01-02T03:04");
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("posted_between", { name: "Payments fail" }));
    expect(only(await api.list()).incidentStatus).toBe("investigating");
    await expect(admin.row("Payments fail")).toHaveAttribute("data-status", "investigating");
  });

  test("A26 a future date shows its consequences before it is sent", async ({ admin, server, api }) => {
    await api.create(open("Payments fail", "major"));
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    const ahead = form.pattern("date_ahead");
    await admin.field(form("date")).fill("2062-01-02T03:04");
    await expect(admin.field(form("date"))).toHaveAccessibleDescription(ahead);
    await admin.field(form("date")).fill("2026-01-02T03:04");
    await expect(admin.field(form("date"))).not.toHaveAccessibleDescription(ahead);
  });

  test("A04 an update whose answer is lost is found in the timeline", async ({ admin, server, api, watch }) => {
    const { id } = await api.create(open("Payments fail", "major"));
    const path = `/v1/incidents/${id}/entries`;
    watch.allowFailure(path);
    await admin.enter(server);
    const sent = changes(admin.page);
    await admin.beginUpdate("Payments fail");
    await lose(admin.page, `**${path}`, "answer");
    await admin.write({ status: "monitoring", message: "A fix is in place." });
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("posted_after_all", { name: "Payments fail" }));
    expect(sent).toHaveLength(1);
    expect(await api.entries(id)).toHaveLength(2);
  });

  test("A05 an update of a deleted incident keeps the text", async ({ admin, server, api, watch }) => {
    const { id } = await api.create(open("Payments fail", "major"));
    await admin.enter(server);
    await admin.beginUpdate("Payments fail");
    await admin.write({ message: "A fix is in place." });
    await api.remove(id);
    watch.allowAnswer(404, `/v1/incidents/${id}/entries`);
    await admin.button(form("post")).click();
    await expect(admin.problems).toContainText(form("update_gone"));
    const row = admin.row("Payments fail");
    await expect(row.getByLabel(form("message"))).toHaveValue("A fix is in place.");

    // Nor does a list without the incident take the text away.
    await admin.button(list("refresh")).click();
    await expect(row.getByRole("alert").filter({ hasText: form("gone") })).toBeVisible();
    await expect(row.getByLabel(form("message"))).toHaveValue("A fix is in place.");
  });
});

test.describe("deleting", () => {
  let id = "";

  test.beforeEach(async ({ admin, server, api }) => {
    ({ id } = await api.create(open("Payments fail", "major")));
    await api.create(open("Slow search"));
    await admin.enter(server);
  });

  test("needs a confirmation with the name, which first focuses the harmless button", async ({ admin, api }) => {
    const sent = changes(admin.page);
    const button = admin.row("Payments fail").getByRole("button", { name: list("delete"), exact: true });
    for (const way of ["Escape", "the button"]) {
      await admin.askDelete("Payments fail");
      await expect(admin.dialog, way).toHaveAccessibleName(deletion("question", { name: "Payments fail" }));
      await expect(admin.button(deletion("cancel")), way).toBeFocused();
      await (way === "Escape" ? admin.page.keyboard.press("Escape") : admin.button(deletion("cancel")).click());
      await expect(admin.dialog, way).toBeHidden();
      await expect(button, way).toBeFocused();
    }
    expect(sent).toEqual([]);
    expect(await api.list()).toHaveLength(2);
  });

  test("removes the named incident", async ({ admin, api }) => {
    await admin.askDelete("Payments fail");
    await admin.button(deletion("confirm")).click();
    await expect(admin.notices).toContainText(done("deleted", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).toHaveCount(0);
    await expect(admin.row("Slow search")).toBeVisible();
    expect((await api.list()).map(({ name }) => name)).toEqual(["Slow search"]);
  });

  test("A10 a failed deletion leaves the incident in its place, with the reason", async ({ admin, api, watch }) => {
    const row = admin.row("Payments fail");
    const told = row.getByRole("alert");
    // With 500 the outcome is unknown, and the list is requested; 429 is a clear refusal.
    for (const [status, why] of [[500, "The disk is full"], [429, "Too many requests"]] as const) {
      watch.allowAnswer(status, `/v1/incidents/${id}`);
      await admin.page.route(`**/v1/incidents/${id}`, (route) =>
        route.fulfill({ status, json: { error: { code: "some_code", message: `${why}.` } } }),
      );
      await admin.askDelete("Payments fail");
      await admin.button(deletion("confirm")).click();
      await expect(told).toContainText(why);
      await expect(told).toContainText(deletion.pattern("failed"));
      await expect(told).toBeFocused();
      await admin.page.unroute(`**/v1/incidents/${id}`);
      expect(await api.list()).toHaveLength(2);
    }
    await admin.askDelete("Payments fail");
    await admin.button(deletion("confirm")).click();
    await expect(admin.notices).toContainText(done("deleted", { name: "Payments fail" }));
    expect(await api.list()).toHaveLength(1);
  });

  test("A11 a deletion of a deleted incident is a success", async ({ admin, api, watch }) => {
    // The list has asked for its newest update by then.
    await expect(admin.row("Payments fail")).toContainText("we are looking into it");
    await api.remove(id);
    watch.allowAnswer(404, `/v1/incidents/${id}`);
    await admin.askDelete("Payments fail");
    await admin.button(deletion("confirm")).click();
    await expect(admin.notices).toContainText(done("already_gone", { name: "Payments fail" }));
    await expect(admin.row("Payments fail")).toHaveCount(0);
  });
});

test.describe("a configured time zone", () => {
  test.use({ config: { title: "Acme Status", timeZone: "Asia/Tokyo" } });

  test("applies to every time, also to a typed one", async ({ browse, server, api }) => {
    const context = await browse({ timezoneId: "Europe/Berlin" });
    const admin = new Admin(await context.newPage(), server.url);
    await admin.enter(server);
    await expect(admin.summary).toContainText("Asia/Tokyo");
    const hint = form.pattern("date_hint_offset", { zone: "Asia/Tokyo", offset: "UTC+9" });
    await expect(admin.field(form("date"))).toHaveAccessibleDescription(hint);
    await admin.write({ name: "Payments failed", message: "We are looking into it." });
    await admin.field(form("date")).fill("2026-01-02T03:04");
    await admin.button(form("create")).click();
    await expect(admin.notices).toContainText(done.pattern("created"));
    const incident = only(await api.list());
    expect(incident.creationTime).toBe(String(Date.UTC(2026, 0, 1, 18, 4)));
    await expect(admin.row("Payments failed").getByText(moment("2026-01-02T03:04", "UTC+9"))).toBeVisible();
  });
});
