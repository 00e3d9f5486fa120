//! `flow_run`: that a flow was started, why, and how it went.
//!
//! Rows are made in the transaction that stores the event, and marked by [`crate::db::flows`].

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// The kind of the jobs that work on runs.
pub const KIND: &str = "flow_run";

/// Where a run is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits for a worker.
    #[sea_orm(string_value = "queued")]
    Queued,
    /// It waits for its time: a delay, another attempt, or its turn.
    #[sea_orm(string_value = "waiting")]
    Waiting,
    /// A worker has it.
    #[sea_orm(string_value = "running")]
    Running,
    /// It is kept back until somebody or something lets it go on; `reason` says why.
    #[sea_orm(string_value = "held")]
    Held,
    /// It came to its end.
    #[sea_orm(string_value = "succeeded")]
    Succeeded,
    /// The event didn't fit; `reason` says what was false.
    #[sea_orm(string_value = "filtered")]
    Filtered,
    /// A step failed; `reason` says which.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Somebody or something put an end to it; `reason` says why.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl State {
    /// All of them, in the order of a run's life.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Waiting,
        Self::Running,
        Self::Held,
        Self::Succeeded,
        Self::Filtered,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Held => "held",
            Self::Succeeded => "succeeded",
            Self::Filtered => "filtered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the run is at its end.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Succeeded | Self::Filtered | Self::Failed | Self::Cancelled)
    }
}

/// Why a run was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// An event.
    #[sea_orm(string_value = "event")]
    Event,
    /// Its time.
    #[sea_orm(string_value = "schedule")]
    Schedule,
    /// Somebody asked for it.
    #[sea_orm(string_value = "manual")]
    Manual,
    /// An event that was replayed.
    #[sea_orm(string_value = "replay")]
    Replay,
}

impl Cause {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Schedule => "schedule",
            Self::Manual => "manual",
            Self::Replay => "replay",
        }
    }
}

/// A row of `flow_run`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_run")]
pub struct Model {
    /// Key of the row: a `UUIDv7` of the time when the run was decided on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// The flow.
    pub flow_id: Uuid,
    /// The version that is run, whatever is saved later.
    pub flow_version: i32,
    /// Where it is.
    pub state: State,
    /// Why it is there: JSON, see [`crate::domain::flow::Reason`].
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Why it was started.
    pub cause: Cause,
    /// The event that started it.
    pub event_id: Option<Uuid>,
    /// That event's name.
    pub event_type: Option<String>,
    /// What that event is about.
    pub entity_id: Option<String>,
    /// What the flow sees as its trigger, where no event holds it: JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub input: Option<String>,
    /// The run that this one repeats.
    pub replay_of: Option<Uuid>,
    /// The replay that it is part of.
    pub replay_id: Option<Uuid>,
    /// The run whose write caused the event.
    pub caused_by: Option<Uuid>,
    /// The run at the beginning of that chain.
    pub root_run: Option<Uuid>,
    /// How many runs stand before it in the chain.
    pub depth: i16,
    /// Runs of a flow with the same key know of each other, as long as they are neither held nor at their end.
    pub concurrency_key: Option<String>,
    /// When it was its turn, where the flow limits that.
    pub turn_at_ms: Option<i64>,
    /// The job that works on it; whoever has another one has lost the run.
    pub job_id: Option<Uuid>,
    /// The newest claim of that job that has begun to work.
    pub run_lease: i64,
    /// When it was decided on.
    pub created_at_ms: i64,
    /// When it goes on, while it waits.
    pub due_at_ms: Option<i64>,
    /// When the first step began.
    pub started_at_ms: Option<i64>,
    /// When it came to its end.
    pub finished_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The runs of a workspace, the newest first.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_desc(COLUMN.id)
    }

    /// One run of a workspace.
    pub fn one_of(workspace: &WorkspaceId, id: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).filter(COLUMN.id.eq(id))
    }
}
