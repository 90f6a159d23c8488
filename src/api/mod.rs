//! The Incident API as its contract has it: requests, answers, errors and credentials. Pure: nothing is sent here.

pub mod credential;
pub mod error;
pub mod request;
pub mod wire;

pub use credential::{Authorization, KeyPair};
pub use error::{ApiError, Cause};
pub use request::{Base, Endpoint, Method};
