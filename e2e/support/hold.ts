import type { Page } from "@playwright/test";

/**
 * Holds requests to addresses that match the pattern, or only those with this method, until the returned function is
 * called. They then go on to handlers that were added before, or to the network.
 */
export async function hold(page: Page, pattern: string, method?: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    if (method === undefined || route.request().method() === method) await released;
    await route.fallback();
  });
  return release;
}
