//! `.env.example` and the reference page, made of the same calls that read the values.

use std::fmt::Write;

use super::entry::{Variable, file_name};
use super::source::Source;
use super::{addon, upcoming, variables};

/// How both texts begin.
const NOTE: &str = "Generated from the code that reads these variables; do not edit.";

/// The text of `.env.example`: every variable commented out with its default, so that a copy changes nothing.
#[must_use]
pub fn env_example() -> String {
    let mut out = format!(
        "# {NOTE}\n#\n\
        # Copy to .env and take the `#` away from what you change. Flags win over the environment, the\n\
        # environment over this file. Empty means not set. ${{NAME}} inside a value is expanded.\n"
    );
    for (title, variables) in sections() {
        let _ = write!(out, "\n# --- {title} ---\n");
        for variable in variables {
            let name = variable.entry.name;
            let _ = write!(
                out,
                "\n# {}.{}\n#{name}={}\n",
                variable.entry.help,
                also(&variable, ""),
                quoted(&variable.default)
            );
        }
    }
    out
}

/// The reference page: one table per section.
#[must_use]
pub fn markdown() -> String {
    let mut out = format!(
        "<!-- {NOTE} -->\n\n# Environment variables\n\n\
        A command line flag wins over the environment, the environment over the `.env` file of the working\n\
        directory, and that over the default. Empty means not set. Booleans are `true`/`false`, `1`/`0`,\n\
        `yes`/`no`, `on`/`off`, `t`/`f` or `y`/`n` in any case. Of a variable and its `_FILE` form the one from\n\
        the stronger place counts, and in one place the variable itself. A name and its older alias that\n\
        differ give a warning, and the name counts. Every bad value is reported at once.\n"
    );
    for (title, variables) in sections() {
        let _ = write!(
            out,
            "\n## {title}\n\n| Name | Type and range | Default | Add-ons | Meaning |\n|---|---|---|---|---|\n"
        );
        for variable in variables {
            let entry = &variable.entry;
            let default =
                if variable.default.is_empty() { "none".to_owned() } else { format!("`{}`", cell(&variable.default)) };
            let addon = entry.addon.map_or("all", |addon| addon.name());
            let (kind, help) = (cell(&variable.kind), cell(entry.help));
            let _ =
                writeln!(out, "| `{}` | {kind} | {default} | {addon} | {help}.{} |", entry.name, also(&variable, "`"));
        }
    }
    out.push_str("\n## Known, without effect in this version\n\n| Name | About |\n|---|---|\n");
    for upcoming in upcoming::all() {
        let _ = writeln!(out, "| `{}` | {} |", upcoming.name, upcoming.about);
    }
    out
}

/// Every variable under its heading, in the order in which the sections read them.
fn sections() -> Vec<(&'static str, Vec<Variable>)> {
    let mut sections: Vec<(&'static str, Vec<Variable>)> = Vec::new();
    for variable in variables(&Source::default()) {
        match sections.iter_mut().find(|(title, _)| *title == variable.section) {
            Some((_, variables)) => variables.push(variable),
            None => sections.push((variable.section, vec![variable])),
        }
    }
    sections
}

/// The other ways to set a variable, and what follows from another one.
fn also(variable: &Variable, tick: &str) -> String {
    let entry = &variable.entry;
    let mut out = String::new();
    if !entry.aliases.is_empty() {
        let aliases: Vec<String> = entry.aliases.iter().map(|alias| format!("{tick}{alias}{tick}")).collect();
        let _ = write!(out, " Also read as {}.", aliases.join(", "));
    }
    if entry.file {
        let _ = write!(out, " {tick}{}{tick} may name a file that holds it.", file_name(entry.name));
    }
    if let Some(id) = entry.addon {
        let names = addon::variables(id);
        if entry.name == names.base_url {
            let _ = write!(out, " The default follows {tick}{}{tick}.", names.port);
        }
    }
    out
}

/// A default as every reader of `.env` files takes it.
fn quoted(text: &str) -> String {
    if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text.to_owned() }
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Serve;
    use crate::domain::addon::Addon;

    #[test]
    fn every_variable_stands_once_in_both_texts() {
        let (example, page) = (env_example(), markdown());
        let variables = variables(&Source::default());
        assert!(variables.len() > 40, "{}", variables.len());
        for variable in variables {
            let name = variable.entry.name;
            assert!(!variable.section.is_empty() && !variable.entry.help.ends_with('.'), "{name}");
            assert!(!variable.entry.help.contains('\n'), "{name}");
            let lines = example.lines().filter(|line| line.starts_with(&format!("#{name}="))).count();
            assert_eq!(lines, 1, "{name} in .env.example");
            let rows = page.lines().filter(|line| line.starts_with(&format!("| `{name}` |"))).count();
            assert_eq!(rows, 1, "{name} on the page");
        }
        for upcoming in upcoming::all() {
            assert_eq!(page.matches(&format!("| `{}` |", upcoming.name)).count(), 1, "{}", upcoming.name);
        }
    }

    #[test]
    fn a_copy_of_the_example_starts_on_sqlite_with_or_without_its_comment_signs() {
        let plain = Source::default().with_dotenv_text(&env_example()).unwrap();
        let taken: String = env_example()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let defaults = Source::default().with_dotenv_text(&taken).unwrap();
        for source in [plain, defaults] {
            let (serve, warnings) = Serve::load(&source, &Addon::ALL).unwrap();
            assert_eq!(warnings, Vec::<String>::new());
            assert!(serve.addons.iter().all(|addon| addon.database.sqlite_path().is_some()));
        }
    }
}
