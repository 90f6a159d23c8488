//! A rendered document: its bytes, compressed once, with a tag for each encoding.

use super::media_type;
use super::{ADMIN_HEADERS, MayBeFramed, PAGE_HEADERS};
use crate::compress::Effort;
use crate::http::representations::{Budget, OverBudget, Representations};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use contract::document::{CacheRule, Document};

/// The audience of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// Everyone.
    Visitors,
    /// The people who write updates.
    Admins,
}

/// A document as it is sent.
#[derive(Clone)]
pub(super) struct Rendered {
    media_type: HeaderValue,
    cache: CacheRule,
    /// `None` if it isn't a page.
    page: Option<For>,
    forms: Representations,
}

impl Rendered {
    /// The front page.
    ///
    /// # Errors
    /// When it exceeds the memory budget.
    pub(super) fn front(markup: String, budget: &Budget) -> Result<Self, OverBudget> {
        Self::html(markup, For::Visitors, Effort::Better, budget)
    }

    /// Any other HTML document.
    ///
    /// # Errors
    /// When it exceeds the memory budget.
    pub(super) fn page(markup: String, of: For, budget: &Budget) -> Result<Self, OverBudget> {
        Self::html(markup, of, Effort::Quick, budget)
    }

    fn html(markup: String, of: For, effort: Effort, budget: &Budget) -> Result<Self, OverBudget> {
        let document = Document::Home;
        Ok(Self {
            media_type: media_type::of_document(&document),
            cache: document.cache(),
            page: Some(of),
            forms: Representations::of(markup, effort, budget)?,
        })
    }

    /// Any other text.
    ///
    /// # Errors
    /// When it exceeds the memory budget.
    pub(super) fn text(text: String, document: &Document, budget: &Budget) -> Result<Self, OverBudget> {
        Ok(Self::list(Representations::of(text, Effort::Quick, budget)?, document))
    }

    /// A document that is already encoded.
    pub(super) fn list(forms: Representations, document: &Document) -> Self {
        Self { media_type: media_type::of_document(document), cache: document.cache(), page: None, forms }
    }

    /// Its size in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.forms.bytes()
    }

    /// The response, in an encoding that the request accepts.
    pub(super) fn answer(self, status: StatusCode, asked: &HeaderMap) -> Response {
        let mut response = self.forms.answer(status, asked, self.media_type, self.cache);
        if let Some(page) = self.page {
            protect(response.headers_mut(), page);
        }
        if self.page == Some(For::Visitors) {
            response.extensions_mut().insert(MayBeFramed);
        }
        response
    }
}

/// Adds the headers that every page has, whatever its source.
pub(super) fn protect(headers: &mut HeaderMap, page: For) {
    let own: &[_] = match page {
        For::Visitors => &[],
        For::Admins => &ADMIN_HEADERS,
    };
    for &(name, value) in PAGE_HEADERS.iter().chain(own) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}
