import type { BrowserContext } from "@playwright/test";
import { open, type Api } from "../support/api";
import { families, strings, type Family } from "../support/injection";
import { expect, test } from "../support/test";
import { expectText, listen, parts, text } from "../support/text-only";
import { LIST } from "../support/visitor";

/** As a name is written down: without blanks around it. */
const name = (string: string) => string.trim();

/** An open incident whose every text is this one. */
function everywhere(api: Api, string: string) {
  const { entry, ...incident } = open(string, "minor");
  const affectedComponents = [{ componentId: string, componentStatus: "partial_outage" }];
  return api.create({ ...incident, entry: { ...entry!, message: string, affectedComponents } });
}

/** Tries a string where its family does harm: code runs, another host is asked, or the document changes. */
async function bites(context: BrowserContext, { sink }: Family, string: string): Promise<boolean> {
  let asked = 0;
  await context.unrouteAll();
  await context.route("**/*", async (route) => {
    const { hostname, pathname } = new URL(route.request().url());
    if (hostname === "evil.test") asked++;
    if (hostname !== "naive.test") return route.abort();
    const body = `<!DOCTYPE html><body>${sink(pathname === "/string" ? string : "text")}</body>`;
    await route.fulfill({ contentType: "text/html; charset=utf-8", body });
  });
  const page = await context.newPage();
  let ran = 0;
  page.on("console", (message) => void (message.text() === "ran" && ran++));
  await page.goto("http://naive.test/text");
  const before = JSON.stringify(await parts(page));
  await page.goto("http://naive.test/string");
  const harmed = async () => ran > 0 || asked > 0 || JSON.stringify(await parts(page).catch(() => "left")) !== before;
  const harm = await expect.poll(harmed, { timeout: 2_000 }).toBe(true).then(() => true, () => false);
  await page.close();
  return harm;
}

test("every string that follows does harm where nobody turns it into text", async ({ browser }) => {
  const context = await browser.newContext();
  await context.addInitScript(() => Object.assign(window, { ran: () => console.log("ran") }));
  const harmless: string[] = [];
  for (const family of families) {
    for (const string of family.strings) {
      if (!(await bites(context, family, string))) harmless.push(`${family.name}: ${string}`);
    }
  }
  await context.close();
  expect(harmless).toEqual([]);
  expect(families.length).toBeGreaterThanOrEqual(12);
});

test("names, messages and components are text on every screen of the page", async ({ visitor, api }) => {
  const ran = await listen(visitor.page.context());
  const plain = await everywhere(api, "plain");
  const month = new Date().toISOString().slice(0, 7);
  const screens = (id: string) => ["", `incidents/${id}/`, `history/${month}/`];
  const harmless = [];
  for (const address of screens(plain.id)) {
    await visitor.visit(address);
    harmless.push(await parts(visitor.page));
  }
  // The front page shows no more than fifty open incidents.
  for (const part of [strings.slice(0, 40), strings.slice(40)]) {
    const created = [];
    for (const string of part) created.push(await everywhere(api, string));
    await visitor.visit();
    await expectText(visitor.page, part.map(name), harmless[0]);
    await visitor.visit(`history/${month}/`);
    await expectText(visitor.page, part.map(name), harmless[2]);
    for (const [index, { id }] of created.entries()) {
      // One of each family on a page of its own.
      if (families.some((family) => family.strings[0] === part[index])) {
        await visitor.visit(`incidents/${id}/`);
        await expectText(visitor.page, [name(part[index])], harmless[1]);
      }
      await api.remove(id);
    }
  }
  expect(ran()).toBe(0);
});

test("names, messages and components are text in the admin view", async ({ admin, api, server }) => {
  const ran = await listen(admin.page.context());
  await everywhere(api, "plain");
  await admin.open();
  const token = await server.token();
  await admin.signIn(token);
  const look = async () => {
    const row = admin.page.getByRole("article").first();
    const list = await parts(admin.page);
    await row.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(admin.dialog).toBeVisible();
    const asked = await parts(admin.page);
    const named = await text(admin.page);
    await admin.button("Cancel").click();
    await row.getByRole("button", { name: "Post update", exact: true }).click();
    await expect(row.getByRole("heading", { name: "Add to the timeline" })).toBeVisible();
    await expect(row.getByRole("list").first()).toBeVisible();
    return { list, asked, named, writing: await parts(admin.page) };
  };
  const harmless = await look();
  for (const { strings } of families) {
    await everywhere(api, strings[0]);
    await admin.page.reload();
    await admin.signIn(token);
    const found = await look();
    expect(found.named.split(name(strings[0])).length, strings[0]).toBeGreaterThan(2);
    for (const screen of ["list", "asked", "writing"] as const) {
      expect(found[screen], `${screen}: ${strings[0]}`).toEqual(harmless[screen]);
    }
  }
  expect(ran()).toBe(0);
});

test.describe("the words of an error", () => {
  test("are text", async ({ visitor, admin, server, watch }) => {
    watch.allowAnswer(500, LIST);
    watch.allowAnswer(500, "/v1/incidents");
    const ran = await listen(visitor.page.context());
    const ranInAdmin = await listen(admin.page.context());
    await admin.open();
    await admin.signIn(await server.token());
    let message = "plain";
    const json = () => ({ error: { code: "internal", message } });
    for (const { page } of [visitor, admin]) {
      await page.route("**/v1/incidents", (route) => route.fulfill({ status: 500, json: json() }));
    }
    await visitor.open();
    const told = async (name: string) => {
      const answered = admin.page.waitForEvent("requestfinished", (request) => request.url().endsWith("/v1/incidents"));
      await admin.button(name).click();
      await answered;
    };
    await told("Refresh");
    await expect(admin.page.getByText("plain")).toBeVisible();
    const harmless = { page: await parts(visitor.page), admin: await parts(admin.page) };
    for (const string of strings) {
      message = string;
      await told("Refresh");
      await expect.poll(() => text(admin.page)).toContain(string.trim().split(/[\u0000-\u001f]/)[0]);
      const found = await parts(admin.page);
      expect(found.elements, string).toEqual(harmless.admin.elements);
      expect(found.attributes, string).toEqual(harmless.admin.attributes);
      await visitor.page.getByRole("button", { name: "Refresh now" }).click();
      await visitor.settled();
      expect((await parts(visitor.page)).elements, string).toEqual(harmless.page.elements);
    }
    expect(ran() + ranInAdmin()).toBe(0);
  });
});

test.describe("the configuration", () => {
  const components = strings.map((string, index) => ({
    id: `c${index}`,
    name: string,
    group: index % 2 ? string : undefined,
    description: string,
  }));
  const plain = components.map(({ id, group }) => ({ id, name: "n", group: group && `g${id}`, description: "d" }));
  const title = strings.join(" ");

  test("its words are text", async ({ visitor, server, admin }) => {
    const ran = await listen(visitor.page.context());
    await server.configure({ title: "t", components: plain });
    await visitor.visit();
    const harmless = await parts(visitor.page);
    await server.configure({ title, components });
    await visitor.visit();
    await expectText(visitor.page, components.map(({ name: string }) => name(string)), harmless);
    expect(await text(visitor.page)).toContain(title.trim());
    await admin.open();
    await admin.signIn(await server.token());
    expect(ran()).toBe(0);
  });

  const elsewhere = families.filter(({ name }) => name.startsWith("addresses")).flatMap(({ strings }) => strings);
  for (const address of [...elsewhere, "data:text/html,<script>ran()</script>", "vbscript:ran()", "https:evil.test"]) {
    test(`an address such as ${JSON.stringify(address)} is refused, and told`, async ({ visitor, server, watch }) => {
      // Without an address to ask, the page looks for what was published beside it.
      watch.allowAnswer(404, "/as-of.json");
      const ran = await listen(visitor.page.context());
      const keys = ["logo", "homepage", "supportUrl", "subscribeUrl", "live"];
      await server.configure({ title: "t", ...Object.fromEntries(keys.map((key) => [key, address])) });
      await visitor.open();
      const notes = visitor.page.locator(".config-notes");
      for (const key of keys) await expect(notes).toContainText(key);
      const led = await visitor.page.locator("[href], [src], [action]").evaluateAll((elements) =>
        elements.flatMap((element) => ["href", "src", "action"].map((name) => element.getAttribute(name) ?? "")),
      );
      expect(led.filter((to) => /evil|ran\(|script:|^data:text/i.test(to))).toEqual([]);
      expect(ran()).toBe(0);
    });
  }
});

test("addresses of screens are text", async ({ visitor, watch }) => {
  watch.allow(/^(answer 404|console error: .*status of 404)/, { due: false });
  const ran = await listen(visitor.page.context());
  await visitor.open("?incident=plain");
  await expect(visitor.heading).toBeVisible();
  const harmless = await parts(visitor.page);
  for (const { strings } of families) {
    const string = encodeURIComponent(strings[0]);
    for (const address of [`?incident=${string}&month=${string}#${string}`, `?month=${string}`, `incidents/${string}/`]) {
      await visitor.page.goto(new URL(address, visitor.site).href);
      await visitor.step(50);
      await expect(visitor.page.locator("html")).toHaveAttribute("data-app", "running");
      const found = await parts(visitor.page);
      expect(found.elements.filter((element) => !harmless.elements.includes(element)), address).toEqual([]);
    }
  }
  expect(ran()).toBe(0);
});
