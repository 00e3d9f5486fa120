//! The measurements, each in a file of its own, and what they found together.

mod backup;
mod bootstrap;
mod load;
mod memory;
mod runs;
mod startup;
mod sweep;

use clockify_addons::db::Engine;

use super::args::Part;
use super::bench::Bench;
use super::say;

pub(crate) use backup::Saved;
pub(crate) use bootstrap::{Fetched, RATE};
pub(crate) use load::{Books, Run, Subject};
pub(crate) use memory::Footprint;
pub(crate) use runs::Worked;
pub(crate) use startup::Starts;
pub(crate) use sweep::{Pass, Round, Swept};

/// All figures of a run of the bench.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) engines: Vec<OnEngine>,
}

/// The figures on one engine.
#[derive(Debug)]
pub(crate) struct OnEngine {
    pub(crate) engine: Engine,
    /// Ceiling and program of each round.
    pub(crate) rounds: Vec<(Run, Run)>,
    /// Memory and start-up, unless something else was asked for.
    pub(crate) resources: Option<(Footprint, Starts)>,
    /// Bootstraps, unless something else was asked for.
    pub(crate) fetched: Vec<Fetched>,
    /// Runs of flows, unless something else was asked for.
    pub(crate) worked: Option<Worked>,
    /// The sweep, unless something else was asked for.
    pub(crate) swept: Option<Swept>,
    /// A backup and its restore, unless something else was asked for.
    pub(crate) saved: Option<Saved>,
}

impl Results {
    pub(crate) fn measure(bench: &Bench) -> anyhow::Result<Self> {
        let engines = bench.engines.iter().map(|engine| OnEngine::measure(bench, *engine));
        Ok(Self { engines: engines.collect::<Result<_, _>>()? })
    }

    /// Whether every acknowledged event was found in the database, once.
    pub(crate) fn nothing_lost(&self) -> bool {
        self.engines.iter().flat_map(OnEngine::books).all(|(_, books)| books.balance())
    }
}

impl OnEngine {
    fn measure(bench: &Bench, engine: Engine) -> anyhow::Result<Self> {
        let (rounds, fetched) = Default::default();
        let (resources, worked, swept, saved) = Default::default();
        let mut found = Self { engine, rounds, resources, fetched, worked, swept, saved };
        let is_asked = |part| bench.plan.only.is_none_or(|only| only == part);
        if is_asked(Part::Load) {
            for round in 1..=bench.plan.rounds {
                say::progress(&format!("{}, round {round} of {}", name(engine), bench.plan.rounds));
                let ceiling = load::run(bench, engine, Subject::Ceiling)?;
                found.rounds.push((ceiling, load::run(bench, engine, Subject::Program)?));
            }
        }
        if is_asked(Part::Runs) {
            say::progress(&format!("{}, runs of flows", name(engine)));
            found.worked = Some(runs::measure(bench, engine)?);
        }
        if is_asked(Part::Bootstrap) {
            say::progress(&format!("{}, bootstrap", name(engine)));
            found.fetched = bootstrap::measure(bench, engine)?;
        }
        if is_asked(Part::Sweep) {
            say::progress(&format!("{}, sweep", name(engine)));
            found.swept = Some(sweep::measure(bench, engine)?);
        }
        if is_asked(Part::Backup) {
            say::progress(&format!("{}, backup and restore of {} rows", name(engine), bench.plan.rows));
            found.saved = Some(backup::measure(bench, engine)?);
        }
        if is_asked(Part::Resources) {
            let half = found.program().per_second / 2.0;
            found.resources = Some((memory::measure(bench, engine, half)?, startup::measure(bench, engine)?));
        }
        Ok(found)
    }

    /// What the ceiling did, the middle of all rounds.
    pub(crate) fn ceiling(&self) -> load::Typical {
        load::Typical::of(&self.rounds.iter().map(|(ceiling, _)| ceiling).collect::<Vec<_>>())
    }

    /// What the program did, the middle of all rounds.
    pub(crate) fn program(&self) -> load::Typical {
        load::Typical::of(&self.rounds.iter().map(|(_, program)| program).collect::<Vec<_>>())
    }

    /// What was acknowledged and what was stored, in every run.
    pub(crate) fn books(&self) -> Vec<(String, Books)> {
        let rounds = self.rounds.iter().zip(1..);
        let runs = rounds.flat_map(|((ceiling, program), round)| {
            [(format!("ceiling, round {round}"), ceiling.books), (format!("program, round {round}"), program.books)]
        });
        let memory = self.resources.iter().map(|(memory, _)| ("three add-ons".to_owned(), memory.books));
        runs.chain(memory).collect()
    }
}

/// The engine's name as people know it.
pub(crate) fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}
