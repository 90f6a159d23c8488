//! Makes the documents of the site, each once, until it would be another one.
//!
//! A document is made anew when the incidents, the configuration, the theme or the bundle have changed, and, since it
//! tells its time, when it was made longer ago than the page waits between two questions.

use super::files::Files;
use super::rendered::{For, Rendered};
use super::settings::Settings;
use super::shelf::{Kept, Sheet, Shelf, Still, Telling};
use super::source::{IncidentSource, Unavailable};
use super::{JSON, PLAIN, XML};
use crate::clock::Clock;
use crate::pages::{Documents, Frame, Kind, Parts, PublicUrl, Settings as PageSettings};
use statuspane::domain::{Incident, Length, Timestamp};
use statuspane::remote::Moment;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The longest that a document stays as of one time, whatever the configuration says.
const LONGEST: Length = Length::from_seconds(300);
/// How long the source is left alone after a failure, so that those who ask don't wait for one after the other.
const LEFT_ALONE: Length = Length::from_seconds(1);

/// Makes documents.
pub(super) struct Printer {
    files: Files,
    settings: Arc<Settings>,
    theme: Option<PathBuf>,
    url: Option<PublicUrl>,
    source: Arc<dyn IncidentSource>,
    clock: Arc<dyn Clock>,
    serials: AtomicU64,
    framed: Mutex<Framed>,
    /// The lock is held while the source is asked.
    edition: tokio::sync::Mutex<Current>,
    shelf: Shelf,
    /// How many documents are made at the same time.
    hands: Semaphore,
}

/// The frame, with what it was made from.
struct Framed {
    stand: Stand,
    serial: u64,
    frame: Arc<Frame>,
    /// What was last said about a stand that no frame could be made from.
    trouble: Option<String>,
}

/// The files that decide how documents look.
#[derive(PartialEq)]
struct Stand {
    fixed: Vec<String>,
    config: String,
    theme: String,
}

#[derive(Default)]
struct Current {
    edition: Option<Arc<Edition>>,
    failed: Option<Moment>,
}

/// The documents of one version of the incidents.
struct Edition {
    serial: u64,
    version: String,
    /// The number of its frame.
    framed: u64,
    documents: Documents,
}

/// What came of a request for a document.
pub(super) enum Printed {
    /// The document.
    Done(Kept),
    /// There is no such incident.
    NoIncident,
}

impl Printer {
    /// # Errors
    /// When the folder holds no built page.
    pub(super) fn new(
        files: Files,
        settings: Arc<Settings>,
        theme: Option<PathBuf>,
        url: Option<PublicUrl>,
        source: Arc<dyn IncidentSource>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, String> {
        let stand = stand(&files, &settings, theme.as_deref())?;
        let frame = frame(&files, &stand, url.clone())?;
        let framed = Framed { stand, serial: 0, frame: Arc::new(frame), trouble: None };
        let hands = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            files,
            settings,
            theme,
            url,
            source,
            clock,
            serials: AtomicU64::new(1),
            framed: Mutex::new(framed),
            edition: tokio::sync::Mutex::default(),
            shelf: Shelf::default(),
            hands: Semaphore::new(hands),
        })
    }

    /// Whether it can name the whole address of a page.
    pub(super) fn knows_its_url(&self) -> bool {
        self.url.is_some()
    }

    /// A document, as it is now. When that cannot be told, the last one, which speaks of its own time.
    ///
    /// # Errors
    /// When there is none from before either.
    pub(super) async fn print(self: &Arc<Self>, sheet: Sheet) -> Result<Printed, Unavailable> {
        let place = self.shelf.place(&sheet);
        let mut kept = place.lock().await;
        match self.made(&sheet, kept.as_ref()).await {
            Ok(Printed::Done(made)) => {
                if kept.as_ref().is_none_or(|kept| (kept.serial, kept.at) != (made.serial, made.at)) {
                    self.shelf.weigh(&sheet, made.rendered.bytes());
                    *kept = Some(made.clone());
                }
                Ok(Printed::Done(made))
            }
            Ok(Printed::NoIncident) => {
                self.shelf.remove(&sheet);
                Ok(Printed::NoIncident)
            }
            Err(unavailable) => match kept.as_ref() {
                Some(kept) => Ok(Printed::Done(kept.clone())),
                None => {
                    self.shelf.remove(&sheet);
                    Err(unavailable)
                }
            },
        }
    }

    /// The document that is kept while it is good, else a new one.
    async fn made(self: &Arc<Self>, sheet: &Sheet, kept: Option<&Kept>) -> Result<Printed, Unavailable> {
        let at = self.clock.moment();
        let (framed, frame) = self.frame().await?;
        let good = |serial: u64| {
            let is_recent = |kept: &Kept| !sheet.tells_time() || at.since(kept.at) < pause(&frame);
            kept.filter(|kept| kept.serial == serial && is_recent(kept)).cloned()
        };
        let (serial, rendered) = match sheet {
            Sheet::Still(still) => {
                if let Some(kept) = good(framed) {
                    return Ok(Printed::Done(kept));
                }
                let (still, frame) = (still.clone(), frame.clone());
                (framed, self.make(move || of_frame(&still, &frame)).await?)
            }
            Sheet::Telling(telling) => {
                let (edition, as_of) = self.edition(framed, &frame).await?;
                if let Some(kept) = good(edition.serial) {
                    return Ok(Printed::Done(kept));
                }
                match Box::pin(self.tell(telling, &edition, as_of)).await? {
                    Some(rendered) => (edition.serial, rendered),
                    None => return Ok(Printed::NoIncident),
                }
            }
        };
        Ok(Printed::Done(Kept { serial, at, rendered }))
    }

    /// A document of this edition; `None` when it would be that of an incident that is not there.
    async fn tell(
        self: &Arc<Self>,
        telling: &Telling,
        edition: &Arc<Edition>,
        as_of: Timestamp,
    ) -> Result<Option<Rendered>, Unavailable> {
        let page = |make: fn(&Documents, Timestamp) -> String| {
            let edition = edition.clone();
            self.make(move || Rendered::page(make(&edition.documents, as_of), For::Visitors))
        };
        let edition = edition.clone();
        let rendered = match telling {
            Telling::Front => page(Documents::front).await?,
            Telling::NoIncident => page(|documents, as_of| documents.no_incident(&root(2), as_of)).await?,
            Telling::Incident(slug) => {
                let Some(incident) = edition.documents.find(slug) else { return Ok(None) };
                let incident = self.told(incident).await?;
                self.make(move || {
                    let documents = &edition.documents;
                    Rendered::page(documents.leaf(&documents.of_incident(&incident, as_of), as_of), For::Visitors)
                })
                .await?
            }
            Telling::Month(month) => {
                let month = *month;
                self.make(move || {
                    let documents = &edition.documents;
                    Rendered::page(documents.leaf(&documents.of_month(month, as_of), as_of), For::Visitors)
                })
                .await?
            }
            Telling::Sitemap => {
                self.make(move || {
                    let documents = &edition.documents;
                    Rendered::text(documents.sitemap(&documents.leaves(as_of)).unwrap_or_default(), XML)
                })
                .await?
            }
            Telling::Incidents => {
                let whole = self.source.whole().await.map_err(|error| failed(error, "the incidents"))?;
                let frame = edition.documents.frame().clone();
                let make = move || Documents::new(frame, whole.list, whole.version).incidents_json();
                self.make(move || Rendered::text(make(), JSON)).await?
            }
            Telling::AsOf => {
                let every = pause(edition.documents.frame()).millis() / 1000;
                self.make(move || {
                    let every = u32::try_from(every).unwrap_or(u32::MAX);
                    Rendered::text(edition.documents.as_of_json(as_of, every), JSON)
                })
                .await?
            }
        };
        Ok(Some(rendered))
    }

    /// The incident with its entries.
    async fn told(&self, incident: &Incident) -> Result<Incident, Unavailable> {
        let mut incident = incident.clone();
        if incident.timeline.is_none() {
            let timeline = self.source.timeline(&incident).await;
            incident.timeline = timeline.map_err(|error| failed(error, "the entries of an incident"))?;
        }
        Ok(incident)
    }

    /// The documents of the incidents as they are now, and the time that this is.
    async fn edition(
        self: &Arc<Self>,
        framed: u64,
        frame: &Arc<Frame>,
    ) -> Result<(Arc<Edition>, Timestamp), Unavailable> {
        let mut current = self.edition.lock().await;
        let now = self.clock.moment();
        if current.failed.is_some_and(|at| now.since(at) < LEFT_ALONE) {
            return Err(Unavailable::new("it has just failed"));
        }
        let reading = match self.source.reading().await {
            Ok(reading) => reading,
            Err(error) => {
                current.failed = Some(self.clock.moment());
                return Err(failed(error, "the incidents"));
            }
        };
        current.failed = None;
        let is_same = |edition: &&Arc<Edition>| edition.version == reading.version && edition.framed == framed;
        if let Some(edition) = current.edition.as_ref().filter(is_same) {
            return Ok((edition.clone(), reading.as_of));
        }
        let (frame, list, version) = (frame.clone(), reading.list, reading.version.clone());
        let documents = self.work(move || Documents::new(frame, list, version)).await?;
        let edition = Arc::new(Edition { serial: self.serial(), version: reading.version, framed, documents });
        current.edition = Some(edition.clone());
        Ok((edition, reading.as_of))
    }

    /// The frame that the files make now; the last one while they make none, as in the middle of a build.
    async fn frame(self: &Arc<Self>) -> Result<(u64, Arc<Frame>), Unavailable> {
        let printer = self.clone();
        // The disk may be slow; other requests don't wait for it.
        self.work(move || {
            let mut framed = printer.framed.lock().unwrap_or_else(PoisonError::into_inner);
            let stand = stand(&printer.files, &printer.settings, printer.theme.as_deref());
            let made = stand.and_then(|stand| {
                if stand == framed.stand {
                    return Ok(None);
                }
                frame(&printer.files, &stand, printer.url.clone()).map(|frame| Some((stand, frame)))
            });
            match made {
                Ok(None) => framed.trouble = None,
                Ok(Some((stand, frame))) => {
                    *framed = Framed { stand, serial: printer.serial(), frame: Arc::new(frame), trouble: None };
                }
                Err(trouble) if framed.trouble.as_ref() == Some(&trouble) => {}
                Err(trouble) => {
                    tracing::warn!(trouble, "the site's files can't be used just now; pages stay as they were");
                    framed.trouble = Some(trouble);
                }
            }
            (framed.serial, framed.frame.clone())
        })
        .await
    }

    fn serial(&self) -> u64 {
        self.serials.fetch_add(1, Ordering::Relaxed)
    }

    /// Makes one document.
    async fn make(&self, make: impl FnOnce() -> Rendered + Send + 'static) -> Result<Rendered, Unavailable> {
        let _hand = self.hands.acquire().await.map_err(Unavailable::new)?;
        self.work(make).await
    }

    /// Does what takes long where no other request waits for it.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unavailable> {
        tokio::task::spawn_blocking(work).await.map_err(|error| failed(Unavailable::new(error), "a document"))
    }
}

fn failed(error: Unavailable, what: &str) -> Unavailable {
    tracing::error!(%error, "{what} could not be had for a page");
    error
}

/// How long a document may stay as of one time.
fn pause(frame: &Frame) -> Length {
    Length::from_seconds(frame.config().refresh_seconds).min(LONGEST)
}

fn of_frame(still: &Still, frame: &Frame) -> Rendered {
    match still {
        Still::Missing(deep) => Rendered::page(frame.missing(&root(*deep)), For::Visitors),
        Still::App => Rendered::page(frame.app(), For::Visitors),
        Still::Admin => Rendered::page(frame.admin().to_owned(), For::Admins),
        Still::Robots => Rendered::text(frame.robots(), PLAIN),
    }
}

/// The way to the root of the site from so many folders below it.
fn root(deep: usize) -> String {
    if deep == 0 { "./".into() } else { "../".repeat(deep) }
}

/// # Errors
/// What can't be read.
fn stand(files: &Files, settings: &Settings, theme: Option<&Path>) -> Result<Stand, String> {
    let fixed = Parts::FIXED.iter().map(|name| files.text(name).map_err(|error| format!("{name}: {error}")));
    Ok(Stand {
        fixed: fixed.collect::<Result<_, _>>()?,
        config: settings.current(Some(files)),
        theme: match theme {
            Some(theme) => crate::text::read(theme).map_err(|error| format!("{}: {error}", theme.display()))?,
            None => files.text("theme.css").unwrap_or_default(),
        },
    })
}

/// # Errors
/// What is missing in the built page.
fn frame(files: &Files, stand: &Stand, url: Option<PublicUrl>) -> Result<Frame, String> {
    let parts = Parts::read(|name| files.text(name))?;
    let settings = PageSettings::of(&stand.config, stand.theme.clone());
    let (settings, _) = settings.ok_or("the configuration is no JSON object")?;
    Ok(Frame::new(&parts, settings, url, Kind::Served))
}
