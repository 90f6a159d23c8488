// Starts the app: once the page has been painted, its Wasm is fetched and run.
//
// The post-build hook bundles this file with the glue that wasm-bindgen wrote (`glue`), and puts in the name and the
// integrity of the final Wasm (`WASM_FILE`, `WASM_INTEGRITY`).
//
// `<html data-app>` tells where the start stands: absent, then "running" (set by the app itself once it is mounted) or
// "failed" (set here). Guard, styles and tests go by it.
import { __wbg_finalize_init as run, __wbg_get_imports as imports } from "glue";

const start = async () => {
  try {
    const address = new URL(WASM_FILE, import.meta.url);
    const response = await fetch(address, { integrity: WASM_INTEGRITY, credentials: "same-origin" });
    if (!response.ok) {
      throw Error(`${address} answered ${response.status}`);
    }
    // Compiling while it comes in needs the right type, which not every host sends.
    const { instance } = await (response.headers.get("Content-Type") === "application/wasm"
      ? WebAssembly.instantiateStreaming(response, imports())
      : WebAssembly.instantiate(await response.arrayBuffer(), imports()));
    run(instance);
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
