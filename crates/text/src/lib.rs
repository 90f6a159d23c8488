//! Every sentence that a person reads, by key.
//!
//! The catalogues of the two apps stand apart, so that no admin text reaches the public bundle.

pub mod admin;
pub mod page;
pub mod preview;
pub mod shared;
