//! The size of a visitor's downloads.

use super::section::Verdict;
use super::{Bench, as_linted, bring_up_to_date};
use crate::failure::Failure;
use crate::files;
use crate::finish;
use crate::output::Output;
use crate::specs;
use serde_json::Value;
use std::path::Path;

/// The limit in bytes for the public page's code: WebAssembly, script and guard, each compressed with brotli at quality
/// 11.
const LIMIT: usize = 101_000;

/// The public page's code after each of the last steps, in the same bytes. The report says how much each has added.
const STEPS: [(&str, usize); 6] = [
    ("maintenances and components", 94_125),
    ("day bars and years", 100_301),
    ("similar functions next to each other", 98_812),
    ("figures", 104_758),
    ("sorted parts of instructions", 89_079),
    ("search and files", 98_614),
];

/// The limit in bytes for the admin view's code: WebAssembly and script, compressed in the same way.
const ADMIN_LIMIT: usize = 235_000;

/// A string that only the admin view's code has.
const ADMIN_SENTINEL: &[u8] = include_bytes!("../../../crates/contract/src/admin_sentinel.txt");

/// Measures the public page's code and a first visit, and checks that the page has no code of the admin view.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bring_up_to_date(bench, out)?;
    let dist = bench.workspace.dist();
    let page = code(&dist, &["page.wasm", "page.js", "guard.js"])?;
    let sizes: Vec<usize> =
        page.iter().map(|bytes| finish::brotli(bytes).map(|bytes| bytes.len())).collect::<Result<_, _>>()?;
    let total: usize = sizes.iter().sum();
    let figure = format!(
        "{total} of {LIMIT} bytes with brotli (WebAssembly {}, script {}, guard {})",
        sizes[0], sizes[1], sizes[2]
    );
    out.say(&figure);
    let steps = steps(total);
    out.say(&steps);

    if page.iter().any(|bytes| contains(bytes, ADMIN_SENTINEL)) {
        return Err(Failure::new("The public page's bundle contains admin code, which visitors would download.")
            .next("Find what links `admin` from `page`, `view` or `message`. The sentinel string is in `admin`."));
    }
    let admin = code(&dist.join("admin"), &["page.wasm", "page.js"])?;
    if !admin.iter().any(|bytes| contains(bytes, ADMIN_SENTINEL)) {
        return Err(Failure::new(
            "The admin bundle lacks its sentinel string, so the check for admin code is meaningless.",
        )
        .next("Use the string `statuspane-admin-app-sentinel` in `admin` in a way that isn't optimised away."));
    }
    if total > LIMIT {
        return Err(Failure::new(format!("The public page is too large: {figure}."))
            .next("Look for recent additions: a dependency, a feature of one, formatting code."));
    }
    let sizes: Vec<usize> =
        admin.iter().map(|bytes| finish::brotli(bytes).map(|bytes| bytes.len())).collect::<Result<_, _>>()?;
    let total: usize = sizes.iter().sum();
    let admin_figure = format!(
        "admin view: {total} of {ADMIN_LIMIT} bytes with brotli (WebAssembly {}, script {})",
        sizes[0], sizes[1]
    );
    out.say(&admin_figure);
    if total > ADMIN_LIMIT {
        return Err(Failure::new(format!("The admin view's code is too large: {admin_figure}."))
            .next("Look for recent additions: a dependency, a feature of one, a view that isn't erased."));
    }
    let trip = first_round_trip(bench)?;
    out.say(&trip);
    let visits = first_visits(bench)?;
    out.say(&visits);
    Ok(Verdict::Measured(format!("{figure}; {steps}; {admin_figure}; {trip}; {visits}")))
}

/// How much each of the last steps added to the public page's code, and what was added since.
fn steps(total: usize) -> String {
    let signed = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
    let [(_, mut before), rest @ ..] = STEPS;
    let mut said = "added by the last steps: ".to_owned();
    for (name, size) in rest {
        said += &format!("{name} {:+}, ", signed(size) - signed(before));
        before = size;
    }
    said + &format!("since then {:+}", signed(total) - signed(before))
}

/// Measures a first visit to a front page with 200 incidents, published and served. The specs check the limits.
fn first_visits(bench: &Bench<'_>) -> Result<String, Failure> {
    let browser = bench.tools.browser.as_ref().map_err(Clone::clone)?;
    let printed = specs::run(bench.workspace, "e2e/size.config.ts", "Measuring a first visit")?
        .env("CHROMIUM", &browser.chromium)
        .next("The parts are listed above: look for a new or repeated request.")
        .capture()?;
    let figures: Vec<&str> = printed.lines().map(str::trim).filter(|line| line.starts_with("first visit: ")).collect();
    match figures.len() {
        2 => Ok(figures.join("; ")),
        _ => Err(Failure::new("The spec of a first visit didn't print two figures, so nothing was measured.")
            .next("Check that xtask/src/test/size.rs expects the lines that e2e/size/first-visit.spec.ts prints.")),
    }
}

/// Publishes 200 incidents with the server's code and the bundle, and measures the first round trip of the front page.
fn first_round_trip(bench: &Bench<'_>) -> Result<String, Failure> {
    const TEST: &str = "first_trip::the_front_page_comes_with_the_first_round_trip";
    let arguments = ["test", "--quiet", "--workspace", "--features", "statuspane/ssr", "--test", "api", "--"];
    let run = bench.cargo("Measuring the front page's first round trip", &arguments);
    let run = run.args([TEST, "--exact", "--ignored", "--nocapture"]).env("STATUSPANE_DIST", bench.workspace.dist());
    let printed = as_linted(bench, run).capture()?;
    let figure = printed.lines().find(|line| line.starts_with("first round trip: "));
    figure.map(str::to_owned).ok_or_else(|| {
        Failure::new(format!("The test {TEST} printed no figure, so nothing was measured."))
            .next("Check that xtask/src/test/size.rs expects its name and the line it prints.")
    })
}

/// The contents of a page's files with these roles, in the same order.
fn code(folder: &Path, roles: &[&str]) -> Result<Vec<Vec<u8>>, Failure> {
    let path = folder.join("assets.json");
    let assets: Value = serde_json::from_slice(&files::read(&path)?).map_err(|error| {
        Failure::new(format!("{} isn't in the format that the hook writes: {error}.", path.display()))
    })?;
    let file = |role: &str| match assets[role]["file"].as_str() {
        Some(name) => files::read(&folder.join(name)),
        None => Err(Failure::new(format!("{} lists no {role}.", path.display()))),
    };
    roles.iter().map(|role| file(role)).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
