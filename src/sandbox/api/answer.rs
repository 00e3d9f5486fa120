//! From a request to its answer: who asks, how often, for what, and what is to go wrong.

use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Response};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::auth::Caller;
use super::fault::Fault;
use super::handle::{self, Call};
use super::options::{Plan, ScopeRefusal};
use super::refusal::Refusal;
use super::reply::{Body, Outcome, Reply};
use super::route::Found;
use super::{Api, State, check, events, multipart, page};
use crate::clockify::catalogue::{Host, Operation};

/// A request, read to the end.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) arrived: Instant,
}

/// What is answered.
#[derive(Debug)]
pub(super) enum Told {
    Answer(Response<Bytes>),
    /// An answer that ends before it is over.
    Cut {
        head: Response<()>,
        first: Bytes,
    },
    /// No answer, and no connection any more.
    Reset,
}

impl Api {
    /// Answers a request.
    pub(super) async fn tell(&self, asked: Asked) -> Told {
        if let Some(path) = asked.path.strip_prefix("/sandbox/") {
            return plain(self.admin(path, &asked));
        }
        let (reply, fault) = match self.route(&asked).await {
            Ok((reply, fault)) => (reply, fault),
            Err(Silence::Refusal(refusal)) => return plain(refusal.reply()),
            Err(Silence::Reset) => return Told::Reset,
        };
        if let Some(delay) = fault.as_ref().and_then(Fault::delay) {
            tokio::time::sleep(delay).await;
        }
        spoiled(reply, fault.as_ref())
    }

    async fn route(&self, asked: &Asked) -> Result<(Reply, Option<Fault>), Silence> {
        let no_route = || Refusal::no_route(&asked.method, &asked.path);
        if let Some(path) = asked.path.strip_prefix("/api/addon/") {
            return Ok((self.platform(path, asked)?, None));
        }
        let (host, path) = match asked.path.strip_prefix("/api") {
            Some(path) => (Host::Regular, path),
            None => (Host::Reports, asked.path.strip_prefix("/report").ok_or_else(no_route)?),
        };
        let (operation, values) = match self.0.router.find(&asked.method, host, path) {
            Found::Operation(operation, values) => (operation, values),
            Found::Method => return Err(Refusal::method(&asked.method).into()),
            Found::Nothing => return Err(no_route().into()),
        };
        let mut made = None;
        let fault = {
            let mut state = self.state();
            let caller = self.admit(&mut state, asked)?;
            let fault = state.faults.next(&operation.id);
            *state.calls.entry(operation.id.clone()).or_default() += 1;
            if !matches!(fault, Some(Fault::Timeout | Fault::Reset)) {
                refused(fault.as_ref(), operation, state.scope_refusal)?;
                made = Some(self.make(&mut state, operation, values, asked, &caller, fault.as_ref())?);
            }
            fault
        };
        if let Some((reply, awaited)) = made {
            for tried in awaited {
                tried.cancelled().await;
            }
            return Ok((reply, fault));
        }
        if fault == Some(Fault::Timeout) {
            self.0.deliveries.stop.cancelled().await;
        }
        Err(Silence::Reset)
    }

    /// Who asks, if it may and if it isn't too often.
    pub(super) fn admit(&self, state: &mut State, asked: &Asked) -> Result<Caller, Refusal> {
        let State { gate, installs, limiter, .. } = state;
        let caller = gate.caller(&asked.headers, installs, self.now())?;
        if limiter.arrive(&caller.addon_id, asked.arrived) { Ok(caller) } else { Err(Refusal::rate(None)) }
    }

    pub(super) fn make(
        &self,
        state: &mut State,
        operation: &Operation,
        mut ids: Vec<String>,
        asked: &Asked,
        caller: &Caller,
        fault: Option<&Fault>,
    ) -> Result<(Reply, Vec<CancellationToken>), Refusal> {
        if handle::is_in_workspace(operation) && !ids.is_empty() && ids.remove(0) != state.world.seed.workspace.id {
            return Err(Refusal::token());
        }
        permitted(state, operation, caller)?;
        check::query(operation, &asked.query)?;
        let body = body(operation, asked)?;
        check::body(operation, &body)?;
        let now = self.now();
        let State { world, hooks, installs, plan, .. } = &mut *state;
        let mut call = Call {
            operation,
            ids,
            query: &asked.query,
            body: &body,
            caller,
            world,
            hooks,
            installs,
            plan: *plan,
            now,
            changes: Vec::new(),
        };
        let outcome = handle::run(&mut call)?;
        let changes = std::mem::take(&mut call.changes);
        let reply = match outcome {
            Outcome::Whole(reply) => reply,
            Outcome::List(list) => page::answer(operation, &asked.query, &body, list, &state.world, fault)?,
        };
        let mut caused = events::of(operation, &changes, &state.world, &caller.user);
        caused.extend(events::of_rates(operation, &changes, &state.world));
        let awaited = self.deliver(state, &caused);
        Ok((reply, awaited))
    }
}

/// Why there is no ordinary answer.
enum Silence {
    Refusal(Refusal),
    Reset,
}

impl From<Refusal> for Silence {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

/// Whether the add-on's manifest and the workspace's plan allow the call.
fn permitted(state: &State, operation: &Operation, caller: &Caller) -> Result<(), Refusal> {
    if let Some(scope) = &operation.scope
        && (state.denied.contains(scope) || !caller.scopes.contains(scope))
    {
        return Err(scope_refusal(scope, state.scope_refusal));
    }
    let needed = Plan::needed(&operation.path);
    if state.plan < needed { Err(Refusal::plan(needed.name())) } else { Ok(()) }
}

fn scope_refusal(scope: &str, how: ScopeRefusal) -> Refusal {
    Refusal::scope(scope, if how == ScopeRefusal::Unauthorized { 401 } else { 403 })
}

/// The refusals that a fault stands for.
fn refused(fault: Option<&Fault>, operation: &Operation, how: ScopeRefusal) -> Result<(), Refusal> {
    match fault {
        Some(Fault::Status { status }) => Err(Refusal::failure(*status)),
        Some(Fault::Unauthorized) => Err(Refusal::token()),
        Some(Fault::Scope) => Err(scope_refusal(operation.scope.as_deref().unwrap_or("REQUIRED"), how)),
        Some(Fault::Plan) => Err(Refusal::plan(Plan::Enterprise.name())),
        Some(Fault::RateLimited { retry_after }) => Err(Refusal::rate(*retry_after)),
        _ => Ok(()),
    }
}

/// The body of a request, as JSON whatever it was.
fn body(operation: &Operation, asked: &Asked) -> Result<Value, Refusal> {
    let Some(body) = operation.body.as_ref().filter(|_| !asked.body.is_empty()) else { return Ok(Value::Null) };
    let content_type = asked.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/") {
        return multipart::read(content_type, &asked.body, &body.schema)
            .ok_or_else(|| Refusal::shape("Malformed multipart request"));
    }
    serde_json::from_slice(&asked.body).map_err(|_| Refusal::shape("Malformed JSON request"))
}

fn plain(reply: Reply) -> Told {
    let (status, headers, kind, body) = reply.into_bytes();
    let mut answer = Response::builder().status(status);
    if let Some(kind) = kind {
        answer = answer.header("content-type", kind);
    }
    for (name, value) in headers {
        answer = answer.header(name, value);
    }
    // Everything in there is the sandbox's own and well-formed.
    Told::Answer(answer.body(body).unwrap_or_default())
}

/// The answer after what goes wrong with it.
fn spoiled(reply: Reply, fault: Option<&Fault>) -> Told {
    match fault {
        Some(Fault::HalfJson) => {
            let (_, _, _, body) = reply.clone().into_bytes();
            plain(Reply { body: Body::Raw("application/json", body.slice(..body.len() / 2)), ..reply })
        }
        Some(Fault::WrongType) => plain(Reply::raw("text/html;charset=utf-8", "<html><body>Please wait</body></html>")),
        Some(Fault::Big { bytes }) => {
            let item = br#"{"id":"000000000000000000000000"}"#;
            let count = bytes / (item.len() + 1);
            let mut list = Vec::with_capacity(bytes + 2);
            list.push(b'[');
            for at in 0..count {
                list.extend(if at == 0 { &b""[..] } else { b"," });
                list.extend(item);
            }
            list.push(b']');
            plain(Reply { body: Body::Raw("application/json", list.into()), ..reply })
        }
        Some(Fault::Cut) => match plain(reply) {
            Told::Answer(answer) => {
                let (mut head, body) = answer.into_parts();
                if let Ok(length) = body.len().to_string().parse() {
                    head.headers.insert("content-length", length);
                }
                Told::Cut { head: Response::from_parts(head, ()), first: body.slice(..body.len() / 2) }
            }
            other => other,
        },
        _ => plain(reply),
    }
}
