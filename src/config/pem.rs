//! Public keys in PEM form, as they come out of an environment variable.
//!
//! Only the frame is checked here; whether the key is one that can verify is known where it is used.

/// The labels of a public key: the general form and the older one for RSA.
const LABELS: [&str; 2] = ["PUBLIC KEY", "RSA PUBLIC KEY"];

/// Splits a text into its public keys.
///
/// A variable often has no room for line ends, so `\n` written out counts as one.
pub(super) fn public_keys(text: &str) -> Result<Vec<String>, String> {
    let text = text.replace("\\n", "\n").replace('\r', "");
    if text.contains("PRIVATE KEY-----") {
        return Err("contains a private key; only public keys belong here".to_owned());
    }
    let mut keys = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----").ok_or("has a PEM block without its first line's end")?;
        let (body, after) =
            after.split_once(&format!("-----END {label}-----")).ok_or("has a PEM block without its last line")?;
        if !LABELS.contains(&label) {
            return Err("has a PEM block that is not a public key".to_owned());
        }
        let body: String = body.split_whitespace().collect();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        if body.is_empty() || !body.trim_end_matches('=').chars().all(plain) {
            return Err("has a PEM block whose body is not base64".to_owned());
        }
        keys.push(framed(label, &body));
        rest = after;
    }
    if keys.is_empty() { Err("contains no PEM public key".to_owned()) } else { Ok(keys) }
}

/// The block in lines of 64 characters, which every reader of PEM takes.
fn framed(label: &str, body: &str) -> String {
    let mut block = format!("-----BEGIN {label}-----");
    for (at, c) in body.chars().enumerate() {
        if at % 64 == 0 {
            block.push('\n');
        }
        block.push(c);
    }
    block.extend(["\n-----END ", label, "-----\n"]);
    block
}

/// How many keys there are, in place of a screen full of base64.
pub(super) fn shown(text: &str) -> String {
    match public_keys(text).map_or(0, |keys| keys.len()) {
        0 => "unreadable".to_owned(),
        1 => "1 public key".to_owned(),
        count => format!("{count} public keys"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMIIB+/==\n-----END PUBLIC KEY-----\n";

    #[test]
    fn blocks() {
        let rsa = KEY.replace("PUBLIC", "RSA PUBLIC");
        assert_eq!(public_keys(KEY).unwrap(), [KEY]);
        assert_eq!(public_keys(&format!("# ours\n{KEY}\n{rsa}")).unwrap(), [KEY, &rsa]);
        assert_eq!(public_keys(&KEY.trim().replace('\n', "\\n")).unwrap(), [KEY]);
        assert_eq!(public_keys(&KEY.replace('\n', " ")).unwrap(), [KEY]);
        assert_eq!(public_keys(&KEY.replace('\n', "\r\n")).unwrap(), [KEY]);
        for bad in [
            "MIIB",
            "-----BEGIN PUBLIC KEY-----\nMIIB",
            "-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----",
        ] {
            assert!(public_keys(bad).is_err(), "{bad}");
        }
        assert_eq!(shown(KEY), "1 public key");
    }
}
