//! A Clockify that answers at once: it knows nothing, and tells when it was called to make a tag.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use clockify_addons::clock::{Clock, System};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// When each tag was asked for, in milliseconds since 1970: by workspace, and by name. More than one time is one too many.
pub(super) type Calls = HashMap<String, HashMap<String, Vec<i64>>>;

/// It listens until it is dropped.
pub(super) struct Upstream {
    address: SocketAddr,
    calls: Arc<Mutex<Calls>>,
    _runtime: Runtime,
}

impl Upstream {
    pub(super) fn start() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let calls = Arc::<Mutex<Calls>>::default();
        let noted = Arc::clone(&calls);
        runtime.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                _ = stream.set_nodelay(true);
                let noted = Arc::clone(&noted);
                let service = service_fn(move |request| answer(request, Arc::clone(&noted)));
                connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok(Self { address, calls, _runtime: runtime })
    }

    /// Where it is, as it stands in tokens.
    pub(super) fn url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// How many tags of a workspace were asked for.
    pub(super) fn count(&self, workspace: &str) -> usize {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).get(workspace).map_or(0, HashMap::len)
    }

    /// The calls so far. What follows begins anew.
    pub(super) fn take(&self) -> Calls {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn answer(request: Request<Incoming>, calls: Arc<Mutex<Calls>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let now = i64::try_from(System.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let body = request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let mut parts = path.trim_start_matches('/').split('/').skip(3);
    let (workspace, what) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let told = match (method, what, serde_json::from_slice::<Value>(&body)) {
        (Method::POST, "tags", Ok(tag)) => {
            let name = tag["name"].as_str().unwrap_or_default().to_owned();
            let id = format!("{:0>24}", &name[name.len().saturating_sub(20)..]);
            let told = json!({ "id": id, "name": name, "workspaceId": workspace, "archived": false });
            let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
            calls.entry(workspace.to_owned()).or_default().entry(name).or_default().push(now);
            told.to_string()
        }
        (Method::GET, ..) => "[]".to_owned(),
        _ => "{}".to_owned(),
    };
    let answer = Response::builder().status(StatusCode::OK).header("content-type", "application/json");
    Ok(answer.body(Full::from(told)).unwrap_or_default())
}
