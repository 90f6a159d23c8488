import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";
import { stopClock, untilAtRest } from "./clock";
import type { KeyPair, Server } from "./server";
import { either, text } from "./text";

const { form, list, signIn } = text.admin;

/** The fields of the form for a new incident or for an update; omitted ones stay unchanged. */
export interface Writing {
  name?: string;
  /** An impact has to be chosen: who names an incident chooses "minor" here, unless it is another, or `null` for none. */
  impact?: string | null;
  status?: string;
  message?: string;
  notify?: boolean;
}

/** Has the API say that it notifies subscribers, which the server under test doesn't. */
export async function apiNotifies(browser: BrowserContext | Page): Promise<void> {
  await browser.route("**/v1", (route) => route.fulfill({ json: { notifications: true } }));
}

/** An admin at work in the admin view. */
export class Admin {
  constructor(
    readonly page: Page,
    readonly site: string,
  ) {}

  /** A signed-in admin whose clock moves only in steps. */
  static async withStoppedClock(context: BrowserContext, server: Server): Promise<Admin> {
    await stopClock(context);
    const admin = new Admin(await context.newPage(), server.url);
    await admin.page.goto(new URL("admin/", server.url).href);
    await admin.page.clock.runFor(50);
    await admin.signIn(await server.token());
    return admin;
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** How many incidents are open, and as of when. */
  get summary(): Locator {
    return this.page.locator(".admin-as-of");
  }

  /** The notices about the last actions. */
  get notices(): Locator {
    return this.page.locator(".admin-notices");
  }

  /** The summary of errors. */
  get problems(): Locator {
    return this.page.locator(".admin-problems");
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** An incident of the list. */
  row(name: string): Locator {
    return this.page.getByRole("article").filter({ has: this.page.getByRole("heading", { name, exact: true }) });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto(new URL("admin/", this.site).href);
    await expect(this.heading).toHaveText(signIn("heading"));
  }

  /** Opens the view and signs in with a new token. */
  async enter(server: Server): Promise<void> {
    await this.open();
    await this.signIn(await server.token());
  }

  async signIn(token: string): Promise<void> {
    await this.sendToken(token);
    await this.signedIn();
  }

  async signInWithPair(pair: KeyPair): Promise<void> {
    await this.sendPair(pair);
    await this.signedIn();
  }

  /** Submits a token, without waiting for the outcome. */
  async sendToken(token: string): Promise<void> {
    await this.field(signIn("credential")).fill(token);
    await this.button(signIn("button")).click();
  }

  /** Submits a key pair, without waiting for the outcome. */
  async sendPair({ accessKey, secretKey }: KeyPair): Promise<void> {
    await this.field(signIn("credential")).fill(accessKey);
    await this.field(signIn("secret_key")).fill(secretKey);
    await this.button(signIn("button")).click();
  }

  /** Waits until the list is on screen and current, with its updates and the maintenances, which come after it. */
  async signedIn(): Promise<void> {
    await expect(this.heading).toHaveText(list("heading"));
    const current = [list.pattern("summary_none_at"), list.pattern("summary_open_at")];
    await expect(this.summary).toHaveText(either(...current));
    await untilAtRest(this.page);
  }

  async write({ name, impact = name === undefined ? null : "minor", status, message, notify }: Writing): Promise<void> {
    if (name !== undefined) await this.field(form("name")).fill(name);
    if (impact !== null) await this.field(form("impact")).selectOption(impact);
    if (status !== undefined) await this.field(form("status")).selectOption(status);
    if (message !== undefined) await this.field(form("message")).fill(message);
    if (notify !== undefined) await this.field(form("notify")).setChecked(notify);
  }

  /** Names a component that the configuration does not know. */
  async nameComponent(id: string): Promise<void> {
    const other = this.page.getByText(form("other_component"), { exact: true });
    if (await other.isVisible()) await other.click();
    await this.field(form("component_id")).fill(id);
    await this.button(form("add_component")).click();
  }

  /** Names a component that the configuration does not know, and how it is doing. */
  async addComponent(id: string, status: string): Promise<void> {
    await this.nameComponent(id);
    await this.field(form("component_status", { component: id })).selectOption(status);
  }

  /** Writes a new incident and sends it. */
  async create(writing: Writing): Promise<void> {
    await this.write(writing);
    await this.button(form("create")).click();
  }

  /** Opens the form for an update of an incident. */
  async beginUpdate(name: string): Promise<void> {
    await this.row(name).getByRole("button", { name: list("update"), exact: true }).click();
    await expect(this.row(name).getByRole("heading", { name: form("update") })).toBeVisible();
  }

  /** Asks for the deletion of an incident; the dialog then asks back. */
  async askDelete(name: string): Promise<void> {
    await this.row(name).getByRole("button", { name: list("delete"), exact: true }).click();
    await expect(this.dialog).toBeVisible();
  }
}
