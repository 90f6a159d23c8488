//! Reads the incidents, their entries and the maintenances from the API.

use super::UNTOUCHED;
use super::previous::{PreviousGeneration, is_listed_as};
use super::served::Served;
use crate::client::{ApiClient, ApiReply, ClientLimits};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::parallel::parallel_map;
use contract::document::path;
use contract::incident_api::decode::{
    Unreadable, decode_incident, decode_maintenances, decode_timeline, decode_versioned_list,
};
use contract::incident_api::{ApiError, Cause, Endpoint};
use model::incident::Timeline;
use model::{Incident, IncidentId, IncidentList, MaintenanceList, StatusData, Timestamp};
use std::collections::HashMap;
use std::time::Duration;
use text::SharedText;

/// The number of parallel requests: enough to hide latency, few enough not to burden the API.
const AT_ONCE: usize = 8;
/// The limits of a request.
pub(super) const LIMITS: ClientLimits = ClientLimits {
    call_time: Duration::from_secs(30),
    answer: 256 * 1024 * 1024,
    kept_connections: AT_ONCE,
    kept_time: Duration::from_secs(15),
};
/// The most attempts at a request when the API asks to retry later, and the longest pause between them.
const PATIENCE: u32 = 3;
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How many times the list is read again after the entries, to reread incidents that have changed. Otherwise an
/// incident could be published with its old status and the entry that changed it.
const FURTHER_LOOKS: usize = 2;

/// The data of the API, and the time it is from.
pub(super) struct Fetched {
    /// The data, incidents with their entries; nothing in it is unreadable.
    pub(super) data: StatusData,
    /// The time of the first list.
    pub(super) as_of: Timestamp,
}

/// Reads everything, except for entries that the current generation, `served`, already has.
///
/// # Errors
/// If a request fails, or a response violates the contract or has anything unreadable.
pub(super) fn read(client: &ApiClient, clock: &dyn Clock, served: Option<&Served>) -> Result<Fetched, Failure> {
    let api = Api { client, clock };
    let (mut list, as_of) = api.list()?;
    // If the list has entries, no further requests are needed.
    let is_whole = |list: &IncidentList| list.incidents().iter().all(|incident| incident.timeline.is_some());
    let had_maintenances = served.is_some_and(|served| {
        let text = served.sound(path::MAINTENANCES).and_then(|bytes| String::from_utf8(bytes).ok());
        let published = text.and_then(|text| decode_maintenances(&text).ok());
        published.is_some_and(|(list, _)| !list.maintenances().is_empty())
    });
    let maintenances = api.maintenances(had_maintenances)?;
    let served = served.filter(|_| !is_whole(&list));
    let previous = PreviousGeneration::read(served);
    let mut incidents = api.with_entries(list.incidents(), |incident| previous.complete(incident, as_of))?;
    for _ in 0..FURTHER_LOOKS {
        if is_whole(&list) {
            break;
        }
        let (next, _) = api.list()?;
        if next.incidents() == list.incidents() {
            break;
        }
        let read: HashMap<&IncidentId, &Incident> = incidents.iter().map(|one| (&one.id, one)).collect();
        let unchanged = |listed: &Incident| read.get(&listed.id).copied().filter(|known| is_listed_as(known, listed));
        incidents = api.with_entries(next.incidents(), unchanged)?;
        list = next;
    }
    // Everything read later is at least this new.
    Ok(Fetched { data: StatusData::new(IncidentList::new(incidents, 0), maintenances), as_of })
}

fn refuse_unreadable(number: usize, of: &str) -> Result<(), Failure> {
    if number == 0 {
        return Ok(());
    }
    Err(Failure::new(format!(
        "Couldn't read {number} of the elements in {of}, so the page would be incomplete. {UNTOUCHED} Check the API's \
         response, then publish again."
    )))
}

struct Api<'a> {
    client: &'a ApiClient,
    clock: &'a dyn Clock,
}

impl Api<'_> {
    /// Reads the list, without unreadable elements, and the time it is from.
    fn list(&self) -> Result<(IncidentList, Timestamp), Failure> {
        let failure = |error: ApiError| self.failure("the list of incidents", &error);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let asked = self.clock.now();
            let reply = self.get(Endpoint::List).map_err(failure)?;
            let (list, version) = decode_versioned_list(&reply.body).map_err(|error| failure(error.into()))?;
            refuse_unreadable(list.unreadable(), "the list of incidents")?;
            let dated = version.map(|version| self.client.dated(&version, self.clock.now())).transpose();
            match dated {
                Ok(Some(Some((as_of, _)))) => return Ok((list, as_of)),
                // Without a time in the response, the time of the request by this machine's clock is used.
                Ok(Some(None) | None) => return Ok((list, reply.date.unwrap_or(asked))),
                // The list changed between the two requests.
                Err(error) if error.cause == Cause::Unreadable(Unreadable::OtherShape) && attempt < PATIENCE => {}
                Err(error) if error.cause == Cause::Unreadable(Unreadable::OtherShape) => {
                    return Err(Failure::new(format!(
                        "The list of incidents at {} doesn't match the version that the API reports for it. \
                         {UNTOUCHED} A cache may have an old copy of one of the two. Use an address that bypasses the \
                         cache, or publish again later.",
                        self.client.base().as_str()
                    )));
                }
                Err(error) => return Err(self.failure("the time of the list of incidents", &error)),
            }
        }
    }

    /// Reads the maintenances that visitors may see. An API without the call has none, unless some were published before.
    fn maintenances(&self, had_some: bool) -> Result<MaintenanceList, Failure> {
        const WHAT: &str = "the list of maintenances";
        match self.get(Endpoint::Maintenances) {
            Ok(reply) => {
                let (list, _) = decode_maintenances(&reply.body).map_err(|error| self.failure(WHAT, &error.into()))?;
                refuse_unreadable(list.unreadable(), WHAT)?;
                Ok(list.public())
            }
            Err(error) if matches!(error.cause, Cause::NotFound | Cause::Unexpected(405)) && !had_some => {
                Ok(MaintenanceList::default())
            }
            Err(error) => Err(self.failure(WHAT, &error)),
        }
    }

    /// Reads the entries of incidents, except for those that `known` has. Incidents that have been deleted in the
    /// meantime are left out.
    fn with_entries<'a>(
        &self,
        incidents: &[Incident],
        known: impl Fn(&Incident) -> Option<&'a Incident> + Sync,
    ) -> Result<Vec<Incident>, Failure> {
        let read = parallel_map(incidents, AT_ONCE, |incident| match known(incident) {
            Some(known) => Ok(Some(known.clone())),
            None => self.complete(incident),
        });
        Ok(read?.into_iter().flatten().collect())
    }

    /// Reads the entries of an incident; `None` if it has been deleted since the list was read.
    fn complete(&self, incident: &Incident) -> Result<Option<Incident>, Failure> {
        if incident.timeline.is_some() {
            return Ok(Some(incident.clone()));
        }
        let what = || format!("the entries of the incident {:?}", incident.id.as_str());
        let with = |timeline| Ok(Some(Incident { timeline, ..incident.clone() }));
        match self.get(Endpoint::Entries(&incident.id)) {
            Ok(reply) => {
                let timeline = decode_timeline(&reply.body).map_err(|error| self.failure(&what(), &error.into()))?;
                refuse_unreadable(Timeline::unreadable(&timeline), &format!("{:?}", incident.id.as_str()))?;
                with(Some(timeline))
            }
            // Either the incident has been deleted, or the API doesn't support entries.
            Err(error) if error.cause == Cause::NotFound => match self.get(Endpoint::Get(&incident.id)) {
                Ok(reply) => match decode_incident(&reply.body) {
                    Ok(_) => with(None),
                    Err(error) => Err(self.failure(&what(), &error.into())),
                },
                Err(error) if error.cause == Cause::NotFound => Ok(None),
                Err(error) => Err(self.failure(&what(), &error)),
            },
            Err(error) => Err(self.failure(&what(), &error)),
        }
    }

    fn get(&self, endpoint: Endpoint<'_>) -> Result<ApiReply, ApiError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.client.get(endpoint, self.clock.now()) {
                Err(ApiError {
                    cause: Cause::TooMany | Cause::ServerFailed(503), retry_after: Some(pause), ..
                }) if attempt < PATIENCE => {
                    let pause = u64::try_from(pause.millis()).map_or(LONGEST_PAUSE, Duration::from_millis);
                    std::thread::sleep(pause.min(LONGEST_PAUSE));
                }
                other => return other,
            }
        }
    }

    fn failure(&self, what: &str, error: &ApiError) -> Failure {
        let happened = SharedText::english().happened(error);
        let detail = error.detail.as_ref().map(|detail| format!(" Details: {detail:?}.")).unwrap_or_default();
        let next = match error.cause {
            Cause::SignedOut | Cause::Forbidden if !self.client.has_credential() => {
                "Use --key-file to name a file with the API key, or set STATUSPANE_KEY."
            }
            Cause::SignedOut | Cause::Forbidden => {
                "Check that the key is correct and hasn't been revoked, then publish again."
            }
            Cause::NotFound | Cause::Unreadable(_) | Cause::Unexpected(_) => {
                "Check that --from is the API's base URL with its version, such as https://api.example.com/v1."
            }
            Cause::NoAnswer | Cause::TimedOut | Cause::Aborted | Cause::Refused(_) | Cause::TooMany => {
                "Check that the API can be reached from this machine, then publish again."
            }
            Cause::ServerFailed(_) => "Publish again when the API has recovered.",
        };
        Failure::new(format!(
            "Couldn't read {what} from {}. {happened}{detail} {UNTOUCHED} {next}",
            self.client.base().as_str()
        ))
    }
}
