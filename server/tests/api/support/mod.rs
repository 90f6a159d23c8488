//! Shared by the tests.

pub mod bundle;
pub mod busy;
pub mod client;
pub mod clock;
pub mod jwt;
pub mod preload;
pub mod process;
pub mod script;
pub mod seed;
pub mod server;
pub mod site;
pub mod stub;

pub use client::Reply;
pub use clock::{StoppedClock, TestClock};
pub use process::Process;
pub use server::{TestServer, TestServerBuilder};

use serde_json::Value;

/// A documented request or answer.
pub fn sample(name: &str) -> Value {
    serde_json::from_str(sample_text(name)).expect("the samples are JSON")
}

/// The same as it came.
pub fn sample_text(name: &str) -> &'static str {
    match name {
        "create-request" => include_str!("../../../../tests/fixtures/create-request.json"),
        "create-response" => include_str!("../../../../tests/fixtures/create-response.json"),
        "get" => include_str!("../../../../tests/fixtures/get.json"),
        "list" => include_str!("../../../../tests/fixtures/list.json"),
        "maintenance-request" => include_str!("../../../../tests/fixtures/maintenance-request.json"),
        "maintenances" => include_str!("../../../../tests/fixtures/maintenances.json"),
        other => panic!("there is no sample {other}"),
    }
}
