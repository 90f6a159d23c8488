//! Who may see which screen, and when to sign in again.

use crate::builders::CAUSES;
use contract::incident_api::error::Cause;
use statuspane::admin::gate::{Gate, Refusal, Who};

fn open() -> Gate {
    Gate::Open(Who::AccessKey("ak".into()))
}

fn again(refusal: Refusal) -> Gate {
    Gate::Again(Who::AccessKey("ak".into()), refusal)
}

#[test]
fn the_gate_shuts_only_on_a_refusal() {
    for cause in CAUSES {
        let expected = match cause {
            Cause::SignedOut => again(Refusal::SignedOut),
            Cause::Forbidden => again(Refusal::Forbidden),
            _ => open(),
        };
        assert_eq!(open().after(*cause), expected, "{cause:?}");
        assert_eq!(Gate::NEW.after(*cause), Gate::NEW, "nobody is signed in: {cause:?}");
    }
}

#[test]
fn the_work_stays_on_screen_while_somebody_signs_in_again() {
    let cases = [
        (Gate::NEW, false, false),
        (Gate::Closed { left: true }, false, false),
        (open(), true, true),
        (again(Refusal::SignedOut), true, false),
        (again(Refusal::Forbidden), true, false),
    ];
    for (gate, shows, calls) in cases {
        assert_eq!((gate.shows_work(), gate.is_open()), (shows, calls), "{gate:?}");
    }
}

#[test]
fn only_a_credential_that_the_api_accepts_can_be_kept() {
    assert_eq!(again(Refusal::Forbidden).kept(), open());
    assert_eq!(again(Refusal::SignedOut).kept(), again(Refusal::SignedOut));
    assert_eq!(Gate::NEW.kept(), Gate::NEW);
}

#[test]
fn the_stronger_refusal_stays() {
    assert_eq!(again(Refusal::Forbidden).after(Cause::SignedOut), again(Refusal::SignedOut));
    assert_eq!(again(Refusal::SignedOut).after(Cause::Forbidden), again(Refusal::SignedOut));
}
