//! The screens of the public page.

mod home;
mod incident;
mod month;
mod not_found;
#[cfg(feature = "ssr")]
mod prerender;
mod shell;

pub use home::home;
pub use incident::incident;
pub use month::month;
pub use not_found::not_found;
#[cfg(feature = "ssr")]
pub use prerender::prerender;
pub use shell::{page, waiting_page};

use crate::components::Scene;
use crate::dom::{Node, attr, el};
use contract::route::Route;
use text::page;

/// The way back to the front page.
fn back(scene: &Scene) -> Node {
    let link = el::a().attr(attr::HREF, scene.setting.links.to(&Route::Home)).child(page::BACK_HOME);
    el::p().class("back").child(link).into()
}

/// A heading and a sentence, where there is nothing else to show.
fn plain(heading: &'static str, text: String) -> Node {
    let heading = el::h1().attr(attr::TABINDEX, "-1").child(heading);
    el::div().class("plain").child(heading).child(el::p().child(text)).into()
}
