//! The status page: its documents with current data, the files of the bundle, `config.json` and `theme.css`.
//!
//! A missing incident, maintenance or component, or an unknown address, is a real 404. An address with a query
//! (`?incident=`, `?month=`) gets the app without content, which reads the query. If the incidents can't be read, the last
//! document is sent; it shows its own time.

mod cache;
mod error;
mod files;
mod media_type;
mod rendered;
mod renderer;
mod served_config;

pub use error::SiteError;
use served_config::InHeaders;
pub use served_config::{ConfigSource, ServedConfig};

use crate::bundle::BuiltPage;
use crate::clock::Clock;
use crate::http::cache_control;
use crate::http::encoding::Encoding;
use crate::http::etag::Etagged;
use crate::http::path::{Spelling, in_ascii, way};
use crate::http::representations::Budget;
use crate::render::PublicUrl;
use crate::serve::area::Area;
use crate::source::IncidentSource;
use axum::body::Body;
use axum::http::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER, VARY, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use cache::{DataDocument, DocumentId, FixedDocument};
use contract::document::{CacheRule, Document};
use contract::route::Route;
use files::{Files, Found, SiteFile};
use model::Duration;
use rendered::{For, protect};
use renderer::{RenderResult, Renderer, RendererOptions};
use std::path::PathBuf;
use std::sync::Arc;

const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// The headers of every page: browser features and framing. The rest of the policy is in the page itself.
const PAGE_HEADERS: [(&str, &str); 4] = [
    ("content-security-policy", "frame-ancestors 'none'"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-frame-options", "DENY"),
];
/// Additional headers of the admin view, which override those above. It isn't indexed, is isolated from windows that
/// open it, and sends no referrer to other sites.
const ADMIN_HEADERS: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// The parts of a site.
pub struct SiteOptions {
    /// The built page; `None` serves the API only.
    pub page: Option<BuiltPage>,
    /// The configuration.
    pub settings: ServedConfig,
    /// A theme that replaces the folder's.
    pub theme: Option<PathBuf>,
    /// The site's public URL, if known.
    pub url: Option<PublicUrl>,
    /// The source of the incidents.
    pub source: Arc<dyn IncidentSource>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The memory budget shared by all cached documents.
    pub documents: Budget,
    /// How long the page's files, the configuration and the theme are assumed unchanged after they were checked.
    pub files_window: Duration,
}

/// The value of [`SiteOptions::files_window`] outside of tests: a deployer's changes take effect after this time at
/// most.
pub const FILES_WINDOW: Duration = Duration::from_millis(100);

/// The site.
pub struct Site {
    settings: Arc<ServedConfig>,
    theme: Option<PathBuf>,
    page: Option<(Files, Arc<Renderer>)>,
}

impl Site {
    /// Creates the site.
    ///
    /// # Errors
    /// When the folder doesn't exist or doesn't contain a built page.
    pub fn new(options: SiteOptions) -> Result<Self, SiteError> {
        let SiteOptions { page, settings, theme, url, source, clock, documents, files_window } = options;
        let settings = Arc::new(settings);
        let page = match page {
            None => None,
            Some(page) => {
                let files = Files::of(&page).map_err(SiteError::Folder)?;
                let theme = theme.clone();
                let options = RendererOptions { theme, url, source, clock, budget: documents, files_window };
                let renderer = Renderer::new(files.clone(), settings.clone(), options)?;
                Some((files, Arc::new(renderer)))
            }
        };
        Ok(Self { settings, theme, page })
    }

    /// Responds to a request.
    pub async fn answer(&self, request: &Parts) -> Response {
        if request.method != Method::GET && request.method != Method::HEAD {
            let mut response = plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "This address is read-only. Nothing was changed. Use GET or HEAD.\n",
            );
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let (path, query) = (request.uri.path(), request.uri.query());
        let mut response = match Spelling::of(path) {
            Spelling::Usual => self.read(path, query, &request.headers).await,
            Spelling::Other(usual) => self.led_to(path, &usual, query, &request.headers).await,
            Spelling::Unreadable => self.nothing(path, &request.headers).await,
        };
        let settings = match &self.page {
            Some((_, renderer)) => renderer.in_headers().await,
            None => self.settings.in_headers(None),
        };
        set_headers(&settings, &mut response);
        response
    }

    /// Redirects to the usual spelling of a path if something exists there, as relative links don't resolve from this
    /// one. Never redirects outside of the site: a client of the API would send its credential along.
    async fn led_to(&self, path: &str, usual: &str, query: Option<&str>, asked: &HeaderMap) -> Response {
        if Area::of(usual) == Area::Site {
            let status = self.read(usual, query, asked).await.status();
            if status.is_success() || status.is_redirection() {
                return redirect(&way(path, usual), query, "Redirecting to the usual form of this address.\n");
            }
        }
        self.nothing(path, asked).await
    }

    /// The response when nothing was found.
    async fn nothing(&self, path: &str, asked: &HeaderMap) -> Response {
        match &self.page {
            Some((_, renderer)) => missing(renderer, path, asked).await,
            None => plain(StatusCode::NOT_FOUND, "Not found.\n"),
        }
    }

    async fn read(&self, path: &str, query: Option<&str>, asked: &HeaderMap) -> Response {
        match Document::at(path) {
            Some(document @ Document::Config) => {
                let files = self.page.as_ref().map(|(files, _)| files);
                text(self.settings.current(files), &document, asked)
            }
            Some(Document::Theme) if self.theme.is_some() || self.page.is_none() => self.theme(asked).await,
            _ => match &self.page {
                // Boxed, to keep the future of every request small.
                Some((files, renderer)) => Box::pin(self.page_or_file(files, renderer, path, query, asked)).await,
                None => plain(
                    StatusCode::NOT_FOUND,
                    "This server only has the API. To serve the page too, start it with --site and a built page.\n",
                ),
            },
        }
    }

    async fn page_or_file(
        &self,
        files: &Files,
        renderer: &Arc<Renderer>,
        path: &str,
        query: Option<&str>,
        asked: &HeaderMap,
    ) -> Response {
        let mut wanted = requested(path, query.unwrap_or(""));
        if wanted == Some(DocumentId::Data(DataDocument::Embed))
            && renderer.in_headers().await.frame_ancestors.is_none()
        {
            wanted = None;
        }
        if let Some(id) = wanted {
            let is_folder = matches!(
                id,
                DocumentId::Data(
                    DataDocument::Embed
                        | DataDocument::Incident(_)
                        | DataDocument::Maintenance(_)
                        | DataDocument::Component(_)
                        | DataDocument::Month(_)
                        | DataDocument::Year(_)
                        | DataDocument::History
                )
            );
            if is_folder && !path.ends_with('/') && !path.ends_with("/index.html") {
                // A redirect leads to a page.
                return match renderer.render(id).await {
                    Ok(RenderResult::NoItem) => missing(renderer, path, asked).await,
                    Ok(RenderResult::Done(_)) | Err(_) => {
                        redirect_to_folder(path.rsplit('/').next().unwrap_or(""), query)
                    }
                };
            }
            return document(renderer, id, asked).await;
        }
        match files.find(path, Encoding::accepted(asked)).await {
            Ok(Found::File(asset)) => file(asset, asked),
            Ok(Found::FolderWithoutSlash(name)) => redirect_to_folder(&name, query),
            Ok(Found::Nothing) => match Document::at(path) {
                Some(Document::Theme) => self.theme(asked).await,
                Some(Document::Robots) => document(renderer, DocumentId::Fixed(FixedDocument::Robots), asked).await,
                Some(Document::Sitemap) if renderer.knows_its_url() && !renderer.in_headers().await.noindex => {
                    document(renderer, DocumentId::Data(DataDocument::Sitemap), asked).await
                }
                _ => missing(renderer, path, asked).await,
            },
            Err(error) => {
                tracing::error!(%error, "couldn't read a file of the site");
                unavailable()
            }
        }
    }

    /// The theme, read for each request so that a change needs no restart; empty if there is none.
    async fn theme(&self, asked: &HeaderMap) -> Response {
        let Some(theme) = &self.theme else {
            return text(String::new(), &Document::Theme, asked);
        };
        let theme = theme.clone();
        let read = tokio::task::spawn_blocking(move || crate::text_file::read(&theme)).await;
        match read.map_err(std::io::Error::other).flatten() {
            Ok(theme) => text(theme, &Document::Theme, asked),
            Err(error) => {
                tracing::error!(%error, "couldn't read the theme");
                unavailable()
            }
        }
    }
}

/// Sets the headers for the configuration's rules on framing and indexing.
///
/// Files of the bundle and of the deployer can never be framed, as it isn't known what they do.
fn set_headers(settings: &InHeaders, response: &mut Response) {
    let is_framed = response.extensions_mut().remove::<MayBeFramed>().is_some();
    let headers = response.headers_mut();
    if let Some(policy) = settings.frame_ancestors.clone().filter(|_| is_framed) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        // `X-Frame-Options` can't list origins, and browsers that know `frame-ancestors` use that.
        headers.remove(X_FRAME_OPTIONS);
    }
    if settings.noindex {
        headers.entry(HeaderName::from_static("x-robots-tag")).or_insert(HeaderValue::from_static("noindex"));
    }
}

/// Marks responses with a public page.
#[derive(Clone, Copy)]
struct MayBeFramed;

/// The rendered document for a request; `None` if the address leads to a file, if anything.
fn requested(path: &str, query: &str) -> Option<DocumentId> {
    match Document::at(path).filter(|document| !document.gives_way())? {
        // In links of the plain bundle, the query names the screen, which the app reads.
        Document::Home if Route::parse("", query) != Route::Home => Some(DocumentId::Fixed(FixedDocument::App)),
        document => DocumentId::of(document),
    }
}

async fn document(renderer: &Arc<Renderer>, id: DocumentId, asked: &HeaderMap) -> Response {
    let mut status = match &id {
        DocumentId::Fixed(FixedDocument::NotFound(_)) => StatusCode::NOT_FOUND,
        DocumentId::Fixed(_) | DocumentId::Data(_) => StatusCode::OK,
    };
    let unknown = match &id {
        DocumentId::Data(DataDocument::Maintenance(_)) => DataDocument::UnknownMaintenance,
        DocumentId::Data(DataDocument::Component(_)) => DataDocument::UnknownComponent,
        DocumentId::Data(_) | DocumentId::Fixed(_) => DataDocument::UnknownIncident,
    };
    let mut rendered = renderer.render(id).await;
    if let Ok(RenderResult::NoItem) = rendered {
        status = StatusCode::NOT_FOUND;
        rendered = renderer.render(DocumentId::Data(unknown)).await;
    }
    match rendered {
        Ok(RenderResult::Done(kept)) => kept.rendered.answer(status, asked),
        // The renderer has logged the reason.
        Ok(RenderResult::NoItem) | Err(_) => {
            let mut response = unavailable();
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
            response
        }
    }
}

/// A document that is text, read for this request.
fn text(text: String, document: &Document, asked: &HeaderMap) -> Response {
    Etagged::new(text).answer(asked, media_type::of_document(document), document.cache())
}

fn file(asset: SiteFile, asked: &HeaderMap) -> Response {
    let mut response = asset.tagged.answer(asked, asset.media_type, asset.cache);
    let headers = response.headers_mut();
    if asset.has_variants {
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if let Some(encoding) = asset.encoding.filter(|_| headers.contains_key(CONTENT_TYPE)) {
        headers.insert(CONTENT_ENCODING, encoding.token());
    }
    if asset.is_html {
        protect(headers, For::Visitors);
    }
    response
}

/// Redirects to the same path with a trailing slash. Relative, as a proxy may have added a prefix to the path.
fn redirect_to_folder(name: &str, query: Option<&str>) -> Response {
    redirect(&format!("./{name}/"), query, "Redirecting to this address with a slash at its end.\n")
}

fn redirect(to: &str, query: Option<&str>, text: &'static str) -> Response {
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, text);
    if let Ok(location) = HeaderValue::from_str(&in_ascii(&format!("{to}{query}"))) {
        response.headers_mut().insert(LOCATION, location);
    }
    cache_control::set(response.headers_mut(), CacheRule::Revalidate);
    response
}

/// The site's not-found page; a line of text for a missing file, where nobody would see the page.
async fn missing(renderer: &Arc<Renderer>, path: &str, asked: &HeaderMap) -> Response {
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return plain(StatusCode::NOT_FOUND, "Not found. The status page is at the root of this site.\n");
    }
    let deep = path.matches('/').count().saturating_sub(1);
    document(renderer, DocumentId::Fixed(FixedDocument::NotFound(deep)), asked).await
}

fn unavailable() -> Response {
    plain(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This part of the site can't be read right now. Try again in a moment. The server's administrator can find \
         the reason in its log.\n",
    )
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, PLAIN);
    cache_control::set(response.headers_mut(), CacheRule::Never);
    response
}
