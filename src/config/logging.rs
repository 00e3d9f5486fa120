//! What is logged, in which form and where to.
//!
//! `LOG_LEVEL`, `DEBUG`, `LOG_FORMAT`, `LOG_DIR`, `CLOCKIFY_ADDONS_LOG_FILES`.
//!
//! `DEBUG` means more lines from our own code and nothing else: in the Python system it opened routes
//! and printed tokens.

use std::path::PathBuf;

use super::entry::Entry;
use super::reader::Reader;

/// The form of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line, for machines.
    Json,
    /// Plain text, for people.
    Text,
}

/// The logging section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logging {
    /// `error`, `warn`, `info`, `debug` or `trace`, as a filter directive takes it.
    pub level: &'static str,
    /// Whether `DEBUG` is on, which a production checklist asks about.
    pub debug: bool,
    /// Form of the lines on stderr and in the files.
    pub format: Format,
    /// Whether the form was asked for. If not, a terminal gets text, because a person reads there.
    pub format_is_set: bool,
    /// Folder with one folder per add-on.
    pub dir: PathBuf,
    /// Whether files are written besides stderr.
    pub files: bool,
}

impl Logging {
    /// Reads the section.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.section("Logging");
        let kind = "DEBUG, INFO, WARNING, ERROR, CRITICAL or TRACE";
        let level = reader.value(Entry::new("LOG_LEVEL", "Least severe lines that are logged"), kind, "INFO", level);
        let level = level.unwrap_or("info");
        let debug = reader.boolean(Entry::new("DEBUG", "More lines from our own code; never in production"), false);
        let format = Entry::new(
            "LOG_FORMAT",
            "Form of the lines on stderr and in the files; when not set, a terminal gets text",
        );
        let format =
            reader.value(format, "json, or one of text, console, pretty, plain, which mean text", "json", form);
        let dir = Entry::new("LOG_DIR", "Folder of the log files, one folder per add-on in it");
        let files = Entry::new("CLOCKIFY_ADDONS_LOG_FILES", "Whether log files are written besides stderr");
        Self {
            level: if debug && level != "trace" { "debug" } else { level },
            debug,
            format: format.unwrap_or(Format::Json),
            format_is_set: reader.found("LOG_FORMAT").is_some(),
            dir: PathBuf::from(reader.text(dir, &(1..=4096), "logs")),
            files: reader.boolean(files, true),
        }
    }
}

fn level(text: &str) -> Result<&'static str, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "trace" => Ok("trace"),
        "debug" => Ok("debug"),
        "info" => Ok("info"),
        "warning" | "warn" => Ok("warn"),
        "error" | "critical" => Ok("error"),
        _ => Err("is not a log level".to_owned()),
    }
}

fn form(text: &str) -> Result<Format, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "json" => Ok(Format::Json),
        "text" | "console" | "pretty" | "plain" => Ok(Format::Text),
        _ => Err("is not a log format".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    #[test]
    fn levels_and_forms() {
        for (level, debug, expected) in [
            ("", "", Some("info")),
            ("WARNING", "", Some("warn")),
            ("warn", "", Some("warn")),
            ("Critical", "", Some("error")),
            ("error", "true", Some("debug")),
            ("trace", "1", Some("trace")),
            ("TRACE", "", Some("trace")),
            ("loud", "", None),
        ] {
            let source = Source::from_pairs([("LOG_LEVEL", level), ("DEBUG", debug)]);
            let mut reader = Reader::new(&source);
            let logging = Logging::read(&mut reader);
            assert_eq!(reader.finish().ok().map(|_| logging.level), expected, "{level} {debug}");
        }
        for (text, expected) in [("JSON", Some(Format::Json)), ("console", Some(Format::Text)), ("xml", None)] {
            assert_eq!(form(text).ok(), expected, "{text}");
        }
    }
}
