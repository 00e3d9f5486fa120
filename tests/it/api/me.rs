//! What the page is told of whoever looks.

use clockify_addons::db::cache::{self, Fetched};
use clockify_addons::domain::ids::WorkspaceId;
use serde_json::{Value, json};

use super::Visitor;
use crate::harness::{Engine, TestApp, both};

both!(times_are_written_as_the_profile_has_it);

async fn times_are_written_as_the_profile_has_it(engine: Engine) {
    let app = TestApp::new(engine).await;
    let elsewhere = app.install(1, 1).await;
    let (owner, stranger) = (Visitor::owner(&app), Visitor::of(&app, &elsewhere, "OWNER"));
    let unknown = json!({ "time_zone": null, "time_format": null, "date_format": null, "week_start": null });
    assert_eq!(owner.get("/api/me").await["locale"], unknown);

    let remember = async |payload: Value| {
        let user = Fetched { id: owner.id.clone(), payload: payload.to_string(), hash: vec![1], span: None };
        let workspace = &WorkspaceId::new(&app.installation.workspace.id).unwrap();
        cache::remove(&app.app.db.writer(), workspace, "user", std::slice::from_ref(&owner.id)).await.unwrap();
        cache::store(&app.app.db.writer(), workspace, "user", "", vec![user], app.now()).await.unwrap();
    };
    let settings =
        json!({ "timeZone": "Europe/Belgrade", "timeFormat": "HOUR24", "dateFormat": "DD/MM/YYYY", "weekStart": 3 });
    remember(json!({ "id": owner.id, "email": "someone@example.com", "settings": settings })).await;
    let me = owner.get("/api/me").await;
    let expected = json!({ "time_zone": "Europe/Belgrade", "time_format": "HOUR24", "date_format": "DD/MM/YYYY", "week_start": null });
    assert_eq!(me["locale"], expected);
    assert!(!me.to_string().contains("example.com"), "nothing else of the profile is told");
    assert_eq!(stranger.get("/api/me").await["locale"], unknown, "it is another workspace's");

    remember(json!({ "id": owner.id })).await;
    assert_eq!(owner.get("/api/me").await["locale"], unknown);
    app.finish().await;
}
