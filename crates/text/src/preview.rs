//! The words of a link's preview. Chats and social sites keep it for long: whatever may change has its time and its day.

use super::{page, shared};
use model::history::Phase;
use model::{Assessment, Incident, Month, Timestamp, Zone};

/// The front page: "Critical outage as of 28 Nov 2026, 14:47 UTC".
pub fn front_title(assessment: &Assessment, at: Timestamp, zone: &dyn Zone) -> String {
    as_of(page::past_state(assessment), at, zone)
}

/// An incident: "Resolved: Search is slow", "Investigating as of 28 Nov 2026, 14:47 UTC: Search is slow".
pub fn incident_title(incident: &Incident, at: Timestamp, zone: &dyn Zone) -> String {
    let stage = match incident.phase(Some(at)) {
        Phase::Open | Phase::Upcoming => stage(incident, at, zone),
        Phase::Cancelled => shared::CALLED_OFF.to_owned(),
        Phase::Resolved => shared::status(&incident.status).to_owned(),
    };
    format!("{stage}: {}", shared::name(&incident.name))
}

/// How bad it is, how far the work is and since when, and `newest`, the last that was posted, if anything was.
pub fn incident(incident: &Incident, newest: &str, at: Timestamp, zone: &dyn Zone) -> String {
    let text = format!("{}. {}. {newest}", shared::impact_alone(&incident.impact), stage(incident, at, zone));
    text.trim_end().to_owned()
}

fn stage(incident: &Incident, at: Timestamp, zone: &dyn Zone) -> String {
    let moment = |at: Timestamp| shared::moment(at, zone);
    let status = shared::status(&incident.status);
    match (incident.phase(Some(at)), incident.created, incident.resolved) {
        (Phase::Upcoming, Some(start), _) => as_of(&format!("{} {}", shared::PLANNED, moment(start)), at, zone),
        (Phase::Cancelled, _, Some(end)) => format!("{} {}", shared::CALLED_OFF, moment(end)),
        (Phase::Resolved, _, Some(end)) => format!("{status} {}", moment(end)),
        (Phase::Cancelled, _, None) => as_of(shared::CALLED_OFF, at, zone),
        (Phase::Upcoming | Phase::Open | Phase::Resolved, _, _) => as_of(status, at, zone),
    }
}

/// A month: "Incidents in November 2026, as of 28 Nov 2026, 14:47 UTC."
pub fn month(month: Month, at: Timestamp, zone: &dyn Zone) -> String {
    format!("{}, as of {}.", page::month_heading(month), shared::moment(at, zone))
}

fn as_of(what: &str, at: Timestamp, zone: &dyn Zone) -> String {
    format!("{what} as of {}", shared::moment(at, zone))
}
