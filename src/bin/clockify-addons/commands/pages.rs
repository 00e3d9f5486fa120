//! `completions` and `man`: what a shell and `man` want to know of the command line, made from its definition.

use std::io;

use clap::Args;
use clap_complete::{Generator, Shell};

use crate::exit::{Status, failure};
use crate::manual;
use crate::output::Output;

const NAME: &str = "clockify-addons";

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons completions bash > /etc/bash_completion.d/clockify-addons
  clockify-addons completions zsh > ~/.zfunc/_clockify-addons
  clockify-addons completions fish > \\
    ~/.config/fish/completions/clockify-addons.fish

Needs no settings. The same files are in completions/ of the repository.")]
pub(crate) struct Completions {
    /// For which shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, output: &Output) -> anyhow::Result<Status> {
        output.file("completions", &completions(self.shell)?)?;
        Ok(Status::Ok)
    }
}

/// Print a page for man
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons man | man -l -
  clockify-addons man migrate init > clockify-addons-migrate-init.1

Needs no settings. All pages are in docs/man/ of the repository.")]
pub(crate) struct Man {
    /// Of which command; of the program when not given
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

impl Man {
    pub(super) fn run(self, output: &Output) -> anyhow::Result<Status> {
        let name = [NAME.to_owned()].into_iter().chain(self.command).collect::<Vec<_>>().join("-");
        let page = manuals()?.into_iter().find(|(page, _)| *page == format!("{name}.1"));
        let (_, page) = page.ok_or_else(|| failure(Status::Usage, format!("there is no page {name}")))?;
        output.file("man", &page)?;
        Ok(Status::Ok)
    }
}

/// Completions of every shell, by the names that the shells want.
pub(super) fn all_completions() -> io::Result<Vec<(String, String)>> {
    let shells = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish];
    shells.into_iter().map(|shell| Ok((shell.file_name(NAME), completions(shell)?))).collect()
}

fn completions(shell: Shell) -> io::Result<String> {
    let mut command = manual::command();
    command.set_bin_name(NAME);
    command.build();
    let mut text = Vec::new();
    shell.try_generate(&command, &mut text)?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    // The script for bash writes the name of a program that has a `-` in it in two ways, and then finds no command.
    Ok(if shell == Shell::Bash { text.replace("clockify__subcmd__addons", "clockify__addons") } else { text })
}

/// Pages of the program and of every command, by file name.
pub(super) fn manuals() -> io::Result<Vec<(String, String)>> {
    let mut program = manual::command().disable_help_subcommand(true);
    program.build();
    let mut all = Vec::new();
    manual::walk(&program, "", &mut all);
    let page = |(path, command): (String, _)| {
        let name = format!("{NAME} {path}").trim_end().replace(' ', "-");
        Ok((format!("{name}.1"), manual::page(command, &name, &path)?))
    };
    all.into_iter().map(page).collect()
}
