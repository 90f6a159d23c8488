import { sample } from "../support/api";
import { Admin, apiNotifies } from "../support/admin";
import { only } from "../support/only";
import { expect, test } from "../support/test";
import { text, windowTitle } from "../support/text";

const component = only(sample.entry.affectedComponents);

test.use({ config: { title: "Acme Status", components: [{ id: "web", name: "Website" }] } });

test("an incident from its creation to its resolution", async ({ browse, server, api, visitor }) => {
  const { page } = visitor;

  await test.step("the public page says that all is well", async () => {
    await visitor.visit();
    await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    await expect(visitor.banner).toHaveAttribute("data-source", "live");
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(page).toHaveTitle(windowTitle(text.page("state_operational")));
  });

  const admin = await test.step("sign in", async () => {
    const context = await browse();
    await apiNotifies(context);
    const admin = await Admin.withStoppedClock(context, server);
    await expect(admin.page.getByText(text.admin.list("empty"))).toBeVisible();
    return admin;
  });

  await test.step("create the sample incident", async () => {
    const { name, incidentImpact: impact, incidentStatus: status, entry } = sample;
    await admin.write({ name, impact, status, message: entry.message, notify: entry.sendNotification });
    await admin.addComponent(component.componentId, component.componentStatus);
    const sending = admin.page.waitForRequest((request) => request.method() === "POST");
    await admin.button(text.admin.form("create")).click();
    const { entry: { date, ...sentEntry }, ...sent } = (await sending).postDataJSON();
    const { entry: { date: _, ...wantedEntry }, ...wanted } = sample;
    expect({ ...sent, entry: sentEntry }).toEqual({ ...wanted, entry: wantedEntry });
    expect(date).toMatch(/^\d{13}$/);
    await expect(admin.notices).toContainText(text.admin.done("created", { name }));
    await expect(admin.row(name)).toBeVisible();
  });

  const created = only(await api.list());
  const card = visitor.incident(created.id);

  await test.step("it is on the public page without a reload", async () => {
    await expect(card).toHaveCount(0);
    await page.evaluate(() => document.documentElement.setAttribute("data-same-document", ""));
    await visitor.refreshed();
    await expect(card).toContainText(sample.name);
    await expect(card).toContainText(sample.entry.message);
    await expect(card).toHaveAttribute("data-status", "investigating");
    await expect(card).toHaveAttribute("data-impact", "minor");
    await expect(visitor.banner).toHaveAttribute("data-overall", "minor");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    const touched = page.locator(`li[data-component="${component.componentId}"]`);
    await expect(touched).toHaveAttribute("data-status", component.componentStatus);
    await expect(page.locator(`li[data-component="web"]`)).toHaveAttribute("data-status", "operational");
    await expect(page.locator("html[data-same-document]")).toHaveCount(1);
  });

  await test.step("open its page", async () => {
    const address = `${server.url}incidents/${created.id}/`;
    await card.getByRole("link", { name: sample.name }).click();
    await expect(page).toHaveURL(address);
    await expect(page).toHaveTitle(windowTitle(sample.name));
    await expect(visitor.heading).toHaveText(sample.name);
    await expect(visitor.heading).toBeFocused();
    await expect(card).toContainText(sample.entry.message);

    await page.goBack();
    await expect(page).toHaveURL(server.url);
    await expect(visitor.headline).toHaveText(text.page("state_minor"));
    await page.goForward();
    await expect(page).toHaveURL(address);
    await expect(visitor.heading).toHaveText(sample.name);

    await visitor.reload();
    await expect(visitor.heading).toHaveText(sample.name);
    await expect(page).toHaveTitle(windowTitle(sample.name));
    await expect(card).toContainText(sample.entry.message);
    await page.goBack();
    await visitor.step(50);
    await expect(visitor.headline).toHaveText(text.page("state_minor"));
  });

  await test.step("post an update that resolves it", async () => {
    await admin.beginUpdate(sample.name);
    await admin.write({ status: "resolved", message: "Signups work again." });
    await admin.button(text.admin.form("post")).click();
    await expect(admin.notices).toContainText(text.admin.done("resolved", { name: sample.name }));
    await expect(admin.row(sample.name)).toHaveAttribute("data-status", "resolved");
  });

  await test.step("the public page is green again", async () => {
    await visitor.refreshed();
    await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(card).toHaveAttribute("data-status", "resolved");
  });

  await test.step("delete it", async () => {
    await admin.askDelete(sample.name);
    await expect(admin.dialog.getByRole("heading")).toHaveText(text.admin.deletion("question", { name: sample.name }));
    await admin.button(text.admin.deletion("confirm")).click();
    await expect(admin.notices).toContainText(text.admin.done("deleted", { name: sample.name }));
  });

  await test.step("it is gone from both", async () => {
    await expect(admin.row(sample.name)).toHaveCount(0);
    await visitor.refreshed();
    await expect(card).toHaveCount(0);
    await expect(page.getByText(sample.name)).toHaveCount(0);
    await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
    expect(await api.list()).toEqual([]);
  });
});
