//! What the program has set itself, and whether this run reached it.

use clockify_addons::db::Engine;

use super::tables::Table;
use crate::suite::measure::{OnEngine, Results, Round, Saved, name};
use crate::suite::statistics::{largest, median};

/// A goal: a bound on a figure.
struct Goal {
    what: &'static str,
    bound: Bound,
    decimals: usize,
    unit: &'static str,
    figure: fn(&OnEngine) -> Option<f64>,
}

enum Bound {
    AtLeast(f64),
    AtMost(f64),
    /// At least so much on one engine and on the other.
    On {
        sqlite: f64,
        postgres: f64,
    },
}

const GOALS: [Goal; 23] = [
    Goal {
        what: "acknowledgements per second, of the ceiling's",
        bound: Bound::AtLeast(0.6),
        decimals: 2,
        unit: "",
        figure: |found| Some(median(ratios(found))).filter(|ratio| !ratio.is_nan()),
    },
    Goal {
        what: "99 of 100 acknowledged at half the rate within",
        bound: Bound::AtMost(25.0),
        decimals: 1,
        unit: " ms",
        figure: |found| Some(found.program().at_half.p99).filter(|p99| !p99.is_nan()),
    },
    Goal {
        what: "runs of flows per second",
        bound: Bound::On { sqlite: 1000.0, postgres: 2000.0 },
        decimals: 0,
        unit: "",
        figure: |found| found.worked.as_ref().map(|worked| worked.per_second),
    },
    Goal {
        what: "95 of 100 runs begin at half the rate within",
        bound: Bound::AtMost(250.0),
        decimals: 0,
        unit: " ms",
        figure: |found| found.worked.as_ref().map(|worked| worked.begins.p95),
    },
    Goal {
        what: "95 of 100 runs begin behind 100,000 of another workspace within",
        bound: Bound::AtMost(2000.0),
        decimals: 0,
        unit: " ms",
        figure: |found| found.worked.as_ref().map(|worked| worked.behind.p95),
    },
    Goal {
        what: "idle work of an add-on whose flows are switched on, of a core",
        bound: Bound::AtMost(1.0),
        decimals: 1,
        unit: " %",
        figure: |found| found.worked.as_ref().map(|worked| worked.idle_cpu),
    },
    Goal {
        what: "memory of three add-ons, idle",
        bound: Bound::AtMost(40.0),
        decimals: 1,
        unit: " MiB",
        figure: |found| found.resources.as_ref().map(|(memory, _)| memory.idle.now),
    },
    Goal {
        what: "work of three add-ons, idle, of a core",
        bound: Bound::AtMost(1.0),
        decimals: 1,
        unit: " %",
        figure: |found| found.resources.as_ref().map(|(memory, _)| memory.idle_cpu),
    },
    Goal {
        what: "memory of three add-ons, under load",
        bound: Bound::AtMost(150.0),
        decimals: 1,
        unit: " MiB",
        figure: |found| found.resources.as_ref().map(|(memory, _)| memory.loaded.peak),
    },
    Goal {
        what: "start of three add-ons, databases up to date",
        bound: Bound::AtMost(200.0),
        decimals: 0,
        unit: " ms",
        figure: |found| found.resources.as_ref().map(|(_, starts)| median(starts.existing.iter().copied())),
    },
    Goal {
        what: "bootstrap, of the permitted rate, least of all runs",
        bound: Bound::AtLeast(0.95),
        decimals: 3,
        unit: "",
        figure: |found| found.fetched.iter().map(|fetched| fetched.used).reduce(f64::min),
    },
    Goal {
        what: "bootstrap, requests in any second, of 50 permitted",
        bound: Bound::AtMost(50.0),
        decimals: 0,
        unit: "",
        figure: |found| {
            let largest = found.fetched.iter().map(|fetched| fetched.largest_window).max()?;
            u32::try_from(largest).ok().map(f64::from)
        },
    },
    Goal {
        what: "bootstrap, memory",
        bound: Bound::AtMost(60.0),
        decimals: 1,
        unit: " MiB",
        figure: |found| found.fetched.iter().map(|fetched| fetched.memory).reduce(f64::max),
    },
    Goal {
        what: "sweep with its pauses and others' writes, of the time of a bare loop",
        bound: Bound::AtMost(1.5),
        decimals: 2,
        unit: "",
        figure: |found| found.swept.as_ref().map(|swept| swept.each(Round::ratio, median)),
    },
    Goal {
        what: "99 of 100 batches of that sweep within",
        bound: Bound::AtMost(100.0),
        decimals: 1,
        unit: " ms",
        figure: |found| found.swept.as_ref().map(|swept| swept.each(|round| round.usual.batch_p99_ms, largest)),
    },
    Goal {
        what: "sweep while an old snapshot is open, of the time without one",
        bound: Bound::AtMost(1.5),
        decimals: 2,
        unit: "",
        figure: |found| {
            let swept = found.swept.as_ref()?;
            swept.behind.as_ref().map(|behind| behind.seconds / swept.plain.seconds)
        },
    },
    Goal {
        what: "99 of 100 acknowledged beside it within, of the time without it",
        bound: Bound::AtMost(2.0),
        decimals: 2,
        unit: "",
        figure: |found| found.swept.as_ref().map(|swept| swept.each(Round::rise, median)),
    },
    Goal {
        what: "99 of 100 acknowledged beside it within",
        bound: Bound::AtMost(150.0),
        decimals: 1,
        unit: " ms",
        figure: |found| found.swept.as_ref().map(|swept| swept.each(|round| round.writes.during.p99, largest)),
    },
    Goal {
        what: "log of SQLite after it",
        bound: Bound::AtMost(64.0),
        decimals: 1,
        unit: " MiB",
        figure: |found| {
            let logs = found.swept.iter().flat_map(|swept| &swept.rounds).filter_map(|round| round.writes.log_mib);
            logs.reduce(f64::max)
        },
    },
    Goal {
        what: "backup, rows per second",
        bound: Bound::AtLeast(150_000.0),
        decimals: 0,
        unit: "",
        figure: |found| found.saved.as_ref().map(|saved| saved.rate(&saved.backup)),
    },
    Goal {
        what: "restore, rows per second",
        bound: Bound::AtLeast(80_000.0),
        decimals: 0,
        unit: "",
        figure: |found| found.saved.as_ref().map(|saved| saved.rate(&saved.restore)),
    },
    Goal {
        what: "drill of a backup, for each million rows",
        bound: Bound::AtMost(60.0),
        decimals: 1,
        unit: " s",
        figure: |found| found.saved.as_ref().map(Saved::drill),
    },
    Goal {
        what: "backup, restore and drill, memory",
        bound: Bound::AtMost(128.0),
        decimals: 1,
        unit: " MiB",
        figure: |found| found.saved.as_ref().and_then(Saved::memory),
    },
];

/// The program's rate by the ceiling's of the same round.
pub(super) fn ratios(found: &OnEngine) -> impl Iterator<Item = f64> {
    found.rounds.iter().map(|(ceiling, program)| program.per_second / ceiling.per_second)
}

/// A row for each goal and engine that was measured.
pub(super) fn table(results: &Results) -> String {
    let mut table = Table::new(["what", "engine", "goal", "measured", ""]);
    for goal in &GOALS {
        for found in &results.engines {
            let Some(figure) = (goal.figure)(found) else { continue };
            let (words, bound, met) = match goal.bound {
                Bound::AtLeast(bound) => ("≥", bound, figure >= bound),
                Bound::AtMost(bound) => ("≤", bound, figure <= bound),
                Bound::On { sqlite, postgres } => {
                    let bound = if found.engine == Engine::Sqlite { sqlite } else { postgres };
                    ("≥", bound, figure >= bound)
                }
            };
            table.row([
                goal.what.to_owned(),
                name(found.engine).to_owned(),
                format!("{words} {bound}{}", goal.unit),
                format!("{figure:.*}{}", goal.decimals, goal.unit),
                if met { "met" } else { "not met" }.to_owned(),
            ]);
        }
    }
    table.render()
}
