//! The examples of the reference, tried.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::domain::flow::{Allow, Condition, Op, Scope, Template, filters};

const PAGE: &str = include_str!("../../../../docs/reference/flow-language.md");

/// The JSON of all code blocks of that kind.
fn blocks(kind: &str) -> Vec<Value> {
    let begins = format!("```json {kind}\n");
    let blocks = PAGE.split(begins.as_str()).skip(1);
    blocks.map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap()).collect()
}

/// The cells of those columns, in all tables that have both.
fn cells(columns: [&str; 2]) -> Vec<[String; 2]> {
    let mut found = Vec::new();
    let mut places = None;
    for line in PAGE.lines() {
        if !line.starts_with('|') {
            places = None;
            continue;
        }
        let line = line.replace("\\|", "\u{0}");
        let cells: Vec<_> = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect();
        let place = |column| cells.iter().position(|cell| cell == column);
        match (places, place(columns[0]).zip(place(columns[1]))) {
            (None, Some(found)) => places = Some(found),
            (Some((a, b)), None) if !cells[a].starts_with("---") => {
                found.push([a, b].map(|column| cells[column].trim_matches('`').to_owned()));
            }
            _ => {}
        }
    }
    found
}

fn with_scope(run: impl FnOnce(&Scope<'_>)) {
    let world = blocks("world").remove(0);
    let now = OffsetDateTime::parse(world["now"].as_str().unwrap(), &Rfc3339).unwrap();
    let index = usize::try_from(world["index"].as_u64().unwrap()).unwrap();
    let scope = Scope::new(&world["trigger"], now)
        .previous(&world["previous"])
        .steps(world["steps"].as_object().unwrap())
        .item(&world["item"], index)
        .flow(&world["flow"])
        .workspace(&world["workspace"])
        .tables(world["tables"].as_object().unwrap());
    run(&scope);
}

#[test]
fn examples_give_what_the_page_says() {
    with_scope(|scope| {
        let examples = cells(["Example", "Result"]);
        assert!(examples.len() > 65, "{}", examples.len());
        for [example, result] in examples {
            let template =
                Template::text(&example, Allow::DATA).unwrap_or_else(|errors| panic!("{example}: {errors:?}"));
            let resolved = template.resolve(scope).unwrap_or_else(|error| panic!("{example}: {error}"));
            let expected: Value = serde_json::from_str(&result).unwrap_or_else(|error| panic!("{result}: {error}"));
            assert_eq!(resolved.to_string(), expected.to_string(), "{example}");
        }
        let documents: Vec<_> = blocks("document").into_iter().zip(blocks("result")).collect();
        assert_eq!(documents.len(), 1);
        for (document, expected) in documents {
            assert_eq!(Template::compile(&document, Allow::DATA).unwrap().resolve(scope).unwrap(), expected);
        }
    });
}

#[test]
fn mistakes_say_what_the_page_says() {
    with_scope(|scope| {
        let mistakes = cells(["Mistake", "Message"]);
        assert_eq!(mistakes.len(), 6);
        for [mistake, message] in mistakes {
            let error = Template::text(&mistake, Allow::DATA).unwrap().resolve(scope).unwrap_err().to_string();
            assert!(error.contains(&message), "{mistake}: {error}");
        }
    });
}

#[test]
fn conditions_of_the_page_hold() {
    with_scope(|scope| {
        let operators = cells(["Operator", "Holds"]);
        let names: Vec<_> = operators.iter().map(|[name, _]| &**name).collect();
        assert_eq!(names, Op::ALL.iter().map(|op| op.name()).collect::<Vec<_>>(), "every operator, in its order");
        let examples = operators.iter().map(|[name, example]| {
            let source: Value = serde_json::from_str(example).unwrap_or_else(|error| panic!("{example}: {error}"));
            assert_eq!(source["op"], **name);
            source
        });
        for source in examples.chain(blocks("condition")) {
            let condition = Condition::compile(&source).unwrap_or_else(|errors| panic!("{source}: {errors:?}"));
            let verdict = condition.evaluate(scope);
            assert!(verdict.holds, "{source}: {verdict:?}");
        }
    });
}

#[test]
fn every_filter_is_on_the_page() {
    let documented = cells(["Filter", "Result"]);
    let names: Vec<_> = documented.iter().map(|[usage, _]| usage.split('(').next().unwrap()).collect();
    assert_eq!(names, filters().collect::<Vec<_>>(), "every filter, in its order");
}
