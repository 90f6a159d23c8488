import AxeBuilder from "@axe-core/playwright";
import { faultsOfDocument } from "../markup/html";
import { config, look, looks, scenes, wall } from "../support/scenes";
import { expect, test } from "../support/test";

test.use({ config });

/** The rules of WCAG 2.2 AA, and those that are only good practice. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Either scheme and either width: colours don't depend on the width, nor the layout on the colours. */
const pair = looks.filter(({ name }) => name === "phone-dark" || name === "desktop-light");

for (const scene of [...scenes, wall]) {
  test(`accessible and valid: ${scene.name}`, async ({ visitor, admin, api, server, watch }) => {
    const page = await scene.set({ visitor, admin, api, server, watch });
    // Axe uses its own timers.
    if (page === visitor.page) await page.clock.resume();
    const found: string[] = [];
    for (const way of pair) {
      await look(page, way);
      // There are no frames, so the mode without a separate page for the result will do.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(rules).analyze();
      for (const { id, help, nodes } of violations) {
        found.push(...nodes.map(({ target, failureSummary }) => `${way.name}: ${id} (${help}) ${target} ${failureSummary}`));
      }
    }
    found.push(...faultsOfDocument(scene.name, await page.content()));
    expect(found).toEqual([]);
  });
}
