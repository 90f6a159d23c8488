import { expect, type BrowserContext, type Page } from "@playwright/test";

declare global {
  interface Window {
    /** How often the document has asked for a path. */
    fetched: Record<string, number>;
    /** How many calls of the app and for the theme are under way; one is over when the whole answer has been read. */
    underWay: number;
  }
}

/**
 * Has every document count what it asks for, as this process may hear of a request only when the time for its answer is
 * over by the document's clock. Each count comes with an event `fetched`. It also counts the calls of the app, and those
 * for the theme, that are under way: each that ends comes with an event `answered`.
 */
export async function countCalls(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const fetched: Window["fetched"] = {};
    const begin = window.fetch;
    // Counted in the same task in which the app goes on with the answer: what it asks for next is counted before anybody
    // looks.
    const follow = (answer: Promise<Response>, signal?: AbortSignal | null) => {
      let isOver = false;
      const end = () => {
        if (isOver) return;
        isOver = true;
        window.underWay -= 1;
        dispatchEvent(new Event("answered"));
      };
      window.underWay += 1;
      signal?.addEventListener("abort", end);
      const read = (response: Response) => {
        const { body } = response;
        if (body === null) return end();
        const text = () => {
          const whole = Response.prototype.text.call(response);
          whole.then(end, end);
          return whole;
        };
        const getReader = () => {
          const reader = ReadableStream.prototype.getReader.call(body) as ReadableStreamDefaultReader;
          const piece = () => {
            const next = ReadableStreamDefaultReader.prototype.read.call(reader);
            next.then(({ done }) => done && end(), end);
            return next;
          };
          return Object.assign(reader, { read: piece });
        };
        Object.assign(response, { text });
        Object.assign(body, { getReader });
      };
      answer.then(read, end);
    };
    const counted = (...call: Parameters<typeof fetch>) => {
      const { pathname } = new URL(call[0] instanceof Request ? call[0].url : call[0], location.href);
      fetched[pathname] = (fetched[pathname] ?? 0) + 1;
      dispatchEvent(new Event("fetched"));
      const answer = begin(...call);
      // Of all scripts only the app makes requests beforehand, and only those of the theme read what they ask for as text.
      if (call[0] instanceof Request) follow(answer, call[0].signal);
      else if (pathname.endsWith("/theme.css")) follow(answer, call[1]?.signal);
      return answer;
    };
    Object.assign(window, { fetched, underWay: 0, fetch: counted });
  });
}

/** Stops the clock of a browser, which then goes on by steps only, and has its documents count what they ask for. */
export async function stopClock(context: BrowserContext, at = new Date()): Promise<void> {
  await context.clock.install({ time: at });
  await context.clock.pauseAt(at);
  await countCalls(context);
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

/** How often the document of a page whose clock is stopped has asked for any of these paths. */
export function asked(page: Page, ...paths: string[]): Promise<number> {
  return page.evaluate((paths) => paths.reduce((sum, path) => sum + (window.fetched[path] ?? 0), 0), paths);
}

/** Waits until the document of a page whose clock is stopped has asked for these paths this many times in all. */
export async function untilAsked(page: Page, count: number, ...paths: string[]): Promise<void> {
  const enough = ({ count, paths }: { count: number; paths: string[] }) =>
    new Promise<void>((done) => {
      const look = () => {
        if (paths.reduce((sum, path) => sum + (window.fetched[path] ?? 0), 0) < count) return;
        removeEventListener("fetched", look);
        done();
      };
      addEventListener("fetched", look);
      look();
    });
  await page.evaluate(enough, { count, paths });
  expect(await asked(page, ...paths), `requests for ${paths.join(" or ")}`).toBe(count);
}

/** Waits until no call of a page's app is under way. With a stopped clock, time that goes by before would end them. */
export async function untilAtRest(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const look = () => {
          if (window.underWay > 0) return;
          removeEventListener("answered", look);
          done();
        };
        addEventListener("answered", look);
        look();
      }),
  );
}

/** Waits until a page's document has asked for one of these paths again, or nothing is under way. Returns whether it has. */
function asksAgain(page: Page, before: number, paths: string[]): Promise<boolean> {
  const look = ({ before, paths }: { before: number; paths: string[] }) =>
    new Promise<boolean>((done) => {
      const look = () => {
        const asks = paths.reduce((sum, path) => sum + (window.fetched[path] ?? 0), 0) > before;
        if (!asks && window.underWay > 0) return;
        for (const type of ["fetched", "answered"]) removeEventListener(type, look);
        done(asks);
      };
      for (const type of ["fetched", "answered"]) addEventListener(type, look);
      look();
    });
  return page.evaluate(look, { before, paths });
}

/**
 * Lets a page's time go by, a second at a time, until its document asks for one of these paths, but no longer than
 * `within` milliseconds. Time that went by after the request would end it, and time that goes by before it would end what
 * is under way. Returns how long it took.
 */
export async function stepUntilAsked(page: Page, paths: string[], within: number): Promise<number> {
  await untilAtRest(page);
  const before = await asked(page, ...paths);
  let gone = 0;
  for (; gone < within && !(await asksAgain(page, before, paths)); gone += 1_000) await page.clock.runFor(1_000);
  return gone;
}

/** The offset that a zone has now, as the page writes it: `UTC+5:45`, `UTC−4`. */
export function offset(zone: string, at = new Date()): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const text = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) return "UTC";
  return `UTC${sign === "-" ? "−" : "+"}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`}`;
}
