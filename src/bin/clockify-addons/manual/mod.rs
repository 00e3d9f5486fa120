//! What `--help` and the pages for man say below the options: examples, what is read of the environment, exit codes.
//!
//! Examples and remarks stand at the command, in its `after_help`. The rest is made here of [`facts`] and of the exit
//! type, so that no command can say something else.

mod facts;
mod page;
mod reference;

#[cfg(test)]
mod tests;

use clap::{Command, CommandFactory};

use crate::cli::Cli;
use crate::exit::Status;
pub(crate) use facts::Facts;
pub(crate) use page::page;
pub(crate) use reference::reference;

/// As wide as a terminal is everywhere.
const WIDTH: usize = 80;

/// The whole command line, with everything that `--help` says.
pub(crate) fn command() -> Command {
    complete(Cli::command(), "")
}

fn complete(command: Command, path: &str) -> Command {
    let command = command.mut_subcommands(|inner| {
        let path = join(path, inner.get_name());
        complete(inner, &path)
    });
    let Some(facts) = Facts::of(&command, path) else { return command };
    let Authored { examples, remarks } = Authored::of(&command);
    let mut text = examples;
    if !remarks.is_empty() {
        text.push_str(&format!("\n\n{remarks}"));
    }
    text.push_str(&format!("\n\nEnvironment:\n{}\n\nExit codes:\n{}", environment(&facts), codes(&facts)));
    command.after_long_help(text)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}

/// What stands at the command itself.
pub(crate) struct Authored {
    /// The block of examples, with its heading.
    pub(crate) examples: String,
    /// Everything below it.
    pub(crate) remarks: String,
}

impl Authored {
    pub(crate) fn of(command: &Command) -> Self {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let (examples, remarks) = text.split_once("\n\n").unwrap_or((&text, ""));
        Self { examples: examples.to_owned(), remarks: remarks.to_owned() }
    }
}

/// What is read of the environment, as a block of lines.
fn environment(facts: &Facts) -> String {
    let Some(names) = &facts.names else {
        return "  Every setting; `clockify-addons config show` lists them.".to_owned();
    };
    if names.is_empty() {
        return "  Nothing: it needs no settings.".to_owned();
    }
    let mut text = filled(&names.join(", "), 2);
    if names.iter().any(|name| name.ends_with('*')) {
        text.push_str("\n  * also from a file: NAME_FILE names it");
    }
    text
}

/// Each exit code with its meaning, as a block of lines.
fn codes(facts: &Facts) -> String {
    let lines = facts.codes.iter().map(|(status, meaning)| {
        let text = filled(meaning, 6);
        format!("  {:<2}  {}", *status as u8, text.trim_start())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Words in lines that begin with so many blanks.
fn filled(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{margin}{word}")),
        }
    }
    lines.join("\n")
}

/// Every command that people see, with its path, those that hold others included.
pub(crate) fn walk<'a>(command: &'a Command, path: &str, found: &mut Vec<(String, &'a Command)>) {
    found.push((path.to_owned(), command));
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        walk(inner, &join(path, inner.get_name()), found);
    }
}

/// The codes that every command has.
const COMMON: [Status; 3] = [Status::Ok, Status::Failed, Status::Usage];
