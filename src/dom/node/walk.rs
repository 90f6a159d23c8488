//! What the script beside the app (`web/document.js`) knows of the document's nodes.

use super::Onto;
use leptos::tachys::renderer::types::Node;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = find)]
    fn find_node(expected: &str) -> Option<Node>;

    /// To be called with every node that is changed, or that others are put into or beside: a change to what is no longer
    /// part of the document would not be seen.
    pub fn touch(node: &Node);
}

/// The next node of the markup that was delivered, if it is the expected one: `tag\0name=value\0…` for an element, `3` and
/// its text, `8` for a mark, nothing for the end of an element.
pub fn find<T: JsCast>(onto: Onto, expected: &str) -> Option<T> {
    match onto {
        Onto::Nothing => None,
        Onto::Markup => find_node(expected).map(JsCast::unchecked_into),
    }
}
