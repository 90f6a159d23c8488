import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { runInNewContext } from "node:vm";
import type { BrowserContext, Page } from "@playwright/test";
import { Admin } from "../support/admin";
import { open, type Api } from "../support/api";
import { Hosted, integrity } from "../support/hosted";
import { ask, Nginx, type Answer, type Host, type Setting } from "../support/nginx";
import { only } from "../support/only";
import { deployed, nginx as program, nginxBrotli } from "../support/places";
import type { Config, Server } from "../support/server";
import { expect, test as base } from "../support/test";
import { asOf, moment, monthHeading, monthName, text, windowTitle } from "../support/text";

/** The path of the site. */
const BASES = ["/", "/status/", "/a/b/"];

/** Where something has happened, so that there is a page of a month that lies far behind. */
const BEGUN = new Date("2025-03-10T23:30:00Z");

/** Addresses that the read-only path must refuse: others of the API, and ways out of its three. */
const HIDDEN = [
  "as-of",
  "maintenances",
  "incidents/",
  "incidents/a/entries/b",
  "incidents/..",
  "incidents/%2e%2e",
  "incidents/..%2fmaintenances",
  "incidents/a%2fb",
  "incidents/a%2Fb",
  "incidents/a%5cb",
  "incidents/a%252fb",
  "incidents/%01",
];

interface Fixtures {
  /** Starts an nginx with the files of `deploy/nginx`, which ends with the test. */
  serve: (setting: Setting) => Promise<Nginx>;
  /** A site that the test may serve, removed with its end. */
  keep: (site: Promise<Hosted>) => Promise<Hosted>;
  /** A browser in an unusual zone. */
  far: BrowserContext;
}

const test = base.extend<Fixtures>({
  serve: async ({ watch }, use, info) => {
    const started: Nginx[] = [];
    await use(async (setting) => {
      const nginx = await Nginx.start(setting);
      started.push(nginx);
      for (const { url } of nginx.hosts) watch.trust(url);
      return nginx;
    });
    for (const nginx of started) {
      await nginx.dispose();
      if (info.status !== info.expectedStatus) await info.attach("nginx.log", { body: nginx.messages });
    }
  },

  keep: async ({}, use) => {
    const kept: Hosted[] = [];
    await use(async (site) => {
      kept.push(await site);
      return kept.at(-1)!;
    });
    for (const site of kept) await site.dispose();
  },

  far: async ({ browse }, use) => use(await browse({ timezoneId: "Asia/Kathmandu" })),
});

/** The locations of a site's files, as the head of site.conf shows them. */
function files(site: Hosted): (base: string) => string {
  return (base) => {
    const variable = base.slice(0, -1);
    const below = `location ${base} { alias ${site.folder}/; set $statuspane "${variable}"; include statuspane/site.conf; }`;
    return base === "/" ? below : `${below} location = ${variable} { return 308 .${slashed(base)}$is_args$args; }`;
  };
}

/** The last folder of a path, as its parent sees it. */
const slashed = (base: string) => `/${base.split("/").at(-2)}/`;

/** The locations of both paths to the API, as read.conf and api.conf show them. */
function paths(token: string, customer: string): (base: string) => string {
  const api = "set $statuspane_api http://statuspane_api/v1;";
  const key = `proxy_set_header Authorization "${token}"; proxy_set_header Accept-Encoding identity;
    sub_filter '"${customer}"' '""'; sub_filter_once off; sub_filter_types application/json text/plain;`;
  const host = "proxy_set_header Host api.test;";
  return (base) => `
    location ${base}public/v1/ { ${api} include statuspane/read.conf; ${host} ${key} }
    location ${base}v1/ { ${api} include statuspane/api.conf; ${host} }`;
}

/** Incidents of all kinds. */
async function happen(api: Api): Promise<{ now: string; past: string }> {
  const { id: past } = await api.createPast("Slow search", BEGUN, 45);
  const { id: now } = await api.create(open("Payments fail", "critical"));
  return { now, past };
}

/** Waits until the app runs. */
async function running(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-app", "running");
}

/** Waits until the app, on the front page, speaks in the present. */
async function live(page: Page, source: "live" | "snapshot"): Promise<void> {
  await running(page);
  await expect(page.locator("[data-overall]")).toHaveAttribute("data-source", source);
  await expect(page.locator("[data-overall]")).toHaveAttribute("data-fresh", "true");
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** Everything that the log names as not found, each once. */
async function missed(nginx: Nginx): Promise<string[]> {
  const addresses = (await nginx.log()).flatMap((line) => /^404 \S+ (\S+)/.exec(line)?.[1] ?? []);
  return [...new Set(addresses)].sort();
}

test.describe("nginx", () => {
  const config: Config = { title: "Acme Status", components: [{ id: "web", name: "Website" }] };

  test("a published site works below any path", async ({ server, api, far, serve, keep, watch }) => {
    // Three sites, one after the other.
    test.slow();
    const { now, past } = await happen(api);
    const site = await keep(Hosted.publish(server, config));
    const before = await site.files();
    const nginx = await serve({ bases: BASES, locations: files(site) });
    const page = await far.newPage();
    for (const { base, url } of nginx.hosts) {
      await test.step(`at ${base}`, async () => {
        await page.goto(url);
        await live(page, "snapshot");
        await expect(heading(page)).toHaveText(text.page("state_critical"));

        // Within the app: the document stays the same.
        await page.evaluate(() => document.documentElement.setAttribute("data-same-document", ""));
        await page.getByRole("link", { name: "Payments fail" }).first().click();
        await expect(page).toHaveURL(`${url}incidents/${now}/`);
        await expect(heading(page)).toHaveText("Payments fail");
        await page.goBack();
        await page.getByRole("link", { name: monthName("2025-03"), exact: true }).click();
        await expect(page).toHaveURL(`${url}history/2025-03/`);
        await page.getByRole("link", { name: "Slow search" }).click();
        await expect(page).toHaveURL(`${url}incidents/${past}/`);
        const began = page.locator('time[datetime="2025-03-10T23:30:00Z"]').first();
        await expect(began).toHaveText(moment("2025-03-11T05:15", "UTC+5:45"));
        await page.getByRole("button", { name: text.page("zone_utc"), exact: true }).click();
        await expect(began).toHaveText(moment("2025-03-10T23:30"));
        await expect(page.locator("html[data-same-document]")).toHaveCount(1);

        // With its own document: reload, back, a deep link, an address without its slash.
        await page.reload();
        await running(page);
        await expect(heading(page)).toHaveText("Slow search");
        await expect(began).toHaveText(moment("2025-03-10T23:30"));
        await page.getByRole("button", { name: text.page("zone_local"), exact: true }).click();
        await page.goto(`${url}history/2025-03`);
        await expect(page).toHaveURL(`${url}history/2025-03/`);
        await running(page);
        await expect(heading(page)).toHaveText(monthHeading("2025-03"));
        await page.goBack();
        await expect(heading(page)).toHaveText("Slow search");
        await running(page);
        await page.getByRole("link", { name: text.page("status"), exact: true }).click();
        await expect(page).toHaveURL(url);
        await expect(heading(page)).toHaveText(text.page("state_critical"));
        await page.goto(url.slice(0, -1));
        await expect(page).toHaveURL(url);
        await live(page, "snapshot");

        await page.goto(`${url}admin`);
        await expect(page).toHaveURL(`${url}admin/`);
        await expect(heading(page)).toHaveText(text.admin.signIn("heading"));
      });

      await test.step(`an address that is not there at ${base}`, async () => {
        const address = `${base}incidents/no-such-incident/`;
        watch.allowAnswer(404, address);
        const asked: string[] = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        const answer = await page.goto(new URL(address, url).href);
        expect(answer?.status()).toBe(404);
        await expect(heading(page)).toHaveText(text.page("not_found"));
        await expect(page.locator("body")).toHaveCSS("margin", "0px");
        expect(asked.filter((path) => !path.startsWith("image/"))).toEqual([address]);
        page.removeAllListeners("request");
        await page.getByRole("link", { name: text.page("status"), exact: true }).click();
        await expect(page).toHaveURL(url);
        await live(page, "snapshot");
      });
    }
    expect(await missed(nginx)).toEqual(BASES.map((base) => `${base}incidents/no-such-incident/`).sort());
    expect(await site.files(), "the site has not been touched").toEqual(before);
  });

  test("every file has its type, its encodings and its headers", async ({ server, api, serve, keep }) => {
    await happen(api);
    const site = await keep(Hosted.publish(server, config));
    const nginx = await serve({ bases: BASES, locations: files(site) });
    const all = await site.files();
    for (const host of nginx.hosts) {
      const plain = [...all].filter(([name]) => !/\.(br|gz)$/.test(name));
      await Promise.all(
        plain.map(([name, bytes]) =>
          expectFile(host, name, bytes, { br: all.get(`${name}.br`), gzip: all.get(`${name}.gz`) }),
        ),
      );
    }
    expect([...all.keys()].filter((name) => immutable(name)).length).toBeGreaterThan(6);
  });

  test("without the module for brotli, compressed files are sent as gzip", async ({ serve, keep }) => {
    const site = await keep(Hosted.copy({}));
    const nginx = await serve({ bases: ["/status/"], locations: files(site), brotli: false });
    const { headers, body } = await ask(only(nginx.hosts).url, { "Accept-Encoding": "gzip, br" });
    expect(headers["content-encoding"]).toBe("gzip");
    expect(body).toEqual((await site.files()).get("index.html.gz"));
  });

  test("missing and hidden files are a true 404", async ({ server, serve, keep }) => {
    const site = await keep(Hosted.publish(server, config));
    const nginx = await serve({ bases: BASES, locations: files(site) });
    const page = (await site.files()).get("404.html");
    for (const { url } of nginx.hosts) {
      for (const address of ["nothing", "no/such/page/", "icons/", ".git/config", "page-0123456789abcdef.js"]) {
        const answer = await ask(url + address);
        expect(answer.status, address).toBe(404);
        expect(answer.headers["content-type"], address).toBe("text/html; charset=utf-8");
        expect(answer.headers["cache-control"], address).toBe("no-cache");
        expect(answer.headers["content-security-policy"], address).toBe("frame-ancestors 'none'");
        expect(answer.body.equals(page!), address).toBe(true);
      }
      expect((await ask(url, {}, "POST")).status).toBe(405);
      // As seen from where the visitor is: a proxy before nginx may have taken something off the path.
      const redirect = await ask(`${url}icons?a=b`);
      expect([redirect.status, redirect.headers.location]).toEqual([308, "./icons/?a=b"]);
    }
  });

  test("the read-only path gives only public data", async ({ server, api, serve, keep }) => {
    const { now } = await happen(api);
    const site = await keep(Hosted.copy({}));
    const { token, customer } = await account(server);
    const nginx = await serve({
      bases: BASES,
      locations: (base) => files(site)(base) + paths(token, customer)(base),
      api: server.url,
    });
    for (const { url } of nginx.hosts) {
      const read = `${url}public/v1/`;
      for (const address of ["incidents", `incidents/${now}`, `incidents/${now}/entries`, `incidents/${now}?token=x`]) {
        // Whatever a visitor sends along, the server's own credential is used.
        const answer = await ask(read + address, { Authorization: "st_wrong", Cookie: "a=b", "Accept-Encoding": "br" });
        expect(answer.status, address).toBe(200);
        expect(answer.headers["content-type"], address).toMatch(/^application\/json/);
        expect(answer.headers["cache-control"], address).toBe("no-cache");
        expect(answer.headers["x-content-type-options"], address).toBe("nosniff");
        expect(answer.headers["x-robots-tag"], address).toBe("noindex");
        expect(answer.headers["content-security-policy"], address).toContain("default-src 'none'");
        expect(Object.keys(answer.headers), address).not.toContain("set-cookie");
        const text = answer.body.toString();
        expect(text, address).not.toContain(customer);
        expect(JSON.stringify(JSON.parse(text)), address).toContain(now);
      }
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
        expect((await ask(`${read}incidents`, { Authorization: token }, method)).status, method).toBe(405);
      }
      expect((await ask(`${url}v1/incidents`)).status, "the admin view's path has no credential").toBe(401);
      expect((await ask(`${url}v1/keys`, { Authorization: token })).status).toBe(404);
      expect((await ask(`${read}maintenances`)).status, "some may be internal").toBe(404);
      for (const address of ["v1/", "v1/maintenances"]) {
        expect((await ask(url + address, { Authorization: token })).status, address).toBe(200);
        expect((await ask(url + address)).status, address).toBe(401);
      }
    }
    expect(await api.list(), "nothing was changed").toHaveLength(2);
  });

  test("the read-only path sends one request for many visitors, and never serves old data", async ({ serve, keep }) => {
    const site = await keep(Hosted.copy({}));
    const upstream = await Stub.start();
    try {
      const locations = (base: string) => files(site)(base) + paths("st_secret", "cust-1")(base);
      const nginx = await serve({ bases: ["/status/"], locations, api: upstream.url });
      const list = `${only(nginx.hosts).url}public/v1/incidents`;
      const visitor = { Authorization: "st_visitor", Cookie: "a=b", "X-Visitor": "1", "If-None-Match": "x" };
      const answers = await Promise.all(Array.from({ length: 30 }, () => ask(list, visitor)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      // Two when the answers fall into two of the steps.
      expect([1, 2]).toContain(upstream.asked.length);
      for (const { headers } of upstream.asked) {
        expect(headers["authorization"]).toBe("st_secret");
        expect(Object.keys(headers).sort(), "nothing of the visitor goes on").toEqual(
          ["accept", "accept-encoding", "authorization", "host", "user-agent"],
        );
      }
      for (const { headers } of answers) {
        // The time is the API's: a page counts the age of its data from there.
        expect(headers.date).toBe(Stub.DATE);
        for (const name of ["set-cookie", "www-authenticate", "x-powered-by", "x-request-id", "via"]) {
          expect(Object.keys(headers), name).not.toContain(name);
        }
        expect(headers.server).not.toContain("stub");
      }

      const before = upstream.asked.length;
      for (const address of HIDDEN) expect((await ask(list.replace(/incidents$/, address))).status, address).toBe(404);
      expect(upstream.asked.slice(before), "what visitors may not read is not even asked for").toEqual([]);

      upstream.status = 503;
      await expect.poll(async () => (await ask(list)).status, { timeout: 8_000 }).toBe(503);
      expect((await ask(list)).headers["retry-after"]).toBe("7");
    } finally {
      upstream.stop();
    }
  });

  test("the plain bundle works below any path, live and with its admin view", async ({ server, api, far, serve, keep, watch }) => {
    // Three sites, one after the other.
    test.slow();
    const { now, past } = await happen(api);
    const site = await keep(Hosted.copy({ ...config, live: "public/v1" }));
    const { token, customer } = await account(server);
    // The API behind it has no call for the version of its data, and the page goes by the dates of its answers.
    watch.allowAnswer(404, /\S*\/public\/v1\/as-of/);
    // Nor are maintenances passed on, as some may be internal.
    watch.allowAnswer(404, /\S*\/public\/v1\/maintenances/);
    const nginx = await serve({
      bases: BASES,
      locations: (base) => files(site)(base) + paths(token, customer)(base),
      api: server.url,
    });
    const page = await far.newPage();
    for (const { base, url } of nginx.hosts) {
      await test.step(`at ${base}`, async () => {
        await page.goto(url);
        await live(page, "live");
        await expect(heading(page)).toHaveText(text.page("state_critical"));
        await page.getByRole("link", { name: "Payments fail" }).first().click();
        await expect(page).toHaveURL(`${url}?incident=${now}`);
        await expect(heading(page)).toHaveText("Payments fail");
        await expect(page.getByText("Payments fail: we are looking into it.")).toBeVisible();
        await page.reload();
        await expect(heading(page)).toHaveText("Payments fail");
        await page.goBack();
        await expect(heading(page)).toHaveText(text.page("state_critical"));
        await page.goto(`${url}?month=2025-03`);
        await expect(heading(page)).toHaveText(monthHeading("2025-03"));
        await page.getByRole("link", { name: "Slow search" }).click();
        await expect(page).toHaveURL(`${url}?incident=${past}`);
        const began = page.locator('time[datetime="2025-03-10T23:30:00Z"]').first();
        await expect(began).toHaveText(moment("2025-03-11T05:15", "UTC+5:45"));
        await page.getByRole("button", { name: text.page("zone_utc"), exact: true }).click();
        await expect(began).toHaveText(moment("2025-03-10T23:30"));
        await page.getByRole("button", { name: text.page("zone_local"), exact: true }).click();

        const admin = new Admin(page, url);
        await admin.open();
        await admin.signIn(token);
        await expect(admin.row("Payments fail")).toBeVisible();
      });
    }
    const missing = (base: string) => [`${base}public/v1/as-of`, `${base}public/v1/maintenances`];
    expect(await missed(nginx)).toEqual(BASES.flatMap(missing).sort());
  });
});

test.describe("a cache in front of the companion", () => {
  const stale = 20;
  test.use({ config: { title: "Acme Status", refreshSeconds: 5, staleAfterSeconds: stale } });

  /** As people write it who want a site that is never down, ignoring the companion's cache rules. */
  const cached = (server: Server) => (base: string) => `
    location ${base} {
      proxy_pass ${server.url};
      proxy_cache statuspane;
      proxy_cache_valid 200 10s;
      proxy_ignore_headers Cache-Control;
      proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
    }`;

  test("P86 a cache that answers for a server that is down", async ({ server, api, browse, serve, watch }) => {
    // By the clock of nginx, which can't be moved on: some of the companion's last answers have to grow old.
    test.slow();
    await api.createPast("Slow search", BEGUN, 45);
    const nginx = await serve({ bases: ["/"], locations: cached(server) });
    const { url } = only(nginx.hosts);
    const page = await (await browse()).newPage();
    const banner = page.locator("[data-overall]");
    // Files that nginx hasn't cached, such as another icon, aren't available meanwhile.
    watch.allow(/\b50[24]\b|\/icons\//, { due: false });
    await page.goto(url);
    await live(page, "live");
    await expect(heading(page)).toHaveText(text.page("state_operational"));
    // A page that knows the incidents already doesn't ask for the list; others may have.
    expect((await ask(`${url}public/v1/incidents`)).status).toBe(200);

    await server.stop();
    // How soon by the page's own clock is P88's; by the date of nginx it would never be.
    await expect(banner).toHaveAttribute("data-fresh", "false", { timeout: (stale + 10) * 1_000 });
    await expect(heading(page)).toHaveText(asOf("state_none_open"));
    await expect(page).toHaveTitle(windowTitle(asOf("state_none_open")));
    for (const path of ["public/v1/as-of", "public/v1/incidents"]) {
      const asked = Date.now();
      const { status, headers } = await ask(url + path);
      expect(status, `${path}: nginx still answers`).toBe(200);
      // A date has whole seconds.
      expect(Date.parse(headers.date!), `${path}: under a date of its own`).toBeGreaterThan(asked - 2_000);
      expect(headers.age).toBeUndefined();
    }
    // A new visitor doesn't see a green status either.
    await page.reload();
    await running(page);
    await expect(page.getByRole("button", { name: text.page("refresh"), exact: true })).toHaveAttribute("data-asking", "false");
    await expect(banner).toHaveAttribute("data-source", "live");
    await expect(banner).toHaveAttribute("data-overall", "unknown");
    await expect(page.locator('[data-notice="stale"]')).toContainText(text.page.pattern("stale"));

    await server.startAgain();
    await expect(banner).toHaveAttribute("data-fresh", "true", { timeout: 30_000 });
    await expect(heading(page)).toHaveText(text.page("state_operational"));
    // The other way round: new data gets through, whichever answers nginx has cached.
    const { id } = await api.create(open("Payments fail", "critical"));
    await expect(page.locator(`article[data-incident="${id}"]`)).toBeVisible({ timeout: 60_000 });
    await expect(heading(page)).toHaveText(text.page("state_critical"));
  });
});

test("integrity is that of the very bytes, in every encoding, and no markup needs a weaker policy", async ({ server, api, keep }) => {
  await happen(api);
  for (const site of [await keep(Hosted.publish(server, {})), await keep(Hosted.copy({}))]) {
    const all = await site.files();
    const covered = new Set<string>();
    /** The file and its compressed copies are the same bytes, and these have this integrity. */
    const cover = (name: string, wanted: string) => {
      const bytes = all.get(name)!;
      const unpacked = { br: brotliDecompressSync, gz: gunzipSync };
      for (const [suffix, unpack] of Object.entries(unpacked)) {
        expect(unpack(all.get(`${name}.${suffix}`)!).equals(bytes), `${name}.${suffix}`).toBe(true);
      }
      expect(integrity(bytes), name).toBe(wanted);
      covered.add(name);
    };
    for (const [name, bytes] of all) {
      const text = bytes.toString();
      if (name.endsWith(".html")) {
        // A page links files with their integrity, except for the theme, which is edited in place.
        for (const [tag] of text.matchAll(/<(?:script|link rel="stylesheet")[\s>][^>]*>/g)) {
          const address = /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1];
          if (address === undefined) {
            // The script of the colour scheme has its hash in the policy.
            if (tag.startsWith("<script>")) continue;
            expect(tag).toBe('<script type="application/json" id="statuspane-data">');
          } else if (!address.endsWith("theme.css")) {
            const file = path.posix.join(path.posix.dirname(name), address);
            cover(file, /\bintegrity="([^"]+)"/.exec(tag)?.[1] ?? "none");
          }
        }
        const policy = only(text.match(/<meta http-equiv="Content-Security-Policy" content="([^"]+)">/g) ?? []);
        expect(policy, name).not.toContain("'unsafe-");
        expect(text.indexOf(policy), name).toBeLessThan(text.search(/<(?:script|style|link)\b/));
        expect(text.replace(/>[^<]*/g, ">"), name).not.toMatch(/<[^>]*\s(?:style|on[a-z]+)=/);
      }
      if (immutable(name) && name.endsWith(".js")) {
        // The boot script loads files with their integrity.
        const loaded = [...text.matchAll(/"([\w-]+-[0-9a-f]{16}\.(?:wasm|js))"/g)].map(([, file]) => file!);
        const values = text.match(/sha384-[\w+/]{64}/g) ?? [];
        expect(values.length, name).toBe(loaded.length);
        for (const file of loaded) {
          const address = path.posix.join(path.posix.dirname(name), file);
          cover(address, values.find((value) => value === integrity(all.get(address)!)) ?? "none");
        }
      }
    }
    const hashed = [...all.keys()].filter(immutable);
    // A published page carries the styles of the public page in itself.
    const named = hashed.filter((name) => covered.has(name) || /^page-\w+\.css$/.test(name));
    expect(named).toEqual(hashed);
    expect(covered.size).toBeGreaterThanOrEqual(6);
    const admin = all.get("admin/index.html")!.toString();
    expect(admin).toMatch(/<meta name="robots" content="noindex, nofollow">/);
    expect(admin).toMatch(/<meta name="referrer" content="no-referrer">/);
  }
});

test("nginx accepts the example with all its options, and the two files to fill in", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "statuspane-example-"));
  try {
    const at = (name: string) => path.join(folder, name);
    symlinkSync(deployed("nginx"), at("statuspane"));
    copyFileSync(deployed("nginx/upstream.conf.example"), at("nginx-api.conf"));
    copyFileSync(deployed("nginx/key.conf.example"), at("nginx-key.conf"));
    const certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=status.example.com", "-days", "2"];
    const made = spawnSync("openssl", [...certificate, "-keyout", at("privkey.pem"), "-out", at("fullchain.pem")]);
    expect(made.status, `openssl: ${made.stderr}`).toBe(0);

    // The rest is for another kind of site. Everything commented out before it is meant to be used.
    const [example = ""] = readFileSync(deployed("nginx/example.conf"), "utf8").split("# With the companion");
    const offered = /^( *)# ( *(?:brotli_static|include|keepalive|location|proxy_cache_path|server|set|upstream|use_temp_path|\}).*)$/gm;
    const whole = example.replace(offered, "$1$2");
    expect(whole.match(/^ *(?:location|upstream|proxy_cache_path|brotli_static) /gm)).toHaveLength(6);
    let listeners = 0;
    const here = (text: string) =>
      text
        .replaceAll("/etc/letsencrypt/live/status.example.com", folder)
        .replaceAll("/etc/ssl/certs/ca-certificates.crt", at("fullchain.pem"))
        .replaceAll("/etc/statuspane", folder)
        .replaceAll("/var/cache/nginx/statuspane", at("cache"))
        // No name is looked up, and no port is taken.
        .replaceAll("api.example.com:443", "127.0.0.1:443")
        .replace(/listen \S+/g, () => `listen unix:${at(`${++listeners}.sock`)}`);
    writeFileSync(at("nginx-api.conf"), here(readFileSync(at("nginx-api.conf"), "utf8")));
    writeFileSync(at("example.conf"), here(whole));
    const configuration = `load_module ${nginxBrotli}; pid nginx.pid; events {} http { include example.conf; }`;
    writeFileSync(at("nginx.conf"), configuration);
    const { NGINX: _, ...env } = process.env;
    const call = ["-t", "-p", folder, "-c", at("nginx.conf"), "-e", "stderr"];
    const { status, stderr } = spawnSync(program, call, { cwd: folder, env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    expect(stderr.split("\n").filter((line) => /\[(?:warn|emerg|error)\]/.test(line))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the function for CloudFront finds pages and compressed copies", () => {
  /** A request to go on with, or a redirect. */
  type Reply = { uri?: string; headers: { location?: { value: string } } };
  const scope: { handler?: (event: unknown) => Reply } = {};
  runInNewContext(readFileSync(deployed("s3-cloudfront/function.js"), "utf8"), scope);
  const check = (uri: string, accept: string | undefined, expected: string, querystring = {}) => {
    const headers = accept === undefined ? {} : { "accept-encoding": { value: accept } };
    const { uri: asked, headers: sent } = scope.handler!({ request: { uri, headers, querystring } });
    expect(asked ?? sent.location?.value, `${uri} ${accept}`).toBe(expected);
  };
  check("/", undefined, "/index.html");
  check("/status/", "gzip, deflate, br", "/status/index.html.br");
  check("/status/incidents/a/", "gzip", "/status/incidents/a/index.html.gz");
  check("/page-0123456789abcdef.js", "br;q=0, gzip", "/page-0123456789abcdef.js.gz");
  check("/admin/admin-0123456789abcdef.wasm", "br;q=1.0", "/admin/admin-0123456789abcdef.wasm.br");
  check("/page-0123456789abcdef.css", "identity", "/page-0123456789abcdef.css");
  check("/config.json", "br", "/config.json");
  check("/google1234.html", "br", "/google1234.html");
  check("/status/incidents/a", "br", "./a/");
  check("/status/incidents/a", "br", "./a/?b=1&b=2&c", {
    b: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] },
    c: { value: "" },
  });
});

/** A file's headers and bytes, however it is asked for. */
async function expectFile(
  { url }: Host,
  name: string,
  bytes: Buffer,
  copies: Record<"br" | "gzip", Buffer | undefined>,
): Promise<void> {
  const address = url + name.split("/").map(encodeURIComponent).join("/");
  for (const [accept, encoding, wanted] of [
    ["identity", undefined, bytes],
    ["gzip", copies.gzip && "gzip", copies.gzip ?? bytes],
    ["gzip, deflate, br", copies.br ? "br" : copies.gzip && "gzip", copies.br ?? copies.gzip ?? bytes],
  ] as const) {
    const isAdmin = name.startsWith("admin/");
    const { status, headers, body } = await ask(address, { "Accept-Encoding": accept });
    const again = await ask(address, { "Accept-Encoding": accept, "If-None-Match": headers.etag ?? "none" });
    // One look at all of it: there are many files, and many ways to ask for them.
    expect({ ...picked(headers), status, bytes: body.equals(wanted), again: again.status }, `${address} as ${accept}`).toEqual({
      status: 200,
      bytes: true,
      again: 304,
      "content-encoding": encoding,
      "content-type": TYPES[path.extname(name)],
      "cache-control": immutable(name) ? "public, max-age=31536000, immutable" : "no-cache",
      vary: "Accept-Encoding",
      "content-security-policy": "frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
      "referrer-policy": isAdmin ? "no-referrer" : "strict-origin-when-cross-origin",
      "x-robots-tag": isAdmin ? "noindex, nofollow" : undefined,
      "cross-origin-opener-policy": isAdmin ? "same-origin" : undefined,
    });
  }
}

/** A host's headers for a file, without those that differ from file to file. */
function picked(headers: Answer["headers"]): Record<string, unknown> {
  const differs = ["accept-ranges", "connection", "content-length", "date", "etag", "keep-alive", "last-modified", "server"];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !differs.includes(name)));
}

/** Whether a file never has another content. */
const immutable = (name: string) => /-[0-9a-f]{16}\.(?:css|js|wasm)$/.test(name);

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

/** A key to a companion, and the id that its answers carry. */
async function account(server: Server): Promise<{ token: string; customer: string }> {
  const token = await server.token();
  const { body } = await ask(`${server.url}v1/incidents`, { Authorization: token });
  return { token, customer: JSON.parse(body.toString()).customerId };
}

/** An API that reveals too much about itself. */
class Stub {
  static readonly DATE = "Mon, 10 Mar 2025 23:30:00 GMT";
  readonly asked: { url?: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  status = 200;

  private readonly server = createServer((request, response) => {
    this.asked.push({ url: request.url, headers: request.headers });
    response.writeHead(this.status, {
      "Content-Type": "application/json",
      "Cache-Control": "private, max-age=600, stale-if-error=600",
      Date: Stub.DATE,
      "Retry-After": "7",
      Server: "stub",
      "Set-Cookie": "session=1",
      Via: "1.1 stub",
      "WWW-Authenticate": "Basic",
      "X-Powered-By": "stub",
      "X-Request-Id": "1",
    });
    response.end('{"customerId":"cust-1","incidents":[]}');
  });

  static async start(): Promise<Stub> {
    const stub = new Stub();
    await new Promise<void>((ready) => stub.server.listen(0, "127.0.0.1", ready));
    return stub;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
