//! A form whose status becomes "resolved" sets its components to operational, unless a person chooses otherwise.

use model::draft::EntryDraft;
use model::{AffectedComponent, ComponentId, ComponentStatus, Impact, Status};
use statuspane::admin::editor::component_defaults::{ComponentDefaults, contradicts_resolved};

fn component(id: &str, status: &str) -> AffectedComponent {
    let id = ComponentId::new(id).expect("a test names an id");
    AffectedComponent { id, status: ComponentStatus::parse(status) }
}

/// Goes through statuses; a step `pay=partial_outage` sets a component by hand.
fn check(steps: &[&str], expect: &[(&str, &str)]) {
    let known = vec![component("pay", "major_outage"), component("web", "on_fire")];
    let (mut draft, mut component_defaults) = (EntryDraft::default(), ComponentDefaults::default());
    component_defaults.prefill(&mut draft, known);
    for step in steps {
        match step.split_once('=') {
            None => component_defaults.change_status(&mut draft, Status::parse(step)),
            Some((id, status)) => {
                let set = component(id, status);
                component_defaults.mark_chosen(&set.id);
                draft.components.retain(|component| component.id != set.id);
                draft.components.insert(0, set);
            }
        }
    }
    let expect: Vec<AffectedComponent> = expect.iter().map(|(id, status)| component(id, status)).collect();
    assert_eq!(draft.components, expect, "{steps:?}");
}

#[test]
fn components_of_a_resolved_incident_are_operational_by_default() {
    let known = [("pay", "major_outage"), ("web", "on_fire")];
    let works = [("pay", "operational"), ("web", "operational")];
    check(&[], &known);
    check(&["monitoring"], &known);
    check(&["resolved"], &works);
    check(&["identified", "resolved"], &works);
    check(&["resolved", "resolved"], &works);
    check(&["resolved", "monitoring"], &known);
    check(&["resolved", "resolved", "monitoring"], &known);
    check(&["resolved", "monitoring", "resolved"], &works);
    check(&["pay=partial_outage", "resolved"], &[("pay", "partial_outage"), ("web", "operational")]);
    check(&["resolved", "pay=partial_outage", "monitoring"], &[("pay", "partial_outage"), ("web", "on_fire")]);
    // An unknown status is open as well.
    check(&["resolved", "watching"], &known);
}

#[test]
fn components_that_come_into_a_resolved_form_work_again() {
    let mut draft = EntryDraft { status: Status::Resolved, ..EntryDraft::default() };
    let mut component_defaults = ComponentDefaults::default();
    component_defaults.prefill(&mut draft, vec![component("pay", "major_outage")]);
    assert_eq!(draft.components, [component("pay", "operational")]);
    component_defaults.change_status(&mut draft, Status::Monitoring);
    assert_eq!(draft.components, [component("pay", "major_outage")]);
}

#[test]
fn a_resolved_form_with_a_failing_component_has_a_warning() {
    let draft = |status: Status, how: &str| EntryDraft {
        status,
        components: vec![component("pay", how)],
        ..EntryDraft::default()
    };
    assert!(contradicts_resolved(&draft(Status::Resolved, "degraded_performance")));
    assert!(!contradicts_resolved(&draft(Status::Resolved, "operational")));
    assert!(!contradicts_resolved(&draft(Status::Monitoring, "degraded_performance")));
}

#[test]
fn the_first_status_of_a_component_follows_the_impact_until_a_person_chooses_one() {
    for (impact, status) in [
        (None, "degraded_performance"),
        (Some(Impact::None), "degraded_performance"),
        (Some(Impact::Minor), "degraded_performance"),
        (Some(Impact::Major), "partial_outage"),
        (Some(Impact::Critical), "major_outage"),
    ] {
        let (mut draft, mut defaults) = (EntryDraft::default(), ComponentDefaults::default());
        let web = component("web", "degraded_performance");
        defaults.add(&mut draft, component("pay", status).id, impact.as_ref());
        assert_eq!(draft.components, [component("pay", status)], "{impact:?}");
        defaults.add(&mut draft, web.id.clone(), None);
        defaults.change_impact(&mut draft, impact.as_ref());
        assert_eq!(draft.components, [component("pay", status), component("web", status)], "{impact:?}");
        // A choice stays, even if it's the status that the component had.
        defaults.mark_chosen(&web.id);
        defaults.change_impact(&mut draft, Some(&Impact::Critical));
        assert_eq!(draft.components, [component("pay", "major_outage"), component("web", status)], "{impact:?}");
        defaults.change_impact(&mut draft, None);
        assert_eq!(draft.components[0], component("pay", "degraded_performance"), "{impact:?}");
    }
}

#[test]
fn a_component_that_is_removed_and_added_again_follows_the_impact_again() {
    let (mut draft, mut defaults) = (EntryDraft::default(), ComponentDefaults::default());
    let pay = component("pay", "partial_outage");
    defaults.add(&mut draft, pay.id.clone(), None);
    defaults.mark_chosen(&pay.id);
    draft.components.clear();
    defaults.add(&mut draft, pay.id.clone(), Some(&Impact::Minor));
    defaults.change_impact(&mut draft, Some(&Impact::Major));
    assert_eq!(draft.components, [pay]);
}
