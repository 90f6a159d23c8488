import type { Page, Request } from "@playwright/test";
import { Admin, apiNotifies } from "../support/admin";
import { answered } from "../support/answered";
import { open, planned } from "../support/api";
import { asked, stepUntilAsked, untilAtRest } from "../support/clock";
import { lose } from "../support/lose";
import { only } from "../support/only";
import { expect, test } from "../support/test";
import { text } from "../support/text";

const { done, form, list, maintenance } = text.admin;

const MAINTENANCES = "/v1/maintenances";
const CALLS = `**${MAINTENANCES}**`;

/** The value of a date and time field so many minutes from now, in UTC. */
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16);

/** Counts the requests that change something. */
function changes(page: Page): Request[] {
  const seen: Request[] = [];
  page.on("request", (request) => {
    if (!["GET", "HEAD", "OPTIONS"].includes(request.method())) seen.push(request);
  });
  return seen;
}

interface Writing {
  name?: string;
  message?: string;
  start?: string;
  end?: string;
}

/** Fills the fields of the form on screen in; omitted ones stay unchanged. */
async function write(admin: Admin, writing: Writing): Promise<void> {
  const fields = { name: form("name"), message: form("message"), start: form("start"), end: form("end") };
  for (const [key, value] of Object.entries(writing)) await admin.field(fields[key as keyof Writing]).fill(value);
}

async function beginPlan(admin: Admin): Promise<void> {
  await admin.button(maintenance("plan")).click();
  await expect(admin.page.getByRole("heading", { name: maintenance("plan") })).toBeFocused();
}

/** Schedules a maintenance for an hour, in ten minutes. */
async function plan(admin: Admin, name: string): Promise<void> {
  await beginPlan(admin);
  await write(admin, { name, message: `${name}: it pauses.`, start: inMinutes(10), end: inMinutes(70) });
  await admin.button(form("schedule")).click();
}

/** Presses a button in the row of a maintenance. */
async function press(admin: Admin, name: string, button: string): Promise<void> {
  await admin.row(name).getByRole("button", { name: button, exact: true }).click();
}

test.describe("the life of a maintenance", () => {
  test("is scheduled, edited, started, extended and ended, by keyboard too", async ({ admin, server, api }) => {
    const { page } = admin;
    await admin.enter(server);
    await expect(page.getByText(maintenance("none"))).toBeVisible();
    await beginPlan(admin);
    await admin.nameComponent("db");
    // A component of a maintenance has no status.
    await expect(page.getByLabel(form("component_status", { component: "db" }))).toHaveCount(0);
    await write(admin, { name: "Database upgrade", message: "It **pauses**.", start: inMinutes(10), end: inMinutes(70) });
    await expect(page.getByText(form("preview"))).toBeVisible();
    await admin.field(form("end")).press("Control+Enter");
    await expect(admin.notices).toContainText(maintenance("planned", { name: "Database upgrade" }));
    const row = admin.row("Database upgrade");
    await expect(row).toHaveAttribute("data-state", "upcoming");
    await expect(row).toHaveAttribute("data-mark", "sent");
    await expect(row.getByRole("heading")).toBeFocused();
    const { id, ...first } = only(await api.maintenances());
    expect(first).toMatchObject({ internal: false, sendNotification: false, autoComplete: true, affectedComponents: [{ componentId: "db" }] });
    await expect(row).toHaveAttribute("data-maintenance", id);

    await press(admin, "Database upgrade", maintenance("edit"));
    await expect(row.getByRole("heading", { name: maintenance("edit_heading") })).toBeFocused();
    await expect(admin.field(form("start"))).toHaveValue(first.plannedStartTime.slice(0, 16));
    await write(admin, { message: "It pauses twice." });
    await admin.field(form("auto_complete")).uncheck();
    await admin.button(form("save")).click();
    await expect(admin.notices).toContainText(maintenance("saved", { name: "Database upgrade" }));
    const edited = only(await api.maintenances());
    expect(edited).toMatchObject({ ...first, id, message: "It pauses twice.", autoComplete: false });
    await expect(row.getByText(maintenance("keeps_going"))).toBeVisible();

    await press(admin, "Database upgrade", maintenance("start_now"));
    await expect(admin.notices).toContainText(maintenance("started", { name: "Database upgrade" }));
    await expect(row).toHaveAttribute("data-state", "in-progress");
    await press(admin, "Database upgrade", maintenance("extend"));
    await expect(admin.notices).toContainText(maintenance("extended", { name: "Database upgrade" }));
    const extended = only(await api.maintenances());
    expect(Date.parse(extended.plannedEndTime) - Date.parse(first.plannedEndTime)).toBe(3_600_000);
    await press(admin, "Database upgrade", maintenance("end_now"));
    await expect(admin.notices).toContainText(maintenance("was_ended", { name: "Database upgrade" }));
    await expect(page.getByText(maintenance("past", { count: 1 }))).toBeVisible();
    const ended = only(await api.maintenances());
    expect(ended).toMatchObject({ plannedStartTime: first.plannedStartTime, message: "It pauses twice.", internal: false });
    expect([ended.actualStartTime, ended.actualEndTime].every(Boolean)).toBe(true);
  });

  test("with the documented fields alone, other times are planned", async ({ admin, server, api }) => {
    const { id } = await api.plan(planned("Upgrade", 10, 70, { internal: true }));
    await apiNotifies(admin.page);
    await admin.enter(server);
    const sent = changes(admin.page);
    await expect(admin.row("Upgrade").getByRole("button", { name: maintenance("cancel") })).toHaveCount(0);
    await press(admin, "Upgrade", maintenance("start_now"));
    await expect(admin.row("Upgrade")).toHaveAttribute("data-state", "in-progress");
    await press(admin, "Upgrade", maintenance("end_now"));
    await expect(admin.notices).toContainText(maintenance("was_ended", { name: "Upgrade" }));
    const documented = ["affectedComponents", "internal", "message", "name", "plannedEndTime", "plannedStartTime", "sendNotification"];
    for (const request of sent) {
      expect(Object.keys(request.postDataJSON()).sort()).toEqual(documented);
      expect(request.postDataJSON()).toMatchObject({ internal: true, sendNotification: false });
    }
    expect(sent).toHaveLength(2);
    const after = only(await api.maintenances());
    expect(after).toMatchObject({ id, internal: true });
    expect(after.actualStartTime ?? after.actualEndTime).toBeUndefined();
    // An end that is no later than now, give or take the second that an API's clock is known to.
    expect(Date.parse(after.plannedEndTime)).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  test("cancelling and deleting ask first, and a past one is copied to a new window", async ({ admin, server, api }) => {
    await api.plan(planned("Upgrade", 10, 70, { internal: true, affectedComponents: [{ componentId: "db" }] }));
    await admin.enter(server);
    await press(admin, "Upgrade", maintenance("cancel"));
    await expect(admin.dialog).toContainText(maintenance("cancel_question", { name: "Upgrade" }));
    await expect(admin.button(maintenance("keep"))).toBeFocused();
    await admin.button(maintenance("keep")).click();
    await expect(admin.dialog).toHaveCount(0);
    await press(admin, "Upgrade", maintenance("cancel"));
    await admin.dialog.getByRole("button", { name: maintenance("confirm_cancel") }).click();
    await expect(admin.notices).toContainText(maintenance("was_cancelled", { name: "Upgrade" }));
    await admin.page.getByText(maintenance("past", { count: 1 })).click();
    await expect(admin.row("Upgrade")).toHaveAttribute("data-state", "cancelled");

    await press(admin, "Upgrade", maintenance("copy"));
    await expect(admin.field(form("name"))).toHaveValue("Upgrade");
    await expect(admin.field(form("internal"))).toBeChecked();
    await expect(admin.field(form("start"))).toHaveValue("");
    await expect(admin.field("db")).toBeChecked();
    await write(admin, { name: "Upgrade, again", start: inMinutes(100), end: inMinutes(160) });
    await admin.button(form("schedule")).click();
    await expect(admin.row("Upgrade, again")).toHaveAttribute("data-state", "upcoming");
    expect(await api.maintenances()).toHaveLength(2);

    await press(admin, "Upgrade, again", list("delete"));
    await admin.dialog.getByRole("button", { name: maintenance("confirm_delete") }).click();
    await expect(admin.notices).toContainText(done("deleted", { name: "Upgrade, again" }));
    await expect(admin.row("Upgrade, again")).toHaveCount(0);
    expect(only(await api.maintenances()).name).toBe("Upgrade");
  });

  test("an internal one is marked, and has no preview", async ({ admin, server, api }) => {
    await api.plan(planned("Secret", 10, 70, { internal: true, message: "It **pauses**." }));
    await admin.enter(server);
    await expect(admin.row("Secret").getByText(form("internal"), { exact: true })).toBeVisible();
    await press(admin, "Secret", maintenance("edit"));
    await expect(admin.page.getByText(maintenance("internal_hint"))).toBeVisible();
    await expect(admin.page.getByText(form("preview"))).toHaveCount(0);
    await admin.field(form("internal")).uncheck();
    await expect(admin.page.getByText(maintenance("public_hint"))).toBeVisible();
    await expect(admin.page.getByText(form("preview"))).toBeVisible();
  });

  test("a window in the past, or on the same component as another, has a warning", async ({ admin, server, api }) => {
    await api.plan(planned("Upgrade", 10, 70, { affectedComponents: ["db"] }));
    await admin.enter(server);
    await beginPlan(admin);
    await admin.nameComponent("db");
    await write(admin, { start: inMinutes(60), end: inMinutes(120) });
    await expect(admin.page.getByText(maintenance("overlaps", { name: "Upgrade" }))).toBeVisible();
    await expect(admin.page.getByText(maintenance.pattern("lasts", { length: "1 h" }))).toBeVisible();
    await write(admin, { start: inMinutes(-10), end: inMinutes(5) });
    await expect(admin.page.getByText(maintenance("has_begun"))).toBeVisible();
    await expect(admin.page.getByText(maintenance("overlaps", { name: "Upgrade" }))).toHaveCount(0);
    await write(admin, { end: inMinutes(-5) });
    await expect(admin.page.getByText(maintenance("is_past"))).toBeVisible();
  });
});

test("the next answer leaves a form as it is, with the focus in it", async ({ admin, server }) => {
  await admin.enter(server);
  await beginPlan(admin);
  const message = admin.field(form("message"));
  await message.fill("It pauses.");
  await message.evaluate((field) => field.setAttribute("data-same-element", ""));
  const answer = answered(admin.page, MAINTENANCES);
  await admin.page.evaluate(() => dispatchEvent(new Event("online")));
  await answer;
  await untilAtRest(admin.page);
  await expect(message).toHaveAttribute("data-same-element");
  await expect(message).toBeFocused();
});

test.describe("when something goes wrong", () => {
  test("A34 an invalid maintenance isn't sent, and each message leads to its field", async ({ admin, server }) => {
    await admin.enter(server);
    const sent = changes(admin.page);
    await beginPlan(admin);
    await admin.button(form("schedule")).click();
    await expect(admin.problems).toBeFocused();
    for (const message of [form("name_required"), form("message_required"), form("date_required")]) {
      await expect(admin.problems).toContainText(message);
    }
    await admin.problems.getByRole("link", { name: form("name_required") }).click();
    await expect(admin.field(form("name"))).toBeFocused();
    await write(admin, { name: "Upgrade", message: "It pauses.", start: "2030-01-01T12:00", end: "2030-01-01T11:00" });
    await admin.button(form("schedule")).click();
    await expect(admin.problems).toContainText(form("ends_first"));
    await write(admin, { end: "2031-01-01T11:00" });
    await admin.button(form("schedule")).click();
    await expect(admin.problems).toContainText(form("window_too_long"));
    await write(admin, { end: "12030-01-01T11:00" });
    await admin.button(form("schedule")).click();
    await expect(admin.problems).toContainText(form("planned_time"));
    expect(sent).toHaveLength(0);
  });

  test("A35 a new maintenance whose answer is lost is looked for, and never sent twice", async ({ admin, server, api, watch }) => {
    const { page } = admin;
    await admin.enter(server);
    watch.allowFailure(MAINTENANCES);
    const sent = changes(page);
    await lose(page, CALLS, "answer");
    await plan(admin, "Upgrade");
    await expect(admin.notices).toContainText(maintenance("planned_after_all", { name: "Upgrade" }));
    expect(await api.maintenances()).toHaveLength(1);
    expect(sent).toHaveLength(1);

    await page.unroute(CALLS);
    await lose(page, CALLS, "request");
    await plan(admin, "Migration");
    await expect(admin.problems).toContainText(form("save_absent"));
    await expect(admin.field(form("name"))).toHaveValue("Migration");
    expect(sent).toHaveLength(2);
    await page.unroute(CALLS);
    await admin.button(form("save_again")).click();
    await expect(admin.notices).toContainText(maintenance("planned", { name: "Migration" }));
    expect((await api.maintenances()).map(({ name }) => name).sort()).toEqual(["Migration", "Upgrade"]);
  });

  test("A36 a change is held back until its author has seen another admin's", async ({ admin, server, api }) => {
    const { id } = await api.plan(planned("Upgrade", 10, 70));
    await admin.enter(server);
    await press(admin, "Upgrade", maintenance("edit"));
    await write(admin, { message: "It pauses twice." });
    await api.change(id, planned("Bigger upgrade", 10, 130, { internal: true }));
    await admin.button(form("save")).click();
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems).toContainText(form("overwrites"));
    await expect(admin.page.getByRole("status").filter({ hasText: maintenance("changed_meanwhile") })).toContainText("Bigger upgrade");
    await expect(admin.field(form("message"))).toHaveValue("It pauses twice.");
    expect(only(await api.maintenances()).name).toBe("Bigger upgrade");

    // Who has seen it decides.
    await write(admin, { name: "Bigger upgrade" });
    await admin.button(form("save")).click();
    await expect(admin.notices).toContainText(maintenance("saved", { name: "Bigger upgrade" }));
    expect(only(await api.maintenances()).message).toBe("It pauses twice.");
  });

  test("A37 a maintenance that was deleted meanwhile can't be changed, and the text stays", async ({ admin, server, api, watch }) => {
    const { id } = await api.plan(planned("Upgrade", 10, 70));
    await admin.enter(server);
    await press(admin, "Upgrade", maintenance("edit"));
    await write(admin, { message: "It pauses twice." });
    await api.removeMaintenance(id);
    watch.allowAnswer(404, `${MAINTENANCES}/${id}`);
    await admin.button(form("save")).click();
    await expect(admin.problems).toBeFocused();
    await expect(admin.problems).toContainText(maintenance("gone"));
    await expect(admin.field(form("message"))).toHaveValue("It pauses twice.");
  });

  test("A38 an API without maintenances has no section for them", async ({ browse, server, watch }) => {
    const context = await browse();
    watch.allowAnswer(404, MAINTENANCES);
    await context.route("**/v1", (route) => route.fulfill({ json: { notifications: true } }));
    await context.route(CALLS, (route) => route.fulfill({ status: 404 }));
    const { page } = await Admin.withStoppedClock(context, server);
    await expect(page.getByText(maintenance("absent"))).toBeVisible();
    await expect(page.getByRole("button", { name: maintenance("plan") })).toHaveCount(0);
    const before = await asked(page, MAINTENANCES);
    await stepUntilAsked(page, ["/v1/incidents"], 40_000);
    // They would be asked for after the incidents.
    await untilAtRest(page);
    expect(await asked(page, MAINTENANCES)).toBe(before);
  });

  test("A39 a list of maintenances that can't be loaded leaves the incidents as they are", async ({ admin, server, api, watch }) => {
    await api.create(open("Payments fail"));
    await api.plan(planned("Upgrade", 10, 70));
    watch.allowAnswer(503, MAINTENANCES);
    await admin.page.route(CALLS, (route) => route.fulfill({ status: 503 }));
    await admin.enter(server);
    await expect(admin.page.getByRole("alert")).toContainText(maintenance("failed"));
    await expect(admin.row("Payments fail")).toBeVisible();
    await admin.page.unroute(CALLS);
    await admin.button(list("refresh")).click();
    await expect(admin.row("Upgrade")).toBeVisible();
    await expect(admin.page.getByRole("alert")).toHaveCount(0);
  });

  test("A40 a click whose answer is lost is checked, and its result shown", async ({ admin, server, api, watch }) => {
    const { id } = await api.plan(planned("Upgrade", 10, 70));
    const path = `${MAINTENANCES}/${id}`;
    await admin.enter(server);
    watch.allowFailure(path);
    const sent = changes(admin.page);
    await lose(admin.page, `**${path}`, "answer", "PUT");
    await press(admin, "Upgrade", maintenance("start_now"));
    await expect(admin.notices).toContainText(maintenance("started", { name: "Upgrade" }));
    await expect(admin.row("Upgrade")).toHaveAttribute("data-state", "in-progress");

    await admin.page.unroute(`**${path}`);
    await lose(admin.page, `**${path}`, "request", "PUT");
    await press(admin, "Upgrade", maintenance("end_now"));
    const error = admin.row("Upgrade").getByRole("alert");
    await expect(error).toContainText(maintenance.pattern("not_changed"));
    await expect(error).toBeFocused();
    await expect(admin.row("Upgrade")).toHaveAttribute("data-state", "in-progress");
    expect(sent).toHaveLength(2);
  });

  test("A41 a maintenance that wasn't saved stays in the form, and in this browser", async ({ admin, server, api, watch }) => {
    const { page } = admin;
    page.on("dialog", (dialog) => dialog.accept());
    const { id } = await api.plan(planned("Upgrade", 10, 70));
    await admin.enter(server);
    watch.allowAnswer(422, MAINTENANCES);
    await page.route(CALLS, (route) =>
      route.request().method() === "POST" ? route.fulfill({ status: 422, json: { error: { message: "No." } } }) : route.continue(),
    );
    await plan(admin, "Migration");
    await expect(admin.problems).toContainText("No.");
    await press(admin, "Upgrade", maintenance("edit"));
    await write(admin, { message: "It pauses twice." });

    await page.reload();
    await admin.signIn(await server.token());
    await beginPlan(admin);
    await expect(admin.field(form("name"))).toHaveValue("Migration");
    await expect(page.getByText(form("restored"))).toBeVisible();
    // A form that was typed in knows the version that it began with.
    await api.change(id, planned("Bigger upgrade", 10, 70));
    await admin.button(list("refresh")).click();
    await press(admin, "Bigger upgrade", maintenance("edit"));
    await expect(admin.field(form("message"))).toHaveValue("It pauses twice.");
    await expect(page.getByText(maintenance("changed_meanwhile"))).toBeVisible();

    // A draft that was discarded can be brought back.
    await admin.button(form("discard")).click();
    await expect(admin.field(form("message"))).toHaveValue("Bigger upgrade: it pauses.");
    await admin.button(form("undo")).click();
    await expect(admin.field(form("message"))).toHaveValue("It pauses twice.");
  });
});
