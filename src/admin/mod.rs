//! The admin view: an app with its own page and its own bundle.
//!
//! Components here are written with `view!`, unlike the public page's, which build `Node`s: only people who edit
//! incidents download this code, so readable markup counts for more than bytes. `--cfg erase_components` keeps it small
//! all the same: measured with brotli, it took the WebAssembly of this view from 268,318 bytes to 186,685. Badges and times
//! are the public page's own components, so that both pages show the same.
//!
//! Each folder is one feature, with its state, its actions, its components and the part that calls the browser:
//! `session` signs people in and out, `incidents` and `maintenances` list and delete, `editor` writes new ones, updates and
//! changes. A feature knows the ones before it and never the ones after it; `state`, `view` and `app` put them together.

pub mod config_check;
mod context;
pub mod editor;
pub mod incidents;
pub mod maintenances;
pub mod outcome;
pub mod session;
pub mod small_map;
pub mod state;
pub mod ui;
pub mod view;

pub use context::Context;

#[cfg(feature = "browser")]
mod app;
#[cfg(feature = "browser")]
mod client;

#[cfg(feature = "browser")]
pub use app::start;
