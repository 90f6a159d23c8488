//! What one run publishes: every file of the site, made from one reading of the API.

use super::bundle::Bundle;
use super::compress::Effort;
use super::generations::Notes;
use super::html::{PublicUrl, data_block, escape, one_line};
use super::page::{Page, Shell};
use super::policy;
use super::settings::Settings;
use super::source::Reading;
use super::tree::Draft;
use crate::failure::Failure;
use crate::random::hex;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use statuspane::api::wire::{decode_list, encode_incident, encode_public_entry};
use statuspane::config::Config;
use statuspane::domain::time::NamedZone;
use statuspane::domain::{Date, Incident, IncidentList, Length, Month, Timestamp, Utc, calendar};
use statuspane::message;
use statuspane::remote::{Answer, Moment, Remote, Source, Standing};
use statuspane::route::{Form, IncidentRef, Links, Route, slug};
use statuspane::view::{Scene, SharedZone, Subject, prerender};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const HOUR: i64 = 3_600_000;
/// How far a local clock may be from UTC on either side.
const FURTHEST: i64 = 14 * HOUR;
/// What a search result says below the front page.
const DESCRIPTION: &str = "Current state of our services, and the history of incidents.";

/// What one run publishes.
pub(super) struct Edition {
    bundle: Bundle,
    settings: Settings,
    shell: Shell,
    config: Arc<Config>,
    zone: SharedZone,
    list: IncidentList,
    as_of: Timestamp,
    every_seconds: u32,
    url: Option<PublicUrl>,
}

/// A page that changes only when what it shows does.
struct Quiet<'a> {
    route: Route,
    address: String,
    incidents: Vec<&'a Incident>,
    months: Option<Vec<Month>>,
}

impl Edition {
    /// # Errors
    /// When two incidents would have the same page.
    pub(super) fn new(
        bundle: Bundle,
        settings: Settings,
        reading: Reading,
        every_seconds: u32,
        url: Option<PublicUrl>,
    ) -> Result<Self, Failure> {
        let Reading { list, as_of } = reading;
        let mut slugs: HashMap<String, &str> = HashMap::new();
        for incident in list.incidents() {
            if let Some(other) = slugs.insert(slug(&incident.id), incident.id.as_str()) {
                return Err(Failure::new(format!(
                    "The incidents {other:?} and {:?} would have the same page. {} Remove one of them at the API.",
                    incident.id.as_str(),
                    super::UNTOUCHED
                )));
            }
        }
        let config = Arc::new(settings.config.clone());
        let zone: SharedZone = match config.time_zone.as_deref() {
            None => Arc::new(Utc),
            Some(name) => match NamedZone::new(name) {
                Some(zone) => Arc::new(zone),
                None => {
                    tracing::warn!(zone = name, "the configured time zone is not known; times are in UTC");
                    Arc::new(Utc)
                }
            },
        };
        let shell = Shell::new(&bundle, &settings, url.clone());
        Ok(Self { bundle, settings, shell, config, zone, list, as_of, every_seconds, url })
    }

    /// Writes every file. `before` is what is known of the generation before; what is known of this one is returned.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn write(&self, draft: &Draft, before: &Notes) -> Result<Notes, Failure> {
        let retired = self.bundle.write(draft, &before.retired, self.as_of.millis())?;
        draft.put("admin/index.html", self.admin().as_bytes(), Some(Effort::Best))?;
        draft.put("config.json", self.settings.config_text.as_bytes(), None)?;
        draft.put("theme.css", self.settings.theme.as_bytes(), None)?;

        let incidents = self.incidents_json();
        draft.put("incidents.json", incidents.as_bytes(), Some(Effort::Best))?;
        draft.put("as-of.json", self.as_of_json(&incidents).as_bytes(), Some(Effort::Best))?;

        let months = calendar::months(self.list.incidents(), &*self.zone);
        let quiet = self.quiet_pages(&months);
        let pages = self.write_quiet(draft, &quiet, before)?;
        draft.put("index.html", self.front(months).as_bytes(), Some(Effort::Best))?;
        draft.put("404.html", self.missing().as_bytes(), Some(Effort::Best))?;
        draft.put("robots.txt", self.robots().as_bytes(), None)?;
        if let Some(sitemap) = self.sitemap(&quiet) {
            draft.put("sitemap.xml", sitemap.as_bytes(), Some(Effort::Best))?;
        }
        Ok(Notes { pages, retired })
    }

    /// The contract's list without any customer, each incident with its entries.
    fn incidents_json(&self) -> String {
        let incidents: Vec<Value> = self.list.incidents().iter().map(|incident| encode(incident, true)).collect();
        json!({ "incidents": incidents }).to_string()
    }

    fn as_of_json(&self, incidents: &str) -> String {
        let hash = hex(&Sha256::digest(incidents));
        json!({"asOf": self.as_of.to_wire(), "everySeconds": self.every_seconds, "incidents": hash}).to_string()
    }

    /// The admin view, with its policy.
    fn admin(&self) -> String {
        let policy = escape(&policy::admin(&self.settings));
        let charset = "<meta charset=\"utf-8\">\n";
        let meta = format!("{charset}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        // In place of the plain bundle's.
        let is_ours = |line: &&str| !line.starts_with("<meta http-equiv=\"Content-Security-Policy\"");
        let html: String = self.bundle.admin.split_inclusive('\n').filter(is_ours).collect();
        html.replacen(charset, &meta, 1)
    }

    /// The pages of incidents and months.
    fn quiet_pages(&self, months: &[Month]) -> Vec<Quiet<'_>> {
        let links = Links { root: String::new(), form: Form::Files };
        let incidents = self.list.incidents().iter().map(|incident| {
            let route = Route::Incident(IncidentRef::Slug(slug(&incident.id)));
            Quiet { address: links.to(&route), route, incidents: vec![incident], months: None }
        });
        // An incident near the end of a month belongs to another one for some visitors, whose page leads them there.
        let mut of_month: BTreeMap<Month, Vec<&Incident>> = BTreeMap::new();
        for incident in self.list.incidents() {
            let Some(created) = incident.created else { continue };
            let month = |shift: i64| Date::of(created.plus_millis(shift), &Utc).month();
            let mut touched = vec![month(-FURTHEST), month(0), month(FURTHEST)];
            touched.dedup();
            touched.into_iter().for_each(|month| of_month.entry(month).or_default().push(incident));
        }
        let months = of_month.into_iter().map(|(month, incidents)| {
            let route = Route::Month(month);
            // Newest first, and no more than the page names: a further month then changes no page but its neighbours.
            let later = months.iter().copied().filter(|other| *other > month).min();
            let earlier = months.iter().copied().filter(|other| *other < month).max();
            let months = Some([later, Some(month), earlier].into_iter().flatten().collect());
            Quiet { address: links.to(&route), route, incidents, months }
        });
        incidents.chain(months).collect()
    }

    /// Writes those pages that are not as they were, on all processors.
    fn write_quiet(
        &self,
        draft: &Draft,
        quiet: &[Quiet<'_>],
        before: &Notes,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let fingerprint = Sha256::digest(self.shell.fingerprint() + &self.settings.carried.to_string());
        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = || {
            let mut made = Vec::new();
            while let Some(page) = quiet.get(next.fetch_add(1, Ordering::Relaxed)) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                match self.write_one(draft, page, &fingerprint, before) {
                    Ok(key) => made.push((page.address.clone(), key)),
                    Err(failure) => {
                        stopped.store(true, Ordering::Relaxed);
                        return Err(failure);
                    }
                }
            }
            Ok(made)
        };
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
            let mut pages = BTreeMap::new();
            for worker in workers {
                match worker.join() {
                    Ok(made) => pages.extend(made?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(pages)
        })
    }

    /// Writes a page unless it is as it was, and gives back what it was made from. Its time is not part of that: a page
    /// that shows the same is the same page, as of the time when it was written.
    fn write_one(&self, draft: &Draft, page: &Quiet<'_>, shared: &[u8], before: &Notes) -> Result<String, Failure> {
        let whole = matches!(page.route, Route::Incident(_));
        let incidents: Vec<Value> = page.incidents.iter().map(|incident| encode(incident, whole)).collect();
        let months = page.months.as_ref().map(|months| months.iter().map(Month::to_string).collect::<Vec<_>>());
        let content = json!([page.address, incidents, months]).to_string();
        let key = hex(&Sha256::new().chain_update(shared).chain_update(content).finalize()[..16]);
        let file = format!("{}index.html", page.address);
        if before.pages.get(&page.address) == Some(&key) && draft.keep(&file)? {
            return Ok(key);
        }
        let document = self.document("../../", &page.address, page.route.clone(), incidents, page.months.clone());
        draft.put(&file, document.as_bytes(), Some(Effort::Quick))?;
        Ok(key)
    }

    fn front(&self, months: Vec<Month>) -> String {
        let days = i64::from(self.config.recent_days) + 1;
        let first = self.as_of.plus_millis(-days * 24 * HOUR);
        let is_shown =
            |incident: &&Incident| incident.is_open() || incident.created.is_none_or(|created| created >= first);
        // What is over is told without its updates here.
        let shown = self.list.incidents().iter().filter(is_shown);
        let incidents = shown.map(|incident| encode(incident, incident.is_open())).collect();
        self.document("./", "", Route::Home, incidents, Some(months))
    }

    /// A document with its screen and with the data that the screen is made from, so that the app makes the same.
    fn document(
        &self,
        root: &str,
        address: &str,
        route: Route,
        incidents: Vec<Value>,
        months: Option<Vec<Month>>,
    ) -> String {
        let mut data = json!({
            "asOf": self.as_of.to_wire(),
            "config": self.settings.carried,
            "incidents": incidents,
        });
        if let Some(months) = &months {
            data["months"] = months.iter().map(Month::to_string).collect();
        }
        let data = data.to_string();
        // Read as the app will read it: whatever is lost or changed on that way is so in both.
        let list = Arc::new(decode_list(&data).unwrap_or_default());
        let standing = self.standing(list.clone());
        let links = Links { root: root.to_owned(), form: Form::Files };
        let (config, zone, months) = (self.config.clone(), self.zone.clone(), months.map(Arc::new));
        let (mut name, mut said) = (None, None);
        let markup = prerender(|| {
            let scene =
                Scene { months, ..Scene::at_rest(config, links, zone, route.clone(), Some(list), standing.clone()) };
            if let Subject::Found(incident) = &scene.subject {
                name = Some(incident.name.clone());
                said = incident.entries().first().map(|entry| one_line(&entry.message, 200));
            }
            scene
        });
        let title = message::page::title(&self.config.title, &route, name.as_deref(), &standing, &*self.zone);
        let description = match &route {
            Route::Home | Route::NotFound => DESCRIPTION.to_owned(),
            Route::Month(month) => format!("{}.", message::page::month_heading(*month)),
            Route::Incident(_) => said.filter(|said| !said.is_empty()).unwrap_or_else(|| DESCRIPTION.to_owned()),
        };
        self.shell.document(&Page { root, address, title, description, markup, data: data_block(&data) })
    }

    /// The page for an address that the site does not have. It is shown in place of files in any folder, and can't know
    /// the way back to the root: that is the path of the site's own address, else the way from the page of an incident or a month that is gone.
    fn missing(&self) -> String {
        let root = self.url.as_ref().map_or("../../", PublicUrl::path);
        let links = Links { root: root.to_owned(), form: Form::Files };
        // A logo may be a file of the site, which cannot be named from everywhere.
        let config = Arc::new(Config { logo: None, ..Config::clone(&self.config) });
        let markup =
            prerender(|| Scene::at_rest(config, links, self.zone.clone(), Route::NotFound, None, Standing::NONE));
        let title = message::page::title(&self.config.title, &Route::NotFound, None, &Standing::NONE, &*self.zone);
        let (description, data) = (String::new(), String::new());
        self.shell.alone(&Page { root, address: "", title, description, markup, data })
    }

    fn standing(&self, list: Arc<IncidentList>) -> Standing {
        let answer = Answer {
            data: list,
            source: Source::Embedded,
            as_of: Some(self.as_of),
            age_on_arrival: None,
            received: Moment::from_millis(0),
            stale_after: Length::from_millis(0),
        };
        Standing::of(&Remote::Ready(answer), None)
    }

    fn robots(&self) -> String {
        let sitemap = self.shell.absolute("sitemap.xml").map(|address| format!("\nSitemap: {address}\n"));
        format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
    }

    fn sitemap(&self, quiet: &[Quiet<'_>]) -> Option<String> {
        let pages = std::iter::once("").chain(quiet.iter().map(|page| page.address.as_str()));
        let pages: Option<String> = pages
            .map(|page| Some(format!("<url><loc>{}</loc></url>\n", escape(&self.shell.absolute(page)?))))
            .collect();
        Some(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset \
             xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
            pages?
        ))
    }
}

/// An incident as a visitor may read it, with its entries or without.
fn encode(incident: &Incident, with_entries: bool) -> Value {
    let mut value = encode_incident(incident, None);
    if let Some(timeline) = incident.timeline.as_ref().filter(|_| with_entries) {
        value["entries"] = timeline.entries().iter().map(encode_public_entry).collect();
    }
    value
}
