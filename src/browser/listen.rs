//! Event listeners on the document and the window. Dropping one removes it.

pub use gloo_events::EventListener;
use gloo_events::EventListenerOptions;
use web_sys::{Event, EventTarget};

/// Calls `handle` for every event of this kind at `target`, from now on. It may prevent the browser's own action.
pub fn listen(target: &EventTarget, kind: &'static str, handle: impl FnMut(&Event) + 'static) -> EventListener {
    EventListener::new_with_options(target, kind, EventListenerOptions::enable_prevent_default(), handle)
}
