//! The data that a site carries and publishes: the data block of each page, `incidents.json`, `maintenances.json` and
//! `as-of.json`. Each format is one type with its encoder and decoder, which the apps, `serve`, `publish` and `check` all
//! use.

use crate::incident_api::decode::{Unreadable, list, maintenances, parse, time, version};
use crate::incident_api::encode::{encode_components, encode_incident, encode_maintenance, encode_public_entry};
use model::bars::{DayKind, Interval, Past};
use model::{ComponentId, Incident, MaintenanceList, Month, StatusData, Timestamp};
use serde_json::{Value, json};
use std::iter::repeat_n;

/// The time and the version of the data: `as-of.json`, and the API's `public/v1/as-of`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// When the data was read, or requested from another API.
    pub as_of: Timestamp,
    /// Changes exactly when something that visitors see has changed.
    pub version: String,
    /// The interval between snapshots, in seconds; an API has none.
    pub every_seconds: Option<u32>,
}

/// The same, member by member, for a report that names each one that is missing or unreadable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOfMembers {
    /// See [`AsOf::as_of`].
    pub as_of: Option<Timestamp>,
    /// See [`AsOf::version`].
    pub version: Option<String>,
    /// See [`AsOf::every_seconds`].
    pub every_seconds: Option<u32>,
}

impl AsOf {
    /// `{asOf, everySeconds, version}`; an API leaves `everySeconds` out.
    pub fn encode(&self) -> String {
        let mut value = json!({"asOf": self.as_of.to_wire(), "version": self.version});
        if let Some(every) = self.every_seconds {
            value["everySeconds"] = every.into();
        }
        value.to_string()
    }

    /// Decodes the text.
    ///
    /// # Errors
    /// If it isn't JSON, or lacks the time or the version.
    pub fn decode(body: &str) -> Result<Self, Unreadable> {
        match Self::members(&parse(body)?) {
            AsOfMembers { as_of: Some(as_of), version: Some(version), every_seconds } => {
                Ok(Self { as_of, version, every_seconds })
            }
            _ => Err(Unreadable::OtherShape),
        }
    }

    /// Decodes each member independently.
    pub fn members(value: &Value) -> AsOfMembers {
        let every = value.get("everySeconds").and_then(Value::as_u64);
        AsOfMembers {
            as_of: value.get("asOf").and_then(time),
            version: version(value),
            every_seconds: every.and_then(|every| u32::try_from(every).ok()),
        }
    }
}

/// The published data: the list of incidents with their timelines, `incidents.json`, and that of maintenances,
/// `maintenances.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The data.
    pub data: StatusData,
    /// The version of the data, see [`AsOf::version`]. Both files have it.
    pub version: Option<String>,
}

impl Snapshot {
    /// The text before the first incident, for writing a list in parts: then each [`Self::element`] with commas between
    /// them, then [`Self::end`].
    pub const START: &str = "{\"incidents\":[";

    /// The text after the last incident.
    pub fn end(version: Option<&str>) -> String {
        version.map_or_else(|| "]}".to_owned(), |version| format!("],\"version\":{}}}", Value::from(version)))
    }

    /// An incident as visitors may read it, with or without its timeline. Without it, with what is known of its components.
    pub fn element(incident: &Incident, with_timeline: bool) -> Value {
        let mut value = encode_incident(incident, None);
        if let Some(timeline) = incident.timeline.as_ref().filter(|_| with_timeline) {
            value["entries"] = timeline.entries().iter().map(encode_public_entry).collect();
        } else if let Some(affected) = &incident.affected {
            value["affectedComponents"] = encode_components(affected);
        }
        value
    }

    /// Stands for an element that couldn't be read, so that an incomplete list can't pass for a complete one.
    pub const UNREADABLE: Value = Value::Null;

    /// `maintenances.json`: `{maintenances, version}`, as visitors may read them.
    pub fn encode_maintenances(&self) -> String {
        let mut value = json!({"maintenances": encode_maintenances(&self.data.maintenances)});
        if let Some(version) = &self.version {
            value["version"] = version.as_str().into();
        }
        value.to_string()
    }

    /// `incidents.json`.
    pub fn encode(&self) -> String {
        // Encoded one by one: as JSON values, all of them together would take many times the memory of the text.
        let mut text = Self::START.to_owned();
        for (place, element) in elements(&self.data).enumerate() {
            text.push_str(if place == 0 { "" } else { "," });
            text.push_str(&element.to_string());
        }
        text + &Self::end(self.version.as_deref())
    }

    /// Decodes `incidents.json`. The data has no maintenances.
    ///
    /// # Errors
    /// If it isn't JSON, or has no list of incidents. Unreadable elements are counted, and aren't an error.
    pub fn decode(body: &str) -> Result<Self, Unreadable> {
        Self::from_value(&parse(body)?)
    }

    /// As [`Self::decode`], from JSON that is already parsed.
    ///
    /// # Errors
    /// If it has no list of incidents.
    pub fn from_value(value: &Value) -> Result<Self, Unreadable> {
        Ok(Self { data: StatusData::of(list(value)?), version: version(value) })
    }
}

/// The data that a page carries next to its markup, so that the app can start without a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataBlock {
    /// The time of the data; `None` if it can't be read.
    pub as_of: Option<Timestamp>,
    /// The keys of `config.json` that the public page reads; `Null` if there are none.
    pub config: Value,
    /// The incidents and maintenances that this page shows, and the version of the data that they are from.
    pub part: Snapshot,
    /// The months that the page links to. Its incidents don't go back to all of them.
    pub months: Option<Vec<Month>>,
    /// The intervals of the time that the page shows, where it doesn't have the incidents.
    pub past: Option<Past>,
}

impl DataBlock {
    /// The `id` of its element.
    pub const ID: &str = "statuspane-data";

    /// The text of the block, before it is escaped for the document.
    pub fn encode(&self) -> String {
        let mut value = json!({
            "config": self.config,
            "incidents": elements(&self.part.data).collect::<Value>(),
        });
        let maintenances = &*self.part.data.maintenances;
        if *maintenances != MaintenanceList::default() {
            value["maintenances"] = encode_maintenances(maintenances);
        }
        if maintenances.is_outdated() {
            value[OUTDATED] = true.into();
        }
        if let Some(as_of) = self.as_of {
            value["asOf"] = as_of.to_wire().into();
        }
        if let Some(version) = &self.part.version {
            value["version"] = version.as_str().into();
        }
        if let Some(months) = &self.months {
            value["months"] = months.iter().map(Month::to_string).collect();
        }
        if let Some(past) = &self.past {
            value["past"] = encode_past(&past.intervals);
            if let Some(since) = past.since {
                value["since"] = since.into();
            }
        }
        value.to_string()
    }

    /// Decodes the text of a block.
    ///
    /// # Errors
    /// Those of [`Snapshot::decode`].
    pub fn decode(text: &str) -> Result<Self, Unreadable> {
        Self::from_value(parse(text)?)
    }

    /// As [`Self::decode`], from JSON that is already parsed.
    ///
    /// # Errors
    /// Those of [`Snapshot::from_value`].
    pub fn from_value(mut value: Value) -> Result<Self, Unreadable> {
        // Taken rather than cloned: nothing else in the page clones a value, and the code for it has a weight.
        let config = value.get_mut("config").map(Value::take).unwrap_or_default();
        let months = value.get("months").and_then(Value::as_array);
        let mut part = Snapshot::from_value(&value)?;
        if let Ok(maintenances) = maintenances(&value) {
            let is_outdated = value.get(OUTDATED).is_some();
            part.data.maintenances = if is_outdated { maintenances.outdated() } else { maintenances }.into();
        }
        Ok(Self {
            as_of: value.get("asOf").and_then(time),
            config,
            part,
            months: months.map(|months| months.iter().filter_map(|month| Month::parse(month.as_str()?)).collect()),
            past: value
                .get("past")
                .and_then(past)
                .map(|intervals| Past { since: value.get("since").and_then(Value::as_i64), intervals }),
        })
    }
}

/// A list of `[start, length, kind, components]`: the first start is a minute since 1970, each other one how many minutes
/// earlier than the one before. The kind is its place in [`DayKind::ALL`]. The length is `null` for what isn't over, and 0 where nobody
/// knows the end. Components that aren't known are `null`.
fn encode_past(past: &[Interval]) -> Value {
    let mut before = None;
    let encode = |interval: &Interval| {
        let start =
            before.replace(interval.start).map_or(interval.start, |before: i64| before.wrapping_sub(interval.start));
        let components = interval.components.as_ref();
        let components: Option<Vec<&str>> = components.map(|ids| ids.iter().map(ComponentId::as_str).collect());
        json!([start, interval.length, interval.kind.number(), components])
    };
    past.iter().map(encode).collect()
}

/// `None` if any of it can't be read.
fn past(value: &Value) -> Option<Vec<Interval>> {
    let mut past: Vec<Interval> = Vec::new();
    for value in value.as_array()? {
        let mut interval = interval(value)?;
        if let Some(before) = past.last() {
            interval.start = before.start.wrapping_sub(interval.start);
        }
        past.push(interval);
    }
    Some(past)
}

fn interval(value: &Value) -> Option<Interval> {
    let [start, length, kind, components] = value.as_array()?.as_slice() else { return None };
    let components = match components {
        Value::Array(ids) => Some(ids.iter().map(|id| ComponentId::new(id.as_str()?)).collect::<Option<_>>()?),
        _ => None,
    };
    Some(Interval {
        start: start.as_i64()?,
        length: length.as_i64(),
        kind: DayKind::numbered(kind.as_u64()?)?,
        components,
    })
}

/// The member of a data block that says that a newer list of maintenances couldn't be had.
const OUTDATED: &str = "maintenancesOutdated";

/// All elements of the list of incidents, those that couldn't be read last.
fn elements(data: &StatusData) -> impl Iterator<Item = Value> {
    let readable = data.incidents.incidents().iter().map(|incident| Snapshot::element(incident, true));
    readable.chain(repeat_n(Snapshot::UNREADABLE, data.incidents.unreadable()))
}

/// A list of maintenances as visitors may read it, elements that couldn't be read last.
pub fn encode_maintenances(list: &MaintenanceList) -> Value {
    let readable = list.maintenances().iter().map(|maintenance| encode_maintenance(maintenance, None));
    readable.chain(repeat_n(Snapshot::UNREADABLE, list.lost())).collect()
}
