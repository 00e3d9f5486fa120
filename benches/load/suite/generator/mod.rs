//! The sender of events. It shares the processor with what it measures, so it has to be cheap: one thread, one `epoll`,
//! requests that are rendered beforehand and differ only where a few digits are overwritten.
//!
//! Two ways to send. In a *closed* loop every connection sends its next event as soon as the last one was
//! acknowledged, which finds how much a server can take. In an *open* loop events are due at fixed times whatever the
//! server does, and an acknowledgement's time counts from when its event was due, also if it had to wait for a
//! free connection: a server that stalls can't hide that by slowing the sender down.

mod connection;
mod pace;
mod readiness;
mod requests;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::statistics::Latencies;
use connection::Connection;
use pace::Next;
pub(crate) use pace::Pace;
use readiness::Readiness;
pub(crate) use requests::{EVENT, Requests};

/// Connections to one server, kept open over several phases.
pub(crate) struct Generator {
    requests: Requests,
    connections: Vec<Connection>,
    /// Connections with nothing under way, the longest idle first.
    idle: VecDeque<usize>,
    readiness: Readiness,
}

/// What a phase brought.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Answers with a status from 200 to 299.
    pub(crate) acknowledged: u32,
    /// Other answers.
    pub(crate) refused: u32,
    /// Acknowledgements before the end of the phase, without those that were still under way.
    pub(crate) in_time: u32,
    /// From due to acknowledged.
    pub(crate) latencies: Latencies,
}

/// What to do next.
enum Step {
    /// Wait for answers, and for this time if there is one.
    Wait(Option<Instant>),
    /// Everything was sent.
    Over,
}

impl Generator {
    /// Connects.
    pub(crate) fn new(address: SocketAddr, connections: usize, requests: Requests) -> anyhow::Result<Self> {
        let mut readiness = Readiness::new()?;
        let mut all = Vec::with_capacity(connections);
        for index in 0..connections {
            let connection = Connection::new(address)?;
            readiness.add(connection.stream(), index)?;
            all.push(connection);
        }
        Ok(Self { requests, idle: (0..all.len()).collect(), connections: all, readiness })
    }

    /// Sends at this pace for this long, and waits for the answers.
    pub(crate) fn run(&mut self, pace: Pace, lasting: Duration) -> anyhow::Result<Outcome> {
        self.run_while(pace, lasting, || true)
    }

    /// The same, but ends earlier when it has to go on no more. That is asked between two events.
    pub(crate) fn run_while(
        &mut self,
        pace: Pace,
        lasting: Duration,
        mut goes_on: impl FnMut() -> bool,
    ) -> anyhow::Result<Outcome> {
        let start = Instant::now();
        let end = start + lasting;
        let mut schedule = pace.schedule(start, lasting);
        let mut outcome = Outcome::default();
        let mut ready = Vec::new();
        loop {
            if !goes_on() {
                schedule.end();
            }
            let wake = match self.send_due(&mut schedule)? {
                Step::Wait(wake) => wake,
                Step::Over if self.idle.len() == self.connections.len() => return Ok(outcome),
                Step::Over => None,
            };
            self.readiness.wait(wake, &mut ready)?;
            for &index in &ready {
                if let Some((status, due)) = self.connections[index].receive()? {
                    let now = Instant::now();
                    outcome.note(status, now - due, now <= end);
                    self.idle.push_back(index);
                    // At once: to read all answers first would make the next batch wait.
                    self.send_due(&mut schedule)?;
                }
            }
        }
    }

    fn send_due(&mut self, schedule: &mut pace::Schedule) -> anyhow::Result<Step> {
        while let Some(&index) = self.idle.front() {
            match schedule.next(Instant::now()) {
                Next::Due(due) => {
                    self.idle.pop_front();
                    self.connections[index].send(self.requests.next(), due)?;
                }
                Next::At(at) => return Ok(Step::Wait(Some(at))),
                Next::Over => return Ok(Step::Over),
            }
        }
        Ok(Step::Wait(None))
    }
}

impl Outcome {
    fn note(&mut self, status: u16, took: Duration, in_time: bool) {
        if (200..300).contains(&status) {
            self.acknowledged += 1;
            self.in_time += u32::from(in_time);
            self.latencies.add(took);
        } else {
            self.refused += 1;
        }
    }
}
