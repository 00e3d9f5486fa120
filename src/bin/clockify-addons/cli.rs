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

Exit codes:
  0 done  1 failed  2 usage  3 partly done  4 changes pending  64 refused
  65 data bad  69 database unreachable  70 internal  73 can't create
  75 locked  77 permission  78 bad configuration")]
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// One JSON document a line, where there is a list
    Ndjson,
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
