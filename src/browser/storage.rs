//! What this browser keeps for the site. Any of it may be denied, full or nonsense.

use leptos::prelude::window;

/// The browser would not keep it: storage is denied or full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

/// What is kept under `key`, if anything can be read there.
pub fn read(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps `value` under `key`.
///
/// # Errors
/// [`NotKept`]; what was kept there before still is.
pub fn write(key: &str, value: &str) -> Result<(), NotKept> {
    let storage = window().local_storage().map_err(|_| NotKept)?.ok_or(NotKept)?;
    storage.set_item(key, value).map_err(|_| NotKept)
}

/// Forgets what is kept under `key`. Where storage is denied, nothing was kept.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}
