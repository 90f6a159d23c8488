import type { Locator } from "@playwright/test";
import { open } from "../support/api";
import { stopClock } from "../support/clock";
import { MINUTE, NOON, Press, after, test as publishing } from "../support/published";
import { expect, test } from "../support/test";
import { text } from "../support/text";
import { AS_OF, Visitor } from "../support/visitor";

const components = [
  { id: "api", name: "API" },
  { id: "web", name: "Website" },
];
const config = { title: "Acme Status", components };
const work = {
  name: "Database upgrade",
  message: "We are moving to **new machines**.",
  affectedComponents: [{ componentId: "api" }],
  sendNotification: false,
};

/** East and west of Greenwich, by a quarter of an hour, and a day ahead. */
const ZONES = ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"];

/** The time of day in a zone: "13:05". */
function timeOfDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The element of this very time. */
function timeIn(within: Locator, at: number): Locator {
  return within.locator(`time[datetime="${new Date(at).toISOString().replace(".000Z", "Z")}"]`).first();
}

test.describe("a maintenance", () => {
  test.use({ config });

  for (const zone of ZONES) {
    test(`P103 goes through its life by the clock alone, in ${zone}`, async ({ browse, server, api }) => {
      // To the second, as the API writes it.
      const start = Math.floor(Date.now() / 1000) * 1000 + 10 * MINUTE;
      const end = start + 10 * MINUTE;
      const planned = { ...work, plannedStartTime: start, plannedEndTime: end, autoComplete: false };
      const { id } = await api.plan(planned);
      const context = await browse({ timezoneId: zone });
      await stopClock(context);
      const visitor = new Visitor(await context.newPage(), server.url);
      const { page, banner } = visitor;
      const card = visitor.maintenance(id);
      const component = page.locator('[data-component="api"]');
      const overall = (word: string) => expect(banner).toHaveAttribute("data-overall", word);
      await visitor.visit();

      await test.step("planned", async () => {
        await overall("operational");
        const upcoming = page.locator('[data-section="upcoming"]').locator(card);
        await expect(upcoming).toHaveAttribute("data-state", "upcoming");
        await expect(upcoming).toContainText(text.page.pattern("starts_in"));
        await expect(upcoming).toContainText("We are moving to new machines.");
        await expect(timeIn(upcoming, start)).toContainText(timeOfDay(start, zone));
        await expect(timeIn(upcoming, end)).toContainText(timeOfDay(end, zone));
        await expect(component).toHaveAttribute("data-status", "operational");
      });

      // Nobody asks from here on.
      await page.getByRole("button", { name: text.page("pause") }).click();
      const asked = await visitor.asked(AS_OF);

      await test.step("in progress", async () => {
        await visitor.step(9 * MINUTE);
        await expect(card).toHaveAttribute("data-state", "upcoming");
        await visitor.step(2 * MINUTE);
        await expect(page.locator('[data-section="maintenance"]').locator(card)).toHaveAttribute("data-state", "in-progress");
        await overall("maintenance");
        await expect(visitor.headline).toContainText(text.page("state_maintenance"));
        await expect(visitor.headline).toContainText("API");
        await expect(card).toContainText(text.page.pattern("ends_in"));
        await expect(component).toHaveAttribute("data-status", "under_maintenance");
        await expect(page.locator('[data-component="web"]')).not.toHaveAttribute("data-status", "under_maintenance");
        await expect(page).toHaveTitle(text.page.pattern("state_of", { state: text.page("state_maintenance"), subject: "API" }));
      });

      await test.step("overrun", async () => {
        await visitor.step(10 * MINUTE);
        await expect(card).toHaveAttribute("data-state", "overrun");
        await expect(card).toContainText(text.page.pattern("overran"));
        await overall("maintenance");
        expect(await visitor.asked(AS_OF), "no answer in between").toBe(asked);
      });

      await test.step("ended", async () => {
        const actual = { actualStartTime: Date.now() - 20 * MINUTE, actualEndTime: Date.now() - MINUTE };
        await api.change(id, { ...planned, ...actual });
        await page.getByRole("button", { name: text.page("resume") }).click();
        await expect(page.locator(".days").locator(card)).toHaveAttribute("data-state", "completed");
        await overall("operational");
        await expect(component).toHaveAttribute("data-status", "operational");
        await visitor.settled();
      });

      await test.step("in the history", async () => {
        // Soon after midnight it is on two days, with its whole entry on the first.
        await card.getByRole("link", { name: work.name }).click();
        await expect(page).toHaveURL(`${server.url}maintenances/${id}/`);
        await expect(visitor.heading).toHaveText(work.name);
        await expect(card).toHaveAttribute("data-state", "completed");
        // A document of its own, with the same content.
        await visitor.visit(`maintenances/${id}/`);
        await expect(card).toHaveAttribute("data-state", "completed");
        await expect(card).toContainText(text.page.pattern("ended"));
        await visitor.visit(`?maintenance=${id}`);
        await expect(visitor.heading).toHaveText(work.name);
        await api.change(id, { ...planned, internal: true });
        await visitor.refreshed();
        await expect(visitor.heading).toHaveText(text.page("missing_maintenance"));
      });
    });
  }
});

test.describe("a maintenance beside an open incident", () => {
  test.use({ config });

  test("P109 begins and ends with an announcement, and below the incident", async ({ visitor, api }) => {
    const start = Math.floor(Date.now() / 1000) * 1000 + 10 * MINUTE;
    await api.plan({ ...work, plannedStartTime: start, plannedEndTime: start + 10 * MINUTE });
    await api.create(open("Mail is late", "major"));
    await visitor.visit();
    const { page } = visitor;
    const said = page.locator('[aria-live="polite"].visually-hidden');
    await page.getByRole("button", { name: text.page("pause") }).click();
    // An announcement stays for seconds.
    const heard = async (words: string) => {
      for (let second = 0; second < 60 && (await said.textContent()) !== words; second++) await visitor.step(1_000);
      await expect(said).toHaveText(words);
    };
    // What came before has taken a busy machine some seconds of them.
    await visitor.step(10 * MINUTE - 40_000);
    await heard(text.page("news_started", { name: work.name }));
    await expect(visitor.banner).toHaveAttribute("data-overall", "major");
    const cards = page.locator("main article");
    await expect(cards.first()).toHaveAttribute("data-incident");
    await expect(cards.nth(1)).toHaveAttribute("data-state", "in-progress");
    await visitor.step(10 * MINUTE - 20_000);
    await heard(text.page("news_ended", { name: work.name }));
  });

  test("on a wall it has a line of its own, with how far it is", async ({ visitor, api }) => {
    const begun = Math.floor(Date.now() / 1000) * 1000 - 10 * MINUTE;
    const { id } = await api.plan({ ...work, plannedStartTime: begun, plannedEndTime: begun + 60 * MINUTE });
    await api.create(open("Mail is late", "minor"));
    await visitor.open("?wall");
    await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
    const line = visitor.maintenance(id);
    await expect(line.getByRole("heading", { name: work.name })).toBeInViewport();
    await expect(line.getByText(text.shared("in_progress"))).toBeVisible();
    await expect(line.getByText("new machines")).not.toBeVisible();
    const [incident, box] = [await visitor.page.locator("#open article").boundingBox(), await line.boundingBox()];
    expect(box!.height, "a line as that of an incident").toBeLessThan(incident!.height * 1.3);
    expect(box!.y).toBeGreaterThan(incident!.y);
  });
});

publishing.describe("a published maintenance", () => {
  publishing(`has its state and its times in every zone`, async ({ put, browse }) => {
    publishing.slow();
    const press = await Press.start(config);
    try {
      const [start, end] = [after(NOON, 60 * MINUTE), after(NOON, 120 * MINUTE)];
      const window = { plannedStartTime: start.getTime(), plannedEndTime: end.getTime() };
      const { id } = await press.api.plan({ ...work, ...window });
      await press.api.plan({ ...work, ...window, name: "Rehearsal", internal: true });
      for (const [minutes, state, overall] of [
        [0, "upcoming", "operational"],
        [90, "in-progress", "maintenance"],
        [180, "completed", "operational"],
      ] as const) {
        const at = after(NOON, minutes * MINUTE);
        const host = await put(await press.publish(at, state), at);
        for (const zone of ZONES) {
          const context = await browse({ timezoneId: zone });
          await stopClock(context, after(at, MINUTE));
          const visitor = new Visitor(await context.newPage(), host.url);
          const card = visitor.maintenance(id);
          await visitor.open();
          await expect(visitor.banner, `${state} in ${zone}`).toHaveAttribute("data-fresh", "true");
          await expect(visitor.banner).toHaveAttribute("data-overall", overall);
          await expect(card).toHaveAttribute("data-state", state);
          await visitor.open(`maintenances/${id}/`);
          await expect(visitor.heading).toHaveText(work.name);
          await expect(card).toHaveAttribute("data-state", state);
          await expect(timeIn(card, start.getTime())).toContainText(timeOfDay(start.getTime(), zone));
          await expect(timeIn(card, end.getTime())).toContainText(timeOfDay(end.getTime(), zone));
          if (state === "completed") {
            await visitor.open("history/2025-11/");
            await expect(card).toHaveAttribute("data-state", state);
          }
          await expect(visitor.page.getByText("Rehearsal")).toHaveCount(0);
        }
        // Without the app, as it was published.
        const plain = await (await browse({ javaScriptEnabled: false })).newPage();
        await plain.goto(host.url);
        await expect(plain.locator(`article[data-maintenance="${id}"]`)).toHaveAttribute("data-state", state);
      }
    } finally {
      await press.dispose();
    }
  });
});
