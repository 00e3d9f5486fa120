//! What becomes of the rows of every table: the one list for the sweep, for erasures, and for the test that compares it
//! with the schema.

use time::OffsetDateTime;
use uuid::Uuid;

use super::hold::FREE;
use super::policy::Kept;
use super::say::Say;
use crate::clock::ms;
use crate::db::Engine;
use crate::db::events::first_id_of;

/// A table, and what becomes of its rows.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What time does to its rows.
    pub fate: Fate,
    /// How the rows of a workspace are found when it is erased.
    pub owner: Owner,
}

/// What time does to the rows of a table.
#[derive(Debug)]
pub enum Fate {
    /// They go when they are old.
    Swept(Rule),
    /// They go with the row of that table that they belong to.
    With(&'static str),
    /// They stay until the workspace is erased: somebody made them, and they don't grow by themselves.
    Stays,
    /// They are none of the sweep's business, for this reason.
    Apart(&'static str),
}

/// How the rows of a workspace are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// By a column that names it.
    Column,
    /// By the row that they belong to.
    Parent,
    /// The table says nothing of workspaces.
    Nobody,
}

/// Which rows are due.
#[derive(Debug)]
pub struct Rule {
    /// What says how long they are kept.
    pub(super) kept: Kept,
    /// How its rows are gone through.
    pub(super) walk: Walk,
    /// What their age is told by, and the order in which they go.
    pub(super) age: Age,
    /// What all of them have in common, where the index holds only those.
    pub(super) among: &'static str,
    /// What has to be true of a row beside its age. `{time}` is the cut-off as the engine stores times, `{ms}` the time
    /// before which what has an end must have come to it.
    pub(super) unless_live: &'static str,
    /// Tables whose rows go first, the innermost first: the name, and the condition for those of a list of keys, `{ids}`.
    pub(super) children: &'static [Child],
    /// What else of the table goes, and by when.
    pub(super) also: Option<&'static Self>,
}

/// How the rows of a table are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    /// Each workspace by itself: the index begins with it.
    Workspaces,
    /// All workspaces together: no index begins with it.
    All,
    /// All together as far as the operator's cut-off goes, in the order in which the rows lie on the disk; each by itself
    /// where it has less kept, or when something of a workspace has to stay.
    Either,
}

/// Rows that belong to those of another table.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) table: &'static str,
    pub(super) of: &'static str,
}

/// What the age of a row is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Its key, which rises with time.
    Id,
    /// A column of milliseconds.
    Ms(&'static str),
    /// A column of time.
    Time(&'static str),
}

/// How far a sweep has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Id(Uuid),
    Ms(i64),
    Time(OffsetDateTime),
}

/// Rows that are older than a time, of one workspace or of all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due<'a> {
    pub(super) table: &'static Table,
    pub(super) rule: &'static Rule,
    pub(super) workspace: Option<&'a str>,
    pub(super) cutoff: OffsetDateTime,
    /// What has an end is due if that was before this time; usually the same.
    pub(super) settled: OffsetDateTime,
}

const fn swept(name: &'static str, rule: Rule) -> Table {
    Table { name, fate: Fate::Swept(rule), owner: Owner::Column }
}

const fn rule(kept: Kept, age: Age, unless_live: &'static str) -> Rule {
    Rule { kept, walk: Walk::Workspaces, age, among: "", unless_live, children: &[], also: None }
}

/// The same for rows that are found by their key whosoever they are.
const fn either(kept: Kept, unless_live: &'static str) -> Rule {
    Rule { walk: Walk::Either, ..rule(kept, Age::Id, unless_live) }
}

const fn stays(name: &'static str) -> Table {
    Table { name, fate: Fate::Stays, owner: Owner::Column }
}

/// Runs that did nothing: there may be very many of them.
static FILTERED_RUNS: Rule = Rule {
    children: &[Child { table: "flow_step", of: "run_id IN ({ids})" }],
    ..rule(
        Kept::FilteredRuns,
        Age::Id,
        "state = 'filtered' AND COALESCE(finished_at_ms, created_at_ms) < {ms} AND (replay_id IS NULL OR replay_id NOT IN \
         (SELECT p.id FROM replay AS p WHERE p.state = 'running'))",
    )
};

/// Every table, in the order in which they are swept and erased: what refers to others goes before them.
pub static TABLES: [Table; 30] = [
    swept(
        "job",
        Rule { among: "state = 'dead'", ..rule(Kept::DeadJobs, Age::Id, "COALESCE(died_at_ms, created_at_ms) < {ms}") },
    ),
    swept(
        "flow_run",
        Rule {
            children: &[Child { table: "flow_step", of: "run_id IN ({ids})" }],
            also: Some(&FILTERED_RUNS),
            ..rule(
                Kept::Runs,
                Age::Id,
                "state IN ('succeeded', 'failed', 'cancelled') \
                 AND COALESCE(finished_at_ms, created_at_ms) < {ms} AND (replay_id IS NULL OR replay_id NOT IN \
                 (SELECT p.id FROM replay AS p WHERE p.state = 'running'))",
            )
        },
    ),
    Table { name: "flow_step", fate: Fate::With("flow_run"), owner: Owner::Parent },
    swept("flow_echo", rule(Kept::Echoes, Age::Ms("expires_at_ms"), "")),
    swept("flow_once", Rule { walk: Walk::All, ..rule(Kept::Once, Age::Ms("created_at_ms"), "") }),
    swept("flow_tick", Rule { walk: Walk::All, ..rule(Kept::Ticks, Age::Ms("tick_ms"), "") }),
    swept("replay", rule(Kept::Runs, Age::Id, "state <> 'running' AND COALESCE(finished_at_ms, created_at_ms) < {ms}")),
    Table {
        name: "webhook_dedupe",
        fate: Fate::Apart("a server forgets keys within minutes of their window"),
        owner: Owner::Parent,
    },
    swept(
        "webhook_event",
        either(
            Kept::Events,
            // A run that isn't at its end reads its event; a replay that is under way has yet to. The run is looked for row by
            // row, however many runs there are: CASE keeps PostgreSQL from making a join of it, whose order is another.
            "CASE WHEN EXISTS (SELECT 1 FROM flow_run AS r WHERE r.event_id = webhook_event.id \
             AND r.state IN ('queued', 'waiting', 'running', 'held')) THEN FALSE ELSE TRUE END \
             AND (workspace_id NOT IN (SELECT p.workspace_id FROM replay AS p WHERE p.state = 'running') \
             OR NOT EXISTS (SELECT 1 FROM replay AS p WHERE p.workspace_id = webhook_event.workspace_id \
             AND p.state = 'running' AND (p.\"cursor\" IS NULL OR p.\"cursor\" < webhook_event.id)))",
        ),
    ),
    swept("api_call", either(Kept::Calls, "")),
    swept(
        "explorer_call",
        Rule {
            children: &[Child { table: "explorer_body", of: "call_id IN ({ids})" }],
            ..rule(Kept::Explorer, Age::Id, "")
        },
    ),
    Table { name: "explorer_body", fate: Fate::With("explorer_call"), owner: Owner::Parent },
    stays("explorer_request"),
    swept(
        "cached_entity",
        rule(
            Kept::Cache,
            Age::Time("fetched_at"),
            // An entity that didn't change isn't written again: that a run has seen its type counts as well. The user on
            // whose behalf the add-on acts stays: flows take the time zone of the workspace from there.
            "NOT EXISTS (SELECT 1 FROM bootstrap_run AS r JOIN bootstrap_task AS t ON t.run_id = r.id \
             WHERE r.workspace_id = $1 AND r.started_at >= {time} AND t.state = 'DONE' \
             AND t.entity_type = cached_entity.entity_type AND (cached_entity.starts_at_ms IS NULL \
             OR (cached_entity.starts_at_ms <= {window_to} AND cached_entity.ends_at_ms >= {window_from}))) \
             AND NOT (entity_type = 'user' AND EXISTS (SELECT 1 FROM installation AS i WHERE i.workspace_id = $1 \
             AND i.status <> 'DELETED' AND i.as_user = cached_entity.entity_id))",
        ),
    ),
    swept(
        "bootstrap_run",
        Rule {
            children: &[
                Child {
                    table: "bootstrap_page",
                    of: "task_id IN (SELECT id FROM bootstrap_task WHERE run_id IN ({ids}))",
                },
                Child { table: "bootstrap_task", of: "run_id IN ({ids})" },
            ],
            // The last one says how the cache was filled.
            ..rule(
                Kept::Calls,
                Age::Id,
                "state <> 'IN_PROGRESS' AND (finished_at IS NULL OR finished_at < {time}) AND EXISTS (SELECT 1 \
                 FROM bootstrap_run AS n WHERE n.workspace_id = bootstrap_run.workspace_id AND n.id > bootstrap_run.id)",
            )
        },
    ),
    Table { name: "bootstrap_page", fate: Fate::With("bootstrap_run"), owner: Owner::Parent },
    Table { name: "bootstrap_task", fate: Fate::With("bootstrap_run"), owner: Owner::Column },
    swept("audit_entry", either(Kept::Audit, "")),
    stays("workspace_setting"),
    stays("flow_secret"),
    stays("custom_source"),
    stays("flow_version"),
    stays("flow"),
    stays("legal_hold"),
    stays("webhook_registration"),
    stays("installation"),
    Table { name: "erasure", fate: Fate::Apart("the ledger outlives what it tells of"), owner: Owner::Nobody },
    Table { name: "view_revision", fate: Fate::Apart("one row"), owner: Owner::Nobody },
    Table { name: "migration_ledger", fate: Fate::Apart("what those migrations were"), owner: Owner::Nobody },
    Table { name: "seaql_migrations", fate: Fate::Apart("the migrations that were applied"), owner: Owner::Nobody },
];

impl Table {
    /// What is swept of it, if anything is.
    pub(super) fn rule(&'static self) -> Option<&'static Rule> {
        match &self.fate {
            Fate::Swept(rule) => Some(rule),
            Fate::With(_) | Fate::Stays | Fate::Apart(_) => None,
        }
    }

    /// All that is swept of it.
    pub(super) fn rules(&'static self) -> impl Iterator<Item = &'static Rule> {
        std::iter::successors(self.rule(), |rule| rule.also)
    }
}

impl Age {
    /// The column.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Ms(column) | Self::Time(column) => column,
        }
    }
}

impl Due<'_> {
    /// The condition of the rows that are due, behind a key where there is one.
    pub(super) fn condition(&self, engine: Engine, behind: Option<Key>) -> Say {
        self.between(engine, behind, None)
    }

    /// The same, up to the id of one that is due.
    pub(super) fn between(&self, engine: Engine, behind: Option<Key>, last: Option<Uuid>) -> Say {
        let mut say = Say::new(engine);
        if let Some(workspace) = self.workspace {
            say.and("workspace_id = ").value(workspace);
        }
        let column = self.rule.age.column();
        say.and(FREE);
        match (self.rule.age, last) {
            // One bound, not two: SQLite looks for one in the index, and it might be the other.
            (_, Some(last)) => say.and("id <= ").uuid(last),
            (Age::Id, None) => say.and("id < ").uuid(first_id_of(self.cutoff)),
            (Age::Ms(_), None) => say.and(column).text(" < ").text(&ms(self.cutoff).to_string()),
            (Age::Time(_), None) => say.and(column).text(" < ").value(self.cutoff),
        };
        match behind {
            None => {}
            Some(Key::Id(id)) => {
                say.and("id > ").uuid(id);
            }
            // Several rows may have this one.
            Some(Key::Ms(at)) => {
                say.and(column).text(" >= ").text(&at.to_string());
            }
            Some(Key::Time(at)) => {
                say.and(column).text(" >= ").value(at);
            }
        }
        if !self.rule.among.is_empty() {
            say.and(self.rule.among);
        }
        if !self.rule.unless_live.is_empty() {
            self.more(&mut say, engine);
        }
        say
    }

    /// What has to be true beside the age.
    fn more(&self, say: &mut Say, engine: Engine) {
        let time = if self.rule.unless_live.contains("{time}") { say.bind(self.cutoff) } else { String::new() };
        let (from, to) = match engine {
            Engine::Postgres => ("extract(epoch FROM r.window_from) * 1000", "extract(epoch FROM r.window_to) * 1000"),
            Engine::Sqlite => ("strftime('%s', r.window_from) * 1000", "strftime('%s', r.window_to) * 1000"),
        };
        let text = self
            .rule
            .unless_live
            .replace("{ms}", &ms(self.settled).to_string())
            .replace("{time}", &time)
            .replace("{window_from}", from)
            .replace("{window_to}", to);
        say.and(&text);
    }
}

/// A key as it is written into a statement. It has neither quotes nor anything else that somebody could have chosen.
pub(super) fn literal(engine: Engine, id: Uuid) -> String {
    match engine {
        Engine::Postgres => format!("'{id}'::uuid"),
        Engine::Sqlite => format!("x'{}'", id.simple()),
    }
}

/// A list of keys.
pub(super) fn literals(engine: Engine, ids: &[Uuid]) -> String {
    ids.iter().map(|id| literal(engine, *id)).collect::<Vec<_>>().join(", ")
}

impl Key {
    /// Reads it from a row.
    pub(super) fn read(age: Age, row: &sea_orm::QueryResult) -> Result<Self, sea_orm::DbErr> {
        Self::read_from(age, row, age.column())
    }

    /// Reads it from this column.
    pub(super) fn read_from(age: Age, row: &sea_orm::QueryResult, column: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(match age {
            Age::Id => Self::Id(row.try_get("", column)?),
            Age::Ms(_) => Self::Ms(row.try_get("", column)?),
            Age::Time(_) => Self::Time(row.try_get("", column)?),
        })
    }

    /// The time that it stands for.
    pub(super) fn time(self) -> OffsetDateTime {
        let ms = match self {
            Self::Time(at) => return at,
            Self::Ms(ms) => i128::from(ms),
            Self::Id(id) => i128::try_from(id.as_u128() >> 80).unwrap_or(0),
        };
        OffsetDateTime::from_unix_timestamp_nanos(ms * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}
