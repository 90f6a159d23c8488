//! How the browser folds text for a search.

use wasm_bindgen::prelude::wasm_bindgen;

// In `web/document.js`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = foldText)]
    fn fold_text(text: &str) -> String;
}

/// A text without case, accents and invisible characters, by the browser's knowledge of Unicode.
pub fn fold(text: &str) -> String {
    fold_text(text)
}
