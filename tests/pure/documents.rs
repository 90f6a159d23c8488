//! The two documents that the bundle is built from.

use std::path::Path;

#[test]
fn no_document_lets_phones_turn_numbers_into_links() {
    for file in ["index.html", "admin.html"] {
        let html = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let meta = "<meta name=\"format-detection\" content=\"telephone=no,date=no,address=no,email=no\">";
        assert_eq!(html.matches(meta).count(), 1, "{file}");
    }
}
