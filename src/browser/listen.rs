//! Event listeners that end with their owner.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A listener; dropping it removes it.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `handle` for every event of this kind at `target`, from now on.
    pub fn new(target: &EventTarget, kind: &'static str, handle: impl FnMut(Event) + 'static) -> Self {
        let callback = Closure::<dyn FnMut(Event)>::new(handle);
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // Refused only for a kind or target that does not exist, which would be a mistake here.
        let function = callback.as_ref().unchecked_ref();
        let added = target.add_event_listener_with_callback_and_add_event_listener_options(kind, function, &options);
        debug_assert!(added.is_ok(), "the browser takes a listener for {kind}");
        Self { target: target.clone(), kind, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.callback.as_ref().unchecked_ref();
        // Nothing is left to do where the target is gone already.
        let _ = self.target.remove_event_listener_with_callback(self.kind, function);
    }
}
