//! Events as they come, by HTTP: every one once, whatever happens in between.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use clockify_addons::db::Db;
use clockify_addons::db::entities::webhook_event;
use clockify_addons::db::events::{self, NewEvent};
use clockify_addons::domain::event::{EventType, Source};
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::sandbox::Request;
use http_body_util::BodyExt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Visitor;
use crate::harness::{Engine, TestApp, both, spawn};

both!(
    events_are_told_as_they_come,
    a_stream_goes_on_where_it_was,
    what_is_committed_late_is_told_and_only_once,
    every_event_is_told_once_whatever_the_order,
    a_place_of_elsewhere_is_no_end,
    what_comes_after_the_newest_were_removed_is_told,
    a_stream_ends_when_it_should,
    so_many_follow_and_no_more,
);

/// A message as it came.
#[derive(Debug, Clone)]
struct Message {
    id: String,
    kind: String,
    data: Value,
}

/// A stream that is open.
pub(super) struct Told {
    body: Body,
    rest: String,
    /// The id that came last.
    pub(super) place: String,
}

impl Told {
    /// The next message that says something. None: it has ended.
    async fn next(&mut self) -> Option<Message> {
        loop {
            while let Some((one, rest)) = self.rest.split_once("\n\n") {
                let (one, rest) = (one.to_owned(), rest.to_owned());
                self.rest = rest;
                let field = |name: &str| {
                    let found = one.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    found.unwrap_or_default().to_owned()
                };
                let (id, kind, data) = (field("id"), field("event"), field("data"));
                if !id.is_empty() {
                    self.place.clone_from(&id);
                }
                if !data.is_empty() {
                    return Some(Message { id, kind, data: serde_json::from_str(&data).unwrap() });
                }
            }
            let frame = tokio::time::timeout(Duration::from_secs(10), self.body.frame()).await;
            let frame = frame.expect("the stream says nothing")?.unwrap();
            self.rest += std::str::from_utf8(frame.data_ref().unwrap()).unwrap();
        }
    }

    /// So many events' ids.
    pub(super) async fn ids(&mut self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        while ids.len() < count {
            let message = self.next().await.expect("the stream has ended");
            assert_eq!(message.kind, "event", "{message:?}");
            let id = message.data["id"].as_str().unwrap().to_owned();
            assert!(message.id.starts_with(&id), "{message:?}");
            ids.push(id);
        }
        ids
    }

    /// Why it ended.
    async fn end(&mut self) -> String {
        let last = self.next().await.unwrap();
        assert_eq!(last.kind, "end", "{last:?}");
        assert!(self.next().await.is_none());
        last.data["reason"].as_str().unwrap().to_owned()
    }
}

impl Visitor<'_> {
    pub(super) async fn open(&self, query: &str, place: Option<&str>) -> http::Response<Body> {
        let mut request = http::Request::get(format!("/api/events/stream{query}")).header("x-addon-token", &self.token);
        if let Some(place) = place {
            request = request.header("last-event-id", place);
        }
        self.app.open(request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn follow(&self, query: &str, place: Option<&str>) -> Told {
        let answer = self.open(query, place).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        Told { body: answer.into_body(), rest: String::new(), place: String::new() }
    }

    /// The same, past the first message.
    pub(super) async fn ready(&self, query: &str, place: Option<&str>) -> Told {
        let mut told = self.follow(query, place).await;
        let first = told.next().await.unwrap();
        assert_eq!((first.kind.as_str(), &first.data), ("ready", &json!({})), "{first:?}");
        told
    }
}

/// Delivers, and lets a moment pass, so that ids are in the order of arrival also of two servers.
async fn deliver(app: &TestApp, request: &Request) {
    assert_eq!(app.send(request).await.status, 200);
    app.clock.advance(Duration::from_millis(2));
}

/// The ids of everything that is stored, in their order.
async fn stored(app: &TestApp) -> Vec<String> {
    app.events().await.iter().map(|event| event.id.simple().to_string()).collect()
}

/// An event of the test's workspace, received so many seconds before now.
pub(super) fn earlier(app: &TestApp, seconds: i64, number: u32) -> NewEvent {
    let received_at = app.now() - time::Duration::seconds(seconds);
    let ms = u64::try_from(received_at.unix_timestamp_nanos() / 1_000_000).unwrap();
    let id = Uuid::from_u128(u128::from(ms) << 80 | 7 << 76 | 2 << 62 | u128::from(number));
    let mut dedupe_key = [0; 32];
    dedupe_key[..16].copy_from_slice(id.as_bytes());
    NewEvent {
        id,
        workspace: WorkspaceId::new(&app.installation.workspace.id).unwrap(),
        source: Source::Clockify,
        custom_source: None,
        event_type: "NEW_TAG".into(),
        headers: "{}".to_owned(),
        body: Bytes::from_static(b"{}"),
        entity_id: None,
        user_id: None,
        project_id: None,
        dedupe_key,
        received_at,
        runs: Vec::new(),
    }
}

async fn store(db: &Db, event: NewEvent) -> String {
    let id = event.id.simple().to_string();
    events::insert(db, &[event], 0).await.unwrap();
    id
}

async fn events_are_told_as_they_come(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let elsewhere = app.install(1, 1).await;
    deliver(&app, &app.delivery(EventType::NewTag, 1)).await;
    let mut all = owner.ready("", None).await;
    let mut tags = owner.ready("?type=NEW_TAG", None).await;
    let payload = json!({ "id": "1", "workspaceId": app.installation.workspace.id, "name": "Grüße" });
    let greeting = app.installation.delivery(EventType::NewProject, &payload);
    let mut greetings = owner.ready("?text=GR%C3%9C%C3%9FE", None).await;
    deliver(&app, &app.delivery(EventType::NewTag, 2)).await;
    let foreign = clockify_addons::sandbox::payload::of(EventType::NewTag, &elsewhere.workspace, 3);
    deliver(&app, &elsewhere.delivery(EventType::NewTag, &foreign)).await;
    deliver(&app, &greeting).await;
    deliver(&app, &app.delivery(EventType::NewTag, 4)).await;
    let ids = stored(&app).await;
    assert_eq!(ids.len(), 5);
    assert_eq!(all.ids(3).await, [&ids[1..2], &ids[3..]].concat(), "of this workspace, from now on");
    assert_eq!(tags.ids(2).await, [ids[1].clone(), ids[4].clone()]);
    let message = greetings.next().await.unwrap();
    let listed = owner.get("/api/events").await;
    assert_eq!(message.data, listed["events"][1], "what the list says of it");
    assert!(!message.data.to_string().contains("Grüße"));
    app.finish().await;
}

async fn a_stream_goes_on_where_it_was(engine: Engine) {
    let app = TestApp::new(engine).await;
    let replica = app.replica().await;
    let owner = Visitor::owner(&app);
    let again = Visitor { app: &replica, token: owner.token.clone(), id: owner.id.clone() };
    let mut told = owner.ready("", None).await;
    let begin = told.place.clone();
    for number in 1..=5 {
        deliver(&app, &app.delivery(EventType::NewTag, number)).await;
    }
    let first = told.ids(2).await;
    let place = told.place.clone();
    drop(told);
    for number in 6..=8 {
        deliver(&replica, &app.delivery(EventType::NewTag, number)).await;
    }
    let ids = stored(&app).await;
    let mut told = again.ready("", Some(&place)).await;
    assert_eq!([first, told.ids(6).await].concat(), ids, "at another server of the same database");
    let end = told.place.clone();
    drop(told);
    deliver(&app, &app.delivery(EventType::NewTag, 9)).await;
    let last = stored(&app).await[8].clone();
    assert_eq!(owner.ready("", Some(&end)).await.ids(1).await, [last]);
    assert_eq!(owner.ready("", Some(&begin)).await.ids(9).await, stored(&app).await);
    let third = &ids[2];
    assert_eq!(owner.ready("", Some(third)).await.ids(6).await, stored(&app).await[3..], "the id of an event alone");
    replica.finish().await;
    app.finish().await;
}

async fn what_is_committed_late_is_told_and_only_once(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let mut told = owner.ready("", None).await;
    let high = store(&app.app.db, earlier(&app, 0, 1)).await;
    assert_eq!(told.ids(1).await, std::slice::from_ref(&high));
    // Taken in before the other one, and committed behind it.
    let low = store(&app.app.db, earlier(&app, 20, 2)).await;
    assert!(low < high);
    assert_eq!(told.ids(1).await, std::slice::from_ref(&low));
    let place = told.place.clone();
    drop(told);
    let lower = store(&app.app.db, earlier(&app, 30, 3)).await;
    let mut told = owner.ready("", Some(&place)).await;
    assert_eq!(told.ids(1).await, [lower]);
    if engine == Engine::Postgres {
        // One that is under way while a place is taken.
        let event = earlier(&app, 10, 4);
        let id = event.id.simple().to_string();
        let under_way = app.app.db.begin().await.unwrap();
        let sql = "INSERT INTO webhook_event (id, workspace_id, source, event_type, dedupe_key, received_at, headers, body) \
             VALUES ($1, $2, 'CLOCKIFY', 'NEW_TAG', $3, $4, '{}', '\\x7b7d')";
        let values = [
            event.id.into(),
            event.workspace.as_str().into(),
            event.dedupe_key.to_vec().into(),
            event.received_at.into(),
        ];
        let insert = Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, sql, values);
        under_way.execute_raw(insert).await.unwrap();
        let next = store(&app.app.db, earlier(&app, 0, 5)).await;
        assert_eq!(told.ids(1).await, [next]);
        let place = told.place.clone();
        drop(told);
        under_way.commit().await.unwrap();
        told = owner.ready("", Some(&place)).await;
        assert_eq!(told.ids(1).await, [id]);
    }
    let last = store(&app.app.db, earlier(&app, 1, 6)).await;
    assert_eq!(told.ids(1).await, [last], "and nothing again");
    app.finish().await;
}

async fn every_event_is_told_once_whatever_the_order(engine: Engine) {
    const EACH: u32 = 60;
    const WRITERS: u32 = 3;

    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    let mut told = owner.ready("", None).await;
    let mut random = fastrand::Rng::with_seed(17);
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let db = app.app.db.clone();
            let numbers = (0..EACH).map(|number| writer * EACH + number);
            let all: Vec<_> = numbers.map(|number| earlier(&app, random.i64(0..40), number)).collect();
            spawn(async move {
                let mut ids = Vec::new();
                for event in all {
                    ids.push(store(&db, event).await);
                }
                ids
            })
        })
        .collect();
    let mut found = Vec::new();
    while found.len() < (EACH * WRITERS) as usize {
        let some = random.usize(1..12).min((EACH * WRITERS) as usize - found.len());
        found.extend(told.ids(some).await);
        let place = told.place.clone();
        drop(told);
        told = owner.ready("", Some(&place)).await;
        // The rate of calls has a limit, and this test's clock stands still.
        app.clock.advance(Duration::from_millis(20));
    }
    let mut expected = Vec::new();
    for writer in writers {
        expected.extend(writer.await.unwrap());
    }
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let last = store(&app.app.db, earlier(&app, 0, 9999)).await;
    assert_eq!(told.ids(1).await, [last], "and nothing again");
    app.finish().await;
}

async fn a_place_of_elsewhere_is_no_end(engine: Engine) {
    let app = TestApp::new(engine).await;
    let owner = Visitor::owner(&app);
    deliver(&app, &app.delivery(EventType::NewTag, 1)).await;
    deliver(&app, &app.delivery(EventType::NewTag, 2)).await;
    let ids = stored(&app).await;
    // Of a database that had seen more than this one, and of the other engine.
    for mark in [".r999999", ".s4000000000:4000000000:", ".p.4000000000:4000000000:"] {
        let mut told = owner.ready("", Some(&format!("{}{mark}", ids[0]))).await;
        assert_eq!(told.ids(1).await, [ids[1].clone()], "{mark}");
    }
    let long_ago = "01900000000070008000000000000000.r1";
    let mut told = owner.follow("", Some(long_ago)).await;
    assert_eq!(told.next().await.unwrap().kind, "reset");
    deliver(&app, &app.delivery(EventType::NewTag, 3)).await;
    assert_eq!(told.ids(1).await, [stored(&app).await[2].clone()], "from now on");
    for bad in ["nothing", "1", "019c2f00000070008000000000000001.s1:2:'", &"x".repeat(5000)] {
        let refused = owner.open("", Some(bad)).await;
        assert_eq!(refused.status(), 400, "{bad}");
    }
    app.finish().await;
}

/// SQLite gives the numbers of the newest rows again when they are removed.
async fn what_comes_after_the_newest_were_removed_is_told(engine: Engine) {
    let app = TestApp::new(engine).await;
    let mut told = Visitor::owner(&app).ready("", None).await;
    for number in 1..=3 {
        deliver(&app, &app.delivery(EventType::NewTag, number)).await;
    }
    let ids = told.ids(3).await;
    let newest = ids[1..].iter().map(|id| Uuid::try_parse(id).unwrap());
    let removed = webhook_event::Entity::delete_many().filter(webhook_event::Column::Id.is_in(newest));
    let write = app.app.db.begin().await.unwrap();
    removed.exec(&write).await.unwrap();
    write.commit().await.unwrap();
    deliver(&app, &app.delivery(EventType::NewTag, 4)).await;
    assert_eq!(told.ids(1).await, stored(&app).await[1..]);
    deliver(&app, &app.delivery(EventType::NewTag, 5)).await;
    assert_eq!(told.ids(1).await, stored(&app).await[2..]);
    app.finish().await;
}

async fn a_stream_ends_when_it_should(engine: Engine) {
    let app = TestApp::new(engine).await;
    let mut told = Visitor::owner(&app).ready("", None).await;
    app.clock.advance(Duration::from_mins(31));
    assert_eq!(told.end().await, "expired");

    let mut told = Visitor::owner(&app).ready("", None).await;
    assert_eq!(app.send(&app.installation.deleted(app.now())).await.status, 200);
    assert_eq!(told.end().await, "gone");

    let elsewhere = app.install(1, 1).await;
    let mut told = Visitor::of(&app, &elsewhere, "OWNER").ready("", None).await;
    app.app.pulse.drain();
    assert_eq!(told.end().await, "closing");
    app.finish().await;
}

async fn so_many_follow_and_no_more(engine: Engine) {
    let app = TestApp::new(engine).await;
    let visitor = |number: u64| {
        let id = format!("64a1f0c2e4b0a1b2c3d4{number:04}");
        Visitor { app: &app, token: app.installation.user_token(&id, "ADMIN", app.now()), id }
    };
    let mut held = Vec::new();
    for user in 0..4 {
        for _ in 0..4 {
            held.push(visitor(user).ready("", None).await);
        }
    }
    let refused = visitor(9).open("", None).await;
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"5".parse().unwrap()));
    let mut more = visitor(0).ready("", None).await;
    assert_eq!(held[0].end().await, "replaced", "the oldest of the same user");
    deliver(&app, &app.delivery(EventType::NewTag, 1)).await;
    let ids = stored(&app).await;
    assert_eq!(more.ids(1).await, ids);
    assert_eq!(held[15].ids(1).await, ids);
    held.clear();
    visitor(9).ready("", None).await;
    app.finish().await;
}
