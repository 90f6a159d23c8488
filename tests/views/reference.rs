//! Every state of the page that the gallery has, as it is now.

#[path = "../support/reference.rs"]
mod stored;

use crate::gallery;
use contract::route::{SiteUrls, UrlStyle};
use stored::{Reference, cut};

#[test]
fn the_markup_of_every_scene_is_as_before() {
    let mut reference = Reference::new("scenes");
    for (name, state) in gallery::states() {
        let render = |root: &str, style| {
            let (title, body) = (state.title(), state.render_with(SiteUrls { root: root.into(), style }));
            cut(&format!("<title>{title}</title>{body}"))
        };
        let query = render("./", UrlStyle::Query);
        // The other form of addresses changes these lines and no other.
        let files = render("../../", UrlStyle::Files);
        assert_eq!(query.lines().count(), files.lines().count(), "{name}");
        let changed = query.lines().zip(files.lines()).filter(|(query, files)| query != files);
        let changed: String = changed.map(|(_, files)| format!("{files}\n")).collect();
        reference.text(&format!("{name}.html"), &query);
        reference.text(&format!("{name}.addresses-of-files.html"), &changed);
    }
    reference.check();
}
