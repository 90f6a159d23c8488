//! Days and months in any zone, across changes of the clocks.

use super::time::{DAY, Local, Timestamp, Zone};
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
    /// The day with this year, month (1 to 12) and day of the month; `None` when there is none.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::new(year, month)?;
        (1..=month.length()).contains(&day).then_some(Self { month, day })
    }

    /// Reads `2026-11-23`.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_at_checked(7)?;
        let day =
            day.strip_prefix('-').filter(|day| day.len() == 2 && day.bytes().all(|byte| byte.is_ascii_digit()))?;
        let month = Month::parse(month)?;
        Self::new(month.year, month.month, day.parse().ok()?)
    }

    /// The day on the calendars of `zone` at `at`.
    pub fn of(at: Timestamp, zone: &dyn Zone) -> Self {
        Local::in_zone(at, zone).date
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
        let midnight = self.days() * DAY;
        let at = Timestamp::clamped;
        // The day begins at one of the two offsets that are in force around it.
        let before = at(midnight - zone.offset(at(midnight - DAY)).millis());
        let after = at(midnight - zone.offset(at(midnight + DAY)).millis());
        let (early, late) = (before.min(after), before.max(after));
        if Self::of(early, zone) >= self {
            return early;
        }
        // It begins after that: at the later one, or, where clocks go forward over midnight, at the change between the
        // two. Halving finds either.
        let (mut low, mut high) = (early.millis(), late.millis());
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if Self::of(at(middle), zone) >= self { high = middle } else { low = middle }
        }
        at(high)
    }
}

impl Display for Date {
    /// `2026-11-23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month, self.day)
    }
}

impl Month {
    /// January 2000, the first month that has a page: an incident of 1970 must not make hundreds of them.
    pub const FIRST: Self = Self { year: 2000, month: 1 };

    /// The month with this year (0 to 9999) and number (1 to 12); `None` when there is none.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        ((0..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?)
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
    /// `2026-11`, as it stands in addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
