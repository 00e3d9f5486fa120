//! `bootstrap`: fetch a workspace's data into the local cache, or go on with it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgGroup, Args};
use clockify_addons::app::App;
use clockify_addons::bootstrap::{Error, Progress, Report, Why};
use clockify_addons::clock::System;
use clockify_addons::clockify::client::{Standing, Transport};
use clockify_addons::config::{self, Source};
use clockify_addons::db::entities::bootstrap_run::State as RunState;
use clockify_addons::db::entities::bootstrap_task::State;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::serve;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::cli::Progress as Show;
use crate::exit::{Status, failure};
use crate::output::{Output, Table};

/// How often the progress is drawn, and a run of another process looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Fetch the data of workspaces into the local cache, or go on where it stopped.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(override_usage = "\
    clockify-addons bootstrap [OPTIONS] --addon <ADDON> --workspace <ID>
       clockify-addons bootstrap [OPTIONS] --addon <ADDON> --all-workspaces")]
#[command(group(ArgGroup::new("which").required(true).args(["workspace", "all_workspaces"])))]
#[command(after_help = "\
Examples:
  clockify-addons bootstrap --addon universal-webhook --workspace 64a1f0c2…
  clockify-addons bootstrap --addon api-studio --all-workspaces
  clockify-addons bootstrap --addon api-studio --workspace 64a1f0c2… --dry-run

A run that was stopped, or whose process was killed, goes on when the command is
given again.")]
pub(crate) struct Options {
    /// Of which add-on
    #[arg(long, value_name = "ADDON", value_parser = super::addon)]
    addon: Addon,
    /// Of this workspace
    #[arg(long, value_name = "ID", value_parser = super::workspace)]
    workspace: Option<WorkspaceId>,
    /// Of every workspace that has the add-on
    #[arg(long)]
    all_workspaces: bool,
    /// Begin anew, even where an unfinished run could go on
    #[arg(long)]
    full: bool,
    /// Say what would be fetched, and fetch nothing
    #[arg(long)]
    dry_run: bool,
    /// Whether to draw how far it is; only ever on a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    progress: Show,
    /// Of the simulated Clockify of `serve --sandbox`, which is on this machine
    #[arg(long)]
    sandbox: bool,
}

/// How it went in one workspace.
enum Went {
    Ended(Report),
    Stopped,
    Failed(Error),
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        // Nothing is created or changed by looking.
        super::open(self.addon).await?.1.close().await.ok();
        let (mut config, _) = config::Serve::load(&Source::process()?, &[self.addon])?;
        if self.sandbox {
            super::allow_this_machine(&mut config);
        }
        let Some(own) = config.addons.first().cloned() else { return Ok(Status::Internal) };
        let options = serve::Options { migrate: false, more_keys: Vec::new(), clock: Arc::new(System) };
        let (app, writers) = serve::assemble(&config, own, &options, &Transport::new(&config.outbound)?).await?;
        let app = Arc::new(app);
        let workspaces = match &self.workspace {
            Some(workspace) => vec![workspace.clone()],
            None => app.bootstrap().workspaces().await?,
        };
        if workspaces.is_empty() {
            return Err(failure(Status::Failed, format!("no workspace has {}", self.addon)));
        }
        if self.dry_run {
            return plans(&app, output, &workspaces).await;
        }
        let calls_end = CancellationToken::new();
        let stop = super::signals::stop(Some(output))?;
        let work = async {
            let status = self.work(&app, output, &workspaces, &stop).await;
            calls_end.cancel();
            status
        };
        let (status, ()) = tokio::join!(work, writers.calls.run(calls_end.clone()));
        status
    }

    async fn work(
        &self,
        app: &Arc<App>,
        output: &Output,
        workspaces: &[WorkspaceId],
        stop: &CancellationToken,
    ) -> anyhow::Result<Status> {
        let mut found = Vec::new();
        for workspace in workspaces {
            let went = self.fetch(app, output, workspace, stop).await;
            found.push((workspace.clone(), went));
            if stop.is_cancelled() {
                break;
            }
        }
        let documents: Vec<Value> = found.iter().map(|(workspace, went)| document(workspace, went)).collect();
        output.list("bootstrap", "workspaces", &documents, || {
            found.iter().map(|(workspace, went)| text(workspace, went)).collect::<Vec<_>>().join("\n")
        })?;
        if stop.is_cancelled() {
            output.note("Stopped. The same command goes on where it stopped.");
            return Ok(Status::Partial);
        }
        let whole = |went: &Went| matches!(went, Went::Ended(report) if report.run.state == RunState::Complete);
        let nothing = |went: &Went| match went {
            Went::Ended(report) => report.run.state == RunState::Failed,
            Went::Stopped => false,
            Went::Failed(_) => true,
        };
        Ok(match () {
            () if found.iter().all(|(_, went)| whole(went)) => Status::Ok,
            () if found.iter().all(|(_, went)| nothing(went)) => Status::Failed,
            () => Status::Partial,
        })
    }

    /// Fetches one workspace, or watches who does.
    async fn fetch(&self, app: &Arc<App>, output: &Output, workspace: &WorkspaceId, stop: &CancellationToken) -> Went {
        let bootstrap = app.bootstrap();
        let why = Why::Asked { anew: self.full };
        let mut told = false;
        let bar = bar(output.draws() && self.progress == Show::Auto, workspace);
        loop {
            let progress = Progress::default();
            let draw = async {
                loop {
                    tokio::time::sleep(LOOK).await;
                    let (settled, operations) = progress.operations();
                    bar.set_length(operations);
                    bar.set_position(settled);
                    let pages = progress.requests();
                    let rate = f64::from(u32::try_from(pages).unwrap_or(u32::MAX)) / bar.elapsed().as_secs_f64();
                    let (entities, current) = (progress.entities(), progress.current());
                    bar.set_message(format!("{pages} pages, {rate:.1}/s, {entities} entities  {current}"));
                }
            };
            let result = tokio::select! {
                result = bootstrap.run(workspace, why, &progress, stop) => result,
                () = draw => return Went::Stopped,
            };
            match result {
                Ok(report) => {
                    bar.finish_and_clear();
                    return Went::Ended(report);
                }
                Err(Error::Stopped) => return Went::Stopped,
                Err(Error::Held { .. } | Error::Lost) => {
                    if !std::mem::replace(&mut told, true) {
                        bar.suspend(|| output.note("Another process works on this workspace; its run is followed."));
                    }
                    match self.follow(app, workspace, stop).await {
                        Ok(Some(report)) => return Went::Ended(report),
                        Ok(None) if stop.is_cancelled() => return Went::Stopped,
                        Ok(None) => {}
                        Err(error) => return Went::Failed(error),
                    }
                }
                Err(error) => {
                    if matches!(error, Error::Unauthorized)
                        && let Err(error) = app.registration.look_at(workspace, Standing::Refused).await
                    {
                        output.warn(&format!("no server can be told of the refusal: {error}"));
                    }
                    return Went::Failed(error);
                }
            }
        }
    }

    /// Waits until the run of another process has ended, or nobody works on it any more.
    async fn follow(
        &self,
        app: &Arc<App>,
        workspace: &WorkspaceId,
        stop: &CancellationToken,
    ) -> Result<Option<Report>, Error> {
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(None),
                () = tokio::time::sleep(LOOK) => {}
            }
            let Some(report) = app.bootstrap().newest(workspace).await? else { return Ok(None) };
            let now = i64::try_from(super::now().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
            if report.run.state != RunState::InProgress {
                return Ok(Some(report));
            }
            if report.run.holder.is_none() || report.run.held_until_ms <= now {
                return Ok(None);
            }
        }
    }
}

async fn plans(app: &Arc<App>, output: &Output, workspaces: &[WorkspaceId]) -> anyhow::Result<Status> {
    let bootstrap = app.bootstrap();
    let (mut documents, mut text) = (Vec::new(), String::new());
    for workspace in workspaces {
        let Some(row) = bootstrap.installation(workspace).await? else {
            return Err(failure(Status::Failed, format!("the add-on is not installed in workspace {workspace}")));
        };
        let (settings, steps) = bootstrap.plan(&row);
        let mut table = Table::new(["ENTITIES", "OPERATION", "PER", "SKIPPED"]);
        for step in &steps {
            let blank = || "-".to_owned();
            table.row([
                step.entity.clone(),
                step.operation.clone(),
                step.parent.clone().unwrap_or_else(blank),
                step.skip.clone().unwrap_or_else(blank),
            ]);
        }
        _ = writeln!(
            text,
            "Workspace {workspace}: {} calls per second, {} lists at once, {} pages each\n\n{}",
            settings.rps,
            settings.batch,
            settings.max_pages,
            table.render()
        );
        documents.push(json!({ "workspace": workspace.as_str(), "settings": settings, "plan": steps }));
    }
    output.list("bootstrap-plan", "workspaces", &documents, || text)?;
    Ok(Status::Ok)
}

/// The bar, where a person looks on.
fn bar(draws: bool, workspace: &WorkspaceId) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let target = if draws { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    bar.set_draw_target(target);
    // What doesn't fit into a line is cut by the terminal's width.
    let style = ProgressStyle::with_template("{prefix} {bar:20} {pos}/{len} {elapsed} (left {eta})  {wide_msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_prefix(workspace.to_string());
    bar
}

fn document(workspace: &WorkspaceId, went: &Went) -> Value {
    match went {
        Went::Stopped => json!({ "workspace": workspace.as_str(), "state": "IN_PROGRESS", "reason": "stopped" }),
        Went::Failed(error) => {
            json!({ "workspace": workspace.as_str(), "state": "FAILED", "reason": error.to_string() })
        }
        Went::Ended(report) => json!({
            "workspace": workspace.as_str(),
            "run": report.run.id,
            "state": report.run.state.name(),
            "reason": report.run.reason,
            "operations": report.tasks.iter().map(|task| json!({
                "operation": task.operation,
                "entity": task.entity_type,
                "state": task.state.name(),
                "reason": task.reason,
                "pages": task.pages,
                "inserted": task.inserted,
                "updated": task.updated,
                "unchanged": task.unchanged,
                "removed": task.removed,
            })).collect::<Vec<_>>(),
        }),
    }
}

fn text(workspace: &WorkspaceId, went: &Went) -> String {
    let report = match went {
        Went::Stopped => return format!("Workspace {workspace}: stopped\n"),
        Went::Failed(error) => return format!("Workspace {workspace}: {error}\n"),
        Went::Ended(report) => report,
    };
    let mut table = Table::new(["ENTITIES", "STATE", "PAGES", "NEW", "CHANGED", "SAME", "GONE"]);
    for task in &report.tasks {
        let numbers = [task.pages, task.inserted, task.updated, task.unchanged, task.removed];
        let words = [task.entity_type.clone(), task.state.name().to_owned()];
        table.row(words.into_iter().chain(numbers.map(|number| number.to_string())));
    }
    let reason = report.run.reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default();
    let mut text = format!("Workspace {workspace}: {}{reason}\n\n{}", report.run.state.name(), table.render());
    let told = report.tasks.iter().filter(|task| !matches!(task.state, State::Done | State::Pending));
    for (index, task) in told.enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        _ = writeln!(text, "{gap}{}: {}", task.operation, task.reason.as_deref().unwrap_or("-"));
    }
    text
}
