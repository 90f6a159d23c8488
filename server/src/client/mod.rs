//! A client of a remote Incident API, for `publish` and for the server in front of another API.

mod address;
mod api_client;
mod credential;
mod internal;

pub use address::{base, is_readable_on_the_way};
pub use api_client::{ApiClient, ApiReply, ClientLimits, NoReply, RawReply, retry_after};
pub use credential::Credential;
