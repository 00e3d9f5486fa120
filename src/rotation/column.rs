//! The columns that hold sealed values.

use std::fmt;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::db::entities::{custom_source, flow_secret, installation};

/// A column with sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The token of an installation.
    InstallationToken,
    /// The secret of a custom source.
    SourceSecret,
    /// The secret before it.
    SourcePreviousSecret,
    /// A secret of flows.
    FlowSecret,
}

impl Column {
    /// All of them. A new sealed column that is missing here is lost with the key that sealed it.
    pub const ALL: [Self; 4] =
        [Self::InstallationToken, Self::SourceSecret, Self::SourcePreviousSecret, Self::FlowSecret];

    /// Its name, with its table's.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InstallationToken => "installation.token",
            Self::SourceSecret => "custom_source.secret",
            Self::SourcePreviousSecret => "custom_source.previous_secret",
            Self::FlowSecret => "flow_secret.secret",
        }
    }

    /// What its values are bound to.
    pub(super) fn context(self, id: Uuid) -> String {
        match self {
            Self::InstallationToken => installation::Model::token_context(id),
            Self::SourceSecret | Self::SourcePreviousSecret => custom_source::Model::secret_context(id),
            Self::FlowSecret => flow_secret::Model::secret_context(id),
        }
    }

    /// The next values behind a row, in the order of the rows' keys.
    pub(super) async fn page(
        self,
        db: &impl ConnectionTrait,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr> {
        use custom_source::Column as Source;
        use flow_secret::Column as Secret;
        use installation::Column as Installation;

        match self {
            Self::InstallationToken => {
                page::<installation::Entity>(db, Installation::Id, Installation::Token, after, limit).await
            }
            Self::SourceSecret => page::<custom_source::Entity>(db, Source::Id, Source::Secret, after, limit).await,
            Self::SourcePreviousSecret => {
                page::<custom_source::Entity>(db, Source::Id, Source::PreviousSecret, after, limit).await
            }
            Self::FlowSecret => page::<flow_secret::Entity>(db, Secret::Id, Secret::Secret, after, limit).await,
        }
    }

    /// Replaces a value, if it is still the one that was read.
    pub(super) async fn replace(
        self,
        db: &impl ConnectionTrait,
        id: Uuid,
        old: &[u8],
        new: Vec<u8>,
    ) -> Result<bool, DbErr> {
        use custom_source::Column as Source;
        use flow_secret::Column as Secret;
        use installation::Column as Installation;

        match self {
            Self::InstallationToken => {
                replace::<installation::Entity>(db, (Installation::Id, id), Installation::Token, old, new).await
            }
            Self::SourceSecret => {
                replace::<custom_source::Entity>(db, (Source::Id, id), Source::Secret, old, new).await
            }
            Self::SourcePreviousSecret => {
                replace::<custom_source::Entity>(db, (Source::Id, id), Source::PreviousSecret, old, new).await
            }
            Self::FlowSecret => replace::<flow_secret::Entity>(db, (Secret::Id, id), Secret::Secret, old, new).await,
        }
    }
}

async fn page<E: EntityTrait>(
    db: &impl ConnectionTrait,
    key: E::Column,
    column: E::Column,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr> {
    let mut select = E::find().select_only().column(key).column(column).filter(column.is_not_null());
    if let Some(after) = after {
        select = select.filter(key.gt(after));
    }
    select.order_by_asc(key).limit(limit).into_tuple().all(db).await
}

async fn replace<E: EntityTrait>(
    db: &impl ConnectionTrait,
    (key, id): (E::Column, Uuid),
    column: E::Column,
    old: &[u8],
    new: Vec<u8>,
) -> Result<bool, DbErr> {
    let update = E::update_many().col_expr(column, Expr::value(new)).filter(key.eq(id)).filter(column.eq(old.to_vec()));
    Ok(update.exec(db).await?.rows_affected == 1)
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
