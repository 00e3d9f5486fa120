//! When a call is made again, after how long, and when it must not be.

use std::time::Duration;

use clockify_addons::clockify::client::{Class, Retry};

use super::Caller;
use crate::harness::{Act, Upstream, answer, head};

fn refusal(status: u16, headers: &[(&str, &str)]) -> Act {
    Act::answer(status, headers, b"{}")
}

#[tokio::test]
async fn what_failed_inside_is_made_again_only_where_that_is_safe() {
    for (method, status, requests) in [
        ("GET", 500, 5),
        ("PUT", 502, 5),
        ("DELETE", 503, 5),
        ("POST", 500, 1),
        ("PATCH", 503, 1),
        ("GET", 429, 5),
        ("POST", 429, 5),
        ("PATCH", 429, 5),
        ("GET", 400, 1),
        ("GET", 404, 1),
    ] {
        let upstream = Upstream::start(vec![refusal(status, &[])]).await;
        let caller = Caller::new();
        let error = caller.call(&upstream, method).await.unwrap_err();
        assert_eq!(upstream.asked().len(), requests, "{method} {status}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(caller.last_record().attempts as usize, requests);
        let expected: &[u128] = if requests == 5 { &[250, 500, 1000, 2000] } else { &[] };
        assert_eq!(caller.pauses.millis(), expected, "{method} {status}: half of a limit that doubles");
    }
}

#[tokio::test]
async fn it_may_succeed_in_the_end() {
    let acts = vec![refusal(503, &[]), refusal(429, &[]), Act::Close(Vec::new()), Act::json(200, "[]")];
    let upstream = Upstream::start(acts).await;
    let caller = Caller::new();
    let answer = caller.call(&upstream, "GET").await.unwrap();
    assert_eq!((answer.attempts, caller.last_record().attempts, caller.last_record().error), (4, 4, None));
    assert!(caller.counted("ok") && !caller.counted("upstream"), "a call is counted once, as what it became");
}

#[tokio::test]
async fn what_clockify_asks_for_lengthens_a_wait() {
    for (headers, wait) in [
        (vec![("retry-after", "3")], 3000),
        (vec![("retry-after", "0")], 250),
        (vec![("retry-after", "Fri, 15 Jan 2027 08:00:05 GMT")], 5000),
        (vec![("x-ratelimit-reset", "2")], 2000),
        (vec![("x-ratelimit-reset", "1800000004")], 4000),
        (vec![("retry-after", "nonsense")], 250),
    ] {
        // The limiter waits for real; here it shall not.
        let upstream = Upstream::start(vec![refusal(429, &headers), Act::json(200, "{}")]).await;
        let caller = Caller::with(&[("RATE_LIMIT_ENABLED", "false")], |_| {});
        caller.call(&upstream, "POST").await.unwrap();
        assert_eq!(caller.pauses.millis(), [wait], "{headers:?}");
    }
}

#[tokio::test]
async fn who_should_wait_for_long_is_told_and_not_held() {
    let upstream = Upstream::start(vec![refusal(429, &[("retry-after", "1200")])]).await;
    let caller = Caller::new();
    let error = caller.call(&upstream, "GET").await.unwrap_err();
    assert_eq!(error.class(), Class::RateLimited);
    assert_eq!(error.retry(), Retry::After(Some(Duration::from_mins(20))));
    assert_eq!((upstream.asked().len(), caller.pauses.millis()), (1, vec![]));
    assert!(caller.counted("rate_limited"));
}

#[tokio::test]
async fn connections_that_break() {
    let mut half = head(200, &[("content-type", "application/json"), ("content-length", "100")]);
    half.extend_from_slice(b"\r\n{\"half\":");
    for (what, act) in [
        ("nothing", Act::Close(Vec::new())),
        ("nonsense", Act::Close(b"canary canary\r\n\r\n".to_vec())),
        ("half a head", Act::Close(answer(200, &[], b"")[..12].to_vec())),
        ("half a body", Act::Close(half)),
    ] {
        let upstream = Upstream::start(vec![act]).await;
        let caller = Caller::new();
        let error = caller.call(&upstream, "GET").await.unwrap_err();
        assert_eq!((error.class(), upstream.asked().len()), (Class::Unreachable, 5), "{what}: {error}");
        let error = caller.call(&upstream, "POST").await.unwrap_err();
        assert_eq!((error.retry(), upstream.asked().len()), (Retry::Never, 6), "{what}");
    }
    let upstream = Upstream::start(vec![Act::Hang]).await;
    let nobody = caller_of_nobody(&upstream.address.to_string(), upstream).await;
    assert_eq!(nobody, (Class::Unreachable, 5));
}

/// Where nobody listens any more.
async fn caller_of_nobody(address: &str, upstream: Upstream) -> (Class, u32) {
    let caller = Caller::new();
    let target = caller.target(address);
    drop(upstream);
    // The task of the server ends in its own time.
    crate::harness::eventually("the port is free", Duration::from_secs(5), async || {
        tokio::net::TcpStream::connect(address).await.is_err()
    })
    .await;
    let operation = super::operation("GET");
    let error = caller.client.call(&target, &super::call(&operation)).await.unwrap_err();
    super::check_secrecy(&error);
    (error.class(), caller.last_record().attempts)
}

#[tokio::test]
async fn how_often_is_a_setting() {
    let upstream = Upstream::start(vec![refusal(503, &[])]).await;
    let caller = Caller::with(&[("CLOCKIFY_ADDONS_API_RETRIES", "2")], |_| {});
    caller.call(&upstream, "GET").await.unwrap_err();
    assert_eq!(upstream.asked().len(), 3);
    let (operation, target) = (super::operation("GET"), caller.target(&upstream.address.to_string()));
    caller.client.with_retries(0).call(&target, &super::call(&operation)).await.unwrap_err();
    assert_eq!(upstream.asked().len(), 4);
}

/// A client with a bucket of its own waits for that, too: before each attempt.
#[tokio::test]
async fn each_attempt_waits_for_its_turn() {
    let upstream = Upstream::start(vec![refusal(503, &[]), refusal(503, &[]), Act::json(200, "{}")]).await;
    let caller = Caller::new();
    let (operation, target) = (super::operation("GET"), caller.target(&upstream.address.to_string()));
    let begun = std::time::Instant::now();
    caller.client.paced("bootstrap", 10).call(&target, &super::call(&operation)).await.unwrap();
    assert!(begun.elapsed().as_millis() >= 180, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_call_that_cannot_wait_is_not_made() {
    let upstream = Upstream::start(vec![Act::json(200, "[]")]).await;
    let mut caller = Caller::with(&[("RATE_LIMIT_RPS", "1")], |_| {});
    caller.client = caller.client.with_patience(Duration::from_millis(50));
    caller.call(&upstream, "GET").await.unwrap();
    let error = caller.call(&upstream, "POST").await.unwrap_err();
    assert_eq!((error.class(), error.status(), upstream.asked().len()), (Class::Busy, None, 1));
    let Retry::After(Some(wait)) = error.retry() else { panic!("{error}") };
    assert!(wait > Duration::from_millis(50) && wait <= Duration::from_millis(1_050), "{wait:?}");
    assert!(caller.counted("busy"));
    assert_eq!(caller.records.0.lock().unwrap().len(), 1, "what will be made later is recorded then");
}
