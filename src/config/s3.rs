//! The way to a bucket that backups are kept in, by the names that the programs of AWS read.
//!
//! `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ROLE_ARN`,
//! `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, `AWS_CONTAINER_CREDENTIALS_FULL_URI`,
//! `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, `CLOCKIFY_ADDONS_BACKUP_RETRIES`.

use secrecy::SecretString;

use super::entry::Entry;
use super::error::Error;
use super::reader::Reader;
use super::source::Source;

/// The region when none is named. Servers that have none take any.
const REGION: &str = "us-east-1";

/// How often a request is tried again.
const RETRIES: u8 = 8;

/// What is needed to reach a bucket.
#[derive(Clone, Debug)]
pub struct S3 {
    /// Who we are.
    pub access_key: Option<SecretString>,
    /// The secret of that.
    pub secret_key: Option<SecretString>,
    /// The token that belongs to keys which don't last.
    pub session_token: Option<SecretString>,
    /// The region of the bucket.
    pub region: String,
    /// The server, when it isn't AWS.
    pub endpoint: Option<String>,
    /// The role to take on.
    pub role: Option<String>,
    /// The file with the token by which the role is taken on.
    pub web_identity_token_file: Option<String>,
    /// Where a container gets its keys.
    pub container_relative: Option<String>,
    /// The same, with the host.
    pub container_full: Option<String>,
    /// The file with the token by which it gets them.
    pub container_token_file: Option<String>,
    /// How often a request is tried again that failed or was put off.
    pub retries: u8,
}

impl S3 {
    /// Loads the section and nothing else.
    pub fn load(source: &Source) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        let settings = Self::read(&mut reader);
        reader.finish()?;
        Ok(settings)
    }

    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Backups in a bucket");
        let key = |name, help| Entry::new(name, help);
        let access_key = reader.secret(key("AWS_ACCESS_KEY_ID", "Access key for the bucket of `s3://bucket/prefix`"));
        let secret_key = reader.secret(key("AWS_SECRET_ACCESS_KEY", "Its secret"));
        let session_token =
            reader.secret(key("AWS_SESSION_TOKEN", "The token that belongs to an access key for a time"));
        let region = key("AWS_REGION", "Region of the bucket").aliases(&["AWS_DEFAULT_REGION"]);
        let region = reader.text(region, &(1..=64), REGION);
        let endpoint =
            key("AWS_ENDPOINT_URL_S3", "Server with the bucket, when it isn't AWS").aliases(&["AWS_ENDPOINT_URL"]);
        let endpoint = reader.value(endpoint, "http or https URL without a login", "", endpoint_url);
        let mut text = |name, help| reader.optional_text(key(name, help), &(1..=4096), "");
        let role = text("AWS_ROLE_ARN", "Role to take on with AWS_WEB_IDENTITY_TOKEN_FILE");
        let web_identity_token_file =
            text("AWS_WEB_IDENTITY_TOKEN_FILE", "File with the token of a Kubernetes service account");
        let container_relative = text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "Where a task of ECS gets its keys");
        let container_full = text("AWS_CONTAINER_CREDENTIALS_FULL_URI", "Where a pod of EKS gets its keys");
        let container_token_file =
            text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "File with the token by which a pod of EKS gets its keys");
        let retries =
            key("CLOCKIFY_ADDONS_BACKUP_RETRIES", "How often a request to the bucket is tried again that failed");
        let retries = reader.number(retries, "times", &(0..=20), RETRIES);
        if access_key.is_some() != secret_key.is_some() {
            let missing = if access_key.is_some() { "AWS_SECRET_ACCESS_KEY" } else { "AWS_ACCESS_KEY_ID" };
            reader.problem(missing, "is missing beside its other half");
        }
        Self {
            access_key,
            secret_key,
            session_token,
            region,
            endpoint,
            role,
            web_identity_token_file,
            container_relative,
            container_full,
            container_token_file,
            retries,
        }
    }
}

/// The address of a server, in which no login stands: logins are sent in another way.
fn endpoint_url(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text.trim()).map_err(|_| "is no URL".to_owned())?;
    let plain = ["http", "https"].contains(&url.scheme()) && url.has_host();
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if plain && bare { Ok(text.trim().trim_end_matches('/').to_owned()) } else { Err("is no such URL".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_key_and_a_login_in_the_address_are_told() {
        let load = |pairs: &[(&'static str, &'static str)]| S3::load(&Source::from_pairs(pairs.iter().copied()));
        let error = load(&[("AWS_ACCESS_KEY_ID", "canary")]).unwrap_err().to_string();
        assert!(error.contains("AWS_SECRET_ACCESS_KEY") && !error.contains("canary"), "{error}");
        let error = load(&[("AWS_ENDPOINT_URL", "http://me:canary@host")]).unwrap_err().to_string();
        assert!(error.contains("AWS_ENDPOINT_URL") && !error.contains("canary"), "{error}");
        let settings = load(&[("AWS_ENDPOINT_URL_S3", "http://host:9000/"), ("AWS_DEFAULT_REGION", "x")]).unwrap();
        assert_eq!((settings.endpoint.as_deref(), settings.region.as_str()), (Some("http://host:9000"), "x"));
        assert!(!format!("{:?}", load(&[("AWS_SESSION_TOKEN", "canary")]).unwrap()).contains("canary"));
    }
}
