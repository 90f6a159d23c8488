//! Sleeping in a loop that somebody may want to wake.

use super::timer;
use model::Length;
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A bell for one sleeper. Ringing it while nobody sleeps is remembered.
#[derive(Clone, Default)]
pub struct Wake(Rc<RefCell<Bell>>);

#[derive(Default)]
struct Bell {
    rung: bool,
    sleeper: Option<Waker>,
}

impl Wake {
    /// Wakes the sleeper, now or when it next lies down.
    pub fn ring(&self) {
        let sleeper = {
            let mut bell = self.0.borrow_mut();
            bell.rung = true;
            bell.sleeper.take()
        };
        if let Some(sleeper) = sleeper {
            sleeper.wake();
        }
    }

    /// Forgets a notification that nobody was waiting for: its request is about to be met.
    pub fn hush(&self) {
        self.0.borrow_mut().rung = false;
    }

    /// Sleeps until the bell rings, or for `length` if there is one.
    pub async fn sleep(&self, length: Option<Length>) {
        let bell = self.clone();
        let _timer = length.map(|length| timer::once(length, move || bell.ring()));
        poll_fn(|context| {
            let mut bell = self.0.borrow_mut();
            if std::mem::take(&mut bell.rung) {
                Poll::Ready(())
            } else {
                bell.sleeper = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await;
    }
}
