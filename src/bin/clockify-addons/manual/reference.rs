//! The page of all commands in the documentation.

use super::{Facts, command, walk};
use crate::exit::Status;

/// `docs/reference/commands.md`.
pub(crate) fn reference() -> String {
    let mut text = String::from(
        "<!-- Generated from the command line's definition; do not edit. -->\n\n# Commands and exit codes\n\n\
         `clockify-addons COMMAND --help` says more, and so do the pages for man in [docs/man](../man/).\n\
         `--format json` has one document on standard output, whatever happens; what each looks like says\n\
         [output.schema.json](output.schema.json). Fields may be added to a document; one that goes or changes its\n\
         meaning makes a `/v2` of it.\n\n\
         ## Exit codes\n\n| Code | `kind` in JSON | Means |\n|---|---|---|\n",
    );
    for status in Status::ALL {
        text.push_str(&format!("| {} | `{}` | {} |\n", status as u8, status.kind(), status.meaning()));
    }
    text.push_str(
        "\nA signal that ends the program shows as 128 and its number, as the shell has it: 130 for Ctrl-C, 143 for\n\
         SIGTERM. `health` has few codes of its own, because Docker and Nagios give numbers their own meanings.\n\n\
         ## Commands\n\nChanges: whether it changes something that lasts, and so has `--dry-run`. Every command may also\n\
         end with 0, 1 and 2; they are named where they mean more than in the table above.\n\n\
         | Command | Does | Changes | Exit codes |\n|---|---|---|---|\n",
    );
    let command = command();
    let mut all = Vec::new();
    walk(&command, "", &mut all);
    for (path, command) in all {
        let row = super::facts::ROWS.iter().any(|row| row.path == path);
        let Some(facts) = Facts::of(command, &path).filter(|_| row) else { continue };
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let codes = facts.codes.iter().filter_map(|(status, meaning)| {
            let number = *status as u8;
            let special = *meaning != status.meaning();
            match (special, number > 2) {
                (true, _) => Some(format!("{number}: {meaning}")),
                (false, true) => Some(number.to_string()),
                (false, false) => None,
            }
        });
        let codes = codes.collect::<Vec<_>>().join("; ").replace('|', "\\|");
        let changes = if facts.changes { "yes" } else { "" };
        text.push_str(&format!("| `{path}` | {} | {changes} | {codes} |\n", about.trim_end_matches('.')));
    }
    text
}
