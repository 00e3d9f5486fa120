//! The way to an add-on: requests go out here and nowhere else, to loopback addresses only.

use std::net::SocketAddr;

use reqwest::redirect::Policy;

use super::base::{self, Base};
use super::{TIMEOUT, webhook};
use crate::domain::event::EventType;
use crate::sandbox::delivery::{Delivery, Schedule, Status};
use crate::sandbox::{Error, Request};

/// Bytes of an answer that are kept.
const KEPT: usize = 1024;

/// What an add-on answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct Answered {
    /// The status.
    pub(in crate::sandbox) status: u16,
    /// How the body begins.
    pub(in crate::sandbox) body: String,
}

/// A client and the address that it sends to. A clone is the same client.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Line {
    base: Base,
    client: reqwest::Client,
}

impl Line {
    /// A line to a base URL, which must be on this machine.
    pub(in crate::sandbox) fn new(base_url: &str) -> Result<Self, Error> {
        let base = Base::new(base_url)?;
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(Policy::none())
            .no_proxy()
            .resolve_to_addrs("localhost", &base::LOCALHOST as &[SocketAddr])
            .build()
            .map_err(Error::Client)?;
        Ok(Self { base, client })
    }

    /// The same client, to another base URL on this machine.
    pub(in crate::sandbox) fn towards(&self, base_url: &str) -> Result<Self, Error> {
        Ok(Self { base: Base::new(base_url)?, client: self.client.clone() })
    }

    pub(super) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    pub(super) fn manifest(&self) -> &str {
        self.base.manifest()
    }

    pub(super) fn url(&self, path: &str) -> String {
        self.base.url(path)
    }

    /// Sends a request as it stands, once.
    pub(in crate::sandbox) async fn send(&self, action: &'static str, request: &Request) -> Result<Answered, Error> {
        let url = self.url(&request.path);
        let mut call = self.client.request(request.method.clone(), &url).body(request.body.clone());
        for (name, value) in &request.headers {
            call = call.header(*name, value);
        }
        let mut answer = match call.send().await {
            Ok(answer) => answer,
            Err(source) => return Err(Error::unreachable(action, url, source)),
        };
        let (status, mut body) = (answer.status().as_u16(), Vec::new());
        // The status is the answer; what becomes of the rest of a body doesn't change it.
        while let Ok(Some(chunk)) = answer.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() >= KEPT {
                break;
            }
        }
        body.truncate(KEPT);
        Ok(Answered { status, body: String::from_utf8_lossy(&body).into_owned() })
    }

    /// Delivers, and repeats by the schedule until it is taken. Shows the record after every attempt, with the
    /// answer if there was one.
    pub(in crate::sandbox) async fn deliver(
        &self,
        event: EventType,
        mut request: Request,
        schedule: &Schedule,
        mut watch: impl FnMut(&Delivery, Option<&Answered>),
    ) -> Delivery {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = self.send("a delivery", &request).await;
            let status = answer.as_ref().map(|answer| answer.status).map_err(ToString::to_string);
            let wait = schedule.after(attempts);
            let record = Delivery::next(event, attempts, status, wait.is_some());
            watch(&record, answer.as_ref().ok());
            match wait {
                Some(wait) if record.status == Status::Retrying => tokio::time::sleep(wait).await,
                _ => return record,
            }
            request = webhook::repeated(&request);
        }
    }
}
