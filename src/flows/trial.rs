//! A flow tried by a person, on an event of the log or on any payload, with what the workspace really has.

use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

use super::Flows;
use super::dry::{self, Reads, Report, Trial};
use super::grant::Grant;
use super::store::Error;
use super::zones;
use crate::db::events;
use crate::domain::flow::Problem;
use crate::domain::ids::WorkspaceId;

/// Where the API is said to be as long as nobody knows.
const SOMEWHERE: &str = "https://api.clockify.me/api";

/// What a flow is tried on.
#[derive(Debug, Clone, PartialEq)]
pub enum On {
    /// An event of the log.
    Event(Uuid),
    /// This payload.
    Payload(Value),
}

/// Where answers to what a flow reads come from.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Answers {
    /// From Clockify.
    #[default]
    Real,
    /// From here, by operation.
    Given(Map<String, Value>),
}

impl Flows {
    /// What a document would do. Nothing is changed: what it would write is told.
    pub async fn test(
        &self,
        workspace: &WorkspaceId,
        document: &Value,
        on: On,
        answers: &Answers,
    ) -> Result<Report, Error> {
        let definition = self.read(document).map_err(Error::Invalid)?;
        let (payload, previous) = match on {
            On::Payload(payload) => (payload, None),
            On::Event(id) => self.of_event(workspace, id).await?,
        };
        let grant = self.grant(workspace).await?;
        let target = if let Grant::Granted(target) = &grant { Some(target) } else { None };
        let nothing = Map::new();
        let reads = match (answers, target) {
            (Answers::Given(answers), _) => Reads::Given(answers),
            (Answers::Real, Some(target)) => Reads::Real(&self.parts().client, target),
            (Answers::Real, None) => Reads::Given(&nothing),
        };
        let somewhere = Url::parse(SOMEWHERE).map_err(|_| Error::Absent)?;
        let place = zones::place_of(&self.parts().db, workspace).await?;
        let report = dry::run(Trial {
            definition: &definition,
            catalogue: self.parts().access.catalogue(),
            workspace,
            about: &place,
            payload: &payload,
            previous: previous.as_ref(),
            reads,
            base: target.map_or(&somewhere, |target| &target.hosts.regular),
            now: self.now(),
        });
        Ok(report.await)
    }

    /// An event's payload, and what its entity was before.
    async fn of_event(&self, workspace: &WorkspaceId, event: Uuid) -> Result<(Value, Option<Value>), Error> {
        let wrong = |message: &str| Error::Invalid(vec![Problem::new("/event", message)]);
        let db = &self.parts().db;
        let found = events::one(db, Some(workspace), event).await?;
        let found = found.ok_or_else(|| wrong("there is no such event in this workspace"))?;
        let payload = serde_json::from_slice(&found.body).map_err(|_| wrong("the event's body is not JSON"))?;
        let previous = match found.entity_id.as_deref() {
            Some(entity) => events::before(db, workspace, event, entity).await?,
            None => None,
        };
        Ok((payload, previous))
    }
}
