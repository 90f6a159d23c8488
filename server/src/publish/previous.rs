//! Reuses entries of the current generation, so that a run needn't request all of them again.

use super::served::Served;
use contract::document::path;
use contract::snapshot::Snapshot;
use model::{Duration, Incident, IncidentId, StatusData, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The number of runs in which each incident's entries are requested at least once: the API doesn't report edits to
/// entries of resolved incidents.
const RUNS: u64 = 30;
/// How long after its end an incident is requested in every run, as people may still post to it.
const RECENT: Duration = Duration::from_seconds(7 * 24 * 3600);

/// The incidents of the current generation, with their entries.
pub(super) struct PreviousGeneration {
    incidents: HashMap<IncidentId, Incident>,
    /// The number of the generation, which each publishing run increases by one.
    turn: u64,
}

impl PreviousGeneration {
    /// Reads the list that a generation published. Nothing is reused if the file was changed, or an incident can't be
    /// decoded.
    pub(super) fn read(served: Option<&Served>) -> Self {
        let Some(served) = served else { return Self { incidents: HashMap::new(), turn: 0 } };
        let text = served.sound(path::INCIDENTS).and_then(|bytes| String::from_utf8(bytes).ok());
        let data = text.and_then(|text| Some(Snapshot::decode(&text).ok()?.data)).filter(StatusData::is_complete);
        let data = data.unwrap_or_default();
        let incidents =
            data.incidents.incidents().iter().map(|incident| (incident.id.clone(), incident.clone())).collect();
        Self { incidents, turn: served.number }
    }

    /// The known incident with its entries, if they can be used for this run.
    pub(super) fn complete(&self, listed: &Incident, now: Timestamp) -> Option<&Incident> {
        let known = self.incidents.get(&listed.id)?;
        let is_same = is_listed_as(known, listed);
        let ended = listed.resolved.or(listed.created);
        let is_recent = ended.is_some_and(|ended| now.since(ended) < RECENT);
        let has_its_turn = slot(&listed.id) == self.turn % RUNS;
        (known.timeline.is_some() && is_same && !listed.is_open() && !is_recent && !has_its_turn).then_some(known)
    }
}

/// Whether an incident equals the one in a list, apart from its entries.
pub(super) fn is_listed_as(known: &Incident, listed: &Incident) -> bool {
    Incident { timeline: None, ..known.clone() } == *listed
}

/// The run, modulo [`RUNS`], that requests an incident. Depends only on the ID, so that no incident is skipped.
fn slot(id: &IncidentId) -> u64 {
    let hash = Sha256::digest(id.as_str());
    hash[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) % RUNS
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everybody_has_a_turn_within_thirty_runs_and_few_at_once() {
        let old = |n: i64| json!({"id": format!("i{n}"), "name": "n", "incidentStatus": "resolved", "creationTime": n});
        let with_entries = |mut incident: serde_json::Value| {
            incident["entries"] = json!([]);
            incident
        };
        let list = |incidents: Vec<_>| {
            Snapshot::decode(&json!({ "incidents": incidents }).to_string()).expect("a list").data.incidents
        };
        let listed = list((0..600).map(old).collect());
        let known = list((0..600).map(old).map(with_entries).collect());
        let incidents: HashMap<_, _> = known.incidents().iter().map(|one| (one.id.clone(), one.clone())).collect();
        let now = Timestamp::from_millis(1_795_000_000_000).expect("a time");
        for first in [0, 7, 30, u64::MAX / 2] {
            let mut asked: HashMap<&IncidentId, u64> = HashMap::new();
            for turn in first..first + 30 {
                let previous = PreviousGeneration { incidents: incidents.clone(), turn };
                let own: Vec<_> =
                    listed.incidents().iter().filter(|one| previous.complete(one, now).is_none()).collect();
                assert!((5..=60).contains(&own.len()), "{} of 600 in run {turn}", own.len());
                own.into_iter().for_each(|incident| *asked.entry(&incident.id).or_default() += 1);
            }
            assert!(asked.len() == 600 && asked.values().all(|times| *times == 1), "from run {first} on");
        }
    }
}
