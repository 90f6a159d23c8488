//! Mounts the page app, nothing more.

fn main() {
    statuspane::page::start();
}
