//! What a plan shows is what the server is told, word for word.

use serde_json::Value;

use super::ONE;
use crate::harness::{OwnServer, World, execute};

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
        (kind == "statement" || kind.starts_with("execute")).then_some(statement)
    });
    changes(entries)
}

#[test]
fn a_plan_is_what_the_server_is_told() {
    let server = OwnServer::start();
    execute(&server.url, "ALTER DATABASE postgres SET log_statement = 'all'");
    let world = World::at(&server.url);
    let plan = || {
        let since = server.log().len();
        let document = world.run(&format!("{ONE} plan --format json")).json();
        world.run(&format!("{ONE} plan --sql")).ok();
        assert_eq!(told(&server, since), Vec::<String>::new(), "a plan changes nothing");
        let steps = document["databases"][0]["steps"].as_array().unwrap().clone();
        let statements: Vec<_> = steps.iter().flat_map(|step| step["statements"].as_array().unwrap().clone()).collect();
        changes(statements.iter().filter_map(Value::as_str))
    };
    for down in [0, 1, 3] {
        if down > 0 {
            world.run(&format!("{ONE} down --steps {down} --yes")).ok();
        }
        let planned = plan();
        assert!(!planned.is_empty());
        let since = server.log().len();
        world.run(ONE).ok();
        assert_eq!(planned, told(&server, since), "{down} behind");
    }
}
