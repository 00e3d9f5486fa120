//! What a plan shows is what the database is told, word for word; and what is only shown tells it nothing.

use serde_json::Value;

use super::{ONE, init};
use crate::harness::{Engine, OwnServer, World, both, execute};

both!(values_are_not_shown);

/// Statements that change the schema, in order, with blanks for every space between words.
fn changes<'a>(statements: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(';').to_owned();
    // The list of migrations is made wherever it may be missing, be it looked at or added to.
    let list = "CREATE TABLE IF NOT EXISTS \"seaql_migrations\"";
    let changes = |text: &String| {
        ["CREATE", "ALTER", "DROP"].iter().any(|word| text.starts_with(word)) && !text.starts_with(list)
    };
    statements.into_iter().map(plain).filter(changes).collect()
}

/// What the server was told since the log was so long.
fn told(server: &OwnServer, since: usize) -> Vec<String> {
    let log = server.log();
    // What goes over several lines goes on behind a tab.
    let log = log[since..].replace("\n\t", " ");
    let entries = log.lines().filter_map(|line| {
        let (_, said) = line.split_once("LOG:  ")?;
        let (kind, statement) = said.split_once(": ")?;
        (kind == "statement" || kind.starts_with("execute")).then(|| statement.to_owned())
    });
    entries.collect()
}

fn changed(server: &OwnServer, since: usize) -> Vec<String> {
    changes(told(server, since).iter().map(String::as_str))
}

/// Statements that the program says to execute, one step after the other.
fn planned(world: &World) -> Vec<String> {
    let document = world.run(&format!("{ONE} plan --format json")).json();
    let steps = document["databases"][0]["steps"].as_array().unwrap().clone();
    let statements: Vec<_> = steps.iter().flat_map(|step| step["statements"].as_array().unwrap().clone()).collect();
    changes(statements.iter().filter_map(Value::as_str))
}

#[test]
fn a_plan_is_what_the_server_is_told() {
    let server = OwnServer::start();
    execute(&server.url, "ALTER DATABASE postgres SET log_statement = 'all'");
    let world = World::at(&server.url);
    let plan = || {
        let since = server.log().len();
        let planned = planned(&world);
        world.run(&format!("{ONE} plan --sql")).ok();
        assert_eq!(changed(&server, since), Vec::<String>::new(), "a plan changes nothing");
        planned
    };
    for down in [0, 1, 3] {
        if down > 0 {
            world.run(&format!("{ONE} down --steps {down} --yes")).ok();
        }
        let planned = plan();
        assert!(!planned.is_empty());
        let since = server.log().len();
        world.run(ONE).ok();
        assert_eq!(planned, changed(&server, since), "{down} behind");
    }
}

/// The same of a file, by what the program says of itself.
#[test]
fn a_plan_is_what_a_file_is_told() {
    let world = World::new();
    for down in [0, 1, 3] {
        if down > 0 {
            world.run(&format!("{ONE} down --steps {down} --yes")).ok();
        }
        let planned = planned(&world);
        assert!(!planned.is_empty());
        let outcome = world.run(&format!("{ONE} --verbose --format json")).ok();
        let lines = outcome.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let lines: Vec<_> = lines.filter(|line| line["target"] == "sqlx::query").collect();
        // What is short enough is its own summary.
        let statements = lines.iter().map(|line| match line["db.statement"].as_str() {
            Some(statement) if !statement.is_empty() => statement,
            _ => line["summary"].as_str().unwrap(),
        });
        assert_eq!(planned, changes(statements), "{down} behind");
    }
    // Without being asked it says nothing.
    assert_eq!(world.run(ONE).ok().stderr, "");
    assert_eq!(world.run(&format!("{ONE} --verbose --quiet")).code, Some(2));
}

/// Whatever isn't one of these could write.
const READS: [&str; 6] = ["SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SET", "SHOW"];

/// What is refused, and what is only shown, writes nothing.
#[test]
fn without_a_confirmation_the_server_is_told_nothing() {
    let server = OwnServer::start();
    execute(&server.url, "ALTER ROLE ALL SET log_statement = 'all'");
    let (world, fresh) = (World::at(&server.url), World::new());
    world.run(ONE).ok();
    let make = format!("migrate init --admin-url {} {}", init::admin(&server), init::password_file(&fresh, &server));
    init::password_file(&world, &server);
    let exposed = "postgresql://postgres:canary@127.0.0.1:1/postgres";
    let during = |world: &World, arguments: &str, code: i32| {
        let since = server.log().len();
        let outcome = world.run(arguments);
        assert_eq!(outcome.code, Some(code), "{arguments}: {outcome}");
        told(&server, since)
    };
    let writes = |told: &[String]| -> Vec<String> {
        let verb = |text: &str| text.split_whitespace().next().unwrap_or_default().to_uppercase();
        told.iter().filter(|text| !READS.contains(&verb(text).as_str())).cloned().collect()
    };
    for (world, arguments, code) in [
        (&world, format!("{ONE} down"), 64),
        (&world, format!("{ONE} down --steps 3 --confirm other"), 64),
        (&world, format!("{ONE} down --steps 3 --dry-run"), 0),
        (&world, format!("{ONE} repair --version x"), 64),
        (&world, format!("{ONE} up --dry-run"), 0),
        // The add-on is not to be the server's owner.
        (&world, make.clone(), 64),
        (&fresh, format!("migrate init --admin-url {exposed}"), 64),
        (&fresh, format!("{make} --dry-run"), 0),
    ] {
        let told = during(world, &arguments, code);
        assert_eq!(writes(&told), Vec::<String>::new(), "{arguments}");
        assert!(code == 64 || !told.is_empty(), "{arguments}: the log shows what is told");
    }
    // What does write is seen.
    for (world, arguments) in [(&world, format!("{ONE} down --yes")), (&fresh, make)] {
        assert!(!writes(&during(world, &arguments, 0)).is_empty(), "{arguments}");
    }
}

/// Statements are shown as they are sent, and what is in a row goes beside them.
fn values_are_not_shown(engine: Engine) {
    let world = World::on(engine);
    world.run(ONE).ok();
    let add = "sources add ci --workspace aaaaaaaaaaaaaaaaaaaaaaaa --scheme github --format json -v";
    let outcome = world.run(add).ok();
    let secret = outcome.document()["secret"].as_str().unwrap().to_owned();
    assert!(outcome.stderr.contains("INSERT INTO") && outcome.stderr.contains("custom_source"), "{outcome}");
    assert!(!outcome.stderr.contains(&secret) && !outcome.stderr.contains("github"), "{outcome}");
}
