//! Commands of the operator's own, run before and after a backup.
//!
//! They learn what happens by their environment and, as JSON, by their standard input. No setting of ours that holds a
//! secret is passed on. What they print goes to standard error: standard output is the result's.

use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use clockify_addons::backup::Set;
use clockify_addons::config;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Call, drill, sets};
use crate::exit::{Status, failure};

/// What runs beside a backup.
#[derive(Debug, Default, Args)]
pub(super) struct Hooks {
    /// Run this by `sh -c` first; if it fails, no backup is made
    #[arg(long, value_name = "COMMAND", conflicts_with = "dry_run")]
    before: Option<String>,
    /// Run this by `sh -c` when the backup is made; if it fails, the exit code is 3
    #[arg(long, value_name = "COMMAND", conflicts_with = "dry_run")]
    after: Option<String>,
    /// Run this by `sh -c` when no backup was made
    #[arg(long, value_name = "COMMAND", conflicts_with = "dry_run")]
    on_failure: Option<String>,
    /// Longest that each of these commands may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    hook_timeout: u64,
}

impl Hooks {
    /// Runs what comes first. Its failure is that of the backup.
    pub(super) async fn before(&self, call: &Call<'_>) -> anyhow::Result<()> {
        let Some(command) = &self.before else { return Ok(()) };
        let run = self.run(command, "before", &[], &call_document(call)).await;
        run.map_err(|error| failure(Status::Failed, format!("--before {error:#}; no backup was made")))
    }

    /// Runs what comes after a backup. Whether it worked.
    pub(super) async fn after(&self, call: &Call<'_>, set: &Set) -> bool {
        let Some(command) = &self.after else { return true };
        let variables = [
            ("BACKUP_NAME", set.manifest.name.clone()),
            ("BACKUP_PATH", set.path.display().to_string()),
            ("BACKUP_ROWS", set.manifest.rows().to_string()),
            ("BACKUP_BYTES", set.manifest.stored_bytes().to_string()),
            ("BACKUP_EXACT", set.manifest.cut.exact.to_string()),
        ];
        let mut document = call_document(call);
        document["backup"] = sets::document(set);
        let run = self.run(command, "after", &variables, &document).await;
        if let Err(error) = &run {
            call.output.warn(&format!("the backup is made, but --after {error:#}"));
        }
        run.is_ok()
    }

    /// Runs what comes after a failure. Whether it works changes nothing.
    pub(super) async fn failed(&self, call: &Call<'_>, error: &anyhow::Error) {
        let Some(command) = &self.on_failure else { return };
        let code = (Status::of(error) as u8).to_string();
        let message = format!("{error:#}");
        let mut document = call_document(call);
        document["error"] = json!({ "code": Status::of(error) as u8, "message": message });
        let variables = [("BACKUP_EXIT_CODE", code), ("BACKUP_ERROR", message)];
        if let Err(error) = self.run(command, "failure", &variables, &document).await {
            call.output.warn(&format!("--on-failure {error:#}"));
        }
    }

    async fn run(
        &self,
        text: &str,
        event: &str,
        variables: &[(&str, String)],
        document: &serde_json::Value,
    ) -> anyhow::Result<()> {
        let mut command = Command::new("sh");
        command.args(["-c", text]).env("BACKUP_EVENT", event).envs(variables.iter().map(|(name, value)| (name, value)));
        for (name, value) in [("BACKUP_FOLDER", &document["folder"]), ("BACKUP_ADDONS", &document["addons"])] {
            command.env(name, value.as_str().unwrap_or_default());
        }
        for name in config::secret_names() {
            command.env_remove(name);
        }
        // A group of its own, so that whatever it starts can be ended with it.
        command.process_group(0).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(std::io::stderr()).stderr(Stdio::inherit());
        let mut child = command.spawn().context("can't be started")?;
        let input = child.stdin.take();
        let feeding = async move {
            if let Some(mut input) = input {
                // Whoever doesn't want to know needn't read.
                input.write_all(document.to_string().as_bytes()).await.ok();
            }
        };
        let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        let end = |why: String| {
            if let Some(group) = group {
                rustix::process::kill_process_group(group, rustix::process::Signal::KILL).ok();
            }
            Err(anyhow::anyhow!(why))
        };
        tokio::select! {
            ((), status) = futures_util::future::join(feeding, child.wait()) => match status?.code() {
                Some(0) => Ok(()),
                Some(code) => Err(anyhow::anyhow!("ended with exit code {code}")),
                None => Err(anyhow::anyhow!("was ended by a signal")),
            },
            () = tokio::time::sleep(Duration::from_secs(self.hook_timeout)) => {
                end(format!("took more than {} s and was ended", self.hook_timeout))
            }
            () = drill::stop() => end("was stopped".to_owned()),
        }
    }
}

fn call_document(call: &Call<'_>) -> serde_json::Value {
    let addons: Vec<_> = call.addons().iter().map(|addon| addon.name()).collect();
    json!({ "folder": call.folder.path().display().to_string(), "addons": addons.join(" ") })
}
