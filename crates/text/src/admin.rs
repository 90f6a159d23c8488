//! The text of the admin view, a catalogue for each feature. Every message says what happened, what is unaffected, what to
//! do next.

use crate::SharedText;
use crate::catalogue::{as_count, catalogue, fill, number};
use contract::config::{ConfigProblem, Expected};
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
    skip() = "Skip to content";
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
    /// The field for a token or the public half of a key pair.
    credential() = "API token or access key";
    /// The hint below the field.
    credential_hint() = "You can also paste an access key together with its secret key, or a full Authorization header value.";
    /// Shows the field for a secret key, for an access key that isn't recognized.
    add_secret_key() = "Add a secret key";
    /// The field for the secret half of a key pair.
    secret_key() = "Secret key";
    /// How the key is used.
    secret_key_hint() = "Your browser uses it to sign requests. It can’t be read back and isn’t saved.";
    /// Signing needs a secure context.
    not_secure() =
        "Signing in with an access key and secret key requires HTTPS. Open this page over HTTPS, or use an API token.";
    /// How long it lasts.
    lasts() = "You’ll stay signed in until you close or reload this page. Drafts are saved in this browser.";
    /// The button.
    button() = "Sign in";
    /// The button, while the API is asked.
    checking() = "Signing in…";
    /// The button that ends it.
    sign_out() = "Sign out";
    /// After it was ended.
    signed_out() = "You’re signed out. Drafts are saved in this browser.";
    /// Continues with credentials that don't allow everything.
    keep() = "Continue with these credentials";
    /// The heading of the list of problems.
    problems() = "Couldn’t sign in";
    /// The browser couldn't sign.
    signing_failed() = "Couldn’t sign with this secret key. Nothing was sent. Check that you pasted the whole key, or use an API token.";
    /// Signed in with a token.
    signed_in() = "Signed in";
    /// Signed in with this access key.
    signed_in_with(access_key) = "Signed in with {access_key}";
    /// The API no longer accepts the credential.
    rejected() = "The API no longer accepts your credentials. They may have expired or been revoked. Anything you’ve typed is still below.";
    /// The credential doesn't allow the request.
    forbidden() = "You don’t have permission to do that. Sign in with other credentials, or continue with these. Anything you’ve typed is still below.";

    /// A field is empty.
    credential_required() = "Enter an API token or an access key";
    /// A field is empty.
    secret_key_required() = "Enter a secret key";
    /// A field contains a character that can't be sent.
    credential_not_sendable() = "This contains an invalid character. Copy it again from its source";
    /// A field contains a character that can't be sent.
    secret_key_not_sendable() = "The secret key contains an invalid character. Copy it again from its source";
    /// A secret key is in the field for the access key.
    secret_key_alone() = "This is a secret key. Enter its access key here first";
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
    /// Loads the list now.
    refresh() = "Refresh";
    /// While the list loads for the first time.
    loading() = "Loading incidents…";
    /// The list is empty.
    empty() = "No incidents yet. Incidents you create appear here and on the public page.";
    /// None is open.
    none_open() = "No open incidents.";
    /// None is resolved.
    none_past() = "No resolved incidents yet.";
    /// The list couldn't be loaded, and there is no earlier one.
    failed() = "Couldn’t load incidents";
    /// The list couldn't be loaded again.
    stale() = "This list may be out of date";
    /// A failure, and the next step.
    failure(cause, next) = "{cause} {next}";
    /// Jumps to the form.
    jump() = "New incident";
    /// A row is being deleted.
    deleting() = "Deleting…";
    /// Posts an update.
    update() = "Post update";
    /// Corrects an incident.
    correct() = "Correct";
    /// Deletes an incident.
    delete() = "Delete";
    /// Leads to the incident on the public page.
    view() = "View on public page";
    /// How many are open.
    summary_none() = "No open incidents.";
    /// How many are open.
    summary_open(#count) = "{count} open.";
    /// The same, and when the list was read, as a clock in the zone shows it.
    summary_none_at(time, zone) = "No open incidents. Updated {time}. Times are in {zone}.";
    /// The same, and when the list was read, as a clock in the zone shows it.
    summary_open_at(#count, time, zone) = "{count} open. Updated {time}. Times are in {zone}.";
    /// Shows the rest of the resolved incidents.
    more_last(#count) = "Show {count} more";
    /// Shows more resolved incidents, and says how many are hidden.
    more(step, hidden) = "Show {step} more ({hidden} left)";
    /// On a row that somebody else has created or updated.
    is_new() = "New";
    /// Somebody else has created an incident.
    news_incident(name) = "New incident from someone else: “{name}”.";
    /// Somebody else has posted an update.
    news_update(name) = "“{name}” has a new update from someone else.";
    /// Others have created or updated several incidents.
    news_many(#count) = "{count} incidents are new or have an update from someone else.";
    /// Some incidents couldn't be decoded.
    unreadable(#count) = "{count} incident couldn’t be loaded and isn’t listed. Ask the API’s administrator to check it."
        | "{count} incidents couldn’t be loaded and aren’t listed. Ask the API’s administrator to check them.";
    /// When the next attempt is made.
    next_attempt_now() = "Retrying now…";
    /// When the next attempt is made.
    next_attempt_seconds(#count) = "Retrying in about {count} seconds.";
    /// When the next attempt is made.
    next_attempt_minutes(#count) = "Retrying in about {count} minutes.";
}

/// Which of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new incident.
    New,
    /// An update of an incident.
    Update,
    /// An edit of an update.
    Edit,
    /// A correction of an incident.
    Correct,
    /// A new maintenance.
    Plan,
    /// A change of a maintenance.
    Change,
}

catalogue! {
    /// The forms.
    FormText of FormMessages by FormKey {}

    /// The heading of the form for a new incident.
    new_incident() = "New incident";
    /// The heading of the form for an update.
    update() = "Post an update";
    /// Opens the form for a new incident again.
    back_to_new() = "Back to new incident";
    /// Closes the form for an update.
    close() = "Close";
    /// Throws a draft away.
    discard() = "Discard draft";
    /// After a draft was thrown away.
    discarded() = "Draft discarded.";
    /// Brings it back.
    undo() = "Undo";
    /// A draft from an earlier visit.
    restored() = "Draft restored.";
    /// A draft that was sent, after which the page was left before the response came.
    restored_unanswered() = "You submitted this draft but left before it was confirmed, so it may already be posted. Check the list and the timeline before you submit it again.";
    /// A note that a draft was restored, where the API notifies subscribers.
    notify_reset(note) = "{note} “Notify subscribers” is off; turn it on if you need it.";
    /// Drafts can't be saved.
    not_kept() = "Your draft can’t be saved: browser storage is full or disabled. Submit it before you close or reload this page.";
    /// The draft is saved.
    kept() = "Draft saved in this browser.";
    /// The same for a maintenance.
    restored_unsaved() = "You submitted this draft but left before it was confirmed, so it may already be saved. Check the list before you submit it again.";
    /// The heading of the summary of problems.
    problems() = "There’s a problem. Nothing was sent";
    /// The heading of the summary, after a request that failed or that the API rejected.
    refused() = "Couldn’t save this";

    /// The zone of the date field.
    date_hint(zone) = "Leave blank to use the current time. Time zone: {zone}.";
    /// The zone of the date field, and its current offset.
    date_hint_offset(zone, offset) = "Leave blank to use the current time. Time zone: {zone} (currently {offset}).";
    /// The hint, and that the date is in the future.
    date_ahead(hint) = "{hint} This is in the future. Visitors will see that date, and later updates will be dated after it. Clear the field to use the current time.";
    /// The hint, and that the time occurs twice because clocks go back.
    date_twice(hint) = "{hint} This time occurs twice because clocks go back. The earlier one is used.";
    /// The hint of the message, and how to format it.
    message_hint() = "What’s happening, who is affected, what you’re doing, and when to expect the next update. You can use Markdown: **bold**, `code`, lists and links.";
    /// Above the message as visitors will see it.
    preview() = "Preview";
    /// The hint of the name.
    name_hint() = "A short summary of what users will notice.";
    /// Under the checkbox for notifying, while it is off.
    notify_off() = "Subscribers won’t be notified.";
    /// Under the checkbox for notifying, while it is on.
    notify_on() = "The API will be asked to notify subscribers. Delivery depends on its settings.";
    /// No components are configured.
    no_components() = "No components are configured. You can add one by its ID.";
    /// Adds a component by its ID.
    other_component() = "Add another component";
    /// The field for a component's ID.
    component_id() = "Component ID";
    /// Adds it.
    add_component() = "Add component";
    /// The ID is blank.
    component_id_required() = "Enter a component ID";
    /// The ID is there already.
    component_id_repeated() = "This component is already listed";
    /// The label of a component's status, for people who can't see that it's next to its name.
    component_status(component) = "Status of {component}";

    /// The timeline's heading.
    timeline() = "Timeline";
    /// While the timeline loads.
    timeline_loading() = "Loading timeline…";
    /// The timeline is empty.
    timeline_empty() = "No updates yet.";
    /// The timeline couldn't be loaded.
    timeline_failed(cause) = "Couldn’t load the timeline. {cause} You can still post an update.";
    /// Some updates of the timeline couldn't be decoded.
    timeline_unreadable(#count) = "{count} update couldn’t be loaded and isn’t listed. Ask the API’s administrator to check it."
        | "{count} updates couldn’t be loaded and aren’t listed. Ask the API’s administrator to check them.";
    /// The incident is no longer in the list.
    gone() = "This incident no longer exists; someone may have deleted it. Your text is still here so you can copy it.";
    /// Someone else posted an update, and it is on screen.
    news() = "Someone else posted an update while you were writing. See it in the timeline below.";
    /// The same, found while submitting; nothing was sent.
    overtaken() = "Someone else posted an update while you were writing, so yours wasn’t sent. Read the timeline below, and post yours if it still applies.";

    /// Someone else changed the same, found while submitting; nothing was sent.
    overwrites() = "Someone else made changes while you were editing, so nothing was sent. Compare them with yours, and save again to replace them.";

    /// Says that posting this status ends the incident.
    resolves() = "This resolves the incident. Components you haven’t changed will be marked operational.";
    /// A warning that this status reopens the incident.
    reopens() = "This reopens the incident. Visitors will see it under open incidents.";
    /// The status is resolved, but a component isn't operational.
    not_all_work() = "A component below isn’t operational. Check it, because the incident will show as resolved.";
    /// The same, after the message about the status.
    and_not_all_work(status) =
        "{status} A component below isn’t operational. Check it, because the incident will show as resolved.";
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
    /// The label of a field of a maintenance.
    actual_start() = "Actual start";
    /// The label of a field of a maintenance.
    actual_end() = "Actual end";
    /// The label of a field of a maintenance.
    cancelled_time() = "Cancelled";
    /// The label of a field of a maintenance.
    auto_complete() = "End automatically";
    /// The label of a field of a maintenance.
    internal() = "Internal";

    /// The button of the form.
    create() = "Create incident";
    /// The button of the form.
    post() = "Post update";
    /// The button of the form.
    schedule() = "Schedule maintenance";
    /// The button of the form.
    save() = "Save changes";
    /// The title of the button: the keys that do the same.
    send_keys() = "Ctrl+Enter or ⌘+Enter";
    /// The button, while the request is under way.
    creating() = "Creating…";
    /// The button, while the request is under way.
    posting() = "Posting…";
    /// The button, while the request is under way.
    saving_changes() = "Saving…";

    /// An error of a field.
    name_required() = "Enter a name";
    /// An error of a field.
    message_required() = "Enter a message";
    /// An error of a field.
    date_required() = "Enter a date and time";
    /// An error of a field.
    choice_required(label) = "Choose a value for “{label}”";
    /// An error of a field.
    too_long(label, max) = "“{label}” must be {max} characters or fewer";
    /// An error of a field.
    not_a_date() = "Enter a complete date and time, or clear the field to use the current time";
    /// An error of a field of a maintenance.
    planned_time() = "Enter a complete date and time, up to the year 9999";
    /// An error of a field of a maintenance.
    ends_first() = "The end must be after the start";
    /// An error of a field.
    skipped_by_clocks() = "That time doesn’t exist because clocks go forward. Choose another";
    /// An error of a field.
    too_early() = "Enter a date after 3 March 1973";
    /// An error of a field.
    component_status_required() = "Choose a status for every component";
    /// An error of a field.
    unknown_word(label) = "Choose a value for “{label}” from the list";
    /// An error of a field.
    repeated() = "A component is listed twice. Remove one";
    /// An error of a field.
    not_accepted(label) = "“{label}” has a value the API doesn’t accept";
    /// An error of a field.
    not_resolved() = "Only a resolved incident can have an end";
    /// An error of a field.
    ends_before_start() = "The end can’t be before the start";
    /// An error of a field.
    window_too_long() = "A maintenance can last at most 90 days";

    /// It did not work, and nothing was stored.
    create_failed(cause, next) = "{cause} The incident wasn’t created. Your draft is still here. {next}";
    /// It did not work, and nothing was stored.
    edit_failed(cause, next) = "{cause} Your changes weren’t saved. Your draft is still here. {next}";
    /// The update to be edited no longer exists.
    entry_gone() = "This update no longer exists; someone may have deleted it. Your text is still here so you can copy it.";
    /// The API has no such call.
    cannot_edit() = "This API can’t edit or delete updates.";
    /// The API has no such call.
    cannot_correct() = "This API can’t correct incidents.";
    /// It did not work, and nothing was stored.
    save_failed(cause, next) = "{cause} The maintenance wasn’t saved. Your draft is still here. {next}";
    /// It did not work, and nothing was stored.
    post_failed(cause, next) = "{cause} The update wasn’t posted. Your draft is still here. {next}";
    /// The incident to be updated no longer exists.
    update_gone() = "The update wasn’t posted because the incident no longer exists. Copy your text into a new incident if you still need it.";

    /// The heading for a request whose outcome is unknown.
    create_lost() = "Couldn’t confirm that the incident was created";
    /// The heading for a request whose outcome is unknown.
    post_lost() = "Couldn’t confirm that the update was posted";
    /// The heading for a request whose outcome is unknown.
    edit_lost() = "Couldn’t confirm that your changes were saved";
    /// The heading for a request whose outcome is unknown.
    save_lost() = "Couldn’t confirm that the maintenance was saved";
    /// While the API is asked whether it received the request.
    looking(cause) = "{cause} Checking whether your request was received…";
    /// Checks again for a lost request.
    look_again() = "Check again";
    /// The heading when it wasn't found.
    create_absent() = "The incident isn’t in the list";
    /// The heading when it wasn't found.
    post_absent() = "The update isn’t in the timeline";
    /// The heading when it wasn't found.
    edit_absent() = "Your changes aren’t there";
    /// It wasn't found.
    edit_absent_next(cause) =
        "{cause} Your changes don’t appear to have been saved, but they may still go through. Check again, or save them again.";
    /// The heading when it wasn't found.
    save_absent() = "The list doesn’t have this maintenance as you submitted it";
    /// It wasn't found.
    create_absent_next(cause) =
        "{cause} The incident doesn’t appear to have been created, but it may still go through. Check again, or create it again.";
    /// It wasn't found.
    post_absent_next(cause) =
        "{cause} The update doesn’t appear to have been posted, but it may still go through. Check again, or post it again.";
    /// It wasn't found.
    save_absent_next(cause) =
        "{cause} The maintenance doesn’t appear to have been saved, but it may still go through. Check again, or save it again.";
    /// It wasn't found, but not everything could be decoded.
    save_incomplete(#count, cause) = "{cause} The maintenance wasn’t found, but {count} maintenance couldn’t be loaded. Check again before you save it again."
        | "{cause} The maintenance wasn’t found, but {count} maintenances couldn’t be loaded. Check again before you save it again.";
    /// It wasn't found, but not everything could be decoded.
    create_incomplete(#count, cause) = "{cause} The incident wasn’t found, but {count} incident couldn’t be loaded. Check again before you create another."
        | "{cause} The incident wasn’t found, but {count} incidents couldn’t be loaded. Check again before you create another.";
    /// It wasn't found, but not everything could be decoded.
    post_incomplete(#count, cause) = "{cause} The update wasn’t found, but {count} update couldn’t be loaded. Check again before you post it again."
        | "{cause} The update wasn’t found, but {count} updates couldn’t be loaded. Check again before you post it again.";
    /// The API couldn't be asked either.
    create_unreachable(cause, now) = "{cause} Couldn’t check whether your request was received. {now} Check again in a moment. Creating it again now could create a duplicate.";
    /// The API couldn't be asked either.
    post_unreachable(cause, now) = "{cause} Couldn’t check whether your request was received. {now} Check again in a moment. Posting it again now could create a duplicate.";
    /// The API couldn't be asked either.
    save_unreachable(cause, now) = "{cause} Couldn’t check whether your request was received. {now} Check again in a moment. Scheduling it again now could create a duplicate.";
    /// The API couldn't be asked either. The same change twice does no harm.
    change_unreachable(cause, now) = "{cause} Couldn’t check whether your request was received. {now} Check again in a moment. Saving it again is safe.";
    /// Sends it once more, because a person asks for it.
    save_again() = "Save again";
    /// Sends it once more, because a person asks for it.
    create_again() = "Create again";
    /// Sends it once more, because a person asks for it.
    post_again() = "Post again";
}

catalogue! {
    /// Corrections.
    CorrectionText of CorrectionMessages by CorrectionKey {}

    /// The heading of the form for a correction.
    heading() = "Correct this incident";
    /// The effect of a correction.
    hint() = "Corrections don’t notify subscribers.";
    /// The heading of the form for an edit.
    edit_heading() = "Edit an update";
    /// Goes back to the timeline.
    back() = "Back to the timeline";
    /// Above the update as it is now.
    as_posted() = "As posted";
    /// The hint of the end of a past incident.
    end_hint(zone) = "When it was resolved. Leave blank if it’s the same as the date above. {zone}";

    /// The question before an update is deleted.
    delete_question(message) = "Delete “{message}”?";
    /// The consequences.
    delete_consequences() = "This permanently deletes the update for everyone. The incident’s status then follows its other updates.";
    /// The button that deletes it.
    confirm_delete() = "Delete update";
    /// The button that doesn't.
    keep() = "Keep it";
    /// It is still there.
    not_deleted(cause, next) = "The update wasn’t deleted. {cause} {next}";
    /// The outcome is unknown.
    delete_lost(cause) = "Couldn’t confirm the deletion. {cause} Refresh the list to check. Deleting it again is safe.";

    /// The heading of the log.
    log() = "Change log";
    /// While it loads.
    log_loading() = "Loading change log…";
    /// It is empty.
    log_empty() = "No changes yet.";
    /// It couldn't be loaded.
    log_failed(cause) = "Couldn’t load the change log. {cause} You can still make corrections.";
    /// The API keeps none.
    no_log() = "This API doesn’t keep a change log.";
    /// A change.
    created() = "Created";
    /// A change.
    corrected() = "Corrected";
    /// A change.
    entry_added() = "Update posted";
    /// A change.
    entry_edited() = "Update edited";
    /// A change.
    entry_deleted() = "Update deleted";
    /// A change that isn't known.
    other() = "Changed";
    /// A field that was changed.
    change(label, before, after) = "{label}: {before} → {after}";
}

catalogue! {
    /// Scheduled maintenances.
    MaintenanceText of MaintenanceMessages by MaintenanceKey {}

    /// The heading.
    heading() = "Scheduled maintenance";
    /// Opens the form for a new one; also the form's heading.
    plan() = "Schedule maintenance";
    /// The API has none.
    absent() = "This API doesn’t support scheduled maintenance.";
    /// While the list loads for the first time.
    loading() = "Loading maintenance…";
    /// The list couldn't be loaded, and there is no earlier one.
    failed() = "Couldn’t load scheduled maintenance";
    /// Some maintenances couldn't be decoded.
    unreadable(#count) = "{count} maintenance couldn’t be loaded completely. Ask the API’s administrator to check it."
        | "{count} maintenances couldn’t be loaded completely. Ask the API’s administrator to check them.";
    /// Nothing is planned or in progress.
    none() = "No maintenance is scheduled.";
    /// Shows those that are over.
    past(#count) = "{count} past maintenance" | "{count} past maintenances";

    /// When it really ended.
    ended(@time) = "Ended {time}";
    /// It doesn't end at its planned end.
    keeps_going() = "Continues until someone ends it";

    /// Opens the form for a change.
    edit() = "Edit";
    /// The heading of that form.
    edit_heading() = "Edit maintenance";
    /// It begins now.
    start_now() = "Start now";
    /// It ends now.
    end_now() = "End now";
    /// It ends an hour later.
    extend() = "Extend by 1 hour";
    /// Calls it off.
    cancel() = "Cancel maintenance";
    /// Begins a new one that is like this one.
    copy() = "Copy to a new window";
    /// A change is being saved.
    changing() = "Saving…";

    /// The hint of the name.
    name_hint() = "A short summary of the planned work.";
    /// The hint of the message, and how to format it.
    message_hint() = "What you’ll do and what users will notice. You can use Markdown: **bold**, `code`, lists and links.";
    /// The zone of a time.
    zone(zone) = "Time zone: {zone}.";
    /// The zone of a time, and its current offset.
    zone_offset(zone, offset) = "Time zone: {zone} (currently {offset}).";
    /// How long the window lasts, and the hint.
    lasts(length, hint) = "Lasts {length}. {hint}";
    /// Under the checkbox, while it is on.
    ends_hint() = "It’s completed as soon as its end passes.";
    /// Under the checkbox, while it is off.
    goes_on_hint() = "It continues until someone ends it.";
    /// Under the checkbox, while it is on.
    internal_hint() = "Only your team can see it. It’s never on the public page.";
    /// Under the checkbox, while it is off.
    public_hint() = "Visitors can see it on the public page.";
    /// A warning about the window.
    is_past() = "This window is in the past.";
    /// A warning about the window.
    has_begun() = "The start is in the past, so it begins as soon as you save it.";
    /// A warning about the window.
    overlaps(name) = "“{name}” affects the same component in this window.";
    /// A warning about the window.
    overlaps_many(#count, name) = "“{name}” and {count} other affect the same components in this window."
        | "“{name}” and {count} others affect the same components in this window.";

    /// It was deleted while somebody wrote a change of it.
    gone() = "This maintenance no longer exists; someone may have deleted it. Your text is still here so you can copy it.";
    /// Somebody else has changed it; a list of the changed fields follows.
    changed_meanwhile() = "Someone else changed this maintenance while you were editing. Saving replaces their changes:";
    /// The value of a field that is on.
    yes() = "Yes";
    /// The value of a field that is off.
    no() = "No";
    /// The value of a field that is empty.
    nothing() = "None";

    /// The question before it is called off.
    cancel_question(name) = "Cancel “{name}”?";
    /// The consequences.
    cancel_consequences() = "It’s shown as cancelled. Subscribers aren’t notified.";
    /// The button that calls it off.
    confirm_cancel() = "Cancel maintenance";
    /// The question before it is deleted.
    delete_question(name) = "Delete “{name}”?";
    /// The consequences.
    delete_consequences() = "This permanently deletes the maintenance for everyone.";
    /// The button that deletes it.
    confirm_delete() = "Delete maintenance";
    /// The button that does neither.
    keep() = "Keep it";

    /// It wasn't changed.
    not_changed(cause, next) = "The maintenance wasn’t changed. {cause} {next}";
    /// The outcome is unknown.
    change_lost(cause) = "Couldn’t confirm the change. {cause} Refresh the list to check. Trying again is safe.";
    /// It wasn't deleted.
    not_deleted(cause, next) = "The maintenance wasn’t deleted. {cause} {next}";

    /// A new maintenance.
    planned(name) = "“{name}” was scheduled.";
    /// A new maintenance whose response was lost.
    planned_after_all(name) = "“{name}” was scheduled. The confirmation was lost, but the maintenance is in the list.";
    /// A change.
    saved(name) = "Changes to “{name}” were saved.";
    /// A change whose response was lost.
    saved_after_all(name) = "Changes to “{name}” were saved. The confirmation was lost, but the list has them.";
    /// It has begun.
    started(name) = "“{name}” has started.";
    /// It has ended.
    was_ended(name) = "“{name}” has ended.";
    /// It goes on longer.
    extended(name) = "“{name}” was extended by 1 hour.";
    /// It was called off.
    was_cancelled(name) = "“{name}” was cancelled.";
}

catalogue! {
    /// Deleting.
    DeletionText of DeletionMessages by DeletionKey {}

    /// The button that deletes.
    confirm() = "Delete incident";
    /// The button that does not.
    cancel() = "Cancel";
    /// The consequences of deleting.
    consequences() = "This permanently deletes the incident and its timeline for everyone. To keep the history, resolve the incident instead.";
    /// The question.
    question(name) = "Delete “{name}”?";
    /// It is still there.
    failed(cause, next) = "The incident wasn’t deleted. {cause} {next}";
    /// The outcome is unknown.
    lost(cause) = "Couldn’t confirm the deletion. {cause} Refresh the list to check. Deleting it again is safe.";
}

catalogue! {
    /// Confirmations.
    DoneText of DoneMessages by DoneKey {}

    /// A new incident.
    created(name) = "“{name}” was created.";
    /// A new incident whose response was lost.
    created_after_all(name) = "“{name}” was created. The confirmation was lost, but the incident is in the list.";
    /// An update.
    posted(name) = "Update posted to “{name}”.";
    /// An update that isn't the newest.
    posted_between(name) =
        "Update posted to “{name}”. It’s dated before the latest update, so the incident’s status hasn’t changed.";
    /// An update whose response was lost.
    posted_after_all(name) = "Update posted to “{name}”. The confirmation was lost, but the update is in the timeline.";
    /// An update that ends the incident.
    resolved(name) = "“{name}” is resolved.";
    /// After a confirmation, if the form was changed since.
    edited_since(done) = "{done} Changes you made after submitting weren’t sent; they’re still in the form.";
    /// An update was edited.
    edited(name) = "The update of “{name}” was edited.";
    /// An update was deleted.
    entry_deleted(name) = "The update of “{name}” was deleted.";
    /// A correction.
    corrected(name) = "“{name}” was corrected.";
    /// Deleted.
    deleted(name) = "“{name}” was deleted.";
    /// It had been deleted before.
    already_gone(name) = "“{name}” had already been deleted.";
    /// Signed in again, while the outcome of a request is unknown.
    signed_in_again_unsure() = "You’re signed in again. Your draft is still here.";
    /// Signed in again, with work waiting.
    signed_in_again() = "You’re signed in again. Your draft is still here; nothing was sent.";
}

catalogue! {
    /// Problems of the configuration.
    ConfigText of ConfigMessages by ConfigKey {}

    /// The heading.
    heading() = "Some settings in config.json are invalid";
    /// The file couldn't be loaded, or doesn't say where the API is.
    failed() = "There’s a problem with config.json";
    /// The response was something else.
    not_a_configuration() =
        "The response isn’t a valid configuration. A network sign-in page may be intercepting requests.";
    /// The address of the API can't be used.
    no_address() = "“api” must be an http(s) URL or a path relative to this site.";
    /// The consequence, and the next step.
    failed_next(cause) = "{cause} Sign-in is disabled until this is fixed, because config.json says where your credentials are sent. Drafts are saved in this browser. Retrying automatically; if this continues, contact the site’s administrator.";
    /// Loads it again.
    again() = "Try again";
    /// The button, while it loads.
    asking() = "Retrying…";

    /// A problem of the configuration.
    not_an_object() = "config.json must be a JSON object. The defaults are used.";
    /// A problem of the configuration.
    unknown_key(key) = "config.json: unknown setting “{key}” was ignored. Check its spelling.";
    /// A problem of the configuration.
    number(key, min, max) =
        "config.json: “{key}” must be a whole number from {min} to {max}. The default is used.";
    /// A problem of the configuration.
    object(key) = "config.json: “{key}” must be a JSON object. It was ignored.";
    /// A problem of the configuration.
    text(key) = "config.json: “{key}” must be text and can’t be blank. It was ignored.";
    /// A problem of the configuration.
    address(key) = "config.json: “{key}” must be a URL such as https://example.com, or a path relative to this site. It was ignored.";
    /// A problem of the configuration.
    list(key) = "config.json: “{key}” must be a list. It was ignored.";
    /// A problem of the configuration.
    unique_id(key) = "config.json: “{key}” must be an ID that no other component has. It was ignored.";
    /// A problem of the configuration.
    origin(key) = "config.json: “{key}” must be an origin such as https://intranet.example.com. It was ignored.";
    /// A problem of the configuration.
    flag(key) = "config.json: “{key}” must be true or false. It was ignored.";
    /// A problem of the configuration.
    day(key) = "config.json: “{key}” must be a date such as 2026-11-23. It was ignored.";
    /// A problem of the configuration.
    weekdays(key) = "config.json: “{key}” must list days of the week, such as mon. It was ignored.";
    /// A problem of the configuration.
    time_of_day(key) = "config.json: “{key}” must be a time such as 08:00. It was ignored.";
}

impl ConfigText {
    /// A problem with a key of the configuration, and the value used instead.
    pub fn problem(self, problem: &ConfigProblem) -> String {
        let key = &*problem.key;
        let (mut min, mut max) = (0, 0);
        let message = match problem.expected {
            Expected::Object if key.is_empty() => ConfigKey::not_an_object,
            Expected::Object => ConfigKey::object,
            Expected::KnownKey => ConfigKey::unknown_key,
            Expected::Text => ConfigKey::text,
            Expected::Address => ConfigKey::address,
            Expected::Number(least, most) => {
                (min, max) = (least, most);
                ConfigKey::number
            }
            Expected::List => ConfigKey::list,
            Expected::UniqueId => ConfigKey::unique_id,
            Expected::Origin => ConfigKey::origin,
            Expected::Flag => ConfigKey::flag,
            Expected::Day => ConfigKey::day,
            Expected::Weekdays => ConfigKey::weekdays,
            Expected::TimeOfDay => ConfigKey::time_of_day,
        };
        fill(self.0.text(message), "key,min,max,", &[key, &number(min), &number(max)])
    }
}

catalogue! {
    /// Errors of calls, for people who can do something about them.
    ErrorText of ErrorMessages by ErrorKey {}

    /// A failed call.
    no_answer() =
        "No response from the API. It may be down, you may be offline, or it may not allow requests from this site.";
    /// A failed call.
    timed_out() = "The API took too long to respond.";
    /// A failed call.
    aborted() = "The request was cancelled.";
    /// A failed call.
    signed_out() = "The API rejected these credentials.";
    /// A failed call.
    forbidden() = "These credentials don’t have permission.";
    /// A failed call.
    not_found() = "The API returned “not found”.";
    /// A failed call.
    refused(status) = "The API rejected the request (status {status}).";
    /// A failed call.
    too_many() = "Too many requests.";
    /// A failed call.
    server_failed(status) = "The API returned an error (status {status}).";
    /// A failed call.
    not_json() = "The response didn’t come from an Incident API.";
    /// A failed call.
    other_shape() = "The response was incomplete or unexpected.";
    /// A failed call.
    too_large() = "The response was too large.";
    /// A failed call.
    partial() = "The API sent only part of the response.";
    /// A failed call.
    unexpected(status) = "The API sent an unexpected response (status {status}).";
    /// The API's own message. It ends with a full stop.
    quoted(error, words) = "{error} The API said: “{words}”";

    /// The next step.
    no_answer_next() = "Check your connection and try again.";
    /// The next step.
    timed_out_next() = "Try again.";
    /// The next step.
    signed_out_next() = "Check that they’re complete and still valid, then try again.";
    /// The next step.
    forbidden_next() = "Sign in with other credentials.";
    /// The next step.
    not_found_next() = "Check “api” in config.json.";
    /// The next step.
    refused_next() = "Fix the problem and try again.";
    /// The next step.
    too_many_next() = "Wait a minute and try again.";
    /// The next step.
    too_many_next_seconds(#count) = "Wait {count} second and try again." | "Wait {count} seconds and try again.";
    /// The next step.
    too_many_next_minutes(#count) = "Wait {count} minutes and try again.";
    /// The next step.
    server_failed_next() = "Try again in a moment.";
    /// The next step.
    unexpected_next() = "Try again. If this continues, check “api” in config.json.";
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
    /// Corrections.
    pub correction: CorrectionText,
    /// Scheduled maintenances.
    pub maintenance: MaintenanceText,
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
            correction: CorrectionText::english(),
            maintenance: MaintenanceText::english(),
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
        if hidden <= step { self.more_last(as_count(hidden)) } else { self.more(&thousands(step), &thousands(hidden)) }
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
            Field::CreationTime | Field::PlannedStart => self.start(),
            Field::ResolutionTime | Field::PlannedEnd => self.end(),
            Field::ActualStart => self.actual_start(),
            Field::ActualEnd => self.actual_end(),
            Field::CancelledTime => self.cancelled_time(),
            Field::AutoComplete => self.auto_complete(),
            Field::Internal => self.internal(),
        }
    }

    /// The button of the form.
    pub fn button(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create(),
            Kind::Update => self.post(),
            Kind::Plan => self.schedule(),
            Kind::Edit | Kind::Correct | Kind::Change => self.save(),
        }
    }

    /// The button, while the request is under way.
    pub fn saving(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.creating(),
            Kind::Update => self.posting(),
            Kind::Edit | Kind::Correct | Kind::Plan | Kind::Change => self.saving_changes(),
        }
    }

    /// A draft from an earlier visit that was sent, after which the page was left before the response came.
    pub fn unanswered(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New | Kind::Update => self.restored_unanswered(),
            Kind::Edit | Kind::Correct | Kind::Plan | Kind::Change => self.restored_unsaved(),
        }
    }

    /// The zone of the date field, and its current offset.
    pub fn date_zone(self, zone: &str, offset: &str) -> String {
        if zone == offset { self.date_hint(zone) } else { self.date_hint_offset(zone, offset) }
    }

    /// A field's error, and how to fix it.
    pub fn rule(self, field: Field, rule: Rule) -> String {
        let text = match (rule, field) {
            (Rule::Required, Field::Name) => self.name_required(),
            (Rule::Required, Field::Message) => self.message_required(),
            (
                Rule::Required,
                Field::Date
                | Field::CreationTime
                | Field::ResolutionTime
                | Field::PlannedStart
                | Field::PlannedEnd
                | Field::ActualStart
                | Field::ActualEnd
                | Field::CancelledTime,
            ) => self.date_required(),
            (Rule::Required, Field::Impact) => self.no_impact(),
            (
                Rule::Required,
                Field::Status | Field::Components | Field::Notify | Field::AutoComplete | Field::Internal,
            ) => {
                return self.choice_required(self.label(field));
            }
            (Rule::TooLong(max), _) => return self.too_long(self.label(field), &thousands(max)),
            (Rule::NotADate, Field::PlannedStart | Field::PlannedEnd) => self.planned_time(),
            (Rule::NotADate, _) => self.not_a_date(),
            (Rule::SkippedByClocks, _) => self.skipped_by_clocks(),
            (Rule::TooEarly, _) => self.too_early(),
            (Rule::UnknownWord, Field::Components) => self.component_status_required(),
            (Rule::UnknownWord, _) => return self.unknown_word(self.label(field)),
            (Rule::Repeated, _) => self.repeated(),
            (Rule::WrongType | Rule::NotAnObject | Rule::Null, _) => return self.not_accepted(self.label(field)),
            (Rule::NotResolved, _) => self.not_resolved(),
            (Rule::BeforeStart, Field::PlannedEnd) => self.ends_first(),
            (Rule::BeforeStart | Rule::AfterEnd, _) => self.ends_before_start(),
            (Rule::WindowTooLong, _) => self.window_too_long(),
        };
        text.to_owned()
    }

    /// The heading for a request whose outcome is unknown.
    pub fn lost(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create_lost(),
            Kind::Update => self.post_lost(),
            Kind::Edit | Kind::Correct => self.edit_lost(),
            Kind::Plan | Kind::Change => self.save_lost(),
        }
    }

    /// The heading when it wasn't found.
    pub fn absent(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create_absent(),
            Kind::Update => self.post_absent(),
            Kind::Edit | Kind::Correct => self.edit_absent(),
            Kind::Plan | Kind::Change => self.save_absent(),
        }
    }

    /// It wasn't found.
    pub fn absent_next(self, kind: Kind, cause: &str) -> String {
        match kind {
            Kind::New => self.create_absent_next(cause),
            Kind::Update => self.post_absent_next(cause),
            Kind::Edit | Kind::Correct => self.edit_absent_next(cause),
            Kind::Plan | Kind::Change => self.save_absent_next(cause),
        }
    }

    /// It wasn't found, but this many couldn't be decoded.
    pub fn incomplete(self, kind: Kind, unreadable: usize, cause: &str) -> String {
        match kind {
            Kind::New => self.create_incomplete(as_count(unreadable), cause),
            Kind::Update => self.post_incomplete(as_count(unreadable), cause),
            // They are known by their ID: they're there or not.
            Kind::Edit | Kind::Correct => self.edit_absent_next(cause),
            Kind::Plan | Kind::Change => self.save_incomplete(as_count(unreadable), cause),
        }
    }

    /// The API couldn't be asked either, because of `now`.
    pub fn unreachable(self, kind: Kind, cause: &str, now: &str) -> String {
        match kind {
            Kind::New => self.create_unreachable(cause, now),
            Kind::Update => self.post_unreachable(cause, now),
            Kind::Plan => self.save_unreachable(cause, now),
            Kind::Edit | Kind::Correct | Kind::Change => self.change_unreachable(cause, now),
        }
    }

    /// Sends it once more, because a person asks for it.
    pub fn again(self, kind: Kind) -> &'static str {
        match kind {
            Kind::New => self.create_again(),
            Kind::Update => self.post_again(),
            Kind::Edit | Kind::Correct | Kind::Plan | Kind::Change => self.save_again(),
        }
    }
}

impl MaintenanceText {
    /// The zone of a time, and its current offset.
    pub fn zone_hint(self, zone: &str, offset: &str) -> String {
        if zone == offset { self.zone(zone) } else { self.zone_offset(zone, offset) }
    }
}

impl AdminText {
    /// An update wasn't deleted, or nobody knows whether it was.
    pub fn entry_deletion_failed(self, error: &ApiError, is_unconfirmed: bool) -> String {
        let (cause, next) = (self.error.happened(error), self.error.next_step(error));
        if is_unconfirmed { self.correction.delete_lost(&cause) } else { self.correction.not_deleted(&cause, &next) }
    }

    /// A maintenance wasn't changed or deleted, or nobody knows whether it was.
    pub fn maintenance_failed(self, error: &ApiError, is_unconfirmed: bool, deletes: bool) -> String {
        let (cause, next) = (self.error.happened(error), self.error.next_step(error));
        match (is_unconfirmed, deletes) {
            (false, false) => self.maintenance.not_changed(&cause, &next),
            (false, true) => self.maintenance.not_deleted(&cause, &next),
            (true, false) => self.maintenance.change_lost(&cause),
            (true, true) => self.deletion.lost(&cause),
        }
    }

    /// It did not work, and nothing was stored.
    pub fn submission_failed(self, kind: Kind, error: &ApiError) -> String {
        let (cause, next) = (self.error.happened(error), self.error.next_step(error));
        match kind {
            Kind::New => self.form.create_failed(&cause, &next),
            Kind::Update => self.form.post_failed(&cause, &next),
            Kind::Edit | Kind::Correct => self.form.edit_failed(&cause, &next),
            Kind::Plan | Kind::Change => self.form.save_failed(&cause, &next),
        }
    }

    /// An incident wasn't deleted.
    pub fn deletion_failed(self, error: &ApiError) -> String {
        self.deletion.failed(&self.error.happened(error), &self.error.next_step(error))
    }

    /// It's unknown whether an incident was deleted.
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
