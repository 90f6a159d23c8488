//! An empty `wasm-streams`.
//!
//! Leptos brings `server_fn`, the only user of that crate, whose streams of server functions this product doesn't use. The
//! real one exports JavaScript classes that no optimiser can remove: 3 KB of every visitor's download. This has the few
//! names that `server_fn` compiles against; a stream made here ends at once with an error.

use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::{JsCast, JsValue};

/// A stream that nothing flows through.
#[derive(Debug)]
pub struct ReadableStream;

impl ReadableStream {
    /// Drops the stream of a request.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self
    }

    /// Drops the stream of a response.
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        Self
    }

    /// Not a stream: sending it fails in the browser.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        JsValue::NULL.unchecked_into()
    }

    /// One error, and the end.
    pub fn into_stream(self) -> IntoStream {
        IntoStream { ended: false }
    }
}

/// See [`ReadableStream::into_stream`].
#[derive(Debug)]
pub struct IntoStream {
    ended: bool,
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let first = !std::mem::replace(&mut self.ended, true);
        Poll::Ready(first.then(|| Err(JsValue::from_str("streams of server functions are not in this build"))))
    }
}
