import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FrameLocator, Page } from "@playwright/test";
import { open } from "../support/api";
import { expect, test as base } from "../support/test";

/** A page of another site, with the status page's banner in a frame. */
interface Around {
  url: string;
  /** Its markup. */
  body: string;
}

const test = base.extend<{ around: Around }>({
  around: async ({ watch }, use) => {
    const around = { url: "", body: "" };
    const server = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(`<!DOCTYPE html><title>Intranet</title><link rel="icon" href="data:,">${around.body}`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    around.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    watch.trust(around.url);
    await use(around);
    server.close();
    server.closeAllConnections();
  },
});

const components = [{ id: "web", name: "Web console and customer portal" }, { id: "api", name: "API" }];
const config = { title: "Acme Status", components, refreshSeconds: 5 };

const frame = (url: string, more = "", width = 320) =>
  `<iframe src="${url}embed/${more}" width="${width}" height="120" style="border: 0" title="Status"></iframe>`;

async function banner(page: Page): Promise<FrameLocator> {
  const inside = page.frameLocator("iframe");
  await expect(inside.locator("html")).toHaveAttribute("data-app", "running");
  return inside;
}

test("a site that may shows the banner alone, alive, and it leads to the page", async ({ around, server, api, browse }) => {
  await server.configure({ ...config, frameAncestors: [around.url.slice(0, -1)] });
  around.body = frame(server.url);
  const page = await (await browse()).newPage();
  await page.goto(around.url);
  const inside = await banner(page);
  await expect(inside.locator("[data-overall]")).toHaveAttribute("data-overall", "operational");
  await expect(inside.locator("header, footer, nav, button, article")).toHaveCount(0);

  const affectedComponents = [{ componentId: "web", componentStatus: "major_outage" }];
  const incident = open("Nobody can sign in", "critical");
  await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents } });
  await expect(inside.locator("[data-overall]")).toHaveAttribute("data-overall", "critical", { timeout: 15_000 });
  await expect(inside.getByRole("heading")).toContainText("Web console");

  await inside.getByRole("link", { name: "Acme Status" }).click();
  await expect(page).toHaveURL(server.url);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Web console");
});

test("it takes at most 120 pixels, and the page around it shows through", async ({ around, server, api, browse }) => {
  await server.configure({ ...config, frameAncestors: [around.url.slice(0, -1)] });
  const incident = open("Nobody can sign in", "critical");
  const affectedComponents = components.map(({ id }) => ({ componentId: id, componentStatus: "major_outage" }));
  await api.create({ ...incident, entry: { ...incident.entry!, affectedComponents } });
  const page = await (await browse()).newPage();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [320, 480, 900]) {
      around.body = `<style>:root { color-scheme: light dark } body { margin: 0; background: rgb(12, 200, 30) }</style>${frame(server.url, "", width)}`;
      await page.goto(around.url);
      const inside = await banner(page);
      await expect(inside.locator("[data-fresh=true]")).toBeVisible();
      const { height, sideways } = await inside.locator("main").evaluate((main) => ({
        height: Math.max(main.getBoundingClientRect().bottom, document.documentElement.scrollHeight),
        sideways: document.documentElement.scrollWidth > innerWidth,
      }));
      expect(height, `at ${width} px`).toBeLessThanOrEqual(120);
      expect(sideways, `at ${width} px`).toBe(false);
      const corner = await page.screenshot({ clip: { x: width - 4, y: 112, width: 2, height: 2 } });
      const [red, green, blue] = await page.evaluate(async (png) => {
        const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
        await image.decode();
        const canvas = new OffscreenCanvas(2, 2).getContext("2d")!;
        canvas.drawImage(image, 0, 0);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      }, corner.toString("base64"));
      expect([red, green, blue], `${scheme}, at ${width} px`).toEqual([12, 200, 30]);
    }
  }
  // A page with one scheme only says so.
  around.body = frame(server.url, "?scheme=light");
  await page.goto(around.url);
  await expect((await banner(page)).locator("html")).toHaveAttribute("data-scheme", "light");
});

test("no other site shows it, and without such sites there is none", async ({ around, server, browse, watch }) => {
  watch.allow(/frame-ancestors|Refused to frame|violates|net::ERR_BLOCKED_BY_RESPONSE/);
  await server.configure({ ...config, frameAncestors: ["https://intranet.example"] });
  around.body = frame(server.url);
  const page = await (await browse()).newPage();
  await page.goto(around.url);
  await expect(page.frameLocator("iframe").locator("[data-overall]")).toHaveCount(0);
  await server.configure(config);
  expect((await page.request.get(`${server.url}embed/`)).status()).toBe(404);
});
