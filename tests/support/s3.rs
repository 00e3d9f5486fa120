//! A server that speaks as much S3 as is needed, keeps everything in memory, and fails when it is told to.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;

/// The login that it takes.
pub(crate) const ACCESS_KEY: &str = "CANARYACCESSKEY";
pub(crate) const SECRET_KEY: &str = "canary/secret+key";

/// Objects of a page of a list.
const PAGE: usize = 50;

/// Smallest part but for the last one.
const PART: usize = 5 * 1024 * 1024;

/// The object that is being uploaded, and its parts.
type Parts = (String, BTreeMap<u32, Bytes>);

/// A running server. Dropped, it stops.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) is: Arc<Bucket>,
    _stop: tokio::sync::oneshot::Sender<()>,
}

/// What it holds and how it behaves.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    objects: Mutex<BTreeMap<String, Bytes>>,
    uploads: Mutex<HashMap<String, Parts>>,
    random: Mutex<Option<fastrand::Rng>>,
    /// Out of a thousand requests, how many are put off.
    pub(crate) busy: AtomicU32,
    /// How many were.
    pub(crate) refused: AtomicUsize,
    /// How many downloads were cut off.
    pub(crate) cut: AtomicUsize,
    /// Nothing can be removed.
    pub(crate) locked: AtomicBool,
    /// Uploads with this in their name fail, however often they are tried.
    pub(crate) broken: Mutex<Option<String>>,
    /// Uploads with this in their name never end.
    pub(crate) stall: Mutex<Option<String>>,
    /// One of them has begun.
    pub(crate) stalled: Notify,
    count: AtomicUsize,
}

impl Server {
    /// Starts one in a thread of its own.
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let is = Arc::new(Bucket::default());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&is));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    served = axum::serve(listener, app) => served.unwrap(),
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        });
        Self { address, is, _stop: stop }
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Bucket {
    /// The names of all objects.
    pub(crate) fn names(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().cloned().collect()
    }

    /// Whether this text is in any object.
    pub(crate) fn holds(&self, text: &str) -> bool {
        let objects = self.objects.lock().unwrap();
        objects.values().any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }

    /// How many uploads in parts were begun and not ended.
    pub(crate) fn open_uploads(&self) -> usize {
        self.uploads.lock().unwrap().len()
    }

    fn chance(&self) -> bool {
        let busy = self.busy.load(Ordering::Relaxed);
        let mut random = self.random.lock().unwrap();
        random.get_or_insert_with(|| fastrand::Rng::with_seed(3)).u32(..1000) < busy
    }
}

fn error(status: StatusCode, code: &str) -> Response {
    (status, format!("<Error><Code>{code}</Code><Message>no</Message></Error>")).into_response()
}

/// Only who has the key, and only a body that is the one that was signed.
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let hash = text("x-amz-content-sha256");
    text("authorization").contains(&format!("Credential={ACCESS_KEY}/"))
        && text("authorization").contains("Signature=")
        && (hash == "UNSIGNED-PAYLOAD" || hash == hex::encode(Sha256::digest(body)))
}

async fn answer(State(bucket): State<Arc<Bucket>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = percent_encoding::percent_decode_str(parts.uri.path()).decode_utf8_lossy().into_owned();
    let key = path.trim_start_matches('/').split_once('/').map_or("", |(_, key)| key).to_owned();
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let stall = bucket.stall.lock().unwrap().clone();
    if parts.method == Method::PUT && stall.is_some_and(|name| key.contains(&name)) && !key.ends_with(".upload") {
        bucket.stalled.notify_one();
        std::future::pending::<()>().await;
    }
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return error(StatusCode::BAD_REQUEST, "IncompleteBody");
    };
    if !is_signed(&parts.headers, &body) {
        return error(StatusCode::FORBIDDEN, "InvalidAccessKeyId");
    }
    if bucket.chance() {
        bucket.refused.fetch_add(1, Ordering::Relaxed);
        return error(StatusCode::SERVICE_UNAVAILABLE, "SlowDown");
    }
    let broken = bucket.broken.lock().unwrap().clone();
    if parts.method == Method::PUT && broken.is_some_and(|name| key.contains(&name)) {
        bucket.refused.fetch_add(1, Ordering::Relaxed);
        return error(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
    }
    let upload = query.get("uploadId");
    match (&parts.method, upload) {
        (&Method::GET, _) if key.is_empty() => list(&bucket, &query),
        (&Method::GET | &Method::HEAD, _) => get(&bucket, &key, &parts.headers, parts.method == Method::HEAD),
        (&Method::PUT, Some(id)) => {
            let etag = etag(&body);
            match bucket.uploads.lock().unwrap().get_mut(id) {
                Some((_, done)) => done.insert(query["partNumber"].parse().unwrap(), body),
                None => return error(StatusCode::NOT_FOUND, "NoSuchUpload"),
            };
            ([(header::ETAG, etag)], "").into_response()
        }
        (&Method::PUT, None) => {
            let etag = etag(&body);
            bucket.objects.lock().unwrap().insert(key, body);
            ([(header::ETAG, etag)], "").into_response()
        }
        (&Method::POST, None) if query.contains_key("uploads") => {
            let id = format!("upload-{}", bucket.count.fetch_add(1, Ordering::Relaxed));
            bucket.uploads.lock().unwrap().insert(id.clone(), (key, BTreeMap::new()));
            format!("<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>")
                .into_response()
        }
        (&Method::POST, Some(id)) => complete(&bucket, id),
        (&Method::DELETE, Some(id)) => {
            bucket.uploads.lock().unwrap().remove(id);
            StatusCode::NO_CONTENT.into_response()
        }
        (&Method::DELETE, None) if bucket.locked.load(Ordering::Relaxed) => {
            error(StatusCode::FORBIDDEN, "AccessDenied")
        }
        (&Method::DELETE, None) => {
            bucket.objects.lock().unwrap().remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => error(StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
    }
}

fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", &hex::encode(Sha256::digest(bytes))[..32])
}

fn complete(bucket: &Bucket, id: &str) -> Response {
    let Some((key, parts)) = bucket.uploads.lock().unwrap().remove(id) else {
        return error(StatusCode::NOT_FOUND, "NoSuchUpload");
    };
    let last = parts.keys().next_back().copied();
    if parts.iter().any(|(number, bytes)| Some(*number) != last && bytes.len() < PART) {
        return error(StatusCode::BAD_REQUEST, "EntityTooSmall");
    }
    let whole: Vec<u8> = parts.into_values().flatten().collect();
    let etag = etag(&whole);
    bucket.objects.lock().unwrap().insert(key, whole.into());
    format!("<CompleteMultipartUploadResult><ETag>{etag}</ETag></CompleteMultipartUploadResult>").into_response()
}

fn get(bucket: &Bucket, key: &str, headers: &HeaderMap, head: bool) -> Response {
    let Some(bytes) = bucket.objects.lock().unwrap().get(key).cloned() else {
        return error(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    let whole = bytes.len();
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let (from, to) = match range {
        Some((from, to)) => (from.parse().unwrap_or(0), to.parse().map_or(whole, |to: usize| whole.min(to + 1))),
        None => (0, whole),
    };
    let part = bytes.slice(from..to);
    let mut answer = Response::builder()
        .status(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK })
        .header(header::ETAG, etag(&bytes))
        .header(header::LAST_MODIFIED, "Fri, 27 Nov 2026 00:00:00 GMT")
        .header(header::CONTENT_LENGTH, part.len());
    if range.is_some() {
        answer = answer.header(header::CONTENT_RANGE, format!("bytes {from}-{}/{whole}", to.max(1) - 1));
    }
    let body = if head {
        Body::empty()
    } else if part.len() > 100 && bucket.chance() {
        // The line goes down in the middle.
        bucket.cut.fetch_add(1, Ordering::Relaxed);
        let half = part.slice(..part.len() / 2);
        Body::from_stream(futures_util::stream::iter([Ok(half), Err(std::io::Error::other("cut"))]))
    } else {
        Body::from(part)
    };
    answer.body(body).unwrap()
}

fn list(bucket: &Bucket, query: &HashMap<String, String>) -> Response {
    let prefix = query.get("prefix").map_or("", String::as_str);
    let after = query.get("continuation-token").or_else(|| query.get("start-after")).cloned().unwrap_or_default();
    let objects = bucket.objects.lock().unwrap();
    let fit = objects.iter().filter(|(key, _)| key.starts_with(prefix) && **key > after);
    let page: Vec<_> = fit.take(PAGE + 1).collect();
    let mut text = String::from("<ListBucketResult>");
    for (key, bytes) in page.iter().take(PAGE) {
        write!(
            text,
            "<Contents><Key>{key}</Key><LastModified>2026-11-27T00:00:00.000Z</LastModified><ETag>{}</ETag>\
             <Size>{}</Size></Contents>",
            etag(bytes),
            bytes.len()
        )
        .unwrap();
    }
    if page.len() > PAGE {
        write!(
            text,
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{}</NextContinuationToken>",
            page[PAGE - 1].0
        )
        .unwrap();
    }
    (text + "</ListBucketResult>").into_response()
}
