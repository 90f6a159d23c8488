//! Work on many items in parallel, on threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// The number of threads for work that keeps a processor busy.
pub(crate) fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Applies `work` to each item, to at most `limit` of them at once. The results are in the order of the items.
///
/// # Errors
/// A failure of `work`. Items that weren't begun before it are skipped.
pub(crate) fn parallel_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    limit: usize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (next, has_failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let worker = || -> Result<Vec<(usize, R)>, E> {
        let mut done = Vec::new();
        while !has_failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let result = work(item).inspect_err(|_| has_failed.store(true, Ordering::Relaxed))?;
            done.push((at, result));
        }
        Ok(done)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..limit.min(items.len())).map(|_| scope.spawn(worker)).collect();
        let mut done = Vec::with_capacity(items.len());
        for worker in workers {
            done.extend(worker.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        done.sort_unstable_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, result)| result).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::Barrier;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1_000).collect();
        for limit in [1, 2, 8, 2_000] {
            let Ok(results) = parallel_map(&items, limit, |item| Ok::<_, Infallible>(item * 2));
            assert!(results.iter().copied().eq(items.iter().map(|item| item * 2)), "{limit}");
        }
        let Ok(results) = parallel_map(&[], 8, |item: &usize| Ok::<_, Infallible>(*item));
        assert!(results.is_empty());
    }

    #[test]
    fn as_many_items_are_worked_on_at_once_as_the_limit_allows() {
        let (together, most, now) = (Barrier::new(4), AtomicUsize::new(0), AtomicUsize::new(0));
        let Ok(results) = parallel_map(&[(); 12], 4, |()| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            together.wait();
            now.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, Infallible>(())
        });
        assert_eq!((results.len(), most.into_inner()), (12, 4));
    }

    #[test]
    fn nothing_is_begun_after_a_failure() {
        let begun = AtomicUsize::new(0);
        let result = parallel_map(&[1, 2, 3, 4], 1, |item| {
            begun.fetch_add(1, Ordering::Relaxed);
            if *item == 2 { Err("no") } else { Ok(()) }
        });
        assert_eq!((result, begun.into_inner()), (Err("no"), 2));
    }
}
