//! The document's nodes, through the app's script (`web/document.js`).

use super::hydrate::Onto;
use leptos::tachys::renderer::types::Node;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = find)]
    fn find_node(expected: &str) -> Option<Node>;

    /// Call it with every node that is changed, or that others are put into or next to: a change to a node outside the
    /// document would go unnoticed.
    pub fn touch(node: &Node);

    /// The first difference of the walk, in words. Development builds only; the release script doesn't have it.
    #[cfg(debug_assertions)]
    pub fn difference() -> String;
}

/// The next node of the prerendered markup, if it is the expected one: `tag\uffffname=value\uffff…` for an element, `3` and
/// its text, `8` for a mark, nothing for the end of an element.
pub fn find<T: JsCast>(onto: Onto, expected: &str) -> Option<T> {
    match onto {
        Onto::Nothing => None,
        Onto::Markup => find_node(expected).map(JsCast::unchecked_into),
    }
}
