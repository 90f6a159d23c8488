//! Failed sign-ins, counted by address.

use statuspane::domain::Length;
use statuspane::remote::Moment;
use std::collections::HashMap;
use std::net::IpAddr;

/// How many failures an address has free in a minute.
pub const FREE: u32 = 10;
/// The length of a count.
const WINDOW: Length = Length::from_seconds(60);
/// How many addresses are remembered.
const ADDRESSES: usize = 4096;

/// A bounded table of addresses and their failures.
#[derive(Debug, Default)]
pub struct Throttle {
    counts: HashMap<IpAddr, Count>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Moment,
    failures: u32,
}

impl Throttle {
    /// Notes a failure. `Some` when the address has had too many: how long until it may fail again.
    pub fn fail(&mut self, client: IpAddr, now: Moment) -> Option<Length> {
        let client = neighbourhood(client);
        if self.counts.len() >= ADDRESSES && !self.counts.contains_key(&client) {
            self.make_room(now);
        }
        let count = self.counts.entry(client).or_insert(Count { since: now, failures: 0 });
        if now.since(count.since) >= WINDOW {
            *count = Count { since: now, failures: 0 };
        }
        count.failures = count.failures.saturating_add(1);
        let left = WINDOW.millis() - now.since(count.since).millis();
        (count.failures > FREE).then(|| Length::from_millis(left))
    }

    /// How long until this address may fail again; `None` when it may now.
    pub fn left(&self, client: IpAddr, now: Moment) -> Option<Length> {
        let count = self.counts.get(&neighbourhood(client))?;
        let left = Length::from_millis(WINDOW.millis() - now.since(count.since).millis());
        (count.failures >= FREE && left > Length::from_millis(0)).then_some(left)
    }

    /// How many addresses are remembered now.
    pub fn addresses(&self) -> usize {
        self.counts.len()
    }

    /// Forgets whoever's time is over; if that is nobody, the address with the fewest failures, the oldest of them.
    fn make_room(&mut self, now: Moment) {
        self.counts.retain(|_, count| now.since(count.since) < WINDOW);
        if self.counts.len() >= ADDRESSES {
            let least =
                self.counts.iter().min_by_key(|(_, count)| (count.failures, count.since)).map(|(client, _)| *client);
            least.map(|client| self.counts.remove(&client));
        }
    }
}

/// Whoever has one address of version 6 has the 2⁶⁴ beside it as well.
fn neighbourhood(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_millis(seconds * 1000)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn ten_failures_a_minute_are_free() {
        let mut throttle = Throttle::default();
        let client = ip("203.0.113.9");
        for _ in 0..FREE {
            assert_eq!(throttle.left(client, at(5)), None);
            assert_eq!(throttle.fail(client, at(5)), None);
        }
        assert_eq!(throttle.left(client, at(25)), Some(Length::from_seconds(40)));
        assert_eq!(throttle.left(client, at(65)), None);
        assert_eq!(throttle.fail(client, at(25)), Some(Length::from_seconds(40)));
        assert_eq!(throttle.fail(ip("203.0.113.10"), at(25)), None, "another address");
        assert_eq!(throttle.fail(client, at(65)), None, "a new minute");
    }

    #[test]
    fn a_network_of_version_6_is_one_address() {
        let mut throttle = Throttle::default();
        let results: Vec<_> = (0..=FREE).map(|n| throttle.fail(ip(&format!("2001:db8::{n:x}")), at(0))).collect();
        assert_eq!(results.last(), Some(&Some(Length::from_seconds(60))));
        assert_eq!(throttle.fail(ip("2001:db8:0:1::1"), at(0)), None);
    }

    #[test]
    fn the_table_is_bounded_and_keeps_the_worst() {
        let mut throttle = Throttle::default();
        let worst = ip("203.0.113.9");
        for _ in 0..=FREE {
            throttle.fail(worst, at(0));
        }
        for n in 0..ADDRESSES as u32 + 50 {
            throttle.fail(IpAddr::V4((0x0a00_0000 + n).into()), at(1));
        }
        assert_eq!(throttle.addresses(), ADDRESSES);
        assert!(throttle.fail(worst, at(2)).is_some());
    }
}
