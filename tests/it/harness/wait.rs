//! Waiting for what another task does: for a condition, never for a time.

use std::time::{Duration, Instant};

/// Asks until the answer is yes, and fails with the rule when the time is over. Returns how long it took.
pub(crate) async fn eventually(rule: &str, within: Duration, mut ask: impl AsyncFnMut() -> bool) -> Duration {
    let since = Instant::now();
    while !ask().await {
        assert!(since.elapsed() < within, "{rule}: not within {within:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    since.elapsed()
}

/// Runs a task beside the test.
#[expect(clippy::disallowed_methods, reason = "a test waits for its tasks itself")]
pub(crate) fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> tokio::task::JoinHandle<T> {
    tokio::spawn(task)
}
