import { expect } from "@playwright/test";
import type { Driver } from "./driver";

/** An XPath. The suite finds everything by a label, a name or a documented hook. */
export type XPath = string;

const named = (name: string) => `[normalize-space()=${JSON.stringify(name)}]`;

export const button = (name: string): XPath => `//button${named(name)}`;
export const link = (name: string): XPath => `//a${named(name)}`;
export const field = (label: string): XPath => `//*[@id=//label${named(label)}/@for]`;
export const heading: XPath = "//h1";
export const banner: XPath = "//*[@data-overall]";
export const incident = (id: string): XPath => `//article[@data-incident=${JSON.stringify(id)}]`;

/** A tab of any browser as a person uses it: hidden elements don't count. */
export class Tab {
  constructor(
    readonly driver: Driver,
    readonly site: string,
  ) {}

  async goto(address = ""): Promise<void> {
    await this.driver.goto(new URL(address, this.site).href);
  }

  async back(): Promise<void> {
    await this.driver.back();
  }

  /** How many there are. */
  count(what: XPath): Promise<number> {
    return this.ask(what, (found) => found.length);
  }

  /** The text of the only one, with single blanks. */
  text(what: XPath): Promise<string | null> {
    return this.ask(what, ([found]) => found?.innerText.replace(/\s+/g, " ").trim() ?? null);
  }

  attribute(what: XPath, name: string): Promise<string | null> {
    return this.ask(what, ([found], name) => found?.getAttribute(name) ?? null, name);
  }

  /** Runs a function in the page with all that is found, and with arguments. */
  async ask<T, A extends unknown[]>(what: XPath, look: (found: HTMLElement[], ...rest: A) => T, ...rest: A): Promise<T> {
    const values = rest.map((value) => `, ${JSON.stringify(value)}`).join("");
    return JSON.parse(await this.driver.evaluate(`JSON.stringify((${look})(${all(what)}${values}) ?? null)`));
  }

  /** Waits until there is exactly one, in sight and enabled, and clicks on it. */
  async click(what: XPath): Promise<void> {
    const hover = async () => {
      const obstacle = await this.ask(what, reach);
      if (obstacle !== null) return obstacle;
      await this.driver.hover(`${all(what)}[0]`);
      return this.ask(what, ([found]) => (found?.matches(":hover") ? null : "the mouse is elsewhere"));
    };
    await expect.poll(hover, { message: `obstacle to a click on ${what}` }).toBeNull();
    await this.driver.click();
  }

  /** Clicks into a field and types. */
  async type(what: XPath, text: string): Promise<void> {
    await this.click(what);
    await this.driver.type(text);
    await expect.poll(() => this.ask(what, ([found]) => (found as HTMLInputElement).value)).toBe(text);
  }

  /** Chooses in a list, by the value that the contract has for it. */
  async select(what: XPath, value: string): Promise<void> {
    await expect.poll(() => this.ask(what, reach), { message: `obstacle to a choice in ${what}` }).toBeNull();
    const choose = ([found]: HTMLElement[], value: string) => {
      const list = found as HTMLSelectElement;
      list.value = value;
      for (const type of ["input", "change"]) list.dispatchEvent(new Event(type, { bubbles: true }));
      return list.value;
    };
    expect(await this.ask(what, choose, value)).toBe(value);
  }
}

/** The visible elements that an XPath finds. */
function all(what: XPath): string {
  const find = (what: string) => {
    const found = document.evaluate(what, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
    const all = Array.from({ length: found.snapshotLength }, (_, index) => found.snapshotItem(index) as HTMLElement);
    return all.filter((one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility === "visible");
  };
  return `(${find})(${JSON.stringify(what)})`;
}

/** Scrolls to the only one of these. Returns the reason why a mouse can't click on it, if there is one. */
function reach(found: HTMLElement[]): string | null {
  const [one] = found;
  if (!one || found.length > 1) return `there are ${found.length}`;
  if (one.matches(":disabled, [aria-disabled=true]")) return "it is disabled";
  const { scrollX: x, scrollY: y } = window;
  one.scrollIntoView({ block: "center", behavior: "instant" });
  // Before the next frame, Firefox would send the mouse to a wrong place.
  if (scrollX !== x || scrollY !== y) return "it was out of sight";
  const { left, top, width, height } = one.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return hit && one.contains(hit) ? null : `${hit?.outerHTML.slice(0, 80) ?? "nothing"} is in its place`;
}
