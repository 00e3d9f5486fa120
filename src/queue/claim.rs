//! Who gets the next free slots.
//!
//! If all that is due fits, it is taken, the most urgent first. If more is due, the workspaces stand in a ring and
//! the claim goes on where the last one ended: each workspace that has something due gets one job, then each a second
//! one, until the slots are full. The ring is never read as a whole; a claim looks at about as many workspaces as
//! there are slots, each by its own end of an index. So it costs the same whether a workspace has one job waiting or a
//! hundred thousand.
//!
//! Jobs whose lease ran out are always taken first. There are never more of them than their workers had slots.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use super::dialect::{self, Dialect, Lane};
use super::{Claim, Job, Queue};
use crate::clock::{at, ms};
use crate::db::Error;
use crate::domain::ids::WorkspaceId;

/// Most workspaces that one statement looks at when many of those before had nothing due.
const WIDEST: usize = 1024;

/// How many jobs of one workspace may be in hand at once, and how many are.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub(super) most: usize,
    pub(super) busy: HashMap<String, usize>,
}

impl Share {
    /// No bound.
    pub(super) fn whole() -> Self {
        Self { most: usize::MAX, busy: HashMap::new() }
    }

    fn left(&self, workspace: &str) -> usize {
        self.most - self.busy.get(workspace).copied().unwrap_or(0).min(self.most)
    }

    fn take(&mut self, workspace: &str) -> bool {
        let left = self.left(workspace);
        if left > 0 {
            *self.busy.entry(workspace.to_owned()).or_default() += 1;
        }
        left > 0
    }
}

/// A job that could be claimed.
#[derive(Debug)]
struct Ripe {
    id: Uuid,
    kind: String,
    workspace: String,
    priority: i32,
    due_at_ms: i64,
}

impl Ripe {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get("", "id")?,
            kind: row.try_get("", "kind")?,
            workspace: row.try_get("", "workspace_id")?,
            priority: i32::from(row.try_get::<i16>("", "priority")?),
            due_at_ms: row.try_get("", "due_at_ms")?,
        })
    }

    fn order(&self) -> (i32, i64, Uuid) {
        (self.priority, self.due_at_ms, self.id)
    }
}

/// Claims in a transaction of its own.
pub(super) async fn alone(queue: &Queue, kinds: &[&str], limit: usize) -> Result<Vec<Claim>, Error> {
    let transaction = queue.begin().await?;
    let claims = claim(queue, &transaction, kinds, limit, Share::whole()).await?;
    transaction.commit().await?;
    Ok(claims)
}

/// Claims in the transaction, in the order in which the jobs should begin.
pub(super) async fn claim(
    queue: &Queue,
    transaction: &impl ConnectionTrait,
    kinds: &[&str],
    limit: usize,
    mut share: Share,
) -> Result<Vec<Claim>, Error> {
    if kinds.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let dialect = dialect::of(transaction);
    let now = queue.now();
    // One more than fits tells whether that is all.
    let (mut expired, mut due) = (Vec::new(), Vec::new());
    for row in transaction.query_all_raw(dialect.ripe(kinds, ms(now), limit.saturating_add(1))).await? {
        let list = if row.try_get("", "expired")? { &mut expired } else { &mut due };
        list.push(Ripe::read(&row)?);
    }
    expired.sort_unstable_by_key(Ripe::order);
    let mut picked: Vec<Uuid> =
        expired.into_iter().filter(|job| share.take(&job.workspace)).map(|job| job.id).collect();
    picked.truncate(limit);
    let room = limit - picked.len();
    if due.len() <= room {
        due.sort_unstable_by_key(Ripe::order);
        picked.extend(due.into_iter().filter(|job| share.take(&job.workspace)).map(|job| job.id));
    } else if room > 0 {
        let mut ring = Ring::new(queue, kinds, ms(now));
        let lanes = ring.lanes(dialect, transaction, room, &share).await?;
        ring.remember(queue);
        picked.extend(fill(dialect, transaction, lanes, room, share, ms(now)).await?);
    }
    if picked.is_empty() {
        return Ok(Vec::new());
    }
    let until = now + queue.0.lease;
    let rows = transaction.query_all_raw(dialect.take(&picked, ms(now), ms(until))).await?;
    let place: HashMap<Uuid, usize> = picked.into_iter().enumerate().map(|(place, id)| (id, place)).collect();
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        claims.extend(read(&row, ms(until))?);
    }
    claims.sort_unstable_by_key(|claim| place.get(&claim.job.id).copied());
    Ok(claims)
}

/// The workspaces of each kind, from the one that had its turn last once around.
struct Ring<'a> {
    now_ms: i64,
    kinds: Vec<Turn<'a>>,
}

struct Turn<'a> {
    kind: &'a str,
    /// Where it began: the end, once around.
    start: String,
    /// The last one that was looked at.
    after: String,
    /// Whether it came to the end of the alphabet and begins again.
    around: bool,
    over: bool,
}

impl<'a> Ring<'a> {
    fn new(queue: &Queue, kinds: &[&'a str], now_ms: i64) -> Self {
        let mut turns = queue.turns();
        let mut kinds: Vec<_> = kinds
            .iter()
            .map(|&kind| {
                let start = turns.last.get(kind).cloned().unwrap_or_default();
                Turn { kind, after: start.clone(), start, around: false, over: false }
            })
            .collect();
        // With fewer slots than kinds the first ones would get them all.
        turns.claims = turns.claims.wrapping_add(1);
        let first = turns.claims % kinds.len();
        kinds.rotate_left(first);
        Self { now_ms, kinds }
    }

    fn remember(self, queue: &Queue) {
        let mut turns = queue.turns();
        for turn in self.kinds {
            turns.last.insert(turn.kind.to_owned(), turn.after);
        }
    }

    /// The next workspaces that have something due and may have it, and the ring moved on past them; at most as many as
    /// there is room, so that each that is passed gets something.
    async fn lanes(
        &mut self,
        dialect: &dyn Dialect,
        transaction: &impl ConnectionTrait,
        room: usize,
        share: &Share,
    ) -> Result<Vec<Lane>, Error> {
        let mut lanes = Vec::new();
        let mut width = room.div_ceil(self.kinds.len());
        while lanes.len() < room && self.kinds.iter().any(|turn| !turn.over) {
            let open: Vec<_> =
                self.kinds.iter().filter(|turn| !turn.over).map(|turn| (turn.kind, turn.after.as_str())).collect();
            let mut kinds_left = open.len();
            let mut found: HashMap<String, BTreeMap<i32, (String, bool)>> = HashMap::new();
            for row in transaction.query_all_raw(dialect.lanes(&open, self.now_ms, width)).await? {
                let lane = (row.try_get("", "workspace_id")?, row.try_get("", "due")?);
                found.entry(row.try_get("", "kind")?).or_default().insert(row.try_get("", "place")?, lane);
            }
            for turn in self.kinds.iter_mut().filter(|turn| !turn.over) {
                let most = (room - lanes.len()).div_ceil(kinds_left);
                kinds_left -= 1;
                lanes.extend(turn.pass(found.remove(turn.kind).unwrap_or_default(), width, most, share));
            }
            // Wide steps are for where there is nothing to be had.
            width = (width * 4).min(WIDEST);
        }
        Ok(lanes)
    }
}

impl Turn<'_> {
    /// Moves on past what was found, until so many that have something due. Returns those.
    fn pass(&mut self, found: BTreeMap<i32, (String, bool)>, width: usize, most: usize, share: &Share) -> Vec<Lane> {
        let at_end = found.len() < width;
        let mut lanes = Vec::new();
        for (workspace, due) in found.into_values() {
            if self.around && workspace > self.start {
                self.over = true;
                return lanes;
            }
            if due && share.left(&workspace) > 0 {
                if lanes.len() == most {
                    return lanes;
                }
                lanes.push(Lane { kind: self.kind.to_owned(), workspace: workspace.clone(), wanted: 0 });
            }
            self.after = workspace;
        }
        if at_end {
            self.over = self.around || self.start.is_empty();
            self.around = true;
            self.after.clear();
        }
        lanes
    }
}

/// Jobs of these lanes, in turn, until there is no room or nothing left. Those that have less than their part leave the
/// rest to the others.
async fn fill(
    dialect: &dyn Dialect,
    transaction: &impl ConnectionTrait,
    mut lanes: Vec<Lane>,
    mut room: usize,
    mut share: Share,
    now_ms: i64,
) -> Result<Vec<Uuid>, Error> {
    let (mut picked, mut seen) = (Vec::with_capacity(room), HashSet::new());
    while room > 0 && !lanes.is_empty() {
        let each = room.div_ceil(lanes.len());
        for lane in &mut lanes {
            // What was picked before is found again.
            lane.wanted += each.min(share.left(&lane.workspace));
        }
        let by_lane = heads(dialect, transaction, &lanes, now_ms).await?;
        let before = picked.len();
        for job in in_turn(&by_lane) {
            if room > 0 && seen.insert(job.id) && share.take(&job.workspace) {
                room -= 1;
                picked.push(job.id);
            }
        }
        let full: Vec<bool> = lanes.iter().zip(&by_lane).map(|(lane, jobs)| jobs.len() == lane.wanted).collect();
        let mut full = full.into_iter();
        lanes.retain(|lane| full.next().unwrap_or(false) && share.left(&lane.workspace) > 0);
        if picked.len() == before {
            break;
        }
    }
    Ok(picked)
}

/// The first due jobs of each lane, in their order, as many as it wants.
async fn heads(
    dialect: &dyn Dialect,
    transaction: &impl ConnectionTrait,
    lanes: &[Lane],
    now_ms: i64,
) -> Result<Vec<Vec<Ripe>>, Error> {
    let place: HashMap<_, _> =
        lanes.iter().enumerate().map(|(place, lane)| ((lane.kind.as_str(), lane.workspace.as_str()), place)).collect();
    let mut by_lane: Vec<Vec<Ripe>> = lanes.iter().map(|_| Vec::new()).collect();
    for row in transaction.query_all_raw(dialect.heads(lanes, now_ms)).await? {
        let job = Ripe::read(&row)?;
        if let Some(&place) = place.get(&(job.kind.as_str(), job.workspace.as_str())) {
            by_lane[place].push(job);
        }
    }
    for (lane, jobs) in lanes.iter().zip(&mut by_lane) {
        jobs.sort_unstable_by_key(Ripe::order);
        jobs.truncate(lane.wanted);
    }
    Ok(by_lane)
}

/// The jobs in the order in which the lanes take turns: the first of each, then the second of each, and so on.
fn in_turn(by_lane: &[Vec<Ripe>]) -> impl Iterator<Item = &Ripe> {
    let longest = by_lane.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest).flat_map(move |round| by_lane.iter().filter_map(move |jobs| jobs.get(round)))
}

/// A claimed job, or nothing if what the row says can't be: it is left until its lease runs out.
fn read(row: &QueryResult, until_ms: i64) -> Result<Option<Claim>, DbErr> {
    let id: Uuid = row.try_get("", "id")?;
    let workspace = match WorkspaceId::new(&row.try_get::<String>("", "workspace_id")?) {
        Ok(workspace) => workspace,
        Err(error) => {
            tracing::error!(job = %id, %error, "a job can't be read");
            return Ok(None);
        }
    };
    let job = Job {
        id,
        workspace,
        kind: row.try_get("", "kind")?,
        key: row.try_get("", "key")?,
        payload: row.try_get("", "payload")?,
        priority: row.try_get("", "priority")?,
        due: at(row.try_get("", "due_at_ms")?),
        attempt: u32::try_from(row.try_get::<i32>("", "attempt")?).unwrap_or(0),
        created_at: at(row.try_get("", "created_at_ms")?),
    };
    Ok(Some(Claim { job, run_lease: row.try_get("", "run_lease")?, lease_until: at(until_ms) }))
}
