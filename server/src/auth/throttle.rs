//! Counts failed sign-ins per address, across all of its connections.

use model::{Duration, MonotonicInstant};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

/// The failures per minute that an address may have before it is limited.
pub const FREE: u32 = 10;
/// The period over which failures are counted.
const WINDOW: Duration = Duration::from_seconds(60);
/// The maximum number of addresses in the table.
const REMEMBERED: usize = 4096;

/// A bounded table of failures per address, or per any other key.
#[derive(Debug)]
pub struct Throttle<K = Neighbourhood> {
    counts: HashMap<K, Count>,
}

/// An address as far as it identifies a client. An IPv6 address is reduced to its /64 network, as a client with one
/// address usually has the whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Neighbourhood(IpAddr);

/// A failure beyond the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// The time until the limit resets.
    pub wait: Duration,
    /// Whether it is the first one beyond the limit; only this one is logged.
    pub is_first: bool,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: MonotonicInstant,
    failures: u32,
}

impl<K> Default for Throttle<K> {
    fn default() -> Self {
        Self { counts: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash> Throttle<K> {
    /// Records a failure. Returns `Some` if the client is over the limit.
    pub fn fail(&mut self, client: K, now: MonotonicInstant) -> Option<Exceeded> {
        if self.counts.len() >= REMEMBERED && !self.counts.contains_key(&client) {
            self.make_room(now);
        }
        let count = self.counts.entry(client).or_insert(Count { since: now, failures: 0 });
        if now.since(count.since) >= WINDOW {
            *count = Count { since: now, failures: 0 };
        }
        count.failures = count.failures.saturating_add(1);
        let wait = Duration::from_millis(WINDOW.millis() - now.since(count.since).millis());
        (count.failures > FREE).then_some(Exceeded { wait, is_first: count.failures == FREE + 1 })
    }

    /// The time until another failure is allowed; `None` if one is allowed now.
    pub fn left(&self, client: K, now: MonotonicInstant) -> Option<Duration> {
        let count = self.counts.get(&client)?;
        let left = Duration::from_millis(WINDOW.millis() - now.since(count.since).millis());
        (count.failures >= FREE && left > Duration::from_millis(0)).then_some(left)
    }

    /// The number of clients in the table.
    pub fn remembered(&self) -> usize {
        self.counts.len()
    }

    /// Drops the expired counts. If there are none, drops the oldest of those with the fewest failures.
    fn make_room(&mut self, now: MonotonicInstant) {
        self.counts.retain(|_, count| now.since(count.since) < WINDOW);
        if self.counts.len() >= REMEMBERED {
            let least =
                self.counts.iter().min_by_key(|(_, count)| (count.failures, count.since)).map(|(client, _)| *client);
            least.map(|client| self.counts.remove(&client));
        }
    }
}

impl Neighbourhood {
    /// The IPv4 address, or the first address of the IPv6 network.
    pub fn address(self) -> IpAddr {
        self.0
    }
}

impl From<IpAddr> for Neighbourhood {
    fn from(client: IpAddr) -> Self {
        Self(match client.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> MonotonicInstant {
        MonotonicInstant::from_millis(seconds * 1000)
    }

    fn ip(text: &str) -> Neighbourhood {
        text.parse::<IpAddr>().expect("an address").into()
    }

    fn exceeded(wait: u32, is_first: bool) -> Option<Exceeded> {
        Some(Exceeded { wait: Duration::from_seconds(wait), is_first })
    }

    #[test]
    fn ten_failures_a_minute_are_free() {
        let mut throttle = Throttle::default();
        let client = ip("203.0.113.9");
        for _ in 0..FREE {
            assert_eq!(throttle.left(client, at(5)), None);
            assert_eq!(throttle.fail(client, at(5)), None);
        }
        assert_eq!(throttle.left(client, at(25)), Some(Duration::from_seconds(40)));
        assert_eq!(throttle.left(client, at(65)), None);
        assert_eq!(throttle.fail(client, at(25)), exceeded(40, true));
        assert_eq!(throttle.fail(client, at(35)), exceeded(30, false));
        assert_eq!(throttle.fail(ip("203.0.113.10"), at(25)), None, "another address");
        assert_eq!(throttle.fail(client, at(65)), None, "a new minute");
    }

    #[test]
    fn a_network_of_version_6_is_one_address() {
        let mut throttle = Throttle::default();
        let results: Vec<_> = (0..=FREE).map(|n| throttle.fail(ip(&format!("2001:db8::{n:x}")), at(0))).collect();
        assert_eq!(results.last(), Some(&exceeded(60, true)));
        assert_eq!(throttle.fail(ip("2001:db8:0:1::1"), at(0)), None);
    }

    #[test]
    fn the_table_is_bounded_and_keeps_the_worst() {
        let mut throttle = Throttle::default();
        let worst = ip("203.0.113.9");
        for _ in 0..=FREE {
            throttle.fail(worst, at(0));
        }
        for n in 0..REMEMBERED as u32 + 50 {
            throttle.fail(IpAddr::V4((0x0a00_0000 + n).into()).into(), at(1));
        }
        assert_eq!(throttle.remembered(), REMEMBERED);
        assert!(throttle.fail(worst, at(2)).is_some());
    }
}
