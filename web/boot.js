// Starts the app: once the page has been painted, its Wasm is fetched and run.
//
// The post-build hook bundles this file with the glue that wasm-bindgen wrote (`glue`), and puts in the name and the
// integrity of the final Wasm (`WASM_FILE`, `WASM_INTEGRITY`; `IS_PACKED` in a release) and of the script for a screen in an
// office (`WALL_FILE`, `WALL_INTEGRITY`), which no other visitor loads.
//
// `<html data-app>` tells where the start stands: absent, then "running" (set by the app itself once it is mounted),
// "failed" or "dead" (set here). Guard, styles and tests go by it: the page then says that it could not start, and with
// "failed" that it tries again. What can't be had is asked for again, less and less often, up to every five minutes.
import "./theme.js";
import "./scheme-switch.js";
import { unpack } from "./unpack.js";
import { __wbg_finalize_init as run, __wbg_get_imports as imports } from "glue";

const hang = () => {
  const { href } = new URL(WALL_FILE, import.meta.url);
  const onerror = () => setTimeout(hang, 30_000);
  document.head.append(Object.assign(document.createElement("script"), { src: href, integrity: WALL_INTEGRITY, onerror }));
};
if (WALL_FILE && "wall" in document.documentElement.dataset) hang();

let failures = 0;

// How long the app may take to come, compiled: slow links have a minute, and twice as long after each failure.
const LIMIT = 60_000;

const tell = (state, reason) => {
  document.documentElement.dataset.app = state;
  console.info("The app didn’t start. The page stays as delivered.", reason);
};

const start = async () => {
  let app;
  const abort = new AbortController();
  // Beyond sixteen minutes nothing is gained, and far beyond a timer would have no room for it and end at once.
  const limit = setTimeout(() => abort.abort(), LIMIT * 2 ** Math.min(failures, 4));
  try {
    const address = new URL(WASM_FILE, import.meta.url);
    // A copy that was spoilt on its way must not be taken from the cache again.
    const cache = failures ? "reload" : "default";
    const { signal } = abort;
    const response = await fetch(address, { integrity: WASM_INTEGRITY, credentials: "same-origin", cache, signal });
    if (!response.ok) {
      throw Error(`${address} returned ${response.status}`);
    }
    const bytes = await response.arrayBuffer();
    app = await WebAssembly.instantiate(IS_PACKED ? unpack(bytes) : bytes, imports());
  } catch (reason) {
    tell("failed", reason);
    setTimeout(start, Math.min(300, 5 * 2 ** failures++) * 1000);
    return;
  } finally {
    clearTimeout(limit);
  }
  // It has run where it stood, behind the open incidents, and is no part of the screen that the app knows.
  document.querySelector("#app > main > script")?.remove();
  try {
    run(app.instance);
  } catch (reason) {
    // It began and died of what it found here: it would again.
    tell("dead", reason);
  }
};

// How long a paint is waited for that may never come: in a frame without any size nothing is ever painted.
const PATIENCE = 2000;

const observes = window.PerformanceObserver?.supportedEntryTypes?.includes("paint");
if (document.hidden) {
  // A hidden tab paints nothing and would wait until it is shown, with its title and icon out of date.
  start();
} else if (observes && document.getElementById("app")?.firstElementChild) {
  // There is content: its paint comes first, however busy the machine is.
  let begun = false;
  const begin = () => {
    if (!begun) start();
    begun = true;
  };
  new PerformanceObserver((list, observer) => {
    if (list.getEntriesByName("first-contentful-paint").length === 0) return;
    observer.disconnect();
    begin();
  }).observe({ type: "paint", buffered: true });
  setTimeout(begin, PATIENCE);
} else {
  // A frame callback runs before the paint, and a task queued in it mostly after.
  requestAnimationFrame(() => setTimeout(start));
}
