import { expect, test, type Browser } from "@playwright/test";
import { Host } from "../bench/host";
import { components, incidents } from "../bench/incidents";
import { Api } from "../support/api";
import { Site, type ListedIncident } from "../support/press";
import { Server } from "../support/server";

/** The most that a first visit of the front page may take, in bytes on the wire, headers included. */
const LIMITS = { published: 114_000, served: 115_500 };
/** A visit is over when nothing has been asked for during this time. */
const REST = 2_000;

const config = { title: "Acme Status", supportUrl: "mailto:help@acme.test", components };

test("a first visit of the front page, published and served", async ({ browser }) => {
  const list = incidents(200, 3);
  const site = await Site.publish(list, config);
  const host = await Host.start({ site: site.folder });
  const server = await Server.start(config);
  try {
    await keep(await Api.of(server), list);
    const addresses = { published: `${host.url}site/`, served: server.url };
    for (const which of ["published", "served"] as const) {
      const visit = await visited(browser, addresses[which]);
      const total = visit.reduce((sum, { bytes }) => sum + bytes, 0);
      const parts = visit.map(({ name, bytes }) => `${name} ${bytes}`).join(", ");
      console.log(`first visit: ${which} ${total} of ${LIMITS[which]} bytes (${parts})`);
      expect.soft(total, `${which}: ${parts}`).toBeLessThanOrEqual(LIMITS[which]);
    }
  } finally {
    await host.stop();
    await server.dispose();
    await site.dispose();
  }
});

/** Puts the incidents into the database, the oldest first. */
async function keep(api: Api, list: ListedIncident[]): Promise<void> {
  for (const { name, incidentImpact, entries } of list.toReversed()) {
    const [first, ...later] = entries.map((entry) => ({ ...entry, sendNotification: false })).reverse();
    const { id } = await api.create({ name, incidentImpact, incidentStatus: first!.incidentStatus, entry: first });
    for (const entry of later) await api.post(id, entry);
  }
}

/** Everything that a browser takes which has never been there, in the order in which it came. */
async function visited(browser: Browser, address: string): Promise<{ name: string; bytes: number }[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const names = new Map<string, string>();
    const visit: { name: string; bytes: number }[] = [];
    let [last, running] = [Date.now(), 0];
    session.on("Network.requestWillBeSent", ({ requestId, request }) => {
      if (!names.has(requestId)) running += 1;
      names.set(requestId, request.url.slice(address.length).replace(/-[0-9a-f]{16}/, "") || "document");
      last = Date.now();
    });
    const over = (requestId: string, bytes: number) => {
      visit.push({ name: names.get(requestId) ?? "other", bytes });
      running -= 1;
      last = Date.now();
    };
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => over(requestId, encodedDataLength));
    session.on("Network.loadingFailed", ({ requestId }) => over(requestId, 0));
    await session.send("Network.enable");
    await page.goto(address);
    await expect(page.locator('.banner[data-fresh="true"]')).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => running === 0 && Date.now() - last >= REST, { timeout: 30_000 }).toBe(true);
    return visit;
  } finally {
    await context.close();
  }
}
