import { config, scenes } from "../support/scenes";
import { expect, test } from "../support/test";

test.use({ config });

/** Every text on paper, including text from styles. */
function onPaper(): string {
  const said: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node as Element;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const before = getComputedStyle(element, "::before");
    if (before.content.startsWith('"') && before.fontSize !== "0px") said.push(before.content.slice(1, -1));
    if (getComputedStyle(element).fontSize === "0px") continue;
    for (const child of element.childNodes) if (child instanceof Text) said.push(child.data);
  }
  return said.join(" ").replace(/\s+/g, " ");
}

const when = /As of \d\d:\d\d UTC, \d{1,2} [A-Z][a-z]+ 20\d\d/;

test.describe("P99 a printed page has its day and time", () => {
  // These have no known time.
  const timeless = ["home-loading", "home-unknown", "not-found"];
  for (const scene of scenes.filter(({ name }) => !name.startsWith("admin-"))) {
    test(`on paper: ${scene.name}`, async ({ visitor, admin, api, server, watch }) => {
      const page = await scene.set({ visitor, admin, api, server, watch });
      await page.emulateMedia({ media: "print" });
      const text = await page.evaluate(onPaper);
      if (!timeless.includes(scene.name)) expect(text.match(new RegExp(when, "g")) ?? [], text).toHaveLength(1);
      expect(text).not.toBe("");
      expect(text).not.toMatch(/\bago\b|Updated |Refresh now|Pause refresh|Trying again/);
    });
  }
});
