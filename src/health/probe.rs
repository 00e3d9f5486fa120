//! The running servers, asked over HTTP: for Docker, Kubernetes, Nagios, every few seconds.
//!
//! It reads no setting but where they listen, opens no database, and is done when its time is up, whatever the other side
//! does.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::Instant;
use url::Url;

use super::{Check, Status};
use crate::domain::addon::Addon;

/// How long all of it may take, where nobody says.
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// An answer that takes longer than this is a warning.
const SLOW: Duration = Duration::from_millis(500);

/// Whoever watches reads the metrics at least this often.
pub const LATELY: Duration = Duration::from_mins(10);

/// Most bytes of an answer.
const ANSWER: usize = 64 * 1024;

/// A server to ask.
#[derive(Clone, Debug)]
pub struct Target {
    /// The add-on that is expected there; none when any will do.
    pub addon: Option<Addon>,
    /// Its address, with its base path if it has one.
    pub url: Url,
}

impl Target {
    /// The add-on where it listens. From every address means from this machine, too.
    #[must_use]
    pub fn listening(addon: Addon, address: SocketAddr) -> Option<Self> {
        let ip = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        let url = Url::parse(&format!("http://{}", SocketAddr::new(ip, address.port()))).ok()?;
        Some(Self { addon: Some(addon), url })
    }
}

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("it can't be reached: {0}")]
    Io(#[from] std::io::Error),
    #[error("it doesn't speak HTTP: {0}")]
    Http(#[from] hyper::Error),
    #[error("the call failed: {0}")]
    Call(#[from] reqwest::Error),
    #[error("the request can't be made: {0}")]
    Request(#[from] http::Error),
    #[error("the answer is too long or breaks off")]
    Body,
    #[error("the address names no host")]
    Host,
}

/// Whether any of the checks says that time was up, which is no answer of the server.
#[must_use]
pub fn timed_out(checks: &[Check]) -> bool {
    checks.iter().any(|check| check.id == "server.answer" && check.observed.starts_with("no answer within"))
}

/// Asks all of them at once.
pub async fn probe(targets: &[Target], timeout: Duration) -> Vec<Check> {
    join_all(targets.iter().map(|target| one(target, timeout))).await.into_iter().flatten().collect()
}

async fn one(target: &Target, timeout: Duration) -> Vec<Check> {
    let about = |check: Check| match target.addon {
        Some(addon) => check.of(addon),
        None => check.item(target.url.origin().ascii_serialization()),
    };
    let started = Instant::now();
    let both = async { tokio::try_join!(get(&target.url, "ready"), get(&target.url, "health")) };
    let (ready, health) = match tokio::time::timeout(timeout, both).await {
        Ok(Ok(answers)) => answers,
        Ok(Err(error)) => {
            let hint = format!(
                "start it with `clockify-addons serve`, or name where it runs with --url; tried {}",
                target.url
            );
            return vec![about(Check::new("server.answer", Status::Fail, error.to_string()).hint(hint))];
        }
        Err(_) => {
            let observed = format!("no answer within {} ms", timeout.as_millis());
            let hint = format!(
                "look at the server's log; {} accepts connections and doesn't answer, or isn't reachable",
                target.url
            );
            return vec![about(Check::new("server.answer", Status::Fail, observed).hint(hint))];
        }
    };
    let taken = started.elapsed();
    let mut checks = Vec::new();
    let named = ready.1["service"].as_str().unwrap_or_default();
    let right = target.addon.map_or_else(|| named.parse::<Addon>().is_ok(), |addon| addon.name() == named);
    if !right {
        let observed = if named.is_empty() { "something else answers".to_owned() } else { format!("{named} answers") };
        let hint = "another program listens there; compare the ports with `clockify-addons config show`";
        return vec![about(Check::new("server.answer", Status::Fail, observed).hint(hint))];
    }
    let time = Check::new("server.answer", Status::warn_unless(taken < SLOW), format!("{} ms", taken.as_millis()))
        .limit(format!("{} ms", SLOW.as_millis()))
        .measure(taken.as_secs_f64(), "s", Some(SLOW.as_secs_f64()), Some(timeout.as_secs_f64()))
        .hint("the machine or the server is overloaded; see addon_ metrics at /metrics");
    checks.push(about(time));
    checks.push(about(readiness(ready.0, &ready.1)));
    checks.push(about(version(&health.1)));
    checks
}

/// How long ago the metrics of these servers were read: none if none of them answers, then none if they never were, and
/// the longest time of all.
pub(super) async fn metrics_read(targets: &[Target], timeout: Duration) -> Option<Option<Duration>> {
    let asked = targets.iter().map(|target| tokio::time::timeout(timeout, get(&target.url, "health")));
    let answers: Vec<Value> = join_all(asked).await.into_iter().flatten().flatten().map(|(_, body)| body).collect();
    let seconds = answers.iter().map(|answer| answer["metrics_read_seconds_ago"].as_u64().map(Duration::from_secs));
    // One that is never read is as bad as all of them.
    seconds.reduce(|one, two| Some(one?.max(two?)))
}

fn readiness(status: u16, body: &Value) -> Check {
    let lacking = |name: &str| body["checks"][name] == Value::Bool(false);
    if status == 200 && body["ready"] == Value::Bool(true) {
        return Check::new("server.ready", Status::Pass, "takes deliveries");
    }
    let (observed, hint) = if lacking("database") {
        ("its database doesn't answer", "`clockify-addons health --deep` says why")
    } else if lacking("migrations") {
        ("its database is behind", "run `clockify-addons migrate`")
    } else if lacking("serving") {
        ("it is going down", "nothing to do if that was asked; the log says if not")
    } else {
        ("it isn't ready", "see the server's log")
    };
    Check::new("server.ready", Status::Fail, observed).hint(hint)
}

fn version(health: &Value) -> Check {
    let ours = env!("CARGO_PKG_VERSION");
    let theirs = health["version"].as_str().unwrap_or("unknown");
    Check::new("server.version", Status::warn_unless(theirs == ours), theirs)
        .limit(ours)
        .hint(format!("this program is {ours}; restart the server, or upgrade the program that asks"))
}

/// One GET: the status, and the body if it is JSON.
async fn get(base: &Url, path: &str) -> Result<(u16, Value), Error> {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    let (status, body) = if url.scheme() == "https" { sealed(url).await? } else { plain(&url).await? };
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

/// Without TLS there is nothing to set up, so that a probe costs next to nothing.
async fn plain(url: &Url) -> Result<(u16, Bytes), Error> {
    let host = url.host_str().ok_or(Error::Host)?;
    let port = url.port_or_known_default().unwrap_or(80);
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::get(url.path()).header("host", format!("{host}:{port}")).body(Empty::<Bytes>::new())?;
    let exchange = async {
        let answer = sender.send_request(request).await?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), ANSWER).collect().await.map_err(|_| Error::Body)?;
        drop(sender);
        Ok::<_, Error>((status, body.to_bytes()))
    };
    let (answer, _) = tokio::join!(exchange, connection);
    answer
}

async fn sealed(url: Url) -> Result<(u16, Bytes), Error> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let answer = client.get(url).send().await?;
    let status = answer.status().as_u16();
    if answer.content_length().is_some_and(|length| length > ANSWER as u64) {
        return Err(Error::Body);
    }
    Ok((status, answer.bytes().await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_every_address_is_from_here_too() {
        for (address, url) in [
            ("0.0.0.0:8000", "http://127.0.0.1:8000/"),
            ("[::]:8000", "http://[::1]:8000/"),
            ("10.0.0.7:80", "http://10.0.0.7/"),
        ] {
            let target = Target::listening(Addon::ApiStudio, address.parse().unwrap()).unwrap();
            assert_eq!(target.url.as_str(), url);
        }
    }

    #[test]
    fn why_it_is_not_ready() {
        let body = |name: &str| serde_json::json!({ "ready": false, "checks": { name: false } });
        for (name, part) in [
            ("database", "doesn't answer"),
            ("migrations", "behind"),
            ("serving", "going down"),
            ("tea", "isn't ready"),
        ] {
            let check = readiness(503, &body(name));
            assert!(check.status == Status::Fail && check.observed.contains(part) && check.hint.is_some(), "{check:?}");
        }
        assert_eq!(readiness(200, &serde_json::json!({ "ready": true })).status, Status::Pass);
    }
}
