//! The text of the public page. Every message says what happened, what is unaffected, and what comes next.

use crate::SharedText;
use crate::catalogue::{as_count, catalogue, count, fill, number};
use contract::incident_api::ApiError;
use contract::route::Route;
use model::bars::{DayBar, DayKind};
use model::{Assessment, Date, Duration, Incident, Month, News, Overall, Timestamp, Zone};

catalogue! {
    /// The messages of the public page.
    PageText of PageMessages by Key {
        /// The messages that both apps show.
        shared: SharedText
    }

    /// Leads past the header.
    skip() = "Skip to content";
    /// The footer's quiet signature.
    powered_by() = "Powered by Statuspane";
    /// Names the links in the header.
    site_links() = "Site";
    /// Leads to the front page.
    status() = "Status";
    /// Leads to the history, and is its heading.
    history() = "History";
    /// Label of the search field.
    search() = "Search names and updates";
    /// A filter that lets everything pass.
    any() = "Any";
    /// A filter.
    impact() = "Impact";
    /// A filter: incidents or maintenance.
    kind() = "Kind";
    /// A filter: the first day.
    from_day() = "From";
    /// A filter: the last day.
    to_day() = "To";
    /// A filter.
    only_open() = "Only what is open";
    /// How much was found.
    found(#count) = "{count} result." | "{count} results.";
    /// The same, if not all of it is shown.
    found_some(count, shown) = "{count} results, the latest {shown} below.";
    /// Nothing was found.
    found_nothing() = "No results. Try other words or fewer filters.";
    /// Follows it, where an API doesn't have the updates in its list.
    updates_not_searched() = "Only names and the updates of open incidents were searched.";
    /// Follows it, while the page has only the latest.
    loading_history(size) = "Loading older incidents: {size} MB.";
    /// Follows it, where the rest couldn't be had, or the page is paused.
    latest_only() = "Older incidents aren’t loaded.";
    /// Saves what was found as a file.
    save_csv() = "Download CSV";
    /// Saves what was found as a file.
    save_json() = "Download JSON";
    /// Prints the page.
    print() = "Print";
    /// On a printed history: the site, the time that it covers, and when it was printed.
    report(site, days, time) = "{site}, {days}, printed {time}";
    /// Copies the address of an incident or a maintenance.
    copy_link() = "Copy link";
    /// For screen readers, when it's copied.
    link_copied() = "Link copied";
    /// Shows more of what was found.
    show_more(#count) = "Show {count} more" | "Show {count} more";
    /// Leads to the support page.
    support() = "Help";
    /// Leads to the subscription page.
    subscribe() = "Follow";
    /// Asks at once.
    refresh() = "Refresh now";
    /// Stops the automatic updates.
    pause() = "Pause auto-refresh";
    /// Lets them go on.
    resume() = "Resume auto-refresh";
    /// Follows the data's time while the page is paused.
    paused() = " · Auto-refresh paused";
    /// Names the switch of zones.
    zone_switch() = "Time zone";
    /// The visitor's own zone; a configured one goes by its name.
    zone_local() = "Local time";
    /// Coordinated universal time.
    zone_utc() = "UTC";
    /// Heading of the open incidents.
    open() = "Open incidents";
    /// Heading of the maintenances that go on.
    scheduled_maintenance() = "Scheduled maintenance";
    /// Heading of the components.
    components() = "Components";
    /// Heading of components without a group, where others have one, and of those that the configuration doesn't name.
    other_components() = "Other components";
    /// The components of a group of which this is the status.
    group_major_outage(#count) = "{count} major outage" | "{count} major outages";
    /// The components of a group of which this is the status.
    group_partial_outage(#count) = "{count} partial outage" | "{count} partial outages";
    /// The components of a group of which this is the status.
    group_degraded(#count) = "{count} degraded";
    /// The components of a group of which this is the status.
    group_maintenance(#count) = "{count} under maintenance";
    /// The components of a group whose status isn't one of ours.
    group_other(#count) = "{count} with another status";
    /// The components of a group whose status isn't known.
    group_unknown(#count) = "{count} unknown";
    /// All components of a group, only by a fresh and complete answer.
    group_operational(#count) = "{count} operational";
    /// All components of a group, at the time of the data, which may be past.
    group_no_problem_known(#count) = "{count} with no known issues";
    /// A part of a summary, after those before it.
    and_then(first, next) = "{first}, {next}";
    /// Heading of the day bars. On a narrow screen there are fewer.
    past_days() = "Past days";
    /// A period of the figures: the last 30 days, where room is short.
    last_days(#count) = "{count} day" | "{count} days";
    /// The row of day bars for the whole.
    all_components() = "Overall";
    /// A row of day bars in words, for screen readers.
    bars_some(count, days) = "Incidents or maintenance on {count} of {days} days";
    /// Which row it is, and that.
    bars_of(name, said) = "{name}: {said}";
    /// Follows it.
    bars_unknown(#count) = "no data for {count} day" | "no data for {count} days";
    /// The worst of a day in the day bars.
    day_critical() = "critical incident";
    /// The worst of a day in the day bars.
    day_major() = "major incident";
    /// The worst of a day in the day bars.
    day_minor() = "minor incident";
    /// The worst of a day in the day bars.
    day_maintenance() = "maintenance";
    /// The worst of a day in the day bars: an incident without impact.
    day_notice() = "notice";
    /// A day of the day bars for which something is missing.
    day_no_data() = "no data";
    /// A day of the day bars on which nothing was open.
    day_clear() = "no incidents";
    /// In the panel of a day, while its incidents are on their way.
    loading_day() = "Loading this day’s incidents.";
    /// Shows the day bars as a table, or takes it away.
    show_as_table() = "Show as table";
    /// The days that the table of the day bars leaves out.
    table_rule() = "Days that aren’t listed had no incidents.";
    /// A column of the table of the day bars.
    day() = "Day";
    /// A column of the table of the day bars: the worst of a day, and for how long.
    worst() = "Worst";
    /// Heading of the figures of a component, or of the whole.
    figures() = "Figures";
    /// The days that figures are of, where there's more of them than one row.
    period() = "Period";
    /// A column of the figures: the share of time without an incident.
    time_without() = "Time without incidents";
    /// A column of the figures: how many there were.
    incidents() = "Incidents";
    /// A column of the figures: the median of the times that incidents took.
    median() = "Median time to resolve";
    /// A column of the figures: the greatest of these.
    longest() = "Longest";
    /// A share: `part` has two digits.
    percent(whole, part) = "{whole}.{part}%";
    /// How the figures are made.
    figures_rule() = "Time without incidents leaves out maintenance and notices, and is rounded down. Incidents count in the period in which they started, the times of those that are resolved. A dash means no data, or nothing to measure.";
    /// The hours that the share of time counts.
    service_rule(days, from, to, zone) = "Only service hours count as time: {days}, {from} to {to} ({zone}).";
    /// From when on the figures know everything.
    figures_since(day) = "Complete data begins on {day}.";
    /// The chart below the figures.
    incidents_by_month() = "Incidents per month";
    /// Heading of the last days.
    recent() = "Recent days";
    /// Heading of the links to months.
    months() = "History by month";
    /// Opens the older months.
    older_months() = "Older months";
    /// Opens the incidents from before all months.
    earlier() = "Earlier";
    /// Below the incidents from before all months, where there are too many.
    earlier_more() = "Only the latest 50 are listed.";
    /// Heading of a month's days, for screen readers.
    by_day() = "By day";
    /// Heading of an incident's entries.
    timeline() = "Updates";
    /// Heading of the components that an incident touches.
    affected() = "Affected components";
    /// A day without incidents.
    no_incidents() = "No incidents";
    /// The day of the data, which isn't over: "No incidents up to 12:03 UTC".
    no_incidents_up_to(time) = "No incidents up to {time}";
    /// A day without incidents, where a part of the data couldn't be decoded.
    no_readable_incidents() = "May be incomplete";
    /// The list is empty.
    never() = "No incidents reported. New incidents will appear here.";
    /// For screen readers while nothing has come.
    loading() = "Loading current status";
    /// A component about which nothing current is known.
    no_information() = "Status unknown";
    /// A component without problems at the time of the data, which may be past.
    no_problem_known() = "No known issues";
    /// Heading of incidents whose time is unknown.
    undated() = "Date unknown";
    /// An incident without any entry.
    no_entries() = "No updates yet.";
    /// An incident whose entries did not come with it.
    entries_unknown() = "Updates are unavailable right now.";
    /// Entries of an incident that couldn't be decoded.
    unreadable_entries(#count) = "{count} update couldn’t be loaded. The others are shown."
        | "{count} updates couldn’t be loaded. The others are shown.";
    /// Leads to all entries of an incident.
    all_entries(#count) = "All {count} updates";
    /// On the time of an update: its own address.
    link_to_update() = "Link to this update";
    /// Names the links to the incidents before and after.
    neighbours() = "Other incidents";
    /// Above the name of the incident that began before.
    previous_incident() = "Previous incident";
    /// Above the name of the incident that began after.
    next_incident() = "Next incident";
    /// The components of a past incident, of which some have no room.
    names_and_more(#count, names) = "{names} and {count} more" | "{names} and {count} more";
    /// Summary of the notes about the configuration.
    config_notes() = "Configuration warnings for the site owner";
    /// A setting that can't be used.
    config_ignored(key) = "config.json: “{key}” can’t be used and was ignored. The admin view says why.";
    /// A configuration of which nothing can be used.
    config_unusable() = "config.json must be a JSON object. The defaults are used.";
    /// The day that it is now, right behind its date.
    today() = " · Today";
    /// The day before.
    yesterday() = " · Yesterday";

    /// Heading of the page for an address without a page.
    not_found() = "Page not found";
    /// The possible cause, also for an incident or a maintenance.
    not_found_cause() = "The link may be wrong, or the page may have been removed.";
    /// Heading of the page of an incident that doesn't exist.
    missing_incident() = "Incident not found";
    /// Heading of the page of a maintenance that doesn't exist.
    missing_maintenance() = "Maintenance not found";
    /// Heading of the page of a component that doesn't exist.
    missing_component() = "Component not found";
    /// Heading of the page of an incident that couldn't be fetched.
    incident_failed() = "Couldn’t load this incident";
    /// The next step after its cause.
    incident_failed_next(cause) = "{cause} Reload the page to try again.";
    /// The way to the front page, on each of these.
    see_status() = "See the current status";

    /// Without data.
    state_unknown() = "Current status unknown";
    /// Nothing is open, as far as could be read.
    state_unclear() = "Status unclear";
    /// Only with a fresh and complete answer.
    state_operational() = "All systems operational";
    /// The same for the past.
    state_none_open() = "No open incidents";
    /// A maintenance goes on, and no open incident has an impact.
    state_maintenance() = "Maintenance in progress";
    /// The worst open incident has no impact.
    state_notice() = "Service notice";
    /// The worst open incident is minor.
    state_minor() = "Minor disruption";
    /// The worst open incident is major.
    state_major() = "Major disruption";
    /// The worst open incident is critical.
    state_critical() = "Critical outage";
    /// The state, and the components that it's about.
    state_of(state, subject) = "{state}: {subject}";
    /// Two components.
    both(first, second) = "{first} and {second}";
    /// The worst affected component, and how many more there are.
    and_more(#count, first) = "{first} and {count} more";
    /// Follows a state in the past tense.
    as_of_time(time) = " as of {time}";
    /// Follows a state in data without a time.
    when_last_checked() = " when last checked";

    /// The document's title.
    window_title(screen, site) = "{screen} · {site}";
    /// In place of the name of an incident that isn't known yet.
    incident() = "Incident";
    /// In place of the name of a component that isn't known.
    component() = "Component";
    /// The update that a component's status is from.
    from_update(@time) = "From the update of {time}";
    /// The same, after the name of a component.
    from_this_update(@time) = "(from the update of {time})";
    /// The incident and the update that a component's status is from, in the tooltip of the component.
    from_update_of(name, time) = "From the update of {time}: {name}";
    /// The first day that a component was in use.
    in_use_since(@time) = "In use since {time}";
    /// When a component will be in use.
    in_use_from(@time) = "In use from {time}";
    /// A component's page covers this many days, and none of them had an incident.
    none_in_days(#count, time) = "No incidents in the day up to {time}." | "No incidents in the {count} days up to {time}.";
    /// Open incidents that may affect a component.
    open_unknown(#count) = "{count} open incident doesn’t say which components it affects."
        | "{count} open incidents don’t say which components they affect.";
    /// Heading of a month's page.
    incidents_in(month) = "Incidents in {month}";
    /// A month after the time of the data.
    month_ahead() = "No data for this month yet.";
    /// A month without any incidents.
    none_in_month(month) = "No incidents in {month}.";
    /// A month without any up to the data's day.
    none_in_month_up_to(month, day) = "No incidents in {month} up to {day}.";

    /// The time of the data, on paper.
    as_of(time) = "As of {time}";
    /// When somebody last posted on an open incident.
    last_update(@time) = "Last update {time}";
    /// The day of the last incident, where none is open.
    last_incident(@time) = "Last incident {time}";
    /// The number of open incidents.
    open_count(#count) = "{count} incident open" | "{count} incidents open";
    /// When the data was true: how long ago, or its time.
    checked(@time) = "Checked {time}";
    /// The same where a part of the data is missing.
    partly_checked(@time) = "Checked {time}, incomplete";
    /// There is data without a time.
    as_of_unknown() = "Last checked: unknown";
    /// Without data.
    no_answer_yet() = "No data yet";

    /// A change, for screen readers.
    news_new(name) = "New incident: {name}";
    /// A change, for screen readers.
    news_upcoming(name) = "Upcoming: {name}";
    /// A change, for screen readers.
    news_started(name) = "Started: {name}";
    /// A maintenance that is over, for screen readers.
    news_ended(name) = "Ended: {name}";
    /// A change, for screen readers.
    news_reopened(name) = "Reopened: {name}";
    /// A change, for screen readers.
    news_resolved(name) = "Resolved: {name}";
    /// A change, for screen readers.
    news_cancelled(name) = "Cancelled: {name}";
    /// A change, for screen readers.
    news_impact(name, impact) = "Impact of {name}: {impact}";
    /// A change, for screen readers.
    news_updated(name, status) = "Update on {name}: {status}";
    /// For screen readers, at the end of "Refresh now".
    no_change() = "No changes";

    /// Open incidents that the front page has no room for.
    more_open(#count) = "{count} more open incident is listed by month below."
        | "{count} more open incidents are listed by month below.";
    /// Only maintenances that go on touch a day, and they are in full at the top of the page.
    maintenance_above() = "Scheduled maintenance, listed above";
    /// Open incidents of a day, which are in full at the top of the page.
    open_above(#count) = "{count} open incident, listed above" | "{count} open incidents, listed above";
    /// Unfolds the other incidents of a day.
    more_of_day(#count) = "{count} more" | "{count} more";
    /// On a screen in an office, incidents or components that have no room. A script puts a number in place of `#`.
    wall_more() = "and # more";
    /// Incidents that have no room in their section.
    more(#count) = "{count} more incident" | "{count} more incidents";

    /// The last attempt failed, and older data is shown.
    refresh_failed() = "Couldn’t refresh.";
    /// The data on screen during a failure.
    shown_from(time) = "Showing data from {time}.";
    /// The same where the time of the data isn't known.
    shown_last_known() = "Showing the last known status.";
    /// The same where nothing is known.
    shown_nothing() = "The current status is unknown.";
    /// The next attempt after a failure.
    trying_again(time) = "Trying again {time}.";
    /// The next attempt of a paused page.
    trying_paused() = "Auto-refresh is paused. Select “Refresh now” to try again.";
    /// The next attempt of a page that has an answer.
    looking_again(time) = "Checking again {time}.";

    /// The data is older than it should be.
    stale(length, time) = "This data is {length} old, from {time}.";
    /// How old it is isn't known.
    stale_age_unknown() = "The age of this data is unknown.";
    /// The same where its time is known.
    stale_from(time) = "This data is from {time}. Its age is unknown.";
    /// The effect.
    stale_unpublished() = "Nothing newer has been published.";
    /// The effect in a paused page.
    stale_effect() = "It may be out of date.";

    /// A part of the data couldn't be decoded.
    unreadable(#count) = "{count} incident, update or maintenance couldn’t be loaded."
        | "{count} incidents, updates or maintenances couldn’t be loaded.";
    /// The effect.
    unreadable_effect() = "Everything else is shown, but we can’t confirm the overall status.";

    /// The list of maintenances couldn't be fetched.
    maintenances_missing() = "Scheduled maintenance couldn’t be loaded.";

    /// Something else keeps changing the document.
    interfered() = "Something on this device keeps changing this page.";
    /// The effect.
    interfered_effect() = "The status shown may be wrong or incomplete. Our services aren’t affected by this.";
    /// The next step.
    interfered_next() = "Try another browser, or turn off browser extensions for this page.";

    /// The same with how long until then.
    starts_in(in_time, @time) = "Starts {in_time} · {time}";

    /// The planned length of a maintenance.
    expected(length) = "Expected to take {length}";
    /// The planned end of a maintenance.
    ends(@time) = "Planned to end {time}";
    /// The same with how long until then.
    ends_in(in_time, @time) = "Planned to end {in_time} · {time}";
    /// The planned end of a maintenance that goes on.
    overran(@time) = "Planned end {time} has passed";
    /// When a maintenance ended.
    ended(@time) = "Ended {time}";

    /// An event that began on an earlier day and went on all day.
    continued_all_day() = "Continued all day";
    /// One that ended on this day.
    continued_until(@time) = "Continued until {time}";
    /// One that is still open.
    continued_open() = "Continued, still open";
    /// One whose end is ahead, though it is resolved.
    continued() = "Continued";
    /// One that ended on this day, and whose start is unknown.
    until(@time) = "Until {time}";
    /// An open incident, where it's listed among past ones.
    still_open() = "Still open";
    /// An open incident's length up to the time of the data.
    open_for(length) = "Open for {length}";
    /// A resolved incident's length.
    lasted(length) = "Lasted {length}";

    /// The zone in which times are shown.
    times_in(zone) = "Times are in {zone}.";
    /// The same with its offset.
    times_in_offset(zone, offset) = "Times are in {zone} ({offset}).";
}

/// From this age in minutes, a time is shown with its day.
pub const HALF_A_DAY: i64 = 720;

/// The banner's headline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    /// The state.
    pub state: String,
    /// Follows it in the past tense: the time of the data. Empty in the present tense.
    pub when: String,
}

impl Headline {
    /// Both, as one text.
    pub fn whole(&self) -> String {
        [&*self.state, &self.when].concat()
    }
}

/// A message about the data in three parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// What happened.
    pub cause: String,
    /// What is unaffected.
    pub effect: String,
    /// What comes next; empty in a page at rest.
    pub next: String,
}

impl PageText {
    /// The banner's headline: in the present only for a fresh answer, else [`PageText::past_headline`].
    ///
    /// `subject` names the components that it's about, if any.
    pub fn headline(self, assessment: &Assessment, subject: &str, zone: &dyn Zone) -> Headline {
        if assessment.fresh {
            let state = self.about(self.state(assessment.overall, true), subject);
            return Headline { state, when: String::new() };
        }
        self.past_headline(assessment, subject, zone)
    }

    /// The banner's headline as a statement about the time of the data: true whenever it is read.
    pub fn past_headline(self, assessment: &Assessment, subject: &str, zone: &dyn Zone) -> Headline {
        let (state, when) = match (assessment.source, assessment.as_of) {
            (None, _) => (self.state_unknown(), String::new()),
            (_, Some(at)) => (self.past_state(assessment), self.as_of_time(&self.shared().clock(at, zone))),
            (_, None) => (self.past_state(assessment), self.when_last_checked().to_owned()),
        };
        Headline { state: self.about(state, subject), when }
    }

    fn about(self, state: &str, subject: &str) -> String {
        if subject.is_empty() { state.to_owned() } else { self.state_of(state, subject) }
    }

    /// The components that a headline is about, by their names: all of two, or the first and the number of the others.
    pub fn subject(self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [name] => (*name).to_owned(),
            [first, second] => self.both(first, second),
            [first, others @ ..] => self.and_more(as_count(others.len()), first),
        }
    }

    /// The overall state at the time of the data, which must be shown with it.
    pub fn past_state(self, assessment: &Assessment) -> &'static str {
        // The missing part may be an open incident, or a maintenance that goes on.
        match assessment.overall {
            Overall::Unknown if assessment.unreadable > 0 || assessment.lacks_maintenances => self.state_unclear(),
            overall => self.state(overall, false),
        }
    }

    fn state(self, overall: Overall, fresh: bool) -> &'static str {
        match overall {
            Overall::Operational if fresh => self.state_operational(),
            Overall::Operational | Overall::Unknown => self.state_none_open(),
            Overall::Notice => self.state_notice(),
            Overall::Maintenance => self.state_maintenance(),
            Overall::Minor => self.state_minor(),
            Overall::Major => self.state_major(),
            Overall::Critical => self.state_critical(),
        }
    }

    /// The document's title: on the front page the headline first, since a tab shows little more; elsewhere the subject of
    /// the screen. `name` is that of the incident or maintenance, once it is known.
    pub fn title(self, site: &str, route: &Route, name: Option<&str>, headline: &Headline) -> String {
        let screen = match (route, name) {
            (Route::Home, _) => headline.whole(),
            (Route::Component(_), Some(name)) => name.to_owned(),
            (Route::Component(_), None) => self.component().to_owned(),
            (Route::Incident(_) | Route::Maintenance(_), Some(name)) => self.shared().name(name).to_owned(),
            (Route::Incident(_), None) => self.incident().to_owned(),
            (Route::Maintenance(_), None) => self.shared().maintenance().to_owned(),
            (Route::Month(month), _) => self.month_heading(*month),
            (Route::Year(year), _) => self.year_heading(*year),
            (Route::History, _) => self.history().to_owned(),
            (Route::NotFound, _) => self.not_found().to_owned(),
        };
        self.window_title(&screen, site)
    }

    /// Heading of the page of an incident or a maintenance that doesn't exist.
    pub fn missing(self, route: &Route) -> &'static str {
        match route {
            Route::Maintenance(_) => self.missing_maintenance(),
            Route::Component(_) => self.missing_component(),
            Route::Home | Route::Incident(_) | Route::Month(_) | Route::Year(_) | Route::History | Route::NotFound => {
                self.missing_incident()
            }
        }
    }

    /// Heading of a month's page.
    pub fn month_heading(self, month: Month) -> String {
        self.incidents_in(&self.shared().month(month))
    }

    /// Heading of a year's page.
    pub fn year_heading(self, year: i32) -> String {
        self.incidents_in(&number(year))
    }

    /// A month without incidents, or without any up to the data's day.
    pub fn month_empty(self, month: Month, until: Option<Date>) -> String {
        let month = self.shared().month(month);
        match until {
            Some(date) => self.none_in_month_up_to(&month, &self.shared().day(date)),
            None => self.none_in_month(&month),
        }
    }

    /// A group of components in a few words: "1 major outage, 2 degraded", "6 operational". `counts` has the components
    /// of each claim, worst first, and the last are left out where there are others.
    pub fn group(self, counts: [i64; 7], fresh: bool) -> String {
        let well = if fresh { Key::group_operational } else { Key::group_no_problem_known };
        let keys = [
            Key::group_major_outage,
            Key::group_partial_outage,
            Key::group_degraded,
            Key::group_maintenance,
            Key::group_other,
            Key::group_unknown,
            well,
        ];
        let mut said = String::new();
        for (place, key) in keys.into_iter().enumerate() {
            if counts[place] > 0 && (place < 6 || said.is_empty()) {
                let part = count(self.0.text(key), self.0.plural, counts[place]);
                said = if said.is_empty() { part } else { self.and_then(&said, &part) };
            }
        }
        said
    }

    /// The worst of a day: "major incident".
    pub fn day_kind(self, kind: DayKind) -> &'static str {
        match kind {
            DayKind::Critical => self.day_critical(),
            DayKind::Major => self.day_major(),
            DayKind::Minor => self.day_minor(),
            DayKind::Maintenance => self.day_maintenance(),
            DayKind::Notice => self.day_notice(),
            DayKind::NoData => self.day_no_data(),
            DayKind::Clear => self.day_clear(),
        }
    }

    /// The worst of a day, and for how long: "major incident, 2 h 10 min".
    pub fn day_bar(self, bar: &DayBar) -> String {
        let kind = self.day_kind(bar.worst);
        if bar.minutes == 0 || matches!(bar.worst, DayKind::NoData | DayKind::Clear) {
            return kind.to_owned();
        }
        self.and_then(kind, &self.shared().length(Duration::from_millis(bar.minutes * 60_000)))
    }

    /// A change, for screen readers.
    pub fn news(self, news: News, incident: &Incident) -> String {
        let message = match news {
            News::New => Key::news_new,
            News::Upcoming => Key::news_upcoming,
            News::Started => Key::news_started,
            News::Reopened => Key::news_reopened,
            News::Resolved => Key::news_resolved,
            News::Cancelled => Key::news_cancelled,
            News::Impact => Key::news_impact,
            News::Updated => Key::news_updated,
        };
        let shared = self.shared();
        let (impact, status) = (shared.impact(&incident.impact), shared.status(&incident.status));
        fill(self.0.text(message), "name,impact,status,", &[shared.name(&incident.name), impact, status])
    }

    /// The error of the last attempt, what is unaffected, and when the next one is.
    pub fn trouble(
        self,
        error: &ApiError,
        as_of: Option<Timestamp>,
        known: bool,
        age: Option<Duration>,
        next: Option<Duration>,
        zone: &dyn Zone,
    ) -> Sentences {
        let effect = match (known, as_of) {
            // The time of day alone could be that of another day.
            (true, Some(at)) if age.is_some_and(|age| age.minutes() < HALF_A_DAY) => {
                self.shown_from(&self.shared().clock(at, zone))
            }
            (true, Some(at)) => self.shown_from(&self.shared().long_moment(at, zone)),
            (true, None) => self.shown_last_known().to_owned(),
            (false, _) => self.shown_nothing().to_owned(),
        };
        let next = match next {
            Some(length) => self.trying_again(&self.shared().in_time(length)),
            None => self.trying_paused().to_owned(),
        };
        Sentences { cause: self.shared().happened(error), effect, next }
    }

    /// The data is older than it should be, or its age is not known, though the last attempt was good.
    pub fn late(
        self,
        as_of: Option<Timestamp>,
        age: Option<Duration>,
        paused: bool,
        next: Option<Duration>,
        zone: &dyn Zone,
    ) -> Sentences {
        let cause = match (as_of, age) {
            // The time of day alone could be that of another day.
            (Some(at), Some(age)) => {
                let print = if age.minutes() < HALF_A_DAY { SharedText::clock } else { SharedText::moment };
                self.stale(&self.shared().length(age), &print(self.shared(), at, zone))
            }
            (Some(at), None) => self.stale_from(&self.shared().moment(at, zone)),
            (None, _) => self.stale_age_unknown().to_owned(),
        };
        let effect = match (age, paused) {
            (Some(_), false) => self.stale_unpublished(),
            (Some(_), true) | (None, _) => self.stale_effect(),
        };
        Sentences { cause, effect: effect.to_owned(), next: self.look_again(next) }
    }

    /// A part of the data couldn't be decoded, or the list of maintenances couldn't be fetched.
    pub fn incomplete(self, count: i64, lacks_maintenances: bool, next: Option<Duration>) -> Sentences {
        let cause = if lacks_maintenances { self.maintenances_missing().to_owned() } else { self.unreadable(count) };
        Sentences { cause, effect: self.unreadable_effect().to_owned(), next: self.look_again(next) }
    }

    /// Something else keeps changing the document.
    pub fn interference(self) -> Sentences {
        Sentences {
            cause: self.interfered().to_owned(),
            effect: self.interfered_effect().to_owned(),
            next: self.interfered_next().to_owned(),
        }
    }

    /// When the page asks again though nothing failed; nothing in a page at rest.
    fn look_again(self, next: Option<Duration>) -> String {
        next.map_or(String::new(), |length| self.looking_again(&self.shared().in_time(length)))
    }

    /// "Times are in Europe/Berlin (UTC+1)."
    pub fn zone_name(self, zone: &dyn Zone, at: Option<Timestamp>) -> String {
        let name = zone.name();
        match at.map(|at| zone.offset(at).to_text()).filter(|offset| offset != name) {
            Some(offset) => self.times_in_offset(name, &offset),
            None => self.times_in(name),
        }
    }
}
