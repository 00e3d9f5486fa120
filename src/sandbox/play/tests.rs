use std::sync::atomic::Ordering;

use super::*;
use crate::sandbox::Key;
use crate::sandbox::delivery::Schedule;
use crate::sandbox::stand_in::{self, StandIn};

const EVENTS: [EventType; 3] = [EventType::TimerStopped, EventType::NewInvoice, EventType::NewTag];

#[tokio::test]
async fn one_round_delivers_everything_once_in_order() {
    let addon = StandIn::start(&EVENTS).await;
    let options = Options { interval: None, duplicates: true, forgeries: true, ..Options::default() };
    let played = play(&[addon.driver()], &options, CancellationToken::new()).await;
    let played = &played[0];
    assert!(played.error.is_none(), "{:?}", played.error);
    assert_eq!((played.rounds, played.delivered, played.failed, played.duplicates), (1, 3, 0, 3));
    assert_eq!((played.refused, played.accepted.len()), (Forgery::ALL.len() as u64, 0));
    let order: Vec<_> = addon.received("/webhooks/").iter().take(6).map(|request| request.path.clone()).collect();
    let expected: Vec<_> = EVENTS.iter().flat_map(|event| vec![format!("/base{}", event.path()); 2]).collect();
    assert_eq!(order, expected);
}

#[tokio::test]
async fn rounds_rise_and_end() {
    let addon = StandIn::start(&EVENTS).await;
    let options = Options { interval: Some(Duration::from_millis(1)), rounds: Some(4), ..Options::default() };
    let played = play(&[addon.driver()], &options, CancellationToken::new()).await;
    assert_eq!((played[0].rounds, played[0].delivered), (4, 12));
    let mut bodies: Vec<_> = addon.received("/webhooks/").into_iter().map(|request| request.body).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 12, "no two rounds send the same body");
}

/// A server spawns the show, so its future must be able to change threads.
fn sendable<F: Future + Send>(show: F) -> F {
    show
}

#[tokio::test]
async fn cancelling_ends_even_a_wait() {
    let addon = StandIn::start(&EVENTS).await;
    addon.failing.store(1, Ordering::SeqCst);
    let driver = addon.driver().with_schedule(Schedule::new([Duration::from_hours(1)]));
    let cancel = CancellationToken::new();
    let watch = async {
        while addon.received("/webhooks/").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        cancel.cancel();
    };
    let options = Options::default();
    let show = sendable(play(std::slice::from_ref(&driver), &options, cancel.clone()));
    let (played, ()) = tokio::join!(show, watch);
    assert_eq!((played[0].delivered, played[0].rounds), (0, 0));
    assert!(played[0].error.is_none());
}

#[tokio::test]
async fn one_that_is_down_stops_nobody_else() {
    let addon = StandIn::start(&EVENTS).await;
    let key = Key::generate().unwrap();
    let down = Driver::new(&key, "http://127.0.0.1:9", Addon::ApiStudio, stand_in::now).unwrap();
    let options = Options { interval: None, ..Options::default() };
    let played = play(&[down, addon.driver()], &options, CancellationToken::new()).await;
    assert!(matches!(played[0].error, Some(Error::Unreachable { .. })));
    assert_eq!(played[1].delivered, 3);
}
