//! What every part of the server that answers HTTP shares: errors, bodies, headers, paths and content codings.

pub(crate) mod body;
pub(crate) mod cache_control;
pub mod client_address;
pub mod cors;
pub(crate) mod encoding;
mod error;
pub mod etag;
mod extract;
pub(crate) mod idempotency_key;
pub(crate) mod path;
pub(crate) mod reply;
pub mod representations;
mod upstream_error;

pub use body::Limits;
pub(crate) use error::BodyKind;
pub use error::ErrorResponse;
pub use extract::ClientAddress;
pub(crate) use extract::{EntryInPath, InPath, MaintenanceInPath};
pub use upstream_error::{UpstreamError, whole_seconds};

/// The result of a handler.
pub(crate) type HandlerResult = Result<axum::response::Response, ErrorResponse>;
