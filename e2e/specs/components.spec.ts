import type { Locator } from "@playwright/test";
import { open } from "../support/api";
import { hold } from "../support/hold";
import { expect, test } from "../support/test";
import { text } from "../support/text";

const components = [
  { id: "web", name: "Website", group: "Shop" },
  { id: "pay", name: "Payments", group: "Shop" },
  { id: "api", name: "API", group: "For developers" },
  { id: "hooks", name: "Webhooks", group: "For developers" },
  { id: "mail", name: "Mail" },
];

test.use({ config: { title: "Acme Status", components } });

/** An open incident that names a component. */
function touching(componentId: string, componentStatus: string, minutes = 30) {
  const incident = open(`Trouble with ${componentId}`, "major", minutes);
  return { ...incident, entry: { ...incident.entry!, affectedComponents: [{ componentId, componentStatus }] } };
}

const well = text.page("group_operational", { count: 2 });
const expectOpen = (group: Locator) => expect(group).toHaveAttribute("open");
const expectClosed = (group: Locator) => expect(group).not.toHaveAttribute("open");

test("a group is closed while all in it is well, and opens with an incident that names one of it", async ({ visitor, api }) => {
  const { page } = visitor;
  const shop = page.getByRole("group", { name: "Shop", exact: true });
  const developers = page.getByRole("group", { name: "For developers", exact: true });
  await visitor.visit();
  await expect(shop.locator("summary")).toContainText(well);
  await expectClosed(shop);
  await expect(page.getByRole("listitem").filter({ hasText: "Payments" })).not.toBeVisible();
  await expect(page.locator('[data-component="mail"]')).toBeVisible();

  const { id } = await api.create(touching("pay", "major_outage"));
  await visitor.refreshed();
  await expectOpen(shop);
  await expectClosed(developers);
  await expect(shop.locator("summary")).toContainText(text.page("group_major_outage", { count: 1 }));
  await expect(shop.getByRole("listitem").filter({ hasText: "Payments" })).toContainText(text.shared("major_outage"));

  await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
  await visitor.refreshed();
  await expectClosed(shop);
  await expect(shop.locator("summary")).toContainText(well);
});

test("a group stays as the visitor left it until something in it changes", async ({ visitor, api }) => {
  const { page } = visitor;
  const shop = page.getByRole("group", { name: "Shop", exact: true });
  const developers = page.getByRole("group", { name: "For developers", exact: true });
  await api.create(touching("pay", "partial_outage"));
  await visitor.visit();
  await expectOpen(shop);
  await shop.locator("summary").click();
  await developers.locator("summary").click();
  // Something happens elsewhere, and to a group that has been bad before.
  for (const [component, status] of [["mail", "degraded_performance"], ["web", "degraded_performance"]] as const) {
    await api.create(touching(component, status));
    await visitor.refreshed();
    await expect(page.locator(`[data-component="${component}"]`)).toHaveAttribute("data-status", status);
    await expectClosed(shop);
    await expectOpen(developers);
  }
  // The group that the visitor opened gets an incident of its own, and it ends.
  const { id } = await api.create(touching("hooks", "partial_outage"));
  await visitor.refreshed();
  await expectOpen(developers);
  await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
  await visitor.refreshed();
  await expectClosed(developers);
  await expectClosed(shop);
});

test("a group that was opened or closed before the app started stays so", async ({ visitor, api }) => {
  const { page } = visitor;
  const shop = page.getByRole("group", { name: "Shop", exact: true });
  const developers = page.getByRole("group", { name: "For developers", exact: true });
  await api.create(touching("pay", "partial_outage"));
  const release = await hold(page, "**/*.wasm");
  await page.goto(visitor.site, { waitUntil: "domcontentloaded" });
  await expect(developers.locator("summary")).toContainText(text.page("group_no_problem_known", { count: 2 }));
  await shop.locator("summary").click();
  await developers.locator("summary").click();
  const elements = await page.evaluateHandle(() => [...document.querySelectorAll("details.group, .component")]);
  release();
  await visitor.started();
  await expect(developers.locator("summary")).toContainText(well);
  await expectClosed(shop);
  await expectOpen(developers);
  expect(await elements.evaluate((elements) => elements.every((element) => element.isConnected)), "taken over").toBe(true);
});

test("a group that was opened stays open in a page that has to be rendered again", async ({ visitor, api }) => {
  const { page } = visitor;
  const developers = page.getByRole("group", { name: "For developers", exact: true });
  await visitor.visit();
  await developers.locator("summary").click();
  // A third group comes before what else opens on the page, and something removes a component.
  await api.create(touching("elsewhere", "partial_outage"));
  await visitor.refreshed();
  await page.evaluate(() => document.querySelector("[data-component]")!.remove());
  await visitor.refreshed();
  await expect(page.locator("[data-component]")).toHaveCount(6);
  await expectOpen(developers);
  await expectOpen(page.getByRole("group", { name: text.page("other_components"), exact: true }));
});

test("a group opens with the keyboard", async ({ visitor }) => {
  const { page } = visitor;
  const shop = page.getByRole("group", { name: "Shop", exact: true });
  await visitor.visit();
  const summary = shop.locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await expectOpen(shop);
  await visitor.refreshed();
  await expect(summary).toBeFocused();
  await expectOpen(shop);
  await page.keyboard.press("Space");
  await expectClosed(shop);
});
