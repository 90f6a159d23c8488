import type { Page } from "@playwright/test";

declare global {
  interface Window {
    /** Lets the app die. */
    trapTheApp: () => void;
  }
}

/**
 * Lets the app die at a moment of the test's choice: from then on whatever it calls of the browser ends in a trap, as
 * an instruction of its own would. Its timers go on, and each of them ends in the same way; nothing tells the page.
 */
export async function trapOnDemand(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const state = { trapped: false };
    Object.assign(window, { trapTheApp: () => (state.trapped = true) });
    const wrapped = (imports: WebAssembly.Imports = {}) => {
      const wrap = (value: WebAssembly.ImportValue) => {
        if (typeof value !== "function") return value;
        return (...values: unknown[]) => {
          if (state.trapped) throw new WebAssembly.RuntimeError("unreachable");
          return value(...values);
        };
      };
      const module = (values: WebAssembly.ModuleImports) =>
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wrap(value)]));
      return Object.fromEntries(Object.entries(imports).map(([name, values]) => [name, module(values)]));
    };
    const { instantiate, instantiateStreaming } = WebAssembly;
    WebAssembly.instantiate = ((source: BufferSource, imports: WebAssembly.Imports) =>
      instantiate(source, wrapped(imports))) as typeof instantiate;
    WebAssembly.instantiateStreaming = (source, imports) => instantiateStreaming(source, wrapped(imports));
  });
  return () => page.evaluate(() => window.trapTheApp());
}
