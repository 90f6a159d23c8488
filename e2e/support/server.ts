import { execFile, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { bundle, program } from "./places";

/** What `config.json` holds. */
export type Config = Record<string, unknown>;

/** A key pair as `statuspane key create` prints it. */
export interface KeyPair {
  accessKey: string;
  secretKey: string;
}

/** A separate companion: a free port, an empty database, nothing shared with any other test. */
export class Server {
  private child?: ChildProcessByStdio<null, Readable, Readable>;
  private listen = "127.0.0.1:0";
  private said = "";

  private constructor(
    private readonly folder: string,
    private readonly api?: Server,
    private readonly isDemo = false,
  ) {}

  static async start(config: Config): Promise<Server> {
    const server = new Server(await mkdtemp(path.join(tmpdir(), "statuspane-e2e-")));
    await server.configure(config);
    await server.paint("");
    await server.run();
    return server;
  }

  /** One with the sample incidents and the configuration of the demo. */
  static async demo(): Promise<Server> {
    const server = new Server(await mkdtemp(path.join(tmpdir(), "statuspane-e2e-")), undefined, true);
    await server.run();
    return server;
  }

  /** One without a database: a proxy to another one's API, with a separate key for visitors' reads. */
  static async inFrontOf(api: Server, config: Config): Promise<Server> {
    const server = new Server(await mkdtemp(path.join(tmpdir(), "statuspane-e2e-")), api);
    await server.configure(config);
    await server.paint("");
    await writeFile(server.keyFile, await api.token());
    await server.run();
    return server;
  }

  /** The address of the public page, with a slash at its end. */
  get url(): string {
    return `http://${this.listen}/`;
  }

  /** Everything that it has printed so far. */
  get log(): string {
    return this.said;
  }

  /** Writes another configuration, if need be with something before it; the server reads it again for every answer. */
  async configure(config: Config, before = ""): Promise<void> {
    await writeFile(this.configFile, before + JSON.stringify(config));
  }

  /** Writes another theme; the server reads it again for every answer. */
  async paint(theme: string): Promise<void> {
    await writeFile(this.themeFile, theme);
  }

  /** Stops answering, as after a power failure. The database stays. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
  }

  /** Answers again, at the same address. */
  async startAgain(): Promise<void> {
    await this.run();
  }

  /** Stops, and removes everything that it kept. */
  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A new token: the whole value of `Authorization`. */
  async token(): Promise<string> {
    return word(await this.key("create", "--token"), /\bst_[\w-]+/);
  }

  /** A new key pair. */
  async keyPair(): Promise<KeyPair> {
    const printed = await this.key("create");
    return { accessKey: word(printed, /\bak_\w+/), secretKey: word(printed, /\bsk_[\w-]+/) };
  }

  /** Takes every key back. */
  async revokeAll(): Promise<void> {
    const ids = (await this.key("list")).match(/^[0-9a-f]{8}\b/gm) ?? [];
    for (const id of ids) await this.key("revoke", id);
  }

  private get configFile(): string {
    return path.join(this.folder, "config.json");
  }

  private get themeFile(): string {
    return path.join(this.folder, "theme.css");
  }

  private get keyFile(): string {
    return path.join(this.folder, "key");
  }

  private get database(): string {
    return this.api ? this.api.database : `sqlite://${path.join(this.folder, "incidents.sqlite")}`;
  }

  private async key(...call: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, ["key", ...call, "--database", this.database]);
    return stdout;
  }

  /** Where its incidents come from, and how its page is set up. */
  private get sources(): string[] {
    if (this.isDemo) return ["--demo"];
    const incidents = this.api
      ? ["--upstream", `${this.api.url}v1`, "--key-file", this.keyFile]
      : ["--create", "--database", this.database];
    return [...incidents, "--config", this.configFile, "--theme", this.themeFile];
  }

  private async run(): Promise<void> {
    const call = ["serve", "--faults", "--listen", this.listen, "--site", bundle];
    const child = spawn(program, [...call, ...this.sources], { stdio: ["ignore", "pipe", "pipe"], cwd: this.folder });
    this.child = child;
    child.stderr.on("data", (text) => (this.said += text));
    const ended = once(child, "exit").then(() => Promise.reject(new Error(`The server ended.\n${this.said}`)));
    const ready = new Promise<string>((found) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.said += `${line}\n`;
        const address = /Status page: http:\/\/(127\.0\.0\.1:\d+)\//.exec(line)?.[1];
        if (address) found(address);
      });
    });
    ended.catch(() => {});
    this.listen = await Promise.race([ready, ended]);
  }
}

function word(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0];
  if (!found) throw new Error(`Expected ${pattern} in what was printed:\n${text}`);
  return found;
}
