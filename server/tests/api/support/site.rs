//! A small built page, as the build leaves it.

use serde_json::json;
use std::fs;
use std::path::Path;

/// The folder's files, with this hash in the names of those that have one.
pub fn build(site: &Path, hash: &str) {
    let write = |path: &str, content: &str| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    };
    let asset = |name: &str| json!({"file": name, "integrity": "sha384-x"});
    let assets = json!({
        "guard.js": asset(&format!("guard-{hash}.js")),
        "page.js": asset(&format!("page-{hash}.js")),
        "page.css": asset(&format!("page-{hash}.css")),
    });
    write("assets.json", &assets.to_string());
    write("index.html", "<!DOCTYPE html>\n<html data-root=\"./\"></html>\n");
    write(
        "admin/index.html",
        "<!DOCTYPE html>\n<html lang=\"en\" data-root=\"../\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n<title>Status admin</title>\n\
         <meta name=\"description\" content=\"Create, update and delete incidents.\">\n</head>\n<body>\n\
         <div id=\"app\"></div>\n<noscript><p>The admin view needs JavaScript.</p></noscript>\n</body>\n</html>\n",
    );
    write(&format!("page-{hash}.css"), "@layer base{body{margin:0}}\n");
    write(&format!("page-{hash}.js"), "export default 1;\n");
    write(&format!("page-{hash}.wasm"), "\0asm");
    write(&format!("guard-{hash}.js"), "(() => {})();\n");
    write(&format!("admin/admin-{hash}.js"), "export default 2;\n");
    write("icons/unknown.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n");
    write("apple-touch-icon.png", "picture");
    write("favicon.ico", "icon");
    write("manifest.webmanifest", r#"{"name": "Status", "start_url": "./", "icons": [{"src": "icons/unknown.svg"}]}"#);
    write("config.json", r#"{"title": "From the site"}"#);
    write("theme.css", "");
}
