//! Databases with something in them, and a folder for their backups.

use std::path::PathBuf;

use clockify_addons::backup::{self, Folder, Into, Options, Restored, Set, Source, What};
use clockify_addons::clock::{Clock, Manual};
use clockify_addons::db::entities::{
    audit_entry, bootstrap_page, bootstrap_run, bootstrap_task, installation, view_revision, webhook_registration,
};
use clockify_addons::db::{Db, Missing};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::{AddonId, WorkspaceId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set as Is, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::harness::{Database, Engine, NOW, columns, query};

/// Two workspaces.
pub(super) const WORKSPACES: [&str; 2] = ["aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb"];

/// Databases, one for each of the first add-ons, and a folder.
pub(super) struct Stage {
    pub(super) folder: Folder,
    pub(super) databases: Vec<Database>,
    pub(super) clock: Manual,
    _directory: tempfile::TempDir,
}

impl Stage {
    /// So many migrated databases.
    pub(super) async fn new(engine: Engine, count: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::new(directory.path().join("backups"));
        let mut databases = Vec::new();
        for _ in 0..count {
            databases.push(Database::migrated(engine).await);
        }
        Self { folder, databases, clock: Manual::at(NOW), _directory: directory }
    }

    pub(super) fn sources(&self) -> Vec<Source> {
        let pairs = Addon::ALL.into_iter().zip(&self.databases);
        pairs.map(|(addon, database)| Source { addon, url: database.url.clone() }).collect()
    }

    /// Where a restore goes: the same databases.
    pub(super) fn own(&self) -> Vec<Into> {
        self.sources().into_iter().map(|source| Into { addon: source.addon, url: source.url, keys: None }).collect()
    }

    pub(super) async fn create(&self) -> Set {
        self.clock.advance(std::time::Duration::from_secs(1));
        backup::create(&self.folder, &self.sources(), Options::default(), &self.clock, &|_, _| {}).await.unwrap()
    }

    pub(super) async fn open(&self, index: usize) -> Db {
        open(&self.databases[index]).await
    }

    /// Puts rows of both workspaces into every database.
    pub(super) async fn fill(&self) {
        for index in 0..self.databases.len() {
            let db = self.open(index).await;
            for workspace in WORKSPACES {
                add(&db, workspace, &self.clock).await;
            }
            db.close().await.unwrap();
        }
    }

    /// What a database holds.
    pub(super) async fn rows(&self, index: usize) -> Vec<String> {
        let db = self.open(index).await;
        let rows = rows(&db).await;
        db.close().await.unwrap();
        rows
    }

    pub(super) async fn finish(self) {
        for database in self.databases {
            database.remove().await;
        }
    }
}

pub(super) async fn open(database: &Database) -> Db {
    Db::open(&database.url, Missing::Create).await.unwrap()
}

/// Restores and says what came of it.
pub(super) async fn restore(set: &Set, into: &[Into], what: &What) -> Result<Vec<Restored>, backup::Error> {
    backup::restore(set, into, what, &|_, _| {}).await
}

/// Every row of every table of data as text, but for the number that rises with every change.
pub(super) async fn rows(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    for (table, mut columns) in columns(db).await {
        columns.sort();
        if backup::DERIVED.contains(&table.as_str()) {
            continue;
        }
        let text = |column: &String| match db.engine() {
            clockify_addons::db::Engine::Sqlite => format!("coalesce(quote(\"{column}\"), '')"),
            clockify_addons::db::Engine::Postgres => format!("coalesce(\"{column}\"::text, 'null')"),
        };
        let values: Vec<_> = columns.iter().map(text).collect();
        let sql = format!("SELECT {} AS v FROM \"{table}\"", values.join(" || '|' || "));
        for row in query(&db.reader(), &sql).await {
            all.push(format!("{table}: {}", row.try_get::<String>("", "v").unwrap()));
        }
    }
    all.sort();
    all
}

/// A few rows of a workspace: tables with a workspace, one that hangs on them by a key, and one by two.
pub(super) async fn add(db: &Db, workspace: &str, clock: &Manual) {
    let (now, writer) = (clock.now(), db.writer());
    let (id, workspace_id) = (Uuid::now_v7(), WorkspaceId::new(workspace).unwrap());
    let mut install = installation::ActiveModel::new(id, &workspace_id, &AddonId::new("x").unwrap(), now);
    install.settings = Is(Some(serde_json::json!([{ "id": "z", "value": 1.50 }, { "b": 1e3, "a": "ä\\u0001" }])));
    install.insert(&writer).await.unwrap();
    let registration = webhook_registration::Model {
        id: Uuid::now_v7(),
        workspace_id: workspace.to_owned(),
        installation_id: id,
        origin: webhook_registration::Origin::Manifest,
        event_type: "NEW_TAG".to_owned(),
        path: "/webhooks/new-tag".to_owned(),
        remote_id: None,
        token_hash: Some(vec![0, 92, 255, 10]),
        delivery_enabled: Some(true),
        created_at: now,
        enabled: None,
        plan_enabled: Some(false),
        reason: None,
        checked_at: None,
        filled_to: None,
    };
    registration.into_active_model().insert(&writer).await.unwrap();
    let run = bootstrap_run::Model {
        id: Uuid::now_v7(),
        workspace_id: workspace.to_owned(),
        installation_id: id,
        state: bootstrap_run::State::Complete,
        reason: Some("tab\t, line\n, back\\slash, \"quotes\"".to_owned()),
        settings: "{}".to_owned(),
        window_from: now,
        window_to: now,
        holder: None,
        held_until_ms: i64::MAX,
        started_at: now,
        finished_at: Some(now),
    };
    let run_id = run.id;
    run.into_active_model().insert(&writer).await.unwrap();
    let task_id = Uuid::now_v7();
    let task = bootstrap_task::ActiveModel {
        id: Is(task_id),
        run_id: Is(run_id),
        workspace_id: Is(workspace.to_owned()),
        position: Is(1),
        operation: Is("getTags".to_owned()),
        entity_type: Is("tag".to_owned()),
        parent_type: Is(None),
        state: Is(bootstrap_task::State::Done),
        reason: Is(None),
        pages: Is(1),
        inserted: Is(1),
        updated: Is(0),
        unchanged: Is(0),
        removed: Is(0),
    };
    task.insert(&writer).await.unwrap();
    let page = bootstrap_page::Model { task_id, parent: String::new(), page: 1, is_last: true, seen: vec![1; 8] };
    page.into_active_model().insert(&writer).await.unwrap();
    note(db, workspace, clock).await;
}

/// An entry of the audit log.
pub(super) async fn note(db: &Db, workspace: &str, clock: &Manual) {
    let entry = audit_entry::ActiveModel {
        id: Is(Uuid::now_v7()),
        workspace_id: Is(workspace.to_owned()),
        actor: Is("somebody".to_owned()),
        action: Is("tried".to_owned()),
        subject: Is(String::new()),
        before: Is(None),
        after: Is(Some("{}".to_owned())),
        at_ms: Is(clockify_addons::clock::ms(clock.now())),
    };
    audit_entry::Entity::insert(entry).exec_without_returning(&db.writer()).await.unwrap();
}

/// The number that says that what is kept in memory is old.
pub(super) async fn revision(db: &Db) -> i64 {
    view_revision::current(&db.reader()).await.unwrap()
}

/// Every file below a backup.
pub(super) fn files(set: &Set) -> Vec<PathBuf> {
    let mut found = vec![set.path.join("manifest.json")];
    for part in &set.manifest.addons {
        found.extend(part.tables.iter().map(|table| set.path.join(&part.addon).join(table.file())));
    }
    found
}

impl Stage {
    /// One installation, which every schema has since the first.
    pub(super) async fn fill_installations(&self, db: &Db) {
        let workspace = WorkspaceId::new(WORKSPACES[0]).unwrap();
        let row =
            installation::ActiveModel::new(Uuid::now_v7(), &workspace, &AddonId::new("x").unwrap(), self.clock.now());
        row.insert(&db.writer()).await.unwrap();
    }
}
