import type { Page, Request } from "@playwright/test";
import type { Admin } from "../support/admin";
import { open } from "../support/api";
import { lose } from "../support/lose";
import { only } from "../support/only";
import { expect, test } from "../support/test";
import { text } from "../support/text";

const { correction, done, form, list, maintenance } = text.admin;

const NAME = "Payments fail";

/** Counts the requests that change something. */
function changes(page: Page): Request[] {
  const seen: Request[] = [];
  page.on("request", (request) => {
    if (!["GET", "HEAD", "OPTIONS"].includes(request.method())) seen.push(request);
  });
  return seen;
}

/** Opens the form for an edit of the only update of the incident. */
async function beginEdit(admin: Admin): Promise<void> {
  await admin.beginUpdate(NAME);
  await admin.row(NAME).getByRole("listitem").getByRole("button", { name: maintenance("edit"), exact: true }).click();
  await expect(admin.page.getByRole("heading", { name: correction("edit_heading") })).toBeFocused();
}

async function beginCorrection(admin: Admin, name = NAME): Promise<void> {
  await admin.row(name).getByRole("button", { name: list("correct"), exact: true }).click();
  await expect(admin.page.getByRole("heading", { name: correction("heading") })).toBeFocused();
}

test.describe("corrections", () => {
  test("an update is edited beside the wrong one, without notifying, and says so", async ({ admin, server, api }) => {
    const { id } = await api.create(open(NAME, "major"));
    const before = only(await api.entries(id));
    await admin.enter(server);
    await beginEdit(admin);
    await expect(admin.field(form("message"))).toHaveValue(before.message);
    const sent = changes(admin.page);
    await admin.write({ message: "We know why." });
    await expect(admin.row(NAME).getByRole("listitem")).toContainText(before.message);
    await admin.button(form("save")).click();
    await expect(admin.notices).toContainText(done("edited", { name: NAME }));
    const row = admin.row(NAME);
    await expect(row.getByRole("heading", { name: form("update") })).toBeFocused();
    await expect(row.getByRole("listitem")).toContainText("We know why.");
    await expect(row.getByRole("listitem")).toContainText(text.shared.pattern("edited", { time: /.*/ }));
    expect(only(await api.entries(id))).toMatchObject({ message: "We know why.", date: before.date });
    expect(only(sent).postDataJSON()).toMatchObject({ sendNotification: false });
    // One's own edit is not somebody else's update.
    await admin.write({ message: "It is over.", status: "resolved" });
    await admin.button(form("post")).click();
    await expect(admin.notices).toContainText(done("resolved", { name: NAME }));
  });

  test("an update is deleted after a question", async ({ admin, server, api }) => {
    const { id } = await api.create(open(NAME, "major"));
    await api.post(id, { message: "A wrong one.", incidentStatus: "identified" });
    await admin.enter(server);
    await admin.beginUpdate(NAME);
    const wrong = admin.row(NAME).getByRole("listitem").filter({ hasText: "A wrong one." });
    await wrong.getByRole("button", { name: list("delete"), exact: true }).click();
    await expect(admin.dialog).toContainText(correction("delete_question", { message: "A wrong one." }));
    await admin.button(correction("keep")).click();
    await expect(wrong).toBeVisible();
    await wrong.getByRole("button", { name: list("delete"), exact: true }).click();
    await admin.dialog.getByRole("button", { name: correction("confirm_delete") }).click();
    await expect(admin.notices).toContainText(done("entry_deleted", { name: NAME }));
    await expect(wrong).toHaveCount(0);
    await expect(admin.row(NAME)).toHaveAttribute("data-status", "investigating");
    expect(await api.entries(id)).toHaveLength(1);
  });

  test("name, impact, start and end are corrected, and the log shows it", async ({ admin, server, api }) => {
    const begun = new Date(Date.now() - 3_600_000);
    const { id } = await api.createPast(NAME, begun, 30, "major");
    await admin.enter(server);
    await beginCorrection(admin);
    await expect(admin.page.getByText(correction("created"))).toBeVisible();
    const sent = changes(admin.page);
    await admin.field(form("name")).fill("Payments are slow");
    await admin.field(form("impact")).selectOption("minor");
    const end = new Date(begun.getTime() + 45 * 60_000).toISOString().slice(0, 16);
    await admin.field(form("end")).fill(end);
    await expect(admin.page.getByText(maintenance.pattern("lasts", { length: "45 min" }))).toBeVisible();
    await admin.button(form("save")).click();
    await expect(admin.notices).toContainText(done("corrected", { name: "Payments are slow" }));
    await expect(admin.row("Payments are slow").getByRole("heading", { name: "Payments are slow" })).toBeFocused();
    expect(Object.keys(only(sent).postDataJSON()).sort()).toEqual(["incidentImpact", "name", "resolutionTime"]);
    const after = only(await api.list());
    expect(after).toMatchObject({ id, name: "Payments are slow", incidentImpact: "minor", incidentStatus: "resolved" });
    expect(new Date(Number(after.resolutionTime)).toISOString().slice(0, 16)).toBe(end);

    await beginCorrection(admin, "Payments are slow");
    const corrected = admin.page.getByRole("listitem").filter({ hasText: correction("corrected") });
    await expect(corrected).toContainText(correction("change", { label: form("name"), before: NAME, after: "Payments are slow" }));
    await admin.field(form("end")).fill("2020-01-01T00:00");
    await admin.button(form("save")).click();
    await expect(admin.problems).toContainText(form("ends_before_start"));
    expect(sent).toHaveLength(1);
  });

  test("a resolved incident is posted in one go, with its length", async ({ admin, server, api }) => {
    await admin.enter(server);
    await admin.write({ name: NAME, message: "It was down for a while.", status: "resolved", impact: "major" });
    await admin.field(form("date")).fill("2026-01-05T10:00");
    await admin.field(form("end")).fill("2026-01-05T09:00");
    await admin.button(form("create")).click();
    await expect(admin.problems).toContainText(form("ends_before_start"));
    await admin.field(form("end")).fill("2026-01-05T11:30");
    await expect(admin.page.getByText(maintenance.pattern("lasts", { length: "1 h 30 min" }))).toBeVisible();
    await admin.button(form("create")).click();
    await expect(admin.notices).toContainText(done("created", { name: NAME }));
    const created = only(await api.list());
    expect(created).toMatchObject({
      incidentStatus: "resolved",
      creationTime: String(Date.UTC(2026, 0, 5, 10)),
      resolutionTime: String(Date.UTC(2026, 0, 5, 11, 30)),
    });
    await expect(admin.field(form("end"))).toHaveCount(0);
  });
});

test.describe("when something goes wrong", () => {
  test("A42 an edit is held back until its author has seen another admin's", async ({ admin, server, api }) => {
    const { id } = await api.create(open(NAME, "major"));
    await admin.enter(server);
    await beginEdit(admin);
    await admin.write({ message: "We know why." });
    await api.edit(id, { message: "A provider has trouble.", incidentStatus: "identified" });
    await admin.button(form("save")).click();
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems).toContainText(form("overwrites"));
    await expect(admin.row(NAME).locator(".entry")).toContainText("A provider has trouble.");
    await expect(admin.field(form("message"))).toHaveValue("We know why.");
    // Fields that nobody touched here follow the other.
    await expect(admin.field(form("status"))).toHaveValue("identified");
    await admin.button(form("save")).click();
    await expect(admin.notices).toContainText(done("edited", { name: NAME }));
    expect(only(await api.entries(id))).toMatchObject({ message: "We know why.", incidentStatus: "identified" });
  });

  test("A43 a correction whose answer is lost is looked for", async ({ admin, server, api, watch }) => {
    const { id } = await api.create(open(NAME, "major"));
    const path = `/v1/incidents/${id}`;
    await admin.enter(server);
    watch.allowFailure(path);
    await lose(admin.page, `**${path}`, "answer", "PATCH");
    await beginCorrection(admin);
    await admin.field(form("name")).fill("Payments are slow");
    await admin.button(form("save")).click();
    await expect(admin.notices).toContainText(done("corrected", { name: "Payments are slow" }));

    await admin.page.unroute(`**${path}`);
    await lose(admin.page, `**${path}`, "request", "PATCH");
    await beginCorrection(admin, "Payments are slow");
    await admin.field(form("name")).fill("Payments are late");
    await admin.button(form("save")).click();
    await expect(admin.problems).toContainText(form("edit_absent"));
    await expect(admin.field(form("name"))).toHaveValue("Payments are late");
    await admin.page.unroute(`**${path}`);
    await admin.button(form("save_again")).click();
    await expect(admin.notices).toContainText(done("corrected", { name: "Payments are late" }));
    expect(only(await api.list()).name).toBe("Payments are late");
  });

  test("A44 calls that the API doesn't have disappear with a sentence, and the text stays", async ({ admin, server, api, watch }) => {
    const { page } = admin;
    const { id } = await api.create(open(NAME, "major"));
    const path = `/v1/incidents/${id}`;
    watch.allowAnswer(404, new RegExp(`${path}/(log|entries/[^/)]+)`));
    watch.allowAnswer(405, path);
    await page.route("**/v1", (route) => route.fulfill({ status: 200, json: { notifications: false } }));
    await page.route(`**${path}**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === path && route.request().method() === "PATCH") return route.fulfill({ status: 405 });
      if (pathname.endsWith("/log")) return route.fulfill({ status: 404 });
      if (/entries\/./.test(pathname)) return route.fulfill({ status: 404 });
      return route.continue();
    });
    await admin.enter(server);
    await beginCorrection(admin);
    await expect(page.getByText(correction("no_log"))).toBeVisible();
    await admin.field(form("name")).fill("Payments are slow");
    await admin.button(form("save")).click();
    await expect(admin.problems).toContainText(form("cannot_correct"));
    await expect(admin.field(form("name"))).toHaveValue("Payments are slow");
    await admin.button(form("close")).click();
    await expect(page.getByRole("button", { name: list("correct") })).toHaveCount(0);

    await beginEdit(admin);
    await admin.write({ message: "We know why." });
    await admin.button(form("save")).click();
    await expect(admin.problems).toContainText(form("cannot_edit"));
    await expect(admin.field(form("message"))).toHaveValue("We know why.");
    await admin.button(correction("back")).click();
    await expect(page.getByText(form("cannot_edit"))).toBeVisible();
    await expect(page.getByText(form("cannot_correct"))).toBeVisible();
    await expect(admin.row(NAME).getByRole("listitem").getByRole("button")).toHaveCount(0);
  });

  test("A45 an edit and a correction are kept while the page is left", async ({ admin, server, api }) => {
    const { page } = admin;
    page.on("dialog", (dialog) => dialog.accept());
    await api.create(open(NAME, "major"));
    await admin.enter(server);
    await beginEdit(admin);
    await admin.write({ message: "We know why." });
    await admin.button(form("close")).click();
    await beginCorrection(admin);
    await admin.field(form("name")).fill("Payments are slow");
    await page.reload();
    await admin.signIn(await server.token());
    await beginEdit(admin);
    await expect(admin.field(form("message"))).toHaveValue("We know why.");
    await expect(page.getByText(form("restored"))).toBeVisible();
    await admin.button(form("discard")).click();
    await expect(admin.field(form("message"))).toHaveValue(`${NAME}: we are looking into it.`);
    await admin.button(form("undo")).click();
    await expect(admin.field(form("message"))).toHaveValue("We know why.");
    await admin.button(form("close")).click();
    await beginCorrection(admin);
    await expect(admin.field(form("name"))).toHaveValue("Payments are slow");
  });
});
