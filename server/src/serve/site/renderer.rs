//! Renders the documents of the site and caches them while they are current.
//!
//! A document is rendered again when the incidents, the configuration, the theme or the bundle have changed. As
//! documents show their time, they are also rendered again once they are older than the page's refresh interval.

use super::cache::{CachedDocument, DataDocument, DocumentCache, DocumentEntry, DocumentId, FixedDocument};
use super::error::SiteError;
use super::files::Files;
use super::rendered::{For, Rendered};
use super::served_config::{InHeaders, ServedConfig};
use crate::clock::Clock;
use crate::http::representations::{Budget, ListParts, ListPartsWriter, OverBudget};
use crate::parallel::processors;
use crate::render::{
    BuiltPageError, BuiltParts, Delivery, Documents, Frame, PublicUrl, SiteSettings, renamed_incident,
};
use crate::single_flight::SingleFlight;
use crate::source::{IncidentSource, Unavailable};
use contract::document::{Document, path};
use contract::route::{ItemRef, Route};
use contract::snapshot::Snapshot;
use model::{Duration, Incident, MonotonicInstant, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// The maximum age of a document's time, whatever the configuration says.
const LONGEST: Duration = Duration::from_seconds(300);
/// The pause after a failure of the source, so that waiting requests don't each try in turn.
const LEFT_ALONE: Duration = Duration::from_seconds(1);

/// Renders and caches documents.
pub(super) struct Renderer {
    files: Files,
    settings: Arc<ServedConfig>,
    theme: Option<PathBuf>,
    url: Option<PublicUrl>,
    source: Arc<dyn IncidentSource>,
    clock: Arc<dyn Clock>,
    budget: Budget,
    serials: AtomicU64,
    framed: Mutex<CurrentFrame>,
    /// How long the files are assumed unchanged after they were checked.
    files_window: Duration,
    looked: Arc<SingleFlight<Result<(), Unavailable>>>,
    current: Mutex<Current>,
    /// Held while the source is read.
    asking: tokio::sync::Mutex<()>,
    cache: DocumentCache,
    /// The parts of the list that was last sent in full.
    parts: Mutex<Option<Arc<ListParts>>>,
    /// Limits the number of documents rendered at once.
    permits: Arc<Semaphore>,
}

/// The options of a renderer.
pub(super) struct RendererOptions {
    pub(super) theme: Option<PathBuf>,
    pub(super) url: Option<PublicUrl>,
    pub(super) source: Arc<dyn IncidentSource>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) budget: Budget,
    pub(super) files_window: Duration,
}

/// The frame, and the files that it was made from.
struct CurrentFrame {
    inputs: Inputs,
    serial: u64,
    frame: Arc<Frame>,
    headers: InHeaders,
    /// When the files were last checked.
    at: Option<MonotonicInstant>,
    /// The last logged reason that no frame could be made from the files.
    trouble: Option<String>,
}

/// The files that determine how documents look.
#[derive(PartialEq)]
struct Inputs {
    fixed: Vec<String>,
    config: String,
    theme: String,
}

#[derive(Default)]
struct Current {
    generation: Option<Arc<Generation>>,
    failed: Option<MonotonicInstant>,
}

/// The documents of one version of the incidents.
struct Generation {
    serial: u64,
    version: String,
    /// The serial number of its frame.
    framed: u64,
    documents: Documents,
}

/// The result of a request for a document.
#[derive(Clone)]
pub(super) enum RenderResult {
    /// The document.
    Done(CachedDocument),
    /// The incident or maintenance doesn't exist.
    NoItem,
}

impl Renderer {
    /// # Errors
    /// When the folder holds no built page.
    pub(super) fn new(files: Files, settings: Arc<ServedConfig>, options: RendererOptions) -> Result<Self, SiteError> {
        let RendererOptions { theme, url, source, clock, budget, files_window } = options;
        let inputs = read_inputs(&files, &settings, theme.as_deref())?;
        let frame = Arc::new(frame(&files, &inputs, url.clone())?);
        let headers = settings.in_headers(Some(&files));
        let framed = CurrentFrame { inputs, serial: 0, frame, headers, at: None, trouble: None };
        Ok(Self {
            files,
            settings,
            theme,
            url,
            source,
            clock,
            budget,
            serials: AtomicU64::new(1),
            framed: Mutex::new(framed),
            files_window,
            looked: Arc::default(),
            current: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            cache: DocumentCache::default(),
            parts: Mutex::default(),
            permits: Arc::new(Semaphore::new(processors())),
        })
    }

    /// Whether it can build absolute URLs of pages.
    pub(super) fn knows_its_url(&self) -> bool {
        self.url.is_some()
    }

    /// The configuration's settings that are sent as headers.
    pub(super) async fn in_headers(self: &Arc<Self>) -> InHeaders {
        if let Err(error) = self.look_at_files().await {
            tracing::warn!(%error, "couldn't check the site's files for changes; sending the last headers");
        }
        self.framed().headers.clone()
    }

    /// The current document. If it can't be made, the last one, which shows its own time.
    ///
    /// # Errors
    /// When there isn't an earlier one either.
    pub(super) async fn render(self: &Arc<Self>, id: DocumentId) -> Result<RenderResult, Unavailable> {
        let entry = self.cache.entry(&id);
        if let Some(kept) = self.ready(&id, &entry).await {
            return Ok(RenderResult::Done(kept));
        }
        let (renderer, made) = (self.clone(), entry.made.clone());
        made.get(async move { renderer.fill(&id, &entry).await }).await
    }

    /// The cached document, if it is already known to be current.
    async fn ready(&self, id: &DocumentId, entry: &DocumentEntry) -> Option<CachedDocument> {
        let kept = entry.kept()?;
        let at = self.clock.moment();
        let framed = {
            let framed = self.framed();
            let is_good = !id.depends_on_time() || at.since(kept.at) < pause(&framed.frame);
            framed.serial_if_recent(at, self.files_window).filter(|_| is_good)?
        };
        let serial = match id {
            DocumentId::Fixed(_) => framed,
            DocumentId::Data(_) => {
                let generation =
                    self.current().generation_unless_failed(at).filter(|generation| generation.framed == framed)?;
                let version = match self.source.version().await {
                    Ok(version) => version,
                    Err(error) => {
                        failed(error, "the incidents");
                        // A document exists, so don't make requests wait for the source a second time.
                        self.current().failed = Some(self.clock.moment());
                        return None;
                    }
                };
                (*generation.version == *version).then_some(generation.serial)?
            }
        };
        (kept.serial == serial).then_some(kept)
    }

    async fn fill(self: &Arc<Self>, id: &DocumentId, entry: &DocumentEntry) -> Result<RenderResult, Unavailable> {
        let kept = entry.kept();
        match self.made(id, kept.as_ref()).await {
            Ok(RenderResult::Done(made)) => {
                if kept.as_ref().is_none_or(|kept| (kept.serial, kept.at) != (made.serial, made.at)) {
                    self.cache.weigh(id, made.rendered.bytes());
                    entry.keep(made.clone());
                }
                Ok(RenderResult::Done(made))
            }
            Ok(RenderResult::NoItem) => {
                self.cache.remove(id);
                Ok(RenderResult::NoItem)
            }
            Err(unavailable) => match kept {
                Some(kept) => Ok(RenderResult::Done(kept)),
                None => {
                    self.cache.remove(id);
                    Err(unavailable)
                }
            },
        }
    }

    /// The cached document if it is current, or else a new one.
    async fn made(
        self: &Arc<Self>,
        id: &DocumentId,
        kept: Option<&CachedDocument>,
    ) -> Result<RenderResult, Unavailable> {
        let at = self.clock.moment();
        self.look_at_files().await?;
        let (framed, frame) = {
            let framed = self.framed();
            (framed.serial, framed.frame.clone())
        };
        let good = |serial: u64| {
            let is_recent = |kept: &CachedDocument| !id.depends_on_time() || at.since(kept.at) < pause(&frame);
            kept.filter(|kept| kept.serial == serial && is_recent(kept)).cloned()
        };
        let (serial, rendered) = match id {
            DocumentId::Fixed(fixed) => {
                if let Some(kept) = good(framed) {
                    return Ok(RenderResult::Done(kept));
                }
                let (fixed, frame) = (fixed.clone(), frame.clone());
                (framed, self.make(move |budget| of_frame(&fixed, &frame, budget)).await?)
            }
            DocumentId::Data(data) => {
                let (generation, as_of) = self.generation(framed, &frame).await?;
                if let Some(kept) = good(generation.serial) {
                    return Ok(RenderResult::Done(kept));
                }
                match Box::pin(self.render_data(data, &generation, as_of)).await? {
                    Some(rendered) => (generation.serial, rendered),
                    None => return Ok(RenderResult::NoItem),
                }
            }
        };
        Ok(RenderResult::Done(CachedDocument { serial, at, rendered }))
    }

    /// Renders a document of this generation; `None` if it is the page of an incident or maintenance that doesn't
    /// exist.
    async fn render_data(
        self: &Arc<Self>,
        data: &DataDocument,
        generation: &Arc<Generation>,
        as_of: Timestamp,
    ) -> Result<Option<Rendered>, Unavailable> {
        let page = |make: fn(&Documents, Timestamp) -> String| {
            let generation = generation.clone();
            self.make(move |budget| Rendered::page(make(&generation.documents, as_of), For::Visitors, budget))
        };
        let generation = generation.clone();
        let rendered = match data {
            DataDocument::Home => {
                let generation = generation.clone();
                self.make(move |budget| Rendered::front(generation.documents.front(as_of), budget)).await?
            }
            // Asked for only where there is one.
            DataDocument::Embed => page(|documents, as_of| documents.embed(as_of).unwrap_or_default()).await?,
            DataDocument::UnknownIncident => {
                page(|documents, as_of| documents.missing(Route::Incident, &root(2), as_of)).await?
            }
            DataDocument::UnknownMaintenance => {
                page(|documents, as_of| documents.missing(Route::Maintenance, &root(2), as_of)).await?
            }
            DataDocument::UnknownComponent => {
                page(|documents, as_of| documents.missing(Route::Component, &root(2), as_of)).await?
            }
            DataDocument::Component(slug) => {
                let frame = generation.documents.frame();
                let of = ItemRef::Slug(slug.clone());
                let Some(component) = frame.config().component_at(&of).cloned() else { return Ok(None) };
                self.make(move |budget| {
                    let documents = &generation.documents;
                    let page = documents.leaf(&documents.of_component(&component, as_of), as_of);
                    Rendered::page(page, For::Visitors, budget)
                })
                .await?
            }
            DataDocument::Maintenance(slug) => {
                if generation.documents.find_maintenance(slug).is_none() {
                    return Ok(None);
                }
                let slug = slug.clone();
                self.make(move |budget| {
                    let documents = &generation.documents;
                    let leaf = documents.find_maintenance(&slug).map(|found| documents.of_maintenance(found, as_of));
                    let page = leaf.map(|leaf| documents.leaf(&leaf, as_of)).unwrap_or_default();
                    Rendered::page(page, For::Visitors, budget)
                })
                .await?
            }
            DataDocument::Incident(slug) => {
                let Some(incident) = generation.documents.find(slug) else { return Ok(None) };
                let incident = self.with_timeline(incident).await?;
                let incident = renamed_incident(generation.documents.frame().config(), &incident);
                self.make(move |budget| {
                    let documents = &generation.documents;
                    let page = documents.leaf(&documents.of_incident(&incident, as_of), as_of);
                    Rendered::page(page, For::Visitors, budget)
                })
                .await?
            }
            DataDocument::Month(month) => {
                let month = *month;
                self.make(move |budget| {
                    let documents = &generation.documents;
                    Rendered::page(documents.leaf(&documents.of_month(month, as_of), as_of), For::Visitors, budget)
                })
                .await?
            }
            DataDocument::Year(year) => {
                let year = *year;
                self.make(move |budget| {
                    let documents = &generation.documents;
                    Rendered::page(documents.leaf(&documents.of_year(year, as_of), as_of), For::Visitors, budget)
                })
                .await?
            }
            DataDocument::History => {
                self.make(move |budget| {
                    let documents = &generation.documents;
                    Rendered::page(documents.leaf(&documents.of_history(as_of), as_of), For::Visitors, budget)
                })
                .await?
            }
            DataDocument::Sitemap => {
                self.make(move |budget| {
                    let documents = &generation.documents;
                    Rendered::text(
                        documents.sitemap(&documents.leaves(as_of)).unwrap_or_default(),
                        &Document::Sitemap,
                        budget,
                    )
                })
                .await?
            }
            DataDocument::Incidents => self.list().await?,
            DataDocument::Maintenances => {
                self.make(move |budget| {
                    Rendered::text(generation.documents.maintenances_json(), &Document::Maintenances, budget)
                })
                .await?
            }
            DataDocument::AsOf => {
                let every = pause(generation.documents.frame()).millis() / 1000;
                self.make(move |budget| {
                    let every = u32::try_from(every).unwrap_or(u32::MAX);
                    Rendered::text(generation.documents.as_of_json(as_of, every), &Document::AsOf, budget)
                })
                .await?
            }
        };
        Ok(Some(rendered))
    }

    /// The list with all entries. It is written while it is read, as all of it may not fit into memory.
    async fn list(&self) -> Result<Rendered, Unavailable> {
        let permit = self.permits.clone().acquire_owned().await.map_err(Unavailable::new)?;
        let (to, mut from) = tokio::sync::mpsc::channel::<Vec<Option<Incident>>>(2);
        let last = self.parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let budget = self.budget.clone();
        let written = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let mut writer = ListPartsWriter::after(last.as_deref(), budget);
            while let Some(some) = from.blocking_recv() {
                for incident in &some {
                    match incident {
                        Some(incident) => writer.push(incident.id.as_str(), &Snapshot::element(incident, true))?,
                        // Keep a placeholder, so that an incomplete list can't pass for a complete one.
                        None => writer.push("", &Snapshot::UNREADABLE)?,
                    }
                }
            }
            writer.finish()
        });
        let streamed = self.source.stream(to).await;
        let written = written.await.map_err(|error| failed(Unavailable::new(error), "a document"))?;
        let parts = Arc::new(written.map_err(|error| self.over(error))?);
        let version = streamed.map_err(|error| failed(error, "the incidents"))?;
        let forms = parts.within(Snapshot::START, &Snapshot::end(Some(&version))).map_err(|error| self.over(error))?;
        *self.parts.lock().unwrap_or_else(PoisonError::into_inner) = Some(parts);
        Ok(Rendered::list(forms, &Document::Incidents))
    }

    /// The incident with its entries.
    async fn with_timeline(&self, incident: &Incident) -> Result<Incident, Unavailable> {
        let mut incident = incident.clone();
        if incident.timeline.is_none() {
            let timeline = self.source.timeline(&incident).await;
            incident.timeline = timeline.map_err(|error| failed(error, "the entries of an incident"))?;
        }
        Ok(incident)
    }

    /// The documents of the current incidents, and the time of that data.
    async fn generation(
        self: &Arc<Self>,
        framed: u64,
        frame: &Arc<Frame>,
    ) -> Result<(Arc<Generation>, Timestamp), Unavailable> {
        let _asking = self.asking.lock().await;
        if self.current().has_failed(self.clock.moment()) {
            return Err(Unavailable::new("it failed just now"));
        }
        let reading = match self.source.reading().await {
            Ok(reading) => reading,
            Err(error) => {
                self.current().failed = Some(self.clock.moment());
                return Err(failed(error, "the incidents"));
            }
        };
        let last = {
            let mut current = self.current();
            current.failed = None;
            current.generation.clone()
        };
        let is_same =
            |generation: &Arc<Generation>| generation.version == reading.version && generation.framed == framed;
        if let Some(generation) = last.filter(is_same) {
            return Ok((generation, reading.as_of));
        }
        let (frame, data, version) = (frame.clone(), reading.data, reading.version.clone());
        let documents = self.work(move || Documents::new(frame, data, version)).await?;
        let generation = Arc::new(Generation { serial: self.serial(), version: reading.version, framed, documents });
        self.current().generation = Some(generation.clone());
        Ok((generation, reading.as_of))
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn framed(&self) -> MutexGuard<'_, CurrentFrame> {
        self.framed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Updates the frame if the files have changed. If they can't be used, as in the middle of a build, the last frame
    /// stays. Files that were checked a moment ago aren't checked again.
    async fn look_at_files(self: &Arc<Self>) -> Result<(), Unavailable> {
        if self.framed().serial_if_recent(self.clock.moment(), self.files_window).is_some() {
            return Ok(());
        }
        let renderer = self.clone();
        let look = async move {
            let at = renderer.clock.moment();
            let reader = renderer.clone();
            // The disk may be slow, and other requests mustn't wait for it.
            renderer.work(move || reader.look_at_files_anew(at)).await
        };
        self.looked.get(look).await
    }

    fn look_at_files_anew(&self, at: MonotonicInstant) {
        let headers = self.settings.in_headers(Some(&self.files));
        let inputs = read_inputs(&self.files, &self.settings, self.theme.as_deref());
        let made = inputs.and_then(|inputs| {
            if inputs == self.framed().inputs {
                return Ok(None);
            }
            frame(&self.files, &inputs, self.url.clone()).map(|frame| Some((inputs, frame)))
        });
        let made = made.map_err(|error| error.to_string());
        let mut framed = self.framed();
        framed.at = Some(at);
        framed.headers = headers;
        match made {
            Ok(None) => framed.trouble = None,
            Ok(Some((inputs, frame))) => {
                framed.inputs = inputs;
                framed.serial = self.serial();
                framed.frame = Arc::new(frame);
                framed.trouble = None;
            }
            Err(trouble) if framed.trouble.as_ref() == Some(&trouble) => {}
            Err(trouble) => {
                tracing::warn!(trouble, "the site's files can't be used right now; pages stay as they were");
                framed.trouble = Some(trouble);
            }
        }
    }

    fn serial(&self) -> u64 {
        self.serials.fetch_add(1, Ordering::Relaxed)
    }

    /// Renders one document. It keeps its permit until it is done, even if nobody waits for it any longer.
    async fn make(
        &self,
        make: impl FnOnce(&Budget) -> Result<Rendered, OverBudget> + Send + 'static,
    ) -> Result<Rendered, Unavailable> {
        let permit = self.permits.clone().acquire_owned().await.map_err(Unavailable::new)?;
        let budget = self.budget.clone();
        let made = self.work(move || {
            let _permit = permit;
            make(&budget)
        });
        made.await?.map_err(|error| self.over(error))
    }

    /// Frees memory for the next request.
    fn over(&self, error: OverBudget) -> Unavailable {
        self.cache.clear();
        failed(error.into(), "the memory")
    }

    /// Runs slow work on a thread where it doesn't block other requests.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unavailable> {
        tokio::task::spawn_blocking(work).await.map_err(|error| failed(Unavailable::new(error), "a document"))
    }
}

impl CurrentFrame {
    /// The frame's serial number, if the files were checked a moment ago.
    fn serial_if_recent(&self, now: MonotonicInstant, window: Duration) -> Option<u64> {
        self.at.filter(|at| now.since(*at) < window).map(|_| self.serial)
    }
}

impl Current {
    fn has_failed(&self, now: MonotonicInstant) -> bool {
        self.failed.is_some_and(|at| now.since(at) < LEFT_ALONE)
    }

    fn generation_unless_failed(&self, now: MonotonicInstant) -> Option<Arc<Generation>> {
        self.generation.clone().filter(|_| !self.has_failed(now))
    }
}

fn failed(error: Unavailable, what: &str) -> Unavailable {
    tracing::error!(%error, "couldn't get {what} for a page");
    error
}

/// The maximum age of a document's time.
fn pause(frame: &Frame) -> Duration {
    Duration::from_seconds(frame.config().refresh_seconds).min(LONGEST)
}

fn of_frame(fixed: &FixedDocument, frame: &Frame, budget: &Budget) -> Result<Rendered, OverBudget> {
    match fixed {
        FixedDocument::NotFound(deep) => Rendered::page(frame.missing(&root(*deep)), For::Visitors, budget),
        FixedDocument::App => Rendered::page(frame.app(), For::Visitors, budget),
        FixedDocument::Admin => Rendered::page(frame.admin().to_owned(), For::Admins, budget),
        FixedDocument::Manifest => Rendered::text(frame.manifest().to_owned(), &Document::Manifest, budget),
        FixedDocument::Robots => Rendered::text(frame.robots(), &Document::Robots, budget),
    }
}

/// The relative path to the site's root from `deep` folders below it.
fn root(deep: usize) -> String {
    if deep == 0 { "./".into() } else { "../".repeat(deep) }
}

/// # Errors
/// If a file can't be read.
fn read_inputs(files: &Files, settings: &ServedConfig, theme: Option<&Path>) -> Result<Inputs, SiteError> {
    let fixed = BuiltParts::FIXED
        .iter()
        .map(|name| files.text(name).map_err(|source| BuiltPageError::Unreadable { file: (*name).to_owned(), source }));
    Ok(Inputs {
        fixed: fixed.collect::<Result<_, _>>()?,
        config: settings.current(Some(files)),
        theme: match theme {
            Some(theme) => {
                crate::text_file::read(theme).map_err(|source| SiteError::Theme { path: theme.to_owned(), source })?
            }
            None => files.text(path::THEME).unwrap_or_default(),
        },
    })
}

/// # Errors
/// If a part of the built page is missing, or the configuration has another form.
fn frame(files: &Files, inputs: &Inputs, url: Option<PublicUrl>) -> Result<Frame, SiteError> {
    let parts = BuiltParts::read(|name| files.text(name))?;
    let settings = SiteSettings::of(&inputs.config, inputs.theme.clone());
    let (settings, _) = settings.ok_or(SiteError::Configuration)?;
    Ok(Frame::new(&parts, settings, url, Delivery::Served))
}
