//! PEM text around DER bytes: just enough for the sandbox's own two labels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Width of a line, as RFC 7468 prescribes for writers.
const WIDTH: usize = 64;

/// Wraps the bytes.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (at, c) in body.chars().enumerate() {
        if at > 0 && at % WIDTH == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text + &format!("\n-----END {label}-----\n")
}

/// Takes the bytes out again, if the text is one block with that label.
pub(super) fn decode(label: &str, text: &str) -> Option<Vec<u8>> {
    let body = text.trim().strip_prefix(&format!("-----BEGIN {label}-----"))?;
    let body = body.strip_suffix(&format!("-----END {label}-----"))?;
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        for len in [0, 1, 47, 48, 49, 300] {
            let der: Vec<u8> = (0..=u8::MAX).cycle().take(len).collect();
            let text = encode("THING", &der);
            assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
            assert_eq!(decode("THING", &text), Some(der));
            assert_eq!(decode("OTHER", &text), None);
        }
    }
}
