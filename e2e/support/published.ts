import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Api, open, type NewIncident } from "./api";
import { bundle, program } from "./places";
import { Server, type Config } from "./server";
import { expect, test as base } from "./test";
import { Watch } from "./watch";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
};

async function listen(server: HttpServer): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function close(server: HttpServer): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

/** A companion with its incidents, and the sites that the real program publishes of it at moments of our choice. */
export class Press {
  private constructor(
    readonly server: Server,
    readonly api: Api,
    private readonly token: string,
    private readonly folder: string,
  ) {}

  static async start(config: Config): Promise<Press> {
    const server = await Server.start(config);
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), "statuspane-press-")));
    await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
    return new Press(server, await Api.of(server), await server.token(), folder);
  }

  /**
   * Publishes what the API has as if it were `at`, and returns the folder. Under the same name a later edition takes the
   * place of the one before.
   */
  async publish(at: Date, name = "site"): Promise<string> {
    const [config, to] = [path.join(this.folder, "config.json"), path.join(this.folder, name)];
    // The time that a site speaks of is the time of the API's answer, so the API gets a clock of our own.
    const clock = createServer(async (request, response) => {
      const headers = { Authorization: request.headers.authorization ?? "" };
      const answer = await fetch(new URL(request.url ?? "", this.server.url), { headers });
      response.writeHead(answer.status, { "Content-Type": "application/json", Date: at.toUTCString() });
      response.end(await answer.text());
    });
    const from = `${await listen(clock)}v1`;
    const call = ["publish", "--from", from, "--site", bundle, "--to", to, "--config", config, "--every", "60"];
    await promisify(execFile)(program, call, { env: { ...process.env, STATUSPANE_KEY: this.token } });
    await close(clock);
    return to;
  }

  async dispose(): Promise<void> {
    await this.server.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A plain host for a folder, at the root and below two other paths at once. */
export class Host {
  static readonly bases = ["/", "/status/", "/a/b/"];

  /** Files as they were once, which an old cache would still hand out. */
  private readonly kept = new Map<string, Buffer>();
  private ahead = 0;

  private constructor(
    private readonly server: HttpServer,
    readonly url: string,
    readonly folder: string,
  ) {}

  static async start(folder: string): Promise<Host> {
    const server = createServer();
    const host = new Host(server, await listen(server), folder);
    server.on("request", async (request, response) => {
      const { status, body, headers } = await host.answer(new URL(request.url ?? "", host.url).pathname);
      const date = new Date(Date.now() + host.ahead).toUTCString();
      response.writeHead(status, { "Cache-Control": "no-cache", ...headers, Date: date });
      response.end(body);
    });
    return host;
  }

  /** Sets the host's clock, which is in its answers, to this time. */
  setClock(at: Date): void {
    this.ahead = at.getTime() - Date.now();
  }

  /** Hands out this file as it is now, whatever is published later. */
  async keep(file: string): Promise<void> {
    this.kept.set(file, await readFile(path.join(this.folder, file)));
  }

  async dispose(): Promise<void> {
    await close(this.server);
  }

  private async answer(asked: string): Promise<{ status: number; body: Buffer; headers: Record<string, string> }> {
    const base = Host.bases.toReversed().find((base) => asked.startsWith(base)) ?? "/";
    const below = decodeURIComponent(asked.slice(base.length));
    const file = below === "" || below.endsWith("/") ? `${below}index.html` : below;
    const headers = { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" };
    try {
      const body = this.kept.get(file) ?? (await readFile(path.join(this.folder, file)));
      return { status: 200, body, headers };
    } catch {
      const body = await readFile(path.join(this.folder, "404.html"));
      return { status: 404, body, headers: { "Content-Type": TYPES[".html"]! } };
    }
  }
}

export const MINUTE = 60_000;

/** When the sites here were published. Nothing of them depends on the day of the test. */
export const NOON = new Date("2025-11-20T12:03:00Z");
/** The day is another one east of Greenwich by then. */
export const EVENING = new Date("2025-11-20T20:30:00Z");
/** The day is another one west of Greenwich still. */
export const NIGHT = new Date("2025-11-20T01:30:00Z");

/** A moment some milliseconds later. */
export const after = (at: Date, milliseconds: number) => new Date(at.getTime() + milliseconds);

const components = [
  { id: "web", name: "Website", group: "Shop", description: "What customers see." },
  { id: "pay", name: "Payments", group: "Shop" },
  { id: "api", name: "API", group: "For developers" },
  { id: "hooks", name: "Webhooks", group: "For developers" },
  { id: "mail", name: "Mail" },
];

const config = { title: "Acme Status", supportUrl: "mailto:help@acme.test", components };

/** Folders of published sites, and their interesting pages. */
export interface Sites {
  press: Press;
  /** All is well. */
  well: string;
  /** The same, published when it is tomorrow in the east. */
  evening: string;
  /** The same, published when it is yesterday in the west. */
  night: string;
  /** Something of every kind is open. */
  busy: string;
  /** The incident of `busy` with the most content. */
  incident: string;
}

interface Fixtures {
  /** Puts a folder on the web, with a clock that shows when it was published. */
  put: (folder: string, at?: Date) => Promise<Host>;
}

export const test = base.extend<Fixtures, { sites: Sites }>({
  sites: [
    async ({}, use) => {
      const press = await Press.start(config);
      await past(press.api);
      const editions = { well: NOON, evening: EVENING, night: NIGHT };
      const folders = Object.entries(editions).map(([name, at]) => press.publish(at, name));
      const [well, evening, night] = (await Promise.all(folders)) as [string, string, string];
      const incident = await badDay(press.api);
      await use({ press, well, evening, night, busy: await press.publish(NOON, "busy"), incident });
      await press.dispose();
    },
    { scope: "worker" },
  ],

  // Nothing here asks the companion.
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.faults, "what happened in the browser and no test wanted").toEqual([]);
  },

  put: async ({ watch }, use) => {
    const hosts: Host[] = [];
    await use(async (folder, at = NOON) => {
      const host = await Host.start(folder);
      host.setClock(after(at, MINUTE));
      watch.trust(host.url);
      hosts.push(host);
      return host;
    });
    for (const host of hosts) await host.dispose();
  },
});

/** Weeks that are neither quiet nor bad. */
async function past(api: Api): Promise<void> {
  for (const [name, at, minutes, impact] of [
    ["Search was slow for some customers", "2025-11-18T10:00:00Z", 48, "minor"],
    ["Payments by card failed", "2025-11-16T12:00:00Z", 135, "critical"],
    ["Mail arrived late", "2025-11-16T09:20:00Z", 610, "major"],
    ["New prices for the API", "2025-11-09T12:00:00Z", 5, "none"],
    ["Webhooks were delayed", "2025-10-20T12:00:00Z", 75, "minor"],
    ["The website was slow", "2025-10-10T12:00:00Z", 45, "major"],
    ["Nobody could sign in", "2025-10-10T10:00:00Z", 20, "critical"],
    ...["2025-09-19", "2025-07-18", "2025-06-17", "2025-04-16", "2025-03-15", "2024-12-14", "2024-10-13"].map(
      (day) => ["Webhooks were delayed", `${day}T12:00:00Z`, 75, "minor"] as const,
    ),
  ] as const) {
    await api.createPast(name, new Date(at), minutes, impact);
  }
}

/** An incident that is open since some minutes before noon. */
export function openAt(name: string, impact: string, minutes: number, affected: Record<string, string> = {}): NewIncident {
  const incident = open(name, impact);
  const date = String(NOON.getTime() - minutes * MINUTE);
  const list = Object.entries(affected).map(([componentId, componentStatus]) => ({ componentId, componentStatus }));
  return { ...incident, entry: { ...incident.entry!, date, affectedComponents: list } };
}

/** A bad day: something of every kind is open. Returns the incident with the most content. */
async function badDay(api: Api): Promise<string> {
  const at = (minutes: number) => String(NOON.getTime() - minutes * MINUTE);
  const create = (name: string, impact: string, minutes: number, affected: Record<string, string>) =>
    api.create(openAt(name, impact, minutes, affected));
  await create("Planned work on the mail servers", "none", 300, { mail: "under_maintenance" });
  await create("Webhooks are delayed", "major", 60, { hooks: "partial_outage", api: "degraded_performance" });
  const { id } = await create("Payments by card fail", "critical", 42, { pay: "major_outage" });
  for (const [message, incidentStatus, minutes] of [
    ["The provider of our card payments has an outage. We are in contact with them.", "identified", 30],
    ["Payments by invoice work, and so do refunds.\n\nWe will write again at the half hour.", "identified", 12],
    ["The provider has a fix in place. First payments go through; we are watching.", "monitoring", 3],
  ] as const) {
    await api.post(id, { message, incidentStatus, date: at(minutes) });
  }
  return id;
}
