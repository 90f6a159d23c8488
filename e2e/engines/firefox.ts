import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { WebSocket } from "ws";
import { firefox } from "../support/places";
import { SIZE, clicking, moving, typing, type Driver, type Engine } from "./driver";
import { Home, Program } from "./program";

const preferences = {
  // No first-run pages, no reports, no updates.
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.server": "",
  // Any request but to loopback goes to a proxy at an unused port of this machine.
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/**
 * Firefox by WebDriver BiDi, which it speaks without any other program. The few commands that are needed are written out
 * here: Puppeteer would bring eighty packages for them.
 */
export class Firefox implements Engine {
  private constructor(
    private readonly home: Home,
    private readonly program: Program,
    private readonly bidi: Bidi,
  ) {}

  static async start(): Promise<Firefox> {
    const home = await Home.make();
    const profile = path.join(home.folder, "profile");
    await mkdir(profile);
    const lines = Object.entries(preferences).map((entry) => `user_pref(${entry.map((it) => JSON.stringify(it)).join(", ")});`);
    await writeFile(path.join(profile, "user.js"), lines.join("\n"));
    const call = ["--headless", "--profile", profile, "--remote-debugging-port", "0"];
    const program = Program.start("Firefox", firefox, call, home.env);
    try {
      const listening = /WebDriver BiDi listening on (ws:\/\/127\.0\.0\.1:\d+)/;
      const address = await program.printed("listen for WebDriver BiDi", listening);
      return new Firefox(home, program, await Bidi.connect(`${address}/session`));
    } catch (error) {
      await program.end();
      await home.remove();
      throw error;
    }
  }

  async open(): Promise<Driver> {
    const { userContext } = await this.bidi.send("browser.createUserContext", {});
    const { context } = await this.bidi.send("browsingContext.create", { type: "tab", userContext });
    const tab = new FirefoxTab(this.bidi, context, userContext);
    await tab.resize(SIZE.width);
    return tab;
  }

  async close(): Promise<void> {
    this.bidi.close();
    await this.program.end();
    await this.home.remove();
  }
}

class FirefoxTab implements Driver {
  readonly errors: string[] = [];

  constructor(
    private readonly bidi: Bidi,
    private readonly context: string,
    private readonly userContext: string,
  ) {
    bidi.onError = (context, text) => context === this.context && this.errors.push(text);
  }

  async goto(url: string): Promise<void> {
    await this.bidi.send("browsingContext.navigate", { context: this.context, url, wait: "complete" });
  }

  async back(): Promise<void> {
    await this.bidi.send("browsingContext.traverseHistory", { context: this.context, delta: -1 });
  }

  async evaluate(expression: string): Promise<string> {
    return (await this.result(expression)).value;
  }

  async hover(expression: string): Promise<void> {
    const { sharedId } = await this.result(expression);
    await this.perform(moving({ type: "element", element: { sharedId } }));
  }

  async click(): Promise<void> {
    await this.perform(clicking);
  }

  async type(text: string): Promise<void> {
    await this.perform(typing(text));
  }

  async resize(width: number): Promise<void> {
    await this.bidi.send("browsingContext.setViewport", { context: this.context, viewport: { ...SIZE, width } });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.bidi.send("browsingContext.captureScreenshot", { context: this.context });
    return Buffer.from(data, "base64");
  }

  async close(): Promise<void> {
    await this.bidi.send("browser.removeUserContext", { userContext: this.userContext });
  }

  private async perform(actions: object[]): Promise<void> {
    await this.bidi.send("input.performActions", { context: this.context, actions });
  }

  private async result(expression: string): Promise<{ value: string; sharedId: string }> {
    const call = { expression, target: { context: this.context }, awaitPromise: false };
    const answer = await this.bidi.send("script.evaluate", call);
    if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
    return answer.result;
  }
}

/** The commands that are needed, with the parts of their results that are. */
interface Results {
  "browser.createUserContext": { userContext: string };
  "browser.removeUserContext": object;
  "browsingContext.captureScreenshot": { data: string };
  "browsingContext.create": { context: string };
  "browsingContext.navigate": object;
  "browsingContext.setViewport": object;
  "browsingContext.traverseHistory": object;
  "input.performActions": object;
  "script.evaluate":
    | { type: "success"; result: { value: string; sharedId: string } }
    | { type: "exception"; exceptionDetails: { text: string } };
  "session.new": object;
  "session.subscribe": object;
}

/** Everything that Firefox sends. */
type Message =
  | { type: "event"; params: { level: string; text: string; source: { context: string } } }
  | { type: "success"; id: number; result: unknown }
  | { type: "error"; id: number; error: string; message: string };

/** A command without a result yet. */
interface Waiting {
  resolve(result: unknown): void;
  reject(reason: Error): void;
}

/** A session of WebDriver BiDi: https://w3c.github.io/webdriver-bidi/ */
class Bidi {
  /** Is called with each error in a tab. */
  onError: (context: string, text: string) => void = () => {};
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (text) => this.receive(JSON.parse(String(text))));
    socket.on("close", () => {
      for (const { reject } of this.waiting.values()) reject(new Error("Firefox closed the connection."));
    });
  }

  static async connect(address: string): Promise<Bidi> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const bidi = new Bidi(socket);
    await bidi.send("session.new", { capabilities: {} });
    await bidi.send("session.subscribe", { events: ["log.entryAdded"] });
    return bidi;
  }

  send<Method extends keyof Results>(method: Method, params: object): Promise<Results[Method]> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }), (error) => error && reject(error));
    });
  }

  close(): void {
    this.socket.terminate();
  }

  private receive(message: Message): void {
    if (message.type === "event") {
      const { level, text, source } = message.params;
      if (level === "error") this.onError(source.context, text);
      return;
    }
    const { resolve, reject } = this.waiting.get(message.id) ?? {};
    this.waiting.delete(message.id);
    if (message.type === "success") resolve?.(message.result);
    else reject?.(new Error(`${message.error}: ${message.message}`));
  }
}
