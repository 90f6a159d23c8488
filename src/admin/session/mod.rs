//! Signing in and out: who is signed in, the sign-in form, and the end of a session that the API no longer accepts.

pub mod sign_in;

mod header;
mod sign_in_panel;
mod state;

#[cfg(feature = "browser")]
mod controller;

use contract::incident_api::credential::KeyPair;
use contract::incident_api::error::Cause;

#[cfg(feature = "browser")]
pub(super) use controller::{SessionController, SignedIn};
pub(super) use header::Header;
pub(super) use sign_in_panel::SignInPanel;
pub use state::{SessionAction, SessionState};

/// The id of the sign-in form's heading.
pub const SIGN_IN_HEADING: &str = "sign-in-heading";
/// The id of the sign-in form's first field.
pub const SIGN_IN_FIELD: &str = "sign-in-value";
/// The id of the summary of sign-in problems.
pub const SIGN_IN_PROBLEMS: &str = "sign-in-problems";

/// How a signed-in person is shown. It contains nothing that gives access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Signed in with a complete value of the `Authorization` header, which has no name that could be shown.
    Token,
    /// Signed in with a key pair; its access key isn't secret.
    AccessKey(String),
}

impl From<&KeyPair> for Identity {
    fn from(pair: &KeyPair) -> Self {
        Self::AccessKey(pair.access_key().to_owned())
    }
}

/// Why the API refused a signed-in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutReason {
    /// 401: it no longer accepts the credential.
    Rejected,
    /// 403: the credential doesn't allow the call.
    Forbidden,
}

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Nobody is signed in. Only the sign-in form is shown.
    SignedOut {
        /// Whether a person has just signed out here.
        by_user: bool,
    },
    /// Somebody is signed in.
    Active(Identity),
    /// The API refused a call. The workspace stays on screen as it is, below the sign-in form.
    Expired(Identity, SignOutReason),
}

impl Session {
    /// Before anybody has signed in.
    pub const INITIAL: Self = Self::SignedOut { by_user: false };

    /// Whether the list and the forms are on screen.
    pub fn shows_workspace(&self) -> bool {
        match self {
            Self::SignedOut { .. } => false,
            Self::Active(_) | Self::Expired(..) => true,
        }
    }

    /// Whether calls may be made.
    pub fn is_active(&self) -> bool {
        match self {
            Self::Active(_) => true,
            Self::SignedOut { .. } | Self::Expired(..) => false,
        }
    }

    /// The session after a call failed. Only a refusal ends it.
    #[must_use]
    pub fn after(self, cause: Cause) -> Self {
        match (self, cause) {
            (Self::Active(identity), Cause::SignedOut) => Self::Expired(identity, SignOutReason::Rejected),
            (Self::Active(identity), Cause::Forbidden) => Self::Expired(identity, SignOutReason::Forbidden),
            // The stronger refusal stays.
            (Self::Expired(identity, SignOutReason::Forbidden), Cause::SignedOut) => {
                Self::Expired(identity, SignOutReason::Rejected)
            }
            (session, _) => session,
        }
    }

    /// The session after the person chose to keep a credential that doesn't allow everything. One that the API no longer
    /// accepts can't be kept.
    #[must_use]
    pub fn continued(self) -> Self {
        match self {
            Self::Expired(identity, SignOutReason::Forbidden) => Self::Active(identity),
            Self::SignedOut { .. } | Self::Active(_) | Self::Expired(_, SignOutReason::Rejected) => self,
        }
    }
}
