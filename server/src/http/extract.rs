//! What handlers take from a request.

use super::error::ErrorResponse;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use model::{EntryId, IncidentId, MaintenanceId};
use std::net::IpAddr;

/// The client's address, as determined behind the trusted proxies.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// The incident ID in the path.
pub(crate) struct InPath(pub(crate) IncidentId);

/// The ID of a maintenance in the path.
pub(crate) struct MaintenanceInPath(pub(crate) MaintenanceId);

/// The incident ID and the entry ID in the path.
pub(crate) struct EntryInPath(pub(crate) IncidentId, pub(crate) EntryId);

impl<S: Send + Sync> FromRequestParts<S> for InPath {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        let id: Result<Path<String>, PathRejection> = Path::from_request_parts(parts, state).await;
        id.ok().and_then(|id| incident_id(&id.0)).map(Self).ok_or(ErrorResponse::UnknownIncident)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaintenanceInPath {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        let id: Result<Path<String>, PathRejection> = Path::from_request_parts(parts, state).await;
        id.ok()
            .and_then(|id| MaintenanceId::new(&id.0).filter(|read| read.as_str() == id.0))
            .map(Self)
            .ok_or(ErrorResponse::UnknownMaintenance)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EntryInPath {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        let ids: Result<Path<(String, String)>, PathRejection> = Path::from_request_parts(parts, state).await;
        let Ok(Path((incident, entry))) = ids else { return Err(ErrorResponse::UnknownEntry) };
        let incident = incident_id(&incident).ok_or(ErrorResponse::UnknownIncident)?;
        let id = EntryId::new(&entry).filter(|id| id.as_str() == entry).ok_or(ErrorResponse::UnknownEntry)?;
        Ok(Self(incident, id))
    }
}

/// IDs are opaque and compared exactly, so an ID with surrounding whitespace is a different one.
fn incident_id(text: &str) -> Option<IncidentId> {
    IncidentId::new(text).filter(|id| id.as_str() == text)
}
