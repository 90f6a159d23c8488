//! The server that `statuspane serve` starts: it takes connections, routes each request by its path, and answers.

mod app;
mod area;
pub mod faults;
mod listener;
pub mod site;

pub use app::{App, Options};
pub use listener::{ConnectionLimits, Server};
