//! The sandbox's RSA key pair: what makes its tokens genuine to an add-on that trusts it, and to no other.
//!
//! Tokens are signed here and not by the library that verifies them, for two reasons: the forgeries need to
//! put together tokens that no honest library makes, and a test proves more when the two sides don't share
//! their code.
//!
//! RS256 is RSASSA-PKCS1-v1_5, which uses no randomness: the same claims under the same key give the same
//! token, to the byte. Claims are written in a fixed order and the tokens that an installation keeps carry no
//! time, so a later process with the same key file and the same ids recomputes the webhook tokens that an
//! earlier one handed out, and needs no store for them.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::Value;

use super::{Error, pem, token};

mod file;

/// Label of the private key's PEM block.
const PRIVATE: &str = "PRIVATE KEY";
/// Label of the public key's PEM block.
const PUBLIC: &str = "PUBLIC KEY";

/// An RSA key pair of 2048 bits. A clone is the same key and costs nothing.
#[derive(Clone)]
pub struct Key(Arc<Inner>);

struct Inner {
    pair: KeyPair,
    public_pem: String,
}

impl Key {
    /// Makes a new key that exists only in memory.
    pub fn generate() -> Result<Self, Error> {
        KeyPair::generate(KeySize::Rsa2048).and_then(Self::from_pair).map_err(Error::Generate)
    }

    /// The public key in PEM form (`SubjectPublicKeyInfo`), for the add-on's list of trusted keys.
    #[must_use]
    pub fn public_pem(&self) -> &str {
        &self.0.public_pem
    }

    /// Signs the claims: a JSON web token with RS256.
    ///
    /// The key has signed a probe before it was handed out, so this doesn't fail. Should the library refuse
    /// nevertheless, the token has an empty signature, which every verifier rejects.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        token::compact(r#"{"alg":"RS256","typ":"JWT"}"#, claims, |text| {
            self.signature(text).unwrap_or_else(|_| {
                tracing::error!("the sandbox key did not sign; the token is sent without a signature");
                Vec::new()
            })
        })
    }

    fn from_pair(pair: KeyPair) -> Result<Self, Unspecified> {
        let der: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
        let public_pem = pem::encode(PUBLIC, der.as_ref());
        let key = Self(Arc::new(Inner { pair, public_pem }));
        key.signature(b"probe").map(|_| key)
    }

    /// The private key in PEM form (PKCS#8), for the key file and nothing else.
    fn private_pem(&self) -> Result<String, Unspecified> {
        let der: Pkcs8V1Der<'_> = self.0.pair.as_der()?;
        Ok(pem::encode(PRIVATE, der.as_ref()))
    }

    fn signature(&self, text: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let mut signature = vec![0; self.0.pair.public_modulus_len()];
        self.0.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)?;
        Ok(signature)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(sandbox)")
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    use serde_json::json;

    use super::*;

    #[test]
    fn another_library_accepts_the_key_and_its_signatures() {
        let key = Key::generate().unwrap();
        let decoding = DecodingKey::from_rsa_pem(key.public_pem().as_bytes()).unwrap();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.required_spec_claims.clear();
        let claims = json!({ "iss": "clockify", "type": "addon" });
        let token = key.sign(&claims);
        assert_eq!(jsonwebtoken::decode::<Value>(&token, &decoding, &rules).unwrap().claims, claims);
        let other = Key::generate().unwrap().sign(&claims);
        assert!(jsonwebtoken::decode::<Value>(&other, &decoding, &rules).is_err());
    }

    #[test]
    fn signing_uses_no_randomness() {
        let key = Key::generate().unwrap();
        let claims = json!({ "a": 1 });
        assert_eq!(key.sign(&claims), key.clone().sign(&claims));
    }
}
