import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { bundle, program } from "./places";
import type { Config, Server } from "./server";

/** A folder of files that a web server serves as they are. */
export class Hosted {
  private constructor(
    private readonly scratch: string,
    readonly folder: string,
  ) {}

  /** The output of `statuspane publish` for a companion's incidents, without its future address. */
  static async publish(server: Server, config: Config): Promise<Hosted> {
    const scratch = await mkdtemp(path.join(tmpdir(), "statuspane-site-"));
    const at = (name: string) => path.join(scratch, name);
    const [configFile, keyFile, to] = [at("config.json"), at("key"), at("site")];
    await writeFile(configFile, JSON.stringify(config));
    await writeFile(keyFile, await server.token(), { mode: 0o600 });
    const call = ["publish", "--from", `${server.url}v1`, "--key-file", keyFile, "--config", configFile];
    await promisify(execFile)(program, [...call, "--site", bundle, "--to", to]);
    return new Hosted(scratch, to);
  }

  /** The plain bundle as it is copied to a host, with a configuration of one's own. */
  static async copy(config: Config): Promise<Hosted> {
    const scratch = await mkdtemp(path.join(tmpdir(), "statuspane-site-"));
    const folder = path.join(scratch, "site");
    await cp(bundle, folder, { recursive: true });
    await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
    return new Hosted(scratch, folder);
  }

  /** Every file, by its path below the folder. */
  async files(): Promise<Map<string, Buffer>> {
    const files = new Map<string, Buffer>();
    for (const name of (await readdir(this.folder, { recursive: true })).sort()) {
      const file = path.join(this.folder, name);
      if ((await stat(file)).isFile()) files.set(name, await readFile(file));
    }
    return files;
  }

  async dispose(): Promise<void> {
    await rm(this.scratch, { recursive: true, force: true });
  }
}

/** The value of an `integrity` attribute for these bytes. */
export function integrity(bytes: Buffer): string {
  return `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
}
