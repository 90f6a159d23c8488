//! Why an API that is somewhere else gave nothing that could be passed on. The sentences are with all others, in
//! [`ApiProblem`](crate::api::ApiProblem).

use axum::http::StatusCode;
use statuspane::api::{ApiError, Cause};
use statuspane::domain::Length;

/// A call that the API did not answer as the contract has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No answer, or not the whole of it.
    NoAnswer,
    /// None in time.
    TimedOut,
    /// It does not accept the key of this server.
    KeyRefused,
    /// It asks to be left alone.
    Resting,
    /// It failed, with this status.
    Failed(u16),
    /// Its answer is not what the contract says.
    Unreadable,
    /// It answered something that no call of the contract has, with this status.
    Unexpected(u16),
    /// It does not take the call, with this status, and says nothing that could be passed on.
    Refused(u16),
    /// Too many calls are under way here, or too many for what may not exist.
    Occupied,
    /// A change was asked for, and nobody can tell whether it was made.
    OutcomeUnknown {
        /// Whether the time was over.
        timed_out: bool,
    },
    /// Too many wrong credentials from one address: the API is not asked for a while.
    Slowed,
}

impl From<Cause> for Problem {
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

impl From<&ApiError> for Problem {
    fn from(error: &ApiError) -> Self {
        error.cause.into()
    }
}

impl Problem {
    /// The status of the answer that tells it.
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

    /// Its code in the answer.
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

    /// What happened, what still stands, what to do next.
    pub fn message(self, wait: Option<Length>) -> String {
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

/// Whole seconds that are not shorter than this, at least one.
pub fn whole_seconds(length: Length) -> i64 {
    ((length.millis() + 999) / 1000).max(1)
}
