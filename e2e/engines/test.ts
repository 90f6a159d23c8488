import { expect, test as base } from "@playwright/test";
import { writeFile } from "node:fs/promises";
import { Api } from "../support/api";
import { Faults } from "../support/faults";
import { Server, type Config } from "../support/server";
import type { Engine } from "./driver";
import { Firefox } from "./firefox";
import { Tab } from "./tab";
import { WebKit } from "./webkit";

export { expect };

/** Set by the configuration, a project for each engine. */
export interface EngineOption {
  engine: "Firefox" | "WebKit";
}

interface Fixtures {
  /** What `config.json` holds. */
  config: Config;
  /** A companion with an empty database. */
  server: Server;
  /** The API as a script uses it. */
  api: Api;
  /** Breaks the answers of the companion. */
  faults: Faults;
  /** A tab that has nothing from any test before. */
  tab: Tab;
}

export const test = base.extend<Fixtures, EngineOption & { running: Engine }>({
  engine: ["Firefox", { option: true, scope: "worker" }],

  running: [
    async ({ engine }, use) => {
      const running = await { Firefox, WebKit }[engine].start();
      await use(running);
      await running.close();
    },
    { scope: "worker" },
  ],

  config: [{ title: "Acme Status" }, { option: true }],

  server: async ({ config }, use, info) => {
    const server = await Server.start(config);
    await use(server);
    await server.dispose();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
  },

  api: async ({ server }, use) => use(await Api.of(server)),

  faults: async ({ server }, use) => use(new Faults(server)),

  tab: async ({ running, server }, use, info) => {
    const driver = await running.open();
    await use(new Tab(driver, server.url));
    if (info.status !== info.expectedStatus) {
      const picture = info.outputPath("screen.png");
      await writeFile(picture, await driver.screenshot());
      await info.attach("screen.png", { path: picture });
    }
    const { errors } = driver;
    await driver.close();
    expect(errors, "errors in the page").toEqual([]);
  },
});
