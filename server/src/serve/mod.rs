//! The server that `statuspane serve` starts: it takes connections, routes each request by its path, and answers.

mod area;
#[cfg(feature = "faults")]
pub mod faults;
#[cfg(not(feature = "faults"))]
#[path = "no_faults.rs"]
pub mod faults;
mod listener;
mod request_handler;
pub mod site;

pub use listener::{ConnectionLimits, Server};
pub use request_handler::{RequestHandler, ServerOptions};
