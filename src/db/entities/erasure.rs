//! `erasure`: which workspaces were erased, without naming them.

use sea_orm::entity::prelude::*;

/// Why a workspace was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The add-on was uninstalled, and the grace is over.
    #[sea_orm(string_value = "uninstalled")]
    Uninstalled,
    /// An operator asked for it.
    #[sea_orm(string_value = "requested")]
    Requested,
    /// Clockify refused its token for long, and somebody confirmed that it is gone, or nobody came back for long enough.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// The workspace's own admins asked for what was collected to go. The add-on and what was made with it stayed.
    #[sea_orm(string_value = "emptied")]
    Emptied,
}

/// A row of `erasure`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    /// Key of the row: a `UUIDv7` of the time when it began.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the add-on and the workspace.
    pub subject: Vec<u8>,
    /// Why.
    pub reason: Reason,
    /// How many rows of each table went: JSON.
    #[sea_orm(column_type = "Text")]
    pub counts: String,
    /// When it began.
    pub began_at_ms: i64,
    /// When nothing was left.
    pub erased_at_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
