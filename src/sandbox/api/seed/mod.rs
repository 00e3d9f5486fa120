//! What the simulated workspace holds before anybody writes to it.
//!
//! Nothing of it is kept: the `n`-th entity of a kind is computed when somebody asks, from the seed, the moment at
//! which the sandbox started and `n`. So 20,000 time entries cost no memory, and a second process with the same
//! seed and clock has the same workspace, to the byte. All names are invented.

mod absence;
mod money;
mod people;
mod plan;
mod shares;
mod time;
mod work;

use ::time::macros::format_description;
use ::time::{Date, Duration, OffsetDateTime};
use serde_json::Value;

use super::kind::Kind;
use crate::sandbox::payload::scene::{Person, Scene};
use crate::sandbox::{Workspace, id};
use shares::Shares;
pub(super) use time::elapsed;

/// Days that the time entries are spread over.
pub const DAYS: i64 = 60;

/// How many entities of each kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the kinds' names")]
pub struct Sizes {
    pub users: u64,
    pub clients: u64,
    pub projects: u64,
    pub tasks: u64,
    pub tags: u64,
    pub time_entries: u64,
    pub custom_fields: u64,
    pub user_groups: u64,
    pub holidays: u64,
    pub policies: u64,
    pub requests: u64,
    pub categories: u64,
    pub expenses: u64,
    pub invoices: u64,
    pub payments: u64,
    pub approvals: u64,
    pub assignments: u64,
    pub webhooks: u64,
    pub shared_reports: u64,
}

impl Default for Sizes {
    /// A company of fifty, two months on.
    fn default() -> Self {
        Self {
            users: 50,
            clients: 60,
            projects: 200,
            tasks: 2_000,
            tags: 70,
            time_entries: 20_000,
            custom_fields: 12,
            user_groups: 12,
            holidays: 14,
            policies: 6,
            requests: 120,
            categories: 9,
            expenses: 420,
            invoices: 130,
            payments: 60,
            approvals: 160,
            assignments: 180,
            webhooks: 3,
            shared_reports: 55,
        }
    }
}

impl Sizes {
    /// A workspace that is read in a moment, with every kind in it.
    #[must_use]
    pub fn small() -> Self {
        Self {
            users: 5,
            clients: 4,
            projects: 6,
            tasks: 30,
            tags: 5,
            time_entries: 120,
            custom_fields: 4,
            user_groups: 3,
            holidays: 3,
            policies: 2,
            requests: 6,
            categories: 3,
            expenses: 9,
            invoices: 5,
            payments: 4,
            approvals: 6,
            assignments: 7,
            webhooks: 1,
            shared_reports: 3,
        }
    }
}

/// The recipe of a workspace.
#[derive(Clone, Debug)]
pub(super) struct Seed {
    pub(super) workspace: Workspace,
    pub(super) sizes: Sizes,
    /// When the sandbox started; everything lies around it.
    pub(super) epoch: OffsetDateTime,
    number: u64,
    tasks: Shares,
    entries: Shares,
}

impl Seed {
    pub(super) fn new(workspace: Workspace, number: u64, sizes: Sizes, epoch: OffsetDateTime) -> Self {
        let tasks = Shares::new(sizes.tasks, sizes.projects);
        let entries = Shares::new(sizes.time_entries, sizes.users);
        let epoch = epoch.replace_nanosecond(0).unwrap_or(epoch);
        Self { workspace, sizes, epoch, number, tasks, entries }
    }

    /// How many there are of a kind.
    pub(super) const fn count(&self, kind: Kind) -> u64 {
        let sizes = &self.sizes;
        match kind {
            Kind::User => sizes.users,
            Kind::Client => sizes.clients,
            Kind::Project => sizes.projects,
            Kind::Task => sizes.tasks,
            Kind::Tag => sizes.tags,
            Kind::TimeEntry => sizes.time_entries,
            Kind::CustomField => sizes.custom_fields,
            Kind::UserGroup => sizes.user_groups,
            Kind::Holiday => sizes.holidays,
            Kind::TimeOffPolicy => sizes.policies,
            Kind::TimeOffRequest => sizes.requests,
            Kind::ExpenseCategory => sizes.categories,
            Kind::Expense => sizes.expenses,
            Kind::Invoice => sizes.invoices,
            Kind::Payment => sizes.payments,
            Kind::ApprovalRequest => sizes.approvals,
            Kind::Assignment => sizes.assignments,
            Kind::Webhook => sizes.webhooks,
            Kind::SharedReport => sizes.shared_reports,
        }
    }

    /// The numbers of those that belong to a parent, where they lie side by side.
    pub(super) fn of_parent(&self, kind: Kind, parent: u64) -> Option<std::ops::Range<u64>> {
        match kind {
            Kind::Task => Some(self.tasks.range(parent)),
            Kind::TimeEntry => Some(self.entries.range(parent)),
            _ => None,
        }
    }

    /// The `n`-th entity of a kind.
    pub(super) fn make(&self, kind: Kind, n: u64) -> Value {
        match kind {
            Kind::User => self.user(n),
            Kind::UserGroup => self.user_group(n),
            Kind::CustomField => self.custom_field(n),
            Kind::Client => self.client(n),
            Kind::Project => self.project(n),
            Kind::Task => self.task(n),
            Kind::Tag => self.tag(n),
            Kind::TimeEntry => self.time_entry(n),
            Kind::Holiday => self.holiday(n),
            Kind::TimeOffPolicy => self.policy(n),
            Kind::TimeOffRequest => self.request(n),
            Kind::ExpenseCategory => self.category(n),
            Kind::Expense => self.expense(n),
            Kind::Invoice => self.invoice(n),
            Kind::Payment => self.payment(n),
            Kind::ApprovalRequest => self.approval(n),
            Kind::Assignment => self.assignment(n),
            Kind::Webhook => self.webhook(n),
            Kind::SharedReport => self.shared_report(n),
        }
    }

    /// The id of the `n`-th entity of a kind.
    pub(super) fn id(&self, kind: Kind, n: u64) -> String {
        id::of(&self.workspace.id, kind.name(), n)
    }

    /// The id of something that has no list of its own.
    pub(super) fn other(&self, kind: &str, n: u64) -> String {
        id::of(&self.workspace.id, kind, n)
    }

    /// A number below `range` that looks arbitrary; `salt` tells the questions about one entity apart.
    pub(super) fn any(&self, kind: Kind, n: u64, salt: u64, range: u64) -> u64 {
        let place = (kind as u64) << 56 | salt << 48;
        id::mix(id::mix(n ^ place).wrapping_add(self.number)) % range.max(1)
    }

    /// The id of one of the entities of another kind, if there are any.
    pub(super) fn some(&self, of: Kind, kind: Kind, n: u64, salt: u64) -> Option<String> {
        let count = self.count(of);
        (count > 0).then(|| self.id(of, self.any(kind, n, salt, count)))
    }

    pub(super) fn person(&self, n: u64) -> Person {
        Scene { workspace: &self.workspace, sequence: n }.person()
    }

    /// A moment so many minutes after the start.
    pub(super) fn moment(&self, minutes: i64) -> String {
        moment(self.epoch + Duration::minutes(minutes))
    }

    /// A date so many days after the start.
    pub(super) fn date(&self, days: i64) -> String {
        date((self.epoch + Duration::days(days)).date())
    }
}

/// A time as the API writes it.
pub(super) fn moment(at: OffsetDateTime) -> String {
    const FORM: &[::time::format_description::BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(::time::UtcOffset::UTC).format(FORM).unwrap_or_default()
}

fn date(date: Date) -> String {
    date.format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

/// A whole number of this size as a signed one.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use ::time::macros::datetime;
    use std::collections::HashSet;

    use super::*;

    fn seed(number: u64) -> Seed {
        Seed::new(Workspace::default(), number, Sizes::default(), datetime!(2027-01-15 08:00 UTC))
    }

    #[test]
    fn the_same_number_gives_the_same_workspace() {
        let (one, again, other) = (seed(1), seed(1), seed(2));
        let mut differ = 0;
        for kind in Kind::ALL {
            for n in 0..one.count(kind).min(40) {
                assert_eq!(one.make(kind, n), again.make(kind, n), "{kind:?} {n}");
                differ += usize::from(one.make(kind, n) != other.make(kind, n));
            }
        }
        assert!(differ > 100, "{differ}");
    }

    #[test]
    fn the_entities_are_as_many_as_promised_and_each_has_its_own_id() {
        let seed = seed(1);
        let size = Sizes::default();
        assert!(size.projects >= 200 && size.tasks >= 2_000 && size.users >= 50 && size.time_entries >= 20_000);
        for kind in Kind::ALL {
            let ids: HashSet<_> = (0..seed.count(kind)).map(|n| seed.id(kind, n)).collect();
            assert_eq!(ids.len() as u64, seed.count(kind), "{kind:?}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let seed = seed(7);
        let known: HashSet<_> =
            Kind::ALL.into_iter().flat_map(|kind| (0..seed.count(kind)).map(move |n| (kind, n))).collect();
        let ids: HashSet<_> = known.iter().map(|(kind, n)| seed.id(*kind, *n)).collect();
        for (kind, n) in known.iter().filter(|(kind, n)| *kind != Kind::TimeEntry || n.is_multiple_of(50)) {
            let entity = seed.make(*kind, *n);
            for field in
                ["projectId", "taskId", "userId", "clientId", "categoryId", "policyId", "invoiceId", "assigneeId"]
            {
                if let Some(id) = entity[field].as_str().filter(|id| !id.is_empty()) {
                    assert!(ids.contains(id), "{kind:?} {n} {field}");
                }
            }
        }
    }

    #[test]
    fn time_entries_lie_in_the_last_sixty_days_and_never_over_each_other() {
        let seed = seed(3);
        for user in 0..seed.sizes.users {
            let mut before = seed.epoch;
            for n in seed.of_parent(Kind::TimeEntry, user).unwrap() {
                let (start, end) = seed.interval(n);
                assert!(start >= seed.epoch - Duration::days(DAYS) && start < before, "{user} {n}");
                assert!(end.is_none_or(|end| start < end && end <= before), "{user} {n}");
                before = start;
            }
        }
    }
}
