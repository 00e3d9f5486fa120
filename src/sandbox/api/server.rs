//! The listener. It is no router's, because faults need the connection itself.

use std::pin::Pin;
use std::time::Instant;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::Api;
use super::answer::{Asked, Told};

/// The longest body of a request.
const LONGEST: usize = 8 * 1024 * 1024;

/// The connection is to be reset.
#[derive(Debug, thiserror::Error)]
#[error("the connection is reset on purpose")]
struct Reset;

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Reset>> + Send>>;

impl Api {
    /// Takes connections until the API is stopped.
    #[expect(clippy::disallowed_methods, reason = "the tracker waits for its tasks when the API is stopped")]
    pub(super) async fn listen(self, listener: TcpListener) {
        let stop = self.0.deliveries.stop.clone();
        while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
            match accepted {
                Ok((stream, _)) => {
                    let connection = self.clone().serve(stream);
                    tokio::spawn(self.0.deliveries.tasks.track_future(connection));
                }
                Err(error) => {
                    tracing::warn!(%error, "the sandbox can't take a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            }
        }
    }

    async fn serve(self, stream: TcpStream) {
        _ = stream.set_nodelay(true);
        let stop = self.0.deliveries.stop.clone();
        let service = hyper::service::service_fn(move |request| -> Answer {
            let api = self.clone();
            Box::pin(async move { api.take(request).await })
        });
        let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let ended = {
            let ended = std::future::poll_fn(|context| connection.poll_without_shutdown(context));
            stop.run_until_cancelled(ended).await
        };
        let stream = connection.into_parts().io.into_inner();
        if let Some(Err(error)) = ended
            && is_reset(&error)
        {
            // Without lingering, closing says "reset" and not "end".
            _ = stream.set_zero_linger();
        }
    }

    async fn take(self, request: Request<Incoming>) -> Result<Response<Body>, Reset> {
        let arrived = Instant::now();
        let (head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, LONGEST).collect().await else { return Err(Reset) };
        let asked = Asked {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(pairs).unwrap_or_default(),
            headers: head.headers,
            body: body.to_bytes(),
            arrived,
        };
        match self.tell(asked).await {
            Told::Reset => Err(Reset),
            Told::Cut { head, first } => {
                let broken = async {
                    // While nothing comes, what came is sent.
                    tokio::task::yield_now().await;
                    Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
                };
                let body = Body::from_stream(stream::iter([Ok(first)]).chain(stream::once(broken)));
                Ok(head.map(|()| body))
            }
            Told::Answer(answer) => Ok(answer.map(Body::from)),
        }
    }
}

/// Whether the connection broke because it was to.
fn is_reset(error: &hyper::Error) -> bool {
    std::error::Error::source(error).and_then(|source| source.downcast_ref::<Reset>()).is_some()
}

/// The parameters of a query, in order.
fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
