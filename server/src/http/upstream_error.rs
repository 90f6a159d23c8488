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
        let again = wait.map_or("Try again later.".to_owned(), |wait| match whole_seconds(wait) {
            1 => "Try again in one second.".to_owned(),
            seconds => format!("Try again in {seconds} seconds."),
        });
        match self {
            Self::NoAnswer => format!("No complete response from the incident service. Nothing was changed. {again}"),
            Self::TimedOut => format!("The incident service didn’t respond in time. Nothing was changed. {again}"),
            Self::KeyRefused => {
                "The incident service rejected this server’s API key, so incidents can’t be loaded. The server’s \
                 administrator needs to check the key; it may have been revoked."
                    .to_owned()
            }
            Self::Resting => format!("The incident service is rate limiting requests. Nothing was changed. {again}"),
            Self::Failed(status) => format!("The incident service failed (status {status}). {again}"),
            Self::Unreadable => format!("The incident service sent an unreadable response. {again}"),
            Self::Unexpected(status) => format!(
                "The incident service sent an unexpected response (status {status}). The server’s administrator needs \
                 to check the address of the service."
            ),
            Self::Refused(status) => {
                format!(
                    "The incident service rejected this request (status {status}) without giving a reason. Nothing \
                     was changed."
                )
            }
            Self::Occupied => format!("This server is too busy. Nothing was changed. {again}"),
            Self::OutcomeUnknown { .. } => {
                "No complete response from the incident service, so the change may or may not have been made. Reload \
                 the list to check before you try again."
                    .to_owned()
            }
            Self::Slowed => format!(
                "Too many failed sign-ins from this address, so this one wasn’t tried. Nothing was read or changed. \
                 {again}"
            ),
        }
    }
}

/// Rounds up to whole seconds, at least one.
pub fn whole_seconds(length: Duration) -> i64 {
    ((length.millis() + 999) / 1000).max(1)
}
