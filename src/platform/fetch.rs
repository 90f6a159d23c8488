//! One call over the network, with a time limit and an abort.

use super::clock;
use super::timer::Timer;
use crate::api::error::{ApiError, Cause, retry_after_seconds};
use crate::api::{Authorization, Method};
use crate::domain::{Length, Timestamp};
use gloo_net::http::{RequestBuilder, Response};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestCache};

/// How long a call may take, its body included.
pub const TIME_LIMIT: Length = Length::from_seconds(15);

/// A success.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The body as text.
    pub body: String,
    /// The server's time, where it may be read.
    pub date: Option<Timestamp>,
    /// How long a cache on the way has held the answer.
    pub held: Length,
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
    /// What came with it.
    pub reply: Reply,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Length>,
}

/// Sends a call and waits for the whole answer, which has to be a success. Dropping the future ends the call.
///
/// # Errors
/// No answer, none in time, or any status that is no success.
pub async fn call(
    method: Method,
    address: &str,
    authorization: Option<&Authorization>,
    body: Option<&str>,
) -> Result<Reply, ApiError> {
    let Exchange { status, reply, retry_after } = exchange(method, address, authorization, body).await?;
    if (200..300).contains(&status) {
        Ok(reply)
    } else {
        Err(ApiError::from_response(status, &reply.body, retry_after))
    }
}

/// Sends a call and waits for the whole answer, whatever its status. Dropping the future ends the call.
///
/// Caching is left to the browser: it asks the server whether its copy still holds, and no header of ours makes a
/// preflight necessary.
///
/// # Errors
/// No answer, or none in time.
pub async fn exchange(
    method: Method,
    address: &str,
    authorization: Option<&Authorization>,
    body: Option<&str>,
) -> Result<Exchange, ApiError> {
    let abort = Abort(AbortController::new().ok());
    let late = Rc::new(Cell::new(false));
    let _limit = Timer::once(TIME_LIMIT, {
        let (controller, late) = (abort.0.clone(), late.clone());
        move || {
            late.set(true);
            if let Some(controller) = &controller {
                controller.abort();
            }
        }
    });
    let failed = |_| ApiError::of(if late.get() { Cause::TimedOut } else { Cause::NoAnswer });

    let mut request = RequestBuilder::new(address).method(match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
        Method::Delete => gloo_net::http::Method::DELETE,
    });
    request = request.cache(RequestCache::NoCache).abort_signal(abort.0.as_ref().map(AbortController::signal).as_ref());
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization.expose());
    }
    let request = match body {
        Some(body) => request.header("Content-Type", "application/json").body(JsValue::from_str(body)),
        None => request.build(),
    };
    let response = request.map_err(failed)?.send().await.map_err(failed)?;
    let text = response.text().await.map_err(failed)?;
    let date = header(&response, "Date").as_deref().and_then(clock::parse_http_date);
    let retry_after = header(&response, "Retry-After").and_then(|value| retry_after(&value, date));
    let held = header(&response, "Age").as_deref().and_then(retry_after_seconds).unwrap_or(Length::from_millis(0));
    Ok(Exchange { status: response.status(), reply: Reply { body: text, date, held }, retry_after })
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)
}

/// `Retry-After` as seconds, or as a date less the answer's own.
fn retry_after(value: &str, date: Option<Timestamp>) -> Option<Length> {
    retry_after_seconds(value).or_else(|| Some(clock::parse_http_date(value)?.since(date?)))
}
