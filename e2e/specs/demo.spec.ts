import { Server } from "../support/server";
import { expect, test } from "../support/test";

// What a visitor comes for has to be in sight at once: the first card begins right below the headline.
test("the first card of the demo begins high up", async ({ page, watch }) => {
  const demo = await Server.demo();
  watch.trust(demo.url);
  for (const [width, height, lowest] of [[1280, 800, 170], [390, 844, 215]] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(demo.url);
    await expect(page.locator("[data-overall]")).toHaveAttribute("data-fresh", "true");
    const card = await page.locator("article.incident").first().boundingBox();
    expect(card!.y, `${width} px`).toBeLessThanOrEqual(lowest);
    expect(card!.y, `${width} px: below the headline`).toBeGreaterThan(100);
  }
  await demo.dispose();
});
