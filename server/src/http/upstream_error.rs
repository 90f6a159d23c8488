//! Why a remote API gave no response that can be passed on. The messages are part of those of
//! [`ErrorResponse`](super::ErrorResponse).

use axum::http::StatusCode;
use contract::incident_api::{ApiError, Cause};
use model::Duration;

/// A call that the API didn't answer according to the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(None))]
pub enum UpstreamError {
    /// No response, or an incomplete one.
    NoAnswer,
    /// No response in time.
    TimedOut,
    /// The API rejects this server's key.
    KeyRefused,
    /// The API asks clients to wait.
    Resting,
    /// The API failed, with this status.
    Failed(u16),
    /// The response isn't valid according to the contract.
    Unreadable,
    /// A status that the contract doesn't provide for this call.
    Unexpected(u16),
    /// The API rejected the call with this status and no message that can be passed on.
    Refused(u16),
    /// Too many calls are in progress here, or too many for unknown incidents.
    Occupied,
    /// The outcome of a change isn't known.
    OutcomeUnknown {
        /// Whether the call timed out.
        timed_out: bool,
    },
    /// Too many wrong credentials from one address, so the API isn't asked for a while.
    Slowed,
}

impl From<Cause> for UpstreamError {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::NoAnswer | Cause::Aborted => Self::NoAnswer,
            Cause::TimedOut => Self::TimedOut,
            Cause::SignedOut | Cause::Forbidden => Self::KeyRefused,
            Cause::TooMany | Cause::ServerFailed(503) => Self::Resting,
            Cause::ServerFailed(status) => Self::Failed(status),
            Cause::Unreadable(_) => Self::Unreadable,
            Cause::NotFound => Self::Unexpected(404),
            Cause::Refused(status) | Cause::Unexpected(status) => Self::Unexpected(status),
        }
    }
}

impl From<&ApiError> for UpstreamError {
    fn from(error: &ApiError) -> Self {
        error.cause.into()
    }
}

impl UpstreamError {
    /// The status of the error response.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NoAnswer
            | Self::KeyRefused
            | Self::Failed(_)
            | Self::Unreadable
            | Self::Unexpected(_)
            | Self::OutcomeUnknown { timed_out: false } => StatusCode::BAD_GATEWAY,
            Self::TimedOut | Self::OutcomeUnknown { timed_out: true } => StatusCode::GATEWAY_TIMEOUT,
            Self::Resting | Self::Occupied => StatusCode::SERVICE_UNAVAILABLE,
            Self::Refused(status) => StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            Self::Slowed => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// The code in the error response.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAnswer => "upstream_no_answer",
            Self::TimedOut => "upstream_timeout",
            Self::KeyRefused => "upstream_key_refused",
            Self::Resting => "upstream_busy",
            Self::Failed(_) => "upstream_failed",
            Self::Unreadable => "upstream_unreadable",
            Self::Unexpected(_) => "upstream_unexpected",
            Self::Refused(_) => "upstream_refused",
            Self::Occupied => "busy",
            Self::OutcomeUnknown { .. } => "outcome_unknown",
            Self::Slowed => "too_many_failures",
        }
    }

    /// The message: the problem, its effect and the next step.
    pub fn message(self, wait: Option<Duration>) -> String {
        let service = "The service that holds the incidents";
        let again = wait.map_or("Try again later.".to_owned(), |wait| match whole_seconds(wait) {
            1 => "Try again in a second.".to_owned(),
            seconds => format!("Try again in {seconds} seconds."),
        });
        let see = |what: &str| format!("Whoever runs this server has to see to {what}.");
        match self {
            Self::NoAnswer => format!("{service} gave no whole answer. Nothing was changed. {again}"),
            Self::TimedOut => format!("{service} gave no answer in time. Nothing was changed. {again}"),
            Self::KeyRefused => format!(
                "{service} does not accept this server's key, so nothing can be read now. {}",
                see("the key, which may have been revoked")
            ),
            Self::Resting => format!("{service} asks to be left alone for a while. Nothing was changed. {again}"),
            Self::Failed(status) => format!("{service} failed (status {status}). {again}"),
            Self::Unreadable => format!("{service} answered something that can't be read. {again}"),
            Self::Unexpected(status) => {
                format!("{service} answered something unexpected (status {status}). {}", see("its address"))
            }
            Self::Refused(status) => {
                format!("{service} does not take this call (status {status}), and says no more. Nothing was changed.")
            }
            Self::Occupied => format!("This server is too busy to answer. Nothing was changed. {again}"),
            Self::OutcomeUnknown { .. } => format!(
                "{service} gave no whole answer, and it is not known whether this was done. Read the list to see what \
                 stands before trying again."
            ),
            Self::Slowed => format!(
                "Too many sign-ins from this address have failed, and this one was not tried. Nothing was read or \
                 changed. {again}"
            ),
        }
    }
}

/// Rounds up to whole seconds, at least one.
pub fn whole_seconds(length: Duration) -> i64 {
    ((length.millis() + 999) / 1000).max(1)
}
