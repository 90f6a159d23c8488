//! Starting the page: on the content that the document carries, or with none.

use super::content::{self, Content};
use super::screens::WaitingPage;
use super::state::{BRIEFLY, Page};
use crate::browser::document;
use crate::browser::timer;
use crate::dom::NodeState;
use contract::config::Config;
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use std::cell::RefCell;
use std::rc::Rc;
use text::PageText;
use wasm_bindgen_futures::spawn_local;

/// Mounts the public page: on the content that the document carries, else as soon as the configuration is known.
pub fn start() {
    match content::embedded() {
        Some((config, content)) => take_over(config, content, PageText::english()),
        None => spawn_local(begin(PageText::english())),
    }
}

/// Begins on the prerendered markup: the first render is the same.
fn take_over(config: Config, content: Content, text: PageText) {
    let page = Page::new(document::links(), config, Some(content), text);
    page.mount(true);
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
    page.mount(!is_empty);
    page.run(failed);
}

/// A placeholder in the document; dropping it takes it out again.
struct Placeholder(NodeState);

impl Drop for Placeholder {
    fn drop(&mut self) {
        self.0.unmount();
    }
}

fn show_placeholder(text: PageText) -> Placeholder {
    let mut shown = view! { <WaitingPage text/> }.into_inner().build();
    shown.mount(&document::mount_point(), None);
    Placeholder(shown)
}
