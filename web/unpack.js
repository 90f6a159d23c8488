// Undoes what the build does to the WebAssembly (`xtask/src/finish/pack.rs`): it sorts the parts of all instructions into
// streams, one for each kind, because they compress a tenth better side by side with their like.
//
// The packed file is a module too, with a single section that holds: how many functions there are, how long each stream is,
// and the streams. Here every instruction gets its parts back.

const [BEFORE, OPCODES, LOCALS, BLOCKS, BRANCHES, CALLS, VARIABLES, GLOBALS, ALIGNMENTS, LOADS, STORES, INTEGERS, LONGS, OTHERS, AFTER] =
  Array(15).keys();

// The streams of what follows an instruction, at most two numbers.
const FIRST = new Uint8Array(256);
const SECOND = new Uint8Array(256);
for (const [from, to, first, second] of [
  [2, 4, BLOCKS],
  [12, 13, BRANCHES],
  [16, 16, CALLS],
  [17, 17, OTHERS, OTHERS],
  [32, 34, VARIABLES],
  [35, 36, GLOBALS],
  [37, 38, OTHERS],
  [40, 53, ALIGNMENTS, LOADS],
  [54, 62, ALIGNMENTS, STORES],
  [63, 64, OTHERS],
  [65, 65, INTEGERS],
  [66, 66, LONGS],
  [208, 210, OTHERS],
]) {
  FIRST.fill(first, from, to + 1);
  SECOND.fill(second, from, to + 1);
}

export const unpack = (buffer) => {
  const packed = new Uint8Array(buffer);
  let at = 9;
  // A number in LEB128.
  const read = () => {
    for (let number = 0, shift = 0; ; shift += 7) {
      const byte = packed[at++];
      number += (byte & 127) << shift;
      if (byte < 128) return number;
    }
  };
  // The length of the section, and its name.
  read();
  const name = read();
  at += name;
  const functions = read();
  const lengths = Array.from({ length: 15 }, read);
  const places = lengths.map((length) => (at += length) - length);

  const out = new Uint8Array(packed.length + 5 * functions + 20);
  let end = 0;
  const bytes = (stream, count) => {
    while (count--) out[end++] = packed[places[stream]++];
  };
  // Moves numbers, and returns the last.
  const numbers = (stream, count) => {
    let number;
    while (count--) {
      number = 0;
      for (let shift = 0, byte = 128; byte > 127; shift += 7) {
        byte = out[end++] = packed[places[stream]++];
        number += (byte & 127) << shift;
      }
    }
    return number;
  };
  // Writes a number with five bytes, so that a length can be written before what it is the length of.
  const write = (number, place) => {
    for (let digit = 0; digit < 5; digit++) out[place++] = ((number >>> (7 * digit)) & 127) | (digit < 4 && 128);
    return place;
  };

  out.set(packed.subarray(0, 8));
  end = 8;
  bytes(BEFORE, lengths[BEFORE]);
  out[end++] = 10;
  const code = end + 5;
  end = write(functions, code);
  for (let left = functions; left--; ) {
    const body = (end += 5);
    numbers(LOCALS, 2 * numbers(LOCALS, 1));
    for (let depth = 1; depth; ) {
      const opcode = (out[end++] = packed[places[OPCODES]++]);
      if (opcode > 1 && opcode < 5) depth++;
      if (opcode === 11) depth--;
      if (FIRST[opcode]) numbers(FIRST[opcode], 1);
      if (SECOND[opcode]) numbers(SECOND[opcode], 1);
      // A table of branches, and a choice of a given type.
      if (opcode === 14) numbers(OTHERS, 1 + numbers(OTHERS, 1));
      if (opcode === 28) numbers(OTHERS, numbers(OTHERS, 1));
      if (opcode === 67) bytes(OTHERS, 4);
      if (opcode === 68) bytes(OTHERS, 8);
      // For memory and tables: two numbers with even ones, from 8 on.
      if (opcode === 252) {
        const which = numbers(OTHERS, 1);
        numbers(OTHERS, which < 8 ? 0 : which < 15 && which % 2 === 0 ? 2 : 1);
      }
    }
    write(end - body, body - 5);
  }
  write(end - code, code - 5);
  bytes(AFTER, lengths[AFTER]);
  return out.subarray(0, end);
};
