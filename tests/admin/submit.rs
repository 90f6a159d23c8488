//! How far the sending of a form is, and when it may be sent.

use crate::builders::{CAUSES, error, incident_id};
use contract::incident_api::error::Cause;
use statuspane::admin::lost::Finding;
use statuspane::admin::objection::{Objection, Why};
use statuspane::admin::submit::{Fate, Submit};

fn said() -> Vec<Objection> {
    vec![Objection { field: None, why: Why::Said("No.".into()) }]
}

#[test]
fn only_a_clear_refusal_means_that_the_api_stored_no_change() {
    for cause in CAUSES {
        let expected = match cause {
            Cause::SignedOut | Cause::Forbidden | Cause::NotFound | Cause::Refused(_) | Cause::TooMany => {
                Fate::NotTaken
            }
            _ => Fate::Unknown,
        };
        assert_eq!(Fate::of(*cause), expected, "{cause:?}");
    }
}

#[test]
fn a_lost_request_is_looked_for_and_never_sent_by_the_forms_own_button() {
    for cause in CAUSES.iter().filter(|cause| Fate::of(**cause) == Fate::Unknown) {
        // Whatever fields the body named, the fate decides.
        let looking = Submit::after(error(*cause), said());
        assert_eq!(looking, Submit::Looking(error(*cause)));
        assert!(!looking.may_send() && looking.is_busy());
        let lost = looking.found(Finding::NotThere);
        assert_eq!(lost, Submit::Lost(error(*cause), Finding::NotThere));
        assert!(!lost.may_send() && !lost.is_busy());
        assert_eq!(lost.look_again(), Submit::Looking(error(*cause)));
    }
}

#[test]
fn a_refusal_leaves_the_form_to_the_person() {
    let refused = Submit::after(error(Cause::Refused(422)), said());
    assert_eq!(refused, Submit::Rejected(said()));
    assert_eq!(refused.objections(), said());
    let failed = Submit::after(error(Cause::TooMany), Vec::new());
    assert_eq!(failed, Submit::Failed(error(Cause::TooMany)));
    assert!(refused.may_send() && failed.may_send());
}

#[test]
fn while_it_is_under_way_it_cannot_be_sent_twice() {
    assert!(Submit::Editing.may_send());
    assert!(!Submit::Saving.may_send() && Submit::Saving.is_busy());
}

#[test]
fn impossible_steps_have_no_effect() {
    for state in [Submit::Editing, Submit::Saving, Submit::Rejected(said()), Submit::Failed(error(Cause::TooMany))] {
        assert_eq!(state.clone().found(Finding::There(incident_id("a"))), state);
        assert_eq!(state.clone().look_again(), state);
    }
}
