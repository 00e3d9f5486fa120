//! What Clockify delivers: taken when it is true, stored once, and refused without a trace when it isn't.

use clockify_addons::domain::event::EventType;

use crate::harness::{Engine, TestApp, both};

both!(every_event_is_stored);

async fn every_event_is_stored(engine: Engine) {
    let app = TestApp::new(engine).await;
    for event in EventType::ALL {
        let request = app.delivery(event, 1);
        let reply = app.send(&request).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"status":"received"}"#), "{event}");
    }
    let events = app.events().await;
    assert_eq!(events.len(), 51);
    for (stored, event) in events.iter().zip(EventType::ALL) {
        assert_eq!(stored.event_type, event.name());
        assert_eq!(stored.workspace_id, app.installation.workspace.id);
        assert_eq!(stored.body, app.delivery(event, 1).body, "byte for byte");
        assert_eq!(stored.duplicate_of, None);
    }
    app.finish().await;
}
