//! Search: against a plain filter, and the marks of what was found.

use crate::builders::{component, entry, incident};
use model::history::Event;
use model::incident::Timeline;
use model::instant::NamedZone;
use model::maintenance::MaintenanceList;
use model::search::{Filters, contains, marks, searched, words};
use model::{
    ComponentId, Date, Entry, Impact, Incident, IncidentList, Maintenance, MaintenanceId, Status, StatusData,
    Timestamp, Zone,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn folded(text: impl Iterator<Item = char>) -> String {
    let lower = text.nfkd().flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c) && !is_invisible(*c));
    lower.map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

fn fold(text: &str) -> String {
    folded(text.chars())
}

/// Pieces of names: accents composed and not, scripts that run to the left, marks above and below, and signs that look like
/// others.
const PIECES: [&str; 26] = [
    "Mail",
    "MAIL",
    "mail-in",
    "São",
    "Sa\u{303}o",
    "Straße",
    "İstanbul",
    "ΟΔΟΣ",
    "οδός",
    "بريد",
    "بَرِيد",
    "\u{202e}بريد\u{202c}",
    "דואר",
    "דּוֹאַר",
    "한국",
    "ไปรษณีย์",
    "ﬁle",
    "file",
    "①",
    "e\u{301}\u{323}",
    "ẹ́",
    "😀",
    "a\u{200d}b",
    "ab",
    "API",
    "2026",
];

fn name(random: &mut fastrand::Rng) -> String {
    let pieces: Vec<&str> = (0..random.usize(0..6)).map(|_| PIECES[random.usize(0..PIECES.len())]).collect();
    pieces.join([" ", "", "  "][random.usize(0..3)])
}

fn sometimes<T>(random: &mut fastrand::Rng, value: impl FnOnce(&mut fastrand::Rng) -> T) -> Option<T> {
    random.u8(0..4).eq(&0).then(|| value(random))
}

fn id(number: usize) -> ComponentId {
    ComponentId::new(&format!("c{number}")).unwrap()
}

fn data(random: &mut fastrand::Rng, as_of: Timestamp) -> StatusData {
    let impacts = [Impact::None, Impact::Minor, Impact::Major, Impact::Critical];
    let incidents = (0..random.usize(0..12)).map(|number| {
        let start = as_of.plus_millis(-random.i64(-3..40) * 7_200_000);
        let is_open = random.bool();
        let affected: Vec<_> = (0..random.usize(0..3)).map(|of| component(&format!("c{of}"), "major_outage")).collect();
        let entry = |message| Entry { message, components: affected.clone(), ..entry("2026-11-01T12:00:00Z", &[]) };
        let entries = sometimes(random, |random| (0..random.usize(1..3)).map(|_| entry(name(random))).collect());
        Incident {
            name: name(random),
            created: random.u8(0..9).gt(&0).then_some(start),
            resolved: (!is_open).then(|| start.plus_millis(random.i64(1..9) * 3_600_000)),
            timeline: entries.map(|entries| Timeline::new(entries, 0)),
            affected: Some(affected),
            ..incident(
                &format!("i{number}"),
                if is_open { Status::Monitoring } else { Status::Resolved },
                impacts[random.usize(0..4)].clone(),
            )
        }
    });
    let incidents: Vec<Incident> = incidents.collect();
    let maintenances = (0..random.usize(0..4)).map(|number| {
        let start = as_of.plus_millis(-random.i64(-3..40) * 7_200_000);
        Maintenance {
            id: MaintenanceId::new(&format!("m{number}")).unwrap(),
            name: name(random),
            message: name(random),
            planned_start: Some(start),
            planned_end: Some(start.plus_millis(random.i64(1..9) * 3_600_000)),
            actual_start: None,
            actual_end: None,
            cancelled: None,
            auto_complete: true,
            components: vec![id(random.usize(0..3))],
            internal: false,
        }
    });
    StatusData::new(IncidentList::new(incidents, 0), MaintenanceList::new(maintenances.collect(), 0))
}

/// The filters, as a visitor sets them.
#[derive(Debug, Default)]
struct Wanted {
    component: Option<ComponentId>,
    impact: Option<Impact>,
    status: Option<Status>,
    kind: Option<&'static str>,
    from: Option<Date>,
    to: Option<Date>,
    open: bool,
}

impl Wanted {
    fn filters(&self) -> Filters {
        let mut filters = Filters::default();
        let mut set = |name: &str, value: Option<String>| filters.set(name, value.unwrap_or_default());
        set("component", self.component.as_ref().map(|id| id.as_str().to_owned()));
        set("impact", self.impact.as_ref().map(|impact| impact.as_str().to_owned()));
        set("status", self.status.as_ref().map(|status| status.as_str().to_owned()));
        set("kind", self.kind.map(str::to_owned));
        set("from", self.from.map(|day| day.to_iso()));
        set("to", self.to.map(|day| day.to_iso()));
        set("open", self.open.then(|| "on".to_owned()));
        filters
    }
}

/// The same by what each event says, one question after the other.
fn passes(filters: &Wanted, event: Event<'_>, as_of: Timestamp, zone: &dyn Zone) -> bool {
    let (components, kind, impact, status, start, end): (Vec<ComponentId>, _, _, _, _, _) = match event {
        Event::Incident(incident) => (
            incident.affected.iter().flatten().map(|component| component.id.clone()).collect(),
            "incident",
            Some(incident.impact.clone()),
            Some(incident.status.clone()),
            incident.created,
            if incident.is_open() { None } else { incident.resolved },
        ),
        Event::Maintenance(maintenance) => (
            maintenance.components.clone(),
            "maintenance",
            None,
            None,
            maintenance.planned_start,
            maintenance.planned_end,
        ),
    };
    let day = |at: Timestamp| Date::of(at, zone);
    // It goes on until now at most, unless it has not begun.
    let is_ahead = match event {
        Event::Incident(_) => start.is_some_and(|start| start.since(as_of).millis() >= 60_000),
        Event::Maintenance(_) => start.is_some_and(|start| start > as_of),
    };
    let last = if is_ahead { start.unwrap() } else { end.unwrap_or(as_of).min(as_of) };
    let first = start.unwrap_or(last.plus_millis(-1)).min(last);
    // An event that ends with a day has not touched the next.
    let last = if last > first { last.plus_millis(-1) } else { last };
    let is_going_on = !is_ahead && end.is_none_or(|end| matches!(event, Event::Maintenance(_)) && end > as_of);
    filters.component.as_ref().is_none_or(|id| components.contains(id))
        && filters.kind.is_none_or(|wanted| wanted == kind)
        && filters.impact.as_ref().is_none_or(|wanted| Some(wanted) == impact.as_ref())
        && filters.status.as_ref().is_none_or(|wanted| Some(wanted) == status.as_ref())
        && filters.from.is_none_or(|from| day(last) >= from)
        && filters.to.is_none_or(|to| day(first) <= to)
        && filters.from.is_none_or(|from| filters.to.is_none_or(|to| from <= to))
        && (!filters.open || is_going_on)
}

#[test]
fn a_thousand_queries_find_the_same_as_a_plain_filter() {
    let mut random = fastrand::Rng::with_seed(1937);
    let zone = NamedZone::new("America/St_Johns").unwrap();
    let as_of = Timestamp::parse("2026-11-02T12:03:20Z").unwrap();
    let (mut found, mut passed) = (0, 0);
    for _ in 0..1_000 {
        let data = data(&mut random, as_of);
        let wanted = Wanted {
            component: sometimes(&mut random, |random| id(random.usize(0..3))),
            impact: sometimes(&mut random, |random| [Impact::None, Impact::Major][random.usize(0..2)].clone()),
            status: sometimes(&mut random, |random| [Status::Monitoring, Status::Resolved][random.usize(0..2)].clone()),
            kind: sometimes(&mut random, |random| ["incident", "maintenance"][random.usize(0..2)]),
            from: sometimes(&mut random, |random| Date::of(as_of, &zone).plus_days(-random.i64(0..5))),
            to: sometimes(&mut random, |random| Date::of(as_of, &zone).plus_days(-random.i64(-1..5))),
            open: random.u8(0..6) == 0,
        };
        let filters = wanted.filters();
        let query = name(&mut random);
        let query = if random.bool() { query.chars().take(random.usize(0..6)).collect() } else { query };
        let sought = words(&query, fold);
        for event in Event::all(&data) {
            let name = match event {
                Event::Incident(incident) => &incident.name,
                Event::Maintenance(maintenance) => &maintenance.name,
            };
            let has_words = contains(&searched(event, fold), &sought);
            let plain = folded(name.chars());
            let messages = match event {
                Event::Incident(incident) => {
                    incident.entries().iter().map(|entry| folded(entry.message.chars())).collect()
                }
                Event::Maintenance(maintenance) => vec![folded(maintenance.message.chars())],
            };
            let is_in_name = |word: &str| plain.contains(word);
            let is_anywhere = |word: &str| is_in_name(word) || messages.iter().any(|message| message.contains(word));
            let expected = query.split_whitespace().all(|word| is_anywhere(&folded(word.chars())));
            assert_eq!(has_words, expected, "{query:?} in {event:?}");
            found += usize::from(has_words && !sought.is_empty());
            let pass = filters.pass(event, as_of, filters.span(&zone));
            assert_eq!(pass, passes(&wanted, event, as_of, &zone), "{wanted:?}: {event:?}");
            passed += usize::from(pass);
            // Marks are pieces of the name, in its order, and they are what was sought.
            let mut last = 0;
            let marks = marks(name, &sought, fold);
            for mark in &marks {
                assert!(mark.start >= last && mark.end > mark.start, "{mark:?} in {name:?}");
                let piece = folded(name[mark.clone()].chars());
                assert!(sought.iter().any(|word| piece.contains(&**word)), "{piece:?} of {name:?} for {query:?}");
                last = mark.end;
            }
            let is_marked = sought.iter().any(|word| is_in_name(word));
            assert_eq!(!marks.is_empty(), is_marked, "{query:?} in {name:?}");
        }
    }
    assert!(found > 300 && passed > 500, "{found} and {passed} are too few to say much");
}

#[test]
fn what_is_found_is_marked_as_it_is_written() {
    let marked = |text: &str, query: &str| {
        let mut shown = String::new();
        let mut from = 0;
        for mark in marks(text, &words(query, fold), fold) {
            shown += &format!("{}[{}]", &text[from..mark.start], &text[mark.clone()]);
            from = mark.end;
        }
        shown + &text[from..]
    };
    for (text, query, expect) in [
        ("Mail is late", "MAIL late", "[Mail] is [late]"),
        ("Mail is late", "", "Mail is late"),
        ("São Paulo", "sao", "[São] Paulo"),
        ("Sa\u{303}o Paulo", "são", "[Sa\u{303}o] Paulo"),
        ("banana", "ana", "b[anana]"),
        ("banana", "an na", "b[anana]"),
        ("ﬁle", "fi", "[ﬁ]le"),
        ("ﬁle", "i", "[ﬁ]le"),
        ("e\u{301} e", "e", "[e\u{301}] [e]"),
        ("دواء بَرِيد", "بريد", "دواء [بَرِيد]"),
        ("a\u{200d}b", "ab", "[a\u{200d}b]"),
        ("ΟΔΟΣ", "οδός", "[ΟΔΟΣ]"),
        ("İstanbul", "istanbul", "[İstanbul]"),
        ("😀 API", "😀", "[😀] API"),
    ] {
        assert_eq!(marked(text, query), expect, "{query:?}");
    }
}
