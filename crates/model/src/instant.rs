//! Points in time, lengths of time, and zones. Time is passed in: nothing here reads a clock.

use crate::ascii::decimal;
use std::fmt::{self, Display};

/// Milliseconds in a second, minute, hour and day.
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A number of a lesser magnitude is seconds, any other milliseconds.
pub(crate) const SECONDS_BELOW: u64 = 100_000_000_000;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, within the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);
    /// The first millisecond that a reader cannot take for seconds: 3 March 1973.
    pub const FIRST_UNAMBIGUOUS: Self = Self(SECONDS_BELOW as i64);

    /// A time from milliseconds; `None` outside the years 0 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&millis).then_some(Self(millis))
    }

    /// A time from a number whose unit the API leaves open: a magnitude under 1e11 is seconds, else milliseconds.
    pub fn from_number(number: i64) -> Option<Self> {
        if number.unsigned_abs() < SECONDS_BELOW {
            Self::from_millis(number * SECOND)
        } else {
            Self::from_millis(number)
        }
    }

    /// A time from milliseconds, kept within the years 0 to 9999.
    pub(crate) fn clamped(millis: i64) -> Self {
        Self(millis.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Milliseconds since the epoch.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Whole minutes since the epoch.
    pub fn minute(self) -> i64 {
        self.0.div_euclid(MINUTE)
    }

    /// The time a number of milliseconds later, kept within the years 0 to 9999.
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::clamped(self.0.saturating_add(millis))
    }

    /// The length from `earlier` to here; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// A length of time in milliseconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Duration {
    /// A length in milliseconds; a negative one becomes zero.
    pub const fn from_millis(millis: i64) -> Self {
        Self(if millis < 0 { 0 } else { millis })
    }

    /// A length in seconds.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds as i64 * SECOND)
    }

    /// Milliseconds.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds.
    pub fn seconds(self) -> i64 {
        self.0 / SECOND
    }

    /// Whole minutes.
    pub fn minutes(self) -> i64 {
        self.0 / MINUTE
    }
}

/// The difference between local time and UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    seconds: i32,
}

impl Offset {
    /// No difference.
    pub const UTC: Self = Self { seconds: 0 };

    /// An offset in seconds, east of Greenwich positive. Bounded to one day, the most that a clock can show.
    pub fn from_seconds(seconds: i32) -> Self {
        Self { seconds: seconds.clamp(-86_399, 86_399) }
    }

    /// Milliseconds east of Greenwich.
    pub fn millis(self) -> i64 {
        i64::from(self.seconds) * SECOND
    }

    /// `UTC`, `UTC+1`, `UTC−3:30`: a name that is right in every zone and on either side of a clock change.
    pub fn to_text(self) -> String {
        if self.seconds == 0 {
            return "UTC".to_owned();
        }
        let minutes = self.seconds.unsigned_abs() / 60;
        let sign = if self.seconds < 0 { "−" } else { "+" };
        let (hours, minutes) = (decimal((minutes / 60).into(), 1), minutes % 60);
        let minutes = if minutes == 0 { String::new() } else { [":", &decimal(minutes.into(), 2)].concat() };
        ["UTC", sign, &hours, &minutes].concat()
    }
}

impl Display for Offset {
    /// As [`Self::to_text`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// A time zone: the offset at an instant, and a name. By `Intl` in the browser, by a library natively.
pub trait Zone {
    /// The offset in force at `at`.
    fn offset(&self, at: Timestamp) -> Offset;
    /// The zone's name as people know it, `Europe/Berlin` or `UTC`.
    fn name(&self) -> &str;
}

/// Coordinated universal time, the zone of everything that is rendered before the visitor's own is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utc;

impl Zone for Utc {
    fn offset(&self, _: Timestamp) -> Offset {
        Offset::UTC
    }

    fn name(&self) -> &str {
        "UTC"
    }
}

/// A named zone of the time-zone database, for the native side.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug)]
pub struct NamedZone {
    zone: jiff::tz::TimeZone,
    name: String,
}

#[cfg(not(target_arch = "wasm32"))]
impl NamedZone {
    /// The zone of this name; `None` when the database has none.
    pub fn new(name: &str) -> Option<Self> {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        Some(Self { zone, name: name.to_owned() })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Zone for NamedZone {
    fn offset(&self, at: Timestamp) -> Offset {
        jiff::Timestamp::from_millisecond(at.millis())
            .map_or(Offset::UTC, |at| Offset::from_seconds(self.zone.to_offset(at).seconds()))
    }

    fn name(&self) -> &str {
        &self.name
    }
}
