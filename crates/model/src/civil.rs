//! Dates and times of day in any zone, across changes of the clocks; reading and writing them.

use crate::ascii::{behind, decimal, whole_number};
use crate::instant::{DAY, HOUR, MINUTE, Offset, SECOND, SECONDS_BELOW, Timestamp, Zone};
use std::fmt::{self, Display};

/// A day of the Gregorian calendar, in the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    month: Month,
    day: u8,
}

/// A month of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u8,
}

impl Date {
    /// The day with this year, month (1 to 12) and day of the month; `None` if it doesn't exist.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::new(year, month)?;
        (1..=month.length()).contains(&day).then_some(Self { month, day })
    }

    /// `2026-11-23`. As [`Display`] writes it; visitors don't download the library's formatting.
    pub fn to_iso(self) -> String {
        [&*self.month.to_iso(), "-", &decimal(self.day.into(), 2)].concat()
    }

    /// Reads `2026-11-23`.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_at_checked(7)?;
        let day = u8::try_from(number(day.strip_prefix('-')?, 2)?).ok()?;
        let month = Month::parse(month)?;
        Self::new(month.year, month.month, day)
    }

    /// The day on the calendars of `zone` at `at`.
    pub fn of(at: Timestamp, zone: &dyn Zone) -> Self {
        CivilDateTime::in_zone(at, zone).date
    }

    /// The day a number of days after 1 January 1970, kept within the years 0 to 9999.
    ///
    /// The arithmetic counts in eras of 400 years from 1 March, so that a leap day is the last day of its year.
    pub fn from_days(days: i64) -> Self {
        let days = days.clamp(Timestamp::MIN.millis() / DAY, Timestamp::MAX.millis() / DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        // The clamp above bounds every part.
        Self {
            month: Month { year: year as i32, month: month as u8 },
            day: (day_of_year - (153 * shifted + 2) / 5 + 1) as u8,
        }
    }

    /// Days since 1 January 1970.
    pub fn days(self) -> i64 {
        let year = i64::from(self.month.year) - i64::from(self.month.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = (i64::from(self.month.month) + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.month.year
    }

    /// The month it is in.
    pub fn month(self) -> Month {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        (self.days() + 3).rem_euclid(7) as u8
    }

    /// The day a number of days later (earlier when negative).
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days().saturating_add(days))
    }

    /// When the day begins in `zone`. Where clocks are set forward over midnight, that is the first instant of the day.
    pub fn start(self, zone: &dyn Zone) -> Timestamp {
        first_shown(self.days() * DAY, zone)
    }
}

/// The first instant at which clocks in `zone` show this time or a later one, in milliseconds since 1970-01-01T00:00 on the
/// wall.
pub(crate) fn first_shown(local: i64, zone: &dyn Zone) -> Timestamp {
    let at = Timestamp::clamped;
    let offset_near = |millis: i64| zone.offset(at(millis)).millis();
    let is_shown = |at: Timestamp| at.millis() + zone.offset(at).millis() >= local;
    // It is at one of the two offsets that are in force around it.
    let before = at(local - offset_near(local - DAY));
    let after = at(local - offset_near(local + DAY));
    let (early, late) = (before.min(after), before.max(after));
    if is_shown(early) {
        return early;
    }
    // It is after that: at the later one, or, where clocks go forward over it, at the change between the two. Halving
    // finds either.
    let (mut low, mut high) = (early.millis(), late.millis());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if is_shown(at(middle)) { high = middle } else { low = middle }
    }
    at(high)
}

impl Display for Date {
    /// `2026-11-23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

impl Month {
    /// January 2000, the first month that has a page: an incident of 1970 must not make hundreds of them.
    pub const FIRST: Self = Self { year: 2000, month: 1 };

    /// The month with this year (0 to 9999) and number (1 to 12); `None` if it doesn't exist.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        ((0..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// `2026-11`, as in addresses.
    pub fn to_iso(self) -> String {
        [&*decimal(self.year.into(), 4), "-", &decimal(self.month.into(), 2)].concat()
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_at_checked(4)?;
        let month = u8::try_from(number(month.strip_prefix('-')?, 2)?).ok()?;
        Self::new(i32::from(number(year, 4)?), month)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The number in its year, 1 to 12.
    pub fn number(self) -> u8 {
        self.month
    }

    /// The month before; the first month of all is its own.
    pub fn previous(self) -> Self {
        if self.month == 1 {
            Self::new(self.year - 1, 12).unwrap_or(self)
        } else {
            Self { month: self.month - 1, ..self }
        }
    }

    /// The month after; the last month of all is its own.
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self::new(self.year + 1, 1).unwrap_or(self)
        } else {
            Self { month: self.month + 1, ..self }
        }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        Date { month: self, day: 1 }
    }

    /// When it ends in `zone`; the last month of all has no end.
    pub fn end(self, zone: &dyn Zone) -> Timestamp {
        let next = self.next();
        if next == self { Timestamp::MAX } else { next.first().start(zone) }
    }

    /// How many days it has.
    pub fn length(self) -> u8 {
        match self.month {
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl Display for Month {
    /// `2026-11`, as in addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

/// A date and a time of day as a clock on the wall shows them, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CivilDateTime {
    /// The day.
    pub date: Date,
    /// Milliseconds since midnight, under 24 hours.
    time: i64,
}

impl CivilDateTime {
    /// The reading of a clock at `at`, `offset` from UTC.
    pub fn at(at: Timestamp, offset: Offset) -> Self {
        let millis = at.millis() + offset.millis();
        Self { date: Date::from_days(millis.div_euclid(DAY)), time: millis.rem_euclid(DAY) }
    }

    /// The reading of a clock in `zone` at `at`.
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
        let date = Date::parse(date)?;
        let rest = behind(rest, b"Tt ")?;
        let (hour, rest) = read_two(rest, 23)?;
        let (minute, rest) = read_two(behind(rest, b":")?, 59)?;
        let (second, rest) = match behind(rest, b":") {
            // A leap second is the second before it: no clock here can show 60.
            Some(rest) => read_two(rest, 60).map(|(second, rest)| (second.min(59), rest))?,
            None => (0, rest),
        };
        let (fraction, rest) = match behind(rest, b".,") {
            Some(rest) => {
                let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
                let (digits, rest) = rest.split_at(end);
                if digits.is_empty() {
                    return None;
                }
                (
                    digits.bytes().chain(*b"00").take(3).fold(0, |millis, digit| millis * 10 + i64::from(digit - b'0')),
                    rest,
                )
            }
            None => (0, rest),
        };
        Some((Self { date, time: hour * HOUR + minute * MINUTE + second * SECOND + fraction }, rest))
    }
}

impl Timestamp {
    /// Reads the API's format: digits (see [`Timestamp::from_number`]) or ISO 8601 with a zone.
    ///
    /// A date and time without a zone is refused: read in the wrong zone it would be a wrong time.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = behind(text, b"-+").unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let number = whole_number(digits)?;
            return Self::from_number(if text.starts_with('-') { -number } else { number });
        }
        let (local, rest) = CivilDateTime::read(text)?;
        let offset = match rest {
            "Z" | "z" => 0,
            _ => read_offset(rest)?,
        };
        Self::from_millis(local.millis() - offset)
    }

    /// As the contract sends times: a string of milliseconds, 13 digits from 2001 to 2286. The few years around 1970
    /// whose milliseconds would be read as seconds go as ISO 8601.
    pub fn to_wire(self) -> String {
        if self.millis().unsigned_abs() < SECONDS_BELOW { self.to_iso() } else { decimal(self.millis(), 1) }
    }

    /// ISO 8601 in UTC with milliseconds only when there are any, for `<time datetime>`.
    pub fn to_iso(self) -> String {
        let local = CivilDateTime::at(self, Offset::UTC);
        let millis = self.millis().rem_euclid(SECOND);
        let two = |number| decimal(number, 2);
        let (hour, minute, second) = (two(local.hour()), two(local.minute()), two(local.second()));
        let fraction = if millis == 0 { String::new() } else { [".", &decimal(millis, 3)].concat() };
        [&*local.date.to_iso(), "T", &hour, ":", &minute, ":", &second, &fraction, "Z"].concat()
    }
}

/// `+01:00`, `-0330` or `+09`, in milliseconds east of Greenwich.
fn read_offset(text: &str) -> Option<i64> {
    let (sign, rest) = match behind(text, b"+") {
        Some(rest) => (1, rest),
        None => (-1, behind(text, b"-").or_else(|| text.strip_prefix("−"))?),
    };
    let (hours, rest) = read_two(rest, 23)?;
    let minutes = match rest {
        "" => 0,
        _ => read_two(behind(rest, b":").unwrap_or(rest), 59).filter(|(_, rest)| rest.is_empty())?.0,
    };
    Some(sign * (hours * HOUR + minutes * MINUTE))
}

/// Two digits up to `max`, and the rest.
fn read_two(text: &str, max: i64) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let value = i64::from(number(digits, 2)?);
    (value <= max).then_some((value, rest))
}

/// A number of exactly `length` digits, at most four.
fn number(text: &str, length: usize) -> Option<u16> {
    let number = whole_number(text).filter(|_| text.len() == length)?;
    u16::try_from(number).ok()
}
