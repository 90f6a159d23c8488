import { expect, test } from "@playwright/test";
import { Site } from "../support/press";
import { median } from "./figures";
import { Host } from "./host";
import { components, incidents } from "./incidents";

/** How many incidents are searched. */
const COUNT = 10_000;
/** How long the main thread may be busy with a keystroke, in milliseconds; a frame, 16 ms, is the aim. */
const LIMIT = 50;
/** What is typed, again and again: many results, few, and none. */
const WORDS = "search peak x";
const runs = Number(process.env.STATUSPANE_RUNS ?? 9);

test(`a keystroke in a search of ${COUNT} incidents takes at most ${LIMIT} ms`, async ({ browser }) => {
  const site = await Site.publish(incidents(COUNT, 3), { title: "Acme Status", components });
  const host = await Host.start({ published: site.folder });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    // How long the main thread has been busy, and with scripts, in milliseconds.
    const busy = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      const of = (name: string) => 1_000 * metrics.find((metric) => metric.name === name)!.value;
      return { all: of("TaskDuration"), script: of("ScriptDuration"), style: of("RecalcStyleDuration"), layout: of("LayoutDuration") };
    };
    // Two frames on, all that a keystroke has led to is painted.
    const painted = () =>
      page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

    await page.goto(`${host.url}published/history/?q=s`);
    await expect(page.locator("p.found")).toHaveText(/\d,?\d{3}/, { timeout: 60_000 });
    const field = page.locator('.search [name="q"]');
    await field.focus();
    await painted();
    const idle = await busy();
    await painted();
    const rest = (await busy()).all - idle.all;
    const all: number[] = [];
    const parts = { script: [] as number[], style: [] as number[], layout: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      await field.fill("");
      await painted();
      for (const letter of WORDS) {
        const before = await busy();
        await page.keyboard.press(letter === " " ? "Space" : letter);
        await painted();
        const after = await busy();
        all.push(after.all - before.all - rest);
        for (const [part, figures] of Object.entries(parts)) figures.push(after[part as keyof typeof parts] - before[part as keyof typeof parts]);
      }
    }
    const line = (name: string, figures: number[]) =>
      `${name}: median ${median(figures).toFixed(1)} ms, at most ${Math.max(...figures).toFixed(1)} ms`;
    console.log(
      `\n${all.length} keystrokes in a search of ${COUNT} incidents, ${(await page.locator("p.found").textContent())!}\n` +
        `${line("main thread", all)}\n${Object.entries(parts).map(([name, figures]) => line(`  ${name}`, figures)).join("\n")}\n`,
    );
    expect(median(all), "median of the main thread’s time").toBeLessThanOrEqual(LIMIT);
  } finally {
    await context.close();
    await host.stop();
    await site.dispose();
  }
});
