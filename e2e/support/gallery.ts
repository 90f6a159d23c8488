import type { Page } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "./places";

/**
 * States of both apps with fixed data and a fixed time: the markup of `tests/reference`, which native tests hold against
 * the code, with the style sheets of `style/`.
 */
const ORIGIN = "http://gallery.test/";

/** The markup of the files, with the line breaks that were added for short diffs taken out. */
function markup(folder: string, name: string): string {
  const file = path.join(root, "tests/reference", folder, `${name}.html`);
  return readFileSync(file, "utf8").replaceAll("⏎\n", "⏎").replaceAll("\n", "").replaceAll("⏎", "\n");
}

/** Every state of the public page. */
export const states = readdirSync(path.join(root, "tests/reference/scenes"))
  .filter((file) => /^[^.]+\.html$/.test(file))
  .map((file) => path.parse(file).name)
  .sort();

/** Before the app runs, the controls that need it can't be seen. */
const isAtRest = (state: string) => /(^|-)(rest|carried)(-|$)/.test(state);

function html(state: string): string {
  const [title, body, style] = state.startsWith("admin/")
    ? ["<title>Admin</title>", markup("admin", state.slice("admin/".length)), "admin.css"]
    : [...(/^(<title>.*?<\/title>)(.*)$/s.exec(markup("scenes", state))?.slice(1) ?? []), "page.css"];
  const running = isAtRest(state) ? "" : ' data-app="running"';
  return `<!DOCTYPE html>
<html lang="en" data-root="./"${running}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${title}
<link rel="stylesheet" href="/style/${style}">
</head>
<body>
<div id="app">${body}</div>
</body>
</html>
`;
}

/** Shows a state of the public page, or `admin/` and one of the admin view. */
export async function show(page: Page, state: string): Promise<void> {
  await page.route(`${ORIGIN}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    return pathname.startsWith("/style/")
      ? route.fulfill({ path: path.join(root, pathname), contentType: "text/css" })
      : route.fulfill({ body: html(state), contentType: "text/html; charset=utf-8" });
  });
  await page.goto(ORIGIN);
  // What appears after a moment is there, and what repeats stands still.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      const { iterations } = animation.effect!.getComputedTiming();
      if (iterations === Infinity) animation.cancel();
      else animation.finish();
    }
  });
}
