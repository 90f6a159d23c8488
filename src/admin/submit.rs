//! How far the sending of a form is. One state machine for a new incident and for an update.

use super::lost::Finding;
use super::objection::Objection;
use contract::incident_api::ApiError;
use contract::incident_api::error::Cause;

/// How far the sending of a form is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submit {
    /// The person is typing.
    Editing,
    /// It was sent, and no answer has come yet.
    Saving,
    /// Something in the form stands in the way; nothing was stored.
    Rejected(Vec<Objection>),
    /// It did not work, and nothing was stored.
    Failed(ApiError),
    /// Nobody knows whether it was stored; the API is being asked what it has.
    Looking(ApiError),
    /// Nobody knew whether it was stored, and this is what the API had.
    Lost(ApiError, Finding),
}

/// What became of a request that gave no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The API said no: nothing was stored.
    NotTaken,
    /// It may have been stored. It must not be sent again before somebody has looked.
    Unknown,
}

impl Fate {
    /// What an error tells about the request. Only a clear no of the API itself counts as one: a gateway that gave
    /// up, a lost connection and an answer that cannot be read leave it open.
    pub fn of(cause: Cause) -> Self {
        match cause {
            Cause::SignedOut | Cause::Forbidden | Cause::NotFound | Cause::Refused(_) | Cause::TooMany => {
                Self::NotTaken
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

impl Submit {
    /// Whether the form's own button sends. While a request is under way, or its fate is open, it does not.
    pub fn may_send(&self) -> bool {
        match self {
            Self::Editing | Self::Rejected(_) | Self::Failed(_) => true,
            Self::Saving | Self::Looking(_) | Self::Lost(..) => false,
        }
    }

    /// Whether something is under way that the person waits for.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Saving | Self::Looking(_) => true,
            Self::Editing | Self::Rejected(_) | Self::Failed(_) | Self::Lost(..) => false,
        }
    }

    /// After a request gave no success. `objections` are the fields that the API named.
    pub fn after(error: ApiError, objections: Vec<Objection>) -> Self {
        match Fate::of(error.cause) {
            Fate::NotTaken if !objections.is_empty() => Self::Rejected(objections),
            Fate::NotTaken => Self::Failed(error),
            Fate::Unknown => Self::Looking(error),
        }
    }

    /// After the API was asked what it has. Only a search that is under way can end.
    #[must_use]
    pub fn found(self, finding: Finding) -> Self {
        match self {
            Self::Looking(error) => Self::Lost(error, finding),
            Self::Editing | Self::Saving | Self::Rejected(_) | Self::Failed(_) | Self::Lost(..) => self,
        }
    }

    /// Begins another search; only a lost request can be searched for.
    #[must_use]
    pub fn look_again(self) -> Self {
        match self {
            Self::Lost(error, _) => Self::Looking(error),
            Self::Editing | Self::Saving | Self::Rejected(_) | Self::Failed(_) | Self::Looking(_) => self,
        }
    }

    /// What stands in the way, field by field.
    pub fn objections(&self) -> &[Objection] {
        match self {
            Self::Rejected(objections) => objections,
            Self::Editing | Self::Saving | Self::Failed(_) | Self::Looking(_) | Self::Lost(..) => &[],
        }
    }
}
