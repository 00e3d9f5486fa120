//! What is seen at a terminal, and what isn't where colours aren't wanted.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::flows::{document, news};
use crate::harness::{World, eventually, installed};

const ESCAPE: u8 = 0x1b;

/// Everything that a person at a terminal gets to see of a command.
fn seen(mut command: Command) -> Vec<u8> {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let terminal = OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let side = || Stdio::from(terminal.try_clone().unwrap());
    command.stdin(side()).stdout(side()).stderr(side());
    let mut child = command.spawn().unwrap();
    drop((command, terminal));
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    let mut screen = File::from(controller);
    // The end of the last program on a terminal is an error to whoever watches it.
    while let Ok(count @ 1..) = screen.read(&mut buffer) {
        text.extend_from_slice(&buffer[..count]);
    }
    child.wait().unwrap();
    text
}

/// Mistakes, help, progress, results: whatever could be painted.
const COMMANDS: [&str; 10] = [
    "frobnicate",
    "--help",
    "migrate --help",
    "events list",
    "migrate",
    "migrate status",
    "backup create",
    "backup drill",
    "config check",
    "health --timeout 0.1",
];

/// What is worked on is drawn for whoever looks on.
#[test]
fn progress_is_drawn_on_a_terminal_and_not_where_nobody_wants_it() {
    let world = World::new();
    world.run("migrate").ok();
    // Nothing else here is painted, so an escape code is the bar's.
    let drawn = |arguments: &str| {
        let mut command = world.command(&format!("{arguments} --color never"));
        command.env("TERM", "xterm-256color");
        let text = seen(command);
        (text.contains(&ESCAPE), String::from_utf8_lossy(&text).into_owned())
    };
    for command in ["backup create", "backup verify", "backup drill"] {
        let (is_drawn, text) = drawn(command);
        assert!(is_drawn && text.contains("api-studio: "), "`{command}`: {text}");
        for more in ["--quiet", "--progress never", "--format json", "--verbose"] {
            let (is_drawn, text) = drawn(&format!("{command} {more}"));
            assert!(!is_drawn, "`{command} {more}`: {text}");
        }
    }
    assert_eq!(drawn("backup create --quiet").1, "", "nothing at all");
}

#[test]
fn no_escape_code_where_none_is_wanted() {
    let world = World::new();
    let run = |arguments: &str, variables: &[(&str, &str)]| {
        let mut command = world.command(arguments);
        command.envs(variables.iter().copied());
        seen(command)
    };
    // It is a terminal: otherwise nothing here could fail.
    for arguments in ["frobnicate", "events list"] {
        let text = run(arguments, &[("TERM", "xterm-256color")]);
        assert!(text.contains(&ESCAPE), "`{arguments}`: {}", String::from_utf8_lossy(&text));
    }
    for arguments in COMMANDS {
        for (variables, more) in [
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")][..], ""),
            (&[("TERM", "dumb")][..], ""),
            (&[("TERM", "xterm-256color")][..], " --color never"),
        ] {
            // Who wants no colours may still like to see what is worked on.
            if more.contains("never") && arguments.starts_with("backup") {
                continue;
            }
            let text = run(&format!("{arguments}{more}"), variables);
            assert!(!text.is_empty(), "`{arguments}` says something");
            assert!(!text.contains(&ESCAPE), "`{arguments}{more}` {variables:?}: {}", String::from_utf8_lossy(&text));
        }
    }
}

/// Whatever lists shows as much as fits, and where one row is.
#[test]
fn lists_fit_into_eighty_columns() {
    let world = World::new().trusting();
    world.run("migrate").ok();
    let server = world.serve("");
    installed(&server);
    world.write("flow.json", &document("What happens to a tag of a project that has long been billed").to_string());
    world.run("flows import flow.json --enable").ok();
    let mut sent = 0;
    eventually("a run of the flow", || {
        sent += 1;
        assert_eq!(server.connect().send(&news(sent)).unwrap().status, 200);
        world.run("flows runs --format ndjson").ndjson().into_iter().next()
    });
    server.terminate().ok();
    let workspace = &crate::harness::installation().workspace.id;
    let add = format!("sources add a-source-of-another-system --workspace {workspace} --scheme hmac-sha256");
    world.run(&format!("{add} --header X-Signature-Of-The-Other-System")).ok();
    world.run("events replay --all").ok();
    world.run("backup create").ok();
    let id = |command: &str, list: &str| {
        let document = world.run(&format!("{command} --format json")).json();
        document[list][0]["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
    };
    for (command, shown) in [
        ("migrate status", "universal_webhook.db".to_owned()),
        ("migrate check", "universal_webhook.db".to_owned()),
        ("sources list", workspace.clone()),
        ("events list", id("events list", "events")),
        ("events list --by-type", "NEW_TAG".to_owned()),
        ("flows list", id("flows list", "flows")),
        ("flows runs", id("flows runs", "runs")),
        ("replays list", id("replays list", "replays")),
        ("backup list", "ROWS".to_owned()),
        ("catalogue list tag", "createNewTag".to_owned()),
    ] {
        let text = String::from_utf8(seen(world.command(&format!("{command} --color never")))).unwrap();
        let wide = text.lines().map(str::trim_end).find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "`{command}`: {text}");
        assert!(text.contains(&shown), "`{command}` shows {shown}: {text}");
    }
}
