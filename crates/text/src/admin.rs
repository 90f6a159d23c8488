//! The text of the admin view, a catalogue for each feature. Every message says what happened, what is unaffected, what to
//! do next.

use crate::SharedText;
use crate::catalogue::{as_count, catalogue, number};
use contract::incident_api::ApiError;
use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::Cause;
use model::Duration;
use model::draft::{Field, Rule};

catalogue! {
    /// The messages of the whole view.
    ViewText of ViewMessages by ViewKey {}

    /// The title of the window, before it's known how many incidents are open.
    title(site) = "{site} admin";
    /// The title of the window.
    title_none_open(site) = "No open incidents – {site} admin";
    /// The title of the window.
    title_open(#count, site) = "{count} open – {site} admin";
    /// The label next to the site's name.
    admin() = "Admin";
    /// Jumps over the header.
    skip() = "Skip to the content";
    /// Leads to the page that visitors see.
    public_page() = "Public page";
    /// Beside a link, for those who don't see its arrow.
    new_tab() = "(opens in a new tab)";
    /// Closes a message.
    dismiss() = "Dismiss";
    /// Before the app knows its configuration.
    starting() = "Loading…";
}

catalogue! {
    /// Signing in and out.
    SignInText of SignInMessages by SignInKey {}

    /// The heading, when nobody is signed in.
    heading() = "Sign in";
    /// The heading, when the API has refused somebody who was.
    again() = "Sign in again";
    /// The label of the choice.
    method() = "What you have";
    /// The choice of a complete value.
    method_token() = "A token, or a complete value";
    /// The choice of a key pair.
    method_key_pair() = "A key pair";
    /// The field for a complete value.
    authorization() = "Authorization value";
    /// The hint below the field.
    authorization_hint() = "Everything that stands after “Authorization:” in a request.";
    /// The field for the public half of a key pair.
    access_key() = "Access key";
    /// The field for the secret half of a key pair.
    secret_key() = "Secret key";
    /// How the key is used.
    secret_key_hint() =
        "It becomes a key inside this browser that signs for you and can't be read back. The text is not kept anywhere.";
    /// Signing needs a secure context.
    not_secure() = "Signing with a key pair needs HTTPS or localhost, and this page has neither. Open it over HTTPS, or sign in with a token or a complete value.";
    /// How long it lasts.
    lasts() = "You stay signed in until you close or reload this page. Drafts are kept.";
    /// The button.
    button() = "Sign in";
    /// The button, while the API is asked.
    checking() = "Signing in…";
    /// The button that ends it.
    sign_out() = "Sign out";
    /// After it was ended.
    signed_out() = "You are signed out. Your drafts are kept in this browser.";
    /// Goes on with a sign-in that does not allow everything.
    keep() = "Go on with this sign-in";
    /// The heading of the list of problems.
    problems() = "You are not signed in yet";
    /// The browser did not sign.
    signing_failed() = "This browser could not sign with the secret key. Nothing was sent. Check that the key is complete, or sign in with a token or a complete value.";
    /// Signed in with a token.
    signed_in() = "Signed in";
    /// Signed in with this access key.
    signed_in_with(access_key) = "Signed in with {access_key}";
    /// The API no longer takes the credential.
    rejected() =
        "The API no longer accepts your sign-in. It may have expired or been revoked. What you typed is still below.";
    /// The credential doesn't allow the request.
    forbidden() = "Your sign-in does not allow what you asked for. Sign in with another one, or go on with this one. What you typed is still below.";

    /// A field is empty.
    authorization_required() = "Enter the Authorization value";
    /// A field is empty.
    access_key_required() = "Enter the access key";
    /// A field is empty.
    secret_key_required() = "Enter the secret key";
    /// A field has a character that can't be sent.
    authorization_not_sendable() =
        "The Authorization value has a character that can't be part of it. Copy it again from where it was issued";
    /// A field has a character that can't be sent.
    access_key_not_sendable() =
        "The access key has a character that can't be part of it. Copy it again from where it was issued";
    /// A field has a character that can't be sent.
    secret_key_not_sendable() =
        "The secret key has a character that can't be part of it. Copy it again from where it was issued";
}

catalogue! {
    /// The list of incidents.
    ListText of ListMessages by ListKey {}

    /// The heading.
    heading() = "Incidents";
    /// The heading of the open ones.
    open() = "Open";
    /// The heading of the others.
    past() = "Resolved";
    /// Reads the list now.
    refresh() = "Refresh";
    /// While the list is read for the first time.
    loading() = "Reading the incidents…";
    /// The list is empty.
    empty() = "There are no incidents. When you create one, it stands here and on the public page.";
    /// None is open.
    none_open() = "Nothing is open.";
    /// None is resolved.
    none_past() = "Nothing has been resolved yet.";
    /// The list could not be read, and nothing is known.
    failed() = "The incidents could not be read";
    /// The list could not be read again.
    stale() = "This list may be out of date";
    /// A failure, and the next step.
    failure(cause, next) = "{cause} {next}";
    /// Jumps to the form.
    jump() = "New incident";
    /// A row is being deleted.
    deleting() = "Deleting…";
    /// Posts an update.
    update() = "Post update";
    /// Deletes an incident.
    delete() = "Delete";
    /// Leads to the incident on the public page.
    view() = "View on the public page";
    /// How many are open.
    summary_none() = "None open.";
    /// How many are open.
    summary_open(#count) = "{count} open.";
    /// The same, and when the list was read, as a clock in the zone shows it.
    summary_none_at(time, zone) = "None open. As of {time}. Times are in {zone}.";
    /// The same, and when the list was read, as a clock in the zone shows it.
    summary_open_at(#count, time, zone) = "{count} open. As of {time}. Times are in {zone}.";
    /// Shows the rest of the past.
    more_last(#count) = "Show the other {count}";
    /// Shows more of the past.
    more(step, hidden) = "Show {step} more of {hidden}";
    /// Some incidents could not be read.
    unreadable(#count) = "One incident could not be read and is missing here. Look for it where the API is run."
        | "{count} incidents could not be read and are missing here. Look for them where the API is run.";
    /// When the next attempt is made.
    next_attempt_now() = "The next attempt is about to start.";
    /// When the next attempt is made.
    next_attempt_seconds(#count) = "The next attempt is in about {count} seconds.";
    /// When the next attempt is made.
    next_attempt_minutes(#count) = "The next attempt is in about {count} minutes.";
}

/// Which of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new incident.
    New,
    /// An update of an incident.
    Update,
}

catalogue! {
    /// The forms.
    FormText of FormMessages by FormKey {}

    /// The heading of the form for a new incident.
    new_incident() = "New incident";
    /// The heading of the form for an update.
    update() = "Add to the timeline";
    /// Opens the form for a new incident again.
    back_to_new() = "Write a new incident";
    /// Closes the form for an update.
    close() = "Close";
    /// Throws a draft away.
    discard() = "Discard draft";
    /// A draft came back from an earlier visit.
    restored() = "This draft was kept from before. Whether to notify is not kept: choose it again.";
    /// A draft came back that had been sent, and whose answer nobody waited for.
    restored_unanswered() = "This draft was sent, and the page was left before the answer came: it may have arrived. Look for it in the list and in the timeline before you send it again. Whether to notify is not kept: choose it again.";
    /// Drafts cannot be kept.
    not_kept() = "This browser can't keep the draft: its storage is full or switched off. Don't close or reload this page before you have sent it.";
    /// The draft is kept.
    kept() = "The draft is kept in this browser.";
    /// The heading of the summary of problems.
    problems() = "Nothing was sent yet";
    /// The heading of the summary, when the API objected.
    refused() = "The API did not take it";

    /// The zone of the date field.
    date_hint(zone) = "Empty means now. In {zone}.";
    /// The zone of the date field, and the clock that it shows now.
    date_hint_offset(zone, offset) = "Empty means now. In {zone}, now {offset}.";
    /// The hint, and that the date lies ahead.
    date_ahead(hint) = "{hint} This lies ahead: visitors will read it with that date, and every later update will be dated after it. Empty the field if you mean now.";
    /// The hint, and that the date comes twice, as clocks are set back.
    date_twice(hint) = "{hint} Clocks are set back over this time, so it comes twice. The first is taken.";
    /// The hint of the message.
    message_hint() = "What is wrong, who is affected, what you are doing, and when you will write again.";
    /// The hint of the name.
    name_hint() = "What a visitor would notice, in a few words.";
    /// Under the checkbox for notifying, while it is off.
    notify_off() = "Nobody is notified.";
    /// Under the checkbox for notifying, while it is on.
    notify_on() = "The API is asked to notify subscribers. How it does, and whether, is up to it.";
    /// No components are configured.
    no_components() = "No components are configured. You can add one by its id.";
    /// Adds a component by its ID.
    other_component() = "Another component";
    /// The field for a component's ID.
    component_id() = "Component id";
    /// Adds it.
    add_component() = "Add component";
    /// The ID is not one.
    component_id_required() = "Enter the id of a component";
    /// The ID is there already.
    component_id_repeated() = "This component is in the list already";
    /// The label of a component's status, for people who can't see that it's next to its name.
    component_status(component) = "How {component} is doing";

    /// The timeline's heading.
    timeline() = "So far";
    /// While the timeline is read.
    timeline_loading() = "Reading the timeline…";
    /// The timeline is empty.
    timeline_empty() = "Nothing has been posted on this incident yet.";
    /// The timeline could not be read.
    timeline_failed(cause) = "The timeline could not be read. You can post all the same. {cause}";
    /// Some updates of the timeline could not be read.
    timeline_unreadable(#count) = "One update could not be read and is missing here. Look for it where the API is run."
        | "{count} updates could not be read and are missing here. Look for them where the API is run.";
    /// The incident is no longer in the list.
    gone() = "This incident is no longer in the list; somebody may have deleted it. What you typed stays here, so that you can copy it.";
    /// Somebody else posted to the incident, and it is on screen.
    news() = "Somebody else posted to this incident while you were writing. It stands below, under “So far”.";
    /// The same, found out when the form was to be sent.
    overtaken() = "Somebody else posted to this incident while you were writing. Read what is new under “So far”. What you typed is still here: post it if it still fits.";

    /// Says that posting this status ends the incident.
    resolves() = "Posting this resolves the incident. Components that you have not set are told as operational.";
    /// A warning that this status reopens the incident.
    reopens() = "Posting this opens the incident again: visitors will see it among what is wrong now.";
    /// The status says that it is over, and a component says otherwise.
    not_all_work() =
        "A component below is not operational: visitors will read so of a resolved incident. Check it.";
    /// The same, after the message about the status.
    and_not_all_work(status) = "{status} A component below is not operational: visitors will read so of a resolved incident. Check it.";
    /// In place of an impact, until one is chosen; also the message about it.
    no_impact() = "Choose an impact";

    /// The label of a field.
    name() = "Name";
    /// The label of a field.
    impact() = "Impact";
    /// The label of a field.
    status() = "Status";
    /// The label of a field.
    message() = "Message";
    /// The label of a field.
    date() = "Date";
    /// The label of a field.
    components() = "Affected components";
    /// The label of a field.
    notify() = "Notify subscribers";
    /// The label of a field.
    start() = "Start";
    /// The label of a field.
    end() = "End";

    /// The button of the form.
    create() = "Create incident";
    /// The button of the form.
    post() = "Post update";
    /// The button, while the request is under way.
    creating() = "Creating…";
    /// The button, while the request is under way.
    posting() = "Posting…";

    /// An error of a field.
    name_required() = "Enter a name for the incident";
    /// An error of a field.
    message_required() = "Enter a message";
    /// An error of a field.
    date_required() = "Enter a date and a time";
    /// An error of a field.
    choice_required(label) = "Choose a value for “{label}”";
    /// An error of a field.
    too_long(label, max) = "“{label}” can have at most {max} characters. Shorten it";
    /// An error of a field.
    not_a_date() = "Enter the date and the time in full, or empty the field, which means now";
    /// An error of a field.
    skipped_by_clocks() =
        "Clocks are set forward over that time, so it does not exist. Enter an earlier or a later one";
    /// An error of a field.
    too_early() = "Enter a date after 3 March 1973";
    /// An error of a field.
    component_status_required() = "Choose for every component how it is doing";
    /// An error of a field.
    unknown_word(label) = "Choose one of the values of “{label}”";
    /// An error of a field.
    repeated() = "A component stands there twice. Remove one of the two";
    /// An error of a field.
    not_accepted(label) = "“{label}” has a value that the API does not take";
    /// An error of a field.
    not_resolved() = "Only a resolved incident has an end";
    /// An error of a field.
    ends_before_start() = "Enter an end that isn’t before the start";

    /// It did not work, and nothing was stored.
    create_failed(cause, next) = "{cause} The incident was not created. What you typed is still here. {next}";
    /// It did not work, and nothing was stored.
    post_failed(cause, next) = "{cause} The update was not posted. What you typed is still here. {next}";
    /// The incident to be updated is not there any more.
    update_gone() = "The update was not posted: the incident is no longer there; somebody may have deleted it. What you typed stays here, so that you can copy it into a new incident.";

    /// The heading for a request of which nobody knows what became.
    create_lost() = "It is not known whether the incident was created";
    /// The heading for a request of which nobody knows what became.
    post_lost() = "It is not known whether the update was posted";
    /// While the API is asked whether it has it.
    looking(cause) = "{cause} Looking whether it arrived…";
    /// Looks again for a lost request.
    look_again() = "Look again";
    /// The heading when it was looked for and not found.
    create_absent() = "The incident is not in the list";
    /// The heading when it was looked for and not found.
    post_absent() = "The update is not in the timeline";
    /// It was looked for and not found.
    create_absent_next(cause) = "{cause} Nothing was created, as far as can be seen. It could still arrive late: look again, or create it again.";
    /// It was looked for and not found.
    post_absent_next(cause) = "{cause} Nothing was posted, as far as can be seen. It could still arrive late: look again, or post it again.";
    /// It was not seen, but not everything could be read.
    create_incomplete(#count, cause) = "{cause} It was not seen, but one incident could not be read. Look again, and create it again only if you are sure that it is not there."
        | "{cause} It was not seen, but {count} incidents could not be read. Look again, and create it again only if you are sure that it is not there.";
    /// It was not seen, but not everything could be read.
    post_incomplete(#count, cause) = "{cause} It was not seen, but one update could not be read. Look again, and post it again only if you are sure that it is not there."
        | "{cause} It was not seen, but {count} updates could not be read. Look again, and post it again only if you are sure that it is not there.";
    /// The API could not be asked either.
    create_unreachable(cause, now) = "{cause} The API could not be asked what it has. {now} Look again in a moment. Creating it again now could make a second one.";
    /// The API could not be asked either.
    post_unreachable(cause, now) = "{cause} The API could not be asked what it has. {now} Look again in a moment. Posting it again now could make a second one.";
    /// Sends it once more, because a person asks for it.
    create_again() = "Create it again";
    /// Sends it once more, because a person asks for it.
    post_again() = "Post it again";
}

catalogue! {
    /// Deleting.
    DeletionText of DeletionMessages by DeletionKey {}

    /// The button that deletes.
    confirm() = "Delete incident";
    /// The button that does not.
    cancel() = "Cancel";
    /// The consequences of deleting.
    consequences() = "The incident and its timeline go away for everybody. This can't be undone. To end an incident and keep its history, post an update that resolves it.";
    /// The question.
    question(name) = "Delete “{name}”?";
    /// It is still there.
    failed(cause, next) = "It was not deleted and is still there. {cause} {next}";
    /// Nobody knows.
    lost(cause) = "It is not known whether it was deleted. {cause} Refresh the list to see; deleting it once more does no harm.";
}

catalogue! {
    /// Confirmations.
    DoneText of DoneMessages by DoneKey {}

    /// A new incident.
    created(name) = "“{name}” was created.";
    /// A new incident whose answer was lost.
    created_after_all(name) =
        "“{name}” was created: the answer was lost on its way, but the incident is in the list.";
    /// An update.
    posted(name) = "The update of “{name}” was posted.";
    /// An update that is not the newest.
    posted_between(name) = "The update of “{name}” was posted. Its date is before that of the newest update, so the status of the incident stays as it was.";
    /// An update whose answer was lost.
    posted_after_all(name) =
        "The update of “{name}” was posted: the answer was lost on its way, but the update is in the timeline.";
    /// An update that ends the incident.
    resolved(name) = "“{name}” is resolved.";
    /// After a confirmation, if somebody has typed more since.
    edited_since(done) = "{done} What you have typed since then was not sent, and is still in the form.";
    /// Deleted.
    deleted(name) = "“{name}” was deleted.";
    /// It had been deleted before.
    already_gone(name) = "“{name}” was already gone.";
    /// Signed in again, while nobody knows what became of a request.
    signed_in_again_unsure() = "You are signed in again. What you typed is still here.";
    /// Signed in again, with work waiting.
    signed_in_again() = "You are signed in again. What you typed is still here; nothing was sent.";
}

catalogue! {
    /// Problems of the configuration.
    ConfigText of ConfigMessages by ConfigKey {}

    /// The heading.
    heading() = "Parts of config.json can't be used";
    /// The file could not be had, or does not say where the API is.
    failed() = "config.json could not be used";
    /// Something else came in its place.
    not_a_configuration() = "What came is not a configuration. It may be from something in between, such as the sign-in page of a network.";
    /// The address of the API can't be used.
    no_address() = "Its “api” is not a web address (https or http), nor one relative to the site.";
    /// The consequence, and what to do.
    failed_next(cause) = "{cause} It says where the API is: until it can be used, nobody can sign in here, so that no credential goes elsewhere. Drafts are kept. Try again, or tell whoever runs this site; it is also asked for again by itself.";
    /// Asks for it again.
    again() = "Try again";
    /// The button, while it is asked for.
    asking() = "Trying…";
}

catalogue! {
    /// Errors of calls, for people who can do something about them.
    ErrorText of ErrorMessages by ErrorKey {}

    /// A failed call.
    no_answer() = "The API gave no answer: it may be down, this device may be offline, or the API does not let this site ask.";
    /// A failed call.
    timed_out() = "The API gave no answer in time.";
    /// A failed call.
    aborted() = "The request was stopped.";
    /// A failed call.
    signed_out() = "The API does not accept this sign-in.";
    /// A failed call.
    forbidden() = "This sign-in does not allow it.";
    /// A failed call.
    not_found() = "The API has nothing at this address.";
    /// A failed call.
    refused(status) = "The API refused the request (status {status}).";
    /// A failed call.
    too_many() = "The API got too many requests.";
    /// A failed call.
    server_failed(status) = "The API has a problem of its own (status {status}).";
    /// A failed call.
    not_json() = "The answer was not one of an Incident API.";
    /// A failed call.
    other_shape() = "The answer was incomplete, or not the one that was asked for.";
    /// A failed call.
    too_large() = "The answer was too large to be read.";
    /// A failed call.
    partial() = "The API sent only part of the answer.";
    /// A failed call.
    unexpected(status) = "The API gave an unexpected answer (status {status}).";
    /// The API's own words. They end with a point.
    quoted(error, words) = "{error} Its words: “{words}”";

    /// The next step.
    no_answer_next() = "Check the connection and try again.";
    /// The next step.
    timed_out_next() = "Try again.";
    /// The next step.
    signed_out_next() = "Check that the value is complete and still valid, then sign in.";
    /// The next step.
    forbidden_next() = "Sign in with a key that does.";
    /// The next step.
    not_found_next() = "Check “api” in config.json.";
    /// The next step.
    refused_next() = "Change what it objects to and try again.";
    /// The next step.
    too_many_next() = "Wait a minute and try again.";
    /// The next step.
    too_many_next_seconds(#count) = "Wait {count} second and try again." | "Wait {count} seconds and try again.";
    /// The next step.
    too_many_next_minutes(#count) = "Wait {count} minutes and try again.";
    /// The next step.
    server_failed_next() = "Try again in a moment.";
    /// The next step.
    unexpected_next() = "Try again, and check “api” in config.json if it stays like this.";
}

/// The messages of the admin view.
#[derive(Clone, Copy)]
pub struct AdminText {
    /// The messages that both apps show.
    pub shared: SharedText,
    /// Those of the whole view.
    pub view: ViewText,
    /// Signing in and out.
    pub sign_in: SignInText,
    /// The list of incidents.
    pub list: ListText,
    /// The forms.
    pub form: FormText,
    /// Deleting.
    pub deletion: DeletionText,
    /// Confirmations.
    pub done: DoneText,
    /// Problems of the configuration.
    pub config: ConfigText,
    /// Errors of calls.
    pub error: ErrorText,
}

impl AdminText {
    /// English.
    pub fn english() -> Self {
        Self {
            shared: SharedText::english(),
            view: ViewText::english(),
            sign_in: SignInText::english(),
            list: ListText::english(),
            form: FormText::english(),
            deletion: DeletionText::english(),
            done: DoneText::english(),
            config: ConfigText::english(),
            error: ErrorText::english(),
        }
    }
}

impl ViewText {
    /// The title of the window: how many incidents are open, once that is known.
    pub fn window_title(self, site: &str, open: Option<usize>) -> String {
        match open {
            None => self.title(site),
            Some(0) => self.title_none_open(site),
            Some(open) => self.title_open(as_count(open), site),
        }
    }
}

impl ListText {
    /// How many are open.
    pub fn summary(self, open: usize) -> String {
        match open {
            0 => self.summary_none().to_owned(),
            open => self.summary_open(as_count(open)),
        }
    }

    /// How many are open, and when the list was read.
    pub fn summary_at(self, open: usize, time: &str, zone: &str) -> String {
        match open {
            0 => self.summary_none_at(time, zone),
            open => self.summary_open_at(as_count(open), time, zone),
        }
    }

    /// Shows more of the past: `step` of those that are hidden.
    pub fn show_more(self, step: usize, hidden: usize) -> String {
        if hidden <= step {
            self.more_last(as_count(hidden))
        } else {
            self.more(&number(as_count(step)), &number(as_count(hidden)))
        }
    }

    /// When the next attempt is made.
    pub fn next_attempt(self, next: Duration) -> String {
        match next.seconds() {
            0 | 1 => self.next_attempt_now().to_owned(),
            seconds if seconds < 90 => self.next_attempt_seconds(seconds),
            _ => self.next_attempt_minutes(next.minutes().max(2)),
        }
    }
}

impl FormText {
    /// The label of a field.
    pub fn label(self, field: Field) -> &'static str {
        match field {
            Field::Name => self.name(),
            Field::Impact => self.impact(),
            Field::Status => self.status(),
            Field::Message => self.message(),
            Field::Date => self.date(),
            Field::Components => self.components(),
            Field::Notify => self.notify(),
            Field::CreationTime => self.start(),
            Field::ResolutionTime => self.end(),
        }
    }

    /// The button of the form.
    pub fn button(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create(),
            Kind::Update => self.post(),
        }
    }

    /// The button, while the request is under way.
    pub fn saving(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.creating(),
            Kind::Update => self.posting(),
        }
    }

    /// The zone of the date field, and the clock that it shows now.
    pub fn date_zone(self, zone: &str, offset: &str) -> String {
        if zone == offset { self.date_hint(zone) } else { self.date_hint_offset(zone, offset) }
    }

    /// A field's error, and how to fix it.
    pub fn rule(self, field: Field, rule: Rule) -> String {
        let text = match (rule, field) {
            (Rule::Required, Field::Name) => self.name_required(),
            (Rule::Required, Field::Message) => self.message_required(),
            (Rule::Required, Field::Date | Field::CreationTime | Field::ResolutionTime) => self.date_required(),
            (Rule::Required, Field::Impact) => self.no_impact(),
            (Rule::Required, Field::Status | Field::Components | Field::Notify) => {
                return self.choice_required(self.label(field));
            }
            (Rule::TooLong(max), _) => return self.too_long(self.label(field), &thousands(max)),
            (Rule::NotADate, _) => self.not_a_date(),
            (Rule::SkippedByClocks, _) => self.skipped_by_clocks(),
            (Rule::TooEarly, _) => self.too_early(),
            (Rule::UnknownWord, Field::Components) => self.component_status_required(),
            (Rule::UnknownWord, _) => return self.unknown_word(self.label(field)),
            (Rule::Repeated, _) => self.repeated(),
            (Rule::WrongType | Rule::NotAnObject | Rule::Null, _) => return self.not_accepted(self.label(field)),
            (Rule::NotResolved, _) => self.not_resolved(),
            (Rule::BeforeStart | Rule::AfterEnd, _) => self.ends_before_start(),
        };
        text.to_owned()
    }

    /// The heading for a request of which nobody knows what became.
    pub fn lost(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create_lost(),
            Kind::Update => self.post_lost(),
        }
    }

    /// The heading when it was looked for and not found.
    pub fn absent(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create_absent(),
            Kind::Update => self.post_absent(),
        }
    }

    /// It was looked for and not found.
    pub fn absent_next(self, kind: Kind, cause: &str) -> String {
        match kind {
            Kind::New => self.create_absent_next(cause),
            Kind::Update => self.post_absent_next(cause),
        }
    }

    /// It was not seen, but this many could not be read.
    pub fn incomplete(self, kind: Kind, unreadable: usize, cause: &str) -> String {
        match kind {
            Kind::New => self.create_incomplete(as_count(unreadable), cause),
            Kind::Update => self.post_incomplete(as_count(unreadable), cause),
        }
    }

    /// The API could not be asked either, because of `now`.
    pub fn unreachable(self, kind: Kind, cause: &str, now: &str) -> String {
        match kind {
            Kind::New => self.create_unreachable(cause, now),
            Kind::Update => self.post_unreachable(cause, now),
        }
    }

    /// Sends it once more, because a person asks for it.
    pub fn again(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create_again(),
            Kind::Update => self.post_again(),
        }
    }
}

impl AdminText {
    /// It did not work, and nothing was stored.
    pub fn submission_failed(self, kind: Kind, error: &ApiError) -> String {
        let (cause, next) = (self.error.happened(error), self.error.next_step(error));
        match kind {
            Kind::New => self.form.create_failed(&cause, &next),
            Kind::Update => self.form.post_failed(&cause, &next),
        }
    }

    /// An incident wasn't deleted.
    pub fn deletion_failed(self, error: &ApiError) -> String {
        self.deletion.failed(&self.error.happened(error), &self.error.next_step(error))
    }

    /// Nobody knows whether an incident was deleted.
    pub fn deletion_lost(self, error: &ApiError) -> String {
        self.deletion.lost(&self.error.happened(error))
    }

    /// An error, and the next step.
    pub fn failure(self, error: &ApiError) -> String {
        self.list.failure(&self.error.happened(error), &self.error.next_step(error))
    }
}

impl ErrorText {
    /// The error, in a sentence or two; the API's own words are marked as such.
    pub fn happened(self, error: &ApiError) -> String {
        let happened = match error.cause {
            Cause::NoAnswer => self.no_answer().to_owned(),
            Cause::TimedOut => self.timed_out().to_owned(),
            Cause::Aborted => self.aborted().to_owned(),
            Cause::SignedOut => self.signed_out().to_owned(),
            Cause::Forbidden => self.forbidden().to_owned(),
            Cause::NotFound => self.not_found().to_owned(),
            Cause::Refused(status) => self.refused(&number(status)),
            Cause::TooMany => self.too_many().to_owned(),
            Cause::ServerFailed(status) => self.server_failed(&number(status)),
            Cause::Unreadable(Unreadable::NotJson) => self.not_json().to_owned(),
            Cause::Unreadable(Unreadable::OtherShape) => self.other_shape().to_owned(),
            Cause::Unreadable(Unreadable::TooLarge) => self.too_large().to_owned(),
            Cause::Unreadable(Unreadable::Partial) => self.partial().to_owned(),
            Cause::Unexpected(status) => self.unexpected(&number(status)),
        };
        match &error.detail {
            Some(detail) => {
                let words = detail.trim_end();
                let point = if words.ends_with(['.', '!', '?', '…', '。', '！', '？']) { "" } else { "." };
                self.quoted(&happened, &[words, point].concat())
            }
            None => happened,
        }
    }

    /// The next step; each cause has one.
    pub fn next_step(self, error: &ApiError) -> String {
        let text = match error.cause {
            Cause::NoAnswer => self.no_answer_next(),
            Cause::TimedOut | Cause::Aborted => self.timed_out_next(),
            Cause::SignedOut => self.signed_out_next(),
            Cause::Forbidden => self.forbidden_next(),
            Cause::NotFound => self.not_found_next(),
            Cause::Refused(_) => self.refused_next(),
            Cause::TooMany => match error.retry_after {
                Some(wait) => return self.wait(wait),
                None => self.too_many_next(),
            },
            Cause::ServerFailed(_) => self.server_failed_next(),
            Cause::Unreadable(_) | Cause::Unexpected(_) => self.unexpected_next(),
        };
        text.to_owned()
    }

    /// Rounded up, as it is a wait.
    fn wait(self, length: Duration) -> String {
        match length.seconds().max(1) {
            seconds if seconds <= 90 => self.too_many_next_seconds(seconds),
            seconds => self.too_many_next_minutes(seconds.div_euclid(60) + i64::from(seconds % 60 != 0)),
        }
    }
}

/// `10,000`.
fn thousands(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
