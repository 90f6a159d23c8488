//! The documents made from one state of the data.

use super::Frame;
use super::frame::{DocumentContent, DocumentKind};
use super::html::{data_block, escape, one_line};
use contract::config::{Component, Config};
use contract::document::Document;
use contract::route::{ItemRef, Route, SiteUrls, UrlStyle, slug};
use contract::snapshot::{AsOf, DataBlock, Snapshot, encode_maintenances};
use data_encoding::HEXLOWER;
use model::affected::{affected_by, affects};
use model::bars::{Past, first_minute, intervals};
use model::history::Event;
use model::incident::Timeline;
use model::markup::plain_text;
use model::{
    Answer, Assessment, Date, Duration, Incident, IncidentId, IncidentList, Maintenance, MaintenanceList,
    MonotonicInstant, Month, Offset, Source, StatusData, Timestamp, Zone, history,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use statuspane::components::{EARLIER_MAX, PageView, Subject};
use statuspane::page::screens::prerender;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use text::page::Headline;

/// How many events the page of the history has before it asks for the others.
const HISTORY_LATEST: usize = 50;
const HOUR: i64 = 3_600_000;
/// The largest offset of a local clock from UTC in either direction, in hours.
const FURTHEST: i32 = 14;

/// All documents made from one state of the data.
pub struct Documents {
    frame: Arc<Frame>,
    /// As it's published.
    snapshot: Snapshot,
    /// As pages show it: each component has its current ID.
    shown: StatusData,
    /// The index of each incident in the list, by the name of its folder.
    places: HashMap<String, usize>,
    /// The same of the maintenances.
    maintenance_places: HashMap<String, usize>,
    /// The IDs of two incidents or two maintenances that would have the same page.
    slug_collision: Option<(String, String)>,
}

/// The place of a document, and what it shows.
struct Screen<'a> {
    /// The relative path to the site's root.
    root: &'a str,
    /// The address, relative to the root.
    address: &'a str,
    route: Route,
    kind: DocumentKind,
}

/// The part of a document's data that its incidents don't reach back to.
#[derive(Default)]
struct Beyond {
    months: Option<Vec<Month>>,
    past: Option<Past>,
}

/// A document below the front page. It is rewritten only when its content changes.
pub struct Leaf<'a> {
    /// Which page it is.
    pub document: Document,
    /// Relative to the site's root.
    pub address: String,
    /// On an incident's page its own is the first, and the only one with a timeline; it links to the others.
    incidents: Vec<&'a Incident>,
    maintenances: MaintenanceList,
    months: Option<Vec<Month>>,
    past: Option<Past>,
    /// The part of the content that depends on the time of the data.
    turn: String,
}

impl Documents {
    /// Makes the documents of this data and version. Incidents without loaded entries are shown without them.
    pub fn new(frame: Arc<Frame>, data: StatusData, version: String) -> Self {
        let shown = renamed(&frame.config, &data);
        let ids = data.incidents.incidents().iter().map(|incident| incident.id.as_str());
        let (places, collision) = by_slug(ids);
        let ids = data.maintenances.maintenances().iter().map(|maintenance| maintenance.id.as_str());
        let (maintenance_places, other) = by_slug(ids);
        let slug_collision = collision.or(other);
        let snapshot = Snapshot { data, version: Some(version) };
        Self { frame, snapshot, shown, places, maintenance_places, slug_collision }
    }

    /// The frame that all documents share.
    pub fn frame(&self) -> &Arc<Frame> {
        &self.frame
    }

    /// The IDs of two incidents or two maintenances that would have the same page, if any.
    pub fn slug_collision(&self) -> Option<&(String, String)> {
        self.slug_collision.as_ref()
    }

    /// The incident whose folder has this name.
    pub fn find(&self, slug: &str) -> Option<&Incident> {
        self.places.get(slug).map(|place| &self.list().incidents()[*place])
    }

    /// The maintenance whose folder has this name.
    pub fn find_maintenance(&self, slug: &str) -> Option<&Maintenance> {
        let maintenances = self.shown.maintenances.maintenances();
        self.maintenance_places.get(slug).map(|place| &*maintenances[*place])
    }

    /// The front page.
    pub fn front(&self, as_of: Timestamp) -> String {
        let screen = Screen { root: "./", address: "", route: Route::Home, kind: DocumentKind::Screen };
        let beyond = Beyond { months: Some(self.months(as_of)), past: Some(self.front_past(as_of)) };
        self.document(&screen, self.front_part(as_of), beyond, as_of)
    }

    /// The banner of the front page alone, for a frame; `None` if no other site may frame it.
    pub fn embed(&self, as_of: Timestamp) -> Option<String> {
        let screen = Screen { root: "../", address: "embed/", route: Route::Home, kind: DocumentKind::Embed };
        // With the data of the front page, the two say the same.
        let is_framed = !self.frame.config.frame_ancestors.is_empty();
        is_framed.then(|| self.document(&screen, self.front_part(as_of), Beyond::default(), as_of))
    }

    /// The part of the data on the front page.
    fn front_part(&self, as_of: Timestamp) -> Snapshot {
        let earlier = history::earlier(self.list().incidents(), &West).into_iter().take(EARLIER_MAX + 1);
        let earlier: HashSet<&IncidentId> = earlier.map(|incident| &incident.id).collect();
        let is_shown =
            |incident: &&Incident| self.is_on_front(Event::Incident(incident), as_of) || earlier.contains(&incident.id);
        // Resolved incidents are shown without their updates here.
        let shown = self.list().incidents().iter().filter(is_shown);
        let maintenances =
            self.shown.maintenances.part(|maintenance| self.is_on_front(Event::Maintenance(maintenance), as_of));
        self.part(shown.map(|incident| (incident, incident.is_open())), maintenances)
    }

    /// Whether an event is open or planned, or touches the days on the front page.
    fn is_on_front(&self, event: Event<'_>, as_of: Timestamp) -> bool {
        let days = i64::from(self.frame.config.recent_days) + 1;
        let first = as_of.plus_millis(-days * 24 * HOUR);
        event.is_open(Some(as_of))
            || event.start().is_none_or(|start| start > as_of)
            || event.touches(as_of, first, Timestamp::MAX)
    }

    /// The intervals of the days of the history, where the front page doesn't have the events.
    fn front_past(&self, as_of: Timestamp) -> Past {
        let first = as_of.plus_millis(-(i64::from(self.frame.config.history_days) + 1) * 24 * HOUR);
        self.past(first, as_of, |event| !self.is_on_front(event, as_of))
    }

    /// The intervals from a time on, of the events that count. Nothing else is said to be known.
    fn past(&self, from: Timestamp, as_of: Timestamp, counts: impl Fn(Event<'_>) -> bool) -> Past {
        let mut events = Event::all(&self.shown);
        events.retain(|event| counts(*event));
        Past { since: None, intervals: intervals(&events, from.minute(), as_of) }
    }

    /// The intervals of the time of the figures, of the incidents that count: those that the document doesn't have. They reach
    /// back as far as the whole list does, or to the first of a month: a document is rewritten when that changes.
    fn figures_past(&self, as_of: Timestamp, counts: impl Fn(&Incident) -> bool) -> Past {
        // More than 365 days and eleven months in every zone.
        let mut month = Date::of(as_of, &West).month();
        for _ in 0..12 {
            month = month.previous();
        }
        let from = month.first().start(&East);
        let since = first_minute(&Event::all(&self.shown)).map(|first| first.max(from.minute()));
        let counts = |event: Event<'_>| match event {
            Event::Incident(incident) => counts(incident),
            // Figures leave it out.
            Event::Maintenance(_) => false,
        };
        Past { since, ..self.past(from, as_of, counts) }
    }

    /// The document of an incident, a maintenance or a month.
    pub fn leaf(&self, leaf: &Leaf<'_>, as_of: Timestamp) -> String {
        let part = self.part(leaf.shown(), leaf.maintenances.clone());
        let route = leaf.document.route().unwrap_or(Route::NotFound);
        let root = "../".repeat(leaf.address.matches('/').count());
        let screen = Screen { root: &root, address: &leaf.address, route, kind: DocumentKind::Screen };
        let beyond = Beyond { months: leaf.months.clone(), past: leaf.past.clone() };
        self.document(&screen, part, beyond, as_of)
    }

    /// The page of an incident, which need not be the copy in the list.
    pub fn of_incident<'a>(&'a self, incident: &'a Incident, as_of: Timestamp) -> Leaf<'a> {
        let slug = slug(incident.id.as_str());
        let place = self.places.get(&slug).copied();
        let neighbours = place.map_or([None; 2], |place| history::neighbours(self.list().incidents(), place));
        let incidents = std::iter::once(incident).chain(neighbours.into_iter().flatten()).collect();
        let document = Document::Incident(slug);
        let turn = turn(incident, as_of);
        let maintenances = self.shown.maintenances.part(|_| false);
        Leaf { address: document.address(), document, incidents, maintenances, months: None, past: None, turn }
    }

    /// The page of a maintenance.
    pub fn of_maintenance(&self, maintenance: &Maintenance, as_of: Timestamp) -> Leaf<'_> {
        let document = Document::Maintenance(slug(maintenance.id.as_str()));
        let turn = maintenance.state(Some(as_of)).as_str().to_owned();
        let incidents = Vec::new();
        let maintenances = self.shown.maintenances.part(|other| other.id == maintenance.id);
        Leaf { address: document.address(), document, incidents, maintenances, months: None, past: None, turn }
    }

    /// The page of a component: what affects it and is open, planned, or within the days of the history, and the intervals of
    /// the figures.
    pub fn of_component(&self, component: &Component, as_of: Timestamp) -> Leaf<'_> {
        let document = Document::Component(slug(component.id.as_str()));
        let days = i64::from(self.frame.config.history_days) + 1;
        let first = as_of.plus_millis(-days * 24 * HOUR);
        let is_recent = |event: Event<'_>| {
            event.is_open(Some(as_of))
                || event.start().is_none_or(|start| start > as_of)
                || event.touches(as_of, first, Timestamp::MAX)
        };
        let is_shown = |incident: &&Incident| {
            affects(incident, &component.id) != Some(false) && is_recent(Event::Incident(incident))
        };
        let incidents: Vec<&Incident> = self.list().incidents().iter().filter(is_shown).collect();
        let maintenances = self.shown.maintenances.part(|maintenance| {
            maintenance.components.contains(&component.id) && is_recent(Event::Maintenance(maintenance))
        });
        let mut past = self.figures_past(as_of, |incident| {
            affects(incident, &component.id) != Some(false) && !is_recent(Event::Incident(incident))
        });
        // What else they affected is for other pages.
        past.intervals.retain_mut(|interval| {
            interval.components.as_mut().is_none_or(|components| {
                components.retain(|id| *id == component.id);
                !components.is_empty()
            })
        });
        // The days without incidents move on every day, and with time an event begins or ends.
        let mut turn = String::new();
        for incident in &incidents {
            turn += &self::turn(incident, as_of);
            turn += " ";
        }
        for maintenance in maintenances.maintenances() {
            turn += maintenance.state(Some(as_of)).as_str();
        }
        turn += &self.turn_of_figures(as_of, !turn.is_empty() || !past.intervals.is_empty());
        Leaf { address: document.address(), document, incidents, maintenances, months: None, past: Some(past), turn }
    }

    /// The page of a month.
    pub fn of_month(&self, month: Month, as_of: Timestamp) -> Leaf<'_> {
        self.month(month, &self.months(as_of), as_of)
    }

    /// The pages of all incidents, maintenances and components, and of all months and years that have events in any time zone.
    pub fn leaves(&self, as_of: Timestamp) -> Vec<Leaf<'_>> {
        let months = self.months(as_of);
        let events = Event::all(&self.shown);
        let in_zone = |zone: &dyn Zone| history::months(&events, Some(as_of), zone);
        let all: BTreeSet<Month> = in_zone(&West).into_iter().chain(in_zone(&East)).collect();
        let incidents = self.list().incidents().iter().map(|incident| self.of_incident(incident, as_of));
        let maintenances = self.shown.maintenances.maintenances();
        let maintenances = maintenances.iter().map(|maintenance| self.of_maintenance(maintenance, as_of));
        let years: BTreeSet<i32> = all.iter().map(|month| month.year()).collect();
        let years = years.into_iter().map(|year| self.of_year(year, as_of));
        let months = all.into_iter().map(|month| self.month(month, &months, as_of));
        let components = self.frame.config.components.iter().map(|component| self.of_component(component, as_of));
        let history = std::iter::once_with(|| self.of_history(as_of));
        incidents.chain(maintenances).chain(components).chain(months).chain(years).chain(history).collect()
    }

    /// The months that pages link to, newest first.
    fn months(&self, as_of: Timestamp) -> Vec<Month> {
        history::months(&Event::all(&self.shown), Some(as_of), &*self.frame.zone)
    }

    /// The page for an incident or a maintenance that doesn't exist. It needs no other file.
    pub fn missing(&self, kind: fn(ItemRef) -> Route, root: &str, as_of: Timestamp) -> String {
        let config = Arc::new(Config { logo: None, ..Config::clone(&self.frame.config) });
        let text = self.frame.text.page();
        // None has an empty slug.
        let route = kind(ItemRef::Slug(String::new()));
        let assessment = assessment(self.shown.clone(), as_of);
        let links = SiteUrls { root: root.to_owned(), style: UrlStyle::Files };
        let title = text.title(&config.title, &route, Some(text.missing(&route)), &Headline::default());
        let formatting = self.frame.formatting(config, links);
        let markup = prerender(&PageView::at_rest(formatting, route, Some(StatusData::default()), assessment));
        self.frame.alone(root, title, &markup)
    }

    /// The list of incidents in the contract's format, without a customer and with entries.
    pub fn incidents_json(&self) -> String {
        self.snapshot.encode()
    }

    /// The list of maintenances in the contract's format, without a customer and what else isn't for visitors.
    pub fn maintenances_json(&self) -> String {
        self.snapshot.encode_maintenances()
    }

    /// The time and the version of the lists, and the interval between snapshots.
    pub fn as_of_json(&self, as_of: Timestamp, every_seconds: u32) -> String {
        let version = self.snapshot.version.clone().unwrap_or_default();
        AsOf { as_of, version, every_seconds: Some(every_seconds) }.encode()
    }

    /// The sitemap for search engines; `None` if the site's address isn't known or it must not be indexed.
    pub fn sitemap(&self, leaves: &[Leaf<'_>]) -> Option<String> {
        if self.frame.config.noindex {
            return None;
        }
        let documents = Document::FIXED.iter().chain(leaves.iter().map(|leaf| &leaf.document));
        let pages = documents.filter(|document| document.is_in_sitemap()).map(Document::address);
        let pages: Option<String> = pages
            .map(|page| Some(format!("<url><loc>{}</loc></url>\n", escape(&self.frame.absolute(&page)?))))
            .collect();
        Some(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset \
             xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
            pages?
        ))
    }

    /// The list of incidents that these documents are made from.
    fn list(&self) -> &IncidentList {
        &self.shown.incidents
    }

    /// A part of the data: these incidents, with their timelines or without, and these maintenances. It counts everything
    /// in the whole data that couldn't be read, so that incomplete data can't pass for complete data.
    fn part<'a>(
        &self,
        incidents: impl Iterator<Item = (&'a Incident, bool)>,
        maintenances: MaintenanceList,
    ) -> Snapshot {
        let incidents = incidents.map(|(incident, with_timeline)| carried(incident, with_timeline));
        let list = IncidentList::new(incidents.collect(), self.list().unreadable());
        Snapshot { data: StatusData::new(list, maintenances), version: self.snapshot.version.clone() }
    }

    /// The page of a month includes what touches it in any time zone. Near the ends of a month, an event belongs to
    /// another month for some visitors, and their page leads them there.
    fn month(&self, month: Month, months: &[Month], as_of: Timestamp) -> Leaf<'_> {
        let document = Document::Month(month);
        let (from, to) = (month.first().start(&East), month.end(&West));
        let events = Event::all(&self.shown).into_iter().filter(|event| event.touches(as_of, from, to));
        let (mut incidents, mut is_cut) = (Vec::new(), false);
        for event in events {
            // One that isn't over reaches further each day, until the month ends.
            is_cut |= as_of < to && event.is_cut(as_of);
            if let Event::Incident(incident) = event {
                incidents.push(incident);
            }
        }
        let all = &self.shown.maintenances;
        let maintenances = all.part(|maintenance| Event::Maintenance(maintenance).touches(as_of, from, to));
        let turn = if is_cut { Date::of(as_of, &*self.frame.zone).to_string() } else { String::new() };
        // Newest first, and only those that the page links to: a new month then changes only its neighbours' pages.
        let later = months.iter().copied().filter(|other| *other > month).min();
        let earlier = months.iter().copied().filter(|other| *other < month).max();
        let months = Some([later, Some(month), earlier].into_iter().flatten().collect());
        Leaf { address: document.address(), document, incidents, maintenances, months, past: None, turn }
    }

    /// The page of a year: no events, only how long each was.
    pub fn of_year(&self, year: i32, as_of: Timestamp) -> Leaf<'_> {
        let document = Document::Year(year);
        // Those of this year, and one for the year before and after that the page links to: an event in another month of
        // another year leaves it as it is.
        let mut months = self.months(as_of);
        let later = months.iter().copied().filter(|month| month.year() > year).min();
        let earlier = months.iter().copied().filter(|month| month.year() < year).max();
        months.retain(|month| month.year() == year || Some(*month) == later || Some(*month) == earlier);
        let (first, last) = (Month::new(year, 1), Month::new(year, 12));
        let from = first.map_or(as_of, |first| first.first().start(&East));
        let to = last.map_or(as_of, |last| last.end(&West));
        let past = self.past(from, as_of, |event| event.touches(as_of, from, to));
        let turn = if as_of < to { Date::of(as_of, &*self.frame.zone).to_string() } else { String::new() };
        let maintenances = self.shown.maintenances.part(|_| false);
        Leaf {
            address: document.address(),
            document,
            incidents: Vec::new(),
            maintenances,
            months: Some(months),
            past: Some(past),
            turn,
        }
    }

    /// When figures change though their data doesn't: with something to count they do so every day, and their months change
    /// anyway.
    fn turn_of_figures(&self, as_of: Timestamp, has_any: bool) -> String {
        let today = Date::of(as_of, &*self.frame.zone);
        if has_any { today.to_string() } else { today.month().to_string() }
    }

    /// The page of the history: the latest events and all open ones, what the figures are made from, and the months.
    pub fn of_history(&self, as_of: Timestamp) -> Leaf<'_> {
        let all = Event::all(&self.shown);
        // The day of the last one is whole in every zone.
        let last = all.get(HISTORY_LATEST - 1).and_then(|event| event.start()).map(|at| at.plus_millis(-25 * HOUR));
        let is_latest = |place: usize, event: Event<'_>| {
            place < HISTORY_LATEST
                || place < 2 * HISTORY_LATEST && last.is_some_and(|last| event.start().is_some_and(|at| at >= last))
        };
        let latest = all.into_iter().enumerate();
        let latest = latest.filter(|(place, event)| is_latest(*place, *event) || event.is_open(Some(as_of)));
        let latest: Vec<Event<'_>> = latest.map(|(_, event)| event).collect();
        let has = |event: Event<'_>| latest.iter().any(|other| other.is(event));
        let incidents: Vec<&Incident> =
            self.list().incidents().iter().filter(|incident| has(Event::Incident(incident))).collect();
        let maintenances = self.shown.maintenances.part(|maintenance| has(Event::Maintenance(maintenance)));
        let mut turn = String::new();
        for incident in &incidents {
            turn += &self::turn(incident, as_of);
        }
        for maintenance in maintenances.maintenances() {
            turn += maintenance.state(Some(as_of)).as_str();
        }
        let past = self.figures_past(as_of, |incident| !has(Event::Incident(incident)));
        turn += &self.turn_of_figures(as_of, !turn.is_empty() || !past.intervals.is_empty());
        let document = Document::History;
        Leaf {
            address: document.address(),
            document,
            incidents,
            maintenances,
            months: Some(self.months(as_of)),
            past: Some(past),
            turn,
        }
    }

    /// A document with its rendered screen and the data it was rendered from, so that the app renders the same.
    fn document(&self, screen: &Screen<'_>, part: Snapshot, beyond: Beyond, as_of: Timestamp) -> String {
        let frame = &self.frame;
        let Screen { root, address, ref route, kind } = *screen;
        let Beyond { months, past } = beyond;
        let block = DataBlock { as_of: Some(as_of), config: frame.settings.carried.clone(), part, months, past };
        let data = block.encode();
        // Decode it as the app will: anything lost or changed on the way is then the same in both.
        let shown = DataBlock::decode(&data).map(|block| block.part.data).unwrap_or_default();
        let assessment = assessment(shown.clone(), as_of);
        let links = SiteUrls { root: root.to_owned(), style: UrlStyle::Files };
        let formatting = frame.formatting(frame.config.clone(), links);
        let (months, past) = (block.months.map(Arc::new), block.past.map(Arc::new));
        let headline = formatting.headline(&assessment);
        let component = match route {
            Route::Component(of) => frame.config.component_at(of),
            Route::Home
            | Route::Incident(_)
            | Route::Maintenance(_)
            | Route::Month(_)
            | Route::Year(_)
            | Route::History
            | Route::NotFound => None,
        };
        let (mut name, mut said) = (component.map(|component| component.name.clone()), None);
        let (mut preview, text, zone) = (None, frame.text, &*frame.zone);
        let view = PageView::at_rest(formatting, route.clone(), Some(shown), assessment.clone());
        let view = PageView { months, past, is_embed: kind == DocumentKind::Embed, ..view };
        if let Subject::Found(incident) = &view.subject {
            name = Some(incident.name.clone());
            let newest = incident.newest_entry(Some(as_of)).or(incident.entries().first());
            let newest = newest.map(|entry| one_line(&plain_text(&entry.message), 200)).unwrap_or_default();
            said = Some(text.preview(incident, &newest, as_of, zone));
            preview = Some(text.preview_title(incident, as_of, zone));
        }
        if let Subject::Maintenance(maintenance) = &view.subject {
            name = Some(text.page().shared().maintenance_name(&maintenance.name).to_owned());
            let message = one_line(&plain_text(&maintenance.message), 200);
            said = Some(text.maintenance_preview(maintenance, &message, as_of, zone));
            preview = Some(text.maintenance_title(maintenance, as_of, zone));
        }
        let markup = prerender(&view);
        let title = text.page().title(&frame.config.title, route, name.as_deref(), &headline);
        let description = match route {
            Route::Home | Route::History | Route::NotFound => text.description().to_owned(),
            Route::Month(month) => text.month(*month, as_of, zone),
            Route::Year(year) => text.year(*year, as_of, zone),
            Route::Component(_) => {
                name.as_ref().map_or_else(|| text.description().to_owned(), |name| text.component(name))
            }
            Route::Incident(_) | Route::Maintenance(_) => said.unwrap_or_else(|| text.description().to_owned()),
        };
        if *route == Route::Home {
            preview = Some(text.front_title(&assessment, as_of, zone));
        }
        let preview = preview.map_or_else(|| title.clone(), |said| format!("{said} · {}", frame.config.title));
        let data = data_block(&data);
        frame.document(&DocumentContent { root, address, title, preview, description, markup, data, kind })
    }
}

impl Leaf<'_> {
    /// The document's content apart from the frame and the time, for detecting changes.
    pub fn content(&self) -> String {
        let months = self.months.as_ref().map(|months| months.iter().map(Month::to_string).collect::<Vec<_>>());
        let maintenances = encode_maintenances(&self.maintenances);
        let past = self.past.as_ref().map(|past| format!("{past:?}"));
        json!([self.address, self.encoded(), maintenances, months, past, self.turn]).to_string()
    }

    /// Its incidents, as far as the document shows them: of an incident's neighbours, their names.
    fn encoded(&self) -> Vec<Value> {
        let is_linked = matches!(self.document, Document::Incident(_));
        let element = |(incident, with_timeline): (&Incident, bool)| match with_timeline || !is_linked {
            true => Snapshot::element(&carried(incident, with_timeline), with_timeline),
            false => json!([incident.id.as_str(), incident.name]),
        };
        self.shown().map(element).collect()
    }

    /// Its incidents, and whether it shows their timelines.
    fn shown(&self) -> impl Iterator<Item = (&Incident, bool)> {
        let with_timeline = |place: usize, incident: &Incident| match self.document {
            Document::Incident(_) => place == 0,
            // With it, the app needs no list while nothing is searched for.
            Document::Component(_) | Document::History => incident.is_open(),
            _ => false,
        };
        self.incidents.iter().enumerate().map(move |(place, incident)| (*incident, with_timeline(place, incident)))
    }
}

/// The data with every component by its current ID.
pub(crate) fn renamed(config: &Config, data: &StatusData) -> StatusData {
    let renames = config.renames();
    if renames.is_empty() {
        return data.clone();
    }
    let incidents = data.incidents.incidents().iter().map(unshared).collect();
    let of_entries = |incident: &Incident| incident.timeline.as_ref().map_or(0, Timeline::unreadable);
    let of_entries: usize = data.incidents.incidents().iter().map(of_entries).sum();
    let mut incidents = IncidentList::new(incidents, data.incidents.unreadable() - of_entries);
    let maintenances = data.maintenances.maintenances().iter().map(|maintenance| Maintenance::clone(maintenance));
    let mut list = MaintenanceList::new(maintenances.collect(), data.maintenances.lost());
    renames.apply(&mut incidents, &mut list);
    StatusData::new(incidents, if data.maintenances.is_outdated() { list.outdated() } else { list })
}

/// An incident with every component by its current ID.
pub(crate) fn renamed_incident(config: &Config, incident: &Incident) -> Incident {
    let mut incident = unshared(incident);
    config.renames().rename_in(&mut incident);
    incident
}

/// A copy that shares no entries, so that they can be changed.
fn unshared(incident: &Incident) -> Incident {
    let timeline = incident.timeline.as_ref();
    let timeline = timeline.map(|timeline| Timeline::new(timeline.entries().to_vec(), timeline.unreadable()));
    Incident { timeline, ..incident.clone() }
}

/// An incident as a document carries it: with its timeline, or with the components that it affected, as a list of days has no
/// room for entries.
fn carried(incident: &Incident, with_timeline: bool) -> Incident {
    let timeline = incident.timeline.as_ref().filter(|_| with_timeline);
    let timeline = timeline.map(|timeline| Timeline::new(timeline.entries().to_vec(), 0));
    let affected = incident.knows_components().then(|| affected_by(incident, None).to_owned());
    Incident { affected: affected.filter(|_| timeline.is_none()), timeline, ..incident.clone() }
}

/// How far an incident is by the clock alone.
fn turn(incident: &Incident, as_of: Timestamp) -> String {
    let ahead = incident.entries().iter().filter(|entry| entry.is_ahead(Some(as_of))).count();
    format!("{:?} {ahead}", incident.phase(Some(as_of)))
}

/// The place of each ID, by the name of its folder, and two IDs whose folders have the same name.
fn by_slug<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> (HashMap<String, usize>, Option<(String, String)>) {
    let mut places = HashMap::new();
    let mut collision = None;
    for (place, id) in ids.clone().enumerate() {
        if let Some(other) = places.insert(slug(id), place) {
            let other = ids.clone().nth(other).unwrap_or_default();
            collision = Some((other.to_owned(), id.to_owned()));
        }
    }
    (places, collision)
}

/// The version of a snapshot, which changes exactly when its incidents or maintenances do.
pub(crate) fn version_of(data: &StatusData) -> String {
    let mut hash = Sha256::new();
    for (place, incident) in data.incidents.incidents().iter().enumerate() {
        hash.update(if place == 0 { "[" } else { "," });
        hash.update(Snapshot::element(incident, true).to_string());
    }
    hash.update(if data.incidents.incidents().is_empty() { "[]" } else { "]" });
    end(hash, &encode_maintenances(&data.maintenances))
}

/// As [`version_of`], from lists that are already encoded.
pub(crate) fn version_of_encoded(incidents: &Value, maintenances: &Value) -> String {
    end(Sha256::new_with_prefix(incidents.to_string()), maintenances)
}

/// Without any maintenance, the version is that of the incidents alone.
fn end(mut hash: Sha256, maintenances: &Value) -> String {
    if maintenances.as_array().is_some_and(|all| !all.is_empty()) {
        hash.update(maintenances.to_string());
    }
    HEXLOWER.encode(&hash.finalize()[..8])
}

/// The time zone furthest behind UTC.
struct West;
/// The time zone furthest ahead of UTC.
struct East;

impl Zone for West {
    fn offset(&self, _: Timestamp) -> Offset {
        Offset::from_seconds(-FURTHEST * 3600)
    }

    fn name(&self) -> &str {
        "UTC-14"
    }
}

impl Zone for East {
    fn offset(&self, _: Timestamp) -> Offset {
        Offset::from_seconds(FURTHEST * 3600)
    }

    fn name(&self) -> &str {
        "UTC+14"
    }
}

/// The status that a static page may claim, given its data.
fn assessment(data: StatusData, as_of: Timestamp) -> Assessment {
    let answer = Answer {
        data,
        source: Source::Embedded,
        as_of: Some(as_of),
        age_on_arrival: None,
        received: MonotonicInstant::from_millis(0),
        stale_after: Duration::from_millis(0),
    };
    Assessment::of(Some(&answer), None)
}
