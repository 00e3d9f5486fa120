//! The list of migrations, and what their statements don't say.

use migration::Migrator;
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::Status;

/// A list of migrations. There is one; tests have others.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The migrations, in order.
    pub migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    /// Those after which an older program can't go on. Every other one only adds.
    pub breaking: &'static [&'static str],
    /// Those that remove data, which then only a backup has.
    pub destructive: &'static [&'static str],
}

impl List {
    /// The one of this program.
    pub const OWN: Self = Self {
        migrations: <Migrator as MigratorTrait>::migrations,
        breaking: migration::BREAKING,
        destructive: migration::DESTRUCTIVE,
    };

    /// The migrations, in order.
    pub(super) fn all(&self) -> Vec<Box<dyn MigrationTrait>> {
        (self.migrations)()
    }

    /// Their names, in order.
    pub(super) fn names(&self) -> Vec<String> {
        self.all().iter().map(|migration| migration.name().to_owned()).collect()
    }

    /// Those that are pending and remove data. Where nothing was applied yet, there is nothing to lose.
    #[must_use]
    pub fn destructive_in(&self, status: &Status) -> Vec<String> {
        let removes = |name: &&String| !status.applied.is_empty() && self.destructive.contains(&name.as_str());
        status.pending.iter().filter(removes).cloned().collect()
    }
}
