//! The text of a document that the page's app doesn't show: the preview of a link, and the message for when the app
//! doesn't start. Chats and social sites keep a preview for long: whatever may change has its time and its day.

use crate::PageText;
use crate::catalogue::catalogue;
use model::history::Phase;
use model::{Assessment, Incident, Maintenance, MaintenanceState, Month, Timestamp, Zone};

catalogue! {
    /// The messages of a document, around those of the page.
    DocumentText of DocumentMessages by Key {
        /// The messages of the page.
        page: PageText
    }

    /// The description of the front page, and of pages without a more specific one.
    description() = "Current service status and incident history.";

    /// The description of a component's page.
    component(name) = "Current status and history of {name}.";

    /// An address whose content only the app can show, in a browser without JavaScript.
    needs_script(@link) = "This page needs JavaScript. You can see the {link} without it.";
    /// The link to the front page in it.
    needs_script_link() = "current status";

    /// A page with content whose app didn't start, or died: the cause, and the effect.
    unstarted() =
        "This page can’t check for updates right now. The status was correct at the time shown but may have changed since.";
    /// The next step.
    unstarted_next() = "Try reloading the page.";
    /// The same for a page without content. The plain bundle's `index.html` has the same words.
    unstarted_empty() = "This page couldn’t load, so the current status is unknown.";
    /// The next step.
    unstarted_empty_next() = "Try reloading the page, or use another browser.";
    /// Between the two, shown where it is true.
    starts_again() = "Retrying automatically.";

    /// A state at its time.
    as_of(state, time) = "{state} as of {time}";
    /// An upcoming incident.
    planned_for(start, time) = "Planned for {start} as of {time}";
    /// An incident that was cancelled.
    cancelled_at(end) = "Cancelled {end}";
    /// An incident that was resolved.
    resolved_at(status, end) = "{status} {end}";
    /// How far an incident is, and its name.
    incident_title(progress, name) = "{progress}: {name}";
    /// An incident's impact, its progress, and the latest update.
    incident_with_update(impact, progress, update) = "{impact}. {progress}. {update}";
    /// The same without an update.
    incident_alone(impact, progress) = "{impact}. {progress}.";
    /// A maintenance's progress, and its message.
    maintenance_with_message(progress, message) = "{progress}. {message}";
    /// The same without a message.
    maintenance_alone(progress) = "{progress}.";
    /// A maintenance that has begun, or wasn't held: how far it is, and when it is or was to end.
    maintenance_until(state, end, time) = "Maintenance {state}, planned to end {end}, as of {time}";
    /// A maintenance that has begun and whose end isn't known, or that was called off.
    maintenance_as_of(state, time) = "Maintenance {state} as of {time}";
    /// A maintenance that hasn't begun.
    maintenance_planned(start, time) = "Maintenance planned for {start} as of {time}";
    /// A maintenance that is over.
    maintenance_ended(end) = "Maintenance completed {end}";
    /// A month.
    month_as_of(month, time) = "{month}, as of {time}.";
}

impl DocumentText {
    /// The front page: "Critical outage as of 28 Nov 2026, 14:47 UTC".
    pub fn front_title(self, assessment: &Assessment, at: Timestamp, zone: &dyn Zone) -> String {
        self.as_of(self.page().past_state(assessment), &self.page().shared().moment(at, zone))
    }

    /// An incident: "Resolved: Search is slow", "Investigating as of 28 Nov 2026, 14:47 UTC: Search is slow".
    pub fn preview_title(self, incident: &Incident, at: Timestamp, zone: &dyn Zone) -> String {
        let shared = self.page().shared();
        let name = shared.name(&incident.name);
        match incident.phase(Some(at)) {
            Phase::Open | Phase::Upcoming => self.incident_title(&self.progress(incident, at, zone), name),
            Phase::Cancelled => self.incident_title(shared.cancelled(), name),
            Phase::Resolved => self.incident_title(shared.status(&incident.status), name),
        }
    }

    /// How bad it is, how far the work is and since when, and `newest`, the last that was posted, if anything was.
    pub fn preview(self, incident: &Incident, newest: &str, at: Timestamp, zone: &dyn Zone) -> String {
        let impact = self.page().shared().impact_alone(&incident.impact);
        let progress = self.progress(incident, at, zone);
        match newest.trim_end() {
            "" => self.incident_alone(impact, &progress),
            newest => self.incident_with_update(impact, &progress, newest),
        }
    }

    fn progress(self, incident: &Incident, at: Timestamp, zone: &dyn Zone) -> String {
        let shared = self.page().shared();
        let moment = |at: Timestamp| shared.moment(at, zone);
        let status = shared.status(&incident.status);
        match (incident.phase(Some(at)), incident.created, incident.resolved) {
            (Phase::Upcoming, Some(start), _) => self.planned_for(&moment(start), &moment(at)),
            (Phase::Cancelled, _, Some(end)) => self.cancelled_at(&moment(end)),
            (Phase::Resolved, _, Some(end)) => self.resolved_at(status, &moment(end)),
            (Phase::Cancelled, _, None) => self.as_of(shared.cancelled(), &moment(at)),
            (Phase::Upcoming | Phase::Open | Phase::Resolved, _, _) => self.as_of(status, &moment(at)),
        }
    }

    /// A maintenance: "Maintenance planned for 2 Dec 2026, 22:00 UTC as of 28 Nov 2026, 14:47 UTC: New storage".
    pub fn maintenance_title(self, maintenance: &Maintenance, at: Timestamp, zone: &dyn Zone) -> String {
        let name = self.page().shared().maintenance_name(&maintenance.name);
        self.incident_title(&self.maintenance_progress(maintenance, at, zone), name)
    }

    /// How far it is, and `message` in one line.
    pub fn maintenance_preview(
        self,
        maintenance: &Maintenance,
        message: &str,
        at: Timestamp,
        zone: &dyn Zone,
    ) -> String {
        let progress = self.maintenance_progress(maintenance, at, zone);
        match message.trim_end() {
            "" => self.maintenance_alone(&progress),
            message => self.maintenance_with_message(&progress, message),
        }
    }

    fn maintenance_progress(self, maintenance: &Maintenance, at: Timestamp, zone: &dyn Zone) -> String {
        let shared = self.page().shared();
        let moment = |at: Timestamp| shared.moment(at, zone);
        let state = maintenance.state(Some(at));
        let word = shared.maintenance_state(state).to_lowercase();
        match (state, maintenance.start(), maintenance.end().or(maintenance.planned_end)) {
            (MaintenanceState::Upcoming, Some(start), _) => self.maintenance_planned(&moment(start), &moment(at)),
            (MaintenanceState::InProgress, _, Some(end)) => self.maintenance_until(&word, &moment(end), &moment(at)),
            (MaintenanceState::Completed, _, Some(end)) => self.maintenance_ended(&moment(end)),
            (
                MaintenanceState::Upcoming
                | MaintenanceState::InProgress
                | MaintenanceState::Overrun
                | MaintenanceState::Completed
                | MaintenanceState::Cancelled,
                _,
                _,
            ) => self.maintenance_as_of(&word, &moment(at)),
        }
    }

    /// A year: "Incidents in 2026, as of 28 Nov 2026, 14:47 UTC."
    pub fn year(self, year: i32, at: Timestamp, zone: &dyn Zone) -> String {
        self.month_as_of(&self.page().year_heading(year), &self.page().shared().moment(at, zone))
    }

    /// A month: "Incidents in November 2026, as of 28 Nov 2026, 14:47 UTC."
    pub fn month(self, month: Month, at: Timestamp, zone: &dyn Zone) -> String {
        self.month_as_of(&self.page().month_heading(month), &self.page().shared().moment(at, zone))
    }
}
