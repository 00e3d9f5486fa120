//! What the documentation says about a variable, written where the variable is read.
//!
//! An [`Entry`] is the part that a section states: name, meaning, whether it is secret. The reader adds
//! what it learns by reading and keeps the result as a [`Variable`]. `config show`, `.env.example` and
//! the reference are printed from those, so a variable can't be read without being documented.

use super::source::Origin;
use crate::domain::addon::Addon;

/// A variable as its section declares it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The main name.
    pub name: &'static str,
    /// Its meaning, one sentence without the full stop.
    pub help: &'static str,
    /// Other names for the same thing. The main name wins.
    pub aliases: &'static [&'static str],
    /// The one add-on that it is for; `None` means all.
    pub addon: Option<Addon>,
    /// Whether `<NAME>_FILE` may name a file with the value.
    pub file: bool,
    /// How a value is shown to people; `None` means that errors don't repeat it and `show` masks it.
    pub shown: Option<fn(&str) -> String>,
    /// Whether an error may repeat the value.
    pub repeats: bool,
}

impl Entry {
    /// A plain variable for all add-ons.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, aliases: &[], addon: None, file: false, shown: Some(plain), repeats: true }
    }

    /// Only this add-on reads it.
    #[must_use]
    pub const fn only(mut self, addon: Addon) -> Self {
        self.addon = Some(addon);
        self
    }

    /// It has other names, too.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Its value may stand in a file and is shown through `shown`; errors never repeat it.
    #[must_use]
    pub const fn file(mut self, shown: fn(&str) -> String) -> Self {
        self.file = true;
        self.shown = Some(shown);
        self.repeats = false;
        self
    }

    /// It is a secret: never shown, and its value may stand in a file.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.file = true;
        self.shown = None;
        self.repeats = false;
        self
    }

    /// Whether the value is hidden from everybody.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.shown.is_none()
    }

    /// Every name under which it can be set.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let file = self.file.then(|| file_name(self.name));
        std::iter::once(self.name).chain(self.aliases.iter().copied()).map(str::to_owned).chain(file)
    }

    /// A value as people may see it.
    #[must_use]
    pub fn show(&self, text: &str) -> String {
        self.shown.map_or_else(|| MASK.to_owned(), |shown| shown(text))
    }
}

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// The variable that names a file with the value of another one.
#[must_use]
pub fn file_name(name: &str) -> String {
    format!("{name}_FILE")
}

/// A plain value as it is; a URL with something before an `@` could hold a password in the wrong place.
fn plain(text: &str) -> String {
    if text.contains("://") && text.contains('@') { MASK.to_owned() } else { text.to_owned() }
}

/// A variable after it was read.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The heading under which the documentation lists it.
    pub section: &'static str,
    /// What the section declared.
    pub entry: Entry,
    /// Type and range, in words.
    pub kind: String,
    /// The default as one would write it; empty when there is none.
    pub default: String,
    /// What was found, already masked; `None` when nobody set it.
    pub found: Option<Shown>,
}

/// A value that was found, in the form that people may see.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The variable that held it: the main name, an alias or the `*_FILE` name.
    pub name: String,
    /// The masked value.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}
