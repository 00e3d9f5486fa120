//! The walk over the steps.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::frame::Frame;
use super::{Halt, Memory, Note, World, failure, values};
use crate::clockify::catalogue::Catalogue;
use crate::db::entities::flow_run;
use crate::db::entities::flow_step::State;
use crate::domain::flow::{
    Action, Condition, Definition, Delay, Failure, Fault, OnError, Reason, ResolveError, Scope, Secrets, Step, limits,
};

/// Longest wait of a step.
const LONGEST_DELAY: time::Duration = time::Duration::days(30);

/// A walk over a flow's steps. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::flows) struct Walk<'a> {
    pub(in crate::flows) world: &'a dyn World,
    pub(in crate::flows) definition: &'a Definition,
    pub(in crate::flows) catalogue: &'a Catalogue,
    /// What started the run.
    pub(in crate::flows) trigger: &'a Value,
    /// The entity as it was known before.
    pub(in crate::flows) previous: Option<&'a Value>,
    /// What expressions see of the flow: id, name, version, run.
    pub(in crate::flows) flow: &'a Value,
    /// What they see of the workspace: id and time zone.
    pub(in crate::flows) workspace: &'a Value,
    pub(in crate::flows) secrets: Option<&'a dyn Secrets>,
}

/// What became of a step's action.
pub(super) enum Done {
    /// It is done: its result, and what is to be journaled.
    Result(Value, Note),
    /// It failed for good.
    Failed(Box<Failure>, Note),
}

impl Walk<'_> {
    /// Walks from the first step to the end, and says how that was.
    pub(in crate::flows) async fn run(&self) -> Halt {
        let mut frame = Frame::default();
        let reason = match self.steps(&self.definition.steps, &mut frame, true).await {
            Ok(()) => return Halt::End { state: flow_run::State::Succeeded, reason: None },
            Err(Halt::Failed(reason)) => reason,
            Err(halt) => return halt,
        };
        if let Err(halt) = self.clean_up(&reason, &mut frame).await {
            return halt;
        }
        Halt::End { state: flow_run::State::Failed, reason: Some(reason) }
    }

    /// What is done when a step failed. If that fails too, the first failure is still the one that counts.
    async fn clean_up(&self, reason: &Reason, frame: &mut Frame<'_>) -> Result<(), Halt> {
        if self.definition.on_failure.is_empty() {
            return Ok(());
        }
        let mut flow = self.flow.clone();
        let (step, status) = match reason {
            Reason::Step(failure) => (failure.step.as_str(), failure.status),
            Reason::Unknown { step } => (step.as_str(), None),
            _ => ("", None),
        };
        if let Value::Object(fields) = &mut flow {
            let told = json!({ "step": step, "message": reason.to_string(), "status": status });
            fields.insert("failure".to_owned(), told);
        }
        let walk = Walk { flow: &flow, ..*self };
        match walk.steps(&self.definition.on_failure, frame, false).await {
            Ok(()) | Err(Halt::Failed(_) | Halt::End { .. }) => Ok(()),
            Err(halt) => Err(halt),
        }
    }

    /// What expressions see.
    pub(super) fn scope<'s>(&'s self, frame: &'s Frame<'_>) -> Scope<'s> {
        let mut scope = Scope::new(self.trigger, self.world.now())
            .steps(frame)
            .flow(self.flow)
            .workspace(self.workspace)
            .tables(&self.definition.tables);
        if let Some((item, index)) = frame.current() {
            scope = scope.item(item, index);
        }
        if let Some(previous) = self.previous {
            scope = scope.previous(previous);
        }
        if let Some(secrets) = self.secrets {
            scope = scope.secrets(secrets);
        }
        scope
    }

    /// Steps in order. `is_last`: nothing follows them.
    pub(super) fn steps<'s>(
        &'s self,
        steps: &'s [Step],
        frame: &'s mut Frame<'_>,
        is_last: bool,
    ) -> BoxFuture<'s, Result<(), Halt>> {
        Box::pin(async move {
            for (number, step) in steps.iter().enumerate() {
                self.step(step, frame, is_last && number + 1 == steps.len()).await?;
            }
            Ok(())
        })
    }

    async fn step(&self, step: &Step, frame: &mut Frame<'_>, is_last: bool) -> Result<(), Halt> {
        let position = frame.position(&step.id);
        let memory = self.world.recall(&position);
        if let Some(memory) = &memory
            && memory.state.is_end()
        {
            return self.remembered(step, &position, memory, frame, is_last).await;
        }
        if let Some(halt) = self.world.interrupted() {
            return Err(halt);
        }
        if self.world.is_off().await? {
            return Err(Halt::End { state: flow_run::State::Cancelled, reason: Some(Reason::Disabled) });
        }
        if memory.is_none()
            && let Some(condition) = &step.only_if
            && let Some(reason) = self.stands_against("/onlyIf", condition, frame)
        {
            let note = Note { reason: Some(reason), ..Note::new(&position, State::Skipped, 0) };
            frame.keep(&step.id, Value::Null);
            return self.world.note(Note { is_last, ..note }).await;
        }
        let done = match &step.action {
            Action::Call(call) => self.call(step, call, &position, memory, frame).await?,
            Action::Update(update) => self.update(step, update, &position, memory, frame).await?,
            Action::Http(http) => self.http(step, http, &position, memory, frame).await?,
            Action::ForEach(each) => self.each(each, &position, memory, frame).await?,
            Action::Delay(delay) => self.delay(delay, &position, memory, frame).await?,
            Action::If(choice) => {
                let holds = self.stands_against("/if/condition", &choice.condition, frame).is_none();
                let branch = if holds { "then" } else { "else" };
                let result = json!({ "body": { "branch": branch } });
                let note = Note { response: Some(result.clone()), ..Note::new(&position, State::Succeeded, 0) };
                self.world.note(note).await?;
                frame.keep(&step.id, result);
                return self.steps(if holds { &choice.then } else { &choice.otherwise }, frame, is_last).await;
            }
            Action::Stop(end) => {
                let message = match &end.reason {
                    Some(template) => match template.resolve(&self.scope(frame)) {
                        Ok(Value::String(text)) => text,
                        Ok(other) => other.to_string(),
                        Err(error) => error.to_string(),
                    },
                    None => step.name.clone().unwrap_or_else(|| step.id.clone()),
                };
                self.world.note(Note { is_last: true, ..Note::new(&position, State::Succeeded, 0) }).await?;
                let state = if end.failed { flow_run::State::Failed } else { flow_run::State::Succeeded };
                return Err(Halt::End { state, reason: Some(Reason::Stopped { message }) });
            }
        };
        match done {
            Done::Result(result, note) => {
                frame.keep(&step.id, result);
                self.world.note(Note { is_last, ..note }).await
            }
            Done::Failed(failure, note) => {
                self.world.note(note).await?;
                self.failed(step, Reason::Step(failure), None, frame, is_last).await
            }
        }
    }

    /// A step that came to its end in an earlier walk.
    async fn remembered(
        &self,
        step: &Step,
        position: &str,
        memory: &Memory,
        frame: &mut Frame<'_>,
        is_last: bool,
    ) -> Result<(), Halt> {
        let reason = || memory.reason.clone();
        match memory.state {
            State::Failed => {
                let message = "it failed".to_owned();
                let unnamed =
                    || Reason::Step(Box::new(Failure { step: position.to_owned(), message, ..Failure::default() }));
                self.failed(step, reason().unwrap_or_else(unnamed), memory.response.clone(), frame, is_last).await
            }
            State::Unknown => Err(Halt::Failed(Reason::Unknown { step: position.to_owned() })),
            _ => {
                let result = memory.response.clone().unwrap_or_default();
                let branch = result.pointer("/body/branch").and_then(Value::as_str).map(|branch| branch == "then");
                frame.keep(&step.id, result);
                match (&step.action, branch) {
                    (Action::If(choice), Some(holds)) => {
                        self.steps(if holds { &choice.then } else { &choice.otherwise }, frame, is_last).await
                    }
                    (Action::Stop(end), _) if memory.state == State::Succeeded => {
                        let state = if end.failed { flow_run::State::Failed } else { flow_run::State::Succeeded };
                        Err(Halt::End { state, reason: reason() })
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    /// What follows a step that failed for good.
    async fn failed(
        &self,
        step: &Step,
        reason: Reason,
        response: Option<Value>,
        frame: &mut Frame<'_>,
        is_last: bool,
    ) -> Result<(), Halt> {
        let status = match &reason {
            Reason::Step(failure) => failure.status,
            _ => None,
        };
        let result = response.unwrap_or_else(|| json!({ "status": status, "error": reason.to_string() }));
        frame.keep(&step.id, result);
        match &step.on_error {
            OnError::Stop => Err(Halt::Failed(reason)),
            OnError::Continue => Ok(()),
            OnError::Run(steps) => self.steps(steps, frame, is_last).await,
        }
    }

    /// Why a condition doesn't hold; none if it does.
    fn stands_against(&self, at: &str, condition: &Condition, frame: &Frame<'_>) -> Option<Reason> {
        Reason::against(at, condition.evaluate(&self.scope(frame)))
    }

    async fn delay(
        &self,
        delay: &Delay,
        position: &str,
        memory: Option<Memory>,
        frame: &Frame<'_>,
    ) -> Result<Done, Halt> {
        let now = self.world.now();
        let due = match (memory.and_then(|memory| memory.due), delay) {
            (Some(due), _) => due,
            (None, Delay::For(time)) => now + *time,
            (None, Delay::Until(template)) => match until(template.resolve(&self.scope(frame)), position) {
                Ok(due) => due,
                Err(failure) => return Ok(failed(position, 0, None, failure)),
            },
        };
        if due - now > LONGEST_DELAY {
            let failure = failure(position, "/delay/until", "range", format!("{due} is more than 30 days away"));
            return Ok(failed(position, 0, None, failure));
        }
        if due > now && !self.world.is_dry() {
            let reason = Reason::Delay;
            let waiting = Note { due: Some(due), ..Note::new(position, State::Waiting, 0) };
            self.world.note(Note { reason: Some(reason.clone()), ..waiting }).await?;
            return Err(Halt::Wait { due, reason });
        }
        let result = json!({ "body": { "due": due.format(&Rfc3339).unwrap_or_default() } });
        let note = Note { response: Some(result.clone()), ..Note::new(position, State::Succeeded, 0) };
        Ok(Done::Result(result, note))
    }
}

/// The time that a delay waits for.
fn until(resolved: Result<Value, ResolveError>, position: &str) -> Result<OffsetDateTime, Box<Failure>> {
    let value = resolved.map_err(|error| unresolved(position, "/delay/until", &error))?;
    let text = value.as_str().unwrap_or_default();
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
        const EXPECTED: &str = "a time like 2026-01-31T09:00:00Z";

        let why = format!("{} is no time like 2026-01-31T09:00:00Z", limits::excerpt(&value));
        values(failure(position, "/delay/until", "type", why), limits::excerpt(&value), EXPECTED)
    })
}

/// A step that failed without having sent anything.
pub(super) fn failed(position: &str, attempts: u32, request: Option<Value>, failure: Box<Failure>) -> Done {
    let reason = Some(Reason::Step(failure.clone()));
    Done::Failed(failure, Note { request, reason, ..Note::new(position, State::Failed, attempts) })
}

/// A reference that leads nowhere, or to something of another type.
pub(in crate::flows) fn unresolved(position: &str, field: &str, error: &ResolveError) -> Box<Failure> {
    let (left, right, class) = match &error.fault {
        Fault::Mismatch { expected, found } => {
            let expected = expected.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
            (Some(Value::from(found.as_str())), Some(Value::from(expected)), "type")
        }
        Fault::Absent(_) => (None, None, "reference"),
        // How large it would have become nobody knows: measuring ends at the limit.
        Fault::TooLarge { what, limit } => {
            (Some(json!(format!("more than {limit} {what}"))), Some(json!(limit)), "oversize")
        }
        Fault::Unusable(_) => (None, None, "type"),
        Fault::NoSecrets => (None, None, "secret"),
    };
    let path = match error.filter {
        Some(filter) => format!("{} | {filter}", error.reference),
        None => error.reference.clone(),
    };
    let mut failure = failure(position, &format!("{field}{}", error.path), class, error.fault.to_string());
    (failure.path, failure.left, failure.right) = (Some(path), left, right);
    failure
}
