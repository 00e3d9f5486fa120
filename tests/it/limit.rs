//! The rate that several processes share through Redis: each limiter here is what a process would have.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clockify_addons::clockify::limit::Limiter;
use clockify_addons::config::{self, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::metrics::Metrics;
use futures_util::future::join_all;

use crate::harness::{Line, Proxy, Redis, eventually};

const RPS: u32 = 50;

/// A process: its limiter and what it counts.
struct Process {
    limiter: Limiter,
    metrics: Arc<Metrics>,
}

impl Process {
    fn new(redis: &str) -> Self {
        let source = Source::from_pairs([("USE_REDIS", "true"), ("REDIS_URL", redis)]);
        let (config, _) = config::Serve::load(&source, &[Addon::ApiStudio]).unwrap();
        let metrics = Arc::new(Metrics::new(Addon::ApiStudio));
        let limiter = Limiter::new(&config.rate, Addon::ApiStudio, Arc::clone(&metrics)).unwrap();
        assert!(!format!("{limiter:?} {:?}", config.rate).contains("canary"));
        Self { limiter, metrics }
    }

    fn value(&self, metric: &str) -> f64 {
        let text = self.metrics.render(Duration::ZERO);
        let line = text.lines().find(|line| line.starts_with(&format!("{metric}{{"))).unwrap();
        line.rsplit_once(' ').unwrap().1.parse().unwrap()
    }

    fn is_shared(&self) -> bool {
        (self.value("rate_limit_shared") - 1.0).abs() < f64::EPSILON
    }
}

/// When calls got their turn, while each process asked for as many as it could get.
async fn turns(processes: &[Process], calls: usize, key: &str) -> Vec<Instant> {
    let times = Mutex::new(Vec::new());
    join_all(processes.iter().map(async |process| {
        let of_one = (0..calls / processes.len()).map(async |_| {
            process.limiter.acquire(key, RPS).await;
            times.lock().unwrap().push(Instant::now());
        });
        join_all(of_one).await;
    }))
    .await;
    let mut times = times.into_inner().unwrap();
    times.sort_unstable();
    times
}

/// Most calls in any second.
fn most(times: &[Instant]) -> usize {
    let second = Duration::from_secs(1);
    let within = |from: usize| times[from..].iter().take_while(|time| **time - times[from] < second).count();
    (0..times.len()).map(within).max().unwrap_or(0)
}

/// The part of the rate that was used.
fn share(times: &[Instant]) -> f64 {
    let gaps = f64::from(u32::try_from(times.len() - 1).unwrap());
    gaps / (times[times.len() - 1] - times[0]).as_secs_f64() / f64::from(RPS)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_keep_to_one_rate() {
    let redis = Redis::start().await;
    let processes: Vec<_> = (0..3).map(|_| Process::new(&redis.url())).collect();
    let mut best = 0.0;
    for round in 0..3 {
        let times = turns(&processes, 150, &format!("w{round}")).await;
        assert!(most(&times) <= RPS as usize, "{} in one second", most(&times));
        best = share(&times).max(best);
        // A machine that stands still for a moment costs places, and never gives more of them.
        if best >= 0.95 {
            break;
        }
    }
    assert!(best >= 0.95, "{best}");
    assert!(processes.iter().all(Process::is_shared));
    // Another workspace has a line of its own.
    let begun = Instant::now();
    processes[0].limiter.acquire("other", 1).await;
    assert!(begun.elapsed() < Duration::from_millis(200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_each_goes_on_by_itself_until_it_is_back() {
    let mut redis = Redis::start().await;
    let process = Process::new(&redis.url());
    let one = std::slice::from_ref(&process);
    let mut times = turns(one, 20, "w").await;
    assert!(process.is_shared());
    redis.down();
    times.extend(turns(one, 60, "w").await);
    assert!(!process.is_shared());
    assert!(process.value("rate_limit_redis_failures_total") >= 1.0);
    assert!(most(&times) <= RPS as usize, "the switch doubles nothing: {}", most(&times));
    assert!(share(&times[20..]) >= 0.8, "{}", share(&times[20..]));
    redis.up().await;
    eventually("it is shared again", Duration::from_secs(15), async || {
        process.limiter.acquire("w", RPS).await;
        process.is_shared()
    })
    .await;
    assert!(most(&turns(one, 60, "w").await) <= RPS as usize);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_redis_delays_one_call_in_a_while() {
    let redis = Redis::start().await;
    let (_, server) = redis.url().rsplit_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let proxy = Proxy::to(server.trim_end_matches("/0").to_owned()).await;
    let process = Process::new(&redis.url().replace(server.trim_end_matches("/0"), &proxy.address.to_string()));
    process.limiter.acquire("w", 1000).await;
    assert!(process.is_shared());
    proxy.set(Line::Silent);
    let begun = Instant::now();
    for _ in 0..100 {
        process.limiter.acquire("w", 1000).await;
    }
    assert!(!process.is_shared());
    assert!(begun.elapsed() < Duration::from_millis(600), "{:?}", begun.elapsed());
    proxy.set(Line::Whole);
    eventually("it is shared again", Duration::from_secs(15), async || {
        process.limiter.acquire("w", 1000).await;
        process.is_shared()
    })
    .await;
}

#[tokio::test]
async fn a_server_that_was_never_there_stops_nobody() {
    let process = Process::new("redis://:canary@127.0.0.1:1/0");
    let times = turns(std::slice::from_ref(&process), 20, "w").await;
    assert_eq!((times.len(), process.is_shared()), (20, false));
}

/// What a process is told for want of patience costs no other a place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_little_patience_takes_no_shared_place() {
    let redis = Redis::start().await;
    let (one, other) = (Process::new(&redis.url()), Process::new(&redis.url()));
    one.limiter.acquire("w", 1).await;
    let begun = Instant::now();
    for _ in 0..50 {
        let wait = other.limiter.acquire_within("w", 1, Duration::from_millis(20)).await;
        assert!(wait.unwrap_err() <= Duration::from_millis(1_050));
    }
    other.limiter.acquire_within("w", 1, Duration::from_secs(10)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert!(one.is_shared() && other.is_shared());
}
