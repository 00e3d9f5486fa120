//! Identifiers out of numbers.
//!
//! Clockify's ids are 24 hexadecimal digits. Here they are computed instead of drawn, so that a second process
//! knows the ids of the first, a failing test names the same entity tomorrow, and two events about project 7
//! mean the same project. It is a mix, not a hash to rely on: nothing about it is secret.

/// The id of the `number`-th thing of a `kind` within a `scope` (for most kinds, a workspace).
///
/// Different numbers never share an id within the same scope and kind: the first 16 digits are a bijection
/// of the number.
#[must_use]
pub fn of(scope: &str, kind: &str, number: u64) -> String {
    let start = fnv(kind.bytes().chain([0xff]).chain(scope.bytes()));
    let unique = mix(start.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let filler = mix(unique ^ start.rotate_left(17)) >> 32;
    format!("{unique:016x}{filler:08x}")
}

/// FNV-1a, 64 bits.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finaliser of splitmix64: every input bit reaches every output bit, and no two inputs meet.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_stable_distinct_and_of_the_right_form() {
        assert_eq!(of("w", "project", 7), of("w", "project", 7));
        let mut seen = HashSet::new();
        for scope in ["w", "v"] {
            for kind in ["project", "task"] {
                for number in (0..500).chain([u64::MAX]) {
                    let id = of(scope, kind, number);
                    assert!(id.len() == 24 && id.bytes().all(|c| c.is_ascii_hexdigit()), "{id}");
                    assert!(seen.insert(id));
                }
            }
        }
    }
}
