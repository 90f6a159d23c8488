//! The site's storage in this browser. Access may be denied, it may be full, and its contents may be nonsense.

use super::window;

/// The browser would not keep it: storage is denied or full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

/// The value of `key`, if it can be read.
pub fn read(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps `value` under `key`.
///
/// # Errors
/// [`NotKept`]; the old value is still there.
pub fn write(key: &str, value: &str) -> Result<(), NotKept> {
    let storage = window().local_storage().map_err(|_| NotKept)?.ok_or(NotKept)?;
    storage.set_item(key, value).map_err(|_| NotKept)
}

/// Removes `key`. Where storage is denied, it was never stored.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}
