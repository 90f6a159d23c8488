import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Incident } from "./api";
import { bundle, program } from "./places";
import type { Config } from "./server";

/** An incident as an API lists it, with its entries inside. */
export interface ListedIncident extends Incident {
  entries: {
    message: string;
    date: string;
    incidentStatus: string;
    affectedComponents?: { componentId: string; componentStatus: string }[];
  }[];
}

/** A maintenance as an API lists it. */
export interface ListedMaintenance {
  id: string;
  name: string;
  message: string;
  plannedStartTime: string;
  plannedEndTime: string;
  affectedComponents: { componentId: string }[];
}

/** A site that the companion has published. */
export class Site {
  private constructor(private readonly place: string) {}

  /** Publishes these incidents and maintenances with the built page. */
  static async publish(
    incidents: ListedIncident[],
    config: Config,
    more: string[] = [],
    maintenances: ListedMaintenance[] = [],
  ): Promise<Site> {
    const site = new Site(await mkdtemp(path.join(tmpdir(), "statuspane-site-")));
    const settings = path.join(site.place, "config.json");
    await writeFile(settings, JSON.stringify(config));
    const api = createServer(({ url }, answer) => {
      answer.setHeader("Content-Type", "application/json");
      const list = url?.endsWith("/maintenances") ? { maintenances } : { incidents };
      answer.end(JSON.stringify({ customerId: "c", ...list }));
    });
    await once(api.listen(0, "127.0.0.1"), "listening");
    try {
      const from = `http://127.0.0.1:${(api.address() as AddressInfo).port}/v1`;
      const call = ["publish", "--from", from, "--site", bundle, "--to", site.folder, "--config", settings, ...more];
      await promisify(execFile)(program, call);
    } finally {
      api.close();
    }
    return site;
  }

  /** The files that a host would serve. */
  get folder(): string {
    return path.join(this.place, "site");
  }

  async dispose(): Promise<void> {
    await rm(this.place, { recursive: true, force: true });
  }
}
