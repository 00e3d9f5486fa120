//! The `clockify-addons` program: parse, run, map to an exit code.

#![expect(clippy::doc_markdown, reason = "the options' comments are the help that people read in a terminal")]

mod cli;
mod commands;
mod exit;
mod output;

use clap::Parser;

use cli::Cli;
use exit::Status;
use output::Output;

fn main() -> std::process::ExitCode {
    // Databases, keys and logs hold what only their owner may read.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let cli = Cli::parse();
    let output = Output::new(&cli.global);
    let status = commands::run(cli, &output).unwrap_or_else(|error| {
        let status = Status::of(&error);
        if status == Status::Ok {
            return status;
        }
        output.error(&error, status).unwrap_or(status)
    });
    status.into()
}
