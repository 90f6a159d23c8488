//! The design tokens, and the colours they stand for.

use crate::{Scheme, Srgb, css};
use std::collections::BTreeMap;
use std::fmt::{self, Display};

/// The product's own tokens.
const BUILT_IN: &str = include_str!("../../../style/tokens.css");

/// The tokens that a theme sets to change the brand.
pub const BRAND: [&str; 5] = ["--accent", "--accent-ink", "--page", "--surface", "--ink"];

/// How many tokens may refer to each other in a row. It ends circles.
const MAX_REFERENCES: usize = 8;

/// Custom properties, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette(BTreeMap<String, String>);

/// A token has no colour that can be computed. It has the value that prevents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotComputed(pub String);

impl Display for NotComputed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Palette {
    /// The tokens of `style/tokens.css`.
    pub fn built_in() -> Self {
        let mut tokens = BTreeMap::new();
        css::read(BUILT_IN, |within, name, value| {
            if name.starts_with("--") && within.last().is_some_and(|selector| selector == ":root") {
                tokens.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        });
        Self(tokens)
    }

    /// Sets a token, such as `--page`.
    pub fn set(&mut self, token: &str, value: &str) {
        self.0.insert(token.to_owned(), value.to_owned());
    }

    /// The names of all tokens and their values.
    pub fn tokens(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a token as it is after references to others, in one scheme.
    ///
    /// # Errors
    /// If a token is missing, or refers to itself.
    pub fn value(&self, token: &str, scheme: Scheme) -> Result<&str, NotComputed> {
        let mut value = self.of(token)?;
        for _ in 0..MAX_REFERENCES {
            if let Some(pair) = arguments(value, "light-dark") {
                let (light, dark) = split(pair).ok_or_else(|| NotComputed(value.to_owned()))?;
                value = match scheme {
                    Scheme::Light => light,
                    Scheme::Dark => dark,
                };
            } else if let Some(other) = arguments(value, "var") {
                value = self.of(other)?;
            } else {
                return Ok(value);
            }
        }
        Err(NotComputed(value.to_owned()))
    }

    /// The colour of a token in one scheme.
    ///
    /// # Errors
    /// If it isn't an opaque, absolute colour.
    pub fn color(&self, token: &str, scheme: Scheme) -> Result<Srgb, NotComputed> {
        let value = self.value(token, scheme)?;
        Srgb::parse(value).ok_or_else(|| NotComputed(value.to_owned()))
    }

    /// Whether a token is, or refers to, one of `others`.
    pub fn depends_on(&self, token: &str, others: &[&str]) -> bool {
        let mut token = token;
        for _ in 0..MAX_REFERENCES {
            if others.contains(&token) {
                return true;
            }
            match self.of(token).ok().and_then(|value| arguments(value, "var")) {
                Some(other) => token = other,
                None => return false,
            }
        }
        false
    }

    fn of(&self, token: &str) -> Result<&str, NotComputed> {
        self.0.get(token).map(|value| value.trim()).ok_or_else(|| NotComputed(format!("var({token})")))
    }
}

/// The arguments of a function, if the value is nothing but its call.
fn arguments<'a>(value: &'a str, function: &str) -> Option<&'a str> {
    let name = value.get(..function.len()).filter(|name| name.eq_ignore_ascii_case(function))?;
    let arguments = value[name.len()..].strip_prefix('(')?.strip_suffix(')')?;
    // `f(a) f(b)` isn't one call.
    let mut depth = 0_usize;
    for byte in arguments.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    Some(arguments.trim())
}

/// Splits two arguments at their comma.
fn split(arguments: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let comma = arguments.char_indices().find(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ',' && depth == 0
    })?;
    let (first, second) = arguments.split_at(comma.0);
    Some((first.trim(), second[1..].trim()))
}
