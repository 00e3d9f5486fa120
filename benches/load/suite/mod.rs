//! The order of a run: load on each engine in pairs, then memory and start-up, then the page.

mod args;
mod bench;
mod ceiling;
mod database;
mod flow;
mod generator;
mod http;
mod machine;
mod measure;
mod page;
mod process;
mod program;
mod say;
mod server;
mod statistics;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use bench::Bench;
use measure::Results;
use page::Page;

pub(crate) fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.command {
        Some(Command::Ceiling(options)) => ceiling::run(&options).map(|()| true),
        None => measure(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::progress(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Measures everything. False if an acknowledged event is missing.
fn measure(args: &Args) -> anyhow::Result<bool> {
    let bench = Bench::new(args)?;
    let results = Results::measure(&bench)?;
    let page = Page::new(&bench, &results)?;
    say::page(&page.tables());
    if args.writes_page() {
        page.write()?;
    }
    Ok(results.nothing_lost())
}
