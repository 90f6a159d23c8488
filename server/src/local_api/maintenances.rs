//! The calls for maintenances, of authenticated clients and of visitors.

use super::private::{Post, read_post};
use super::{LocalApi, idempotency};
use crate::http::{BodyKind, ErrorResponse, HandlerResult, MaintenanceInPath, body, reply};
use crate::store::{KeyIdentity, StoredMaintenance, Versioned};
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::routing::get;
use contract::incident_api::decode::decode_maintenance_request;
use contract::incident_api::encode::encode_maintenance;
use model::MaintenanceId;
use model::draft::Problem;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// The routes below `/v1`.
pub(super) fn private() -> Router<Arc<LocalApi>> {
    Router::new()
        .route("/v1/maintenances", get(list).post(create))
        .route("/v1/maintenances/{id}", get(read).put(change).delete(delete))
}

/// The routes below `/public/v1`.
pub(super) fn public() -> Router<Arc<LocalApi>> {
    Router::new()
        .route("/public/v1/maintenances", get(public_list).options(super::public::options))
        .route("/public/v1/maintenances/{id}", get(public_read).options(super::public::options))
}

async fn list(State(api): State<Arc<LocalApi>>) -> HandlerResult {
    let all = api.store.maintenances().await?.data;
    let customer = api.store.customer();
    let all: Vec<Value> = all.iter().map(|stored| stored.to_json(customer)).collect();
    Ok(reply::json(&json!({"customerId": customer, "maintenances": all})))
}

async fn read(State(api): State<Arc<LocalApi>>, MaintenanceInPath(id): MaintenanceInPath) -> HandlerResult {
    let stored = api.store.maintenance(&id).await?.ok_or(ErrorResponse::UnknownMaintenance)?.data;
    Ok(reply::json(&stored.to_json(api.store.customer())))
}

fn wrong(problems: Vec<Problem>) -> ErrorResponse {
    ErrorResponse::Rules(BodyKind::Maintenance, problems)
}

async fn create(
    State(api): State<Arc<LocalApi>>,
    Extension(key): Extension<KeyIdentity>,
    request: Request<Body>,
) -> HandlerResult {
    let (body, by) = match read_post(&api, &key, request).await? {
        Post::New { body, by } => (body, by),
        Post::Repeated(answer) => return answer,
    };
    let wanted = decode_maintenance_request(&body).map_err(wrong)?;
    let id = MaintenanceId::new(&Uuid::new_v4().to_string()).ok_or(ErrorResponse::Internal)?;
    let maintenance = wanted.apply(id, None).map_err(wrong)?;
    // As the contract has it for entries.
    let notify = wanted.notify.unwrap_or(true);
    idempotency::answer(api.store.create_maintenance(StoredMaintenance { maintenance, notify }, &by).await?)
}

async fn change(
    State(api): State<Arc<LocalApi>>,
    MaintenanceInPath(id): MaintenanceInPath,
    request: Request<Body>,
) -> HandlerResult {
    let body = body::read(request, api.limits).await?;
    let wanted = decode_maintenance_request(&body).map_err(wrong)?;
    let changed = api.store.change_maintenance(&id, &wanted).await?.ok_or(ErrorResponse::UnknownMaintenance)?;
    Ok(reply::json(&changed.map_err(wrong)?.to_json(api.store.customer())))
}

async fn delete(State(api): State<Arc<LocalApi>>, MaintenanceInPath(id): MaintenanceInPath) -> HandlerResult {
    if api.store.delete_maintenance(&id).await? { Ok(reply::empty()) } else { Err(ErrorResponse::UnknownMaintenance) }
}

async fn public_list(State(api): State<Arc<LocalApi>>, asked: HeaderMap) -> HandlerResult {
    let Versioned { version, data: all } = api.store.maintenances().await?;
    api.store.has_seen(&version);
    let seen = all.iter().filter(|stored| !stored.maintenance.internal);
    let seen: Vec<Value> = seen.map(|stored| encode_maintenance(&stored.maintenance, None)).collect();
    Ok(super::public::answer(json!({"maintenances": seen}), version, &asked))
}

/// An internal one is answered as one that doesn't exist.
async fn public_read(
    State(api): State<Arc<LocalApi>>,
    MaintenanceInPath(id): MaintenanceInPath,
    asked: HeaderMap,
) -> HandlerResult {
    let read = api.store.maintenance(&id).await?.filter(|read| !read.data.maintenance.internal);
    let Versioned { version, data } = read.ok_or(ErrorResponse::UnknownMaintenance)?;
    api.store.has_seen(&version);
    Ok(super::public::answer(encode_maintenance(&data.maintenance, None), version, &asked))
}
