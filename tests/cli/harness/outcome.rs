//! How a command ended, as one text in which everything that differs from run to run is masked.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

/// Exit code and both streams of a command that ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code, or none when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    folder: PathBuf,
}

impl Outcome {
    pub(super) fn new(code: Option<i32>, stdout: String, stderr: String, folder: &Path) -> Self {
        as_the_schema_says(&stdout);
        Self { code, stdout, stderr, folder: folder.to_owned() }
    }

    /// Standard output as JSON, of a command that has to succeed.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{self}");
        self.document()
    }

    /// Standard output as JSON, however the command ended.
    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The lines of standard output as JSON.
    pub(crate) fn ndjson(&self) -> Vec<Value> {
        assert_eq!(self.code, Some(0), "{self}");
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The same outcome if it was a success.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }

    /// Whether either stream holds the text.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        self.stdout.contains(text) || self.stderr.contains(text)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => writeln!(f, "exit: {code}")?,
            None => writeln!(f, "ended by a signal")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "--- {name}\n{}", masked(text, &self.folder))?;
            }
        }
        Ok(())
    }
}

/// Files that commands print as they are, and that have forms of their own.
const FILES: [&str; 3] = ["clockify-addons/catalogue/v1", "clockify-addons/flow/v1", "clockify-addons/flow-export/v1"];

/// Holds every document against the schema that programs read it by.
fn as_the_schema_says(stdout: &str) {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();

    let read = |text: &str| serde_json::from_str(text).ok().into_iter();
    let documents: Vec<Value> = match serde_json::from_str(stdout) {
        Ok(document) => vec![document],
        Err(_) => stdout.lines().flat_map(read).collect(),
    };
    for document in documents {
        let Some(name) =
            document["schema"].as_str().filter(|name| name.starts_with("clockify-addons/") && !FILES.contains(name))
        else {
            continue;
        };
        let schema = SCHEMA.get_or_init(|| {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/output.schema.json");
            let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            jsonschema::draft202012::new(&schema).unwrap()
        });
        let wrong: Vec<_> =
            schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{name} isn't as its schema says: {wrong:#?}\n{document:#}");
    }
}

/// The text with folders, times, ids, secrets, ports and versions replaced by their kinds.
fn masked(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "[FOLDER]");
    let text = text.replace(concat!("clockify-addons ", env!("CARGO_PKG_VERSION")), "clockify-addons [VERSION]");
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(part) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
        out.push_str(&word(&rest[..end]));
        rest = &rest[end..];
    }
    out + rest
}

fn word(word: &str) -> String {
    let hex = word.bytes().all(|c| c.is_ascii_hexdigit());
    let (host, port) = word.rsplit_once(':').unwrap_or((word, ""));
    // Ports that the system hands out have five digits; the configured ones have four.
    let dynamic = port.len() == 5 && port.bytes().all(|c| c.is_ascii_digit());
    match word.len() {
        24 if word.as_bytes()[10] == b'T' && word.ends_with('Z') => "[TIME]".to_owned(),
        32 if hex => "[ID]".to_owned(),
        36 if word.bytes().filter(|c| *c == b'-').count() == 4 => "[ID]".to_owned(),
        64 if hex => "[SECRET]".to_owned(),
        _ if word.starts_with("whsec_") => "[SECRET]".to_owned(),
        _ if word.starts_with("cli_") => "[DATABASE]".to_owned(),
        _ if dynamic => format!("{host}:[PORT]"),
        _ => word.to_owned(),
    }
}
