//! The public app: its state, wired to the screens.

mod screen;
mod source;
mod state;

use crate::config::Config;
use crate::domain::{Length, Month, Timestamp};
use crate::platform::timer::Timer;
use crate::platform::{clock, document};
use crate::remote::{Answer, Source};
use crate::view;
use crate::view::node::Rendered;
use any_spawner::Executor;
use leptos::prelude::{Owner, Render};
use leptos::tachys::view::Mountable;
use screen::Screen;
use source::Incidents;
use state::Page;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// How long nothing is shown before a placeholder is.
const BRIEFLY: Length = Length::from_millis(300);

/// Mounts the public page: on the content that the document carries, else as soon as the configuration is known.
pub fn start() {
    match embedded() {
        Some((config, content)) => take_over(config, content),
        // Nothing is mounted yet, and before that Leptos has no executor.
        None => wasm_bindgen_futures::spawn_local(begin()),
    }
}

/// What a published page carries beside its markup.
struct Content {
    /// A part of the incidents: those that the page shows.
    incidents: Incidents,
    /// The version of the data that they are a part of.
    version: Option<String>,
    /// The months that it links to. The incidents do not reach back to all of them.
    months: Option<Arc<Vec<Month>>>,
}

/// The configuration and the content that a published page carries beside its markup.
fn embedded() -> Option<(Config, Content)> {
    let text = document::data_block("statuspane-data")?;
    let data: serde_json::Value = serde_json::from_str(&text).ok()?;
    let (config, _) = Config::from_value(data.get("config")?);
    let (list, version) = crate::api::wire::decode_versioned_list(&text).ok()?;
    let months = data.get("months").and_then(|months| months.as_array());
    let months = months.map(|months| months.iter().filter_map(|month| Month::parse(month.as_str()?)).collect());
    let incidents = Answer {
        data: Arc::new(list),
        source: Source::Embedded,
        as_of: data.get("asOf")?.as_str().and_then(Timestamp::parse),
        age_on_arrival: None,
        received: clock::now(),
        stale_after: Length::from_millis(0),
    };
    Some((config, Content { incidents, version, months: months.map(Arc::new) }))
}

/// Begins on the prerendered markup: what is rendered first is the same.
fn take_over(config: Config, content: Content) {
    let page = Page::new(document::links(), config, Some(content));
    page.put(Screen::new(&page, begin_rendering(), true));
    page.run(None);
}

/// Loads the configuration, then mounts. When it cannot be had, the page says so and tries again by itself.
async fn begin() {
    let links = document::links();
    // A document that has lost its data still shows what it was delivered with.
    let is_empty = document::mount_point().first_element_child().is_none();
    let placeholder = Rc::new(RefCell::new(None));
    let waiting = is_empty.then(|| {
        let placeholder = placeholder.clone();
        Timer::once(BRIEFLY, move || {
            placeholder.replace(Some(show_placeholder()));
        })
    });
    let loaded = document::load_config(&links).await;
    drop(waiting);
    drop(placeholder.take());
    let page = Page::new(links, Config::default(), None);
    let failed = match loaded {
        Ok((config, problems)) => {
            page.configure(config, problems);
            None
        }
        Err(error) => Some(error),
    };
    page.put(Screen::new(&page, begin_rendering(), !is_empty));
    page.run(failed);
}

/// A placeholder in the document; dropping it takes it out again.
struct Placeholder(Rendered);

impl Drop for Placeholder {
    fn drop(&mut self) {
        self.0.unmount();
    }
}

fn show_placeholder() -> Placeholder {
    let mut shown = begin_rendering().with(|| view::waiting_page().build());
    shown.mount(&document::mount_point(), None);
    Placeholder(shown)
}

/// Leptos' own mounting brings what serialised resources and error boundaries need; this page has neither.
fn begin_rendering() -> Owner {
    // It fails when it was done before, by an earlier mount.
    let _ = Executor::init_wasm_bindgen();
    Owner::new()
}
