//! Requirement 21: backups in a bucket, on a server that puts requests off, and on one in memory.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clockify_addons::backup::{self, Error, Fate, Found, Into, Options, Place, Set, Store, What};
use clockify_addons::config::{S3, Source};
use clockify_addons::db::entities::audit_entry;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::keep::Policy;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sea_orm::{ActiveValue::Set as Is, EntityTrait, IntoActiveModel};

use super::stage::{Stage, WORKSPACES, note, open, restore, rows};
use crate::harness::{Database, Engine, both};
use crate::s3::{ACCESS_KEY, SECRET_KEY, Server};

both!(
    a_backup_in_a_bucket_does_what_one_in_a_folder_does,
    what_changed_in_the_bucket_is_told,
    one_that_is_read_or_protected_stays,
    one_that_is_pinned_stays,
    fifty_of_fifty_come_through_a_server_that_is_busy,
    a_large_table_goes_in_parts,
    what_was_never_finished_is_no_backup_and_goes,
);

/// A store in memory, and the backups in it.
fn memory(stage: &Stage) -> (Arc<InMemory>, Store) {
    let objects = Arc::new(InMemory::new());
    let scratch = stage.folder.path().with_file_name("scratch");
    std::fs::create_dir_all(&scratch).unwrap();
    let clock = Arc::new(stage.clock.clone());
    let store = Store::over(Arc::clone(&objects), "some/where", "memory".to_owned(), scratch, clock);
    (objects, store)
}

/// Backups on a server.
fn connect(stage: &Stage, server: &Server, secret: &'static str) -> Store {
    let (url, scratch) = (server.url(), stage.folder.path().with_file_name("scratch"));
    std::fs::create_dir_all(&scratch).unwrap();
    let source = Source::from_pairs([
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_ENDPOINT_URL_S3", url.as_str()),
    ]);
    let (settings, clock) = (S3::load(&source).unwrap(), Arc::new(stage.clock.clone()));
    Store::connect("s3://bucket/some/where", &settings, scratch, clock).unwrap()
}

async fn create(stage: &Stage, store: &Store) -> Set {
    stage.clock.advance(Duration::from_secs(1));
    backup::create(store, &stage.sources(), Options::default(), &stage.clock, &|_, _| {}).await.unwrap()
}

async fn names(objects: &InMemory) -> Vec<String> {
    use futures_util::TryStreamExt;

    let all: Vec<_> = objects.list(None).try_collect().await.unwrap();
    all.into_iter().map(|object| object.location.to_string()).collect()
}

fn fates(judged: &[backup::Judged]) -> Vec<Fate> {
    judged.iter().map(|one| one.fate).collect()
}

async fn a_backup_in_a_bucket_does_what_one_in_a_folder_does(engine: Engine) {
    let stage = Stage::new(engine, 2).await;
    stage.fill().await;
    let (objects, store) = memory(&stage);
    assert!(matches!(store.find(None).await, Err(Error::None(_))));
    let first = create(&stage, &store).await;
    create(&stage, &store).await;
    let last = create(&stage, &store).await;
    assert!(last.checks.is_good());
    let all = store.all().await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|found| matches!(found, Found::Set(set) if set.checks.is_good())));
    let id = first.manifest.name.split_once('-').unwrap().1;
    assert_eq!(store.find(Some(id)).await.unwrap().manifest, first.manifest);
    let mut newest = store.find(None).await.unwrap();
    assert_eq!(newest.manifest, last.manifest);

    backup::verify(&store, &mut newest, &stage.clock, &|_, _| {}).await.unwrap();
    backup::drill(&store, &mut newest, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap();
    assert!(store.find(None).await.unwrap().checks.drilled_at.is_some());
    let target = Database::empty(engine).await;
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    restore(&newest, &into, &What::default()).await.unwrap();
    let db = open(&target).await;
    assert_eq!(rows(&db).await, stage.rows(0).await);
    db.close().await.unwrap();
    target.remove().await;

    let policy: Policy = "last=1".parse().unwrap();
    let dry = backup::prune(&store, &policy, true).await.unwrap();
    assert_eq!(fates(&dry), [Fate::Removed, Fate::Kept, Fate::Kept]);
    assert_eq!(store.names().await.unwrap().len(), 3, "a dry run removes nothing");
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), fates(&dry));
    let left = names(&objects).await;
    assert!(
        left.iter().all(|name| name.starts_with("some/where/") && !name.contains(&first.manifest.name)),
        "{left:?}"
    );
    assert!(left.iter().all(|name| !name.contains(".using")), "nobody reads it any more: {left:?}");
    let scratch = store.scratch().read_dir().unwrap().count();
    assert_eq!(scratch, 0, "the drill leaves nothing");
    stage.finish().await;
}

async fn what_changed_in_the_bucket_is_told(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let (objects, store) = memory(&stage);
    let set = create(&stage, &store).await;
    let at = |file: &str| Path::from(format!("some/where/{}/{file}", set.manifest.name));
    let file = at("api-studio/audit_entry.jsonl.zst");
    let whole = objects.get(&file).await.unwrap().bytes().await.unwrap();
    let mut flipped = whole.to_vec();
    flipped[whole.len() / 2] ^= 1;
    for changed in [Some(flipped), Some(whole[1..].to_vec()), None] {
        match changed {
            Some(bytes) => drop(objects.put(&file, bytes.into()).await.unwrap()),
            None => objects.delete(&file).await.unwrap(),
        }
        let mut found = store.find(None).await.unwrap();
        let refused = [
            restore(&found, &stage.own(), &What { replace: true, ..What::default() }).await.unwrap_err(),
            backup::verify(&store, &mut found, &stage.clock, &|_, _| {}).await.unwrap_err(),
        ];
        for error in refused {
            assert!(matches!(&error, Error::Damaged { file, .. } if file.contains("audit_entry")), "{error}");
        }
        assert!(!store.find(None).await.unwrap().checks.is_good());
    }
    objects.put(&file, whole.into()).await.unwrap();
    let mut found = store.find(None).await.unwrap();
    backup::verify(&store, &mut found, &stage.clock, &|_, _| {}).await.unwrap();

    let manifest = at("manifest.json");
    let mut text = objects.get(&manifest).await.unwrap().bytes().await.unwrap().to_vec();
    text[40] ^= 1;
    objects.put(&manifest, text.into()).await.unwrap();
    assert!(matches!(&store.all().await.unwrap()[..], [Found::Broken { .. }]));
    assert!(matches!(store.find(Some(&set.manifest.name)).await, Err(Error::Damaged { .. })));
    stage.finish().await;
}

async fn one_that_is_read_or_protected_stays(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let server = Server::start();
    let store = connect(&stage, &server, SECRET_KEY);
    let first = create(&stage, &store).await;
    for _ in 0..2 {
        create(&stage, &store).await;
    }
    let policy: Policy = "last=1".parse().unwrap();
    let kept = first.keep().await.unwrap();
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), [Fate::InUse, Fate::Kept, Fate::Kept]);
    drop(kept);
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), [Fate::InUse, Fate::Kept, Fate::Kept]);
    // Who says nothing for a while is gone.
    stage.clock.advance(Duration::from_mins(11));
    server.is.locked.store(true, Ordering::Relaxed);
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), [Fate::Protected, Fate::Kept, Fate::Kept]);
    let mut found = store.find(Some(&first.manifest.name)).await.unwrap();
    backup::verify(&store, &mut found, &stage.clock, &|_, _| {}).await.unwrap();
    server.is.locked.store(false, Ordering::Relaxed);
    stage.clock.advance(Duration::from_mins(11));
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), [Fate::Removed, Fate::Kept, Fate::Kept]);
    assert!(server.is.names().iter().all(|name| !name.contains(&first.manifest.name)), "{:?}", server.is.names());

    // Whoever isn't let in is told so.
    let stranger = Source::from_pairs([
        ("AWS_ACCESS_KEY_ID", "stranger"),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_ENDPOINT_URL_S3", server.url().as_str()),
    ]);
    let clock = Arc::new(stage.clock.clone());
    let store =
        Store::connect("s3://bucket/some/where", &S3::load(&stranger).unwrap(), store.scratch(), clock).unwrap();
    let refused = store.find(None).await.unwrap_err();
    assert!(matches!(refused, Error::Store { refused: true, .. }), "{refused}");
    stage.finish().await;
}

/// Every twentieth request is put off, and as many downloads are cut off in the middle.
async fn one_that_is_pinned_stays(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    let (objects, store) = memory(&stage);
    let mut first = create(&stage, &store).await;
    create(&stage, &store).await;
    let name = first.manifest.name.clone();
    backup::pin(&store, &name, Some("audit".to_owned()), &stage.clock).await.unwrap();
    // What somebody notes who has read it since before that doesn't unpin it.
    backup::verify(&store, &mut first, &stage.clock, &|_, _| {}).await.unwrap();
    let pin = store.find(Some(&name)).await.unwrap().checks.pinned.unwrap();
    assert_eq!(pin.reason.as_deref(), Some("audit"));
    let policy: Policy = "last=1,least=1".parse().unwrap();
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), [Fate::Pinned, Fate::Kept]);
    backup::unpin(&store, &name).await.unwrap();
    assert_eq!(fates(&backup::prune(&store, &policy, false).await.unwrap()), [Fate::Removed, Fate::Kept]);
    let left = names(&objects).await;
    assert!(!left.iter().any(|left| left.contains(&name)), "{left:?}");
    stage.finish().await;
}

async fn fifty_of_fifty_come_through_a_server_that_is_busy(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let server = Server::start();
    server.is.busy.store(50, Ordering::Relaxed);
    let store = connect(&stage, &server, SECRET_KEY);
    let policy: Policy = "last=3".parse().unwrap();
    for round in 0..50 {
        let db = stage.open(0).await;
        note(&db, WORKSPACES[0], &stage.clock).await;
        db.close().await.unwrap();
        let set = create(&stage, &store).await;
        assert_eq!(set.manifest.addons[0].table("audit_entry").unwrap().rows, round + 3, "what is there today");
        let judged = backup::prune(&store, &policy, false).await.unwrap();
        assert_eq!(judged.iter().filter(|one| one.fate == Fate::Kept).count() as u64, 3.min(round + 1));
    }
    let (refused, cut) = (server.is.refused.load(Ordering::Relaxed), server.is.cut.load(Ordering::Relaxed));
    assert!(refused > 100 && cut > 20, "{refused} put off, {cut} cut off");
    assert_eq!(store.names().await.unwrap().len(), 3);
    for name in store.names().await.unwrap() {
        let mut set = store.find(Some(&name)).await.unwrap();
        backup::drill(&store, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap();
    }
    assert!(server.is.names().iter().all(|name| !name.ends_with(".upload")) && server.is.open_uploads() == 0);
    stage.finish().await;
}

/// Rows that come to more than a part of an upload, however they are compressed.
async fn much(stage: &Stage) {
    let db = stage.open(0).await;
    let mut random = fastrand::Rng::with_seed(5);
    note(&db, WORKSPACES[0], &stage.clock).await;
    let one = audit_entry::Entity::find().one(&db.reader()).await.unwrap().unwrap();
    for _ in 0..26 {
        let mut row = one.clone().into_active_model();
        row.id = Is(uuid::Uuid::now_v7());
        row.subject = Is((0..1024 * 1024).map(|_| random.alphanumeric()).collect());
        audit_entry::Entity::insert(row).exec_without_returning(&db.writer()).await.unwrap();
    }
    db.close().await.unwrap();
}

async fn a_large_table_goes_in_parts(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    much(&stage).await;
    let server = Server::start();
    server.is.busy.store(50, Ordering::Relaxed);
    let store = connect(&stage, &server, SECRET_KEY);
    let set = create(&stage, &store).await;
    let table = set.manifest.addons[0].table("audit_entry").unwrap();
    assert!(table.stored.stored_bytes > 17 * 1024 * 1024, "three parts: {}", table.stored.stored_bytes);
    assert!(server.is.names().iter().all(|name| !name.ends_with(".upload")) && server.is.open_uploads() == 0);
    assert!(!server.is.holds(SECRET_KEY));
    let target = Database::empty(engine).await;
    let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
    restore(&set, &into, &What::default()).await.unwrap();
    target.remove().await;
    stage.finish().await;
}

async fn what_was_never_finished_is_no_backup_and_goes(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    much(&stage).await;
    let server = Server::start();
    let store = connect(&stage, &server, SECRET_KEY);
    let good = create(&stage, &store).await;
    let before = server.is.names();
    *server.is.stall.lock().unwrap() = Some("audit_entry".to_owned());
    stage.clock.advance(Duration::from_secs(1));
    let sources = stage.sources();
    let making = backup::create(&store, &sources, Options::default(), &stage.clock, &|_, _| {});
    tokio::select! {
        made = making => panic!("{made:?}"),
        () = server.is.stalled.notified() => {}
    }
    *server.is.stall.lock().unwrap() = None;
    assert!(server.is.names().len() > before.len() && server.is.open_uploads() == 1, "there is something of it");
    assert!(
        server.is.names().iter().all(|name| !name.ends_with("manifest.json") || name.contains(&good.manifest.name))
    );
    assert_eq!(store.find(None).await.unwrap().manifest, good.manifest);
    assert_eq!(store.names().await.unwrap(), std::slice::from_ref(&good.manifest.name));

    // Somebody may still be at it.
    backup::prune(&store, &Policy::default(), false).await.unwrap();
    assert!(server.is.names().len() > before.len());
    stage.clock.advance(Duration::from_mins(11));
    backup::prune(&store, &Policy::default(), true).await.unwrap();
    assert!(server.is.names().len() > before.len(), "a dry run removes nothing");
    backup::prune(&store, &Policy::default(), false).await.unwrap();
    assert_eq!((server.is.names(), server.is.open_uploads()), (before, 0));
    stage.finish().await;
}
