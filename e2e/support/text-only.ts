import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "./test";

/** The structure of a document: its elements and their attributes. */
export interface Parts {
  elements: string[];
  attributes: string[];
}

/** Lets `ran()` be called in every document of a browser, and counts it: on one page, or on all. */
export async function listen(context: BrowserContext): Promise<(page?: Page) => number> {
  const calls: Page[] = [];
  await context.exposeBinding("ran", ({ page }) => void calls.push(page));
  return (page) => calls.filter((by) => page === undefined || by === page).length;
}

/** The current structure of the document below `<html>`, whose attributes have the app's state. */
export function parts(page: Page): Promise<Parts> {
  return page.evaluate(() => {
    const elements = new Set<string>();
    const attributes = new Set<string>();
    for (const element of document.querySelectorAll("html *")) {
      elements.add(element.localName);
      for (const { name } of element.attributes) attributes.add(`${element.localName} ${name}`);
    }
    return { elements: [...elements].sort(), attributes: [...attributes].sort() };
  });
}

/** The structures of several documents. */
export function together(...all: Parts[]): Parts {
  return { elements: all.flatMap(({ elements }) => elements), attributes: all.flatMap(({ attributes }) => attributes) };
}

/** The text of the document, its scripts and styles left out. */
export function textOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement?.closest("script, style")) text += walker.currentNode.nodeValue;
    }
    return text;
  });
}

/** Every string is in the document as text, and the document is made of nothing that `harmless` lacks. */
export async function expectText(page: Page, strings: string[], harmless: Parts): Promise<void> {
  const shown = await textOf(page);
  expect(strings.filter((string) => !shown.includes(string)), "what is not shown as it is").toEqual([]);
  const found = await parts(page);
  expect(found.elements.filter((name) => !harmless.elements.includes(name)), "elements that came with a text").toEqual([]);
  expect(
    found.attributes.filter((name) => !harmless.attributes.includes(name)),
    "attributes that came with a text",
  ).toEqual([]);
}
