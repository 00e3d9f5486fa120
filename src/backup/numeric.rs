//! A decimal number as PostgreSQL sends and takes it (`numeric_send` in its `numeric.c`): how many digits to the base of ten
//! thousand, the power of the first of them, the sign, how many decimals are shown, and the digits.

/// Digits of a number to the base of ten that make one to the base of ten thousand.
const GROUP: usize = 4;

/// Most decimals.
const SCALE: i64 = 0x3fff;

/// Far above any exponent that a number may have.
const EXPONENT: i64 = 200_000;

const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xc000;
const INFINITY: u16 = 0xd000;
const NEGATIVE_INFINITY: u16 = 0xf000;

/// The number as PostgreSQL shows it.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let (words, []) = bytes.as_chunks::<2>() else { return None };
    let [count, weight, sign, scale, digits @ ..] = words else { return None };
    let mut text = match u16::from_be_bytes(*sign) {
        0 => String::new(),
        NEGATIVE => "-".to_owned(),
        NAN => return Some("NaN".to_owned()),
        INFINITY => return Some("Infinity".to_owned()),
        NEGATIVE_INFINITY => return Some("-Infinity".to_owned()),
        _ => return None,
    };
    if usize::from(u16::from_be_bytes(*count)) != digits.len() {
        return None;
    }
    let weight = i32::from(i16::from_be_bytes(*weight));
    let digit = |at: i32| {
        let found = usize::try_from(at).ok().and_then(|at| digits.get(at));
        found.map_or(0, |digit| u16::from_be_bytes(*digit))
    };
    if weight < 0 {
        text.push('0');
    } else {
        text.push_str(&digit(0).to_string());
    }
    (1..=weight).for_each(|at| text.push_str(&format!("{:04}", digit(at))));
    let scale = usize::from(u16::from_be_bytes(*scale));
    if scale > 0 {
        text.push('.');
        let end = text.len() + scale;
        (weight + 1..).take(scale.div_ceil(GROUP)).for_each(|at| text.push_str(&format!("{:04}", digit(at))));
        text.truncate(end);
    }
    Some(text)
}

/// Adds a number; nothing if the text is none.
pub(super) fn write(out: &mut Vec<u8>, text: &str) -> Option<()> {
    let special = match text {
        "NaN" => Some(NAN),
        "Infinity" => Some(INFINITY),
        "-Infinity" => Some(NEGATIVE_INFINITY),
        _ => None,
    };
    if let Some(sign) = special {
        out.extend([0, 0, sign, 0].into_iter().flat_map(u16::to_be_bytes));
        return Some(());
    }
    let (unsigned, sign) = text.strip_prefix('-').map_or((text, 0), |text| (text, NEGATIVE));
    let unsigned = if sign == 0 { unsigned.strip_prefix('+').unwrap_or(unsigned) } else { unsigned };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
        None => (unsigned, 0_i64),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) || exponent.abs() > EXPONENT {
        return None;
    }
    let scale = (i64::try_from(fraction.len()).ok()? - exponent).max(0);
    if scale > SCALE {
        return None;
    }
    // Where the point stands, counted from the first digit, which is made to be the first of a group.
    let point = i64::try_from(whole.len()).ok()? + exponent;
    let before = usize::try_from((-point).rem_euclid(4)).ok()?;
    let mut padded = "0".repeat(before) + &all;
    padded.push_str(&"0".repeat(padded.len().next_multiple_of(GROUP) - padded.len()));
    let groups = padded.as_bytes().chunks(GROUP);
    let digits: Vec<u16> =
        groups.map(|group| group.iter().fold(0, |digit, byte| digit * 10 + u16::from(byte - b'0'))).collect();
    let mut weight = (point + i64::try_from(before).ok()?).div_euclid(4) - 1;
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let end = digits.iter().rposition(|digit| *digit != 0).map_or(zeros, |last| last + 1);
    let digits = &digits[zeros..end];
    weight -= i64::try_from(zeros).ok()?;
    let (weight, sign) = if digits.is_empty() { (0, 0) } else { (i16::try_from(weight).ok()?, sign) };
    out.extend_from_slice(&i16::try_from(digits.len()).ok()?.to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&u16::try_from(scale).ok()?.to_be_bytes());
    out.extend(digits.iter().copied().flat_map(u16::to_be_bytes));
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Option<Vec<i32>> {
        let mut out = Vec::new();
        write(&mut out, text)?;
        Some(out.as_chunks::<2>().0.iter().map(|word| i32::from(i16::from_be_bytes(*word))).collect())
    }

    fn again(number: &str) -> Option<String> {
        let mut out = Vec::new();
        write(&mut out, number)?;
        text(&out)
    }

    #[test]
    fn numbers_have_the_form_of_postgresql() {
        // As `numeric_send` of PostgreSQL 15 gives them.
        for (number, expected) in [
            ("0", vec![0, 0, 0, 0]),
            ("1", vec![1, 0, 0, 0, 1]),
            ("-1.50", vec![2, 0, 0x4000, 2, 1, 5000]),
            ("10000", vec![1, 1, 0, 0, 1]),
            ("12345.678", vec![3, 1, 0, 3, 1, 2345, 6780]),
            ("0.00001", vec![1, -2, 0, 5, 1000]),
        ] {
            assert_eq!(words(number), Some(expected), "{number}");
        }
    }

    #[test]
    fn other_spellings_are_the_same_number() {
        for (number, expected) in [
            ("1e5", "100000"),
            ("1.5E-3", "0.0015"),
            ("+7", "7"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "0"),
            ("0.00", "0.00"),
            ("NaN", "NaN"),
            ("Infinity", "Infinity"),
            ("-Infinity", "-Infinity"),
        ] {
            assert_eq!(again(number).as_deref(), Some(expected), "{number}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for number in ["", ".", "-", "+-1", "1e", "e5", "1,5", "abc", "1e999999", "1e-20000", "0x10", " 1"] {
            assert_eq!(again(number), None, "{number}");
        }
        for bytes in [&[][..], &[0; 7], &[0, 1, 0, 0, 0, 0, 0, 0], &[0, 0, 0, 0, 0x12, 0, 0, 0]] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were(number in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?") {
            let zero = number.bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0');
            let expected = if zero { number.trim_start_matches('-') } else { &number };
            prop_assert_eq!(again(&number), Some(expected.to_owned()));
        }
    }
}
