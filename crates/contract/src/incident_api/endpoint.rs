//! Which address each call has. The one place that builds an address of the API.

use model::{EntryId, IncidentId, MaintenanceId};

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reading.
    Get,
    /// Creating. Never repeated without a person's word: it has no idempotency key.
    Post,
    /// Replacing. The same request twice changes nothing more.
    Put,
    /// Changing a part.
    Patch,
    /// Removing.
    Delete,
}

impl Method {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A call of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// Every incident.
    List,
    /// One incident.
    Get(&'a IncidentId),
    /// A new incident.
    Create,
    /// Remove an incident.
    Delete(&'a IncidentId),
    /// The entries of an incident.
    Entries(&'a IncidentId),
    /// A new entry.
    PostEntry(&'a IncidentId),
    /// One entry.
    Entry(&'a IncidentId, &'a EntryId),
    /// Replace an entry.
    PutEntry(&'a IncidentId, &'a EntryId),
    /// Remove an entry.
    DeleteEntry(&'a IncidentId, &'a EntryId),
    /// Correct an incident's name, impact, start or end.
    Correct(&'a IncidentId),
    /// From when the data is, and which version of it that is: of what visitors may read alone.
    AsOf,
    /// Which calls the API has beyond the documented ones.
    Abilities,
    /// Who changed an incident, when and how.
    Log(&'a IncidentId),
    /// Every maintenance.
    Maintenances,
    /// One maintenance.
    Maintenance(&'a MaintenanceId),
    /// A new maintenance.
    CreateMaintenance,
    /// Replace a maintenance.
    PutMaintenance(&'a MaintenanceId),
    /// Remove a maintenance.
    DeleteMaintenance(&'a MaintenanceId),
}

impl Endpoint<'_> {
    /// Its method.
    pub fn method(self) -> Method {
        match self {
            Self::List
            | Self::Get(_)
            | Self::Entries(_)
            | Self::Entry(..)
            | Self::AsOf
            | Self::Abilities
            | Self::Log(_)
            | Self::Maintenances
            | Self::Maintenance(_) => Method::Get,
            Self::Create | Self::PostEntry(_) | Self::CreateMaintenance => Method::Post,
            Self::PutEntry(..) | Self::PutMaintenance(_) => Method::Put,
            Self::Correct(_) => Method::Patch,
            Self::Delete(_) | Self::DeleteEntry(..) | Self::DeleteMaintenance(_) => Method::Delete,
        }
    }

    /// Its path below the version prefix, ids percent-encoded.
    pub fn path(self) -> String {
        let (id, below, entry) = match self {
            Self::List | Self::Create => return INCIDENTS.to_owned(),
            Self::AsOf => return AS_OF.to_owned(),
            Self::Abilities => return String::new(),
            Self::Maintenances | Self::CreateMaintenance => return MAINTENANCES.to_owned(),
            Self::Maintenance(id) | Self::PutMaintenance(id) | Self::DeleteMaintenance(id) => {
                return [MAINTENANCES, "/", &segment(id.as_str())].concat();
            }
            Self::Get(id) | Self::Delete(id) | Self::Correct(id) => (id, "", ""),
            Self::Entries(id) | Self::PostEntry(id) => (id, ENTRIES, ""),
            Self::Entry(id, entry) | Self::PutEntry(id, entry) | Self::DeleteEntry(id, entry) => {
                (id, "/entries/", entry.as_str())
            }
            Self::Log(id) => (id, "/log", ""),
        };
        [INCIDENTS, "/", &segment(id.as_str()), below, &segment(entry)].concat()
    }
}

const INCIDENTS: &str = "/incidents";
const ENTRIES: &str = "/entries";
const MAINTENANCES: &str = "/maintenances";
const AS_OF: &str = "/as-of";

/// The base address of an API with its version prefix, absolute or relative to the site's root, without a slash at
/// its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// From the configuration; slashes at the end do not matter.
    pub fn new(address: &str) -> Self {
        Self(address.trim().trim_end_matches('/').to_owned())
    }

    /// The address of a call.
    pub fn address(&self, endpoint: Endpoint<'_>) -> String {
        [&*self.0, &endpoint.path()].concat()
    }

    /// The addresses that every attempt of the public page asks for: of the time and the version, of the incidents and of
    /// the maintenances. The page has no other call than these and the two below, and no code for the rest.
    pub fn lists(&self) -> [String; 3] {
        [AS_OF, INCIDENTS, MAINTENANCES].map(|path| [&*self.0, path].concat())
    }

    /// The address of an incident.
    pub fn incident(&self, id: &IncidentId) -> String {
        [&*self.0, INCIDENTS, "/", &segment(id.as_str())].concat()
    }

    /// The address of its entries.
    pub fn entries(&self, id: &IncidentId) -> String {
        [&self.incident(id), ENTRIES].concat()
    }

    /// The base itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Percent-encodes text so that it is one segment of a path, or one value of a query, whatever it holds.
///
/// Only the unreserved characters of RFC 3986 stay. A segment of dots alone would be taken as a step between folders
/// even when encoded, so a lone `.` or `..` gets its dots encoded and is left to the server to refuse.
pub fn segment(text: &str) -> String {
    let dots = matches!(text, "." | "..");
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => encoded.push(char::from(byte)),
            b'.' if !dots => encoded.push('.'),
            _ => {
                encoded.push('%');
                push_hex(byte, b"0123456789ABCDEF", &mut encoded);
            }
        }
    }
    encoded
}

/// Appends the two digits of a byte.
pub(crate) fn push_hex(byte: u8, digits: &[u8; 16], text: &mut String) {
    for digit in [byte >> 4, byte & 15] {
        text.push(char::from(digits[usize::from(digit)]));
    }
}

/// Undoes [`segment`]; `None` where the percent signs make no sense or the bytes aren't text.
pub fn unsegment(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            decoded.push(digit(bytes.next()?)? << 4 | digit(bytes.next()?)?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}
