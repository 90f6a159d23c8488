//! Resolves the addresses in a page to files of the site.

use contract::incident_api::endpoint::unsegment;

/// The target of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file of the site, as a path below its folder.
    File(String),
    /// An absolute address, with its scheme in lower case; `//` for one without a scheme.
    Elsewhere(String),
    /// A place outside the folder.
    Above,
    /// Nothing: the address is invalid.
    Nowhere,
}

/// Resolves `address` in the file `from`. `path` is the site's path on its host, with a slash at both ends.
pub(super) fn target(from: &str, address: &str, path: &str) -> Target {
    let address = address.trim();
    if let Some(scheme) = scheme(address) {
        return Target::Elsewhere(scheme);
    }
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (mut place, below) = match address[..end].strip_prefix('/') {
        // An address without a scheme, which uses that of the page.
        Some(rest) if rest.starts_with(['/', '\\']) => return Target::Elsewhere("//".to_owned()),
        Some(_) => match address[..end].strip_prefix(path) {
            Some(below) => (Vec::new(), below),
            None => return Target::Above,
        },
        None if end == 0 => return Target::File(from.to_owned()),
        None => (from.split('/').map(str::to_owned).collect(), &address[..end]),
    };
    // A relative address starts from the file's folder.
    place.pop();
    let mut is_folder = true;
    for segment in below.split('/') {
        is_folder = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." if place.pop().is_none() => return Target::Above,
            ".." => {}
            name => match unsegment(name).filter(|name| !name.contains(['/', '\\', '\0']) && name != "..") {
                Some(name) => place.push(name),
                None => return Target::Nowhere,
            },
        }
    }
    if is_folder {
        place.push("index.html".to_owned());
    }
    Target::File(place.join("/"))
}

/// The relative path from a file to the site's root.
pub(super) fn way_up(from: &str) -> String {
    match from.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_one.then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_mean_files() {
        let check = |from: &str, address: &str, expected: &str| {
            assert_eq!(target(from, address, "/status/"), Target::File(expected.into()), "{from} {address}");
        };
        check("index.html", "./", "index.html");
        check("index.html", "", "index.html");
        check("index.html", "#main", "index.html");
        check("index.html", "?month=2026-11", "index.html");
        check("index.html", "theme.css?1#a", "theme.css");
        check("index.html", "incidents/a/", "incidents/a/index.html");
        check("incidents/a/index.html", "../../", "index.html");
        check("incidents/a/index.html", "../b/", "incidents/b/index.html");
        check("incidents/a/index.html", "../../page.js", "page.js");
        check("incidents/a/index.html", "..", "incidents/index.html");
        check("404.html", "/status/", "index.html");
        check("404.html", "/status/page.js", "page.js");
        check("index.html", "a%20b", "a b");
    }

    #[test]
    fn other_addresses_mean_no_file() {
        let check = |address: &str, expected: Target| {
            assert_eq!(target("incidents/a/index.html", address, "/status/"), expected, "{address}");
        };
        check("../../../", Target::Above);
        check("/", Target::Above);
        check("/other/", Target::Above);
        check("https://example.com/", Target::Elsewhere("https".into()));
        check("MAILTO:a@example.com", Target::Elsewhere("mailto".into()));
        check("//example.com/", Target::Elsewhere("//".into()));
        check("%2e%2e/x", Target::Nowhere);
        check("a%2fb", Target::Nowhere);
        check("a%zz", Target::Nowhere);
    }

    #[test]
    fn the_way_up_leads_to_the_root() {
        assert_eq!(way_up("index.html"), "./");
        assert_eq!(way_up("admin/index.html"), "../");
        assert_eq!(way_up("incidents/a/index.html"), "../../");
    }
}
