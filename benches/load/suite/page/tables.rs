//! The tables, in Markdown that can be read as it stands.

use comfy_table::presets::ASCII_MARKDOWN;

use super::goals::ratios;
use crate::suite::measure::{OnEngine, Pass, RATE, Results, name};
use crate::suite::statistics::{largest, median};

/// A table in the making.
#[derive(Debug)]
pub(super) struct Table(comfy_table::Table);

impl Table {
    pub(super) fn new<const N: usize>(header: [&str; N]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(ASCII_MARKDOWN).set_header(header);
        Self(table)
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.add_row(cells);
    }

    pub(super) fn render(self) -> String {
        self.0.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }
}

fn named(found: &OnEngine) -> String {
    name(found.engine).to_owned()
}

pub(super) fn per_second(results: &Results) -> String {
    let mut table =
        Table::new(["engine", "round", "ceiling /s", "program /s", "ratio", "ceiling µs each", "program µs each"]);
    for found in &results.engines {
        for (((ceiling, program), ratio), round) in found.rounds.iter().zip(ratios(found)).zip(1..) {
            table.row([
                named(found),
                format!("{round}"),
                format!("{:.0}", ceiling.per_second),
                format!("{:.0}", program.per_second),
                format!("{ratio:.2}"),
                format!("{:.1}", ceiling.cpu_micros),
                format!("{:.1}", program.cpu_micros),
            ]);
        }
        let (ceiling, program) = (found.ceiling(), found.program());
        table.row([
            named(found),
            "median".to_owned(),
            format!("{:.0}", ceiling.per_second),
            format!("{:.0}", program.per_second),
            format!("{:.2}", median(ratios(found))),
            format!("{:.1}", ceiling.cpu_micros),
            format!("{:.1}", program.cpu_micros),
        ]);
    }
    table.render()
}

pub(super) fn latency(results: &Results) -> String {
    let mut table = Table::new(["engine", "server", "events /s", "p50 ms", "p99 ms", "largest ms"]);
    for found in &results.engines {
        for (server, typical) in [("ceiling", found.ceiling()), ("program", found.program())] {
            table.row([
                named(found),
                server.to_owned(),
                format!("{:.0}", typical.per_second / 2.0),
                format!("{:.2}", typical.at_half.p50),
                format!("{:.2}", typical.at_half.p99),
                format!("{:.2}", typical.at_half.max),
            ]);
        }
    }
    table.render()
}

pub(super) fn runs(results: &Results) -> String {
    let mut table = Table::new([
        "engine",
        "runs /s",
        "µs each",
        "at events /s",
        "begins after, p50 ms",
        "p95 ms",
        "largest ms",
        "behind a crowd of",
        "p50 ms",
        "p95 ms",
        "largest ms",
        "idle work",
    ]);
    for found in &results.engines {
        if let Some(worked) = &found.worked {
            table.row([
                named(found),
                format!("{:.0}", worked.per_second),
                format!("{:.0}", worked.cpu_micros),
                format!("{:.0}", worked.offered),
                format!("{:.0}", worked.begins.p50),
                format!("{:.0}", worked.begins.p95),
                format!("{:.0}", worked.begins.max),
                worked.crowd.to_string(),
                format!("{:.0}", worked.behind.p50),
                format!("{:.0}", worked.behind.p95),
                format!("{:.0}", worked.behind.max),
                format!("{:.1} %", worked.idle_cpu),
            ]);
        }
    }
    table.render()
}

pub(super) fn memory(results: &Results) -> String {
    let mut table =
        Table::new(["engine", "idle MiB", "idle work", "at events /s", "peak MiB", "one add-on, after full load, MiB"]);
    for found in &results.engines {
        if let Some((memory, _)) = &found.resources {
            table.row([
                named(found),
                format!("{:.1}", memory.idle.now),
                format!("{:.1} %", memory.idle_cpu),
                format!("{:.0}", memory.offered),
                format!("{:.1}", memory.loaded.peak),
                format!("{:.1}", found.program().memory),
            ]);
        }
    }
    table.render()
}

pub(super) fn starts(results: &Results) -> String {
    let mut table = Table::new(["engine", "databases", "starts", "median ms", "largest ms"]);
    for found in &results.engines {
        if let Some((_, starts)) = &found.resources {
            for (state, times) in [("empty", &starts.fresh), ("up to date", &starts.existing)] {
                table.row([
                    named(found),
                    state.to_owned(),
                    format!("{}", times.len()),
                    format!("{:.0}", median(times.iter().copied())),
                    format!("{:.0}", largest(times.iter().copied())),
                ]);
            }
        }
    }
    table.render()
}

pub(super) fn bootstrap(results: &Results) -> String {
    let mut table = Table::new([
        "engine",
        "run",
        "requests",
        "seconds",
        "of the rate",
        "largest second",
        "peak MiB",
        "rows written",
        "rows unchanged",
    ]);
    for found in &results.engines {
        for fetched in &found.fetched {
            let run = match (fetched.processes, fetched.again) {
                (1, false) => "first".to_owned(),
                (1, true) => "second".to_owned(),
                (processes, _) => format!("{processes} at once"),
            };
            table.row([
                named(found),
                run,
                fetched.requests.to_string(),
                format!("{:.1}", fetched.seconds),
                format!("{:.3}", fetched.used),
                format!("{} of {RATE}", fetched.largest_window),
                format!("{:.1}", fetched.memory),
                fetched.written.to_string(),
                fetched.unchanged.to_string(),
            ]);
        }
    }
    table.render()
}

pub(super) fn sweep(results: &Results) -> String {
    let mut table = Table::new([
        "engine",
        "run",
        "seconds",
        "of the bare loop",
        "removing s",
        "pausing s",
        "tidying s",
        "batches",
        "batch p99 ms",
        "longest ms",
    ]);
    for found in &results.engines {
        let Some(swept) = &found.swept else { continue };
        let mut row = |run: &str, pass: &Pass, bare: f64| {
            table.row([
                named(found),
                run.to_owned(),
                format!("{:.1}", pass.seconds),
                format!("{:.2}", pass.removing() / bare),
                format!("{:.1}", pass.busy),
                format!("{:.1}", pass.paused),
                format!("{:.1}", pass.tidying),
                pass.batches.to_string(),
                format!("{:.1}", pass.batch_p99_ms),
                format!("{:.1}", pass.longest_ms),
            ]);
        };
        row("no pauses", &swept.plain, swept.bare());
        if let Some(pass) = &swept.behind {
            row("no pauses, old snapshot", pass, swept.bare());
        }
        for (number, round) in (1..).zip(&swept.rounds) {
            row(&format!("as usual, round {number}"), &round.usual, round.bare);
        }
        for (number, round) in (1..).zip(&swept.rounds) {
            let mut bare = [const { String::new() }; 10];
            let run = format!("bare loop, round {number}");
            bare[..4].clone_from_slice(&[named(found), run, format!("{:.1}", round.bare), "1.00".to_owned()]);
            bare[7] = (swept.due / swept.batch.max(1)).to_string();
            table.row(bare);
        }
    }
    table.render()
}

pub(super) fn beside(results: &Results) -> String {
    let mut table = Table::new(["engine", "round", "sweep", "writes", "p50 ms", "p99 ms", "largest ms", "log MiB"]);
    let swept = results.engines.iter().filter_map(|found| Some((found, found.swept.as_ref()?)));
    for (found, (number, round)) in swept.flat_map(|(found, swept)| (1..).zip(&swept.rounds).map(move |at| (found, at)))
    {
        let log = round.writes.log_mib.map_or_else(String::new, |mib| format!("{mib:.1}"));
        let rows = [
            ("no", round.writes.counts[0], round.writes.before, String::new()),
            ("yes", round.writes.counts[1], round.writes.during, log),
        ];
        for (sweep, writes, took, log) in rows {
            table.row([
                named(found),
                i32::to_string(&number),
                sweep.to_owned(),
                writes.to_string(),
                format!("{:.2}", took.p50),
                format!("{:.2}", took.p99),
                format!("{:.2}", took.max),
                log,
            ]);
        }
    }
    table.render()
}

pub(super) fn backup(results: &Results) -> String {
    let mut table = Table::new(["engine", "what", "by", "rows", "seconds", "rows /s", "peak MiB", "size MiB"]);
    for found in &results.engines {
        for (saved, took) in found.saved.iter().flat_map(|saved| saved.all().map(|took| (saved, took))) {
            let optional = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.1}"));
            table.row([
                named(found),
                took.what.to_owned(),
                took.by.to_owned(),
                saved.rows.to_string(),
                format!("{:.1}", took.seconds),
                format!("{:.0}", saved.rate(took)),
                optional(took.memory),
                optional(took.size),
            ]);
        }
    }
    table.render()
}

pub(super) fn books(results: &Results) -> String {
    let mut table = Table::new(["engine", "run", "acknowledged", "stored", "taken for repeats", "refused"]);
    for found in &results.engines {
        for (run, books) in found.books() {
            table.row([
                named(found),
                run,
                books.acknowledged.to_string(),
                books.stored.to_string(),
                books.repeats.to_string(),
                books.refused.to_string(),
            ]);
        }
    }
    table.render()
}
