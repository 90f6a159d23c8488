//! Parts of the view that follow signals.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use std::sync::{Arc, Mutex};

/// A part that is rendered again when a signal that it reads changes.
///
/// A closure in `view!` does the same, but the compiler makes code to build, update and remove each one. Here all share it.
pub fn live<V: IntoView + 'static>(part: impl Fn() -> V + Send + 'static) -> AnyView {
    let part: SharedReactiveFunction<AnyView> = Arc::new(Mutex::new(move || part().into_any()));
    part.into_any()
}
