//! How far the sending of a form is, and when it may be sent.

use crate::builders::{CAUSES, error, incident_id};
use contract::incident_api::error::Cause;
use statuspane::admin::editor::form_error::{FormError, FormErrorKind};
use statuspane::admin::editor::reconcile::{Reconciliation, Saved};
use statuspane::admin::editor::submission::Submission;
use statuspane::admin::outcome::Outcome;

fn form_errors() -> Vec<FormError> {
    vec![FormError { field: None, kind: FormErrorKind::FromApi("No.".into()) }]
}

#[test]
fn only_a_clear_refusal_means_that_the_api_stored_no_change() {
    for cause in CAUSES {
        let expected = match cause {
            Cause::SignedOut | Cause::Forbidden | Cause::NotFound | Cause::Refused(_) | Cause::TooMany => {
                Outcome::NotStored
            }
            _ => Outcome::Unknown,
        };
        assert_eq!(Outcome::of(*cause), expected, "{cause:?}");
    }
}

#[test]
fn a_lost_request_is_looked_for_and_never_sent_by_the_forms_own_button() {
    for cause in CAUSES.iter().filter(|cause| Outcome::of(**cause) == Outcome::Unknown) {
        // The outcome decides, whichever fields the body named.
        let reconciling = Submission::from_error(error(*cause), form_errors());
        assert_eq!(reconciling, Submission::Reconciling(error(*cause)));
        assert!(!reconciling.can_submit() && reconciling.is_busy());
        let lost = reconciling.reconciled(Reconciliation::Absent);
        assert_eq!(lost, Submission::Unconfirmed(error(*cause), Reconciliation::Absent));
        assert!(!lost.can_submit() && !lost.is_busy());
        assert_eq!(lost.reconcile_again(), Submission::Reconciling(error(*cause)));
    }
}

#[test]
fn a_refusal_leaves_the_form_to_the_person() {
    let refused = Submission::from_error(error(Cause::Refused(422)), form_errors());
    assert_eq!(refused, Submission::Invalid(form_errors()));
    assert_eq!(refused.errors(), form_errors());
    let failed = Submission::from_error(error(Cause::TooMany), Vec::new());
    assert_eq!(failed, Submission::Failed(error(Cause::TooMany)));
    assert!(refused.can_submit() && failed.can_submit());
}

#[test]
fn while_it_is_under_way_it_cannot_be_sent_twice() {
    assert!(Submission::Editing.can_submit());
    assert!(!Submission::Sending.can_submit() && Submission::Sending.is_busy());
}

#[test]
fn impossible_steps_have_no_effect() {
    for state in [
        Submission::Editing,
        Submission::Sending,
        Submission::Invalid(form_errors()),
        Submission::Failed(error(Cause::TooMany)),
    ] {
        assert_eq!(state.clone().reconciled(Reconciliation::Stored(Saved::Incident(incident_id("a")))), state);
        assert_eq!(state.clone().reconcile_again(), state);
    }
}
