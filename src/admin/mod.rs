//! The admin app.

/// Mounts the admin view.
#[cfg(feature = "browser")]
pub fn start() {
    leptos::mount::mount_to_body(|| "statuspane-admin-app-sentinel");
}
