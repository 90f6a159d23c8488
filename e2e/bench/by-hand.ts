import type { Browser } from "@playwright/test";
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The front page at `address` as somebody would write it by hand who wants no more than a page: the same headings, lists,
 * links and words under a short style sheet, without a script, data or anything that an app would need. It follows the
 * published page, so that the two never come to say different things.
 */
export async function byHand(browser: Browser, address: string): Promise<string> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  const parts = await page.evaluate(() => {
    const screen = document.getElementById("app")!.cloneNode(true) as HTMLElement;
    for (const idle of screen.querySelectorAll(".needs-app, .icon, [aria-live], [hidden]")) idle.remove();
    const comments = document.createTreeWalker(screen, NodeFilter.SHOW_COMMENT);
    const marks: Node[] = [];
    while (comments.nextNode()) marks.push(comments.currentNode);
    marks.forEach((mark) => mark.parentNode!.removeChild(mark));

    const classes = ["banner", "incident", "entry", "message", "component", "day", "badge"];
    for (const element of [...screen.querySelectorAll("*")].reverse()) {
      if (!element.childNodes.length) {
        element.remove();
        continue;
      }
      const kept = classes.filter((name) => element.classList.contains(name));
      if (kept.includes("badge")) kept.push(element.getAttribute("data-tone")!);
      for (const { name } of [...element.attributes]) {
        if (!["href", "datetime", "id"].includes(name)) element.removeAttribute(name);
      }
      if (kept.length) element.className = kept.join(" ");
      if (["SPAN", "BDI"].includes(element.tagName) && !kept.length) element.replaceWith(...element.childNodes);
    }
    screen.normalize();
    const description = document.querySelector<HTMLMetaElement>('meta[name="description"]')!.content;
    return { title: document.title, description, content: screen.innerHTML };
  });
  await context.close();
  const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return readFileSync(path.join(__dirname, "by-hand.html"), "utf8")
    .replace("{title}", () => escape(parts.title))
    .replace("{description}", () => escape(parts.description))
    .replace("{content}", () => parts.content);
}
