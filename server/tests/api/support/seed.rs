//! Random tests that can be repeated.

/// The seed of a run: `STATUSPANE_SEED`, or another one each time, which is printed. It reproduces the same choices,
/// though not the timing of the system.
pub fn seed() -> u64 {
    let seed = number("STATUSPANE_SEED").unwrap_or_else(|| fastrand::u64(..));
    eprintln!("STATUSPANE_SEED={seed}");
    seed
}

/// How often a test kills the program: `STATUSPANE_KILLS`, or this often.
pub fn kills(usual: usize) -> usize {
    number("STATUSPANE_KILLS").map_or(usual, |kills| usize::try_from(kills).expect("a number of kills"))
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}
