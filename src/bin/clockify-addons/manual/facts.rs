//! What each command reads, changes, and ends with. A command without a row here fails a test.

use clap::Command;
use clockify_addons::config::Reads;

use super::{COMMON, join};
use crate::exit::Status;
use crate::exit::Status::{
    CantCreate, Config, Data, Failed, Internal, Locked, Ok, Partial, Pending, Permission, Refused, Unreachable,
};

/// An exit code, and what it means where that is more than it always means.
type Code = (Status, &'static str);

/// One command.
#[derive(Debug)]
pub(super) struct Row {
    /// What is typed behind the program's name.
    pub(super) path: &'static str,
    pub(super) reads: Reads,
    /// Whether it changes something that lasts, and so has `--dry-run`.
    pub(super) changes: bool,
    /// Beside those that every command has, unless they mean something else here.
    pub(super) codes: &'static [Code],
}

const LOOKS: bool = false;
const CHANGES: bool = true;

const fn row(path: &'static str, reads: Reads, changes: bool, codes: &'static [Code]) -> Row {
    Row { path, reads, changes, codes }
}

/// Of whoever opens one database to look or to change rows.
const OPENS: &[Code] = &[(Unreachable, ""), (Permission, ""), (Config, "")];
/// The same, of what asks before it does something that can't be undone.
const ASKS: &[Code] = &[(Refused, "--yes is missing"), (Unreachable, ""), (Permission, ""), (Config, "")];
/// The same, of what reads a document of flows.
const STORES: &[Code] =
    &[(Data, "there are mistakes in the document"), (Unreachable, ""), (Permission, ""), (Config, "")];
const BUCKET: &str = "the bucket can't be reached";
const EITHER: &str = "the database or the bucket can't be reached, or isn't there";
/// Of what opens no database.
const SETTINGS: Code = (Config, "the configuration is wrong");
const PINS: &[Code] = &[
    (Unreachable, BUCKET),
    (CantCreate, ""),
    (Locked, "backups are being made or removed"),
    (Permission, ""),
    SETTINGS,
];
const SWEEPS: &[Code] = &[
    (Partial, "rows were due that others held, or one database was busy"),
    (Pending, "a database is behind"),
    (Refused, "more would go than expected, or --yes is missing"),
    (Unreachable, ""),
    (CantCreate, ""),
    (Locked, "another process sweeps"),
    (Permission, ""),
    (Config, ""),
];
const HOLDS: &[Code] =
    &[(Pending, "a database is behind"), (Unreachable, ""), (CantCreate, ""), (Permission, ""), (Config, "")];
const BEHIND: Code = (Pending, "with --exit-code: something is pending");

pub(super) const ROWS: &[Row] = &[
    row(
        "serve",
        Reads::Everything,
        LOOKS,
        &[
            (Ok, "it was asked to end, and everything under way was finished"),
            (Failed, "a part failed, or not everything could be finished"),
            (Refused, "--sandbox would touch real data, or a migration wants a backup first"),
            (Unreachable, ""),
            (CantCreate, ""),
            (Locked, "another process migrates, or others use a table that is changed"),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row(
        "migrate up",
        Reads::Backups,
        CHANGES,
        &[
            (Partial, "some databases are done and one isn't"),
            (Refused, "a migration comes before one that is applied, or a backup is missing"),
            (Unreachable, ""),
            (CantCreate, ""),
            (Locked, "another process migrates, or others use a table that is changed"),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row(
        "migrate status",
        Reads::Storage,
        LOOKS,
        &[
            BEHIND,
            (Unreachable, ""),
            (Permission, ""),
            (Config, "with --exit-code: a database is newer; or the configuration is wrong"),
        ],
    ),
    row("migrate plan", Reads::Storage, LOOKS, &[BEHIND, (Unreachable, ""), (Permission, ""), (Config, "")]),
    row(
        "migrate check",
        Reads::Storage,
        LOOKS,
        &[(Data, "a migration isn't what it was"), (Unreachable, ""), (Permission, ""), (Config, "")],
    ),
    row(
        "migrate repair",
        Reads::Storage,
        CHANGES,
        &[
            (Failed, "it was never applied"),
            (Refused, "--yes is missing"),
            (Unreachable, ""),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row(
        "migrate down",
        Reads::Storage,
        CHANGES,
        &[
            (Refused, "a confirmation is missing"),
            (Unreachable, ""),
            (Locked, "another process migrates, or others use a table that is changed"),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row(
        "migrate init",
        Reads::Storage,
        CHANGES,
        &[
            (Refused, "a password on the command line, or a database that is somebody else's"),
            (Unreachable, ""),
            (CantCreate, "a file can't be written"),
            (Locked, "another process does the same"),
            (Permission, "the role may not create databases and roles"),
            (Config, ""),
        ],
    ),
    row(
        "backup create",
        Reads::Backups,
        CHANGES,
        &[
            (Partial, "the database of an add-on isn't there, or --after failed"),
            (Refused, "a native backup can't be encrypted, or go elsewhere than to a folder"),
            (Unreachable, EITHER),
            (CantCreate, ""),
            (Locked, "another backup is being made"),
            (Permission, ""),
            (Config, "the configuration is wrong, or pg_dump is missing or older than the server"),
        ],
    ),
    row("backup list", Reads::Backups, LOOKS, &[(Unreachable, BUCKET), (Permission, ""), SETTINGS]),
    row("backup show", Reads::Backups, LOOKS, &[(Unreachable, BUCKET), (Permission, ""), SETTINGS]),
    row(
        "backup verify",
        Reads::Backups,
        LOOKS,
        &[(Data, "it isn't what was written"), (Unreachable, BUCKET), (CantCreate, ""), (Permission, ""), SETTINGS],
    ),
    row(
        "backup restore",
        Reads::Backups,
        CHANGES,
        &[
            (Refused, "data is in the way, --yes is missing, or a native backup can't go there"),
            (Data, "the backup is damaged"),
            (Unreachable, EITHER),
            (CantCreate, ""),
            (Locked, "somebody works on a database"),
            (Permission, ""),
            (Config, "a key is missing, or the backup is of a newer release"),
        ],
    ),
    row(
        "backup prune",
        Reads::Backups,
        CHANGES,
        &[(Unreachable, BUCKET), (CantCreate, ""), (Locked, "a backup is being made"), (Permission, ""), SETTINGS],
    ),
    row("backup pin", Reads::Backups, CHANGES, PINS),
    row("backup unpin", Reads::Backups, CHANGES, PINS),
    row(
        "backup drill",
        Reads::Backups,
        LOOKS,
        &[
            (Data, "it can't be restored as it was"),
            (Unreachable, EITHER),
            (CantCreate, ""),
            (Permission, ""),
            (Config, "a key is missing"),
        ],
    ),
    row(
        "health",
        Reads::Everything,
        LOOKS,
        &[(Ok, "healthy, also with warnings unless --strict"), (Failed, "unhealthy, or it can't be said")],
    ),
    row("events list", Reads::Storage, LOOKS, OPENS),
    row("events show", Reads::Storage, LOOKS, OPENS),
    row(
        "events replay",
        Reads::Everything,
        CHANGES,
        &[(Refused, "say which, or --all"), (Unreachable, ""), (Permission, ""), (Config, "")],
    ),
    row("events coverage", Reads::Storage, LOOKS, OPENS),
    row("events tail", Reads::Storage, LOOKS, OPENS),
    row("flows list", Reads::Everything, LOOKS, OPENS),
    row("flows show", Reads::Everything, LOOKS, OPENS),
    row("flows validate", Reads::Everything, LOOKS, &[(Data, "there are mistakes in the document"), (Config, "")]),
    row("flows import", Reads::Everything, CHANGES, STORES),
    row("flows export", Reads::Everything, LOOKS, OPENS),
    row("flows test", Reads::Everything, LOOKS, STORES),
    row("flows runs", Reads::Everything, LOOKS, OPENS),
    row("flows run", Reads::Everything, LOOKS, OPENS),
    row("flows retry", Reads::Everything, CHANGES, OPENS),
    row("flows cancel", Reads::Everything, CHANGES, OPENS),
    row("flows enable", Reads::Everything, CHANGES, OPENS),
    row("flows disable", Reads::Everything, CHANGES, OPENS),
    row("flows hold", Reads::Everything, CHANGES, OPENS),
    row("flows resume", Reads::Everything, CHANGES, OPENS),
    row("flows delete", Reads::Everything, CHANGES, ASKS),
    row(
        "flows secrets set",
        Reads::Everything,
        CHANGES,
        &[(Data, "the value is too long, or empty"), (Unreachable, ""), (Permission, ""), (Config, "")],
    ),
    row("flows secrets list", Reads::Everything, LOOKS, OPENS),
    row("flows secrets remove", Reads::Everything, CHANGES, ASKS),
    row("flows templates list", Reads::Nothing, LOOKS, &[]),
    row("flows templates show", Reads::Nothing, LOOKS, &[]),
    row("flows templates use", Reads::Everything, CHANGES, STORES),
    row("replays list", Reads::Everything, LOOKS, OPENS),
    row("replays show", Reads::Everything, LOOKS, OPENS),
    row("replays cancel", Reads::Everything, CHANGES, OPENS),
    row(
        "sources add",
        Reads::Everything,
        CHANGES,
        &[(CantCreate, ""), (Unreachable, ""), (Permission, ""), (Config, "")],
    ),
    row("sources list", Reads::Storage, LOOKS, OPENS),
    row(
        "sources rotate",
        Reads::Everything,
        CHANGES,
        &[(CantCreate, ""), (Unreachable, ""), (Permission, ""), (Config, "")],
    ),
    row("sources remove", Reads::Storage, CHANGES, ASKS),
    row(
        "bootstrap",
        Reads::Everything,
        CHANGES,
        &[
            (Partial, "not complete, and the table says why; run it again to go on"),
            (Unreachable, ""),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row("catalogue list", Reads::Catalogue, LOOKS, &[(Data, "the file of operations can't be used"), SETTINGS]),
    row("catalogue show", Reads::Catalogue, LOOKS, &[(Data, "the file of operations can't be used"), SETTINGS]),
    row(
        "catalogue import",
        Reads::Nothing,
        CHANGES,
        &[(Data, "it is no OpenAPI file"), (CantCreate, ""), (Permission, "the file may not be read")],
    ),
    row("config show", Reads::Everything, LOOKS, &[(Config, "the .env file can't be read")]),
    row("config check", Reads::Everything, LOOKS, &[(Config, "something is wrong; it says what")]),
    row("manifest", Reads::Everything, LOOKS, &[SETTINGS]),
    row("retention-sweep", Reads::Retention, CHANGES, SWEEPS),
    row("retention-sweep erase", Reads::Retention, CHANGES, SWEEPS),
    row("retention-sweep hold", Reads::Retention, CHANGES, HOLDS),
    row(
        "retention-sweep release",
        Reads::Retention,
        CHANGES,
        &[
            (Pending, "a database is behind"),
            (Refused, "--yes is missing"),
            (Unreachable, ""),
            (CantCreate, ""),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row("retention-sweep holds", Reads::Retention, LOOKS, HOLDS),
    row("secrets generate", Reads::Nothing, LOOKS, &[]),
    row(
        "secrets rotate",
        Reads::Storage,
        CHANGES,
        &[
            (Partial, "some values can't be opened with any key"),
            (Pending, "a dry run found something to do, or a database is behind"),
            (Unreachable, ""),
            (CantCreate, ""),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row(
        "sandbox",
        Reads::Everything,
        LOOKS,
        &[
            (Partial, "some deliveries failed"),
            (Data, "a forgery was taken for true"),
            (CantCreate, "the key file can't be written"),
            (Permission, ""),
            (Config, ""),
        ],
    ),
    row("completions", Reads::Nothing, LOOKS, &[]),
    row("man", Reads::Nothing, LOOKS, &[]),
];

/// What is known of a command, or of all that one holds.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The settings that it reads; none stands for every one.
    pub(crate) names: Option<Vec<String>>,
    /// How it may end, by number.
    pub(crate) codes: Vec<(Status, &'static str)>,
    /// Whether it changes something.
    pub(crate) changes: bool,
}

impl Facts {
    /// Of the command at this path. One that only holds others has what they have.
    pub(crate) fn of(command: &Command, path: &str) -> Option<Self> {
        let mut rows = Vec::new();
        collect(command, path, &mut rows);
        if rows.is_empty() {
            return None;
        }
        let own = rows.iter().any(|row| row.path == path);
        rows.retain(|row| !own || row.path == path);
        let mut names = Some(Vec::new());
        let mut codes: Vec<Code> = COMMON.into_iter().chain([Internal]).map(|status| (status, "")).collect();
        for row in &rows {
            names = names.zip(row.reads.names()).map(|(mut all, more): (Vec<String>, _)| {
                let new: Vec<_> = more.into_iter().filter(|name| !all.contains(name)).collect();
                all.extend(new);
                all
            });
            for &(status, meaning) in row.codes {
                // Where commands mean different things by it, it is said in general.
                let meaning = if rows.len() == 1 { meaning } else { "" };
                match codes.iter_mut().find(|(known, _)| *known == status) {
                    Some(known) => known.1 = meaning,
                    None => codes.push((status, meaning)),
                }
            }
        }
        codes.retain(|(status, _)| *status != Internal || path.is_empty());
        codes.sort_by_key(|(status, _)| *status as u8);
        for (status, meaning) in &mut codes {
            if meaning.is_empty() {
                *meaning = status.meaning();
            }
        }
        Some(Self { names, codes, changes: rows.iter().any(|row| row.changes) })
    }
}

fn collect(command: &Command, path: &str, rows: &mut Vec<&'static Row>) {
    rows.extend(ROWS.iter().filter(|row| row.path == path));
    for inner in command.get_subcommands() {
        collect(inner, &join(path, inner.get_name()), rows);
    }
}
