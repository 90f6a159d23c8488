//! Handles a request: routes it by path, limits its time, and logs it.

use super::area::Area;
use crate::clock::Clock;
use crate::http::client_address::{Network, client_address};
use crate::http::cors::{self, AllowedOrigin};
use crate::http::representations::Budget;
use crate::http::{ClientAddress, ErrorResponse, Limits, reply};
use crate::local_api::{LocalApi, private_router, public_router};
use crate::proxy::{self, Upstream};
use crate::serve::faults::{Closed, Faults};
use crate::serve::site::Site;
use crate::store::Store;
use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CACHE_CONTROL, CONTENT_TYPE, DATE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::document::CacheRule;
use futures_util::FutureExt;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// The server's options.
pub struct ServerOptions {
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The origins whose pages may use the API with a credential.
    pub allowed_origins: Vec<AllowedOrigin>,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<Network>,
    /// The limits on requests.
    pub limits: Limits,
    /// The time limit for a response.
    pub request_time: Duration,
    /// Injects faults, in tests.
    pub faults: Option<Faults>,
    /// The memory budget for cached lists and documents, shared with the site's documents.
    pub documents: Budget,
}

impl ServerOptions {
    /// The default options: no origin is allowed, and no proxy trusted.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            request_time: Duration::from_secs(30),
            faults: None,
            documents: Budget::default(),
        }
    }
}

/// The server, apart from its connections.
pub struct RequestHandler {
    backend: Backend,
    private: Router,
    public: Router,
    site: Site,
    options: ServerOptions,
}

/// The API that it serves.
enum Backend {
    Local(Arc<LocalApi>),
    Upstream(Arc<Upstream>),
}

impl RequestHandler {
    /// A server with its own database.
    pub fn new(store: Arc<Store>, site: Site, options: ServerOptions) -> Self {
        let api = Arc::new(LocalApi::new(store, options.clock.clone(), options.limits, &options.documents));
        let (private, public) = (private_router(api.clone()), public_router(api.clone()));
        Self { backend: Backend::Local(api), private, public, site, options }
    }

    /// A server that proxies another Incident API.
    pub fn with_upstream(upstream: Arc<Upstream>, site: Site, options: ServerOptions) -> Self {
        let (private, public) = (proxy::private_router(upstream.clone()), proxy::public_router(upstream.clone()));
        Self { backend: Backend::Upstream(upstream), private, public, site, options }
    }

    /// Whether faults can be injected.
    pub(crate) fn is_broken_on_demand(&self) -> bool {
        self.options.faults.is_some()
    }

    /// Answers a request from `peer`, with injected faults.
    ///
    /// # Errors
    /// If an injected fault closes the connection without a response.
    pub async fn serve(&self, request: Request<Body>, peer: SocketAddr) -> Result<Response, Closed> {
        let clock = &self.options.clock;
        // `Date` has the start time from the wall clock, which the data is read with, plus the elapsed time from the
        // monotonic clock. If the wall clock is set meanwhile, the response doesn't appear newer than it is.
        let (asked, began) = (clock.now(), clock.moment());
        let mut response = match &self.options.faults {
            None => self.answer(request, peer).await,
            Some(faults) => faults.around(request, |request| self.answer(request, peer)).await?,
        };
        if !response.headers().contains_key(DATE) {
            let took = clock.moment().since(began).seconds();
            reply::set_date(&mut response, asked.millis().div_euclid(1000).saturating_add(took));
        }
        Ok(response)
    }

    /// Answers a request from `peer`.
    pub async fn answer(&self, mut request: Request<Body>, peer: SocketAddr) -> Response {
        let started = Instant::now();
        let client = client_address(peer, request.headers(), &self.options.trusted_proxies);
        request.extensions_mut().insert(ClientAddress(client));
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let area = Area::of(&path);
        // A panicking handler must still send a response, or the client wouldn't know whether to retry.
        let answer = AssertUnwindSafe(self.enter(area, request)).catch_unwind();
        let mut response = match tokio::time::timeout(self.options.request_time, answer).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => {
                tracing::error!(%method, ?path, "a handler panicked");
                ErrorResponse::Internal.into_response()
            }
            Err(_) => {
                tracing::error!(%method, ?path, "a response took too long and was abandoned");
                ErrorResponse::TookTooLong.into_response()
            }
        };
        response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let status = response.status().as_u16();
        tracing::info!(%method, ?path, status, millis = started.elapsed().as_millis() as u64, "answered");
        response
    }

    async fn enter(&self, area: Area, request: Request<Body>) -> Response {
        match area {
            Area::Private => self.private(request).await,
            Area::Public => {
                let mut response = call(&self.public, request).await;
                cors::allow_public(&mut response);
                response
            }
            Area::Health => self.health(request.method()).await,
            Area::Site => self.site.answer(&request.into_parts().0).await,
        }
    }

    async fn private(&self, request: Request<Body>) -> Response {
        let asked = request.headers().clone();
        let preflight = *request.method() == Method::OPTIONS && asked.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let allowed = &self.options.allowed_origins;
        if preflight {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            cors::allow_private(&asked, allowed, &mut response);
            // A preflight from any other origin is handled as an ordinary request, whose response allows nothing.
            if response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
                cors::allow_calls(&mut response);
                return response;
            }
        }
        let mut response = call(&self.private, request).await;
        cors::allow_private(&asked, allowed, &mut response);
        response
    }

    async fn health(&self, method: &Method) -> Response {
        let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, CacheRule::Never.header())];
        if ![Method::GET, Method::HEAD].contains(method) {
            return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")], plain, "Use GET or HEAD").into_response();
        }
        let (status, text) = match &self.backend {
            Backend::Local(api) => match api.check().await {
                Ok(()) => (StatusCode::OK, "ok".to_owned()),
                Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the list of incidents can't be read".to_owned()),
            },
            Backend::Upstream(upstream) => match upstream.last() {
                Some(Ok(())) => (StatusCode::OK, "ok".to_owned()),
                None => (StatusCode::OK, "ok, but the upstream API hasn't been called yet".to_owned()),
                Some(Err(problem)) => (
                    StatusCode::SERVICE_UNAVAILABLE,
                    format!("the last call to the upstream API failed: {}", problem.code()),
                ),
            },
        };
        (status, plain, text).into_response()
    }
}

async fn call(router: &Router, request: Request<Body>) -> Response {
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
