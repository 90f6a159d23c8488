import { freePort } from "../support/nginx";
import { webkitDriver, xvfb } from "../support/places";
import { SIZE, clicking, moving, typing, type Driver, type Engine } from "./driver";
import { Home, Program } from "./program";

/** WebKitGTK's MiniBrowser by WebDriver, on a virtual display. */
export class WebKit implements Engine {
  private constructor(
    private readonly home: Home,
    private readonly programs: Program[],
    private readonly address: string,
  ) {}

  static async start(): Promise<WebKit> {
    const home = await Home.make();
    const programs: Program[] = [];
    try {
      const screen = ["-screen", "0", `${SIZE.width}x${SIZE.height}x24`, "-nolisten", "tcp"];
      const display = Program.start("Xvfb", xvfb, ["-displayfd", "1", ...screen], home.env);
      programs.push(display);
      const number = await display.printed("open a display", /^(\d+)\n/m);
      const port = await freePort();
      const env = { ...home.env, DISPLAY: `:${number}`, GDK_BACKEND: "x11" };
      const driver = Program.start("WebKit's driver", webkitDriver, [`--port=${port}`], env);
      programs.push(driver);
      const address = `http://127.0.0.1:${port}`;
      await driver.answers("answer", () => call<{ ready: boolean }>(address, "GET", "/status").then(({ ready }) => ready, () => false));
      return new WebKit(home, programs, address);
    } catch (error) {
      await end(programs, home);
      throw error;
    }
  }

  async open(): Promise<Driver> {
    // Without any wish it is MiniBrowser with `--automation`, which keeps nothing beyond a session.
    const { sessionId } = await call<{ sessionId: string }>(this.address, "POST", "/session", { capabilities: {} });
    const tab = new WebKitTab(`${this.address}/session/${sessionId}`);
    await tab.resize(SIZE.width);
    return tab;
  }

  async close(): Promise<void> {
    await end(this.programs, this.home);
  }
}

async function end(programs: Program[], home: Home): Promise<void> {
  for (const program of programs.reverse()) await program.end();
  await home.remove();
}

class WebKitTab implements Driver {
  /** Plain WebDriver reports none. */
  readonly errors: string[] = [];

  constructor(private readonly session: string) {}

  async goto(url: string): Promise<void> {
    await this.post("/url", { url });
  }

  async back(): Promise<void> {
    await this.post("/back", {});
  }

  async evaluate(expression: string): Promise<string> {
    return this.post("/execute/sync", { script: `return ${expression}`, args: [] });
  }

  async hover(expression: string): Promise<void> {
    const element = await this.post("/execute/sync", { script: `return ${expression}`, args: [] });
    await this.perform(moving(element));
  }

  async click(): Promise<void> {
    await this.perform(clicking);
  }

  async type(text: string): Promise<void> {
    await this.perform(typing(text));
  }

  async resize(width: number): Promise<void> {
    await this.post("/window/rect", { ...SIZE, width });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await call<string>(this.session, "GET", "/screenshot"), "base64");
  }

  async close(): Promise<void> {
    await call(this.session, "DELETE", "");
  }

  private async perform(actions: object[]): Promise<void> {
    await this.post("/actions", { actions });
  }

  private post<Value>(command: string, body: object): Promise<Value> {
    return call<Value>(this.session, "POST", command, body);
  }
}

/** One command of WebDriver: https://www.w3.org/TR/webdriver2/ */
async function call<Value>(base: string, method: string, path: string, body?: object): Promise<Value> {
  const answer = await fetch(base + path, { method, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`WebKit's driver, ${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}
