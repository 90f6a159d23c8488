//! The browser: the one place that names web-sys or gloo. Whatever has an effect is a guard that ends it when dropped.

use wasm_bindgen::UnwrapThrowExt;

pub mod clock;
pub mod crypto;
pub mod dialog;
pub mod document;
pub mod fetch;
pub mod fold;
pub mod form;
pub mod listen;
pub mod notify;
pub mod storage;
pub mod timer;
pub mod zone;

/// The window. Leptos' own function keeps it, with more code.
pub fn window() -> web_sys::Window {
    web_sys::window().unwrap_throw()
}
