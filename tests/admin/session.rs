//! Who may see which screen, and when to sign in again.

use crate::builders::CAUSES;
use contract::incident_api::error::Cause;
use statuspane::admin::session::{Identity, Session, SignOutReason};

fn active() -> Session {
    Session::Active(Identity::AccessKey("ak".into()))
}

fn expired(reason: SignOutReason) -> Session {
    Session::Expired(Identity::AccessKey("ak".into()), reason)
}

#[test]
fn only_a_refusal_ends_the_session() {
    for cause in CAUSES {
        let expected = match cause {
            Cause::SignedOut => expired(SignOutReason::Rejected),
            Cause::Forbidden => expired(SignOutReason::Forbidden),
            _ => active(),
        };
        assert_eq!(active().after(*cause), expected, "{cause:?}");
        assert_eq!(Session::INITIAL.after(*cause), Session::INITIAL, "nobody is signed in: {cause:?}");
    }
}

#[test]
fn the_work_stays_on_screen_while_somebody_signs_in_again() {
    let cases = [
        (Session::INITIAL, false, false),
        (Session::SignedOut { by_user: true }, false, false),
        (active(), true, true),
        (expired(SignOutReason::Rejected), true, false),
        (expired(SignOutReason::Forbidden), true, false),
    ];
    for (session, shows, calls) in cases {
        assert_eq!((session.shows_workspace(), session.is_active()), (shows, calls), "{session:?}");
    }
}

#[test]
fn only_a_credential_that_the_api_accepts_can_be_kept() {
    assert_eq!(expired(SignOutReason::Forbidden).continued(), active());
    assert_eq!(expired(SignOutReason::Rejected).continued(), expired(SignOutReason::Rejected));
    assert_eq!(Session::INITIAL.continued(), Session::INITIAL);
}

#[test]
fn the_stronger_refusal_stays() {
    assert_eq!(expired(SignOutReason::Forbidden).after(Cause::SignedOut), expired(SignOutReason::Rejected));
    assert_eq!(expired(SignOutReason::Rejected).after(Cause::Forbidden), expired(SignOutReason::Rejected));
}
