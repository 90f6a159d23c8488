//! The days and months on screen, held against a second computation that goes minute by minute.

use crate::builders::{at, resolved};
use crate::render::{PageState, tag};
use contract::route::Route;
use fastrand::Rng;
use model::civil::CivilDateTime;
use model::instant::NamedZone;
use model::{Impact, Incident, IncidentId, Month, Status, Timestamp, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use text::PageText;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;

/// Zones with a change of their clocks each: the time around which histories are drawn.
const CHANGES: [(&str, &str); 5] = [
    // From midnight to one o'clock: that day begins late.
    ("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
    // Half an hour back.
    ("Australia/Lord_Howe", "2019-04-06T15:00:00Z"),
    // A day is left out.
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    // An hour back, at the end of a month.
    ("Europe/Berlin", "2021-10-31T01:00:00Z"),
    // An hour ahead.
    ("America/New_York", "2022-03-13T07:00:00Z"),
];

/// A screen's text about an incident on a day.
type Said = BTreeSet<(String, String)>;

#[test]
fn f06_five_hundred_histories_are_shown_as_they_are_minute_by_minute() {
    let seed = std::env::var("STATUSPANE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    let mut rng = Rng::with_seed(seed);
    for round in 0..500 {
        let (zone, change) = CHANGES[round % CHANGES.len()];
        let history = History::draw(&mut rng, NamedZone::new(zone).expect("a zone"), at(change));
        history.check(&format!("STATUSPANE_SEED={seed}, history {round} in {zone}"));
    }
}

struct History {
    zone: Arc<NamedZone>,
    as_of: Timestamp,
    incidents: Vec<Incident>,
}

impl History {
    /// Up to five incidents within about two weeks around a change of the clocks.
    fn draw(rng: &mut Rng, zone: NamedZone, change: Timestamp) -> Self {
        // Whole minutes, and often just where a day begins.
        let near = |rng: &mut Rng, days: i64| {
            let at = change.plus_millis(rng.i64(-days * 1_440..days * 1_440) * MINUTE);
            if rng.u8(..4) > 0 { at } else { CivilDateTime::in_zone(at, &zone).date.start(&zone) }
        };
        let as_of = near(rng, 4).plus_millis(4 * DAY);
        let draw = |number: usize, rng: &mut Rng| {
            let created = near(rng, 7);
            let (status, end) = match rng.u8(..8) {
                0 => (Status::Investigating, None),
                1 => (Status::Resolved, None),
                // Before the start, or after the time of the data.
                2 => (Status::Resolved, Some(near(rng, 12))),
                3 => (Status::Resolved, Some(created)),
                _ => (Status::Resolved, Some(created.plus_millis(rng.i64(0..6 * 1_440) * MINUTE))),
            };
            let created = (rng.u8(..16) > 0).then_some(created);
            let id = IncidentId::new(&format!("i{number}")).expect("an id");
            Incident { id, status, impact: Impact::Minor, created, resolved: end, ..resolved("x", crate::render::NOW) }
        };
        let incidents = (0..rng.usize(1..=5)).map(|number| draw(number, rng)).collect();
        Self { zone: Arc::new(zone), as_of, incidents }
    }

    fn check(&self, case: &str) {
        let case = format!("{case}, as of {}: {:#?}", self.as_of.to_iso(), self.incidents);
        let expected = self.by_minutes();
        let front = self.render(Route::Home);
        let today = self.date(self.as_of);
        let first = CivilDateTime::in_zone(self.as_of, &*self.zone).date.plus_days(-13).to_string();
        // Open incidents are in full above, and only counted here.
        let open = |id: &str| {
            let is_open = |incident: &Incident| incident.status != Status::Resolved && incident.id.as_str() == id;
            self.incidents.iter().any(is_open)
        };
        let (mut recent, mut above) = (BTreeMap::new(), BTreeMap::new());
        for (date, said) in expected.iter().filter(|(date, _)| first <= **date && **date <= today) {
            let (open, over): (Said, Said) = said.iter().cloned().partition(|(id, _)| open(id));
            if !over.is_empty() {
                recent.insert(date.clone(), over);
            }
            if !open.is_empty() {
                above.insert(date.clone(), open.len());
            }
        }
        let shown = self.said(&front);
        assert_eq!(shown.days, recent, "the front page, {case}");
        assert_eq!(shown.above, above, "the front page, {case}");
        // Every other day is one of those without any; the day that Samoa left out may be called so.
        let listed = recent.keys().chain(above.keys()).collect::<BTreeSet<_>>().len() + shown.empty;
        assert!((13..=14).contains(&listed) || self.incidents.is_empty(), "{listed} days, {case}");
        let months: BTreeSet<String> = expected.keys().map(|date| date[..7].to_owned()).collect();
        let linked: BTreeSet<String> = front.split("?month=").skip(1).map(|rest| rest[..7].to_owned()).collect();
        assert_eq!(linked, months, "the links to months, {case}");
        let around = |month: &String| Month::parse(month).expect("a month");
        let all: BTreeSet<Month> =
            months.iter().map(around).flat_map(|month| [month.previous(), month, month.next()]).collect();
        for month in all {
            let own: BTreeMap<String, Said> = expected
                .iter()
                .filter(|(date, _)| date.starts_with(&month.to_string()))
                .map(|(date, said)| (date.clone(), said.clone()))
                .collect();
            let html = self.render(Route::Month(month));
            assert_eq!(self.said(&html).days, own, "{month}, {case}");
            let is_empty = html.contains("No incidents in ") || html.contains(PageText::english().month_ahead());
            assert_eq!(is_empty, own.is_empty(), "{month}, {case}");
        }
    }

    fn render(&self, route: Route) -> String {
        PageState {
            zone: self.zone.clone(),
            route,
            as_of: Some(self.as_of),
            ..PageState::at_rest(self.incidents.clone())
        }
        .render()
    }

    fn date(&self, at: Timestamp) -> String {
        CivilDateTime::in_zone(at, &*self.zone).date.to_string()
    }

    /// The same without any thought: each minute belongs to the date that a clock on the wall shows.
    fn by_minutes(&self) -> BTreeMap<String, Said> {
        let mut days: BTreeMap<String, Said> = BTreeMap::new();
        for incident in &self.incidents {
            let id = incident.id.as_str().to_owned();
            let open = incident.status != Status::Resolved;
            let mut put = |date: String, words: &str| {
                days.entry(date).or_default().insert((id.clone(), words.to_owned()));
            };
            let until = |end: Timestamp| {
                let local = CivilDateTime::in_zone(end, &*self.zone);
                format!("{:02}:{:02}", local.hour(), local.minute())
            };
            let Some(start) = incident.created else {
                match incident.resolved {
                    _ if open => put(self.date(self.as_of.plus_millis(-1)), "Still open"),
                    Some(end) if end <= self.as_of => {
                        put(self.date(end.plus_millis(-1)), &format!("Until {}", until(end)));
                    }
                    Some(_) => put(self.date(self.as_of.plus_millis(-1)), "Continued"),
                    None => {}
                }
                continue;
            };
            if start.millis() - self.as_of.millis() >= MINUTE {
                continue;
            }
            let cancelled = incident.resolved.is_some_and(|end| end < start);
            put(self.date(start), if cancelled && !open { "cancelled" } else { "began" });
            let end = match incident.resolved {
                _ if open => self.as_of,
                Some(end) => end.min(self.as_of),
                None => start,
            };
            let mut open_minutes: BTreeMap<String, i64> = BTreeMap::new();
            let mut minute = start.millis();
            while minute < end.millis() {
                let at = Timestamp::from_millis(minute).expect("a time");
                *open_minutes.entry(self.date(at)).or_default() += 1;
                minute += MINUTE;
            }
            open_minutes.remove(&self.date(start));
            for (date, _) in open_minutes {
                // The whole day, where the minute of the end is of a later one.
                let words = match incident.resolved {
                    _ if self.date(end) > date => PageText::english().continued_all_day().to_owned(),
                    _ if open => "Continued, still open".to_owned(),
                    Some(resolved) if resolved > self.as_of => "Continued".to_owned(),
                    _ => format!("Continued until {}", until(end)),
                };
                put(date, &words);
            }
        }
        days
    }

    /// The text of the list of days on a screen.
    fn said(&self, html: &str) -> Shown {
        let mut shown = Shown::default();
        let days = html.split_once("<ol class=\"days\">").and_then(|(_, rest)| rest.split_once("</ol>"));
        let days = days.map_or("", |(days, _)| days);
        self.check_zones(days);
        for day in days.split("<li class=\"day\">").skip(1) {
            let (heading, items) = day.split_once("</h3>").expect("a day has a heading");
            let date = heading.split_once("datetime=\"").map(|(_, rest)| rest[..10].to_owned());
            let dates = || match &date {
                Some(date) => vec![date.clone()],
                None => span(&crate::render::text(heading), &self.date(self.as_of)[..4]),
            };
            if items.contains("No incidents") {
                assert!(!items.contains("<h4"), "{day}");
                shown.empty += dates().len();
                continue;
            }
            if let Some((before, _)) = items.split_once(", listed above") {
                let count = before.rsplit('>').next().and_then(|hint| hint.split(' ').next()?.parse().ok());
                let count: usize = count.expect("a number");
                shown.above.extend(dates().into_iter().map(|date| (date, count)));
            }
            let Some(date) = date.filter(|_| items.contains("<h4")) else { continue };
            let said = items.split("<h4").skip(1).zip(items.split("<h4")).map(|(item, before)| {
                let (_, rest) = item.split_once("?incident=").expect("a link");
                let id = rest.split('"').next().expect("an address").to_owned();
                let item = item.split("</li>").next().expect("a line");
                let text = crate::render::text(&format!("<{item}"));
                let continued = ["Continued", "Until"].into_iter().find_map(|word| Some(&text[text.find(word)?..]));
                let is_hooked = before.rsplit("<li").next().is_some_and(|tag| tag.contains("data-incident"));
                let words = match continued {
                    // The zone has a test of its own; midnight is of the next day.
                    Some(words) => match words.split(" UTC").next().expect("a text").rsplit_once(", ") {
                        Some((_, time)) if words.starts_with("Until") => format!("Until {time}"),
                        _ => words.split(" UTC").next().expect("a text").to_owned(),
                    },
                    None if text.contains("Cancelled before it started") => "cancelled".to_owned(),
                    None if !item.contains("<time") && text.contains("Still open") => "Still open".to_owned(),
                    None => "began".to_owned(),
                };
                assert_eq!(
                    is_hooked,
                    ["began", "cancelled"].contains(&words.as_str()) && !text.contains("Still open"),
                    "{item}"
                );
                (id, words)
            });
            let said: Said = said.collect();
            assert!(shown.days.insert(date, said).is_none(), "a day twice");
        }
        shown
    }

    /// Each time is that of its instant, and has its zone exactly where it's the first or has another than the one above.
    fn check_zones(&self, days: &str) {
        let mut above = None;
        let until = days.split("No incidents up to ").nth(1).and_then(|rest| rest.split('<').next());
        let times = days.split("<time datetime=\"").skip(1).filter_map(|piece| {
            let (exact, rest) = piece.split_once("\">")?;
            exact.ends_with('Z').then(|| (at(exact), rest.split('<').next().unwrap_or_default()))
        });
        // That of the data is in the first day, and isn't an element.
        for (at, shown) in until.map(|shown| (self.as_of, shown)).into_iter().chain(times) {
            let (local, offset) = (CivilDateTime::in_zone(at, &*self.zone), self.zone.offset(at));
            let clock = format!("{:02}:{:02}", local.hour(), local.minute());
            let expected = if above == Some(offset) { clock } else { format!("{clock} {offset}") };
            assert_eq!(shown.rsplit(", ").next(), Some(&*expected), "{days}");
            above = Some(offset);
        }
    }
}

#[derive(Default)]
struct Shown {
    days: BTreeMap<String, Said>,
    /// How many open incidents are said to be listed above.
    above: BTreeMap<String, usize>,
    /// The number of days listed as without incidents.
    empty: usize,
}

/// The days that "20–22 Nov" and the like mean, in this year where no other is named.
fn span(text: &str, year: &str) -> Vec<String> {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (first, last) = text.split_once('–').expect("a span");
    let parts = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (mut first, mut last) = (parts(first), parts(last));
    if last.len() == 2 {
        last.push(year.to_owned());
    }
    let given = first.len();
    first.extend(last[given..].iter().cloned());
    let date = |parts: &[String]| {
        let month = months.iter().position(|month| *month == parts[1]).expect("a month") + 1;
        let month = u8::try_from(month).expect("twelve");
        model::Date::new(parts[2].parse().expect("a year"), month, parts[0].parse().expect("a day")).expect("a date")
    };
    let (first, last) = (date(&first), date(&last));
    assert!(first < last, "a span ends after it begins");
    (0..=last.days() - first.days()).map(|days| first.plus_days(days).to_string()).collect()
}

#[test]
fn a_day_on_which_an_outage_went_on_has_it() {
    let long = Incident { resolved: Some(at("2026-11-22T18:00:00Z")), ..resolved("long", "2026-10-19T12:00:00Z") };
    let html = PageState::running(vec![long]).render();
    assert_eq!(html.matches(PageText::english().continued_all_day()).count(), 12, "10 to 21 November");
    assert!(crate::render::text(&html).contains("Continued until 18:00"));
    assert!(!html.contains("data-incident"), "it began before these days");
    assert!(tag(&html, "?month=2026-10").starts_with("<a "));
}
