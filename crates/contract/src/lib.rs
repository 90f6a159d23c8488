//! The contracts that the apps, the companion and deployers share, each with one owner: the Incident API, `config.json`,
//! the site's addresses and documents, and the data that a site carries. Pure: nothing here sends a request or reads a file.

pub mod config;
pub mod document;
pub mod incident_api;
pub mod route;
pub mod snapshot;

/// A string that only the admin view's code contains. Builds and checks look for it, as visitors must not download that
/// code.
pub const ADMIN_SENTINEL: &str = include_str!("admin_sentinel.txt");
