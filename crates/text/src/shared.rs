//! The text of both apps: words for statuses and impacts, dates, lengths of time, and errors.

use crate::catalogue::{catalogue, count, fill, number};
use contract::incident_api::decode::Unreadable;
use contract::incident_api::{ApiError, Cause};
use model::ascii::decimal;
use model::civil::CivilDateTime;
use model::{ComponentStatus, Date, Duration, Impact, MaintenanceState, Month, Offset, Status, Timestamp, Zone};

catalogue! {
    /// The messages that both apps show, and the forms of dates and lengths of time.
    SharedText of SharedMessages by Key {}

    /// The language's tag, for `lang`.
    language() = "en";

    /// Names the switch of colour schemes.
    scheme() = "Appearance";
    /// A colour scheme.
    scheme_light() = "Light";
    /// A colour scheme.
    scheme_dark() = "Dark";
    /// The colour scheme of the visitor's system.
    scheme_system() = "System";

    /// A status.
    investigating() = "Investigating";
    /// A status.
    identified() = "Identified";
    /// A status.
    monitoring() = "Monitoring";
    /// A status.
    resolved() = "Resolved";

    /// The impact none, which is for information only; "No impact" next to a component's status would contradict it.
    none() = "Notice";
    /// An impact next to an incident's status, in a list of choices, or behind its label.
    minor() = "Minor";
    /// An impact next to an incident's status, in a list of choices, or behind its label.
    major() = "Major";
    /// An impact next to an incident's status, in a list of choices, or behind its label.
    critical() = "Critical";

    /// An impact without context.
    impact_minor() = "Minor impact";
    /// An impact without context.
    impact_major() = "Major impact";
    /// An impact without context.
    impact_critical() = "Critical impact";

    /// A component's status.
    operational() = "Operational";
    /// A component's status.
    degraded_performance() = "Degraded performance";
    /// A component's status.
    partial_outage() = "Partial outage";
    /// A component's status.
    major_outage() = "Major outage";
    /// A component's status.
    under_maintenance() = "Under maintenance";

    /// In place of a status or an impact that is blank.
    unspecified() = "Unspecified";
    /// In place of a name that is blank.
    untitled() = "Untitled incident";
    /// In place of the name of a maintenance that is blank.
    untitled_maintenance() = "Untitled maintenance";
    /// That something is a maintenance, next to how far it is.
    maintenance() = "Maintenance";
    /// A maintenance that goes on.
    in_progress() = "In progress";
    /// A maintenance that goes on, though its planned end has passed.
    overrun() = "Taking longer than planned";
    /// A maintenance that is over.
    completed() = "Completed";
    /// An incident that was resolved before its start.
    cancelled_before_start() = "Cancelled before it started";
    /// An entry for a start that never happened.
    cancelled() = "Cancelled";
    /// Heading of incidents that start in the future, and the word for one.
    upcoming() = "Upcoming";
    /// When an incident started.
    began(@time) = "Started {time}";
    /// When it was resolved.
    resolved_at(@time) = "Resolved {time}";
    /// When it will start.
    starts(@time) = "Starts {time}";
    /// When it should have started, where it never did.
    planned_for(@time) = "Planned for {time}";
    /// When an update was changed after it was posted.
    edited(@time) = "Edited {time}";
    /// When it was cancelled.
    cancelled_at(@time) = "Cancelled {time}";
    /// In place of when an incident started, where that is unknown.
    start_unknown() = "Start time unknown";
    /// In place of a time that is unknown.
    time_unknown() = "Time unknown";
    /// Between two names of a list.
    comma() = ", ";

    /// The months of the year.
    months(..) = "January" | "February" | "March" | "April" | "May" | "June" | "July" | "August" | "September" | "October"
        | "November" | "December";
    /// The same, where room is short.
    short_months(..) = "Jan" | "Feb" | "Mar" | "Apr" | "May" | "Jun" | "Jul" | "Aug" | "Sep" | "Oct" | "Nov" | "Dec";
    /// The days of the week, where room is short.
    weekdays(..) = "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun";
    /// "November 2026", and "Nov 2026" with a short month.
    month_of_year(month, year) = "{month} {year}";
    /// "23 November 2026", and "23 Nov 2026" with a short month.
    day_of_year(day, month, year) = "{day} {month} {year}";
    /// "29 Oct", where the year follows or is known.
    day_of_month(day, month) = "{day} {month}";
    /// "20–22 Nov": a day of the month, and a date.
    days_of_month(first, last) = "{first}–{last}";
    /// "29 Oct – 2 Nov".
    days_of_year(first, last) = "{first} – {last}";
    /// "12:03 UTC": every part has two digits.
    time_of_day(hour, minute, offset) = "{hour}:{minute} {offset}";
    /// "12:03", below a time with the same offset.
    hour_and_minute(hour, minute) = "{hour}:{minute}";
    /// "23 Nov 2026, 12:03 UTC".
    day_and_time(day, time) = "{day}, {time}";
    /// "12:03 UTC, 23 November 2026".
    time_and_day(time, day) = "{time}, {day}";

    /// A length.
    under_a_minute() = "less than 1 min";
    /// A length.
    minutes(#count) = "{count} min";
    /// A length.
    hours(#count) = "{count} h";
    /// A length.
    hours_minutes(hours, minutes) = "{hours} h {minutes} min";
    /// A length.
    days_only(#count) = "{count} d";
    /// A length.
    days_hours(days, hours) = "{days} d {hours} h";

    /// Before now.
    just_now() = "just now";
    /// Before now.
    seconds_ago(#count) = "{count} s ago";
    /// Before now.
    minutes_ago(#count) = "{count} min ago";
    /// Before now.
    hours_ago(#count) = "{count} h ago";
    /// Before now.
    days_ago(#count) = "{count} day ago" | "{count} days ago";
    /// After now.
    now() = "now";
    /// After now.
    in_seconds(#count) = "in {count} second" | "in {count} seconds";
    /// After now.
    in_minutes(#count) = "in {count} minute" | "in {count} minutes";
    /// After now.
    in_hours(#count) = "in {count} hour" | "in {count} hours";
    /// After now.
    in_days(#count) = "in {count} day" | "in {count} days";

    /// A failed call.
    no_answer() = "Couldn’t reach the server.";
    /// A failed call.
    timed_out() = "The server took too long to respond.";
    /// A failed call.
    aborted() = "The request was cancelled.";
    /// A failed call.
    signed_out() = "The server requires sign-in.";
    /// A failed call.
    forbidden() = "The server denied access.";
    /// A failed call.
    not_found() = "The server returned “not found”.";
    /// A failed call.
    refused(status) = "The server rejected the request (status {status}).";
    /// A failed call.
    too_many() = "Too many requests.";
    /// A failed call.
    server_failed(status) = "The server returned an error (status {status}).";
    /// A failed call.
    not_json() = "The response was incomplete or came from another server.";
    /// A failed call.
    other_shape() = "The server sent an unexpected response.";
    /// A failed call.
    too_large() = "The response was too large.";
    /// A failed call.
    partial() = "The server sent only part of the response.";
    /// A failed call.
    unexpected(status) = "The server sent an unexpected response (status {status}).";
}

impl SharedText {
    /// The word for a status; an unknown one as it came.
    pub fn status(self, status: &Status) -> &str {
        match status {
            Status::Investigating => self.investigating(),
            Status::Identified => self.identified(),
            Status::Monitoring => self.monitoring(),
            Status::Resolved => self.resolved(),
            Status::Other(word) => self.other(word),
        }
    }

    /// The word for an impact where the context says that it is one; an unknown one as it came.
    pub fn impact(self, impact: &Impact) -> &str {
        match impact {
            Impact::None => self.none(),
            Impact::Minor => self.minor(),
            Impact::Major => self.major(),
            Impact::Critical => self.critical(),
            Impact::Other(word) => self.other(word),
        }
    }

    /// The words for an impact without context; an unknown one as it came.
    pub fn impact_alone(self, impact: &Impact) -> &str {
        match impact {
            Impact::None => self.none(),
            Impact::Minor => self.impact_minor(),
            Impact::Major => self.impact_major(),
            Impact::Critical => self.impact_critical(),
            Impact::Other(word) => self.other(word),
        }
    }

    /// The words for a component's status; an unknown one as it came.
    pub fn component_status(self, status: &ComponentStatus) -> &str {
        match status {
            ComponentStatus::Operational => self.operational(),
            ComponentStatus::DegradedPerformance => self.degraded_performance(),
            ComponentStatus::PartialOutage => self.partial_outage(),
            ComponentStatus::MajorOutage => self.major_outage(),
            ComponentStatus::UnderMaintenance => self.under_maintenance(),
            ComponentStatus::Other(word) => self.other(word),
        }
    }

    /// A word of the API that we don't know; a blank one gets a word of ours, since it can't be seen.
    fn other(self, word: &str) -> &str {
        if word.is_empty() { self.unspecified() } else { word }
    }

    /// The name of an incident.
    pub fn name(self, name: &str) -> &str {
        if name.trim().is_empty() { self.untitled() } else { name }
    }

    /// The name of a maintenance.
    pub fn maintenance_name(self, name: &str) -> &str {
        if name.trim().is_empty() { self.untitled_maintenance() } else { name }
    }

    /// How far a maintenance is.
    pub fn maintenance_state(self, state: MaintenanceState) -> &'static str {
        match state {
            MaintenanceState::Upcoming => self.upcoming(),
            MaintenanceState::InProgress => self.in_progress(),
            MaintenanceState::Overrun => self.overrun(),
            MaintenanceState::Completed => self.completed(),
            MaintenanceState::Cancelled => self.cancelled(),
        }
    }

    /// "November 2026".
    pub fn month(self, month: Month) -> String {
        self.month_of_year(self.months(position(month)), &number(month.year()))
    }

    /// "Nov 2026", where room is short.
    pub fn short_month(self, month: Month) -> String {
        self.month_of_year(self.short_months(position(month)), &number(month.year()))
    }

    /// "November".
    pub fn month_name(self, month: Month) -> &'static str {
        self.months(position(month))
    }

    /// "Mon".
    pub fn weekday(self, date: Date) -> &'static str {
        self.weekdays(usize::from(date.weekday()))
    }

    /// "23 November 2026".
    pub fn day(self, date: Date) -> String {
        self.dated(date, self.months(position(date.month())))
    }

    /// "23 Nov 2026", where room is short.
    pub fn short_day(self, date: Date) -> String {
        self.dated(date, self.short_months(position(date.month())))
    }

    fn dated(self, date: Date, month: &str) -> String {
        self.day_of_year(&number(date.day()), month, &number(date.year()))
    }

    /// "23 Nov" in the `year` that is known, "23 Nov 2025" in another.
    pub fn near_day(self, date: Date, year: Option<i32>) -> String {
        if year == Some(date.year()) {
            self.day_of_month(&number(date.day()), self.short_months(position(date.month())))
        } else {
            self.short_day(date)
        }
    }

    /// "23 November" in the `year` that is known, "23 November 2025" in another.
    pub fn day_in(self, date: Date, year: Option<i32>) -> String {
        if year == Some(date.year()) {
            self.day_of_month(&number(date.day()), self.months(position(date.month())))
        } else {
            self.day(date)
        }
    }

    /// "20–22 Nov", "29 Oct – 2 Nov": the days from `first` to `last`, without what both share. The `year` as in
    /// [`SharedText::near_day`].
    pub fn days(self, first: Date, last: Date, year: Option<i32>) -> String {
        let end = self.near_day(last, year);
        if first == last {
            end
        } else if first.month() == last.month() {
            self.days_of_month(&number(first.day()), &end)
        } else if first.year() == last.year() {
            self.days_of_year(&self.near_day(first, Some(first.year())), &end)
        } else {
            self.days_of_year(&self.short_day(first), &self.short_day(last))
        }
    }

    /// "12:03 UTC", "13:03 UTC+1": the zone is always named.
    pub fn clock(self, at: Timestamp, zone: &dyn Zone) -> String {
        let offset = zone.offset(at);
        let local = CivilDateTime::at(at, offset);
        self.time_of_day(&two_digits(local.hour()), &two_digits(local.minute()), &offset.to_text())
    }

    /// "12:03": a time below others, with its day and its zone only where they aren't those printed last.
    pub fn time_below(self, at: Timestamp, zone: &dyn Zone, above: &mut Printed) -> String {
        let now = Printed::of(at, zone);
        let clock = if above.offset == now.offset {
            let local = CivilDateTime::in_zone(at, zone);
            self.hour_and_minute(&two_digits(local.hour()), &two_digits(local.minute()))
        } else {
            self.clock(at, zone)
        };
        let above = std::mem::replace(above, now);
        match now.date {
            Some(date) if above.date != now.date => {
                self.day_and_time(&self.near_day(date, above.date.map(Date::year)), &clock)
            }
            Some(_) | None => clock,
        }
    }

    /// "23 Nov 2026, 12:03 UTC".
    pub fn moment(self, at: Timestamp, zone: &dyn Zone) -> String {
        self.day_and_time(&self.short_day(Date::of(at, zone)), &self.clock(at, zone))
    }

    /// "12:03 UTC, 23 November 2026".
    pub fn long_moment(self, at: Timestamp, zone: &dyn Zone) -> String {
        self.time_and_day(&self.clock(at, zone), &self.day(Date::of(at, zone)))
    }

    /// "2 h 14 min", "3 d 4 h", "less than 1 min": the two greatest units.
    pub fn length(self, length: Duration) -> String {
        let minutes = length.minutes();
        let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        let (message, one) = match (days, hours, minutes) {
            (0, 0, 0) => return self.under_a_minute().to_owned(),
            (0, 0, minutes) => (Key::minutes, minutes),
            (0, hours, 0) => (Key::hours, hours),
            (0, ..) => {
                return fill(self.0.text(Key::hours_minutes), "hours,minutes,", &[&number(hours), &number(minutes)]);
            }
            (days, 0, _) => (Key::days_only, days),
            (..) => return fill(self.0.text(Key::days_hours), "days,hours,", &[&number(days), &number(hours)]),
        };
        count(self.0.text(message), self.0.plural, one)
    }

    /// "12 s ago", "3 min ago", "2 h ago", "5 days ago": the greatest unit.
    pub fn ago(self, length: Duration) -> String {
        self.greatest_unit(length, [Key::just_now, Key::seconds_ago, Key::minutes_ago, Key::hours_ago, Key::days_ago])
    }

    /// "in 40 seconds": the greatest unit.
    pub fn in_time(self, length: Duration) -> String {
        self.greatest_unit(length, [Key::now, Key::in_seconds, Key::in_minutes, Key::in_hours, Key::in_days])
    }

    /// One of the messages: for none, for seconds, minutes, hours and days.
    fn greatest_unit(self, length: Duration, keys: [Key; 5]) -> String {
        let (seconds, minutes) = (length.seconds(), length.minutes());
        let (unit, number_of) = match (minutes / 1_440, minutes / 60, minutes, seconds) {
            (0, 0, 0, 0) => (0, 0),
            (0, 0, 0, seconds) => (1, seconds),
            (0, 0, minutes, _) => (2, minutes),
            (0, hours, ..) => (3, hours),
            (days, ..) => (4, days),
        };
        count(self.0.text(keys[unit]), self.0.plural, number_of)
    }

    /// The error of a call, as a sentence. The next step depends on the reader, so each app has its own.
    pub fn happened(self, error: &ApiError) -> String {
        let mut status = 0;
        let message = match error.cause {
            Cause::NoAnswer => Key::no_answer,
            Cause::TimedOut => Key::timed_out,
            Cause::Aborted => Key::aborted,
            Cause::SignedOut => Key::signed_out,
            Cause::Forbidden => Key::forbidden,
            Cause::NotFound => Key::not_found,
            Cause::TooMany => Key::too_many,
            Cause::Unreadable(Unreadable::NotJson) => Key::not_json,
            Cause::Unreadable(Unreadable::OtherShape) => Key::other_shape,
            Cause::Unreadable(Unreadable::TooLarge) => Key::too_large,
            Cause::Unreadable(Unreadable::Partial) => Key::partial,
            Cause::Refused(code) => {
                status = code;
                Key::refused
            }
            Cause::ServerFailed(code) => {
                status = code;
                Key::server_failed
            }
            Cause::Unexpected(code) => {
                status = code;
                Key::unexpected
            }
        };
        fill(self.0.text(message), "status,", &[&number(status)])
    }
}

/// The day and the offset that a reader has seen last: what is below doesn't repeat them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// The day; `None` if there was none.
    pub date: Option<Date>,
    /// The offset; `None` if there was none.
    pub offset: Option<Offset>,
}

impl Printed {
    /// After this time was printed in full.
    pub fn of(at: Timestamp, zone: &dyn Zone) -> Self {
        let offset = zone.offset(at);
        Self { date: Some(CivilDateTime::at(at, offset).date), offset: Some(offset) }
    }
}

/// "09".
fn two_digits(value: i64) -> String {
    decimal(value, 2)
}

/// The position of a month among those of its year.
fn position(month: Month) -> usize {
    usize::from(month.number()) - 1
}
