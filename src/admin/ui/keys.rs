//! The keys that send a form.

use leptos::ev::KeyboardEvent;

/// For `aria-keyshortcuts`.
pub const SEND_KEYS: &str = "Control+Enter Meta+Enter";

/// Whether a key that was pressed sends the form: Enter together with Ctrl, or with ⌘ on a Mac.
pub fn sends(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key())
}
