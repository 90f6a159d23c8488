import type { Page } from "@playwright/test";

/** Lets requests with this method to addresses that match the pattern fail, before or after the server has handled them. */
export async function lose(page: Page, pattern: string, what: "request" | "answer", method = "POST"): Promise<void> {
  await page.route(pattern, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    if (what === "answer") await route.fetch();
    return route.abort("connectionreset");
  });
}
