//! The parts that all documents of a site share: head, styles, scripts and policy.

use super::built_parts::BuiltScript;
use super::html::{PublicUrl, escape};
use super::{BuiltParts, SiteSettings, policy};
use contract::config::Config;
use contract::document::path;
use contract::route::{Route, SiteUrls, UrlStyle};
use contract::snapshot::DataBlock;
use model::instant::NamedZone;
use model::{Assessment, Utc};
use serde_json::{Map, Value};
use statuspane::components::{Formatting, PageView, SharedZone};
use statuspane::page::screens::prerender;
use std::sync::Arc;
use text::DocumentText;
use text::page::Headline;

/// The start of the open incidents' markup. It can't occur in a text, as angle brackets are escaped.
const OPEN: &str = "<section class=\"section\" id=\"open\"";

/// Delays the first paint until the open incidents are parsed. They come with the first bytes, and on a slow CPU every
/// frame takes long, so painting one without them would only delay them. Browsers that don't support this paint as
/// usual.
const TOGETHER: &str = "<link rel=\"expect\" href=\"#open\" blocking=\"render\">\n";

/// How the documents are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// As files, by any web server, together with the snapshot that they were made from.
    Published,
    /// By the companion.
    Served,
}

/// The parts that all documents share, independent of the incidents.
pub struct Frame {
    pub(super) settings: SiteSettings,
    pub(super) config: Arc<Config>,
    pub(super) zone: SharedZone,
    service_zone: Option<SharedZone>,
    pub(super) text: DocumentText,
    policy: String,
    inert_policy: String,
    /// The attributes of the root element that follow `data-root`.
    marks: &'static str,
    /// The style elements.
    style: String,
    /// Links to style sheets that can't be inlined, with `{root}` in place of the path to the site's root.
    linked: String,
    guard: BuiltScript,
    app: BuiltScript,
    /// The element with the script of the head.
    scheme: String,
    /// The icon as a `data:` URL.
    icon: String,
    admin: String,
    manifest: String,
    url: Option<PublicUrl>,
}

/// The content of one document.
pub(super) struct DocumentContent<'a> {
    /// The relative path to the site's root.
    pub(super) root: &'a str,
    /// The address, relative to the root.
    pub(super) address: &'a str,
    pub(super) title: String,
    /// The title in link previews, which other sites may cache.
    pub(super) preview: String,
    pub(super) description: String,
    /// The rendered screen.
    pub(super) markup: String,
    /// The data that the app starts with.
    pub(super) data: String,
    pub(super) kind: DocumentKind,
}

/// The purpose of a document, which decides its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// A screen of the page. Search engines list it, other sites preview it, and browsers install the page from it.
    Screen,
    /// The banner alone, in a frame of another site's page.
    Embed,
    /// It needs no other file and runs only the script of the colour scheme.
    Inert,
}

impl Frame {
    /// Builds the frame from the built page and the deployer's files.
    pub fn new(parts: &BuiltParts, settings: SiteSettings, url: Option<PublicUrl>, kind: Delivery) -> Self {
        let config = Arc::new(settings.config.clone());
        let (styles, linked) = styles(&parts.css, &settings.theme);
        Self {
            zone: zone(&config),
            service_zone: service_zone(&config),
            text: DocumentText::english(),
            policy: policy::public(&config, &styles, &parts.scheme),
            inert_policy: policy::inert(&styles, &parts.scheme),
            marks: match kind {
                Delivery::Published => " data-links=\"files\" data-snapshot",
                Delivery::Served => " data-links=\"files\"",
            },
            style: elements(&styles),
            linked,
            guard: parts.guard.clone(),
            app: parts.app.clone(),
            scheme: format!("<script>{}</script>\n", parts.scheme),
            icon: data_address(&parts.icon),
            manifest: manifest(&parts.manifest, &config),
            admin: admin(&parts.admin, &policy::admin(&config, &parts.scheme)),
            url,
            config,
            settings,
        }
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The deployer's files.
    pub fn settings(&self) -> &SiteSettings {
        &self.settings
    }

    /// The HTML of the admin view, with its policy.
    pub fn admin(&self) -> &str {
        &self.admin
    }

    /// The web app manifest, with the site's name.
    pub fn manifest(&self) -> &str {
        &self.manifest
    }

    /// The site's public URL, if known.
    pub fn url(&self) -> Option<&PublicUrl> {
        self.url.as_ref()
    }

    /// The page for an unknown address. It needs no other file. `root` is the path to the front
    /// page.
    pub fn missing(&self, root: &str) -> String {
        // A logo may be a file of the site, and no relative path to it works from every address.
        let config = Arc::new(Config { logo: None, ..Config::clone(&self.config) });
        let title = self.text.page().title(&self.config.title, &Route::NotFound, None, &Headline::default());
        let links = SiteUrls { root: root.to_owned(), style: UrlStyle::Files };
        let view = PageView::at_rest(self.formatting(config, links), Route::NotFound, None, Assessment::NONE);
        self.alone(root, title, &prerender(&view))
    }

    /// The configuration, addresses, messages and zone of a document.
    pub(super) fn formatting(&self, config: Arc<Config>, links: SiteUrls) -> Formatting {
        let (zone, service_zone) = (self.zone.clone(), self.service_zone.clone());
        Formatting { config, links, zone, service_zone, text: self.text.page() }
    }

    /// The content of `robots.txt`.
    pub fn robots(&self) -> String {
        // Even with `noindex`, crawlers must be allowed to read the pages, or they wouldn't see that.
        let sitemap = self
            .absolute(path::SITEMAP)
            .filter(|_| !self.config.noindex)
            .map(|address| format!("\nSitemap: {address}\n"));
        format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
    }

    /// The absolute URL of a page, if the site's is known.
    pub fn absolute(&self, address: &str) -> Option<String> {
        self.url.as_ref().map(|url| format!("{}{address}", url.as_str()))
    }

    /// Everything that documents have in common. If it changes, all of them must be rewritten.
    pub fn fingerprint(&self) -> String {
        let nothing = String::new;
        let (title, preview, description, markup, data) = (nothing(), nothing(), nothing(), nothing(), nothing());
        let (root, address, kind) = ("", "", DocumentKind::Screen);
        let empty = self.document(&DocumentContent { root, address, title, preview, description, markup, data, kind });
        empty + &self.settings.carried.to_string()
    }

    /// A document that the app takes over.
    pub(super) fn document(&self, page: &DocumentContent<'_>) -> String {
        let (root, icon) = (page.root, "icons/unknown.svg");
        let head = self.head(page, &self.policy, &format!("{root}{icon}"));
        let data = &page.data;
        let (open, rest) = behind_open(&page.markup);
        // After the open incidents, the guard script blocks the parser, which gives the browser time to paint them
        // before it lays out the rest. The app's script removes the element before the take-over.
        let (together, loaded, between) = match open {
            "" => ("", self.loaded(root), String::new()),
            _ => (TOGETHER, self.linked(root) + &self.app_script(root), self.guard.element("", root)),
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\" data-root=\"{root}\"{marks}>\n<head>\n\
             {head}{together}{style}{loaded}</head>\n<body>\n<div id=\"app\">{open}{between}{rest}</div>\n\
             {unstarted}\
             <script type=\"application/json\" id=\"{id}\">{data}</script>\n</body>\n</html>\n",
            id = DataBlock::ID,
            language = self.text.page().shared().language(),
            marks = self.marks.to_owned() + if page.kind == DocumentKind::Embed { " data-embed" } else { "" },
            style = self.style,
            unstarted = self.unstarted(self.text.unstarted(), self.text.unstarted_next()),
        )
    }

    fn linked(&self, root: &str) -> String {
        self.linked.replace("{root}", root)
    }

    fn app_script(&self, root: &str) -> String {
        self.app.element(" type=\"module\"", root) + "\n"
    }

    /// Everything that the head loads.
    fn loaded(&self, root: &str) -> String {
        format!("{}{}\n{}", self.linked(root), self.guard.element(" defer", root), self.app_script(root))
    }

    /// A document without content: the app fetches the data and picks the screen from the address.
    pub fn app(&self) -> String {
        let (title, description) = (self.config.title.clone(), self.text.description().to_owned());
        let (root, markup, data) = ("./", String::new(), String::new());
        let (address, preview, kind) = ("", title.clone(), DocumentKind::Screen);
        let page = DocumentContent { root, address, preview, title, description, markup, data, kind };
        let head = self.head(&page, &self.policy, "./icons/unknown.svg");
        let loaded = self.loaded(root);
        let [before, after] = self.text.needs_script();
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\" data-root=\"{root}\"{marks}>\n<head>\n{head}{style}{loaded}</head>\n\
             <body>\n<div id=\"app\"></div>\n{unstarted}<noscript><p>{before}<a href=\"{root}\">{link}</a>{after}</p>\
             </noscript>\n</body>\n</html>\n",
            link = self.text.needs_script_link(),
            language = self.text.page().shared().language(),
            marks = self.marks,
            style = self.style,
            unstarted = self.unstarted(self.text.unstarted_empty(), self.text.unstarted_empty_next()),
        )
    }

    /// A document that needs no other file, and runs only the script of its head.
    pub(super) fn alone(&self, root: &str, title: String, markup: &str) -> String {
        let nothing = String::new;
        let (preview, description, data) = (nothing(), nothing(), nothing());
        let (address, kind) = ("", DocumentKind::Inert);
        let page = DocumentContent { root, address, title, preview, description, markup: nothing(), data, kind };
        let head = self.head(&page, &self.inert_policy, &self.icon);
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n{head}<meta name=\"robots\" content=\"noindex\">\n{style}\
             </head>\n<body>\n<div id=\"app\">{markup}</div>\n</body>\n</html>\n",
            language = self.text.page().shared().language(),
            style = self.style,
        )
    }

    /// The message for when the app doesn't start. The style sheet shows it in that case only.
    fn unstarted(&self, what: &str, next: &str) -> String {
        let again = self.text.starts_again();
        format!("<p class=\"unstarted\" hidden>{what} <span class=\"again\">{again}</span> {next}</p>\n")
    }

    fn head(&self, page: &DocumentContent<'_>, policy: &str, icon: &str) -> String {
        let mut head = "<meta charset=\"utf-8\">\n".to_owned();
        head += &meta("http-equiv=\"Content-Security-Policy\"", policy);
        head += &meta("name=\"viewport\"", "width=device-width, initial-scale=1");
        // Phones take versions and counts for telephone numbers.
        head += &meta("name=\"format-detection\"", "telephone=no,date=no,address=no,email=no");
        head += &meta("name=\"color-scheme\"", "light dark");
        head += &meta("name=\"theme-color\" media=\"(prefers-color-scheme: light)\"", "#ffffff");
        head += &meta("name=\"theme-color\" media=\"(prefers-color-scheme: dark)\"", "#14171c");
        head += &self.scheme;
        head += &format!("<title>{}</title>\n", escape(&page.title));
        match page.kind {
            DocumentKind::Screen => head += &self.about_screen(page),
            DocumentKind::Embed => head += &meta("name=\"robots\"", "noindex"),
            DocumentKind::Inert => {}
        }
        head += &format!("<link rel=\"icon\" id=\"favicon\" type=\"image/svg+xml\" href=\"{}\">\n", escape(icon));
        head
    }

    /// How others present a screen: search engines, link previews and home screens.
    fn about_screen(&self, page: &DocumentContent<'_>) -> String {
        let mut head = String::new();
        if self.config.noindex {
            head += &meta("name=\"robots\"", "noindex");
        }
        head += &meta("name=\"description\"", &page.description);
        head += &meta("property=\"og:type\"", "website");
        head += &meta("property=\"og:site_name\"", &self.config.title);
        head += &meta("property=\"og:title\"", &page.preview);
        head += &meta("property=\"og:description\"", &page.description);
        if let Some(address) = self.absolute(page.address) {
            head += &meta("property=\"og:url\"", &address);
            head += &format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&address));
        }
        let root = page.root;
        head += &format!("<link rel=\"apple-touch-icon\" href=\"{root}apple-touch-icon.png\">\n");
        head + &format!("<link rel=\"manifest\" href=\"{root}{}\">\n", path::MANIFEST)
    }
}

/// A `<meta>` element.
fn meta(name: &str, value: &str) -> String {
    format!("<meta {name} content=\"{}\">\n", escape(value))
}

/// Splits a screen after its open incidents. The first part is empty if there are none.
fn behind_open(markup: &str) -> (&str, &str) {
    const END: &str = "</section>";
    let end = markup.find(OPEN).and_then(|from| Some(from + markup[from..].find(END)? + END.len()));
    markup.split_at(end.unwrap_or(0))
}

/// The time zone of static pages.
fn zone(config: &Config) -> SharedZone {
    match config.time_zone.as_deref() {
        None => Arc::new(Utc),
        Some(name) => match NamedZone::new(name) {
            Some(zone) => Arc::new(zone),
            None => {
                tracing::warn!(zone = name, "the configured time zone is unknown; times are in UTC");
                Arc::new(Utc)
            }
        },
    }
}

/// The time zone of the service hours; `None` without any, or if it's unknown.
fn service_zone(config: &Config) -> Option<SharedZone> {
    let name = &*config.service_hours.as_ref()?.zone;
    let zone = NamedZone::new(name);
    if zone.is_none() {
        tracing::warn!(zone = name, "the time zone of the service hours is unknown; figures count all of the time");
    }
    Some(Arc::new(zone?))
}

/// The manifest of the built page with the site's name, which launchers shorten themselves. It has no `id`: browsers take
/// the start address, relative to the manifest, as the identity, so two sites on one host are two apps.
fn manifest(built: &Map<String, Value>, config: &Config) -> String {
    let mut manifest = built.clone();
    manifest.insert("name".to_owned(), Value::from(config.title.clone()));
    Value::from(manifest).to_string()
}

/// The HTML of the admin view with its policy, and with links to the public page in the form of files.
fn admin(html: &str, policy: &str) -> String {
    let (root, charset) = ("data-root=\"../\"", "<meta charset=\"utf-8\">\n");
    let meta = format!("{charset}<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", escape(policy));
    // Replaces the policy of the plain bundle.
    let is_ours = |line: &&str| !line.starts_with("<meta http-equiv=\"Content-Security-Policy\"");
    let html: String = html.split_inclusive('\n').filter(is_ours).collect();
    html.replacen(root, &format!("{root} data-links=\"files\""), 1).replacen(charset, &meta, 1)
}

/// The style elements: the page's, then the theme's, which an open tab removes when the theme changes.
fn elements(styles: &[String]) -> String {
    let ids = ["", " id=\"theme\""];
    styles.iter().zip(ids).map(|(style, id)| format!("<style{id}>{style}</style>\n")).collect()
}

/// The contents of the style elements, and a link if the theme can't be inlined because it would end the element or
/// contains addresses relative to its own location.
fn styles(css: &str, theme: &str) -> (Vec<String>, String) {
    // Browsers normalise line ends before they hash an inline style.
    let theme = &theme.replace("\r\n", "\n").replace('\r', "\n");
    let lower = theme.to_ascii_lowercase();
    let is_bound = ["url(", "@import", "@charset", "</style", "image-set("].iter().any(|sign| lower.contains(sign));
    // The built style sheet contains none of these.
    let css = css.replace("</", "<\\/");
    match (theme.trim(), is_bound) {
        ("", _) => (vec![css], String::new()),
        (_, true) => {
            let link = format!("<link rel=\"stylesheet\" id=\"theme\" href=\"{{root}}{}\">\n", path::THEME);
            (vec![css], link)
        }
        (theme, false) => (vec![css, theme.to_owned()], String::new()),
    }
}

/// An image as a `data:` URL.
fn data_address(svg: &str) -> String {
    format!("data:image/svg+xml,{}", contract::incident_api::endpoint::segment(svg))
}
