//! Random bytes from the operating system, for keys.

/// Random bytes from the operating system.
///
/// # Panics
/// If the operating system can't provide random bytes: keys would then be guessable.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
