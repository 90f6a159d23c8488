import type { BrowserContext, Frame, Request } from "@playwright/test";

interface Allowance {
  pattern: RegExp;
  used: boolean;
  /** Whether it is a fault of the test when nothing of the kind happens. */
  due: boolean;
}

/**
 * Notes in every browser of a test what must not happen: a message on the console, an uncaught error, a request that
 * fails or is refused, one to another origin, one of the public page that carries a credential. What a test provokes
 * it has to announce.
 */
export class Watch {
  private readonly seen: string[] = [];
  private readonly allowances: Allowance[] = [];
  private readonly sites: URL[] = [];
  private over = false;

  /** Requests may go to the origin of this site. */
  trust(address: string): void {
    this.sites.push(new URL(address));
  }

  /** Watches everything that happens in a browser context. */
  follow(context: BrowserContext): void {
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        this.note(`console ${message.type()}: ${message.text()} (${pathOf(message.location().url)})`);
      }
    });
    // A page's policy is not only kept: nothing that it refuses is ever tried.
    void context.addInitScript(() => {
      addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) => {
        console.error(`policy: ${effectiveDirective} refused ${blockedURI} in ${sourceFile}`);
      });
    });
    context.on("weberror", (error) => this.note(`uncaught: ${error.error().stack ?? error.error()}`));
    // How many documents a frame has asked for, and how many of them were answered: until the answer, requests come from
    // the document before. A document that is left takes its requests with it.
    const asked = new WeakMap<Frame, number>();
    const answered = new WeakMap<Frame, number>();
    const askedBy = new WeakMap<Request, number>();
    const count = (counts: WeakMap<Frame, number>, frame: Frame) => counts.get(frame) ?? 0;
    context.on("requestfailed", (request) => {
      const by = frameOf(request);
      const isLeft = by !== null && (askedBy.get(request) ?? 0) < count(asked, by);
      if (isLeft && request.failure()?.errorText === "net::ERR_ABORTED") return;
      // The page gives settings up when a test's clock goes faster than answers come, and the browser an icon when another
      // takes its place; nothing depends on them.
      const isSpare = /\/(config\.json|theme\.css|icons\/[a-z]+\.svg)$/.test(new URL(request.url()).pathname);
      if (isSpare && request.failure()?.errorText === "net::ERR_ABORTED") return;
      this.note(`failed: ${describe(request)} ${request.failure()?.errorText}`);
    });
    // An empty document has no request, so whether a cancelled one belonged to the page before it is unknown.
    context.on("page", (page) =>
      page.on("framenavigated", (frame) => {
        const isEmpty = frame.url() === "about:blank" && count(asked, frame) > 0;
        if (isEmpty) this.note("left for about:blank: a page is left for a file of the site (Visitor.leave)");
      }),
    );
    context.on("response", (response) => {
      const request = response.request();
      const frame = frameOf(request);
      if (frame && request.isNavigationRequest()) answered.set(frame, count(answered, frame) + 1);
      if (response.status() >= 400) this.note(`answer ${response.status()}: ${describe(request)}`);
    });
    context.on("request", (request) => {
      const frame = frameOf(request);
      if (frame && request.isNavigationRequest()) asked.set(frame, count(asked, frame) + 1);
      askedBy.set(request, frame ? count(answered, frame) : 0);
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && !this.isTrusted(url)) this.note(`foreign: ${url}`);
      if (request.headers()["authorization"] !== undefined && !this.isAdmin(request)) {
        this.note(`credential: ${describe(request)}`);
      }
    });
  }

  /** The test provokes an answer with this status. */
  allowAnswer(status: number, path: string | RegExp): void {
    const where = source(path);
    this.allow(new RegExp(`^(answer ${status}: \\w+ ${where}$|console error: .*status of ${status}\\b.*\\(${where}\\))`));
  }

  /** The test provokes a request without an answer. */
  allowFailure(path: string | RegExp): void {
    const where = source(path);
    this.allow(new RegExp(`^(failed: \\w+ ${where} net::|console error: Failed to load resource: net::.*\\(${where}\\))`));
  }

  /** The test provokes something else. `due: false` where chance decides whether it happens. */
  allow(pattern: RegExp, { due = true } = {}): void {
    this.allowances.push({ pattern, used: false, due });
  }

  /** Ends the watch; events while browsers close don't matter. */
  end(): void {
    this.over = true;
  }

  /** Unexpected events, and expected ones that did not happen. */
  get faults(): string[] {
    const unexpected = this.seen.filter((line) => {
      const allowances = this.allowances.filter(({ pattern }) => pattern.test(line));
      for (const allowance of allowances) allowance.used = true;
      return allowances.length === 0;
    });
    const missed = this.allowances.filter(({ used, due }) => due && !used);
    return [...unexpected, ...missed.map(({ pattern }) => `was provoked and did not happen: ${pattern}`)];
  }

  private isTrusted({ origin }: URL): boolean {
    return this.sites.some((site) => site.origin === origin);
  }

  private isAdmin(request: Request): boolean {
    const frame = frameOf(request);
    if (!frame) return false;
    const { origin, pathname } = new URL(frame.url());
    return this.sites.some((site) => site.origin === origin && pathname.startsWith(`${site.pathname}admin/`));
  }

  private note(line: string): void {
    if (!this.over) this.seen.push(line);
  }
}

/** The frame that asks; a tab that is about to open has none yet. */
function frameOf(request: Request): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}

function describe(request: Request): string {
  return `${request.method()} ${pathOf(request.url())}`;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname + new URL(url).search : url;
}

function source(path: string | RegExp): string {
  return typeof path === "string" ? path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : path.source;
}
