//! Typed reading that doesn't stop at the first mistake.
//!
//! A bad value is noted and the default is returned, so that every section is read to its end and the
//! operator sees all mistakes at once; [`Reader::finish`] decides whether there were any. The reader
//! also keeps every variable it was asked for, and that record is what the documentation is made of.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;

use super::entry::{Entry, Shown, Variable, file_name};
use super::error::{Error, Problem};
use super::source::{Found, Source};

/// Longer values are cut in messages.
const REPEATED_CHARS: usize = 60;

/// Reads variables, collects what is wrong and remembers what was asked.
#[derive(Debug)]
pub struct Reader<'a> {
    source: &'a Source,
    section: &'static str,
    variables: Vec<Variable>,
    problems: Vec<Problem>,
    warnings: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader of this source.
    #[must_use]
    pub const fn new(source: &'a Source) -> Self {
        Self { source, section: "", variables: Vec::new(), problems: Vec::new(), warnings: Vec::new() }
    }

    /// Sets the heading under which the next variables are documented.
    pub const fn section(&mut self, title: &'static str) {
        self.section = title;
    }

    /// Reads any type: `kind` and `default` are for people, `parse` says what is wrong with a text.
    ///
    /// `None` means that nobody set the variable, or that its value is bad and was noted.
    pub fn value<T>(
        &mut self,
        entry: Entry,
        kind: &str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let found = self.find(&entry);
        self.record(entry, kind, default, found.as_ref());
        let found = found?;
        let wrong = match found.text.as_deref() {
            Err(why) => why.clone(),
            Ok(text) => match parse(text) {
                Ok(value) => return Some(value),
                Err(why) if entry.repeats => {
                    format!("`{}` {why}; expected {kind}", shortened(&entry.show(text.trim())))
                }
                Err(why) => format!("the value {why}; expected {kind}"),
            },
        };
        self.problem(found.name, wrong);
        None
    }

    /// Reads a switch, in every spelling that the Python system took.
    pub fn boolean(&mut self, entry: Entry, default: bool) -> bool {
        let parse = |text: &str| match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "t" | "y" => Ok(true),
            "false" | "0" | "no" | "off" | "f" | "n" => Ok(false),
            _ => Err("is neither true nor false".to_owned()),
        };
        self.value(entry, "true or false", &default.to_string(), parse).unwrap_or(default)
    }

    /// Reads a whole number; `unit` is what it counts.
    pub fn number<T>(&mut self, entry: Entry, unit: &str, range: &RangeInclusive<T>, default: T) -> T
    where
        T: Copy + Display + FromStr + PartialOrd,
    {
        let kind = format!("{unit}, {} to {}", range.start(), range.end());
        let parse = |text: &str| {
            let text = text.trim();
            match text.parse() {
                Ok(number) if range.contains(&number) => Ok(number),
                Err(_) if text.parse::<i128>().is_err() => Err("is not a whole number".to_owned()),
                _ => Err("is out of range".to_owned()),
            }
        };
        self.value(entry, &kind, &default.to_string(), parse).unwrap_or(default)
    }

    /// Reads a whole number of seconds.
    pub fn seconds(&mut self, entry: Entry, range: &RangeInclusive<u64>, default: u64) -> Duration {
        Duration::from_secs(self.number(entry, "seconds", range, default))
    }

    /// Reads one line of text of so many characters.
    pub fn text(&mut self, entry: Entry, length: &RangeInclusive<usize>, default: &str) -> String {
        self.optional_text(entry, length, default).unwrap_or_else(|| default.to_owned())
    }

    /// Reads one line of text of so many characters, if it is set.
    pub fn optional_text(&mut self, entry: Entry, length: &RangeInclusive<usize>, default: &str) -> Option<String> {
        let kind = format!("text, {} to {} characters", length.start(), length.end());
        self.value(entry, &kind, default, |text| {
            let text = text.trim();
            if text.chars().any(char::is_control) {
                return Err("has more than one line or a control character".to_owned());
            }
            if length.contains(&text.chars().count()) {
                Ok(text.to_owned())
            } else {
                Err("has the wrong length".to_owned())
            }
        })
    }

    /// Reads a secret of any form.
    pub fn secret(&mut self, entry: Entry) -> Option<SecretString> {
        self.value(entry.secret(), "secret text", "", |text| Ok(SecretString::from(text)))
    }

    /// Notes a mistake that a section found by comparing values. The same mistake counts once.
    pub fn problem(&mut self, name: impl Into<String>, wrong: impl Into<String>) {
        let problem = Problem { name: name.into(), wrong: wrong.into() };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Notes the mistakes that a check found.
    pub fn absorb(&mut self, checked: Result<(), Error>) {
        for problem in checked.err().map(Error::into_problems).unwrap_or_default() {
            self.problem(problem.name, problem.wrong);
        }
    }

    /// Notes something that works but should be looked at.
    pub fn warn(&mut self, warning: impl Into<String>) {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// The name under which a variable was found, by its main name; `None` when nobody set it.
    #[must_use]
    pub fn found(&self, name: &str) -> Option<&str> {
        let variable = self.variables.iter().find(|variable| variable.entry.name == name)?;
        variable.found.as_ref().map(|shown| shown.name.as_str())
    }

    /// The warnings so far.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Ends the reading: the warnings, or every mistake.
    pub fn finish(self) -> Result<Vec<String>, Error> {
        Error::unless_empty(self.problems)?;
        Ok(self.warnings)
    }

    /// Ends the reading without judging it: the record of every variable that was asked for.
    #[must_use]
    pub fn into_variables(self) -> Vec<Variable> {
        self.variables
    }

    /// The value under the main name or, failing that, under an alias.
    fn find(&mut self, entry: &Entry) -> Option<Found> {
        let mut chosen = self.direct_or_file(entry);
        for alias in entry.aliases {
            let Some(other) = self.source.get(alias) else { continue };
            match &chosen {
                None => chosen = Some(other),
                Some(main) if main.text == other.text => {}
                Some(main) => {
                    let warning = format!("{} and {alias} are set to different values; {0} is used", main.name);
                    self.warn(warning);
                }
            }
        }
        chosen
    }

    /// The value itself or the content of the `*_FILE`: the stronger layer wins, and within one layer the value.
    fn direct_or_file(&mut self, entry: &Entry) -> Option<Found> {
        let direct = self.source.get(entry.name);
        let pointer = if entry.file { self.source.get(&file_name(entry.name)) } else { None };
        match (direct, pointer) {
            (Some(direct), Some(pointer)) if pointer.origin < direct.origin => Some(Source::follow(pointer)),
            (Some(direct), Some(pointer)) => {
                if pointer.origin == direct.origin {
                    self.warn(format!("{} and {} are both set; {0} is used", direct.name, pointer.name));
                }
                Some(direct)
            }
            (None, Some(pointer)) => Some(Source::follow(pointer)),
            (direct, None) => direct,
        }
    }

    /// Keeps what there is to say about the variable. One that several add-ons share is kept once.
    fn record(&mut self, entry: Entry, kind: &str, default: &str, found: Option<&Found>) {
        if self.variables.iter().any(|variable| variable.entry.name == entry.name) {
            return;
        }
        let found = found.map(|found| Shown {
            name: found.name.clone(),
            value: found.text.as_deref().map(|text| entry.show(text.trim())).unwrap_or_default(),
            origin: found.origin,
        });
        let (kind, default) = (kind.to_owned(), default.to_owned());
        self.variables.push(Variable { section: self.section, entry, kind, default, found });
    }
}

/// A value short enough for a message.
fn shortened(text: &str) -> String {
    if text.chars().count() <= REPEATED_CHARS {
        return text.to_owned();
    }
    text.chars().take(REPEATED_CHARS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const X: Entry = Entry::new("X", "a thing");

    #[test]
    fn booleans_in_every_spelling() {
        for (text, expected) in [
            ("true", true),
            ("TRUE", true),
            ("1", true),
            ("Yes", true),
            ("on", true),
            ("t", true),
            ("y", true),
            ("false", false),
            ("False", false),
            ("0", false),
            ("no", false),
            ("OFF", false),
            ("f", false),
            ("n", false),
        ] {
            let source = Source::from_pairs([("X", text)]);
            let mut reader = Reader::new(&source);
            assert_eq!(reader.boolean(X, !expected), expected, "{text}");
            assert!(reader.finish().is_ok(), "{text}");
        }
    }

    #[test]
    fn bad_values_give_the_default_and_are_all_reported() {
        let source =
            Source::from_pairs([("X", "maybe"), ("N", "0"), ("M", "ten"), ("T", "a\nb"), ("H", "99999999999999")]);
        let mut reader = Reader::new(&source);
        assert!(reader.boolean(X, true));
        assert_eq!(reader.number(Entry::new("N", ""), "things", &(1..=50_u32), 25), 25);
        assert_eq!(reader.number(Entry::new("M", ""), "things", &(1..=50_u32), 25), 25);
        assert_eq!(reader.number(Entry::new("H", ""), "things", &(1..=50_u32), 25), 25);
        assert_eq!(reader.text(Entry::new("T", ""), &(1..=9), "d"), "d");
        let text = reader.finish().unwrap_err().to_string();
        assert_eq!(
            text,
            "the configuration can't be used:\n  X: `maybe` is neither true nor false; expected true or false\
            \n  N: `0` is out of range; expected things, 1 to 50\
            \n  M: `ten` is not a whole number; expected things, 1 to 50\
            \n  H: `99999999999999` is out of range; expected things, 1 to 50\
            \n  T: `a\nb` has more than one line or a control character; expected text, 1 to 9 characters"
        );
    }

    #[test]
    fn the_main_name_wins_over_an_alias_with_a_warning() {
        let entry = X.aliases(&["OLD"]);
        for (pairs, expected, warned) in [
            (vec![("X", "a"), ("OLD", "b")], "a", true),
            (vec![("X", "a"), ("OLD", "a")], "a", false),
            (vec![("OLD", "b")], "b", false),
            (vec![("X", ""), ("OLD", "b")], "b", false),
        ] {
            let source = Source::from_pairs(pairs.clone());
            let mut reader = Reader::new(&source);
            assert_eq!(reader.text(entry, &(1..=9), ""), expected, "{pairs:?}");
            let warnings = reader.finish().unwrap();
            assert_eq!(warnings.iter().any(|text| text.contains('X') && text.contains("OLD")), warned, "{pairs:?}");
        }
    }

    #[test]
    fn secrets_come_from_files_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "from-file\r\n").unwrap();
        let path = path.to_str().unwrap();
        let both = Source::from_pairs([("X", "direct"), ("X_FILE", path)]);
        let mut reader = Reader::new(&both);
        assert_eq!(reader.secret(X).unwrap().expose_secret(), "direct");
        assert_eq!(reader.finish().unwrap(), ["X and X_FILE are both set; X is used"]);

        let stronger = Source::from_pairs([("X_FILE", path)]).with_dotenv_text("X=direct").unwrap();
        let mut reader = Reader::new(&stronger);
        assert_eq!(reader.secret(X).unwrap().expose_secret(), "from-file");
        assert_eq!(reader.found("X"), Some("X_FILE"));

        std::fs::write(path, "\n").unwrap();
        let mut reader = Reader::new(&stronger);
        assert!(reader.secret(X).is_none());
        assert!(reader.finish().unwrap_err().to_string().contains("X_FILE: names a file that is empty"));
        std::fs::remove_file(path).unwrap();
        let mut reader = Reader::new(&stronger);
        assert!(reader.secret(X).is_none());
        assert!(reader.finish().unwrap_err().to_string().contains("can't be read"));
    }
}
