//! The public page: its screens, which are the same in the browser and prerendered, and the app that keeps them live.

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
