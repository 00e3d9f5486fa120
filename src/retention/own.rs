//! What a workspace has set on the add-on's own page: that it has less kept than the operator would.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::policy::{LONGEST, Policy, days};
use super::{Error, Sweeper};
use crate::clock::ms;
use crate::config;
use crate::db::entities::workspace_setting::{COLUMN, Column, Entity, Model};
use crate::db::trail::Entry;
use crate::db::{self, Db};
use crate::domain::actor::Actor;
use crate::domain::addon::{RetentionSettings, Spec};
use crate::domain::flow::Problem;
use crate::domain::ids::WorkspaceId;

/// What the names of these settings begin with.
const PREFIX: &str = "retention.";

/// What people are shown of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Events.
    Events,
    /// Runs of flows.
    Runs,
    /// Those that a condition filtered.
    FilteredRuns,
    /// What was fetched of Clockify.
    Cache,
    /// Records of calls.
    Calls,
    /// Who changed what.
    Audit,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Events, Self::Runs, Self::FilteredRuns, Self::Cache, Self::Calls, Self::Audit];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Runs => "runs",
            Self::FilteredRuns => "filtered_runs",
            Self::Cache => "cache",
            Self::Calls => "calls",
            Self::Audit => "audit",
        }
    }

    /// Whether a workspace may have it kept for less. Whoever could shorten the audit could hide what they did.
    #[must_use]
    pub const fn is_changeable(self) -> bool {
        !matches!(self, Self::Audit)
    }

    /// Whether an add-on has any of it.
    #[must_use]
    pub const fn is_of(self, spec: &Spec) -> bool {
        !matches!(self, Self::Runs | Self::FilteredRuns) || spec.flows
    }

    /// How long the operator has it kept.
    pub(super) const fn operators(self, config: &config::Retention) -> Option<Duration> {
        match self {
            Self::Events => config.events,
            Self::Runs => config.runs,
            Self::FilteredRuns => config.filtered_runs,
            Self::Cache => config.cache,
            Self::Calls => config.calls,
            Self::Audit => config.audit,
        }
    }

    /// The setting in Clockify that says so too.
    pub(super) const fn setting(self, names: &RetentionSettings) -> Option<&'static str> {
        match self {
            Self::Events => names.events,
            Self::Runs => names.runs,
            Self::Cache => names.cache,
            Self::FilteredRuns | Self::Calls | Self::Audit => None,
        }
    }
}

/// What a workspace has set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own(BTreeMap<Kind, u32>);

impl FromIterator<(Kind, u32)> for Own {
    fn from_iter<I: IntoIterator<Item = (Kind, u32)>>(set: I) -> Self {
        Self(set.into_iter().collect())
    }
}

impl Own {
    /// The days that were set.
    #[must_use]
    pub fn days(&self, kind: Kind) -> Option<u32> {
        self.0.get(&kind).map(|days| (*days).clamp(1, LONGEST))
    }

    fn add(&mut self, row: &Model) {
        let kind = Kind::ALL.into_iter().find(|kind| row.name.strip_prefix(PREFIX) == Some(kind.name()));
        if let (Some(kind), Ok(days)) = (kind.filter(|kind| kind.is_changeable()), row.value.parse()) {
            self.0.insert(kind, days);
        }
    }

    fn shown(&self) -> Value {
        let set = self.0.iter().map(|(kind, days)| (kind.name().to_owned(), Value::from(*days)));
        Value::Object(set.collect::<Map<_, _>>())
    }
}

/// How long one kind is kept, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Of what.
    pub kind: Kind,
    /// What counts; none: for ever.
    pub days: Option<u64>,
    /// What the operator says.
    pub operator: Option<u64>,
    /// What was set in Clockify.
    pub clockify: Option<u32>,
    /// The setting there.
    pub setting: Option<&'static str>,
    /// What was set here.
    pub own: Option<u32>,
}

/// How long what is kept of a workspace that set this in Clockify and that on the page.
#[must_use]
pub fn rows(config: &config::Retention, spec: &Spec, settings: Option<&Value>, own: &Own) -> Vec<Row> {
    let names = &spec.retention;
    let (counts, operators) =
        (Policy::of(config, names, settings, own), Policy::of(config, names, None, &Own::default()));
    let row = |kind: Kind| {
        let setting = kind.setting(names);
        Row {
            kind,
            days: counts.days(kind),
            operator: operators.days(kind),
            clockify: setting.and_then(|name| days(settings, name)),
            setting,
            own: own.days(kind),
        }
    };
    Kind::ALL.into_iter().filter(|kind| kind.is_of(spec)).map(row).collect()
}

/// What is wrong with days that somebody wants; none if nothing is.
pub fn check(config: &config::Retention, spec: &Spec, wanted: &BTreeMap<Kind, Option<u32>>) -> Vec<Problem> {
    let operators = Policy::of(config, &spec.retention, None, &Own::default());
    let wrong = |kind: Kind, days: u32| {
        let most = operators.days(kind).unwrap_or_else(|| LONGEST.into());
        if !kind.is_changeable() || !kind.is_of(spec) {
            return Some("can't be set here".to_owned());
        }
        let says = "leave it empty to have it kept for as long as the operator says";
        (!(1..=most).contains(&days.into())).then(|| format!("must be 1 to {most} days; {says}"))
    };
    let wanted = wanted.iter().filter_map(|(kind, days)| Some((*kind, (*days)?)));
    wanted
        .filter_map(|(kind, days)| Some(Problem { path: format!("/{}", kind.name()), message: wrong(kind, days)? }))
        .collect()
}

/// What a workspace has set.
pub async fn read(db: &impl ConnectionTrait, workspace: &WorkspaceId) -> Result<Own, db::Error> {
    let rows = Entity::of_workspace(workspace).filter(COLUMN.name.starts_with(PREFIX)).all(db).await?;
    let mut own = Own::default();
    for row in &rows {
        own.add(row);
    }
    Ok(own)
}

/// What all workspaces have set.
pub(super) async fn all(db: &Db) -> Result<BTreeMap<String, Own>, db::Error> {
    let mut all: BTreeMap<String, Own> = BTreeMap::new();
    for row in Entity::of_all_workspaces(PREFIX).all(&db.reader()).await? {
        all.entry(row.workspace_id.clone()).or_default().add(&row);
    }
    Ok(all)
}

impl Sweeper {
    /// Sets how long a workspace has what kept, or takes that back. What isn't named stays as it is. Gives what is set now,
    /// and whether that is something else. The days have to be checked.
    pub async fn keep(
        &self,
        workspace: &WorkspaceId,
        wanted: &BTreeMap<Kind, Option<u32>>,
        by: &Actor,
    ) -> Result<(Own, bool), Error> {
        let now = self.clock.now();
        let transaction = self.db.begin().await?;
        let before = read(&transaction, workspace).await?;
        let mut after = before.clone();
        for (kind, days) in wanted {
            match days {
                Some(days) => _ = after.0.insert(*kind, *days),
                None => _ = after.0.remove(kind),
            }
        }
        if after == before {
            return Ok((after, false));
        }
        let names: BTreeSet<_> = wanted.keys().map(|kind| format!("{PREFIX}{}", kind.name())).collect();
        Entity::delete_many()
            .filter(Column::WorkspaceId.eq(workspace.as_str()))
            .filter(Column::Name.is_in(names))
            .exec(&transaction)
            .await?;
        for (kind, days) in wanted.iter().filter_map(|(kind, days)| Some((kind, (*days)?))) {
            let row = Model {
                workspace_id: workspace.to_string(),
                name: format!("{PREFIX}{}", kind.name()),
                value: json!(days).to_string(),
                updated_at_ms: ms(now),
                updated_by: by.to_string(),
            };
            let row = row.into_active_model().reset_all();
            Entity::insert(row).exec_without_returning(&transaction).await?;
        }
        let entry = Entry {
            workspace,
            actor: by,
            action: "settings.retention",
            subject: format!("workspace:{workspace}"),
            before: Some(before.shown()),
            after: Some(after.shown()),
        };
        entry.record(&transaction, self.key(), now).await?;
        transaction.commit().await?;
        Ok((after, true))
    }

    pub(super) fn key(&self) -> Uuid {
        self.keys.next(self.clock.now())
    }
}
