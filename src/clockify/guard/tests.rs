use super::*;

/// Addresses and what they are; none for public ones.
const TABLE: [(&str, Option<Kind>); 102] = [
    ("127.0.0.1", Some(Kind::Loopback)),
    ("127.255.255.254", Some(Kind::Loopback)),
    ("126.255.255.255", None),
    ("128.0.0.1", None),
    ("0.0.0.0", Some(Kind::Unspecified)),
    ("0.1.2.3", Some(Kind::Unspecified)),
    ("1.0.0.0", None),
    ("10.0.0.0", Some(Kind::Private)),
    ("10.255.255.255", Some(Kind::Private)),
    ("9.255.255.255", None),
    ("11.0.0.0", None),
    ("172.15.255.255", None),
    ("172.16.0.0", Some(Kind::Private)),
    ("172.31.255.255", Some(Kind::Private)),
    ("172.32.0.0", None),
    ("192.167.255.255", None),
    ("192.168.0.1", Some(Kind::Private)),
    ("192.169.0.0", None),
    ("169.253.255.255", None),
    ("169.254.0.1", Some(Kind::LinkLocal)),
    ("169.254.169.254", Some(Kind::Metadata)),
    ("169.254.170.2", Some(Kind::Metadata)),
    ("169.254.255.255", Some(Kind::LinkLocal)),
    ("169.255.0.0", None),
    ("100.63.255.255", None),
    ("100.64.0.1", Some(Kind::SharedCarrier)),
    ("100.100.100.200", Some(Kind::Metadata)),
    ("100.127.255.255", Some(Kind::SharedCarrier)),
    ("100.128.0.0", None),
    ("168.63.129.16", Some(Kind::Metadata)),
    ("168.63.129.17", None),
    ("192.0.0.1", Some(Kind::Reserved)),
    ("192.0.0.192", Some(Kind::Metadata)),
    ("192.0.1.0", None),
    ("192.0.2.1", Some(Kind::Documentation)),
    ("192.88.99.1", Some(Kind::Reserved)),
    ("198.17.255.255", None),
    ("198.18.0.1", Some(Kind::Benchmarking)),
    ("198.19.255.255", Some(Kind::Benchmarking)),
    ("198.20.0.0", None),
    ("198.51.100.1", Some(Kind::Documentation)),
    ("203.0.113.255", Some(Kind::Documentation)),
    ("223.255.255.255", None),
    ("224.0.0.1", Some(Kind::Multicast)),
    ("239.255.255.255", Some(Kind::Multicast)),
    ("240.0.0.1", Some(Kind::Reserved)),
    ("255.255.255.254", Some(Kind::Reserved)),
    ("255.255.255.255", Some(Kind::Broadcast)),
    ("8.8.8.8", None),
    ("::", Some(Kind::Unspecified)),
    ("::1", Some(Kind::Loopback)),
    ("::2", Some(Kind::Unspecified)),
    ("::7f00:1", Some(Kind::Loopback)),
    ("::10.0.0.1", Some(Kind::Private)),
    ("::8.8.8.8", None),
    ("::ffff:127.0.0.1", Some(Kind::Loopback)),
    ("::ffff:169.254.169.254", Some(Kind::Metadata)),
    ("::ffff:0.0.0.0", Some(Kind::Unspecified)),
    ("::ffff:192.168.1.1", Some(Kind::Private)),
    ("::ffff:8.8.8.8", None),
    ("::ffff:0:10.0.0.1", Some(Kind::Private)),
    ("::fffe:8.8.8.8", Some(Kind::Reserved)),
    ("64:ff9b::10.0.0.1", Some(Kind::Private)),
    ("64:ff9b::169.254.169.254", Some(Kind::Metadata)),
    ("64:ff9b::8.8.8.8", None),
    ("64:ff9b::1:808:808", Some(Kind::Reserved)),
    ("64:ff9b:1::127.0.0.1", Some(Kind::Loopback)),
    ("64:ff9b:1::8.8.8.8", None),
    ("64:ff9b:1:a00:0:100::", Some(Kind::Unspecified)),
    ("64:ff9b:1:7f00:0:100:808:808", Some(Kind::Loopback)),
    ("64:ff9b:2::8.8.8.8", Some(Kind::Reserved)),
    ("2002:7f00:1::", Some(Kind::Loopback)),
    ("2002:a9fe:a9fe::1", Some(Kind::Metadata)),
    ("2002:c0a8:101::", Some(Kind::Private)),
    ("2002:808:808::1", None),
    ("2001:0:808:808:0:0:80ff:fffe", Some(Kind::Loopback)),
    ("2001:0:a00:1:0:0:f7f7:f7f7", Some(Kind::Private)),
    ("2001:0:808:808:0:0:f7f7:f7f7", None),
    ("2001:db8::1", Some(Kind::Documentation)),
    ("2001:2::1", Some(Kind::Benchmarking)),
    ("2001:10::1", Some(Kind::Reserved)),
    ("2001:20::1", Some(Kind::Reserved)),
    ("2001:1ff:ffff::1", Some(Kind::Reserved)),
    ("2001:200::1", None),
    ("3fff::1", Some(Kind::Documentation)),
    ("3ffe::1", Some(Kind::Reserved)),
    ("fc00::1", Some(Kind::Private)),
    ("fdff::1", Some(Kind::Private)),
    ("fd00:ec2::254", Some(Kind::Metadata)),
    ("fd20:ce::254", Some(Kind::Metadata)),
    ("fe80::1", Some(Kind::LinkLocal)),
    ("febf::1", Some(Kind::LinkLocal)),
    ("fec0::1", Some(Kind::Private)),
    ("ff02::1", Some(Kind::Multicast)),
    ("100::1", Some(Kind::Reserved)),
    ("5f00::1", Some(Kind::Reserved)),
    ("4000::1", Some(Kind::Reserved)),
    ("1fff::1", Some(Kind::Reserved)),
    ("2001:4860:4860::8888", None),
    ("2606:4700::1111", None),
    ("2a00::5efe:10.0.0.1", Some(Kind::Private)),
    ("2a00::5efe:8.8.8.8", None),
];

fn guard(networks: &[&str]) -> Guard {
    Guard::new(&networks.iter().map(|network| network.parse().unwrap()).collect::<Vec<_>>())
}

#[test]
fn every_address_is_what_it_is() {
    let guard = Guard::default();
    for (text, kind) in TABLE {
        let found = guard.check(text.parse().unwrap()).err().map(|refused| refused.kind);
        assert_eq!(found, kind, "{text}");
    }
}

/// Whatever a URL calls an address, it is judged by what it is.
#[test]
fn addresses_in_urls() {
    let guard = Guard::default();
    for (host, good) in [
        ("127.0.0.1", false),
        ("127.1", false),
        ("0x7f.1", false),
        ("2130706433", false),
        ("017700000001", false),
        ("0", false),
        ("127.0.0.1.", false),
        ("%31%32%37.0.0.1", false),
        ("１２７.0.0.1", false),
        ("[::1]", false),
        ("[::ffff:7f00:1]", false),
        ("[fd00:ec2::254]", false),
        ("8.8.8.8", true),
        ("[2606:4700::1111]", true),
        ("api.clockify.me", true),
    ] {
        let url = Url::parse(&format!("https://{host}/")).unwrap();
        assert_eq!(guard.check_url(&url).is_ok(), good, "{host}");
    }
}

#[test]
fn exceptions_come_from_the_configuration_only() {
    for (networks, address, good) in [
        (vec![], "10.0.0.1", false),
        (vec!["10.0.0.0/8"], "10.0.0.1", true),
        (vec!["10.0.0.0/8"], "11.0.0.1", true),
        (vec!["10.0.0.0/8"], "192.168.0.1", false),
        (vec!["10.0.0.0/8"], "::ffff:10.0.0.1", true),
        (vec!["10.0.0.0/8"], "64:ff9b::10.0.0.1", true),
        (vec!["10.0.0.0/8"], "64:ff9b::127.0.0.1", false),
        (vec!["127.0.0.0/8", "::1/128"], "::1", true),
        (vec!["127.0.0.0/8"], "::1", false),
        (vec!["0.0.0.0/0"], "192.168.0.1", true),
        (vec!["0.0.0.0/0"], "169.254.169.254", false),
        (vec!["169.254.0.0/16"], "169.254.169.254", false),
        (vec!["169.254.0.0/16"], "169.254.1.1", true),
        (vec!["169.254.169.254/32"], "169.254.169.254", true),
        (vec!["::/0"], "fd00:ec2::254", false),
        (vec!["::/0"], "::ffff:169.254.169.254", false),
        (vec!["::/0"], "::ffff:10.0.0.1", true),
    ] {
        let found = guard(&networks).check(address.parse().unwrap());
        assert_eq!(found.is_ok(), good, "{networks:?} {address}");
    }
}

#[test]
fn a_refusal_names_the_setting() {
    let refused = Guard::default().check("10.0.0.1".parse().unwrap()).unwrap_err();
    assert_eq!(refused.to_string(), "10.0.0.1 is a private address; CLOCKIFY_ADDONS_ALLOWED_NETWORKS makes exceptions");
}
