//! Every command says all that it has to say. What is asked of one is asked of all, over clap's own tree.

use clap::error::ErrorKind;

use super::facts::ROWS;
use super::{Authored, Facts, WIDTH, command, page, walk};
use crate::exit::Status;

/// What a person would put in for what an example leaves open.
const FILLED: [(&str, &str); 5] = [
    ("019c2f…", "019c2f0a0ac176099152c2e3c2cba424"),
    ("64a1f0c2…", "64a1f0c29c3f4ddaf0124269"),
    ("64a1…", "64a1f0c29c3f4ddaf0124269"),
    ("$WORKSPACE", "64a1f0c29c3f4ddaf0124269"),
    ("~/", "/root/"),
];

/// Calls `check` with every command that people see. It gives what is missing.
fn each(check: impl Fn(&str, &clap::Command) -> Vec<String>) {
    let mut command = command();
    command.build();
    let mut all = Vec::new();
    walk(&command, "", &mut all);
    assert!(all.len() > 70, "the check must see the commands");
    let missing: Vec<_> = all
        .iter()
        .flat_map(|(path, command)| check(path, command).into_iter().map(move |what| format!("`{path}` {what}")))
        .collect();
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn every_command_has_every_part() {
    each(|path, command| {
        let mut missing = Vec::new();
        let mut must = |holds: bool, what: &str| {
            if !holds {
                missing.push(what.to_owned());
            }
        };
        let Authored { examples, remarks } = Authored::of(command);
        let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
        must(command.get_about().is_some(), "doesn't say what it does");
        must(examples.starts_with("Example"), "has no examples");
        must(help.contains("\n\nEnvironment:\n  "), "doesn't say what it reads of the environment");
        must(help.contains("\n\nExit codes:\n  0   "), "doesn't say how it ends");
        must(
            ![&examples, &remarks].iter().any(|text| text.to_lowercase().contains("exit code")),
            "says by hand how it ends",
        );
        let wide = help.lines().find(|line| line.chars().count() > WIDTH);
        must(wide.is_none(), &format!("has a line that is too wide: {wide:?}"));
        let options: Vec<_> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
        for option in ["format", "quiet", "verbose", "color", "help"] {
            must(options.contains(&option), &format!("has no --{option}"));
        }
        let own = ROWS.iter().find(|row| row.path == path);
        let leaf = !command.get_subcommands().any(|inner| !inner.is_hide_set() && inner.get_name() != "help");
        must(own.is_some() || !leaf, "has no row in `manual/facts.rs`");
        if let Some(row) = own {
            must(!row.changes || options.contains(&"dry-run"), "changes something and has no --dry-run");
        }
        let facts = Facts::of(command, path);
        for (status, meaning) in facts.iter().flat_map(|facts| &facts.codes) {
            let start = meaning.split(' ').next().unwrap_or_default();
            must(help.contains(&format!("\n  {:<2}  {start}", *status as u8)), &format!("doesn't tell {status:?}"));
        }
        missing
    });
}

/// What stands in an example can be typed.
#[test]
fn every_example_is_understood() {
    each(|path, command| {
        let examples = Authored::of(command).examples;
        let text = examples.split("\\\n").map(str::trim).collect::<Vec<_>>().join(" ");
        let mut wrong = Vec::new();
        let mut own = 0;
        for line in text.lines().skip(1) {
            let Some((_, typed)) = line.split_once("clockify-addons ") else { continue };
            // Behind two blanks stands what it is for.
            let ends = ["  ", " > ", " | ", " &"];
            let end = ends.iter().filter_map(|end| typed.find(end)).min().unwrap_or(typed.len());
            let mut words = typed[..end].to_owned();
            for (open, filled) in FILLED {
                words = words.replace(open, filled);
            }
            own += usize::from(words.starts_with(path));
            let words = ["clockify-addons"].into_iter().chain(words.split_ascii_whitespace());
            match super::command().try_get_matches_from(words) {
                Err(error) if error.kind() != ErrorKind::DisplayHelp => wrong.push(format!("{typed}: {error}")),
                _ => {}
            }
        }
        if own == 0 && !path.is_empty() {
            wrong.push("isn't in its own examples".to_owned());
        }
        wrong
    });
}

#[test]
fn every_page_has_the_sections_that_pages_have() {
    each(|path, command| {
        let text = page(command, "name", path).unwrap();
        let sections = ["NAME", "SYNOPSIS", "ENVIRONMENT", "\"EXIT STATUS\"", "EXAMPLES"];
        let missing = sections.iter().filter(|title| !text.contains(&format!(".SH {title}\n")));
        missing.map(|title| format!("has no section {title}")).collect()
    });
}

#[test]
fn every_row_is_a_command() {
    let command = command();
    let mut all = Vec::new();
    walk(&command, "", &mut all);
    for row in ROWS {
        assert!(all.iter().any(|(path, _)| path == row.path), "{}", row.path);
        assert_eq!(ROWS.iter().filter(|other| other.path == row.path).count(), 1, "{}", row.path);
    }
}

/// What a person looks up is what the program means.
#[test]
fn the_readme_has_every_code() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for status in Status::ALL {
        let line = format!("| {} | {} |\n", status as u8, status.meaning());
        assert!(text.contains(&line), "README.md lacks {line}");
    }
}
