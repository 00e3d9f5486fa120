//! What Clockify says of each webhook, and how an installation's token fares.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean_null, integer, string_null, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The new columns: the table and what each holds. One statement for each, since SQLite takes no more at a time.
fn columns() -> [(&'static str, ColumnDef); 8] {
    [
        ("webhook_registration", boolean_null("enabled")),
        ("webhook_registration", boolean_null("plan_enabled")),
        ("webhook_registration", string_null("reason")),
        ("webhook_registration", timestamp_with_time_zone_null("checked_at")),
        ("webhook_registration", timestamp_with_time_zone_null("filled_to")),
        ("installation", timestamp_with_time_zone_null("refused_since")),
        ("installation", integer("refused_probes").default(0).take()),
        ("installation", timestamp_with_time_zone_null("reconciled_at")),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
