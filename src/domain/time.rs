//! Points in time, lengths of time, and zones. Time is passed in: nothing here reads a clock.

use std::fmt::{self, Display};

/// Milliseconds in a second, minute, hour and day.
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A number of a lesser magnitude is seconds, any other milliseconds.
const SECONDS_BELOW: u64 = 100_000_000_000;

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

    /// Reads what the API writes: digits (see [`Timestamp::from_number`]) or ISO 8601 with a zone.
    ///
    /// A date and time without a zone is refused: read in the wrong zone it would be a wrong time.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from_number(text.parse().ok()?);
        }
        let (local, rest) = Local::read(text)?;
        let offset = match rest {
            "Z" | "z" => 0,
            _ => read_offset(rest)?,
        };
        Self::from_millis(local.millis() - offset)
    }

    /// A time from milliseconds, kept within the years 0 to 9999.
    pub(crate) fn clamped(millis: i64) -> Self {
        Self(millis.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Milliseconds since the epoch.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The time a number of milliseconds later, kept within the years 0 to 9999.
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::clamped(self.0.saturating_add(millis))
    }

    /// The length from `earlier` to here; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Length {
        Length::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// As the contract sends times: a string of milliseconds, 13 digits from 2001 to 2286. The few years around 1970
    /// whose milliseconds would be read as seconds go as ISO 8601.
    pub fn to_wire(self) -> String {
        if self.0.unsigned_abs() < SECONDS_BELOW { self.to_iso() } else { self.0.to_string() }
    }

    /// ISO 8601 in UTC with milliseconds only when there are any, for `<time datetime>`.
    pub fn to_iso(self) -> String {
        let local = Local::at(self, Offset::UTC);
        let millis = self.0.rem_euclid(SECOND);
        let date = local.date;
        let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}Z",
            date.year(),
            date.month().number(),
            date.day(),
            local.hour(),
            local.minute(),
            local.second(),
        )
    }
}

/// A length of time in milliseconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(i64);

impl Length {
    /// A length in milliseconds; a negative one is none.
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

/// What local time adds to UTC.
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
}

impl Display for Offset {
    /// `UTC`, `UTC+1`, `UTC−3:30`: a name that is right in every zone and on either side of a clock change.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("UTC");
        }
        let minutes = self.seconds.unsigned_abs() / 60;
        let sign = if self.seconds < 0 { '−' } else { '+' };
        write!(f, "UTC{sign}{}", minutes / 60)?;
        if !minutes.is_multiple_of(60) {
            write!(f, ":{:02}", minutes % 60)?;
        }
        Ok(())
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

/// A date and a time of day as a clock on the wall shows them, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The day.
    pub date: super::calendar::Date,
    /// Milliseconds since midnight, under 24 hours.
    time: i64,
}

impl Local {
    /// What a clock shows at `at`, `offset` from UTC.
    pub fn at(at: Timestamp, offset: Offset) -> Self {
        let millis = at.millis() + offset.millis();
        Self { date: super::calendar::Date::from_days(millis.div_euclid(DAY)), time: millis.rem_euclid(DAY) }
    }

    /// What a clock in `zone` shows at `at`.
    pub fn in_zone(at: Timestamp, zone: &dyn Zone) -> Self {
        Self::at(at, zone.offset(at))
    }

    /// Reads `2026-11-23T03:12`, with seconds and a fraction if there are any, and nothing after it.
    pub fn parse(text: &str) -> Option<Self> {
        match Self::read(text.trim())? {
            (local, "") => Some(local),
            _ => None,
        }
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> i64 {
        self.time / HOUR
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> i64 {
        self.time / MINUTE % 60
    }

    /// The second, 0 to 59.
    pub fn second(self) -> i64 {
        self.time / SECOND % 60
    }

    /// As a form's date and time field writes it: `2026-11-23T03:12`.
    pub fn to_field(self) -> String {
        format!("{}T{:02}:{:02}", self.date, self.hour(), self.minute())
    }

    /// When the clock on the wall in `zone` shows this; the first of two times when clocks are set back, `None` when
    /// clocks are set forward over it.
    pub fn to_timestamp(self, zone: &dyn Zone) -> Option<Timestamp> {
        let millis = self.millis();
        // The offset before and after any change of the clocks nearby; a zone never changes twice in two days.
        let offset_near = |millis: i64| zone.offset(Timestamp::clamped(millis));
        [offset_near(millis - DAY), offset_near(millis + DAY)]
            .into_iter()
            .filter_map(|offset| {
                Timestamp::from_millis(millis - offset.millis()).filter(|at| zone.offset(*at) == offset)
            })
            .min()
    }

    /// Milliseconds since 1970-01-01T00:00 on the same wall.
    pub(crate) fn millis(self) -> i64 {
        self.date.days() * DAY + self.time
    }

    /// Reads a date and a time of day, and gives back what follows.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (date, rest) = text.split_at_checked(10)?;
        let date = super::calendar::Date::parse(date)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (hour, rest) = read_two(rest, 23)?;
        let (minute, rest) = read_two(rest.strip_prefix(':')?, 59)?;
        let (second, rest) = match rest.strip_prefix(':') {
            // A leap second is the second before it: no clock here can show 60.
            Some(rest) => read_two(rest, 60).map(|(second, rest)| (second.min(59), rest))?,
            None => (0, rest),
        };
        let (fraction, rest) = match rest.strip_prefix(['.', ',']) {
            Some(rest) => {
                let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
                let (digits, rest) = rest.split_at(end);
                let millis: String = digits.chars().chain("00".chars()).take(3).collect();
                (millis.parse().ok().filter(|_| !digits.is_empty())?, rest)
            }
            None => (0, rest),
        };
        Some((Self { date, time: hour * HOUR + minute * MINUTE + second * SECOND + fraction }, rest))
    }
}

/// `+01:00`, `-0330` or `+09`, in milliseconds east of Greenwich.
fn read_offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let (hours, rest) = read_two(rest, 23)?;
    let minutes = match rest {
        "" => 0,
        _ => read_two(rest.strip_prefix(':').unwrap_or(rest), 59).filter(|(_, rest)| rest.is_empty())?.0,
    };
    Some(sign * (hours * HOUR + minutes * MINUTE))
}

/// Two digits up to `max`, and what follows.
fn read_two(text: &str, max: i64) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let value = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (value <= max).then_some((value, rest))
}
