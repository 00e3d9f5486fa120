//! The measurements, each in a file of its own, and what they found together.

mod bootstrap;
mod load;
mod memory;
mod startup;

use clockify_addons::db::Engine;

use super::bench::Bench;
use super::say;

pub(crate) use bootstrap::{Fetched, RATE};
pub(crate) use load::{Books, Run, Subject};
pub(crate) use memory::Footprint;
pub(crate) use startup::Starts;

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
    /// Memory and start-up, unless only the load was asked for.
    pub(crate) resources: Option<(Footprint, Starts)>,
    /// Bootstraps, unless only the load was asked for.
    pub(crate) fetched: Vec<Fetched>,
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
        let mut rounds = Vec::new();
        let all = if bench.plan.only_bootstrap { 0 } else { bench.plan.rounds };
        for round in 1..=all {
            say::progress(&format!("{}, round {round} of {}", name(engine), bench.plan.rounds));
            rounds.push((load::run(bench, engine, Subject::Ceiling)?, load::run(bench, engine, Subject::Program)?));
        }
        let mut found = Self { engine, rounds, resources: None, fetched: Vec::new() };
        if !bench.plan.only_load {
            say::progress(&format!("{}, bootstrap", name(engine)));
            found.fetched = bootstrap::measure(bench, engine)?;
        }
        if !bench.plan.only_load && !bench.plan.only_bootstrap {
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
