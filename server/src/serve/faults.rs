//! Fault injection, controlled at [`CONTROL`]. For tests, and for looking at the page under a fault; only in a
//! program built with the feature `faults`, with `statuspane serve --faults`, and only on loopback. Faults that no server
//! can cause, such as a missing network or a sleeping machine, are caused in the browser (`e2e/support`).
//!
//! A layer around the whole server. At the control address, `PUT` replaces the list of rules, `DELETE` removes them,
//! and `GET` returns the requests so far with their responses. `PUT` and `DELETE` release held requests. The first rule
//! that matches a request applies; without one the request passes through unchanged.
//!
//! | key of a rule | meaning |
//! |---|---|
//! | `path` | the path to match; a `*` at its end matches any rest |
//! | `method` | the only method to match |
//! | `times` | the number of requests the rule applies to; without it, all |
//! | `hold` | `true`: the request waits until the rules change, or its client gives up |
//! | `close` | `true`: the connection closes without a response |
//! | `status`, `body` | a response to send instead of the server's |
//! | `headers` | headers to add or replace; `null` removes one |
//! | `fill` | the number of spaces to append to the body |
//! | `cut`, `stall` | the number of bytes of the body after which the connection closes, or nothing more is sent |

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value, json};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The control address.
pub const CONTROL: &str = "/-/faults";

/// The longest list of rules, in bytes.
const RULES_MAX: usize = 64 * 1024 * 1024;

/// The number of requests remembered.
const SEEN_MAX: usize = 10_000;

/// The size of a piece of filler, in bytes.
const PIECE: usize = 64 * 1024;

/// The connection closes without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("closed by a fault rule")]
pub struct Closed;

/// The rules can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum InvalidRules {
    #[error("The rules didn't arrive completely: {0}.")]
    Incomplete(String),
    #[error("Set the rules with PUT, remove them with DELETE, or list the received requests with GET.")]
    Method,
    #[error("The rules must be a JSON list.")]
    NotAList,
    #[error("The rules aren't valid JSON: {0}.")]
    NotJson(String),
    #[error("A rule must be an object, not {0}.")]
    NotAnObject(Value),
    #[error("`{0}` isn't a key of a rule, or can't be {1}.")]
    Key(String, Value),
    #[error("A rule needs a `path` that begins with a slash.")]
    Path,
}

/// The rules, and the requests received since the last `DELETE`.
#[derive(Debug, Default)]
pub struct Faults {
    state: Mutex<FaultState>,
    /// Changes when the rules change.
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct FaultState {
    rules: Vec<FaultRule>,
    seen: Vec<Seen>,
}

/// A request received, with its response once there is one.
#[derive(Debug)]
struct Seen {
    method: Method,
    path: String,
    answer: Option<(u16, Option<u64>)>,
}

/// A rule, as documented at the top of this module.
#[derive(Clone, Debug, Default, PartialEq)]
struct FaultRule {
    path: String,
    method: Option<String>,
    times: Option<u64>,
    hold: bool,
    close: bool,
    status: Option<StatusCode>,
    body: Option<String>,
    headers: Vec<(HeaderName, Option<HeaderValue>)>,
    fill: usize,
    cut: Option<usize>,
    stall: Option<usize>,
}

impl Faults {
    /// Answers a request by the rule that matches it, or else with `answer`.
    ///
    /// # Errors
    /// If a rule closes the connection without a response.
    pub async fn around<F>(
        &self,
        request: Request<Body>,
        answer: impl FnOnce(Request<Body>) -> F,
    ) -> Result<Response, Closed>
    where
        F: Future<Output = Response>,
    {
        if request.uri().path() == CONTROL {
            return Ok(self.control(request).await);
        }
        let (number, rule, mut changes) = self.begin(&request);
        let Some(rule) = rule else {
            let response = answer(request).await;
            self.end(number, &response);
            return Ok(response);
        };
        if rule.hold {
            // Can't fail, as the sender lives as long as `self`.
            let _changed = changes.changed().await;
        }
        if rule.close {
            return Err(Closed);
        }
        let own = if rule.is_made_up() { None } else { Some(answer(request).await) };
        let response = rule.apply(own).await;
        self.end(number, &response);
        Ok(response)
    }

    /// Notes a request. Returns its number, the rule that applies, and the changes of the rules from then on.
    fn begin(&self, request: &Request<Body>) -> (usize, Option<FaultRule>, watch::Receiver<u64>) {
        let mut state = self.state();
        let changes = self.changes.subscribe();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let found = state.rules.iter().position(|rule| rule.fits(&method, &path));
        let rule = found.map(|index| {
            let rule = state.rules[index].clone();
            match &mut state.rules[index].times {
                Some(1) => drop(state.rules.remove(index)),
                Some(times) => *times -= 1,
                None => {}
            }
            rule
        });
        if state.seen.len() < SEEN_MAX {
            state.seen.push(Seen { method, path, answer: None });
        }
        (state.seen.len() - 1, rule, changes)
    }

    fn end(&self, number: usize, response: &Response) {
        let length = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = length.or_else(|| axum::body::HttpBody::size_hint(response.body()).exact());
        // Missing if the list of requests was cleared in the meantime.
        if let Some(seen) = self.state().seen.get_mut(number) {
            seen.answer = Some((response.status().as_u16(), length));
        }
    }

    async fn control(&self, request: Request<Body>) -> Response {
        let (head, body) = request.into_parts();
        if head.method == Method::GET {
            return json(StatusCode::OK, json!({ "requests": self.seen() }));
        }
        let rules = match head.method {
            Method::DELETE => Ok(Vec::new()),
            Method::PUT => match to_bytes(body, RULES_MAX).await {
                Ok(body) => rules(&body),
                Err(error) => Err(InvalidRules::Incomplete(error.to_string())),
            },
            _ => Err(InvalidRules::Method),
        };
        match rules {
            Ok(rules) => {
                let mut state = self.state();
                state.rules = rules;
                if head.method == Method::DELETE {
                    state.seen.clear();
                }
                self.changes.send_modify(|changes| *changes += 1);
                json(StatusCode::OK, json!({ "rules": state.rules.len() }))
            }
            Err(problem) => json(StatusCode::BAD_REQUEST, json!({ "problem": problem.to_string() })),
        }
    }

    fn seen(&self) -> Vec<Value> {
        let described = |seen: &Seen| {
            let (status, bytes) = seen.answer.unzip();
            json!({ "method": seen.method.as_str(), "path": seen.path, "status": status, "bytes": bytes.flatten() })
        };
        self.state().seen.iter().map(described).collect()
    }

    fn state(&self) -> MutexGuard<'_, FaultState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultRule {
    fn fits(&self, method: &Method, path: &str) -> bool {
        let path_fits = match self.path.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => path == self.path,
        };
        path_fits && self.method.as_deref().is_none_or(|own| own == method.as_str())
    }

    fn is_made_up(&self) -> bool {
        self.status.is_some() || self.body.is_some()
    }

    async fn apply(self, own: Option<Response>) -> Response {
        let mut response = own.unwrap_or_else(|| {
            let mut response = Response::new(Body::from(self.body.unwrap_or_default()));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        });
        if let Some(status) = self.status {
            *response.status_mut() = status;
        }
        if self.fill > 0 || self.cut.is_some() || self.stall.is_some() {
            let (mut head, body) = response.into_parts();
            // If a handler's body fails, an empty one is sent.
            let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
            // Announces the whole length, even if the body is cut off.
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len() + self.fill));
            response = Response::from_parts(head, broken(body, self.fill, self.cut, self.stall));
        }
        for (name, value) in self.headers {
            match value {
                Some(value) => drop(response.headers_mut().insert(name, value)),
                None => drop(response.headers_mut().remove(name)),
            }
        }
        response
    }
}

/// A body followed by spaces, up to where it is cut off or stalls.
fn broken(body: Bytes, fill: usize, cut: Option<usize>, stall: Option<usize>) -> Body {
    let whole = body.len() + fill;
    let sent = cut.or(stall).unwrap_or(whole).min(whole);
    let first = body.slice(..sent.min(body.len()));
    let blanks = sent - first.len();
    let lengths = std::iter::repeat_n(PIECE, blanks / PIECE).chain([blanks % PIECE]);
    let rest = lengths.filter(|length| *length > 0).map(|length| Bytes::from(vec![b' '; length]));
    let pieces = stream::iter(std::iter::once(first).chain(rest).filter(|piece| !piece.is_empty()).map(Ok));
    let end = async {
        // Lets the earlier bytes be sent first, which only happens while no more are ready.
        tokio::task::yield_now().await;
        Err(io::Error::other(Closed))
    };
    match (cut, stall) {
        (Some(_), _) => Body::from_stream(pieces.chain(stream::once(end))),
        (None, Some(_)) => Body::from_stream(pieces.chain(stream::pending())),
        (None, None) => Body::from_stream(pieces),
    }
}

fn json(status: StatusCode, value: Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn rules(body: &[u8]) -> Result<Vec<FaultRule>, InvalidRules> {
    match serde_json::from_slice(body) {
        Ok(Value::Array(rules)) => rules.iter().map(rule).collect(),
        Ok(_) => Err(InvalidRules::NotAList),
        Err(error) => Err(InvalidRules::NotJson(error.to_string())),
    }
}

/// Parses a rule. Every key has to be known and of the right type: a typo in a test must not look like a server without
/// faults.
fn rule(value: &Value) -> Result<FaultRule, InvalidRules> {
    let fields = value.as_object().ok_or_else(|| InvalidRules::NotAnObject(value.clone()))?;
    let mut rule = FaultRule::default();
    for (key, value) in fields {
        let fits = match key.as_str() {
            "path" => value.as_str().map(|path| rule.path = path.to_owned()),
            "method" => value.as_str().map(|method| rule.method = Some(method.to_owned())),
            "times" => value.as_u64().filter(|times| *times > 0).map(|times| rule.times = Some(times)),
            "hold" => value.as_bool().map(|hold| rule.hold = hold),
            "close" => value.as_bool().map(|close| rule.close = close),
            "status" => value.as_u64().and_then(status).map(|status| rule.status = Some(status)),
            "body" => value.as_str().map(|body| rule.body = Some(body.to_owned())),
            "headers" => value.as_object().and_then(headers).map(|headers| rule.headers = headers),
            "fill" => size(value).map(|size| rule.fill = size),
            "cut" => size(value).map(|size| rule.cut = Some(size)),
            "stall" => size(value).map(|size| rule.stall = Some(size)),
            _ => None,
        };
        fits.ok_or_else(|| InvalidRules::Key(key.clone(), value.clone()))?;
    }
    match rule.path.starts_with('/') {
        true => Ok(rule),
        false => Err(InvalidRules::Path),
    }
}

fn status(number: u64) -> Option<StatusCode> {
    StatusCode::from_u16(u16::try_from(number).ok()?).ok()
}

fn size(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn headers(fields: &Map<String, Value>) -> Option<Vec<(HeaderName, Option<HeaderValue>)>> {
    let header = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::Null => None,
            value => Some(HeaderValue::from_str(value.as_str()?).ok()?),
        };
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, value))
    };
    fields.iter().map(header).collect()
}
