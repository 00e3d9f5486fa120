//! Installations, the webhook tokens that came with them, and the revision that tells when they changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_null, boolean_null, json_binary, json_binary_null, pk_uuid, string, string_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("installation")
                    .col(pk_uuid("id"))
                    .col(string("workspace_id"))
                    .col(string("addon_id"))
                    .col(string("status"))
                    .col(binary_null("token"))
                    .col(json_binary("hosts"))
                    .col(string_null("as_user"))
                    .col(string_null("addon_user_id"))
                    .col(json_binary_null("settings"))
                    .col(timestamp_with_time_zone("installed_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("deleted_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("installation_workspace_addon")
                    .table("installation")
                    .col("workspace_id")
                    .col("addon_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("webhook_registration")
                    .col(pk_uuid("id"))
                    .col(string("workspace_id"))
                    .col(uuid("installation_id"))
                    .col(string("origin"))
                    .col(string("event_type"))
                    .col(string("path"))
                    .col(string_null("remote_id"))
                    .col(binary_null("token_hash"))
                    .col(boolean_null("delivery_enabled"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("webhook_registration_installation")
                            .from("webhook_registration", "installation_id")
                            .to("installation", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("webhook_registration_event")
                    .table("webhook_registration")
                    .col("installation_id")
                    .col("origin")
                    .col("event_type")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("view_revision")
                    .col(string("name").primary_key())
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        let first = Query::insert()
            .into_table("view_revision")
            .columns(["name", "revision"])
            .values_panic(["installs".into(), 0_i64.into()])
            .to_owned();
        manager.execute(first).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["view_revision", "webhook_registration", "installation"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
