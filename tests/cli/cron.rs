//! The line for crontab that the README gives, run as cron runs it.

use std::fs;
use std::process::Command;

use crate::harness::{Engine, World, both};

both!(the_line_of_the_readme_works_from_an_empty_environment);

/// The command of the one line in the README that is for crontab.
fn line() -> String {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let blocks: Vec<_> = text.split("```crontab\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [block] = blocks[..] else { panic!("the README has {} blocks for crontab", blocks.len()) };
    let lines: Vec<_> = block.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let [line] = lines[..] else { panic!("{block}") };
    // Five fields say when; cron makes lines of every %.
    let (when, command) = line.split_once("  ").unwrap();
    assert_eq!(when.split(' ').count(), 5, "{line}");
    assert!(!command.contains('%'), "{line}");
    command.trim().to_owned()
}

/// How many backups there are.
fn sets(world: &World) -> usize {
    let sets = fs::read_dir(world.path("var/backups/clockify-addons")).unwrap();
    sets.flatten().filter(|set| set.path().join("manifest.json").exists()).count()
}

fn the_line_of_the_readme_works_from_an_empty_environment(engine: Engine) {
    let world = World::on(engine);
    let mut settings = String::from("CLOCKIFY_ADDONS_LOG_FILES=false\n");
    if engine == Engine::Postgres {
        let key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
        settings += &format!("CLOCKIFY_ADDONS_SECRET_KEY={key}\nUNIVERSAL_WEBHOOK_DB_URL={}\n", world.database());
    }
    fs::create_dir_all(world.path("etc/clockify-addons")).unwrap();
    fs::create_dir_all(world.path("var/lib/clockify-addons")).unwrap();
    world.write("etc/clockify-addons/env", &settings);
    let root = world.folder().display().to_string();
    let mut command = line();
    for (place, here) in [
        ("/usr/local/bin/clockify-addons", env!("CARGO_BIN_EXE_clockify-addons").to_owned()),
        ("/var/lib/clockify-addons", format!("{root}/var/lib/clockify-addons")),
        ("/var/backups/clockify-addons", format!("{root}/var/backups/clockify-addons")),
        ("/etc/clockify-addons/env", format!("{root}/etc/clockify-addons/env")),
    ] {
        assert!(command.contains(place), "{command} names {place}");
        command = command.replace(place, &here);
    }
    let run = |command: &str| {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", command]).env_clear().current_dir("/");
        world.launch(shell).end()
    };
    // Nobody has made the databases yet, and what there is of them isn't all.
    let outcome = run(&command);
    assert!(outcome.code.is_some_and(|code| code != 0), "{outcome}");
    fs::remove_dir_all(world.path("var/backups")).ok();

    let migrate = command.split(" backup --quiet").next().unwrap().to_owned() + " migrate --quiet";
    run(&migrate).ok();
    for made in 1..=3 {
        let outcome = run(&command).ok();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""), "nothing to say is no mail");
        assert_eq!(sets(&world), made);
    }

    // Two more than are kept, and a disk that takes no more: a backup that fails has none removed. The next good one does.
    let (backup, prune) = command.split_once(" backup --quiet && ").unwrap();
    assert!(prune.ends_with(" backup prune --quiet"), "{command}");
    let few = format!("export CLOCKIFY_ADDONS_BACKUP_KEEP=last=2,least=1; {command}");
    let failed = run(&format!("trap '' XFSZ; ulimit -f 1; {few}"));
    assert!(failed.code.is_some_and(|code| code != 0) && failed.stderr.contains("error: "), "{failed}");
    assert_eq!(sets(&world), 3, "{failed}");
    run(&format!("{backup} backup --quiet")).ok();
    assert_eq!(sets(&world), 4);
    run(&few).ok();
    assert_eq!(sets(&world), 2);
    assert!(!world.path("var/lib/clockify-addons/backups").exists(), "the folder is the one that the line names");
}
