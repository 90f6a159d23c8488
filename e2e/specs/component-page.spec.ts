import type { Locator } from "@playwright/test";
import { open, planned } from "../support/api";
import { NOON, Press, test as publishing } from "../support/published";
import { expect, test } from "../support/test";
import { text } from "../support/text";
import type { Visitor } from "../support/visitor";

const components = [
  { id: "web", name: "Website" },
  { id: "api", name: "API", group: "Cloud/Core", url: "https://api.example.com", previousIds: ["api-v1", "api-eu"] },
  { id: "db", name: "Database", group: "Cloud" },
  { id: "fax", name: "Fax gateway", onlyShowIfDegraded: true },
  { id: "A/B ü", name: "Odd" },
];
const config = { title: "Acme Status", components };

/** An open incident that names a component. */
function touching(componentId: string, componentStatus = "major_outage", minutes = 30) {
  const incident = open(`Trouble with ${componentId}`, "major", minutes);
  return { ...incident, entry: { ...incident.entry!, affectedComponents: [{ componentId, componentStatus }] } };
}

const subject = ({ page }: Visitor) => page.locator("article.subject");
const row = ({ page }: Visitor, id: string) => page.locator(`.component[data-component="${id}"]`);
const history = (within: Locator) => within.getByRole("heading", { name: text.page("history") }).locator("xpath=..");

test.describe("the page of a component", () => {
  test.use({ config });

  test("is reached from the list, follows the live API, and keeps its history", async ({ visitor, api, server }) => {
    const { page, heading } = visitor;
    await visitor.visit();
    for (const name of ["Cloud", "Core"]) await page.getByRole("group", { name, exact: true }).locator("summary").first().click();
    await row(visitor, "api").getByRole("link", { name: "API" }).click();
    await expect(page).toHaveURL(`${server.url}components/api/`);
    await expect(heading).toHaveText("API");
    await expect(heading).toBeFocused();
    await expect(page).toHaveTitle("API · Acme Status");
    await expect(subject(visitor)).toHaveAttribute("data-status", "operational");
    await expect(subject(visitor)).toContainText("Cloud / Core");
    await expect(page.getByRole("link", { name: "https://api.example.com" })).toBeVisible();
    await expect(history(page.locator("main"))).toContainText(text.page.pattern("none_in_days", { count: 90 }));

    const { id } = await api.create(touching("api"));
    const other = await api.create(touching("web"));
    const work = await api.plan(planned("Move to new machines", 60, 120, { affectedComponents: [{ componentId: "api" }] }));
    await visitor.refreshed();
    await expect(subject(visitor)).toHaveAttribute("data-status", "major_outage");
    await expect(subject(visitor)).toContainText(text.page.pattern("from_update"));
    await expect(visitor.incident(id)).toContainText("we are looking into it");
    await expect(page.locator('[data-section="upcoming"]').locator(visitor.maintenance(work.id))).toBeVisible();
    await expect(visitor.incident(other.id)).toHaveCount(0);

    await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(subject(visitor)).toHaveAttribute("data-status", "operational");
    await expect(history(page.locator("main")).locator(visitor.incident(id))).toBeVisible();
    await expect(history(page.locator("main"))).not.toContainText(text.page("no_readable_incidents"));
    await page.goBack();
    await expect(row(visitor, "web")).toHaveAttribute("data-status", "major_outage");
    await page.goForward();
    await expect(heading).toHaveText("API");
    // A document of its own, with the same content.
    await visitor.reload();
    await expect(heading).toHaveText("API");
    await expect(history(page.locator("main")).locator(visitor.incident(id))).toBeVisible();
  });

  test("P108 has addresses of both kinds, also by an ID that it had before", async ({ visitor, api, server, watch }) => {
    const { id } = await api.create(touching("api-v1", "partial_outage"));
    const work = await api.plan(planned("Move", 60, 120, { affectedComponents: [{ componentId: "api-v1" }] }));
    await visitor.visit();
    await expect(row(visitor, "api")).toHaveAttribute("data-status", "partial_outage");
    await expect(row(visitor, "api-v1")).toHaveCount(0);
    await expect(visitor.headline).toContainText("API");
    for (const address of ["components/api/", "?component-page=api", "components/api-v1/", "?component-page=api-v1"]) {
      await visitor.visit(address);
      await expect(visitor.heading, address).toHaveText("API");
      await expect(visitor.incident(id)).toBeVisible();
      await expect(visitor.maintenance(work.id)).toBeVisible();
      await expect(subject(visitor)).toHaveAttribute("data-status", "partial_outage");
    }
    await visitor.visit();
    await row(visitor, "A/B ü").getByRole("link").click();
    await expect(visitor.heading).toHaveText("Odd");
    await expect(visitor.page).toHaveURL(/\/components\/_h[0-9a-f]{32}\/$/);
    await visitor.visit("?component-page=A%2FB+%C3%BC");
    await expect(visitor.heading).toHaveText("Odd");
    await visitor.visit("?component-page=gone");
    await expect(visitor.heading).toHaveText(text.page("missing_component"));
    watch.allowAnswer(404, "/components/gone/");
    await visitor.page.goto(`${server.url}components/gone/`);
    await expect(visitor.heading).toHaveText(text.page("missing_component"));
    // A tab that stays open takes the ID that a component gets, and what was read by the old one.
    await api.create(touching("db-old"));
    await visitor.visit();
    await expect(row(visitor, "db-old")).toHaveAttribute("data-status", "major_outage");
    const renamed = components.map((component) => (component.id === "db" ? { ...component, previousIds: ["db-old"] } : component));
    await server.configure({ ...config, components: renamed });
    await visitor.refreshed();
    await visitor.refreshed();
    await expect(row(visitor, "db")).toHaveAttribute("data-status", "major_outage");
    await expect(row(visitor, "db-old")).toHaveCount(0);
  });

  test("P110 a component that was several before is as its worst part, and the admin view has it once", async ({ visitor, api, admin, server }) => {
    const incident = touching("api-v1");
    const parts = [
      { componentId: "api-eu", componentStatus: "operational" },
      { componentId: "api-v1", componentStatus: "major_outage" },
    ];
    const { id } = await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents: parts } });
    await visitor.visit();
    await expect(row(visitor, "api")).toHaveAttribute("data-status", "major_outage");
    await expect(visitor.incident(id).locator(".affected").first()).toContainText("API");
    // Nobody says that the other part has recovered.
    await api.post(id, { message: "Better.", incidentStatus: "monitoring", affectedComponents: parts.slice(0, 1) });
    await visitor.refreshed();
    await expect(visitor.incident(id)).toContainText("Better.");
    await expect(row(visitor, "api")).toHaveAttribute("data-status", "major_outage");
    await admin.enter(server);
    await admin.beginUpdate("Trouble with api-v1");
    await expect(admin.page.getByRole("checkbox", { name: "API", exact: true })).toHaveCount(1);
    await expect(admin.page.getByRole("checkbox", { name: "API", exact: true })).toBeChecked();
    await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(row(visitor, "api")).toHaveAttribute("data-status", "operational");
  });

  test("an open incident that names no component is mentioned on the page of each", async ({ visitor, api }) => {
    await visitor.visit("components/db/");
    await expect(visitor.page.locator("main")).toContainText(text.page.pattern("none_in_days", { count: 90 }));
    await api.create(open("Something is wrong", "major"));
    await visitor.refreshed();
    await expect(visitor.page.locator("main")).toContainText(text.page("open_unknown", { count: 1 }));
    await expect(visitor.page.locator("main")).not.toContainText(text.page.pattern("none_in_days", { count: 90 }));
    await visitor.page.getByRole("link", { name: text.page("see_status") }).click();
    await expect(visitor.heading).toContainText(text.page("state_major"));
  });

  test("a component is hidden while it works, and shows where its status is from", async ({ visitor, api }) => {
    await visitor.visit();
    await expect(row(visitor, "fax")).toHaveCount(0);
    const { id } = await api.create(touching("fax"));
    await visitor.refreshed();
    await expect(row(visitor, "fax")).toBeVisible();
    await expect(row(visitor, "fax")).toHaveAttribute("title", text.page.pattern("from_update_of", { name: "Trouble with fax" }));
    await visitor.incidents("Trouble with fax").click();
    await expect(visitor.incident(id).locator(".affected")).toContainText(text.page.pattern("from_this_update"));
    await visitor.page.goBack();
    await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(row(visitor, "fax")).toHaveCount(0);
  });

  test("nested groups open down to the component that isn't well", async ({ visitor, api }) => {
    const group = (name: string) => visitor.page.getByRole("group", { name, exact: true });
    await visitor.visit();
    await expect(group("Cloud")).not.toHaveAttribute("open");
    await expect(row(visitor, "api")).not.toBeVisible();
    const { id } = await api.create(touching("api"));
    await visitor.refreshed();
    await expect(group("Cloud")).toHaveAttribute("open");
    await expect(group("Core")).toHaveAttribute("open");
    await expect(row(visitor, "api")).toBeVisible();
    await api.post(id, { message: "It is over.", incidentStatus: "resolved" });
    await visitor.refreshed();
    await expect(group("Cloud")).not.toHaveAttribute("open");
    await group("Cloud").locator("summary").first().click();
    await expect(row(visitor, "db")).toBeVisible();
    await expect(row(visitor, "api")).not.toBeVisible();
  });

  test("an edited update says when, at once", async ({ visitor, api }) => {
    const { id } = await api.create(touching("api"));
    await visitor.visit();
    await expect(visitor.incident(id)).not.toContainText(text.shared.pattern("edited"));
    await api.edit(id, { message: "We know the cause.", incidentStatus: "identified" });
    await visitor.refreshed();
    await expect(visitor.incident(id)).toContainText("We know the cause.");
    await expect(visitor.incident(id)).toContainText(text.shared.pattern("edited"));
  });
});

publishing.describe("the published page of a component", () => {
  publishing("is whole without JavaScript, and says since when and how long", async ({ put, browse }) => {
    const press = await Press.start({ ...config, components: [{ ...components[1]!, startDate: "2025-11-01" }] });
    const touched = [{ componentId: "api-v1", componentStatus: "major_outage" }];
    const at = (minutes: number) => String(NOON.getTime() - minutes * 60_000);
    const entry = { message: "The API is down.", date: at(90), affectedComponents: touched, sendNotification: false };
    const { id } = await press.api.create({ name: "API down", incidentImpact: "major", incidentStatus: "investigating", entry });
    await press.api.post(id, { message: "It is over.", date: at(30), incidentStatus: "resolved" });
    const host = await put(await press.publish(NOON, "component"));
    for (const javaScriptEnabled of [false, true]) {
      const page = await (await browse({ javaScriptEnabled })).newPage();
      await page.goto(`${host.url}components/api/`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("API");
      await expect(page.locator("article.subject")).toContainText(text.page.pattern("in_use_since"));
      await expect(page.locator(".days").locator(`article[data-incident="${id}"]`)).toBeVisible();
      await expect(page.locator(".days")).toContainText(text.page("no_incidents"));
    }
    await press.dispose();
  });
});
