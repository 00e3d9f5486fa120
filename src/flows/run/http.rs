//! Calling another system.

use serde_json::Value;

use super::call::{LARGEST_RESULT, no_text, text, too_large};
use super::frame::Frame;
use super::reply::SWITCHED_OFF;
use super::trouble::Sent;
use super::walk::{Done, Walk, failed, unresolved};
use super::{Halt, Memory, Note, Outside, failure};
use crate::db::entities::flow_step::State;
use crate::domain::flow::{self, Failure, Reason, Step, Template};

impl Walk<'_> {
    pub(super) async fn http(
        &self,
        step: &Step,
        http: &flow::Http,
        position: &str,
        memory: Option<Memory>,
        frame: &Frame<'_>,
    ) -> Result<Done, Halt> {
        let attempts = memory.as_ref().map_or(0, |memory| memory.attempts);
        let is_read = http.method == "GET";
        let is_repeatable = matches!(http.method.as_str(), "GET" | "PUT" | "DELETE");
        if let Some(halt) = self.undecided(is_repeatable, position, memory.as_ref()).await? {
            return Err(halt);
        }
        if let Some(halt) = self.awaited(memory.as_ref()) {
            return Err(halt);
        }
        // Asked before anything is resolved: secrets, for one, aren't opened for what won't be sent.
        if !self.world.calls_others() {
            return Ok(failed(position, attempts, None, failure(position, "/http", "disabled", SWITCHED_OFF)));
        }
        let request = match self.outside(http, position, frame) {
            Ok(request) => request,
            Err(failure) => return Ok(failed(position, attempts, None, failure)),
        };
        let shown = self.world.shown(&request);
        let sent = Sent { step, position, attempts, request: Some(shown), expected: Vec::new() };
        if !is_read {
            self.sending(&sent).await?;
        }
        let reply = match self.world.outside(request).await {
            Ok(reply) => reply,
            Err(trouble) => return self.troubled(sent, trouble).await,
        };
        let result = reply.into_value();
        let size = result.to_string().len();
        let note = Note { request: sent.request, ..Note::new(position, State::Succeeded, attempts + 1) };
        if size > LARGEST_RESULT {
            let failure = too_large(step, position, size);
            let reason = Some(Reason::Step(failure.clone()));
            return Ok(Done::Failed(failure, Note { state: State::Failed, reason, ..note }));
        }
        Ok(Done::Result(result.clone(), Note { response: Some(result), ..note }))
    }

    fn outside<'a>(
        &'a self,
        http: &'a flow::Http,
        position: &'a str,
        frame: &Frame<'_>,
    ) -> Result<Outside<'a>, Box<Failure>> {
        let resolve = |template: &Template, field: &str| {
            template.resolve(&self.scope(frame)).map_err(|error| unresolved(position, field, &error))
        };
        let url = resolve(&http.url, "/http/url")?;
        let url = text(&url).ok_or_else(|| no_text(position, "/http/url", &url))?;
        let mut headers = Vec::with_capacity(http.headers.len());
        for (name, template) in &http.headers {
            let field = format!("/http/headers/{name}");
            let value: Value = resolve(template, &field)?;
            headers.push((name.clone(), text(&value).ok_or_else(|| no_text(position, &field, &value))?));
        }
        let query = self.query(&http.query, position, "/http/query", frame)?;
        let body = http.body.as_ref().map(|body| resolve(body, "/http/body")).transpose()?;
        Ok(Outside { position, method: &http.method, url, headers, query, body, sign: http.sign.as_deref() })
    }
}
