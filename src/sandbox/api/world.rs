//! The workspace as it is now: the seed, and what was written since.
//!
//! Only what differs from the seed is kept, so the memory of a workspace is the memory of its changes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::kind::Kind;
use super::seed::{Seed, moment};
use crate::sandbox::id;

/// Deletions that the list of deleted entities remembers.
const GRAVES: usize = 1_000;

/// What was written to the entities of one kind.
#[derive(Debug, Default)]
struct Written {
    /// By number; none for what was removed.
    entities: BTreeMap<u64, Option<Value>>,
    /// How many were added beyond the seed.
    added: u64,
    /// How many were removed.
    removed: u64,
}

/// An entity that is gone.
#[derive(Debug)]
pub(super) struct Grave {
    pub(super) at: OffsetDateTime,
    pub(super) kind: Kind,
    pub(super) entity: Value,
}

/// The workspace.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: Seed,
    written: BTreeMap<Kind, Written>,
    /// Changed balances of time off, by policy and user.
    balances: BTreeMap<(u64, u64), f64>,
    /// Fields of the workspace itself that were written.
    pub(super) workspace: Map<String, Value>,
    /// The invoices' settings, once written.
    pub(super) invoice_settings: Option<Value>,
    pub(super) graves: Vec<Grave>,
    /// When entities were changed, for the list of updated ones.
    pub(super) updates: BTreeMap<(Kind, u64), OffsetDateTime>,
    /// When entities were added.
    pub(super) births: BTreeMap<(Kind, u64), OffsetDateTime>,
    /// The time zone of the account, in seconds east of UTC.
    pub(super) zone: i64,
}

impl World {
    pub(super) fn new(seed: Seed) -> Self {
        Self {
            seed,
            written: BTreeMap::new(),
            balances: BTreeMap::new(),
            workspace: Map::new(),
            invoice_settings: None,
            graves: Vec::new(),
            updates: BTreeMap::new(),
            births: BTreeMap::new(),
            zone: 0,
        }
    }

    /// How many there are.
    pub(super) fn count(&self, kind: Kind) -> u64 {
        let (added, removed) = self.written.get(&kind).map_or((0, 0), |written| (written.added, written.removed));
        self.seed.count(kind) + added - removed
    }

    /// The number of the entity with this id, if it is there.
    pub(super) fn number(&self, kind: Kind, id: &str) -> Option<u64> {
        let number = id::number(&self.seed.workspace.id, kind.name(), id)?;
        self.exists(kind, number).then_some(number)
    }

    fn exists(&self, kind: Kind, number: u64) -> bool {
        match self.written.get(&kind).and_then(|written| written.entities.get(&number)) {
            Some(entity) => entity.is_some(),
            None => number < self.seed.count(kind),
        }
    }

    /// The entity of a number.
    pub(super) fn get(&self, kind: Kind, number: u64) -> Option<Value> {
        match self.written.get(&kind).and_then(|written| written.entities.get(&number)) {
            Some(entity) => entity.clone(),
            None => (number < self.seed.count(kind)).then(|| self.seed.make(kind, number)),
        }
    }

    /// The entity with this id.
    pub(super) fn find(&self, kind: Kind, id: &str) -> Option<Value> {
        self.get(kind, self.number(kind, id)?)
    }

    /// The numbers of all of a kind, in the order of lists.
    pub(super) fn numbers(&self, kind: Kind) -> Vec<u64> {
        let seeded = (0..self.seed.count(kind)).filter(|number| self.exists(kind, *number));
        seeded.chain(self.added(kind)).collect()
    }

    /// The numbers of those that belong to a parent.
    pub(super) fn children(&self, kind: Kind, parent: u64) -> Vec<u64> {
        let Some((of, field)) = kind.parent() else { return Vec::new() };
        let id = self.seed.id(of, parent);
        let belongs = |number: &u64| self.get(kind, *number).is_some_and(|entity| entity[field] == id.as_str());
        match self.seed.of_parent(kind, parent) {
            // The newest first, as the seeded ones are.
            Some(range) if kind == Kind::TimeEntry => {
                let mut added: Vec<_> = self.added(kind).filter(belongs).collect();
                added.reverse();
                added.into_iter().chain(range.filter(|number| self.exists(kind, *number))).collect()
            }
            Some(range) => {
                range.filter(|number| self.exists(kind, *number)).chain(self.added(kind).filter(belongs)).collect()
            }
            None => self.numbers(kind).into_iter().filter(belongs).collect(),
        }
    }

    fn added(&self, kind: Kind) -> impl DoubleEndedIterator<Item = u64> + '_ {
        let from = self.seed.count(kind);
        let entities = self.written.get(&kind).map(|written| written.entities.range(from..));
        entities.into_iter().flatten().filter(|(_, entity)| entity.is_some()).map(|(number, _)| *number)
    }

    /// Adds an entity, under an id that was never used, and gives it back with that.
    pub(super) fn add(&mut self, kind: Kind, mut entity: Value, now: OffsetDateTime) -> Value {
        let seeded = self.seed.count(kind);
        let written = self.written.entry(kind).or_default();
        let number = written.entities.keys().next_back().map_or(seeded, |last| seeded.max(last + 1));
        entity["id"] = self.seed.id(kind, number).into();
        written.entities.insert(number, Some(entity.clone()));
        written.added += 1;
        self.births.insert((kind, number), now);
        entity
    }

    /// Replaces an entity that is there.
    pub(super) fn put(&mut self, kind: Kind, number: u64, entity: Value, now: OffsetDateTime) {
        self.written.entry(kind).or_default().entities.insert(number, Some(entity));
        self.updates.insert((kind, number), now);
    }

    /// Takes an entity away, and what belongs to it.
    pub(super) fn remove(&mut self, kind: Kind, number: u64, now: OffsetDateTime) -> Option<Value> {
        let entity = self.get(kind, number)?;
        let children = Kind::ALL.into_iter().filter(|child| child.parent().is_some_and(|(of, _)| of == kind));
        for child in children {
            for number in self.children(child, number) {
                self.remove(child, number, now);
            }
        }
        let written = self.written.entry(kind).or_default();
        written.entities.insert(number, None);
        written.removed += 1;
        self.updates.remove(&(kind, number));
        if self.graves.len() == GRAVES {
            self.graves.remove(0);
        }
        self.graves.push(Grave { at: now, kind, entity: entity.clone() });
        Some(entity)
    }

    /// What a user has left of a policy's time off.
    pub(super) fn balance(&self, policy: u64, user: u64) -> Value {
        let (policy_id, user_id) = (self.seed.id(Kind::TimeOffPolicy, policy), self.seed.id(Kind::User, user));
        let of = |kind, number, field: &str| self.get(kind, number).map(|entity| entity[field].clone());
        let changed = self.balances.get(&(policy, user)).copied().unwrap_or_default();
        let taken = self.seed.any(Kind::User, user, 9, 12);
        json!({
            "id": self.seed.other("balance", policy << 32 | user),
            "workspaceId": self.seed.workspace.id,
            "policyId": policy_id,
            "policyName": of(Kind::TimeOffPolicy, policy, "name"),
            "policyArchived": of(Kind::TimeOffPolicy, policy, "archived"),
            "policyTimeUnit": of(Kind::TimeOffPolicy, policy, "timeUnit"),
            "userId": user_id,
            "userName": of(Kind::User, user, "name"),
            "used": taken,
            "total": 25.0 + changed,
            "balance": 25.0 + changed - f64::from(u32::try_from(taken).unwrap_or_default()),
            "negativeBalanceLimit": false,
            "negativeBalanceAmount": 0,
        })
    }

    /// Adds to what a user has left.
    pub(super) fn adjust(&mut self, policy: u64, user: u64, by: f64) {
        *self.balances.entry((policy, user)).or_default() += by;
    }

    /// The workspace itself.
    pub(super) fn workspace(&self, plan: &str) -> Value {
        let owner = self.seed.workspace.owner.as_str();
        let mut workspace = json!({
            "id": self.seed.workspace.id,
            "name": self.seed.workspace.name,
            "hourlyRate": { "amount": 0, "currency": "EUR" },
            "costRate": Value::Null,
            "currencies": [{ "id": self.seed.other("currency", 0), "code": "EUR", "isDefault": true }],
            "memberships": [{
                "userId": owner,
                "hourlyRate": Value::Null,
                "costRate": Value::Null,
                "targetId": self.seed.workspace.id,
                "membershipType": "WORKSPACE",
                "membershipStatus": "ACTIVE",
            }],
            "workspaceSettings": {
                "timeRoundingInReports": false,
                "onlyAdminsCreateProject": true,
                "onlyAdminsCreateTag": false,
                "onlyAdminsCreateTask": false,
                "forceProjects": false,
                "forceTasks": false,
                "forceTags": false,
                "forceDescription": false,
                "trackTimeDownToSecond": true,
                "currencyFormat": "CURRENCY_SPACE_VALUE",
                "durationFormat": "FULL",
                "weekStart": "MONDAY",
            },
            "imageUrl": "",
            "featureSubscriptionType": plan,
            "features": [],
            "subdomain": { "name": "", "enabled": false },
            "cakeOrganizationId": self.seed.other("organization", 0),
        });
        for (name, value) in &self.workspace {
            workspace[name] = value.clone();
        }
        workspace
    }

    /// When an entry began, without computing all of it.
    pub(super) fn start_of_entry(&self, number: u64) -> Option<String> {
        match self.written.get(&Kind::TimeEntry).and_then(|written| written.entities.get(&number)) {
            Some(entity) => entity.as_ref()?["timeInterval"]["start"].as_str().map(str::to_owned),
            None => Some(moment(self.seed.interval(number).0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::sandbox::Workspace;
    use crate::sandbox::api::seed::Sizes;

    const NOW: OffsetDateTime = datetime!(2027-01-15 08:00 UTC);

    fn world() -> World {
        World::new(Seed::new(Workspace::default(), 1, Sizes::small(), NOW))
    }

    #[test]
    fn counts_follow_what_is_written() {
        let mut world = world();
        for kind in Kind::ALL {
            let before = world.count(kind);
            assert_eq!(world.numbers(kind).len() as u64, before);
            let added = world.add(kind, json!({ "name": "new" }), NOW);
            let number = world.number(kind, added["id"].as_str().unwrap()).unwrap();
            assert_eq!((world.count(kind), world.get(kind, number)), (before + 1, Some(added)), "{kind:?}");
            world.remove(kind, number, NOW).unwrap();
            assert!(world.remove(kind, number, NOW).is_none());
            assert_eq!((world.count(kind), world.get(kind, number)), (before, None), "{kind:?}");
            let again = world.add(kind, json!({}), NOW);
            assert_ne!(world.number(kind, again["id"].as_str().unwrap()), Some(number), "ids are not used twice");
        }
    }

    #[test]
    fn children_are_all_there_is_and_go_with_their_parent() {
        let mut world = world();
        for (parent, child) in
            [(Kind::Project, Kind::Task), (Kind::User, Kind::TimeEntry), (Kind::Invoice, Kind::Payment)]
        {
            let all: usize = world.numbers(parent).iter().map(|number| world.children(child, *number).len()).sum();
            assert_eq!(all as u64, world.count(child), "{child:?}");
        }
        let (tasks, of_first) = (world.count(Kind::Task), world.children(Kind::Task, 0).len() as u64);
        world.remove(Kind::Project, 0, NOW).unwrap();
        assert!(of_first > 0);
        assert_eq!(world.count(Kind::Task), tasks - of_first);
        assert_eq!(world.children(Kind::Task, 0), Vec::<u64>::new());
    }
}
