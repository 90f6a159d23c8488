//! Cached response bodies, plain and compressed, each with an ETag.
//!
//! A list is kept in parts, each compressed once. Its next version shares unchanged parts with the last one, and with
//! clients that are still reading it, so a change costs one part instead of the whole list.

use super::cache_control;
use super::encoding::Encoding;
use super::etag::is_known;
use crate::compress::{Effort, brotli, gzip};
use axum::body::{Body, HttpBody};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use contract::document::CacheRule;
use data_encoding::HEXLOWER;
use flate2::{Compress, Compression, Crc, Decompress, FlushCompress, FlushDecompress};
use hyper::body::{Frame, SizeHint};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

/// The length in bytes up to which a body isn't compressed: it fits into one packet anyway.
const SHORT: usize = 500;
/// The minimum and maximum length of a part, in bytes.
const PART: usize = 64 * 1024;
const LONGEST_PART: usize = 256 * 1024;
/// A part ends after one in this many elements, chosen by a hash of the ID, so that inserting an element doesn't move
/// later boundaries.
const ENDS: u64 = 16;
/// The length in bytes up to which a list is sent in one piece.
const PIECE: usize = 128 * 1024;

/// The memory that all cached bodies together may use, including those that slow clients are still reading.
#[derive(Clone, Debug)]
pub struct Budget(Arc<Account>);

#[derive(Debug)]
struct Account {
    limit: usize,
    taken: AtomicUsize,
}

/// The budget doesn't allow another body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("all cached documents together would take too much memory")]
pub struct OverBudget;

impl Budget {
    /// The limit in bytes for a server, enough for some hundred thousand incidents.
    pub const LIMIT: usize = 256 * 1024 * 1024;

    /// A budget with a limit in bytes.
    pub fn new(limit: usize) -> Self {
        Self(Arc::new(Account { limit, taken: AtomicUsize::new(0) }))
    }

    /// The bytes in use.
    pub fn taken(&self) -> usize {
        self.0.taken.load(Ordering::SeqCst)
    }

    /// Counts bytes until their last copy is dropped.
    fn keep(&self, mut bytes: Vec<u8>) -> Result<Bytes, OverBudget> {
        bytes.shrink_to_fit();
        let account = &self.0;
        let add = |taken: usize| taken.checked_add(bytes.len()).filter(|taken| *taken <= account.limit);
        account.taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, add).map_err(|_| OverBudget)?;
        Ok(Bytes::from_owner(Counted { bytes, account: account.clone() }))
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Self::LIMIT)
    }
}

struct Counted {
    bytes: Vec<u8>,
    account: Arc<Account>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.account.taken.fetch_sub(self.bytes.len(), Ordering::SeqCst);
    }
}

/// A body, plain and compressed.
#[derive(Clone)]
pub(crate) struct Representations(Arc<AllRepresentations>);

struct AllRepresentations {
    plain: Representation,
    compressed: Vec<(Encoding, Representation)>,
}

/// A form of a body.
struct Representation {
    tag: HeaderValue,
    length: usize,
    pieces: Arc<[Piece]>,
}

/// A piece of a body; pieces are sent in order.
enum Piece {
    Kept(Bytes),
    /// Few clients request a long list uncompressed, so it isn't cached in that form, but decompressed while it is
    /// sent.
    Inflated(Arc<ListPart>),
}

impl Piece {
    fn length(&self) -> usize {
        match self {
            Self::Kept(bytes) => bytes.len(),
            Self::Inflated(part) => part.length,
        }
    }

    fn bytes(&self) -> Bytes {
        match self {
            Self::Kept(bytes) => bytes.clone(),
            Self::Inflated(part) => part.plain().into(),
        }
    }
}

impl Representation {
    fn new(tag: &str, pieces: Vec<Piece>) -> Self {
        Self { tag: self::tag(tag), length: pieces.iter().map(Piece::length).sum(), pieces: pieces.into() }
    }

    fn of(bytes: Bytes) -> Self {
        Self::new(&short_hash(&Sha256::digest(&bytes)), vec![Piece::Kept(bytes)])
    }

    fn body(&self) -> Body {
        match &*self.pieces {
            [Piece::Kept(whole)] => Body::from(whole.clone()),
            _ => Body::new(Pieces { left: self.length as u64, pieces: self.pieces.clone(), next: 0 }),
        }
    }
}

impl Representations {
    /// Caches a text in one piece.
    pub(crate) fn of(text: String, effort: Effort, budget: &Budget) -> Result<Self, OverBudget> {
        let mut compressed = Vec::new();
        for encoding in Encoding::ALL.into_iter().filter(|_| text.len() > SHORT) {
            let made: io::Result<Vec<u8>> = match encoding {
                Encoding::Brotli => brotli(text.as_bytes(), effort),
                Encoding::Gzip => gzip(text.as_bytes(), effort),
            };
            match made {
                Ok(bytes) if bytes.len() < text.len() => {
                    compressed.push((encoding, Representation::of(budget.keep(bytes)?)))
                }
                Ok(_) => {}
                // It is sent uncompressed.
                Err(error) => tracing::warn!(%error, "a document couldn't be compressed"),
            }
        }
        Ok(Self(Arc::new(AllRepresentations {
            plain: Representation::of(budget.keep(text.into_bytes())?),
            compressed,
        })))
    }

    /// The size of all forms in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.plain.length + self.0.compressed.iter().map(|(_, form)| form.length).sum::<usize>()
    }

    /// The response in a form that the request accepts; 304 if the client has it. Only a successful status can become
    /// 304.
    pub(crate) fn answer(
        &self,
        status: StatusCode,
        asked: &HeaderMap,
        media_type: HeaderValue,
        cache: CacheRule,
    ) -> Response {
        let (encoding, form) = self.choose(asked);
        if status.is_success() && is_known(&form.tag, asked) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            Self::describe(form, cache, &mut response);
            return response;
        }
        let mut response = Self::whole(encoding, form, media_type);
        *response.status_mut() = status;
        Self::describe(form, cache, &mut response);
        response
    }

    /// As [`Self::answer`], for responses that must not be cached.
    pub(crate) fn answer_once(&self, asked: &HeaderMap, media_type: HeaderValue) -> Response {
        let (encoding, form) = self.choose(asked);
        let mut response = Self::whole(encoding, form, media_type);
        cache_control::set(response.headers_mut(), CacheRule::Never);
        response
    }

    fn choose(&self, asked: &HeaderMap) -> (Option<Encoding>, &Representation) {
        let accepted = Encoding::accepted(asked);
        let takes =
            |(encoding, _): &&(Encoding, Representation)| accepted.is_some_and(|accepted| accepted.takes(*encoding));
        match self.0.compressed.iter().find(takes) {
            Some((encoding, form)) => (Some(*encoding), form),
            None => (None, &self.0.plain),
        }
    }

    fn whole(encoding: Option<Encoding>, form: &Representation, media_type: HeaderValue) -> Response {
        let mut response = Response::new(form.body());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, media_type);
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, encoding.token());
        }
        response
    }

    fn describe(form: &Representation, cache: CacheRule, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        cache_control::set(headers, cache);
        headers.insert(ETAG, form.tag.clone());
    }
}

/// A body that is sent in pieces.
struct Pieces {
    pieces: Arc<[Piece]>,
    next: usize,
    left: u64,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(bytes) = self.pieces.get(self.next).map(Piece::bytes) else { return Poll::Ready(None) };
        self.next += 1;
        self.left -= bytes.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.next == self.pieces.len()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Consecutive elements of a list, compressed.
struct ListPart {
    /// The uncompressed length in bytes.
    length: usize,
    brotli: Bytes,
    deflate: Bytes,
    crc: Crc,
    hash: [u8; 32],
}

/// A cached list.
pub(crate) struct ListParts {
    parts: Vec<Arc<ListPart>>,
    budget: Budget,
}

/// Builds a list, element by element.
pub(crate) struct ListPartsWriter {
    /// The parts of the previous list, by hash.
    known: HashMap<[u8; 32], Arc<ListPart>>,
    parts: Vec<Arc<ListPart>>,
    open: Vec<u8>,
    is_empty: bool,
    budget: Budget,
}

impl ListPartsWriter {
    /// Begins a list that shares parts with the last one.
    pub(crate) fn after(last: Option<&ListParts>, budget: Budget) -> Self {
        let known = last.map(|last| last.parts.iter().map(|part| (part.hash, part.clone())).collect());
        Self { known: known.unwrap_or_default(), parts: Vec::new(), open: Vec::new(), is_empty: true, budget }
    }

    /// Adds an element with its ID.
    ///
    /// # Errors
    /// If the budget doesn't allow it.
    pub(crate) fn push(&mut self, id: &str, element: &Value) -> Result<(), OverBudget> {
        if !std::mem::take(&mut self.is_empty) {
            self.open.push(b',');
        }
        self.open.extend_from_slice(element.to_string().as_bytes());
        let is_end = || {
            let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325, step);
            // Mixes the bits, so that IDs that differ only in their last letters get different hashes.
            ((hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32).is_multiple_of(ENDS)
        };
        match self.open.len() >= LONGEST_PART || self.open.len() >= PART && is_end() {
            true => self.end_part(),
            false => Ok(()),
        }
    }

    fn end_part(&mut self) -> Result<(), OverBudget> {
        let plain = std::mem::take(&mut self.open);
        if plain.is_empty() {
            return Ok(());
        }
        let hash = Sha256::digest(&plain).into();
        let part = match self.known.get(&hash) {
            Some(part) => part.clone(),
            None => Arc::new(ListPart::new(&plain, hash, &self.budget)?),
        };
        self.parts.push(part);
        Ok(())
    }

    /// Completes the list.
    ///
    /// # Errors
    /// If the budget doesn't allow it.
    pub(crate) fn finish(mut self) -> Result<ListParts, OverBudget> {
        self.end_part()?;
        Ok(ListParts { parts: self.parts, budget: self.budget })
    }
}

impl ListParts {
    /// An ETag of the elements, without the envelope.
    pub(crate) fn tag(&self) -> HeaderValue {
        let mut hash = Sha256::new();
        self.parts.iter().for_each(|part| hash.update(part.hash));
        tag(&short_hash(&hash.finalize()))
    }

    /// The body with the list between the start and the end of its envelope.
    ///
    /// # Errors
    /// If the budget doesn't allow it.
    pub(crate) fn within(&self, head: &str, tail: &str) -> Result<Representations, OverBudget> {
        let mut hash = Sha256::new();
        hash.update(head);
        self.parts.iter().for_each(|part| hash.update(part.hash));
        hash.update(tail);
        let tag = short_hash(&hash.finalize());
        let around = |begin: Vec<u8>, form: fn(&Arc<ListPart>) -> Piece, end: Vec<u8>| {
            let (begin, end) = (Piece::Kept(self.budget.keep(begin)?), Piece::Kept(self.budget.keep(end)?));
            let pieces: Vec<Piece> = [begin].into_iter().chain(self.parts.iter().map(form)).chain([end]).collect();
            if pieces.iter().map(Piece::length).sum::<usize>() > PIECE {
                return Ok::<_, OverBudget>(pieces);
            }
            let whole: Vec<u8> = pieces.iter().flat_map(Piece::bytes).collect();
            Ok(vec![Piece::Kept(self.budget.keep(whole)?)])
        };
        let plain = Representation::new(&tag, around(head.into(), |part| Piece::Inflated(part.clone()), tail.into())?);
        let length = plain.length;

        let mut compressed = Vec::new();
        let mut end = bare_brotli(tail, false);
        end.push(LAST_OF_BROTLI);
        compressed.push((
            Encoding::Brotli,
            format!("{tag}-br"),
            around(bare_brotli(head, true), |part| Piece::Kept(part.brotli.clone()), end)?,
        ));
        let mut crc = crc_of(head.as_bytes());
        self.parts.iter().for_each(|part| crc.combine(&part.crc));
        crc.combine(&crc_of(tail.as_bytes()));
        let begin = [&GZIP_HEADER, &*bare_deflate(head.as_bytes())].concat();
        let end =
            [&*bare_deflate(tail.as_bytes()), &LAST_OF_DEFLATE, &crc.sum().to_le_bytes(), &crc.amount().to_le_bytes()];
        compressed.push((
            Encoding::Gzip,
            format!("{tag}-gz"),
            around(begin, |part| Piece::Kept(part.deflate.clone()), end.concat())?,
        ));

        let compressed =
            compressed.into_iter().map(|(encoding, tag, pieces)| (encoding, Representation::new(&tag, pieces)));
        let is_worth_it = |(_, form): &(Encoding, Representation)| length > SHORT && form.length < length;
        Ok(Representations(Arc::new(AllRepresentations {
            plain,
            compressed: compressed.filter(is_worth_it).collect(),
        })))
    }
}

impl ListPart {
    fn new(plain: &[u8], hash: [u8; 32], budget: &Budget) -> Result<Self, OverBudget> {
        let (brotli, deflate) = (bare_brotli(plain, false), bare_deflate(plain));
        let (brotli, deflate) = (budget.keep(brotli)?, budget.keep(deflate)?);
        Ok(Self { length: plain.len(), brotli, deflate, crc: crc_of(plain), hash })
    }

    /// The elements, decompressed.
    fn plain(&self) -> Vec<u8> {
        let mut plain = Vec::with_capacity(self.length);
        let inflated = Decompress::new(false).decompress_vec(&self.deflate, &mut plain, FlushDecompress::Sync);
        debug_assert!(inflated.is_ok() && plain.len() == self.length, "{inflated:?}");
        plain
    }
}

/// The empty last block, which ends a brotli stream that is put together from bare ones.
const LAST_OF_BROTLI: u8 = 3;
/// The same for deflate.
const LAST_OF_DEFLATE: [u8; 2] = [3, 0];
/// A gzip header without a name or time, for an unknown system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// A piece of a brotli stream that doesn't refer to earlier pieces, and ends on a byte boundary. The first has the
/// stream's header.
fn bare_brotli(text: impl AsRef<[u8]>, is_first: bool) -> Vec<u8> {
    let text = text.as_ref();
    let parameters = BrotliEncoderParams {
        quality: 5,
        lgwin: 18,
        size_hint: text.len(),
        bare_stream: true,
        appendable: true,
        catable: !is_first,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*text, &mut compressed, &parameters).expect("memory can be read and written");
    compressed
}

/// A piece of a deflate stream, which has no header.
fn bare_deflate(text: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(Compression::new(5), false);
    let mut compressed = Vec::with_capacity(text.len() / 2 + 64);
    loop {
        let rest = &text[usize::try_from(compress.total_in()).unwrap_or(usize::MAX).min(text.len())..];
        compress.compress_vec(rest, &mut compressed, FlushCompress::Sync).expect("no stream is damaged by writing it");
        // If there is room left, the flush is complete.
        if compressed.len() < compressed.capacity() && compress.total_in() == text.len() as u64 {
            return compressed;
        }
        compressed.reserve(text.len() / 4 + 64);
    }
}

fn crc_of(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

fn tag(word: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{word}\"")).expect("letters, digits and quotes can stand in a header")
}

fn short_hash(hash: &[u8]) -> String {
    HEXLOWER.encode(&hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use std::io::Read;

    /// The body as read by a client that accepts these encodings.
    async fn read(forms: &Representations, accepted: &'static str) -> String {
        let asked = HeaderMap::from_iter([(axum::http::header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        let json = HeaderValue::from_static("application/json");
        let response = forms.answer(StatusCode::OK, &asked, json, CacheRule::Revalidate);
        let encoding = response.headers().get(CONTENT_ENCODING).map(|encoding| encoding.as_bytes().to_owned());
        let length = response.body().size_hint().exact().expect("a length");
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        assert_eq!(length, bytes.len() as u64, "{accepted}");
        let mut text = String::new();
        match encoding.as_deref() {
            Some(b"br") => brotli::Decompressor::new(&*bytes, 4096).read_to_string(&mut text),
            // One member, and nothing after it: browsers read only the first.
            Some(b"gzip") => flate2::bufread::GzDecoder::new(&*bytes).read_to_string(&mut text),
            _ => (&*bytes).read_to_string(&mut text),
        }
        .unwrap_or_else(|error| panic!("{accepted}: {error}"));
        text
    }

    fn parts(elements: &[(String, Value)], last: Option<&ListParts>, budget: &Budget) -> ListParts {
        let mut writer = ListPartsWriter::after(last, budget.clone());
        for (id, element) in elements {
            writer.push(id, element).expect("room");
        }
        writer.finish().expect("room")
    }

    #[tokio::test]
    async fn a_list_in_parts_is_the_same_in_every_form() {
        let mut random = fastrand::Rng::with_seed(70);
        for count in [0, 1, 2, 10, 700, 3_000] {
            let budget = Budget::default();
            let mut text = |most: usize| {
                let length = random.usize(0..most);
                (0..length).map(|_| random.char('a'..'\u{500}')).collect::<String>()
            };
            let elements: Vec<(String, Value)> =
                (0..count).map(|number| (format!("id{number}"), Value::from(text(400)))).collect();
            let list = parts(&elements, None, &budget);
            let forms = list.within("{\"a\":[", "],\"version\":\"x\"}").expect("room");
            let values: Vec<&Value> = elements.iter().map(|(_, value)| value).collect();
            let wanted = serde_json::json!({"a": values, "version": "x"}).to_string();
            for accepted in ["identity", "gzip", "br"] {
                let text = read(&forms, accepted).await;
                assert!(text == wanted, "{count} {accepted}");
            }
            drop((forms, list));
            assert_eq!(budget.taken(), 0, "everything is counted until it is gone");
        }
    }

    #[tokio::test]
    async fn a_list_after_a_change_shares_what_stayed() {
        let budget = Budget::default();
        let element = |number: usize| (format!("id{number}"), Value::from(format!("{number} ").repeat(60)));
        let mut elements: Vec<_> = (0..5_000).map(element).collect();
        let first = parts(&elements, None, &budget);
        let all = budget.taken();
        for (place, what) in [(0, "before all"), (2_500, "in the middle"), (5_002, "behind all")] {
            elements.insert(place, element(90_000 + place));
            let next = parts(&elements, Some(&first), &budget);
            let more = budget.taken() - all;
            assert!(more < all / 5, "{what}: {more} bytes more than {all}");
            let forms = next.within("[", "]").expect("room");
            let wanted = Value::from_iter(elements.iter().map(|(_, value)| value.clone())).to_string();
            assert!(read(&forms, "br").await == wanted && read(&forms, "gzip").await == wanted, "{what}");
        }
    }

    #[test]
    fn a_tag_goes_by_the_whole_content_and_the_form() {
        let budget = Budget::default();
        let tags = |head: &str, elements: &[&str], tail: &str| {
            let elements: Vec<_> = elements.iter().map(|text| ((*text).to_owned(), Value::from(*text))).collect();
            let forms = parts(&elements, None, &budget).within(head, tail).expect("room");
            let compressed = forms.0.compressed.iter().map(|(_, form)| form.tag.clone());
            [forms.0.plain.tag.clone()].into_iter().chain(compressed).collect::<Vec<_>>()
        };
        let long = "x".repeat(600);
        let first = tags("[", &[&long, "b"], "]");
        assert_eq!(first.len(), 3);
        assert_eq!(first, tags("[", &[&long, "b"], "]"));
        let mut all = first;
        for other in [tags("[", &[&long, "c"], "]"), tags("[", &[&long, "b"], "] "), tags(" [", &[&long, "b"], "]")] {
            all.extend(other);
        }
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 12, "{all:?}");
    }

    #[test]
    fn what_goes_over_the_budget_is_refused_and_gives_back_what_it_took() {
        let budget = Budget::new(100_000);
        let mut random = fastrand::Rng::with_seed(74);
        let mut long = || Value::from((0..1000).map(|_| random.alphanumeric()).collect::<String>());
        let mut writer = ListPartsWriter::after(None, budget.clone());
        let pushed = (0..1000).map_while(|number| writer.push(&number.to_string(), &long()).ok()).count();
        assert!(pushed < 300, "{pushed}");
        drop(writer);
        assert_eq!(budget.taken(), 0);
        assert!(Representations::of("x".repeat(100_001), Effort::Quick, &budget).is_err());
        assert_eq!(budget.taken(), 0);
        assert!(Representations::of("x".repeat(50_000), Effort::Quick, &budget).is_ok());
    }
}
