//! Checks an HTML file.

use super::SiteKind;
use super::address::{Target, target, way_up};
use super::digests::Digests;
use super::finding::Findings;
use super::html_document::{HtmlDocument, HtmlElement};
use super::incidents;
use super::policy::{self, Role};
use super::site::{CheckedSite, is_in};
use crate::bundle::is_hashed;
use crate::render::renamed;
use contract::config::Config;
use contract::document::path::{ADMIN, CONFIG, EMBED, HOME, NOT_FOUND};
use contract::route::{ItemRef, Route, slug};
use contract::snapshot::{DataBlock, Snapshot};
use model::history::Event;
use model::{Incident, Month, StatusData, Utc};

/// A day in milliseconds, which is more than any time zone is from UTC.
const DAY: i64 = 24 * 3_600_000;

const DATA: &str = DataBlock::ID;
/// The remedy for most problems of a published page.
const AGAIN: &str = "Publish again.";

/// Checks a page of the site.
pub(super) fn check(site: &CheckedSite<'_>, name: &str, html: &str, findings: &mut Findings) {
    let document = HtmlDocument::read(html);
    if !document.is_whole {
        findings.error(name, "", format!("The page is cut off before its end. {AGAIN}"));
    }
    root(name, &document, findings);
    for element in &document.elements {
        for attribute in ["href", "src"] {
            if let Some(address) = element.get(attribute) {
                link(site, name, element, attribute, address, findings);
            }
        }
    }
    if name == ADMIN && !document.meta("name", "robots").is_some_and(|robots| robots.contains("noindex")) {
        findings.error(
            name,
            "robots",
            "The admin view must have noindex, to stay out of search engines. Build it again.",
        );
    }
    if site.kind == SiteKind::Published && ![NOT_FOUND, ADMIN].contains(&name) {
        listed(site, name, &document, findings);
    }
    match (site.kind, name) {
        (SiteKind::Published, NOT_FOUND) => policy::check(site, name, &document, Role::Missing, findings),
        (SiteKind::Published | SiteKind::Built, ADMIN) => policy::check(site, name, &document, Role::Admin, findings),
        (SiteKind::Published, _) | (SiteKind::Built, HOME) => {
            policy::check(site, name, &document, Role::Public, findings)
        }
        // Files that the deployer adds to a built page don't have our policy.
        (SiteKind::Built, _) => {}
    }
    if site.kind == SiteKind::Built {
        return;
    }
    if ![NOT_FOUND, ADMIN].contains(&name) {
        own_address(site, name, &document, findings);
        carried(site, name, &document, findings);
    }
}

/// Checks that a page has `noindex` exactly if the configuration does.
fn listed(site: &CheckedSite<'_>, name: &str, document: &HtmlDocument, findings: &mut Findings) {
    let is_kept_away = document.meta("name", "robots").is_some_and(|robots| robots.contains("noindex"));
    if name == EMBED {
        if !is_kept_away {
            findings.error(name, "robots", format!("The banner for frames must have noindex. {AGAIN}"));
        }
        return;
    }
    let what = match (site.config.noindex, is_kept_away) {
        (true, false) => {
            "config.json has noindex, but this page lets search engines index it. Publish again after changing \
             noindex."
        }
        (false, true) => "The page has noindex, but config.json doesn't. Publish again after changing noindex.",
        (true, true) | (false, false) => return,
    };
    findings.error(name, "robots", what);
}

/// Checks the page's relative path to the site's root. The 404 page appears at any address, so it has none.
fn root(name: &str, document: &HtmlDocument, findings: &mut Findings) {
    let found = document.named("html").find_map(|html| html.get("data-root"));
    let expected = way_up(name);
    match found {
        Some(found) if found == expected => {}
        None if name == NOT_FOUND => {}
        Some(_) | None => findings.error(
            name,
            "<html data-root>",
            format!("It must be {expected:?} here; otherwise the app looks for its files elsewhere. {AGAIN}"),
        ),
    }
}

/// Checks that an address leads to a file, and that a loaded file matches its integrity value.
fn link(
    site: &CheckedSite<'_>,
    name: &str,
    element: &HtmlElement,
    attribute: &str,
    address: &str,
    findings: &mut Findings,
) {
    if element.is_rel("canonical") {
        return;
    }
    let place = || element.shown(attribute);
    let is_followed = element.name == "a";
    // Relative links of the 404 page are made for the address of an incident's or a month's page.
    let from = if name == NOT_FOUND && address.starts_with("../") { "incidents/gone/index.html" } else { name };
    let target = target(from, address, site.path());
    if is_followed && is_of_the_deployer(site, from, address) {
        // The host may have other files that aren't in this folder.
        if let Target::File(file) = target
            && !site.folder.has(&file)
        {
            let what = "config.json links here, but this folder has no such file. Check that the host has it.";
            findings.warn(name, place(), what);
        }
        return;
    }
    match target {
        Target::File(file) if site.folder.has(&file) => integrity(site, name, element, attribute, &file, findings),
        Target::File(file) => {
            findings.error(
                name,
                place(),
                format!("It refers to {file}, which is missing. Add the file, or publish again."),
            );
        }
        Target::Above => findings.error(
            name,
            place(),
            "It points outside the folder. Publish again. A site below a path of its host needs --url for its \
             404.html.",
        ),
        Target::Nowhere => findings.error(name, place(), format!("This isn't a valid address. {AGAIN}")),
        Target::Elsewhere(scheme) if is_followed => {
            if !["http", "https", "mailto", "tel"].contains(&scheme.as_str()) {
                findings.error(name, place(), format!("Links to {scheme}: addresses aren't allowed. {AGAIN}"));
            }
        }
        Target::Elsewhere(scheme) => {
            let logos = [&site.config.logo, &site.config.logo_dark];
            let is_logo = element.name == "img" && logos.iter().any(|logo| logo.as_deref() == Some(address));
            let is_own_icon = element.is_rel("icon") && scheme == "data";
            if !is_logo && !is_own_icon {
                findings.error(
                    name,
                    place(),
                    format!(
                        "The page loads this from another host. Only the logo from config.json may come from one. \
                         {AGAIN}"
                    ),
                );
            }
        }
    }
}

/// Whether a link of this page comes from the configuration.
fn is_of_the_deployer(site: &CheckedSite<'_>, name: &str, address: &str) -> bool {
    let Config { homepage, support_url, subscribe_url, .. } = &site.config;
    let roots = ["", &way_up(name), site.path()];
    [homepage, support_url, subscribe_url]
        .into_iter()
        .flatten()
        .chain(site.config.components.iter().filter_map(|component| component.url.as_ref()))
        .any(|own| !own.contains(':') && address.strip_suffix(own.as_str()).is_some_and(|root| roots.contains(&root)))
}

fn integrity(
    site: &CheckedSite<'_>,
    name: &str,
    element: &HtmlElement,
    attribute: &str,
    file: &str,
    findings: &mut Findings,
) {
    let is_style = element.name == "link" && element.is_rel("stylesheet");
    if element.name != "script" && !is_style {
        return;
    }
    match element.get("integrity") {
        Some(integrity) => fits(&site.digests, site, name, &element.shown(attribute), file, integrity, findings),
        None if is_style && !is_hashed(file) => {}
        None => findings.error(
            name,
            element.shown(attribute),
            format!("It has no integrity value, so browsers accept the file even if it was changed. {AGAIN}"),
        ),
    }
}

/// Checks that a file matches an integrity value.
pub(super) fn fits(
    digests: &Digests,
    site: &CheckedSite<'_>,
    name: &str,
    place: &str,
    file: &str,
    integrity: &str,
    findings: &mut Findings,
) {
    let what = match digests.fits(site.folder, file, integrity) {
        Some(true) => return,
        Some(false) => format!(
            "The integrity value doesn't match {file}, so browsers refuse to load it. Something changed one of the \
             two, such as a host that rewrites scripts or line endings. Turn that off, then publish again, or copy \
             both files again."
        ),
        None => format!("The integrity value has no hash that browsers support. {AGAIN}"),
    };
    findings.error(name, place, what);
}

/// Checks the address for search engines and link previews.
fn own_address(site: &CheckedSite<'_>, name: &str, document: &HtmlDocument, findings: &mut Findings) {
    // Nobody finds or shares the banner for frames.
    let Some(url) = site.url.as_ref().filter(|_| name != EMBED) else { return };
    let expected = format!("{url}{}", name.strip_suffix("index.html").unwrap_or(name));
    let canonical = document.named("link").find(|link| link.is_rel("canonical")).and_then(|link| link.get("href"));
    for (place, address) in [("<link rel=\"canonical\">", canonical), ("og:url", document.meta("property", "og:url"))] {
        if address != Some(&expected) {
            findings.error(name, place, format!("It must be {expected}, as on the front page. {AGAIN}"));
        }
    }
}

/// Checks the app's initial data against the rest of the site.
fn carried(site: &CheckedSite<'_>, name: &str, document: &HtmlDocument, findings: &mut Findings) {
    let mut blocks = document.named("script").filter(|script| script.get("id") == Some(DATA));
    let Some(block) = blocks.next() else {
        findings.error(name, DATA, format!("The page contains no data, so its app starts empty. {AGAIN}"));
        return;
    };
    let read = incidents::public(name, DATA, &block.text, |value| DataBlock::from_value(value.clone()), findings);
    let Some((DataBlock { as_of, config, part, .. }, _)) = read else { return };
    incidents::complete(name, DATA, &part.data, findings);
    let (list, maintenances, version) = (part.data.incidents, part.data.maintenances, part.version);
    if as_of.is_none() {
        findings.error(name, format!("{DATA}, asOf"), format!("It must be a time. {AGAIN}"));
    }
    if version.is_none() {
        findings.error(
            name,
            format!("{DATA}, version"),
            format!("The version of the page's incidents is missing. {AGAIN}"),
        );
    }
    if site.folder.has(CONFIG) && config.as_object() != Some(&site.carried) {
        findings.error(
            name,
            format!("{DATA}, config"),
            "The page was published with another configuration than the current config.json. Publish again after \
             changing it.",
        );
    }
    let Some(Snapshot { data: whole, version: published }) = &site.snapshot else { return };
    let whole = &renamed(&site.config, whole);
    let route = Route::parse(name, "");
    for incident in list.incidents() {
        // Of the incidents before and after its own, a page shows only the names, and isn't written again for more.
        let is_shown = !matches!(&route, Route::Incident(of) if !of.names(incident.id.as_str()));
        let summary = |incident: &Incident| {
            let more = is_shown.then(|| (incident.status.clone(), incident.impact.clone()));
            (incident.name.clone(), more)
        };
        match site.at(&slug(incident.id.as_str())) {
            Some(known) if summary(known) == summary(incident) => {}
            Some(_) => findings.error(
                name,
                format!("{DATA}, incidents"),
                format!(
                    "Its data on {:?} differs from incidents.json, so they come from different publishes. Copy the \
                     whole site in one step, or publish again.",
                    incident.id.as_str()
                ),
            ),
            None => findings.error(
                name,
                format!("{DATA}, incidents"),
                format!("Its data includes {:?}, which isn't in incidents.json. {AGAIN}", incident.id.as_str()),
            ),
        }
    }
    for maintenance in maintenances.maintenances().iter().filter(|_| site.lists_maintenances) {
        if whole.maintenances.find(&maintenance.id) != Some(maintenance) {
            findings.error(
                name,
                format!("{DATA}, maintenances"),
                format!(
                    "Its data on the maintenance {:?} differs from maintenances.json, so they come from different \
                     publishes. Copy the whole site in one step, or publish again.",
                    maintenance.id.as_str()
                ),
            );
        }
    }
    let left_over = |findings: &mut Findings, what: &str| {
        let what = format!("This page is left over: its {what}. Remove it, or publish again.");
        findings.error(name, "", what);
    };
    let about: StatusData;
    let expected: Vec<Event<'_>> = match Route::parse(name, "") {
        Route::Home => {
            if version.is_some() && published.is_some() && version != *published {
                findings.error(
                    name,
                    format!("{DATA}, version"),
                    "The front page and incidents.json have different versions. Copy the whole site in one step, or \
                     publish again.",
                );
            }
            if site.as_of().is_some() && as_of != site.as_of() {
                findings.error(
                    name,
                    format!("{DATA}, asOf"),
                    "The front page and as-of.json have different times. Copy the whole site in one step, or publish \
                     again.",
                );
            }
            let mut events = Event::all(whole);
            events.retain(|event| event.is_open(as_of));
            events
        }
        Route::Month(month) => {
            let mut events = Event::all(whole);
            events.retain(|event| is_in(month, *event, site.as_of()));
            events
        }
        // It carries no event, only how long each was.
        Route::Year(year) => {
            // Where it's that year already, or still.
            let from = Month::new(year, 1).map(|month| month.first().start(&Utc).plus_millis(-DAY));
            let to = Month::new(year, 12).map(|month| month.end(&Utc).plus_millis(DAY));
            let span = from.zip(to).zip(site.as_of());
            let touches = |event: &Event<'_>| span.is_some_and(|((from, to), as_of)| event.touches(as_of, from, to));
            if span.is_some() && !Event::all(whole).iter().any(touches) {
                return left_over(findings, "year has no incidents or maintenances");
            }
            Vec::new()
        }
        // It has the latest; the others come with the whole list.
        Route::History => Vec::new(),
        Route::Incident(ItemRef::Slug(folder)) => match site.at(&folder) {
            Some(incident) => vec![Event::Incident(incident)],
            None => return left_over(findings, "incident isn't in incidents.json"),
        },
        Route::Maintenance(of @ ItemRef::Slug(_)) => {
            match site.maintenances().iter().find(|maintenance| of.names(maintenance.id.as_str())) {
                Some(maintenance) => vec![Event::Maintenance(maintenance)],
                None if !site.lists_maintenances => return,
                None => return left_over(findings, "maintenance isn't in maintenances.json"),
            }
        }
        Route::Component(of @ ItemRef::Slug(_)) => {
            let Some(component) = site.config.component_at(&of) else {
                return left_over(findings, "component isn't in config.json");
            };
            (about, _) = whole.about(&component.id);
            let mut events = Event::all(&about);
            events.retain(|event| event.is_open(as_of));
            events
        }
        Route::Incident(ItemRef::Id(_))
        | Route::Maintenance(ItemRef::Id(_))
        | Route::Component(ItemRef::Id(_))
        | Route::NotFound => {
            findings.warn(name, "", "The site has no page with this name. Remove it if it's left over.");
            return;
        }
    };
    for event in expected {
        let (kind, hook, id, is_carried) = match event {
            Event::Incident(incident) => {
                ("incident", "data-incident", incident.id.as_str(), list.find(&incident.id).is_some())
            }
            Event::Maintenance(maintenance) => {
                let is_carried = maintenances.find(&maintenance.id).is_some();
                ("maintenance", "data-maintenance", maintenance.id.as_str(), is_carried)
            }
        };
        if !is_carried {
            let what = format!("The {kind} {id:?} is missing from this page's data. {AGAIN}");
            findings.error(name, format!("{DATA}, {kind}s"), what);
        }
        let is_shown = |element: &HtmlElement| element.get(hook) == Some(id);
        if name != EMBED
            && !matches!(Route::parse(name, ""), Route::Month(_))
            && !document.elements.iter().any(is_shown)
        {
            let what = format!("The {kind} {id:?} is only in the page's data, not in its content. {AGAIN}");
            findings.error(name, "<article>", what);
        }
    }
}
