//! `config.json`: the settings that need no rebuild. Read at run time by both apps, and by the companion.

use crate::route::ItemRef;
use model::ascii::{cut, decimal, is_one_of, whole_number};
use model::figures::ServiceHours;
use model::{ComponentId, Date, Renames};
use serde_json::Value;

/// The configuration, defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name in the header and in the title.
    pub title: String,
    /// Address of a picture for the header.
    pub logo: Option<String>,
    /// Address of the picture for the dark scheme; `None` if the other serves both.
    pub logo_dark: Option<String>,
    /// Where the name in the header leads.
    pub homepage: Option<String>,
    /// Where visitors get help.
    pub support_url: Option<String>,
    /// Where visitors subscribe.
    pub subscribe_url: Option<String>,
    /// Base address of the API for the admin view, absolute or relative to the site's root.
    pub api: String,
    /// Base address that the public page reads without a credential; `None` reads the snapshot published with the
    /// page.
    pub live: Option<String>,
    /// Seconds between two fetches.
    pub refresh_seconds: u32,
    /// Seconds after which an answer is too old to be current; `None` for the default of its source.
    pub stale_after_seconds: Option<u32>,
    /// Past days on the front page.
    pub recent_days: u32,
    /// Length of the day bars.
    pub history_days: u32,
    /// The components, in the order of the page.
    pub components: Vec<Component>,
    /// The language, or `None` for the visitor's own.
    pub language: Option<String>,
    /// The time zone, or `None` for the visitor's own.
    pub time_zone: Option<String>,
    /// The hours that the figures count, or `None` for all of the time.
    pub service_hours: Option<ZonedHours>,
    /// The origins whose pages may show the public pages in a frame. Servers go by it, not the apps.
    pub frame_ancestors: Vec<String>,
    /// Whether search engines are kept away. Servers and documents go by it, not the apps.
    pub noindex: bool,
}

/// Service hours with the name of their zone, which need not be one that anybody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZonedHours {
    /// The zone.
    pub zone: String,
    /// The hours by its clocks.
    pub hours: ServiceHours,
}

/// The keys of the service hours. All of them are required.
pub const SERVICE_KEYS: [&str; 4] = ["zone", "days", "from", "to"];

/// The days of the week in the service hours.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A component as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its id at the API.
    pub id: ComponentId,
    /// Its name.
    pub name: String,
    /// The headings of its group and of the groups in it, joined with `/`, see [`Component::path`].
    pub group: Option<String>,
    /// A sentence that describes it.
    pub description: Option<String>,
    /// The first day that it was in use. There's no history from before.
    pub start_date: Option<Date>,
    /// Whether it's hidden from the list of components while it's operational.
    pub only_show_if_degraded: bool,
    /// Its own address.
    pub url: Option<String>,
    /// The ids that it used to have.
    pub previous_ids: Vec<ComponentId>,
}

/// The keys of a component.
pub const COMPONENT_KEYS: [&str; 8] =
    ["id", "name", "group", "description", "startDate", "onlyShowIfDegraded", "url", "previousIds"];

/// How deep groups nest; anything deeper is part of the last heading. A document has as many levels of headings below that
/// of a section.
const GROUPS_DEEP: usize = 4;

impl Component {
    /// A component with an id and a name, and nothing else.
    pub fn new(id: ComponentId, name: String) -> Self {
        let (group, description, start_date, url) = (None, None, None, None);
        Self { id, name, group, description, start_date, only_show_if_degraded: false, url, previous_ids: Vec::new() }
    }

    /// The headings of its group and of the groups in it, outermost first; empty without any.
    pub fn path(&self) -> Vec<&str> {
        let mut path = Vec::new();
        let mut rest = self.group.as_deref();
        while let Some(group) = rest {
            let (heading, below) = if path.len() + 1 < GROUPS_DEEP { cut(group, b'/') } else { (group, None) };
            rest = below;
            if !heading.trim().is_empty() {
                path.push(heading.trim());
            }
        }
        path
    }

    /// These headings as one text: "Cloud / Storage".
    pub fn path_text(&self) -> String {
        let mut text = String::new();
        for heading in self.path() {
            text += if text.is_empty() { "" } else { " / " };
            text += heading;
        }
        text
    }
}

/// A key whose value cannot be used. The page works with the default in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The key, as a path: `components[2].name`.
    pub key: String,
    /// The expected value.
    pub expected: Expected,
}

/// The kind of value that a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The whole file has to be a JSON object.
    Object,
    /// The key is not known; it may be misspelt.
    KnownKey,
    /// Text that is not blank.
    Text,
    /// An `http` or `https` address, or one relative to the site.
    Address,
    /// A whole number within these bounds.
    Number(u32, u32),
    /// A list.
    List,
    /// An id that no other component has.
    UniqueId,
    /// A scheme (`http` or `https`) and a host, with a port if need be and nothing behind it.
    Origin,
    /// `true` or `false`.
    Flag,
    /// A day such as `2026-11-23`.
    Day,
    /// Days of the week such as `["mon", "tue"]`.
    Weekdays,
    /// A time of day such as `08:00`, up to `24:00`.
    TimeOfDay,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Status".into(),
            logo: None,
            logo_dark: None,
            homepage: None,
            support_url: None,
            subscribe_url: None,
            api: "v1".into(),
            live: None,
            refresh_seconds: 30,
            stale_after_seconds: None,
            recent_days: 14,
            history_days: 90,
            components: Vec::new(),
            language: None,
            time_zone: None,
            service_hours: None,
            frame_ancestors: Vec::new(),
            noindex: false,
        }
    }
}

impl Config {
    /// Seconds after which a live answer is too old to be current.
    pub fn stale_after_live(&self) -> u32 {
        self.stale_after_seconds.unwrap_or(300)
    }

    /// Seconds after which a snapshot is too old, see [`default_stale_after`].
    pub fn stale_after_snapshot(&self, every_seconds: u32) -> u32 {
        self.stale_after_seconds.unwrap_or(default_stale_after(every_seconds))
    }

    /// The component with this id, where the configuration names it.
    pub fn component(&self, id: &ComponentId) -> Option<&Component> {
        self.components.iter().find(|component| component.id == *id || component.previous_ids.contains(id))
    }

    /// The component whose page an address names, by its id or one that it used to have.
    pub fn component_at(&self, of: &ItemRef) -> Option<&Component> {
        let is_it = |id: &ComponentId| of.names(id.as_str());
        self.components.iter().find(|component| is_it(&component.id) || component.previous_ids.iter().any(is_it))
    }

    /// The ids that components used to have, each with the current one.
    pub fn renames(&self) -> Renames {
        let mut pairs = Vec::new();
        for component in &self.components {
            for id in &component.previous_ids {
                pairs.push((id.clone(), component.id.clone()));
            }
        }
        Renames::new(pairs)
    }

    /// Reads the file. Every key that cannot be used keeps its default and is named in the problems.
    pub fn decode(body: &str) -> (Self, Vec<ConfigProblem>) {
        // Some editors put a mark before the text. Anything but JSON isn't an object either.
        let body = body.strip_prefix('\u{feff}').unwrap_or(body);
        Self::from_value(&serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// The same from JSON that was read already.
    pub fn from_value(value: &Value) -> (Self, Vec<ConfigProblem>) {
        let mut config = Self::default();
        let mut problems = Vec::new();
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    if let Err(expected) = config.set(key, value, &mut problems) {
                        problems.push(ConfigProblem { key: key.clone(), expected });
                    }
                }
            }
            _ => problems.push(ConfigProblem { key: String::new(), expected: Expected::Object }),
        }
        (config, problems)
    }

    fn set(&mut self, key: &str, value: &Value, problems: &mut Vec<ConfigProblem>) -> Result<(), Expected> {
        let (place, read): (_, fn(&Value) -> _) = match key {
            "logo" => (&mut self.logo, address),
            "logoDark" => (&mut self.logo_dark, address),
            "homepage" => (&mut self.homepage, address),
            "supportUrl" => (&mut self.support_url, link),
            "subscribeUrl" => (&mut self.subscribe_url, link),
            "live" => (&mut self.live, address),
            "language" => (&mut self.language, text),
            "timeZone" => (&mut self.time_zone, text),
            _ => return self.set_other(key, value, problems),
        };
        *place = optional(value, read)?;
        Ok(())
    }

    fn set_other(&mut self, key: &str, value: &Value, problems: &mut Vec<ConfigProblem>) -> Result<(), Expected> {
        match key {
            "title" => self.title = text(value)?,
            "api" => self.api = address(value)?,
            "refreshSeconds" => self.refresh_seconds = number(value, 5, 86_400)?,
            "staleAfterSeconds" => self.stale_after_seconds = optional(value, |value| number(value, 10, 604_800))?,
            "recentDays" => self.recent_days = number(value, 1, 90)?,
            "historyDays" => self.history_days = number(value, 1, 365)?,
            "serviceHours" => self.service_hours = service_hours(value, problems)?,
            "components" => self.components = components(value, problems)?,
            #[cfg(not(target_arch = "wasm32"))]
            "frameAncestors" => self.frame_ancestors = origins(value, problems)?,
            #[cfg(not(target_arch = "wasm32"))]
            "noindex" => self.noindex = value.as_bool().ok_or(Expected::Flag)?,
            // Keys that the apps don't use. They are listed so that they aren't reported as mistakes.
            #[cfg(target_arch = "wasm32")]
            "frameAncestors" | "noindex" => {}
            // Lets an editor find the schema.
            "$schema" => {}
            _ => return Err(Expected::KnownKey),
        }
        Ok(())
    }
}

/// Seconds after which a snapshot is too old, unless configured: three publishing intervals.
pub const fn default_stale_after(every_seconds: u32) -> u32 {
    every_seconds.saturating_mul(3)
}

/// Whether an address may be followed or fetched: `http`, `https`, or relative to the site. Script addresses and
/// those that take only the scheme from the page are refused, and so is anything with a control character or a
/// backslash, which browsers repair into something else. A name and a password in it are refused too: everybody could
/// read them, and no browser fetches such an address.
pub fn is_safe_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    if text.is_empty() || text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    let name = rest.unwrap_or(&lower).as_bytes();
    let first = &name[..name.iter().position(|byte| is_one_of(*byte, b"/?#")).unwrap_or(name.len())];
    match rest {
        // One host: a policy would take an asterisk for many, and what parts its words for more of them.
        Some(_) => !first.is_empty() && !first.iter().any(|byte| is_one_of(*byte, b"@*;,'")),
        // Relative: nothing before the first slash may look like a scheme, and no two slashes may begin it.
        None => !lower.starts_with("//") && !is_one_of(b':', first),
    }
}

/// The keys that the public page has no use for.
pub const KEYS_OF_SERVERS: [&str; 2] = ["frameAncestors", "noindex"];

#[cfg(not(target_arch = "wasm32"))]
fn origins(value: &Value, problems: &mut Vec<ConfigProblem>) -> Result<Vec<String>, Expected> {
    let elements = value.as_array().ok_or(Expected::List)?;
    let mut origins = Vec::with_capacity(elements.len());
    for (index, element) in elements.iter().enumerate() {
        match element.as_str().and_then(origin) {
            Some(origin) => origins.push(origin),
            None => {
                problems.push(ConfigProblem { key: format!("frameAncestors[{index}]"), expected: Expected::Origin });
            }
        }
    }
    Ok(origins)
}

/// An origin as a policy names it. `*` may only replace the part before the first dot of a name.
#[cfg(not(target_arch = "wasm32"))]
fn origin(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_suffix('/').unwrap_or(&text);
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let is_name = name.strip_prefix("*.").unwrap_or(name).split('.').all(is_label);
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    (is_name && port.is_none_or(is_port)).then(|| text.to_owned())
}

fn components(value: &Value, problems: &mut Vec<ConfigProblem>) -> Result<Vec<Component>, Expected> {
    let elements = value.as_array().ok_or(Expected::List)?;
    let mut components: Vec<Component> = Vec::with_capacity(elements.len());
    for (index, element) in elements.iter().enumerate() {
        let mut note = |dot: &str, key: &str, expected| {
            let index = decimal(i64::try_from(index).unwrap_or(i64::MAX), 1);
            problems.push(ConfigProblem { key: ["components[", &index, "]", dot, key].concat(), expected });
        };
        let Some(fields) = element.as_object() else {
            note("", "", Expected::Object);
            continue;
        };
        for key in fields.keys().filter(|key| !COMPONENT_KEYS.contains(&key.as_str())) {
            note(".", key, Expected::KnownKey);
        }
        let mut field = |key: &str, required, read: fn(&Value) -> Result<String, Expected>| match fields
            .get(key)
            .map_or(Ok(None), |value| optional(value, read))
        {
            Ok(None) if required => {
                note(".", key, Expected::Text);
                None
            }
            Ok(text) => text,
            Err(expected) => {
                note(".", key, expected);
                None
            }
        };
        let (id, name) = (field("id", true, text), field("name", true, text));
        let (group, description) = (field("group", false, text), field("description", false, text));
        let url = field("url", false, address);
        let given = |key: &str| fields.get(key).filter(|value| !value.is_null());
        let start_date = given("startDate").map(|value| value.as_str().and_then(|text| Date::parse(text.trim())));
        if start_date == Some(None) {
            note(".", "startDate", Expected::Day);
        }
        let only_show_if_degraded = given("onlyShowIfDegraded").map(Value::as_bool);
        if only_show_if_degraded == Some(None) {
            note(".", "onlyShowIfDegraded", Expected::Flag);
        }
        let (Some(id), Some(name)) = (id.as_deref().and_then(ComponentId::new), name) else { continue };
        if components.iter().any(|component| component.id == id) {
            note(".", "id", Expected::UniqueId);
            continue;
        }
        // A previous id is unusable if it's the id of any component in the list, or a previous id of an earlier one.
        let is_id = |id: &ComponentId| {
            let of = |element: &Value| element.get("id").and_then(Value::as_str) == Some(id.as_str());
            elements.iter().any(of)
        };
        let is_taken = |id: &ComponentId| components.iter().any(|component| component.previous_ids.contains(id));
        let mut previous_ids: Vec<ComponentId> = Vec::new();
        match given("previousIds") {
            None => {}
            Some(Value::Array(given)) => {
                let mut are_good = true;
                for given in given {
                    match text(given).ok().and_then(|text| ComponentId::new(&text)) {
                        Some(id) if !is_id(&id) && !is_taken(&id) && !previous_ids.contains(&id) => {
                            previous_ids.push(id);
                        }
                        _ => are_good = false,
                    }
                }
                if !are_good {
                    previous_ids.clear();
                    note(".", "previousIds", Expected::UniqueId);
                }
            }
            Some(_) => note(".", "previousIds", Expected::List),
        }
        components.push(Component {
            id,
            name,
            group,
            description,
            start_date: start_date.flatten(),
            only_show_if_degraded: only_show_if_degraded.flatten().unwrap_or_default(),
            url,
            previous_ids,
        });
    }
    Ok(components)
}

fn service_hours(value: &Value, problems: &mut Vec<ConfigProblem>) -> Result<Option<ZonedHours>, Expected> {
    if value.is_null() {
        return Ok(None);
    }
    let fields = value.as_object().ok_or(Expected::Object)?;
    let mut note =
        |key: &str, expected| problems.push(ConfigProblem { key: ["serviceHours.", key].concat(), expected });
    for key in fields.keys() {
        if !SERVICE_KEYS.contains(&key.as_str()) {
            note(key, Expected::KnownKey);
        }
    }
    let (mut zone, mut days, mut times, mut is_good) = (String::new(), [false; 7], [0; 2], true);
    for (place, key) in SERVICE_KEYS.into_iter().enumerate() {
        let value = fields.get(key).unwrap_or(&Value::Null);
        let read = match place {
            0 => text(value).map(|text| zone = text),
            1 => weekdays(value).map(|read| days = read).ok_or(Expected::Weekdays),
            _ => time_of_day(value).map(|time| times[place - 2] = time).ok_or(Expected::TimeOfDay),
        };
        if let Err(expected) = read {
            note(key, expected);
            is_good = false;
        }
    }
    let hours = ServiceHours { days, from: times[0], to: times[1] };
    Ok(is_good.then_some(ZonedHours { zone, hours }))
}

/// At least one day.
fn weekdays(value: &Value) -> Option<[bool; 7]> {
    let mut days = [false; 7];
    for value in value.as_array()? {
        days[WEEKDAYS.iter().position(|day| Some(*day) == value.as_str())?] = true;
    }
    Some(days).filter(|days| days.contains(&true))
}

/// The minute of the day.
fn time_of_day(value: &Value) -> Option<i64> {
    let (hours, minutes) = cut(value.as_str()?, b':');
    let minutes = minutes.filter(|minutes| hours.len() == 2 && minutes.len() == 2)?;
    let minutes = whole_number(minutes).filter(|minutes| *minutes < 60)?;
    Some(whole_number(hours)? * 60 + minutes).filter(|time| *time <= 1_440)
}

fn optional<T>(value: &Value, read: impl FnOnce(&Value) -> Result<T, Expected>) -> Result<Option<T>, Expected> {
    if value.is_null() { Ok(None) } else { read(value).map(Some) }
}

fn text(value: &Value) -> Result<String, Expected> {
    let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or(Expected::Text)
}

fn address(value: &Value) -> Result<String, Expected> {
    text(value).ok().filter(|text| is_safe_address(text)).ok_or(Expected::Address)
}

/// An address that a visitor follows; `mailto:` and `tel:` lead somewhere too.
fn link(value: &Value) -> Result<String, Expected> {
    let text = text(value).map_err(|_| Expected::Address)?;
    let lower = text.to_ascii_lowercase();
    let direct = (lower.starts_with("mailto:") || lower.starts_with("tel:")) && !text.chars().any(char::is_control);
    (direct || is_safe_address(&text)).then_some(text).ok_or(Expected::Address)
}

fn number(value: &Value, min: u32, max: u32) -> Result<u32, Expected> {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    number.filter(|number| (min..=max).contains(number)).ok_or(Expected::Number(min, max))
}
