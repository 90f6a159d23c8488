//! The text of both apps: words for statuses and impacts, dates, lengths of time, and errors.

use contract::config::{ConfigProblem, Expected};
use contract::incident_api::decode::Unreadable;
use contract::incident_api::{ApiError, Cause};
use model::civil::CivilDateTime;
use model::{ComponentStatus, Date, Duration, Impact, Month, Status, Timestamp, Zone};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The word for a status; an unknown one as it came.
pub fn status(status: &Status) -> &str {
    match status {
        Status::Investigating => "Investigating",
        Status::Identified => "Identified",
        Status::Monitoring => "Monitoring",
        Status::Resolved => "Resolved",
        Status::Other(word) => other(word),
    }
}

/// The word for an impact, as in a list of choices; an unknown one as it came.
pub fn impact(impact: &Impact) -> &str {
    match impact {
        Impact::None => "None",
        Impact::Minor => "Minor",
        Impact::Major => "Major",
        Impact::Critical => "Critical",
        Impact::Other(word) => other(word),
    }
}

/// The words for an impact without context.
pub fn impact_alone(impact: &Impact) -> &str {
    match impact {
        Impact::None => "No impact",
        Impact::Minor => "Minor impact",
        Impact::Major => "Major impact",
        Impact::Critical => "Critical impact",
        Impact::Other(word) => other(word),
    }
}

/// The words for a component's status; an unknown one as it came.
pub fn component_status(status: &ComponentStatus) -> &str {
    match status {
        ComponentStatus::Operational => "Operational",
        ComponentStatus::DegradedPerformance => "Degraded performance",
        ComponentStatus::PartialOutage => "Partial outage",
        ComponentStatus::MajorOutage => "Major outage",
        ComponentStatus::UnderMaintenance => "Under maintenance",
        ComponentStatus::Other(word) => other(word),
    }
}

/// A word of the API that we do not know; a blank one gets a word of ours, since nothing can't be seen.
fn other(word: &str) -> &str {
    if word.is_empty() { "Not stated" } else { word }
}

/// The name of an incident without one.
pub fn name(name: &str) -> &str {
    if name.trim().is_empty() { "Incident without a name" } else { name }
}

/// A month's name, 1 for January.
fn month_name(number: u8) -> &'static str {
    MONTHS[usize::from(number.clamp(1, 12)) - 1]
}

/// "November 2026".
pub fn month(month: Month) -> String {
    format!("{} {}", month_name(month.number()), month.year())
}

/// "Monday".
pub fn weekday(date: Date) -> &'static str {
    WEEKDAYS[usize::from(date.weekday() % 7)]
}

/// "23 November 2026".
pub fn day(date: Date) -> String {
    format!("{} {}", date.day(), month(date.month()))
}

/// "23 Nov 2026", where room is short.
pub fn short_day(date: Date) -> String {
    let month = date.month();
    format!("{} {} {}", date.day(), &month_name(month.number())[..3], month.year())
}

/// "20–22 November 2026", "29 October – 2 November 2026": the days from `first` to `last`, without what both share.
pub fn days(first: Date, last: Date) -> String {
    let (from, to) = (first.month(), last.month());
    if first == last {
        day(last)
    } else if from == to {
        format!("{}–{}", first.day(), day(last))
    } else if from.year() == to.year() {
        format!("{} {} – {}", first.day(), month_name(from.number()), day(last))
    } else {
        format!("{} – {}", day(first), day(last))
    }
}

/// "12:03 UTC", "13:03 UTC+1": the zone is always named.
pub fn clock(at: Timestamp, zone: &dyn Zone) -> String {
    let offset = zone.offset(at);
    let local = CivilDateTime::at(at, offset);
    format!("{:02}:{:02} {offset}", local.hour(), local.minute())
}

/// "23 Nov 2026, 12:03 UTC".
pub fn moment(at: Timestamp, zone: &dyn Zone) -> String {
    format!("{}, {}", short_day(Date::of(at, zone)), clock(at, zone))
}

/// "12:03 UTC, 23 November 2026".
pub fn long_moment(at: Timestamp, zone: &dyn Zone) -> String {
    format!("{}, {}", clock(at, zone), day(Date::of(at, zone)))
}

/// "Planned for 5 Dec 2026, 12:00 UTC" begins with this, where it never started.
pub const PLANNED: &str = "Planned for";
/// An incident that was resolved before its start.
pub const CANCELLED: &str = "Cancelled before it started";
/// "Cancelled 23 Nov 2026, 12:03 UTC" begins with this.
pub const CALLED_OFF: &str = "Cancelled";
/// Heading of what begins in the future, and the word for it.
pub const UPCOMING: &str = "Upcoming";

/// A time that could not be read.
pub const TIME_UNKNOWN: &str = "time not known";

/// "2 h 14 min", "3 d 4 h", "less than 1 min": the two greatest units.
pub fn length(length: Duration) -> String {
    let minutes = length.minutes();
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => "less than 1 min".into(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// "40 seconds", "3 minutes", "2 hours", "5 days": the greatest unit.
fn rough(length: Duration) -> String {
    let (seconds, minutes) = (length.seconds(), length.minutes());
    match (minutes / 1_440, minutes / 60, minutes) {
        (0, 0, 0) => count(seconds, "second", "seconds"),
        (0, 0, minutes) => count(minutes, "minute", "minutes"),
        (0, hours, _) => count(hours, "hour", "hours"),
        (days, _, _) => count(days, "day", "days"),
    }
}

/// "12 seconds ago".
pub fn ago(length: Duration) -> String {
    if length.seconds() == 0 { "just now".into() } else { format!("{} ago", rough(length)) }
}

/// "in 40 seconds".
pub fn in_time(length: Duration) -> String {
    if length.seconds() == 0 { "now".into() } else { format!("in {}", rough(length)) }
}

/// "1 incident", "2 incidents".
pub fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// "1 incident", "2 incidents".
pub fn incidents(number: usize) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), "incident", "incidents")
}

/// The error of a call, as a sentence. The next step depends on the reader, so each app has its own.
pub fn what_happened(error: &ApiError) -> String {
    let text = match error.cause {
        Cause::NoAnswer => "The server could not be reached.",
        Cause::TimedOut => "The server took too long to answer.",
        Cause::Aborted => "The request was stopped.",
        Cause::SignedOut => "The server asked for a sign-in.",
        Cause::Forbidden => "The server refused access.",
        Cause::NotFound => "The server has nothing at this address.",
        Cause::Refused(status) => return format!("The server did not accept the request (status {status})."),
        Cause::TooMany => "The server asked for fewer requests.",
        Cause::ServerFailed(status) => return format!("The server reported a problem of its own (status {status})."),
        Cause::Unreadable(Unreadable::NotJson) => {
            "The answer could not be read: it was cut off, or came from elsewhere."
        }
        Cause::Unreadable(Unreadable::OtherShape) => "The answer was not the one that was asked for.",
        Cause::Unreadable(Unreadable::TooLarge) => "The answer was too large to be read.",
        Cause::Unreadable(Unreadable::Partial) => "The server sent only part of the answer.",
        Cause::Unexpected(status) => return format!("The server gave an unexpected answer (status {status})."),
    };
    text.into()
}

/// A problem with a key of the configuration, and the value used instead.
pub fn config_problem(problem: &ConfigProblem) -> String {
    let key = &problem.key;
    let expected = match problem.expected {
        Expected::Object => "a JSON object",
        Expected::KnownKey => {
            return format!("config.json: “{key}” is not a known key, and is ignored. Check its spelling.");
        }
        Expected::Text => "text that is not blank",
        Expected::Address => "a web address (https or http), or one relative to the site",
        Expected::Number(min, max) => {
            return format!("config.json: “{key}” must be a whole number from {min} to {max}. The default is used.");
        }
        Expected::List => "a list",
        Expected::UniqueId => "an id that no other component has",
        Expected::Origin => "an origin such as https://intranet.example.com",
        Expected::Flag => "true or false",
    };
    if key.is_empty() {
        return format!("config.json must be {expected}. The defaults are used.");
    }
    format!("config.json: “{key}” must be {expected}. It is left out.")
}
