//! `/public/v1`: what visitors may read. The same shapes, without the customer, without what concerns sending mail.
//! No credential is looked at, and nothing can be changed.

use super::reply::{self, READ_METHODS};
use super::{Api, ApiProblem, InPath};
use crate::store::StoredEntry;
use crate::tagged::Tagged;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use statuspane::api::wire::{encode_incident, encode_public_entry};
use std::sync::Arc;

/// The calls.
pub fn router(api: Arc<Api>) -> Router {
    Router::new()
        .route("/public/v1/incidents", get(list).options(options))
        .route("/public/v1/incidents/{id}", get(read).options(options))
        .route("/public/v1/incidents/{id}/entries", get(entries).options(options))
        .method_not_allowed_fallback(async || ([(ALLOW, READ_METHODS)], ApiProblem::WrongMethod).into_response())
        .fallback(async || ApiProblem::UnknownPath)
        .with_state(api)
}

type Answer = Result<Response, ApiProblem>;

async fn options() -> Response {
    reply::options(READ_METHODS)
}

async fn list(State(api): State<Arc<Api>>, asked: HeaderMap) -> Answer {
    Ok(reply::tagged_json(api.lists.public(&api.store).await?, &asked))
}

async fn read(State(api): State<Arc<Api>>, InPath(id): InPath, asked: HeaderMap) -> Answer {
    let incident = api.store.incident(&id).await?.ok_or(ApiProblem::UnknownIncident)?;
    Ok(answer(&encode_incident(&incident, None), &asked))
}

async fn entries(State(api): State<Arc<Api>>, InPath(id): InPath, asked: HeaderMap) -> Answer {
    let entries = api.store.entries(&id).await?.ok_or(ApiProblem::UnknownIncident)?;
    let public = |entry: &StoredEntry| {
        let mut public = encode_public_entry(&entry.entry);
        public["incidentId"] = id.as_str().into();
        public
    };
    let entries: Vec<Value> = entries.iter().map(public).collect();
    Ok(answer(&json!({"incidentId": id.as_str(), "entries": entries}), &asked))
}

fn answer(value: &Value, asked: &HeaderMap) -> Response {
    reply::tagged_json(Tagged::new(value.to_string()), asked)
}
