//! What each command says of itself, on a terminal of 80 columns.

use crate::harness::{Outcome, World};

fn help(arguments: &str) -> Outcome {
    World::new().set("COLUMNS", "80").run(arguments)
}

fn check(name: &str, arguments: &str) {
    let outcome = help(arguments).ok();
    assert_eq!(outcome.stderr, "");
    let wide = outcome.stdout.lines().find(|line| line.chars().count() > 80 && !line.starts_with("Usage: "));
    assert_eq!(wide, None, "`{arguments}` must fit into 80 columns");
    insta::assert_snapshot!(name, outcome.to_string());
}

#[test]
fn the_program() {
    check("program", "--help");
    check("version", "--version");
}

/// Who updates and who restores has to know what a program can read.
#[test]
fn machines_are_told_the_version_too() {
    for arguments in ["--version --format json", "--format=ndjson --version", "-V --format json"] {
        let document = World::new().run(arguments).json();
        assert_eq!(document["schema"], "clockify-addons/version/v1");
        assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["migration"], clockify_addons::migrate::newest().unwrap());
        assert_eq!(document["backup_format"], clockify_addons::backup::FORMAT);
    }
}

#[test]
fn without_a_command_it_says_what_there_is() {
    let outcome = help("");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("Usage: clockify-addons"), "{outcome}");
}

/// What stands below the options is laid out by hand: an example that is broken over two lines can't be copied.
#[test]
fn examples_fit_as_they_are() {
    for command in [
        "",
        "serve",
        "migrate",
        "backup",
        "health",
        "events",
        "flows",
        "replays",
        "sources",
        "bootstrap",
        "catalogue",
        "config",
        "manifest",
        "retention-sweep",
        "secrets",
        "sandbox",
        "completions",
        "man",
    ] {
        let examples = |columns| {
            let text = World::new().set("COLUMNS", columns).run(&format!("{command} --help")).ok().stdout;
            let start = text.find("\nExample").unwrap_or_else(|| panic!("`{command}` has no examples"));
            text[start..].to_owned()
        };
        assert_eq!(examples("80"), examples("100"), "{command}");
    }
}

/// The list of commands has room for a few words; the command's own page has more to say.
#[test]
fn what_matters_to_an_operator_is_said() {
    for (command, part) in [("migrate", "many processes at once"), ("sandbox", "trust the sandbox's key")] {
        let text = help(&format!("{command} --help")).ok().stdout;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(part), "{command}: {text}");
    }
}

#[test]
fn each_command() {
    for command in [
        "serve",
        "migrate",
        "backup",
        "health",
        "events",
        "flows",
        "replays",
        "sources",
        "bootstrap",
        "catalogue",
        "config",
        "manifest",
        "retention-sweep",
        "secrets",
        "sandbox",
        "completions",
        "man",
    ] {
        check(command, &format!("{command} --help"));
    }
}

#[test]
fn each_action() {
    for (command, actions) in [
        ("migrate", &["up", "status", "plan", "check", "repair", "down", "init"][..]),
        ("backup", &["create", "verify", "restore", "prune", "pin", "unpin", "drill"]),
        ("events", &["list", "show", "tail", "replay"]),
        ("flows", &["list", "import", "test", "runs", "secrets", "templates"]),
        ("replays", &["list"]),
        ("sources", &["add", "list", "rotate", "remove"]),
        ("config", &["show", "check"]),
        ("retention-sweep", &["erase"]),
        ("secrets", &["generate"]),
    ] {
        for action in actions {
            check(&format!("{command}-{action}"), &format!("{command} {action} --help"));
        }
    }
}

#[test]
fn what_makes_no_sense_is_told_with_exit_code_2() {
    for arguments in
        ["frobnicate", "serve --frobnicate", "serve --addon nothing", "events list --limit 0", "--format xml"]
    {
        let outcome = help(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments}: {outcome}");
        assert!(outcome.stderr.starts_with("error: "), "{arguments}: {outcome}");
    }
    // Machines are told in their own words, also what they said wrong.
    for arguments in
        ["frobnicate --format json", "--format=json migrate --frobnicate", "migrate down --steps x --format ndjson"]
    {
        let outcome = help(arguments);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(2), ""), "{arguments}: {outcome}");
        assert_eq!(outcome.document()["error"]["kind"], "usage", "{arguments}: {outcome}");
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

/// A shell asks for them where nothing is configured, and where what is configured is wrong.
#[test]
fn completions_and_pages_need_no_settings() {
    let world = World::new().set("DATABASE_URL", "nonsense").set("LOG_FORMAT", "xml");
    for (shell, part) in [
        ("bash", "_clockify__addons()"),
        ("zsh", "#compdef clockify-addons"),
        ("fish", "complete -c clockify-addons"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[clockify-addons]"),
    ] {
        let outcome = world.run(&format!("completions {shell}")).ok();
        assert!(outcome.stdout.contains(part), "{shell}");
        assert!(
            outcome.stdout.contains("retry") && outcome.stdout.contains("deep"),
            "{shell} knows commands and options"
        );
    }
    let page = world.run("man migrate init").ok().stdout;
    assert!(page.contains(".TH clockify-addons-migrate-init 1") && page.contains("admin\\-url"), "{page}");
    assert_eq!(world.run("man tea").code, Some(2));
}

/// A completion of bash is asked by bash itself.
#[test]
fn bash_completes_a_command() {
    let world = World::new();
    let script = world.write("completions.bash", &world.run("completions bash").ok().stdout);
    let ask = format!(
        "source {}; COMP_WORDS=(clockify-addons migrate pl); COMP_CWORD=2; _clockify__addons clockify-addons pl migrate; \
         echo \"${{COMPREPLY[@]}}\"",
        script.display()
    );
    let output = std::process::Command::new("bash").args(["-c", &ask]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "plan", "{output:?}");
}
