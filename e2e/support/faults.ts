import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { stepUntilAsked } from "./clock";
import type { Server } from "./server";
import { expect, test as base } from "./test";
import { text } from "./text";
import { AS_OF, LIST, MAINTENANCES, type Visitor } from "./visitor";

/** What becomes of requests to a path; `server/src/serve/faults.rs` tells what each key means. */
export interface Rule {
  path: string;
  method?: string;
  times?: number;
  hold?: boolean;
  close?: boolean;
  status?: number;
  body?: string;
  headers?: Record<string, string | null>;
  fill?: number;
  cut?: number;
  stall?: number;
}

/** A request that reached the server; without a status it has no answer yet. */
export interface Asked {
  method: string;
  path: string;
  status: number | null;
  bytes: number | null;
}

/** Breaks the answers of a companion on demand. */
export class Faults {
  constructor(private readonly server: Server) {}

  /** Replaces all rules. Requests that a rule held continue. */
  async set(...rules: Rule[]): Promise<void> {
    await this.control("PUT", JSON.stringify(rules));
  }

  /** No faults any more. */
  async clear(): Promise<void> {
    await this.control("DELETE");
  }

  /** The requests to a path since the beginning, or since the last `clear`. */
  async asked(path: string): Promise<Asked[]> {
    const { requests } = JSON.parse(await this.control("GET")) as { requests: Asked[] };
    return requests.filter((request) => request.path === path);
  }

  /**
   * Waits until a request to a path is held. One that is on its way when the rules change is held by the new rules, or not
   * at all.
   */
  async untilHeld(path: string): Promise<void> {
    const held = async () => (await this.asked(path)).filter(({ status }) => status === null).length;
    await expect.poll(held, `requests held for ${path}`).toBe(1);
  }

  private async control(method: string, body?: string): Promise<string> {
    const answer = await fetch(`${this.server.url}-/faults`, { method, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  }
}

/** A page's text at one time, by its own clock. */
interface Sample {
  at: number;
  overall: string | null;
  fresh: string | null;
  headline: string | null;
  title: string;
  icon: string | null;
}

declare global {
  interface Window {
    /** Takes a sample of the page's text. */
    noteWhatIsSaid: (sample: Sample) => void;
  }
}

/** Whether anything of it says that all is well. */
const isGreen = ({ overall, headline, title, icon }: Sample) =>
  overall === "operational" ||
  `${headline} ${title}`.includes(text.page("state_operational")) ||
  Boolean(icon?.includes("operational"));

/**
 * Everything that a page has said: each combination of banner, headline, title and icon that was in the document, however
 * briefly. It goes on through reloads.
 */
export class Said {
  private readonly samples: Sample[] = [];
  private from = 0;

  static async by(page: Page): Promise<Said> {
    const said = new Said();
    await page.exposeBinding("noteWhatIsSaid", (_, sample: Sample) => void said.samples.push(sample));
    await page.addInitScript(() => {
      let last = "";
      const look = () => {
        const banner = document.querySelector<HTMLElement>("[data-overall]");
        const sample = {
          overall: banner?.dataset.overall ?? null,
          fresh: banner?.dataset.fresh ?? null,
          headline: banner?.querySelector("h1")?.textContent ?? null,
          title: document.title,
          icon: document.getElementById("favicon")?.getAttribute("href") ?? null,
        };
        const text = JSON.stringify(sample);
        if (text !== last) window.noteWhatIsSaid({ ...sample, at: performance.now() });
        last = text;
      };
      const everything = { subtree: true, childList: true, attributes: true, characterData: true };
      new MutationObserver(look).observe(document, everything);
    });
    return said;
  }

  /** From here on counts; returns the page's own time. */
  async mark(page: Page): Promise<number> {
    const now = await page.evaluate(() => performance.now());
    this.from = this.samples.length;
    return now;
  }

  /** Since the mark, and later than `after`, nothing said that all is well, not even for a moment. */
  expectNoGreen(after = 0): void {
    expect(this.samples.slice(this.from).filter((sample) => sample.at > after && isGreen(sample))).toEqual([]);
  }

  /** Checked in every test: something was heard, and green never comes with `data-fresh="false"`. */
  expectNoContradiction(): void {
    expect(this.samples, "what the page has said").not.toEqual([]);
    expect(this.samples.filter(({ overall, fresh }) => overall === "operational" && fresh !== "true")).toEqual([]);
  }
}

/** The page's longest pause: five minutes and a tenth, and some seconds more. */
const LONGEST_PAUSE = 340_000;

/** The page's own attempts, as its clock is moved on. */
export class Attempts {
  constructor(
    private readonly visitor: Visitor,
    private readonly paths: string[],
  ) {}

  /** Those to get the incidents, from the API or a snapshot. */
  static of(visitor: Visitor): Attempts {
    return new Attempts(visitor, [AS_OF, "/as-of.json"]);
  }

  /** How many there were since the document was loaded. */
  count(): Promise<number> {
    return this.visitor.asked(...this.paths);
  }

  /** Waits until there were this many, while the page's clock stands still. */
  async until(count: number): Promise<void> {
    await this.visitor.untilAsked(count, ...this.paths);
  }

  /** Lets time go by until the page asks (see `begin`), and then until the attempt is over. */
  async next({ hangs = false, quiet = 0 } = {}): Promise<number> {
    const gone = await this.begin(quiet);
    await this.over({ hangs });
    return gone;
  }

  /**
   * Lets time go by until the page asks. Returns how long it took, in milliseconds. The first `quiet` of them, in which it
   * may not ask, go by in one step: in steps of a second, a pause of minutes takes a busy machine seconds.
   */
  async begin(quiet = 0): Promise<number> {
    const before = await this.count();
    if (quiet > 0) {
      await this.visitor.step(quiet);
      expect(await this.count(), `attempts in the first ${quiet / 1_000} seconds`).toBe(before);
    }
    const gone = await stepUntilAsked(this.visitor.page, this.paths, LONGEST_PAUSE);
    expect(await this.count(), "attempts after the longest pause").toBeGreaterThan(before);
    return quiet + gone;
  }

  /**
   * Waits until no attempt is under way. Only one that hangs is ended by the page's own time; any other has as long as a
   * busy machine takes, while the page's clock stands still.
   */
  async over({ hangs = false } = {}): Promise<void> {
    const button = this.visitor.page.getByRole("button", { name: text.page("refresh"), exact: true });
    for (let gone = 0; hangs && (await button.getAttribute("data-asking")) !== "false"; gone += 1) {
      expect(gone, "an attempt has no end").toBeLessThan(200);
      await this.visitor.step(1_000);
    }
    await expect(button).toHaveAttribute("data-asking", "false", { timeout: 20_000 });
  }
}

interface Fixtures {
  /** Breaks the answers of the companion. */
  faults: Faults;
  /** The texts of the visitor's page. */
  said: Said;
  /** The attempts of the visitor's page to get the list. */
  attempts: Attempts;
}

export const test = base.extend<Fixtures>({
  faults: async ({ server }, use) => use(new Faults(server)),

  said: async ({ visitor }, use) => {
    const said = await Said.by(visitor.page);
    await use(said);
    said.expectNoContradiction();
  },

  attempts: async ({ visitor }, use) => use(Attempts.of(visitor)),
});

/** One incident as the public list has it. */
export function listed(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const times = { creationTime: String(Date.now() - 7_200_000), resolutionTime: String(Date.now() - 3_600_000) };
  return { id, name: `Incident ${id}`, incidentStatus: "resolved", incidentImpact: "minor", ...times, entries: [], ...more };
}

/** The text of a list. */
export function list(...incidents: unknown[]): string {
  return JSON.stringify({ incidents });
}

/** The word for a list: another one for every other list. */
const versionOf = (body: string) => createHash("sha256").update(body).digest("hex").slice(0, 16);

/** The text of a list with its version. */
const versioned = (body: string) => JSON.stringify({ ...JSON.parse(body), version: versionOf(body) });

/** The two files of a snapshot; where they do not belong together, `of` is another list. */
export function snapshot(asOf: Date, body: string, more: { about?: unknown; every?: number; of?: string } = {}): [Rule, Rule, Rule] {
  const about = more.about ?? { asOf: asOf.toISOString(), everySeconds: more.every ?? 60, version: versionOf(more.of ?? body) };
  return [
    { path: "/as-of.json", status: 200, body: JSON.stringify(about) },
    { path: "/incidents.json", status: 200, body: versioned(body) },
    { path: "/maintenances.json", status: 200, body: maintenances(body) },
  ];
}

/** A live API that has this list and these maintenances, as of now unless told otherwise; where its answers do not belong
 * together, `of` is another list. */
export function live(
  body: string,
  more: { at?: Date; date?: Date; of?: string; maintenances?: unknown[] } = {},
): [Rule, Rule, Rule] {
  const at = more.at ?? new Date();
  const asOf = String(Math.floor(at.getTime() / 1_000) * 1_000);
  const headers: Record<string, string> = more.date ? { date: more.date.toUTCString() } : {};
  return [
    { path: AS_OF, status: 200, headers, body: JSON.stringify({ asOf, version: versionOf(more.of ?? body) }) },
    { path: LIST, status: 200, headers, body: versioned(body) },
    { path: MAINTENANCES, status: 200, headers, body: maintenances(body, more.maintenances) },
  ];
}

/** Maintenances as of the version of this list. */
function maintenances(body: string, all: unknown[] = []): string {
  return JSON.stringify({ maintenances: all, version: versionOf(body) });
}

/** Hides the tab, or shows it again, as far as the page knows. */
export async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

export { expect };
