import { expect, type Locator, type Page, type Request } from "@playwright/test";
import path from "node:path";
import { answered } from "./answered";
import { asked, stepUntilAsked, untilAsked, untilAtRest } from "./clock";
import { bundle } from "./places";
import { either, text } from "./text";

/** Any call of the public page for the list of incidents. */
export const LIST = "/public/v1/incidents";

/** The list with all updates, which the site has beside the API. */
export const WHOLE_LIST = "/incidents.json";

/** The public page's call for the list of maintenances. */
export const MAINTENANCES = "/public/v1/maintenances";

/** The public page's request in every attempt, for the time and the version of the data. */
export const AS_OF = "/public/v1/as-of";

/** Everything that the public page asks a live API for, as the path of a fault. */
export const LIVE = "/public/v1/*";

/** The page's longest pause until it refreshes: 30 seconds and a tenth. */
const REFRESH = 34_000;

/** Whether a request is the page's first call in an attempt. */
export function isAttempt(request: Request): boolean {
  return new URL(request.url()).pathname === AS_OF;
}

/** A visitor of the public page, in a browser whose clock moves only in steps. */
export class Visitor {
  constructor(
    readonly page: Page,
    readonly site: string,
  ) {}

  get banner(): Locator {
    return this.page.locator("[data-overall]");
  }

  get headline(): Locator {
    return this.banner.getByRole("heading", { level: 1 });
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  incident(id: string): Locator {
    return this.page.locator(`article[data-incident="${id}"]`);
  }

  maintenance(id: string): Locator {
    return this.page.locator(`article[data-maintenance="${id}"]`);
  }

  /** The links to incidents of this name. */
  incidents(name: string): Locator {
    return this.page.getByRole("article").getByRole("link", { name });
  }

  notice(kind: "trouble" | "stale" | "unreadable"): Locator {
    return this.page.locator(`[data-notice="${kind}"]`);
  }

  /** Serves the front page of the plain bundle, as any static host does: without content in its document. */
  async plainBundle(): Promise<void> {
    const front = { path: path.join(bundle, "index.html"), contentType: "text/html; charset=utf-8" };
    await this.page.route(this.site, (route) => route.fulfill(front));
  }

  /** Opens an address and lets the app start; its first requests are still pending. */
  async open(address = ""): Promise<void> {
    await this.page.goto(new URL(address, this.site).href);
    await this.started();
  }

  /** Opens an address and waits until the page knows its incidents. */
  async visit(address = ""): Promise<void> {
    await Promise.all([this.answer(), this.open(address)]);
    await this.settled();
  }

  /** Loads the document again. */
  async reload(): Promise<void> {
    const answer = this.answer();
    await this.page.reload();
    await this.started();
    await answer;
    await this.settled();
  }

  /**
   * Leaves the page for a plain file of the site: nothing of it is asked for any more. The file is asked for as a document,
   * so the watch knows that what was under way ends with the page; it can't know that of `about:blank`.
   */
  async leave(): Promise<void> {
    await this.page.goto(new URL("config.json", this.site).href);
  }

  /** Lets time go by, and runs the timers that become due. */
  async step(milliseconds: number): Promise<void> {
    await this.page.clock.runFor(milliseconds);
  }

  /**
   * Lets time go by until the page asks again by itself, and waits for its answer. After failures it asks less often:
   * `within` says how long it may take.
   */
  async refreshed(within = REFRESH): Promise<void> {
    const answer = this.answer();
    await stepUntilAsked(this.page, [AS_OF], within);
    await answer;
    await this.settled();
  }

  /** How often the document has asked for any of these paths. */
  asked(...paths: string[]): Promise<number> {
    return asked(this.page, ...paths);
  }

  /** Waits until the document has asked for these paths this many times in all. */
  async untilAsked(count: number, ...paths: string[]): Promise<void> {
    await untilAsked(this.page, count, ...paths);
  }

  /** Waits until no attempt is under way, nor what is asked for after one: an incident on its own page, the settings. */
  async settled(): Promise<void> {
    // A screen without data has no button.
    const name = either(text.page("missing_incident"), text.page("missing_maintenance"), text.page("missing_component"));
    const missing = this.page.getByRole("heading", { name });
    await expect(this.page.locator('[data-asking="false"]').or(missing)).toBeAttached();
    await untilAtRest(this.page);
  }

  /** The next answer to the first call of an attempt. */
  private answer(): Promise<unknown> {
    return answered(this.page, AS_OF);
  }

  /** Lets the app start: a page without content in its document waits for a frame, which a stopped clock delays. */
  async started(): Promise<void> {
    await this.step(50);
    await expect(this.page.locator("html")).toHaveAttribute("data-app", "running");
  }
}
