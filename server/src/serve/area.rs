//! Which part of the server answers a path.

use crate::http::path::is_named;

/// The part of the server that a path belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    Private,
    Public,
    Health,
    Site,
}

impl Area {
    /// Decides by the decoded first segments, so that an API path with another spelling gets the API's 404, never a
    /// page.
    pub(crate) fn of(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        match (segments.next().unwrap_or(""), segments.next().unwrap_or("")) {
            (first, _) if is_named(first, "v1") => Self::Private,
            (first, second) if is_named(first, "public") && is_named(second, "v1") => Self::Public,
            _ if path == "/healthz" => Self::Health,
            _ => Self::Site,
        }
    }
}
