//! Log lines: structured, on stderr and in a folder per add-on, each with the request and the workspace it is about.
//!
//! The layer is our own because one process serves three add-ons and each line belongs in the file of the one
//! that its span names, and because every line passes [`redact::text`] on its way out: secrets and
//! e-mail addresses aren't handed to the log in the first place, and this is the net under that.

mod line;
pub mod request;
mod throttle;

use std::collections::HashMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::clock::{Clock, System};
use crate::config::Logging;
use crate::config::logging::Format;
use crate::domain::addon::Addon;
use crate::domain::redact;

use line::{Fields, Line};
pub use throttle::Throttle;

/// Days of log files that are kept.
const KEPT: usize = 14;

/// Lines that may wait for their file, each. Room for all of them is taken at the start, whether there are any or not.
const LINES: usize = 8192;

/// Keeps the log going; dropping it writes out what is still in memory.
#[derive(Debug)]
pub struct Guard(#[expect(dead_code, reason = "held for their drop")] Vec<WorkerGuard>);

/// Starts logging for the add-ons that this process serves.
pub fn init(config: &Logging, addons: &[Addon]) -> Result<Guard, TryInitError> {
    let mut guards = Vec::new();
    let mut background = |writer: Box<dyn std::io::Write + Send>| {
        let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(LINES).finish(writer);
        guards.push(guard);
        writer
    };
    let stderr = background(Box::new(std::io::stderr()));
    let mut files = HashMap::new();
    let mut unwritable = None;
    for &addon in addons.iter().filter(|_| config.files) {
        match file(&config.dir.join(addon.name())) {
            Ok(file) => _ = files.insert(addon.name(), background(Box::new(file))),
            Err(error) => unwritable = Some(error),
        }
    }
    let level = config.level.parse().unwrap_or(LevelFilter::INFO);
    // The libraries speak up from warnings on; what they say below that is of use to their own authors.
    let others = if level == LevelFilter::TRACE { level } else { LevelFilter::WARN.min(level) };
    let targets = Targets::new().with_default(others).with_target("clockify_addons", level);
    // A server tells its databases too much for that to be read.
    let targets = targets.with_target("sqlx::query", LevelFilter::OFF);
    let person = !config.format_is_set && std::io::stderr().is_terminal();
    let on_stderr = if person { Format::Text } else { config.format };
    let layer = Lines { format: config.format, on_stderr, stderr, files };
    tracing_subscriber::registry().with(layer.with_filter(targets)).try_init()?;
    if let Some(error) = unwritable {
        let dir = config.dir.display();
        tracing::warn!(%dir, %error, "log files can't be written (LOG_DIR); lines go to stderr alone");
    }
    Ok(Guard(guards))
}

/// Logs on stderr what a command does, for whoever asked for that; and the statements that databases are told, without the
/// values of their parameters.
pub fn details(form: Format, statements: bool) -> Result<Guard, TryInitError> {
    let (stderr, guard) = NonBlockingBuilder::default().lossy(false).finish(std::io::stderr());
    let of_statements = if statements { LevelFilter::INFO } else { LevelFilter::OFF };
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("clockify_addons", LevelFilter::DEBUG)
        .with_target("sqlx::query", of_statements);
    let layer = Lines { format: form, on_stderr: form, stderr, files: HashMap::new() };
    tracing_subscriber::registry().with(layer.with_filter(targets)).try_init()?;
    Ok(Guard(vec![guard]))
}

fn file(folder: &Path) -> Result<RollingFileAppender, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .max_log_files(KEPT)
        .filename_prefix("clockify-addons")
        .filename_suffix("log")
        .build(folder)?;
    Ok(file)
}

/// The layer.
struct Lines {
    /// Of the files.
    format: Format,
    on_stderr: Format,
    stderr: NonBlocking,
    files: HashMap<&'static str, NonBlocking>,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        if let Some(scope) = context.event_scope(event) {
            for span in scope {
                if let Some(outer) = span.extensions().get::<Fields>() {
                    fields.extend(outer);
                }
            }
        }
        request::add(&mut fields);
        let metadata = event.metadata();
        let line = Line { time: System.now(), level: *metadata.level(), target: metadata.target(), fields: &fields };
        // A full disk or a closed pipe must not stop the server, and there is nowhere else to say so.
        let write = |writer: &NonBlocking, format| {
            let text = match format {
                Format::Json => line.json(),
                Format::Text => line.text(),
            };
            _ = writer.clone().write_all(redact::text(&text).as_bytes());
        };
        write(&self.stderr, self.on_stderr);
        if let Some(file) = fields.get("addon").and_then(|addon| self.files.get(addon)) {
            write(file, self.format);
        }
    }
}
