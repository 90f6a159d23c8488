//! Limits the calls that are passed on at once, so that guessing can't crowd out accepted credentials.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// For all accepted credentials together, and for each of them.
const KNOWN: usize = 16;
const EACH_KNOWN: usize = 8;
/// For all others together, and for each address.
const UNKNOWN: usize = 8;
const EACH_ADDRESS: usize = 4;
/// How long a call waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);
/// The number of callers in the table above which those without a call are removed.
const CALLERS: usize = 64;

/// The caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    /// A credential that was accepted before, by its hash.
    Known([u8; 32]),
    /// Anyone else, by address.
    Unknown(IpAddr),
}

/// The limits, in total and per caller.
pub(super) struct CallPermits {
    known: Arc<Semaphore>,
    unknown: Arc<Semaphore>,
    each: Mutex<HashMap<Caller, Arc<Semaphore>>>,
}

/// A permit to pass on one call, returned when dropped.
#[derive(Debug)]
pub(super) struct CallPermit {
    _of_all: OwnedSemaphorePermit,
    _of_one: OwnedSemaphorePermit,
}

impl CallPermits {
    /// Starts with all permits available.
    pub(super) fn new() -> Self {
        let of = |number| Arc::new(Semaphore::new(number));
        Self { known: of(KNOWN), unknown: of(UNKNOWN), each: Mutex::default() }
    }

    /// Waits for a permit; `None` if that takes too long.
    pub(super) async fn take(&self, caller: Caller) -> Option<CallPermit> {
        let all = match caller {
            Caller::Known(_) => self.known.clone(),
            Caller::Unknown(_) => self.unknown.clone(),
        };
        let one = self.of(caller);
        let taken = async {
            let of_one = one.acquire_owned().await.ok()?;
            Some(CallPermit { _of_all: all.acquire_owned().await.ok()?, _of_one: of_one })
        };
        tokio::time::timeout(PATIENCE, taken).await.ok().flatten()
    }

    fn of(&self, caller: Caller) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if each.len() >= CALLERS {
            each.retain(|_, places| Arc::strong_count(places) > 1);
        }
        let number = match caller {
            Caller::Known(_) => EACH_KNOWN,
            Caller::Unknown(_) => EACH_ADDRESS,
        };
        each.entry(caller).or_insert_with(|| Arc::new(Semaphore::new(number))).clone()
    }
}
