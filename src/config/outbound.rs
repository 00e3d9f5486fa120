//! How calls to the outside are made: times, sizes, repeats, and which networks they may reach.
//!
//! `CLOCKIFY_ADDONS_API_CONNECT_SECONDS`, `CLOCKIFY_ADDONS_API_SECONDS`, `CLOCKIFY_ADDONS_API_RETRIES`,
//! `CLOCKIFY_ADDONS_API_RESPONSE_MAX_BYTES`, `CLOCKIFY_ADDONS_ALLOWED_NETWORKS`.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::entry::Entry;
use super::reader::Reader;

/// The variable that makes exceptions for addresses.
pub const NETWORKS: &str = "CLOCKIFY_ADDONS_ALLOWED_NETWORKS";

/// Below this no list fits; above it one answer could take the memory of many.
const RESPONSE: std::ops::RangeInclusive<usize> = 64 * 1024..=256 * 1024 * 1024;

/// Times and bounds of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a call may take from its first byte to the answer's last.
    pub timeout: Duration,
    /// How often a call that may be repeated is tried again.
    pub retries: u32,
    /// Bytes of an answer's body.
    pub response_max: usize,
    /// Networks that calls may reach although they are not public.
    pub allowed_networks: Vec<IpNet>,
}

impl Outbound {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Outbound calls");
        let connect =
            Entry::new("CLOCKIFY_ADDONS_API_CONNECT_SECONDS", "How long a connection to Clockify may take to be made");
        let total = Entry::new("CLOCKIFY_ADDONS_API_SECONDS", "How long a call may take, up to the answer's last byte");
        let help = "How often a call that may be repeated is tried again";
        let retries = Entry::new("CLOCKIFY_ADDONS_API_RETRIES", help);
        let response = Entry::new("CLOCKIFY_ADDONS_API_RESPONSE_MAX_BYTES", "Largest body of an answer");
        let help = "Networks that calls may reach although they are private or otherwise not public";
        let networks = Entry::new(NETWORKS, help);
        let read = Self {
            connect_timeout: reader.seconds(connect, &(1..=60), 5),
            timeout: reader.seconds(total, &(1..=600), 30),
            retries: reader.number(retries, "repeats", &(0..=20), 4),
            response_max: reader.number(response, "bytes", &RESPONSE, 8 * 1024 * 1024),
            allowed_networks: reader
                .value(networks, "comma list of addresses and networks, as 10.0.0.0/8", "", list)
                .unwrap_or_default(),
        };
        for network in read.allowed_networks.iter().filter(|network| network.prefix_len() == 0) {
            reader.warn(format!("{NETWORKS} holds {network}: calls may reach every address of this network"));
        }
        read
    }
}

/// A comma list of networks; an address stands for itself alone.
fn list(text: &str) -> Result<Vec<IpNet>, String> {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let network = |item: &str| {
        let network = item.parse().or_else(|_| item.parse::<IpAddr>().map(IpNet::from));
        network.map(|network: IpNet| network.trunc()).map_err(|_| "contains something that is not a network".to_owned())
    };
    items.map(network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    #[test]
    fn networks() {
        for (text, expected, warned) in [
            ("", Some(vec![]), false),
            ("127.0.0.0/8", Some(vec!["127.0.0.0/8"]), false),
            (" 127.0.0.1 , ::1,", Some(vec!["127.0.0.1/32", "::1/128"]), false),
            ("10.1.2.3/8", Some(vec!["10.0.0.0/8"]), false),
            ("0.0.0.0/0", Some(vec!["0.0.0.0/0"]), true),
            ("10.0.0.0/8,::/0", Some(vec!["10.0.0.0/8", "::/0"]), true),
            ("10.0.0.0/33", None, false),
            ("localhost", None, false),
            ("10.0.0.0/8;::1", None, false),
        ] {
            let source = Source::from_pairs([(NETWORKS, text)]);
            let mut reader = Reader::new(&source);
            let found: Vec<_> = Outbound::read(&mut reader).allowed_networks.iter().map(ToString::to_string).collect();
            assert_eq!(!reader.warnings().is_empty(), warned, "{text}");
            let finished = reader.finish();
            assert_eq!(finished.is_ok(), expected.is_some(), "{text}");
            assert_eq!(found, expected.unwrap_or_default(), "{text}");
            if let Err(error) = finished {
                assert!(error.to_string().contains(NETWORKS));
            }
        }
    }
}
