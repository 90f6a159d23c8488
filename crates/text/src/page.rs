//! The text of the public page. Every message says what happened, what is unaffected, and what comes next.

use super::shared;
use contract::incident_api::ApiError;
use contract::route::Route;
use model::{Assessment, Date, Duration, Incident, Month, News, Offset, Overall, Timestamp, Zone};

/// Leads past the header.
pub const SKIP: &str = "Skip to content";
/// The footer's quiet signature.
pub const POWERED_BY: &str = "Powered by Statuspane";
/// A link to help.
pub const SUPPORT: &str = "Get help";
/// A link to subscriptions.
pub const SUBSCRIBE: &str = "Subscribe to updates";
/// Asks at once.
pub const REFRESH: &str = "Refresh now";
/// Stops the automatic updates.
pub const PAUSE: &str = "Pause refresh";
/// Lets it go on.
pub const RESUME: &str = "Resume refresh";
/// Follows the data's time while the page is paused.
pub const PAUSED: &str = "Refresh is paused";
/// Names the switch of zones.
pub const ZONE_SWITCH: &str = "Time zone";
/// The visitor's own zone; a configured one goes by its name.
pub const ZONE_LOCAL: &str = "Local time";
/// Coordinated universal time.
pub const ZONE_UTC: &str = "UTC";
/// Leads from any screen to the front page.
pub const BACK_HOME: &str = "Current status";
/// Heading of the open incidents.
pub const OPEN: &str = "Open incidents";
/// Heading of the components.
pub const COMPONENTS: &str = "Components";
/// Heading of components without a group, where others have one, and of those that the configuration does not name.
pub const OTHER_COMPONENTS: &str = "Other components";
/// Heading of the last days.
pub const RECENT: &str = "Recent days";
/// Heading of the links to months.
pub const MONTHS: &str = "History by month";
/// Opens the older months.
pub const OLDER_MONTHS: &str = "Older months";
/// Opens the incidents from before all months.
pub const EARLIER: &str = "Earlier";
/// Below the incidents from before all months, where there are too many.
pub const EARLIER_MORE: &str = "Only the latest 50 are listed.";
/// Heading of a month's days, for screen readers.
pub const BY_DAY: &str = "By day";
/// Heading of an incident's entries.
pub const TIMELINE: &str = "Updates";
/// Heading of the components that an incident touches.
pub const AFFECTED: &str = "Affected components";
/// A day or a month without incidents.
pub const NO_INCIDENTS: &str = "No incidents";
/// A day without incidents, where a part of the data could not be read.
pub const NO_READABLE_INCIDENTS: &str = "No readable incidents";
/// The list is empty.
pub const NEVER: &str =
    "No incidents have been reported yet. When one is, it is told here with everything that is known.";
/// For screen readers while nothing has come.
pub const LOADING: &str = "Loading the current status";
/// Of a component about which nothing current is known.
pub const NO_INFORMATION: &str = "No current information";
/// Heading of incidents whose time is unknown.
pub const UNDATED: &str = "Without a certain date";
/// An incident without any entry.
pub const NO_ENTRIES: &str = "No updates have been posted yet.";
/// An incident whose entries did not come with it.
pub const ENTRIES_UNKNOWN: &str = "The updates of this incident are not available here at the moment.";
/// Summary of the notes about the configuration.
pub const CONFIG_NOTES: &str = "Notes for the owner of this page";
/// The day that it is now, right behind its date.
pub const TODAY: &str = " · Today";
/// The day before.
pub const YESTERDAY: &str = " · Yesterday";
/// Heading of the page for an address without a page.
pub const NOT_FOUND: &str = "There is no page at this address";
/// The next step.
pub const NOT_FOUND_NEXT: &str =
    "The link may be mistyped, or the page may be gone. The current status is one step away.";
/// Heading of the page of an incident that is not there.
pub const MISSING: &str = "This incident is not here";
/// The next step.
pub const MISSING_NEXT: &str = "It may have been removed, or the link may be incomplete. The current status and the recent incidents are one step away.";
/// Heading of the page of an incident that could not be fetched.
pub const INCIDENT_FAILED: &str = "This incident could not be loaded";

/// The banner's headline: in the present only for a fresh answer, else [`past_headline`].
pub fn headline(assessment: &Assessment, zone: &dyn Zone) -> String {
    if assessment.fresh { state(assessment.overall, true).into() } else { past_headline(assessment, zone) }
}

/// The banner's headline as a statement about the time of the data: true whenever it is read.
pub fn past_headline(assessment: &Assessment, zone: &dyn Zone) -> String {
    if assessment.source.is_none() {
        return "Current status unknown".into();
    }
    let state = past_state(assessment);
    match assessment.as_of {
        Some(at) => format!("{state} as of {}", shared::clock(at, zone)),
        None => format!("{state} when last checked"),
    }
}

/// The overall state at the time of the data, which must be shown with it.
pub fn past_state(assessment: &Assessment) -> &'static str {
    // The unreadable part may be an open incident.
    match (assessment.open, assessment.unreadable) {
        (0, 1..) => "Status unclear",
        _ => state(assessment.overall, false),
    }
}

/// The longest that the headline can be in any zone, for the room that it takes.
pub fn headline_room(assessment: &Assessment) -> String {
    struct Longest;
    impl Zone for Longest {
        fn offset(&self, _: Timestamp) -> Offset {
            Offset::from_seconds(12 * 3600 + 45 * 60)
        }

        fn name(&self) -> &str {
            ""
        }
    }
    past_headline(assessment, &Longest)
}

fn state(overall: Overall, fresh: bool) -> &'static str {
    match overall {
        Overall::Operational if fresh => "All systems operational",
        Overall::Operational | Overall::Unknown => "No open incidents",
        Overall::Notice => "Notice in effect",
        Overall::Minor => "Minor disruption",
        Overall::Major => "Major disruption",
        Overall::Critical => "Critical outage",
    }
}

/// The document's title: on the front page the state first, since a tab shows little more; elsewhere the subject
/// of the screen. `name` is the incident's, once it is known.
pub fn title(site: &str, route: &Route, name: Option<&str>, assessment: &Assessment, zone: &dyn Zone) -> String {
    let screen = match (route, name) {
        (Route::Home, _) => headline(assessment, zone),
        (Route::Incident(_), Some(name)) => shared::name(name).to_owned(),
        (Route::Incident(_), None) => "Incident".into(),
        (Route::Month(month), _) => month_heading(*month),
        (Route::NotFound, _) => NOT_FOUND.into(),
    };
    format!("{screen} · {site}")
}

/// The words of a page with content whose app did not start, or died.
pub const UNSTARTED: Unstarted = Unstarted {
    what: "This page can’t look for news at the moment. What it says was true at the time that it names, and may have \
        changed.",
    next: "Loading it again may help.",
};

/// One without content. The plain bundle's `index.html` has the same words.
pub const UNSTARTED_WITHOUT_CONTENT: Unstarted = Unstarted {
    what: "This page could not start, so it does not know whether services work.",
    next: "If it stays like this, load it again, or open it in another browser.",
};

/// Stands between the two, and is shown where it is true.
pub const STARTS_AGAIN: &str = "It tries again by itself.";

/// The words of a page whose app did not start.
#[derive(Clone, Copy, Debug)]
pub struct Unstarted {
    /// The cause, and what is unaffected.
    pub what: &'static str,
    /// The visitor's next step.
    pub next: &'static str,
}

/// "As of 12:03 UTC, 23 November 2026" begins with this.
pub const AS_OF: &str = "As of";
/// There is data without a time.
pub const AS_OF_UNKNOWN: &str = "The time of this information is not known";
/// Without data.
pub const NO_ANSWER_YET: &str = "There is no information yet";

/// "Updated 12 seconds ago"; where not all of it could be had, "Partly updated 12 seconds ago".
pub fn updated(age: Duration, is_partial: bool) -> String {
    [if is_partial { "Partly updated " } else { "Updated " }, &shared::ago(age)].concat()
}

/// A change, for screen readers: "New incident: Payments fail", "Update on Payments fail: Identified".
pub fn news(news: News, incident: &Incident) -> String {
    let (before, after, word) = match news {
        News::New => ("New incident: ", "", ""),
        News::Upcoming => ("Upcoming: ", "", ""),
        News::Started => ("Started: ", "", ""),
        News::Reopened => ("Reopened: ", "", ""),
        News::Resolved => ("Resolved: ", "", ""),
        News::Cancelled => ("Cancelled: ", "", ""),
        News::Impact => ("Impact of ", ": ", shared::impact(&incident.impact)),
        News::Updated => ("Update on ", ": ", shared::status(&incident.status)),
    };
    [before, shared::name(&incident.name), after, word].concat()
}

/// For screen readers, at the end of "Refresh now".
pub const NO_CHANGE: &str = "Checked, no change";

/// How many incidents are open, below the headline.
pub fn open(number: usize) -> String {
    shared::count(i64::try_from(number).unwrap_or(i64::MAX), "open incident", "open incidents")
}

/// Open incidents that the front page has no room for.
pub fn more_open(number: usize) -> String {
    format!("{} more, found by month below.", open(number))
}

/// Incidents of a day that have no room there.
pub fn more(number: usize) -> String {
    format!("{} more", shared::incidents(number))
}

/// The error of the last attempt, what is unaffected, and when the next one is.
pub fn trouble(
    error: &ApiError,
    as_of: Option<Timestamp>,
    known: bool,
    next: Option<Duration>,
    zone: &dyn Zone,
) -> [String; 3] {
    let stands = match (known, as_of) {
        (true, Some(at)) => format!("What you see is from {}.", shared::long_moment(at, zone)),
        (true, None) => "What you see is the last that was known.".into(),
        (false, _) => "Whether services work is not known at the moment.".into(),
    };
    let next = match next {
        Some(length) => format!("Trying again {}.", shared::in_time(length)),
        None => "Refresh is paused: “Refresh now” tries once.".into(),
    };
    [shared::what_happened(error), stands, next]
}

/// The data is older than it should be, or its age is not known, though the last attempt was good.
pub fn stale(age: Option<Duration>, paused: bool, next: Option<Duration>) -> [String; 3] {
    let what = match age {
        Some(age) => format!("This information is {} old.", shared::length(age)),
        None => "How old this information is can’t be told.".into(),
    };
    let stands = match (age, paused) {
        (Some(_), false) => {
            "Newer information has not been published. What you see was true then, and may have changed."
        }
        (Some(_), true) | (None, _) => "What you see was true at its time, and may have changed.",
    };
    [what, stands.into(), look_again(next)]
}

/// A part of the data could not be read.
pub fn unreadable(number: usize, next: Option<Duration>) -> [String; 3] {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    [
        format!("{} could not be read.", shared::count(number, "incident or update", "incidents or updates")),
        "Everything else is shown. Until all can be read, this page does not say that all is well.".into(),
        look_again(next),
    ]
}

/// Something else keeps changing the document.
pub const INTERFERED: [&str; 3] = [
    "Something on this device keeps changing this page.",
    "What you see may be wrong or incomplete. The services themselves are not affected by this.",
    "Open this page in another browser, or turn off browser extensions for it.",
];

/// When the page asks again though nothing failed; nothing in a page at rest.
fn look_again(next: Option<Duration>) -> String {
    next.map_or(String::new(), |length| format!("Looking again {}.", shared::in_time(length)))
}

/// "Resolved 23 Nov 2026, 12:03 UTC" begins with this.
pub const RESOLVED: &str = "Resolved";
/// "Began 23 Nov 2026, 12:03 UTC" begins with this.
pub const BEGAN: &str = "Began";

/// "Starts 5 Dec 2026, 12:00 UTC" begins with this.
pub const STARTS: &str = "Starts ";

/// "Starts in 6 days · 5 Dec 2026, 12:00 UTC" begins with this.
pub fn starts(length: Duration) -> String {
    format!("{STARTS}{} · ", shared::in_time(length))
}

/// An incident that began on an earlier day and went on all day.
pub const CONTINUED_ALL_DAY: &str = "Continued, all day";
/// One that ended on this day: "Continued until 09:40 UTC" begins with this.
pub const CONTINUED_UNTIL: &str = "Continued until";
/// One that is still open.
pub const CONTINUED_OPEN: &str = "Continued, still open";
/// One whose end is ahead, though it is resolved.
pub const CONTINUED: &str = "Continued";
/// One that ended on this day, and whose start is not known: "Until 09:40 UTC" begins with this.
pub const UNTIL: &str = "Until";

/// An open incident's length up to the time of the data.
pub fn open_for(length: Duration) -> String {
    format!("Open for {}", shared::length(length))
}

/// A resolved incident's length.
pub fn lasted(length: Duration) -> String {
    format!("Lasted {}", shared::length(length))
}

/// An open incident, where it's listed among past ones.
pub const STILL_OPEN: &str = "Still open";

/// Leads to all entries of an incident.
pub fn all_entries(number: usize) -> String {
    format!("All {number} updates")
}

/// Entries of an incident that could not be read.
pub fn unreadable_entries(number: usize) -> String {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    format!("{} could not be read. The others are shown.", shared::count(number, "update", "updates"))
}

/// The day of the data is not over: "No incidents up to 12:03 UTC".
pub fn no_incidents_until(at: Timestamp, zone: &dyn Zone) -> String {
    format!("{NO_INCIDENTS} up to {}", shared::clock(at, zone))
}

/// Of a component that had no problem at the time of the data, which may be past.
pub const NO_PROBLEM_KNOWN: &str = "No problem known";

/// Heading of a month's page.
pub fn month_heading(month: Month) -> String {
    format!("Incidents in {}", shared::month(month))
}

/// A month that the data cannot speak of yet.
pub const MONTH_AHEAD: &str = "Nothing is known of this month yet.";

/// A month without incidents, or without any up to the data's day.
pub fn month_empty(month: Month, until: Option<Date>) -> String {
    match until {
        Some(date) => format!("No incidents in {} up to {}.", shared::month(month), shared::day(date)),
        None => format!("No incidents in {}.", shared::month(month)),
    }
}

/// "Times are in Europe/Berlin (UTC+1)."
pub fn zone_name(zone: &dyn Zone, at: Option<Timestamp>) -> String {
    let name = zone.name();
    let offset = at.map(|at| zone.offset(at).to_string()).filter(|offset| offset != name);
    match offset {
        Some(offset) => format!("Times are in {name} ({offset})."),
        None => format!("Times are in {name}."),
    }
}

/// The next step after a failure to fetch one incident.
pub fn incident_failed(error: &ApiError) -> String {
    format!(
        "{} The address is kept: refresh this page to try again, or see the current status.",
        shared::what_happened(error)
    )
}
