use std::sync::Mutex as Log;

use futures_util::future::join_all;

use super::*;

fn limiter(enabled: bool) -> Limiter {
    let rate = config::Rate { rps: 50, enabled, redis: None };
    Limiter::new(&rate, Addon::ApiStudio, Arc::new(Metrics::new(Addon::ApiStudio))).unwrap()
}

/// When each of some calls with one key got its turn, in milliseconds.
async fn turns(limiter: &Limiter, calls: usize, rps: u32) -> Vec<u128> {
    let begun = Instant::now();
    let log = Log::new(Vec::new());
    join_all((0..calls).map(async |_| {
        limiter.acquire("w", rps).await;
        log.lock().unwrap().push(begun.elapsed().as_millis());
    }))
    .await;
    log.into_inner().unwrap()
}

#[tokio::test(start_paused = true)]
async fn calls_are_spread_over_the_second() {
    let turns = turns(&limiter(true), 251, 50).await;
    assert!(turns[0] <= 1);
    assert!((5_150..=5_165).contains(&turns[250]), "{turns:?}");
    for window in turns.windows(51) {
        assert!(window[50] - window[0] >= 1_000, "{window:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn lines_of_other_keys_move_on_their_own() {
    let limiter = limiter(true);
    let begun = Instant::now();
    join_all((0..50).map(async |n: u32| limiter.acquire(&n.to_string(), 1).await)).await;
    assert!(begun.elapsed() < Duration::from_millis(2));
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_costs_the_others_nothing() {
    let limiter = limiter(true);
    limiter.acquire("w", 1).await;
    let begun = Instant::now();
    for _ in 0..100 {
        _ = tokio::time::timeout(Duration::from_millis(1), limiter.acquire("w", 1)).await;
    }
    limiter.acquire("w", 1).await;
    assert!(begun.elapsed() < Duration::from_millis(1_050), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn who_has_little_patience_is_told_at_once_and_takes_no_place() {
    let (limiter, short) = (limiter(true), Duration::from_millis(100));
    assert_eq!(limiter.acquire_within("w", 1, short).await, Ok(()));
    let begun = Instant::now();
    for _ in 0..100 {
        let wait = limiter.acquire_within("w", 1, short).await.unwrap_err();
        assert!((1_000..=1_050).contains(&wait.as_millis()), "{wait:?}");
    }
    assert_eq!(begun.elapsed(), Duration::ZERO, "nobody waits in vain");
    assert_eq!(limiter.acquire_within("w", 1, Duration::from_secs(2)).await, Ok(()));
    assert!(begun.elapsed() < Duration::from_millis(1_050), "those before took no place: {:?}", begun.elapsed());
    limiter.hold("w", Duration::from_secs(5));
    assert!(limiter.acquire_within("w", 1, Duration::from_secs(2)).await.unwrap_err() > Duration::from_secs(4));
}

#[tokio::test(start_paused = true)]
async fn those_in_front_count() {
    let limiter = limiter(true);
    let begun = Instant::now();
    let crowd = join_all((0..5).map(async |_| limiter.acquire("w", 1).await));
    let late = async {
        tokio::time::advance(Duration::from_millis(10)).await;
        let wait = limiter.acquire_within("w", 1, Duration::from_secs(2)).await.unwrap_err();
        assert!(wait > Duration::from_secs(4) && begun.elapsed() < Duration::from_millis(20), "{wait:?}");
    };
    tokio::join!(crowd, late);
}

#[tokio::test(start_paused = true)]
async fn a_line_can_be_held() {
    let limiter = limiter(true);
    limiter.acquire("w", 50).await;
    limiter.hold("w", Duration::from_secs(3));
    limiter.hold("w", Duration::from_secs(1));
    let turns = turns(&limiter, 3, 50).await;
    assert!(turns[0] >= 3_000 && turns[1] >= turns[0] + 10, "one after the other even then: {turns:?}");
    let begun = Instant::now();
    limiter.acquire("other", 50).await;
    assert!(begun.elapsed() < Duration::from_millis(2));
}

#[tokio::test(start_paused = true)]
async fn switched_off_nobody_waits() {
    let turns = turns(&limiter(false), 1000, 1).await;
    assert_eq!(turns[999], 0);
}

#[tokio::test(start_paused = true)]
async fn idle_lines_are_dropped_and_others_stay() {
    let limiter = limiter(true);
    limiter.hold("held", Duration::from_hours(1));
    for n in 0..10_000 {
        limiter.acquire(&n.to_string(), 1000).await;
        tokio::time::advance(Duration::from_millis(2)).await;
    }
    let lines = limiter.0.lines.lock().unwrap();
    assert!(lines.by_key.len() <= 2 * FEW, "{}", lines.by_key.len());
    assert!(lines.by_key.contains_key("held"));
}
