import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as rest } from "node:timers/promises";

/** How long a program may take to come up. */
const LIMIT = 30_000;

/** A program that the tests need, in a separate process group: when it ends, everything that it started ends with it. */
export class Program {
  private said = "";
  /** Has an event `more` for each part of the output. */
  private readonly output = new EventEmitter();
  private readonly leave = () => this.kill();

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
    /** Rejects when the program ends. */
    private readonly ended: Promise<never>,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text) => {
        this.said += text;
        this.output.emit("more");
      });
    }
    // A worker that is stopped half-way leaves nothing behind either.
    process.once("exit", this.leave);
  }

  /** Starts it. */
  static start(name: string, file: string, args: string[], env: NodeJS.ProcessEnv): Program {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, env });
    const advice = "cargo xtask setup installs what the suite needs, and says what it can't install.";
    const ended = once(child, "exit").then(
      ([code, signal]) => Promise.reject(new Error(`${name} (${file}) ended (${signal ?? code}). ${advice}\n${program.said}`)),
      (reason) => Promise.reject(new Error(`${name} (${file}) couldn't be started: ${reason.message}. ${advice}`)),
    );
    ended.catch(() => {});
    const program: Program = new Program(name, child, ended);
    return program;
  }

  /** Waits until its output has something that the first group of a pattern finds. */
  async printed(what: string, pattern: RegExp): Promise<string> {
    return this.inTime(what, async (signal) => {
      for (;;) {
        const found = pattern.exec(this.said)?.[1];
        if (found !== undefined) return found;
        await once(this.output, "more", { signal });
      }
    });
  }

  /** Waits until it answers, for a program that doesn't say when it is ready: asks again and again. */
  async answers(what: string, ask: () => Promise<boolean>): Promise<void> {
    await this.inTime(what, async (signal) => {
      while (!(await ask())) await rest(20, undefined, { signal });
    });
  }

  /** Fails if the program ends before `work` is done, or if that takes too long. */
  private async inTime<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limit = AbortSignal.timeout(LIMIT);
    try {
      return await Promise.race([this.ended, work(limit)]);
    } catch (error) {
      if (!limit.aborted) throw error;
      throw new Error(`${this.name} did not ${what} in ${LIMIT / 1_000} s.\n${this.said}`, { cause: error });
    }
  }

  /** Ends it, with all processes that it started. */
  async end(): Promise<void> {
    process.removeListener("exit", this.leave);
    const { exitCode, signalCode, pid } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return this.kill();
    const gone = once(this.child, "exit");
    this.kill();
    await gone;
  }

  private kill(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch (error) {
      // The whole group has ended before.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** A folder for everything that a browser writes, and an environment in which it finds and reaches nothing else. */
export class Home {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Home> {
    return new Home(await mkdtemp(path.join(tmpdir(), "statuspane-engine-")));
  }

  get env(): NodeJS.ProcessEnv {
    const { folder } = this;
    return {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: folder,
      XDG_RUNTIME_DIR: folder,
      LANG: "en_GB.UTF-8",
      TZ: "UTC",
      // Neither is there, and without these words both would be started, or waited for.
      DBUS_SESSION_BUS_ADDRESS: "disabled:",
      NO_AT_BRIDGE: "1",
      GSETTINGS_BACKEND: "memory",
      GIO_USE_VFS: "local",
    };
  }

  async remove(): Promise<void> {
    // The last process of a group may still be writing when the first has ended.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
