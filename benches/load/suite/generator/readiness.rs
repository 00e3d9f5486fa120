//! Waiting for answers and for a point in time at once.
//!
//! `epoll` by itself waits in whole milliseconds, which is longer than an acknowledgement takes. So the time is waited
//! for by a timer of the system, which is one more thing that becomes ready.

use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};

/// Nobody answers within this time: the server is stuck.
const STUCK: Timespec = Timespec { tv_sec: 30, tv_nsec: 0 };

/// What the timer is called among the connections.
const TIMER: u64 = u64::MAX;

pub(super) struct Readiness {
    epoll: OwnedFd,
    timer: OwnedFd,
    armed: Option<Instant>,
    events: Vec<Event>,
}

impl Readiness {
    pub(super) fn new() -> anyhow::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?;
        // Edge-triggered: a timer that has gone off is ready once and need not be read.
        epoll::add(&epoll, &timer, EventData::new_u64(TIMER), EventFlags::IN | EventFlags::ET)?;
        Ok(Self { epoll, timer, armed: None, events: Vec::with_capacity(256) })
    }

    pub(super) fn add(&mut self, stream: &TcpStream, index: usize) -> anyhow::Result<()> {
        epoll::add(&self.epoll, stream, EventData::new_u64(index as u64), EventFlags::IN)?;
        Ok(())
    }

    /// Waits until something can be read, or until this time, and puts the ready connections into the list.
    pub(super) fn wait(&mut self, wake: Option<Instant>, ready: &mut Vec<usize>) -> anyhow::Result<()> {
        ready.clear();
        if let Some(at) = wake.filter(|_| wake != self.armed) {
            self.arm(at)?;
            self.armed = wake;
        }
        self.events.clear();
        let events = epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&STUCK))?;
        anyhow::ensure!(events > 0, "no answer for {} seconds", STUCK.tv_sec);
        ready.extend(self.events.iter().filter_map(|event| usize::try_from(event.data.u64()).ok()));
        ready.retain(|index| *index as u64 != TIMER);
        Ok(())
    }

    fn arm(&self, at: Instant) -> anyhow::Result<()> {
        // Zero would switch the timer off.
        let left = at.saturating_duration_since(Instant::now()).max(Duration::from_nanos(1));
        let once = Itimerspec { it_interval: Timespec::default(), it_value: left.try_into()? };
        timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        Ok(())
    }
}
