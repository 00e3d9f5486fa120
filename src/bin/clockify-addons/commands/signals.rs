//! Ctrl-C and SIGTERM: the first one ends softly, the second one at once.
//!
//! The listener has a thread of its own, so that nothing that a command is busy with can keep the second one from being
//! heard.

use std::io::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::exit::Status;
use crate::output::Output;

/// How long a server may take for its last words at the second signal.
const LAST_WORDS: Duration = Duration::from_millis(120);

/// Cancelled by the first signal; the next one ends the process. Says so, where the end may take a while.
pub(super) fn stop(output: Option<&Output>) -> anyhow::Result<CancellationToken> {
    let token = CancellationToken::new();
    let (first, tells) = (token.clone(), output.is_some_and(|output| !output.is_quiet()));
    listen(move |number, name| {
        if number > 1 {
            end(128 + name);
        }
        if tells {
            _ = writeln!(std::io::stderr().lock(), "stopping; once more ends at once");
        }
        first.cancel();
    })?;
    Ok(token)
}

/// Ends a server that hasn't ended by itself soon after the second signal, which it hears, too.
pub(super) fn cut() -> anyhow::Result<()> {
    listen(|number, _| {
        if number > 1 {
            thread::sleep(LAST_WORDS);
            end(Status::Failed as u8);
        }
    })
}

/// Has each signal heard, with its place in the order and its number.
fn listen(mut heard: impl FnMut(u32, u8) + Send + 'static) -> anyhow::Result<()> {
    let (ready, listens) = mpsc::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            let streams = signal(SignalKind::interrupt()).and_then(|one| Ok((one, signal(SignalKind::terminate())?)));
            let (mut interrupt, mut terminate) = match streams {
                Ok(streams) => streams,
                Err(error) => return ready.send(Err(error)).unwrap_or_default(),
            };
            if ready.send(Ok(())).is_err() {
                return;
            }
            for number in 1.. {
                let name = tokio::select! {
                    _ = interrupt.recv() => 2,
                    _ = terminate.recv() => 15,
                };
                heard(number, name);
            }
        });
    })?;
    Ok(listens.recv()??)
}

#[expect(clippy::exit, clippy::disallowed_methods, reason = "somebody who asks twice wants no destructors to be run")]
fn end(code: u8) {
    std::process::exit(code.into());
}
