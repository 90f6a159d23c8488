import type { BrowserContext } from "@playwright/test";

declare global {
  interface Window {
    /** How often the document has asked for a path. */
    fetched: Record<string, number>;
  }
}

/**
 * Stops the clock of a browser, which then goes on by steps only. Every document counts what it asks for, as this process
 * may hear of a request only when the time for its answer is over by the document's clock.
 */
export async function stopClock(context: BrowserContext, at = new Date()): Promise<void> {
  await context.clock.install({ time: at });
  await context.clock.pauseAt(at);
  await context.addInitScript(() => {
    const fetched: Window["fetched"] = {};
    const begin = window.fetch;
    const counted = (...call: Parameters<typeof fetch>) => {
      const { pathname } = new URL(call[0] instanceof Request ? call[0].url : call[0], location.href);
      fetched[pathname] = (fetched[pathname] ?? 0) + 1;
      return begin(...call);
    };
    Object.assign(window, { fetched, fetch: counted });
  });
  // Playwright's clock differs from a browser's in two ways: its timers have numbers that no 32 bits hold, as the
  // types of the web have it, and what goes wrong in a timer ends the step that is under way.
  await context.addInitScript(() => {
    const first = Number(setTimeout(() => {}));
    clearTimeout(first);
    for (const name of ["setTimeout", "setInterval"] as const) {
      const begin = window[name] as (callback: () => void, ...rest: unknown[]) => number;
      const shown = (callback: (...values: unknown[]) => void) => (...values: unknown[]) => {
        try {
          callback(...values);
        } catch (error) {
          reportError(error);
        }
      };
      const short = (callback: () => void, ...rest: unknown[]) => begin(shown(callback), ...rest) - first;
      Object.assign(window, { [name]: short });
    }
    for (const name of ["clearTimeout", "clearInterval"] as const) {
      const end = window[name] as (id: number) => void;
      Object.assign(window, { [name]: (id?: number) => id !== undefined && end(id + first) });
    }
  });
}

/** The offset that a zone has now, as the page writes it: `UTC+5:45`, `UTC−4`. */
export function offset(zone: string, at = new Date()): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const text = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) return "UTC";
  return `UTC${sign === "-" ? "−" : "+"}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`}`;
}
