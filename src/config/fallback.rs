//! Where Clockify's API is for an installation whose token doesn't say.
//!
//! `CLOCKIFY_API_BASE_URL` (API Studio, Universal Webhook), `CLOCKIFY_API_BASE` (the Clockify add-on),
//! `CLOCKIFY_DEVELOPER_API_BASE`, `CLOCKIFY_REPORTS_API_BASE`.
//!
//! What a token names always wins: a copied `.env` sets all of these to the global hosts, and a workspace of another
//! region must still be reached where it is.

use url::Url;

use super::address;
use super::entry::Entry;
use super::reader::Reader;
use crate::domain::addon::Addon;

const BASE_URL: &str = "CLOCKIFY_API_BASE_URL";
const BASE: &str = "CLOCKIFY_API_BASE";
const DEVELOPER: &str = "CLOCKIFY_DEVELOPER_API_BASE";
const REPORTS: &str = "CLOCKIFY_REPORTS_API_BASE";

/// The hosts of production and of the developer environment.
const PRODUCTION_HOST: &str = "https://api.clockify.me/api";
const DEVELOPER_HOST: &str = "https://developer.clockify.me/api";

/// API addresses for when a token names none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// For API Studio and Universal Webhook.
    pub base_url: String,
    /// For the Clockify add-on.
    pub base: String,
    /// For all of them in the developer environment.
    pub developer: String,
    /// The host of reports.
    pub reports: Option<String>,
}

impl Fallback {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut read = |name, help, default: &str| {
            let url = |text: &str| address::http_url(text).map(|url| address::without_slash(&url));
            reader.value(Entry::new(name, help), "https URL", default, url)
        };
        let or = |found: Option<String>, default: &str| found.unwrap_or_else(|| default.to_owned());
        let help = "API of API Studio's and Universal Webhook's installations whose token names none";
        let base_url = or(read(BASE_URL, help, PRODUCTION_HOST), PRODUCTION_HOST);
        let help = "API of the Clockify add-on's installations whose token names none";
        let base = or(read(BASE, help, PRODUCTION_HOST), PRODUCTION_HOST);
        let help = "The same for all add-ons when CLOCKIFY_ENVIRONMENT is dev";
        let developer = or(read(DEVELOPER, help, DEVELOPER_HOST), DEVELOPER_HOST);
        let reports = read(REPORTS, "Reports API of installations whose token names none", "");
        Self { base_url, base, developer, reports }
    }

    /// The variable that counts for this add-on, and its value.
    #[must_use]
    pub fn regular(&self, addon: Addon, developer: bool) -> (&'static str, &str) {
        match addon {
            _ if developer => (DEVELOPER, &self.developer),
            Addon::ClockifyAddon => (BASE, &self.base),
            Addon::ApiStudio | Addon::UniversalWebhook => (BASE_URL, &self.base_url),
        }
    }

    /// Warns of an address that was set and that no call may use.
    pub(super) fn warn_unless(&self, reader: &mut Reader<'_>, allows: impl Fn(&str) -> bool) {
        let all = [
            (BASE_URL, Some(&self.base_url)),
            (BASE, Some(&self.base)),
            (DEVELOPER, Some(&self.developer)),
            (REPORTS, self.reports.as_ref()),
        ];
        for (name, text) in all {
            let host = text.and_then(|text| Url::parse(text).ok()).and_then(|url| url.host_str().map(str::to_owned));
            if let (Some(name), Some(host)) = (reader.found(name).map(str::to_owned), host)
                && !allows(&host)
            {
                reader.warn(format!(
                    "{name} names {host}, which ALLOWED_API_DOMAINS doesn't allow; it will not be called"
                ));
            }
        }
    }
}
