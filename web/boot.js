// Starts the app: once the page has been painted, its Wasm is fetched and run.
//
// The post-build hook bundles this file with the glue that wasm-bindgen wrote (`glue`), and puts in the name and the
// integrity of the final Wasm (`WASM_FILE`, `WASM_INTEGRITY`).
//
// `<html data-app>` tells where the start stands: absent, then "running" (set by the app itself once it is mounted) or
// "failed" (set here). Guard, styles and tests go by it.
import init from "glue";

const start = async () => {
  try {
    const address = new URL(WASM_FILE, import.meta.url);
    await init({ module_or_path: fetch(address, { integrity: WASM_INTEGRITY, credentials: "same-origin" }) });
  } catch (reason) {
    document.documentElement.dataset.app = "failed";
    console.info("The app did not start; the page stays as it was delivered.", reason);
  }
};

// A frame callback runs before the paint, and a task queued in it after. A hidden tab paints nothing and would wait
// until it is shown, with its title and icon out of date.
if (document.hidden) {
  start();
} else {
  requestAnimationFrame(() => setTimeout(start));
}
