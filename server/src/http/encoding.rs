//! Negotiates the compressed form of a response.

use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue};

/// A compressed form that a file may exist in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `.br`, the smaller of the two.
    Brotli,
    /// `.gz`.
    Gzip,
}

impl Encoding {
    /// In order of size, smallest first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The value of `Content-Encoding`.
    pub(crate) fn token(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        })
    }

    /// The suffix of the file's name.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// The encodings that the request accepts; `None` if it accepts none of them.
    pub(crate) fn accepted(asked: &HeaderMap) -> Option<Accepted> {
        let lines = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let mut accepted = Accepted { brotli: None, gzip: None, any: None };
        for element in lines.flat_map(|line| line.split(',')) {
            let mut parts = element.split(';').map(str::trim);
            let name = parts.next().unwrap_or("").to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            let wanted = weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
            match name.as_str() {
                "br" => accepted.brotli = Some(wanted),
                "gzip" | "x-gzip" => accepted.gzip = Some(wanted),
                "*" => accepted.any = Some(wanted),
                _ => {}
            }
        }
        Self::ALL.iter().any(|encoding| accepted.takes(*encoding)).then_some(accepted)
    }
}

/// The encodings named in `Accept-Encoding`, and whether each is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Accepted {
    brotli: Option<bool>,
    gzip: Option<bool>,
    any: Option<bool>,
}

impl Accepted {
    /// Whether this encoding is accepted, by name or else by `*`.
    pub(crate) fn takes(self, encoding: Encoding) -> bool {
        let named = match encoding {
            Encoding::Brotli => self.brotli,
            Encoding::Gzip => self.gzip,
        };
        named.or(self.any).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_encoding_is_read() {
        let check = |header: &str, brotli: bool, gzip: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(header).expect("a value"));
            let accepted = Encoding::accepted(&headers);
            let takes = |encoding| accepted.is_some_and(|accepted| accepted.takes(encoding));
            assert_eq!((takes(Encoding::Brotli), takes(Encoding::Gzip)), (brotli, gzip), "{header}");
        };
        check("gzip, deflate, br, zstd", true, true);
        check("gzip", false, true);
        check("br;q=1.0, gzip;q=0.5", true, true);
        check("br;q=0, gzip", false, true);
        check("br;q=0.000", false, false);
        check("*", true, true);
        check("*;q=0", false, false);
        check("br;q=0, *", false, true);
        check("identity", false, false);
        check("", false, false);
        check("BR", true, false);
    }
}
