//! Percent encoding of one part of a URL.
//!
//! The `url` crate does this for whole URLs only, and a whole URL is what we can't give it: see the
//! parent module.

/// Encodes all but the unreserved characters and those in `also`.
pub(super) fn encode(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = char::from(byte);
        if plain.is_ascii_alphanumeric() || "-._~".contains(plain) || (plain.is_ascii() && also.contains(plain)) {
            out.push(plain);
        } else {
            out.push('%');
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
    out
}

/// Decodes; a `%` that no two hex digits follow stands for itself, as in Python.
pub(super) fn decode(text: &str) -> Result<String, String> {
    let digit =
        |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).map_err(|_| "is not UTF-8 after percent decoding".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        for (plain, encoded) in
            [("aB3/+x==", "aB3%2F%2Bx%3D%3D"), ("ü @:", "%C3%BC%20%40%3A"), ("a-._~z", "a-._~z"), ("", "")]
        {
            assert_eq!(encode(plain, ""), encoded);
            assert_eq!(decode(encoded).unwrap(), plain);
        }
        assert_eq!(encode("/a/b c", "/"), "/a/b%20c");
    }

    #[test]
    fn lone_percent_signs_stay() {
        for text in ["100%", "%", "%z9", "%4", "a%%b"] {
            assert_eq!(decode(text).unwrap(), text);
        }
        assert!(decode("%ff").is_err());
    }
}
