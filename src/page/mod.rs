//! The public app: its state, wired to the screens.

/// Mounts the public page.
pub fn start() {
    leptos::mount::mount_to_body(|| "Status");
}
