//! `/public/v1`: the visitors' API. Same shapes as `/v1`, without the customer and the notification fields. It is
//! read-only and ignores credentials. Each successful response with data has the version of the data.

use super::{LocalApi, maintenances};
use crate::http::etag::Etagged;
use crate::http::reply::{self, READ_METHODS};
use crate::http::{ErrorResponse, HandlerResult, InPath};
use crate::store::{StoredEntry, Versioned};
use axum::Router;
use axum::extract::State;
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::document::CacheRule;
use contract::incident_api::encode::encode_public_entry;
use contract::snapshot::Snapshot;
use serde_json::{Value, json};
use std::sync::Arc;

/// The routes of `/public/v1`.
pub fn router(api: Arc<LocalApi>) -> Router {
    Router::new()
        .route("/public/v1/as-of", get(as_of).options(options))
        .route("/public/v1/incidents", get(list).options(options))
        .route("/public/v1/incidents/{id}", get(read).options(options))
        .route("/public/v1/incidents/{id}/entries", get(entries).options(options))
        .merge(maintenances::public())
        .method_not_allowed_fallback(async || ([(ALLOW, READ_METHODS)], ErrorResponse::WrongMethod).into_response())
        .fallback(async || ErrorResponse::UnknownPath)
        .layer(from_fn_with_state(api.clone(), super::apply_due_updates))
        .with_state(api)
}

pub(super) async fn options() -> Response {
    reply::options(READ_METHODS)
}

/// The current time and version of the data. Not cacheable, as a cached copy would carry an old time.
async fn as_of(State(api): State<Arc<LocalApi>>) -> HandlerResult {
    let look = api.store.look(&api.clock).await?;
    let mut response = reply::as_of(look.as_of, &look.version);
    // Derive `Date` from the same clock reading, plus the whole seconds since: a slow answer must not look a second
    // old.
    let took = api.clock.moment().since(look.began).seconds();
    reply::set_date(&mut response, look.as_of.millis().div_euclid(1000).saturating_add(took));
    Ok(response)
}

async fn list(State(api): State<Arc<LocalApi>>, asked: HeaderMap) -> HandlerResult {
    let list = api.lists.public(&api.store, &api.clock).await?;
    Ok(list.answer(StatusCode::OK, &asked, reply::JSON, CacheRule::Revalidate))
}

async fn read(State(api): State<Arc<LocalApi>>, InPath(id): InPath, asked: HeaderMap) -> HandlerResult {
    let read = api.store.versioned_incident(&id).await?.ok_or(ErrorResponse::UnknownIncident)?;
    let Versioned { version, data: incident } = read;
    api.store.has_seen(&version);
    Ok(answer(Snapshot::element(&incident, false), version, &asked))
}

async fn entries(State(api): State<Arc<LocalApi>>, InPath(id): InPath, asked: HeaderMap) -> HandlerResult {
    let read = api.store.versioned_entries(&id).await?.ok_or(ErrorResponse::UnknownIncident)?;
    let Versioned { version, data: entries } = read;
    api.store.has_seen(&version);
    let public = |entry: &StoredEntry| {
        let mut public = encode_public_entry(&entry.entry);
        public["incidentId"] = id.as_str().into();
        public
    };
    let entries: Vec<Value> = entries.iter().map(public).collect();
    Ok(answer(json!({"incidentId": id.as_str(), "entries": entries}), version, &asked))
}

pub(super) fn answer(mut value: Value, version: String, asked: &HeaderMap) -> Response {
    value["version"] = version.into();
    reply::tagged_json(Etagged::new(value.to_string()), asked)
}
