//! `make bench`: how many events per second this machine can acknowledge, and what the program makes of it.
//!
//! A figure by itself says more about the machine than about the program. So every figure has a neighbour: the
//! ceiling, a bare HTTP server that does nothing but take a body, put it into a table with as many others as are
//! waiting, and answer when that is committed. Both get the same requests from the same generator, turn and turn about
//! in one run, so that a noisy neighbour or a slow disk hits both, and the ratio means something.
//!
//! Everything runs in a process of its own, as in production: the released binary, the ceiling (this binary once
//! more), PostgreSQL, and the generator, which has to get by with what the others leave of the processor. After
//! every run the rows in the database are counted: a server that answers faster than it stores would win any race.
//!
//! Memory, idle work and the time to start are measured on the side. The result is printed and, after a whole run,
//! written to `docs/benchmarks.md`. Nothing here is a test: a goal that is missed is reported, and only an
//! acknowledged event that isn't in the database makes the run fail.

#[cfg(target_os = "linux")]
mod suite;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    suite::main()
}

/// The generator waits with `epoll` and the figures come from `/proc`.
#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
