//! Who gets the next slot when there is more to do than slots: workspaces take turns, whatever they have waiting.

use std::collections::{BTreeMap, BTreeSet};

use clockify_addons::queue::{Claim, NewJob, Priority};
use serde_json::json;
use time::Duration;

use super::{KIND, Place, job_of, workspace};
use crate::harness::{Engine, both};

both!(
    a_hundred_thousand_jobs_of_one_workspace_delay_nobody,
    workspaces_take_turns,
    every_workspace_gets_its_turn,
    what_one_leaves_the_others_get,
    urgency_counts_within_a_workspace_only,
    workspaces_that_only_wait_are_passed_over,
    kinds_take_turns_too,
    a_claim_reads_no_more_than_it_needs,
);

fn by_workspace(claims: &[Claim]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for claim in claims {
        *counts.entry(claim.job.workspace.as_str()).or_default() += 1;
    }
    counts
}

async fn a_hundred_thousand_jobs_of_one_workspace_delay_nobody(engine: Engine) {
    let place = Place::new(engine).await;
    place.backlog("workspace-0000", 100_000).await;
    place.queue.claim(&[KIND], 16).await.unwrap();
    // Younger than any of them, and of workspaces on both sides of it.
    place.advance(60);
    for name in ["aaa", "zzz"] {
        let workspace = clockify_addons::domain::ids::WorkspaceId::new(name).unwrap();
        place.push(NewJob::new(workspace, KIND, json!({}))).await;
    }
    // The very next claim has both.
    let claims = place.queue.claim(&[KIND], 16).await.unwrap();
    // The leases of the first sixteen ran out just now, and those go first.
    assert_eq!(by_workspace(&claims), BTreeMap::from([("workspace-0000", 16)]));
    let claims = place.queue.claim(&[KIND], 16).await.unwrap();
    assert_eq!(by_workspace(&claims), BTreeMap::from([("aaa", 1), ("workspace-0000", 14), ("zzz", 1)]));
    place.finish().await;
}

async fn workspaces_take_turns(engine: Engine) {
    let place = Place::new(engine).await;
    for (number, jobs) in [(0, 50), (1, 20), (2, 7), (3, 50)] {
        place.queue.push_all(vec![job_of(number); jobs]).await.unwrap();
    }
    for _ in 0..7 {
        let claims = place.queue.claim(&[KIND], 4).await.unwrap();
        let order: BTreeSet<_> = claims.iter().map(|claim| claim.job.workspace.as_str()).collect();
        assert_eq!((order.len(), claims.len()), (4, 4), "one each");
    }
    let claims = place.queue.claim(&[KIND], 9).await.unwrap();
    let counts = by_workspace(&claims);
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [3, 3, 3], "the third has nothing left");
    place.finish().await;
}

/// With fewer slots than workspaces the turn goes on where it ended.
async fn every_workspace_gets_its_turn(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all((0..150).map(|n| job_of(n % 50)).collect()).await.unwrap();
    let mut taken = BTreeMap::new();
    for claim in 0..37 {
        for claim in place.queue.claim(&[KIND], 4).await.unwrap() {
            *taken.entry(claim.job.workspace).or_insert(0) += 1;
        }
        let most = taken.values().max().copied().unwrap_or(0);
        let least = if taken.len() < 50 { 0 } else { taken.values().min().copied().unwrap() };
        assert!(most - least <= 1, "after claim {claim}: {most} and {least}");
    }
    place.finish().await;
}

async fn what_one_leaves_the_others_get(engine: Engine) {
    let place = Place::new(engine).await;
    for (number, jobs) in [(0, 100), (1, 1), (2, 2), (3, 1), (4, 100)] {
        place.queue.push_all(vec![job_of(number); jobs]).await.unwrap();
    }
    let claims = place.queue.claim(&[KIND], 64).await.unwrap();
    assert_eq!(by_workspace(&claims).into_values().collect::<Vec<_>>(), [30, 1, 2, 1, 30]);
    place.finish().await;
}

async fn urgency_counts_within_a_workspace_only(engine: Engine) {
    let place = Place::new(engine).await;
    place.queue.push_all(vec![job_of(0).with_priority(Priority::High); 50]).await.unwrap();
    place.queue.push_all(vec![job_of(1).with_priority(Priority::Low); 50]).await.unwrap();
    let claims = place.queue.claim(&[KIND], 10).await.unwrap();
    assert_eq!(by_workspace(&claims).into_values().collect::<Vec<_>>(), [5, 5]);
    place.finish().await;
}

async fn workspaces_that_only_wait_are_passed_over(engine: Engine) {
    let place = Place::new(engine).await;
    let later = place.now() + Duration::hours(1);
    place.queue.push_all((0..700).map(|n| job_of(n).due(later)).collect()).await.unwrap();
    place.queue.push_all((0..20).map(|n| job_of(300 + n % 2)).collect()).await.unwrap();
    let mut taken = 0;
    for _ in 0..5 {
        let claims = place.queue.claim(&[KIND], 4).await.unwrap();
        assert_eq!(by_workspace(&claims).into_values().collect::<Vec<_>>(), [2, 2]);
        taken += claims.len();
    }
    assert!(taken == 20 && place.is_quiet().await);
    place.finish().await;
}

async fn kinds_take_turns_too(engine: Engine) {
    let place = Place::new(engine).await;
    for kind in ["a", "b", "c"] {
        place.queue.push_all(vec![NewJob::new(workspace(0), kind, json!({})); 30]).await.unwrap();
    }
    let mut taken = BTreeMap::new();
    for _ in 0..12 {
        let claims = place.queue.claim(&["a", "b", "c"], 1).await.unwrap();
        *taken.entry(claims[0].job.kind.clone()).or_insert(0) += 1;
    }
    assert_eq!(taken.into_values().collect::<Vec<_>>(), [4, 4, 4]);
    place.finish().await;
}

/// What the planner does when the table has just filled, which it doesn't know, and when it knows.
async fn a_claim_reads_no_more_than_it_needs(engine: Engine) {
    let place = Place::new(engine).await;
    for state in ["empty", "full, and not known to be", "full", "emptied"] {
        match state {
            "full, and not known to be" => place.backlog("workspace-0000", 100_000).await,
            "full" => place.execute("ANALYZE job").await,
            "emptied" => place.execute("DELETE FROM job").await,
            _ => {}
        }
        for (statement, plan) in place.queue.plans(&[KIND, "another"]).await.unwrap() {
            for line in plan.lines() {
                let reads_all = match engine {
                    Engine::Postgres => line.contains("Seq Scan on job") || line.contains("Bitmap"),
                    Engine::Sqlite => line.contains("SCAN job") || line.contains("SCAN j ") || line.ends_with("SCAN j"),
                };
                assert!(!reads_all, "{statement} on a table that is {state}:\n{plan}");
            }
            let expected: &[&str] = match statement {
                "next" | "ripe" => &["job_due", "job_lease"],
                "lanes" | "heads" => &["job_lane"],
                _ => &[],
            };
            for index in expected {
                assert!(plan.contains(index), "{statement} on a table that is {state} doesn't use {index}:\n{plan}");
            }
        }
    }
    place.finish().await;
}
