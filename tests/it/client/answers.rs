//! What comes back, and what isn't taken.

use std::time::Duration;

use clockify_addons::clockify::client::{Class, Retry};
use serde_json::Value;

use super::Caller;
use crate::harness::{Act, Upstream, answer, head};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn answers_are_read() {
    for (headers, last_page) in [
        (vec![JSON], None),
        (vec![JSON, ("last-page", "true")], Some(true)),
        (vec![("content-type", "application/json;charset=UTF-8"), ("Last-Page", "false")], Some(false)),
        (vec![("content-type", "application/problem+json"), ("last-page", "perhaps")], None),
    ] {
        let upstream = Upstream::start(vec![Act::answer(201, &headers, b"[1,2]")]).await;
        let answer = Caller::new().call(&upstream, "GET").await.unwrap();
        assert_eq!((answer.status, answer.last_page, answer.attempts), (201, last_page, 1), "{headers:?}");
        assert_eq!(answer.json::<Vec<u32>>().unwrap(), [1, 2]);
    }
}

/// The body arrives, and what it should have been it isn't.
#[tokio::test]
async fn bodies_that_are_no_json() {
    for (kind, body, why) in [
        (Some("application/json"), "{\"a\":[1,2", "it ends too early"),
        (Some("application/json"), "", "it ends too early"),
        (Some("application/json"), "{\"a\":]", "no JSON at line 1 column 6"),
        (Some("application/json"), "{} {}", "no JSON at line 1 column 4"),
        (Some("text/html"), "<html>canary</html>", "it has another type"),
        (Some("text/html"), "{}", "it has another type"),
        (None, "{}", "it has another type"),
    ] {
        let headers: Vec<_> = kind.iter().map(|kind| ("content-type", *kind)).collect();
        let upstream = Upstream::start(vec![Act::answer(200, &headers, body.as_bytes())]).await;
        let error = Caller::new().call(&upstream, "GET").await.unwrap().json::<Value>().unwrap_err();
        assert_eq!((error.class(), error.retry(), error.status()), (Class::NotJson, Retry::Never, Some(200)));
        assert!(error.summary().contains(why) && !error.summary().contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let limit = 64 * 1024;
    let settings = [("CLOCKIFY_ADDONS_API_RESPONSE_MAX_BYTES", "65536")];
    let chunked = [JSON, ("transfer-encoding", "chunked")];
    let mut endless = head(200, &chunked);
    endless.extend_from_slice(b"\r\n");
    let mut unannounced = head(200, &[JSON, ("connection", "close")]);
    unannounced.extend_from_slice(b"\r\n");
    for (what, act, taken) in [
        ("as large as allowed", Act::answer(200, &[JSON], &vec![b' '; limit]), true),
        ("announced", Act::answer(200, &[JSON], &vec![b' '; limit + 1]), false),
        ("10 MB", Act::answer(200, &[JSON], &vec![b' '; 10_000_000]), false),
        ("announced only", Act::Send(answer(200, &[JSON, ("content-length", "99999999999999")], b"")), false),
        (
            "in chunks without end",
            Act::Endless(endless, b"400\r\n".iter().chain(&[b' '; 1024]).chain(b"\r\n").copied().collect()),
            false,
        ),
        ("without a length", Act::Endless(unannounced, vec![b' '; 1024]), false),
    ] {
        let upstream = Upstream::start(vec![act]).await;
        let caller = Caller::with(&settings, |_| {});
        match caller.call(&upstream, "GET").await {
            Ok(answer) => assert!(taken && answer.body.len() == limit, "{what}"),
            Err(error) => {
                assert!(!taken, "{what}: {error}");
                // Two lengths that differ are another mistake than one that is too large.
                assert!(matches!(error.class(), Class::TooLarge | Class::Unreachable), "{what}: {error}");
                assert_eq!(upstream.asked().len(), if error.class() == Class::TooLarge { 1 } else { 5 }, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_too_slow_is_not_waited_for() {
    let slow = Duration::from_millis(50);
    let body = answer(200, &[JSON], &[b' '; 200]);
    for (what, act) in [
        ("silence", Act::Hang),
        ("a slow head", Act::Drip(body.clone(), slow)),
        ("a slow body", Act::Drip(body, Duration::from_millis(5))),
    ] {
        let upstream = Upstream::start(vec![act]).await;
        let caller = Caller::with(&[("CLOCKIFY_ADDONS_API_RETRIES", "1")], |options| {
            options.outbound.timeout = Duration::from_millis(300);
        });
        let error = caller.call(&upstream, "GET").await.unwrap_err();
        assert_eq!((error.class(), error.retry()), (Class::Timeout, Retry::After(None)), "{what}");
        assert_eq!(upstream.asked().len(), 2, "{what}: a GET is made again");
        let error = caller.call(&upstream, "POST").await.unwrap_err();
        assert_eq!((error.class(), error.retry()), (Class::Timeout, Retry::Never), "{what}");
        assert_eq!(upstream.asked().len(), 3, "{what}: a POST may have been done");
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    for (status, body, class, outcome, summary) in [
        (401, r#"{"message":"no permission TAG_READ","code":4017}"#, Class::Scope, "scope", "lacks the scope TAG_READ"),
        (401, r#"{"message":"bad","code":4017}"#, Class::Unauthorized, "unauthorized", "401 (code 4017): bad"),
        (403, r#"{"message":"Upgrade your plan"}"#, Class::Plan, "plan", "403: Upgrade your plan"),
        (404, "", Class::NotFound, "not_found", "Clockify answered 404"),
        (400, r#"{"message":"'canary' is taken","code":501}"#, Class::Refused, "refused", "(code 501): '***' is taken"),
        (400, "<html>canary", Class::Refused, "refused", "Clockify answered 400"),
    ] {
        let upstream = Upstream::start(vec![Act::json(status, body)]).await;
        let caller = Caller::new();
        let error = caller.call(&upstream, "GET").await.unwrap_err();
        assert_eq!((error.class(), error.retry()), (class, Retry::Never));
        assert!(error.summary().contains(summary), "{error}");
        assert_eq!(upstream.asked().len(), 1);
        assert!(caller.counted(outcome));
        assert_eq!((caller.last_record().status, caller.last_record().error), (Some(status), Some(class)));
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_and_again_is_told_of() {
    let (no, yes) = (Act::json(401, r#"{"code":4017}"#), Act::json(404, "{}"));
    let acts = vec![no.clone(), no.clone(), yes, no.clone(), no.clone(), no];
    let upstream = Upstream::start(acts).await;
    let caller = Caller::new();
    for call in 1..=6 {
        caller.call(&upstream, "GET").await.unwrap_err();
        let told = caller.refused.lock().unwrap().clone();
        let expected: &[&str] = if call == 6 { &[super::WORKSPACE] } else { &[] };
        assert_eq!(told, expected, "after call {call}");
    }
}
