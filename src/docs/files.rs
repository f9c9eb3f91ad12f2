//! Names of pages.

use crate::sdk::Name;

/// Names that no file has on some systems.
const DEVICES: [&str; 6] = ["aux", "con", "nul", "prn", "com", "lpt"];

/// Longer names do not fit everywhere.
const LONGEST: usize = 120;

/// The name of a page, without its ending. Names that differ give names that differ.
pub(super) fn name(name: &Name) -> String {
    let own = name.kebab();
    let bare = own.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if DEVICES.contains(&own.as_str()) || DEVICES.contains(&bare) || own == "index" {
        return own + "-page";
    }
    if own.len() <= LONGEST {
        return own;
    }
    let start = own.get(..LONGEST - 18).unwrap_or("page");
    format!("{}--{:016x}", start.trim_end_matches('-'), sum(&own))
}

/// A number that another name does not have: FNV-1a of 64 bits.
fn sum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::sdk::Name;

    #[test]
    fn names_fit_and_differ() {
        let of = |text: &str| name(&Name::of(text, "page"));
        assert_eq!(of("listPets"), "list-pets");
        assert_eq!(of("con"), "con-page");
        assert_eq!(of("com1"), "com1-page");
        let (long, other) = (of(&"word ".repeat(60)), of(&"word ".repeat(61)));
        assert!(long.len() <= 120 && other.len() <= 120 && long != other);
    }
}
