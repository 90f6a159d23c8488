// The page on a screen in an office, `./?wall`. `scheme.js` sets `<html data-wall>`, and `boot.js` loads this script for the
// rest: wall.css lays the page out (the post-build hook puts it in as `WALL_STYLES`, so that no other visitor loads it),
// everything fits, the screen stays awake, and a new version of the page is loaded. The script marks what it changes with
// attributes that the app doesn't use.
const root = document.documentElement;
const app = document.getElementById("app");

const styles = new CSSStyleSheet();
styles.replaceSync(WALL_STYLES);
document.adoptedStyleSheets.push(styles);

const all = (selector) => [...document.querySelectorAll(selector)];
const fits = () => app.scrollHeight <= app.clientHeight;

// The worst first: incidents come in this order, components get it from wall.css.
const ranked = (nodes) => nodes.map((node) => [+getComputedStyle(node).order, node]).sort(([a], [b]) => a - b).map(([, node]) => node);

// Sizes of the text, the largest first.
const SIZES = [3, 2, 1];

// What has no room at the smallest size is counted. Components that are well go first, then the other components and the
// incidents, the least of them first; of each list the worst stays.
const fit = () => {
  // Folded groups would hide components that aren't counted.
  for (const group of all("details.group:not([open])")) group.open = true;
  for (const node of all("[data-beyond]")) delete node.dataset.beyond;
  for (const section of all("[data-more]:not(main)")) delete section.dataset.more;
  for (const size of SIZES) {
    root.dataset.wall = size;
    if (fits()) return;
  }
  // The app takes over only what is as it was delivered. Until then the rest can be reached by scrolling.
  if (!root.dataset.app) return;
  const components = ranked(all("[data-component]"));
  const well = components.filter((node) => node.dataset.status === "operational" || node.dataset.status === "unknown");
  const ill = components.slice(0, components.length - well.length);
  const parts = (nodes, most) => [nodes.slice(most), nodes.slice(1, most)];
  const [moreIll, firstIll] = parts(ill, 4);
  const [moreIncidents, firstIncidents] = parts(all("#open [data-incident]"), 6);
  const [moreWork, firstWork] = parts(all("[data-section=maintenance] [data-maintenance]"), 2);
  const least = [well, moreIll, moreWork, moreIncidents, firstIll, firstWork, firstIncidents].flatMap((nodes) => nodes.reverse());
  const sections = new Map(least.map((node) => [node, node.closest(".section")]));
  // Hides the first of the list, and counts them in their sections.
  const hide = (count) => {
    const beyond = new Map();
    least.forEach((node, place) => {
      const section = sections.get(node);
      node.toggleAttribute("data-beyond", place < count);
      beyond.set(section, (beyond.get(section) ?? 0) + (place < count));
    });
    for (const [section, count] of beyond) {
      const listed = +(section.querySelector("[data-rest]")?.dataset.rest ?? 0);
      if (count > 0) section.dataset.more = document.querySelector("main").dataset.more.replace("#", listed + count);
      else delete section.dataset.more;
    }
  };
  // Each look at the layout is dear: the least number to hide is found by halves.
  let [few, enough] = [0, least.length];
  while (few < enough) {
    const middle = (few + enough) >> 1;
    hide(middle);
    if (fits()) enough = middle;
    else few = middle + 1;
  }
  hide(enough);
};

const observer = new MutationObserver(() => refit());
const CHANGES = { childList: true, subtree: true, attributes: true, attributeFilter: ["open", "data-status", "data-impact", "data-overall", "data-state"] };
const refit = () => {
  fit();
  observer.takeRecords();
};
observer.observe(app, CHANGES);
new MutationObserver(refit).observe(root, { attributeFilter: ["data-app"] });
addEventListener("resize", refit);
document.fonts.ready.then(refit);

// The screen stays on. The browser takes the lock back when the page is hidden, and may at any time.
let lock;
const wake = async () => {
  if (document.hidden || lock?.released === false) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    // Not supported, or refused to save energy.
  }
};
document.addEventListener("visibilitychange", wake);

let idle;
const move = () => {
  delete root.dataset.idle;
  clearTimeout(idle);
  idle = setTimeout(() => (root.dataset.idle = ""), 3000);
};
addEventListener("pointermove", move);

// A new version has scripts with other names. The page is loaded again only while all is well with it, and only where the
// answer is a status page: something in between could answer instead.
const follow = async () => {
  if (!document.querySelector("[data-fresh=true]")) return;
  try {
    const response = await fetch(location, { cache: "no-store" });
    const text = await response.text();
    const names = all("script[src][integrity]").map(({ src }) => src.slice(src.lastIndexOf("/") + 1));
    const isOurs = response.ok && text.includes("data-root=");
    if (isOurs && names.some((name) => !name.startsWith("wall-") && !text.includes(name))) location.reload();
  } catch {
    // Next time.
  }
};

setInterval(() => {
  refit();
  wake();
}, 60_000);
setInterval(follow, 3_600_000);
refit();
wake();
move();
