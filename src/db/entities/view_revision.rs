//! `view_revision`: one number that rises with every change to what the in-memory view holds.
//!
//! It is raised in the transaction of the change itself, so a reader that sees the new number sees the change.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryTrait, Statement};

/// The one row of the table.
const NAME: &str = "installs";

/// A row of `view_revision`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "view_revision")]
pub struct Model {
    /// What the number is for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The number.
    pub revision: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// Raises the number. To be called inside the transaction that makes the change.
pub async fn raise(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_raw(raising(db.get_database_backend())).await?;
    Ok(())
}

/// The statement that raises the number.
pub fn raising(backend: DbBackend) -> Statement {
    Entity::update_many()
        .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
        .filter(COLUMN.name.eq(NAME))
        .build(backend)
}

/// The number as it is now.
pub async fn current(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    Ok(Entity::find_by_id(NAME.to_owned()).one(db).await?.map_or(0, |row| row.revision))
}
