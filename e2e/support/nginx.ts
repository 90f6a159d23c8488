import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { deployed, nginx, nginxBrotli } from "./places";

/** A host that nginx serves: its `server` block, by the path of the site, and its port. */
export interface Host {
  /** The site's path, from slash to slash. */
  base: string;
  url: string;
}

/** Settings of nginx besides the files in `deploy/nginx`. */
export interface Setting {
  /** The locations of the site at a path, which ends in a slash. */
  locations: (base: string) => string;
  bases: string[];
  /** The address that the API is reached at, where the locations name it. */
  api?: string;
  /** Whether it has the module for brotli, which is a separate package. */
  brotli?: boolean;
}

/** An answer as it came over the wire. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A real nginx: its own folder, loopback only, with the very files of `deploy/nginx` included. */
export class Nginx {
  private child?: ChildProcessByStdio<null, null, Readable>;
  private said = "";

  private constructor(
    private readonly folder: string,
    readonly hosts: Host[],
  ) {}

  static async start({ locations, bases, api, brotli = true }: Setting): Promise<Nginx> {
    const folder = await mkdtemp(path.join(tmpdir(), "statuspane-nginx-"));
    // As an administrator would copy it next to nginx.conf.
    await symlink(deployed("nginx"), path.join(folder, "statuspane"));
    await mkdir(path.join(folder, "scratch"));
    const hosts: Host[] = [];
    const servers: string[] = [];
    for (const base of bases) {
      const port = await freePort();
      hosts.push({ base, url: `http://127.0.0.1:${port}${base}` });
      servers.push(`server { listen 127.0.0.1:${port}; ${locations(base)} }`);
    }
    const scratch = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path scratch/${kind};`);
    const upstream = api && `upstream statuspane_api { server ${new URL(api).host} max_conns=8; keepalive 4; }`;
    const configuration = `
      ${process.getuid?.() === 0 ? `user ${userInfo().username};` : ""}
      ${brotli ? `load_module ${nginxBrotli};` : ""}
      daemon off;
      worker_processes 1;
      pid nginx.pid;
      error_log stderr notice;
      events { worker_connections 256; }
      http {
        log_format told '$status $request_method $request_uri';
        access_log access.log told;
        ${scratch.join(" ")}
        proxy_cache_path scratch/cache levels=1:2 keys_zone=statuspane:1m max_size=64m inactive=1m use_temp_path=off;
        ${upstream ?? ""}
        include statuspane/maps.conf;
        ${brotli ? "brotli_static on;" : ""}
        ${servers.join("\n")}
      }`;
    await writeFile(path.join(folder, "nginx.conf"), configuration);
    const server = new Nginx(folder, hosts);
    await server.run();
    return server;
  }

  /** The lines of the access log: status, method, address. */
  async log(): Promise<string[]> {
    return (await readFile(path.join(this.folder, "access.log"), "utf8")).split("\n").filter(Boolean);
  }

  /** Everything that it said of itself. */
  get messages(): string {
    return this.said;
  }

  /** Ends it, and removes everything that it kept. */
  async dispose(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    // nginx reads the variable NGINX as sockets to take over.
    const { NGINX: _, ...env } = process.env;
    const call = ["-p", this.folder, "-c", path.join(this.folder, "nginx.conf"), "-e", "stderr"];
    const child = spawn(nginx, call, { stdio: ["ignore", "ignore", "pipe"], cwd: this.folder, env });
    this.child = child;
    const ended = Promise.race([once(child, "exit"), once(child, "error")]).then(([reason]) => {
      throw new Error(`nginx ended (${reason}); the tests need it with its module for brotli.\n${this.said}`);
    });
    ended.catch(() => {});
    // Workers start once it listens on every port.
    const ready = new Promise<void>((found) => {
      child.stderr.on("data", (text) => {
        this.said += text;
        if (this.said.includes("start worker process ")) found();
      });
    });
    await Promise.race([ended, ready]);
  }
}

/** Connections are used again; idle ones keep no test from its end. */
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Asks for an address and takes the answer as it is: neither decompressed nor followed. */
export function ask(address: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const { origin, hostname: host, port } = new URL(address);
  // As it is written: steps upwards are not taken before they are sent.
  const path = address.slice(origin.length);
  return new Promise((resolve, reject) => {
    const call = request({ host, port, path, headers, method, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
      response.on("error", reject);
    });
    call.on("error", reject);
    call.end();
  });
}

/** The next unused port, out of those that no system assigns automatically. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort;
    nextPort = nextPort >= 29_999 ? 20_000 : nextPort + 1;
    const server = createServer();
    const free = await new Promise<boolean>((told) => {
      server.once("error", () => told(false));
      server.listen(port, "127.0.0.1", () => told(true));
    });
    if (!free) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}

let nextPort = 20_000 + ((process.pid * 37) % 10_000);
