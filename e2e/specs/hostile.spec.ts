import type { BrowserContext, BrowserContextOptions, Locator, Page } from "@playwright/test";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { Host } from "../bench/host";
import { answered } from "../support/answered";
import { open, planned, type Api } from "../support/api";
import { stopClock } from "../support/clock";
import { all, families, oneOfEach, strings, type Family } from "../support/injection";
import { Site, type ListedIncident, type ListedMaintenance } from "../support/press";
import { expect, test } from "../support/test";
import { text, whole } from "../support/text";
import { expectText, listen, type Parts, parts, textOf, together } from "../support/text-only";
import { LIST, Visitor } from "../support/visitor";
import type { Watch } from "../support/watch";

type Visit = (page: Page, path: string, javaScriptEnabled: boolean) => Promise<void>;
type Browse = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/** As a name is written down: without blanks around it. */
const name = (string: string) => string.trim();

/** As a document holds it, which cannot hold everything. */
const asShown = (string: string) => string.replaceAll("\u0000", "\ufffd").replaceAll(/\r\n?/g, "\n");

/** A message with every element that a message may have. */
const formatted = "**a** *b* `c` [d](https://a.example) https://b.example\n\n- e\n\n1. f\n\n```\ng\n```\n\nh";

/** An open incident whose every text is this one, or its message another. */
function everywhere(api: Api, string: string, message = string) {
  const { entry, ...incident } = open(string, "minor");
  const affectedComponents = [{ componentId: string, componentStatus: "partial_outage" }];
  return api.create({ ...incident, entry: { ...entry!, message, affectedComponents } });
}

/** The elements of a family's document with harmless text. */
async function unharmed(context: BrowserContext, { sink }: Family): Promise<string> {
  const page = await context.newPage();
  const body = `<!DOCTYPE html><body>${sink("text")}</body>`;
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.goto("http://naive.test/text");
  const found = JSON.stringify(await parts(page));
  await page.close();
  return found;
}

/** Tries a string where its family does harm: code runs, another host is asked, or the document changes. */
async function bites(context: BrowserContext, ran: (page: Page) => number, { sink }: Family, string: string, before: string) {
  let asked = 0;
  const page = await context.newPage();
  await page.route("**/*", async (route) => {
    const { hostname } = new URL(route.request().url());
    if (hostname === "evil.test") asked++;
    if (hostname !== "naive.test") return route.abort();
    const body = `<!DOCTYPE html><body>${sink(string)}</body>`;
    await route.fulfill({ contentType: "text/html; charset=utf-8", body });
  });
  await page.goto("http://naive.test/string");
  const harmed = async () => ran(page) > 0 || asked > 0 || JSON.stringify(await parts(page).catch(() => "left")) !== before;
  // Several are tried at once: a busy machine needs seconds.
  const harm = await expect.poll(harmed, { timeout: 15_000 }).toBe(true).then(() => true, () => false);
  await page.close();
  return harm;
}

test("H01 every string of these specs does harm where nobody turns it into text", async ({ browser }) => {
  const context = await browser.newContext();
  const ran = await listen(context);
  const harmless: string[] = [];
  for (const family of families) {
    const before = await unharmed(context, family);
    const bit = await Promise.all(family.strings.map((string) => bites(context, ran, family, string, before)));
    harmless.push(...family.strings.filter((_, index) => !bit[index]).map((string) => `${family.name}: ${string}`));
  }
  await context.close();
  expect(harmless).toEqual([]);
});

test("H02 names, messages and components are text on every screen of the page", async ({ visitor, api }) => {
  test.slow();
  const ran = await listen(visitor.page.context());
  // Some of the strings have code in them, as messages understand it.
  const plain = await everywhere(api, "plain", formatted);
  const simple = await everywhere(api, "plain", "plain");
  // More than a day shows at once.
  for (let more = 0; more < 6; more += 1) await everywhere(api, "plain", "plain");
  const month = new Date().toISOString().slice(0, 7);
  const partsOf = async (address: string) => {
    await visitor.visit(address);
    return parts(visitor.page);
  };
  const harmless = {
    front: await partsOf(""),
    incident: together(await partsOf(`incidents/${plain.id}/`), await partsOf(`incidents/${simple.id}/`)),
    month: await partsOf(`history/${month}/`),
  };
  // As on any static host: the app makes all of the front page.
  const bare = new Visitor(await visitor.page.context().newPage(), visitor.site);
  await bare.plainBundle();
  await bare.visit();
  const harmlessInBare = await parts(bare.page);
  const shown = async (texts: string[], pagesOfTheirOwn: boolean) => {
    const created = [];
    for (const string of texts) created.push(await everywhere(api, string));
    await visitor.visit();
    await expectText(visitor.page, texts.map(name), harmless.front);
    await bare.visit();
    await expectText(bare.page, texts.map(name), harmlessInBare);
    await visitor.visit(`history/${month}/`);
    await expectText(visitor.page, texts.map(name), harmless.month);
    for (const [index, { id }] of pagesOfTheirOwn ? created.entries() : []) {
      await visitor.visit(`incidents/${id}/`);
      await expectText(visitor.page, [name(texts[index]!)], harmless.incident);
    }
    // Deleted incidents must not be requested any more.
    for (const somebody of [visitor, bare]) await somebody.leave();
    for (const { id } of created) await api.remove(id);
  };
  // The front page shows no more than fifty open incidents.
  await shown(strings.slice(0, 40), false);
  await shown(strings.slice(40), false);
  await shown(oneOfEach, true);
  expect(ran()).toBe(0);
});

test("H03 names, messages and components are text in the admin view", async ({ admin, api, server }) => {
  test.slow();
  const ran = await listen(admin.page.context());
  await admin.enter(server);
  const look = async (string: string) => {
    const row = admin.page.locator("article[data-incident]").first();
    const remove = row.locator('button[data-kind="danger"]', { hasText: whole(text.admin.list("delete")) });
    await everywhere(api, string);
    const refresh = admin.button(text.admin.list("refresh"));
    await refresh.click();
    await expect(row.locator(".affected")).toBeVisible();
    await expect(refresh).not.toHaveAttribute("aria-disabled");
    await row.getByRole("button", { name: text.admin.list("update"), exact: true }).focus();
    await expect(row).not.toHaveAttribute("data-mark");
    const list = await parts(admin.page);
    await remove.click();
    await expect(admin.dialog).toBeVisible();
    const asked = await parts(admin.page);
    const named = await textOf(admin.page);
    await admin.button(text.admin.deletion("cancel")).click();
    await row.getByRole("button", { name: text.admin.list("update"), exact: true }).click();
    await expect(row.getByRole("heading", { name: text.admin.form("update") })).toBeVisible();
    await expect(row.getByRole("list").first()).toBeVisible();
    const writing = await parts(admin.page);
    // The button of the incident; each of its updates has one too.
    await remove.click();
    await admin.button(text.admin.deletion("confirm")).click();
    await expect(admin.notices).toContainText(text.admin.done.pattern("deleted"));
    await expect(row).toHaveCount(0);
    return { list, asked, named, writing, deleted: await parts(admin.page), told: await textOf(admin.page) };
  };
  // The last deletion stays in the notices: from the second time on every screen looks the same.
  await look("plain");
  const harmless = await look("plain");
  for (const string of oneOfEach) {
    const found = await look(string);
    expect(found.named.split(name(string)).length, string).toBeGreaterThan(2);
    expect(found.told, string).toContain(text.admin.done("deleted", { name: name(string) }));
    for (const screen of ["list", "asked", "writing", "deleted"] as const) {
      expect(found[screen], `${screen}: ${string}`).toEqual(harmless[screen]);
    }
  }
  expect(ran()).toBe(0);
});

test("H13 maintenances, corrections and the log are text in the admin view", async ({ admin, api, server }) => {
  test.slow();
  const { correction, form, list, maintenance } = text.admin;
  const ran = await listen(admin.page.context());
  await admin.enter(server);
  const { page } = admin;
  /** The button is another while the lists are read. */
  const refreshed = async () => {
    await admin.button(list("refresh")).click();
    await expect(admin.button(list("refresh"))).not.toHaveAttribute("aria-disabled");
  };
  const look = async (string: string) => {
    const work = await api.plan(planned(string, 10, 70, { message: string, affectedComponents: [{ componentId: string }] }));
    const { id } = await everywhere(api, string);
    await api.correct(id, { name: "Renamed" });
    await refreshed();
    const [plan, row] = [page.locator(`[data-maintenance="${work.id}"]`), page.locator(`article[data-incident="${id}"]`)];
    await expect(row.locator(".affected")).toBeVisible();
    await expect(plan).toContainText(name(string));
    const screens: Record<string, Parts> = { list: await parts(page) };
    const named = await textOf(page);
    await plan.getByRole("button", { name: maintenance("edit"), exact: true }).click();
    await expect(admin.field(form("name"))).toHaveValue(name(string));
    screens["editing"] = await parts(page);
    await plan.getByRole("button", { name: form("close"), exact: true }).click();
    await plan.getByRole("button", { name: list("delete"), exact: true }).click();
    await expect(admin.dialog).toBeVisible();
    screens["asked"] = await parts(page);
    await admin.dialog.getByRole("button", { name: maintenance("confirm_delete"), exact: true }).click();
    await expect(plan).toHaveCount(0);
    await row.getByRole("button", { name: list("correct"), exact: true }).click();
    await expect(page.getByRole("listitem").filter({ hasText: correction("corrected") })).toBeVisible();
    screens["correcting"] = await parts(page);
    const logged = await textOf(page);
    await api.remove(id);
    await refreshed();
    return { screens, named, logged };
  };
  await look("plain");
  const harmless = await look("plain");
  for (const string of oneOfEach) {
    const { screens, named, logged } = await look(string);
    expect(named.split(name(string)).length, string).toBeGreaterThan(2);
    expect(logged, string).toContain(name(string));
    expect(screens, string).toEqual(harmless.screens);
  }
  expect(ran()).toBe(0);
});

test("H04 the words of an error are text", async ({ visitor, admin, server, api, watch }) => {
  test.slow();
  const { id } = await api.create(open("Payments fail"));
  watch.allowAnswer(500, LIST);
  for (const status of [409, 422, 500]) watch.allowAnswer(status, "/v1/incidents");
  watch.allowAnswer(409, `/v1/incidents/${id}`);
  const ran = await listen(visitor.page.context());
  const ranInAdmin = await listen(admin.page.context());
  await admin.enter(server);
  let message = "plain";
  const json = () => ({ error: { code: "internal", message } });
  for (const { page } of [visitor, admin]) {
    await page.route("**/v1/incidents", (route) => route.fulfill({ status: 500, json: json() }));
  }
  await visitor.plainBundle();
  await visitor.open();
  const told = async (name: string) => {
    const answer = answered(admin.page, "/v1/incidents");
    await admin.button(name).click();
    await answer;
    // Maintenances are asked for beside them.
    await expect(admin.button(text.admin.list("refresh"))).not.toHaveAttribute("aria-disabled");
  };
  await told(text.admin.list("refresh"));
  await expect(admin.page.getByText("plain")).toBeVisible();
  const harmless = { page: await parts(visitor.page), admin: await parts(admin.page) };
  for (const string of all) {
    // Whole documents in place of an error are not quoted at all.
    message = `Because of ${string}`;
    await told(text.admin.list("refresh"));
    for (const part of message.trim().split(/[\u0000-\u001f]+/)) await expect.poll(() => textOf(admin.page)).toContain(part);
    const found = await parts(admin.page);
    expect(found.elements, string).toEqual(harmless.admin.elements);
    expect(found.attributes, string).toEqual(harmless.admin.attributes);
    await visitor.page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
    await visitor.settled();
    expect((await parts(visitor.page)).elements, string).toEqual(harmless.page.elements);
  }

  // Next to a field, above a form, in a row, and in the sign-in form.
  let status = 500;
  let said = 0;
  for (const address of ["**/v1/incidents", "**/v1/incidents/*"]) {
    await admin.page.route(address, (route) => {
      const errors = status === 422 ? [{ field: "name", message }, { message }] : [];
      return route.fulfill({ status, json: { ...json(), errors } });
    });
  }
  const after = async (code: number, string: string, act: () => Promise<void>, where: Locator) => {
    status = code;
    message = `Because (${++said}) of ${string}`;
    await act();
    await expect(where).toContainText(`Because (${said}) of`);
    return parts(admin.page);
  };
  const work = async (string: string) => {
    const create = () => admin.button(text.admin.form("create")).click();
    await admin.write({ name: "n", message: "m" });
    const refused = await after(422, string, create, admin.problems);
    const failed = await after(409, string, create, admin.problems);
    await after(500, string, create, admin.problems);
    await expect(admin.button(text.admin.form("look_again"))).toBeVisible();
    const lost = await parts(admin.page);
    await admin.button(text.admin.form("discard")).click();
    const remove = async () => {
      await admin.askDelete("Payments fail");
      await admin.button(text.admin.deletion("confirm")).click();
    };
    const kept = await after(409, string, remove, admin.row("Payments fail").getByRole("alert"));
    return { refused, failed, lost, kept };
  };
  const signIn = async (string: string) => {
    return after(500, string, () => admin.sendToken("st_any"), admin.problems);
  };
  const markup = oneOfEach.filter((string) => string.includes("<"));
  // The result of a deletion stays in its row: from the second time on every place looks the same.
  await work("plain");
  const harmlessWork = await work("plain");
  for (const string of markup) expect(await work(string), string).toEqual(harmlessWork);
  await admin.button(text.admin.signIn("sign_out")).click();
  const harmlessSignIn = await signIn("plain");
  for (const string of markup) expect(await signIn(string), string).toEqual(harmlessSignIn);
  expect(ran() + ranInAdmin()).toBe(0);
});

test.describe("the configuration", () => {
  const components = strings.map((string, index) => ({
    id: `c${index}`,
    name: string,
    group: index % 2 ? string : undefined,
    description: string,
  }));
  // A group that has slashes is a path.
  const plain = components.map(({ id, group }) => ({ id, name: "n", group: group && `g${id}/h/i/j`, description: "d" }));
  const title = strings.join(" ");

  test("H05 the words of the configuration are text", async ({ visitor, server, admin }) => {
    const ran = await listen(visitor.page.context());
    const ranInAdmin = await listen(admin.page.context());
    const shown = components.map(({ name: string }) => name(string));
    // As the companion has the page, and as any static host has it: there the app makes all of it.
    for (const bare of [false, true]) {
      if (bare) await visitor.plainBundle();
      await server.configure({ title: "t", components: plain });
      await visitor.visit();
      const harmless = await parts(visitor.page);
      await server.configure({ title, components });
      await visitor.visit();
      await expectText(visitor.page, shown, harmless);
      expect(await textOf(visitor.page)).toContain(title.trim());
      for (const { id, name: string } of components.filter(({ name }) => oneOfEach.includes(name))) {
        await server.configure({ title: "t", components: plain });
        await visitor.visit(`?component-page=${id}`);
        const harmless = await parts(visitor.page);
        await server.configure({ title, components });
        await visitor.visit(`?component-page=${id}`);
        await expectText(visitor.page, [name(string)], harmless);
      }
    }
    const token = await server.token();
    const work = async () => {
      await admin.open();
      await admin.signIn(token);
      return parts(admin.page);
    };
    await server.configure({ title: "t", components: plain });
    const harmless = await work();
    await server.configure({ title, components });
    await work();
    await expectText(admin.page, shown, harmless);
    expect(await textOf(admin.page)).toContain(title.trim());
    expect(ran() + ranInAdmin()).toBe(0);
  });

  const elsewhere = families.filter(({ name }) => name.startsWith("addresses")).flatMap(({ strings }) => strings);
  test("H06 an address that is a script or leads elsewhere is refused, and a note says so", async ({ visitor, server }) => {
    const ran = await listen(visitor.page.context());
    const others = ["data:text/html,<script>ran()</script>", "vbscript:ran()", "https:evil.test"];
    await visitor.plainBundle();
    const keys = ["logo", "homepage", "supportUrl", "subscribeUrl", "live", "api"];
    for (const address of [...elsewhere, ...others]) {
      await server.configure({
        title: "t",
        components: [{ id: "c", name: "n", url: address }],
        ...Object.fromEntries(keys.map((key) => [key, address])),
      });
      await visitor.open();
      const notes = visitor.page.locator(".config-notes");
      for (const key of [...keys, "components[0].url"]) await expect(notes, address).toContainText(key);
      await visitor.open("?component-page=c");
      const led = await visitor.page.locator("[href], [src], [action]").evaluateAll((elements) =>
        elements.flatMap((element) => ["href", "src", "action"].map((name) => element.getAttribute(name) ?? "")),
      );
      expect(led.filter((to) => /evil|ran\(|script:|^data:text/i.test(to)), address).toEqual([]);
    }
    expect(ran()).toBe(0);
  });
});

test("H07 addresses of screens are text", async ({ visitor, watch }) => {
  watch.allow(/^(answer 404|console error: .*status of 404)/, { due: false });
  // Each address is left for the next one, whatever the page is asking for.
  watch.allow(/^failed: GET \S+ net::ERR_ABORTED/, { due: false });
  const ran = await listen(visitor.page.context());
  await visitor.open("?incident=plain");
  await expect(visitor.heading).toBeVisible();
  const missing = await parts(visitor.page);
  await visitor.visit();
  const harmless = together(missing, await parts(visitor.page));
  for (const string of oneOfEach.map(encodeURIComponent)) {
    for (const address of [`?incident=${string}&month=${string}#${string}`, `?month=${string}`, `incidents/${string}/`]) {
      await visitor.page.goto(new URL(address, visitor.site).href);
      // A missing address is answered with a page that runs no code.
      if (address.startsWith("?")) {
        await visitor.started();
        await expect(visitor.page.locator('[data-asking="true"]')).toHaveCount(0);
      }
      const found = await parts(visitor.page);
      expect(found.elements.filter((element) => !harmless.elements.includes(element)), address).toEqual([]);
    }
  }
  expect(ran()).toBe(0);
});

test("H10 an address in a message is a link to what it says, and to nothing else", async ({ visitor, admin, api, server }) => {
  const message = [
    "See https://status.example.com/a?b=1&c=2#d, or write to mailto:help@example.com.",
    "javascript:ran() JAVASCRIPT:ran() javascript://%0aran() data:text/html,<script>ran()</script> vbscript:ran()",
    "https://bank.example.com@evil.example https://bank.example.com\u202e/moc.live https://bank.example.com\\@evil.example",
    'https://a.example/"onmouseover="ran() https://a.example/<img/src=x:/onerror=ran()> [x](javascript:ran())',
    `https://long.example/${"x".repeat(3000)}`,
    "https://many.example/ ".repeat(200),
  ].join("\n");
  const expected = [
    "https://status.example.com/a?b=1&c=2#d", "mailto:help@example.com", "https://bank.example.com", "https://bank.example.com",
    "https://a.example/", "https://a.example/", `https://long.example/${"x".repeat(3000)}`,
    ...Array.from({ length: 200 }, () => "https://many.example/"),
  ];
  const ran = await listen(visitor.page.context());
  const incident = open("Search is slow", "minor");
  const { id } = await api.create({ ...incident, entry: { ...incident.entry!, message } });
  const links = (page: Page) =>
    page.locator(".message").evaluateAll(([message]) =>
      [...message!.querySelectorAll("a")].map((link) => [link.getAttribute("href"), link.firstChild!.textContent, link.rel]),
    );
  for (const address of ["", `incidents/${id}/`]) {
    await visitor.visit(address);
    expect(await links(visitor.page)).toEqual(expected.map((address) => [address, address, "noopener nofollow ugc"]));
    expect(await visitor.page.locator(".message").first().evaluate((text) => text.textContent)).toBe(message.trim());
    await visitor.page.setViewportSize({ width: 320, height: 700 });
    expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  }
  await admin.enter(server);
  await admin.beginUpdate("Search is slow");
  await expect(admin.page.locator(".timeline .message a").first()).toHaveAttribute("target", "_blank");
  expect(await links(admin.page)).toEqual(expected.map((address) => [address, address, "noopener nofollow ugc"]));
  expect(ran()).toBe(0);
});

test("H11 markup in a message makes known elements only, and the admin view previews them", async ({ visitor, admin, api, server }) => {
  const message = [
    "**Calls** fail: [the *report*](https://status.example.com/a_(b)), <https://status.example.com/c.>",
    "[a](javascript:ran()) [a](JAVASCRIPT:ran()) [a](java\tscript:ran()) [a](data:text/html,<script>ran()</script>) [a](//evil.example)",
    "[https://bank.example](https://evil.example/1) [bank.example](https://evil.example/2) [\u202ebank](https://evil.example/3)",
    "[bank](https://bank.example@evil.example) ![<img src=x: onerror=ran()>](https://evil.example/4) <javascript:ran()>",
    "[x\" onmouseover=\"ran()](https://status.example.com/d) [x](https://status.example.com/\"onmouseover=\"ran())",
    "- <script>ran()</script>\n- **<img src=x: onerror=ran()>**\n  1. `<svg onload=ran()>`",
    "```<p>\n</code></pre><script>ran()</script>\n```",
    "[".repeat(500) + "*a ".repeat(500) + "`".repeat(500),
  ].join("\n\n");
  const found = (page: Page, within: string) =>
    page.locator(`${within} .message`).first().evaluate((message) => {
      const inside = [...message.querySelectorAll("*:not(.visually-hidden)")];
      return {
        elements: [...new Set(inside.map(({ localName }) => localName))].sort(),
        attributes: [...new Set(inside.flatMap((element) => element.getAttributeNames()))].sort(),
        links: inside.flatMap((element) => (element.localName === "a" ? [element.getAttribute("href")!] : [])),
        text: message.textContent!.replaceAll(/ ?\(opens in a new tab\)/g, ""),
      };
    });
  const ran = await listen(visitor.page.context());
  const ranInAdmin = await listen(admin.page.context());
  const incident = open("Search is slow", "minor");
  const { id } = await api.create({ ...incident, entry: { ...incident.entry!, message } });
  const shown = [];
  for (const address of ["", `incidents/${id}/`]) {
    await visitor.visit(address);
    shown.push(await found(visitor.page, "main"));
    await visitor.page.setViewportSize({ width: 320, height: 700 });
    expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  }
  expect(shown[1]).toEqual(shown[0]);
  const published = shown[0]!;
  expect(published.elements).toEqual(["a", "code", "em", "li", "ol", "p", "pre", "strong", "ul"]);
  expect(published.attributes).toEqual(["dir", "href", "rel", "value"]);
  expect(published.links).toEqual([
    "https://status.example.com/a_(b)", "https://status.example.com/c.",
    "https://bank.example", "https://evil.example/1", "https://evil.example/2", "https://evil.example/3",
    "https://evil.example/4", "https://status.example.com/d", "https://status.example.com/",
  ]);
  await admin.enter(server);
  await admin.write({ name: "n", message });
  const preview = await found(admin.page, ".admin-preview");
  await admin.beginUpdate("Search is slow");
  const inTimeline = await found(admin.page, ".timeline");
  for (const { elements, links, text } of [preview, inTimeline]) {
    expect({ elements, links, text }).toEqual({ elements: published.elements, links: published.links, text: published.text });
  }
  expect(ran() + ranInAdmin()).toBe(0);
});

test.describe("a published site", () => {
  /** An incident whose every text is this one, from an API that has no rules of ours. */
  function listed(id: string, text: string, message = text): ListedIncident {
    const creationTime = String(Date.now() - 30 * 60_000);
    const affectedComponents = [{ componentId: text, componentStatus: "partial_outage" }];
    const entries = [{ message, date: creationTime, incidentStatus: "investigating", affectedComponents }];
    return { id, name: text, incidentStatus: "investigating", incidentImpact: "minor", creationTime, entries };
  }

  /** A maintenance that goes on, whose every text is this one. */
  function maintenance(id: string, text: string, message = text): ListedMaintenance {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const window = { plannedStartTime: at(-30), plannedEndTime: at(30) };
    return { id, name: text, message, affectedComponents: [{ componentId: text }], ...window };
  }

  /** Publishes incidents and maintenances and puts them on the web. */
  async function published(
    incidents: ListedIncident[],
    use: (url: string, site: Site) => Promise<void>,
    maintenances: ListedMaintenance[] = [],
  ): Promise<void> {
    const site = await Site.publish(incidents, { title: "Acme Status" }, [], maintenances);
    const host = await Host.start({ site: site.folder });
    try {
      await use(`${host.url}site/`, site);
    } finally {
      await host.stop();
      await site.dispose();
    }
  }

  /** The readable text of a page with a hostile string: with the app and without. */
  async function look(browse: Browse, watch: Watch, url: string, paths: string[], visit: Visit) {
    watch.trust(url);
    for (const javaScriptEnabled of [true, false]) {
      const context = await browse({ javaScriptEnabled });
      if (javaScriptEnabled) await stopClock(context);
      const ran = javaScriptEnabled ? await listen(context) : () => 0;
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(new URL(path, url).href);
        if (javaScriptEnabled) {
          await page.clock.runFor(50);
          await expect(page.locator("html")).toHaveAttribute("data-app", "running");
        }
        await visit(page, path, javaScriptEnabled);
      }
      expect(ran()).toBe(0);
      await context.close();
    }
  }

  test("H08 published pages and their data are text", async ({ browse, watch }) => {
    // No rule of ours keeps these from having control characters.
    const alone = ["\u0000<script>ran()</script>\u0007", "a\u2028ran()\u2029b", ...oneOfEach];
    const hostile = [...alone, ...all];
    const month = `history/${new Date().toISOString().slice(0, 7)}/`;
    const incidents = (text: (index: number) => string, message = text) =>
      hostile.map((_, index) => listed(`i${index}`, text(index), message(index)));
    const harmless = new Map<string, Parts>();
    // All of them on the pages that list them, and one of each family on its own page.
    const paths = ["", month, ...alone.map((_, index) => `incidents/i${index}/`)];
    const key = (path: string, withApp: boolean) => `${path.split("/")[0]} ${withApp}`;
    const plain = incidents((index) => `plain ${index}`, (index) => (index === 1 ? "plain" : formatted));
    await published(plain, (url) =>
      look(browse, watch, url, ["", month, "incidents/i0/", "incidents/i1/"], async (page, path, withApp) => {
        const found = await parts(page);
        harmless.set(key(path, withApp), together(found, harmless.get(key(path, withApp)) ?? found));
      }),
    );
    await published(incidents((index) => hostile[index]!), (url) =>
      look(browse, watch, url, paths, async (page, path, withApp) => {
        const index = /^incidents\/i(\d+)/.exec(path)?.[1];
        const expected = index === undefined ? hostile : [hostile[Number(index)]!];
        await expectText(page, expected.map(asShown), harmless.get(key(path, withApp))!);
      }),
    );
  });

  test("H12 names, messages and components of maintenances are text on every page", async ({ browse, watch }) => {
    const hostile = ["\u0000<script>ran()</script>\u0007", "a\u2028ran()\u2029b", ...oneOfEach];
    const month = `history/${new Date().toISOString().slice(0, 7)}/`;
    const all = (text: (index: number) => string, message = text) =>
      hostile.map((_, index) => maintenance(`m${index}`, text(index), message(index)));
    const own = hostile.map((_, index) => `maintenances/m${index}/`);
    const harmless = new Map<string, Parts>();
    const key = (path: string, withApp: boolean) => `${path.split("/")[0]} ${withApp}`;
    const plain = all((index) => `plain ${index}`, (index) => (index === 1 ? "plain" : formatted));
    await published(
      [],
      (url) =>
        look(browse, watch, url, ["", month, ...own.slice(0, 2)], async (page, path, withApp) => {
          const found = await parts(page);
          harmless.set(key(path, withApp), together(found, harmless.get(key(path, withApp)) ?? found));
        }),
      plain,
    );
    await published(
      [],
      (url) =>
        look(browse, watch, url, ["", month, ...own], async (page, path, withApp) => {
          const index = own.indexOf(path);
          const expected = index < 0 ? hostile : [hostile[index]!];
          await expectText(page, expected.map(asShown), harmless.get(key(path, withApp))!);
        }),
      all((index) => hostile[index]!),
    );
  });

  test("H09 ids never become paths", async ({ browse, watch }) => {
    const ids = [
      ...["../../../outside", "..", ".", "/etc/passwd", "..\\..\\outside", "%2e%2e%2foutside", "a/b", "con", "x".repeat(10_000)],
      ...oneOfEach,
    ];
    const incidents = ids.map((id, index) => listed(id, `Incident ${index}`));
    const maintenances = ids.map((id, index) => maintenance(id, `Maintenance ${index}`));
    const visit = async (url: string, site: Site) => {
      const own = [".site.generations", ".site.lock", "config.json", "site"];
      const beside = await readdir(path.dirname(site.folder));
      expect(beside.filter((name) => !own.includes(name))).toEqual([]);
      for (const [folder, items] of [["incidents", incidents], ["maintenances", maintenances]] as const) {
        const slugs = await readdir(path.join(site.folder, folder));
        expect(slugs, folder).toHaveLength(ids.length);
        expect(slugs.filter((slug) => !/^[a-z0-9_-]{1,64}$/.test(slug))).toEqual([]);
        const seen = new Set<string>();
        await look(browse, watch, url, slugs.map((slug) => `${folder}/${slug}/`), async (page) => {
          seen.add((await page.getByRole("heading", { level: 1 }).textContent()) ?? "");
        });
        expect([...seen].sort()).toEqual(items.map(({ name }) => name).sort());
      }
    };
    await published(incidents, visit, maintenances);
  });
});
