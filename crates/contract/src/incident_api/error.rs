//! The error of a call, from any status and any body, in a form that can be shown.

use super::decode::Unreadable;
use model::Duration;
use model::ascii::whole_number;
use serde_json::Value;

/// A failed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// Why, as far as it matters for what to do next.
    pub cause: Cause,
    /// The first readable sentence of the answer; plain text, never markup.
    pub detail: Option<String>,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// Why a call failed. Each cause has one next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No answer: refused, no name, no network, or forbidden by CORS. The browser doesn't say which.
    NoAnswer,
    /// No complete answer within the time limit.
    TimedOut,
    /// Stopped by the app itself, since its answer is no longer wanted.
    Aborted,
    /// 401: the credential is missing, wrong or expired.
    SignedOut,
    /// 403: the credential does not allow this.
    Forbidden,
    /// 404 and 410.
    NotFound,
    /// 400, 409, 413, 415, 422: the request cannot be taken as it is.
    Refused(u16),
    /// 429.
    TooMany,
    /// 5xx, and 408.
    ServerFailed(u16),
    /// A success whose body doesn't follow the contract.
    Unreadable(Unreadable),
    /// Any other status.
    Unexpected(u16),
}

/// The most characters of an answer's sentence that are shown.
const DETAIL_MAX: usize = 300;

impl ApiError {
    /// An error without words from the server.
    pub fn of(cause: Cause) -> Self {
        Self { cause, detail: None, retry_after: None }
    }

    /// Whether a status is a success with the whole answer behind it. 206 announces a part of one.
    pub fn is_complete_success(status: u16) -> bool {
        (200..300).contains(&status) && status != 206
    }

    /// From an answer that isn't a success. `retry_after` is the header as it came with the seconds it means.
    pub fn from_response(status: u16, body: &str, retry_after: Option<Duration>) -> Self {
        Self { detail: sentence(body), ..Self::from_status(status, retry_after) }
    }

    /// The same without the words of the answer, which visitors don't get to see.
    pub fn from_status(status: u16, retry_after: Option<Duration>) -> Self {
        let cause = match status {
            206 => Cause::Unreadable(Unreadable::Partial),
            401 => Cause::SignedOut,
            403 => Cause::Forbidden,
            404 | 410 => Cause::NotFound,
            400 | 409 | 413 | 415 | 422 => Cause::Refused(status),
            429 => Cause::TooMany,
            408 | 500..=599 => Cause::ServerFailed(status),
            _ => Cause::Unexpected(status),
        };
        Self { cause, detail: None, retry_after }
    }
}

impl From<Unreadable> for ApiError {
    fn from(unreadable: Unreadable) -> Self {
        Self::of(Cause::Unreadable(unreadable))
    }
}

/// Reads `Retry-After` when it is a number of seconds. A date needs the answer's `Date`, so the caller reads it.
pub fn retry_after_seconds(header: &str) -> Option<Duration> {
    let seconds = whole_number(header.trim()).and_then(|seconds| u32::try_from(seconds).ok());
    seconds.map(Duration::from_seconds)
}

/// The first readable sentence of an error body: `{message}`, `{error}`, `{error: {message}}`,
/// `{errors: [{message}]}`, a JSON string or plain text. HTML has none: shown as text it would be noise.
fn sentence(body: &str) -> Option<String> {
    let text = match serde_json::from_str::<Value>(body) {
        Ok(value) => in_value(&value)?.to_owned(),
        // A text that begins like JSON or markup is for machines, even when it's broken.
        Err(_) if body.trim_start().starts_with(['<', '{', '[']) => return None,
        Err(_) => body.to_owned(),
    };
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() || line.starts_with('<') {
        return None;
    }
    let mut short: String = line.chars().take(DETAIL_MAX).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    Some(short)
}

fn in_value(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()).map(String::as_str),
        Value::Object(fields) => ["message", "error", "errors"].iter().find_map(|key| in_value(fields.get(*key)?)),
        Value::Array(elements) => elements.iter().find_map(in_value),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
