//! The history's search on screen: what is found, its marks, and what is said of it.

use crate::builders::{CAUSES, at, entry, open, resolved};
use crate::render::{PageState, tag, text};
use contract::incident_api::ApiError;
use contract::route::Route;
use model::incident::Timeline;
use model::{Impact, Incident, IncidentList, Month, Status};
use text::PageText;

fn named(id: &str, name: &str, began: &str) -> Incident {
    Incident { name: name.into(), ..resolved(id, began) }
}

fn history(query: &'static str, incidents: Vec<Incident>) -> PageState {
    PageState { route: Route::History, query, ..PageState::running(incidents) }
}

/// The IDs of the incidents that a page shows, in its order.
fn shown(html: &str) -> Vec<String> {
    html.split("./?incident=").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// The line that says how much was found.
fn said(html: &str) -> String {
    let from = html.find("<p class=\"found\"").expect("a line");
    text(html[from..].split("</p>").next().expect("a line"))
}

fn three() -> Vec<Incident> {
    let mail = Incident {
        timeline: Some(Timeline::new(
            vec![entry("The mail queue is <b>full</b>, and mail is late.", Status::Monitoring, "2026-11-21T10:10:00Z")],
            0,
        )),
        ..named("queue", "Delays", "2026-11-21T10:00:00Z")
    };
    vec![open("now", Impact::Major), mail, named("mail", "Mail & MAIL", "2026-10-02T10:00:00Z")]
}

#[test]
fn all_words_and_filters_have_to_fit() {
    for (query, expected) in [
        ("", vec!["now", "queue", "mail"]),
        ("q=mail", vec!["queue", "mail"]),
        ("q=MAIL+delays", vec!["queue"]),
        ("q=mail&from=2026-11-01", vec!["queue"]),
        ("impact=major", vec!["now"]),
        ("status=resolved&to=2026-10-31", vec!["mail"]),
        ("open=on", vec!["now"]),
        ("component=api", vec!["now"]),
        ("kind=maintenance", vec![]),
        ("from=yesterday", vec!["now", "queue", "mail"]),
    ] {
        let html = history(query, three()).render();
        assert_eq!(shown(&html), expected, "{query}");
        let count = i64::try_from(expected.len()).expect("few");
        let line = match count {
            _ if query.is_empty() || query == "from=yesterday" => continue,
            0 => PageText::english().found_nothing().to_owned(),
            _ => PageText::english().found(count),
        };
        assert_eq!(said(&html), line, "{query}");
    }
}

#[test]
fn what_was_found_is_marked_in_names_and_messages() {
    let html = history("q=mail", three()).render();
    assert!(html.contains("<mark>Mail</mark> &amp; <mark>MAIL</mark></a>"), "{html}");
    assert!(
        html.contains("The <mark>mail</mark> queue is &lt;b&gt;full&lt;/b&gt;, and <mark>mail</mark> is late."),
        "{html}"
    );
    let html = history("", three()).render();
    assert!(!html.contains("<mark") && !html.contains("excerpt"), "nothing is searched for: {html}");
    let far = ["Nothing to see here. ".repeat(9), "At last the mail. ".into(), "And more. ".repeat(90)].concat();
    let far = Incident {
        timeline: Some(Timeline::new(vec![entry(&far, Status::Monitoring, "2026-11-21T10:10:00Z")], 0)),
        ..resolved("far", "2026-11-21T10:00:00Z")
    };
    let html = history("q=mail", vec![far]).render();
    let excerpt = html.split("<p class=\"excerpt\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a part");
    let excerpt = text(&format!("<p{excerpt}"));
    assert!(excerpt.starts_with('…') && excerpt.ends_with('…') && excerpt.contains("At last the mail."), "{excerpt}");
    assert!(excerpt.chars().count() < 300, "{excerpt}");
}

#[test]
fn results_come_fifty_at_a_time() {
    let many: Vec<Incident> = (0..120)
        .map(|number| named(&format!("i{number}"), "Mail", &format!("2026-11-{:02}T10:00:00Z", 20 - number / 10)))
        .collect();
    for (more, count, next) in [(0, 50, Some(50)), (1, 100, Some(20)), (2, 120, None)] {
        let state = PageState { more_results: more, ..history("q=mail", many.clone()) };
        let html = state.render();
        assert_eq!(shown(&html).len(), count);
        let text = PageText::english();
        let all = if next.is_some() { text.found_some("120", &count.to_string()) } else { text.found(120) };
        assert_eq!(said(&html), all);
        let button = next.map(|count| PageText::english().show_more(count));
        assert_eq!(html.contains("Show "), button.is_some());
        assert!(button.is_none_or(|button| html.contains(&button)), "{html}");
    }
}

#[test]
fn the_latest_are_shown_without_what_is_open_from_before_and_more_can_be_asked_for() {
    // As in a document: the latest fifty, and what is open.
    let mut events: Vec<Incident> = (0..50)
        .map(|number| named(&format!("i{number}"), "Mail", &format!("2026-11-{:02}T10:00:00Z", 20 - number / 10)))
        .collect();
    events.push(Incident { created: Some(at("2024-09-22T10:00:00Z")), ..open("old", Impact::Minor) });
    let months = Some(vec![Month::new(2026, 11).expect("a month")]);
    let partial = |more_results| PageState { months: months.clone(), more_results, ..history("", events.clone()) };
    let text = PageText::english();
    let html = partial(0).render();
    assert_eq!(shown(&html).len(), 50, "what is between them isn’t there");
    assert!(html.contains(&text.show_more(50)) && !html.contains(&text.loading_history("0.0")), "{html}");
    // The visitor has asked for more.
    let html = partial(1).render();
    assert_eq!(shown(&html).len(), 50);
    assert!(html.contains(&text.loading_history("0.0")), "{html}");
    // While the page is paused nothing is loaded.
    let html = PageState { paused: true, ..partial(1) }.render();
    assert!(html.contains(text.latest_only()) && !html.contains(&text.loading_history("0.0")), "{html}");
    // All of it.
    let html = history("", events.clone()).render();
    assert!(html.contains(&text.show_more(1)), "{html}");
    // Less than that may be all there is.
    let few = PageState { months, ..history("", events[..3].to_vec()) }.render();
    assert!(!few.contains(&text.show_more(50)), "{few}");
}

#[test]
fn a_part_of_the_data_is_not_taken_for_all_of_it() {
    let text = PageText::english();
    let partial =
        |query| PageState { months: Some(vec![Month::new(2026, 11).expect("a month")]), ..history(query, three()) };
    let line = said(&partial("q=mail").render());
    assert_eq!(line, text.found(2), "what changes all the time isn't in the status");
    let html = partial("q=mail").render();
    assert!(html.contains(&text.loading_history("0.0")), "{html}");
    let failed = PageState { trouble: Some((ApiError::of(CAUSES[0]), None)), ..partial("q=mail") };
    assert!(failed.render().contains(text.latest_only()));
    assert_eq!(said(&partial("").render()), "", "nothing is searched for");
    let incomplete = PageState { list: Some(IncidentList::new(three(), 1)), ..history("q=nowhere", Vec::new()) };
    let html = incomplete.render();
    assert!(html.contains(&text.unreadable(1)), "what couldn't be read may be it: {html}");
}

#[test]
fn updates_that_are_not_known_are_not_said_to_be_searched() {
    let text = PageText::english();
    let unknown = Incident { timeline: None, ..named("past", "Past", "2026-11-01T10:00:00Z") };
    for (query, incidents, expected) in
        [("q=mail", vec![unknown.clone()], true), ("q=mail", three(), false), ("impact=minor", vec![unknown], false)]
    {
        assert_eq!(history(query, incidents).render().contains(text.updates_not_searched()), expected, "{query}");
    }
}

#[test]
fn a_day_of_results_is_never_cut_off() {
    let at = |number: usize| format!("2026-11-{:02}T10:00:00Z", 20 - number / 7);
    let many = (0..90).map(|number| named(&format!("i{number}"), "Mail", &at(number)));
    let html = history("q=mail", many.collect()).render();
    assert_eq!(shown(&html).len(), 56, "eight days of seven each");
    assert!(!html.contains("more</summary>"), "none of them is folded away");
}

#[test]
fn a_file_of_the_results_has_all_of_them() {
    let state = PageState { months: None, ..history("q=mail", three()) };
    let view = state.view(contract::route::SiteUrls { root: "./".into(), style: contract::route::UrlStyle::Query });
    let table = statuspane::page::screens::table_of_results(&view);
    let rows: Vec<Vec<&str>> =
        table.split_terminator('\u{1e}').map(|row| row.split_terminator('\u{1f}').collect()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row[2]).collect();
    assert_eq!(names, ["name", "Delays", "Mail & MAIL"]);
    assert!(rows.iter().all(|row| row.len() == 9), "{rows:?}");
    assert_eq!(rows[2][5..7], ["2026-10-02T10:00:00Z", "2026-10-02T10:30:00Z"]);
    assert_eq!(rows[1][8], "./?incident=queue");
}

#[test]
fn the_history_has_a_form_and_the_months() {
    let html = history("", three()).render();
    for name in ["q", "component", "impact", "status", "kind", "from", "to", "open"] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(html.contains("<option value=\"api\">API</option>"), "the components of the configuration: {html}");
    assert!(html.contains("./?month=2026-11") && html.contains("./?year=2026"), "{html}");
    let current = tag(&html, "href=\"./?history\"");
    assert!(current.contains("aria-current=\"page\""), "{current}");
    assert!(!html.contains("\"found\" role=\"status\">0"), "{html}");
    // An incident of long before all months is found.
    let html = history("q=old", vec![named("old", "Old", "1970-01-01T00:00:10Z")]).render();
    assert_eq!(shown(&html).first().map(String::as_str), Some("old"));
    let html =
        history("q=old", vec![Incident { created: None, ..named("undated", "Old", "2026-11-01T00:00:00Z") }]).render();
    assert_eq!(shown(&html), ["undated"]);
}

#[test]
fn a_history_of_nothing_says_so_and_offers_no_files() {
    let text = PageText::english();
    let html = history("", vec![]).render();
    assert_eq!(said(&html), text.never());
    for absent in ["class=\"report\"", "take-away"] {
        assert!(!html.contains(absent), "{absent}: {html}");
    }
    // Something that couldn't be read may be there.
    let unreadable = PageState { list: Some(IncidentList::new(vec![], 1)), ..history("", vec![]) };
    assert_eq!(said(&unreadable.render()), "");
}
