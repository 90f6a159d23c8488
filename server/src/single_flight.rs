//! Work that is shared by concurrent callers.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs a piece of work once for all concurrent callers, which share its result, even a failure.
///
/// The work continues if its caller is dropped, and doesn't start again until it is done, so that clients that connect
/// and leave can't pile it up.
pub(crate) struct SingleFlight<R> {
    asked: AtomicU64,
    /// The last result, with the number of calls before the work started.
    last: Mutex<Option<(u64, R)>>,
    /// Locked while the work runs.
    working: Arc<tokio::sync::Mutex<()>>,
}

impl<R> Default for SingleFlight<R> {
    fn default() -> Self {
        Self { asked: AtomicU64::new(0), last: Mutex::default(), working: Arc::default() }
    }
}

impl<R: Clone + Send + 'static> SingleFlight<R> {
    /// Returns the result of `work`, or of the same work that started after this call. No caller waits for more than
    /// two runs.
    pub(crate) async fn get(self: &Arc<Self>, work: impl Future<Output = R> + Send + 'static) -> R {
        let ticket = self.asked.fetch_add(1, Ordering::SeqCst);
        let working = self.working.clone().lock_owned().await;
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, result)) = last.filter(|(begun, _)| *begun > ticket) {
            return result;
        }
        let this = self.clone();
        let task = tokio::spawn(async move {
            let begun = this.asked.load(Ordering::SeqCst);
            let result = work.await;
            *this.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((begun, result.clone()));
            drop(working);
            result
        });
        match task.await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime is shutting down, and this task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use tokio::sync::Semaphore;

    /// Work that waits for a permit, and counts its runs.
    async fn work(go: Arc<Semaphore>, count: Arc<AtomicUsize>) -> usize {
        go.acquire().await.expect("it is open").forget();
        count.fetch_add(1, Ordering::SeqCst) + 1
    }

    #[tokio::test]
    async fn many_who_ask_at_once_wait_for_two_at_most() {
        let (made, go, count) = (Arc::new(SingleFlight::default()), Arc::new(Semaphore::new(0)), Arc::default());
        let ask = || {
            let (made, go, count) = (made.clone(), go.clone(), Arc::clone(&count));
            async move { made.get(work(go, count)).await }
        };
        let first = tokio::spawn(ask());
        while made.working.try_lock().is_ok() {
            tokio::task::yield_now().await;
        }
        let others: Vec<_> = (0..20).map(|_| tokio::spawn(ask())).collect();
        while made.asked.load(Ordering::SeqCst) < 21 {
            tokio::task::yield_now().await;
        }
        go.add_permits(100);
        assert_eq!(first.await.expect("no panic"), 1);
        for other in others {
            // The first run started before these calls, so its result may be outdated.
            assert_eq!(other.await.expect("no panic"), 2);
        }
    }

    #[tokio::test]
    async fn work_goes_on_when_its_client_leaves_and_is_not_begun_again() {
        let (made, go, count) = (Arc::new(SingleFlight::default()), Arc::new(Semaphore::new(0)), Arc::default());
        for _ in 0..50 {
            let asking = made.get(work(go.clone(), Arc::clone(&count)));
            // Polled once, and dropped while it waits.
            tokio::select! { biased; _ = asking => unreachable!("nothing was let go"), () = tokio::task::yield_now() => {} }
        }
        go.add_permits(100);
        let last = made.get(work(go.clone(), Arc::clone(&count))).await;
        assert_eq!(last, 2, "one of those who left, and this one");
    }
}
