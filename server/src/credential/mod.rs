//! Keys that sign-ins are checked with: generating them, and verifying what they signed.

mod keys;
pub(crate) mod token;

pub use keys::{AccessKey, ApiToken, SecretKey, TokenHash};
