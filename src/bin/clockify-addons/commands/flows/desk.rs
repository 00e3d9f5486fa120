//! What the commands about a workspace's flows work with.

use std::io::IsTerminal as _;
use std::sync::Arc;

use clockify_addons::app::App;
use clockify_addons::audit;
use clockify_addons::clock::System;
use clockify_addons::clockify::client::Transport;
use clockify_addons::config::{self, Source};
use clockify_addons::db::entities::{flow, installation};
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::flows::Flows;
use clockify_addons::serve;
use uuid::Uuid;

use crate::exit::{Status, failure};
use crate::output::Output;

/// The add-on and one workspace that has it.
#[derive(Debug)]
pub(in crate::commands) struct Desk {
    pub(in crate::commands) app: Arc<App>,
    pub(in crate::commands) workspace: WorkspaceId,
    /// Say what would be changed, and change nothing.
    pub(in crate::commands) dry_run: bool,
    /// Stores records of calls, if it is run.
    pub(in crate::commands) calls: audit::Writer,
}

impl Desk {
    /// Puts the add-on together on its database. Nothing is created or migrated by that.
    pub(in crate::commands) async fn open(
        addon: Addon,
        workspace: Option<WorkspaceId>,
        dry_run: bool,
        sandbox: bool,
    ) -> anyhow::Result<Self> {
        super::super::open(addon).await?.1.close().await.ok();
        let (mut config, _) = config::Serve::load(&Source::process()?, &[addon])?;
        if sandbox {
            super::super::allow_this_machine(&mut config);
        }
        let own = config.addons.first().cloned();
        let own = own.ok_or_else(|| failure(Status::Internal, "the add-on has no configuration"))?;
        let options = serve::Options { migrate: false, more_keys: Vec::new(), clock: Arc::new(System) };
        let (app, writers) = serve::assemble(&config, own, &options, &Transport::new(&config.outbound)?).await?;
        app.flows.view().refresh().await?;
        let workspace = match workspace {
            Some(workspace) => workspace,
            None => only(&app).await?,
        };
        Ok(Self { app: Arc::new(app), workspace, dry_run, calls: writers.calls })
    }

    /// The flows.
    pub(in crate::commands) fn flows(&self) -> &Flows {
        &self.app.flows
    }

    /// The flow of this id or name.
    pub(in crate::commands) async fn flow(&self, wanted: &str) -> anyhow::Result<flow::Model> {
        let mut found = None;
        if let Ok(id) = wanted.parse::<Uuid>() {
            found = self.flows().list(&self.workspace).await?.into_iter().find(|flow| flow.id == id);
        }
        if found.is_none() {
            found = self.flows().named(&self.workspace, wanted).await?;
        }
        let text = || format!("there is no flow `{wanted}` in workspace {}", self.workspace);
        found.ok_or_else(|| failure(Status::Failed, text()))
    }

    /// Says that nothing was changed, where nothing was to be.
    pub(in crate::commands) fn remark(&self, output: &Output) {
        if self.dry_run {
            output.note("nothing was changed");
        }
    }
}

/// The one workspace that has the add-on.
async fn only(app: &App) -> anyhow::Result<WorkspaceId> {
    let rows = installation::Entity::live_of_all_workspaces().all(&app.db.reader()).await?;
    let mut names: Vec<_> = rows.into_iter().map(|row| row.workspace_id).collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [one] => Ok(WorkspaceId::new(one)?),
        [] => Err(failure(Status::Usage, format!("no workspace has {}; name one with --workspace", app.spec.addon))),
        [..] => Err(failure(Status::Usage, format!("say which with --workspace: {}", names.join(", ")))),
    }
}

/// Asks before something that can't be undone.
pub(super) fn confirm(output: &Output, question: &str, refusal: &str, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(failure(Status::Refused, format!("{refusal}; say --yes to do it")));
    }
    output.note(&format!("{question} [y/N]"));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    let yes = answer.trim().eq_ignore_ascii_case("y");
    if yes { Ok(()) } else { Err(failure(Status::Refused, "nothing was changed")) }
}
