//! Clockify's tokens: RS256 JSON Web Tokens, all signed with one key pair, told apart by their claims.
//!
//! Source: the add-on platform's documentation of token kinds and its published public key. A token proves
//! who sent a call, not what the call says: bodies aren't signed, so everything that can be taken from the
//! claims is taken from there.
//!
//! RSA is paid once per token. Webhook tokens never change, so a verified one is remembered by its hash in a
//! bounded cache; whether it has expired is still asked each time.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::domain::ids::{AddonId, WorkspaceId};

/// The key that Clockify publishes for add-ons; production and the developer environment share it.
const PUBLISHED_KEY: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAubktufFNO/op+E5WBWL6
/Y9QRZGSGGCsV00FmPRl5A0mSfQu3yq2Yaq47IlN0zgFy9IUG8/JJfwiehsmbrKa
49t/xSkpG1u9w1GUyY0g4eKDUwofHKAt3IPw0St4qsWLK9mO+koUo56CGQOEpTui
5bMfmefVBBfShXTaZOtXPB349FdzSuYlU/5o3L12zVWMutNhiJCKyGfsuu2uXa9+
6uQnZBw1wO3/QEci7i4TbC+ZXqW1rCcbogSMORqHAP6qSAcTFRmrjFAEsOWiUUhZ
rLDg2QJ8VTDghFnUhYklNTJlGgfo80qEWe1NLIwvZj0h3bWRfrqZHsD/Yjh0duk6
yQIDAQAB
-----END PUBLIC KEY-----
";

/// Longer than any token of the platform.
pub const LONGEST: usize = 4096;

/// How far the clocks of Clockify and of this machine may differ.
const LEEWAY: i64 = 60;

/// How many verified tokens are remembered: every webhook of some hundred workspaces.
const REMEMBERED: u64 = 20_000;

/// How many keys are tried, so that a long key set can't make a forged token expensive.
const MOST_KEYS: usize = 16;

/// SHA-256 of a token: its name in the cache and in the database.
pub type Hash = [u8; 32];

/// The hash of a token.
#[must_use]
pub fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}

/// What a verified token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The workspace. Only lifecycle tokens may lack it.
    pub workspace: Option<WorkspaceId>,
    /// The installation. Only lifecycle tokens may lack it.
    pub addon: Option<AddonId>,
    /// The user, on installation and user tokens.
    pub user: Option<String>,
    /// The user's role, on user tokens alone.
    pub role: Option<String>,
    /// How the user likes pages, on user tokens alone: `DEFAULT` or `DARK`.
    pub theme: Option<String>,
    /// The user's language, on user tokens alone.
    pub language: Option<String>,
    /// When the token ends, in seconds since 1970, where it does.
    pub expires: Option<i64>,
    /// API addresses, on installation and user tokens only.
    pub hosts: Hosts,
}

/// The addresses of Clockify's API that a token names, unchecked: `clockify::client::Hosts` decides which may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the claims' own names")]
pub struct Hosts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backend_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locations_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screenshots_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pto_url: Option<String>,
}

/// Why a token isn't accepted. For logs and metrics; callers get less to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not a token of three parts, or too long.
    #[error("not a JSON Web Token")]
    Malformed,
    /// Signed by nobody we trust, or with another algorithm than RS256.
    #[error("the signature is not Clockify's")]
    Signature,
    /// Issued by someone else, for something else, or for another add-on.
    #[error("not a token of this add-on")]
    Foreign,
    /// A claim is missing or has no valid form.
    #[error("a claim is missing")]
    Incomplete,
    /// Past its end.
    #[error("the token has expired")]
    Expired,
}

/// The claims as they stand in the token.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    iss: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    sub: Option<String>,
    workspace_id: Option<String>,
    addon_id: Option<String>,
    user: Option<String>,
    workspace_role: Option<String>,
    theme: Option<String>,
    language: Option<String>,
    exp: Option<i64>,
    #[serde(flatten)]
    hosts: Hosts,
}

/// A key that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("a public key for Clockify's tokens can't be read; it must be an RSA key in PEM form")]
pub struct BadKey(#[source] jsonwebtoken::errors::Error);

/// Verifies the tokens of one add-on.
pub struct Verifier {
    addon_key: Arc<str>,
    fixed: Vec<DecodingKey>,
    fetched: ArcSwap<Vec<DecodingKey>>,
    validation: Validation,
    verified: moka::sync::Cache<Hash, Arc<Claims>>,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier").field("addon_key", &self.addon_key).finish_non_exhaustive()
    }
}

impl Verifier {
    /// A verifier that trusts the published key and those given.
    pub fn new<'a>(addon_key: &str, more: impl IntoIterator<Item = &'a str>) -> Result<Self, BadKey> {
        let keys = std::iter::once(PUBLISHED_KEY).chain(more);
        let fixed =
            keys.map(|pem| DecodingKey::from_rsa_pem(pem.as_bytes())).collect::<Result<_, _>>().map_err(BadKey)?;
        // The algorithm is pinned here. The claims are checked below, on our own clock.
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(Self {
            addon_key: addon_key.into(),
            fixed,
            fetched: ArcSwap::default(),
            validation,
            verified: moka::sync::Cache::new(REMEMBERED),
        })
    }

    /// Replaces the keys that came from a key set; the fixed ones stay.
    pub fn replace_fetched(&self, set: &JwkSet) -> usize {
        let keys: Vec<_> = set.keys.iter().filter_map(|jwk| DecodingKey::from_jwk(jwk).ok()).take(MOST_KEYS).collect();
        let count = keys.len();
        self.fetched.store(Arc::new(keys));
        // A key that is gone must not live on in what it once verified.
        self.verified.invalidate_all();
        count
    }

    /// What the token says, if it is a true one of this add-on.
    pub fn verify(&self, token: &str, now: OffsetDateTime) -> Result<Arc<Claims>, Refusal> {
        self.verify_hashed(token, hash(token), now)
    }

    /// The same for a token whose hash is at hand.
    pub fn verify_hashed(&self, token: &str, hash: Hash, now: OffsetDateTime) -> Result<Arc<Claims>, Refusal> {
        let claims = match self.verified.get(&hash) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.check(token)?);
                self.verified.insert(hash, Arc::clone(&claims));
                claims
            }
        };
        match claims.expires {
            Some(end) if end.saturating_add(LEEWAY) < now.unix_timestamp() => Err(Refusal::Expired),
            _ => Ok(claims),
        }
    }

    fn check(&self, token: &str) -> Result<Claims, Refusal> {
        if token.len() > LONGEST || token.split('.').count() != 3 {
            return Err(Refusal::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refusal::Malformed)?;
        if header.alg != Algorithm::RS256 {
            return Err(Refusal::Signature);
        }
        let fetched = self.fetched.load();
        let wire = self
            .fixed
            .iter()
            .chain(fetched.iter())
            .find_map(|key| jsonwebtoken::decode::<Wire>(token, key, &self.validation).ok())
            .ok_or(Refusal::Signature)?
            .claims;
        if wire.iss.as_deref() != Some("clockify")
            || wire.kind.as_deref() != Some("addon")
            || wire.sub.as_deref() != Some(&*self.addon_key)
        {
            return Err(Refusal::Foreign);
        }
        let workspace = wire.workspace_id.as_deref().map(WorkspaceId::new).transpose();
        let addon = wire.addon_id.as_deref().map(AddonId::new).transpose();
        Ok(Claims {
            workspace: workspace.map_err(|_| Refusal::Incomplete)?,
            addon: addon.map_err(|_| Refusal::Incomplete)?,
            user: wire.user,
            role: wire.workspace_role,
            theme: wire.theme,
            language: wire.language,
            expires: wire.exp,
            hosts: wire.hosts,
        })
    }
}

impl Claims {
    /// The installation that the token belongs to.
    pub fn installation(&self) -> Result<(&WorkspaceId, &AddonId), Refusal> {
        self.workspace.as_ref().zip(self.addon.as_ref()).ok_or(Refusal::Incomplete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_key_is_the_one_documented() {
        let der = pem_body(PUBLISHED_KEY);
        let print = "0cebc449014cf940ad0763e204b29b3a2263abfa1ccd298347c9bd2db2708b16";
        assert_eq!(hex::encode(Sha256::digest(der)), print);
    }

    fn pem_body(pem: &str) -> Vec<u8> {
        use base64::Engine as _;

        let text: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        base64::engine::general_purpose::STANDARD.decode(text).unwrap()
    }
}
