import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { hold } from "../support/hold";
import { EVENING, Host, MINUTE, NIGHT, NOON, after, openAt, test } from "../support/published";
import { expect } from "../support/test";
import { anyClock, asOf, checked, clock, either, headline, longMoment, moment, monthHeading, monthName, stale, text, windowTitle } from "../support/text";

interface Shift {
  value: number;
  moved: string[];
}

declare global {
  interface Window {
    /** The nodes that the app has made for itself. */
    made: unknown[];
    /** Everything that has moved. */
    shiftsSoFar: () => Shift[];
    /** Everything that the page has called operational, and how often it was looked at. */
    seenGreen: string[];
    looks: number;
  }
}

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

/** Waits until the page speaks in the present. */
async function live(page: Page): Promise<void> {
  await expect(page.locator(".as-of")).toContainText(checked());
}

/** Waits until the change is on screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );
}

/** Waits until the browser has painted content. */
async function contentPainted(page: Page): Promise<void> {
  await page.evaluate(() => {
    return new Promise<void>((done) => {
      const observer = new PerformanceObserver((list) => {
        if (list.getEntriesByName("first-contentful-paint").length > 0) done();
      });
      observer.observe({ type: "paint", buffered: true });
    });
  });
}

test.describe("the first frame of the app is the prerendered one", () => {
  for (const screen of ["front page", "incident", "component", "month"] as const) {
    test(screen, async ({ sites, put, browse }) => {
      const host = await put(sites.busy);
      const page = await (await browse()).newPage();
      // The app stops for good once it is mounted, before it takes its second step.
      await page.addInitScript(() => {
        // A node that the app makes for itself is one that it did not find in the markup.
        const made: unknown[] = [];
        Object.assign(window, { made });
        for (const name of ["createElement", "createTextNode", "createComment"] as const) {
          const make = Document.prototype[name] as (...values: string[]) => Node;
          const noted = function (this: Document, ...values: string[]) {
            if (document.getElementById("app")) made.push([name, ...values]);
            return make.apply(this, values);
          };
          Object.assign(Document.prototype, { [name]: noted });
        }
        const { setAttribute } = Element.prototype;
        Element.prototype.setAttribute = function (name, value) {
          if (name !== "data-app") return setAttribute.call(this, name, value);
          performance.now = () => {
            performance.now = Performance.prototype.now;
            throw new Error("stopped before the second step");
          };
        };
      });
      const release = await hold(page, "**/*.wasm");
      const address = {
        "front page": "",
        incident: `incidents/${sites.incident}/`,
        component: "components/pay/",
        month: "history/2025-10/",
      }[screen];
      await Promise.all([page.waitForRequest("**/*.wasm"), page.goto(host.url + address)]);

      const nodes = await page.evaluateHandle(() => {
        const walker = document.createTreeWalker(document.body);
        const nodes: Node[] = [];
        // The guard, which isn't part of the screen, is the only node that is removed.
        while (walker.nextNode()) if (!(walker.currentNode as Element).matches?.("main > script")) nodes.push(walker.currentNode);
        return nodes.map((node) => [node, node.cloneNode()] as const);
      });
      const looks = [phone, desktop].flatMap((size) => (["light", "dark"] as const).map((scheme) => ({ size, scheme })));
      const frames = async () => {
        const taken: Buffer[] = [];
        for (const { size, scheme } of looks) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme: scheme });
          taken.push(await page.screenshot({ fullPage: true, animations: "disabled" }));
        }
        return taken;
      };
      const before = await frames();

      release();
      await expect(page.locator("html")).toHaveAttribute("data-app", "dead");
      const changed = await nodes.evaluate((nodes) => {
        const walker = document.createTreeWalker(document.body);
        const told = (node?: Node | null) => (node instanceof Element ? (node.cloneNode() as Element).outerHTML : (node?.nodeValue ?? ""));
        const changed = nodes.flatMap(([node, copy]) => {
          const now = walker.nextNode();
          // A text without anything in it goes over the wire as a blank.
          const same = now === node && told(now).trim() === told(copy).trim();
          return same ? [] : [`${told(copy)} -> ${told(now)}`];
        });
        return walker.nextNode() ? [...changed, "further nodes"] : changed;
      });
      expect(changed).toEqual([]);
      expect(await page.evaluate(() => window.made)).toEqual([]);

      const shown = await frames();
      for (const [index, { size, scheme }] of looks.entries()) {
        const name = `${size.width} ${scheme}`;
        if (before[index]!.equals(shown[index]!)) continue;
        for (const [when, body] of [["prerendered", before[index]!], ["mounted", shown[index]!]] as const) {
          await test.info().attach(`${name} ${when}`, { body, contentType: "image/png" });
        }
        expect.soft("another picture", name).toBe("the same picture");
      }
    });
  }
});

/** Visits an address and waits until it `has` the expected content. Returns how far everything moved, from the first moment on. */
async function shifts(page: Page, address: string, has: () => Promise<void> = () => live(page)): Promise<Shift[]> {
  const release = await hold(page, "**/*.wasm");
  await Promise.all([page.waitForRequest("**/*.wasm"), page.goto(address)]);
  await page.evaluate(() => {
    type Entry = PerformanceEntry & { value: number; sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[] };
    const shifts: Shift[] = [];
    const take = (entries: PerformanceEntryList) => {
      for (const { value, sources } of entries as Entry[]) {
        const told = (node?: Node) => (node instanceof Element ? `${node.localName}.${node.className}` : node?.nodeName);
        const moved = sources.map(({ node, previousRect: from, currentRect: to }) =>
          `${told(node)} "${node?.textContent?.slice(0, 40)}" ${from.x},${from.y} ${from.width}x${from.height} -> ${to.x},${to.y} ${to.width}x${to.height}`);
        shifts.push({ value, moved });
      }
    };
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    Object.assign(window, { shiftsSoFar: () => (take(observer.takeRecords()), shifts) });
  });
  await painted(page);
  release();
  await has();
  await painted(page);
  return page.evaluate(() => window.shiftsSoFar());
}

const sum = (shifts: Shift[]) => shifts.reduce((sum, { value }) => sum + value, 0);

test.describe("switching to the present and to the visitor's zone moves nothing", () => {
  for (const timezoneId of ["UTC", "America/St_Johns", "Asia/Kathmandu"]) {
    for (const [device, viewport] of Object.entries({ phone, desktop })) {
      test(`in ${timezoneId} on a ${device}`, async ({ sites, put, browse }) => {
        const page = await (await browse({ timezoneId, viewport })).newPage();
        for (const [site, address, at] of [
          ["busy", "", NOON],
          ["busy", `incidents/${sites.incident}/`, NOON],
          ["busy", "history/2025-10/", NOON],
          ["busy", "components/pay/", NOON],
          ["well", "", NOON],
          ["evening", "", EVENING],
          ["night", "", NIGHT],
        ] as const) {
          const host = await put(sites[site], at);
          const seen = await shifts(page, host.url + address);
          await page.unrouteAll();
          expect.soft(sum(seen), `${site}/${address}: ${JSON.stringify(seen, null, 1)}`).toBeLessThanOrEqual(0.01);
        }
      });
    }
  }
});

test("P76 a late snapshot moves nothing when the page says so", async ({ sites, put, browse }) => {
  test.slow();
  for (const viewport of [phone, { width: 700, height: 900 }, desktop]) {
    const page = await (await browse({ viewport })).newPage();
    for (const [late, age] of [
      [40 * MINUTE, text.shared.pattern("minutes", { count: /4\d/ })],
      [26 * 60 * MINUTE, text.shared("days_hours", { days: 1, hours: 2 })],
    ] as const) {
      for (const [site, address] of [["well", ""], ["busy", ""], ["busy", `incidents/${sites.incident}/`]] as const) {
        const host = await put(sites[site], after(NOON, late));
        const notice = page.locator('.as-of [data-notice="stale"]');
        const seen = await shifts(page, host.url + address, () => expect(notice).toContainText(stale(age)));
        await page.unrouteAll();
        expect.soft(sum(seen), `${viewport.width} ${site}/${address}: ${JSON.stringify(seen, null, 1)}`).toBe(0);
      }
    }
  }
});

test("the app starts after the first paint", async ({ sites, put, browse }) => {
  const host = await put(sites.busy);
  for (let visit = 0; visit < 4; visit += 1) {
    const context = await browse();
    const page = await context.newPage();
    await page.goto(host.url);
    await live(page);
    const [painted, asked] = await page.evaluate(() => {
      const wasm = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
      return [performance.getEntriesByName("first-contentful-paint")[0]?.startTime, wasm?.startTime];
    });
    expect(asked, "when the Wasm was asked for").toBeGreaterThan(painted ?? Number.POSITIVE_INFINITY);
    await context.close();
  }
});

test.describe("open incidents are painted before the content below them arrives", () => {
  for (const comes of [true, false]) {
    test(comes ? "and the guard follows" : "and the guard never comes", async ({ sites, put, browse, watch }) => {
      const host = await put(sites.busy);
      const page = await (await browse()).newPage();
      if (!comes) await page.route("**/guard-*.js", (route) => route.abort());
      const release = await hold(page, "**/guard-*.js");
      if (!comes) watch.allow(/^(failed: GET|console error: Failed to load resource).*\/guard-/);
      const open = page.locator("#open");
      const below = page.getByRole("heading", { name: text.page("recent") });
      await page.goto(host.url, { waitUntil: "commit" });
      await expect(open.getByRole("article").last()).toBeVisible();
      await contentPainted(page);
      await expect(below).toHaveCount(0);
      release();
      await expect(below).toBeVisible();
      await live(page);
      await expect(open.locator("~ script")).toHaveCount(0);
      expect(await page.evaluate(() => document.querySelectorAll("main").length)).toBe(1);
    });
  }
});

test.describe("take-over and the first answer", () => {
  test("keep focus, selection, scroll position and open sections", async ({ sites, put, browse }) => {
    const host = await put(sites.busy);
    const page = await (await browse({ timezoneId: "Asia/Kathmandu", viewport: phone })).newPage();
    const release = await hold(page, "**/*.wasm");
    await Promise.all([page.waitForRequest("**/*.wasm"), page.goto(host.url)]);

    const card = page.locator(`article.incident[data-incident="${sites.incident}"]`);
    const focused = card.getByRole("link", { name: text.page("all_entries", { count: 4 }) });
    await page.getByText(text.page("older_months")).click();
    await focused.focus();
    await focused.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const elements = await page.evaluateHandle(() => [...document.querySelectorAll("#app :not(.as-of *, .days .hint)")]);
    const selection = await card.evaluate((card) => {
      const [first, last] = [...card.querySelectorAll(".message")].map((message) => message.firstChild!);
      getSelection()!.setBaseAndExtent(first!, 4, last!, 20);
      return getSelection()!.toString().split("\n");
    });
    const place = () => focused.evaluate((element) => Math.round(element.getBoundingClientRect().top));
    const before = await place();
    expect(await page.evaluate(() => window.scrollY), "how far it is scrolled").toBeGreaterThan(0);

    release();
    await live(page);
    await painted(page);
    await expect(focused).toBeFocused();
    expect(await place()).toBe(before);
    await expect(page.locator("details", { hasText: text.page("older_months") })).toHaveAttribute("open");
    // The time between the two paragraphs is in the visitor's zone by now.
    const selected = await page.evaluate(() => getSelection()!.toString().split("\n"));
    expect(selected[0]).toBe(selection[0]);
    expect(selected.at(-1)).toBe(selection.at(-1));
    expect(selected.length).toBeGreaterThan(2);
    // Only the age of the data reads differently, and an incident may be on another day in the visitor's zone.
    const lost = await elements.evaluate((elements) => {
      return elements.filter((element) => !element.isConnected && element.localName !== "script").map((element) => element.outerHTML);
    });
    expect(lost).toEqual([]);
  });

  test("leave the focus on a summary, and the first answer leaves it on a button", async ({ sites, put, browse }) => {
    const host = await put(sites.well);
    const page = await (await browse({ timezoneId: "America/St_Johns" })).newPage();
    const [start, answer] = [await hold(page, "**/*.wasm"), await hold(page, "**/as-of.json")];
    await Promise.all([page.waitForRequest("**/*.wasm"), page.goto(host.url)]);
    const summary = page.getByText(text.page("older_months"));
    await summary.focus();
    await page.keyboard.press("Enter");
    start();
    await expect(page.locator("html")).toHaveAttribute("data-app", "running");
    await expect(page.getByRole("contentinfo")).toContainText("America/St_Johns");
    await expect(summary).toBeFocused();
    await expect(page.locator("details", { hasText: text.page("older_months") })).toHaveAttribute("open");

    const button = page.getByRole("button", { name: text.page("pause"), exact: true });
    await button.focus();
    answer();
    await live(page);
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-overall", "operational");
    await expect(button).toBeFocused();
    await expect(page.locator("details", { hasText: text.page("older_months") })).toHaveAttribute("open");
  });
});

test.describe("without JavaScript", () => {
  for (const screen of ["front page", "incident", "component", "month", "year", "404"] as const) {
    test(`${screen} is whole, and says no more than it knows`, async ({ sites, put, browse, watch }) => {
      const host = await put(sites.busy);
      const page = await (await browse({ javaScriptEnabled: false, viewport: phone })).newPage();
      const address = {
        "front page": "",
        incident: `incidents/${sites.incident}/`,
        component: "components/pay/",
        month: "history/2025-11/",
        year: "history/2025/",
        "404": "nothing/here/",
      }[screen];
      if (screen === "404") watch.allowAnswer(404, "/nothing/here/");
      await page.goto(host.url + address);

      // Nothing is there that only works with a script, nor its room.
      await expect(page.locator(".skeleton")).toHaveCount(0);
      const needsApp = page.locator("button, .needs-app");
      if (screen !== "404") await expect(needsApp).not.toHaveCount(0);
      for (const element of await needsApp.all()) expect(await element.boundingBox()).toBeNull();
      // No empty element takes up space. The icons repeat the text next to them.
      const blank = await page.locator("main").evaluate((main) => {
        const boxes = [...main.querySelectorAll<HTMLElement>("p, li, ul, ol, section, article, div, h1, h2, h3, h4, time, .fact")];
        const isBlank = (box: HTMLElement) =>
          box.innerText.trim() === "" && !box.querySelector("[role=img]") && box.getBoundingClientRect().height >= 1;
        return boxes.filter((box) => !box.closest("details") && isBlank(box)).map((box) => box.outerHTML);
      });
      expect(blank).toEqual([]);
      // The zone is said with the first time, and stays the same.
      const times = await page.locator('time[datetime*="T"]').allInnerTexts();
      for (const time of times.slice(0, 1)) expect(time).toMatch(anyClock);
      expect(times.length > 0).toBe(screen !== "404");
      expect(await page.locator("body").evaluate((body) => body.scrollWidth)).toBeLessThanOrEqual(phone.width);

      if (screen === "404") {
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.page("not_found"));
        await page.getByRole("link", { name: text.page("see_status"), exact: true }).click();
        await expect(page).toHaveURL(host.url);
        return;
      }
      await expect(page.getByRole("contentinfo")).toContainText(text.page("times_in", { zone: text.page("zone_utc") }));
      await expect(page.locator(".as-of")).toContainText(checked(moment("2025-11-20T12:03")));
      if (screen === "month") {
        for (const name of ["Payments by card fail", "Webhooks are delayed", "Search was slow for some customers"]) {
          await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
        }
        await page.getByRole("link", { name: monthName("2025-10"), exact: true }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(monthHeading("2025-10"));
        return;
      }
      if (screen === "year") {
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.page("incidents_in", { month: "2025" }));
        await expect(page.locator('[data-history="all"] [data-day="2025-11-20"]')).toHaveAttribute("data-worst", "critical");
        await page.getByRole("link", { name: "November", exact: true }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(monthHeading("2025-11"));
        await page.getByRole("link", { name: "2025", exact: true }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.page("incidents_in", { month: "2025" }));
        return;
      }
      const told = screen === "incident" ? 4 : 3;
      const entries = await sites.press.api.entries(sites.incident);
      const newest = entries.toSorted((one, other) => Number(other.date) - Number(one.date));
      const messages = page.locator(`[data-incident="${sites.incident}"] .message`);
      await expect(messages).toHaveText(newest.slice(0, told).map(({ message }) => message.replace(/\s+/g, " ")));
      if (screen === "incident") {
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("Payments by card fail");
        return;
      }
      if (screen === "component") {
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("Payments");
        await expect(page.locator("article.subject")).toHaveAttribute("data-status", "major_outage");
        return;
      }
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(asOf("state_critical", clock("12:03"), "Payments"));
      await expect(page).toHaveTitle(windowTitle(asOf("state_critical", clock("12:03"), "Payments")));
      await expect(page.locator("[data-overall]")).toHaveAttribute("data-fresh", "false");
      await page.getByText(text.page("older_months")).click();
      await page.getByRole("link", { name: monthName("2024-10"), exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(monthHeading("2024-10"));
    });
  }

  test("all is not called well", async ({ sites, put, browse }) => {
    const host = await put(sites.well);
    const page = await (await browse({ javaScriptEnabled: false })).newPage();
    await page.goto(host.url);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(asOf("state_none_open", clock("12:03")));
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-overall", "unknown");
    await expect(page.getByText(text.shared("operational"))).toHaveCount(0);
  });
});

/** Notes everything that a page calls operational, from its first moment on. */
async function green(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript((well) => {
    const seen: string[] = [];
    Object.assign(window, { seenGreen: seen, looks: 0 });
    const look = () => {
      window.looks += 1;
      const hooks = [...document.querySelectorAll('[data-overall="operational"], [data-status="operational"], [data-fresh="true"]')];
      const icon = document.getElementById("favicon")?.getAttribute("href") ?? "";
      seen.push(...hooks.map((element) => (element.cloneNode() as Element).outerHTML));
      if (/operational/.test(icon)) seen.push(icon);
      if (document.title.includes(well)) seen.push(document.title);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  }, text.page("state_operational"));
  return async () => {
    expect(await page.evaluate(() => window.looks), "how often the page was looked at").toBeGreaterThan(0);
    return page.evaluate(() => window.seenGreen);
  };
}

test.describe("a page from a cache that is older than the site", () => {
  test("becomes current and says so", async ({ sites, put, browse }) => {
    const { press } = sites;
    const over = await press.api.create(openAt("Refunds fail", "minor", 20));
    const host = await put(await press.publish(NOON, "later"));
    for (const file of ["index.html", `incidents/${over.id}/index.html`]) await host.keep(file);
    const added = await press.api.create(openAt("Nobody can sign in", "major", 0));
    const [message, date] = ["All of it works again.", String(NOON.getTime() + 5 * MINUTE)];
    await press.api.post(over.id, { message, incidentStatus: "resolved", date });
    const later = after(NOON, 10 * MINUTE);
    await press.publish(later, "later");
    host.setClock(later);

    const page = await (await browse()).newPage();
    const release = await hold(page, "**/*.wasm");
    await page.goto(host.url);
    await expect(page.locator("h1")).toHaveText(asOf("state_critical", clock("12:03"), "Payments"));
    release();
    await expect(page.locator("h1")).toHaveText(headline("state_critical", "Payments"));
    const ago = either(text.shared("just_now"), text.shared.pattern("seconds_ago", { count: /\d{1,2}/ }));
    await expect(page.locator(".as-of")).toContainText(checked(ago));
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-source", "snapshot");
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-fresh", "true");
    await expect(page.locator(`article.incident[data-incident="${added.id}"]`)).toContainText("Nobody can sign in");
    await expect(page.locator(`article.incident[data-incident="${over.id}"]`)).toHaveCount(0);

    await page.goto(`${host.url}incidents/${over.id}/`);
    await expect(page.locator(".message").first()).toHaveText("All of it works again.");
    await expect(page.locator("article")).toHaveAttribute("data-status", "resolved");

    // Taken away since: the page of the cache says so, and does not wait for it for ever.
    for (const { id } of [over, added]) await press.api.remove(id);
    await host.keep(`incidents/${added.id}/index.html`);
    await press.publish(after(later, MINUTE), "later");
    host.setClock(after(later, MINUTE));
    await page.goto(`${host.url}incidents/${added.id}/`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.page("missing_incident"));
    await expect(page.locator(".skeleton")).toHaveCount(0);
  });

  for (const [when, serve] of [
    ["nothing was published since", async () => {}],
    [
      "another cache holds what was published since",
      // Its date is that of the day when it was young.
      async (page: Page) => {
        const date = after(NOON, MINUTE).toUTCString();
        await page.route("**/as-of.json", async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, headers: { ...response.headers(), date, age: "172800" } });
        });
      },
    ],
    [
      "its host gives no date",
      async (page: Page) => {
        await page.route("**/as-of.json", async (route) => {
          const response = await route.fetch();
          const { date: _, ...headers } = response.headers();
          await route.fulfill({ response, headers });
        });
      },
    ],
  ] as const) {
    test(`never calls all well when ${when}`, async ({ sites, put, browse }) => {
      const host = await put(sites.well, after(NOON, 48 * 60 * MINUTE));
      const page = await (await browse()).newPage();
      const seen = await green(page);
      await serve(page);
      await page.goto(host.url);
      await expect(page.locator("[data-overall]")).toHaveAttribute("data-source", "snapshot");
      await expect(page.locator("h1")).toHaveText(asOf("state_none_open", clock("12:03")));
      await expect(page.locator(".as-of")).toContainText(moment("2025-11-20T12:03"));
      if (when !== "its host gives no date") {
        await expect(page.locator('[data-notice="stale"]')).toContainText(stale(text.shared("days_only", { count: 2 })));
      }
      expect(await seen()).toEqual([]);
    });
  }

  test("gives way to this browser's newer data if no answer comes", async ({ sites, put, browse, watch }) => {
    const { press } = sites;
    const host = await put(await press.publish(NOON, "seen"));
    await host.keep("index.html");
    const later = after(NOON, 10 * MINUTE);
    const added = await press.api.create(openAt("Nobody can sign in", "major", 0));
    await press.publish(later, "seen");
    await press.api.remove(added.id);
    host.setClock(later);
    const page = await (await browse()).newPage();
    await page.goto(host.url);
    await live(page);

    watch.allowFailure("/as-of.json");
    await page.route("**/as-of.json", (route) => route.abort());
    await page.reload();
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-source", "stored");
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-fresh", "false");
    await expect(page.locator(`article.incident[data-incident="${added.id}"]`)).toBeVisible();
    await expect(page.locator('[data-notice="trouble"]')).toContainText(text.page("shown_from", { time: longMoment("2025-11-20T12:13") }));
  });
});

test.describe("the content stays and claims nothing", () => {
  for (const [what, file, change] of [
    ["when the Wasm is blocked", "**/*.wasm", undefined],
    // A section without a meaning, which any engine would take.
    ["when the Wasm is another", "**/*.wasm", (body: Buffer) => Buffer.concat([body, Buffer.from([0, 1, 0])])],
    ["when the glue is cut off", "**/page-*.js", (body: Buffer) => body.subarray(0, body.length / 2)],
  ] as const) {
    test(what, async ({ sites, put, browse, watch }) => {
      const host = await put(sites.well);
      const page = await (await browse()).newPage();
      const seen = await green(page);
      let asked = false;
      await page.route(file, async (route) => {
        asked = true;
        if (!change) return route.abort();
        const body = await readFile(path.join(host.folder, new URL(route.request().url()).pathname));
        await route.fulfill({ body: change(body), contentType: file.endsWith("wasm") ? "application/wasm" : "text/javascript" });
      });
      const broken = "Failed to load resource|Failed to find a valid digest|Fetch API cannot load";
      watch.allow(new RegExp(`^(failed: GET|console error: (${broken})).*/page-`));
      await page.goto(host.url);
      if (what !== "when the glue is cut off") await expect(page.locator("html")).toHaveAttribute("data-app", "failed");
      expect(asked).toBe(true);
      await expect(page.locator("h1")).toHaveText(asOf("state_none_open", clock("12:03")));
      await expect(page.getByRole("link", { name: "Payments by card failed" })).toBeVisible();
      const buttons = page.getByRole("button", { includeHidden: true });
      await expect(buttons).not.toHaveCount(0);
      await expect(buttons.filter({ visible: true })).toHaveCount(0);
      expect(await seen()).toEqual([]);
      await page.getByRole("link", { name: "Payments by card failed" }).click();
      await expect(page.locator("h1")).toHaveText("Payments by card failed");
    });
  }

  test("and a document that was cut off is not shown twice", async ({ sites, put, browse }) => {
    const host = await put(sites.well);
    const page = await (await browse()).newPage();
    await page.route(host.url, async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: body.slice(0, body.indexOf(text.page("recent"))) });
    });
    await page.goto(host.url);
    await live(page);
    await expect(page.locator("h1")).toHaveText(text.page("state_operational"));
    await expect(page.locator("#app main")).toHaveCount(1);
  });
});

test("a page that the browser translates is still brought up to date", async ({ sites, put, browse }) => {
  const host = await put(sites.busy);
  const page = await (await browse()).newPage();
  const translate = () =>
    page.locator("h1").evaluate((heading) => {
      const font = document.createElement("font");
      font.textContent = "Panne critique";
      heading.replaceChildren(font);
    });
  const release = await hold(page, "**/*.wasm");
  await page.goto(host.url);
  await translate();
  release();
  await expect(page.locator("h1")).toHaveText(headline("state_critical", "Payments"));

  await translate();
  host.setClock(after(NOON, 24 * 60 * MINUTE));
  await page.getByRole("button", { name: text.page("refresh"), exact: true }).click();
  await expect(page.locator("h1")).toHaveText(asOf("state_critical", clock("12:03"), "Payments"));
});

for (const base of Host.bases) {
  test(`below ${base} every address can be opened, loaded again and gone back to`, async ({ sites, put, browse }) => {
    const host = await put(sites.busy);
    const root = new URL(base, host.url).href;
    const page = await (await browse()).newPage();
    const heading = page.locator("h1");
    await page.goto(`${root}history/2025-10/`);
    await live(page);
    await page.reload();
    await live(page);
    await expect(heading).toHaveText(monthHeading("2025-10"));
    await page.getByRole("link", { name: "The website was slow" }).click();
    await expect(heading).toHaveText("The website was slow");
    await expect(page.locator(".message").first()).toHaveText("The website was slow: it is over.");
    await expect(page).toHaveURL(new RegExp(`^${root}incidents/[\\w-]+/$`));
    await page.reload();
    await expect(heading).toHaveText("The website was slow");
    await live(page);
    await page.goBack();
    await expect(heading).toHaveText(monthHeading("2025-10"));
    await live(page);
    await page.goForward();
    await expect(heading).toHaveText("The website was slow");
    await live(page);
    await page.getByRole("link", { name: text.page("status"), exact: true }).click();
    await expect(page).toHaveURL(root);
    await expect(heading).toHaveText(headline("state_critical", "Payments"));
  });
}
