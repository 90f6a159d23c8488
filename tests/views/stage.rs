//! Sets a scene and renders it.

use contract::config::Config;
use contract::incident_api::ApiError;
use contract::route::{Form, Links, Route};
use leptos::prelude::*;
use model::incident::Timeline;
use model::{
    AffectedComponent, Answer, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId,
    IncidentList, Length, Moment, Month, Source, Standing, Status, Timestamp, Utc,
};
use statuspane::components::{Clock, Scene, SharedZone, Subject, Waiting};
use statuspane::page::screens;
use statuspane::remote::Remote;
use std::sync::Arc;

/// 23 November 2026, 12:03 UTC.
pub const NOW: &str = "2026-11-23T12:03:00Z";

/// What the page knows, and how it is looked at.
pub struct Stage {
    /// The answer, if there is one.
    pub list: Option<IncidentList>,
    /// Where the answer came from.
    pub source: Source,
    /// How old the data is; `None` where no app runs.
    pub age: Option<Length>,
    /// Why the last attempt failed, if it did, and how long until the next one.
    pub trouble: Option<(ApiError, Option<Length>)>,
    /// How far the first answer is.
    pub waiting: Waiting,
    /// The time of the data, and the present of a page at rest.
    pub as_of: Timestamp,
    /// Where times are shown.
    pub zone: SharedZone,
    /// The configuration.
    pub config: Config,
    /// The screen.
    pub route: Route,
    /// What the incident's screen is about.
    pub subject: Subject,
    /// The months that the page carries beside its incidents.
    pub months: Option<Vec<Month>>,
}

impl Stage {
    /// A running app with an answer from twelve seconds ago.
    pub fn running(incidents: Vec<Incident>) -> Self {
        Self { age: Some(Length::from_seconds(12)), source: Source::Live, ..Self::at_rest(incidents) }
    }

    /// A published page, before any app runs.
    pub fn at_rest(incidents: Vec<Incident>) -> Self {
        Self {
            list: Some(IncidentList::new(incidents, 0)),
            source: Source::Embedded,
            age: None,
            trouble: None,
            waiting: Waiting::Over,
            as_of: at(NOW),
            zone: Arc::new(Utc),
            config: config(),
            route: Route::Home,
            subject: Subject::Missing,
            months: None,
        }
    }

    /// What may be said of the list.
    pub fn standing(&self) -> Standing {
        let received = Moment::from_millis(0);
        let remote = match &self.list {
            None => Remote::Loading { since: received },
            Some(list) => Remote::Ready(Answer {
                data: list.clone(),
                source: self.source,
                as_of: Some(self.as_of),
                age_on_arrival: self.age,
                received,
                stale_after: Length::from_seconds(300),
            }),
        };
        Standing::of(remote.answer(), self.age.map(|_| received))
    }

    /// The markup of the page.
    pub fn render(&self) -> String {
        let owner = Owner::new();
        owner.with(|| {
            let links = Links { root: "./".into(), form: Form::Query };
            let config = Arc::new(self.config.clone());
            let list = self.list.clone().map(Arc::new);
            let (trouble, next) = self.trouble.clone().unzip();
            let clock = Clock {
                present: self.age.map(|age| self.as_of.plus_millis(age.millis())),
                age: self.age,
                next: next.flatten(),
            };
            let scene = Scene {
                present: clock.present.or(Some(self.as_of)),
                trouble,
                waiting: self.waiting,
                subject: self.subject.clone(),
                clock: RwSignal::new(clock),
                months: self.months.clone().map(Arc::new),
                ..Scene::at_rest(config, links, self.zone.clone(), self.route.clone(), list, self.standing())
            };
            screens::page(&scene).to_html()
        })
    }
}

/// A time from ISO 8601.
pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// Two components, one of them in a group.
pub fn config() -> Config {
    let (config, problems) = Config::decode(
        r#"{"title": "Example", "components": [{"id": "web", "name": "Website"}, {"id": "api", "name": "API", "group": "Core"}]}"#,
    );
    assert_eq!(problems, []);
    config
}

/// An open incident with one entry that names the component `api`.
pub fn open(id: &str, impact: Impact) -> Incident {
    let component =
        AffectedComponent { id: ComponentId::new("api").expect("an id"), status: ComponentStatus::PartialOutage };
    let entry = Entry {
        id: EntryId::new("e1"),
        message: "We are looking into it.".into(),
        date: Some(at("2026-11-23T11:50:00Z")),
        status: Status::Investigating,
        components: vec![component],
        edited: None,
    };
    Incident {
        id: IncidentId::new(id).expect("an id"),
        name: format!("Incident {id}"),
        status: Status::Investigating,
        impact,
        created: Some(at("2026-11-23T11:49:00Z")),
        resolved: None,
        timeline: Some(Timeline::new(vec![entry], 0)),
    }
}

/// A resolved incident that began at `began` and lasted half an hour.
pub fn resolved(id: &str, began: &str) -> Incident {
    Incident {
        status: Status::Resolved,
        created: Some(at(began)),
        resolved: Some(at(began).plus_millis(1_800_000)),
        timeline: Some(Timeline::new(Vec::new(), 0)),
        ..open(id, Impact::Minor)
    }
}

/// The opening tag that holds `hook`.
pub fn tag<'a>(html: &'a str, hook: &str) -> &'a str {
    let place = html.find(hook).unwrap_or_else(|| panic!("nothing holds {hook}: {html}"));
    let start = html[..place].rfind('<').expect("a tag begins before its attribute");
    let length = html[start..].find('>').expect("a tag ends");
    &html[start..=start + length]
}

/// The text of the page, as a reader sees it: without tags and comments, entities resolved, blanks joined.
pub fn text(html: &str) -> String {
    let mut text = String::new();
    for (index, piece) in html.split('<').enumerate() {
        text.push_str(if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The headline, which must be one text node: the guard replaces the first.
pub fn headline(html: &str) -> String {
    let (_, rest) = html.split_once("<h1").expect("a headline");
    let (_, rest) = rest.split_once('>').expect("a tag ends");
    let (headline, _) = rest.split_once("</h1>").expect("a headline ends");
    assert!(!headline.contains('<'), "The headline is more than text: {headline}");
    text(headline)
}
