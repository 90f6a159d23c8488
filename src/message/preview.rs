//! What a link's preview says. Others keep it for long and show it without asking again: whatever may change has its time
//! and its day.

use super::{page, shared};
use crate::domain::{Incident, Month, Phase, Timestamp, Zone};
use crate::remote::Standing;

/// The front page: "Critical outage as of 28 Nov 2026, 14:47 UTC".
pub fn front_title(standing: &Standing, at: Timestamp, zone: &dyn Zone) -> String {
    as_of(page::past_state(standing), at, zone)
}

/// An incident: "Resolved: Search is slow", "Investigating as of 28 Nov 2026, 14:47 UTC: Search is slow".
pub fn incident_title(incident: &Incident, at: Timestamp, zone: &dyn Zone) -> String {
    let status = match incident.phase(Some(at)) {
        Phase::Upcoming => as_of(shared::UPCOMING, at, zone),
        Phase::Open => as_of(shared::status(&incident.status), at, zone),
        Phase::Cancelled => shared::CANCELLED.to_owned(),
        Phase::Resolved => shared::status(&incident.status).to_owned(),
    };
    format!("{status}: {}", shared::name(&incident.name))
}

/// How bad it is, how far the work is and since when, and `newest`, the last that was posted, if anything was.
pub fn incident(incident: &Incident, newest: &str, at: Timestamp, zone: &dyn Zone) -> String {
    let status = shared::status(&incident.status);
    let status = match (incident.phase(Some(at)), incident.created, incident.resolved) {
        (Phase::Upcoming, Some(start), _) => format!("{}{}", page::STARTS, shared::moment(start, zone)),
        (Phase::Cancelled, ..) => shared::CANCELLED.to_owned(),
        (Phase::Resolved, _, Some(resolved)) => format!("{status} {}", shared::moment(resolved, zone)),
        (Phase::Upcoming | Phase::Open | Phase::Resolved, ..) => as_of(status, at, zone),
    };
    let text = format!("{}. {status}. {newest}", shared::impact_alone(&incident.impact));
    text.trim_end().to_owned()
}

/// A month: "Incidents in November 2026, as of 28 Nov 2026, 14:47 UTC."
pub fn month(month: Month, at: Timestamp, zone: &dyn Zone) -> String {
    format!("{}, as of {}.", page::month_heading(month), shared::moment(at, zone))
}

fn as_of(what: &str, at: Timestamp, zone: &dyn Zone) -> String {
    format!("{what} as of {}", shared::moment(at, zone))
}
