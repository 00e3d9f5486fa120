//! `manifest`: the document that Clockify reads, without starting a server.

use clap::Args;
use clockify_addons::addons;
use clockify_addons::config::{Serve, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::manifest::{Identity, Manifest};

use crate::exit::Status;
use crate::output::Output;

/// Print the manifest of an add-on as `GET /manifest` would answer.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  clockify-addons manifest --addon api-studio > manifest.json")]
pub(crate) struct Options {
    /// Of which add-on
    #[arg(long, value_name = "ADDON", value_parser = super::addon)]
    addon: Addon,
}

impl Options {
    pub(crate) fn run(self, output: &Output) -> anyhow::Result<Status> {
        let (config, _) = Serve::load(&Source::process()?, &[self.addon])?;
        for addon in &config.addons {
            let identity = Identity {
                key: &addon.key,
                name: &addon.name,
                description: &addon.description,
                base_url: &addon.base_url,
                webhook_limit: config.limits.manifest_webhooks,
            };
            let manifest = Manifest::new(addons::spec(self.addon), &identity);
            output.raw(&(serde_json::to_string_pretty(&manifest)? + "\n"))?;
        }
        Ok(Status::Ok)
    }
}
