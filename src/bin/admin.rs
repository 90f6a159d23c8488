//! Mounts the admin app, nothing more.

fn main() {
    statuspane::admin::start();
}
