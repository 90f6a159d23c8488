//! All documents of a site: the files that `serve` and `publish` make for each site, as opposed to the files of the build
//! that are the same everywhere. Each property of a document is a match without a wildcard, here and where documents are
//! served, published and checked, so that the compiler names every place that a new one needs.

use crate::route::{COMPONENTS, HISTORY, INCIDENTS, ItemRef, MAINTENANCES, Route, SiteUrls, UrlStyle};
use model::Month;
use model::ascii::decimal;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A document of a site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    /// The front page.
    Home,
    /// The banner alone, for a frame in another site's page. Left out if no other site may frame it.
    Embed,
    /// The page for an unknown address.
    NotFound,
    /// The admin view.
    Admin,
    /// The configuration.
    Config,
    /// The deployer's style sheet.
    Theme,
    /// The web app manifest, with which browsers install the page as an app.
    Manifest,
    /// The list of incidents, see [`crate::snapshot::Snapshot`].
    Incidents,
    /// The list of maintenances, see [`crate::snapshot::Snapshot::encode_maintenances`].
    Maintenances,
    /// The time and the version of the lists, see [`crate::snapshot::AsOf`].
    AsOf,
    /// The rules for crawlers.
    Robots,
    /// The sitemap for search engines. Left out if the site's address isn't known, or it must not be indexed.
    Sitemap,
    /// The build's list of its files. A published site doesn't have it.
    Assets,
    /// As [`Self::Assets`], for the admin view.
    AdminAssets,
    /// The page of an incident, by the name of its folder, see [`crate::route::slug`].
    Incident(String),
    /// The page of a maintenance, by the name of its folder.
    Maintenance(String),
    /// The page of a component, by the name of its folder.
    Component(String),
    /// The page of a month.
    Month(Month),
    /// The page of a year.
    Year(i32),
    /// The history, which can be searched.
    History,
}

/// The paths of the documents that exist once, for use as constants. [`Document::path`] has the path of every document.
pub mod path {
    /// The path of the front page.
    pub const HOME: &str = "index.html";
    /// The path of the banner for frames.
    pub const EMBED: &str = "embed/index.html";
    /// The path of the page for an unknown address.
    pub const NOT_FOUND: &str = "404.html";
    /// The path of the admin view.
    pub const ADMIN: &str = "admin/index.html";
    /// The path of the configuration.
    pub const CONFIG: &str = "config.json";
    /// The path of the deployer's style sheet.
    pub const THEME: &str = "theme.css";
    /// The path of the web app manifest.
    pub const MANIFEST: &str = "manifest.webmanifest";
    /// The path of the list of incidents.
    pub const INCIDENTS: &str = "incidents.json";
    /// The path of the list of maintenances.
    pub const MAINTENANCES: &str = "maintenances.json";
    /// The path of the time and the version of the lists.
    pub const AS_OF: &str = "as-of.json";
    /// The path of the history.
    pub const HISTORY: &str = "history/index.html";
    /// The path of the rules for crawlers.
    pub const ROBOTS: &str = "robots.txt";
    /// The path of the sitemap.
    pub const SITEMAP: &str = "sitemap.xml";
    /// The path of the build's list of its files.
    pub const ASSETS: &str = "assets.json";
    /// The path of the build's list of the admin view's files.
    pub const ADMIN_ASSETS: &str = "admin/assets.json";
}

/// How long browsers and caches may use a document, or a response of the API, without asking the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheRule {
    /// They ask each time whether it has changed.
    Revalidate,
    /// Forever: its name changes when its content does.
    Immutable,
    /// Not at all: they keep no copy.
    Never,
}

impl CacheRule {
    /// The value of `Cache-Control`.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Revalidate => "no-cache",
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Never => "no-store",
        }
    }
}

impl Document {
    /// The documents that exist once, in the order in which they are written: the data before the pages made from it.
    pub const FIXED: [Self; 14] = [
        Self::Admin,
        Self::Config,
        Self::Theme,
        Self::Manifest,
        Self::Incidents,
        Self::Maintenances,
        Self::AsOf,
        Self::Home,
        Self::Embed,
        Self::NotFound,
        Self::Robots,
        Self::Sitemap,
        Self::Assets,
        Self::AdminAssets,
    ];
    /// The folders of the pages of incidents, maintenances, components, and of the history.
    pub const FOLDERS: [&str; 4] = [INCIDENTS, MAINTENANCES, COMPONENTS, HISTORY];

    /// All documents of a site with incidents, maintenances and components in these folders, and with these months and their years.
    pub fn all(
        incidents: impl IntoIterator<Item = String>,
        maintenances: impl IntoIterator<Item = String>,
        components: impl IntoIterator<Item = String>,
        months: impl IntoIterator<Item = Month>,
    ) -> impl Iterator<Item = Self> {
        let incidents = incidents.into_iter().map(Self::Incident);
        let maintenances = maintenances.into_iter().map(Self::Maintenance);
        let components = components.into_iter().map(Self::Component);
        let months = months.into_iter().map(Self::Month);
        let months: Vec<Self> = months.collect();
        let years: BTreeSet<i32> = months.iter().filter_map(Self::year).collect();
        let years = years.into_iter().map(Self::Year);
        let history = months.into_iter().chain(years).chain([Self::History]);
        Self::FIXED.into_iter().chain(incidents).chain(maintenances).chain(components).chain(history)
    }

    /// The year that a month is in.
    fn year(&self) -> Option<i32> {
        if let Self::Month(month) = self { Some(month.year()) } else { None }
    }

    /// The path of its file below the site's root.
    pub fn path(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Home => path::HOME,
            Self::Embed => path::EMBED,
            Self::NotFound => path::NOT_FOUND,
            Self::Admin => path::ADMIN,
            Self::Config => path::CONFIG,
            Self::Theme => path::THEME,
            Self::Manifest => path::MANIFEST,
            Self::Incidents => path::INCIDENTS,
            Self::Maintenances => path::MAINTENANCES,
            Self::AsOf => path::AS_OF,
            Self::Robots => path::ROBOTS,
            Self::Sitemap => path::SITEMAP,
            Self::Assets => path::ASSETS,
            Self::AdminAssets => path::ADMIN_ASSETS,
            Self::History => path::HISTORY,
            Self::Incident(slug) => return Cow::Owned([INCIDENTS, slug, "/index.html"].concat()),
            Self::Maintenance(slug) => return Cow::Owned([MAINTENANCES, slug, "/index.html"].concat()),
            Self::Component(slug) => return Cow::Owned([COMPONENTS, slug, "/index.html"].concat()),
            Self::Month(month) => return Cow::Owned([HISTORY, &month.to_iso(), "/index.html"].concat()),
            Self::Year(year) => return Cow::Owned([HISTORY, &decimal((*year).into(), 4), "/index.html"].concat()),
        })
    }

    /// Its address relative to the site's root, as links and the sitemap have it.
    pub fn address(&self) -> String {
        match self.route() {
            Some(route) => SiteUrls { root: String::new(), style: UrlStyle::Files }.to(&route),
            None => self.path().strip_suffix("index.html").map_or_else(|| self.path().into_owned(), str::to_owned),
        }
    }

    /// The document at the path of a request, with a slash in front; for a page, its folder with or without the slash at
    /// the end, or the file in it.
    pub fn at(path: &str) -> Option<Self> {
        let below = path.strip_prefix('/')?;
        let is_it = |document: &Self| {
            let is_folder = || document.is_page() && below == document.address();
            below == document.path() || is_folder() || *document == Self::Embed && below == "embed"
        };
        if let Some(document) = Self::FIXED.into_iter().find(is_it) {
            return Some(document);
        }
        match Route::parse(path, "") {
            Route::Incident(ItemRef::Slug(slug)) => Some(Self::Incident(slug)),
            Route::Maintenance(ItemRef::Slug(slug)) => Some(Self::Maintenance(slug)),
            Route::Component(ItemRef::Slug(slug)) => Some(Self::Component(slug)),
            Route::Month(month) => Some(Self::Month(month)),
            Route::Year(year) => Some(Self::Year(year)),
            Route::History => Some(Self::History),
            Route::Home
            | Route::Incident(ItemRef::Id(_))
            | Route::Maintenance(ItemRef::Id(_))
            | Route::Component(ItemRef::Id(_))
            | Route::NotFound => None,
        }
    }

    /// The screen of the public page that it shows.
    pub fn route(&self) -> Option<Route> {
        match self {
            Self::Home => Some(Route::Home),
            Self::Incident(slug) => Some(Route::Incident(ItemRef::Slug(slug.clone()))),
            Self::Maintenance(slug) => Some(Route::Maintenance(ItemRef::Slug(slug.clone()))),
            Self::Component(slug) => Some(Route::Component(ItemRef::Slug(slug.clone()))),
            Self::Month(month) => Some(Route::Month(*month)),
            Self::Year(year) => Some(Route::Year(*year)),
            Self::History => Some(Route::History),
            Self::Embed
            | Self::NotFound
            | Self::Admin
            | Self::Config
            | Self::Theme
            | Self::Manifest
            | Self::Incidents
            | Self::Maintenances
            | Self::AsOf
            | Self::Robots
            | Self::Sitemap
            | Self::Assets
            | Self::AdminAssets => None,
        }
    }

    /// The media type. All text is UTF-8.
    pub fn media_type(&self) -> &'static str {
        match self {
            Self::Home
            | Self::Embed
            | Self::NotFound
            | Self::Admin
            | Self::Incident(_)
            | Self::Maintenance(_)
            | Self::Component(_)
            | Self::Month(_)
            | Self::Year(_)
            | Self::History => "text/html; charset=utf-8",
            Self::Config | Self::Incidents | Self::Maintenances | Self::AsOf | Self::Assets | Self::AdminAssets => {
                "application/json"
            }
            Self::Theme => "text/css; charset=utf-8",
            Self::Manifest => "application/manifest+json",
            Self::Robots => "text/plain; charset=utf-8",
            Self::Sitemap => "application/xml",
        }
    }

    /// How it may be cached. No name of a document depends on its content.
    pub fn cache(&self) -> CacheRule {
        CacheRule::Revalidate
    }

    /// Whether it's an HTML page.
    pub fn is_page(&self) -> bool {
        match self {
            Self::Home
            | Self::Embed
            | Self::NotFound
            | Self::Admin
            | Self::Incident(_)
            | Self::Maintenance(_)
            | Self::Component(_)
            | Self::Month(_)
            | Self::Year(_)
            | Self::History => true,
            Self::Config
            | Self::Theme
            | Self::Manifest
            | Self::Incidents
            | Self::Maintenances
            | Self::AsOf
            | Self::Robots
            | Self::Sitemap
            | Self::Assets
            | Self::AdminAssets => false,
        }
    }

    /// Whether its content is in the markup, readable without the app.
    pub fn is_prerendered(&self) -> bool {
        self.is_page() && *self != Self::Admin
    }

    /// Whether search engines are led to it: the screens of the public page.
    pub fn is_in_sitemap(&self) -> bool {
        self.route().is_some()
    }

    /// Whether the bundle has it before anything is published or served.
    pub fn is_built(&self) -> bool {
        match self {
            Self::Home
            | Self::Admin
            | Self::Config
            | Self::Theme
            | Self::Manifest
            | Self::Assets
            | Self::AdminAssets => true,
            Self::Embed
            | Self::NotFound
            | Self::Incidents
            | Self::Maintenances
            | Self::AsOf
            | Self::Robots
            | Self::Sitemap
            | Self::Incident(_)
            | Self::Maintenance(_)
            | Self::Component(_)
            | Self::Month(_)
            | Self::Year(_)
            | Self::History => false,
        }
    }

    /// Whether serving replaces the built file with a document made from it, so that the file itself is never sent.
    pub fn replaces_built(&self) -> bool {
        match self {
            Self::Home | Self::Admin | Self::Config | Self::Manifest => true,
            Self::Embed
            | Self::NotFound
            | Self::Theme
            | Self::Incidents
            | Self::Maintenances
            | Self::AsOf
            | Self::Robots
            | Self::Sitemap
            | Self::Assets
            | Self::AdminAssets
            | Self::Incident(_)
            | Self::Maintenance(_)
            | Self::Component(_)
            | Self::Month(_)
            | Self::Year(_)
            | Self::History => false,
        }
    }

    /// Whether a published site has it.
    pub fn is_published(&self) -> bool {
        match self {
            Self::Assets | Self::AdminAssets => false,
            Self::Home
            | Self::Embed
            | Self::NotFound
            | Self::Admin
            | Self::Config
            | Self::Theme
            | Self::Manifest
            | Self::Incidents
            | Self::Maintenances
            | Self::AsOf
            | Self::Robots
            | Self::Sitemap
            | Self::Incident(_)
            | Self::Maintenance(_)
            | Self::Component(_)
            | Self::Month(_)
            | Self::Year(_)
            | Self::History => true,
        }
    }

    /// Whether a file of the deployer in the bundle's folder takes its place when serving.
    pub fn gives_way(&self) -> bool {
        match self {
            Self::Robots | Self::Sitemap => true,
            Self::Home
            | Self::Embed
            | Self::NotFound
            | Self::Admin
            | Self::Config
            | Self::Theme
            | Self::Manifest
            | Self::Incidents
            | Self::Maintenances
            | Self::AsOf
            | Self::Assets
            | Self::AdminAssets
            | Self::Incident(_)
            | Self::Maintenance(_)
            | Self::Component(_)
            | Self::Month(_)
            | Self::Year(_)
            | Self::History => false,
        }
    }
}
