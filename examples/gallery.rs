//! Writes one file for each state of the public page, so that it can be looked at without a browser app.
//!
//! `cargo run --example gallery --features ssr -- OUT_DIR`

#[path = "../tests/support/gallery.rs"]
mod gallery;
#[path = "../tests/support/page_state.rs"]
mod page_state;
#[path = "../tests/support/builders.rs"]
mod shared;

use gallery::states;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("Usage: gallery OUT_DIR")?;
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    let styles = Path::new(env!("CARGO_MANIFEST_DIR")).join("style/page.css").canonicalize()?;
    let styles = styles.to_str().ok_or("The folder's name is not Unicode.")?;
    for (name, state) in states() {
        let (title, body) = (state.title(), state.render());
        let running = if state.age.is_some() { r#" data-app="running""# } else { "" };
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\" data-root=\"./\"{running}>\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <link rel=\"stylesheet\" href=\"file://{styles}\">\n</head>\n<body>\n<div id=\"app\">{body}</div>\n\
             </body>\n</html>\n"
        );
        std::fs::write(out.join(name).with_extension("html"), html)?;
    }
    Ok(())
}
