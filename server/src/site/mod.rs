//! The status page itself: the files of the bundle, `config.json`, `theme.css`, and the addresses of incidents and
//! months.

mod encoding;
mod files;
mod html;
mod media_type;
mod settings;

pub(crate) use files::is_hashed;
pub(crate) use settings::told;
pub use settings::{Settings, SettingsSource};

use crate::store::{Store, StoreError};
use crate::tagged::Tagged;
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use encoding::Encoding;
use files::{Asset, Files, Found};
use statuspane::domain::IncidentId;
use statuspane::route::{IncidentRef, Route, slug};
use std::path::PathBuf;
use std::sync::Arc;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// What a page may do with the browser, and who may frame it. The rest of the policy stands in the page itself.
const PAGE_HEADERS: [(&str, &str); 4] = [
    ("content-security-policy", "frame-ancestors 'none'"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-frame-options", "DENY"),
];

/// The site that is served.
pub struct Site {
    files: Option<Files>,
    settings: Settings,
    theme: Option<PathBuf>,
    store: Arc<Store>,
}

impl Site {
    /// A site from the files of a folder, if there is one, with these settings and another theme than the folder's, if
    /// one is given.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn new(
        folder: Option<PathBuf>,
        settings: Settings,
        theme: Option<PathBuf>,
        store: Arc<Store>,
    ) -> std::io::Result<Self> {
        let files = folder.map(|folder| Files::of(&folder)).transpose()?;
        Ok(Self { files, settings, theme, store })
    }

    /// Answers a request.
    pub async fn answer(&self, request: &Parts) -> Response {
        if request.method != Method::GET && request.method != Method::HEAD {
            let mut response = plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "This address can only be read. Nothing was changed. Use GET or HEAD.\n",
            );
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let path = request.uri.path();
        let asked = &request.headers;
        match path {
            "/config.json" => Tagged::new(self.settings.current(self.files.as_ref())).answer(asked, JSON),
            "/theme.css" if self.theme.is_some() || self.files.is_none() => self.theme(asked).await,
            _ => self.page_or_file(path, request.uri.query(), asked).await,
        }
    }

    async fn page_or_file(&self, path: &str, query: Option<&str>, asked: &HeaderMap) -> Response {
        let Some(files) = &self.files else {
            return plain(
                StatusCode::NOT_FOUND,
                "This server has the API only. To serve the page as well, start it with --site and a built page.\n",
            );
        };
        match files.find(path, Encoding::accepted(asked)).await {
            Ok(Found::File(asset)) if asset.is_html => page(StatusCode::OK, &asset, 0, asked),
            Ok(Found::File(asset)) => file(asset, asked),
            Ok(Found::FolderWithoutSlash(name)) => redirect(&name, query),
            Ok(Found::Nothing) if path == "/theme.css" => self.theme(asked).await,
            Ok(Found::Nothing) => self.deep_link(files, path, query, asked).await,
            Err(error) => {
                tracing::error!(%error, "a file of the site could not be read");
                unavailable()
            }
        }
    }

    /// The addresses of incidents and months have no files of their own here: they get the front page, told where it
    /// stands. The app finds out the rest.
    async fn deep_link(&self, files: &Files, path: &str, query: Option<&str>, asked: &HeaderMap) -> Response {
        // The route does not mind a slash too many; relative addresses would.
        let route = if path.contains("//") { Route::NotFound } else { Route::parse(path, "") };
        let status = match &route {
            Route::Home | Route::NotFound => return not_found(files, path, asked).await,
            Route::Month(_) => StatusCode::OK,
            Route::Incident(incident) => match self.knows(incident).await {
                Ok(true) => StatusCode::OK,
                Ok(false) => StatusCode::NOT_FOUND,
                Err(error) => {
                    tracing::error!(%error, "the database failed");
                    // The page can still show what it kept, and says itself that nothing new is to be had.
                    StatusCode::OK
                }
            },
        };
        if !path.ends_with('/') && !path.ends_with("/index.html") {
            return redirect(path.rsplit('/').next().unwrap_or(""), query);
        }
        match files.find("/", None).await {
            Ok(Found::File(asset)) => page(status, &asset, depth(path), asked),
            Ok(Found::FolderWithoutSlash(_) | Found::Nothing) => not_found(files, path, asked).await,
            Err(error) => {
                tracing::error!(%error, "the front page could not be read");
                unavailable()
            }
        }
    }

    async fn knows(&self, incident: &IncidentRef) -> Result<bool, StoreError> {
        if let Some(id) = incident.id() {
            return Ok(self.store.incident(&id).await?.is_some());
        }
        let IncidentRef::Slug(name) = incident else { return Ok(false) };
        // A slug that is a hash: only ids that are no UUIDs have one, so this is rare.
        let looks_hashed = name.len() == 34 && name.starts_with("_h");
        let is_named = |id: &IncidentId| slug(id) == *name;
        Ok(looks_hashed && self.store.incidents().await?.incidents.iter().any(|incident| is_named(&incident.id)))
    }

    /// The file that was named, read each time, so that a change shows without a restart; without one, nothing.
    async fn theme(&self, asked: &HeaderMap) -> Response {
        let Some(theme) = &self.theme else { return Tagged::new("").answer(asked, CSS) };
        match tokio::fs::read(theme).await {
            Ok(css) => Tagged::new(css).answer(asked, CSS),
            Err(error) => {
                tracing::error!(%error, "the theme could not be read");
                unavailable()
            }
        }
    }
}

/// How many folders deep a path is.
fn depth(path: &str) -> usize {
    path.matches('/').count().saturating_sub(1)
}

/// An HTML file, `deeper` folders below where it was made for.
fn page(status: StatusCode, asset: &Asset, deeper: usize, asked: &HeaderMap) -> Response {
    let tagged = match std::str::from_utf8(&asset.tagged.body) {
        Ok(markup) => Tagged::new(html::placed(markup, deeper)),
        Err(_) => asset.tagged.clone(),
    };
    // Only a success may be answered with "not modified".
    let mut response = if status.is_success() {
        tagged.answer(asked, HTML)
    } else {
        let mut response = tagged.answer(&HeaderMap::new(), HTML);
        *response.status_mut() = status;
        response
    };
    for (name, value) in PAGE_HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

fn file(asset: Asset, asked: &HeaderMap) -> Response {
    let mut response = asset.tagged.answer(asked, asset.media_type);
    let headers = response.headers_mut();
    if asset.has_variants {
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if let Some(encoding) = asset.encoding.filter(|_| headers.contains_key(CONTENT_TYPE)) {
        headers.insert(CONTENT_ENCODING, encoding.token());
    }
    if asset.is_hashed {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    }
    response
}

/// The same address with a slash at its end. Relative, as a proxy may have put something before the path.
fn redirect(name: &str, query: Option<&str>) -> Response {
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "This address has a slash at its end.\n");
    if let Ok(location) = HeaderValue::from_str(&format!("./{name}/{query}")) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The site's own page for it; where there is none, the front page, whose app says the same. A file that is missing gets
/// a line of text: nobody reads a page in its place.
async fn not_found(files: &Files, path: &str, asked: &HeaderMap) -> Response {
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let pages: &[&str] = if is_file { &["/404.html"] } else { &["/404.html", "/"] };
    for name in pages {
        if let Ok(Found::File(asset)) = files.find(name, None).await {
            return page(StatusCode::NOT_FOUND, &asset, depth(path), asked);
        }
    }
    plain(StatusCode::NOT_FOUND, "There is nothing at this address. The status page is at the root of this site.\n")
}

fn unavailable() -> Response {
    plain(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This part of the site can't be read just now. Try again in a moment; whoever runs the server finds the reason \
         in its log.\n",
    )
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, PLAIN);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
