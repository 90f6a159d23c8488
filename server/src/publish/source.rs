//! Reading the incidents and their entries from the API.

use super::UNTOUCHED;
use crate::clock::Clock;
use crate::failure::Failure;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use statuspane::api::error::retry_after_seconds;
use statuspane::api::wire::{decode_incident, decode_list, decode_timeline};
use statuspane::api::{ApiError, Authorization, Base, Cause, Endpoint, KeyPair};
use statuspane::domain::incident::Timeline;
use statuspane::domain::{Incident, IncidentList, Timestamp};
use statuspane::message::shared;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};
use ureq::Agent;

/// How many calls are under way at once: enough not to wait for each, few enough to be no burden.
const AT_ONCE: usize = 8;
/// How long one call may take.
const CALL_TIME: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes.
const ANSWER_MAX: u64 = 256 * 1024 * 1024;
/// How often a call is repeated that the API asks to be repeated later, and the longest pause taken for it.
const PATIENCE: u32 = 3;
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How many seconds a signed token is good for.
const TOKEN_TIME: i64 = 300;

/// What the API is asked with.
#[derive(Clone)]
pub enum Credential {
    /// The whole value of `Authorization`.
    Token(Authorization),
    /// An access key, and the secret key that signs.
    Pair(KeyPair, String),
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(hidden)")
    }
}

impl Credential {
    /// The value of `Authorization` at this time.
    fn authorization(&self, now: Timestamp) -> Authorization {
        match self {
            Self::Token(authorization) => authorization.clone(),
            Self::Pair(pair, secret) => {
                let input = pair.signing_input(now.millis() / 1000, TOKEN_TIME);
                let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
                mac.update(input.as_bytes());
                pair.authorization(&input, &mac.finalize().into_bytes())
            }
        }
    }
}

/// All that the API has, and the time that it speaks of.
pub(super) struct Reading {
    /// The incidents with their entries, every one of them readable.
    pub(super) list: IncidentList,
    /// When the list was answered.
    pub(super) as_of: Timestamp,
}

/// Reads everything.
///
/// # Errors
/// When an answer fails, is not what the contract says, or holds anything that can't be read.
pub(super) fn read(base: &Base, credential: Option<&Credential>, clock: &dyn Clock) -> Result<Reading, Failure> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        // The credential goes to the address that was named, and nowhere else.
        .max_redirects(0)
        .timeout_global(Some(CALL_TIME))
        .max_idle_connections_per_host(AT_ONCE)
        .user_agent(concat!("statuspane/", env!("CARGO_PKG_VERSION")));
    let api = Api { agent: config.build().into(), base, credential, clock };
    let asked = clock.now();
    let reply = api.get(Endpoint::List).map_err(|error| api.told("The list of incidents", &error))?;
    let list = decode_list(&reply.body).map_err(|error| api.told("The list of incidents", &error.into()))?;
    refuse_unreadable(list.unreadable(), "the list of incidents")?;
    let incidents = api.with_entries(list.incidents())?;
    // Without a time of its own the answer is as old as the question, by the clock of this machine.
    Ok(Reading { list: IncidentList::new(incidents, 0), as_of: reply.date.unwrap_or(asked) })
}

fn refuse_unreadable(number: usize, of: &str) -> Result<(), Failure> {
    if number == 0 {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{number} of the elements in {of} could not be read, and a page without them would not be true. {UNTOUCHED} \
         See what the API answers there, then publish again."
    )))
}

struct Api<'a> {
    agent: Agent,
    base: &'a Base,
    credential: Option<&'a Credential>,
    clock: &'a dyn Clock,
}

struct Reply {
    body: String,
    /// When the answer was made.
    date: Option<Timestamp>,
}

impl Api<'_> {
    /// The incidents, each with its entries; without those that were removed meanwhile.
    fn with_entries(&self, incidents: &[Incident]) -> Result<Vec<Incident>, Failure> {
        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let done = Mutex::new(Vec::with_capacity(incidents.len()));
        let work = || {
            let mut own = Vec::new();
            while let Some(incident) = incidents.get(next.fetch_add(1, Ordering::Relaxed)) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                match self.complete(incident) {
                    Ok(incident) => own.extend(incident),
                    Err(failure) => {
                        stopped.store(true, Ordering::Relaxed);
                        return Err(failure);
                    }
                }
            }
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).append(&mut own);
            Ok(())
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_ONCE.min(incidents.len())).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| match worker.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            })
        })?;
        Ok(done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The incident with its entries; `None` when it was removed since the list was read.
    fn complete(&self, incident: &Incident) -> Result<Option<Incident>, Failure> {
        if incident.timeline.is_some() {
            return Ok(Some(incident.clone()));
        }
        let what = || format!("The entries of the incident {:?}", incident.id.as_str());
        let with = |timeline| Ok(Some(Incident { timeline, ..incident.clone() }));
        match self.get(Endpoint::Entries(&incident.id)) {
            Ok(reply) => {
                let timeline = decode_timeline(&reply.body).map_err(|error| self.told(&what(), &error.into()))?;
                refuse_unreadable(Timeline::unreadable(&timeline), &format!("{:?}", incident.id.as_str()))?;
                with(Some(timeline))
            }
            // Either the incident is gone, or the API has no entries.
            Err(error) if error.cause == Cause::NotFound => match self.get(Endpoint::Get(&incident.id)) {
                Ok(reply) => match decode_incident(&reply.body) {
                    Ok(_) => with(None),
                    Err(error) => Err(self.told(&what(), &error.into())),
                },
                Err(error) if error.cause == Cause::NotFound => Ok(None),
                Err(error) => Err(self.told(&what(), &error)),
            },
            Err(error) => Err(self.told(&what(), &error)),
        }
    }

    fn get(&self, endpoint: Endpoint<'_>) -> Result<Reply, ApiError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.get_once(endpoint) {
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

    fn get_once(&self, endpoint: Endpoint<'_>) -> Result<Reply, ApiError> {
        let mut request = self.agent.get(self.base.address(endpoint)).header("Accept", "application/json");
        if let Some(credential) = self.credential {
            request = request.header("Authorization", credential.authorization(self.clock.now()).expose());
        }
        let mut response = request.call().map_err(|error| no_answer(&error))?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let retry_after = header("retry-after").and_then(retry_after_seconds);
        let held = header("age").and_then(|age| age.trim().parse::<i64>().ok()).filter(|age| *age >= 0).unwrap_or(0);
        let date = header("date").and_then(timestamp).map(|date| date.plus_millis(-held.saturating_mul(1000)));
        let status = response.status();
        let body = response.body_mut().with_config().limit(ANSWER_MAX).lossy_utf8(false).read_to_string();
        match body {
            Ok(body) if status.is_success() => Ok(Reply { body, date }),
            Ok(body) => Err(ApiError::from_response(status.as_u16(), &body, retry_after)),
            Err(_) if !status.is_success() => Err(ApiError::from_response(status.as_u16(), "", retry_after)),
            Err(error) => Err(no_answer(&error)),
        }
    }

    fn told(&self, what: &str, error: &ApiError) -> Failure {
        let happened = shared::what_happened(error);
        let detail = error.detail.as_ref().map(|detail| format!(" It says: {detail:?}.")).unwrap_or_default();
        let next = match error.cause {
            Cause::SignedOut | Cause::Forbidden if self.credential.is_none() => {
                "Put a key into a file and name it with --key-file, or into STATUSPANE_KEY."
            }
            Cause::SignedOut | Cause::Forbidden => "See that the key is right and still good, then publish again.",
            Cause::NotFound | Cause::Unreadable(_) | Cause::Unexpected(_) => {
                "See that --from is the API's base address with its version, such as https://api.example.com/v1."
            }
            Cause::NoAnswer | Cause::TimedOut | Cause::Aborted | Cause::Refused(_) | Cause::TooMany => {
                "See that the API can be reached from here, then publish again."
            }
            Cause::ServerFailed(_) => "Publish again once the API is well.",
        };
        Failure::new(format!(
            "{what} could not be read from {}. {happened}{detail} {UNTOUCHED} {next}",
            self.base.as_str()
        ))
    }
}

/// An error without an answer. Its words may help whoever runs this; they never hold the credential.
fn no_answer(error: &ureq::Error) -> ApiError {
    let cause = match error {
        ureq::Error::Timeout(_) => Cause::TimedOut,
        _ => Cause::NoAnswer,
    };
    ApiError { detail: Some(error.to_string()), ..ApiError::of(cause) }
}

/// The date of a header (RFC 9110, section 5.6.7).
fn timestamp(date: &str) -> Option<Timestamp> {
    let since = httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?)
}
