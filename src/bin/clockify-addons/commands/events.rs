//! `events`: the operator's window into what arrived.

use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::time::Duration;

use base64::Engine as _;
use clap::{Args, Subcommand};
use clockify_addons::clock::stamp;
use clockify_addons::db::Db;
use clockify_addons::db::entities::webhook_event::Model;
use clockify_addons::db::events::{self, Count, Filter, Line};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::event::{EventType, Source};
use clockify_addons::domain::ids::WorkspaceId;
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::coverage::coverage;
use super::{now, open};
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// List, show and follow the events that an add-on stored.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons events list                            the newest 100
  clockify-addons events list --type NEW_TAG --since 2h  one kind, two hours
  clockify-addons events list --by-type                  how many of each kind
  clockify-addons events show 019c2f…                    one event, whole
  clockify-addons events coverage                        which ones get here
  clockify-addons events replay 019c2f…                  through the flows again
  clockify-addons events tail --format ndjson | jq .     as they arrive")]
pub(crate) struct Options {
    /// Of which add-on
    #[arg(long, global = true, value_name = "ADDON", default_value = "universal-webhook", value_parser = super::addon)]
    addon: Addon,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The newest events first, a page at a time
    #[command(after_help = "\
Examples:
  clockify-addons events list --addon api-studio --limit 20
  clockify-addons events list --type NEW_TAG --type TAG_UPDATED --since 2h
  clockify-addons events list --by-type
  clockify-addons events list --format json | jq -r .events[].id")]
    List {
        #[command(flatten)]
        which: Which,
        /// How many
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
        /// The next page: events older than this one
        #[arg(long, value_name = "ID")]
        before: Option<Uuid>,
        /// Count by type instead of listing
        #[arg(long, conflicts_with_all = ["limit", "before"])]
        by_type: bool,
    },
    /// One event with its headers and body
    #[command(after_help = "\
Examples:
  clockify-addons events show 019c2f…
  clockify-addons events show 019c2f… --format json | jq .body")]
    Show {
        /// Its id, as `list` prints it
        id: Uuid,
        /// Of this workspace only
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: Option<WorkspaceId>,
    },
    /// One event, or all that fit, through the flows again
    #[command(after_help = "\
Examples:
  clockify-addons events replay 019c2f…
  clockify-addons events replay 019c2f… --flow Presence --original
  clockify-addons events replay --since 1d --type NEW_TAG --dry-run
  clockify-addons events replay --state failed --rate 10")]
    Replay(super::replay::Options),
    /// How each event reaches the add-on, and if it doesn't, why
    #[command(after_help = "\
Examples:
  clockify-addons events coverage
  clockify-addons events coverage --addon api-studio --workspace 64a1…")]
    Coverage {
        /// Of this workspace only
        #[arg(long, value_name = "ID", value_parser = super::workspace)]
        workspace: Option<WorkspaceId>,
    },
    /// New events as they arrive, until Ctrl-C
    #[command(after_help = "\
Examples:
  clockify-addons events tail
  clockify-addons events tail --type NEW_TIME_ENTRY --format ndjson | jq .id")]
    Tail {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Args)]
struct Which {
    /// Of this workspace only
    #[arg(long, value_name = "ID", value_parser = super::workspace)]
    workspace: Option<WorkspaceId>,
    /// Of this type; may be given again
    #[arg(long = "type", value_name = "EVENT")]
    types: Vec<String>,
    /// From Clockify or from custom sources
    #[arg(long, value_name = "SOURCE", value_parser = source)]
    source: Option<Source>,
    /// Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<OffsetDateTime>,
    /// Received before: a time or an age
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<OffsetDateTime>,
    /// Leave out events that repeat another
    #[arg(long)]
    unique: bool,
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let action = match self.action {
            Action::Replay(replay) => return Box::pin(replay.run(self.addon, output)).await,
            action => action,
        };
        let (_, db) = open(self.addon).await?;
        match action {
            Action::List { which, by_type: true, .. } => by_type(&db, output, &which.filter()).await,
            Action::List { which, limit, before, .. } => {
                list(&db, output, &Filter { before, ..which.filter() }, limit).await
            }
            Action::Coverage { workspace } => coverage(&db, output, self.addon, workspace.as_ref()).await,
            Action::Show { id, workspace } => show(&db, output, workspace.as_ref(), id).await,
            Action::Replay(_) => Ok(Status::Internal),
            Action::Tail { which } => {
                let stop = super::signals::stop(None)?;
                tokio::select! {
                    result = tail(&db, output, which.filter()) => result,
                    () = stop.cancelled() => Ok(Status::Ok),
                }
            }
        }
    }
}

impl Which {
    fn filter(self) -> Filter {
        let Self { workspace, types, source, since, until, unique } = self;
        Filter { workspace, types, source, since, until, unique, ..Filter::default() }
    }
}

async fn list(db: &Db, output: &Output, filter: &Filter, limit: u64) -> anyhow::Result<Status> {
    let lines = events::list(db, filter, limit).await?;
    let items: Vec<_> = lines.iter().map(Item::from).collect();
    let types = items.iter().map(|item| item.event_type).collect::<BTreeSet<_>>().len();
    let next = items.last().filter(|_| items.len() as u64 == limit).map(|last| last.id.as_str());
    if output.is_lines() {
        items.iter().try_for_each(|item| output.line(item))?;
        return Ok(Status::Ok);
    }
    output.data("events", &json!({ "events": items, "next": next }), || table(&items, output.on_terminal()))?;
    if output.is_text() {
        output.note(&format!("{} of {}", plural(items.len(), "event"), plural(types, "type")));
        if let Some(next) = next {
            output.note(&format!("older ones: --before {next}"));
        }
        for unknown in filter.types.iter().filter(|name| items.is_empty() && EventType::from_str(name).is_err()) {
            output.warn(&format!("{unknown} is none of Clockify's 51 events"));
        }
    }
    Ok(Status::Ok)
}

async fn by_type(db: &Db, output: &Output, filter: &Filter) -> anyhow::Result<Status> {
    #[derive(Serialize)]
    struct Row {
        event_type: String,
        events: i64,
        repeats: i64,
        last_received_at: String,
    }
    let row = |Count { event_type, events, duplicates, last }| Row {
        event_type,
        events,
        repeats: duplicates,
        last_received_at: stamp(last),
    };
    let rows: Vec<_> = events::count_by_type(db, filter).await?.into_iter().map(row).collect();
    output.list("event-types", "types", &rows, || {
        let mut table = Table::new(["EVENT", "EVENTS", "REPEATS", "LAST RECEIVED"]);
        for row in &rows {
            table.row([
                row.event_type.clone(),
                row.events.to_string(),
                row.repeats.to_string(),
                row.last_received_at.clone(),
            ]);
        }
        table.render()
    })?;
    if output.is_text() {
        output.note(&plural(rows.len(), "type"));
    }
    Ok(Status::Ok)
}

async fn show(db: &Db, output: &Output, workspace: Option<&WorkspaceId>, id: Uuid) -> anyhow::Result<Status> {
    let event = events::one(db, workspace, id).await?;
    let event = event.ok_or_else(|| failure(Status::Failed, format!("there is no event {}", id.simple())))?;
    output.data("event", &document(&event), || {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<12} {value}\n"));
        line("id", &event.id.simple().to_string());
        line("event", &event.event_type);
        line("received", &stamp(event.received_at));
        line("source", event.custom_source.as_deref().unwrap_or(event.source.name()));
        line("workspace", &event.workspace_id);
        for (name, value) in [("entity", &event.entity_id), ("user", &event.user_id), ("project", &event.project_id)] {
            line(name, value.as_deref().unwrap_or("-"));
        }
        if let Some(first) = event.duplicate_of {
            line("repeats", &first.simple().to_string());
        }
        for (name, value) in event.headers.as_object().into_iter().flatten() {
            line("header", &format!("{name}: {}", value.as_str().unwrap_or_default()));
        }
        text + "\n" + &pretty(&event.body) + "\n"
    })?;
    Ok(Status::Ok)
}

/// How often the log is looked at for news.
const PAUSE: Duration = Duration::from_millis(500);

/// How far back each look goes. Ids are made when a request is checked and committed a moment later, so one may
/// become visible after a higher one.
const OVERLAP: time::Duration = time::Duration::seconds(20);

/// How many events are fetched at a time.
const PAGE: u64 = 500;

async fn tail(db: &Db, output: &Output, filter: Filter) -> anyhow::Result<Status> {
    let start = filter.since.unwrap_or_else(now);
    let mut shown = BTreeSet::new();
    let mut from = start;
    loop {
        let next = now() - OVERLAP;
        let mut look = Filter { since: Some(from), ..filter.clone() };
        loop {
            let page = events::follow(db, &look, PAGE).await?;
            for line in page.iter().filter(|line| shown.insert(line.id)) {
                let item = Item::from(line);
                if output.is_text() {
                    output.raw(&format!("{}  {:<32}  {}\n", item.received_at, item.event_type, item.id))?;
                } else {
                    output.line(&item)?;
                }
            }
            look.after = page.last().map(|line| line.id);
            if (page.len() as u64) < PAGE {
                break;
            }
        }
        from = next.max(start);
        // What is older than the next look can't come up again.
        shown = shown.split_off(&events::first_id_of(from));
        tokio::time::sleep(PAUSE).await;
    }
}

/// An event as it is printed.
#[derive(Debug, Serialize)]
struct Item<'a> {
    id: String,
    received_at: String,
    #[serde(skip)]
    age: String,
    source: &'a str,
    event_type: &'a str,
    workspace_id: &'a str,
    entity_id: Option<&'a str>,
    user_id: Option<&'a str>,
    project_id: Option<&'a str>,
    duplicate_of: Option<String>,
    body_bytes: i64,
}

impl<'a> From<&'a Line> for Item<'a> {
    fn from(line: &'a Line) -> Self {
        Self {
            id: line.id.simple().to_string(),
            received_at: stamp(line.received_at),
            age: age(now() - line.received_at),
            source: line.custom_source.as_deref().unwrap_or(line.source.name()),
            event_type: &line.event_type,
            workspace_id: &line.workspace_id,
            entity_id: line.entity_id.as_deref(),
            user_id: line.user_id.as_deref(),
            project_id: line.project_id.as_deref(),
            duplicate_of: line.duplicate_of.map(|id| id.simple().to_string()),
            body_bytes: line.bytes,
        }
    }
}

/// On a terminal what fits into 80 columns; elsewhere everything.
fn table(items: &[Item<'_>], narrow: bool) -> String {
    let repeats = |item: &Item<'_>| item.duplicate_of.as_ref().map_or("", |_| "repeat").to_owned();
    if narrow {
        let mut table = Table::new(["AGE", "EVENT", "", "ID"]);
        for item in items {
            table.row([item.age.clone(), item.event_type.to_owned(), repeats(item), item.id.clone()]);
        }
        return table.render_on(true, &[(0, 5), (1, 29), (2, 6), (3, 32)]);
    }
    let mut table = Table::new(["RECEIVED", "EVENT", "SOURCE", "WORKSPACE", "ENTITY", "BYTES", "REPEAT", "ID"]);
    for item in items {
        table.row([
            item.received_at.clone(),
            item.event_type.to_owned(),
            item.source.to_owned(),
            item.workspace_id.to_owned(),
            item.entity_id.unwrap_or("-").to_owned(),
            item.body_bytes.to_string(),
            repeats(item),
            item.id.clone(),
        ]);
    }
    table.render()
}

fn document(event: &Model) -> Value {
    let body = serde_json::from_slice(&event.body)
        .unwrap_or_else(|_| json!({ "base64": base64::engine::general_purpose::STANDARD.encode(&event.body) }));
    json!({
        "id": event.id.simple().to_string(),
        "event_type": event.event_type,
        "received_at": stamp(event.received_at),
        "source": event.custom_source.as_deref().unwrap_or(event.source.name()),
        "workspace_id": event.workspace_id,
        "entity_id": event.entity_id,
        "user_id": event.user_id,
        "project_id": event.project_id,
        "duplicate_of": event.duplicate_of.map(|id| id.simple().to_string()),
        "headers": event.headers,
        "body": body,
    })
}

fn pretty(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => format!("{value:#}"),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    }
}

pub(super) fn plural(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

fn age(age: time::Duration) -> String {
    let seconds = age.whole_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

fn source(text: &str) -> Result<Source, String> {
    match text.to_ascii_lowercase().as_str() {
        "clockify" => Ok(Source::Clockify),
        "custom" => Ok(Source::Custom),
        _ => Err("it must be clockify or custom".to_owned()),
    }
}

/// A time, or an age counted back from now.
pub(super) fn moment(text: &str) -> Result<OffsetDateTime, String> {
    if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
        return Ok(time);
    }
    let bad = || format!("`{text}` is neither a time like 2026-01-31T12:00:00Z nor an age like 30m, 2h or 7d");
    let unit = text.chars().last().ok_or_else(bad)?;
    let number: i64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| bad())?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(bad()),
    };
    let age = number.checked_mul(seconds).filter(|age| *age >= 0).ok_or_else(bad)?;
    now().checked_sub(time::Duration::seconds(age)).ok_or_else(bad)
}
