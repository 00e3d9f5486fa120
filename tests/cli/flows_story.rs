//! Flows as their users meet them: from a template to the replay of its run, over a power cut in the middle.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::{fs, thread};

use clockify_addons::addons;
use clockify_addons::db::entities::{flow_step, webhook_event};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::sandbox::api::{Fault, Kind, Rule, When};
use serde_json::{Value, json};

use crate::harness::{Clockify, Engine, Server, World, both, eventually};

both!(
    a_required_tag_is_set_though_the_power_goes_before_the_answer,
    a_required_tag_is_set_though_the_power_goes_before_the_write,
    a_run_that_failed_is_listed_and_tried_again,
    nothing_of_a_secret_is_logged_or_shown,
);

fn prepared(clockify: &Clockify, world: World) -> World {
    let world = world.set("RATE_LIMIT_ENABLED", "false").set("UW_BOOTSTRAP_RUN_ON_INSTALL", "false");
    clockify.installed(&world);
    world
}

/// Starts a server, to which Clockify delivers what is caused by writes.
fn serve(clockify: &Clockify, world: &World) -> Server {
    let server = world.serve("");
    let url = format!("http://{}", server.address());
    let scopes = addons::spec(Addon::UniversalWebhook).scopes;
    clockify.api.install(&clockify.installation, scopes, Some(&url)).unwrap();
    server
}

fn import(world: &World, mut flow: Value) {
    flow["schema"] = json!("clockify-addons/flow/v1");
    world.write("flow.json", &flow.to_string());
    world.run("flows import flow.json --enable").ok();
}

fn deliver(clockify: &Clockify, server: &Server, event: EventType, payload: &Value) {
    let reply = server.connect().send(&clockify.installation.delivery(event, payload)).unwrap();
    assert_eq!(reply.status, 200, "{}", reply.body);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The runs that these options choose, the newest first.
fn runs(world: &World, which: &str) -> Vec<Value> {
    world.run(&format!("flows runs {which} --format ndjson")).ndjson()
}

/// A run with its steps, once it is at its end.
fn ended(world: &World, run: &str) -> Value {
    eventually("the end of the run", || {
        let run = world.run(&format!("flows run {run} --format json")).json();
        run["finished_at"].is_string().then_some(run)
    })
}

fn calls(clockify: &Clockify, operation: &str) -> u64 {
    clockify.api.calls().get(operation).copied().unwrap_or(0)
}

/// An entry of a project that has no tag, as the end of its timer tells of it.
fn bare(clockify: &Clockify) -> Value {
    let about = |round| clockify.api.about(EventType::TimerStopped, 0, round);
    let is_bare = |payload: &Value| payload["tags"] == json!([]) && payload["projectId"].is_string();
    (0..).map_while(about).find(is_bare).unwrap()
}

/// The answer to the write is late; the write is done, and its event comes.
fn a_required_tag_is_set_though_the_power_goes_before_the_answer(engine: Engine) {
    required_tag(engine, Fault::Slow { ms: 60_000 });
}

/// Nothing is done with the write, and there is no answer.
fn a_required_tag_is_set_though_the_power_goes_before_the_write(engine: Engine) {
    required_tag(engine, Fault::Timeout);
}

fn required_tag(engine: Engine, fault: Fault) {
    let was_done = fault != Fault::Timeout;
    let clockify = Clockify::at_once();
    let world = prepared(&clockify, clockify.world(engine).set("CLOCKIFY_ADDONS_LOG_FILES", "false"));
    let (payload, tag) = (bare(&clockify), clockify.api.ids(Kind::Tag)[0].clone());
    let (entry, project) = (text(&payload["id"]).to_owned(), text(&payload["projectId"]));
    let template = format!("flows templates use required-tag --input projects={project} --input tag={tag} --enable");
    let flow = world.run(&format!("{template} --format json")).json();
    assert_eq!((&flow["name"], &flow["enabled"]), (&json!("Required tag"), &json!(true)), "{flow}");
    let flow = text(&flow["id"]);
    let look = json!([{ "id": "look", "call": { "operation": "getTag", "path": { "id": tag } } }]);
    import(&world, json!({ "name": "Watcher", "triggers": [{ "event": "TIME_ENTRY_UPDATED" }], "steps": look }));

    clockify.api.add_fault(Rule::at("updateTimeEntry", fault, When::Once));
    let server = serve(&clockify, &world);
    deliver(&clockify, &server, EventType::TimerStopped, &payload);
    eventually("the write, and what is heard of it", || {
        let events = world.rows::<webhook_event::Entity>().len();
        (calls(&clockify, "updateTimeEntry") == 1 && events == 1 + usize::from(was_done)).then_some(())
    });
    server.kill();
    let steps = world.rows::<flow_step::Entity>();
    let mark = steps.iter().find(|step| step.position == "mark").unwrap();
    assert_eq!(mark.state, flow_step::State::Sending, "it is known that it may have been sent: {mark:?}");
    let is_tagged = || clockify.api.entity(Kind::TimeEntry, &entry).unwrap()["tagIds"] == json!([tag]);
    assert_eq!(is_tagged(), was_done);

    let server = serve(&clockify, &world);
    // Clockify knows where the new one is. Nobody wants to wait until the leases of the dead one run out.
    let expire = "UPDATE job SET lease_until_ms = 0 WHERE state = 'running'";
    eventually("the end of the leases", || world.try_execute(expire).ok());
    let first = runs(&world, &format!("--flow {flow}"));
    assert_eq!(first.len(), 1, "{first:?}");
    let run = ended(&world, text(&first[0]["id"]));
    assert_eq!(
        (&run["state"], &run["cause"], &run["event_type"]),
        (&json!("succeeded"), &json!("event"), &json!("TIMER_STOPPED")),
        "{run}"
    );
    let [step] = &run["steps"].as_array().unwrap()[..] else { panic!("{run}") };
    // Whoever finds the tag there has nothing to write.
    let (state, attempts) = if was_done { ("skipped", 1) } else { ("succeeded", 2) };
    assert_eq!((&step["position"], &step["state"]), (&json!("mark"), &json!(state)), "{step}");
    assert_eq!(step["attempts"], attempts, "{step}");
    if was_done {
        assert_eq!(step["reason"], json!({ "kind": "no_change" }));
    } else {
        assert_eq!((&step["request"]["method"], &step["response"]["status"]), (&json!("PUT"), &json!(200)), "{step}");
    }
    assert!(is_tagged());
    let writes = calls(&clockify, "updateTimeEntry");
    assert_eq!(writes, attempts, "what was done is sent once");

    // The event of the change is known for what it is, and starts nothing.
    let echo = eventually("the run of the echo", || {
        let watched = runs(&world, "--flow Watcher").pop()?;
        Some(ended(&world, text(&watched["id"])))
    });
    assert_eq!((&echo["state"], &echo["reason"]["kind"]), (&json!("filtered"), &json!("echo")), "{echo}");
    assert_eq!(text(&echo["reason"]["run"]).replace('-', ""), text(&run["id"]));
    assert_eq!(calls(&clockify, "getTag"), 0);

    let event = text(&run["event"]);
    let replayed = world.run(&format!("events replay {event} --flow {flow} --format json")).json();
    let again = ended(&world, text(&replayed["runs"][0]["id"]));
    assert_eq!((&again["state"], &again["cause"]), (&json!("succeeded"), &json!("replay")), "{again}");
    assert_eq!((&again["replay_of"], &again["event"]), (&run["id"], &run["event"]));
    assert_eq!(again["steps"][0]["reason"], json!({ "kind": "no_change" }), "the tag is there: {again}");
    assert_eq!(calls(&clockify, "updateTimeEntry"), writes);

    let all = runs(&world, "");
    let filtered = all.iter().filter(|run| run["state"] == "filtered").count();
    assert_eq!((all.len(), filtered), (3, 1), "{all:?}");
    assert_eq!(ended(&world, text(&run["id"])), run, "what is over doesn't change");
    server.terminate().ok();
}

fn a_run_that_failed_is_listed_and_tried_again(engine: Engine) {
    let clockify = Clockify::at_once();
    let world = prepared(&clockify, clockify.world(engine).set("CLOCKIFY_ADDONS_LOG_FILES", "false"));
    let make = json!({ "operation": "createClient", "body": { "name": "of {{ $.name }}" } });
    let look = json!({ "operation": "getTag", "path": { "id": clockify.api.ids(Kind::Tag)[0] } });
    let steps = json!([{ "id": "look", "call": look }, { "id": "make", "call": make }]);
    import(&world, json!({ "name": "Clients", "triggers": [{ "event": "NEW_TAG" }], "steps": steps }));
    clockify.api.add_fault(Rule::at("createClient", Fault::Status { status: 403 }, When::Once));
    let server = world.serve("");
    let tag = clockify.api.about(EventType::NewTag, 0, 0).unwrap();
    deliver(&clockify, &server, EventType::NewTag, &tag);
    let failed = eventually("a run that failed", || runs(&world, "--state failed").pop());
    assert_eq!((&failed["reason"]["kind"], &failed["reason"]["step"]), (&json!("step"), &json!("make")), "{failed}");
    assert_eq!(failed["reason"]["status"], 403, "{failed}");
    let id = text(&failed["id"]);
    let table = world.run("flows runs --state failed").ok();
    assert!(table.stdout.contains(id) && table.stdout.contains("Clients"), "{table}");

    let before = world.run(&format!("flows retry {id} --dry-run --format json")).json();
    assert_eq!((&before["state"], &before["dry_run"]), (&json!("failed"), &json!(true)), "{before}");
    let again = world.run(&format!("flows retry {id} --format json")).json();
    assert_eq!((&again["id"], &again["state"]), (&json!(id), &json!("queued")), "{again}");
    let run = ended(&world, id);
    assert_eq!((&run["state"], &run["reason"]), (&json!("succeeded"), &Value::Null), "{run}");
    let steps = run["steps"].as_array().unwrap();
    assert!(steps.len() == 2 && steps.iter().all(|step| step["state"] == "succeeded"), "{run}");
    assert_eq!((calls(&clockify, "getTag"), calls(&clockify, "createClient")), (1, 2), "what is done stays done");
    assert_eq!(runs(&world, "--state failed"), Vec::<Value>::new());
    assert_eq!(runs(&world, "--state succeeded")[0]["id"], id);
    assert_eq!(world.run(&format!("flows retry {id}")).code, Some(1), "it didn't fail");
    server.terminate().ok();
}

const CANARY: &str = "canary-of-the-chat+1";

/// Another system that answers one request with what it was told, and gives that request.
fn talkative() -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answering = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = head(&mut stream);
        let body = json!({ "you": asked }).to_string();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
        let head = format!("{head}x-said: {CANARY}\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        asked
    });
    (address, answering)
}

fn head(stream: &mut TcpStream) -> String {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    while !text.contains("\r\n\r\n") {
        let length = stream.read(&mut buffer).unwrap();
        assert!(length > 0, "half a request: {text}");
        text += &String::from_utf8_lossy(&buffer[..length]);
    }
    text
}

fn nothing_of_a_secret_is_logged_or_shown(engine: Engine) {
    let (address, answering) = talkative();
    let clockify = Clockify::at_once();
    let world = clockify
        .world(engine)
        .set("LOG_LEVEL", "TRACE")
        .set("UW_ENABLE_GENERIC_HTTP_ACTIONS", "true")
        .set("CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS", "http://127.0.0.1");
    let world = prepared(&clockify, world);
    world.write("value", CANARY);
    let mut said = world.run("flows secrets set CHAT --secret-file value").ok().to_string();
    let tell = json!({
        "method": "GET", "url": format!("http://{address}/chat"), "query": { "key": "{{ secret.CHAT }}" },
        "headers": { "authorization": "Bearer {{ secret.CHAT }}" },
    });
    let stop = json!({ "outcome": "failed", "reason": "{{ steps.tell.body.you }} {{ steps.tell.headers['x-said'] }}" });
    let steps = json!([{ "id": "tell", "http": tell }, { "id": "end", "stop": stop }]);
    import(&world, json!({ "name": "Tells", "triggers": [{ "event": "NEW_TAG" }], "steps": steps }));
    let server = world.serve("");
    let tag = clockify.api.about(EventType::NewTag, 0, 0).unwrap();
    deliver(&clockify, &server, EventType::NewTag, &tag);
    let run = eventually("the run", || runs(&world, "--state failed").pop());
    let asked = answering.join().unwrap();
    assert!(asked.contains(&format!("Bearer {CANARY}")) && asked.contains("canary-of-the-chat%2B1"), "{asked}");
    assert!(text(&run["why"]).contains("***"), "what the other side said is told: {run}");
    for format in ["text", "json"] {
        let shown = world.run(&format!("flows run {} --format {format}", text(&run["id"]))).ok();
        assert!(shown.stdout.contains("***"), "{shown}");
        said += &shown.stdout;
    }
    let outcome = server.terminate().ok();
    let logs: Vec<_> =
        world.entries().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "log")).collect();
    assert!(!logs.is_empty() && outcome.stderr.lines().any(|line| line.contains("TRACE")), "nothing was logged");
    said += &outcome.stderr;
    for path in logs {
        said += &fs::read_to_string(path).unwrap();
    }
    for form in ["canary", "Y2FuYXJ5", "63616e617279"] {
        let line = said.lines().find(|line| line.contains(form));
        assert_eq!(line, None, "{form}");
    }
}
