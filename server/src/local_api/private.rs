//! `/v1`: the contract's calls, for authenticated clients.

use super::{LocalApi, idempotency, maintenances};
use crate::auth::Refusal;
use crate::http::{BodyKind, ClientAddress, EntryInPath, ErrorResponse, HandlerResult, InPath, body, reply};
use crate::store::{ChangedBy, EntryChange, KeyIdentity, NewEntry, NewIncident};
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::incident_api::decode::{
    CreateRequest, EntryRequest, decode_correction, decode_create, decode_entry_request,
};
use contract::incident_api::encode::encode_incident;
use model::draft::{self, Field, Rule};
use model::{EntryId, IncidentId, Timestamp};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use uuid::Uuid;

/// The routes of `/v1`. All of them require `Authorization`, including paths that don't exist.
pub fn router(api: Arc<LocalApi>) -> Router {
    Router::new()
        .route("/v1", get(abilities))
        .route("/v1/incidents", get(list).post(create))
        .route("/v1/incidents/{id}", get(read).patch(correct).delete(delete))
        .route("/v1/incidents/{id}/log", get(log))
        .route("/v1/incidents/{id}/entries", get(entries).post(post_entry))
        .route("/v1/incidents/{id}/entries/{entry}", get(read_entry).put(change_entry).delete(delete_entry))
        .merge(maintenances::private())
        .method_not_allowed_fallback(async || ErrorResponse::WrongMethod)
        .fallback(async || ErrorResponse::UnknownPath)
        .layer(from_fn_with_state(api.clone(), super::apply_due_updates))
        .layer(from_fn_with_state(api.clone(), let_in))
        .with_state(api)
}

async fn let_in(State(api): State<Arc<LocalApi>>, mut request: Request, next: Next) -> Response {
    let client =
        request.extensions().get().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client: &ClientAddress| client.0);
    let header = request.headers().get(AUTHORIZATION);
    match api.authenticator.check(header, request.uri().path(), client).await {
        Ok(identity) => {
            request.extensions_mut().insert(identity);
            next.run(request).await
        }
        Err(refusal) => {
            // Log the address, but nothing of the credential.
            match &refusal {
                Refusal::TooMany(exceeded) if exceeded.is_first => {
                    tracing::warn!(%client,
                        "too many requests with invalid credentials; no more of them are logged for a minute");
                }
                Refusal::TooMany(_) => {}
                Refusal::Missing | Refusal::Wrong | Refusal::Expired | Refusal::Unknown(_) => {
                    tracing::warn!(%client, "a request was refused for its credentials");
                }
            }
            ErrorResponse::from(refusal).into_response()
        }
    }
}

/// The optional features that this API supports.
async fn abilities() -> Response {
    reply::json(&json!({
        "maintenances": true,
        "corrections": true,
        "log": true,
        "idempotency": true,
        "notifications": false,
    }))
}

/// Compression is safe here: the list holds no secret and reflects nothing from the request, so its compressed size
/// gives nothing away.
async fn list(State(api): State<Arc<LocalApi>>, asked: HeaderMap) -> HandlerResult {
    Ok(api.lists.private(&api.store, &api.clock).await?.answer_once(&asked, reply::JSON))
}

async fn read(State(api): State<Arc<LocalApi>>, InPath(id): InPath) -> HandlerResult {
    let incident = api.store.incident(&id).await?.ok_or(ErrorResponse::UnknownIncident)?;
    Ok(reply::json(&encode_incident(&incident, Some(api.store.customer()))))
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
    let wanted = decode_create(&body).map_err(|problems| ErrorResponse::Rules(BodyKind::Incident, problems))?;
    let created = wanted.entry.as_ref().and_then(|entry| entry.date).unwrap_or(by.at);
    let undated = wanted.entry.as_ref().is_none_or(|entry| entry.date.is_none());
    let resolved = wanted.resolved;
    if resolved.is_some_and(|resolved| resolved < created) {
        let problem = draft::Problem { field: Field::ResolutionTime, rule: Rule::BeforeStart };
        return Err(ErrorResponse::Rules(BodyKind::Incident, vec![problem]));
    }
    let new = new_incident(wanted, created)?;
    idempotency::answer(api.store.create(new, resolved, undated, &by).await?)
}

async fn correct(
    State(api): State<Arc<LocalApi>>,
    InPath(id): InPath,
    Extension(key): Extension<KeyIdentity>,
    request: Request<Body>,
) -> HandlerResult {
    let body = body::read(request, api.limits).await?;
    let wrong = |problems| ErrorResponse::Rules(BodyKind::Correction, problems);
    let correction = decode_correction(&body).map_err(wrong)?;
    let corrected =
        api.store.correct(&id, &correction, &by(&api, &key)).await?.ok_or(ErrorResponse::UnknownIncident)?;
    Ok(reply::json(&encode_incident(&corrected.map_err(wrong)?, Some(api.store.customer()))))
}

async fn log(State(api): State<Arc<LocalApi>>, InPath(id): InPath) -> HandlerResult {
    let log = api.store.log(&id).await?.ok_or(ErrorResponse::UnknownIncident)?;
    Ok(reply::json(&json!({ "log": log })))
}

async fn delete(State(api): State<Arc<LocalApi>>, InPath(id): InPath) -> HandlerResult {
    if api.store.delete(&id).await? { Ok(reply::empty()) } else { Err(ErrorResponse::UnknownIncident) }
}

async fn entries(State(api): State<Arc<LocalApi>>, InPath(id): InPath) -> HandlerResult {
    let entries = api.store.entries(&id).await?.ok_or(ErrorResponse::UnknownIncident)?;
    let entries: Vec<Value> = entries.iter().map(|entry| entry.to_json(&id, api.store.customer())).collect();
    Ok(reply::json(&json!({
        "customerId": api.store.customer(),
        "incidentId": id.as_str(),
        "entries": entries,
    })))
}

async fn read_entry(State(api): State<Arc<LocalApi>>, EntryInPath(id, entry_id): EntryInPath) -> HandlerResult {
    match api.store.entry(&id, &entry_id).await? {
        Some(entry) => Ok(reply::json(&entry.to_json(&id, api.store.customer()))),
        None => Err(missing(&api, &id).await?),
    }
}

async fn post_entry(
    State(api): State<Arc<LocalApi>>,
    InPath(id): InPath,
    Extension(key): Extension<KeyIdentity>,
    request: Request<Body>,
) -> HandlerResult {
    let (body, by) = match read_post(&api, &key, request).await? {
        Post::New { body, by } => (body, by),
        Post::Repeated(answer) => return answer,
    };
    let wanted = decode_entry_request(&body).map_err(|problems| ErrorResponse::Rules(BodyKind::Entry, problems))?;
    let undated = wanted.date.is_none();
    let entry = new_entry(wanted, by.at);
    let posted = api.store.post_entry(&id, entry, undated, &by).await?.ok_or(ErrorResponse::UnknownIncident)?;
    idempotency::answer(posted)
}

/// Fields that the body leaves out keep their values, so correcting a message changes neither its date nor its
/// components.
async fn change_entry(
    State(api): State<Arc<LocalApi>>,
    EntryInPath(id, entry_id): EntryInPath,
    Extension(key): Extension<KeyIdentity>,
    request: Request<Body>,
) -> HandlerResult {
    let body = body::read(request, api.limits).await?;
    let wanted = decode_entry_request(&body).map_err(|problems| ErrorResponse::Rules(BodyKind::Entry, problems))?;
    let given = |key: &str| body.get(key).is_some_and(|value| !value.is_null());
    let change = EntryChange {
        message: wanted.message,
        date: wanted.date,
        status: wanted.status,
        components: given("affectedComponents").then_some(wanted.components),
        notify: given("sendNotification").then_some(wanted.notify),
    };
    match api.store.change_entry(&id, &entry_id, change, &by(&api, &key)).await? {
        Some(entry) => Ok(reply::json(&entry.to_json(&id, api.store.customer()))),
        None => Err(missing(&api, &id).await?),
    }
}

async fn delete_entry(
    State(api): State<Arc<LocalApi>>,
    EntryInPath(id, entry_id): EntryInPath,
    Extension(key): Extension<KeyIdentity>,
) -> HandlerResult {
    let is_deleted = api.store.delete_entry(&id, &entry_id, &by(&api, &key)).await?;
    if is_deleted { Ok(reply::empty()) } else { Err(missing(&api, &id).await?) }
}

/// A request to create something.
pub(super) enum Post {
    /// It has to be carried out.
    New { body: Value, by: ChangedBy },
    /// An earlier request with the same idempotency key got this answer.
    Repeated(HandlerResult),
}

/// Reads a request to create something, and looks for an earlier one with the same idempotency key.
pub(super) async fn read_post(
    api: &LocalApi,
    key: &KeyIdentity,
    request: Request<Body>,
) -> Result<Post, ErrorResponse> {
    let idempotency_key = idempotency::key_of(&request, key)?;
    let body = body::read(request, api.limits).await?;
    let request = idempotency_key.map(|key| key.with(&body));
    let by = ChangedBy { request, ..by(api, key) };
    Ok(match idempotency::known(api, &by).await? {
        Some(answer) => Post::Repeated(answer),
        None => Post::New { body, by },
    })
}

/// Which of the two is missing: the incident or the entry.
async fn missing(api: &LocalApi, id: &IncidentId) -> Result<ErrorResponse, ErrorResponse> {
    let incident = api.store.incident(id).await?;
    Ok(incident.map_or(ErrorResponse::UnknownIncident, |_| ErrorResponse::UnknownEntry))
}

/// A change made now with this credential.
fn by(api: &LocalApi, key: &KeyIdentity) -> ChangedBy {
    ChangedBy { at: api.clock.now(), key: key.label(), request: None }
}

fn new_incident(wanted: CreateRequest, created: Timestamp) -> Result<NewIncident, ErrorResponse> {
    // The incident's own status overrides the entry's.
    let status = wanted.status.clone();
    let entry = wanted.entry.map(|entry| NewEntry { status: Some(status), ..new_entry(entry, created) });
    Ok(NewIncident {
        id: IncidentId::new(&Uuid::new_v4().to_string()).ok_or(ErrorResponse::Internal)?,
        name: wanted.name,
        impact: wanted.impact,
        status: wanted.status,
        created,
        entries: entry.into_iter().collect(),
    })
}

fn new_entry(wanted: EntryRequest, now: Timestamp) -> NewEntry {
    NewEntry {
        id: EntryId::new(&Uuid::new_v4().to_string()).expect("a UUID is not blank"),
        message: wanted.message,
        date: wanted.date.unwrap_or(now),
        status: wanted.status,
        components: wanted.components,
        notify: wanted.notify,
    }
}
