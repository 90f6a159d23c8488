//! Waiting in a loop until somebody calls, or a time is over.

use super::timer;
use model::Duration;
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Notifies one waiter. A notification that comes while nobody waits is kept for the next wait.
#[derive(Clone, Default)]
pub struct Notify(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    is_notified: bool,
    waiter: Option<Waker>,
}

impl Notify {
    /// Ends the current wait, or the next one as soon as it begins.
    pub fn notify(&self) {
        let waiter = {
            let mut state = self.0.borrow_mut();
            state.is_notified = true;
            state.waiter.take()
        };
        if let Some(waiter) = waiter {
            waiter.wake();
        }
    }

    /// Drops a notification that is kept: its request is about to be met.
    pub fn clear(&self) {
        self.0.borrow_mut().is_notified = false;
    }

    /// Waits for a notification, or for `length` if there is one.
    pub async fn wait(&self, length: Option<Duration>) {
        let notify = self.clone();
        let _timer = length.map(|length| timer::once(length, move || notify.notify()));
        poll_fn(|context| {
            let mut state = self.0.borrow_mut();
            if std::mem::take(&mut state.is_notified) {
                Poll::Ready(())
            } else {
                state.waiter = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await;
    }
}
