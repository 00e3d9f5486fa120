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
use tokio_util::sync::CancellationToken;

use super::super::signals;
use super::{Call, STREAM, sets};
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

/// The same beside one backup.
pub(super) struct Beside<'a> {
    hooks: &'a Hooks,
    call: &'a Call<'a>,
    /// Where the backup goes.
    to: &'a str,
    /// Cancelled when it is to end. Without commands, signals do what they always do.
    stop: Option<CancellationToken>,
}

impl Hooks {
    /// Beside a backup that goes to this place.
    pub(super) fn on<'a>(&'a self, call: &'a Call<'a>, to: &'a str) -> anyhow::Result<Beside<'a>> {
        let any = [&self.before, &self.after, &self.on_failure].into_iter().any(Option::is_some);
        let stop = any.then(|| signals::stop(Some(call.output))).transpose()?;
        Ok(Beside { hooks: self, call, to, stop })
    }
}

impl Beside<'_> {
    /// Ends when somebody wants the end.
    pub(super) async fn stopped(&self) {
        match &self.stop {
            Some(stop) => stop.cancelled().await,
            None => std::future::pending().await,
        }
    }

    /// Runs what comes first. Its failure is that of the backup.
    pub(super) async fn before(&self) -> anyhow::Result<()> {
        let Some(command) = &self.hooks.before else { return Ok(()) };
        let run = self.run(command, "before", &[], &self.document(), self.stopped()).await;
        run.map_err(|error| failure(Status::Failed, format!("--before {error:#}; no backup was made")))
    }

    /// Runs what comes after a backup. Whether it worked.
    pub(super) async fn after(&self, set: &Set) -> bool {
        let Some(command) = &self.hooks.after else { return true };
        // What went to standard output is nowhere else.
        let path = if self.to == STREAM { STREAM.to_owned() } else { set.path.display().to_string() };
        let variables = [
            ("BACKUP_NAME", set.manifest.name.clone()),
            ("BACKUP_PATH", path),
            ("BACKUP_ROWS", set.manifest.rows().to_string()),
            ("BACKUP_BYTES", set.manifest.stored_bytes().to_string()),
            ("BACKUP_EXACT", set.manifest.cut.exact.to_string()),
        ];
        let mut document = self.document();
        document["backup"] = sets::document(set);
        let run = self.run(command, "after", &variables, &document, self.stopped()).await;
        if let Err(error) = &run {
            self.call.output.warn(&format!("the backup is made, but --after {error:#}"));
        }
        run.is_ok()
    }

    /// Runs what comes after a failure, also of a backup that was stopped. Whether it works changes nothing.
    pub(super) async fn failed(&self, error: &anyhow::Error) {
        let Some(command) = &self.hooks.on_failure else { return };
        let code = (Status::of(error) as u8).to_string();
        let message = format!("{error:#}");
        let mut document = self.document();
        document["error"] = json!({ "code": Status::of(error) as u8, "message": message });
        let variables = [("BACKUP_EXIT_CODE", code), ("BACKUP_ERROR", message)];
        if let Err(error) = self.run(command, "failure", &variables, &document, std::future::pending()).await {
            self.call.output.warn(&format!("--on-failure {error:#}"));
        }
    }

    fn document(&self) -> serde_json::Value {
        let addons: Vec<_> = self.call.addons().iter().map(|addon| addon.name()).collect();
        json!({ "folder": self.to, "addons": addons.join(" ") })
    }

    async fn run(
        &self,
        text: &str,
        event: &str,
        variables: &[(&str, String)],
        document: &serde_json::Value,
        stopped: impl Future<Output = ()>,
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
            () = tokio::time::sleep(Duration::from_secs(self.hooks.hook_timeout)) => {
                end(format!("took more than {} s and was ended", self.hooks.hook_timeout))
            }
            () = stopped => end("was stopped".to_owned()),
        }
    }
}
