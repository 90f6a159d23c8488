//! Maintenances: their order, what one click changes, what a form becomes, and its warnings.

use crate::builders::at;
use contract::incident_api::decode::{decode_maintenance, decode_maintenance_request};
use contract::incident_api::encode::encode_maintenance_request;
use model::draft::{Field, Rule};
use model::{ComponentId, Maintenance, MaintenanceId, MaintenanceList, MaintenanceState, Offset, Timestamp, Utc, Zone};
use serde_json::{Value, json};
use statuspane::admin::editor::maintenance_draft::{MaintenanceDraft, changed_fields};
use statuspane::admin::editor::reconcile::{Reconciliation, Saved, find_maintenance};
use statuspane::admin::editor::window_warning::{WindowWarning, warnings};
use statuspane::admin::maintenances::QuickChange;
use statuspane::admin::maintenances::change::is_as_requested;
use statuspane::admin::maintenances::visible::VisibleMaintenances;

/// A window from 12:00 to 14:00, with these members besides.
pub fn maintenance(id: &str, more: &Value) -> Maintenance {
    let mut body = json!({
        "id": id, "name": id, "message": "It pauses.", "affectedComponents": [{"componentId": "db"}],
        "plannedStartTime": "2026-11-23T12:00:30Z", "plannedEndTime": "2026-11-23T14:00:00Z",
    });
    for (key, value) in more.as_object().expect("members") {
        body[key] = value.clone();
    }
    decode_maintenance(&body.to_string()).unwrap_or_else(|error| panic!("{error:?} in {body}"))
}

fn clock(time: &str) -> Timestamp {
    at(&format!("2026-11-23T{time}Z"))
}

fn window(id: &str, start: &str, end: &str, auto_complete: bool) -> Maintenance {
    let (start, end) = (format!("2026-11-23T{start}:00Z"), format!("2026-11-23T{end}:00Z"));
    maintenance(id, &json!({"plannedStartTime": start, "plannedEndTime": end, "autoComplete": auto_complete}))
}

fn list(maintenances: Vec<Maintenance>) -> MaintenanceList {
    MaintenanceList::new(maintenances, 0)
}

fn id(text: &str) -> MaintenanceId {
    MaintenanceId::new(text).expect("an ID")
}

fn ids(maintenances: &[Maintenance]) -> Vec<&str> {
    maintenances.iter().map(|maintenance| maintenance.id.as_str()).collect()
}

#[test]
fn the_most_urgent_come_first() {
    let all = list(vec![
        window("later", "18:00", "19:00", true),
        window("soon", "15:00", "16:00", true),
        window("running", "12:00", "14:00", true),
        window("overrun", "10:00", "11:00", false),
        window("over", "08:00", "09:00", true),
        window("earlier", "06:00", "07:00", true),
        maintenance("off", &json!({"cancelledTime": "2026-11-23T11:00:00Z"})),
    ]);
    let visible = VisibleMaintenances::new(&all, Some(clock("13:00")), 2, None, &[]);
    assert_eq!(ids(&visible.current), ["overrun", "running", "soon", "later"]);
    assert_eq!(ids(&visible.past), ["off", "over"]);
    assert_eq!(visible.past_count, 3);
}

#[test]
fn no_row_moves_while_a_form_is_open() {
    let before = list(vec![window("a", "12:00", "14:00", true), window("b", "15:00", "16:00", true)]);
    let held: Vec<MaintenanceId> = ["a", "b"].map(id).to_vec();
    let pinned = before.find(&id("a")).cloned();
    // One is over by now, another has appeared, and the one whose form is open was deleted.
    let after = list(vec![window("b", "15:00", "16:00", true), window("c", "12:00", "20:00", true)]);
    let visible = VisibleMaintenances::new(&after, Some(clock("17:00")), 5, pinned.as_ref(), &held);
    assert_eq!(ids(&visible.current), ["a", "b", "c"]);
    assert_eq!(ids(&visible.past), [""; 0]);
    let closed = VisibleMaintenances::new(&after, Some(clock("17:00")), 5, None, &held);
    assert_eq!((ids(&closed.current), ids(&closed.past)), (vec!["c"], vec!["b"]));
    // A past one stays where it is, however far down.
    let past = list(vec![window("a", "12:00", "14:00", true), window("b", "11:00", "12:00", true)]);
    let visible = VisibleMaintenances::new(&past, Some(clock("17:00")), 1, past.find(&id("b")), &[]);
    assert_eq!((ids(&visible.past), visible.past_count), (vec!["a", "b"], 2));
}

#[test]
fn a_click_changes_what_it_says_and_nothing_else() {
    use MaintenanceState::{Cancelled, Completed, InProgress, Overrun, Upcoming};
    use QuickChange::{Cancel, End, Extend, Start};
    for (state, documented, companion) in [
        (Upcoming, &[Start][..], &[Start, Cancel][..]),
        (InProgress, &[End, Extend], &[End, Extend]),
        (Overrun, &[End, Extend], &[End, Extend]),
        (Completed, &[], &[]),
        (Cancelled, &[], &[]),
    ] {
        assert_eq!(QuickChange::offered(state, false), documented, "{state:?}");
        assert_eq!(QuickChange::offered(state, true), companion, "{state:?}");
    }
    let secret = maintenance("m", &json!({"internal": true, "autoComplete": false}));
    let whole = json!({
        "name": "m", "message": "It pauses.", "affectedComponents": [{"componentId": "db"}],
        "plannedStartTime": 1_795_435_230_000_i64, "plannedEndTime": 1_795_442_400_000_i64,
        "sendNotification": false, "internal": true,
    });
    let now = clock("13:00");
    for (change, has_actual, key, value) in [
        (Start, false, "plannedStartTime", json!(now.millis())),
        (End, false, "plannedEndTime", json!(now.millis())),
        (Extend, false, "plannedEndTime", json!(clock("15:00").millis())),
        (Start, true, "actualStartTime", json!(now.millis())),
        (End, true, "actualEndTime", json!(now.millis())),
        (Cancel, true, "cancelledTime", json!(now.millis())),
    ] {
        let request = change.request(&secret, now, has_actual).expect("a request");
        let mut expected = whole.clone();
        if has_actual {
            expected["autoComplete"] = false.into();
        }
        expected[key] = value;
        let body: Value = serde_json::from_str(&encode_maintenance_request(&request)).expect("JSON");
        assert_eq!(body, expected, "{change:?}");
        // The server reads it as it was meant, and the result is recognized.
        let read = decode_maintenance_request(&body).expect("a request");
        let after = read.apply(secret.id.clone(), Some(&secret)).expect("allowed");
        assert!(is_as_requested(&after, &request), "{change:?}");
        assert!(!is_as_requested(&secret, &request), "{change:?}");
        assert!(after.internal && !after.auto_complete, "{change:?}");
    }
    // No end before its start, nor in the same second.
    assert_eq!(End.time(&secret, clock("12:00:31.200")), clock("12:00:31.200"));
    assert_eq!(End.time(&secret, clock("12:00:30.900")), clock("12:00:31"));
    assert_eq!(End.time(&secret, clock("11:59:00")), clock("12:00:31"));
    let overrun = Extend.request(&secret, clock("16:20"), true).expect("a request");
    assert_eq!(overrun.planned_end, clock("17:20"));
    let unknown = maintenance("m", &json!({"plannedEndTime": "soon"}));
    assert_eq!(Extend.request(&unknown, now, true), None);
}

fn filled() -> MaintenanceDraft {
    MaintenanceDraft {
        name: " Database upgrade ".into(),
        message: "It pauses.".into(),
        start: "2026-11-23T12:00".into(),
        end: "2026-11-23T14:00".into(),
        components: vec![ComponentId::new("db").expect("an ID")],
        ..MaintenanceDraft::default()
    }
}

#[test]
fn a_filled_in_form_becomes_a_request() {
    let request = filled().validate(&Utc, false).expect("valid");
    let body: Value = serde_json::from_str(&encode_maintenance_request(&request)).expect("JSON");
    let expected = json!({
        "name": "Database upgrade", "message": "It pauses.", "affectedComponents": [{"componentId": "db"}],
        "plannedStartTime": clock("12:00").millis(), "plannedEndTime": clock("14:00").millis(),
        "sendNotification": false, "internal": false,
    });
    assert_eq!(body, expected);
    assert_eq!(filled().validate(&Utc, true).expect("valid").auto_complete, Some(true));
}

#[test]
fn invalid_fields_are_named_all_at_once() {
    let blank = MaintenanceDraft { start: String::new(), end: String::new(), ..filled() };
    let times = |start: &str, end: &str| MaintenanceDraft { start: start.into(), end: end.into(), ..filled() };
    for (draft, expected) in [
        (
            MaintenanceDraft { name: " ".into(), message: String::new(), ..blank.clone() },
            &[
                (Field::Name, Rule::Required),
                (Field::Message, Rule::Required),
                (Field::PlannedStart, Rule::Required),
                (Field::PlannedEnd, Rule::Required),
            ][..],
        ),
        (times("2026-11-23T12:00", "2026-11-23T12:00"), &[(Field::PlannedEnd, Rule::BeforeStart)]),
        (times("2026-11-23T12:00", "2026-11-22T12:00"), &[(Field::PlannedEnd, Rule::BeforeStart)]),
        (times("2026-11-23T12:00", "2027-11-23T12:00"), &[(Field::PlannedEnd, Rule::WindowTooLong)]),
        (times("12026-11-23T12:00", "2026-11-23T12:00"), &[(Field::PlannedStart, Rule::NotADate)]),
        (times("1970-01-01T00:00", "2026-11-23T12:00"), &[(Field::PlannedStart, Rule::TooEarly)]),
        (MaintenanceDraft { name: "n".repeat(201), ..filled() }, &[(Field::Name, Rule::TooLong(200))]),
    ] {
        let problems = draft.validate(&Utc, false).expect_err("invalid");
        let problems: Vec<_> = problems.into_iter().map(|problem| (problem.field, problem.rule)).collect();
        assert_eq!(problems, expected, "{draft:?}");
    }
}

/// Half an hour from UTC, so that a time in the wrong zone shows.
struct Chatham;

impl Zone for Chatham {
    fn offset(&self, _: Timestamp) -> Offset {
        Offset::from_seconds(45_900)
    }

    fn name(&self) -> &str {
        "Pacific/Chatham"
    }
}

#[test]
fn a_time_that_nobody_touched_stays_as_it_is() {
    let late = maintenance("m", &json!({"plannedStartTime": "2026-11-23T12:00:31.250Z"}));
    let far = maintenance("m", &json!({"plannedStartTime": "253402300799000", "plannedEndTime": "253402300799999"}));
    for before in [late, far] {
        let draft = MaintenanceDraft { name: "Other".into(), ..MaintenanceDraft::of(&before, &Chatham) };
        let request = draft.validate(&Chatham, false).expect("valid");
        assert_eq!(Some(request.planned_start), before.planned_start);
        assert_eq!(Some(request.planned_end), before.planned_end);
        assert_eq!(changed_fields(&before, &request.apply(before.id.clone(), None).expect("allowed")), [Field::Name]);
    }
}

#[test]
fn a_saved_draft_is_restored_as_written_except_for_notifying() {
    let base = maintenance("m", &json!({"internal": true, "actualStartTime": "2026-11-23T12:05:00Z"}));
    let changed = MaintenanceDraft { internal: false, auto_complete: false, ..MaintenanceDraft::of(&base, &Utc) };
    for draft in [filled(), changed, MaintenanceDraft::default()] {
        let saved = MaintenanceDraft { notify: true, ..draft.clone() }.encode();
        assert_eq!(MaintenanceDraft::decode(&saved), Some(draft));
    }
    for text in ["", "[]", "{}", r#"{"name": 1}"#, r#"{"name": "a", "message": "b"}"#] {
        assert_eq!(MaintenanceDraft::decode(text), None, "{text}");
    }
}

#[test]
fn a_copy_has_everything_but_its_window() {
    let before = maintenance("m", &json!({"internal": true, "autoComplete": false}));
    let copy = MaintenanceDraft::copy_of(&before);
    assert_eq!((&*copy.start, &*copy.end, copy.base.clone()), ("", "", None));
    assert_eq!((&*copy.name, copy.internal, copy.auto_complete, copy.notify), ("m", true, false, false));
    assert_eq!(copy.components, before.components);
}

#[test]
fn windows_in_the_past_and_on_the_same_components_have_warnings() {
    let all = list(vec![
        window("a", "12:00", "14:00", true),
        window("b", "13:00", "15:00", true),
        maintenance("off", &json!({"cancelledTime": "2026-11-23T11:00:00Z"})),
        maintenance("other", &json!({"affectedComponents": ["web"]})),
        window("open-ended", "05:00", "06:00", false),
    ]);
    let overlap = |name: &str, more| WindowWarning::Overlap(name.into(), more);
    let components = [ComponentId::new("db").expect("an ID")];
    for (start, end, own, expected) in [
        ("09:00", "10:00", Some("open-ended"), vec![]),
        ("15:00", "16:00", Some("open-ended"), vec![]),
        ("14:30", "16:00", Some("open-ended"), vec![overlap("b", 0)]),
        ("11:00", "16:00", Some("open-ended"), vec![overlap("b", 1)]),
        ("12:30", "13:00", Some("a"), vec![overlap("open-ended", 0)]),
        ("09:00", "10:00", None, vec![overlap("open-ended", 0)]),
        ("07:00", "10:00", None, vec![WindowWarning::Begun, overlap("open-ended", 0)]),
        ("07:00", "10:00", Some("a"), vec![overlap("open-ended", 0)]),
        ("03:00", "04:00", None, vec![WindowWarning::Past]),
    ] {
        let own = own.map(id);
        let found = warnings(clock(start), clock(end), &components, clock("08:00"), &all, own.as_ref());
        assert_eq!(found, expected, "{start} to {end}, {own:?}");
    }
    assert_eq!(warnings(clock("12:00"), clock("13:00"), &[], clock("08:00"), &all, None), []);
}

#[test]
fn a_lost_maintenance_is_found_as_it_was_asked_for() {
    let request =
        MaintenanceDraft::of(&window("m", "12:00", "14:00", true), &Utc).validate(&Utc, false).expect("valid");
    let same = window("m", "12:00", "14:00", true);
    let twin = Maintenance { id: id("twin"), ..same.clone() };
    let stored = |name| Reconciliation::Stored(Saved::Maintenance(id(name)));
    for (own, known, now, expected) in [
        (None, vec![], list(vec![same.clone()]), stored("m")),
        (None, vec!["m"], list(vec![same.clone()]), Reconciliation::Absent),
        (None, vec!["m"], list(vec![same.clone(), twin.clone()]), stored("twin")),
        (None, vec![], list(vec![window("m", "12:00", "15:00", true)]), Reconciliation::Absent),
        (None, vec![], MaintenanceList::new(Vec::new(), 2), Reconciliation::Incomplete(2)),
        (Some("m"), vec!["m"], list(vec![same.clone()]), stored("m")),
        (Some("m"), vec!["m"], list(vec![window("m", "12:00", "15:00", true), twin]), Reconciliation::Absent),
    ] {
        let known: Vec<MaintenanceId> = known.into_iter().map(id).collect();
        assert_eq!(find_maintenance(&request, own.map(id).as_ref(), &known, &now), expected, "{own:?} in {now:?}");
    }
    // The API keeps whole seconds.
    let exact = maintenance("m", &json!({"plannedStartTime": "2026-11-23T12:00:31.250Z"}));
    let request = MaintenanceDraft::of(&exact, &Utc).validate(&Utc, false).expect("valid");
    let rounded = maintenance("m", &json!({"plannedStartTime": "2026-11-23T12:00:31Z"}));
    assert!(is_as_requested(&rounded, &request));
}
