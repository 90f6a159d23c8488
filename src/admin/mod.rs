//! The admin app: its own bundle, its own page.
//!
//! `configured`, `dates`, `gate`, `sign_in`, `submit`, `lost`, `objection`, `recovery`, `rows` and `kept` are pure: states and the steps between them.
//! `desk` is the state of the view, `view` the markup over it. `app` and `client` are the browser's part: calls,
//! storage, focus.

pub mod configured;
pub mod dates;
pub mod desk;
pub mod gate;
pub mod kept;
pub mod lost;
pub mod objection;
pub mod recovery;
pub mod rows;
pub mod sign_in;
pub mod submit;
pub mod view;

#[cfg(feature = "browser")]
mod app;
#[cfg(feature = "browser")]
mod client;

#[cfg(feature = "browser")]
pub use app::start;
