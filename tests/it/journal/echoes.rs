//! Which write an event is the echo of.

use clockify_addons::db::Db;
use clockify_addons::db::entities::flow_echo::Model;
use clockify_addons::db::flows::gates::{self, Echo};
use futures_util::future::join_all;
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{Place, after, flow, id, workspace};
use crate::harness::{Engine, both};

both!(
    an_event_is_compared_with_what_was_written,
    flows_of_one_event_hear_the_same,
    each_event_has_a_write_of_its_own,
    of_64_events_at_once_each_write_causes_one,
    an_echo_is_forgotten_when_it_is_expected_no_more,
);

fn written(number: u64) -> Model {
    Model {
        id: id(number),
        workspace_id: workspace(0).to_string(),
        event_type: "NEW_TAG".to_owned(),
        entity_id: Some("tag".to_owned()),
        fields: "a".to_owned(),
        in_flight: false,
        run_id: id(100),
        flow_id: flow(),
        root_run: id(100),
        depth: 0,
        event_id: None,
        expires_at_ms: super::NOW + 1000,
    }
}

async fn store(place: &Place, echo: Model) {
    use clockify_addons::db::entities::flow_echo::Entity;

    Entity::insert(echo.into_active_model()).exec_without_returning(&place.db.writer()).await.unwrap();
}

/// What the event about the tag, which says `a`, turns out to be.
async fn ask(db: &Db, event: Uuid) -> Echo {
    let says = |echo: &Model| echo.fields == "a";
    gates::echo(db, &workspace(0), "NEW_TAG", "tag", event, after(0), says).await.unwrap()
}

async fn an_event_is_compared_with_what_was_written(engine: Engine) {
    let place = Place::new(engine).await;
    let unknown = Model { entity_id: None, in_flight: true, ..written(1) };
    for (what, echo, caused, in_flight) in [
        ("what was written", written(1), true, false),
        ("not answered, but about this one", Model { in_flight: true, ..written(1) }, true, false),
        ("not answered, and about nobody knows what", unknown.clone(), false, true),
        ("the same, but it says something else", Model { fields: "b".to_owned(), ..unknown.clone() }, false, false),
        ("answered without a name", Model { in_flight: false, ..unknown }, false, false),
        ("other fields", Model { fields: "b".to_owned(), ..written(1) }, false, false),
        ("another entity", Model { entity_id: Some("other".to_owned()), ..written(1) }, false, false),
        ("another event", Model { event_type: "TAG_UPDATED".to_owned(), ..written(1) }, false, false),
        ("another workspace", Model { workspace_id: workspace(1).to_string(), ..written(1) }, false, false),
        ("too long ago", Model { expires_at_ms: super::NOW, ..written(1) }, false, false),
        ("another event was it", Model { event_id: Some(id(8)), ..written(1) }, false, false),
    ] {
        store(&place, echo.clone()).await;
        let expected = match (caused, in_flight) {
            (true, _) => Echo::Caused(Model { event_id: Some(id(9)), ..echo.clone() }),
            (_, true) => Echo::InFlight(echo.clone()),
            _ => Echo::None,
        };
        assert_eq!(ask(&place.db, id(9)).await, expected, "{what}");
        let stored = place.echoes().await;
        assert_eq!(stored[0].event_id, if caused { Some(id(9)) } else { echo.event_id }, "{what}");
        place.execute("DELETE FROM flow_echo").await;
    }
    place.finish().await;
}

async fn flows_of_one_event_hear_the_same(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    store(&place, written(1)).await;
    store(&place, written(2)).await;
    let heard = join_all((0..64).map(|n| ask(if n % 2 == 0 { &place.db } else { &other }, id(9)))).await;
    let cause = Echo::Caused(Model { event_id: Some(id(9)), ..written(1) });
    assert!(heard.iter().all(|echo| *echo == cause), "the oldest that fits, for all of them");
    other.close().await.unwrap();
    place.finish().await;
}

async fn each_event_has_a_write_of_its_own(engine: Engine) {
    let place = Place::new(engine).await;
    store(&place, Model { fields: "b".to_owned(), ..written(1) }).await;
    store(&place, written(2)).await;
    store(&place, written(3)).await;
    let mut causes = Vec::new();
    for event in [7, 8, 9, 7] {
        causes.push(match ask(&place.db, id(event)).await {
            Echo::Caused(echo) => Some(echo.id),
            _ => None,
        });
    }
    assert_eq!(causes, [Some(id(2)), Some(id(3)), None, Some(id(2))]);
    place.finish().await;
}

async fn of_64_events_at_once_each_write_causes_one(engine: Engine) {
    let place = Place::new(engine).await;
    let other = place.elsewhere().await;
    for number in 0..10 {
        store(&place, written(number)).await;
    }
    let heard = join_all((0..64).map(|n| ask(if n % 2 == 0 { &place.db } else { &other }, id(100 + n)))).await;
    let mut causes: Vec<_> =
        heard.iter().filter_map(|echo| if let Echo::Caused(echo) = echo { Some(echo.id) } else { None }).collect();
    causes.sort_unstable();
    assert_eq!(causes, (0..10).map(id).collect::<Vec<_>>());
    other.close().await.unwrap();
    place.finish().await;
}

async fn an_echo_is_forgotten_when_it_is_expected_no_more(engine: Engine) {
    let place = Place::new(engine).await;
    for number in 0..5 {
        store(&place, Model { expires_at_ms: super::NOW + 1000 * number, ..written(number.unsigned_abs()) }).await;
    }
    let age = time::Duration::DAY;
    let expire = async |ms: i64, limit: u64| gates::expire(&place.db, after(ms), age, age, limit).await.unwrap();
    assert_eq!((expire(2000, 2).await, expire(2000, 2).await, expire(2000, 2).await), (2, 1, 0));
    assert_eq!(place.echoes().await.len(), 2);
    place.finish().await;
}
