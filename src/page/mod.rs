//! The public app: its state, wired to the screens.

mod source;
mod state;

use crate::config::Config;
use crate::domain::{Length, Month, Timestamp};
use crate::platform::timer::Timer;
use crate::platform::{clock, document};
use crate::remote::{Answer, Source};
use crate::view;
use crate::view::node::{Node, Rendered};
use any_spawner::Executor;
use leptos::prelude::{Owner, Render, RenderHtml};
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Mountable, PositionState};
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
    /// The months that it links to. The incidents do not reach back to all of them.
    months: Option<Arc<Vec<Month>>>,
}

/// The configuration and the content that a published page carries beside its markup.
fn embedded() -> Option<(Config, Content)> {
    let text = document::data_block("statuspane-data")?;
    let data: serde_json::Value = serde_json::from_str(&text).ok()?;
    let (config, _) = Config::from_value(data.get("config")?);
    let list = crate::api::wire::decode_list(&text).ok()?;
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
    Some((config, Content { incidents, months: months.map(Arc::new) }))
}

/// Begins on the prerendered markup: what is rendered first is the same.
fn take_over(config: Config, content: Content) {
    let page = Page::new(document::links(), config, Some(content));
    let owner = begin_rendering();
    let shown = owner.with(|| {
        let cursor = Cursor::new(document::mount_point().into());
        page.view().hydrate::<true>(&cursor, &PositionState::default())
    });
    // The page lives as long as the document.
    std::mem::forget((owner, shown));
    page.run(None);
}

/// Loads the configuration, then mounts. When it cannot be had, the page says so and tries again by itself.
async fn begin() {
    let links = document::links();
    let placeholder = Rc::new(RefCell::new(None));
    let waiting = Timer::once(BRIEFLY, {
        let placeholder = placeholder.clone();
        move || {
            placeholder.replace(Some(mount(view::waiting_page)));
        }
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
    std::mem::forget(mount(|| page.view()));
    page.run(failed);
}

/// What is in the document; dropping it takes it out again.
struct Mounted {
    shown: Rendered,
    _owner: Owner,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.shown.unmount();
    }
}

fn mount(view: impl FnOnce() -> Node) -> Mounted {
    let owner = begin_rendering();
    let mut shown = owner.with(|| view().build());
    let point = document::mount_point();
    // What came of a document that was cut off on its way would stand beside what is shown now.
    point.set_text_content(None);
    shown.mount(&point, None);
    Mounted { shown, _owner: owner }
}

/// Leptos' own mounting brings what serialised resources and error boundaries need; this page has neither.
fn begin_rendering() -> Owner {
    // It fails when it was done before, by an earlier mount.
    let _ = Executor::init_wasm_bindgen();
    Owner::new()
}
