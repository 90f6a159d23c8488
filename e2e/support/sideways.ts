import { expect, type Page } from "@playwright/test";

/** The elements beyond the screen's edge, if the screen scrolls sideways. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    const room = root.clientWidth;
    const boxes = [root, ...document.querySelectorAll("dialog[open]")];
    if (boxes.every((box) => box.scrollWidth <= box.clientWidth)) return [];
    const reaches = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > room + 0.5);
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`;
    return [`${root.scrollWidth} of ${room}`, ...reaches.map((element) => `${name(element)} “${element.textContent?.slice(0, 30)}”`)];
  });

/** On the narrowest phones, and on ordinary ones. */
export async function expectNoneSideways(page: Page): Promise<void> {
  const found: Record<string, string[]> = {};
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 844 });
    const over = await sideways(page);
    if (over.length > 0) found[width] = over;
  }
  expect(found).toEqual({});
}
