//! Time zones by the browser's `Intl`.

use js_sys::{Array, Date, Intl, Object, Reflect};
use model::ascii::split;
use model::{Offset, Timestamp, Zone};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};

/// A zone that the browser knows.
pub struct BrowserZone {
    name: String,
    /// Writes a date with its offset; `None` for the browser's own zone, which `Date` already has.
    format: Option<SendWrapper<Intl::DateTimeFormat>>,
}

impl BrowserZone {
    /// The zone that this browser is set to.
    pub fn visitor() -> Self {
        let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
        let name = property(&options, "timeZone").unwrap_or_else(|| "local time".into());
        Self { name, format: None }
    }

    /// The zone of this name; `None` when the browser doesn't know it, or doesn't report offsets.
    pub fn named(name: &str) -> Option<Self> {
        let options = Object::new();
        for (key, value) in [("timeZone", name), ("timeZoneName", "longOffset")] {
            Reflect::set(&options, &key.into(), &value.into()).ok()?;
        }
        // Constructed through `Reflect`, since an unknown zone is an exception, and one that nobody catches is a trap.
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?;
        let arguments = Array::of2(&"en-US".into(), &options);
        let format = Reflect::construct(constructor.unchecked_ref::<js_sys::Function>(), &arguments).ok()?;
        let zone = Self { name: name.to_owned(), format: Some(SendWrapper::new(format.unchecked_into())) };
        zone.read_offset(0.0).map(|_| zone)
    }

    /// The offset in seconds at a number of milliseconds since the epoch.
    fn read_offset(&self, millis: f64) -> Option<i32> {
        let date = Date::new(&millis.into());
        let Some(format) = &self.format else {
            return Some(-(date.get_timezone_offset() as i32) * 60);
        };
        let text = format.format().call1(&JsValue::UNDEFINED, &date).ok()?.as_string()?;
        // "11/23/2026, GMT+01:00"
        let offset = &text[text.bytes().rposition(|byte| byte == b'T')? + 1..];
        if offset.is_empty() {
            return Some(0);
        }
        let (sign, rest) = match offset.strip_prefix('+') {
            Some(rest) => (1, rest),
            None => (-1, offset.trim_start_matches(['-', '−'])),
        };
        let mut parts = split(rest, b':').map(|part| part.parse::<i64>().ok());
        let (hours, minutes) = (parts.next()??, parts.next().unwrap_or(Some(0))?);
        Some((sign * (hours * 3600 + minutes * 60)) as i32)
    }
}

impl Zone for BrowserZone {
    fn offset(&self, at: Timestamp) -> Offset {
        Offset::from_seconds(self.read_offset(at.millis() as f64).unwrap_or(0))
    }

    fn name(&self) -> &str {
        &self.name
    }
}

fn property(object: &Object, key: &str) -> Option<String> {
    Reflect::get(object, &key.into()).ok()?.as_string()
}
