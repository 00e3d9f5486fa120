//! Retention: what goes, what stays, who sweeps, and what is left of a workspace that was erased.

mod erasing; // a workspace that left, one that is asked for, one that a backup brought back
mod holding; // legal holds, refused tokens, what else a report tells
mod place;
mod sweeping; // what is due, and what never is
mod together; // several sweepers, locked rows, a server

use crate::harness::{Engine, both, columns};
use clockify_addons::retention::{Fate, Owner, TABLES};
use place::Place;

both!(the_list_knows_every_table);

/// A table that grows and that nobody thought of would fail here.
async fn the_list_knows_every_table(engine: Engine) {
    let place = Place::new(engine).await;
    let found = columns(place.db()).await;
    for name in found.keys() {
        assert_eq!(
            TABLES.iter().filter(|table| table.name == name).count(),
            1,
            "{name}: say in src/retention/table.rs what becomes of its rows"
        );
    }
    for table in &TABLES {
        let Some(columns) = found.get(table.name) else {
            assert_eq!((table.name, engine), ("webhook_dedupe", Engine::Sqlite));
            continue;
        };
        let names_workspace = columns.iter().any(|column| column == "workspace_id");
        assert!(names_workspace || table.owner != Owner::Column, "{}", table.name);
        assert!(!names_workspace || table.owner != Owner::Nobody, "{}", table.name);
        if let Fate::With(parent) = table.fate {
            assert!(found.contains_key(parent), "{}", table.name);
        }
    }
    place.finish().await;
}
