//! `generate`: the files of the repository that are made from the code, so that they can't disagree with it.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use clockify_addons::addons;
use clockify_addons::config::reference;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::flow::schema;
use clockify_addons::flows::templates::pages;

use crate::exit::{Status, failure};
use crate::manual;
use crate::output::Output;

/// Write or check the generated files.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a file isn't up to date
    #[arg(long)]
    check: bool,
    /// The repository
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    root: PathBuf,
}

impl Options {
    pub(crate) fn run(self, output: &Output) -> anyhow::Result<Status> {
        let mut stale = Vec::new();
        for (name, text) in files()? {
            let path = self.root.join(&name);
            if fs::read_to_string(&path).is_ok_and(|old| old == text) {
                continue;
            }
            stale.push(name);
            if !self.check {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).with_context(|| format!("can't create {}", folder.display()))?;
                }
                fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
            }
        }
        if self.check && !stale.is_empty() {
            let text = format!("not up to date: {}; `make generate` writes them", stale.join(", "));
            return Err(failure(Status::Pending, text));
        }
        output.note(&if stale.is_empty() { "up to date".to_owned() } else { format!("written: {}", stale.join(", ")) });
        Ok(Status::Ok)
    }
}

fn files() -> anyhow::Result<Vec<(String, String)>> {
    let completions =
        super::pages::all_completions()?.into_iter().map(|(name, text)| (format!("completions/{name}"), text));
    let manuals = super::pages::manuals()?.into_iter().map(|(name, text)| (format!("docs/man/{name}"), text));
    let named = [
        (".env.example", reference::env_example()),
        ("docs/reference/environment.md", reference::markdown()),
        ("docs/reference/commands.md", manual::reference()),
        ("docs/reference/flow.schema.json", schema::file()),
    ];
    let named = named.map(|(name, text)| (name.to_owned(), text)).into_iter();
    Ok(named.chain(pages::pages(addons::spec(Addon::ApiStudio))).chain(completions).chain(manuals).collect())
}
