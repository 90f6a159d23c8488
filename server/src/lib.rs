//! Statuspane's companion: the Incident API on an embedded database, and the status page on top of it.
//!
//! [`cli`] reads the command line and starts everything else. [`serve`] accepts connections and routes each request by its
//! path: to [`local_api`], where [`auth`] checks credentials, or to [`proxy`] in front of another API; and to the site.
//! [`store`] is the only module with SQL. [`publish`] is separate: it reads an API with [`client`], and writes plain files.
//! [`render`] makes the documents for both. [`check`] finds problems in published files. Types, decoding and rules come
//! from the crates `model`, `contract` and `text`.

pub mod auth;
pub mod bundle;
pub mod check;
pub mod cli;
pub mod client;
pub mod clock;
mod compress;
mod config_report;
pub mod credential;
pub mod demo;
pub mod failure;
pub mod http;
pub mod local_api;
pub mod log;
mod parallel;
pub mod proxy;
pub mod publish;
pub mod random;
pub mod render;
pub mod serve;
mod single_flight;
pub mod source;
pub mod store;
mod text_file;
