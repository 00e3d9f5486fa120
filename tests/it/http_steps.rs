//! Requests of flows to other systems, against a server that misbehaves.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use clockify_addons::clock::{Clock, Manual};
use clockify_addons::clockify::client::Transport;
use clockify_addons::config::{self, Source};
use clockify_addons::db::entities::audit_entry;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::domain::scheme::{self, Scheme};
use clockify_addons::flows::Actor;
use clockify_addons::flows::http::{ANSWER_MAX, Again, Answer, Class, Error, Http, Options, Request, delivery_id};
use clockify_addons::flows::secrets::{self, Opened};
use http::{HeaderMap, HeaderName};
use sea_orm::EntityTrait;
use secrecy::SecretString;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, SubscriberExt};
use zeroize::Zeroizing;

use crate::harness::{Act, Engine, NOW, TestApp, Upstream, answer, both, eventually, spawn};

const CANARY: &str = "canary/of a+secret=";

both!(nothing_of_a_secret_stays);

/// What every test here allows, unless it says otherwise; the last one counts.
const SETTINGS: [(&str, &str); 2] = [
    ("CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS", "http://127.0.0.1,http://localhost"),
    ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.1,::1"),
];

/// The means to make requests, with a clock that stands.
struct Steps {
    http: Http,
    clock: Manual,
    secrets: Opened,
}

impl Steps {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let source = Source::from_pairs(SETTINGS.iter().chain(settings).copied());
        let (config, _) = config::Serve::load(&source, &[Addon::UniversalWebhook]).unwrap();
        let clock = Manual::at(NOW);
        let http = Http::new(Options {
            config: config.http_steps,
            transport: Transport::new(&config.outbound).unwrap(),
            clock: Arc::new(clock.clone()),
        });
        Self { http, clock, secrets: opened(&[("KEY", CANARY)]) }
    }

    async fn send(&self, request: &Request) -> Result<Answer, Error> {
        self.http.send(request, &self.secrets).await
    }

    async fn fails(&self, request: &Request) -> (Class, Again) {
        let error = self.send(request).await.unwrap_err();
        (error.class, error.again)
    }
}

fn opened(values: &[(&str, &str)]) -> Opened {
    Opened::new(values.iter().map(|(name, value)| ((*name).to_owned(), Zeroizing::new((*value).to_owned()))))
}

fn request(method: &str, url: &str) -> Request {
    Request {
        workspace: WorkspaceId::new("64a1f0c2e4b0a1b2c3d4e5f6").unwrap(),
        method: method.to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        query: Vec::new(),
        body: None,
        sign: None,
        id: delivery_id(uuid::Uuid::nil(), "notify"),
    }
}

fn to(method: &str, upstream: &Upstream) -> Request {
    request(method, &format!("http://{}/hook?a=1", upstream.address))
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Everything that is logged on this thread, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push_str(&format!("{field}={value:?}\n"));
    }
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        event.record(&mut self.clone());
    }
}

#[tokio::test]
async fn a_request_on_the_wire() {
    let upstream = Upstream::start(vec![Act::json(201, r#"{"id":7}"#)]).await;
    let steps = Steps::new();
    let mut request = to("POST", &upstream);
    request.headers = pairs(&[("Authorization", "Bearer abc"), ("content-type", "application/vnd.api+json")]);
    request.query = pairs(&[("b", "x y"), ("c", "&=")]);
    request.body = Some(json!({ "text": "ä" }));
    let answer = steps.send(&request).await.unwrap();
    assert_eq!((answer.status, answer.body), (201, json!({ "id": 7 })));
    assert_eq!(answer.headers["content-type"], "application/json");
    let asked = &upstream.asked()[0];
    assert_eq!(asked.line, "POST /hook?a=1&b=x+y&c=%26%3D HTTP/1.1");
    assert_eq!(asked.body, r#"{"text":"ä"}"#);
    let lines: Vec<_> = asked.head.lines().collect();
    let agent = format!("user-agent: clockify-addons/{}", env!("CARGO_PKG_VERSION"));
    for line in ["authorization: bearer abc", "content-type: application/vnd.api+json", agent.as_str()] {
        assert!(lines.contains(&line), "{line}: {lines:?}");
    }
    assert!(!asked.head.contains("webhook-"));
    steps.send(&to("GET", &upstream)).await.unwrap();
    assert_eq!(upstream.connections(), 1, "a connection is used again");
}

#[tokio::test]
async fn bodies_are_what_they_are() {
    let json = ("content-type", "application/problem+json; charset=utf-8");
    for (headers, body, expected) in [
        (&[json][..], &br#"{"a":[1]}"#[..], json!({ "a": [1] })),
        (&[json], b"{ no json", json!("{ no json")),
        (&[json], b"", Value::Null),
        (&[("content-type", "text/plain")], br#"{"a":1}"#, json!(r#"{"a":1}"#)),
        (&[], b"ok", json!("ok")),
        (&[("content-type", "image/png")], b"\xff\x00", Value::Null),
    ] {
        let upstream = Upstream::start(vec![Act::answer(200, headers, body)]).await;
        assert_eq!(Steps::new().send(&to("GET", &upstream)).await.unwrap().body, expected);
    }
    let cookies = [("set-cookie", "a=b"), ("x-a", "1"), ("x-a", "2")];
    let upstream = Upstream::start(vec![Act::answer(200, &cookies, b"")]).await;
    let answer = Steps::new().send(&to("GET", &upstream)).await.unwrap();
    assert_eq!(Value::Object(answer.headers), json!({ "x-a": "1, 2", "content-length": "0" }));
}

#[tokio::test]
async fn what_an_answer_means_depends_on_what_was_asked() {
    let after = |seconds| Again::After(Some(Duration::from_secs(seconds)));
    for (method, status, class, again) in [
        ("GET", 400, Class::Refused, Again::Never),
        ("POST", 404, Class::Refused, Again::Never),
        ("POST", 429, Class::RateLimited, after(7)),
        ("POST", 503, Class::Upstream, after(7)),
        ("GET", 500, Class::Upstream, Again::After(None)),
        ("PUT", 502, Class::Upstream, Again::After(None)),
        ("DELETE", 504, Class::Upstream, Again::After(None)),
        ("POST", 500, Class::Upstream, Again::Unknown),
        ("PATCH", 502, Class::Upstream, Again::Unknown),
    ] {
        let upstream = Upstream::start(vec![Act::answer(status, &[("retry-after", "7")], b"why not")]).await;
        let error = Steps::new().send(&to(method, &upstream)).await.unwrap_err();
        assert_eq!((error.class, error.again, error.status), (class, again, Some(status)), "{method} {status}");
        assert_eq!(error.body, Some(json!("why not")));
        assert_eq!(error.message.contains("it may have been done"), again == Again::Unknown, "{error}");
        assert_eq!(upstream.asked().len(), 1, "it is for the run to try again");
    }
}

#[tokio::test]
async fn a_write_that_was_sent_and_not_answered_is_not_repeated() {
    let gone = request("POST", "http://127.0.0.1:9/");
    assert_eq!(Steps::new().fails(&gone).await, (Class::Unreachable, Again::After(None)), "nothing was sent");
    let seconds = [("CLOCKIFY_ADDONS_HTTP_TIMEOUT_SECONDS", "1")];
    let cut = Act::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf".to_vec());
    let slow = Act::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n".repeat(100), Duration::from_millis(40));
    for (act, class) in [
        (Act::Hang, Class::Timeout),
        (slow, Class::Timeout),
        (Act::Close(Vec::new()), Class::Unreachable),
        (cut, Class::Unreachable),
    ] {
        for (method, again) in [("GET", Again::After(None)), ("PUT", Again::After(None)), ("POST", Again::Unknown)] {
            let upstream = Upstream::start(vec![act.clone()]).await;
            let error = Steps::with(&seconds).send(&to(method, &upstream)).await.unwrap_err();
            assert_eq!((error.class, error.again), (class, again), "{method} {act:?}: {error}");
            assert_eq!(upstream.asked().len(), 1, "{method} {act:?}");
        }
    }
}

#[tokio::test]
async fn a_large_answer_is_not_read_to_its_end() {
    let fits = Act::answer(200, &[], &vec![b'x'; ANSWER_MAX]);
    let announced = Act::answer(200, &[], &vec![b'x'; ANSWER_MAX + 1]);
    let endless = Act::Endless(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(),
        [&b"1000\r\n"[..], &[b'x'; 4096], b"\r\n"].concat(),
    );
    let upstream = Upstream::start(vec![fits]).await;
    assert!(Steps::new().send(&to("GET", &upstream)).await.is_ok());
    for act in [announced, endless] {
        let upstream = Upstream::start(vec![act]).await;
        let error = Steps::new().send(&to("GET", &upstream)).await.unwrap_err();
        assert_eq!((error.class, error.again, error.status), (Class::TooLarge, Again::Never, Some(200)));
    }
}

#[tokio::test]
async fn a_wrong_request_is_not_sent() {
    let upstream = Upstream::start(vec![Act::json(200, "{}")]).await;
    let (steps, address) = (Steps::new(), upstream.address);
    let good = to("POST", &upstream);
    let with = |change: fn(&mut Request)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    for (request, expected) in [
        (with(|request| request.method = "TRACE".to_owned()), "the method must be"),
        (with(|request| request.method = "post".to_owned()), "the method must be"),
        (with(|request| request.url = "no url".to_owned()), "the URL can't be read"),
        (with(|request| request.url = "file:///etc/passwd".to_owned()), "must begin with https://"),
        (with(|request| request.url = "http://example.com/".to_owned()), "CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS"),
        (with(|request| request.url = "https://user:canary@127.0.0.1/".to_owned()), "must not hold a user"),
        (with(|request| request.url.push_str(&"x".repeat(9000))), "more than 8192 bytes"),
        (with(|request| request.query = pairs(&[("q", &"x".repeat(9000))])), "more than 8192 bytes"),
        (with(|request| request.headers = pairs(&[("Host", "a")])), "`host` can't be set"),
        (with(|request| request.headers = pairs(&[("Content-Length", "1")])), "`content-length` can't be set"),
        (with(|request| request.headers = pairs(&[("transfer-encoding", "x")])), "`transfer-encoding` can't be set"),
        (with(|request| request.headers = pairs(&[("Proxy-Authorization", "x")])), "can't be set"),
        (with(|request| request.headers = pairs(&[("a b", "x")])), "`a b` is not the name"),
        (with(|request| request.headers = pairs(&[("x-a", "canary\r\nhost: b")])), "a line break"),
        (with(|request| request.headers = pairs(&[("x-a", &"x".repeat(9000))])), "more than 8192 bytes"),
        (with(|request| request.headers = pairs(&[("x", "y"); 51])), "more than 50 headers"),
        (with(|request| request.body = Some(json!("x".repeat(102_400)))), "102402 bytes; 102400 are allowed"),
        (with(|request| request.sign = Some("NONE".to_owned())), "no secret named `NONE`"),
        (with(|request| request.sign = Some("KEY".to_owned())), "the secret `KEY` can't sign"),
    ] {
        let error = steps.send(&request).await.unwrap_err();
        assert!(error.message.contains(expected), "{expected}: {error}");
        assert_eq!(error.again, Again::Never);
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    let mut get = to("GET", &upstream);
    get.body = Some(json!(1));
    assert_eq!(steps.fails(&get).await.0, Class::Invalid);
    assert!(upstream.asked().is_empty(), "{address}");
}

#[tokio::test]
async fn only_public_addresses_and_allowed_hosts_are_reached() {
    let upstream = Upstream::start(vec![Act::json(200, "{}")]).await;
    let port = upstream.address.port();
    for (hosts, networks, url, good) in [
        ("http://127.0.0.1", "127.0.0.1", "http://127.0.0.1", true),
        ("http://localhost", "127.0.0.1,::1", "http://localhost", true),
        ("http://127.0.0.1", "", "http://127.0.0.1", false),
        ("http://127.0.0.1", "", "http://2130706433", false),
        ("http://localhost", "", "http://localhost", false),
        ("127.0.0.1", "127.0.0.1", "http://127.0.0.1", false),
        ("", "127.0.0.1", "http://127.0.0.1", false),
        ("http://example.com", "127.0.0.1", "http://127.0.0.1", false),
        ("", "", "https://127.0.0.1", false),
        ("", "", "https://[::ffff:127.0.0.1]", false),
        ("http://169.254.169.254", "169.254.0.0/16", "http://169.254.169.254", false),
        ("http://[fd00:ec2::254]", "::/0", "http://[fd00:ec2::254]", false),
    ] {
        let settings = [("CLOCKIFY_ADDONS_HTTP_ALLOWED_HOSTS", hosts), ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", networks)];
        let result = Steps::with(&settings).send(&request("GET", &format!("{url}:{port}/"))).await;
        assert_eq!(result.is_ok(), good, "{hosts} {networks} {url}: {result:?}");
        if let Err(error) = result {
            assert!(matches!(error.class, Class::Host | Class::Invalid), "{error:?}");
            assert_eq!(error.again, Again::Never);
        }
    }
    assert_eq!(upstream.asked().len(), 2);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Upstream::start(vec![Act::json(200, "{}")]).await;
    let here = format!("http://{}/", elsewhere.address);
    for location in ["http://169.254.169.254/latest/meta-data/", here.as_str(), "/other"] {
        for status in [301, 302, 303, 307, 308] {
            let upstream = Upstream::start(vec![Act::answer(status, &[("location", location)], b"")]).await;
            assert_eq!(Steps::new().fails(&to("GET", &upstream)).await, (Class::Redirect, Again::Never));
            assert_eq!(upstream.asked().len(), 1, "{status} {location}");
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_signature_verifies_and_its_id_stays() {
    let upstream = Upstream::start(vec![Act::json(500, "{}")]).await;
    let mut steps = Steps::new();
    let prefixed = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let raw = "thirty-two letters as they are ..";
    steps.secrets = opened(&[("PREFIXED", prefixed), ("RAW", raw)]);
    let as_base64 = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(raw)
    };
    for (name, known) in [("PREFIXED", prefixed), ("RAW", as_base64.as_str())] {
        let mut request = to("POST", &upstream);
        request.body = Some(json!({ "n": 1 }));
        request.sign = Some(name.to_owned());
        for _ in 0..2 {
            steps.send(&request).await.unwrap_err();
            steps.clock.advance(Duration::from_secs(90));
        }
        let asked = upstream.asked();
        let mut ids = Vec::new();
        for (i, asked) in asked.iter().rev().take(2).rev().enumerate() {
            // The server notes headers in lower case, which the signature doesn't survive: it is checked by its text.
            let head: HeaderMap = asked.head.lines().filter_map(|line| line.split_once(": ")).map(header).collect();
            let at = steps.clock.now() - Duration::from_secs(90 * (2 - i as u64));
            let id = head["webhook-id"].to_str().unwrap().to_owned();
            let made =
                scheme::sign(&Scheme::StandardWebhooks, &SecretString::from(known), asked.body.as_bytes(), at, &id);
            for (name, value) in &made {
                assert_eq!(head[name.as_str()], value.to_ascii_lowercase(), "{name}");
            }
            let exact: HeaderMap = made.iter().map(|(name, value)| header((name, value))).collect();
            let verified =
                scheme::verify(&Scheme::StandardWebhooks, &[known.into()], &exact, asked.body.as_bytes(), at);
            assert_eq!(verified.unwrap().delivery_id.as_deref(), Some(id.as_str()));
            ids.push(id);
        }
        assert_eq!(ids[0], ids[1]);
    }
    let mut own = to("POST", &upstream);
    (own.sign, own.headers) = (Some("RAW".to_owned()), pairs(&[("Webhook-Id", "mine")]));
    assert_eq!(steps.fails(&own).await, (Class::Invalid, Again::Never));
    let run = uuid::Uuid::from_u128(7);
    assert_ne!(delivery_id(run, "each[1].notify"), delivery_id(run, "each[2].notify"));
}

fn header((name, value): (&str, &str)) -> (HeaderName, http::HeaderValue) {
    (name.parse().unwrap(), value.parse().unwrap())
}

/// The other side echoes what it got, in every place that it can.
#[tokio::test]
async fn a_secret_that_comes_back_is_masked() {
    let form: String = url::form_urlencoded::byte_serialize(CANARY.as_bytes()).collect();
    let body = json!({ CANARY: [CANARY, { "url": format!("https://example.com/?key={form}") }] }).to_string();
    let headers = [("content-type", "application/json"), ("x-echo", CANARY), ("x-url", form.as_str())];
    let mut request = request("POST", "");
    request.headers = pairs(&[("authorization", CANARY)]);
    request.query = pairs(&[("key", CANARY)]);
    request.body = Some(json!({ "inside": CANARY }));
    let steps = Steps::new();
    for status in [200, 400, 500] {
        let upstream = Upstream::start(vec![Act::answer(status, &headers, body.as_bytes())]).await;
        request.url = format!("http://{}/{form}", upstream.address);
        let text = match steps.send(&request).await {
            Ok(answer) => format!("{} {:?} {answer:?}", answer.body, answer.headers),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(text.contains("***") && !text.contains("canary"), "{text}");
        assert!(upstream.asked()[0].head.contains(CANARY), "but it was sent");
        let shown = request.shown(&steps.secrets).to_string();
        assert!(shown.contains("***") && !shown.contains("canary"), "{shown}");
        assert!(!format!("{request:?} {:?} {:?}", steps.http, steps.secrets).contains("canary"));
    }
    request.url = format!("http://127.0.0.1:9/{form}");
    let error = steps.send(&request).await.unwrap_err();
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_left_alone_for_a_minute() {
    let steps = Steps::new();
    let dead = request("GET", "http://127.0.0.1:9/");
    for _ in 0..10 {
        assert_eq!(steps.fails(&dead).await.0, Class::Unreachable);
    }
    let minute = Duration::from_mins(1);
    assert_eq!(steps.fails(&dead).await, (Class::Busy, Again::Snooze(minute)));
    let mut other = dead.clone();
    other.workspace = WorkspaceId::new("64a1f0c2e4b0a1b2c3d4e5f7").unwrap();
    assert_eq!(steps.fails(&other).await.0, Class::Unreachable, "each workspace finds out for itself");
    steps.clock.advance(Duration::from_secs(59));
    assert_eq!(steps.fails(&dead).await, (Class::Busy, Again::Snooze(Duration::from_secs(1))));
    steps.clock.advance(Duration::from_secs(1));
    assert_eq!(steps.fails(&dead).await.0, Class::Unreachable, "one request finds out");
    assert_eq!(steps.fails(&dead).await, (Class::Busy, Again::Snooze(minute)), "and it is a minute again");
    steps.clock.advance(minute);
    let upstream = Upstream::start(vec![Act::Hang]).await;
    let asking = {
        let (http, request) = (steps.http.clone(), to("GET", &upstream));
        spawn(async move { http.send(&request, &Opened::default()).await })
    };
    eventually("the probe is under way", minute, async || upstream.asked().len() == 1).await;
    assert_eq!(steps.fails(&dead).await, (Class::Busy, Again::Snooze(Duration::from_secs(5))), "and no other one is");
    asking.abort();
    assert!(asking.await.is_err());
    let upstream = Upstream::start(vec![Act::json(404, "{}")]).await;
    assert_eq!(steps.fails(&to("GET", &upstream)).await.0, Class::Refused, "an answer is an answer");
    assert_eq!(steps.fails(&dead).await.0, Class::Unreachable, "and the count begins anew");
}

#[tokio::test]
async fn a_host_gets_eight_requests_at_a_time() {
    let upstream = Upstream::start(vec![Act::Hang]).await;
    let steps = Steps::new();
    let send = || {
        let (http, request) = (steps.http.clone(), to("GET", &upstream));
        spawn(async move { http.send(&request, &Opened::default()).await })
    };
    let asking: Vec<_> = (0..8).map(|_| send()).collect();
    eventually("eight are under way", Duration::from_secs(10), async || upstream.asked().len() == 8).await;
    let error = send().await.unwrap().unwrap_err();
    assert_eq!((error.class, error.again), (Class::Busy, Again::Snooze(Duration::from_secs(5))));
    assert_eq!(upstream.asked().len(), 8);
    asking.iter().for_each(tokio::task::JoinHandle::abort);
    for asking in asking {
        assert!(asking.await.is_err());
    }
    let free = Upstream::start(vec![Act::json(200, "{}")]).await;
    assert!(steps.send(&to("GET", &free)).await.is_ok());
}

/// From the setting of a secret to the end of a request that was answered with it: nothing that is stored or logged
/// holds it.
async fn nothing_of_a_secret_stays(engine: Engine) {
    let app = TestApp::new(engine).await;
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    let workspace = app.installation.workspace.id.parse::<String>().unwrap();
    let workspace = WorkspaceId::new(&workspace).unwrap();
    let (db, keyring) = (&app.app.db, &app.app.keyring);
    let guard = tracing::subscriber::set_default(subscriber);
    secrets::set(db, keyring, &workspace, "KEY", &CANARY.into(), &Actor::Operator, app.now()).await.unwrap();
    let mut steps = Steps::new();
    steps.secrets = secrets::open(db, keyring, &workspace).await.unwrap();
    let bytes = answer(500, &[("content-type", "text/plain")], CANARY.as_bytes());
    let upstream = Upstream::start(vec![Act::Send(bytes)]).await;
    let mut request = to("POST", &upstream);
    request.workspace = workspace.clone();
    request.headers = pairs(&[("authorization", steps.secrets.get("KEY").unwrap())]);
    let error = steps.send(&request).await.unwrap_err();
    assert!(upstream.asked()[0].head.contains(CANARY));
    tracing::info!(%error, ?error, ?request, shown = %request.shown(&steps.secrets), "a step failed");
    drop(guard);
    // As a step's row would be written.
    let entry = audit_entry::ActiveModel {
        id: sea_orm::Set(uuid::Uuid::now_v7()),
        workspace_id: sea_orm::Set(workspace.to_string()),
        actor: sea_orm::Set("system".to_owned()),
        action: sea_orm::Set("test".to_owned()),
        subject: sea_orm::Set("step".to_owned()),
        before: sea_orm::Set(Some(request.shown(&steps.secrets).to_string())),
        after: sea_orm::Set(Some(format!("{error} {:?}", error.body))),
        at_ms: sea_orm::Set(0),
    };
    audit_entry::Entity::insert(entry).exec_without_returning(&db.writer()).await.unwrap();
    let log = log.0.lock().unwrap().clone();
    assert!(log.contains("a step failed") && log.contains("***"), "{log}");
    assert!(!log.contains("canary"), "{log}");
    assert_eq!(app.contents().await.places_of(CANARY), Vec::<String>::new());
    assert_eq!(app.contents().await.places_of("canary"), Vec::<String>::new());
    app.finish().await;
}
