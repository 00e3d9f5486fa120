//! What each add-on has of its own: address, database, identity, signature policy.
//!
//! Listening: `HOST`; `API_STUDIO_PORT`, `UNIVERSAL_WEBHOOK_PORT`, `PORT`.
//! Address: `API_STUDIO_BASE_URL`, `UNIVERSAL_WEBHOOK_BASE_URL`, `BASE_URL` (`CLOCKIFY_ADDON_BASE_URL`).
//! Database: `API_STUDIO_DB_URL`, `UNIVERSAL_WEBHOOK_DB_URL`, `DATABASE_URL`.
//! Key: `API_STUDIO_ADDON_KEY`, `UNIVERSAL_WEBHOOK_ADDON_KEY`, `ADDON_KEY`.
//! Signatures: `…REQUIRE_SIGNATURE_VERIFICATION`, `WEBHOOK_HMAC_SECRET`.
//!
//! What only one of them reads: `UW_ENABLE_CUSTOM_WEBHOOKS`, `ADDON_NAME`, `ADDON_DESCRIPTION`,
//! `ADDON_VENDOR_NAME`, `ADDON_VENDOR_URL`, `WEBHOOK_HMAC_SECRET`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use secrecy::SecretString;

use super::address;
use super::bootstrap::Bootstrap;
use super::database;
use super::entry::Entry;
use super::error::{Error, Problem};
use super::flows::Flows;
pub use super::names::{Variables, variables};
use super::reader::Reader;
use super::retention::Retention;
use super::source::Source;
use crate::domain::addon::Addon as Id;

/// The settings of one add-on.
#[derive(Clone, Debug)]
pub struct Addon {
    /// Which one.
    pub addon: Id,
    /// Address to listen on.
    pub host: IpAddr,
    /// Port to listen on; 0 lets the system pick a free one.
    pub port: u16,
    /// Public address without a slash at its end: manifest, components, webhooks.
    pub base_url: String,
    /// Whether an operator set the public address. If not, it is `http://localhost` with the port,
    /// and a server on port 0 puts the real port in its place.
    pub base_url_is_set: bool,
    /// Where its data is.
    pub database: database::Url,
    /// Manifest key, which Clockify's tokens carry as their subject.
    pub key: String,
    /// Manifest name.
    pub name: String,
    /// Manifest description.
    pub description: String,
    /// Who offers the add-on, shown on its page.
    pub vendor_name: Option<String>,
    /// Where to find them.
    pub vendor_url: Option<String>,
    /// Whether a request without a valid signature is refused.
    pub require_signature: bool,
    /// Additional webhook scheme for callers that sign with a shared secret.
    pub hmac_secret: Option<SecretString>,
    /// Whether systems other than Clockify may deliver.
    pub custom_webhooks: bool,
    /// The first fetch of a workspace's data.
    pub bootstrap: Bootstrap,
    /// What happens by itself.
    pub flows: Flows,
    /// For how long what grows is kept.
    pub retention: Retention,
}

impl Addon {
    /// Reads the settings of one add-on.
    pub fn read(reader: &mut Reader<'_>, addon: Id) -> Self {
        let names = variables(addon);
        reader.section("All add-ons");
        let host = host(reader);
        reader.section(names.title);
        let port = port(reader, addon);
        let base_url = base_url(reader, addon, port);
        let bootstrap = Bootstrap::read(reader, addon);
        let flows = Flows::read(reader, addon);
        let retention = Retention::read(reader, addon);
        let key = Entry::new(names.key, "Manifest key; Clockify's tokens carry it as their subject").only(addon);
        let mut read = Self {
            addon,
            host,
            port,
            base_url: base_url.text,
            base_url_is_set: reader.found(names.base_url).is_some(),
            database: database::Url::read(reader, addon),
            key: reader.text(key, &(2..=50), names.default_key),
            name: names.title.to_owned(),
            description: String::new(),
            vendor_name: None,
            vendor_url: None,
            require_signature: require_signature(reader, addon, base_url.exposed),
            hmac_secret: None,
            custom_webhooks: false,
            bootstrap,
            flows,
            retention,
        };
        match addon {
            Id::ApiStudio => {
                "Receives the everyday events of a workspace and keeps them.".clone_into(&mut read.description);
            }
            Id::UniversalWebhook => {
                "Receives every Clockify event, and those of other systems, and keeps them."
                    .clone_into(&mut read.description);
                let entry = Entry::new("UW_ENABLE_CUSTOM_WEBHOOKS", "Whether systems other than Clockify may deliver");
                read.custom_webhooks = reader.boolean(entry.only(addon), true);
            }
            Id::ClockifyAddon => read.identity(reader),
        }
        read
    }

    /// Reads the identity that only the reference add-on lets an operator choose.
    fn identity(&mut self, reader: &mut Reader<'_>) {
        let entry = |name, help| Entry::new(name, help).only(Id::ClockifyAddon);
        let text = "Clockify Python Addon Boilerplate";
        self.name = reader.text(entry("ADDON_NAME", "Manifest name and title of the page"), &(1..=50), text);
        let text = "Production-ready Clockify Add-on with full API integration";
        self.description = reader.text(entry("ADDON_DESCRIPTION", "Manifest description"), &(1..=1000), text);
        let vendor = entry("ADDON_VENDOR_NAME", "Who offers the add-on, shown on its page");
        self.vendor_name = reader.optional_text(vendor, &(1..=100), "");
        let vendor = entry("ADDON_VENDOR_URL", "Where to find them, shown on its page");
        let vendor = reader.value(vendor, "http or https URL", "", address::http_url);
        self.vendor_url = vendor.as_ref().map(address::without_slash);
        let help =
            "Also accept webhooks signed with HMAC-SHA256 and this secret; never in place of a failed Clockify token";
        self.hmac_secret = reader.secret(entry("WEBHOOK_HMAC_SECRET", help));
    }
}

/// Where one add-on listens, for whoever asks whether it does. Reads nothing else.
pub fn listen(source: &Source, addon: Id) -> Result<SocketAddr, Error> {
    let mut reader = Reader::new(source);
    let address = listening(&mut reader, addon);
    reader.finish()?;
    Ok(address)
}

/// Reads where one add-on listens.
pub(super) fn listening(reader: &mut Reader<'_>, addon: Id) -> SocketAddr {
    SocketAddr::new(host(reader), port(reader, addon))
}

/// Refuses two add-ons on one address or one database.
///
/// One port can't be bound twice, and one database would mix the events of two add-ons without a
/// trace of which is whose.
pub fn check_apart(addons: &[Addon]) -> Result<(), Error> {
    let mut problems = Vec::new();
    for (index, one) in addons.iter().enumerate() {
        for two in &addons[index + 1..] {
            let (names, others) = (variables(one.addon), variables(two.addon));
            if (one.host, one.port) == (two.host, two.port) && one.port != 0 {
                problems.push(Problem {
                    name: format!("{} and {}", names.port, others.port),
                    wrong: format!("both are {}; give each add-on a port of its own", one.port),
                });
            }
            if one.database.is_same_place(&two.database) {
                problems.push(Problem {
                    name: format!("{} and {}", names.database, others.database),
                    wrong: "both name the same database; give each add-on one of its own".to_owned(),
                });
            }
        }
    }
    Error::unless_empty(problems)
}

fn host(reader: &mut Reader<'_>) -> IpAddr {
    let entry = Entry::new("HOST", "Address to listen on; 0.0.0.0 only where a proxy stands in front");
    let parse = |text: &str| match text.trim() {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        text => text.trim_matches(['[', ']']).parse().map_err(|_| "is not an IP address".to_owned()),
    };
    reader.value(entry, "IP address or localhost", "127.0.0.1", parse).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

fn port(reader: &mut Reader<'_>, addon: Id) -> u16 {
    let names = variables(addon);
    let entry = Entry::new(names.port, "Port to listen on; 0 picks a free one").only(addon);
    let parse = |text: &str| {
        let text = text.trim();
        if text.starts_with("tcp://") {
            // A Service that is named after the add-on makes Kubernetes set this very variable.
            return Err(
                "is what Kubernetes sets for a Service of this name (`enableServiceLinks: false` stops it)".to_owned()
            );
        }
        text.parse().map_err(|_| "is not a port".to_owned())
    };
    let default = names.default_port;
    reader.value(entry, "port, 0 to 65535", &default.to_string(), parse).unwrap_or(default)
}

/// The public address, and whether the world can reach it.
struct BaseUrl {
    text: String,
    /// `https` and public: what an add-on in production has, and a trial never.
    exposed: bool,
}

fn base_url(reader: &mut Reader<'_>, addon: Id, port: u16) -> BaseUrl {
    let names = variables(addon);
    let help = "Public address, as Clockify reaches it: manifest, components, webhooks; https when public";
    let entry = Entry::new(names.base_url, help).only(addon).aliases(names.base_url_aliases);
    let default = format!("http://localhost:{port}");
    let Some(url) = reader.value(entry, "http or https URL", &default, address::http_url) else {
        return BaseUrl { text: default, exposed: false };
    };
    let (public, https) = (address::is_public(&url), url.scheme() == "https");
    if public && !https {
        let name = reader.found(names.base_url).unwrap_or(names.base_url).to_owned();
        reader.warn(format!("{name} is public but not https; Clockify calls add-ons over https only"));
    }
    BaseUrl { text: address::without_slash(&url), exposed: public && https }
}

fn require_signature(reader: &mut Reader<'_>, addon: Id, exposed: bool) -> bool {
    let names = variables(addon);
    let help = "Refuse requests that Clockify did not sign; false is for local trials only";
    let required = reader.boolean(Entry::new(names.signature, help).only(addon), true);
    if !required {
        let name = reader.found(names.signature).unwrap_or(names.signature).to_owned();
        let address = reader.found(names.base_url).unwrap_or(names.base_url).to_owned();
        if exposed {
            let wrong =
                format!("false is refused while {address} is a public https address; anybody could send events");
            reader.problem(name, wrong);
        } else {
            reader.warn(format!(
                "{name} is false: anybody who can reach {addon} can forge requests; never do this in production"
            ));
        }
    }
    required
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(addon: Id, pairs: &[(&str, &str)]) -> (Addon, Result<Vec<String>, String>) {
        let source = Source::from_pairs(pairs.iter().copied());
        let mut reader = Reader::new(&source);
        let read = Addon::read(&mut reader, addon);
        (read, reader.finish().map_err(|error| error.to_string()))
    }

    #[test]
    fn defaults() {
        for (id, port, key, file, custom) in [
            (Id::ApiStudio, 8000, "clockify-api-studio", "api_studio.db", false),
            (Id::UniversalWebhook, 8001, "universal-webhook-api", "universal_webhook.db", true),
            (Id::ClockifyAddon, 8002, "clockify-python-addon", "clockify_addon.db", false),
        ] {
            let (addon, warnings) = read(id, &[]);
            assert!(warnings.unwrap().is_empty());
            assert_eq!((addon.port, addon.key.as_str()), (port, key));
            assert_eq!(addon.base_url, format!("http://localhost:{port}"));
            assert_eq!(addon.database.sqlite_path(), Some(std::path::Path::new(file)));
            assert!(addon.host.is_loopback() && addon.require_signature && !addon.base_url_is_set);
            assert_eq!(addon.custom_webhooks, custom);
            assert!(!addon.name.is_empty() && addon.name.len() <= 50 && !addon.description.is_empty());
        }
    }

    #[test]
    fn the_default_address_follows_the_port() {
        for (pairs, expected) in [
            (vec![("PORT", "9000")], "http://localhost:9000"),
            (vec![("PORT", "9000"), ("BASE_URL", "https://a.example.com/")], "https://a.example.com"),
            (vec![("CLOCKIFY_ADDON_BASE_URL", "https://a.example.com/x/")], "https://a.example.com/x"),
            (vec![("PORT", "0")], "http://localhost:0"),
        ] {
            let (addon, warnings) = read(Id::ClockifyAddon, &pairs);
            assert_eq!(addon.base_url, expected, "{pairs:?}");
            assert_eq!(addon.base_url_is_set, pairs.len() > 1 || pairs[0].0 != "PORT");
            assert!(warnings.unwrap().is_empty());
        }
    }

    #[test]
    fn listening() {
        for (name, value, good) in [
            ("HOST", "0.0.0.0", true),
            ("HOST", "localhost", true),
            ("HOST", "[::]", true),
            ("HOST", "example.com", false),
            ("PORT", "65535", true),
            ("PORT", "65536", false),
            ("PORT", "80a", false),
            ("PORT", "tcp://10.0.0.1:80", false),
            ("ADDON_KEY", "x", false),
            ("ADDON_NAME", "Clockify Python Addon Boilerplate", true),
            ("ADDON_VENDOR_URL", "your-company", false),
        ] {
            let error = read(Id::ClockifyAddon, &[(name, value)]).1.err();
            assert_eq!(error.is_none(), good, "{name}={value}: {error:?}");
            assert!(error.is_none_or(|error| error.contains(name) && error.contains(value)));
        }
    }

    #[test]
    fn unverified_signatures_are_refused_in_public_and_warned_about_elsewhere() {
        for (address, refused) in [
            ("", false),
            ("https://addons.example.com", true),
            ("http://addons.example.com", false),
            ("https://localhost:8443", false),
            ("https://addons.test", false),
            ("https://10.0.0.7", false),
            ("https://93.184.216.34", true),
        ] {
            for (id, name, base) in [
                (Id::ApiStudio, "API_STUDIO_REQUIRE_SIGNATURE_VERIFICATION", "API_STUDIO_BASE_URL"),
                (Id::ClockifyAddon, "REQUIRE_SIGNATURE_VERIFICATION", "CLOCKIFY_ADDON_BASE_URL"),
            ] {
                let (_, result) = read(id, &[(name, "no"), (base, address)]);
                match result {
                    Ok(warnings) => {
                        assert!(!refused && warnings.iter().any(|text| text.contains(name)), "{address}: {warnings:?}");
                    }
                    Err(error) => {
                        assert!(refused && error.contains(name) && error.contains(base), "{address}: {error}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_secret_of_the_reference_add_on() {
        let pairs = [("WEBHOOK_HMAC_SECRET", "canary"), ("UW_ENABLE_CUSTOM_WEBHOOKS", "off")];
        let (addon, _) = read(Id::ClockifyAddon, &pairs);
        assert!(addon.hmac_secret.is_some());
        assert!(!format!("{addon:?}").contains("canary"));
        assert!(read(Id::ApiStudio, &pairs).0.hmac_secret.is_none());
        assert!(!read(Id::UniversalWebhook, &pairs).0.custom_webhooks);
    }

    #[test]
    fn two_add_ons_on_one_port_or_database() {
        let all = |pairs: &[(&str, &str)]| Id::ALL.map(|id| read(id, pairs).0);
        assert!(check_apart(&all(&[])).is_ok());
        assert!(check_apart(&all(&[("PORT", "0"), ("API_STUDIO_PORT", "0")])).is_ok());
        let error = check_apart(&all(&[("PORT", "8000")])).unwrap_err().to_string();
        assert!(error.contains("API_STUDIO_PORT and PORT: both are 8000"), "{error}");
        let one = [("API_STUDIO_DB_URL", "sqlite:///x.db"), ("DATABASE_URL", "sqlite+aiosqlite:///./x.db")];
        let error = check_apart(&all(&one)).unwrap_err().to_string();
        assert!(error.contains("API_STUDIO_DB_URL and DATABASE_URL"), "{error}");
    }
}
