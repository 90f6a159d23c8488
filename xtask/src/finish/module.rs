//! Reads the memory layout and the functions of a WebAssembly module.

/// A data segment, which initialises memory.
pub struct Segment {
    /// The address in memory.
    pub address: u64,
    /// The offset of the data in the module.
    pub offset: usize,
    /// The length in bytes.
    pub length: usize,
}

/// Whether a module's stack begins above an address, with all of its data above it too. `false` if the module can't be
/// read.
pub fn begins_above(module: &[u8], address: u64) -> bool {
    // The first global is the stack pointer: a mutable i32.
    let stack = section(module, 6).and_then(number).and_then(|(_, first)| constant(first.strip_prefix(&[0x7f, 1])?));
    let data = segments(module);
    stack.is_some_and(|(at, _)| at > address)
        && data.is_some_and(|segments| segments.iter().all(|segment| segment.address >= address))
}

/// The data segments of a module; `None` if the module can't be read, or a segment has no fixed address.
pub fn segments(module: &[u8]) -> Option<Vec<Segment>> {
    let (count, mut rest) = number(section(module, 11)?)?;
    // Works out the offset of a subslice from its address.
    let offset = |rest: &[u8]| rest.as_ptr().addr().checked_sub(module.as_ptr().addr());
    let mut segments = Vec::new();
    for _ in 0..count {
        let (address, after) = constant(rest.strip_prefix(&[0])?)?;
        let (length, after) = number(after)?;
        let length = usize::try_from(length).ok()?;
        segments.push(Segment { address, offset: offset(after)?, length });
        rest = after.get(length..)?;
    }
    Some(segments)
}

/// The functions of a module.
pub struct Functions<'a> {
    /// How many are imported: those have the first numbers.
    pub imported: usize,
    /// The code of the others.
    pub bodies: Vec<&'a [u8]>,
}

/// The functions of a module; `None` if the module can't be read, or imports anything but functions.
pub fn functions(module: &[u8]) -> Option<Functions<'_>> {
    let (imported, mut rest) = number(section(module, 2)?)?;
    for _ in 0..imported {
        let (_, after) = sized(sized(rest)?.1)?;
        rest = number(after.strip_prefix(&[0])?)?.1;
    }
    let (count, mut rest) = number(section(module, 10)?)?;
    let mut bodies = Vec::new();
    for _ in 0..count {
        let (body, after) = sized(rest)?;
        bodies.push(body);
        rest = after;
    }
    Some(Functions { imported: usize::try_from(imported).ok()?, bodies })
}

/// Reads bytes that come with their number, and returns the rest.
pub fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = number(bytes)?;
    after.split_at_checked(usize::try_from(length).ok()?)
}

/// The body of the section with an ID.
fn section(module: &[u8], wanted: u8) -> Option<&[u8]> {
    let mut rest = module.get(8..)?;
    loop {
        let (&id, body) = rest.split_first()?;
        let (section, after) = sized(body)?;
        if id == wanted {
            return Some(section);
        }
        rest = after;
    }
}

/// Reads a constant expression, a non-negative i32, and returns the rest.
fn constant(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (value, after) = number(bytes.strip_prefix(&[0x41])?)?;
    Some((value, after.strip_prefix(&[0x0b])?))
}

/// Reads a LEB128 number, and returns the rest.
pub fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let digits = bytes.get(..length.min(9))?.iter().rev();
    Some((digits.fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f)), bytes.get(length..)?))
}

/// A number as LEB128.
pub fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let digit = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        bytes.push(if number == 0 { digit } else { digit | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

/// Modules for tests.
#[cfg(test)]
pub mod samples {
    /// A module that has only a stack, which begins at 2048, and data at 4096.
    pub fn module(data: &[u8]) -> Vec<u8> {
        with(&[0x80, 0x10], &[0x80, 0x20], data)
    }

    /// As [`module`], with both addresses in LEB128.
    pub fn with(stack: &[u8], address: &[u8], data: &[u8]) -> Vec<u8> {
        let leb = |length: usize| {
            let byte = |value: usize| u8::try_from(value & 0x7f).expect("seven bits");
            [byte(length) | 0x80, byte(length >> 7)]
        };
        let section = |id: u8, parts: &[&[u8]]| {
            let body = parts.concat();
            [&[id][..], &leb(body.len()), &body].concat()
        };
        let globals = section(6, &[&[1, 0x7f, 1, 0x41], stack, &[0x0b]]);
        let segments = section(11, &[&[1, 0, 0x41], address, &[0x0b], &leb(data.len()), data]);
        [b"\0asm\x01\0\0\0".as_slice(), &globals, &segments].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::{begins_above, leb, number, samples, segments};

    #[test]
    fn numbers_are_read_as_written() {
        for value in [0, 1, 127, 128, 300, 1_049_944] {
            let bytes = leb(value);
            assert_eq!(number(&bytes), Some((value as u64, &[][..])), "{bytes:?}");
        }
    }

    #[test]
    fn data_in_low_memory_is_found() {
        let (high, low) = ([0x80, 0x10], [0x10]);
        for (stack, data, expected) in
            [(&high[..], &high[..], true), (&high, &low, false), (&low, &high, false), (&low, &low, false)]
        {
            let module = samples::with(stack, data, &[7, 7]);
            assert_eq!(begins_above(&module, 1024), expected, "{stack:?} {data:?}");
            assert!(!begins_above(&module[..module.len() - 1], 1024), "a part of it");
        }
        assert!(!begins_above(b"", 1024));
    }

    #[test]
    fn data_is_found_in_the_module() {
        let module = samples::module(b"some data");
        let [segment] = segments(&module).expect("a module").try_into().ok().expect("one segment");
        assert_eq!(segment.address, 4096);
        assert_eq!(&module[segment.offset..][..segment.length], b"some data");
    }
}
