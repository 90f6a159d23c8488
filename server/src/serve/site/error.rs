//! The error type of a site.

use crate::render::BuiltPageError;
use std::io;
use std::path::PathBuf;

/// The files of a site can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The folder of the built page can't be opened.
    #[error(transparent)]
    Folder(io::Error),
    /// The built page isn't complete.
    #[error(transparent)]
    Page(#[from] BuiltPageError),
    /// The theme can't be read.
    #[error("{}: {source}", path.display())]
    Theme {
        /// Its path.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The configuration has another form.
    #[error("the configuration isn't a JSON object")]
    Configuration,
}
