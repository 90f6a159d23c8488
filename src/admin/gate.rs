//! Whether somebody is signed in, and why the sign-in form is shown.

use contract::incident_api::credential::{Authorization, KeyPair};
use contract::incident_api::error::Cause;

/// As whom the API knows the person: enough to show, nothing that opens anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// By a complete value of the header; it names nobody that could be shown.
    Value,
    /// By a key pair; its access key is no secret.
    AccessKey(String),
}

impl From<&Authorization> for Who {
    fn from(_: &Authorization) -> Self {
        Self::Value
    }
}

impl From<&KeyPair> for Who {
    fn from(pair: &KeyPair) -> Self {
        Self::AccessKey(pair.access_key().to_owned())
    }
}

/// Why the API refused somebody who was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 401: it no longer takes the credential.
    SignedOut,
    /// 403: the credential does not allow what was asked.
    Forbidden,
}

/// Who may see what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nobody is signed in; there is only the sign-in form.
    Closed {
        /// Whether somebody has just signed out here.
        left: bool,
    },
    /// Somebody is signed in.
    Open(Who),
    /// The API refused a call. The work stays on screen as it is, under the sign-in form.
    Again(Who, Refusal),
}

impl Gate {
    /// Before anybody signed in.
    pub const NEW: Self = Self::Closed { left: false };

    /// Whether the work is on screen.
    pub fn shows_work(&self) -> bool {
        match self {
            Self::Closed { .. } => false,
            Self::Open(_) | Self::Again(..) => true,
        }
    }

    /// Whether calls may be made.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Open(_) => true,
            Self::Closed { .. } | Self::Again(..) => false,
        }
    }

    /// After a call failed: the gate shuts on a refusal, and on nothing else.
    #[must_use]
    pub fn after(self, cause: Cause) -> Self {
        match (self, cause) {
            (Self::Open(who), Cause::SignedOut) => Self::Again(who, Refusal::SignedOut),
            (Self::Open(who), Cause::Forbidden) => Self::Again(who, Refusal::Forbidden),
            // The stronger refusal stays.
            (Self::Again(who, Refusal::Forbidden), Cause::SignedOut) => Self::Again(who, Refusal::SignedOut),
            (gate, _) => gate,
        }
    }

    /// After the person chose to go on with a sign-in that does not allow everything. One that the API no longer
    /// takes cannot be kept.
    #[must_use]
    pub fn kept(self) -> Self {
        match self {
            Self::Again(who, Refusal::Forbidden) => Self::Open(who),
            Self::Closed { .. } | Self::Open(_) | Self::Again(_, Refusal::SignedOut) => self,
        }
    }
}
