//! Reads a write-ahead log (`-wal`) without SQLite, so that nothing is created next to it or changed.
//!
//! The format: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>. When a log restarts, it overwrites the
//! one before, and its first salt increases by one.

use super::mark::Header;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

/// The state of a log, as far as it concerns its database file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LogView {
    /// The numbers (`user_version`) that the changes in the log set, oldest first.
    pub(super) numbers: Vec<i32>,
    /// The highest number in the remnants of the previous log.
    pub(super) newest_before: Option<i32>,
    /// Whether it was copied while it restarted: newer frames follow, or its beginning is missing.
    pub(super) is_torn: bool,
}

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The running checksum of a log.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Sums {
    is_big_endian: bool,
    sums: (u32, u32),
}

impl Sums {
    fn add(mut self, bytes: &[u8]) -> Self {
        let word = |bytes: &[u8]| {
            let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
            if self.is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
        };
        let (mut first, mut second) = self.sums;
        for pair in bytes.chunks_exact(8) {
            first = first.wrapping_add(word(pair)).wrapping_add(second);
            second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
        }
        self.sums = (first, second);
        self
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

impl LogView {
    /// Reads a log; `None` if it doesn't exist or is empty.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        match File::open(path) {
            Ok(file) => Self::of(BufReader::with_capacity(1 << 16, file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn of(mut log: impl Read) -> io::Result<Option<Self>> {
        let mut header = [0; HEADER];
        if !fill(&mut log, &mut header)? {
            return Ok(None);
        }
        let page = number(&header, 8) as usize;
        let begun = Sums { is_big_endian: number(&header, 0) & 1 == 1, sums: (0, 0) }.add(&header[..24]);
        let is_log = number(&header, 0) & !1 == 0x377f_0682 && begun.sums == (number(&header, 24), number(&header, 28));
        if !is_log || !page.is_power_of_two() || !(512..=65_536).contains(&page) {
            return Ok(None);
        }
        let salts = (number(&header, 16), number(&header, 20));
        // Each checksum follows from the previous one; `None` after the end of the chain.
        let mut chain = Some(begun);
        let mut view = Self::default();
        let (mut frame, mut unsure, mut has_commit, mut is_first) =
            (vec![0; FRAME_HEADER + page], Vec::new(), false, true);
        while fill(&mut log, &mut frame)? {
            let (head, content) = frame.split_at(FRAME_HEADER);
            let own = (number(head, 8), number(head, 12));
            let first_page =
                (number(head, 0) == 1).then(|| Header::of_page(content).and_then(Header::number)).flatten();
            chain = chain.filter(|_| own == salts && number(head, 0) != 0);
            chain = chain.map(|chain| chain.add(&head[..8]).add(content));
            chain = chain.filter(|chain| chain.sums == (number(head, 16), number(head, 20)));
            if chain.is_some() {
                unsure.extend(first_page);
                if number(head, 4) != 0 {
                    has_commit = true;
                    view.numbers.append(&mut unsure);
                }
                continue;
            }
            match own.0.wrapping_sub(salts.0).cast_signed() {
                // The first frame may be half-written because the program was killed. After a commit, others may remain
                // from a change that was never finished.
                0 if own == salts && !has_commit && !is_first => view.is_torn = true,
                1.. => view.is_torn = true,
                -1 => view.newest_before = view.newest_before.max(first_page),
                _ => {}
            }
            is_first = false;
        }
        Ok(Some(view))
    }
}

/// Fills the buffer, or returns false if too little was left.
fn fill(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
