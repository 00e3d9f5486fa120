//! A thread for what nobody else waits for.

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// How far the thread steps back, of 19. Where two others keep both processors busy a sweep takes three times as long; with
/// 19 it would be fifteen times.
const NICENESS: i32 = 10;

/// A thread that lets others come first. What holds something that others wait for has no business there: while the machine
/// is busy with other things they would wait long.
#[derive(Debug)]
pub(super) struct Aside(Option<Runtime>);

impl Aside {
    /// It exists while there is something to do. Where the system has none to give it is one of the usual threads.
    pub(super) fn new() -> Self {
        Self(Builder::new_current_thread().max_blocking_threads(1).on_thread_start(step_back).build().ok())
    }

    /// Has it do something that may wait.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.0 {
            Some(thread) => thread.spawn_blocking(work),
            None => tokio::task::spawn_blocking(work),
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Without waiting for its end: whoever drops it may be that very thread.
        if let Some(thread) = self.0.take() {
            thread.shutdown_background();
        }
    }
}

/// Leaves most of the processor to others who want it. Elsewhere than on Linux that can be said of whole processes only
/// (setpriority(2)).
#[cfg(target_os = "linux")]
fn step_back() {
    // Where that isn't allowed it works like any other.
    rustix::process::setpriority_process(None, NICENESS).ok();
}

#[cfg(not(target_os = "linux"))]
const fn step_back() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::getpriority_process;

    use super::*;

    #[tokio::test]
    async fn it_steps_back_and_nobody_else_does() {
        let usual = getpriority_process(None).expect("a priority");
        let aside = Aside::new();
        let its_own = aside.spawn(|| getpriority_process(None)).await.expect("an answer").expect("a priority");
        assert!(its_own > usual || usual == 19, "{its_own}, and usually {usual}");
        let others = tokio::task::spawn_blocking(|| getpriority_process(None)).await.expect("an answer");
        assert_eq!((others, getpriority_process(None)), (Ok(usual), Ok(usual)));
    }
}
