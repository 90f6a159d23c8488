//! Outside a browser: there's no document to walk over.

use super::hydrate::Onto;
use leptos::tachys::renderer::types::Node;

pub fn touch(_: &Node) {}

pub fn find<T>(_: Onto, _: &str) -> Option<T> {
    None
}
