//! Where values come from, and the only place that reads the process environment.
//!
//! A [`Source`] is three maps laid over each other: command line flags, the environment, the `.env`
//! file. It is built once and handed down, so nothing below depends on process-wide state and a test
//! brings its own pairs. Empty is the same as not set in every layer: compose files and unit files
//! like to pass `NAME=` for what an operator left out.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::dotenv;
use super::entry::Entry;
use super::error::{Error, Problem};
use super::reader::Reader;

/// Names the file that is read in place of `.env`.
pub const ENV_FILE: &str = "CLOCKIFY_ADDONS_ENV_FILE";

/// Gives [`ENV_FILE`] its place in the documentation. It was followed before there was a reader.
pub(super) fn document(reader: &mut Reader<'_>) {
    reader.section("Configuration file");
    let entry = Entry::new(ENV_FILE, "The file to read in place of .env; only in the environment");
    reader.value(entry, "path", ".env", |_| Ok(()));
}

/// Which layer a value came from, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A flag of the command line.
    Flag,
    /// The environment of the process.
    Environment,
    /// The `.env` file.
    DotEnv,
    /// The file that a `*_FILE` variable names.
    File,
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::DotEnv => ".env",
            Self::File => "file",
            Self::Default => "default",
        })
    }
}

/// A value as it was found. It may be a secret, hence no `Debug`.
pub(super) struct Found {
    /// The variable that held it: the main name, an alias or a `*_FILE` name.
    pub(super) name: String,
    /// The layer that held it.
    pub(super) origin: Origin,
    /// The text, or why there is none.
    pub(super) text: Result<String, String>,
}

/// A variable as the process was given it, to be handed on to a program that reads it by that name.
#[must_use]
pub fn inherited(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Flags, environment and `.env` file.
#[derive(Default)]
pub struct Source {
    flags: BTreeMap<String, String>,
    /// `None` stands for a value that is not UTF-8: an error only if somebody asks for it.
    environment: BTreeMap<String, Option<String>>,
    dotenv: BTreeMap<String, String>,
    /// The file that `dotenv` was read from.
    file: Option<PathBuf>,
}

impl Source {
    /// Reads the environment of the process and `./.env`, or the file that `CLOCKIFY_ADDONS_ENV_FILE` names.
    ///
    /// A missing `.env` is normal. A file that was asked for by name and is missing is an error.
    pub fn process() -> Result<Self, Error> {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok())))
            .collect();
        Self { environment, ..Self::default() }.with_file()
    }

    /// A source whose environment is these pairs and nothing else.
    #[must_use]
    pub fn from_pairs(pairs: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let environment = pairs.into_iter().map(|(name, value)| (name.into(), Some(value.into()))).collect();
        Self { environment, ..Self::default() }
    }

    /// Lays the text of a `.env` file below the environment.
    pub fn with_dotenv_text(self, text: &str) -> Result<Self, Error> {
        self.with_dotenv(".env", text)
    }

    /// Lets a command line flag override a variable.
    pub fn set_flag(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.flags.insert(name.into(), value.into());
    }

    /// The `.env` file, if one was read.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Whether somebody set the variable, to whatever value.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The text of a variable that no section reads.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text.ok()
    }

    /// The strongest non-empty value of a variable.
    pub(super) fn get(&self, name: &str) -> Option<Found> {
        let found = |origin, text| Some(Found { name: name.to_owned(), origin, text });
        if let Some(text) = self.flags.get(name).filter(|text| !text.trim().is_empty()) {
            return found(Origin::Flag, Ok(text.clone()));
        }
        match self.environment.get(name) {
            Some(None) => return found(Origin::Environment, Err("is not UTF-8 text".to_owned())),
            Some(Some(text)) if !text.trim().is_empty() => return found(Origin::Environment, Ok(text.clone())),
            _ => {}
        }
        let text = self.dotenv.get(name).filter(|text| !text.trim().is_empty())?;
        found(Origin::DotEnv, Ok(text.clone()))
    }

    /// What stands in the file that a `*_FILE` variable named.
    ///
    /// The line end that editors and `echo` add is not part of a secret. An empty file is an error: it
    /// is a secret that was not mounted, never a wish for none. Messages don't repeat the path, because
    /// the usual mistake is to put the secret there.
    pub(super) fn follow(pointer: Found) -> Found {
        let text = pointer.text.and_then(|path| {
            let text =
                fs::read_to_string(path.trim()).map_err(|error| format!("names a file that can't be read: {error}"))?;
            let text = text.trim_end_matches(['\r', '\n']);
            if text.trim().is_empty() { Err("names a file that is empty".to_owned()) } else { Ok(text.to_owned()) }
        });
        Found { name: pointer.name, origin: Origin::File, text }
    }

    /// The names in the `.env` file.
    pub(super) fn dotenv_names(&self) -> impl Iterator<Item = &str> {
        self.dotenv.keys().map(String::as_str)
    }

    /// The names in the environment.
    pub(super) fn environment_names(&self) -> impl Iterator<Item = &str> {
        self.environment.keys().map(String::as_str)
    }

    fn with_file(self) -> Result<Self, Error> {
        let chosen = self.environment.get(ENV_FILE).cloned().flatten().filter(|path| !path.trim().is_empty());
        let path = chosen.as_deref().unwrap_or(".env");
        match fs::read_to_string(path) {
            Ok(text) => {
                let file = Some(PathBuf::from(path));
                Ok(Self { file, ..self.with_dotenv(path, &text)? })
            }
            Err(error) if error.kind() == ErrorKind::NotFound && chosen.is_none() => Ok(self),
            Err(error) => {
                let name = if chosen.is_some() { ENV_FILE } else { ".env" };
                Err(Problem { name: name.to_owned(), wrong: format!("`{path}` can't be read: {error}") }.into())
            }
        }
    }

    fn with_dotenv(mut self, file: &str, text: &str) -> Result<Self, Error> {
        let known = |name: &str| self.environment.get(name).cloned().flatten();
        self.dotenv = dotenv::read(file, text, known)?;
        Ok(self)
    }
}

/// Names only: most environments carry somebody's secret.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("flags", &self.flags.keys())
            .field("environment", &self.environment.keys())
            .field("dotenv", &self.dotenv.keys())
            .field("file", &self.file)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_beats_environment_beats_dotenv_and_empty_is_not_set() {
        let mut source = Source::from_pairs([("A", "env"), ("B", "env"), ("C", ""), ("D", "  ")])
            .with_dotenv_text("A=f\nB=f\nC=f")
            .unwrap();
        source.set_flag("A", "flag");
        for (name, expected) in [
            ("A", Some(("flag", Origin::Flag))),
            ("B", Some(("env", Origin::Environment))),
            ("C", Some(("f", Origin::DotEnv))),
            ("D", None),
            ("E", None),
        ] {
            let found = source.get(name).map(|found| (found.text.unwrap(), found.origin));
            assert_eq!(found, expected.map(|(text, origin)| (text.to_owned(), origin)), "{name}");
        }
    }

    #[test]
    fn debug_shows_names_only() {
        let source = Source::from_pairs([("TOKEN", "canary-1")]).with_dotenv_text("PASSWORD=canary-2").unwrap();
        let text = format!("{source:?}");
        assert!(text.contains("TOKEN") && text.contains("PASSWORD"));
        assert!(!text.contains("canary"));
    }

    #[test]
    fn values_that_are_not_utf8_are_told_when_asked_for() {
        let source = Source { environment: BTreeMap::from([("PORT".to_owned(), None)]), ..Source::default() };
        assert!(source.get("PORT").unwrap().text.is_err());
    }

    #[test]
    fn another_file_can_be_named_and_must_exist() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.env");
        let source = || Source::from_pairs([(ENV_FILE, path.to_str().unwrap())]).with_file();
        assert!(source().unwrap_err().to_string().contains(ENV_FILE));
        fs::write(&path, "A=1\nno assignment").unwrap();
        assert!(source().unwrap_err().to_string().contains("other.env line 2"));
        fs::write(&path, "A=1").unwrap();
        assert_eq!(source().unwrap().get("A").unwrap().text.unwrap(), "1");
    }
}
