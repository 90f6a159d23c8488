import type { Page, Request } from "@playwright/test";

/** The next request for a path that has its whole answer; of this method only, if there is one. */
export function answered(page: Page, path: string, method?: string): Promise<Request> {
  return page.waitForEvent("requestfinished", (request) => {
    return new URL(request.url()).pathname === path && (method === undefined || request.method() === method);
  });
}
