//! How it stands: for each event of an add-on how it reaches us, and if it doesn't, why.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

use crate::db::entities::installation::{self, Status};
use crate::db::entities::webhook_registration::{self, Model, Origin};
use crate::db::{self, Db};
use crate::domain::addon::Spec;
use crate::domain::event::EventType;
use crate::domain::ids::WorkspaceId;

/// How an event gets to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By a webhook of the manifest.
    Manifest,
    /// By a webhook that was registered through the API.
    Registered,
    /// Not yet: its webhook is still to be registered.
    Pending,
    /// Not at all.
    Unavailable,
}

impl How {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Registered => "registered",
            Self::Pending => "pending",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Whether Clockify delivers what a webhook is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// As far as Clockify says.
    On,
    /// Clockify gave up after too many failures.
    GivenUp,
    /// The workspace's plan doesn't include so many webhooks.
    OverPlan,
    /// Somebody switched the webhook off.
    SwitchedOff,
    /// Clockify wasn't asked yet, or didn't say.
    Unknown,
}

impl Delivery {
    /// What Clockify said when it was last asked.
    #[must_use]
    pub fn of(row: &Model) -> Self {
        match (row.enabled, row.plan_enabled, row.delivery_enabled) {
            (Some(false), _, _) => Self::SwitchedOff,
            (_, Some(false), _) => Self::OverPlan,
            (_, _, Some(false)) => Self::GivenUp,
            (_, _, Some(true)) => Self::On,
            (_, _, None) => Self::Unknown,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::GivenUp => "given up",
            Self::OverPlan => "over plan",
            Self::SwitchedOff => "switched off",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is known that nothing is delivered.
    #[must_use]
    pub const fn is_off(self) -> bool {
        matches!(self, Self::GivenUp | Self::OverPlan | Self::SwitchedOff)
    }
}

/// One event in one workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The event.
    pub event: EventType,
    /// How it gets to us.
    pub how: How,
    /// Whether it is delivered, where there is a webhook.
    pub delivery: Option<Delivery>,
    /// Why there is no webhook.
    pub reason: Option<String>,
    /// When Clockify was last asked.
    pub checked_at: Option<OffsetDateTime>,
}

/// The events of an add-on in one workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The workspace.
    pub workspace: String,
    /// The installation.
    pub addon_id: String,
    /// Whether the add-on is switched on there.
    pub active: bool,
    /// Since when Clockify refuses the installation's token.
    pub refused_since: Option<OffsetDateTime>,
    /// When everything was last compared.
    pub reconciled_at: Option<OffsetDateTime>,
    /// Each event that the add-on wants.
    pub lines: Vec<Line>,
}

/// How many events there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All.
    pub events: usize,
    /// By a webhook of the manifest.
    pub manifest: usize,
    /// By a registered webhook.
    pub registered: usize,
    /// Still to be registered.
    pub pending: usize,
    /// Not to be had.
    pub unavailable: usize,
    /// With a webhook that delivers nothing.
    pub not_delivering: usize,
}

impl Report {
    /// The numbers.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |how| self.lines.iter().filter(|line| line.how == how).count();
        Summary {
            events: self.lines.len(),
            manifest: count(How::Manifest),
            registered: count(How::Registered),
            pending: count(How::Pending),
            unavailable: count(How::Unavailable),
            not_delivering: self.lines.iter().filter(|line| line.delivery.is_some_and(Delivery::is_off)).count(),
        }
    }
}

/// The reports of all live installations, or of one workspace's.
pub async fn reports(db: &Db, spec: &Spec, workspace: Option<&WorkspaceId>) -> Result<Vec<Report>, db::Error> {
    let reader = db.reader();
    let rows = match workspace {
        Some(workspace) => installation::Entity::of_workspace(workspace).all(&reader).await?,
        None => installation::Entity::live_of_all_workspaces().all(&reader).await?,
    };
    let mut reports = Vec::new();
    for row in rows.into_iter().filter(|row| row.status != Status::Deleted) {
        let Ok(workspace) = WorkspaceId::new(&row.workspace_id) else { continue };
        let webhooks = webhook_registration::Entity::of_installation(&workspace, row.id).all(&reader).await?;
        reports.push(Report {
            lines: lines(spec.events, &webhooks),
            workspace: row.workspace_id,
            addon_id: row.addon_id,
            active: row.status == Status::Active,
            refused_since: row.refused_since,
            reconciled_at: row.reconciled_at,
        });
    }
    Ok(reports)
}

/// How each event stands, given the rows of an installation.
#[must_use]
pub fn lines(events: &[EventType], rows: &[Model]) -> Vec<Line> {
    let by_event = |origin| -> BTreeMap<&str, &Model> {
        rows.iter().filter(|row| row.origin == origin).map(|row| (row.event_type.as_str(), row)).collect()
    };
    let (manifest, api) = (by_event(Origin::Manifest), by_event(Origin::Api));
    let line = |&event: &EventType| {
        let row = manifest.get(event.name()).or_else(|| api.get(event.name())).copied();
        let how = row.map_or(How::Pending, how);
        Line {
            event,
            how,
            delivery: row.filter(|_| matches!(how, How::Manifest | How::Registered)).map(Delivery::of),
            reason: row.and_then(|row| row.reason.clone()),
            checked_at: row.and_then(|row| row.checked_at),
        }
    };
    events.iter().map(line).collect()
}

fn how(row: &Model) -> How {
    match (row.origin, &row.remote_id, &row.token_hash, &row.reason) {
        (Origin::Manifest, ..) => How::Manifest,
        (Origin::Api, Some(_), Some(_), _) => How::Registered,
        (Origin::Api, _, _, Some(_)) => How::Unavailable,
        (Origin::Api, ..) => How::Pending,
    }
}

/// What a row is counted as for Prometheus: one of [`WEBHOOK_STATES`](crate::metrics::WEBHOOK_STATES).
#[must_use]
pub fn label(row: &Model) -> &'static str {
    match how(row) {
        How::Unavailable => "unavailable",
        How::Pending => "pending",
        How::Manifest | How::Registered => match Delivery::of(row) {
            Delivery::On | Delivery::Unknown => "delivering",
            Delivery::GivenUp => "given_up",
            Delivery::OverPlan => "over_plan",
            Delivery::SwitchedOff => "switched_off",
        },
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::{Clock, Manual};
    use crate::metrics::WEBHOOK_STATES;

    fn row(origin: Origin, event: EventType) -> Model {
        Model {
            id: Uuid::nil(),
            workspace_id: "w".to_owned(),
            installation_id: Uuid::nil(),
            origin,
            event_type: event.name().to_owned(),
            path: String::new(),
            remote_id: Some("r".to_owned()),
            token_hash: Some(vec![1]),
            delivery_enabled: Some(true),
            enabled: Some(true),
            plan_enabled: Some(true),
            reason: None,
            checked_at: None,
            filled_to: None,
            created_at: Manual::at(1_800_000_000).now(),
        }
    }

    #[test]
    fn every_event_has_its_line() {
        let events = &EventType::ALL[..5];
        let rows = [
            row(Origin::Manifest, events[0]),
            row(Origin::Api, events[0]),
            row(Origin::Api, events[1]),
            Model { remote_id: None, token_hash: None, reason: Some("why".to_owned()), ..row(Origin::Api, events[2]) },
            Model { token_hash: None, ..row(Origin::Api, events[3]) },
        ];
        let lines = lines(events, &rows);
        let found: Vec<_> = lines.iter().map(|line| (line.how, line.delivery)).collect();
        let on = Some(Delivery::On);
        let expected = [
            (How::Manifest, on),
            (How::Registered, on),
            (How::Unavailable, None),
            (How::Pending, None),
            (How::Pending, None),
        ];
        assert_eq!(found, expected);
        assert_eq!(lines[2].reason.as_deref(), Some("why"));
    }

    #[test]
    fn the_gravest_reason_counts() {
        for (enabled, plan, delivery, expected) in [
            (Some(true), Some(true), Some(true), Delivery::On),
            (Some(true), Some(true), Some(false), Delivery::GivenUp),
            (Some(true), Some(false), Some(false), Delivery::OverPlan),
            (Some(false), Some(false), Some(false), Delivery::SwitchedOff),
            (None, None, None, Delivery::Unknown),
            (None, None, Some(true), Delivery::On),
        ] {
            let row = Model {
                enabled,
                plan_enabled: plan,
                delivery_enabled: delivery,
                ..row(Origin::Manifest, EventType::NewTag)
            };
            assert_eq!(Delivery::of(&row), expected);
            assert!(WEBHOOK_STATES.contains(&label(&row)));
        }
    }
}
