//! Starting the page: on the content that the document carries, or with none.

use super::content::{self, Content};
use super::mounted::Mounted;
use super::screens::WaitingPage;
use super::state::{BRIEFLY, Page};
use crate::browser::document;
use crate::browser::timer;
use crate::dom::NodeState;
use any_spawner::Executor;
use contract::config::Config;
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use std::cell::RefCell;
use std::rc::Rc;
use text::PageText;

/// Mounts the public page: on the content that the document carries, else as soon as the configuration is known.
pub fn start() {
    match content::embedded() {
        Some((config, content)) => take_over(config, content, PageText::english()),
        // Nothing is mounted yet, and before that Leptos has no executor.
        None => wasm_bindgen_futures::spawn_local(begin(PageText::english())),
    }
}

/// Begins on the prerendered markup: the first render is the same.
fn take_over(config: Config, content: Content, text: PageText) {
    let page = Page::new(document::links(), config, Some(content), text);
    mount(&page, true);
    page.run(None);
}

/// Loads the configuration, then mounts. If that fails, the page says so and keeps trying.
async fn begin(text: PageText) {
    let links = document::links();
    // A document that has lost its data still shows its content.
    let is_empty = document::mount_point().first_element_child().is_none();
    let placeholder = Rc::new(RefCell::new(None));
    let waiting = is_empty.then(|| {
        let placeholder = placeholder.clone();
        timer::once(BRIEFLY, move || {
            placeholder.replace(Some(show_placeholder(text)));
        })
    });
    let loaded = document::load_config(&links).await;
    drop(waiting);
    drop(placeholder.take());
    let page = Page::new(links, Config::default(), None, text);
    let failed = match loaded {
        Ok((config, problems)) => {
            page.configure(config, problems);
            None
        }
        Err(error) => Some(error),
    };
    mount(&page, !is_empty);
    page.run(failed);
}

/// Puts the page into the document. `has_content` if the document came with content.
fn mount(page: &Page, has_content: bool) {
    let shown = page.clone();
    page.put(Mounted::new(move || shown.view(), begin_rendering(), has_content));
}

/// A placeholder in the document; dropping it takes it out again.
struct Placeholder(NodeState);

impl Drop for Placeholder {
    fn drop(&mut self) {
        self.0.unmount();
    }
}

fn show_placeholder(text: PageText) -> Placeholder {
    let mut shown = begin_rendering().with(|| view! { <WaitingPage text/> }.into_inner().build());
    shown.mount(&document::mount_point(), None);
    Placeholder(shown)
}

/// Leptos' own mounting brings what serialised resources and error boundaries need; this page has neither.
fn begin_rendering() -> Owner {
    // It fails when it was done before, by an earlier mount.
    let _ = Executor::init_wasm_bindgen();
    Owner::new()
}
