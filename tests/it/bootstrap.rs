//! The bootstrap against the simulated Clockify, by real HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clockify_addons::app::App;
use clockify_addons::bootstrap::{Error, Progress, Refused, Report, Why};
use clockify_addons::clockify::client::Standing;
use clockify_addons::db::cached;
use clockify_addons::db::entities::bootstrap_run::State as RunState;
use clockify_addons::db::entities::bootstrap_task::{Model as Task, State};
use clockify_addons::domain::actor::Actor;
use clockify_addons::domain::addon::Addon;
use clockify_addons::domain::ids::WorkspaceId;
use clockify_addons::sandbox::Installation;
use clockify_addons::sandbox::api::{Api, Fault, Options, Rule, Running, ScopeRefusal, Sizes, When};
use tokio_util::sync::CancellationToken;

use crate::harness::{Engine, KEY, TestApp, both, eventually, query, spawn};

both!(
    counts_are_the_sandboxes_own,
    a_second_run_writes_only_what_changed,
    being_dropped_twice_changes_nothing,
    every_fault_is_told_of_its_operation_alone,
    endless_lists_end_at_the_limit,
    what_the_plan_or_a_scope_lacks_is_skipped,
    a_token_that_is_refused_fails_the_run,
    one_run_at_a_time_in_a_workspace,
    settings_win_over_the_environment,
    an_uninstall_in_the_middle_ends_it,
    an_install_is_followed_by_a_job,
    what_somebody_asked_for_is_fetched,
    what_somebody_stopped_is_not_begun_again,
);

/// Universal Webhook in a small simulated workspace.
struct World {
    app: TestApp,
    running: Running,
    api: Api,
    installation: Installation,
    workspace: WorkspaceId,
}

impl World {
    async fn new(engine: Engine) -> Self {
        Self::with(engine, &[("UW_BOOTSTRAP_INCLUDE_TIME_ENTRIES", "true"), ("UW_BOOTSTRAP_INCLUDE_HEAVY", "true")])
            .await
    }

    async fn with(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let net = [
            ("ALLOWED_API_DOMAINS", "127.0.0.1"),
            ("CLOCKIFY_ADDONS_ALLOWED_NETWORKS", "127.0.0.0/8"),
            ("RATE_LIMIT_ENABLED", "false"),
            ("BOOTSTRAP_MAX_RETRIES", "0"),
            ("CLOCKIFY_ADDONS_API_SECONDS", "1"),
        ];
        let settings: Vec<_> = net.iter().chain(settings).copied().collect();
        let app = TestApp::bare(engine, Addon::UniversalWebhook, &settings).await;
        let mut options = Options::new(KEY.clone(), Arc::new(app.clock.clone()));
        options.sizes = Sizes::small();
        options.per_second = None;
        let installation = app.installation(0, 1);
        options.workspace = installation.workspace.clone();
        let running = Api::start(options).await.unwrap();
        let api = running.api.clone();
        let installation = installation.with_backend_url(&api.backend_url()).with_reports_url(&api.reports_url());
        api.install(&installation, app.app.spec.scopes, None).unwrap();
        let reply = app.send(&installation.installed(app.now())).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let workspace = WorkspaceId::new(&installation.workspace.id).unwrap();
        Self { app, running, api, installation, workspace }
    }

    async fn run(&self) -> Result<Report, Error> {
        self.asked(Why::Asked { anew: false }).await
    }

    async fn asked(&self, why: Why) -> Result<Report, Error> {
        run(&self.app.app, &self.workspace, why).await
    }

    /// What the cache holds, by type.
    async fn cached(&self) -> BTreeMap<String, u64> {
        cached::counts(&self.app.app.db, &self.workspace).await.unwrap().into_iter().collect()
    }

    /// What the sandbox holds of what the run was to fetch.
    fn expected(&self, report: &Report) -> BTreeMap<String, u64> {
        let counts = self.api.counts_between(report.run.window_from, report.run.window_to);
        let fetched = |entity: &str| report.tasks.iter().any(|task| task.entity_type == entity);
        let counts = counts.into_iter().filter(|(entity, count)| fetched(entity) && *count > 0);
        counts.map(|(entity, count)| (entity.to_owned(), count)).collect()
    }

    async fn finish(self) {
        self.app.finish().await;
        self.running.stop().await;
    }
}

async fn run(app: &Arc<App>, workspace: &WorkspaceId, why: Why) -> Result<Report, Error> {
    app.bootstrap().run(workspace, why, &Progress::default(), &CancellationToken::new()).await
}

fn task<'a>(report: &'a Report, operation: &str) -> &'a Task {
    report.tasks.iter().find(|task| task.operation == operation).unwrap()
}

fn written(report: &Report) -> (i64, i64, i64) {
    let sum = |of: fn(&Task) -> i64| report.tasks.iter().map(of).sum();
    (sum(|task| task.inserted), sum(|task| task.updated), sum(|task| task.removed))
}

async fn counts_are_the_sandboxes_own(engine: Engine) {
    let world = World::new(engine).await;
    let report = world.run().await.unwrap();
    let states: Vec<_> = report.tasks.iter().map(|task| (&task.operation, task.state, &task.reason)).collect();
    assert_eq!(report.run.state, RunState::Complete, "{states:?}");
    assert_eq!(world.cached().await, world.expected(&report), "{states:?}");
    world.finish().await;
}

async fn a_second_run_writes_only_what_changed(engine: Engine) {
    use clockify_addons::sandbox::api::Kind;

    let world = World::new(engine).await;
    let first = world.run().await.unwrap();
    let second = world.run().await.unwrap();
    assert_ne!(first.run.id, second.run.id);
    assert_eq!(written(&second), (0, 0, 0));
    assert!(second.tasks.iter().map(|task| task.unchanged).sum::<i64>() > 100);
    // One tag is new, one has gone, and the rest is as it was.
    let url = format!("{}/v1/workspaces/{}/tags", world.api.backend_url(), world.workspace);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = world.installation.installation_token();
    let gone = world.api.ids(Kind::Tag)[0].clone();
    let created = client.post(&url).header("x-addon-token", &token).header("content-type", "application/json");
    assert!(created.body("{\"name\":\"A new one\"}").send().await.unwrap().status().is_success());
    let archive = client.put(format!("{url}/{gone}")).header("x-addon-token", &token);
    let archive = archive.header("content-type", "application/json").body("{\"name\":\"Gone\",\"archived\":true}");
    assert!(archive.send().await.unwrap().status().is_success());
    let deleted = client.delete(format!("{url}/{gone}")).header("x-addon-token", &token).send().await.unwrap();
    assert!(deleted.status().is_success(), "{}", deleted.text().await.unwrap());
    let third = world.run().await.unwrap();
    let tags = task(&third, "getTags");
    assert_eq!((tags.inserted, tags.updated, tags.removed), (1, 0, 1));
    assert_eq!(world.cached().await, world.expected(&third));
    world.finish().await;
}

async fn being_dropped_twice_changes_nothing(engine: Engine) {
    let world = World::new(engine).await;
    let mut pages = 0;
    for stop_at in [3, 9] {
        let progress = Arc::new(Progress::default());
        let (app, workspace, seen) = (Arc::clone(&world.app.app), world.workspace.clone(), Arc::clone(&progress));
        let running = spawn(async move {
            let why = Why::Asked { anew: false };
            drop(app.bootstrap().run(&workspace, why, &seen, &CancellationToken::new()).await);
        });
        eventually("a run gets on", Duration::from_secs(20), async || progress.requests() >= stop_at).await;
        // Nothing is said goodbye to, as when the process is killed.
        running.abort();
        drop(running.await);
        pages += stop_at;
        assert!(matches!(world.run().await, Err(Error::Held { .. })), "it is held until the lease is over");
        world.app.clock.advance(Duration::from_mins(1));
    }
    let report = world.run().await.unwrap();
    assert_eq!(report.run.state, RunState::Complete);
    assert_eq!(world.cached().await, world.expected(&report));
    let fetched = report.tasks.iter().map(|task| task.pages).sum::<i64>();
    assert!(fetched > i64::try_from(pages).unwrap());
    let (inserted, updated, removed) = written(&report);
    let cached = world.cached().await.values().sum::<u64>();
    assert_eq!((u64::try_from(inserted).unwrap(), updated, removed), (cached, 0, 0), "each was stored once");
    world.finish().await;
}

async fn every_fault_is_told_of_its_operation_alone(engine: Engine) {
    let world = World::new(engine).await;
    for (fault, words) in [
        (Fault::Status { status: 503 }, "503"),
        (Fault::Timeout, "within"),
        (Fault::HalfJson, "too early"),
        (Fault::WrongType, "another type"),
        (Fault::Big { bytes: 10_000_000 }, "larger than"),
        (Fault::Reset, "reached"),
        (Fault::Cut, ""),
        (Fault::RateLimited { retry_after: None }, "429"),
    ] {
        world.api.add_fault(Rule::at("getTags", fault.clone(), When::Always));
        let report = world.run().await.unwrap();
        let tags = task(&report, "getTags");
        assert_eq!(tags.state, State::Failed, "{fault:?}");
        let reason = tags.reason.as_deref().unwrap();
        assert!(reason.contains(words), "{fault:?}: {reason}");
        assert_eq!(report.run.state, RunState::CompleteWithErrors);
        assert_eq!(report.run.reason, Some(format!("getTags: {reason}")));
        assert!(report.tasks.iter().all(|task| task.state == State::Done || task.operation == "getTags"), "{fault:?}");
        world.api.clear_faults();
    }
    let report = world.run().await.unwrap();
    assert_eq!((report.run.state, world.cached().await), (RunState::Complete, world.expected(&report)));
    // Those that need each project can't be asked for without them, and nothing of theirs is removed.
    world.api.add_fault(Rule::at("getProjects", Fault::Status { status: 500 }, When::Always));
    let report = world.run().await.unwrap();
    assert_eq!(task(&report, "getTasks").state, State::Skipped);
    assert_eq!(world.cached().await, world.expected(&report));
    world.finish().await;
}

async fn endless_lists_end_at_the_limit(engine: Engine) {
    let settings = [("UW_BOOTSTRAP_MAX_PAGES", "4")];
    let world = World::with(engine, &settings).await;
    world.run().await.unwrap();
    for (fault, words) in [(Fault::EndlessPages, "4 pages"), (Fault::RepeatedPages, "repeats")] {
        world.api.add_fault(Rule::at("getTags", fault, When::Always));
        let before = world.cached().await["tag"];
        let report = world.run().await.unwrap();
        let tags = task(&report, "getTags");
        assert_eq!((tags.state, report.run.state), (State::Warned, RunState::CompleteWithWarnings));
        assert!(tags.reason.as_deref().unwrap().contains(words), "{tags:?}");
        assert_eq!(tags.removed, 0);
        assert!(world.cached().await["tag"] >= before);
        world.api.clear_faults();
    }
    let report = world.run().await.unwrap();
    assert_eq!(world.cached().await["tag"], world.expected(&report)["tag"], "what was made up is gone again");
    world.finish().await;
}

async fn what_the_plan_or_a_scope_lacks_is_skipped(engine: Engine) {
    let world = World::new(engine).await;
    for (fault, refusal) in [
        (Fault::Scope, ScopeRefusal::Forbidden),
        (Fault::Scope, ScopeRefusal::Unauthorized),
        (Fault::Plan, ScopeRefusal::Forbidden),
    ] {
        world.api.set_scope_refusal(refusal);
        world.api.add_fault(Rule::at("getInvoices", fault, When::Always));
        let report = world.run().await.unwrap();
        let invoices = task(&report, "getInvoices");
        assert_eq!((invoices.state, report.run.state), (State::Skipped, RunState::Complete), "{invoices:?}");
        assert!(!invoices.reason.as_deref().unwrap().is_empty());
        world.api.clear_faults();
    }
    world.finish().await;
}

async fn a_token_that_is_refused_fails_the_run(engine: Engine) {
    let world = World::new(engine).await;
    world.api.uninstall(&world.installation.addon_id);
    assert!(matches!(world.run().await, Err(Error::Unauthorized)));
    assert_eq!(world.app.app.refused.next().await, (world.workspace.clone(), Standing::Refused));
    // The token may have been too new; then the run goes on and nothing of it counts as failed.
    world.api.install(&world.installation, world.app.app.spec.scopes, None).unwrap();
    let report = world.run().await.unwrap();
    assert_eq!(report.run.state, RunState::Complete);
    world.api.uninstall(&world.installation.addon_id);
    assert!(matches!(world.run().await, Err(Error::Unauthorized)));
    world.app.app.bootstrap().give_up(&world.workspace).await.unwrap();
    let newest = world.app.app.bootstrap().newest(&world.workspace).await.unwrap().unwrap();
    assert_eq!(newest.run.state, RunState::Failed);
    assert!(newest.run.reason.unwrap().contains("token"));
    world.finish().await;
}

async fn one_run_at_a_time_in_a_workspace(engine: Engine) {
    let world = World::new(engine).await;
    world.api.add_fault(Rule::at("getTags", Fault::Slow { ms: 300 }, When::Always));
    let (one, two) = tokio::join!(world.run(), world.run());
    let held = [&one, &two].into_iter().filter(|result| matches!(result, Err(Error::Held { .. }))).count();
    assert_eq!(held, 1, "{one:?} {two:?}");
    assert_eq!(one.or(two).unwrap().run.state, RunState::Complete);
    world.finish().await;
}

async fn settings_win_over_the_environment(engine: Engine) {
    let world = World::new(engine).await;
    let settings = [
        ("include_time_entries", "", false.into()),
        ("include_heavy_endpoints", "", false.into()),
        ("max_rps", "", 7.into()),
        ("run_on_install", "", false.into()),
    ];
    let request = world.installation.settings_updated(world.app.now(), &settings);
    assert_eq!(world.app.send(&request).await.status, 200);
    let disabled = world.asked(Why::Installed).await.unwrap();
    assert_eq!((disabled.run.state, disabled.tasks.len()), (RunState::Disabled, 0));
    assert!(world.cached().await.is_empty());
    let report = world.run().await.unwrap();
    assert_eq!(task(&report, "getTimeEntries").state, State::Skipped);
    assert_eq!(task(&report, "getSharedReportsV1").state, State::Skipped);
    assert!(report.run.settings.contains("\"rps\":7"), "{}", report.run.settings);
    world.finish().await;
}

async fn an_uninstall_in_the_middle_ends_it(engine: Engine) {
    let world = World::new(engine).await;
    world.api.add_fault(Rule::at("getTags", Fault::Slow { ms: 400 }, When::Always));
    let uninstall = async {
        eventually("a run gets on", Duration::from_secs(20), async || world.cached().await.len() > 3).await;
        let reply = world.app.send(&world.installation.deleted(world.app.now())).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    };
    let (result, ()) = tokio::join!(world.run(), uninstall);
    assert!(matches!(result, Err(Error::NotInstalled)), "{result:?}");
    let newest = world.app.app.bootstrap().newest(&world.workspace).await.unwrap().unwrap();
    assert_eq!(newest.run.state, RunState::Cancelled);
    assert!(matches!(world.run().await, Err(Error::NotInstalled)));
    world.finish().await;
}

async fn an_install_is_followed_by_a_job(engine: Engine) {
    use clockify_addons::bootstrap::{Handler, KIND};
    use clockify_addons::queue::{Options, Workers};

    let world = World::new(engine).await;
    let app = &world.app.app;
    assert!(app.queue.claim(&[KIND], 9).await.unwrap().is_empty(), "the token gets a moment");
    world.app.clock.advance(Duration::from_secs(5));
    let workers = Workers::new(
        app.queue.clone(),
        [Arc::new(Handler(app.bootstrap())) as Arc<dyn clockify_addons::queue::Handler>],
        Options { poll: Duration::from_millis(50), ..Options::default() },
    );
    let stop = CancellationToken::new();
    let working = spawn(workers.unwrap().run(stop.clone()));
    eventually("a run gets on", Duration::from_secs(20), async || {
        let newest = app.bootstrap().newest(&world.workspace).await.unwrap();
        newest.is_some_and(|report| report.run.state == RunState::Complete)
    })
    .await;
    stop.cancel();
    working.await.unwrap();
    world.finish().await;
}

impl World {
    /// Works on jobs until there are none left.
    async fn work(&self, meanwhile: impl AsyncFnOnce()) {
        use clockify_addons::bootstrap::Handler;
        use clockify_addons::queue::{self, Options, Workers};

        let app = &self.app.app;
        let handler = Arc::new(Handler(app.bootstrap())) as Arc<dyn queue::Handler>;
        let options = Options { poll: Duration::from_millis(50), ..Options::default() };
        let workers = Workers::new(app.queue.clone(), [handler], options).unwrap();
        let stop = CancellationToken::new();
        let working = spawn(workers.run(stop.clone()));
        meanwhile().await;
        eventually("the jobs are done", Duration::from_secs(20), async || {
            // What waits for a while is due at once.
            self.app.clock.advance(Duration::from_secs(30));
            query(&app.db.reader(), "SELECT 1 FROM job WHERE kind = 'bootstrap'").await.is_empty()
        })
        .await;
        stop.cancel();
        working.await.unwrap();
    }

    async fn runs(&self) -> usize {
        self.app.contents().await.count("bootstrap_run")
    }
}

async fn what_somebody_asked_for_is_fetched(engine: Engine) {
    let world = World::new(engine).await;
    let app = &world.app.app;
    let begun = app.bootstrap().start(&app.queue, &world.workspace, &Actor::Operator).await.unwrap();
    assert_eq!((begun.run.state, begun.run.holder), (RunState::InProgress, None));
    let newest = async || app.bootstrap().newest(&world.workspace).await.unwrap().unwrap();
    let ends = async || {
        eventually("a run ends", Duration::from_secs(20), async || newest().await.run.state == RunState::Complete)
            .await;
    };
    // The job that follows the install finds that done.
    world.work(ends).await;
    let report = newest().await;
    assert_eq!((report.run.id, report.run.state), (begun.run.id, RunState::Complete));
    assert_eq!(world.cached().await, world.expected(&report));
    assert_eq!(world.runs().await, 1);
    world.finish().await;
}

async fn what_somebody_stopped_is_not_begun_again(engine: Engine) {
    let world = World::new(engine).await;
    let app = &world.app.app;
    world.api.add_fault(Rule::at("getTags", Fault::Slow { ms: 300 }, When::Always));
    let begun = app.bootstrap().start(&app.queue, &world.workspace, &Actor::Operator).await.unwrap();
    let stop = async || {
        eventually("a run gets on", Duration::from_secs(20), async || world.cached().await.len() > 3).await;
        let again = app.bootstrap().start(&app.queue, &world.workspace, &Actor::Operator).await;
        assert!(matches!(again, Err(Refused::Running)), "{again:?}");
        let stopped = app.bootstrap().stop(&world.workspace, &Actor::Operator).await.unwrap();
        assert_eq!((stopped.run.id, stopped.run.state), (begun.run.id, RunState::Cancelled));
    };
    world.work(stop).await;
    let report = app.bootstrap().newest(&world.workspace).await.unwrap().unwrap();
    assert_eq!((report.run.id, report.run.state), (begun.run.id, RunState::Cancelled));
    assert_eq!(world.runs().await, 1);
    assert!(matches!(app.bootstrap().stop(&world.workspace, &Actor::Operator).await, Err(Refused::Nothing)));
    world.finish().await;
}
