//! The `clockify-addons` program: parse, run, map to an exit code.

#![expect(clippy::doc_markdown, reason = "the options' comments are the help that people read in a terminal")]

mod cli;
mod commands;
mod exit;
mod output;

use clap::Parser;

use cli::{Cli, Format};
use exit::{Status, failure};
use output::Output;

fn main() -> std::process::ExitCode {
    // Databases, keys and logs hold what only their owner may read.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return unparsed(&error),
    };
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

/// A command line that makes no sense, told in the format that it asks for; or one that asks for help.
fn unparsed(error: &clap::Error) -> std::process::ExitCode {
    let format = Format::guess(&std::env::args().skip(1).collect::<Vec<_>>());
    if !error.use_stderr() || format == Format::Text || format == Format::Prometheus {
        // Nobody reads any more where it can't be printed.
        _ = error.print();
        return if error.use_stderr() { Status::Usage.into() } else { Status::Ok.into() };
    }
    let text = error.to_string();
    let message = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let error = failure(Status::Usage, message);
    Output::plain(format).error(&error, Status::Usage).unwrap_or(Status::Usage).into()
}
