import type { Browser, CDPSession } from "@playwright/test";

/** A slow link of a phone and its processor. */
const link = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const slowdown = 4;

/** What is counted apart. */
export const kinds = ["document", "script", "wasm", "style", "json", "other"] as const;
export type Kind = (typeof kinds)[number];

/** One visit with an empty cache. Times are in milliseconds from when the address was entered. */
export interface Visit {
  firstPaint: number;
  largestPaint: number;
  /** When the last of the awaited texts that are on the first screen was painted. */
  readable: number;
  /** When the page spoke of the present; a page without an app never does. */
  live?: number;
  bytes: Record<Kind, number>;
}

interface Seen {
  painted: Record<string, number>;
  largest: number;
  live?: number;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/** Visits a page on a phone's screen. Of the awaited texts, the first two have to be on the first screen. */
export async function visit(browser: Browser, address: string, awaited: string[], comesAlive: boolean): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 412, height: 915 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const bytes = await countBytes(session);
    await session.send("Network.emulateNetworkConditions", link);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.addInitScript(look, awaited);

    await page.goto(address, { waitUntil: "load" });
    if (comesAlive) await page.waitForFunction(() => window.seen.live !== undefined);
    // Entries of a paint come with a later task.
    await page.waitForFunction((texts) => texts.every((text) => text in window.seen.painted), awaited.slice(0, 2));
    const { painted, largest, live, firstPaint } = await page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
      const first = performance.getEntriesByName("first-paint")[0]!.startTime;
      return { ...window.seen, firstPaint: first };
    });
    return { firstPaint, largestPaint: largest, readable: Math.max(...Object.values(painted)), live, bytes };
  } finally {
    await context.close();
  }
}

/** Runs in the page, before everything else: notes when the awaited texts have been painted, wherever they stand. */
function look(awaited: string[]): void {
  const seen: Seen = (window.seen = { painted: {}, largest: 0 });
  const each = (type: string, note: (entry: any) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  each("element", ({ identifier, renderTime }) => (seen.painted[identifier] ??= renderTime));
  each("largest-contentful-paint", ({ renderTime }) => (seen.largest = renderTime));

  const mark = (text: Node) => {
    const words = text.textContent!.trim();
    if (awaited.includes(words)) text.parentElement?.closest("p, li, h1, h2, h3, h4")?.setAttribute("elementtiming", words);
  };
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") mark(target);
      for (const added of addedNodes) {
        const texts = document.createTreeWalker(added, NodeFilter.SHOW_TEXT);
        if (added.nodeType === Node.TEXT_NODE) mark(added);
        while (texts.nextNode()) mark(texts.currentNode);
      }
    }
    const banner = seen.live === undefined && document.querySelector<HTMLElement>('.banner[data-fresh="true"]');
    if (banner && ["live", "snapshot"].includes(banner.dataset.source!)) seen.live = performance.now();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-fresh"] });
}

/** Counts what comes over the link, headers included. */
async function countBytes(session: CDPSession): Promise<Record<Kind, number>> {
  const bytes = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  const kindOf = new Map<string, Kind>();
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    const byName: [RegExp, Kind][] = [[/\.wasm$/, "wasm"], [/\.json$/, "json"]];
    const named = byName.find(([pattern]) => pattern.test(new URL(response.url).pathname))?.[1];
    const byType: Record<string, Kind> = { Document: "document", Script: "script", Stylesheet: "style" };
    kindOf.set(requestId, named ?? byType[type] ?? "other");
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes[kindOf.get(requestId) ?? "other"] += encodedDataLength;
  });
  await session.send("Network.enable");
  return bytes;
}
