//! The server that `statuspane serve` starts: it takes connections, routes each request by its path, and answers.

mod app;
mod area;
#[cfg(feature = "faults")]
pub mod faults;
#[cfg(not(feature = "faults"))]
#[path = "no_faults.rs"]
pub mod faults;
mod listener;
pub mod site;

pub use app::{App, ServerOptions};
pub use listener::{ConnectionLimits, Server};
