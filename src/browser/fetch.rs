//! One call over the network, with a time limit and an abort.

use super::clock;
use super::timer::{self, Timeout};
use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::{ApiError, Cause, retry_after_seconds};
use contract::incident_api::{Authorization, Method};
use gloo_net::http::Request;
use js_sys::Promise;
use model::{Duration, Timestamp};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestInit, Response};

// In `web/document.js`.
#[wasm_bindgen]
extern "C" {
    /// The body as text: nothing if it's larger than the limit in bytes, `null` if it isn't UTF-8. A mark of the byte order
    /// is left out, which some editors write, and JSON parsers reject.
    #[wasm_bindgen(js_name = readText)]
    fn read_text(response: &Response, limit: usize, is_trusted: bool) -> Promise;
}

/// How long a call may take, its body included.
pub const TIME_LIMIT: Duration = Duration::from_seconds(15);

/// The longest body that is read, in bytes: a hundred thousand incidents have less. A page that reads whatever comes
/// would take the memory of the visitor's whole device.
pub const SIZE_LIMIT: usize = 32 * 1024 * 1024;

/// A success.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The body as text.
    pub body: String,
    /// The server's time, where it may be read.
    pub date: Option<Timestamp>,
    /// How long a cache on the way has held the answer.
    pub held: Duration,
}

/// Ends a call that is no longer wanted.
struct Abort(Option<AbortController>);

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The status.
    pub status: u16,
    /// The rest of the answer.
    pub reply: Reply,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// Gets an address without a credential and waits for the whole answer, which has to be a success. Dropping the future ends
/// the call.
///
/// # Errors
/// No answer, none in time, or any status that isn't a success.
pub async fn get(address: &str) -> Result<Reply, ApiError> {
    let call = Call::begin();
    let request = call.request(address, &RequestInit::new());
    let Exchange { status, reply, retry_after } = call.send(request, false).await?;
    if ApiError::is_complete_success(status) { Ok(reply) } else { Err(ApiError::from_status(status, retry_after)) }
}

/// Sends a call with a credential and waits for the whole answer, whatever its status. Dropping the future ends the call.
/// The public page, which has none, doesn't carry this code.
///
/// # Errors
/// No answer, none in time, or one that is too large.
pub async fn exchange(
    method: Method,
    address: &str,
    authorization: &Authorization,
    body: Option<&str>,
) -> Result<Exchange, ApiError> {
    let call = Call::begin();
    let init = RequestInit::new();
    init.set_method(method.as_str());
    if let Some(body) = body {
        init.set_body(&JsValue::from_str(body));
    }
    let request = call.request(address, &init).and_then(|request| {
        request.headers().set("Authorization", authorization.expose())?;
        if body.is_some() {
            request.headers().set("Content-Type", "application/json")?;
        }
        Ok(request)
    });
    call.send(request, true).await
}

/// A call under way, which ends at its time limit or when it's dropped.
struct Call {
    abort: Abort,
    is_late: Rc<Cell<bool>>,
    _limit: Timeout,
}

impl Call {
    fn begin() -> Self {
        let abort = Abort(AbortController::new().ok());
        let is_late = Rc::new(Cell::new(false));
        let limit = timer::once(TIME_LIMIT, {
            let (controller, is_late) = (abort.0.clone(), is_late.clone());
            move || {
                is_late.set(true);
                if let Some(controller) = &controller {
                    controller.abort();
                }
            }
        });
        Self { abort, is_late, _limit: limit }
    }

    /// Caching is left to the browser: it asks the server whether its copy still holds, and no header of ours makes a
    /// preflight necessary.
    ///
    /// The builder of gloo-net makes each request twice, to add a query to the address, with code that the page has no other
    /// use for.
    fn request(&self, address: &str, init: &RequestInit) -> Result<web_sys::Request, JsValue> {
        init.set_cache(RequestCache::NoCache);
        init.set_signal(self.abort.0.as_ref().map(AbortController::signal).as_ref());
        web_sys::Request::new_with_str_and_init(address, init)
    }

    async fn send(
        mut self,
        request: Result<web_sys::Request, JsValue>,
        is_trusted: bool,
    ) -> Result<Exchange, ApiError> {
        let is_late = self.is_late.clone();
        let failed = || ApiError::of(if is_late.get() { Cause::TimedOut } else { Cause::NoAnswer });
        let request = Request::from(request.map_err(|_| failed())?);
        let response = Response::from(request.send().await.map_err(|_| failed())?);
        let text = text(&response, is_trusted).await.map_err(|()| failed())?;
        if text != Err(Unreadable::TooLarge) {
            // It was read to its end. The browser may not have noted that yet, and would note a failure, and keep no copy.
            self.abort.0 = None;
        }
        let body = match text {
            Ok(body) => body,
            Err(unreadable) if response.ok() => return Err(unreadable.into()),
            // The status is more useful than the news that the body is unreadable.
            Err(_) => String::new(),
        };
        let date = header(&response, "Date").as_deref().and_then(clock::parse_http_date);
        let retry_after = header(&response, "Retry-After").and_then(|value| retry_after(&value, date));
        let held =
            header(&response, "Age").as_deref().and_then(retry_after_seconds).unwrap_or(Duration::from_millis(0));
        Ok(Exchange { status: response.status(), reply: Reply { body, date, held }, retry_after })
    }
}

/// The body as text, as long as it is within the limit.
async fn text(response: &Response, is_trusted: bool) -> Result<Result<String, Unreadable>, ()> {
    let text = JsFuture::from(read_text(response, SIZE_LIMIT, is_trusted)).await.map_err(drop)?;
    Ok(text.as_string().ok_or(if text.is_null() { Unreadable::NotJson } else { Unreadable::TooLarge }))
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}

/// `Retry-After` as seconds, or as a date less the answer's own.
fn retry_after(value: &str, date: Option<Timestamp>) -> Option<Duration> {
    retry_after_seconds(value).or_else(|| Some(clock::parse_http_date(value)?.since(date?)))
}
