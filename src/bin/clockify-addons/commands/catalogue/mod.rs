//! `catalogue`: what is known of Clockify's API.

mod show;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use clockify_addons::app;
use clockify_addons::clockify::catalogue::{self, Catalogue, Method, Operation, import};
use clockify_addons::config::{Clockify, Source};
use serde::Serialize;

use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// Look up the operations of Clockify's API, and import newer ones.
///
/// What is listed is what the program works with: the built-in table, or the file that CLOCKIFY_OPENAPI_PATH names.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons catalogue list                      all operations
  clockify-addons catalogue list time entry           those with both words
  clockify-addons catalogue list --tag Invoice        those of one group
  clockify-addons catalogue show getClients           one, whole
  clockify-addons catalogue import openapi.yaml --output table.json")]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The operations, or those that fit, the best first
    #[command(after_help = "\
Examples:
  clockify-addons catalogue list
  clockify-addons catalogue list time entry --method GET")]
    List {
        /// Words that have to stand in the path, the summary, the name or a parameter
        query: Vec<String>,
        /// Of this group only, in upper or lower case
        #[arg(long, value_name = "TAG")]
        tag: Option<String>,
        /// Of this method only
        #[arg(long, value_name = "METHOD", value_parser = method)]
        method: Option<Method>,
    },
    /// One operation with its parameters and its body
    #[command(after_help = "\
Example:
  clockify-addons catalogue show getClients")]
    Show {
        /// Its name, as `list` prints it
        id: String,
    },
    /// Make a table of an OpenAPI 3 file, JSON or YAML
    #[command(after_help = "\
Examples:
  clockify-addons catalogue import openapi.yaml --dry-run
  clockify-addons catalogue import openapi.yaml --output table.json
  CLOCKIFY_OPENAPI_PATH=table.json clockify-addons catalogue list")]
    Import {
        /// The file
        file: PathBuf,
        /// Where to write the table, in place of standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Say what would be in the table, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Options {
    pub(crate) fn run(self, output: &Output) -> anyhow::Result<Status> {
        match self.action {
            Action::List { query, tag, method } => list(output, &query.join(" "), tag.as_deref(), method),
            Action::Show { id } => show(output, &id),
            Action::Import { file, output: target, dry_run } => import(output, &file, target.as_deref(), dry_run),
        }
    }
}

fn method(name: &str) -> Result<Method, String> {
    name.parse().map_err(|error: catalogue::UnknownMethod| error.to_string())
}

/// The catalogue that the servers would work with.
fn current() -> anyhow::Result<Arc<Catalogue>> {
    let path = Clockify::load_openapi_path(&Source::process()?)?;
    Ok(app::operations(path.as_deref())?)
}

fn list(output: &Output, query: &str, tag: Option<&str>, method: Option<Method>) -> anyhow::Result<Status> {
    let catalogue = current()?;
    let is_asked = |operation: &&Operation| {
        tag.is_none_or(|tag| operation.tag.to_lowercase() == tag.to_lowercase())
            && method.is_none_or(|method| operation.method == method)
    };
    let found: Vec<_> = catalogue.search(query).into_iter().filter(is_asked).map(Item::from).collect();
    output.list("operations", "operations", &found, || table(&found, output.on_terminal()))?;
    if output.is_text() {
        let known = catalogue.operations().len();
        output.note(&format!("{} of {known} operations", found.len()));
        if let Some(tag) = tag.filter(|_| found.is_empty()) {
            tell_tags(output, &catalogue, tag);
        }
    }
    Ok(Status::Ok)
}

/// A group that nobody knows is a typing mistake more often than not.
fn tell_tags(output: &Output, catalogue: &Catalogue, tag: &str) {
    let mut tags: Vec<_> = catalogue.operations().iter().map(|operation| operation.tag.as_str()).collect();
    tags.dedup();
    if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
        output.note(&format!("there is no group {tag}; there are: {}", tags.join(", ")));
    }
}

fn show(output: &Output, id: &str) -> anyhow::Result<Status> {
    let catalogue = current()?;
    let Some(operation) = catalogue.get(id) else {
        let near = catalogue.operations().iter().map(|operation| (strsim::jaro_winkler(&operation.id, id), operation));
        let best = near.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(likeness, _)| *likeness > 0.85);
        let hint = best.map_or_else(String::new, |(_, operation)| format!("; did you mean {}?", operation.id));
        return Err(failure(Status::Failed, format!("there is no operation {id}{hint}")));
    };
    output.data("operation", operation, || show::text(operation))?;
    Ok(Status::Ok)
}

fn import(output: &Output, file: &Path, target: Option<&Path>, dry_run: bool) -> anyhow::Result<Status> {
    let catalogue = import::load(file)?;
    let table = catalogue.to_table()?;
    match target {
        _ if dry_run => {}
        // It is JSON in any format: the table that a server reads.
        None => output.raw(&table)?,
        Some(target) => write(target, &table)
            .map_err(|error| failure(Status::CantCreate, format!("can't write {}: {error}", target.display())))?,
    }
    output.note(&format!("{} operations", catalogue.operations().len()));
    let (new, gone) = (unknown_to(catalogue::builtin(), &catalogue), unknown_to(&catalogue, catalogue::builtin()));
    for (what, ids) in [("new, with a summary made of the name", new), ("gone", gone)] {
        if !ids.is_empty() {
            output.note(&format!("{} {what}: {}", ids.len(), ids.join(", ")));
        }
    }
    Ok(Status::Ok)
}

/// The names that only the other one has.
fn unknown_to<'a>(known: &Catalogue, other: &'a Catalogue) -> Vec<&'a str> {
    let ids = other.operations().iter().map(|operation| operation.id.as_str());
    ids.filter(|id| known.get(id).is_none()).collect()
}

/// Writes the whole file or none: a server that starts meanwhile reads the old one.
fn write(target: &Path, text: &str) -> std::io::Result<()> {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let draft = target.with_file_name(name);
    let written = std::fs::File::create_new(&draft).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let moved = written.and_then(|()| std::fs::rename(&draft, target));
    if moved.is_err() {
        _ = std::fs::remove_file(&draft);
    }
    moved
}

/// An operation as it is listed.
#[derive(Debug, Serialize)]
struct Item<'a> {
    id: &'a str,
    method: Method,
    path: &'a str,
    tag: &'a str,
    summary: &'a str,
    deprecated: bool,
}

impl<'a> From<&'a Operation> for Item<'a> {
    fn from(operation: &'a Operation) -> Self {
        let Operation { id, method, path, tag, summary, deprecated, .. } = operation;
        Self { id, method: *method, path, tag, summary, deprecated: *deprecated }
    }
}

/// On a terminal what fits into 80 columns; elsewhere everything.
fn table(items: &[Item<'_>], narrow: bool) -> String {
    if narrow {
        let widest = items.iter().map(|item| item.id.chars().count()).max().unwrap_or(0);
        let left = 78_usize.saturating_sub(widest).max(20);
        let mut table = Table::new(["OPERATION", "SUMMARY"]);
        for item in items {
            table.row([item.id.to_owned(), cut(item.summary, left)]);
        }
        return table.render();
    }
    let mut table = Table::new(["OPERATION", "METHOD", "PATH", "GROUP", "SUMMARY"]);
    for item in items {
        table.row([
            item.id.to_owned(),
            item.method.to_string(),
            item.path.to_owned(),
            item.tag.to_owned(),
            item.summary.to_owned(),
        ]);
    }
    table.render()
}

/// So many characters of the text.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
