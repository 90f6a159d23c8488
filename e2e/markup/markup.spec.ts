import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { bundle } from "../support/places";
import { Site, type ListedIncident } from "../support/press";
import { components, config } from "../support/scenes";
import { expect, test } from "../support/test";
import { faultsOfCss } from "./css";
import { faultsOfDocument, faultsOfHtml } from "./html";

test.use({ config });

/** The name of a page, and its HTML. */
type Page = [string, string];

const DAY = 86_400_000;
const now = Date.now();

/** An incident of so many days ago that lasted an hour, or lasts still. */
function incident(id: string, name: string, daysAgo: number, rest: Partial<ListedIncident> = {}): ListedIncident {
  const at = (millis: number) => String(now - daysAgo * DAY + millis);
  const affectedComponents = [
    { componentId: components[0]!.id, componentStatus: "partial_outage" },
    { componentId: "one that nobody named", componentStatus: "under_maintenance" },
  ];
  const entries = [{ message: `${name}\n\nWe look into it.`, date: at(0), incidentStatus: "investigating", affectedComponents }];
  const open = { id, name, incidentStatus: "investigating", incidentImpact: "major", creationTime: at(0), entries };
  if (rest.incidentStatus !== "resolved") return { ...open, ...rest };
  const end = { message: "It is over.", date: at(DAY / 24), incidentStatus: "resolved" };
  return { ...open, resolutionTime: at(DAY / 24), entries: [end, ...entries], ...rest };
}

const closed = [0.5, 3, 3.1, 40, 400].map((days, n) =>
  incident(`closed-${n}`, `Search was slow, ${days} days ago`, days, { incidentStatus: "resolved" }),
);
const open = ["critical", "major", "minor", "none"].map((incidentImpact, n) =>
  incident(`open-${n}`, `Payments fail (${incidentImpact})`, 0.1 * n, { incidentImpact }),
);
const hostile = [
  "</script><script>alert(1)</script>",
  "<!--<p>",
  "\"'><svg onload=alert(1)> & &amp; &nosuch;",
  "]]>\u0000\u0007\u2028\ufeff  ",
  "انقطاع في خدمة الدفع",
].map((name, n) => {
  const [incidentStatus, incidentImpact] = n % 2 ? ["resolved", "minor"] : ["waiting for <b>", "out of \"range\""];
  return incident(`<i d="${n}">`, name, n, { incidentStatus, incidentImpact });
});

for (const [name, incidents] of Object.entries({ none: [], closed, open: [...open, ...closed], hostile })) {
  test(`a published site is valid: ${name}`, async () => {
    const site = await Site.publish(incidents, config, ["--url", "https://status.example/"]);
    const pages = files(site.folder, ".html");
    const faults = faultsOfPages(pages.map((page) => [page, readFileSync(path.join(site.folder, page), "utf8")]));
    const months = pages.filter((page) => page.startsWith("history/2"));
    await site.dispose();
    expect(faults).toEqual([]);
    expect(pages).toEqual(expect.arrayContaining(["404.html", "admin/index.html", "index.html"]));
    expect(pages.filter((page) => page.startsWith("incidents/"))).toHaveLength(incidents.length);
    expect(months.length > 0).toBe(incidents.length > 0);
  });
}

test("what the companion serves is valid", async ({ server, api }) => {
  await api.createPast("Search was slow for some customers", new Date(now - 40 * DAY), 48);
  const { id } = await api.create({ name: "Payments fail", incidentImpact: "critical" });
  const wanted = ["", "admin/", `incidents/${id}/`, "nothing/here/", `?incident=${id}`].map((path) => server.url + path);
  const pages: Page[] = [];
  // Wherever their links lead as well.
  for (const address of wanted) {
    const answer = await fetch(address);
    expect(answer.headers.get("Content-Type"), address).toBe("text/html; charset=utf-8");
    const html = await answer.text();
    pages.push([new URL(address).pathname, html]);
    for (const [, link] of html.matchAll(/<a [^>]*href="([^"]*)"/g)) {
      const next = new URL(link!.replaceAll("&amp;", "&"), address);
      next.hash = "";
      if (next.origin === new URL(address).origin && !wanted.includes(next.href)) wanted.push(next.href);
    }
  }
  expect(faultsOfPages(pages)).toEqual([]);
});

test("the plain bundle is valid", () => {
  const pages = files(bundle, ".html");
  expect(pages).toEqual(["admin/index.html", "index.html"]);
  const styles = files(bundle, ".css");
  for (const start of ["admin/admin-", "page-", "theme.css"]) expect(styles.some((name) => name.startsWith(start)), start).toBe(true);
  const read = (name: string) => readFileSync(path.join(bundle, name), "utf8");
  expect([
    ...faultsOfPages(pages.map((page) => [page, read(page)])),
    ...styles.flatMap((style) => faultsOfCss(style, read(style))),
  ]).toEqual([]);
});

test.describe("the checks find", () => {
  const whole = `<!DOCTYPE html>
<html lang="en">
<head>
<title>Sound</title>
<link rel="stylesheet" href="theme.css">
</head>
<body>
<main><h1>Sound</h1><ul><li><a href="#id">A link</a></li></ul><p id="id">A text</p></main>
</body>
</html>
`;
  const broken: [string, string, string, string][] = [
    ["an element where it may not be", "<ul><li>", "<ul><p>No item</p><li>", "element-permitted-content"],
    ["an element that is not closed", "</ul>", "", "close-order"],
    ["an id that is there twice", "<h1>", '<h1 id="id">', "no-dup-id"],
    ["an attribute with a value that it can't have", "<p id", '<p dir="sideways" id', "attribute-allowed-values"],
    ["a style attribute", "<p id", '<p style="color: red" id', "no-inline-style"],
    ["a reference to nothing", "<p id", '<p aria-labelledby="nobody" id', "no-missing-references"],
    ["a heading without its turn", "<p id", "<h4>Deep</h4><p id", "heading-level"],
    ["a script that anybody could change", "</head>", '<script src="page.js"></script></head>', "require-sri"],
    ["a sign that is not escaped", "A text", "This & that", "no-raw-characters"],
    ["a missing language", ' lang="en"', "", "element-required-attributes"],
  ];
  test("nothing in a sound document", () => {
    expect(faultsOfHtml("whole", whole)).toEqual([]);
    expect(faultsOfDocument("whole", whole)).toEqual([]);
  });
  for (const [what, from, to, rule] of broken) {
    test(what, () => {
      const html = whole.replace(from, to);
      expect(html).not.toBe(whole);
      expect(faultsOfHtml("broken", html).join("\n")).toMatch(new RegExp(rule));
    });
  }

  test("nothing in a sound style sheet", () => {
    const css = `@layer a,b;@layer a{:root{--ink:light-dark(#000,#fff);--gap:1rem}@media (scripting:none){a:hover{color:var(--ink)}}}
@keyframes turn{to{rotate:1turn}}p{margin:calc(var(--gap)*2) var(--none,0);animation:turn 1s;&:has(b)::before{content:"x"}}
@supports not (color:light-dark(red,red)){p{color:red}}`;
    expect(faultsOfCss("whole", css)).toEqual([]);
  });
  const styles: [string, string, string][] = [
    ["a property that does not exist", "p{colour:red}", "Unknown property"],
    ["a value of another property", "p{color:1px}", "Mismatch"],
    ["a value that is wrong by its custom property", ":root{--a:red;--b:1rem}p{color:var(--a);color:var(--b)}", "Mismatch in 1rem"],
    ["a wrong value of several", "p{--a:red}p:hover{--a:1px}p{color:var(--a)}", "Mismatch in 1px"],
    ["a wrong value at second hand", "p{--a:var(--b);--b:1px;color:var(--a)}", "Mismatch in 1px"],
    ["a wrong way out", "p{color:var(--a,1px)}", "Mismatch in 1px"],
    ["a custom property that nothing defines", "p{color:var(--a)}", "nothing defines --a"],
    ["a pseudo-class that does not exist", "p:hovered{color:red}", "no :hovered"],
    ["a pseudo-element that does not exist", "p::befor{color:red}", "no ::befor"],
    ["a media feature that does not exist", "@media (min-widht:1px){p{color:red}}", "no media feature min-widht"],
    ["a condition on a property that does not exist", "@supports (colour:red){p{color:red}}", "Unknown property"],
    ["an at-rule that does not exist", "@leyer a{p{color:red}}", "Unknown at-rule"],
    ["a declaration that cannot be read", "p{color}", "Colon is expected"],
  ];
  for (const [what, css, part] of styles) {
    test(what, () => {
      const faults = faultsOfCss("broken", css);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain(part);
    });
  }
});

/** The errors of pages, including their style elements, which are the same in most. */
function faultsOfPages(pages: Page[]): string[] {
  const styles = new Map<string, string>();
  for (const [name, html] of pages) {
    for (const [, css] of html.matchAll(/<style[^>]*>([^]*?)<\/style>/g)) styles.set(css!, `${name} <style>`);
  }
  return [
    ...pages.flatMap(([name, html]) => faultsOfHtml(name, html)),
    ...[...styles].flatMap(([css, name]) => faultsOfCss(name, css)),
  ];
}

/** Names of files below a folder. */
function files(folder: string, extension: string): string[] {
  if (!existsSync(folder)) throw new Error(`There is no ${folder}: cargo xtask build makes the bundle.`);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(extension)).sort();
}
