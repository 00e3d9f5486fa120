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

/// Which number has this id in a scope and of a kind: [`of`] the other way round, so that nothing needs an index.
#[must_use]
pub fn number(scope: &str, kind: &str, id: &str) -> Option<u64> {
    let unique = u64::from_str_radix(id.get(..16)?, 16).ok()?;
    let start = fnv(kind.bytes().chain([0xff]).chain(scope.bytes()));
    let number = unmix(unique).wrapping_sub(start).wrapping_mul(0xf1de_83e1_9937_733d);
    (of(scope, kind, number) == id).then_some(number)
}

/// FNV-1a, 64 bits.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finaliser of splitmix64: every input bit reaches every output bit, and no two inputs meet.
pub(super) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What was mixed: the same steps backwards, with the factors' inverses modulo 2^64.
const fn unmix(mut z: u64) -> u64 {
    z = (z ^ (z >> 31) ^ (z >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    z = (z ^ (z >> 27) ^ (z >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    z ^ (z >> 30) ^ (z >> 60)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn what_is_no_id_has_no_number() {
        for text in ["", "zz", "0123456789abcdef", "ä123456789abcdef01234567", "0123456789abcdef01234567"] {
            assert_eq!(number("w", "project", text), None, "{text}");
        }
    }

    #[test]
    fn ids_are_stable_distinct_and_of_the_right_form() {
        assert_eq!(of("w", "project", 7), of("w", "project", 7));
        let mut seen = HashSet::new();
        for scope in ["w", "v"] {
            for kind in ["project", "task"] {
                for number in (0..500).chain([u64::MAX]) {
                    let id = of(scope, kind, number);
                    assert!(id.len() == 24 && id.bytes().all(|c| c.is_ascii_hexdigit()), "{id}");
                    assert_eq!(super::number(scope, kind, &id), Some(number));
                    assert_eq!(super::number(scope, "tag", &id), None);
                    assert!(seen.insert(id));
                }
            }
        }
    }
}
