//! A flow that is tried with what the workspace really has.

use clockify_addons::clock::Clock;
use clockify_addons::clockify::catalogue;
use clockify_addons::db::entities::flow_run::State;
use clockify_addons::db::events;
use clockify_addons::domain::event::EventType;
use clockify_addons::flows::templates;
use clockify_addons::flows::trial::{Answers, On};
use clockify_addons::sandbox::api::Kind;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::harness::{Engine, both};

both!(it_reads_and_writes_nothing, every_template_writes_nothing, without_an_installation_it_reads_nothing);

/// Only reads have reached the simulated Clockify.
fn only_reads(stage: &Stage) {
    for operation in stage.api.calls().keys() {
        assert!(catalogue::builtin().get(operation).unwrap().is_read(), "{operation}");
    }
}

fn marking(tag: &str) -> Value {
    json!({
        "schema": "clockify-addons/flow/v1",
        "name": "Marks",
        "triggers": [{ "event": "TIMER_STOPPED" }],
        "steps": [
            { "id": "make", "call": { "operation": "createNewTag", "body": { "name": "made" } } },
            { "id": "mark", "update": {
                "operation": "updateTimeEntry",
                "path": { "id": "$.id" },
                "set": { "description": "{{ $.description }}!" },
                "add": { "tagIds": [tag] },
            } },
        ],
    })
}

async fn it_reads_and_writes_nothing(engine: Engine) {
    let stage = Stage::new(engine).await;
    let (entry, tag) = (stage.entry(0), stage.api.ids(Kind::Tag)[0].clone());
    let id = entry["id"].as_str().unwrap().to_owned();
    stage.deliver(EventType::TimerStopped, &entry).await;
    let db = &stage.server.app.db;
    let event = events::list(db, &events::Filter::default(), 1).await.unwrap().remove(0).id;
    let before = (stage.api.entity(Kind::TimeEntry, &id), stage.api.ids(Kind::Tag));
    let flows = &stage.server.app.flows;
    let document = marking(&tag);
    let report = flows.test(&stage.workspace, &document, On::Event(event), &Answers::Real).await.unwrap();
    assert_eq!((report.state, &report.reason), (State::Succeeded, &None), "{report:#?}");
    let [make, mark] = &report.writes[..] else { panic!("{report:#?}") };
    let at = |path: &str| format!("{}/v1/workspaces/{}/{path}", stage.api.backend_url(), stage.workspace.as_str());
    assert_eq!((make.method.as_str(), make.url.as_str()), ("POST", at("tags").as_str()));
    assert_eq!((mark.method.as_str(), mark.url.as_str()), ("PUT", at(&format!("time-entries/{id}")).as_str()));
    // What would change is told beside what is there now, which was really read.
    let description = mark.differences.iter().find(|difference| difference.path == "description").unwrap();
    assert_eq!(json!(description)["before"], entry["description"]);
    assert_eq!(stage.calls("getTimeEntry"), 1);
    only_reads(&stage);
    assert_eq!((stage.api.entity(Kind::TimeEntry, &id), stage.api.ids(Kind::Tag)), before);
    stage.finish().await;
}

async fn every_template_writes_nothing(engine: Engine) {
    let stage = Stage::with(engine, &[("UW_ENABLE_GENERIC_HTTP_ACTIONS", "true")]).await;
    for template in templates::list() {
        let document = template.fill(&template.sample_inputs()).unwrap();
        let on = On::Payload(template.sample.payload.clone());
        // Whether it fits what this workspace has is another matter.
        stage.server.app.flows.test(&stage.workspace, &document, on, &Answers::Real).await.unwrap();
    }
    only_reads(&stage);
    stage.finish().await;
}

async fn without_an_installation_it_reads_nothing(engine: Engine) {
    let stage = Stage::new(engine).await;
    let reply = stage.server.send(&stage.installation.deleted(stage.server.clock.now())).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let on = On::Payload(stage.entry(0));
    let document = marking(&stage.api.ids(Kind::Tag)[0]);
    let report = stage.server.app.flows.test(&stage.workspace, &document, on, &Answers::Real).await.unwrap();
    assert_eq!(report.state, State::Failed, "{report:#?}");
    assert_eq!(stage.calls("getTimeEntry"), 0);
    stage.finish().await;
}
