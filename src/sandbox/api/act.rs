//! What a person does in Clockify's own pages.
//!
//! It is the same as an operation of the API, causes the same events, and is bound by neither the scopes nor the rate of
//! an add-on: Clockify's pages are none.

use std::time::Instant;

use http::HeaderMap;
use serde_json::Value;

use super::Api;
use super::answer::Asked;
use super::auth::Caller;
use super::kind::Kind;
use super::refusal::Refusal;
use super::reply::Reply;
use super::route::Found;
use crate::clockify::catalogue::Host;

/// Somebody of the workspace.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// The user's name.
    pub name: String,
    /// `OWNER`, `ADMIN` or `USER`.
    pub role: &'static str,
}

impl Api {
    /// The first users of the workspace.
    #[must_use]
    pub fn people(&self, most: usize) -> Vec<Person> {
        let state = self.state();
        let users = state.world.numbers(Kind::User).into_iter().take(most);
        let person = |number| {
            let user = state.world.get(Kind::User, number)?;
            let text = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
            Some(Person { id: text("id"), name: text("name"), role: role(number) })
        };
        users.filter_map(person).collect()
    }

    /// Does what an operation does, as one of the users: status and body of the answer.
    pub async fn act(&self, user: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let asked = Asked {
            method: method.to_owned(),
            path: path.to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: HeaderMap::new(),
            body: if body.is_null() { bytes::Bytes::new() } else { body.to_string().into() },
            arrived: Instant::now(),
        };
        let (status, _, _, bytes) = self.done(user, &asked).await.unwrap_or_else(Refusal::reply).into_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn done(&self, user: &str, asked: &Asked) -> Result<Reply, Refusal> {
        let (operation, ids) = match self.0.router.find(&asked.method, Host::Regular, &asked.path) {
            Found::Operation(operation, ids) => (operation, ids),
            Found::Method => return Err(Refusal::method(&asked.method)),
            Found::Nothing => return Err(Refusal::no_route(&asked.method, &asked.path)),
        };
        let caller = Caller {
            addon_id: String::new(),
            user: user.to_owned(),
            scopes: operation.scope.iter().cloned().collect(),
            is_addon: false,
        };
        let (reply, awaited) = {
            let mut state = self.state();
            self.make(&mut state, operation, ids, asked, &caller, None)?
        };
        for tried in awaited {
            tried.cancelled().await;
        }
        Ok(reply)
    }
}

/// What the `number`-th user is: one in ten is an admin.
pub(super) const fn role(number: u64) -> &'static str {
    match number {
        0 => "OWNER",
        number if number % 10 == 1 => "ADMIN",
        _ => "USER",
    }
}
