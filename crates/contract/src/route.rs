//! Which screen an address shows, and which address a screen has, under any base path.

use crate::incident_api::endpoint::{push_hex, segment, unsegment};
use model::ascii::{cut, decimal, split};
use model::search::Filters;
use model::{ComponentId, IncidentId, MaintenanceId, Month};

/// A screen of the public page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The front page.
    Home,
    /// An incident's own page.
    Incident(ItemRef),
    /// A maintenance's own page.
    Maintenance(ItemRef),
    /// A component's own page.
    Component(ItemRef),
    /// A month.
    Month(Month),
    /// A year.
    Year(i32),
    /// The history, which can be searched.
    History,
    /// Nothing that this site has.
    NotFound,
}

/// How an address names an item that has a page: an incident, a maintenance or a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemRef {
    /// By its id, in the query.
    Id(String),
    /// By the name of its folder, see [`slug`].
    Slug(String),
}

impl ItemRef {
    /// Whether it names the item with this id.
    pub fn names(&self, id: &str) -> bool {
        match self {
            Self::Id(own) => own == id,
            Self::Slug(name) => *name == slug(id),
        }
    }

    /// The ID, when the address contains it: a slug that isn't a hash is the ID.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Slug(name) => Some(&**name).filter(|name| !name.is_empty() && slug(name) == *name),
        }
    }
}

/// The style of the site's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlStyle {
    /// `./?incident=ID`: works on any host with the plain bundle.
    Query,
    /// `incidents/<slug>/`: a published or served site has a real file there.
    Files,
}

/// Builds every address of the site, from its root, ending in a slash (or empty), and their style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteUrls {
    /// The site's root, absolute or relative to the page: `./`, `../../`, `/status/`.
    pub root: String,
    /// The style of addresses.
    pub style: UrlStyle,
}

impl SiteUrls {
    /// The address of a screen.
    pub fn to(&self, route: &Route) -> String {
        let (folder, key, item) = match route {
            Route::Home | Route::NotFound => return self.root.clone(),
            Route::History => {
                return self.file(if self.style == UrlStyle::Files { HISTORY } else { "?history" });
            }
            Route::Incident(item) => (INCIDENTS, "?incident=", item),
            Route::Maintenance(item) => (MAINTENANCES, "?maintenance=", item),
            Route::Component(item) => (COMPONENTS, "?component-page=", item),
            Route::Month(month) => (HISTORY, "?month=", &ItemRef::Id(month.to_iso())),
            Route::Year(year) => (HISTORY, "?year=", &ItemRef::Id(decimal((*year).into(), 4))),
        };
        let (before, name, after) = match (item, self.style) {
            (ItemRef::Slug(slug), _) => (folder, segment(slug), "/"),
            (ItemRef::Id(id), UrlStyle::Files) => (folder, slug(id), "/"),
            (ItemRef::Id(id), UrlStyle::Query) => (key, segment(id), ""),
        };
        [&*self.root, before, &name, after].concat()
    }

    /// The address of an incident's page.
    pub fn incident(&self, id: &IncidentId) -> String {
        self.to(&Route::Incident(ItemRef::Id(id.as_str().to_owned())))
    }

    /// The address of a maintenance's page.
    pub fn maintenance(&self, id: &MaintenanceId) -> String {
        self.to(&Route::Maintenance(ItemRef::Id(id.as_str().to_owned())))
    }

    /// The address of a component's page.
    pub fn component(&self, id: &ComponentId) -> String {
        self.to(&Route::Component(ItemRef::Id(id.as_str().to_owned())))
    }

    /// The address of a file of the site.
    pub fn file(&self, path: &str) -> String {
        [&*self.root, path].concat()
    }
}

impl Route {
    /// Reads the part after the site's root: a path without a leading slash, and a query without `?`.
    pub fn parse(path: &str, query: &str) -> Self {
        let mut segments: Vec<&str> = split(path, b'/').filter(|segment| !segment.is_empty()).collect();
        segments.pop_if(|last| *last == "index.html");
        match segments[..] {
            [] => Self::of_query(query),
            // The banner of the front page, alone.
            ["embed"] => Self::Home,
            [folder @ ("incidents" | "maintenances" | "components"), slug] => match unsegment(slug) {
                // A folder of that name would have no address: at the end of one it means the parent folder.
                Some(slug) if !slug.trim().is_empty() && slug != "index.html" => {
                    let item = match folder {
                        "incidents" => Self::Incident,
                        "maintenances" => Self::Maintenance,
                        _ => Self::Component,
                    };
                    item(ItemRef::Slug(slug))
                }
                _ => Self::NotFound,
            },
            ["history"] => Self::History,
            ["history", span] => Self::of_span(span),
            _ => Self::NotFound,
        }
    }

    /// A month or a year.
    fn of_span(text: &str) -> Self {
        let year = || Month::parse(&[text, "-01"].concat()).filter(|month| *month >= Month::FIRST);
        let year = || year().map_or(Self::NotFound, |month| Self::Year(month.year()));
        Month::parse(text).map_or_else(year, Self::Month)
    }

    /// A parameter that isn't ours leads to the front page: links from elsewhere carry all sorts.
    fn of_query(query: &str) -> Self {
        for (key, value) in pairs(query) {
            let item: fn(ItemRef) -> Self = match key {
                "incident" => Self::Incident,
                "maintenance" => Self::Maintenance,
                "component-page" => Self::Component,
                "month" | "year" => return Self::of_span(&value.unwrap_or_default()),
                "history" => return Self::History,
                _ => continue,
            };
            // As an id of the API is read.
            let id = value.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
            return id.map_or(Self::NotFound, |id| item(ItemRef::Id(id)));
        }
        Self::Home
    }
}

/// The names and the values of a query; the value is `None` where it can't be decoded.
fn pairs(query: &str) -> impl Iterator<Item = (&str, Option<String>)> {
    split(query, b'&').map(|pair| {
        let (key, value) = cut(pair, b'=');
        let mut text = String::new();
        for c in value.unwrap_or_default().chars() {
            text.push(if c == '+' { ' ' } else { c });
        }
        (key, unsegment(&text))
    })
}

/// The words and the filters of a search, by the query of its address. Anything that can't be decoded filters nothing.
pub fn search(query: &str) -> (String, Filters) {
    let (mut words, mut filters) = (String::new(), Filters::default());
    for (key, value) in pairs(query) {
        let value = value.unwrap_or_default();
        if key == "q" {
            words = value;
        } else {
            filters.set(key, value);
        }
    }
    (words, filters)
}

/// Whether an address names its host, as `https://example.com/` does. The standard library's search for a text takes half
/// a kilobyte of the public page.
pub fn names_host(address: &str) -> bool {
    address.as_bytes().windows(3).any(|part| part == b"://")
}

/// The folder of the pages of incidents.
pub const INCIDENTS: &str = "incidents/";
/// The folder of the pages of maintenances.
pub const MAINTENANCES: &str = "maintenances/";
/// The folder of the pages of components.
pub const COMPONENTS: &str = "components/";
/// The folder of the pages of months and years.
pub const HISTORY: &str = "history/";

/// The name of an item's folder: the id where it is harmless in any file system and address, else a hash of it.
///
/// Ids are opaque and must never reach the file system as they are. An id that looks like such a hash is hashed as
/// well, so that it cannot take another's folder.
pub fn slug(text: &str) -> String {
    let harmless = text.len() <= 64
        && !(text.len() == 34 && text.starts_with("_h"))
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    if harmless {
        return text.to_owned();
    }
    let mut name = "_h".to_owned();
    for byte in fnv1a_128(text.as_bytes()).to_be_bytes() {
        push_hex(byte, b"0123456789abcdef", &mut name);
    }
    name
}

/// The 128-bit hash of Fowler, Noll and Vo: small in the bundle, and wide enough that no two ids meet by chance.
fn fnv1a_128(bytes: &[u8]) -> u128 {
    let offset = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let prime = 0x0000_0000_0100_0000_0000_0000_0000_013b_u128;
    bytes.iter().fold(offset, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(prime))
}
