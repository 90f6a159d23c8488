import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test, expect } from "@playwright/test";
import { show, states } from "../support/gallery";
import { isRenewed, references } from "../support/reference";

// What a screen reader gets to know of each state of the page, and of those of the admin view with the most in them. The
// trees are those of Playwright, so they are the same in every version of a browser.

const folder = path.join(references, "accessibility");

const admin = ["list", "list-empty", "list-failed", "planned", "maintenances", "maintenance-new-invalid", "maintenance-edit-changed", "correction", "edit", "update-edited", "new-problems", "update", "delete-dialog", "sign-in-required", "unconfigured-not-read"];

/** Each state with the file of its tree. */
const trees = [...states, ...admin.map((name) => `admin/${name}`)].map((state) => ({ state, file: `${state.replace("/", "-")}.yml` }));

for (const { state, file } of trees) {
  test(`the accessibility tree is as before: ${state}`, async ({ page }) => {
    await show(page, state);
    const tree = `${await page.locator("body").ariaSnapshot()}\n`;
    const stored = path.join(folder, file);
    if (isRenewed) {
      await mkdir(folder, { recursive: true });
      await writeFile(stored, tree);
    }
    expect(tree, `STATUSPANE_REFERENCE=write renews ${file}`).toBe(await readFile(stored, "utf8").catch(() => ""));
  });
}

test("no accessibility tree is left over", async () => {
  const known = new Set(trees.map(({ file }) => file));
  const left = (await readdir(folder)).filter((file) => !known.has(file));
  if (isRenewed) await Promise.all(left.splice(0).map((file) => rm(path.join(folder, file))));
  expect(left).toEqual([]);
});
