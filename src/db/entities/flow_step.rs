//! `flow_step`: the journal of a run. What is finished here is never made again.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::domain::ids::WorkspaceId;

/// Where a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its request was about to be sent. Found after a crash: nobody knows whether it was.
    #[sea_orm(string_value = "sending")]
    Sending,
    /// It waits for its time or for another attempt.
    #[sea_orm(string_value = "waiting")]
    Waiting,
    /// It is done.
    #[sea_orm(string_value = "succeeded")]
    Succeeded,
    /// It was left out; `reason` says why: a condition, or nothing to change.
    #[sea_orm(string_value = "skipped")]
    Skipped,
    /// It failed; `reason` says why.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// A write that can't be repeated got no answer. It is never tried again by itself.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Succeeded => "succeeded",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the step is at its end.
    #[must_use]
    pub const fn is_end(self) -> bool {
        !matches!(self, Self::Sending | Self::Waiting)
    }
}

/// A row of `flow_step`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flow_step")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// Where in the definition, with the number of the item in a `forEach`: `tag`, `each[3].update`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: String,
    /// The workspace.
    pub workspace_id: String,
    /// Where it is.
    pub state: State,
    /// How often it was tried.
    pub attempts: i32,
    /// What was sent, secrets masked: JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub request: Option<String>,
    /// What later steps see of it, `{status, headers, body}`: JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub response: Option<String>,
    /// Why it is where it is: JSON, see [`crate::domain::flow::Reason`].
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// When it was first tried.
    pub started_at_ms: i64,
    /// When it goes on, while it waits.
    pub due_at_ms: Option<i64>,
    /// When it came to its end.
    pub finished_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The steps of a workspace's run, in the order in which they began.
    pub fn of_run(workspace: &WorkspaceId, run: Uuid) -> Select<Self> {
        Self::find()
            .filter(COLUMN.workspace_id.eq(workspace.as_str()))
            .filter(COLUMN.run_id.eq(run))
            .order_by_asc(COLUMN.started_at_ms)
            .order_by_asc(COLUMN.position)
    }
}
