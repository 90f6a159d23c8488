//! A small built page that is like the build's output in every respect but its function.

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256, Sha384};
use statuspane_server::demo;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The start and the rest of both pages' policies.
const POLICY: &str =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {script}; style-src 'self'; font-src 'self'; ";
/// The script in the head of every page.
const SCHEME: &str = "(()=>{let a=\"<b>\"})();";
const PAGE: &str = "img-src 'self' https:; connect-src 'self' https:; manifest-src 'self'; base-uri 'none'; \
                    form-action 'none'";
const ADMIN: &str = "img-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'; \
                     require-trusted-types-for 'script'; trusted-types 'none'";

/// The names of its hashed files.
pub struct TestBundle {
    pub page: String,
    pub guard: String,
    pub css: String,
    pub wasm: String,
    pub admin: String,
}

impl TestBundle {
    /// Writes it into a folder, which is made for it.
    pub fn write(folder: &Path) -> Self {
        fs::create_dir_all(folder.join("admin")).expect("a folder");
        fs::create_dir_all(folder.join("icons")).expect("a folder");
        let mut assets = Map::new();
        let wasm = asset(folder, "page.wasm", b"\0asm\x01\0\0\0", &mut assets);
        let page = asset(folder, "page.js", script(&wasm).as_bytes(), &mut assets);
        let guard = asset(folder, "guard.js", b"(()=>{})();\n", &mut assets);
        let css = asset(folder, "page.css", b"@layer base{body{margin:0}main>p{color:red}}\n", &mut assets);
        let hash = format!("'sha256-{}'", BASE64.encode(&Sha256::digest(SCHEME)));
        let start = POLICY.replace("{script}", &hash);
        write(folder, "assets.json", Value::from(assets).to_string().as_bytes());
        let head = |css: &(String, String), scripts: String, root: &str, policy: &str| {
            format!(
                "<!DOCTYPE html>\n<html lang=\"en\" data-root=\"{root}\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta http-equiv=\"Content-Security-Policy\" content=\"{start}{policy}\">\n<script>{SCHEME}</script>\n\
                 <link rel=\"icon\" href=\"{root}icons/unknown.svg\">\n\
                 <link rel=\"stylesheet\" href=\"{}\" integrity=\"{}\">\n\
                 <link rel=\"stylesheet\" href=\"{root}theme.css\">\n{scripts}",
                css.0, css.1
            )
        };
        let tag = |how: &str, (name, integrity): &(String, String)| {
            format!("<script {how} src=\"{name}\" integrity=\"{integrity}\"></script>\n")
        };
        let scripts = tag("defer", &guard) + &tag("type=\"module\"", &page);
        let end = "</head>\n<body>\n<div id=\"app\"></div>\n</body>\n</html>\n";
        write(folder, "index.html", (head(&css, scripts, "./", PAGE) + end).as_bytes());

        let (below, mut assets) = (folder.join("admin"), Map::new());
        let code = asset(&below, "admin.wasm", b"\0asm statuspane-admin-app-sentinel", &mut assets);
        let admin = asset(&below, "admin.js", script(&code).as_bytes(), &mut assets);
        let styles = asset(&below, "admin.css", b"body{margin:1em}\n", &mut assets);
        write(&below, "assets.json", Value::from(assets).to_string().as_bytes());
        let robots = "<meta name=\"robots\" content=\"noindex, nofollow\">\n";
        let html = head(&styles, tag("type=\"module\"", &admin), "../", ADMIN) + robots + end;
        write(&below, "index.html", html.as_bytes());

        write(folder, "icons/unknown.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n");
        fs::write(folder.join("apple-touch-icon.png"), b"\x89PNG\r\n").expect("a file");
        fs::write(folder.join("favicon.ico"), "icon").expect("a file");
        let manifest = json!({"name": "Status", "start_url": "./", "icons": [{"src": "icons/unknown.svg"}]});
        fs::write(folder.join("manifest.webmanifest"), manifest.to_string()).expect("a file");
        fs::write(folder.join("config.json"), demo::config()).expect("a file");
        fs::write(folder.join("theme.css"), "").expect("a file");
        Self { page: page.0, guard: guard.0, css: css.0, wasm: wasm.0, admin: format!("admin/{}", admin.0) }
    }
}

fn script((wasm, integrity): &(String, String)) -> String {
    format!("const a=\"{wasm}\",b=\"{integrity}\";export default[a,b];\n")
}

/// A file with its hash in its name, and its integrity value.
pub fn asset(folder: &Path, role: &str, bytes: &[u8], assets: &mut Map<String, Value>) -> (String, String) {
    let (stem, extension) = role.split_once('.').expect("an extension");
    let name = format!("{stem}-{}.{extension}", HEXLOWER.encode(&Sha256::digest(bytes)[..8]));
    let integrity = format!("sha384-{}", BASE64.encode(&Sha384::digest(bytes)));
    write(folder, &name, bytes);
    assets.insert(role.to_owned(), json!({"file": name, "integrity": integrity}));
    (name, integrity)
}

/// A file with its compressed copies.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("a file");
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &Default::default()).expect("it packs");
    fs::write(folder.join(format!("{name}.br")), packed).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("it packs");
    fs::write(folder.join(format!("{name}.gz")), packed.finish().expect("it packs")).expect("a file");
}
