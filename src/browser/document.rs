//! The document: its address, its data, its title and focus.

use super::window;
use contract::config::{Config, ConfigProblem};
use contract::route::{Route, SiteUrls, UrlStyle, names_host};
use leptos::tachys::dom::document;
use model::MonotonicInstant;
use model::ascii::{cut, decimal};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::{Element, HtmlElement};

// In `web/document.js`.
#[wasm_bindgen]
extern "C" {
    /// The element into which the app goes. A document that has lost it has another.
    #[wasm_bindgen(js_name = mountPoint)]
    pub fn mount_point() -> HtmlElement;

    /// Empties the place of the app, to be rendered anew, and remembers where the visitor is in it. The console says so,
    /// once, unless `silently`.
    pub fn clear(silently: bool) -> HtmlElement;

    /// Puts the visitor there again after the app was rendered anew, takes away what says it a second time elsewhere, and
    /// remembers the result.
    pub fn settle(point: &Element);

    /// Remembers the document as the app has changed it. Returns whether every change went to a part of the document.
    pub fn remember() -> bool;

    /// The path and the query of the link that a click is about to follow in this tab, if it leads to this origin.
    #[wasm_bindgen(js_name = clickedAddress)]
    fn clicked_address(event: &web_sys::Event) -> Option<String>;

    /// The site's root as an absolute path, by `data-root`.
    #[wasm_bindgen(js_name = rootPath)]
    fn root_path() -> String;

    /// Moves the focus to the first element that a selector names.
    #[wasm_bindgen(js_name = focusOn)]
    pub fn focus(selector: &str);

    /// Sets the icon that the tab shows.
    #[wasm_bindgen(js_name = setIcon)]
    pub fn set_icon(address: &str);

    /// The day of the day bars that the keyboard is at: a date, a blank, and whose row it's in.
    #[wasm_bindgen(js_name = enteredDay)]
    pub fn entered_day() -> Option<String>;

    /// The day of the day bars that is open.
    #[wasm_bindgen(js_name = openedDay)]
    pub fn opened_day() -> Option<String>;

    /// Opens the day that the address names, and no other.
    #[wasm_bindgen(js_name = takeDay)]
    pub fn take_day();

    /// Calls back after each step of a visitor in the day bars.
    #[wasm_bindgen(js_name = listenToDays)]
    pub fn listen_to_days(callback: &Closure<dyn FnMut()>);

    /// The query of the address, well encoded whatever it's like.
    #[wasm_bindgen(js_name = searchQuery)]
    pub fn search_query() -> String;

    /// Brings the form of a search to what the address says.
    #[wasm_bindgen(js_name = fillSearch)]
    pub fn fill_search();

    /// Calls back after each change of a visitor in the form of a search, which is in the address then.
    #[wasm_bindgen(js_name = listenToSearch)]
    pub fn listen_to_search(callback: &Closure<dyn FnMut()>);

    /// Saves a table as a file, in JSON or as comma-separated values.
    #[wasm_bindgen(js_name = saveTable)]
    pub fn save(table: &str, is_json: bool);

    /// Prints the page.
    #[wasm_bindgen(js_name = printPage)]
    pub fn print();

    /// Copies the address of the page. Returns whether the browser lets it.
    #[wasm_bindgen(js_name = copyLink)]
    pub fn copy_link() -> bool;

    /// How many bytes of the last answer have come.
    pub fn received() -> f64;

    /// Whether something else has changed the document's statements about incidents since then.
    #[wasm_bindgen(js_name = isChanged)]
    pub fn is_changed() -> bool;
}

/// Where the site's root is, as an absolute path that ends in a slash, and the form of its addresses.
///
/// The document says it (`data-root`, relative to itself), so that one build works under any path.
pub fn links() -> SiteUrls {
    let style = if attribute("data-links").as_deref() == Some("files") { UrlStyle::Files } else { UrlStyle::Query };
    SiteUrls { root: root_path(), style }
}

/// The links as the document itself has them before any script runs: relative to it.
pub fn links_at_rest() -> SiteUrls {
    SiteUrls { root: attribute("data-root").unwrap_or_else(|| "./".into()), style: links().style }
}

/// An attribute of the document's root element.
pub fn attribute(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(name)
}

/// Sets an attribute of the document's root element.
pub fn set_attribute(name: &str, value: &str) {
    if let Some(element) = document().document_element() {
        // Only a name with a blank in it would be refused.
        let _ = element.set_attribute(name, value);
    }
}

/// Removes an attribute of the document's root element.
pub fn remove_attribute(name: &str) {
    if let Some(element) = document().document_element() {
        let _ = element.remove_attribute(name);
    }
}

/// The text of the data block with this id.
pub fn data_block(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// Which screen the address shows.
pub fn route(links: &SiteUrls) -> Route {
    let path = window().location().pathname().unwrap_or_default();
    let below = path.strip_prefix(links.root.as_str());
    // The root without its slash is the front page as well: some hosts serve it so.
    let below = below.or_else(|| (links.root.strip_suffix('/') == Some(path.as_str())).then_some(""));
    below.map_or(Route::NotFound, |below| Route::parse(below, &query()))
}

/// The query of the address.
pub fn query() -> String {
    window().location().search().unwrap_or_default().trim_start_matches('?').to_owned()
}

/// Puts an address of this site into the address bar, as a step that "back" undoes.
pub fn push_address(address: &str) {
    if let Ok(history) = window().history() {
        // Refused only for another origin or after very many calls; the screen follows all the same.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Scrolls to the top at once.
pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Sets the title, when it is another.
pub fn set_title(title: &str) {
    if document().title() != title {
        document().set_title(title);
    }
}

/// Leaves for another document.
pub fn leave_for(address: &str) {
    // Refused only to a document that is being left.
    let _ = window().location().set_href(address);
}

/// Loads the document again.
pub fn reload() {
    // Refused only to a document that is being left.
    let _ = window().location().reload();
}

/// Whether nobody can see the page now.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Sets until when (by the monotonic clock) the guard script leaves the present tense alone.
pub fn promise_until(moment: MonotonicInstant) {
    set_attribute("data-until", &decimal(moment.millis(), 1));
}

/// Whether the guard script has withdrawn the present tense since the last call.
pub fn take_withdrawal() -> bool {
    let withdrawn = attribute("data-withdrawn").is_some();
    if withdrawn {
        remove_attribute("data-withdrawn");
    }
    withdrawn
}

/// The link that a click is about to follow, if it leads to a screen of this site in this tab: the address in it.
pub fn clicked_link(event: &web_sys::Event, links: &SiteUrls) -> Option<String> {
    let address = clicked_address(event)?;
    let below = address.strip_prefix(links.root.as_str())?;
    let (path, query) = cut(below, b'?');
    // The admin view and plain files are below the root as well; they are separate documents.
    (Route::parse(path, query.unwrap_or_default()) != Route::NotFound).then_some(address)
}

/// Reads the site's configuration.
///
/// # Errors
/// When the file can't be loaded. Problems inside it are returned with the configuration.
pub async fn load_config(links: &SiteUrls) -> Result<(Config, Vec<ConfigProblem>), contract::incident_api::ApiError> {
    let reply = super::fetch::get(&links.file("config.json")).await?;
    Ok(Config::decode(&reply.body))
}

/// The base address of an API: absolute as it is, relative from the site's root.
pub fn api_base(address: &str, links: &SiteUrls) -> contract::incident_api::Base {
    let absolute = names_host(address) || address.starts_with('/');
    if absolute {
        contract::incident_api::Base::new(address)
    } else {
        contract::incident_api::Base::new(&links.file(address))
    }
}
