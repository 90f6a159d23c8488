import { config, scenes } from "../support/scenes";
import { expect, test } from "../support/test";
import { anyClock, checked, either, text } from "../support/text";

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

const day = text.shared.pattern("day_of_year", { day: /\d{1,2}/, month: /[A-Z][a-z]+/, year: /20\d\d/ });
const when = text.page.pattern("as_of", { time: text.shared.pattern("time_and_day", { time: anyClock, day }) });

/** Everything that depends on the moment, or on a screen. */
const moving = either(
  ...(["just_now", "seconds_ago", "minutes_ago", "hours_ago", "days_ago"] as const).map((key) => text.shared.pattern(key)),
  checked(),
  text.page.pattern("trying_again"),
  text.page("refresh"),
  text.page("pause"),
);

test.describe("P99 a printed page has its day and time", () => {
  // These have no known time.
  const timeless = ["home-loading", "home-unknown", "incident-missing", "not-found"];
  for (const scene of scenes.filter(({ name }) => !name.startsWith("admin-"))) {
    test(`on paper: ${scene.name}`, async ({ visitor, admin, api, server, watch }) => {
      const page = await scene.set({ visitor, admin, api, server, watch });
      await page.emulateMedia({ media: "print" });
      const paper = await page.evaluate(onPaper);
      if (!timeless.includes(scene.name)) expect(paper.match(new RegExp(when, "g")) ?? [], paper).toHaveLength(1);
      expect(paper).not.toBe("");
      expect(paper).not.toMatch(moving);
    });
  }
});
