//! The same routes as with a local database: `/public/v1` for everyone, `/v1` for clients with a credential for the
//! API.

use super::Upstream;
use super::forward::{ForwardedCall, Missing};
use super::read_cache::{CachedReply, Data, Miss, Resource};
use crate::http::etag::Etagged;
use crate::http::idempotency_key::KEY;
use crate::http::reply::{self, READ_METHODS};
use crate::http::representations::{ListParts, Representations};
use crate::http::{ClientAddress, EntryInPath, ErrorResponse, HandlerResult, InPath, MaintenanceInPath, body};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{AGE, ALLOW, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::document::CacheRule;
use contract::incident_api::encode::encode_maintenance;
use contract::incident_api::{Authorization, Endpoint};
use contract::snapshot::Snapshot;
use model::{MaintenanceId, Timestamp};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, PoisonError};

/// The routes of `/public/v1`.
pub fn public_router(upstream: Arc<Upstream>) -> Router {
    Router::new()
        .route("/public/v1/as-of", get(public_as_of).options(options))
        .route("/public/v1/incidents", get(public_list).options(options))
        .route("/public/v1/incidents/{id}", get(public_incident).options(options))
        .route("/public/v1/incidents/{id}/entries", get(public_entries).options(options))
        .route("/public/v1/maintenances", get(public_maintenances).options(options))
        .route("/public/v1/maintenances/{id}", get(public_maintenance).options(options))
        .method_not_allowed_fallback(async || ([(ALLOW, READ_METHODS)], ErrorResponse::WrongMethod).into_response())
        .fallback(async || ErrorResponse::UnknownPath)
        .with_state(upstream)
}

async fn options() -> Response {
    reply::options(READ_METHODS)
}

async fn public_as_of(State(upstream): State<Arc<Upstream>>) -> HandlerResult {
    upstream.as_of().await
}

async fn public_list(State(upstream): State<Arc<Upstream>>, asked: HeaderMap) -> HandlerResult {
    upstream.read(Resource::List, &asked).await
}

async fn public_incident(State(upstream): State<Arc<Upstream>>, InPath(id): InPath, asked: HeaderMap) -> HandlerResult {
    upstream.read(Resource::Incident(id), &asked).await
}

async fn public_entries(State(upstream): State<Arc<Upstream>>, InPath(id): InPath, asked: HeaderMap) -> HandlerResult {
    upstream.read(Resource::Entries(id), &asked).await
}

async fn public_maintenances(State(upstream): State<Arc<Upstream>>, asked: HeaderMap) -> HandlerResult {
    upstream.read(Resource::Maintenances, &asked).await
}

/// One of the list: that has all there is to a maintenance, and none that is internal.
async fn public_maintenance(
    State(upstream): State<Arc<Upstream>>,
    MaintenanceInPath(id): MaintenanceInPath,
    asked: HeaderMap,
) -> HandlerResult {
    upstream.maintenance(&id, &asked).await
}

/// The routes of `/v1`. All of them require `Authorization`, including paths that don't exist.
pub fn private_router(upstream: Arc<Upstream>) -> Router {
    Router::new()
        .route("/v1", get(abilities))
        .route("/v1/incidents", get(incidents).post(incidents))
        .route("/v1/incidents/{id}", get(incident).patch(incident).delete(incident))
        .route("/v1/incidents/{id}/log", get(log))
        .route("/v1/incidents/{id}/entries", get(entries).post(entries))
        .route("/v1/incidents/{id}/entries/{entry}", get(entry).put(entry).delete(entry))
        .route("/v1/maintenances", get(maintenances).post(maintenances))
        .route("/v1/maintenances/{id}", get(maintenance).put(maintenance).delete(maintenance))
        .method_not_allowed_fallback(async || ErrorResponse::WrongMethod)
        .fallback(async || ErrorResponse::UnknownPath)
        .layer(from_fn(with_credential))
        .with_state(upstream)
}

/// Only checks that there is a credential; the API decides whether it is valid.
async fn with_credential(mut request: Request, next: Next) -> Response {
    let Some(header) = request.headers().get(AUTHORIZATION) else { return ErrorResponse::NoCredential.into_response() };
    let Some(authorization) = header.to_str().ok().and_then(Authorization::new) else {
        return ErrorResponse::WrongCredential.into_response();
    };
    request.extensions_mut().insert(authorization);
    next.run(request).await
}

/// The API decides which optional calls it supports.
async fn abilities(State(upstream): State<Arc<Upstream>>, request: Request) -> HandlerResult {
    upstream.forward(Endpoint::Abilities, request).await
}

async fn incidents(State(upstream): State<Arc<Upstream>>, request: Request) -> HandlerResult {
    upstream.forward(Endpoint::List, request).await
}

async fn incident(State(upstream): State<Arc<Upstream>>, InPath(id): InPath, request: Request) -> HandlerResult {
    upstream.forward(Endpoint::Get(&id), request).await
}

async fn log(State(upstream): State<Arc<Upstream>>, InPath(id): InPath, request: Request) -> HandlerResult {
    upstream.forward(Endpoint::Log(&id), request).await
}

async fn entries(State(upstream): State<Arc<Upstream>>, InPath(id): InPath, request: Request) -> HandlerResult {
    upstream.forward(Endpoint::Entries(&id), request).await
}

async fn entry(
    State(upstream): State<Arc<Upstream>>,
    EntryInPath(id, entry): EntryInPath,
    request: Request,
) -> HandlerResult {
    upstream.forward(Endpoint::Entry(&id, &entry), request).await
}

async fn maintenances(State(upstream): State<Arc<Upstream>>, request: Request) -> HandlerResult {
    upstream.forward(Endpoint::Maintenances, request).await
}

async fn maintenance(
    State(upstream): State<Arc<Upstream>>,
    MaintenanceInPath(id): MaintenanceInPath,
    request: Request,
) -> HandlerResult {
    upstream.forward(Endpoint::Maintenance(&id), request).await
}

fn problem(missed: Miss, missing: ErrorResponse) -> ErrorResponse {
    match missed {
        Miss::Missing => missing,
        Miss::Upstream(problem, wait) => ErrorResponse::Upstream(problem, Some(wait)),
    }
}

impl Upstream {
    /// Reads public data, with its age, so that a page never considers it newer than it is.
    async fn read(&self, resource: Resource, asked: &HeaderMap) -> HandlerResult {
        let missing = match resource {
            Resource::Maintenances => ErrorResponse::UnknownPath,
            Resource::List | Resource::Incident(_) | Resource::Entries(_) => ErrorResponse::UnknownIncident,
        };
        let held = self.cache.read(resource).await.map_err(|missed| problem(missed, missing))?;
        self.answer(&held, asked)
    }

    async fn maintenance(&self, id: &MaintenanceId, asked: &HeaderMap) -> HandlerResult {
        let missing = |missed| problem(missed, ErrorResponse::UnknownMaintenance);
        let mut held = self.cache.read(Resource::Maintenances).await.map_err(missing)?;
        let found = match &held.data {
            Data::Maintenances(list) => list.find(id).map(|found| encode_maintenance(found, None)),
            Data::List(_) | Data::Incident | Data::Entries(_) => None,
        };
        held.tagged = Etagged::new(found.ok_or(ErrorResponse::UnknownMaintenance)?.to_string());
        self.answer(&held, asked)
    }

    fn answer(&self, held: &CachedReply, asked: &HeaderMap) -> HandlerResult {
        let (date, age) = held.date_and_age(self.clock.now(), self.clock.moment());
        let mut response = match &held.parts {
            Some(parts) => {
                let list = self.versioned_list(&held.tagged.tag, parts)?;
                list.answer(StatusCode::OK, asked, reply::JSON, CacheRule::Revalidate)
            }
            None => reply::tagged_json(self.versioned(&held.tagged), asked),
        };
        // A 304 needs an age too, or the browser would use that of its cached copy.
        response.headers_mut().insert(AGE, age.into());
        reply::set_date(&mut response, date);
        Ok(response)
    }

    /// The second that the oldest of the visible data is from, and the version of all of it.
    async fn as_of(&self) -> HandlerResult {
        let collected = self.collect().await.map_err(|missed| problem(missed, ErrorResponse::UnknownIncident))?;
        let (now, moment) = (self.clock.now(), self.clock.moment());
        let read: Vec<(i64, i64)> = collected.held().map(|held| held.date_and_age(now, moment)).collect();
        let date = now.millis().div_euclid(1000);
        let second = read.into_iter().map(|(date, age)| date - age).min().unwrap_or(date);
        let at = Timestamp::from_millis(second.saturating_mul(1000)).ok_or(ErrorResponse::Internal)?;
        let mut response = reply::as_of(at, &collected.version);
        reply::set_date(&mut response, date);
        Ok(response)
    }

    /// Adds the version to a response, if it is known.
    fn versioned(&self, answer: &Etagged) -> Etagged {
        let Some(version) = self.cache.version() else { return answer.clone() };
        // The body is a non-empty object.
        let open = answer.body.strip_suffix(b"}").unwrap_or(&answer.body);
        Etagged::new([open, format!(",\"version\":\"{version}\"}}").as_bytes()].concat())
    }

    /// The list with its version, if it is known.
    fn versioned_list(&self, tag: &HeaderValue, parts: &ListParts) -> Result<Representations, ErrorResponse> {
        let version = self.cache.version().unwrap_or_default();
        let mut last = self.last_versioned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, _, made)) = last.as_ref().filter(|(of, at, _)| of == tag && *at == version) {
            return Ok(made.clone());
        }
        let tail = Snapshot::end(Some(&*version).filter(|version| !version.is_empty()));
        let made = parts.within(Snapshot::START, &tail).map_err(|_| ErrorResponse::Busy)?;
        *last = Some((tag.clone(), version, made.clone()));
        Ok(made)
    }

    /// Passes on a call with the path of `of`, and the method and body of `request`.
    async fn forward(&self, of: Endpoint<'_>, mut request: Request) -> HandlerResult {
        let authorization = request.extensions_mut().remove::<Authorization>().ok_or(ErrorResponse::NoCredential)?;
        let from =
            request.extensions().get().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client: &ClientAddress| client.0);
        let method = match *request.method() {
            Method::HEAD => Method::GET,
            _ => request.method().clone(),
        };
        let idempotency_key = request.headers_mut().remove(KEY).filter(|_| method == Method::POST);
        let missing = match of {
            Endpoint::Abilities
            | Endpoint::Log(_)
            | Endpoint::AsOf
            | Endpoint::Maintenances
            | Endpoint::CreateMaintenance => Missing::Call,
            Endpoint::Maintenance(_) | Endpoint::PutMaintenance(_) | Endpoint::DeleteMaintenance(_) => {
                Missing::Maintenance
            }
            Endpoint::List
            | Endpoint::Create
            | Endpoint::Get(_)
            | Endpoint::Delete(_)
            | Endpoint::Entries(_)
            | Endpoint::PostEntry(_)
            | Endpoint::Entry(..)
            | Endpoint::PutEntry(..)
            | Endpoint::DeleteEntry(..)
            | Endpoint::Correct(_) => Missing::Incident,
        };
        let body = match method {
            Method::POST | Method::PUT | Method::PATCH => Some(body::read_both(request, self.limits).await?.1),
            _ => None,
        };
        let call = ForwardedCall { method, path: of.path(), authorization, body, idempotency_key, missing };
        self.forwarder.forward(call, from).await
    }
}
