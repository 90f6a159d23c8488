import type { Page } from "@playwright/test";
import { answered } from "../support/answered";
import { open, type Api } from "../support/api";
import { stopClock } from "../support/clock";
import { hold } from "../support/hold";
import { expect, test } from "../support/test";
import { asOf, checked, text, windowTitle } from "../support/text";
import { AS_OF, isAttempt, Visitor } from "../support/visitor";

declare global {
  interface Window {
    /** Ends the changes to the document. */
    leaveAlone: () => void;
    /** How often the app has rendered its main element since the counting began. */
    rendered: number;
  }
}

/** A way in which something between the server and the visitor changes a document. */
interface Change {
  /** Applied to the document in the browser. */
  dom?: () => void;
  /** Applied to the HTML on its way. */
  html?: (html: string) => string;
  /** Whether the page is as right as before, so that nothing is rendered anew. */
  harmless?: boolean;
}

const SAID = "Something else has changed this document, so the page was rendered again.";

/** Changes of whole documents, on any screen. */
const anywhere: Record<string, Change> = {
  "comments stripped": { html: (html) => html.replace(/<!--.*?-->/g, "") },
  "line breaks between tags": { html: (html) => html.replace(/(<div id="app">)(.*)(<\/div>\n<p class="unstarted)/s, (_, ...[start, app, end]) => start + app.replaceAll("><", ">\n  <") + end) },
  "quotes of attributes left out": { html: (html) => html.replace(/ (class|id|data-[a-z]+)="([\w-]+)"/g, " $1=$2"), harmless: true },
  "an element at the start of main": { dom: () => document.querySelector("main")!.insertAdjacentHTML("afterbegin", "<div class=toolbar>Toolbar</div>") },
  "an element at the start of the app": { dom: () => document.getElementById("app")!.insertAdjacentHTML("afterbegin", "<div class=toolbar>Toolbar</div>") },
  "an element at the end of the app": { dom: () => document.getElementById("app")!.append(document.createElement("aside")) },
  "main moved out of the app": { dom: () => document.body.append(document.querySelector("main")!) },
  "the app moved into another element": {
    dom: () => {
      const wrapper = document.createElement("div");
      document.body.prepend(wrapper);
      wrapper.append(document.getElementById("app")!);
    },
    harmless: true,
  },
  "the app emptied": { dom: () => document.getElementById("app")!.replaceChildren() },
  "the app removed": { dom: () => document.getElementById("app")!.remove() },
  "ids rewritten": { dom: () => document.querySelectorAll("body [id]:not(script)").forEach((element) => (element.id = `x-${element.id}`)) },
  "classes rewritten": { dom: () => document.querySelectorAll("#app [class]").forEach((element) => (element.className = `x-${element.className}`)) },
  "attributes removed": {
    dom: () => {
      for (const element of document.querySelectorAll("#app *")) {
        for (const { name } of [...element.attributes]) if (name.startsWith("data-")) element.removeAttribute(name);
      }
    },
  },
  "all texts in other elements": {
    dom: () => {
      const walker = document.createTreeWalker(document.querySelector("main")!, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) if (walker.currentNode.nodeValue!.trim()) texts.push(walker.currentNode as Text);
      for (const text of texts) {
        const font = document.createElement("font");
        text.replaceWith(font);
        font.append(document.createTextNode(text.data));
      }
    },
  },
  "everything replaced by copies": {
    dom: () => {
      const app = document.getElementById("app")!;
      app.replaceWith(app.cloneNode(true));
    },
    harmless: true,
  },
  "the whole app twice": { dom: () => document.body.append(document.getElementById("app")!.cloneNode(true)) },
  "main hidden": { dom: () => (document.querySelector("main")!.hidden = true) },
};

const onTheFrontPage: Record<string, Change> = {
  "the banner called operational": {
    dom: () => Object.assign(document.querySelector<HTMLElement>("[data-overall]")!.dataset, { overall: "operational", fresh: "true" }),
  },
  "the banner removed": { dom: () => document.querySelector("[data-overall]")!.remove() },
  "the banner moved": { dom: () => document.body.append(document.querySelector("[data-overall]")!) },
  "the headline twice": { dom: () => document.querySelector("h1")!.after(document.querySelector("h1")!.cloneNode(true)) },
  "another headline": { html: (html) => html.replace(/(<h1[^>]*>)[^<]*/, `$1${text.page("state_operational")}`) },
  "a component's status rewritten": { dom: () => document.querySelector("[data-component]")!.setAttribute("data-status", "operational") },
  "components in another order": {
    dom: () => {
      const [first, second] = document.querySelectorAll("[data-component]");
      second!.after(first!);
    },
  },
  "a component twice": { dom: () => document.querySelector("[data-component]")!.before(document.querySelector("[data-component]")!.cloneNode(true)) },
  "a component lost": { dom: () => document.querySelector("[data-component]")!.remove() },
  "a day twice": { dom: () => document.querySelector(".day")!.after(document.querySelector(".day")!.cloneNode(true)) },
  "a badge replaced by a copy": {
    dom: () => {
      const badge = document.querySelector(".badge")!;
      badge.replaceWith(badge.cloneNode(true));
    },
    harmless: true,
  },
  "the buttons replaced by copies": {
    dom: () => {
      for (const button of document.querySelectorAll("button")) button.replaceWith(button.cloneNode(true));
    },
    harmless: true,
  },
  "links rewritten": { html: (html) => html.replace(/href="(\.\/)?(incidents|history)\//g, 'href="https://proxy.test/$2/') },
};

const onAnIncidentsPage: Record<string, Change> = {
  "the incident's status rewritten": { dom: () => document.querySelector("article")!.setAttribute("data-status", "resolved") },
  "the incident replaced by a copy": {
    dom: () => {
      const article = document.querySelector("article")!;
      article.replaceWith(article.cloneNode(true));
    },
    harmless: true,
  },
  "its updates removed": { dom: () => document.querySelector(".timeline")!.remove() },
  "its updates replaced by copies": {
    dom: () => {
      const timeline = document.querySelector(".timeline")!;
      timeline.replaceWith(timeline.cloneNode(true));
    },
    harmless: true,
  },
};

const onAMonthsPage: Record<string, Change> = {
  "days removed": { dom: () => document.querySelector(".days")!.remove() },
  "days replaced by copies": {
    dom: () => {
      const days = document.querySelector(".days")!;
      days.replaceWith(days.cloneNode(true));
    },
    harmless: true,
  },
  "an incident moved": { dom: () => document.querySelector("main")!.prepend(document.querySelector("article, .past")!) },
};

test.use({ config: { title: "Acme Status", components: [{ id: "web", name: "Website" }, { id: "api", name: "API" }] } });

/** The page's text, without the parts that depend on the current second. */
const shown = (page: Page) =>
  page.evaluate(() => {
    const says = (element: Element) =>
      ["data-overall", "data-fresh", "data-incident", "data-status", "data-impact", "data-component", "data-notice", "hidden"]
        .map((name) => element.getAttribute(name))
        .join();
    const parts = [...document.querySelectorAll("main, [data-overall], [data-incident], [data-component], [data-notice]")];
    const texts = [...document.querySelectorAll("h1, h2, h3, h4, .badge, .stage, .message, .component-name, .button, .links, .months")];
    const icon = document.querySelector("link[rel=icon]")!.getAttribute("href")!.replace(/.*\//, "");
    return [document.title, icon, ...parts.map(says), ...texts.map((element) => element.textContent)];
  });

/** Presses the button without waiting for a frame, of which a page in the background has few. */
async function refresh(page: Page): Promise<void> {
  const answer = answered(page, AS_OF);
  const button = page.locator("[data-asking]");
  await button.evaluate((button: HTMLElement) => button.click());
  await answer;
  await expect(button).toHaveAttribute("data-asking", "false");
}

/** Holds the app of a page, and nothing else. */
async function holdApp(page: Page): Promise<() => void> {
  await page.unrouteAll();
  return hold(page, "**/*.wasm");
}

async function running(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-app", "running");
  await expect(page.locator(".as-of")).toContainText(checked());
}

/** The next event, which every page has to show. Returns a text, and whether it is visible then. */
async function happen(api: Api, screen: string, incident: string, count: number): Promise<[string, boolean]> {
  if (screen !== "incident") {
    const before = (await api.list()).find(({ name }) => name === "Nobody can sign in");
    if (before) await api.remove(before.id);
    if (before) return [before.name, false];
    const { entry, ...rest } = open("Nobody can sign in", "critical", 1);
    await api.create({ ...rest, entry: { ...entry!, affectedComponents: [{ componentId: "web", componentStatus: "major_outage" }] } });
    return [rest.name, true];
  }
  const incidentStatus = count % 2 ? "identified" : "monitoring";
  const message = `Update number ${count}.`;
  await api.post(incident, { message, incidentStatus, date: String(Date.now() - 100_000 + count * 1_000) });
  return [message, true];
}

/** Waits until a page shows the same as an unchanged one. */
async function same(page: Page, other: Page, [text, isThere]: [string, boolean], what: string): Promise<void> {
  const main = expect(other.locator("main"));
  await (isThere ? main : main.not).toContainText(text);
  // An incident's updates come after the list.
  await expect(async () => expect(await shown(page), what).toEqual(await shown(other))).toPass({ timeout: 5_000 });
}

interface Visit {
  api: Api;
  site: string;
  page: Page;
  /** A page that nothing changes. */
  other: Page;
  incident: string;
}

/** Changes documents in many ways; in the end the page shows the same as an unchanged one. */
async function everyChange(visit: Visit, screen: string, changes: Record<string, Change>, when: "before" | "after") {
  const { api, page, other, site, incident } = visit;
  const address = { front: site, incident: `${site}incidents/${incident}/`, month: `${site}history/${new Date().toISOString().slice(0, 7)}/` }[screen]!;
  await other.goto(address);
  await running(other);
  const said: string[] = [];
  page.on("console", (message) => message.text() === SAID && said.push(message.text()));
  let count = 0;
  for (const [name, { dom, html, harmless }] of Object.entries(changes)) {
    if (when === "after" && !dom) continue;
    await test.step(`${screen}: ${name}`, async () => {
      said.length = 0;
      const release = await holdApp(page);
      if (when === "after") release();
      if (html) {
        await page.route(address, async (route) => {
          const response = await route.fetch();
          const body = html(await response.text());
          await route.fulfill({ response, body });
        });
      }
      await page.goto(address, { waitUntil: "domcontentloaded" });
      if (when === "after") await running(page);
      if (dom) await page.evaluate(dom);
      release();
      if (when === "before") {
        await running(page);
        expect.soft(said, `${name}: what the console says`).toEqual(harmless ? [] : [SAID]);
      }
      for (let turn = 0; turn < 2; turn += 1) {
        const next = await happen(api, screen, incident, (count += 1));
        // It looks at the document every second, and whenever it is seen again.
        await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
        await Promise.all([refresh(other), refresh(page)]);
        await same(page, other, next, name);
      }
      expect.soft(said.length, `${name}: how often the console says so`).toBeLessThanOrEqual(1);
    });
  }
  page.removeAllListeners("console");
  await page.unrouteAll();
}

test.describe("a changed document", () => {
  test.describe.configure({ timeout: 90_000 });

  const visits = test.extend<{ visit: Visit }>({
    visit: async ({ server, api, browse }, use) => {
      const now = Date.now();
      await api.createPast("Mail arrived late", new Date(now - 3 * 60_000), 1, "major");
      const { id } = await api.create(open("Search is slow", "minor", 2));
      const context = await browse();
      await use({ api, site: server.url, page: await context.newPage(), other: await context.newPage(), incident: id });
    },
  });

  // No test has more than some twenty changes: a machine that is busy needs seconds for each.
  test.describe("P80 a document that was changed in transit", () => {
    visits("in ways that any page can be", ({ visit }) => everyChange(visit, "front", anywhere, "before"));
    visits("in ways that the front page can be", ({ visit }) => everyChange(visit, "front", onTheFrontPage, "before"));
  });

  test.describe("P81 a page of an incident or a month that was changed in transit", () => {
    visits("an incident's", ({ visit }) => everyChange(visit, "incident", { ...anywhere, ...onAnIncidentsPage }, "before"));
    visits("a month's", ({ visit }) => everyChange(visit, "month", { ...anywhere, ...onAMonthsPage }, "before"));
  });

  test.describe("P82 a document that is changed after the app took over", () => {
    visits("in ways that any page can be", ({ visit }) => everyChange(visit, "front", anywhere, "after"));
    visits("in ways that the front page can be", ({ visit }) => everyChange(visit, "front", onTheFrontPage, "after"));
    visits("in ways that other pages can be", async ({ visit }) => {
      await everyChange(visit, "incident", onAnIncidentsPage, "after");
      await everyChange(visit, "month", onAMonthsPage, "after");
    });
  });

  visits("P83 a document that keeps being changed", async ({ visit, browse, api }) => {
    const context = await browse();
    await stopClock(context);
    const visitor = new Visitor(await context.newPage(), visit.site);
    await visitor.visit();
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    const { id } = await api.create(open("Nobody can sign in", "critical", 1));
    await visitor.page.evaluate(() => {
      // It takes every open incident out again.
      const remove = () => document.querySelector(".cards article")?.remove();
      const observer = new MutationObserver(remove);
      observer.observe(document.body, { childList: true, subtree: true });
      Object.assign(window, { leaveAlone: () => observer.disconnect() });
    });
    await visitor.refreshed();
    await visitor.step(5_000);
    await expect(visitor.headline).toHaveText(asOf("state_critical"));
    await expect(visitor.banner).toHaveAttribute("data-fresh", "false");
    await expect(visitor.page).toHaveTitle(windowTitle(asOf("state_critical")));
    const notice = visitor.page.locator('[data-notice="changed"]');
    await expect(notice).toContainText(text.page("interfered"));

    // Where all is well, it isn't called so.
    await api.remove(id);
    for (const { id } of await api.list()) await api.remove(id);
    await visitor.refreshed();
    await visitor.step(2_000);
    await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
    await expect(visitor.page).toHaveTitle(windowTitle(asOf("state_none_open")));
    await expect(visitor.page.locator("#favicon")).toHaveAttribute("href", /unknown\.svg$/);

    // How often it renders anew is bounded, however long this goes on.
    await visitor.page.evaluate(() => {
      const app = document.getElementById("app")!;
      const main = () => app.querySelector("main");
      const observer = new MutationObserver(() => main()?.remove());
      const counter = new MutationObserver((records) => {
        const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
        window.rendered += added.filter((node) => node.nodeName === "MAIN").length;
      });
      Object.assign(window, { rendered: 0, leaveAlone: () => observer.disconnect() });
      counter.observe(app, { childList: true });
      observer.observe(app, { childList: true });
      main()!.remove();
    });
    // By seconds, and never while an answer is on its way: it has to come in between.
    const before = await visitor.asked(AS_OF);
    let answers = 0;
    visitor.page.on("requestfinished", (request) => (answers += isAttempt(request) ? 1 : 0));
    for (let gone = 0; gone < 60; gone += 1) {
      await visitor.step(1_000);
      const asked = (await visitor.asked(AS_OF)) - before;
      while (answers < asked) await answered(visitor.page, AS_OF);
    }
    expect(await visitor.page.evaluate(() => window.rendered)).toBeLessThan(25);

    // Left alone for a while, it is trusted again.
    await visitor.page.evaluate(() => window.leaveAlone());
    await visitor.refreshed(300_000);
    for (let turn = 0; turn < 2; turn += 1) await visitor.refreshed();
    await visitor.step(2_000);
    await expect(visitor.headline).toHaveText(text.page("state_operational"));
    await expect(notice).toHaveCount(0);
  });

  visits("P84 texts that a translator has moved", async ({ visit }) => {
    const { page, site, api } = visit;
    const said: string[] = [];
    page.on("console", (message) => message.text() === SAID && said.push(message.text()));
    await page.goto(site);
    await running(page);
    // In place of a text, around it, and next to it.
    await page.evaluate(() => {
      const font = (text: string) => Object.assign(document.createElement("font"), { textContent: text });
      const [component, other] = document.querySelectorAll(".component-name bdi");
      component!.replaceChildren(font("Site web"));
      const around = font("");
      other!.replaceWith(around);
      around.append(other!);
      document.querySelector("h1")!.append(font("Perturbation mineure"));
      document.querySelector(".as-of strong")!.firstChild!.replaceWith(font("Dernière mise à jour"));
      for (const message of document.querySelectorAll(".message")) message.replaceChildren(font("On regarde."));
    });
    await refresh(page);
    await expect(page.locator(".component-name").first()).toHaveText("Site web");
    await expect(page.locator(".message").first()).toHaveText("On regarde.");
    await expect(page.locator("h1")).toHaveText(`${text.page("state_minor")}Perturbation mineure`);
    // How old it is is said in a second.
    await expect(page.locator(".as-of")).toContainText(checked());
    expect(said).toEqual([]);

    await api.create(open("Nobody can sign in", "critical", 1));
    await refresh(page);
    await expect(page.locator("h1")).toHaveText(text.page("state_critical"));
    await expect(page.locator(".component-name").first()).toHaveText("Site web");
    expect(said).toEqual([]);
  });

  visits("P85 a document that has lost its data", async ({ visit }) => {
    const { page, other, site, incident, api } = visit;
    let count = 0;
    for (const [address, screen] of [[site, "front"], [`${site}incidents/${incident}/`, "incident"]] as const) {
      await other.goto(address);
      await running(other);
      for (const change of [
        (html: string) => html.replace(/<script type="application\/json".*?<\/script>/s, ""),
        (html: string) => html.replace(/("incidents":)/, "$1:"),
        (html: string) => html.replace(/statuspane-data/, "x"),
      ]) {
        await page.unrouteAll();
        await page.route(address, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: change(await response.text()) });
        });
        await page.goto(address);
        await running(page);
        const next = await happen(api, screen, incident, (count += 1));
        await Promise.all([refresh(page), refresh(other)]);
        await same(page, other, next, screen);
      }
    }
  });

  visits("a page that is rendered again keeps focus, scroll position and open sections", async ({ visit }) => {
    const { page, site, api } = visit;
    for (let month = 1; month < 10; month += 1) {
      await api.createPast(`Long ago ${month}`, new Date(Date.now() - month * 31 * 24 * 3_600_000), 30);
    }
    await page.setViewportSize({ width: 390, height: 500 });
    for (const when of ["before", "after"] as const) {
      const release = await holdApp(page);
      if (when === "after") release();
      await page.goto(site, { waitUntil: "domcontentloaded" });
      if (when === "after") await running(page);
      await page.getByText(text.page("older_months")).click();
      // Soon after midnight it is on two days.
      const link = page.locator(".days").getByRole("link", { name: "Mail arrived late" }).first();
      await link.focus();
      await link.evaluate((element) => element.scrollIntoView({ block: "center" }));
      // The removed element above has already moved the page.
      const before = await page.evaluate(() => {
        document.querySelector("[data-component]")!.remove();
        return scrollY;
      });
      release();
      await expect(page.locator("[data-component]")).toHaveCount(2);
      await running(page);
      await expect(link).toBeFocused();
      await expect(page.locator("details")).toHaveAttribute("open");
      // With a frame.
      await expect.poll(() => page.evaluate(() => scrollY), when).toBe(before);
    }
  });
});
