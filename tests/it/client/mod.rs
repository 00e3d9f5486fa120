//! Calls to Clockify, against a server that misbehaves.

mod answers; // bodies, types, sizes
mod audit; // what is kept of calls
mod guard; // which addresses are called
mod repeats; // when a call is made again, and when not

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clockify_addons::clock::Manual;
use clockify_addons::clockify::catalogue::Operation;
use clockify_addons::clockify::client::{
    Actor, Answer, Audit, Call, Client, Error, Hosts, Nowhere, Options, Pause, Record, Target, Transport,
};
use clockify_addons::clockify::limit::Limiter;
use clockify_addons::clockify::token;
use clockify_addons::config::{self, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::metrics::Metrics;
use serde_json::{Value, json};

use crate::harness::{Act, Upstream};

const WORKSPACE: &str = "64a1f0c2e4b0a1b2c3d4e5f6";

/// The token of every call; it must be found nowhere but in the request's header.
const TOKEN: &str = "canary-of-a-token";

/// What every client here allows, unless a test says otherwise; the last one counts.
const SETTINGS: [(&str, &str); 3] = [
    ("ALLOWED_API_DOMAINS", "*.clockify.me,127.0.0.1,localhost"),
    ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8"),
    ("RATE_LIMIT_RPS", "10000"),
];

/// A client with everything that a test wants to look at.
struct Caller {
    client: Client,
    config: config::Serve,
    metrics: Arc<Metrics>,
    pauses: Pauses,
    records: Arc<Log>,
    refused: Arc<Mutex<Vec<String>>>,
}

/// Waits for nothing and notes for how long it should have.
#[derive(Clone, Default)]
struct Pauses(Arc<Mutex<Vec<Duration>>>);

impl Pause for Pauses {
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }

    fn share(&self) -> f64 {
        0.5
    }
}

impl Pauses {
    fn millis(&self) -> Vec<u128> {
        self.0.lock().unwrap().iter().map(Duration::as_millis).collect()
    }
}

#[derive(Debug, Default)]
struct Log(Mutex<Vec<Record>>);

impl Audit for Log {
    fn record(&self, record: Record) {
        self.0.lock().unwrap().push(record);
    }
}

impl Caller {
    fn new() -> Self {
        Self::with(&[], |_| {})
    }

    fn with(settings: &[(&str, &str)], change: impl FnOnce(&mut Options)) -> Self {
        let source = Source::from_pairs(SETTINGS.iter().chain(settings).copied());
        let (config, _) = config::Serve::load(&source, &[Addon::UniversalWebhook]).unwrap();
        let metrics = Arc::new(Metrics::new(Addon::UniversalWebhook));
        let (pauses, records, refused) = (Pauses::default(), Arc::<Log>::default(), Arc::<Mutex<Vec<_>>>::default());
        let told = Arc::clone(&refused);
        let mut options = Options {
            outbound: config.outbound.clone(),
            clockify: config.clockify.clone(),
            rps: config.rate.rps,
            limiter: Limiter::new(&config.rate, Addon::UniversalWebhook, Arc::clone(&metrics)).unwrap(),
            audit: Arc::clone(&records) as Arc<dyn Audit>,
            unauthorized: Arc::new(move |workspace: &WorkspaceId, _| told.lock().unwrap().push(workspace.to_string())),
            metrics: Arc::clone(&metrics),
            clock: Arc::new(Manual::at(crate::harness::NOW)),
            pause: Arc::new(pauses.clone()),
            transport: Transport::new(&config.outbound).unwrap(),
        };
        change(&mut options);
        Self { client: Client::new(options), config, metrics, pauses, records, refused }
    }

    /// Where the server is, for the workspace.
    fn target(&self, host: &str) -> Target {
        let claims = token::Hosts { backend_url: Some(format!("http://{host}/api")), ..token::Hosts::default() };
        Target {
            workspace: WorkspaceId::new(WORKSPACE).unwrap(),
            hosts: Hosts::from_claims(&claims, &self.config.clockify, Addon::UniversalWebhook).unwrap(),
            token: TOKEN.into(),
        }
    }

    /// Calls an operation of this method.
    async fn call(&self, upstream: &Upstream, method: &str) -> Result<Answer, Error> {
        let operation = operation(method);
        let result = self.client.call(&self.target(&upstream.address.to_string()), &call(&operation)).await;
        if let Err(error) = &result {
            check_secrecy(error);
        }
        result
    }

    fn last_record(&self) -> Record {
        self.records.0.lock().unwrap().last().unwrap().clone()
    }

    /// The counter's line that isn't zero.
    fn counted(&self, outcome: &str) -> bool {
        let text = self.metrics.render(Duration::ZERO);
        text.lines().any(|line| line.contains(&format!("outcome=\"{outcome}\"}}")) && !line.ends_with(" 0"))
    }
}

/// Neither token nor values of the call may stand in what is logged or stored.
fn check_secrecy(error: &Error) {
    let mut text = format!("{error:?} {}", error.summary());
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        text.push_str(&error.to_string());
        source = error.source();
    }
    assert!(!text.contains("canary"), "{text}");
}

fn operation(method: &str) -> Operation {
    let body = match method {
        "GET" | "DELETE" => Value::Null,
        _ => json!({ "required": true, "schema": {} }),
    };
    serde_json::from_value(json!({
        "id": "doThing", "method": method, "tag": "Thing", "summary": "Does a thing",
        "path": "/v1/workspaces/{workspaceId}/things/{thingId}",
        "parameters": [{ "name": "name", "in": "query", "schema": { "type": "string" } }],
        "body": body,
    }))
    .unwrap()
}

fn call(operation: &Operation) -> Call<'_> {
    Call {
        operation,
        path: [("thingId".to_owned(), "a/b".to_owned())].into(),
        query: vec![("name".to_owned(), "canary in a query".to_owned())],
        body: operation.body.is_some().then(|| json!({ "note": "canary in a body" })),
        actor: Actor::Flow,
    }
}

/// Which operation travels how.
#[tokio::test]
async fn a_request_on_the_wire() {
    let upstream = Upstream::start(vec![Act::json(200, "{}")]).await;
    let caller = Caller::new();
    caller.call(&upstream, "GET").await.unwrap();
    caller.call(&upstream, "POST").await.unwrap();
    let asked = upstream.asked();
    let path = format!("/api/v1/workspaces/{WORKSPACE}/things/a%2Fb?name=canary%20in%20a%20query");
    assert_eq!(asked[0].line, format!("GET {path} HTTP/1.1"));
    assert_eq!(asked[1].line, format!("POST {path} HTTP/1.1"));
    assert_eq!(asked[1].body, r#"{"note":"canary in a body"}"#);
    for (request, has_type) in [(&asked[0], false), (&asked[1], true)] {
        let lines: Vec<_> = request.head.lines().collect();
        assert!(lines.contains(&format!("x-addon-token: {TOKEN}").as_str()), "{lines:?}");
        assert!(lines.contains(&format!("user-agent: clockify-addons/{}", env!("CARGO_PKG_VERSION")).as_str()));
        assert!(lines.contains(&"accept: application/json, */*;q=0.5"));
        assert_eq!(lines.contains(&"content-type: application/json"), has_type);
        for name in ["x-api-key", "authorization", "cookie", "referer", "accept-encoding"] {
            assert!(!lines.iter().any(|line| line.starts_with(name)), "{name}");
        }
    }
    assert_eq!(upstream.connections(), 1, "a connection is used again");
}

#[tokio::test]
async fn what_is_printed_for_people_holds_no_secrets() {
    let upstream = Upstream::start(vec![Act::json(200, "{\"name\":\"canary\"}")]).await;
    let caller = Caller::new();
    let operation = operation("POST");
    let (target, call) = (caller.target(&upstream.address.to_string()), call(&operation));
    let answer = caller.client.call(&target, &call).await.unwrap();
    let text = format!("{:?} {target:?} {call:?} {answer:?} {:?}", caller.client, caller.last_record());
    assert!(!text.contains("canary"), "{text}");
    assert_eq!(format!("{Nowhere:?}"), "Nowhere");
}

#[tokio::test]
async fn a_wrong_call_is_not_sent() {
    let upstream = Upstream::start(vec![Act::json(200, "{}")]).await;
    let caller = Caller::new();
    let operation = operation("GET");
    let mut call = call(&operation);
    call.path.clear();
    let error = caller.client.call(&caller.target(&upstream.address.to_string()), &call).await.unwrap_err();
    assert_eq!(error.summary(), "doThing can't be called so: the parameter thingId is missing");
    assert!(upstream.asked().is_empty());
    let record = caller.last_record();
    assert_eq!((record.attempts, record.error, record.status), (0, Some(error.class()), None));
    assert!(caller.counted("invalid"));
}
