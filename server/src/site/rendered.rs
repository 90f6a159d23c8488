//! A document as it is sent: its bytes, compressed once, with a tag for each form.

use super::encoding::Encoding;
use super::{ADMIN_HEADERS, MayBeFramed, PAGE_HEADERS};
use crate::publish::compress::{Effort, brotli, gzip};
use crate::tagged::Tagged;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use std::io;

/// Shorter answers fit into one packet anyway.
const SHORT: usize = 500;

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// Everybody.
    Visitors,
    /// Whoever writes.
    Admins,
}

/// A document as it is sent.
#[derive(Clone)]
pub(super) struct Rendered {
    media_type: HeaderValue,
    /// `None` when it is no page.
    page: Option<For>,
    plain: Tagged,
    compressed: Vec<(Encoding, Tagged)>,
}

impl Rendered {
    /// An HTML document.
    pub(super) fn page(markup: String, of: For) -> Self {
        Self::of(markup, super::HTML, Some(of))
    }

    /// Any other text.
    pub(super) fn text(text: String, media_type: HeaderValue) -> Self {
        Self::of(text, media_type, None)
    }

    fn of(text: String, media_type: HeaderValue, page: Option<For>) -> Self {
        let mut compressed = Vec::new();
        for encoding in Encoding::ALL.into_iter().filter(|_| text.len() > SHORT) {
            let made: io::Result<Vec<u8>> = match encoding {
                Encoding::Brotli => brotli(text.as_bytes(), Effort::Quick),
                Encoding::Gzip => gzip(text.as_bytes(), Effort::Quick),
            };
            match made {
                Ok(bytes) if bytes.len() < text.len() => compressed.push((encoding, Tagged::new(bytes))),
                Ok(_) => {}
                // It goes out as it is.
                Err(error) => tracing::warn!(%error, "a document could not be compressed"),
            }
        }
        Self { media_type, page, plain: Tagged::new(text), compressed }
    }

    /// How many bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.plain.body.len() + self.compressed.iter().map(|(_, tagged)| tagged.body.len()).sum::<usize>()
    }

    /// The answer, in a form that the request takes.
    pub(super) fn answer(self, status: StatusCode, asked: &HeaderMap) -> Response {
        let accepted = Encoding::accepted(asked);
        let takes = |(encoding, _): &(Encoding, Tagged)| accepted.is_some_and(|accepted| accepted.takes(*encoding));
        let chosen = self.compressed.into_iter().find(takes);
        let encoding = chosen.as_ref().map(|(encoding, _)| *encoding);
        let tagged = chosen.map_or(self.plain, |(_, tagged)| tagged);
        // Only a success may be answered with "not modified".
        let mut response = if status.is_success() {
            tagged.answer(asked, self.media_type)
        } else {
            let mut response = tagged.answer(&HeaderMap::new(), self.media_type);
            *response.status_mut() = status;
            response
        };
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(encoding) = encoding.filter(|_| headers.contains_key(CONTENT_TYPE)) {
            headers.insert(CONTENT_ENCODING, encoding.token());
        }
        if let Some(page) = self.page {
            protect(headers, page);
        }
        if self.page == Some(For::Visitors) {
            response.extensions_mut().insert(MayBeFramed);
        }
        response
    }
}

/// What every page is sent with, wherever it comes from.
pub(super) fn protect(headers: &mut HeaderMap, page: For) {
    let own: &[_] = match page {
        For::Visitors => &[],
        For::Admins => &ADMIN_HEADERS,
    };
    for &(name, value) in PAGE_HEADERS.iter().chain(own) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}
