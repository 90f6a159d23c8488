//! Trunk's post-build hook: turns Trunk's staged files into the files to serve.
//!
//! A file must not change after it has been hashed, so the order is fixed: the WebAssembly first, whose name and
//! integrity go into the script; then the script and styles, whose names and integrity go into the HTML; then the list
//! of files and the compressed copies.

mod asset;
mod compress;
mod html;
mod module;
mod order;
mod pack;
mod policy;
mod powers;
mod shrink;
mod slim;

use crate::failure::Failure;
use crate::npm_bin::npm_bin;
use crate::output::Output;
use crate::workspace::Workspace;
use crate::{bundle::Mode, files};
pub use compress::brotli;

use asset::{Asset, Assets};
use html::Html;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Files that deployers edit in place. They get no compressed copies, which would still be served after an edit.
const EDITED_BY_DEPLOYERS: [&str; 2] = ["config.json", "theme.css"];

/// Finishes the page that Trunk has staged, as named by Trunk's environment variables.
pub fn finish(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let staged = Staged::from_environment(workspace)?;
    let wasm = staged.wasm(workspace)?;
    let wall = staged.wall(workspace)?;
    let script = staged.script(workspace, &wasm, wall.as_ref())?;
    let style = staged.style(workspace)?;
    let guard = staged.guard(workspace)?;
    let scheme = staged.scheme(workspace)?;
    staged.html(&script, &style, guard.as_ref(), &scheme)?;
    staged.remove_leftovers()?;

    let mut assets = Assets::default();
    assets.add("page.wasm", &wasm);
    assets.add("page.js", &script);
    assets.add("page.css", &style);
    if let Some(wall) = &wall {
        assets.add("wall.js", wall);
    }
    if let Some(guard) = &guard {
        assets.add("guard.js", guard);
    }
    if staged.mode == Mode::Release {
        compress::compress_all(&staged.folder, &EDITED_BY_DEPLOYERS, &mut assets)?;
    }
    files::write(&staged.folder.join("assets.json"), assets.to_json())?;
    out.say(format!("{}: {assets}", staged.app));
    Ok(())
}

/// A page in Trunk's staging folder.
struct Staged {
    /// `page` or `admin`: the name of the app's binary, style sheet and files.
    app: String,
    /// The page's HTML in the checkout.
    source: PathBuf,
    /// The staging folder.
    folder: PathBuf,
    /// The script that wasm-bindgen wrote.
    glue: PathBuf,
    /// The WebAssembly that wasm-bindgen wrote.
    module: PathBuf,
    /// The folder for intermediate files.
    scratch: PathBuf,
    mode: Mode,
}

impl Staged {
    fn from_environment(workspace: &Workspace) -> Result<Self, Failure> {
        let variable = |name: &str| {
            std::env::var_os(name).map(PathBuf::from).ok_or_else(|| {
                Failure::new(format!("{name} isn't set. Only Trunk can run this command, as its hook."))
                    .next("Run cargo xtask build.")
            })
        };
        let source = variable("TRUNK_HTML_FILE")?;
        let app = match files::name(&source) {
            "admin.html" => "admin",
            _ => "page",
        };
        let mode = match variable("TRUNK_PROFILE")?.as_os_str() == "release" {
            true => Mode::Release,
            false => Mode::Dev,
        };
        let folder = variable("TRUNK_STAGING_DIR")?;
        let scratch = workspace.notes().join(app);
        files::remove(&scratch)?;
        files::create_folder(&scratch)?;
        Ok(Self {
            glue: staged_by_trunk(&folder, app, ".js")?,
            module: staged_by_trunk(&folder, app, "_bg.wasm")?,
            app: app.to_owned(),
            source,
            folder,
            scratch,
            mode,
        })
    }

    /// Writes the app's WebAssembly. In a release it is minimised, and the glue is rewritten to match.
    fn wasm(&self, workspace: &Workspace) -> Result<Asset, Failure> {
        let bytes = match self.mode {
            Mode::Dev => files::read(&self.module)?,
            Mode::Release => pack::pack(&slim::slim(workspace, &self.module, &self.glue, &self.scratch)?)?,
        };
        Asset::write(&self.folder, &self.app, "wasm", bytes)
    }

    /// Bundles the boot script and wasm-bindgen's glue into one module.
    fn script(&self, workspace: &Workspace, wasm: &Asset, wall: Option<&Asset>) -> Result<Asset, Failure> {
        files::write(&self.glue, with_both_ends(&files::read_text(&self.glue)?)?)?;
        let mut alias = OsString::from("--alias:glue=");
        alias.push(&self.glue);
        let defines = [
            format!("--define:WASM_FILE={}", json(wasm.name())),
            format!("--define:WASM_INTEGRITY={}", json(wasm.integrity())),
            format!("--define:IS_PACKED={}", self.mode == Mode::Release),
            format!("--define:WALL_FILE={}", json(wall.map_or("", Asset::name))),
            format!("--define:WALL_INTEGRITY={}", json(wall.map_or("", Asset::integrity))),
        ];
        // The glue calls functions of this file by name.
        let arguments = ["--format=esm", "--target=es2022", "--inject:web/document.js"].map(OsString::from);
        let arguments = arguments.into_iter().chain([alias]).chain(defines.map(OsString::from));
        let bytes = self.esbuild(workspace, "web/boot.js", "js", arguments)?;
        Asset::write(&self.folder, &self.app, "js", bytes)
    }

    /// Bundles the app's style sheet and its imports.
    fn style(&self, workspace: &Workspace) -> Result<Asset, Failure> {
        let bytes = self.esbuild(workspace, &format!("style/{}.css", self.app), "css", [])?;
        Asset::write(&self.folder, &self.app, "css", bytes)
    }

    /// Bundles the guard script, which works without the app. Only the public page has one.
    fn guard(&self, workspace: &Workspace) -> Result<Option<Asset>, Failure> {
        if self.app != "page" {
            return Ok(None);
        }
        let arguments = ["--format=iife", "--target=es2022"].map(OsString::from);
        let bytes = self.esbuild(workspace, "web/guard.js", "js", arguments)?;
        Asset::write(&self.folder, "guard", "js", bytes).map(Some)
    }

    /// Bundles the script for a screen in an office, with its styles. The boot script loads it there. Only the public page
    /// has one.
    fn wall(&self, workspace: &Workspace) -> Result<Option<Asset>, Failure> {
        if self.app != "page" {
            return Ok(None);
        }
        let styles = self.esbuild(workspace, "style/wall.css", "css", [])?;
        let styles = format!("--define:WALL_STYLES={}", json(&String::from_utf8_lossy(&styles)));
        let arguments = ["--format=iife", "--target=es2022", &styles].map(OsString::from);
        let bytes = self.esbuild(workspace, "web/wall.js", "js", arguments)?;
        Asset::write(&self.folder, "wall", "js", bytes).map(Some)
    }

    /// Bundles the script that runs in the head of every page.
    fn scheme(&self, workspace: &Workspace) -> Result<String, Failure> {
        let arguments = ["--format=iife", "--target=es2022"].map(OsString::from);
        let bytes = self.esbuild(workspace, "web/scheme.js", "js", arguments)?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    /// Replaces the references in the HTML with the final names, and puts in the script of the head.
    fn html(&self, script: &Asset, style: &Asset, guard: Option<&Asset>, scheme: &str) -> Result<(), Failure> {
        let path = self.folder.join("index.html");
        let mut html = Html::new(files::read_text(&path)?, files::name(&self.source));
        html.remove_trunk_links();
        html.refer("href", &format!("style/{}.css", self.app), style)?;
        html.refer("src", "web/boot.js", script)?;
        if let Some(guard) = guard {
            html.refer("src", "web/guard.js", guard)?;
        }
        html.include("web/scheme.js", scheme)?;
        // In development, Trunk's server injects an inline script, which the policy would block.
        if self.mode == Mode::Release {
            html.hold(&policy::of(&self.app, scheme))?;
        }
        files::write(&path, html.into_text())
    }

    /// Removes staged files that are now part of other files.
    fn remove_leftovers(&self) -> Result<(), Failure> {
        files::remove(&self.glue)?;
        files::remove(&self.module)?;
        files::remove(&self.folder.join("snippets"))
    }

    fn esbuild(
        &self,
        workspace: &Workspace,
        entry: &str,
        extension: &str,
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Vec<u8>, Failure> {
        let outfile = self.scratch.join(Path::new(entry).with_extension(extension));
        let mut out = OsString::from("--outfile=");
        out.push(&outfile);
        npm_bin(workspace, "esbuild", &format!("Bundling {entry}"))?
            .args([entry, "--bundle", "--log-level=warning", "--legal-comments=none", "--charset=utf8"])
            .args((self.mode == Mode::Release).then_some("--minify"))
            .args(arguments)
            .args([out])
            .next("Fix the problem reported above, then build again.")
            .stream(&Output::Terminal)?;
        files::read(&outfile)
    }
}

/// Finds the file that Trunk named after the app and a hash.
fn staged_by_trunk(folder: &Path, app: &str, ending: &str) -> Result<PathBuf, Failure> {
    let is_it = |path: &PathBuf| {
        let hash = files::name(path).strip_prefix(app).and_then(|rest| rest.strip_suffix(ending));
        hash.is_some_and(|hash| hash.is_empty() || hash.starts_with('-'))
    };
    files::list(folder)?.into_iter().find(is_it).ok_or_else(|| {
        Failure::new(format!("Trunk didn't stage {app}-…{ending} in {}.", folder.display()))
            .next("Check that the page's HTML still links the app with data-bin.")
    })
}

/// Makes the glue export the functions before and after instantiation instead of its loader: `web/boot.js` has its own.
fn with_both_ends(glue: &str) -> Result<String, Failure> {
    const EXPORT: &str = "export { initSync, __wbg_init as default };";
    match glue.contains(EXPORT) {
        true => Ok(glue.replace(EXPORT, "export { __wbg_get_imports, __wbg_finalize_init };")),
        false => Err(Failure::new("The script written by wasm-bindgen doesn't end as expected.")
            .next("Look at its last line, and update the hook in xtask/src/finish.rs.")),
    }
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
