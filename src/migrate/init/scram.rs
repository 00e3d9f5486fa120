//! What PostgreSQL keeps of a password: a verifier, made here, so that the password itself is in no statement and thus in
//! no log of the server (RFC 5802, RFC 7677).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// As PostgreSQL does it by default.
const ROUNDS: u32 = 4096;

/// The verifier of a password, with this salt. None for a password that has other than printable ASCII characters:
/// whoever logs in would normalise it first.
pub(super) fn verifier(password: &SecretString, salt: [u8; 16]) -> Option<String> {
    let password = password.expose_secret();
    if password.is_empty() || !password.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    let salted = salted(password.as_bytes(), &salt);
    let stored = Sha256::digest(mac(&salted, &[b"Client Key"]));
    let server = mac(&salted, &[b"Server Key"]);
    let [salt, stored, server] = [&salt[..], &stored[..], &server[..]].map(|bytes| STANDARD.encode(bytes));
    Some(format!("SCRAM-SHA-256${ROUNDS}:{salt}${stored}:{server}"))
}

fn salted(password: &[u8], salt: &[u8]) -> [u8; 32] {
    let mut last = mac(password, &[salt, &1_u32.to_be_bytes()]);
    let mut all = last;
    for _ in 1..ROUNDS {
        last = mac(password, &[&last]);
        for (sum, byte) in all.iter_mut().zip(last) {
            *sum ^= byte;
        }
    }
    all
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("a key may have any length") };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7677: password `pencil`, its salt, and the server signature that follows from the server key.
    #[test]
    fn the_example_of_the_standard() {
        let salt: [u8; 16] = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap().try_into().unwrap();
        let text = verifier(&SecretString::from("pencil"), salt).unwrap();
        let server = STANDARD.decode(text.rsplit_once(':').unwrap().1).unwrap();
        let message: &[u8] = b"n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
            s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        assert_eq!(STANDARD.encode(mac(&server, &[message])), "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    #[test]
    fn other_characters_are_refused() {
        assert!(verifier(&SecretString::from("schlüssel"), [0; 16]).is_none());
        assert!(verifier(&SecretString::from(""), [0; 16]).is_none());
    }
}
