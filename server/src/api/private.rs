//! `/v1`: the contract, for whoever has a credential.

use super::problem::Subject;
use super::{Api, ApiProblem, Client, EntryInPath, InPath, body, reply};
use crate::auth::Refusal;
use crate::random;
use crate::store::{EntryChange, NewEntry, NewIncident, StoredEntry};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use statuspane::api::wire::{EntryRequest, decode_create, decode_entry_request, encode_incident, encode_public_entry};
use statuspane::domain::{EntryId, IncidentId};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// The calls. Every one needs `Authorization`, also those that do not exist.
pub fn router(api: Arc<Api>) -> Router {
    Router::new()
        .route("/v1/incidents", get(list).post(create))
        .route("/v1/incidents/{id}", get(read).delete(delete))
        .route("/v1/incidents/{id}/entries", get(entries).post(post_entry))
        .route("/v1/incidents/{id}/entries/{entry}", get(read_entry).put(change_entry).delete(delete_entry))
        .method_not_allowed_fallback(async || ApiProblem::WrongMethod)
        .fallback(async || ApiProblem::UnknownPath)
        .layer(from_fn_with_state(api.clone(), let_in))
        .with_state(api)
}

async fn let_in(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let client = request.extensions().get().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client: &Client| client.0);
    let header = request.headers().get(AUTHORIZATION);
    match api.authenticator.check(header, request.uri().path(), client).await {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            // The address and nothing of what was presented.
            tracing::warn!(%client, "a request was not let in");
            if let Refusal::TooMany(_) = refusal {
                tokio::time::sleep(api.limits.wrong_time).await;
            }
            ApiProblem::from(refusal).into_response()
        }
    }
}

type Answer = Result<Response, ApiProblem>;

async fn list(State(api): State<Arc<Api>>) -> Answer {
    Ok(reply::kept_json(api.lists.private(&api.store).await?.body))
}

async fn read(State(api): State<Arc<Api>>, InPath(id): InPath) -> Answer {
    let incident = api.store.incident(&id).await?.ok_or(ApiProblem::UnknownIncident)?;
    Ok(reply::json(&encode_incident(&incident, Some(api.store.customer()))))
}

async fn create(State(api): State<Arc<Api>>, request: Request<Body>) -> Answer {
    let body = body::read(request, api.limits).await?;
    let wanted = decode_create(&body).map_err(|problems| ApiProblem::Rules(Subject::Incident, problems))?;
    let created = wanted.entry.as_ref().and_then(|entry| entry.date).unwrap_or(api.clock.now());
    // The incident's own status wins over the entry's.
    let entry = wanted.entry.map(|entry| NewEntry {
        date: created,
        status: Some(wanted.status.clone()),
        ..new_entry(&api, entry)
    });
    let new = NewIncident {
        id: IncidentId::new(&random::uuid()).ok_or(ApiProblem::Internal)?,
        name: wanted.name,
        impact: wanted.impact,
        status: wanted.status,
        created,
        entries: entry.into_iter().collect(),
    };
    let incident = api.store.create(new).await?;
    Ok(reply::json(&encode_incident(&incident, Some(api.store.customer()))))
}

async fn delete(State(api): State<Arc<Api>>, InPath(id): InPath) -> Answer {
    if api.store.delete(&id).await? { Ok(reply::empty()) } else { Err(ApiProblem::UnknownIncident) }
}

async fn entries(State(api): State<Arc<Api>>, InPath(id): InPath) -> Answer {
    let entries = api.store.entries(&id).await?.ok_or(ApiProblem::UnknownIncident)?;
    let entries: Vec<Value> = entries.iter().map(|entry| encode_entry(&api, &id, entry)).collect();
    Ok(reply::json(&json!({
        "customerId": api.store.customer(),
        "incidentId": id.as_str(),
        "entries": entries,
    })))
}

async fn read_entry(State(api): State<Arc<Api>>, EntryInPath(id, entry_id): EntryInPath) -> Answer {
    match api.store.entry(&id, &entry_id).await? {
        Some(entry) => Ok(reply::json(&encode_entry(&api, &id, &entry))),
        None => Err(missing(&api, &id).await?),
    }
}

async fn post_entry(State(api): State<Arc<Api>>, InPath(id): InPath, request: Request<Body>) -> Answer {
    let body = body::read(request, api.limits).await?;
    let wanted = decode_entry_request(&body).map_err(|problems| ApiProblem::Rules(Subject::Entry, problems))?;
    let entry = api.store.post_entry(&id, new_entry(&api, wanted)).await?.ok_or(ApiProblem::UnknownIncident)?;
    Ok(reply::json(&encode_entry(&api, &id, &entry)))
}

/// What the body leaves out stays as it is: a corrected message moves no date and takes back no component.
async fn change_entry(
    State(api): State<Arc<Api>>,
    EntryInPath(id, entry_id): EntryInPath,
    request: Request<Body>,
) -> Answer {
    let body = body::read(request, api.limits).await?;
    let wanted = decode_entry_request(&body).map_err(|problems| ApiProblem::Rules(Subject::Entry, problems))?;
    let given = |key: &str| body.get(key).is_some_and(|value| !value.is_null());
    let change = EntryChange {
        message: wanted.message,
        date: wanted.date,
        status: wanted.status,
        components: given("affectedComponents").then_some(wanted.components),
        notify: given("sendNotification").then_some(wanted.notify),
    };
    match api.store.change_entry(&id, &entry_id, change).await? {
        Some(entry) => Ok(reply::json(&encode_entry(&api, &id, &entry))),
        None => Err(missing(&api, &id).await?),
    }
}

async fn delete_entry(State(api): State<Arc<Api>>, EntryInPath(id, entry_id): EntryInPath) -> Answer {
    if api.store.delete_entry(&id, &entry_id).await? { Ok(reply::empty()) } else { Err(missing(&api, &id).await?) }
}

/// Which of the two is not there.
async fn missing(api: &Api, id: &IncidentId) -> Result<ApiProblem, ApiProblem> {
    let incident = api.store.incident(id).await?;
    Ok(incident.map_or(ApiProblem::UnknownIncident, |_| ApiProblem::UnknownEntry))
}

fn new_entry(api: &Api, wanted: EntryRequest) -> NewEntry {
    NewEntry {
        id: EntryId::new(&random::uuid()).expect("a UUID is not blank"),
        message: wanted.message,
        date: wanted.date.unwrap_or(api.clock.now()),
        status: wanted.status,
        components: wanted.components,
        notify: wanted.notify,
    }
}

fn encode_entry(api: &Api, id: &IncidentId, stored: &StoredEntry) -> Value {
    let mut entry = encode_public_entry(&stored.entry);
    entry["incidentId"] = id.as_str().into();
    entry["customerId"] = api.store.customer().into();
    entry["sendNotification"] = stored.notify.into();
    entry
}
