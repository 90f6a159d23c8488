//! How a failed sign-in or a failing database is reported.

use crate::auth::Refusal;
use crate::http::ErrorResponse;
use crate::store::StoreError;
use std::sync::Arc;

impl From<StoreError> for ErrorResponse {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<Arc<StoreError>> for ErrorResponse {
    fn from(error: Arc<StoreError>) -> Self {
        Self::from(&*error)
    }
}

impl From<&StoreError> for ErrorResponse {
    fn from(error: &StoreError) -> Self {
        // The details go to the log only: they concern the operator, not the client.
        tracing::error!(%error, "the database failed");
        match error {
            StoreError::Unwritable(_) => Self::NotSaved,
            StoreError::OutcomeUnknown(_) => Self::OutcomeUnknown,
            StoreError::Busy(_) => Self::Busy,
            StoreError::Broken(_) => Self::Internal,
        }
    }
}

impl From<Refusal> for ErrorResponse {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing => Self::NoCredential,
            Refusal::Wrong => Self::WrongCredential,
            Refusal::Expired => Self::ExpiredCredential,
            Refusal::TooMany(exceeded) => Self::TooManyFailures(exceeded.wait),
            Refusal::Unknown(error) => error.into(),
        }
    }
}
