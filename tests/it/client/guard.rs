//! Which addresses are called, and which are not, whatever leads to them.

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Mutex;

use clockify_addons::clockify::client::{Class, Retry};
use clockify_addons::clockify::guard::{Guard, Lookup, Resolver};

use super::Caller;
use crate::harness::{Act, Upstream, answer};

/// A resolver that answers differently each time.
#[derive(Debug)]
struct Fickle(Mutex<VecDeque<Vec<IpAddr>>>);

impl Lookup for Fickle {
    fn lookup(&self, _: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        let addresses = self.0.lock().unwrap().pop_front().unwrap();
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

fn http(answers: &[&[&str]]) -> reqwest::Client {
    let parsed = |list: &&[&str]| list.iter().map(|address| address.parse().unwrap()).collect();
    let fickle = Fickle(Mutex::new(answers.iter().map(parsed).collect()));
    let guard = Guard::new(&["127.0.0.1/32".parse().unwrap()]);
    let resolver = Resolver::new(guard, fickle);
    reqwest::Client::builder().no_proxy().dns_resolver(resolver).build().unwrap()
}

fn refused(error: &reqwest::Error) -> String {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    let mut last = String::new();
    while let Some(error) = source {
        last = error.to_string();
        source = error.source();
    }
    last
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_the_second_time() {
    let good = Upstream::start(vec![Act::Close(answer(200, &[("connection", "close")], b"good"))]).await;
    let port = good.address.port();
    let bad = Upstream::at(&format!("127.0.0.2:{port}"), vec![Act::json(200, "{}")]).await;
    // Each connection asks once: what is called is what was checked.
    let http = http(&[&["127.0.0.1"], &["127.0.0.2"], &["127.0.0.1"], &["169.254.169.254"]]);
    let url = format!("http://rebinding.example:{port}/");
    for (round, expected) in [
        Ok(()),
        Err("rebinding.example leads to 127.0.0.2, an address of this machine"),
        Ok(()),
        Err("rebinding.example leads to 169.254.169.254, the metadata service of a cloud"),
    ]
    .into_iter()
    .enumerate()
    {
        match (http.get(&url).send().await, expected) {
            (Ok(response), Ok(())) => assert_eq!(response.text().await.unwrap(), "good"),
            (Err(error), Err(expected)) => assert!(refused(&error).contains(expected), "{error:?}"),
            (result, _) => panic!("round {round}: {result:?}"),
        }
    }
    assert_eq!((good.connections(), bad.connections()), (2, 0));
}

#[tokio::test]
async fn one_bad_address_among_good_ones_is_enough() {
    let good = Upstream::start(vec![Act::json(200, "{}")]).await;
    let url = format!("http://both.example:{}/", good.address.port());
    for addresses in [&["127.0.0.1", "10.0.0.1"][..], &["10.0.0.1", "127.0.0.1"], &["127.0.0.1", "::1"], &[]] {
        assert!(http(&[addresses]).get(&url).send().await.is_err(), "{addresses:?}");
    }
    assert_eq!(good.connections(), 0);
}

#[tokio::test]
async fn nothing_but_the_configuration_makes_exceptions() {
    let upstream = Upstream::start(vec![Act::json(200, "{}")]).await;
    let port = upstream.address.port();
    let operation = super::operation("GET");
    for (networks, host, good) in [
        ("", "127.0.0.1", false),
        ("", "localhost", false),
        ("10.0.0.0/8", "127.0.0.1", false),
        ("127.0.0.1,::1", "127.0.0.1", true),
        ("127.0.0.1,::1", "localhost", true),
    ] {
        let caller = Caller::with(&[("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", networks)], |_| {});
        let target = caller.target(&format!("{host}:{port}"));
        let result = caller.client.call(&target, &super::call(&operation)).await;
        assert_eq!(result.is_ok(), good, "{networks} {host}: {result:?}");
        if let Err(error) = result {
            assert_eq!((error.class(), error.retry()), (Class::Host, Retry::Never));
            assert!(error.summary().contains("CLOCKIFY_ADDONS_ALLOWED_NETWORKS"), "{error}");
            assert!(caller.counted("host"));
        }
    }
    assert_eq!(upstream.asked().len(), 2);
}

#[tokio::test]
async fn a_host_that_is_not_allowed_any_more_is_not_called() {
    let upstream = Upstream::start(vec![Act::json(200, "{}")]).await;
    let target = Caller::new().target(&upstream.address.to_string());
    let caller = Caller::with(&[("ALLOWED_API_DOMAINS", "*.clockify.me")], |_| {});
    let operation = super::operation("GET");
    let error = caller.client.call(&target, &super::call(&operation)).await.unwrap_err();
    assert_eq!(error.class(), Class::Host);
    assert!(upstream.asked().is_empty());
    let caller = Caller::with(&[("ALLOWED_API_DOMAINS", "127.0.0.1")], |_| {});
    assert!(caller.client.call(&target, &super::call(&operation)).await.is_ok());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Upstream::start(vec![Act::json(200, "{}")]).await;
    let here = format!("http://{}/", elsewhere.address);
    for location in ["http://169.254.169.254/latest/meta-data/", here.as_str(), "/api/v1/other"] {
        for status in [301, 302, 303, 307, 308] {
            let upstream = Upstream::start(vec![Act::answer(status, &[("location", location)], b"")]).await;
            let error = Caller::new().call(&upstream, "GET").await.unwrap_err();
            assert_eq!((error.class(), error.retry(), error.status()), (Class::Upstream, Retry::Never, Some(status)));
            assert_eq!(upstream.asked().len(), 1, "{status} {location}");
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}
