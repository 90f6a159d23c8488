//! The text of a document that the page's app doesn't show: the preview of a link, and the message for when the app
//! doesn't start. Chats and social sites keep a preview for long: whatever may change has its time and its day.

use crate::PageText;
use crate::catalogue::catalogue;
use model::history::Phase;
use model::{Assessment, Incident, Month, Timestamp, Zone};

catalogue! {
    /// The messages of a document, around those of the page.
    DocumentText of DocumentMessages by Key {
        /// The messages of the page.
        page: PageText
    }

    /// The description of the front page, and of pages without a more specific one.
    description() = "Current service status and incident history.";

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

    /// A month: "Incidents in November 2026, as of 28 Nov 2026, 14:47 UTC."
    pub fn month(self, month: Month, at: Timestamp, zone: &dyn Zone) -> String {
        self.month_as_of(&self.page().month_heading(month), &self.page().shared().moment(at, zone))
    }
}
