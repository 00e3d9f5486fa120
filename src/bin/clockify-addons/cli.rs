//! What can be typed.

use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;

/// Run and administer Clockify add-ons
#[derive(Debug, Parser)]
#[command(name = "clockify-addons", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Examples:
  clockify-addons serve --sandbox   try all three against a simulated Clockify
  clockify-addons serve             run them; settings: environment and .env
  clockify-addons events list       see what arrived

Results go to standard output, everything else to standard error. NO_COLOR and
TERM are obeyed. A second Ctrl-C ends at once.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// How results are written to standard output
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text", help_heading = "Global options")]
    pub(crate) format: Format,
    /// When to use colours; NO_COLOR is obeyed too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(crate) color: Color,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Say on standard error what is done and which statements databases are told, without values
    #[arg(long, short, global = true, conflicts_with = "quiet", help_heading = "Global options")]
    pub(crate) verbose: bool,
}

/// When a command that takes a while draws how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    /// On a terminal that can draw
    Auto,
    /// Not at all
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// One JSON document a line, where there is a list
    Ndjson,
    /// One line for Nagios and Icinga: `health` only
    #[value(hide = true)]
    Nagios,
    /// Metrics for Prometheus: `health` only
    #[value(hide = true)]
    Prometheus,
}

impl Format {
    /// Whether only `health` has it.
    pub(crate) const fn is_for_monitoring(self) -> bool {
        matches!(self, Self::Nagios | Self::Prometheus)
    }

    /// The format that was asked for, as far as arguments tell that can't be parsed.
    pub(crate) fn guess(arguments: &[String]) -> Self {
        guess(arguments, "--format").unwrap_or(Self::Text)
    }
}

/// The value of an option, as far as arguments tell that can't be parsed.
fn guess<T: ValueEnum>(arguments: &[String], option: &str) -> Option<T> {
    let given = arguments.iter().enumerate().find_map(|(at, argument)| match argument.strip_prefix(option)? {
        "" => arguments.get(at + 1).map(String::as_str),
        rest => rest.strip_prefix('='),
    });
    given.and_then(|text| T::from_str(text, false).ok())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// What was asked for, as far as arguments tell that can't be parsed.
    pub(crate) fn guess(arguments: &[String]) -> Self {
        guess(arguments, "--color").unwrap_or(Self::Auto)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_format_is_known_before_anything_else_is() {
        use super::Format;

        for (arguments, format) in [
            ("x --format json", Format::Json),
            ("--format=ndjson --nonsense", Format::Ndjson),
            ("health --format nagios --nonsense", Format::Nagios),
            ("x --format", Format::Text),
            ("x --format tea", Format::Text),
        ] {
            let arguments: Vec<_> = arguments.split(' ').map(str::to_owned).collect();
            assert_eq!(Format::guess(&arguments), format, "{arguments:?}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
