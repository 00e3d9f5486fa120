//! A page for man, with the sections that such pages have.

use std::io;

use clap::Command;
use clap_mangen::Man;

use super::{Authored, Facts};

/// The page of a command that was built, under its full name.
pub(crate) fn page(command: &Command, name: &str, path: &str) -> io::Result<String> {
    let Authored { examples, remarks } = Authored::of(command);
    let man = Man::new(command.clone().after_help(None::<&str>).after_long_help(None::<&str>)).title(name);
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.get_subcommands().any(|inner| !inner.is_hide_set()) {
        man.render_subcommands_section(&mut text)?;
    }
    let mut text = String::from_utf8(text).map_err(io::Error::other)?;
    if let Some(facts) = Facts::of(command, path) {
        section(&mut text, "ENVIRONMENT", &super::environment(&facts));
        text.push_str(".SH \"EXIT STATUS\"\n");
        for (status, meaning) in &facts.codes {
            text.push_str(&format!(".TP\n\\fB{}\\fR\n{}\n", *status as u8, escaped(meaning)));
        }
    }
    if !remarks.is_empty() {
        section(&mut text, "NOTES", &remarks);
    }
    if let Some((_, lines)) = examples.split_once('\n') {
        section(&mut text, "EXAMPLES", lines);
    }
    let mut version = Vec::new();
    man.render_version_section(&mut version)?;
    text.push_str(&String::from_utf8(version).map_err(io::Error::other)?);
    Ok(text)
}

/// Lines that stay as they are.
fn section(text: &mut String, title: &str, lines: &str) {
    text.push_str(&format!(".SH {title}\n.nf\n"));
    for line in lines.lines() {
        text.push_str(&escaped(line));
        text.push('\n');
    }
    text.push_str(".fi\n");
}

/// A line in which nothing is an instruction to the formatter.
fn escaped(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\*(Aq");
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}
