//! Properties of any input. Each target takes bytes, as a fuzzer gives them, and panics when a property doesn't hold.
//!
//! `fuzz/fuzz_targets` gives them to a fuzzer; `tests/pure/fuzz.rs` runs a bounded number of inputs in the ordinary
//! tests.

use contract::config::Config;
use contract::incident_api::decode::{
    CreateRequest, EntryRequest, decode_correction, decode_create, decode_entry, decode_entry_request, decode_incident,
    decode_list, decode_timeline,
};
use contract::incident_api::encode::{encode_components, encode_create, encode_entry, encode_public_entry};
use contract::incident_api::endpoint::{segment, unsegment};
use contract::incident_api::error::retry_after_seconds;
use contract::incident_api::{ApiError, Endpoint};
use contract::route::{ItemRef, Route, SiteUrls, UrlStyle, slug};
use contract::snapshot::Snapshot;
use model::civil::CivilDateTime;
use model::civil::{Date, Month};
use model::draft::{EntryDraft, IncidentDraft};
use model::incident::Timeline;
use model::instant::{NamedZone, Zone};
use model::markup::{self, Mark, MarkKind};
use model::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, Impact, Incident, IncidentId, Offset, Status, Timestamp,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Zones with unusual clock changes.
static ZONES: LazyLock<Vec<NamedZone>> = LazyLock::new(|| {
    ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]
        .iter()
        .filter_map(|name| NamedZone::new(name))
        .collect()
});

/// The longest body that the companion takes.
const BODY_MAX: usize = 256 * 1024;

/// Answers of an API: whatever is read is written, and read again, as the same.
pub fn decoding(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(list) = decode_list(&text) {
        let written = json!({"incidents": list.incidents().iter().map(whole).collect::<Vec<_>>()});
        let again = decode_list(&written.to_string()).expect("what is written is read");
        let readable: Vec<Incident> = list.incidents().iter().cloned().map(readable).collect();
        assert_eq!(again.incidents(), readable);
        assert!(again.is_complete());
    }
    if let Ok(incident) = decode_incident(&text) {
        assert_eq!(decode_incident(&whole(&incident).to_string()), Ok(readable(incident)));
    }
    if let Ok(timeline) = decode_timeline(&text) {
        let written = json!({"entries": entries(&timeline)}).to_string();
        assert_eq!(decode_timeline(&written), Ok(Timeline::new(timeline.entries().to_vec(), 0)));
    }
    if let Ok(entry) = decode_entry(&text) {
        assert_eq!(decode_entry(&encode_public_entry(&entry).to_string()), Ok(entry));
    }
    let status = data.first().map_or(500, |byte| 200 + u16::from(*byte) * 2);
    if let Some(detail) = ApiError::from_response(status, &text, None).detail {
        assert!(!detail.trim().is_empty() && detail.chars().count() <= 301, "{detail:?}");
        assert!(!detail.chars().any(char::is_control) && !detail.starts_with('<'), "{detail:?}");
    }
    if let Ok(body) = serde_json::from_str::<Value>(&text) {
        // The server's reading of it: a valid request, or the rules that it breaks.
        if let Err(problems) = decode_create(&body) {
            assert!(!problems.is_empty());
        }
        if let Err(problems) = decode_entry_request(&body) {
            assert!(!problems.is_empty());
        }
        match decode_correction(&body) {
            Err(problems) => assert!(!problems.is_empty()),
            // Whatever it is, it changes nothing a second time.
            Ok(correction) => {
                if let Some(Ok(once)) = decode_incident(&text).ok().map(|incident| correction.apply(&incident)) {
                    assert_eq!(correction.apply(&once), Ok(once));
                }
            }
        }
    }
}

fn whole(incident: &Incident) -> Value {
    let mut written = Snapshot::element(incident, true);
    if let Some(affected) = &incident.affected {
        written["affectedComponents"] = encode_components(affected);
    }
    written
}

fn entries(timeline: &Timeline) -> Value {
    timeline.entries().iter().map(encode_public_entry).collect()
}

/// Without the count of unreadable elements, which isn't written.
fn readable(incident: Incident) -> Incident {
    let timeline = incident.timeline.map(|timeline| Timeline::new(timeline.entries().to_vec(), 0));
    Incident { timeline, ..incident }
}

/// Times, dates and lengths: whatever is read is written, and read again, as the same; nothing overflows.
pub fn times(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let number = data.iter().take(8).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    for at in [Timestamp::parse(&text), Timestamp::from_number(number), Timestamp::from_millis(number)] {
        let Some(at) = at else { continue };
        assert!((Timestamp::MIN..=Timestamp::MAX).contains(&at));
        for written in [at.to_iso(), at.to_wire()] {
            assert_eq!(Timestamp::parse(&written), Some(at), "{written}");
        }
        for zone in ZONES.iter() {
            let local = CivilDateTime::in_zone(at, zone);
            assert!((0..24).contains(&local.hour()) && (0..60).contains(&local.minute()), "{at:?}");
            assert_eq!(Date::of(at, zone), local.date);
        }
        let _kept_within = (at.plus_millis(number), at.since(Timestamp::MIN), Timestamp::MAX.since(at));
    }
    if let Some(local) = CivilDateTime::parse(&text) {
        let to_the_minute = CivilDateTime::parse(&local.to_field()).expect("what a field shows is read");
        assert_eq!(
            (to_the_minute.date, to_the_minute.hour(), to_the_minute.minute(), to_the_minute.second()),
            (local.date, local.hour(), local.minute(), 0)
        );
        for zone in ZONES.iter() {
            if let Some(at) = local.to_timestamp(zone) {
                assert_eq!(CivilDateTime::at(at, zone.offset(at)), local, "{} at {at:?}", zone.name());
            }
        }
    }
    if let Some(date) = Date::parse(&text) {
        assert_eq!(Date::parse(&date.to_string()), Some(date));
        assert_eq!(Date::from_days(date.days()), date);
    }
    if let Some(month) = Month::parse(&text) {
        assert_eq!(Month::parse(&month.to_string()), Some(month));
        assert!((28..=31).contains(&month.length()));
    }
    if let Some(length) = retry_after_seconds(&text) {
        assert!(length.millis() >= 0);
    }
    assert!(Offset::from_seconds(number as i32).to_string().starts_with("UTC"));
}

/// Addresses: whatever an address leads to has an address that leads there, under any root and in any form; no text
/// gets out of its segment.
pub fn routes(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (path, query) = text.split_once('?').unwrap_or((&text, ""));
    let route = Route::parse(path, query);
    for root in ["./", "../../", "/status/", ""] {
        for style in [UrlStyle::Query, UrlStyle::Files] {
            let links = SiteUrls { root: root.into(), style };
            let address = links.to(&route);
            let rest = address.strip_prefix(root).expect("an address begins with the root");
            assert!(!rest.contains('#') && rest.matches('?').count() <= 1, "{address}");
            let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
            let found = Route::parse(path, query);
            match (&route, found) {
                (Route::NotFound, found) => assert_eq!(found, Route::Home),
                (Route::Incident(ItemRef::Id(id)), Route::Incident(ItemRef::Slug(name)))
                | (Route::Maintenance(ItemRef::Id(id)), Route::Maintenance(ItemRef::Slug(name)))
                | (Route::Component(ItemRef::Id(id)), Route::Component(ItemRef::Slug(name))) => {
                    assert_eq!((style, name), (UrlStyle::Files, slug(id)));
                }
                (expected, found) => assert_eq!(found, *expected, "{address}"),
            }
        }
    }
    let encoded = segment(&text);
    assert_eq!(unsegment(&encoded).as_deref(), Some(text.as_ref()));
    assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_~.%".contains(&byte)), "{encoded}");
    let _no_text = unsegment(&text);
    if let Some(id) = IncidentId::new(&text) {
        let path = Endpoint::Entries(&id).path();
        let segments: Vec<&str> = path.split('/').collect();
        assert_eq!(segments.len(), 4, "{path}");
        assert_eq!(unsegment(segments[2]).as_deref(), Some(id.as_str()));
        let slug = slug(id.as_str());
        assert!((1..=64).contains(&slug.len()), "{slug}");
        assert!(slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-')), "{slug}");
        assert_eq!(Route::parse(&format!("incidents/{slug}/"), ""), Route::Incident(ItemRef::Slug(slug)));
    }
}

/// A browser's reading of an address: it drops blanks and controls around it and line breaks within it, turns
/// backslashes into slashes, and takes the text before the first colon as the scheme.
#[derive(Debug, PartialEq, Eq)]
enum Leads {
    Within,
    ToAnotherHost,
    By(String),
}

fn leads(address: &str) -> Leads {
    let kept: String = address
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .map(|c| if c == '\\' { '/' } else { c })
        .collect();
    if let Some((scheme, _)) = kept.split_once(':') {
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        if is_scheme {
            return Leads::By(scheme.to_ascii_lowercase());
        }
    }
    if kept.starts_with("//") { Leads::ToAnotherHost } else { Leads::Within }
}

/// `config.json`: no script address, no address of another host in disguise, no number out of bounds, whatever it says.
pub fn configuration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // As the value of every key that takes an address, and as a whole file.
    let address = json!({
        "logo": text, "logoDark": text, "homepage": text, "supportUrl": text, "subscribeUrl": text, "api": text, "live": text,
        "components": [{"id": text, "name": text}, {"id": "a", "name": "A", "group": text}],
    });
    for (config, problems) in [Config::decode(&text), Config::from_value(&address)] {
        let logos = [config.logo.as_ref(), config.logo_dark.as_ref()];
        let fetched = logos.into_iter().chain([Some(&config.api), config.homepage.as_ref(), config.live.as_ref()]);
        let followed = [config.support_url.as_ref(), config.subscribe_url.as_ref()];
        for (address, is_followed) in
            fetched.flatten().map(|a| (a, false)).chain(followed.into_iter().flatten().map(|a| (a, true)))
        {
            let allowed = match leads(address) {
                Leads::Within => true,
                Leads::ToAnotherHost => false,
                Leads::By(scheme) => match scheme.as_str() {
                    "http" | "https" => true,
                    "mailto" | "tel" => is_followed,
                    _ => false,
                },
            };
            assert!(allowed, "{address:?}");
        }
        assert!(!config.title.trim().is_empty());
        assert!((5..=86_400).contains(&config.refresh_seconds));
        assert!(config.stale_after_seconds.is_none_or(|seconds| (10..=604_800).contains(&seconds)));
        assert!((1..=90).contains(&config.recent_days) && (1..=365).contains(&config.history_days));
        let ids: BTreeSet<&str> = config.components.iter().map(|component| component.id.as_str()).collect();
        assert_eq!(ids.len(), config.components.len(), "no component twice");
        assert!(config.components.iter().all(|component| !component.name.trim().is_empty()));
        if problems.iter().any(|problem| problem.key.is_empty() && !text.contains("\"\"")) {
            assert_eq!(config, Config::default(), "what is no object leaves every default");
        }
    }
}

/// Drafts: an accepted draft is a request that the server accepts and reads as it was meant; a draft saved in a
/// browser is read as it was written.
///
/// A draft is a line each for name, impact, status, date, components (`id=status`, separated by commas) and the moment,
/// and the message after that.
pub fn drafts(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(7, '\n');
    let mut line = || lines.next().unwrap_or("");
    let (name, impact, status, date, components, moment) = (line(), line(), line(), line(), line(), line());
    let component = |text: &str| {
        let (id, status) = text.split_once('=')?;
        Some(AffectedComponent { id: ComponentId::new(id)?, status: ComponentStatus::parse(status) })
    };
    let draft = IncidentDraft {
        name: name.to_owned(),
        impact: (!impact.is_empty()).then(|| Impact::parse(impact)),
        entry: EntryDraft {
            status: Status::parse(status),
            message: line().to_owned(),
            date: date.to_owned(),
            components: components.split(',').filter_map(component).collect(),
            notify: data.len().is_multiple_of(2),
        },
    };
    let now = Timestamp::parse(moment).unwrap_or(Timestamp::FIRST_UNAMBIGUOUS);
    let zone = &ZONES[data.len() % ZONES.len()];
    match draft.validate(zone, now) {
        Err(problems) => assert!(!problems.is_empty()),
        Ok(valid) => {
            let entry = EntryRequest {
                message: draft.entry.message.trim().to_owned(),
                date: Some(valid.entry().date()),
                status: Some(draft.entry.status.clone()),
                components: draft.entry.components.clone(),
                notify: draft.entry.notify,
            };
            let body = encode_entry(valid.entry());
            assert_eq!(decode_entry_request(&read(&body)), Ok(entry.clone()));
            let body = encode_create(&valid);
            // With more components than a form offers, or with ids beyond any measure, it may be too long.
            assert!(body.len() <= BODY_MAX || components.len() > BODY_MAX / 16, "{} bytes", body.len());
            assert_eq!(
                decode_create(&read(&body)),
                Ok(CreateRequest {
                    name: draft.name.trim().to_owned(),
                    impact: valid.impact().clone(),
                    status: draft.entry.status.clone(),
                    entry: Some(entry),
                    resolved: None,
                })
            );
            let shown = Entry {
                id: None,
                message: valid.entry().message().to_owned(),
                date: Some(valid.entry().date()),
                status: valid.entry().status().clone(),
                components: valid.entry().components().to_vec(),
                edited: None,
            };
            assert_eq!(decode_entry(&encode_public_entry(&shown).to_string()), Ok(shown), "visitors read the same");
        }
    }
    #[cfg(feature = "ssr")]
    kept(&text, &draft);
}

/// A draft in the browser's storage, or any other text there.
#[cfg(feature = "ssr")]
fn kept(text: &str, draft: &IncidentDraft) {
    use statuspane::admin::editor::draft_storage;
    let draft = IncidentDraft { entry: EntryDraft { notify: false, ..draft.entry.clone() }, ..draft.clone() };
    assert_eq!(draft_storage::decode_incident(&draft_storage::encode_incident(&draft)).as_ref(), Some(&draft));
    assert_eq!(draft_storage::decode_entry(&draft_storage::encode_entry(&draft.entry)).as_ref(), Some(&draft.entry));
    if let Some(draft) = draft_storage::decode_incident(text) {
        assert!(!draft.entry.notify, "whether to notify is never kept");
        assert_eq!(draft_storage::decode_incident(&draft_storage::encode_incident(&draft)), Some(draft));
    }
    if let Some(draft) = draft_storage::decode_entry(text) {
        assert_eq!(draft_storage::decode_entry(&draft_storage::encode_entry(&draft)), Some(draft));
    }
}

/// The markup of messages: marks in order that take each character once, elements that end in the reverse order of their
/// beginnings and nest to a bounded depth, no text but the message's, and no address that a browser takes elsewhere.
pub fn messages(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let marks = markup::parse(&text);
    let (mut shown, mut depth, mut visible) = (0, 0, String::new());
    for mark in marks.iter().filter(|mark| mark.kind != MarkKind::Typed) {
        let Mark { start, end, kind } = *mark;
        assert!(shown <= start && start <= end, "{mark:?}");
        visible += &text[shown..start];
        shown = end;
        let address = match kind {
            MarkKind::Open(_) => {
                depth += 1;
                assert!(depth <= 72, "{depth}");
                None
            }
            MarkKind::Close => {
                depth -= 1;
                None
            }
            MarkKind::CloseLink => {
                depth -= 1;
                Some(mark.target(&text))
            }
            MarkKind::Address => Some(&text[start..end]),
            MarkKind::Hidden | MarkKind::Typed => None,
        };
        if let Some(address) = address {
            let Leads::By(scheme) = leads(address) else { panic!("{address:?}") };
            assert!(matches!(scheme.as_str(), "http" | "https" | "mailto"), "{address:?}");
            assert!(
                !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\`".contains(c)),
                "{address:?}"
            );
            let host = address
                .split("://")
                .nth(1)
                .filter(|_| scheme != "mailto")
                .map(|rest| rest.split(['/', '?', '#']).next());
            assert!(!host.flatten().is_some_and(|host| host.contains('@')), "{address:?}");
        }
        assert!(depth >= 0);
    }
    assert_eq!(depth, 0);
    assert!(marks.len() <= text.len() * 4 + 8, "{} marks", marks.len());
    let plain = markup::plain_text(&text);
    if markup::is_plain(&marks) {
        assert_eq!(plain, text);
    }
    // Where there's no markup there's none the second time.
    if !text.contains(['*', '_', '`', '~', '[', '<', '\\', '-', '.', ')']) {
        assert!(markup::is_plain(&marks));
    }
    #[cfg(feature = "ssr")]
    rendered(&text);
}

/// A message as HTML.
#[cfg(feature = "ssr")]
fn rendered(text: &str) {
    use leptos::prelude::*;
    use statuspane::components::Message;
    let html = view! { <Message text/> }.to_html();
    assert!(html.len() <= 600 + text.len() * 40, "{} bytes of {}", html.len(), text.len());
    for tag in html.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        let allowed = ["p", "div", "ul", "ol", "li", "pre", "code", "em", "strong", "a", "!----"];
        assert!(allowed.contains(&name), "{tag}");
    }
}

fn read(body: &str) -> Value {
    serde_json::from_str(body).expect("a request is JSON")
}
