//! The screens and their data.

use crate::builders::{at, component, entry, open, resolved};
use crate::render::{NOW, PageState, headline, tag, text};
use contract::config::{Component, Config, ConfigProblem, Expected};
use contract::incident_api::{ApiError, Cause};
use contract::route::{ItemRef, Route};
use model::incident::Timeline;
use model::instant::NamedZone;
use model::{AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, Month, Status};
use statuspane::components::{Subject, Waiting};
use std::sync::{Arc, LazyLock};
use text::PageText;

/// The text with a blank between elements, as they are apart on screen.
fn spaced(html: &str) -> String {
    text(&html.replace("><", "> <"))
}

static TEXT: LazyLock<PageText> = LazyLock::new(PageText::english);

#[test]
fn an_incident_has_its_hooks_once() {
    let html = PageState::running(vec![open("a", Impact::Major), resolved("b", "2026-11-22T10:00:00Z")]).render();
    for (id, status, impact) in [("a", "investigating", "major"), ("b", "resolved", "minor")] {
        let hook = format!("data-incident=\"{id}\"");
        assert_eq!(html.matches(&hook).count(), 1, "{id}");
        let article = tag(&html, &hook);
        assert!(article.starts_with("<article "), "{article}");
        assert!(article.contains(&format!("data-status=\"{status}\"")), "{article}");
        assert!(article.contains(&format!("data-impact=\"{impact}\"")), "{article}");
    }
    assert!(html.contains("<time datetime=\"2026-11-23T11:49:00Z\">23 Nov 2026, 11:49 UTC</time>"), "{html}");
    assert!(html.contains("href=\"./?incident=a\""));
}

#[test]
fn a_page_at_rest_has_only_absolute_times() {
    let incidents = vec![open("a", Impact::Minor), resolved("b", "2026-11-22T10:00:00Z")];
    let rest = text(&PageState::at_rest(incidents.clone()).render());
    for word in [" ago", "Today", "Yesterday", "Checked 12"] {
        assert!(!rest.contains(word), "{word}: {rest}");
    }
    assert!(rest.contains("Checked 23 Nov 2026, 12:03 UTC"), "{rest}");
    assert!(rest.contains("Open for 14 min"), "the length up to the data's time is always true: {rest}");
    let running = text(&PageState::running(incidents).render());
    for words in ["Checked 12 s ago", "Today", "Yesterday", "13 min ago"] {
        assert!(running.contains(words), "{words}: {running}");
    }
}

#[test]
fn days_follow_the_zone_and_empty_ones_are_joined() {
    let incidents = vec![resolved("late", "2026-11-20T23:30:00Z")];
    let utc = spaced(&PageState::at_rest(incidents.clone()).render());
    assert!(utc.contains("Fri 20 Nov Incident late"), "{utc}");
    assert!(utc.contains("10–19 Nov No incidents"), "{utc}");
    assert!(utc.contains("21–23 Nov No incidents up to 23 Nov, 12:03 UTC"), "the last day is not over: {utc}");
    let berlin = Arc::new(NamedZone::new("Europe/Berlin").expect("a zone"));
    let berlin = spaced(&PageState { zone: berlin, ..PageState::at_rest(incidents) }.render());
    assert!(berlin.contains("22–23 Nov No incidents up to 23 Nov, 13:03 UTC+1"), "{berlin}");
    assert!(berlin.contains("Sat 21 Nov Incident late"), "{berlin}");
    assert!(berlin.contains("00:30 30 min"), "the zone is printed already: {berlin}");
    assert!(berlin.contains("as of 13:03 UTC+1"), "{berlin}");
    assert!(berlin.contains("Times are in Europe/Berlin (UTC+1)."), "{berlin}");
}

#[test]
fn a_line_of_a_day_stands_below_its_heading_whatever_day_the_line_before_names() {
    let until_midnight = Incident { created: None, ..resolved("a", "2026-11-21T23:30:00Z") };
    let over = Incident { created: Some(at("2026-11-20T10:00:00Z")), ..resolved("b", "2026-11-21T22:19:00Z") };
    let html = spaced(&PageState::at_rest(vec![until_midnight, over]).render());
    assert!(html.contains("22 Nov, 00:00"), "{html}");
    assert!(html.contains("Continued until 22:49"), "{html}");
}

#[test]
fn incidents_without_a_certain_day_are_listed() {
    let unknown = Incident { created: None, ..resolved("x", NOW) };
    let html = PageState::running(vec![unknown]).render();
    assert_eq!(html.matches("data-incident=\"x\"").count(), 1);
    assert!(text(&html).contains(TEXT.undated()));
}

/// An open incident that is announced for `start`; its only entry has that date.
fn planned(id: &str, start: &str) -> Incident {
    let created = Some(at(start));
    let entries = open(id, Impact::None).entries().to_vec();
    let entries = entries.into_iter().map(|entry| Entry { date: created, ..entry }).collect();
    Incident { created, timeline: Some(Timeline::new(entries, 0)), ..open(id, Impact::None) }
}

#[test]
fn incidents_in_the_future_are_only_upcoming() {
    let incidents = vec![planned("late", "2026-12-05T12:00:00Z"), planned("soon", "2026-11-30T12:00:00Z")];
    for (state, fresh) in
        [(PageState::running(incidents.clone()), true), (PageState::at_rest(incidents.clone()), false)]
    {
        let html = state.render();
        assert_eq!(
            headline(&html),
            if fresh { "All systems operational" } else { "No open incidents as of 12:03 UTC" }
        );
        assert!(!html.contains("partial_outage"), "no component has a status from it: {html}");
        let (_, rest) = html.split_once("data-section=\"upcoming\"").expect("a section");
        let (section, days) = rest.split_once("</section>").expect("an end");
        let said = text(&format!("<{section}"));
        let order = ["Incident soon", "Incident late"].map(|name| said.find(name).expect("a name"));
        assert!(order.is_sorted(), "{said}");
        for part in ["Upcoming", "API", "We are looking into it.", "30 Nov 2026, 12:00 UTC"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(said.contains("Starts in 6 days · 30 Nov 2026"), fresh, "{said}");
        assert_eq!(said.contains("Starts 30 Nov 2026, 12:00 UTC"), !fresh, "{said}");
        for word in ["Started", "Open for", "Investigating", "Partial outage", " ago"] {
            assert!(!said.contains(word), "{word}: {said}");
        }
        assert!(!days.contains("data-incident"), "{days}");
        assert_eq!(html.matches("data-incident").count(), 2);
        assert!(!html.contains("id=\"open\""));
        let places = ["data-component", "data-section", "class=\"days\""].map(|hook| html.find(hook).expect(hook));
        assert!(places.is_sorted());
    }
}

#[test]
fn an_upcoming_incident_begins_at_its_time() {
    let incidents = vec![planned("a", "2026-11-23T12:05:00Z")];
    let shown = |present: &str| {
        let age = at(present).since(at(NOW));
        PageState { age: Some(age), ..PageState::running(incidents.clone()) }.render()
    };
    assert!(tag(&shown("2026-11-23T12:04:00Z"), "data-overall").contains("operational"));
    let begun = shown("2026-11-23T12:04:01Z");
    assert!(tag(&begun, "data-overall").contains("notice"), "clocks differ by a minute");
    assert!(tag(&begun, "data-component=\"api\"").contains("partial_outage"));
    assert!(begun.contains("id=\"open\"") && !begun.contains("data-section"));
    assert!(text(&begun).contains("Started 23 Nov 2026, 12:05 UTC"));
    // With old data as well.
    let old = shown("2026-11-23T19:00:00Z");
    assert!(tag(&old, "data-overall").contains("notice"), "{old}");
    assert_eq!(headline(&old), [TEXT.state_notice(), ": API", &TEXT.as_of_time("12:03 UTC")].concat());
}

#[test]
fn an_entry_in_the_future_has_no_effect_yet() {
    let own = open("a", Impact::Major);
    let ahead = Entry {
        id: None,
        date: Some(at("2026-11-24T12:00:00Z")),
        message: "We will be done.".into(),
        status: Status::Resolved,
        components: vec![AffectedComponent {
            id: ComponentId::new("api").expect("an id"),
            status: ComponentStatus::Operational,
        }],
        edited: None,
    };
    let entries = [own.entries(), &[ahead]].concat();
    let html = PageState::running(vec![Incident { timeline: Some(Timeline::new(entries, 0)), ..own }]).render();
    assert!(tag(&html, "data-component=\"api\"").contains("partial_outage"));
    let said = text(&html);
    assert!(said.contains("Upcoming 24 Nov, 12:00 We will be done."), "{said}");
    assert!(said.contains("Investigating 23 Nov, 11:50 13 min ago"), "{said}");
}

#[test]
fn a_cancelled_incident_is_never_shown_as_having_happened() {
    let cancelled = |start: &str| Incident {
        status: Status::Resolved,
        resolved: Some(at("2026-11-20T10:00:00Z")),
        ..planned("a", start)
    };
    for (start, is_ahead) in [("2026-11-30T12:00:00Z", true), ("2026-11-22T12:00:00Z", false)] {
        let html = PageState::running(vec![cancelled(start)]).render();
        assert_eq!(headline(&html), "All systems operational");
        assert_eq!(html.contains("data-section=\"upcoming\""), is_ahead);
        assert_eq!(html.matches("data-incident").count(), 1);
        let said = text(&html);
        assert_eq!(said.matches("Cancelled before it started").count(), 1, "{said}");
        for words in [TEXT.undated(), "Lasted", "Started", "Starts", "Resolved"] {
            assert!(!said.contains(words), "{words}: {said}");
        }
        let route = Route::Incident(ItemRef::Id("a".to_owned()));
        let subject = Subject::Found(Arc::new(cancelled(start)));
        let own = text(&PageState { route, subject, ..PageState::running(Vec::new()) }.render());
        for words in ["Cancelled before it started", "Planned for", "Cancelled 20 Nov, 10:00"] {
            assert!(own.contains(words), "{words}: {own}");
        }
        assert!(!own.contains("Partial outage") && own.contains("API"), "{own}");
        assert!(!own.contains("Investigating") && !own.contains("Upcoming"), "its entry was never posted: {own}");
    }
}

#[test]
fn incidents_from_before_all_months_have_a_link() {
    let html =
        PageState::running(vec![resolved("unix", "1970-01-01T00:00:00Z"), resolved("b", "2026-11-20T10:00:00Z")])
            .render();
    let (_, earlier) = html.split_once(">Earlier<").expect("a list");
    assert!(earlier.contains("href=\"./?incident=unix\"") && earlier.contains("1 January 1970"), "{earlier}");
    assert!(!html.contains("?month=1970"));
    let crowd = (0..51).map(|n| resolved(&format!("r{n}"), "1970-01-01T00:00:00Z")).collect();
    let html = PageState::running(crowd).render();
    assert!(text(&html).contains("Only the latest 50 are listed."));
    assert_eq!(html.matches("?incident=r").count(), 50);
}

#[test]
fn an_outage_of_an_unknown_start_leaves_no_day_without_incidents() {
    let html = PageState::running(vec![Incident { created: None, ..open("a", Impact::Critical) }]).render();
    assert!(!text(&html).contains("No incidents up to"), "{html}");
    assert_eq!(html.matches("data-incident").count(), 1);
}

#[test]
fn an_empty_list_is_friendly() {
    let said = text(&PageState::running(Vec::new()).render());
    assert!(said.contains(TEXT.never()), "{said}");
    assert!(!said.contains("Open incidents"), "{said}");
}

#[test]
fn a_page_that_carries_no_incident_does_not_deny_those_of_its_months() {
    let months = Some(vec![Month::parse("2026-07").expect("a month")]);
    let said = text(&PageState { months, ..PageState::at_rest(Vec::new()) }.render());
    assert!(!said.contains(TEXT.never()), "{said}");
    assert!(said.contains("July 2026"), "{said}");
    // Over time, an incident continues into months that the page did not link to.
    let months = Some(vec![Month::parse("2026-10").expect("a month")]);
    let html = PageState { months, ..PageState::running(vec![open("a", Impact::Minor)]) }.render();
    for month in ["?month=2026-11", "?month=2026-10"] {
        assert!(html.contains(month), "{month}: {html}");
    }
}

#[test]
fn a_component_without_a_name_is_shown_by_its_id() {
    let mut state = PageState::running(vec![open("a", Impact::Minor)]);
    state.config.components.clear();
    let html = state.render();
    assert!(tag(&html, "data-component").contains("data-component=\"api\""));
    assert!(text(&html).contains("Other components"));
}

#[test]
fn the_front_page_shows_no_more_than_anybody_reads() {
    let crowd = |count: usize| (0..count).map(|n| resolved(&format!("r{n}"), "2026-11-22T10:00:00Z")).collect();
    let html = PageState::running(crowd(60)).render();
    assert_eq!(html.matches("data-incident").count(), 50);
    assert!(text(&html).contains(&TEXT.more(10)));
    let open: Vec<_> = (0..60).map(|n| open(&format!("o{n}"), Impact::Minor)).collect();
    let html = PageState::running(open).render();
    assert_eq!(html.matches("data-incident").count(), 50);
    assert!(text(&html).contains(&TEXT.more_open(10)));
    let long = |n: usize| Incident {
        resolved: Some(at("2026-11-22T10:00:00Z")),
        ..resolved(&format!("l{n}"), "2026-09-01T10:00:00Z")
    };
    let html = PageState::running((0..60).map(long).collect()).render();
    assert_eq!(html.matches("Continued until").count(), 50);
    assert_eq!(text(&html).matches(&TEXT.more(10)).count(), 13, "10 to 22 November");
}

#[test]
fn an_incident_has_its_own_page() {
    let route = Route::Incident(ItemRef::Id("a".to_owned()));
    let about = |subject| PageState { route: route.clone(), subject, ..PageState::running(Vec::new()) }.render();
    let found = about(Subject::Found(Arc::new(open("a", Impact::Major))));
    assert_eq!(headline(&found), "Incident a");
    assert!(tag(&found, "data-incident=\"a\"").starts_with("<article "));
    assert!(text(&found).contains("We are looking into it."));
    assert_eq!(headline(&about(Subject::Missing)), TEXT.missing(&route));
    let failed = about(Subject::Failed(ApiError::of(Cause::TimedOut)));
    assert!(text(&failed).contains(TEXT.shared().timed_out()));
    assert!(about(Subject::Waiting(Waiting::Visibly)).contains("aria-busy"));
    for html in [&found, &failed] {
        assert!(html.contains("class=\"as-of\""), "how fresh it is: {html}");
    }
    assert!(!about(Subject::Missing).contains("class=\"as-of\""), "no room for what never comes");
}

#[test]
fn a_month_has_its_own_page() {
    let route = |month| Route::Month(Month::parse(month).expect("a month"));
    let incidents = vec![resolved("a", "2026-10-31T22:00:00Z"), resolved("b", "2026-08-02T01:00:00Z")];
    let october = PageState { route: route("2026-10"), ..PageState::running(incidents.clone()) }.render();
    assert_eq!(headline(&october), "Incidents in October 2026");
    assert!(october.contains("data-incident=\"a\"") && !october.contains("data-incident=\"b\""));
    assert!(tag(&october, "rel=\"prev\"").contains("?month=2026-08"));
    let said = |month| text(&PageState { route: route(month), ..PageState::running(incidents.clone()) }.render());
    assert!(said("2026-09").contains("No incidents in September 2026."));
    assert!(said("2026-11").contains("No incidents in November 2026 up to 23 November 2026."));
    assert!(said("2026-12").contains(TEXT.month_ahead()));
}

#[test]
fn an_unknown_address_leads_home() {
    let html = PageState { route: Route::NotFound, ..PageState::running(Vec::new()) }.render();
    assert_eq!(headline(&html), TEXT.not_found());
    assert!(html.contains("<a href=\"./\">Status</a>"), "{html}");
}

#[test]
fn no_markup_violates_the_content_security_policy() {
    let open = open("a", Impact::Major);
    let about = Subject::Found(Arc::new(open.clone()));
    let id = Route::Incident(ItemRef::Id(open.id.as_str().to_owned()));
    let month = Route::Month(Month::parse("2026-11").expect("a month"));
    for route in [Route::Home, id, month, Route::NotFound] {
        let html = PageState { route, subject: about.clone(), ..PageState::running(vec![open.clone()]) }.render();
        for forbidden in [" style=", "<script", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn a_time_has_its_zone_or_that_of_a_time_above_it() {
    let incidents = vec![open("a", Impact::Minor), resolved("b", "2026-11-22T10:00:00Z")];
    let route = Route::Incident(ItemRef::Id("a".to_owned()));
    let subject = Subject::Found(Arc::new(incidents[0].clone()));
    let front = PageState::at_rest(incidents.clone()).render();
    let own = PageState { route, subject, ..PageState::at_rest(incidents) }.render();
    for (html, expected) in [
        // The last update and the time of the data, the start and the update of the open one, the start of the other.
        (front, vec!["11:50 UTC", "23 Nov 2026, 12:03 UTC", "23 Nov 2026, 11:49 UTC", "11:50", "10:00 UTC"]),
        (own, vec!["23 Nov 2026, 11:49 UTC", "11:50 UTC", "23 Nov 2026, 12:03 UTC", "11:50", "11:50"]),
    ] {
        let times = html.split("<time datetime=\"").skip(1).map(|piece| {
            let (exact, rest) = piece.split_once("\">").expect("a time");
            (exact, rest.split('<').next().unwrap_or_default())
        });
        // A day isn't a time, and has no zone.
        let times: Vec<_> = times.filter(|(exact, _)| exact.len() > 10).collect();
        assert!(times.iter().all(|(exact, _)| exact.ends_with('Z')), "{times:?}");
        assert_eq!(times.iter().map(|(_, shown)| *shown).collect::<Vec<_>>(), expected);
    }
    assert_eq!(at(NOW).to_iso(), NOW);
}

#[test]
fn a_logo_for_the_dark_scheme_is_a_second_image_that_loads_only_if_shown() {
    let header = |logo: Option<&str>, logo_dark: Option<&str>| {
        let logos = [logo, logo_dark].map(|logo| logo.map(str::to_owned));
        let [logo, logo_dark] = logos;
        let config = Config { logo, logo_dark, ..crate::render::config() };
        let html = PageState { config, ..PageState::at_rest(Vec::new()) }.render();
        html.split("</header>").next().unwrap_or_default().to_owned()
    };
    let check = |html: &str, expected: &[&str]| {
        let images: Vec<&str> = html.split("<img").skip(1).filter_map(|rest| rest.split('>').next()).collect();
        assert_eq!(images.len(), expected.len(), "{html}");
        for (image, expected) in images.iter().zip(expected) {
            assert!(image.contains(expected) && image.contains("alt=\"\""), "{html}");
            assert_eq!(image.contains("loading=\"lazy\""), images.len() == 2, "{html}");
        }
    };
    check(&header(None, None), &[]);
    check(&header(Some("a.svg"), None), &["src=\"./a.svg\""]);
    check(&header(None, Some("b.svg")), &[]);
    check(&header(Some("a.svg"), Some("/b.svg")), &["logo-light", "src=\"/b.svg\""]);
}

#[test]
fn addresses_of_the_configuration_are_relative_to_the_site() {
    let set = |address: &str| {
        let config = Config {
            homepage: Some(address.into()),
            logo: Some(address.into()),
            support_url: Some(address.into()),
            ..crate::render::config()
        };
        PageState { config, ..PageState::at_rest(Vec::new()) }.render()
    };
    for (address, expected) in
        [("about/", "./about/"), ("/about/", "/about/"), ("https://acme.test/", "https://acme.test/")]
    {
        let html = set(address);
        assert_eq!(html.matches(&format!("href=\"{expected}\"")).count(), 2, "{html}");
        assert_eq!(html.matches(&format!("src=\"{expected}\"")).count(), 1, "{html}");
    }
}

/// An open incident with three updates, of which the second touches a day and the last another component.
fn with_updates() -> Incident {
    let update = |id: &str, date: &str, components: &[(&str, ComponentStatus)]| Entry {
        id: EntryId::new(id),
        components: components.iter().map(|(id, status)| component(id, status.clone())).collect(),
        ..entry(&format!("Update {id}."), Status::Identified, date)
    };
    let (outage, slow) = (ComponentStatus::MajorOutage, ComponentStatus::DegradedPerformance);
    let entries = vec![
        update("one", "2026-11-22T23:50:00Z", &[("api", outage.clone()), ("web", outage)]),
        update("two", "2026-11-23T00:10:00Z", &[("api", slow.clone())]),
        update("A/B <c>", "2026-11-23T11:50:00Z", &[("api", slow), ("web", ComponentStatus::Operational)]),
    ];
    let created = Some(at("2026-11-22T23:40:00Z"));
    Incident { created, timeline: Some(Timeline::new(entries, 0)), ..open("a", Impact::Major) }
}

fn own_page(incident: &Incident, list: Vec<Incident>) -> String {
    let route = Route::Incident(ItemRef::Id(incident.id.as_str().to_owned()));
    let subject = Subject::Found(Arc::new(incident.clone()));
    PageState { route, subject, ..PageState::running(list) }.render()
}

#[test]
fn affected_components_are_grouped_and_operational_ones_are_not_among_them() {
    let affected = |html: &str| {
        let list = html.split_once("<dl class=\"affected\">").and_then(|(_, rest)| rest.split_once("</dl>"));
        list.map(|(list, _)| spaced(&format!("<dl>{list}")))
    };
    let open = with_updates();
    let resolved = Incident { status: Status::Resolved, resolved: Some(at("2026-11-23T11:55:00Z")), ..with_updates() };
    let silent = Incident { timeline: Some(Timeline::new(Vec::new(), 0)), ..with_updates() };
    for (incident, expected) in [
        // As the last update says.
        (&open, Some("Degraded performance API (from the update of 23 Nov, 11:50)")),
        // The worst that each had.
        (&resolved, Some("Major outage API, Website")),
        (&silent, None),
    ] {
        assert_eq!(affected(&own_page(incident, vec![])).as_deref(), expected);
    }
    assert_eq!(affected(&PageState::running(vec![open]).render()).as_deref(), Some("Degraded performance API"));
    // In a line of the past, only the names.
    assert!(spaced(&PageState::running(vec![resolved]).render()).contains("12 h 15 min Website, API"));
}

#[test]
fn an_update_says_what_it_changed_and_has_an_address() {
    let html = own_page(&with_updates(), vec![]);
    let entries: Vec<_> = html.split("<li class=\"entry\"").skip(1).map(|entry| format!("<li{entry}")).collect();
    let said: Vec<_> = entries.iter().map(|entry| spaced(entry.split("</li>").next().unwrap_or_default())).collect();
    assert_eq!(
        said,
        [
            "Identified 23 Nov, 11:50 13 min ago Update A/B <c>. Operational Website",
            "Identified 00:10 Update two. Degraded performance API",
            "Identified 22 Nov, 23:50 Update one. Major outage API, Website",
        ]
    );
    for (entry, id) in entries.iter().zip(["update-_h", "update-two", "update-one"]) {
        let anchor = entry.split_once(" id=\"").map(|(_, rest)| rest.split('"').next().unwrap_or_default());
        let anchor = anchor.expect("an id");
        assert!(anchor.starts_with(id), "{anchor}");
        assert!(entry.contains(&format!("<a href=\"#{anchor}\" title=\"{}\"><time", TEXT.link_to_update())), "{entry}");
    }
    // On the front page, where ids of several incidents could meet, they have none.
    let front = PageState::running(vec![with_updates()]).render();
    assert!(!front.contains("id=\"update-") && !front.contains("href=\"#update-"), "{front}");
}

#[test]
fn no_two_updates_have_the_same_address_and_one_without_id_and_time_has_none() {
    let mut incident = with_updates();
    let update = |id: Option<&str>, date: &str| Entry {
        id: id.and_then(EntryId::new),
        ..entry("Update.", Status::Identified, date)
    };
    let entries = vec![
        update(Some("x"), "2026-11-23T11:50:00Z"),
        update(Some("x"), "2026-11-23T11:40:00Z"),
        update(None, "2026-11-23T11:30:00Z"),
        update(None, ""),
    ];
    incident.timeline = Some(Timeline::new(entries, 0));
    let html = own_page(&incident, vec![]);
    assert_eq!(html.matches(" id=\"update-x\"").count(), 1, "{html}");
    assert_eq!(html.matches(" id=\"update-").count(), 2, "{html}");
    assert!(html.contains(" id=\"update-1795433400000\""), "{html}");
    assert_eq!(html.matches("href=\"#update-").count(), 2);
}

#[test]
fn an_incident_is_named_by_its_heading_and_leads_to_its_neighbours() {
    let list = [("a", "2026-11-20T10:00:00Z"), ("b", "2026-11-21T10:00:00Z"), ("C d", "2026-11-22T10:00:00Z")];
    let list = list.map(|(id, began)| resolved(id, began));
    for html in [PageState::running(list.to_vec()).render(), own_page(&list[1], list.to_vec())] {
        let labels: Vec<_> = html.split("aria-labelledby=\"incident-").skip(1).collect();
        assert!(!labels.is_empty());
        for label in labels {
            let id = label.split('"').next().expect("an id");
            assert_eq!(html.matches(&format!(" id=\"incident-{id}\"")).count(), 1, "{id}: {html}");
            assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{id}");
        }
    }
    let own = own_page(&list[1], list.to_vec());
    assert!(tag(&own, "rel=\"prev\"").contains("?incident=a\""), "{own}");
    assert!(tag(&own, "rel=\"next\"").contains("?incident=C%20d\""), "{own}");
    assert!(spaced(&own).contains("Previous incident Incident a Next incident Incident C d"), "{own}");
    let alone = own_page(&list[1], vec![list[1].clone()]);
    assert!(!alone.contains("class=\"neighbours\""), "{alone}");
}

#[test]
fn the_top_of_the_page_has_the_tone_of_an_incident_that_is_open() {
    let open = open("a", Impact::Critical);
    let tag = |incident: &Incident| tag(&own_page(incident, vec![]), "data-incident").to_owned();
    assert!(
        tag(&open).contains("class=\"subject\"")
            && tag(&open).contains("data-open")
            && tag(&open).contains("data-tone=\"critical\"")
    );
    assert!(!tag(&resolved("b", "2026-11-22T10:00:00Z")).contains("data-open"));
    assert!(!tag(&planned("c", "2026-12-05T12:00:00Z")).contains("data-open"));
}

#[test]
fn recent_days_count_what_is_open_above_and_never_deny_it() {
    let long = Incident { created: Some(at("2026-11-20T22:00:00Z")), ..open("long", Impact::Minor) };
    let days = |incidents: Vec<Incident>, state: fn(Vec<Incident>) -> PageState| {
        let html = state(incidents).render();
        let (_, days) = html.split_once("<ol class=\"days\">").expect("days");
        spaced(&format!("<ol>{}", days.split_once("</ol>").expect("an end").0))
    };
    let both = vec![long.clone(), open("new", Impact::Major), resolved("old", "2026-11-22T10:00:00Z")];
    let said = days(both, PageState::at_rest);
    assert!(
        said.starts_with(
            "Mon 23 Nov 2 open incidents, listed above Sun 22 Nov Incident old Minor 10:00 UTC 30 min 1 open \
             incident, listed above 20–21 Nov 1 open incident, listed above 10–19 Nov No incidents"
        ),
        "{said}"
    );
    // More than have room above are in their days.
    let crowd: Vec<_> = (0..52).map(|n| open(&format!("o{n:02}"), Impact::Minor)).collect();
    let said = days(crowd, PageState::at_rest);
    assert!(said.starts_with("Mon 23 Nov Incident o50") && said.contains("50 open incidents, listed above"), "{said}");
    assert_eq!(said.matches("Still open").count(), 2);
}

#[test]
fn after_five_incidents_of_a_day_the_others_are_folded_away() {
    let day = |count: usize| {
        let incidents = (0..count).map(|n| resolved(&format!("r{n:02}"), "2026-11-22T10:00:00Z")).collect();
        PageState::running(incidents).render()
    };
    assert!(!day(5).contains("<details"));
    let html = day(14);
    let (visible, folded) = html.split_once("<details>").expect("the others");
    assert_eq!(visible.matches("data-incident").count(), 5);
    assert_eq!(folded.matches("data-incident").count(), 9);
    assert!(folded.contains(&format!("<summary>{}</summary>", TEXT.more_of_day(9))), "{folded}");
    let (_, folded) = day(60).split_once("<details>").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("the others");
    assert!(folded.contains(&TEXT.more_of_day(45)) && spaced(&folded).contains(&TEXT.more(10)), "{folded}");
}

#[test]
fn a_past_incident_names_three_of_its_configured_components() {
    let all = ["a", "b", "c", "d", "e"];
    let config = |named: usize| {
        let component = |id: &&str| Component::new(ComponentId::new(id).expect("an id"), format!("Name {id}"));
        Config { components: all[..named].iter().map(component).collect(), ..crate::render::config() }
    };
    let components = all.map(|id| component(id, ComponentStatus::PartialOutage)).to_vec();
    let update = Entry { components, ..entry("Update.", Status::Resolved, "2026-11-22T10:00:00Z") };
    let incident = Incident { timeline: Some(Timeline::new(vec![update], 0)), ..resolved("x", "2026-11-22T10:00:00Z") };
    for (named, expected) in [
        (0, "30 min"),
        (1, "30 min Name a"),
        (3, "30 min Name a, Name b, Name c"),
        (5, "30 min Name a, Name b, Name c and 2 more"),
    ] {
        let said = spaced(&PageState { config: config(named), ..PageState::running(vec![incident.clone()]) }.render());
        let (_, rest) = said.split_once("Minor 10:00 ").expect("the line");
        assert!(rest.starts_with(&format!("{expected} 10–21 Nov")), "{named}: {rest}");
    }
}

#[test]
fn the_year_of_a_day_is_printed_where_it_is_another() {
    let new_year = |route| {
        let incidents = vec![resolved("old", "2025-12-31T10:00:00Z"), resolved("new", "2026-01-01T10:00:00Z")];
        spaced(&PageState { route, as_of: Some(at("2026-01-02T12:00:00Z")), ..PageState::at_rest(incidents) }.render())
    };
    let front = new_year(Route::Home);
    assert!(front.contains("Thu 1 Jan Incident new") && front.contains("Wed 31 Dec 2025 Incident old"), "{front}");
    let month = new_year(Route::Month(Month::parse("2025-12").expect("a month")));
    assert!(month.contains("Wed 31 Dec Incident old"), "the heading has it: {month}");
}

#[test]
fn the_page_names_each_setting_that_is_ignored_and_leaves_the_reason_to_the_admin_view() {
    let all = [
        Expected::Object,
        Expected::KnownKey,
        Expected::Text,
        Expected::Address,
        Expected::Number(5, 86_400),
        Expected::List,
        Expected::UniqueId,
        Expected::Origin,
        Expected::Flag,
        Expected::Day,
        Expected::Weekdays,
        Expected::TimeOfDay,
    ];
    let notes = |config_problems: Vec<ConfigProblem>| {
        let html = PageState { config_problems, ..PageState::running(Vec::new()) }.render();
        let (_, notes) = html.split_once("class=\"config-notes\"")?;
        let (_, list) = notes.split_once("<ul>").expect("a list");
        let (list, _) = list.split_once("</ul>").expect("an end");
        Some(list.split("<li>").skip(1).map(|note| text(&format!("<li>{note}"))).collect::<Vec<_>>())
    };
    let problem = |key: &str, expected| ConfigProblem { key: key.into(), expected };
    assert_eq!(notes(Vec::new()), None);
    for (place, expected) in all.into_iter().enumerate() {
        let other = all[(place + 1) % all.len()];
        let found = notes(vec![problem("logo", expected), problem("components[1].name", other)]);
        let sentences = ["logo", "components[1].name"].map(|key| TEXT.config_ignored(key));
        assert_eq!(found.as_deref(), Some(&sentences[..]), "{expected:?}");
    }
    assert_eq!(notes(vec![problem("", Expected::Object)]), Some(vec![TEXT.config_unusable().to_owned()]));
}
