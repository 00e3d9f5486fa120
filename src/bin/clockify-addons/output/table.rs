//! Tables: two blanks between columns, no lines, nothing wrapped, so that they can be read and cut alike.

use comfy_table::ContentArrangement;
use comfy_table::presets;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What a terminal has at least.
const TERMINAL: usize = 80;

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        Self { header: header.into_iter().map(str::to_owned).collect(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn render(self) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.header);
        table.add_rows(self.rows);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }

    /// The same; on a terminal so that it fits into 80 columns: of these columns only, each with so many characters at
    /// most. Whoever wants the rest asks for JSON, for one item, or hands the list to another program.
    pub(crate) fn render_on(self, terminal: bool, columns: &[(usize, usize)]) -> String {
        if !terminal {
            return self.render();
        }
        let pick = |cells: &[String]| -> Vec<String> {
            let cell =
                |&(index, most): &(usize, usize)| cells.get(index).map(|text| short(text, most)).unwrap_or_default();
            columns.iter().map(cell).collect()
        };
        let narrow = Self { header: pick(&self.header), rows: self.rows.iter().map(|cells| pick(cells)).collect() };
        narrow.render().lines().map(|line| short(line, TERMINAL) + "\n").collect()
    }
}

/// At most so many characters of a text. Of a time, so much as fits: a day, or a minute.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    if OffsetDateTime::parse(text, &Rfc3339).is_ok() {
        return text.chars().take(if most < 16 { 10 } else { 16 }).collect::<String>().replace('T', " ");
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_shows_fits() {
        let mut table = Table::new(["AT", "NAME", "MORE", "WHY"]);
        table.row(
            ["2026-01-31T12:34:56.789Z", "grün und länger als das", "left out", &"why ".repeat(30)].map(str::to_owned),
        );
        let text = table.render_on(true, &[(0, 16), (1, 10), (3, 100)]);
        let [head, row] = &text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
        assert_eq!(*head, "AT                NAME        WHY");
        assert!(row.starts_with("2026-01-31 12:34  grün und …  why why") && row.ends_with('…'), "{row}");
        assert_eq!(row.chars().count(), TERMINAL);
        assert_eq!(short("2026-01-31T12:34:56.789Z", 10), "2026-01-31");
    }
}
