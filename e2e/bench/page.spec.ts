import { expect, test, type Browser } from "@playwright/test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { Site } from "../support/press";
import { byHand } from "./by-hand";
import { ratio, table, type Pair } from "./figures";
import { Host } from "./host";
import { components, incidents } from "./incidents";
import { kinds, marked, visit, type Visit } from "./visit";

/** How much later than on a page written by hand the incidents may be readable. */
const LIMIT = 1.1;
const runs = Number(process.env.STATUSPANE_RUNS ?? 9);

test(`incidents can be read no later than ${LIMIT} times a page written by hand`, async ({ browser }) => {
  const list = incidents(200, 3);
  const site = await Site.publish(list, { title: "Acme Status", supportUrl: "mailto:help@acme.test", components });
  const other = await mkdtemp(path.join(tmpdir(), "statuspane-by-hand-"));
  const host = await Host.start({ published: site.folder, "by-hand": other });
  try {
    const write = async (folder: string, html: string) => {
      await writeFile(path.join(folder, "index.html"), html);
      await writeFile(path.join(folder, "index.html.br"), brotliCompressSync(html));
    };
    const html = await byHand(browser, `${host.url}published/`);
    await write(other, html);
    expect(await text(browser, `${host.url}by-hand/`)).toBe(await text(browser, `${host.url}published/`));

    const open = list.filter(({ incidentStatus }) => incidentStatus !== "resolved");
    // The screen has the worst of them first.
    const rank = ["critical", "major", "minor", "none"];
    open.sort((a, b) => rank.indexOf(a.incidentImpact) - rank.indexOf(b.incidentImpact));
    const awaited = open.flatMap(({ name, entries }) => [name, entries[0]!.message]);
    await write(other, marked(html, awaited));
    await write(site.folder, marked(await readFile(path.join(site.folder, "index.html"), "utf8"), awaited));
    const before = `${host.url}by-hand/before.html`;
    await writeFile(path.join(other, "before.html"), "<!DOCTYPE html><title>Before</title><h1>Another page</h1>");
    const go = {
      byHand: () => visit(browser, before, `${host.url}by-hand/`, false),
      published: () => visit(browser, before, `${host.url}published/`, true),
    };
    const visits = { byHand: [] as Visit[], published: [] as Visit[] };
    // The first visit of each warms up the browser and the host, and does not count.
    for (let run = 0; run <= runs; run += 1) {
      const order = ["byHand", "published"] as const;
      for (const which of run % 2 ? order : [...order].reverse()) {
        const seen = await go[which]();
        if (run > 0) visits[which].push(seen);
      }
    }

    const pair = (name: string, figure: (visit: Visit) => number | undefined): Pair => {
      return { name, byHand: visits.byHand.map(figure), published: visits.published.map(figure) };
    };
    const readable = pair("incidents readable, ms", (visit) => visit.readable);
    const pairs = [
      pair("first paint, ms", (visit) => visit.firstPaint),
      pair("largest paint, ms", (visit) => visit.largestPaint),
      readable,
      pair("live, ms", (visit) => visit.live),
      ...kinds.map((kind) => pair(`${kind}, bytes`, (visit) => visit.bytes[kind])),
      pair("all, bytes", (visit) => kinds.reduce((sum, kind) => sum + visit.bytes[kind], 0)),
    ];
    const recent = list.filter(({ creationTime }) => Date.now() - Number(creationTime) < 14 * 86_400_000).length;
    console.log(
      `\n${list.length} incidents: ${open.length} open, ${recent} of the last 14 days. Medians of ${runs} visits to each page ` +
        `in turn, with an\nempty cache, 150 ms away at 1.6 Mbit/s, on a processor four times slower.\n\n${table(pairs)}\n`,
    );
    expect(ratio(readable), "incidents readable, published to by hand").toBeLessThanOrEqual(LIMIT);
  } finally {
    await host.stop();
    await site.dispose();
    await rm(other, { recursive: true, force: true });
  }
});

/** Every word that a page shows at rest. */
async function text(browser: Browser, address: string): Promise<string> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  const words = await page.evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const unseen of body.querySelectorAll("script, .needs-app, [hidden]")) unseen.remove();
    return body.textContent!.replaceAll(/\s+/g, "");
  });
  await context.close();
  return words;
}
