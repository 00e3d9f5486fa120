//! `bootstrap_page`: a page that a run has fetched and stored.

use sea_orm::entity::prelude::*;

/// A row of `bootstrap_page`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bootstrap_page")]
pub struct Model {
    /// The task.
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: Uuid,
    /// Id of the entity that the operation was called for; empty where it is called once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub parent: String,
    /// Number of the page, as the API counts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub page: i32,
    /// Whether it is the last one.
    pub is_last: bool,
    /// Eight bytes for each id on it, in order.
    pub seen: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The pages of a task.
    pub fn of_task(task: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.task_id.eq(task))
    }
}
