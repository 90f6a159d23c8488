//! The progress of sending a form: one state machine for new incidents and for updates.

use super::form_error::FormError;
use super::reconcile::Reconciliation;
use crate::admin::outcome::Outcome;
use contract::incident_api::ApiError;

/// The progress of sending a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// The person is typing.
    Editing,
    /// It was sent, and no answer has come yet.
    Sending,
    /// Fields are invalid; nothing was stored.
    Invalid(Vec<FormError>),
    /// The request failed, and nothing was stored.
    Failed(ApiError),
    /// It isn't known whether it was stored; the API is being checked.
    Reconciling(ApiError),
    /// It wasn't known whether it was stored, and this is the result of checking the API.
    Unconfirmed(ApiError, Reconciliation),
}

impl Submission {
    /// Whether the form's own button sends it. It doesn't while a request is in progress or its outcome is unknown.
    pub fn can_submit(&self) -> bool {
        match self {
            Self::Editing | Self::Invalid(_) | Self::Failed(_) => true,
            Self::Sending | Self::Reconciling(_) | Self::Unconfirmed(..) => false,
        }
    }

    /// Whether the person is waiting for an answer.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Sending | Self::Reconciling(_) => true,
            Self::Editing | Self::Invalid(_) | Self::Failed(_) | Self::Unconfirmed(..) => false,
        }
    }

    /// After a request failed. `form_errors` are the fields that the API named.
    pub fn from_error(error: ApiError, form_errors: Vec<FormError>) -> Self {
        match Outcome::of(error.cause) {
            Outcome::NotStored if !form_errors.is_empty() => Self::Invalid(form_errors),
            Outcome::NotStored => Self::Failed(error),
            Outcome::Unknown => Self::Reconciling(error),
        }
    }

    /// After the API was checked. Only a check that is in progress can end.
    #[must_use]
    pub fn reconciled(self, reconciliation: Reconciliation) -> Self {
        match self {
            Self::Reconciling(error) => Self::Unconfirmed(error, reconciliation),
            Self::Editing | Self::Sending | Self::Invalid(_) | Self::Failed(_) | Self::Unconfirmed(..) => self,
        }
    }

    /// Begins another check; only a lost request can be checked.
    #[must_use]
    pub fn reconcile_again(self) -> Self {
        match self {
            Self::Unconfirmed(error, _) => Self::Reconciling(error),
            Self::Editing | Self::Sending | Self::Invalid(_) | Self::Failed(_) | Self::Reconciling(_) => self,
        }
    }

    /// The errors of the fields.
    pub fn errors(&self) -> &[FormError] {
        match self {
            Self::Invalid(form_errors) => form_errors,
            Self::Editing | Self::Sending | Self::Failed(_) | Self::Reconciling(_) | Self::Unconfirmed(..) => &[],
        }
    }
}
