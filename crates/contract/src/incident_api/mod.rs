//! The Incident API as its contract has it: requests, answers, errors and credentials. Pure: nothing is sent here.

pub mod abilities;
pub mod credential;
pub mod decode;
pub mod encode;
pub mod endpoint;
pub mod error;

pub use credential::{Authorization, KeyPair};
pub use endpoint::{Base, Endpoint, Method};
pub use error::{ApiError, Cause};

/// The most open incidents whose entries are requested, by the page and by the proxy; a page with more of them is
/// unreadable anyway.
pub const TIMELINES_MAX: usize = 30;
