import type { Browser, CDPSession } from "@playwright/test";
import { setTimeout as rest } from "node:timers/promises";

/** A slow link of a phone and its processor. */
const link = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const slowdown = 4;

/** The kinds that are counted separately. */
export const kinds = ["document", "script", "wasm", "style", "json", "other"] as const;
export type Kind = (typeof kinds)[number];

/** One visit with an empty cache. Times are in milliseconds from when the address was entered. */
export interface Visit {
  firstPaint: number;
  largestPaint: number;
  /** When the last of the marked texts that are on the first screen was painted. */
  readable: number;
  /** When the page spoke of the present; a page without an app never does. */
  live?: number;
  bytes: Record<Kind, number>;
}

/**
 * A document with these texts marked for the browser to note when it paints them. A script that looks for them would slow
 * down what is measured, and not either page alike.
 */
export function marked(html: string, texts: string[]): string {
  return texts.reduce((html, text, index) => {
    const at = html.indexOf(`>${text}<`);
    const tag = [...html.slice(0, at + 1).matchAll(/<(h3|p)\b/g)].at(-1);
    if (at < 0 || !tag) throw new Error(`The document does not say “${text}”.`);
    const end = tag.index + tag[0].length;
    return `${html.slice(0, end)} elementtiming="${index}"${html.slice(end)}`;
  }, html);
}

/**
 * Visits a page on a phone's screen, in a tab that has shown another page of the host, `before`, and come to rest: neither
 * the start of a tab nor the end of the visit before is this page's doing. Of the marked texts, the first two have to be
 * on the first screen.
 */
export async function visit(browser: Browser, before: string, address: string, comesAlive: boolean): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 412, height: 915 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(before);
    await rest(1_000);
    const bytes = await countBytes(session);
    await session.send("Network.emulateNetworkConditions", link);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });

    await page.goto(address, { waitUntil: "load" });
    const live = comesAlive ? await page.waitForFunction(isLive).then((time) => time.jsonValue()) : undefined;
    return { ...(await page.evaluate(figures)), live: live || undefined, bytes };
  } finally {
    await context.close();
  }
}

/** The paint of a marked element: https://w3c.github.io/element-timing/ */
interface ElementTiming extends PerformanceEntry {
  identifier: string;
  renderTime: number;
}

/** Runs in the page: the time, once it speaks of the present. */
function isLive(): number | false {
  const banner = document.querySelector<HTMLElement>('.banner[data-fresh="true"]');
  return banner !== null && ["live", "snapshot"].includes(banner.dataset.source!) && performance.now();
}

/** Runs in the page: the times of paints. */
function figures(): Promise<Pick<Visit, "firstPaint" | "largestPaint" | "readable">> {
  const painted = new Map<string, number>();
  const isElement = (entry: PerformanceEntry): entry is ElementTiming => entry.entryType === "element";
  let largestPaint = 0;
  return new Promise((done) => {
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (isElement(entry)) painted.set(entry.identifier, painted.get(entry.identifier) ?? entry.renderTime);
        else if (entry instanceof LargestContentfulPaint) largestPaint = entry.renderTime;
      }
      if (!largestPaint || !painted.has("0") || !painted.has("1")) return;
      const firstPaint = performance.getEntriesByName("first-paint")[0]!.startTime;
      const tell = () => done({ firstPaint, largestPaint, readable: Math.max(...painted.values()) });
      // The paints of the next frames belong to it, and entries of a paint come with a later task.
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(tell)));
    });
    for (const type of ["element", "largest-contentful-paint"]) observer.observe({ type, buffered: true });
  });
}

/** Counts the bytes over the link, headers included. */
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
