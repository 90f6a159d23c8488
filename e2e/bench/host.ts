import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** A plain host of static files that sends the copy compressed with brotli if there is one. */
export class Host {
  private constructor(
    private readonly server: Server,
    /** Its address, with a slash at its end. */
    readonly url: string,
  ) {}

  /** Serves every folder below its name. */
  static async start(folders: Record<string, string>): Promise<Host> {
    const server = createServer(async (request, answer) => {
      const { pathname } = new URL(request.url!, "http://host");
      const [, name, ...rest] = pathname.split("/");
      const wanted = rest.join("/");
      const file = path.join(folders[name!] ?? "/nowhere", wanted.endsWith("/") || !wanted ? `${wanted}index.html` : wanted);
      try {
        const packed = await readFile(`${file}.br`).catch(() => undefined);
        const body = packed ?? (await readFile(file));
        answer.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
        answer.setHeader("Cache-Control", "no-cache");
        answer.setHeader("Vary", "Accept-Encoding");
        if (packed) answer.setHeader("Content-Encoding", "br");
        answer.setHeader("Content-Length", body.length);
        answer.end(body);
      } catch {
        answer.statusCode = 404;
        answer.end();
      }
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new Host(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
