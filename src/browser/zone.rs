//! Time zones by the browser's `Intl`.

use model::{Offset, Timestamp, Zone};
use wasm_bindgen::prelude::wasm_bindgen;

// In `web/document.js`.
#[wasm_bindgen]
extern "C" {
    /// The name of the zone that this browser is set to, if it says so.
    #[wasm_bindgen(js_name = ownZone)]
    fn own_zone() -> Option<String>;

    /// The offset in seconds at a number of milliseconds since the epoch, in this zone or in the browser's own; nothing where
    /// the browser doesn't know the zone, or doesn't report offsets.
    #[wasm_bindgen(js_name = offsetIn)]
    fn offset_in(zone: Option<&str>, millis: f64) -> Option<i32>;
}

/// A zone that the browser knows.
pub struct BrowserZone {
    name: String,
    /// Whether it's the one that the browser is set to.
    is_own: bool,
}

impl BrowserZone {
    /// The zone that this browser is set to.
    pub fn visitor() -> Self {
        Self { name: own_zone().unwrap_or_else(|| "local time".into()), is_own: true }
    }

    /// The zone of this name; `None` when the browser doesn't know it, or doesn't report offsets.
    pub fn named(name: &str) -> Option<Self> {
        offset_in(Some(name), 0.0).map(|_| Self { name: name.to_owned(), is_own: false })
    }
}

impl Zone for BrowserZone {
    fn offset(&self, at: Timestamp) -> Offset {
        let zone = (!self.is_own).then_some(&*self.name);
        Offset::from_seconds(offset_in(zone, at.millis() as f64).unwrap_or(0))
    }

    fn name(&self) -> &str {
        &self.name
    }
}
