//! Sorts the parts of all instructions of a module into streams, one for each kind: opcodes, numbers of local variables,
//! offsets and so on. They compress better side by side with their like, by a tenth in all. `web/unpack.js`
//! puts them together again before the browser compiles the module.
//!
//! The result is a module with a single custom section. It holds how many functions there are, how long each stream is, and
//! the streams. The first and the last stream are the sections before and after the code, as they are.

use super::module::{self, number};
use crate::failure::Failure;

/// The name of the section.
const NAME: &[u8] = b"packed";

/// The streams, in the order of the file.
#[derive(Clone, Copy)]
enum Stream {
    Before,
    Opcodes,
    /// The types of local variables.
    Locals,
    Blocks,
    Branches,
    Calls,
    /// Which local variable.
    Variables,
    Globals,
    Alignments,
    Loads,
    Stores,
    Integers,
    Longs,
    Others,
    After,
}

/// The number of streams.
const STREAMS: usize = Stream::After as usize + 1;

/// Packs a module.
pub fn pack(module: &[u8]) -> Result<Vec<u8>, Failure> {
    packed(module).ok_or_else(|| {
        Failure::new("The WebAssembly has an instruction that can't be packed.")
            .next("Add it to xtask/src/finish/pack.rs and to web/unpack.js.")
    })
}

fn packed(module: &[u8]) -> Option<Vec<u8>> {
    const CODE: u8 = 10;
    let mut sorted = Sorted { streams: Default::default(), rest: &[] };
    let (header, mut rest) = module.split_at_checked(8)?;
    let mut functions = None;
    while let Some(&id) = rest.first() {
        let (section, after) = module::sized(&rest[1..])?;
        let whole = &rest[..rest.len() - after.len()];
        rest = after;
        match (id, functions) {
            (CODE, _) => {
                let (count, mut bodies) = number(section)?;
                for _ in 0..count {
                    let (body, after) = module::sized(bodies)?;
                    sorted.rest = body;
                    sorted.sort()?;
                    bodies = after;
                }
                functions = Some(usize::try_from(count).ok()?);
            }
            (_, None) => sorted.streams[Stream::Before as usize].extend(whole),
            (_, Some(_)) => sorted.streams[Stream::After as usize].extend(whole),
        }
    }
    let mut content = [module::leb(NAME.len()), NAME.to_vec(), module::leb(functions?)].concat();
    for stream in &sorted.streams {
        content.extend(module::leb(stream.len()));
    }
    for stream in &sorted.streams {
        content.extend(stream);
    }
    Some([header, &[0], &module::leb(content.len()), &content].concat())
}

/// The streams so far, and the rest of a function.
struct Sorted<'a> {
    streams: [Vec<u8>; STREAMS],
    rest: &'a [u8],
}

impl Sorted<'_> {
    /// Sorts one function.
    fn sort(&mut self) -> Option<()> {
        use Stream::{
            Alignments, Blocks, Branches, Calls, Globals, Integers, Loads, Locals, Longs, Opcodes, Others, Stores,
            Variables,
        };
        let groups = self.number(Locals)?;
        self.numbers(Locals, 2 * groups)?;
        while let Some(&opcode) = self.rest.first() {
            self.bytes(Opcodes, 1)?;
            let parts: &[Stream] = match opcode {
                0x02..=0x04 => &[Blocks],
                0x0c | 0x0d => &[Branches],
                0x10 => &[Calls],
                0x11 => &[Others, Others],
                0x20..=0x22 => &[Variables],
                0x23 | 0x24 => &[Globals],
                0x25 | 0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => &[Others],
                0x28..=0x35 => &[Alignments, Loads],
                0x36..=0x3e => &[Alignments, Stores],
                0x41 => &[Integers],
                0x42 => &[Longs],
                0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 => &[],
                // A table of branches, and a choice of a given type.
                0x0e => {
                    let count = self.number(Others)?;
                    self.numbers(Others, count + 1)?;
                    &[]
                }
                0x1c => {
                    let count = self.number(Others)?;
                    self.numbers(Others, count)?;
                    &[]
                }
                0x43 => {
                    self.bytes(Others, 4)?;
                    &[]
                }
                0x44 => {
                    self.bytes(Others, 8)?;
                    &[]
                }
                0xfc => {
                    let count = match self.number(Others)? {
                        0..=7 => 0,
                        9 | 11 | 13 | 15..=17 => 1,
                        8 | 10 | 12 | 14 => 2,
                        _ => return None,
                    };
                    self.numbers(Others, count)?;
                    &[]
                }
                _ => return None,
            };
            for part in parts {
                self.number(*part)?;
            }
        }
        Some(())
    }

    /// Moves bytes into a stream.
    fn bytes(&mut self, to: Stream, count: usize) -> Option<()> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.streams[to as usize].extend(bytes);
        self.rest = rest;
        Some(())
    }

    /// Moves numbers into a stream.
    fn numbers(&mut self, to: Stream, count: u64) -> Option<()> {
        for _ in 0..count {
            self.number(to)?;
        }
        Some(())
    }

    /// Moves a number in LEB128 into a stream, and returns it.
    fn number(&mut self, to: Stream) -> Option<u64> {
        let (value, after) = number(self.rest)?;
        self.bytes(to, self.rest.len() - after.len())?;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::module::samples;
    use super::{pack, packed};

    /// A module with one function, whose code is this.
    fn module(code: &[u8]) -> Vec<u8> {
        let length = |extra: usize| u8::try_from(code.len() + extra).expect("short");
        let section = [&[10, length(2), 1, length(0)], code].concat();
        [&samples::module(b"")[..8], &[1, 1, 0, 3, 2, 1, 0], &section, &[11, 1, 0]].concat()
    }

    #[test]
    fn the_parts_of_instructions_are_sorted() {
        // A local; a block; its value in memory at 300; the end of both.
        let code = [1, 1, 0x7f, 0x02, 0x40, 0x20, 0, 0x41, 0x85, 0x01, 0x36, 2, 0xac, 0x02, 0x0c, 0, 0x0b, 0x0b];
        let expected: [&[u8]; 15] = [
            &[1, 1, 0, 3, 2, 1, 0],
            &[0x02, 0x20, 0x41, 0x36, 0x0c, 0x0b, 0x0b],
            &[1, 1, 0x7f],
            &[0x40],
            &[0],
            &[],
            &[0],
            &[],
            &[2],
            &[],
            &[0xac, 0x02],
            &[0x85, 0x01],
            &[],
            &[],
            &[11, 1, 0],
        ];
        let packed = packed(&module(&code)).expect("known instructions");
        let lengths: Vec<u8> = expected.iter().map(|stream| u8::try_from(stream.len()).expect("short")).collect();
        let content = [b"\x06packed\x01", &*lengths, &expected.concat()].concat();
        let header = [0, u8::try_from(content.len()).expect("short")];
        assert_eq!(packed, [&samples::module(b"")[..8], &header, &content].concat());
    }

    #[test]
    fn an_unknown_instruction_is_an_error() {
        assert!(pack(&module(&[0, 0xfd, 0x0c, 0x0b])).is_err());
        assert!(pack(&module(&[0, 0x41])).is_err(), "a part of it");
        assert!(pack(b"\0asm\x01\0\0\0").is_err(), "no code");
    }
}
