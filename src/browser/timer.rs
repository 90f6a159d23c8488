//! Timers that end with their owner.

use leptos::prelude::window;
use model::Length;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// The longest time that a browser's timer takes; a longer one would fire at once.
const LONGEST: i64 = i32::MAX as i64;

/// A timer, running once or again and again; dropping it stops it.
pub struct Timer {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `handle` once, after `length`.
    pub fn once(length: Length, handle: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(handle);
        let function = callback.as_ref().unchecked_ref();
        let id = window().set_timeout_with_callback_and_timeout_and_arguments_0(function, millis(length));
        Self { id: id.unwrap_or_default(), _callback: callback }
    }

    /// Calls `handle` every `length`, for the first time after it.
    pub fn every(length: Length, handle: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(handle);
        let function = callback.as_ref().unchecked_ref();
        let id = window().set_interval_with_callback_and_timeout_and_arguments_0(function, millis(length));
        Self { id: id.unwrap_or_default(), _callback: callback }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // One pool of ids serves both kinds of timer.
        window().clear_timeout_with_handle(self.id);
    }
}

fn millis(length: Length) -> i32 {
    // Bounded just before.
    length.millis().min(LONGEST) as i32
}
