//! The text of the admin view. Every message says what happened, what is unaffected, what to do next.

use contract::incident_api::ApiError;
use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::Cause;
use model::Duration;
use model::draft::{Field, Rule};

/// The title of the window: how many incidents are open, once that is known.
pub fn title(site: &str, open: Option<usize>) -> String {
    match open {
        None => format!("{site} admin"),
        Some(0) => format!("No open incidents – {site} admin"),
        Some(open) => format!("{open} open – {site} admin"),
    }
}

/// The label next to the site's name.
pub const ADMIN: &str = "Admin";
/// Jumps over the header.
pub const SKIP: &str = "Skip to the content";
/// Leads to what visitors see.
pub const PUBLIC_PAGE: &str = "Public page";
/// Beside a link, for those who don't see its arrow.
pub const NEW_TAB: &str = "(opens in a new tab)";
/// Closes a message.
pub const DISMISS: &str = "Dismiss";
/// Before the app knows its configuration.
pub const STARTING: &str = "Loading…";

/// Signing in and out.
pub mod sign_in {
    /// The heading, when nobody is signed in.
    pub const HEADING: &str = "Sign in";
    /// The heading, when the API has refused somebody who was.
    pub const AGAIN: &str = "Sign in again";
    /// The label of the choice.
    pub const WAY: &str = "What you have";
    /// The choice of a complete value.
    pub const WAY_VALUE: &str = "A token, or a complete value";
    /// The choice of a key pair.
    pub const WAY_PAIR: &str = "A key pair";
    /// The field for a complete value.
    pub const AUTHORIZATION: &str = "Authorization value";
    /// The hint below the field.
    pub const AUTHORIZATION_HINT: &str = "Everything that stands after “Authorization:” in a request.";
    /// The field for the public half of a key pair.
    pub const ACCESS_KEY: &str = "Access key";
    /// The field for the secret half of a key pair.
    pub const SECRET: &str = "Secret key";
    /// How the key is used.
    pub const SECRET_HINT: &str = "It becomes a key inside this browser that signs for you and can't be read back. \
        The text is not kept anywhere.";
    /// Signing needs a secure context.
    pub const NOT_SECURE: &str = "Signing with a key pair needs HTTPS or localhost, and this page has neither. Open it \
        over HTTPS, or sign in with a token or a complete value.";
    /// How long it lasts.
    pub const LASTS: &str = "You stay signed in until you close or reload this page. Drafts are kept.";
    /// The button.
    pub const BUTTON: &str = "Sign in";
    /// The button, while the API is asked.
    pub const CHECKING: &str = "Signing in…";
    /// The button that ends it.
    pub const OUT: &str = "Sign out";
    /// After it was ended.
    pub const LEFT: &str = "You are signed out. Your drafts are kept in this browser.";
    /// Goes on with a sign-in that does not allow everything.
    pub const KEEP: &str = "Go on with this sign-in";
    /// The heading of the list of problems.
    pub const PROBLEMS: &str = "You are not signed in yet";
    /// The browser did not sign.
    pub const NOT_SIGNED: &str = "This browser could not sign with the secret key. Nothing was sent. Check that the \
        key is complete, or sign in with a token or a complete value.";

    /// Signed in as nobody that could be named.
    pub const SIGNED_IN: &str = "Signed in";
    /// The API no longer takes the credential.
    pub const REFUSED: &str = "The API no longer accepts your sign-in. It may have expired or been revoked. What you \
        typed is still below.";
    /// The credential doesn't allow the request.
    pub const FORBIDDEN: &str = "Your sign-in does not allow what you asked for. Sign in with another one, or go on \
        with this one. What you typed is still below.";

    /// Signed in with this access key.
    pub fn signed_in_with(access_key: &str) -> String {
        format!("Signed in with {access_key}")
    }

    /// A field is empty.
    pub fn required(label: &str) -> String {
        format!("Enter the {}", in_sentence(label))
    }

    /// A field has a character that cannot be sent.
    pub fn not_sendable(label: &str) -> String {
        let label = in_sentence(label);
        format!("The {label} has a character that can't be part of it. Copy it again from where it was issued")
    }

    /// A label within a sentence: `Authorization` is a name and keeps its capital.
    fn in_sentence(label: &str) -> String {
        if label == AUTHORIZATION { label.to_owned() } else { label.to_lowercase() }
    }
}

/// The list of incidents.
pub mod list {
    use model::Duration;

    /// The heading.
    pub const HEADING: &str = "Incidents";
    /// The heading of the open ones.
    pub const OPEN: &str = "Open";
    /// The heading of the others.
    pub const PAST: &str = "Resolved";
    /// Reads the list now.
    pub const REFRESH: &str = "Refresh";
    /// While the list is read for the first time.
    pub const LOADING: &str = "Reading the incidents…";
    /// The list is empty.
    pub const EMPTY: &str = "There are no incidents. When you create one, it stands here and on the public page.";
    /// None is open.
    pub const NONE_OPEN: &str = "Nothing is open.";
    /// None is resolved.
    pub const NONE_PAST: &str = "Nothing has been resolved yet.";
    /// The list could not be read, and nothing is known.
    pub const FAILED: &str = "The incidents could not be read";
    /// The list could not be read again.
    pub const STALE: &str = "This list may be out of date";
    /// Jumps to the form.
    pub const JUMP: &str = "New incident";
    /// A row is being deleted.
    pub const DELETING: &str = "Deleting…";
    /// Posts an update.
    pub const UPDATE: &str = "Post update";
    /// Deletes an incident.
    pub const DELETE: &str = "Delete";
    /// When it began.
    pub const STARTED: &str = "Began";
    /// When it begins.
    pub const STARTS: &str = "Starts";
    /// When it was resolved.
    pub const ENDED: &str = "Resolved";
    /// Leads to what visitors see of it.
    pub const VIEW: &str = "View on the public page";

    /// How many are open.
    pub fn open(open: usize) -> String {
        match open {
            0 => "None open".to_owned(),
            open => format!("{open} open"),
        }
    }

    /// When the list was read, as a clock in the zone shows it.
    pub fn read_at(time: &str, zone: &str) -> String {
        format!("As of {time}. Times are in {zone}.")
    }

    /// Shows more of the past.
    pub fn more(step: usize, hidden: usize) -> String {
        if hidden <= step { format!("Show the other {hidden}") } else { format!("Show {step} more of {hidden}") }
    }

    /// Some incidents could not be read.
    pub fn unreadable(count: usize) -> String {
        match count {
            1 => "One incident could not be read and is missing here. Look for it where the API is run.".to_owned(),
            count => {
                format!("{count} incidents could not be read and are missing here. Look for them where the API is run.")
            }
        }
    }

    /// When the next attempt is made.
    pub fn next_attempt(next: Duration) -> String {
        match next.seconds() {
            0 | 1 => "The next attempt is about to start.".to_owned(),
            seconds if seconds < 90 => format!("The next attempt is in about {seconds} seconds."),
            _ => format!("The next attempt is in about {} minutes.", next.minutes().max(2)),
        }
    }
}

/// The forms.
pub mod form {
    use super::{Field, Rule};
    use contract::incident_api::ApiError;

    /// The headings of forms.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Kind {
        /// A new incident.
        New,
        /// An update of an incident.
        Update,
    }

    /// The heading of the form for a new incident.
    pub const NEW: &str = "New incident";
    /// The heading of the form for an update.
    pub const UPDATE: &str = "Add to the timeline";
    /// Opens the form for a new incident again.
    pub const BACK_TO_NEW: &str = "Write a new incident";
    /// Closes the form for an update.
    pub const CLOSE: &str = "Close";
    /// Throws a draft away.
    pub const DISCARD: &str = "Discard draft";
    /// A draft came back from an earlier visit.
    pub const RESTORED: &str = "This draft was kept from before. Whether to notify is not kept: choose it again.";
    /// A draft came back that had been sent, and whose answer nobody waited for.
    pub const RESTORED_UNANSWERED: &str = "This draft was sent, and the page was left before the answer came: it may \
        have arrived. Look for it in the list and in the timeline before you send it again. Whether to notify is not \
        kept: choose it again.";
    /// Drafts cannot be kept.
    pub const NOT_KEPT: &str = "This browser can't keep the draft: its storage is full or switched off. Don't close or \
        reload this page before you have sent it.";
    /// The draft is kept.
    pub const KEPT: &str = "The draft is kept in this browser.";
    /// The heading of the summary of problems.
    pub const PROBLEMS: &str = "Nothing was sent yet";
    /// The heading of the summary, when the API objected.
    pub const REFUSED: &str = "The API did not take it";
    /// Before the time zone of the date field.
    pub const DATE_HINT: &str = "Empty means now.";
    /// The date lies ahead.
    pub const DATE_AHEAD: &str = "This lies ahead: visitors will read it with that date, and every later update will be \
        dated after it. Empty the field if you mean now.";
    /// The date comes twice, as clocks are set back.
    pub const DATE_TWICE: &str = "Clocks are set back over this time, so it comes twice. The first is taken.";
    /// The hint of the message.
    pub const MESSAGE_HINT: &str = "What is wrong, who is affected, what you are doing, and when you will write again.";
    /// The hint of the name.
    pub const NAME_HINT: &str = "What a visitor would notice, in a few words.";
    /// Under the tick for notifying, while it is off.
    pub const NOTIFY_OFF: &str = "Nobody is notified.";
    /// Under the tick for notifying, while it is on.
    pub const NOTIFY_ON: &str = "The API is asked to notify subscribers. How it does, and whether, is up to it.";
    /// No components are configured.
    pub const NO_COMPONENTS: &str = "No components are configured. You can add one by its id.";
    /// Adds a component by its id.
    pub const OTHER_COMPONENT: &str = "Another component";
    /// The field for a component's id.
    pub const COMPONENT_ID: &str = "Component id";
    /// Adds it.
    pub const ADD: &str = "Add component";
    /// The id is not one.
    pub const NO_ID: &str = "Enter the id of a component";
    /// The id is there already.
    pub const SAME_ID: &str = "This component is in the list already";
    /// The timeline's heading.
    pub const TIMELINE: &str = "So far";
    /// While the timeline is read.
    pub const TIMELINE_LOADING: &str = "Reading the timeline…";
    /// The timeline is empty.
    pub const TIMELINE_EMPTY: &str = "Nothing has been posted on this incident yet.";
    /// The timeline could not be read.
    pub const TIMELINE_FAILED: &str = "The timeline could not be read. You can post all the same.";
    /// Some updates of the timeline could not be read.
    pub fn unreadable(count: usize) -> String {
        match count {
            1 => "One update could not be read and is missing here. Look for it where the API is run.".to_owned(),
            count => {
                format!("{count} updates could not be read and are missing here. Look for them where the API is run.")
            }
        }
    }

    /// The incident is no longer in the list.
    pub const GONE: &str = "This incident is no longer in the list; somebody may have deleted it. What you typed stays \
        here, so that you can copy it.";
    /// Somebody else posted to the incident, and it is on screen.
    pub const NEWS: &str = "Somebody else posted to this incident while you were writing. It stands below, under \
        “So far”.";
    /// The same, found out when the form was to be sent.
    pub const OVERTAKEN: &str = "Somebody else posted to this incident while you were writing. Read what is new under \
        “So far”. What you typed is still here: post it if it still fits.";
    /// Looks again for a lost request.
    pub const LOOK_AGAIN: &str = "Look again";
    /// While the API is asked whether it has it.
    pub const LOOKING: &str = "Looking whether it arrived…";
    /// Says that posting this status ends the incident.
    pub const RESOLVES: &str = "Posting this resolves the incident. Components that you have not set are told as \
        operational.";
    /// A warning that this status reopens the incident.
    pub const REOPENS: &str = "Posting this opens the incident again: visitors will see it among what is wrong now.";
    /// The status says that it is over, and a component says otherwise.
    pub const NOT_ALL_WORK: &str = "A component below is not operational: visitors will read so of a resolved incident. \
        Check it.";

    /// In place of an impact, until one is chosen; also the message about it.
    pub const NO_IMPACT: &str = "Choose an impact";

    /// The label of a field.
    pub fn label(field: Field) -> &'static str {
        match field {
            Field::Name => "Name",
            Field::Impact => "Impact",
            Field::Status => "Status",
            Field::Message => "Message",
            Field::Date => "Date",
            Field::Components => "Affected components",
            Field::Notify => "Notify subscribers",
            Field::CreationTime => "Start",
            Field::ResolutionTime => "End",
        }
    }

    /// The button of the form.
    pub fn button(kind: Kind) -> &'static str {
        match kind {
            Kind::New => "Create incident",
            Kind::Update => "Post update",
        }
    }

    /// The button, while the request is under way.
    pub fn saving(kind: Kind) -> &'static str {
        match kind {
            Kind::New => "Creating…",
            Kind::Update => "Posting…",
        }
    }

    /// Which zone the date field means, and which clock it shows now.
    pub fn date_zone(zone: &str, offset: &str) -> String {
        if zone == offset { format!("In {zone}.") } else { format!("In {zone}, now {offset}.") }
    }

    /// The label of a component's status, for people who can't see that it's next to its name.
    pub fn how_is(component: &str) -> String {
        format!("How {component} is doing")
    }

    /// Takes a component off that was added by hand.
    pub fn remove(component: &str) -> String {
        format!("Remove {component}")
    }

    /// A field's error, and how to fix it.
    pub fn rule(field: Field, rule: Rule) -> String {
        match (rule, field) {
            (Rule::Required, Field::Name) => "Enter a name for the incident".to_owned(),
            (Rule::Required, Field::Message) => "Enter a message".to_owned(),
            (Rule::Required, Field::Date | Field::CreationTime | Field::ResolutionTime) => {
                "Enter a date and a time".to_owned()
            }
            (Rule::Required, Field::Impact) => NO_IMPACT.to_owned(),
            (Rule::Required, Field::Status | Field::Components | Field::Notify) => {
                format!("Choose a value for “{}”", label(field))
            }
            (Rule::TooLong(max), _) => {
                format!("“{}” can have at most {} characters. Shorten it", label(field), thousands(max))
            }
            (Rule::NotADate, _) => {
                "Enter the date and the time in full, or empty the field, which means now".to_owned()
            }
            (Rule::SkippedByClocks, _) => {
                "Clocks are set forward over that time, so it does not exist. Enter an earlier or a later one"
                    .to_owned()
            }
            (Rule::TooEarly, _) => "Enter a date after 3 March 1973".to_owned(),
            (Rule::UnknownWord, Field::Components) => "Choose for every component how it is doing".to_owned(),
            (Rule::UnknownWord, _) => format!("Choose one of the values of “{}”", label(field)),
            (Rule::Repeated, _) => "A component stands there twice. Remove one of the two".to_owned(),
            (Rule::WrongType | Rule::NotAnObject | Rule::Null, _) => {
                format!("“{}” has a value that the API does not take", label(field))
            }
            (Rule::NotResolved, _) => "Only a resolved incident has an end".to_owned(),
            (Rule::BeforeStart | Rule::AfterEnd, _) => "Enter an end that isn’t before the start".to_owned(),
        }
    }

    /// It did not work, and nothing was stored.
    pub fn failed(kind: Kind, error: &ApiError) -> String {
        let stands = match kind {
            Kind::New => "The incident was not created. What you typed is still here.",
            Kind::Update => "The update was not posted. What you typed is still here.",
        };
        format!("{} {stands} {}", super::happened(error), super::next_step(error))
    }

    /// The incident to be updated is not there any more.
    pub const UPDATE_GONE: &str = "The update was not posted: the incident is no longer there; somebody may have \
        deleted it. What you typed stays here, so that you can copy it into a new incident.";

    /// The heading for a request of which nobody knows what became.
    pub fn lost(kind: Kind) -> &'static str {
        match kind {
            Kind::New => "It is not known whether the incident was created",
            Kind::Update => "It is not known whether the update was posted",
        }
    }

    /// The heading when it was looked for and not found.
    pub fn not_there(kind: Kind) -> &'static str {
        match kind {
            Kind::New => "The incident is not in the list",
            Kind::Update => "The update is not in the timeline",
        }
    }

    /// It was looked for and not found.
    pub fn not_there_text(kind: Kind) -> &'static str {
        match kind {
            Kind::New => {
                "Nothing was created, as far as can be seen. It could still arrive late: look again, or create it again."
            }
            Kind::Update => {
                "Nothing was posted, as far as can be seen. It could still arrive late: look again, or post it again."
            }
        }
    }

    /// It was not seen, but not everything could be read.
    pub fn not_seen_text(kind: Kind, unreadable: usize) -> String {
        let again = match kind {
            Kind::New => "create it again only if you are sure that it is not there.",
            Kind::Update => "post it again only if you are sure that it is not there.",
        };
        let part = match (kind, unreadable) {
            (Kind::New, 1) => "one incident".to_owned(),
            (Kind::New, count) => format!("{count} incidents"),
            (Kind::Update, 1) => "one update".to_owned(),
            (Kind::Update, count) => format!("{count} updates"),
        };
        format!("It was not seen, but {part} could not be read. Look again, and {again}")
    }

    /// The API could not be asked either.
    pub fn not_asked_text(kind: Kind, error: &ApiError) -> String {
        let again = match kind {
            Kind::New => "Creating it again now could make a second one.",
            Kind::Update => "Posting it again now could make a second one.",
        };
        format!("The API could not be asked what it has. {} Look again in a moment. {again}", super::happened(error))
    }

    /// Sends it once more, by a person's word.
    pub fn again(kind: Kind) -> &'static str {
        match kind {
            Kind::New => "Create it again",
            Kind::Update => "Post it again",
        }
    }

    /// `10,000`.
    fn thousands(number: usize) -> String {
        if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
    }
}

/// Deleting.
pub mod delete {
    use contract::incident_api::ApiError;

    /// The button that deletes.
    pub const CONFIRM: &str = "Delete incident";
    /// The button that does not.
    pub const CANCEL: &str = "Cancel";
    /// The consequences of deleting.
    pub const MEANS: &str = "The incident and its timeline go away for everybody. This can't be undone. To end an \
        incident and keep its history, post an update that resolves it.";

    /// The question.
    pub fn question(name: &str) -> String {
        format!("Delete “{name}”?")
    }

    /// It is still there.
    pub fn failed(error: &ApiError) -> String {
        format!("It was not deleted and is still there. {} {}", super::happened(error), super::next_step(error))
    }

    /// Nobody knows.
    pub fn lost(error: &ApiError) -> String {
        format!(
            "It is not known whether it was deleted. {} Refresh the list to see; deleting it once more does no harm.",
            super::happened(error)
        )
    }
}

/// Confirmations.
pub mod done {
    /// A new incident.
    pub fn created(name: &str) -> String {
        format!("“{name}” was created.")
    }

    /// After a confirmation, if somebody has typed more since.
    pub const GOES_ON: &str = "What you have typed since then was not sent, and is still in the form.";

    /// A new incident whose answer was lost.
    pub fn created_after_all(name: &str) -> String {
        format!("“{name}” was created: the answer was lost on its way, but the incident is in the list.")
    }

    /// An update.
    pub fn posted(name: &str) -> String {
        format!("The update of “{name}” was posted.")
    }

    /// An update that is not the newest.
    pub fn posted_between(name: &str) -> String {
        format!(
            "The update of “{name}” was posted. Its date is before that of the newest update, so the status of the \
             incident stays as it was."
        )
    }

    /// An update that ends the incident.
    pub fn resolved(name: &str) -> String {
        format!("“{name}” is resolved.")
    }

    /// An update whose answer was lost.
    pub fn posted_after_all(name: &str) -> String {
        format!("The update of “{name}” was posted: the answer was lost on its way, but the update is in the timeline.")
    }

    /// Deleted.
    pub fn deleted(name: &str) -> String {
        format!("“{name}” was deleted.")
    }

    /// It had been deleted before.
    pub fn already_gone(name: &str) -> String {
        format!("“{name}” was already gone.")
    }

    /// Signed in again, while nobody knows what became of a request.
    pub const SIGNED_IN_AGAIN_UNSURE: &str = "You are signed in again. What you typed is still here.";
    /// Signed in again, with work waiting.
    pub const SIGNED_IN_AGAIN: &str = "You are signed in again. What you typed is still here; nothing was sent.";
}

/// A problem of the configuration.
pub mod config {
    /// The heading.
    pub const HEADING: &str = "Parts of config.json can't be used";
    /// The file could not be had, or does not say where the API is.
    pub const FAILED: &str = "config.json could not be used";
    /// Something else came in its place.
    pub const NOT_A_CONFIGURATION: &str = "What came is not a configuration. It may be from something in between, such \
        as the sign-in page of a network.";
    /// The address of the API can't be used.
    pub const NO_ADDRESS: &str = "Its “api” is not a web address (https or http), nor one relative to the site.";
    /// The consequence, and what to do.
    pub const FAILED_STANDS: &str = "It says where the API is: until it can be used, nobody can sign in here, so that no \
        credential goes elsewhere. Drafts are kept. Try again, or tell whoever runs this site; it is also asked for again \
        by itself.";
    /// Asks for it again.
    pub const AGAIN: &str = "Try again";
    /// The button, while it is asked for.
    pub const ASKING: &str = "Trying…";
}

/// The error, in a sentence or two; the API's own words are marked as such.
pub fn happened(error: &ApiError) -> String {
    let happened = match error.cause {
        Cause::NoAnswer => "The API gave no answer: it may be down, this device may be offline, or the API does not \
                            let this site ask."
            .to_owned(),
        Cause::TimedOut => "The API gave no answer in time.".to_owned(),
        Cause::Aborted => "The request was stopped.".to_owned(),
        Cause::SignedOut => "The API does not accept this sign-in.".to_owned(),
        Cause::Forbidden => "This sign-in does not allow it.".to_owned(),
        Cause::NotFound => "The API has nothing at this address.".to_owned(),
        Cause::Refused(status) => format!("The API refused the request (status {status})."),
        Cause::TooMany => "The API got too many requests.".to_owned(),
        Cause::ServerFailed(status) => format!("The API has a problem of its own (status {status})."),
        Cause::Unreadable(Unreadable::NotJson) => "The answer was not one of an Incident API.".to_owned(),
        Cause::Unreadable(Unreadable::OtherShape) => {
            "The answer was incomplete, or not the one that was asked for.".to_owned()
        }
        Cause::Unreadable(Unreadable::TooLarge) => "The answer was too large to be read.".to_owned(),
        Cause::Unreadable(Unreadable::Partial) => "The API sent only part of the answer.".to_owned(),
        Cause::Unexpected(status) => format!("The API gave an unexpected answer (status {status})."),
    };
    match &error.detail {
        Some(detail) => {
            let detail = detail.trim_end();
            let point = if detail.ends_with(['.', '!', '?', '…', '。', '！', '？']) { "" } else { "." };
            format!("{happened} Its words: “{detail}{point}”")
        }
        None => happened,
    }
}

/// The next step; each cause has one.
pub fn next_step(error: &ApiError) -> String {
    match error.cause {
        Cause::NoAnswer => "Check the connection and try again.".to_owned(),
        Cause::TimedOut | Cause::Aborted => "Try again.".to_owned(),
        Cause::SignedOut => "Check that the value is complete and still valid, then sign in.".to_owned(),
        Cause::Forbidden => "Sign in with a key that does.".to_owned(),
        Cause::NotFound => "Check “api” in config.json.".to_owned(),
        Cause::Refused(_) => "Change what it objects to and try again.".to_owned(),
        Cause::TooMany => match error.retry_after {
            Some(wait) => format!("Wait {} and try again.", short(wait)),
            None => "Wait a minute and try again.".to_owned(),
        },
        Cause::ServerFailed(_) => "Try again in a moment.".to_owned(),
        Cause::Unreadable(_) | Cause::Unexpected(_) => {
            "Try again, and check “api” in config.json if it stays like this.".to_owned()
        }
    }
}

/// `5 seconds`, `2 minutes`: rounded up, as it is a wait.
fn short(length: Duration) -> String {
    let seconds = length.seconds().max(1);
    match seconds {
        1 => "1 second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_euclid(60) + i64::from(seconds % 60 != 0)),
    }
}
