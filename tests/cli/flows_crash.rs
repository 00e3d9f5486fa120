//! Flows and power cuts.

use std::collections::HashSet;

use clockify_addons::db::entities::flow_run::{self, State};
use clockify_addons::db::entities::replay;
use clockify_addons::db::events::{self, NewEvent};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::event::{EventType, Source};
use clockify_addons::domain::ids::WorkspaceId;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, World, block_on, both, eventually, installation, installed, now};

both!(a_replay_that_is_killed_twice_takes_every_event_once);

const EVENTS: u32 = 10_000;

/// Puts events into the log that started nothing.
fn log(world: &World) {
    let workspace = WorkspaceId::new(&installation().workspace.id).unwrap();
    let then = now() - time::Duration::HOUR;
    let first = events::first_id_of(then).as_u128();
    let event = |number: u32| {
        let mut dedupe_key = [0; 32];
        dedupe_key[..4].copy_from_slice(&number.to_be_bytes());
        NewEvent {
            id: Uuid::from_u128(first + u128::from(number)),
            workspace: workspace.clone(),
            source: Source::Clockify,
            custom_source: None,
            event_type: EventType::NewTag.name().into(),
            headers: "{}".to_owned(),
            body: format!("{{\"id\":\"{number:024x}\"}}").into(),
            entity_id: Some(format!("{number:024x}")),
            user_id: None,
            project_id: None,
            dedupe_key,
            received_at: then,
            runs: Vec::new(),
        }
    };
    let all: Vec<_> = (0..EVENTS).map(event).collect();
    block_on(async {
        let db = Db::open(&world.database().parse().unwrap(), Missing::Refuse).await.unwrap();
        for batch in all.chunks(1000) {
            events::insert(&db, batch, 0).await.unwrap();
        }
        db.close().await.unwrap();
    });
}

fn a_replay_that_is_killed_twice_takes_every_event_once(engine: Engine) {
    let world = World::on(engine).trusting().set("CLOCKIFY_ADDONS_LOG_FILES", "false");
    let server = world.serve("");
    installed(&server);
    server.terminate().ok();
    log(&world);
    let flow = json!({
        "schema": "clockify-addons/flow/v1",
        "name": "Note",
        "triggers": [{ "event": "NEW_TAG" }],
        "steps": [{ "id": "end", "stop": { "outcome": "succeeded" } }],
    });
    world.write("flow.json", &flow.to_string());
    world.run("flows import flow.json --enable").ok();
    let begun = world.run("events replay --type NEW_TAG --rate 1000 --format json").json();
    assert_eq!(begun["total"], EVENTS, "{begun}");
    let current = || world.rows::<replay::Entity>().remove(0);
    for done in [1, 4_000] {
        let server = world.serve("");
        eventually("some of the replay", || (current().done >= done).then_some(()));
        server.kill();
        let replay = current();
        assert_eq!(replay.state, replay::State::Running, "killed too late: {replay:?}");
        assert_eq!(replay.runs, i64::try_from(world.rows::<flow_run::Entity>().len()).unwrap());
        // Nobody wants to wait until the leases of the dead run out.
        world.execute("UPDATE job SET lease_until_ms = 0 WHERE state = 'running'");
    }
    let server = world.serve("");
    eventually("the end of the replay", || (current().state == replay::State::Done).then_some(()));
    eventually("the ends of its runs", || {
        world.rows::<flow_run::Entity>().iter().all(|run| run.state == State::Succeeded).then_some(())
    });
    server.terminate().ok();
    let (replay, runs) = (current(), world.rows::<flow_run::Entity>());
    assert_eq!((replay.done, replay.runs), (i64::from(EVENTS), i64::from(EVENTS)));
    let events: HashSet<_> = runs.iter().map(|run| run.event_id.unwrap()).collect();
    assert_eq!((runs.len(), events.len()), (EVENTS as usize, EVENTS as usize));
    let id = begun["id"].as_str().unwrap();
    assert_eq!(world.run(&format!("replays show {id} --format json")).json()["percent"], 100);
}
