//! The only place that prints: results to standard output, everything else to standard error.

mod table;

use std::io::{self, IsTerminal, Write};

use clockify_addons::db;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{Color, Format, Global};
use crate::exit::{Status, failure};

pub(crate) use table::Table;

/// The printer.
#[derive(Debug)]
pub(crate) struct Output {
    format: Format,
    color: bool,
    quiet: bool,
    verbose: bool,
}

/// Text without any colours.
pub(crate) fn plain(text: &str, to_stderr: bool) -> io::Result<()> {
    if to_stderr {
        io::stderr().lock().write_all(text.as_bytes())
    } else {
        io::stdout().lock().write_all(text.as_bytes())
    }
}

/// Whether escape codes may go to standard error.
pub(crate) fn paints(color: Color) -> bool {
    #[expect(clippy::disallowed_methods, reason = "NO_COLOR and TERM belong to the terminal, not to our settings")]
    let (no_color, term) = (std::env::var("NO_COLOR"), std::env::var("TERM"));
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            io::stderr().is_terminal()
                && no_color.map_or(true, |value| value.is_empty())
                && term.map_or(true, |term| term != "dumb")
        }
    }
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        Self { format: global.format, color: paints(global.color), quiet: global.quiet, verbose: global.verbose }
    }

    /// The printer of a command line that can't be parsed, as far as it tells how to print.
    pub(crate) fn plain(format: Format) -> Self {
        Self { format, color: false, quiet: false, verbose: false }
    }

    /// How results are written.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Whether a person reads the result.
    pub(crate) fn is_text(&self) -> bool {
        self.format == Format::Text
    }

    /// Whether each item of a list is a line of its own.
    pub(crate) fn is_lines(&self) -> bool {
        self.format == Format::Ndjson
    }

    /// Whether nothing is to be said but errors.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether everything is to be said.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether somebody looks on at a terminal that can draw: the place for progress, unless lines of a log go there.
    pub(crate) fn draws(&self) -> bool {
        self.is_text() && !self.quiet && !self.verbose && paints(Color::Auto)
    }

    /// Whether the result goes to a terminal.
    pub(crate) fn on_terminal(&self) -> bool {
        self.is_text() && io::stdout().is_terminal()
    }

    /// A result: text for people, a document with its schema's name for machines.
    pub(crate) fn data(
        &self,
        schema: &str,
        data: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        if self.is_text() {
            return self.raw(&text());
        }
        let mut document = json!({ "schema": format!("clockify-addons/{schema}/v1") });
        if let (Value::Object(all), Value::Object(data)) = (&mut document, serde_json::to_value(data)?) {
            all.extend(data);
        }
        let text = if self.format == Format::Json { format!("{document:#}\n") } else { format!("{document}\n") };
        self.raw(&text)
    }

    /// A list: with `--format ndjson` each item is a line.
    pub(crate) fn list<T: Serialize>(
        &self,
        schema: &str,
        name: &str,
        items: &[T],
        text: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        if self.format == Format::Ndjson {
            return items.iter().try_for_each(|item| self.line(item));
        }
        self.data(schema, &json!({ name: items }), text)
    }

    /// A file that people take as it is, and programs as a text in a document.
    pub(crate) fn file(&self, schema: &str, text: &str) -> anyhow::Result<()> {
        self.data(schema, &json!({ "text": text }), || text.to_owned())
    }

    /// One item of an endless list, at once.
    pub(crate) fn line(&self, item: &impl Serialize) -> anyhow::Result<()> {
        self.raw(&(serde_json::to_string(item)? + "\n"))
    }

    /// Text as it is.
    #[expect(clippy::unused_self, reason = "whoever prints must hold the printer")]
    pub(crate) fn raw(&self, text: &str) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        match written {
            // Whoever reads has what it wanted, and went away.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                Err(failure(Status::Ok, "nobody reads any more"))
            }
            written => Ok(written?),
        }
    }

    /// A remark, for people only.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Something to look at that stops nothing.
    pub(crate) fn warn(&self, text: &str) {
        if !self.quiet {
            _ = writeln!(io::stderr().lock(), "{}: {text}", self.paint("warning", "33"));
        }
    }

    /// A part that was left out, where the rest is done. Said with `--quiet`, too, since the exit code is not 0: from cron
    /// nobody would learn why.
    pub(crate) fn left_out(&self, what: &str, why: &dyn std::fmt::Display) {
        _ = writeln!(io::stderr().lock(), "{}: {what} is left out: {why}", self.paint("warning", "33"));
    }

    /// The end of a command that failed, with its causes. Gives the status, or another where nobody reads any more.
    pub(crate) fn error(&self, error: &anyhow::Error, status: Status) -> anyhow::Result<Status> {
        let mut causes: Vec<String> = Vec::new();
        for cause in error.chain().map(ToString::to_string) {
            // Some errors repeat their cause in their own words.
            if !causes.last().is_some_and(|last| last.contains(&cause)) {
                causes.push(cause);
            }
        }
        // What stands in the way is what nobody would look for behind such a message.
        if let Some(pooler) = causes.iter().find_map(|cause| db::pooler(cause)) {
            causes.push(pooler.to_owned());
        }
        if self.format == Format::Nagios {
            self.raw(&format!("CLOCKIFY-ADDONS UNKNOWN - {}\n", causes.join(": ").replace(['\n', '|'], " ")))?;
            return Ok(Status::Partial);
        }
        if matches!(self.format, Format::Json | Format::Ndjson) {
            let kind = status.kind();
            let error = json!({ "code": status as u8, "kind": kind, "message": causes[0], "causes": causes[1..] });
            self.raw(&(json!({ "schema": "clockify-addons/error/v1", "error": error }).to_string() + "\n"))?;
            return Ok(status);
        }
        let mut text = format!("{}: {}\n", self.paint("error", "31"), causes[0]);
        for cause in &causes[1..] {
            text.push_str(&format!("  because: {cause}\n"));
        }
        io::stderr().lock().write_all(text.as_bytes())?;
        Ok(status)
    }

    fn paint(&self, text: &str, code: &str) -> String {
        if self.color { format!("\x1b[{code};1m{text}\x1b[0m") } else { text.to_owned() }
    }
}
