//! Requirement 11: whatever is secret is seen by nobody: not in what is printed or logged, not in a manifest or an archive, not
//! by looking at processes, and not by others on the machine, whatever they have set up.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use crate::harness::{Engine, Outcome, Process, Server, World, both, installation, installed};

both!(no_secret_is_seen_anywhere);

const ONE: &str = "--addon universal-webhook";

/// The key of this test, and its bytes.
const KEY: &str = "Y2FuYXJ5LW9mLXRoZS1zZWNyZXQta2V5LTAxMjM0NTY=";
const BYTES: &str = "canary-of-the-secret-key-0123456";

/// What a hook finds about us and about every process that we started.
const LOOK: &str = r#"#!/bin/sh
ours=$PPID
while [ "$ours" -gt 1 ] && ! grep -q clockify-addons "/proc/$ours/cmdline"; do
    ours=$(cut -d ' ' -f 4 "/proc/$ours/stat")
done
{
    echo "$BACKUP_EVENT"
    cat
    tr '\0' '\n' < "/proc/$ours/cmdline"
    for child in $(cat /proc/$ours/task/*/children /proc/$PPID/task/*/children); do
        tr '\0' '\n' < "/proc/$child/cmdline"
        tr '\0' '\n' < "/proc/$child/environ"
    done
} >> seen
"#;

/// Secrets of settings that only some commands need.
const SETTINGS: [(&str, &str); 5] = [
    ("WEBHOOK_HMAC_SECRET", "canary-of-the-webhooks"),
    ("AWS_ACCESS_KEY_ID", "canary-of-the-bucket"),
    ("AWS_SECRET_ACCESS_KEY", "canary-of-its-key"),
    ("AWS_SESSION_TOKEN", "canary-of-the-session"),
    ("PGPASSWORD", "canary-of-the-environment"),
];

/// Starts a command by somebody who lets everybody read everything.
fn start(world: &World, line: &str) -> Process {
    let mut shell = Command::new("sh");
    shell.args(["-c", "umask 000; exec \"$0\" \"$@\""]);
    let mut command = world.wrapped(shell, line);
    command.envs(SETTINGS);
    world.launch(command)
}

fn no_secret_is_seen_anywhere(engine: Engine) {
    let world = World::on(engine).trusting().set("LOG_LEVEL", "TRACE").set("CLOCKIFY_ADDONS_SECRET_KEY", KEY);
    let look = world.write("look.sh", LOOK);
    fs::set_permissions(&look, fs::Permissions::from_mode(0o755)).unwrap();
    let run = |line: &str| start(&world, line).end();
    let mut said: Vec<(String, Outcome)> = vec![("migrate".to_owned(), run(&format!("migrate {ONE}")).ok())];

    // Its secret is said once, to whoever asks for it.
    let added = run("sources add ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --scheme github --format json").json();
    let server = Server::announced(start(&world, &format!("serve {ONE} --port 0")), 1).ready();
    installed(&server);
    server.signal(Signal::TERM);
    said.push(("serve".to_owned(), server.end().ok()));

    let hooks = "--before ./look.sh --after ./look.sh --on-failure ./look.sh";
    for (line, code) in [
        (format!("backup create {ONE} {hooks} --textfile ."), 0),
        (format!("backup create {ONE} {hooks} --archive native --format json"), 0),
        (format!("backup create {ONE} {hooks} --to /dev/null/x --format json"), 73),
        (format!("backup create {ONE} {hooks} --to /dev/null/x"), 73),
        ("backup list".to_owned(), 0),
        ("backup show".to_owned(), 0),
        ("backup show --format json".to_owned(), 0),
        ("backup verify --all".to_owned(), 0),
        ("backup drill".to_owned(), 0),
        (format!("backup create {ONE}"), 0),
        ("backup drill".to_owned(), 0),
        ("backup restore".to_owned(), 64),
        ("backup restore --replace --yes".to_owned(), 0),
        (format!("backup restore {ONE} --into sqlite:///./copy.db"), 0),
        (format!("backup restore {ONE} --into postgresql://somebody:canary@localhost/x"), 64),
        ("backup prune --keep last=1,least=1".to_owned(), 0),
    ] {
        let outcome = run(&line);
        assert_eq!(outcome.code, Some(code), "{line}: {outcome}");
        said.push((line, outcome));
    }

    let installation = installation();
    let password = world.database().split_once('@').map(|(login, _)| login.rsplit(':').next().unwrap().to_owned());
    let mut secrets = vec![
        "canary".to_owned(),
        KEY.trim_end_matches('=').to_owned(),
        hex::encode(BYTES),
        added["secret"].as_str().unwrap().to_owned(),
        installation.installation_token(),
        installation.webhooks[0].token.clone(),
    ];
    secrets.extend(password);
    assert!(
        secrets.iter().all(|secret| secret.len() > 5) && secrets.len() == 6 + usize::from(engine != Engine::Sqlite)
    );
    let found = |bytes: &[u8]| {
        let there = |secret: &&String| memchr::memmem::find(bytes, secret.as_bytes()).is_some();
        secrets.iter().find(there)
    };
    for (line, outcome) in &said {
        // Ours to see is that somebody named one on a command line.
        let name = line.replace("canary", "");
        for text in [&outcome.stdout, &outcome.stderr] {
            assert_eq!(found(text.as_bytes()), None, "{name}: {text}");
        }
    }
    assert!(said.iter().any(|(_, outcome)| outcome.stderr.contains("\"level\":\"")), "there are logs");
    let seen = fs::read_to_string(world.path("seen")).unwrap();
    for text in ["before\n", "after\n", "failure\n", "backup\n", "--archive\nnative\n", "BACKUP_EVENT=before\n"] {
        assert!(seen.contains(text), "{text} is not in {seen}");
    }
    for path in world.entries() {
        closed(&path);
        let own = ["look.sh", "clockify.pem"].iter().any(|name| path.ends_with(name));
        if path.is_file() && !own {
            let bytes = fs::read(&path).unwrap();
            assert_eq!(found(&bytes), None, "{}", path.display());
            if path.extension().is_some_and(|kind| kind == "zst") {
                let plain = zstd::decode_all(&bytes[..]).unwrap();
                assert_eq!(found(&plain), None, "{}", path.display());
            }
        }
    }
}

/// Nobody else may read or change it, but for what is there to be read.
fn closed(path: &Path) {
    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let expected = match path.file_name().unwrap().to_str().unwrap() {
        "look.sh" | "clockify.pem" => return,
        "clockify_addons_backup.prom" => 0o644,
        _ if path.is_dir() => 0o700,
        _ => 0o600,
    };
    assert_eq!(mode, expected, "{} has mode {mode:o}", path.display());
}
