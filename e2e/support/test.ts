import { test as base, expect, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { Admin } from "./admin";
import { Api } from "./api";
import { countCalls, stopClock } from "./clock";
import { Server, type Config } from "./server";
import { Visitor } from "./visitor";
import { Watch } from "./watch";

export { expect };

interface Options {
  /** What `config.json` holds. */
  config: Config;
}

interface Fixtures {
  /** A companion with an empty database. */
  server: Server;
  /** The API as a script uses it. */
  api: Api;
  /** Events that must not happen in any browser, except for those that a test allows here. */
  watch: Watch;
  /** Opens one more browser, with nothing in common with the others. */
  browse: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** A visitor of the public page, with a stopped clock. */
  visitor: Visitor;
  /** An admin, with the clock of this machine. */
  admin: Admin;
}

export const test = base.extend<Options & Fixtures>({
  config: [{ title: "Acme Status" }, { option: true }],

  server: async ({ config }, use, info) => {
    const server = await Server.start(config);
    await use(server);
    await server.dispose();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
  },

  api: async ({ server }, use) => use(await Api.of(server)),

  watch: async ({ server }, use) => {
    const watch = new Watch();
    watch.trust(server.url);
    await use(watch);
    expect(watch.faults, "what happened in the browser and no test wanted").toEqual([]);
  },

  browse: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      watch.follow(context);
      contexts.push(context);
      return context;
    });
    watch.end();
    for (const context of contexts) await context.close();
  },

  visitor: async ({ browse, server }, use) => {
    const context = await browse();
    await stopClock(context);
    await use(new Visitor(await context.newPage(), server.url));
  },

  admin: async ({ browse, server }, use) => {
    const context = await browse();
    await countCalls(context);
    await use(new Admin(await context.newPage(), server.url));
  },
});
