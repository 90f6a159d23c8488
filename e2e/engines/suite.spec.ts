import { readdirSync } from "node:fs";
import { open, type Api } from "../support/api";
import { only } from "../support/only";
import { bundle } from "../support/places";
import { asOf, text } from "../support/text";
import { banner, button, field, heading, incident, link, type Tab } from "./tab";
import { expect, test } from "./test";

const root = "//html";

/** Noon, some days ago: an incident of an hour then stays within its day. */
const noon = (days: number) => new Date(new Date().setUTCHours(12, 0, 0, 0) - days * 86_400_000);

/** The overall state on the page, and whether it speaks in the present. */
const overall = async (tab: Tab) => ({
  overall: await tab.attribute(banner, "data-overall"),
  fresh: await tab.attribute(banner, "data-fresh"),
});

test("the content is there before the app, which then speaks in the present", async ({ api, faults, tab }) => {
  const { id } = await api.createPast("Search was slow", noon(1), 48);
  const app = readdirSync(bundle).find((name) => /^page[\w-]*\.wasm$/.test(name));
  await faults.set({ path: `/${app}`, hold: true });
  await tab.goto();
  await expect.poll(async () => (await faults.asked(`/${app}`)).length).toBe(1);
  expect(await tab.count(incident(id))).toBe(1);
  expect(await tab.text(link("Search was slow"))).toBe("Search was slow");
  expect(await tab.text(heading)).toMatch(asOf("state_none_open"));
  expect(await tab.attribute(banner, "data-source")).toBe("embedded");
  expect(await overall(tab)).toEqual({ overall: "unknown", fresh: "false" });
  expect(await tab.attribute(root, "data-app")).toBeNull();

  await faults.clear();
  await expect.poll(() => tab.attribute(root, "data-app")).toBe("running");
  await expect.poll(() => overall(tab)).toEqual({ overall: "operational", fresh: "true" });
  expect(await tab.attribute(banner, "data-source")).toBe("live");
  expect(await tab.text(heading)).not.toMatch(text.page.pattern("as_of_time"));
  expect(await tab.count(incident(id))).toBe(1);
});

test("an incident opens, and Back leads to where the list was left", async ({ api, server, tab }) => {
  for (let count = 1; count <= 40; count += 1) await api.createPast(`Incident ${count}`, noon(1 + count / 4), 48);
  await tab.goto();
  await expect.poll(() => tab.attribute(banner, "data-fresh")).toBe("true");
  const scrolled = () => tab.ask(root, () => Math.round(scrollY));
  const address = () => tab.ask(root, () => location.href);

  await tab.click(link("Incident 30"));
  await expect.poll(() => tab.text(heading)).toBe("Incident 30");
  await expect.poll(address).toMatch(new RegExp(`^${server.url}incidents/[\\w-]+/$`));
  expect(await scrolled()).toBe(0);
  expect(await tab.ask(heading, ([found]) => found === document.activeElement)).toBe(true);
  await expect.poll(() => tab.count("//*[contains(text(), 'Incident 30: it is over.')]")).toBe(1);

  await tab.back();
  await expect.poll(address).toBe(server.url);
  await expect.poll(() => tab.attribute(banner, "data-fresh")).toBe("true");
  const inSight = ([found]: HTMLElement[]) => {
    const { top, bottom } = found!.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  };
  await expect.poll(() => tab.ask(link("Incident 30"), inSight)).toBe(true);
});

test.describe("when the server stops", () => {
  test.use({ config: { title: "Acme Status", refreshSeconds: 5, staleAfterSeconds: 10 } });

  test("the present tense ends, and comes back with the server", async ({ server, tab }) => {
    await tab.goto();
    await expect.poll(() => overall(tab)).toEqual({ overall: "operational", fresh: "true" });
    const icon = () => tab.ask(root, () => document.querySelector("#favicon")?.getAttribute("href"));
    expect(await icon()).toContain("operational");

    await server.stop();
    await expect.poll(() => overall(tab), { timeout: 30_000 }).toEqual({ overall: "unknown", fresh: "false" });
    expect(await tab.text(heading)).toMatch(text.page.pattern("as_of_time"));
    expect(await icon()).toContain("unknown");
    expect(await tab.ask(root, () => document.title)).toMatch(text.page.pattern("as_of_time"));

    await server.startAgain();
    await tab.click(button(text.page("refresh")));
    await expect.poll(() => overall(tab)).toEqual({ overall: "operational", fresh: "true" });
  });
});

/** Waits for the list of the admin view. */
async function signedIn(tab: Tab): Promise<void> {
  await expect.poll(() => tab.count(button(text.admin.signIn("sign_out")))).toBe(1);
  await expect.poll(() => tab.text(heading)).toBe(text.admin.list("heading"));
}

async function signIn(tab: Tab, token: string): Promise<void> {
  await tab.goto("admin/");
  await tab.type(field(text.admin.signIn("credential")), token);
  await tab.click(button(text.admin.signIn("button")));
  await signedIn(tab);
}

/** An incident of the admin view's list. */
const row = (name: string) => `//article[.//h3[normalize-space()=${JSON.stringify(name)}]]`;

test("somebody signs in with a token, and out", async ({ api, server, tab }) => {
  await api.create(open("Payments by card fail"));
  await signIn(tab, await server.token());
  await expect.poll(() => tab.count(row("Payments by card fail"))).toBe(1);
  await tab.click(button(text.admin.signIn("sign_out")));
  await expect.poll(() => tab.text(heading)).toBe(text.admin.signIn("heading"));
  expect(await tab.count(row("Payments by card fail"))).toBe(0);
});

test("somebody signs in with a key pair", async ({ api, server, tab }) => {
  await api.create(open("Payments by card fail"));
  const { accessKey, secretKey } = await server.keyPair();
  await tab.goto("admin/");
  await tab.type(field(text.admin.signIn("credential")), accessKey);
  await tab.type(field(text.admin.signIn("secret_key")), secretKey);
  await tab.click(button(text.admin.signIn("button")));
  await signedIn(tab);
  await expect.poll(() => tab.count(row("Payments by card fail"))).toBe(1);
});

test("an incident is created, updated and deleted", async ({ api, server, tab }) => {
  const name = "Payments by card fail";
  await signIn(tab, await server.token());

  await tab.type(field(text.admin.form("name")), name);
  await tab.select(field(text.admin.form("impact")), "major");
  await tab.select(field(text.admin.form("status")), "identified");
  await tab.type(field(text.admin.form("message")), "We are looking into it.");
  await tab.click(button(text.admin.form("create")));
  await expect.poll(() => tab.attribute(row(name), "data-status")).toBe("identified");
  expect(await tab.attribute(row(name), "data-impact")).toBe("major");
  const created = only(await api.list());
  expect(created).toMatchObject({ name, incidentImpact: "major", incidentStatus: "identified" });
  expect(await messages(api, created.id)).toEqual(["We are looking into it."]);

  await tab.click(row(name) + button(text.admin.list("update")));
  await tab.select(field(text.admin.form("status")), "resolved");
  await tab.type(field(text.admin.form("message")), "Payments work again.");
  await tab.click(button(text.admin.form("post")));
  await expect.poll(() => tab.attribute(row(name), "data-status")).toBe("resolved");
  expect(await api.list()).toMatchObject([{ name, incidentStatus: "resolved" }]);
  expect((await messages(api, created.id)).sort()).toEqual(["Payments work again.", "We are looking into it."]);

  await tab.click(row(name) + button(text.admin.list("delete")));
  await tab.click(button(text.admin.deletion("cancel")));
  await expect.poll(() => tab.count(button(text.admin.deletion("confirm")))).toBe(0);
  expect(await tab.count(row(name))).toBe(1);
  await tab.click(row(name) + button(text.admin.list("delete")));
  await tab.click(button(text.admin.deletion("confirm")));
  await expect.poll(() => tab.count(row(name))).toBe(0);
  expect(await api.list()).toEqual([]);
});

test.describe("when a tablet is turned", () => {
  const components = [{ id: "hooks", name: "Webhooks" }, { id: "mail", name: "Email delivery" }];
  test.use({ config: { title: "Acme Status", components } });

  test("the form for an update keeps every field in reach", async ({ api, server, tab }) => {
    const { entry, ...incident } = open("Webhooks arrive late");
    const affectedComponents = [{ componentId: "hooks", componentStatus: "degraded_performance" }];
    await api.create({ ...incident, entry: { ...entry!, affectedComponents } });
    await signIn(tab, await server.token());
    await tab.click(row("Webhooks arrive late") + button(text.admin.list("update")));
    await expect.poll(() => tab.ask(field("Webhooks"), ([found]) => (found as HTMLInputElement).checked)).toBe(true);
    const status = `${field("Webhooks")}/..//select`;
    for (const width of [430, 1280, 430]) {
      await tab.driver.resize(width);
      await expect.poll(() => tab.ask(root, (_, width) => (width > 800) === innerWidth > 800, width)).toBe(true);
      await tab.select(status, width > 800 ? "partial_outage" : "major_outage");
      await tab.click(field("Email delivery"));
    }
  });
});

/** The messages of an incident's timeline. */
async function messages(api: Api, id: string): Promise<string[]> {
  return (await api.entries(id)).map(({ message }) => message);
}
