//! Erasure: nothing of a workspace is left, and nothing of another is touched.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use clockify_addons::config::database::Url;
use clockify_addons::db::entities::erasure::Reason;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::EventType;
use clockify_addons::retention::{self, Error};
use secrecy::ExposeSecret;

use super::place::Place;
use crate::harness::{Contents, Engine, TestApp, both, eventually, query};

both!(
    a_workspace_that_left_is_erased_after_the_grace,
    of_a_hundred_markers_none_is_left,
    of_a_hundred_markers_none_comes_back_with_a_backup,
    a_reinstall_within_the_grace_cancels_it,
    nobody_is_erased_where_that_is_said,
    an_erasure_that_is_asked_for_ends_the_installation,
    an_erasure_that_was_stopped_goes_on,
    an_install_that_comes_meanwhile_ends_it,
    what_a_backup_brought_back_is_erased_again,
    an_entry_that_was_never_finished_counts_for_nothing,
);

const LEFT: &str = "workspace-that-left";
const STAYED: &str = "workspace-that-stayed";
const MARKER: &str = "marker-of-theirs";
const DAY: Duration = Duration::from_hours(24);

/// Two workspaces with young rows in every table; one of them ended its installations now.
async fn place(engine: Engine, settings: &[(&str, &str)]) -> Place {
    let place = Place::with(engine, settings).await;
    for number in 1..=3 {
        place.fill(LEFT, number, 0, MARKER).await;
        place.fill(STAYED, number, 0, "of-others").await;
    }
    place.execute(&ended(LEFT)).await;
    place
}

fn ended(workspace: &str) -> String {
    let now = super::place::stamp(crate::harness::NOW);
    format!(
        "UPDATE installation SET status = 'DELETED', token = NULL, deleted_at = '{now}' WHERE workspace_id = '{workspace}'"
    )
}

/// The rows of a workspace in all tables that name one.
async fn rows(place: &Place, workspace: &str) -> i64 {
    let mut all = 0;
    for table in retention::TABLES.iter().filter(|table| table.owner == retention::Owner::Column) {
        all += place.count(table.name, workspace).await;
    }
    all
}

/// What must not be found anywhere any more.
fn nothing_of_theirs(contents: &Contents) {
    assert_eq!(contents.places_of(MARKER), Vec::<String>::new());
    assert_eq!(contents.places_of(LEFT), Vec::<String>::new());
}

async fn a_workspace_that_left_is_erased_after_the_grace(engine: Engine) {
    let place = place(engine, &[]).await;
    let (theirs, others) = (rows(&place, LEFT).await, rows(&place, STAYED).await);
    assert!(theirs > 50 && theirs == others, "{theirs}");
    place.clock.advance(DAY * 6);
    assert!(place.sweeper.look().await.unwrap().erased.is_empty());
    assert!(place.sweep().await.erased.is_empty());
    assert_eq!(rows(&place, LEFT).await, theirs - 3, "only echoes went, which nobody expects any more");

    place.clock.advance(DAY);
    let looked = place.sweeper.look().await.unwrap();
    let report = place.sweep().await;
    assert_eq!(report, looked, "a look tells all of it");
    let [erased] = &report.erased[..] else { panic!("{report:?}") };
    assert_eq!((erased.workspace.as_str(), erased.reason, erased.remaining), (LEFT, Reason::Uninstalled, 0));
    assert_eq!((erased.rows["webhook_event"], erased.rows["bootstrap_page"], erased.rows["flow_step"]), (3, 3, 3));
    assert_eq!(erased.rows["installation"], 3);
    nothing_of_theirs(&place.contents().await);
    assert_eq!(rows(&place, LEFT).await, 0);

    let ledger = retention::entries(place.db()).await.unwrap();
    let [entry] = &ledger[..] else { panic!("{ledger:?}") };
    assert_eq!(entry.subject, retention::subject(Addon::UniversalWebhook, LEFT));
    assert_eq!((entry.reason, entry.erased_at_ms), (Reason::Uninstalled, Some(entry.began_at_ms)));
    let counts: serde_json::Value = serde_json::from_str(&entry.counts).unwrap();
    assert_eq!(counts, serde_json::to_value(&erased.rows).unwrap());
    assert!(place.sweep().await.erased.is_empty());
    assert_eq!(retention::entries(place.db()).await.unwrap(), ledger, "the ledger is kept for ever");
    if let Url::Sqlite { .. } = place.db().url() {
        let path = place.db().url().sqlite_path().unwrap().to_owned();
        for file in [path.clone(), path.with_added_extension("wal"), format!("{}-wal", path.display()).into()] {
            let bytes = std::fs::read(&file).unwrap_or_default();
            for text in [MARKER, LEFT] {
                assert!(
                    !bytes.windows(text.len()).any(|window| window == text.as_bytes()),
                    "{text} in {}",
                    file.display()
                );
            }
        }
    }
    place.finish().await;
}

/// A text of its own in every row of every table, over a hundred of them, so many days old, beside rows of another workspace.
async fn marked(place: &Place, days: u32) -> Vec<String> {
    let mut markers = Vec::new();
    for number in 1..=6 {
        place.fill(STAYED, number, days, "of-others").await;
        for table in place.tables() {
            let marker = format!("mark-{table}-{number}-ed");
            place.insert(table, &super::place::Row { workspace: LEFT, number, days, marker: &marker }, &[]).await;
            markers.push(marker);
        }
    }
    assert!(markers.len() >= 100, "{}", markers.len());
    markers
}

/// How many of them are in the database.
fn seen(markers: &[String], contents: &Contents) -> usize {
    markers.iter().filter(|marker| !contents.places_of(marker).is_empty()).count()
}

/// On SQLite, nothing of theirs is in the files either.
fn not_in_the_files(place: &Place) {
    let Some(path) = place.db().url().sqlite_path() else { return };
    for suffix in ["", "-wal", "-journal"] {
        let bytes = std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default();
        let seen = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!seen("mark-") && !seen(LEFT), "something of theirs is in the file{suffix}");
        assert!(!suffix.is_empty() || seen("of-others"));
    }
}

/// A text of its own in every table, over a hundred of them: none is found in a table, and on SQLite none in the files.
async fn of_a_hundred_markers_none_is_left(engine: Engine) {
    let place = Place::new(engine).await;
    let markers = marked(&place, 0).await;
    let before = seen(&markers, &place.contents().await);
    assert!(before >= 100, "{before} of {} can be seen", markers.len());
    let others = rows(&place, STAYED).await;
    place.execute(&ended(LEFT)).await;
    place.clock.advance(DAY * 7);
    place.sweep().await;
    assert_eq!(seen(&markers, &place.contents().await), 0);
    assert_eq!(rows(&place, STAYED).await, others - 6, "only echoes went, which nobody expects any more");
    not_in_the_files(&place);
    place.finish().await;
}

/// The program itself, with Universal Webhook's database at that place and its backups in a folder.
fn run(place: &Place, folder: &Path, line: &str) -> Output {
    let url = place.db().url();
    // A SQLite address shows no secret; a PostgreSQL one hides its own.
    let url = if url.sqlite_path().is_some() { url.to_string().into() } else { url.connect_url() };
    let mut command = Command::new(env!("CARGO_BIN_EXE_clockify-addons"));
    let key = ("CLOCKIFY_ADDONS_SECRET_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
    command.args(line.split(' ')).args(["--addon", "universal-webhook"]).current_dir(folder).env_clear();
    let output = command.envs([key, ("UNIVERSAL_WEBHOOK_DB_URL", url.expose_secret())]).output().unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    output
}

/// The same markers after a restore of a backup of before: what it brings back goes again, because the ledger knows of it.
async fn of_a_hundred_markers_none_comes_back_with_a_backup(engine: Engine) {
    let place = Place::new(engine).await;
    // The program takes its time from the machine.
    let markers = marked(&place, 2000).await;
    let folder = tempfile::tempdir().unwrap();
    let run = |line: &str| run(&place, folder.path(), line);
    let others = rows(&place, STAYED).await;
    run("backup create");
    run(&format!("retention-sweep erase --workspace {LEFT} --yes"));
    assert_eq!(seen(&markers, &place.contents().await), 0);
    for part in ["", " --table cached_entity"] {
        let restored = run(&format!("backup restore --replace --yes --without-keys{part}"));
        let said = String::from_utf8(restored.stderr).unwrap();
        assert!(said.contains("erased again, as since the backup: 1 workspace"), "they were there again: {said}");
        let contents = place.contents().await;
        assert_eq!((seen(&markers, &contents), contents.places_of(LEFT)), (0, Vec::new()), "{part}");
        assert_eq!(rows(&place, STAYED).await, others, "{part}");
        not_in_the_files(&place);
    }
    place.finish().await;
}

async fn a_reinstall_within_the_grace_cancels_it(engine: Engine) {
    let place = place(engine, &[]).await;
    place.clock.advance(DAY * 6);
    place.fill(LEFT, 4, 0, MARKER).await;
    place.clock.advance(DAY * 10);
    assert!(place.sweep().await.erased.is_empty());
    assert_eq!(place.count("flow", LEFT).await, 4);
    assert!(retention::entries(place.db()).await.unwrap().is_empty());
    place.finish().await;
}

async fn nobody_is_erased_where_that_is_said(engine: Engine) {
    let place = place(engine, &[("CLOCKIFY_ADDONS_ERASE_GRACE_DAYS", "-1")]).await;
    place.clock.advance(DAY * 1000);
    assert!(place.sweep().await.erased.is_empty());
    assert_eq!(place.count("flow", LEFT).await, 3);
    place.finish().await;
    let place = self::place(engine, &[("CLOCKIFY_ADDONS_ERASE_GRACE_DAYS", "0")]).await;
    assert_eq!(place.sweep().await.erased.len(), 1, "and at once where that is said");
    place.finish().await;
}

async fn an_erasure_that_is_asked_for_ends_the_installation(engine: Engine) {
    let app = TestApp::new(engine).await;
    let other = app.install(1, 1).await;
    assert_eq!(app.send(&app.delivery(EventType::NewTag, 1)).await.status, 200);
    let theirs = clockify_addons::sandbox::payload::of(EventType::NewTag, &other.workspace, 1);
    assert_eq!(app.send(&other.delivery(EventType::NewTag, &theirs)).await.status, 200);
    let workspace = app.installation.workspace.id.clone();
    let sweeper = app.app.sweeper();

    let looked = sweeper.look_at(&workspace).await.unwrap();
    assert!(looked.was_installed);
    let erased = sweeper.erase(&workspace).await.unwrap();
    assert_eq!((&erased.rows, erased.reason, erased.remaining), (&looked.rows, Reason::Requested, 0));
    assert!(erased.rows.contains_key("webhook_event") && erased.rows.contains_key("installation"), "{erased:?}");
    app.app.view.refresh().await.unwrap();
    assert_ne!(app.send(&app.delivery(EventType::NewTag, 2)).await.status, 200, "nothing is taken any more");
    assert_eq!(app.send(&other.delivery(EventType::NewTag, &theirs)).await.status, 200);
    assert_eq!(app.contents().await.places_of(&workspace), Vec::<String>::new());
    let again = sweeper.erase(&workspace).await.unwrap();
    assert!(again.rows.is_empty() && !again.was_installed, "{again:?}");
    app.finish().await;
}

async fn an_erasure_that_was_stopped_goes_on(engine: Engine) {
    let place = place(engine, &[]).await;
    place.clock.advance(DAY * 8);
    // It is dropped where it waits, as by an end of the process, each time a little later.
    for steps in [1, 10, 50, 200] {
        let enough = async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = enough => {}
            _ = place.sweeper.sweep() => {}
        }
    }
    eventually("the lock is given back", Duration::from_secs(20), async || place.sweeper.sweep().await.is_ok()).await;
    nothing_of_theirs(&place.contents().await);
    let ledger = retention::entries(place.db()).await.unwrap();
    assert_eq!(ledger.len(), 1, "one erasure: {ledger:?}");
    assert!(ledger[0].erased_at_ms.is_some());
    place.finish().await;
}

async fn an_install_that_comes_meanwhile_ends_it(engine: Engine) {
    let place = place(engine, &[]).await;
    // The last thing that goes before the installation is a flow: an install arrives just then.
    let trigger = match engine {
        Engine::Sqlite => {
            "CREATE TRIGGER back AFTER DELETE ON custom_source BEGIN \
             UPDATE installation SET status = 'ACTIVE' WHERE workspace_id = OLD.workspace_id; END"
        }
        Engine::Postgres => {
            "CREATE FUNCTION back() RETURNS trigger AS $$ BEGIN \
             UPDATE installation SET status = 'ACTIVE' WHERE workspace_id = OLD.workspace_id; RETURN NULL; END $$ \
             LANGUAGE plpgsql; CREATE TRIGGER back AFTER DELETE ON custom_source FOR EACH ROW EXECUTE FUNCTION back()"
        }
    };
    place.execute(trigger).await;
    let error = place.sweeper.erase(LEFT).await.unwrap_err();
    assert!(matches!(error, Error::Installed { .. }), "{error:?}");
    assert_eq!((place.count("installation", LEFT).await, place.count("flow", LEFT).await), (3, 3));
    place.clock.advance(DAY * 30);
    assert!(place.sweep().await.erased.is_empty(), "it is installed");
    place.finish().await;
}

async fn what_a_backup_brought_back_is_erased_again(engine: Engine) {
    let first = place(engine, &[]).await;
    let restored = place(engine, &[]).await;
    first.clock.advance(DAY * 8);
    first.sweep().await;
    let ledger = retention::entries(first.db()).await.unwrap();
    restored.clock.advance(DAY * 9);
    let others = rows(&restored, STAYED).await;

    let erased = restored.sweeper.replay(&ledger).await.unwrap();
    assert_eq!(erased.len(), 1);
    assert_eq!((erased[0].workspace.as_str(), erased[0].remaining), (LEFT, 0));
    nothing_of_theirs(&restored.contents().await);
    assert_eq!(rows(&restored, STAYED).await, others);
    let copied = retention::entries(restored.db()).await.unwrap();
    assert_eq!((copied.len(), copied[0].id, copied[0].began_at_ms), (1, ledger[0].id, ledger[0].began_at_ms));

    // They come back later; the same ledger says nothing of that.
    restored.fill(LEFT, 7, 0, MARKER).await;
    let theirs = rows(&restored, LEFT).await;
    assert!(restored.sweeper.replay(&ledger).await.unwrap().is_empty());
    assert_eq!(rows(&restored, LEFT).await, theirs);
    // Not even where the ledger of the database doesn't know of it: the install is younger than the erasure.
    restored.execute("DELETE FROM erasure").await;
    let later = super::place::stamp(crate::harness::NOW + 20 * 86_400);
    restored.execute(&format!("UPDATE installation SET installed_at = '{later}' WHERE workspace_id = '{LEFT}'")).await;
    assert!(restored.sweeper.replay(&ledger).await.unwrap().is_empty());
    assert_eq!(rows(&restored, LEFT).await, theirs);
    assert_eq!(query(&restored.db().reader(), "SELECT id FROM erasure").await.len(), 1);
    first.finish().await;
    restored.finish().await;
}

/// An erasure that never came to its end says nothing about what is there now, and is made up for.
async fn an_entry_that_was_never_finished_counts_for_nothing(engine: Engine) {
    let place = place(engine, &[]).await;
    place.clock.advance(DAY * 8);
    let whole = place.sweep().await;
    assert_eq!(whole.erased.len(), 1);
    place.execute("UPDATE erasure SET erased_at_ms = NULL").await;
    let ledger = retention::entries(place.db()).await.unwrap();
    place.fill(LEFT, 1, 0, MARKER).await;
    assert_eq!(place.sweeper.replay(&ledger).await.unwrap().len(), 1, "the ledger of the backup has the same entry");
    nothing_of_theirs(&place.contents().await);
    let after = retention::entries(place.db()).await.unwrap();
    assert_eq!((after.len(), after[0].id), (1, ledger[0].id));
    assert!(after[0].erased_at_ms.is_some());
    // Nothing of it is there: then it is done.
    place.execute("UPDATE erasure SET erased_at_ms = NULL").await;
    assert!(place.sweeper.replay(&ledger).await.unwrap().is_empty());
    assert!(retention::entries(place.db()).await.unwrap()[0].erased_at_ms.is_some());
    place.finish().await;
}
