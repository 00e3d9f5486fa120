//! Making a backup.

use std::collections::BTreeSet;

use sqlx::Connection as _;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::cut::{self, Reader};
use super::file::{self, Stored};
use super::lines::Lines;
use super::manifest::{Manifest, Part, Table};
use super::native::{self, Archive};
use super::place::{Draft, Found, Place, Set};
use super::read::{self, Ended, From};
use super::schema::{DERIVED, Schema, Shape};
use super::{Error, FORMAT, How, Identities, Progress, applied, space, verify};
use crate::clock::{Clock, stamp};
use crate::config::database::Url;
use crate::domain::addon::Addon;
use crate::domain::recipients::Recipients;
use crate::rotation::Column;

/// Pieces that may wait for the disk.
const AHEAD: usize = 8;

const NAME: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// A database to be backed up.
#[derive(Clone, Debug)]
pub struct Source {
    /// Whose it is.
    pub addon: Addon,
    /// Where it is.
    pub url: Url,
}

/// How a backup is made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Don't look whether there is room.
    pub no_space_check: bool,
    /// How the databases are found at one moment.
    pub cut: How,
    /// For whom it is encrypted.
    pub recipients: Recipients,
    /// In which form it is made.
    pub archive: Archive,
}

impl Options {
    /// Refuses what the form that is wanted can't be.
    fn check(&self, place: &dyn Place) -> Result<(), Error> {
        match self.archive {
            Archive::Native if !self.recipients.is_empty() => Err(Error::FolderOnly("are encrypted")),
            Archive::Native if !place.is_local() => Err(Error::FolderOnly("go to a bucket")),
            _ => Ok(()),
        }
    }
}

/// Whether everything is there that backups made so need: for a native one of PostgreSQL, a `pg_dump` that isn't older than
/// the server. Refuses those that can't be made at all.
pub async fn preflight(place: &dyn Place, sources: &[Source], options: &Options) -> Result<(), Error> {
    options.check(place)?;
    let urls: Vec<&Url> = sources.iter().map(|source| &source.url).collect();
    if options.archive == Archive::Native { native::dumps(&urls).await.map(drop) } else { Ok(()) }
}

/// Makes a backup of these databases, reads it again, and only then gives it its name.
pub async fn create(
    place: &dyn Place,
    sources: &[Source],
    options: Options,
    clock: &dyn Clock,
    progress: Progress<'_>,
) -> Result<Set, Error> {
    options.check(place)?;
    let is_native = options.archive == Archive::Native;
    let urls: Vec<&Url> = sources.iter().map(|source| &source.url).collect();
    let tool = if is_native { native::dumps(&urls).await? } else { String::new() };
    place.prepare().await?;
    let held = place.hold().await?;
    place.tidy(&held).await?;
    let started = clock.now();
    if is_native && !options.no_space_check {
        space::copies(place, &urls)?;
    }
    let id = Uuid::now_v7().simple().to_string();
    // The milliseconds first, so that names stand in the order of time.
    let (second, part) = (started.format(NAME).unwrap_or_default(), started.millisecond());
    let name = format!("{second}-{part:03x}{}", &id[27..]);
    let draft = place.begin(&name).await?;
    let made = async {
        let copies = sources.iter().map(|source| native::copy_path(&*draft, source.addon.name()));
        let copies: Option<Vec<_>> = is_native.then(|| copies.collect());
        let (cut, readers) = cut::cut(&urls, copies.as_deref(), options.cut, clock).await?;
        let opened = open(place, sources, readers, options.no_space_check).await?;
        let addons = parts(&*draft, opened, &options, &tool, progress).await?;
        let manifest = Manifest {
            format: if is_native { native::FORMAT } else { FORMAT },
            name,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: stamp(started),
            finished_at: stamp(clock.now()),
            recipients: options.recipients.iter().map(ToString::to_string).collect(),
            cut,
            addons,
            sha256: String::new(),
        };
        let (files, which) = (draft.files(), verify::Which::default());
        verify::files(&files, &Identities::default(), &manifest, &which, progress).await?;
        Ok(manifest)
    };
    let mut manifest = match made.await {
        Ok(manifest) => manifest,
        Err(error) => {
            draft.discard().await;
            return Err(error);
        }
    };
    draft.publish(&mut manifest).await?;
    let Found::Set(mut set) = place.look(&manifest.name).await? else {
        return Err(Error::Internal("a backup is gone that has just been made".to_owned()));
    };
    set.checks.verified_at = Some(stamp(clock.now()));
    place.note(&mut set).await?;
    Ok(*set)
}

/// Asks the databases what they are, and refuses those that were never made, or that there is no room for.
async fn open<'a>(
    place: &dyn Place,
    sources: &'a [Source],
    readers: Vec<Reader>,
    no_space_check: bool,
) -> Result<Vec<(&'a Source, Reader, About)>, Error> {
    let mut opened = Vec::new();
    let mut size = 0;
    for (source, mut reader) in sources.iter().zip(readers) {
        let about = look(&mut reader).await?;
        if about.migrations.is_empty() {
            return Err(crate::db::Error::Absent { url: source.url.to_string() }.into());
        }
        size += about.size;
        opened.push((source, reader, about));
    }
    if !no_space_check {
        space::check(place, size).await?;
    }
    Ok(opened)
}

/// Writes all databases.
async fn parts(
    draft: &dyn Draft,
    opened: Vec<(&Source, Reader, About)>,
    options: &Options,
    tool: &str,
    progress: Progress<'_>,
) -> Result<Vec<Part>, Error> {
    let mut addons = Vec::new();
    for (source, reader, about) in opened {
        let (addon, schema) = (source.addon.name(), &about.schema);
        let (tables, native, keys, snapshot) = if options.archive == Archive::Native {
            progress(addon, "the whole");
            let made = native::part(reader, &source.url, tool, schema, draft, addon).await?;
            (Vec::new(), Some(made.native), made.keys, made.snapshot)
        } else {
            let told = |table: &str| progress(addon, table);
            let (tables, keys, snapshot) =
                lines(reader, schema, (draft, source.addon), &options.recipients, &told).await?;
            (tables, None, keys, snapshot)
        };
        addons.push(Part {
            addon: addon.to_owned(),
            engine: if snapshot.is_some() { "postgresql" } else { "sqlite" }.to_owned(),
            server: about.server,
            database: source.url.to_string(),
            snapshot,
            migrations: about.migrations,
            keys: keys.into_iter().map(hex::encode).collect(),
            tables,
            native,
        });
    }
    Ok(addons)
}

/// What a database says of itself.
struct About {
    server: String,
    migrations: Vec<String>,
    schema: Schema,
    size: u64,
}

async fn look(reader: &mut Reader) -> Result<About, Error> {
    match reader {
        Reader::Postgres { connection, .. } => {
            let ask = "SELECT current_setting('server_version')";
            let server = sqlx::query_scalar(ask).fetch_one(&mut *connection).await.map_err(Error::asking)?;
            let migrations = applied::of_postgres(connection).await.map_err(Error::asking)?;
            let names = DERIVED.map(|name| format!("'{name}'")).join(", ");
            let sizes = format!(
                "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND \
                 relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
                 AND relname NOT IN ({names})"
            );
            let sizes = sqlx::query_scalar(sqlx::AssertSqlSafe(sizes));
            let size: i64 = sizes.fetch_one(&mut *connection).await.map_err(Error::asking)?;
            let schema = Schema::of_postgres(connection).await?;
            Ok(About { server, migrations, schema, size: size.try_into().unwrap_or(0) })
        }
        Reader::Sqlite(connection) => {
            let ask = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
            let size = connection.ask(move |file| file.query_row(ask, [], |row| row.get::<_, i64>(0)));
            let size = size.await.map_err(Error::asking)?;
            let (server, migrations) = (rusqlite::version().to_owned(), applied::of_sqlite(connection).await);
            let migrations = migrations.map_err(Error::asking)?;
            let schema = Schema::of_sqlite(connection).await?;
            Ok(About { server, migrations, schema, size: size.try_into().unwrap_or(0) })
        }
    }
}

/// Writes all tables. Gives them, the ids of the keys that open what is sealed in them, and what PostgreSQL calls the moment.
async fn lines(
    mut reader: Reader,
    schema: &Schema,
    place: (&dyn Draft, Addon),
    recipients: &Recipients,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(Vec<Table>, BTreeSet<[u8; 4]>, Option<String>), Error> {
    let (mut tables, mut keys) = (Vec::new(), BTreeSet::new());
    for shape in &schema.tables {
        progress(&shape.table);
        tables.push(write(&mut reader, shape, place, recipients, &mut keys).await?);
    }
    let snapshot = match reader {
        Reader::Postgres { connection, snapshot } => {
            connection.close().await.ok();
            Some(snapshot)
        }
        Reader::Sqlite(connection) => {
            connection.close().await;
            None
        }
    };
    Ok((tables, keys, snapshot))
}

/// Writes a table to its file.
async fn write(
    reader: &mut Reader,
    shape: &Shape,
    (draft, addon): (&dyn Draft, Addon),
    recipients: &Recipients,
    keys: &mut BTreeSet<[u8; 4]>,
) -> Result<Table, Error> {
    let (to, pieces) = mpsc::channel(AHEAD);
    let name = format!("{addon}/{}", file::name(&shape.table, !recipients.is_empty()));
    let path = draft.path(&name);
    let sink = draft.create(&name).map_err(Error::write(&path))?;
    let writing = {
        let recipients = recipients.clone();
        tokio::task::spawn_blocking(move || file::write(sink, &recipients, pieces))
    };
    let header = file::header(shape).map_err(|error| Error::Internal(error.to_string()))?;
    to.send(header).await.ok();
    let lines = Lines::new(shape, sealed(shape), to);
    let from = match reader {
        Reader::Postgres { connection, .. } => From::Postgres(connection),
        Reader::Sqlite(connection) => From::Sqlite(connection),
    };
    // Whoever writes ends with them.
    let read = read::table(from, lines, None).await.map(|lines| (lines.content, lines.keys));
    let written = writing.await?;
    let (content, found) = match read {
        Ok(read) => read,
        Err(Ended::Failed(error)) => return Err(error),
        Err(Ended::Gone) => {
            written.map_err(Error::write(&path))?;
            return Err(Error::Internal("nobody took the rows".to_owned()));
        }
    };
    let stored: Stored = written.map_err(Error::write(&path))?;
    keys.extend(found);
    Ok(Table { shape: shape.clone(), rows: content.rows, content: content.hex(), stored })
}

/// The numbers of the columns with sealed values.
fn sealed(shape: &Shape) -> Vec<usize> {
    let names = Column::ALL.iter().filter_map(|column| column.name().split_once('.'));
    names.filter(|(table, _)| *table == shape.table).filter_map(|(_, column)| shape.index(column)).collect()
}
