//! What a test, a benchmark or a curious person asks of the API behind its back: true counts, faults, arrivals, plans.

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;

use super::{Api, Arrivals, Echo, Kind, Plan, Rule, ScopeRefusal, check};

impl Api {
    /// How many entities there are of each type, by the names that the catalogue has for them.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        let state = self.state();
        let world = &state.world;
        let count = |kind: Kind| Some((kind.entity()?, world.count(kind)));
        let mut counts: BTreeMap<_, _> = Kind::ALL.into_iter().filter_map(count).collect();
        counts.insert("workspace", 1);
        counts.insert("balance", world.count(Kind::TimeOffPolicy) * world.count(Kind::User));
        counts
    }

    /// The same for who looks at a window of time only: entries that begin in it, assignments that touch it.
    #[must_use]
    pub fn counts_between(&self, from: OffsetDateTime, to: OffsetDateTime) -> BTreeMap<&'static str, u64> {
        let mut counts = self.counts();
        let state = self.state();
        let world = &state.world;
        let time = |text: &str| check::moment(text);
        let within = |start: &str| time(start).is_some_and(|start| (from..=to).contains(&start));
        let entries = world.numbers(Kind::TimeEntry).into_iter().filter_map(|number| world.start_of_entry(number));
        counts.insert("timeEntry", entries.filter(|start| within(start)).count() as u64);
        let touches = |assignment: &Value| {
            let edge = |name: &str| assignment["period"][name].as_str().and_then(time);
            edge("start").is_some_and(|start| start <= to) && edge("end").is_some_and(|end| end >= from)
        };
        let assignments = world.numbers(Kind::Assignment).into_iter();
        let assignments = assignments.filter_map(|number| world.get(Kind::Assignment, number));
        counts.insert("assignment", assignments.filter(touches).count() as u64);
        counts
    }

    /// The ids of all entities of a kind, in the order of lists.
    #[must_use]
    pub fn ids(&self, kind: Kind) -> Vec<String> {
        let state = self.state();
        state.world.numbers(kind).into_iter().map(|number| state.world.seed.id(kind, number)).collect()
    }

    /// An entity as it is now.
    #[must_use]
    pub fn entity(&self, kind: Kind, id: &str) -> Option<Value> {
        self.state().world.find(kind, id)
    }

    /// Makes something go wrong.
    pub fn add_fault(&self, rule: Rule) {
        self.state().faults.add(rule);
    }

    /// Makes everything go right again.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// What is still to go wrong.
    #[must_use]
    pub fn faults(&self) -> Vec<Rule> {
        self.state().faults.rules()
    }

    /// The requests since the start, or since they were forgotten. Those that no add-on made are not among them.
    #[must_use]
    pub fn arrivals(&self) -> Arrivals {
        self.state().limiter.arrivals()
    }

    /// Forgets the requests so far, and how often each operation was called.
    pub fn forget_arrivals(&self) {
        let mut state = self.state();
        state.limiter.forget();
        state.calls.clear();
    }

    /// How often each operation was called; what the limiter refused is not counted.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.state().calls.clone()
    }

    /// Sets the limit on requests per second; none for no limit.
    pub fn set_limit(&self, per_second: Option<usize>) {
        self.state().limiter.set(per_second);
    }

    /// Changes the workspace's plan.
    pub fn set_plan(&self, plan: Plan) {
        self.state().plan = plan;
    }

    /// Chooses how a missing scope is refused.
    pub fn set_scope_refusal(&self, refusal: ScopeRefusal) {
        self.state().scope_refusal = refusal;
    }

    /// Chooses how the events of writes travel from now on.
    pub fn set_echo(&self, echo: Echo) {
        self.state().echo = echo;
    }

    /// Takes a scope from every add-on, whatever its manifest says; or gives it back.
    pub fn deny_scope(&self, scope: &str, denied: bool) {
        let mut state = self.state();
        if denied {
            state.denied.insert(scope.to_owned());
        } else {
            state.denied.remove(scope);
        }
    }

    /// Switches the deliveries of a registered webhook on or off, as the platform does after many failures.
    pub fn set_delivery(&self, webhook: &str, enabled: bool) {
        let now = self.now();
        self.state().switch(webhook, enabled, now);
    }
}
