//! The `clockify-addons` program: parse, run, map to an exit code.

#![expect(clippy::doc_markdown, reason = "the options' comments are the help that people read in a terminal")]

mod cli;
mod commands;
mod exit;
mod manual;
mod output;

use clap::Parser;
use clap::error::ErrorKind;

use cli::{Cli, Color, Format};
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
    let probes = cli.command.probes();
    let _log = cli.global.verbose.then(|| cli.command.log(&output)).flatten();
    let status = commands::run(cli, &output).unwrap_or_else(|error| {
        let status = Status::of(&error);
        // Docker and Kubernetes know healthy and unhealthy, and nothing else.
        let status = if probes && status != Status::Ok && status != Status::Usage { Status::Failed } else { status };
        if status == Status::Ok {
            return status;
        }
        output.error(&error, status).unwrap_or(status)
    });
    status.into()
}

/// A command line that makes no sense, told in the format that it asks for; or one that asks for help.
fn unparsed(error: &clap::Error) -> std::process::ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    let format = Format::guess(&arguments);
    let machine = !matches!(format, Format::Text | Format::Prometheus);
    match error.kind() {
        ErrorKind::DisplayVersion if machine => {
            let told = commands::version(&Output::plain(format));
            return told.map_or(Status::Failed, |()| Status::Ok).into();
        }
        // Asked again of the command line with all that there is to say, which a run can do without.
        ErrorKind::DisplayHelp => {
            let whole = manual::command().try_get_matches().err();
            print(whole.as_ref().unwrap_or(error), Color::guess(&arguments));
            return Status::Ok.into();
        }
        _ if error.use_stderr() && machine => {}
        _ => {
            print(error, Color::guess(&arguments));
            return if error.use_stderr() { Status::Usage.into() } else { Status::Ok.into() };
        }
    }
    let text = error.to_string();
    let message = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let error = failure(Status::Usage, message);
    Output::plain(format).error(&error, Status::Usage).unwrap_or(Status::Usage).into()
}

/// What clap has to say. Nobody reads any more where it can't be printed.
fn print(error: &clap::Error, color: Color) {
    let plain = color == Color::Never || color == Color::Auto && !output::paints(color);
    if plain {
        _ = output::plain(&error.render().to_string(), error.use_stderr());
    } else {
        _ = error.print();
    }
}
