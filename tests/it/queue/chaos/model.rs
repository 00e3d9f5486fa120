//! What the queue should do, in memory and in the plainest way.

use std::collections::BTreeMap;

use clockify_addons::db::entities::job::{Model as Row, State};
use clockify_addons::queue::{Claim, Failure, Finish, NewJob, Policy, Priority, Revived};
use proptest::prelude::*;
use serde_json::json;
use time::Duration;
use uuid::Uuid;

use crate::queue::{KIND, Place, workspace};

/// A failure is tried again after exactly ten to twelve seconds, and only once.
const POLICY: Policy = Policy {
    max_attempts: 2,
    base: std::time::Duration::from_secs(10),
    cap: std::time::Duration::from_secs(10),
    longest_request: std::time::Duration::ZERO,
};

/// Something that is done with the queue. Claims and jobs are named by a number, which is taken modulo how many there
/// are.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Push { workspace: usize, key: Option<u8>, due: i64, priority: Priority },
    Claim { limit: usize },
    Finish(usize),
    Fail(usize),
    Kill(usize),
    Snooze(usize, i64),
    Release(usize),
    Heartbeat(Vec<usize>),
    Pass(u64),
    Revive(usize),
    Forget(usize),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let priority = prop::sample::select(Priority::ALL.to_vec());
    let push = (0..4_usize, prop::option::weighted(0.4, 0..3_u8), -20..20_i64, priority)
        .prop_map(|(workspace, key, due, priority)| Step::Push { workspace, key, due, priority });
    let step = prop_oneof![
        8 => push,
        4 => (1..6_usize).prop_map(|limit| Step::Claim { limit }),
        3 => (0..20_usize).prop_map(Step::Finish),
        2 => (0..20_usize).prop_map(Step::Fail),
        1 => (0..20_usize).prop_map(Step::Kill),
        1 => (0..20_usize, 0..20_i64).prop_map(|(claim, seconds)| Step::Snooze(claim, seconds)),
        1 => (0..20_usize).prop_map(Step::Release),
        1 => prop::collection::vec(0..20_usize, 1..4).prop_map(Step::Heartbeat),
        3 => (1..80_u64).prop_map(Step::Pass),
        1 => (0..20_usize).prop_map(Step::Revive),
        1 => (0..20_usize).prop_map(Step::Forget),
    ];
    prop::collection::vec(step, 1..60)
}

/// The table as it should be, and every claim that there ever was.
#[derive(Debug, Default)]
pub(super) struct Model {
    rows: BTreeMap<Uuid, Row>,
    claims: Vec<Claim>,
}

impl Model {
    pub(super) fn rows(&self) -> Vec<Row> {
        self.rows.values().cloned().collect()
    }

    /// Does it with the queue and here, and compares what it says.
    pub(super) async fn follow(&mut self, place: &Place, step: &Step) -> Result<(), TestCaseError> {
        let (queue, now) = (&place.queue, ms(place));
        match *step {
            Step::Push { workspace, key, due, priority } => self.push(place, workspace, key, due, priority).await?,
            Step::Claim { limit } => self.claim(place, limit).await?,
            Step::Pass(seconds) => place.advance(seconds),
            Step::Finish(n) => {
                let Some(claim) = self.nth(n) else { return Ok(()) };
                let answer = queue.finish(&claim).await.unwrap();
                prop_assert_eq!(answer == Finish::Done, self.own(&claim).is_some());
                if self.own(&claim).is_some() {
                    self.rows.remove(&claim.job.id);
                }
            }
            Step::Fail(n) => {
                let Some(claim) = self.nth(n) else { return Ok(()) };
                let answer = queue.fail(&claim, Failure::new("x", "failed"), &POLICY).await.unwrap();
                let wait = POLICY.delay(claim.job.id, claim.job.attempt).as_millis();
                let last = claim.job.attempt >= POLICY.max_attempts;
                self.change(&claim, answer, |row| {
                    (row.failure_class, row.last_error) = (Some("x".to_owned()), Some("failed".to_owned()));
                    if last {
                        (row.state, row.died_at_ms) = (State::Dead, Some(now));
                    } else {
                        (row.state, row.due_at_ms) = (State::Pending, now + i64::try_from(wait).unwrap());
                    }
                })?;
            }
            Step::Kill(n) => {
                let Some(claim) = self.nth(n) else { return Ok(()) };
                let answer = queue.kill(&claim, Failure::new("y", "killed")).await.unwrap();
                self.change(&claim, answer, |row| {
                    (row.failure_class, row.last_error) = (Some("y".to_owned()), Some("killed".to_owned()));
                    (row.state, row.died_at_ms) = (State::Dead, Some(now));
                })?;
            }
            Step::Snooze(n, seconds) => {
                let Some(claim) = self.nth(n) else { return Ok(()) };
                let answer = queue.snooze(&claim, place.now() + Duration::seconds(seconds)).await.unwrap();
                self.give_back(&claim, answer, now + seconds * 1000)?;
            }
            Step::Release(n) => {
                let Some(claim) = self.nth(n) else { return Ok(()) };
                let answer = queue.release(&claim).await.unwrap();
                self.give_back(&claim, answer, now)?;
            }
            Step::Heartbeat(ref numbers) => {
                let claims: Vec<_> = numbers.iter().filter_map(|n| self.nth(*n)).collect();
                let answers = queue.heartbeat(&claims.iter().collect::<Vec<_>>()).await.unwrap();
                for (claim, answer) in claims.iter().zip(answers) {
                    prop_assert_eq!(answer == Finish::Done, self.own(claim).is_some());
                    if let Some(row) = self.own(claim) {
                        row.lease_until_ms = Some(now + 60_000);
                    }
                }
            }
            Step::Revive(n) => self.revive(place, n).await?,
            Step::Forget(n) => {
                let Some(row) = self.rows.values().nth(n % self.rows.len().max(1)).cloned() else { return Ok(()) };
                let forgotten = queue.forget(&row_workspace(&row), row.id).await.unwrap();
                prop_assert_eq!(forgotten, row.state == State::Dead);
                if forgotten {
                    self.rows.remove(&row.id);
                }
            }
        }
        Ok(())
    }

    async fn push(
        &mut self,
        place: &Place,
        number: usize,
        key: Option<u8>,
        due: i64,
        priority: Priority,
    ) -> Result<(), TestCaseError> {
        let mut job = NewJob::new(workspace(number), KIND, json!(number)).with_priority(priority);
        job.key = key.map(|key| key.to_string());
        job = job.due(place.now() + Duration::seconds(due));
        let row = Row {
            id: Uuid::nil(),
            workspace_id: job.workspace.to_string(),
            kind: KIND.to_owned(),
            key: job.key.clone(),
            payload: job.payload.to_string(),
            state: State::Pending,
            priority: i16::try_from(Priority::ALL.iter().position(|p| *p == priority).unwrap()).unwrap(),
            due_at_ms: ms(place) + due * 1000,
            attempt: 0,
            run_lease: 0,
            lease_until_ms: None,
            failure_class: None,
            last_error: None,
            created_at_ms: ms(place),
            died_at_ms: None,
        };
        let id = place.queue.push(job).await.unwrap();
        prop_assert_eq!(id.is_none(), self.is_taken(&row));
        if let Some(id) = id {
            self.rows.insert(id, Row { id, ..row });
        }
        Ok(())
    }

    async fn claim(&mut self, place: &Place, limit: usize) -> Result<(), TestCaseError> {
        let now = ms(place);
        let claims = place.queue.claim(&[KIND], limit).await.unwrap();
        let expired = |row: &Row| row.state == State::Running && row.lease_until_ms.unwrap() <= now;
        let due = |row: &Row| row.state == State::Pending && row.due_at_ms <= now;
        let claimable = self.rows.values().filter(|row| expired(row) || due(row)).count();
        prop_assert_eq!(claims.len(), limit.min(claimable));
        // How many due jobs of each workspace were taken, and those that were left in their order.
        let mut taken = BTreeMap::<String, usize>::new();
        let mut left = BTreeMap::<String, Vec<(i16, i64, Uuid)>>::new();
        for row in self.rows.values().filter(|row| due(row)) {
            taken.entry(row.workspace_id.clone()).or_default();
            left.entry(row.workspace_id.clone()).or_default().push((row.priority, row.due_at_ms, row.id));
        }
        for jobs in left.values_mut() {
            jobs.sort_unstable();
        }
        let mut late = self.rows.values().filter(|row| expired(row)).count();
        for claim in claims {
            let row = self.rows.get_mut(&claim.job.id).expect("it was pushed");
            if expired(row) {
                late -= 1;
            } else {
                prop_assert!(due(row), "{:?}", row);
                prop_assert_eq!(late, 0, "what expired comes first");
                let first = left.get_mut(&row.workspace_id).unwrap().remove(0);
                prop_assert_eq!(first.2, row.id, "the best of its workspace");
                *taken.get_mut(&row.workspace_id).unwrap() += 1;
            }
            row.state = State::Running;
            row.attempt += 1;
            row.run_lease += 1;
            row.lease_until_ms = Some(now + 60_000);
            prop_assert_eq!(i64::from(claim.job.attempt), i64::from(row.attempt));
            prop_assert_eq!(claim.run_lease, row.run_lease);
            self.claims.push(claim);
        }
        let most = taken.values().max().copied().unwrap_or(0);
        for (workspace, jobs) in &left {
            prop_assert!(jobs.is_empty() || taken[workspace] + 1 >= most, "{} of {:?}", workspace, taken);
        }
        Ok(())
    }

    async fn revive(&mut self, place: &Place, n: usize) -> Result<(), TestCaseError> {
        let Some(row) = self.rows.values().nth(n % self.rows.len().max(1)).cloned() else { return Ok(()) };
        let expected = match row.state {
            State::Dead if self.is_taken(&row) => Revived::Taken,
            State::Dead => Revived::Yes,
            _ => Revived::Absent,
        };
        prop_assert_eq!(place.queue.revive(&row_workspace(&row), row.id).await.unwrap(), expected);
        if expected == Revived::Yes {
            let (state, due_at_ms) = (State::Pending, ms(place));
            self.rows.insert(row.id, Row { state, due_at_ms, attempt: 0, died_at_ms: None, ..row });
        }
        Ok(())
    }

    fn give_back(&mut self, claim: &Claim, answer: Finish, due_at_ms: i64) -> Result<(), TestCaseError> {
        self.change(claim, answer, |row| {
            (row.state, row.due_at_ms) = (State::Pending, due_at_ms);
            row.attempt -= 1;
        })
    }

    fn change(&mut self, claim: &Claim, answer: Finish, change: impl FnOnce(&mut Row)) -> Result<(), TestCaseError> {
        prop_assert_eq!(answer == Finish::Done, self.own(claim).is_some());
        if let Some(row) = self.own(claim) {
            row.lease_until_ms = None;
            change(row);
        }
        Ok(())
    }

    /// The row of a claim that is still the newest.
    fn own(&mut self, claim: &Claim) -> Option<&mut Row> {
        let row = self.rows.get_mut(&claim.job.id)?;
        (row.state == State::Running && row.run_lease == claim.run_lease).then_some(row)
    }

    fn nth(&self, n: usize) -> Option<Claim> {
        // The newest ones are the interesting ones.
        self.claims.iter().rev().nth(n % self.claims.len().max(1)).cloned()
    }

    fn is_taken(&self, new: &Row) -> bool {
        new.key.is_some()
            && self
                .rows
                .values()
                .any(|row| (&row.workspace_id, &row.key) == (&new.workspace_id, &new.key) && row.state != State::Dead)
    }
}

fn row_workspace(row: &Row) -> clockify_addons::domain::ids::WorkspaceId {
    clockify_addons::domain::ids::WorkspaceId::new(&row.workspace_id).unwrap()
}

fn ms(place: &Place) -> i64 {
    i64::try_from(place.now().unix_timestamp_nanos() / 1_000_000).unwrap()
}
