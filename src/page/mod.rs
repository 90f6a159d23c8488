//! The public page: its screens, which are the same in the browser and prerendered, and the app that keeps them live.
//!
//! A screen is a `#[component]` that returns a [`Node`](crate::dom::Node), made of those in `components`. Half the weight of
//! `impl IntoView` decided it: visitors wait for this code. The admin view, which they never load, stays with Leptos' own
//! elements in `view!`.

pub mod screens;

#[cfg(feature = "browser")]
mod content;
#[cfg(feature = "browser")]
mod mounted;
#[cfg(feature = "browser")]
mod source;
#[cfg(feature = "browser")]
mod start;
#[cfg(feature = "browser")]
mod state;

#[cfg(feature = "browser")]
pub use start::start;
