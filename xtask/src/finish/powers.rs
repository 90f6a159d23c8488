//! serde_json's table of powers of ten for parsing floating-point numbers: 309 of them, 2.4 KB that hardly compress.
//! JavaScript can compute them, so the module has zeros in their place, and the script fills them in before the app
//! starts.

use super::module::segments;
use crate::failure::Failure;

/// The number of entries: all powers of ten from 10⁰ that an `f64` can hold.
const COUNT: u32 = 309;

/// The call that starts the app.
const START: &str = "wasm.__wbindgen_start();";

/// Zeroes the table in the module, and adds the code that fills it in to the glue. A module without the table is left
/// unchanged.
pub fn move_into(glue: &str, module: &mut [u8]) -> Result<String, Failure> {
    let table: Vec<u8> = (0..COUNT).flat_map(|power| parsed(power).to_le_bytes()).collect();
    let place = segments(module).into_iter().flatten().find_map(|segment| {
        let data = module.get(segment.offset..)?.get(..segment.length)?;
        let at = data.windows(table.len()).position(|part| part == table)?;
        let address = segment.address + u64::try_from(at).ok()?;
        Some((segment.offset + at, address)).filter(|_| address % 8 == 0)
    });
    let Some((offset, address)) = place else { return Ok(glue.to_owned()) };
    if glue.matches(START).count() != 1 {
        return Err(Failure::new("The script written by wasm-bindgen doesn't start the app as expected.")
            .next("Look for its call of __wbindgen_start, and update xtask/src/finish/powers.rs."));
    }
    module[offset..offset + table.len()].fill(0);
    let fill = format!(
        "const powers = new Float64Array(wasm.memory.buffer, {address}, {COUNT});\n    \
         for (const power of powers.keys()) powers[power] = Number(`1e${{power}}`);\n    {START}"
    );
    Ok(glue.replace(START, &fill))
}

/// The nearest `f64`, as both the compiler and the script parse it.
fn parsed(power: u32) -> f64 {
    format!("1e{power}").parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::module::samples;
    use super::*;

    #[test]
    fn the_table_goes_from_the_module_to_the_script() {
        let table: Vec<u8> = (0..COUNT).flat_map(|power| parsed(power).to_le_bytes()).collect();
        let data = |table: &[u8]| [b"before--".as_slice(), table, b"after"].concat();
        let mut module = samples::module(&data(&table));
        let glue = move_into("start() { wasm.__wbindgen_start(); }", &mut module).expect("a known form");
        assert_eq!(module, samples::module(&data(&vec![0; table.len()])));
        assert!(glue.contains("(wasm.memory.buffer, 4104, 309)"), "{glue}");
        assert!(glue.ends_with("wasm.__wbindgen_start(); }"), "{glue}");
        assert!(move_into("another script", &mut samples::module(&table)).is_err());
    }

    #[test]
    fn a_module_without_the_table_stays_as_it_is() {
        let mut module = samples::module(b"some data");
        let before = module.clone();
        assert_eq!(
            move_into("wasm.__wbindgen_start();", &mut module).ok().as_deref(),
            Some("wasm.__wbindgen_start();")
        );
        assert_eq!(module, before);
    }
}
