//! Statuspane's companion: the Incident API on an embedded database, and the status page on top of it.
//!
//! [`cli`] reads the command line and starts everything else. [`http`] accepts connections and passes each request to
//! [`app`], which routes it by path: to [`api`], where [`auth`] checks credentials, to its public part, or to [`site`],
//! which serves files. All of them use [`store`], the only module with SQL. Types, decoding and rules come from the
//! `statuspane` library. [`publish`] is separate: it reads an API like any other client, and writes plain files.
//! [`pages`] renders documents for `publish` and `site`; [`forms`] caches response bodies. [`check`] finds problems in
//! published files. [`faults`] wraps the server in tests.

pub mod api;
pub mod app;
pub mod auth;
pub mod bundle;
pub mod check;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod failure;
pub mod faults;
pub mod forms;
pub mod http;
pub mod log;
mod made;
pub mod network;
pub mod pages;
pub mod publish;
pub mod random;
pub mod site;
mod spelling;
pub mod store;
pub mod tagged;
mod text_file;
pub mod upstream;
