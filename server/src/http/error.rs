//! Error responses. Each message says what happened, what is unaffected and what to do next.

use super::idempotency_key::KEY_MAX;
use super::reply;
use super::upstream_error::{UpstreamError, whole_seconds};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::incident_api::credential::SCHEME;
use model::draft::{self, Field, MESSAGE_MAX, NAME_MAX, Rule};
use model::{Duration, Timestamp};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};

/// The reason that a call failed.
#[derive(Debug)]
pub enum ErrorResponse {
    /// The body isn't JSON.
    NotJson,
    /// The `Authorization` header is missing.
    NoCredential,
    /// The credential wasn't accepted.
    WrongCredential,
    /// The credential was valid but has expired.
    ExpiredCredential,
    /// Too many failed sign-ins from one address; the time to wait.
    TooManyFailures(Duration),
    /// No incident has this ID.
    UnknownIncident,
    /// No maintenance has this ID.
    UnknownMaintenance,
    /// The incident has no entry with this ID.
    UnknownEntry,
    /// The API has no such path.
    UnknownPath,
    /// The path exists but doesn't support this method.
    WrongMethod,
    /// The body didn't arrive in full, or not in time.
    SlowBody,
    /// The body is longer than this limit, in bytes.
    TooLarge(usize),
    /// The `Content-Type` isn't JSON.
    WrongType,
    /// The body breaks the contract's rules.
    Rules(BodyKind, Vec<draft::Problem>),
    /// The `Idempotency-Key` is empty, too long, contains characters that aren't allowed, or was sent more than once.
    WrongIdempotencyKey,
    /// The `Idempotency-Key` was already used for a different request.
    ReusedIdempotencyKey,
    /// The change could not be saved.
    NotSaved,
    /// The change may or may not have been saved.
    OutcomeUnknown,
    /// The server is too busy to answer in time.
    Busy,
    /// The request timed out, and how far it got isn't known.
    TookTooLong,
    /// The upstream API didn't answer according to the contract; the time to wait before retrying, if known.
    Upstream(UpstreamError, Option<Duration>),
    /// A bug in this server, or a damaged database.
    Internal,
}

/// The kind of object in a request body, which determines how fields are named in errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// A new incident, which may contain its first entry.
    Incident,
    /// An entry.
    Entry,
    /// A correction of an existing incident.
    Correction,
    /// A maintenance.
    Maintenance,
}

impl ErrorResponse {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotJson => StatusCode::BAD_REQUEST,
            Self::NoCredential | Self::WrongCredential | Self::ExpiredCredential => StatusCode::UNAUTHORIZED,
            Self::TooManyFailures(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::UnknownIncident | Self::UnknownMaintenance | Self::UnknownEntry | Self::UnknownPath => {
                StatusCode::NOT_FOUND
            }
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Rules(..) | Self::WrongIdempotencyKey => StatusCode::UNPROCESSABLE_ENTITY,
            Self::ReusedIdempotencyKey => StatusCode::CONFLICT,
            Self::NotSaved | Self::OutcomeUnknown | Self::Busy | Self::TookTooLong => StatusCode::SERVICE_UNAVAILABLE,
            Self::Upstream(problem, _) => problem.status(),
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::NoCredential => "no_credential",
            Self::WrongCredential => "wrong_credential",
            Self::ExpiredCredential => "expired_credential",
            Self::TooManyFailures(_) => "too_many_failures",
            Self::UnknownIncident | Self::UnknownMaintenance | Self::UnknownEntry | Self::UnknownPath => "not_found",
            Self::WrongMethod => "method_not_allowed",
            Self::SlowBody => "body_timeout",
            Self::TooLarge(_) => "too_large",
            Self::WrongType => "unsupported_media_type",
            Self::Rules(..) | Self::WrongIdempotencyKey => "invalid",
            Self::ReusedIdempotencyKey => "idempotency_key_reused",
            Self::NotSaved => "not_saved",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Busy => "busy",
            Self::TookTooLong => "timeout",
            Self::Upstream(problem, _) => problem.code(),
            Self::Internal => "internal",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NotJson => "The request body isn’t valid JSON. Nothing was changed. Send a JSON object.".into(),
            Self::NoCredential => {
                "This request needs an Authorization header. Nothing was read or changed. Sign in, or send an API key."
                    .into()
            }
            Self::WrongCredential => {
                "The Authorization header was rejected. Nothing was read or changed. Check that the key is complete \
                 and hasn’t been revoked, then sign in again."
                    .into()
            }
            Self::ExpiredCredential => {
                "The Authorization header has expired. Nothing was read or changed. Sign in again.".into()
            }
            Self::TooManyFailures(wait) => format!(
                "Too many failed sign-ins from this address. Nothing was read or changed. Wait {} seconds, or sign in \
                 with a valid key, which works at any time.",
                whole_seconds(*wait)
            ),
            Self::UnknownIncident => {
                "There’s no incident with that ID. It may have been deleted. Reload the list of incidents.".into()
            }
            Self::UnknownMaintenance => {
                "There’s no maintenance with that ID. It may have been deleted. Reload the list of maintenances.".into()
            }
            Self::UnknownEntry => {
                "This incident has no entry with that ID. It may have been deleted. Reload its entries.".into()
            }
            Self::UnknownPath => "The API has no such path. Check the URL.".into(),
            Self::WrongMethod => {
                "This path doesn’t support this method. Nothing was changed. The Allow header lists the supported \
                 methods."
                    .into()
            }
            Self::SlowBody => {
                "The request body didn’t arrive in time. Nothing was changed. Check your connection, then try again."
                    .into()
            }
            Self::TooLarge(limit) => {
                format!(
                    "The request body is larger than {} KiB. Nothing was changed. Send a smaller one.",
                    limit / 1024
                )
            }
            Self::WrongType => {
                "The request body must be JSON. Nothing was changed. Send it with Content-Type: application/json."
                    .into()
            }
            Self::Rules(subject, problems) => {
                let rules: Vec<String> = distinct(*subject, problems)
                    .map(|(field, problem)| format!("{field}: {}", sentence(*subject, problem)))
                    .collect();
                format!("Nothing was saved. {}", rules.join(" "))
            }
            Self::WrongIdempotencyKey => format!("Nothing was saved. Idempotency-Key: {}", idempotency_rule()),
            Self::ReusedIdempotencyKey => {
                "This Idempotency-Key was used for a different request in the last 24 hours. Nothing was changed. Use \
                 a new key for each new request."
                    .into()
            }
            Self::NotSaved => {
                "The change couldn’t be saved. Nothing was changed, and reading still works. Try again later. The \
                 server’s administrator can find the reason in its log."
                    .into()
            }
            Self::OutcomeUnknown => {
                "The disk failed while saving, so the change may or may not have been saved. Everything saved earlier \
                 is still there. Reload to check before you try again."
                    .into()
            }
            Self::Busy => "The server is too busy. Nothing was changed. Try again in a moment.".into(),
            Self::TookTooLong => {
                "The server took too long to respond. Reload the list to check what was saved before you try again."
                    .into()
            }
            Self::Upstream(problem, wait) => problem.message(*wait),
            Self::Internal => {
                "Something went wrong on the server. Reload the list to check what was saved before you try again. \
                 The server’s administrator can find the reason in its log."
                    .into()
            }
        }
    }
}

impl Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl Error for ErrorResponse {}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let mut body = json!({"error": {"code": self.code(), "message": self.message()}});
        if let Self::Rules(subject, problems) = &self {
            let errors: Vec<Value> = distinct(*subject, problems)
                .map(|(field, problem)| json!({"field": field, "message": sentence(*subject, problem)}))
                .collect();
            body["errors"] = errors.into();
        } else if let Self::WrongIdempotencyKey = self {
            body["errors"] = json!([{"field": "Idempotency-Key", "message": idempotency_rule()}]);
        }
        let mut response = reply::json(&body);
        *response.status_mut() = self.status();
        match self {
            Self::NoCredential | Self::WrongCredential | Self::ExpiredCredential => {
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(SCHEME));
            }
            Self::TooManyFailures(wait) => {
                response.headers_mut().insert(RETRY_AFTER, whole_seconds(wait).into());
            }
            Self::Busy | Self::TookTooLong => {
                response.headers_mut().insert(RETRY_AFTER, 2.into());
            }
            Self::Upstream(_, Some(wait)) => {
                response.headers_mut().insert(RETRY_AFTER, whole_seconds(wait).into());
            }
            Self::Upstream(_, None)
            | Self::NotJson
            | Self::UnknownIncident
            | Self::UnknownMaintenance
            | Self::UnknownEntry
            | Self::UnknownPath
            | Self::WrongMethod
            | Self::SlowBody
            | Self::TooLarge(_)
            | Self::WrongType
            | Self::Rules(..)
            | Self::WrongIdempotencyKey
            | Self::ReusedIdempotencyKey
            | Self::NotSaved
            | Self::OutcomeUnknown
            | Self::Internal => {}
        }
        response
    }
}

/// Each problem once, with its field's name: a wrong status may be reported for both the incident and its entry.
fn distinct(subject: BodyKind, problems: &[draft::Problem]) -> impl Iterator<Item = (&'static str, draft::Problem)> {
    let first = |index: usize, problem: &draft::Problem| !problems[..index].contains(problem);
    problems
        .iter()
        .enumerate()
        .filter(move |(index, problem)| first(*index, problem))
        .map(move |(_, problem)| (place(subject, problem), *problem))
}

/// The field that a problem concerns, or the object that should have held it.
fn place(subject: BodyKind, problem: &draft::Problem) -> &'static str {
    if problem.rule != Rule::NotAnObject {
        field_name(subject, problem.field)
    } else if problem.field == Field::Message && matches!(subject, BodyKind::Incident) {
        "entry"
    } else {
        "body"
    }
}

fn field_name(subject: BodyKind, field: Field) -> &'static str {
    match (field, subject) {
        (Field::Name, _) => "name",
        (Field::Impact, _) => "incidentImpact",
        (Field::Status, _) => "incidentStatus",
        (Field::Message, BodyKind::Incident) => "entry.message",
        (Field::Message, BodyKind::Entry | BodyKind::Correction | BodyKind::Maintenance) => "message",
        (Field::Date, BodyKind::Incident) => "entry.date",
        (Field::Date, BodyKind::Entry | BodyKind::Correction | BodyKind::Maintenance) => "date",
        (Field::Components, BodyKind::Incident) => "entry.affectedComponents",
        (Field::Components, BodyKind::Entry | BodyKind::Correction | BodyKind::Maintenance) => "affectedComponents",
        (Field::Notify, BodyKind::Incident) => "entry.sendNotification",
        (Field::Notify, BodyKind::Entry | BodyKind::Correction | BodyKind::Maintenance) => "sendNotification",
        (Field::CreationTime, _) => "creationTime",
        (Field::ResolutionTime, _) => "resolutionTime",
        (Field::PlannedStart, _) => "plannedStartTime",
        (Field::PlannedEnd, _) => "plannedEndTime",
        (Field::ActualStart, _) => "actualStartTime",
        (Field::ActualEnd, _) => "actualEndTime",
        (Field::CancelledTime, _) => "cancelledTime",
        (Field::AutoComplete, _) => "autoComplete",
        (Field::Internal, _) => "internal",
    }
}

fn idempotency_rule() -> String {
    format!("Send one key of 1 to {KEY_MAX} characters: letters, digits and punctuation, without spaces.")
}

fn sentence(subject: BodyKind, problem: draft::Problem) -> String {
    match (problem.rule, problem.field) {
        (Rule::Required, Field::Name) => format!("A name of 1 to {NAME_MAX} characters is required."),
        (Rule::Required, Field::Message) => format!("A message of 1 to {MESSAGE_MAX} characters is required."),
        (Rule::Required, _) => "This field is required.".into(),
        (Rule::TooLong(max), _) => format!("Use at most {max} characters."),
        (
            Rule::NotADate,
            Field::PlannedStart | Field::PlannedEnd | Field::ActualStart | Field::ActualEnd | Field::CancelledTime,
        ) => "Use milliseconds since 1970, or an ISO 8601 time.".into(),
        (Rule::NotADate, _) => "Use milliseconds since 1970 as a string of digits, or an ISO 8601 time.".into(),
        (Rule::SkippedByClocks, _) => "This time doesn’t exist because clocks go forward.".into(),
        (Rule::TooEarly, _) => format!("Must be {} or later.", Timestamp::FIRST_UNAMBIGUOUS.to_iso()),
        (Rule::UnknownWord, Field::Impact) => "Must be none, minor, major or critical.".into(),
        (Rule::UnknownWord, Field::Status) => "Must be investigating, identified, monitoring or resolved.".into(),
        (Rule::UnknownWord, Field::Components) => {
            "componentStatus must be operational, degraded_performance, partial_outage, major_outage or \
             under_maintenance."
                .into()
        }
        (Rule::UnknownWord, _) => "Must be one of the allowed values.".into(),
        (Rule::Repeated, _) => "The same component is listed more than once.".into(),
        (Rule::WrongType, Field::Notify | Field::AutoComplete | Field::Internal) => "Must be true or false.".into(),
        (Rule::WrongType, Field::Components) if subject == BodyKind::Maintenance => {
            "Must be a list of objects with componentId, or of component IDs.".into()
        }
        (Rule::WrongType, Field::Components) => {
            "Must be a list of objects with componentId and componentStatus.".into()
        }
        (Rule::WrongType, _) => "Must be a string.".into(),
        (Rule::NotAnObject, _) => "Must be a JSON object.".into(),
        (Rule::Null, _) => "Can’t be null. Leave it out to keep the current value.".into(),
        (Rule::NotResolved, _) => {
            "Only a resolved incident has an end. Resolve the incident first, or leave this out.".into()
        }
        (Rule::BeforeStart, Field::PlannedEnd) => "The end must be after the start.".into(),
        (Rule::BeforeStart, _) => "The end can’t be before the start.".into(),
        (Rule::WindowTooLong, _) => "A maintenance can last at most 90 days. Plan several for longer work.".into(),
        (Rule::AfterEnd, _) => "The start can’t be after the end. Correct both in one request.".into(),
    }
}
