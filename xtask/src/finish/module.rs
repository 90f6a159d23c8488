//! What a WebAssembly module says of its memory.

/// Data that a module puts into its memory.
pub struct Segment {
    /// Where it goes.
    pub address: u64,
    /// Where it begins in the module.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
}

/// Whether the stack of a module begins above an address, and all of its data lies there. What can't be read does not.
pub fn begins_above(module: &[u8], address: u64) -> bool {
    // The first global is the stack pointer: a number that changes.
    let stack = section(module, 6).and_then(number).and_then(|(_, first)| constant(first.strip_prefix(&[0x7f, 1])?));
    let data = segments(module);
    stack.is_some_and(|(at, _)| at > address)
        && data.is_some_and(|segments| segments.iter().all(|segment| segment.address >= address))
}

/// The data of a module; `None` where some of it has no fixed place, or nothing can be read.
pub fn segments(module: &[u8]) -> Option<Vec<Segment>> {
    let (count, mut rest) = number(section(module, 11)?)?;
    // What is left of the module behind a piece of it says where the piece is.
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

/// The body of the section with this number.
fn section(module: &[u8], wanted: u8) -> Option<&[u8]> {
    let mut rest = module.get(8..)?;
    loop {
        let (&id, body) = rest.split_first()?;
        let (size, body) = number(body)?;
        let (section, after) = body.split_at_checked(usize::try_from(size).ok()?)?;
        if id == wanted {
            return Some(section);
        }
        rest = after;
    }
}

/// The expression of a constant, which is no more than 32 bits and not negative, and what follows.
fn constant(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (value, after) = number(bytes.strip_prefix(&[0x41])?)?;
    Some((value, after.strip_prefix(&[0x0b])?))
}

/// A number in LEB128, and what follows.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let digits = bytes.get(..length.min(9))?.iter().rev();
    Some((digits.fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f)), bytes.get(length..)?))
}

/// Modules to test with.
#[cfg(test)]
pub mod samples {
    /// A module with a stack that begins at 2048, some data at 4096, and nothing else.
    pub fn module(data: &[u8]) -> Vec<u8> {
        with(&[0x80, 0x10], &[0x80, 0x20], data)
    }

    /// The same with the two places as LEB128.
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
    use super::{begins_above, samples, segments};

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
