//! `bootstrap_run`: one fetch of a workspace's data, from its begin to its end.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::clock::ms;
use crate::domain::ids::WorkspaceId;

/// How a run is, or how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// It runs, or can be resumed.
    #[sea_orm(string_value = "IN_PROGRESS")]
    InProgress,
    /// Everything is there.
    #[sea_orm(string_value = "COMPLETE")]
    Complete,
    /// Something was left out on purpose or by a limit.
    #[sea_orm(string_value = "COMPLETE_WITH_WARNINGS")]
    CompleteWithWarnings,
    /// Some operations failed.
    #[sea_orm(string_value = "COMPLETE_WITH_ERRORS")]
    CompleteWithErrors,
    /// Nothing could be fetched.
    #[sea_orm(string_value = "FAILED")]
    Failed,
    /// The settings say that there is to be none.
    #[sea_orm(string_value = "DISABLED")]
    Disabled,
    /// The installation ended, or somebody began anew.
    #[sea_orm(string_value = "CANCELLED")]
    Cancelled,
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Complete => "COMPLETE",
            Self::CompleteWithWarnings => "COMPLETE_WITH_WARNINGS",
            Self::CompleteWithErrors => "COMPLETE_WITH_ERRORS",
            Self::Failed => "FAILED",
            Self::Disabled => "DISABLED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A row of `bootstrap_run`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bootstrap_run")]
pub struct Model {
    /// Key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workspace.
    pub workspace_id: String,
    /// The installation whose token is used.
    pub installation_id: Uuid,
    /// How it is.
    pub state: State,
    /// What went wrong, up to the first five errors.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// What was to be fetched: JSON.
    #[sea_orm(column_type = "Text")]
    pub settings: String,
    /// Where the window of time begins for what is fetched by time.
    pub window_from: OffsetDateTime,
    /// Where it ends.
    pub window_to: OffsetDateTime,
    /// Who works on it.
    pub holder: Option<Uuid>,
    /// Until when nobody else may.
    pub held_until_ms: i64,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// When it ended.
    pub finished_at: Option<OffsetDateTime>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether somebody works on it.
    #[must_use]
    pub fn is_held(&self, now: OffsetDateTime) -> bool {
        self.holder.is_some() && self.held_until_ms > ms(now)
    }
}

impl Entity {
    /// The runs of a workspace, the newest first.
    pub fn of_workspace(workspace: &WorkspaceId) -> Select<Self> {
        Self::find().filter(COLUMN.workspace_id.eq(workspace.as_str())).order_by_desc(COLUMN.id)
    }

    /// The run of a workspace that is not at its end, if there is one.
    pub fn live(workspace: &WorkspaceId) -> Select<Self> {
        Self::of_workspace(workspace).filter(COLUMN.state.eq(State::InProgress))
    }
}
