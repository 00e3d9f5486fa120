//! Which addresses are public, and which carry another inside.
//!
//! Sources: the IANA registries of special-purpose addresses for both versions, RFC 6890 and the RFCs named below; for
//! metadata services the documentation of the clouds.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// Why an address is not one to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the text of each says what it is")]
pub enum Kind {
    Metadata,
    Unspecified,
    Loopback,
    Private,
    LinkLocal,
    SharedCarrier,
    Multicast,
    Broadcast,
    Documentation,
    Benchmarking,
    Reserved,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Metadata => "the metadata service of a cloud",
            Self::Unspecified => "an address that stands for none",
            Self::Loopback => "an address of this machine",
            Self::Private => "a private address",
            Self::LinkLocal => "a link-local address",
            Self::SharedCarrier => "an address of a carrier's own network",
            Self::Multicast => "a multicast address",
            Self::Broadcast => "the broadcast address",
            Self::Documentation => "an address for documentation",
            Self::Benchmarking => "an address for benchmarks",
            Self::Reserved => "a reserved address",
        })
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(first: [u16; 4], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first[0], first[1], first[2], first[3], 0, 0, 0, 0), length)
}

/// The first entry that holds an address says what it is; no entry: it is public.
const V4: [(Ipv4Net, Kind); 23] = [
    (v4(169, 254, 169, 254, 32), Kind::Metadata), // most clouds
    (v4(169, 254, 169, 253, 32), Kind::Metadata), // the resolver beside it
    (v4(169, 254, 170, 2, 32), Kind::Metadata),   // containers of AWS
    (v4(169, 254, 170, 23, 32), Kind::Metadata),  // pods of AWS
    (v4(100, 100, 100, 200, 32), Kind::Metadata), // Alibaba
    (v4(168, 63, 129, 16, 32), Kind::Metadata),   // Azure, within a public range
    (v4(192, 0, 0, 192, 32), Kind::Metadata),     // Oracle, its old one
    (v4(0, 0, 0, 0, 8), Kind::Unspecified),
    (v4(127, 0, 0, 0, 8), Kind::Loopback),
    (v4(10, 0, 0, 0, 8), Kind::Private),
    (v4(172, 16, 0, 0, 12), Kind::Private),
    (v4(192, 168, 0, 0, 16), Kind::Private),
    (v4(169, 254, 0, 0, 16), Kind::LinkLocal),
    (v4(100, 64, 0, 0, 10), Kind::SharedCarrier),
    (v4(192, 0, 2, 0, 24), Kind::Documentation),
    (v4(198, 51, 100, 0, 24), Kind::Documentation),
    (v4(203, 0, 113, 0, 24), Kind::Documentation),
    (v4(198, 18, 0, 0, 15), Kind::Benchmarking),
    (v4(224, 0, 0, 0, 4), Kind::Multicast),
    (v4(255, 255, 255, 255, 32), Kind::Broadcast),
    (v4(240, 0, 0, 0, 4), Kind::Reserved),
    (v4(192, 0, 0, 0, 24), Kind::Reserved),   // protocol assignments
    (v4(192, 88, 99, 0, 24), Kind::Reserved), // relays of 6to4, RFC 7526
];

/// The same of version 6. What is outside `2000::/3` is refused in any case; it stands here to be called by its name.
const V6: [(Ipv6Net, Kind); 11] = [
    (v6([0xfc00, 0, 0, 0], 7), Kind::Private),
    (v6([0xfe80, 0, 0, 0], 10), Kind::LinkLocal),
    (v6([0xfec0, 0, 0, 0], 10), Kind::Private), // site-local, RFC 3879
    (v6([0xff00, 0, 0, 0], 8), Kind::Multicast),
    (v6([0x2001, 0xdb8, 0, 0], 32), Kind::Documentation),
    (v6([0x3fff, 0, 0, 0], 20), Kind::Documentation), // RFC 9637
    (v6([0x2001, 2, 0, 0], 48), Kind::Benchmarking),
    (v6([0x2001, 0, 0, 0], 23), Kind::Reserved), // protocol assignments
    (v6([0x100, 0, 0, 0], 64), Kind::Reserved),  // discarded, RFC 6666
    (v6([0x5f00, 0, 0, 0], 16), Kind::Reserved), // segments of routes, RFC 9602
    (v6([0x3ffe, 0, 0, 0], 16), Kind::Reserved), // the 6bone's, RFC 3701
];

/// Where everything lies that is routed.
const GLOBAL: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

/// Metadata services with an address of version 6: AWS, its pods, Google, Scaleway.
const METADATA: [Ipv6Addr; 4] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42),
];

/// What an address is that carries no other; nothing for a public one.
pub(super) fn kind(address: IpAddr) -> Option<Kind> {
    match address {
        IpAddr::V4(address) => V4.iter().find(|(network, _)| network.contains(&address)).map(|(_, kind)| *kind),
        IpAddr::V6(address) if METADATA.contains(&address) => Some(Kind::Metadata),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Some(Kind::Unspecified),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(Kind::Loopback),
        IpAddr::V6(address) => match V6.iter().find(|(network, _)| network.contains(&address)) {
            Some((_, kind)) => Some(*kind),
            None => (!GLOBAL.contains(&address)).then_some(Kind::Reserved),
        },
    }
}

/// The addresses of version 4 that an address of version 6 carries, so that packets to it may end up there.
pub(super) fn carried(address: IpAddr) -> Vec<Ipv4Addr> {
    let IpAddr::V6(address) = address else { return Vec::new() };
    let octets = address.octets();
    let at = |places: [usize; 4]| Ipv4Addr::from(places.map(|place| octets[place]));
    let last = at([12, 13, 14, 15]);
    match address.segments() {
        // The two that look like an address inside and are none.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Vec::new(),
        // Compatible and mapped (RFC 4291), translated (RFC 2765), and NAT64's well-known prefix (RFC 6052).
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _] | [0, 0, 0, 0, 0xffff, 0, _, _] | [0x64, 0xff9b, 0, 0, 0, 0, _, _] => {
            vec![last]
        }
        // NAT64 with a prefix of one's own (RFC 8215). How long the prefix is can't be seen, so all readings count;
        // with nothing between prefix and end there is only one.
        [0x64, 0xff9b, 1, 0, 0, 0, _, _] => vec![last],
        [0x64, 0xff9b, 1, ..] => vec![last, at([6, 7, 9, 10]), at([7, 9, 10, 11]), at([9, 10, 11, 12])],
        // 6to4 (RFC 3056).
        [0x2002, ..] => vec![at([2, 3, 4, 5])],
        // Teredo (RFC 4380): the server, and the client with its bits turned.
        [0x2001, 0, ..] => vec![at([4, 5, 6, 7]), Ipv4Addr::from(!u32::from(last))],
        // ISATAP (RFC 5214).
        [0x2000..=0x3fff, _, _, _, 0 | 0x200, 0x5efe, _, _] => vec![last],
        _ => Vec::new(),
    }
}
