import { open } from "../support/api";
import { trapOnDemand } from "../support/trap";
import { expect, test } from "../support/test";
import { text } from "../support/text";
import { stepUntilAsked } from "../support/clock";
import { AS_OF, type Visitor } from "../support/visitor";

const GROUPS = ["Applications", "Network", "Storage", "For developers", "Billing"];

const components = Array.from({ length: 40 }, (_, index) => ({
  id: `c${index}`,
  name: `${["Sign-in", "Search", "Object storage", "Webhooks and events"][index % 4]} ${index + 1}`,
  group: GROUPS[index % GROUPS.length],
}));

const SCREENS = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
];

/** What a screen shows of a list: the names in sight, in their order from the top, and how many are counted below. */
interface Shown {
  names: string[];
  beyond: number;
}

/** Opens the wall, and waits until it speaks of the present. There is no button by which others wait. */
async function hang(visitor: Visitor, more = ""): Promise<void> {
  await visitor.open(`?wall${more}`);
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
}

/** Everything that the wall shows, measured. */
async function measure({ page }: Visitor) {
  return page.evaluate(() => {
    const app = document.getElementById("app")!;
    const inSight = (element: Element) => {
      const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && top >= 0 && left >= 0 && bottom <= innerHeight + 1 && right <= innerWidth + 1;
    };
    const list = (section: Element | null, items: string, name: string): Shown => {
      const all = [...(section?.querySelectorAll(items) ?? [])].filter((item) => item.getClientRects().length > 0);
      const places = all.map((item) => ({ item, at: item.getBoundingClientRect() }));
      places.sort((a, b) => Math.round(a.at.top - b.at.top) || a.at.left - b.at.left);
      const names = places.filter(({ item }) => inSight(item)).map(({ item }) => item.querySelector(name)!.textContent!);
      const note = section ? getComputedStyle(section, "::after").content : "";
      return { names, beyond: Number(/\d+/.exec(note)?.[0] ?? 0) };
    };
    const smallest = [...document.querySelectorAll("main *")].filter((element) => element.firstChild instanceof Text && inSight(element));
    const sizes = smallest.map((element) => parseFloat(getComputedStyle(element).fontSize));
    return {
      isCut: app.scrollHeight > app.clientHeight || document.documentElement.scrollHeight > innerHeight,
      isWide: document.documentElement.scrollWidth > innerWidth,
      headline: inSight(document.querySelector("h1")!) && inSight(document.querySelector(".as-of")!),
      controls: [...document.querySelectorAll("button,nav,footer,summary")].filter((element) => element.getClientRects().length > 0).length,
      smallest: Math.min(...sizes) / Math.min(innerWidth, innerHeight),
      incidents: list(document.getElementById("open"), "[data-incident]", ".name"),
      components: list(document.querySelector('[aria-labelledby="components"]'), "[data-component]", ".component-name"),
    };
  });
}

test.describe("on a screen in an office", () => {
  test.use({ config: { title: "Acme Status", components } });

  for (const [count, title] of [
    [0, "all components have room"],
    [3, "three incidents have room, and components are counted"],
    [20, "P102 what has no room is counted, and the worst is shown"],
  ] as const) {
    test(title, async ({ visitor, api }) => {
      for (let index = 0; index < count; index++) {
        const impact = index === 1 ? "critical" : index % 3 ? "minor" : "major";
        const incident = open(`Requests to region ${index + 1} fail or take longer than they should`, impact, 60 + index);
        const affectedComponents = [
          { componentId: `c${(3 * index) % 40}`, componentStatus: index === 1 ? "major_outage" : "degraded_performance" },
        ];
        await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents } });
      }
      const said: string[] = [];
      visitor.page.on("console", (message) => said.push(message.text()));
      await hang(visitor);
      expect(said, "the app takes the document over as it is").toEqual([]);
      for (const size of SCREENS) {
        await test.step(`${size.width} × ${size.height}`, async () => {
          await visitor.page.setViewportSize(size);
          await expect(async () => expect((await measure(visitor)).isCut).toBe(false)).toPass();
          const { isWide, headline, controls, smallest, incidents, components: shown } = await measure(visitor);
          expect({ isWide, headline, controls }).toEqual({ isWide: false, headline: true, controls: 0 });
          expect(smallest, "the height of the text, as a part of the screen").toBeGreaterThan(0.021);
          expect(incidents.names.length + incidents.beyond).toBe(count);
          expect(shown.names.length + shown.beyond).toBe(40);
          if (count > 0) {
            expect(incidents.names[0]).toContain("region 2");
            expect(shown.names[0], "the component that's down").toBe(components[3]!.name);
          }
        });
      }
    });
  }

  test("without the app it looks like that, and without its own script it's the ordinary page", async ({ visitor, api, watch }) => {
    await api.create(open("Mail is late", "major"));
    watch.allowFailure(/.*\/(page|wall)-\w+\.(wasm|js)/);
    await visitor.page.route("**/page-*.wasm", (route) => route.abort());
    await visitor.page.goto(`${visitor.site}?wall`);
    await expect(async () => {
      const { controls, headline, incidents } = await measure(visitor);
      expect({ controls, headline, names: incidents.names }).toEqual({ controls: 0, headline: true, names: ["Mail is late"] });
    }).toPass();

    await visitor.page.route("**/wall-*.js", (route) => route.abort());
    await visitor.page.reload();
    await expect(visitor.page.getByRole("link", { name: "Mail is late" })).toBeVisible();
    await expect(visitor.page.getByRole("heading", { name: text.page("components") })).toBeVisible();
  });

  test("it is only the front page's, and the scheme can be asked for", async ({ visitor, api }) => {
    const { id } = await api.create(open("Mail is late", "major"));
    await visitor.open(`incidents/${id}/?wall`);
    await expect(visitor.page.locator("html")).not.toHaveAttribute("data-wall");
    await hang(visitor, "&scheme=dark");
    await expect(visitor.page.locator("html")).toHaveAttribute("data-scheme", "dark");
  });
});

test("P100 out of touch, it's never green, and it comes back by itself", async ({ visitor, server, watch }) => {
  watch.allowFailure(/.*/);
  await hang(visitor);
  await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
  await server.stop();
  await visitor.step(400_000);
  await expect(visitor.banner).toHaveAttribute("data-overall", "unknown");
  await server.startAgain();
  await stepUntilAsked(visitor.page, [AS_OF], 700_000);
  await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
});

test("P101 an app that has died is loaded again, with nobody there", async ({ visitor, watch }) => {
  watch.allow(/unreachable/);
  const trap = await trapOnDemand(visitor.page);
  await hang(visitor);
  await trap();
  const loaded = visitor.page.waitForEvent("load");
  await visitor.step(60_000);
  await loaded;
  await visitor.started();
  expect(visitor.page.url()).toBe(`${visitor.site}?wall`);
  await expect(visitor.page.locator("html")).toHaveAttribute("data-wall", /./);
});

test("the screen stays on, and the pointer goes", async ({ visitor, watch }) => {
  // The page is left, whatever it is asking for.
  watch.allow(/ERR_ABORTED/, { due: false });
  await visitor.page.addInitScript(() => {
    const locks: EventTarget[] = [];
    const request = async () => {
      const lock = Object.assign(new EventTarget(), { released: false });
      locks.push(lock);
      return lock;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
    Object.assign(window, { locks });
  });
  const locks = () => visitor.page.evaluate(() => (window as unknown as { locks: unknown[] }).locks.length);
  await visitor.open();
  expect(await locks(), "a visitor's screen may go dark").toBe(0);
  await hang(visitor);
  await expect.poll(locks).toBe(1);
  await visitor.step(120_000);
  expect(await locks()).toBe(1);
  await visitor.page.evaluate(() => ((window as unknown as { locks: { released: boolean }[] }).locks[0]!.released = true));
  await visitor.step(60_000);
  expect(await locks(), "taken again").toBe(2);
  const html = visitor.page.locator("html");
  await expect(html).toHaveCSS("cursor", "none");
  await visitor.page.mouse.move(50, 50);
  await expect(html).not.toHaveCSS("cursor", "none");
});

test.describe("a new version", () => {
  // Nothing else is asked for meanwhile, and the data stays recent.
  test.use({ config: { title: "Acme Status", refreshSeconds: 86_400, staleAfterSeconds: 604_800 } });

  test("is loaded within an hour, once it's there", async ({ visitor }) => {
    test.slow();
    const { page, site } = visitor;
    let answer = (html: string) => html;
    await page.route(`${site}?wall`, async (route) => {
      if (route.request().isNavigationRequest()) return route.fallback();
      const response = await route.fetch();
      return route.fulfill({ response, body: answer(await response.text()) });
    });
    await hang(visitor);
    let loads = 0;
    page.on("load", () => loads++);
    const hour = async () => {
      const asked = page.waitForResponse(`${site}?wall`);
      await visitor.step(3_600_000);
      await asked;
    };
    await hour();
    answer = () => "<h1>Sign in to the network</h1>";
    await hour();
    expect(loads, "the same version, and another page").toBe(0);
    answer = (html) => html.replace(/page-\w+\.js/, "page-0000000000000000.js");
    const loaded = page.waitForEvent("load");
    await hour();
    await loaded;
    expect(page.url()).toBe(`${site}?wall`);
  });
});
