//! Every sentence that a person reads, by key.
//!
//! The two apps have separate catalogues, so that no admin text reaches the public bundle.

pub mod admin;
pub mod page;
pub mod preview;
pub mod shared;
