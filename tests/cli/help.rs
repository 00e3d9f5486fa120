//! What each command says of itself, on a terminal of 80 columns.

use crate::harness::{Outcome, World};

fn help(arguments: &str) -> Outcome {
    World::new().set("COLUMNS", "80").run(arguments)
}

fn check(name: &str, arguments: &str) {
    let outcome = help(arguments).ok();
    assert_eq!(outcome.stderr, "");
    let wide = outcome.stdout.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None, "`{arguments}` must fit into 80 columns");
    insta::assert_snapshot!(name, outcome.to_string());
}

#[test]
fn the_program() {
    check("program", "--help");
    check("version", "--version");
}

#[test]
fn without_a_command_it_says_what_there_is() {
    let outcome = help("");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("Usage: clockify-addons"), "{outcome}");
}

#[test]
fn each_command() {
    for command in ["serve", "migrate", "events", "sources", "config", "manifest", "secrets", "sandbox"] {
        check(command, &format!("{command} --help"));
    }
}

#[test]
fn each_action() {
    for (command, actions) in [
        ("migrate", &["up", "status"][..]),
        ("events", &["list", "show", "tail"]),
        ("sources", &["add", "list", "rotate", "remove"]),
        ("config", &["show", "check"]),
        ("secrets", &["generate"]),
    ] {
        for action in actions {
            check(&format!("{command}-{action}"), &format!("{command} {action} --help"));
        }
    }
}

#[test]
fn what_makes_no_sense_is_told_with_exit_code_2() {
    for arguments in ["frobnicate", "serve --frobnicate", "serve --addon nothing", "events list --limit 0", "--format xml"] {
        let outcome = help(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments}: {outcome}");
        assert!(outcome.stderr.starts_with("error: "), "{arguments}: {outcome}");
    }
    // No abbreviations: a new command must never change what an old script means.
    assert_eq!(help("mig").code, Some(2));
    insta::assert_snapshot!("unknown-command", help("event").to_string());
}

#[test]
fn no_escape_codes_where_nobody_sees_them() {
    let outcome = help("events list");
    assert!(!outcome.mentions("\x1b"), "{outcome}");
    let outcome = help("events list --color always");
    assert!(outcome.stderr.starts_with("\x1b[31;1merror\x1b[0m: "), "{outcome:?}");
}
