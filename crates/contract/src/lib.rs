//! The contracts that the apps, the companion and deployers share, each with one owner: the Incident API, `config.json` and
//! the site's addresses. Pure: nothing here sends a request or reads a file.

pub mod config;
pub mod incident_api;
pub mod route;
