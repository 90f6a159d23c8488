//! Checks the published lists of incidents and maintenances, and their time.

use super::finding::Findings;
use super::folder::Folder;
use super::settings::reason;
use crate::render::version_of_encoded;
use contract::config::Config;
use contract::document::path::{AS_OF as ABOUT, INCIDENTS as LIST, MAINTENANCES};
use contract::incident_api::decode::{Unreadable, decode_maintenances};
use contract::snapshot::{AsOf, AsOfMembers, Snapshot};
use model::{MaintenanceList, StatusData, Timestamp};
use serde_json::Value;

/// The tolerated difference between two machines' clocks, in milliseconds.
const ORDINARY: i64 = 60_000;

/// Parses JSON. Returns `None` and adds a finding with the place if it is invalid.
pub(super) fn json(file: &str, place: &str, text: &str, findings: &mut Findings) -> Option<Value> {
    let read = serde_json::from_str(text);
    read.map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        let place = if place.is_empty() { at } else { format!("{place}, {at}") };
        findings.error(file, place, format!("This isn't valid JSON: {}. Publish again.", reason(&error)));
    })
    .ok()
}

/// Adds findings for members that no visitor should read.
fn private(file: &str, place: &str, value: &Value, findings: &mut Findings) {
    for (key, what) in [
        ("customerId", "the customer (customerId)"),
        ("sendNotification", "whether subscribers were notified (sendNotification)"),
        ("internal", "whether a maintenance is internal (internal)"),
    ] {
        if has_key(value, key) {
            findings.error(
                file,
                place,
                format!(
                    "It contains {what}, which visitors must not see. Publish again with this program; don't use a copy \
                     of an API response."
                ),
            );
        }
    }
}

/// `maintenances.json`: its list, its version, and the elements as they are.
pub(super) type PublishedMaintenances = (MaintenanceList, Option<String>, Value);

/// Decodes `maintenances.json`, and checks it for what no visitor should read.
pub(super) fn maintenances(text: &str, findings: &mut Findings) -> Option<PublishedMaintenances> {
    let mut value = json(MAINTENANCES, "", text, findings)?;
    private(MAINTENANCES, "", &value, findings);
    let Ok((list, version)) = decode_maintenances(text) else {
        findings.error(MAINTENANCES, "", "The list of maintenances is missing. Publish again.");
        return None;
    };
    if list.unreadable() > 0 {
        unreadable(MAINTENANCES, "", list.unreadable(), findings);
    }
    let elements = value.get_mut("maintenances").map(Value::take).unwrap_or_default();
    Some((list, version, elements))
}

/// Decodes JSON with a list of incidents, from `incidents.json` or a page, and checks it for what no visitor should read.
pub(super) fn public<T>(
    file: &str,
    place: &str,
    text: &str,
    decode: impl FnOnce(&Value) -> Result<T, Unreadable>,
    findings: &mut Findings,
) -> Option<(T, Value)> {
    let value = json(file, place, text, findings)?;
    private(file, place, &value, findings);
    let Ok(decoded) = decode(&value) else {
        findings.error(file, place, "The list of incidents is missing. Publish again.");
        return None;
    };
    Some((decoded, value))
}

/// Checks that all elements of a list can be read.
pub(super) fn complete(file: &str, place: &str, data: &StatusData, findings: &mut Findings) {
    if data.unreadable() > 0 {
        unreadable(file, place, data.unreadable(), findings);
    }
}

fn unreadable(file: &str, place: &str, number: usize, findings: &mut Findings) {
    findings.error(
        file,
        place,
        format!(
            "{number} of its elements can't be read, so the page never shows that all systems are operational. Publish \
             again."
        ),
    );
}

/// Checks `as-of.json` against its list, and whether it is recent. Returns its time.
pub(super) fn about(
    folder: &Folder,
    config: &Config,
    published: Option<&(Snapshot, Value)>,
    maintenances: Option<&PublishedMaintenances>,
    now: Timestamp,
    findings: &mut Findings,
) -> Option<Timestamp> {
    let text = folder.text(ABOUT, findings)?;
    let value = json(ABOUT, "", &text, findings)?;
    let AsOfMembers { as_of, version, every_seconds: every } = AsOf::members(&value);
    if as_of.is_none() {
        findings.error(ABOUT, "asOf", "It must be a time, such as 2026-11-23T12:03:00Z. Publish again.");
    }
    if every.is_none() {
        findings.error(ABOUT, "everySeconds", "It must be a whole number of seconds. Publish again.");
    }
    let version = known_version(ABOUT, version.as_ref(), findings);
    if let (Some(version), Some((snapshot, list))) = (version, published)
        && let Some(listed) = known_version(LIST, snapshot.version.as_ref(), findings)
    {
        if version != listed {
            findings.error(
                ABOUT,
                "version",
                "It differs from the version in incidents.json, so the app rejects both files. They come from \
                 different publishes. Copy the whole site in one step, or publish again.",
            );
        } else if let Some((_, own, elements)) = maintenances
            && let Some(own) = known_version(MAINTENANCES, own.as_ref(), findings)
        {
            if own != listed {
                findings.error(
                    MAINTENANCES,
                    "version",
                    "It differs from the version in incidents.json, so the app rejects both files. They come from \
                     different publishes. Copy the whole site in one step, or publish again.",
                );
            } else if list.get("incidents").is_some_and(|incidents| version_of_encoded(incidents, elements) != *listed)
            {
                findings.error(
                    LIST,
                    "version",
                    "The incidents or maintenances were changed after this version was published, and open pages would \
                     never load the change. Publish again.",
                );
            }
        }
    }
    let (Some(as_of), Some(every)) = (as_of, every) else { return as_of };
    let limit = i64::from(config.stale_after_snapshot(every));
    let age = (now.millis() - as_of.millis()) / 1000;
    if age > limit {
        findings.warn(
            ABOUT,
            "asOf",
            format!(
                "The site was published {age} seconds ago; after {limit} seconds, visitors see that it's out of date. \
                 Check that the publishing timer runs, and what `statuspane publish` reports."
            ),
        );
    }
    if as_of.millis() - now.millis() > ORDINARY {
        findings.warn(
            ABOUT,
            "asOf",
            "It's in the future, so no page can show how old its data is. Correct the clock of this machine or of the \
             API.",
        );
    }
    Some(as_of)
}

/// The version in a file, which the app requires.
fn known_version<'a>(file: &str, version: Option<&'a String>, findings: &mut Findings) -> Option<&'a String> {
    if version.is_none() {
        findings.error(
            file,
            "version",
            "The version is missing, so the app doesn't know whether it has the latest incidents. Publish again.",
        );
    }
    version
}

fn has_key(value: &Value, key: &str) -> bool {
    match value {
        Value::Object(fields) => fields.contains_key(key) || fields.values().any(|value| has_key(value, key)),
        Value::Array(elements) => elements.iter().any(|value| has_key(value, key)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
