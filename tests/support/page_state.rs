//! A state of the public page, rendered off the browser.

use contract::config::{Config, ConfigProblem};
use contract::incident_api::ApiError;
use contract::route::{Route, SiteUrls, UrlStyle};
use leptos::prelude::RenderHtml;
use model::bars::Past;
use model::{
    Answer, Assessment, Duration, Incident, IncidentList, Maintenance, MaintenanceList, MonotonicInstant, Month,
    Source, StatusData, Timestamp, Utc,
};
use statuspane::components::{
    Clock, DayChoice, Formatting, PageView, Search, SharedClock, SharedZone, Subject, Waiting,
};
use statuspane::remote::{Failure, Remote};
use std::sync::Arc;
use text::PageText;

/// 23 November 2026, 12:03 UTC.
pub const NOW: &str = "2026-11-23T12:03:00Z";

/// The data of a page, and how it is viewed.
pub struct PageState {
    /// The answer, if there is one.
    pub list: Option<IncidentList>,
    /// The maintenances of the answer.
    pub maintenances: MaintenanceList,
    /// Where the answer came from.
    pub source: Source,
    /// The age of the data; `None` before the app runs.
    pub age: Option<Duration>,
    /// The error of the last attempt, if it failed, and the time until the next one.
    pub trouble: Option<(ApiError, Option<Duration>)>,
    /// How long the first answer has been awaited.
    pub waiting: Waiting,
    /// Whether refresh is paused.
    pub paused: bool,
    /// Whether something else keeps changing the document.
    pub interfered: bool,
    /// The time of the data, if it is known, which is also the present of a page at rest.
    pub as_of: Option<Timestamp>,
    /// The time zone.
    pub zone: SharedZone,
    /// The zone of the service hours.
    pub service_zone: Option<SharedZone>,
    /// The messages.
    pub text: PageText,
    /// The configuration.
    pub config: Config,
    /// Errors in the configuration.
    pub config_problems: Vec<ConfigProblem>,
    /// The screen.
    pub route: Route,
    /// The incident of the incident’s screen.
    pub subject: Subject,
    /// The months that the page has apart from its incidents.
    pub months: Option<Vec<Month>>,
    /// The intervals of the past, where the page doesn't have the incidents.
    pub past: Option<Past>,
    /// The visitor's place in the day bars.
    pub day: DayChoice,
    /// The query of a search.
    pub query: &'static str,
    /// How many times more results were asked for.
    pub more_results: usize,
}

impl PageState {
    /// A running app with an answer from twelve seconds ago.
    pub fn running(incidents: Vec<Incident>) -> Self {
        Self { age: Some(Duration::from_seconds(12)), source: Source::Live, ..Self::at_rest(incidents) }
    }

    /// A published page, before any app runs.
    pub fn at_rest(incidents: Vec<Incident>) -> Self {
        Self {
            list: Some(IncidentList::new(incidents, 0)),
            maintenances: MaintenanceList::default(),
            source: Source::Embedded,
            age: None,
            trouble: None,
            waiting: Waiting::Over,
            paused: false,
            interfered: false,
            as_of: Some(Timestamp::parse(NOW).expect("a time")),
            zone: Arc::new(Utc),
            service_zone: None,
            text: PageText::english(),
            config: config(),
            config_problems: Vec::new(),
            route: Route::Home,
            subject: Subject::Missing,
            months: None,
            past: None,
            day: DayChoice::default(),
            query: "",
            more_results: 0,
        }
    }

    /// The same with these maintenances.
    #[allow(dead_code, reason = "not every suite has some")]
    #[must_use]
    pub fn with(self, maintenances: Vec<Maintenance>) -> Self {
        Self { maintenances: MaintenanceList::new(maintenances, 0), ..self }
    }

    fn data(&self) -> Option<StatusData> {
        self.list.clone().map(|list| StatusData::new(list, self.maintenances.clone()))
    }

    /// The claims that the page may make about the list.
    pub fn assessment(&self) -> Assessment {
        let received = MonotonicInstant::from_millis(0);
        let failure =
            self.trouble.as_ref().map(|(error, _)| Failure { error: error.clone(), at: received, attempts: 1 });
        let answer = self.data().map(|data| Answer {
            data,
            source: self.source,
            as_of: self.as_of,
            age_on_arrival: self.age,
            received,
            stale_after: Duration::from_seconds(300),
        });
        let remote = match (answer, failure) {
            (Some(answer), None) => Remote::Ready(answer),
            (Some(answer), Some(failure)) => Remote::Stale(answer, failure),
            (None, Some(failure)) => Remote::Failed(failure),
            (None, None) => Remote::Loading { since: received },
        };
        Assessment::of(remote.answer(), self.age.map(|_| received))
    }

    /// The title of the tab.
    #[allow(dead_code, reason = "only the gallery writes whole documents")]
    pub fn title(&self) -> String {
        let (config, zone) = (Arc::new(self.config.clone()), self.zone.clone());
        let service_zone = self.service_zone.clone();
        let links = SiteUrls { root: "./".into(), style: UrlStyle::Query };
        let headline = Formatting { config, links, zone, service_zone, text: self.text }.headline(&self.assessment());
        self.text.title(&self.config.title, &self.route, None, &headline)
    }

    /// The markup of the page, with links that work on any host.
    pub fn render(&self) -> String {
        self.render_with(SiteUrls { root: "./".into(), style: UrlStyle::Query })
    }

    /// The markup of the page with these links.
    pub fn render_with(&self, links: SiteUrls) -> String {
        statuspane::page::screens::page(&self.view(links)).to_html()
    }

    /// The page with these links.
    pub fn view(&self, links: SiteUrls) -> PageView {
        let (config, zone) = (Arc::new(self.config.clone()), self.zone.clone());
        let service_zone = self.service_zone.clone();
        let formatting = Formatting { config, links, zone, service_zone, text: self.text };
        let data = self.data();
        let (trouble, next) = self.trouble.clone().unzip();
        let clock = Clock {
            present: self.age.zip(self.as_of).map(|(age, as_of)| as_of.plus_millis(age.millis())),
            age: self.age,
            next: next.flatten(),
            received: 0,
        };
        let search = Search::of(self.query, str::to_lowercase);
        PageView {
            present: clock.present.or(self.as_of),
            trouble,
            waiting: self.waiting,
            paused: self.paused,
            interfered: self.interfered,
            subject: self.subject.clone(),
            config_problems: Arc::new(self.config_problems.clone()),
            clock: SharedClock::new(clock),
            months: self.months.clone().map(Arc::new),
            past: self.past.clone().map(Arc::new),
            day: self.day.clone(),
            searched: data.as_ref().and_then(|data| search.texts(data)),
            search: Arc::new(search),
            more_results: self.more_results,
            ..PageView::at_rest(formatting, self.route.clone(), data, self.assessment())
        }
    }
}

/// Two components, one of them in a group.
pub fn config() -> Config {
    let (config, problems) = Config::decode(
        r#"{"title": "Example", "components": [{"id": "web", "name": "Website"}, {"id": "api", "name": "API", "group": "Core"}]}"#,
    );
    assert_eq!(problems, []);
    config
}
