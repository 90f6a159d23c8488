//! Whether a request that failed may have changed something.

use contract::incident_api::error::{ApiError, Cause};

/// The outcome of a request that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The API refused it: nothing was stored.
    NotStored,
    /// It may have been stored. It must not be sent again before somebody has checked.
    Unknown,
}

impl Outcome {
    /// The outcome after this error. Only a clear refusal by the API itself means that nothing was stored: a gateway that
    /// gave up, a lost connection and an unreadable answer leave it open.
    pub fn of(cause: Cause) -> Self {
        match cause {
            Cause::SignedOut | Cause::Forbidden | Cause::NotFound | Cause::Refused(_) | Cause::TooMany => {
                Self::NotStored
            }
            Cause::NoAnswer
            | Cause::TimedOut
            | Cause::Aborted
            | Cause::ServerFailed(_)
            | Cause::Unreadable(_)
            | Cause::Unexpected(_) => Self::Unknown,
        }
    }
}

/// Whether an API answered that it doesn't have a call, or the thing that the call is about.
pub fn is_missing(error: &ApiError) -> bool {
    matches!(error.cause, Cause::NotFound | Cause::Unexpected(405))
}
