//! A body for each of the 51 events.
//!
//! The bodies follow the trees that the platform sends, with everything that may be absent or null absent or
//! null on some sequence numbers, because that is where parsers break: an entry without a project, a running
//! timer without an end, a deleted entry without the ids that others have.
//!
//! A sequence number is one run of a little story. Project 3 is created, renamed and deleted by the three
//! project events of sequence 3, under one id; another sequence is about another project. What an event merely
//! refers to (the project of a time entry, the members of a group) comes from a small pool that stays.
//!
//! All names are invented.

use serde_json::Value;

use super::Workspace;
use crate::domain::event::EventType;
use scene::Scene;

mod absence;
mod money;
pub(super) mod people;
mod planning;
mod project;
pub(super) mod scene;
mod time;

/// The body of an event: the same for the same arguments, about another entity for another sequence number.
#[must_use]
pub fn of(event: EventType, workspace: &Workspace, sequence: u64) -> Value {
    use EventType as E;
    let scene = Scene { workspace, sequence };
    match event {
        E::NewTimerStarted
        | E::TimerStopped
        | E::NewTimeEntry
        | E::TimeEntryUpdated
        | E::TimeEntryDeleted
        | E::TimeEntryRestored
        | E::TimeEntrySplit => time::entry(event, scene),
        E::NewProject | E::ProjectUpdated | E::ProjectDeleted => project::project(event, scene),
        E::NewTask | E::TaskUpdated | E::TaskDeleted => project::changed_task(event, scene),
        E::NewClient | E::ClientUpdated | E::ClientDeleted => project::client(event, scene),
        E::NewTag | E::TagUpdated | E::TagDeleted => project::tag(event, scene),
        E::UserJoinedWorkspace | E::UserActivatedOnWorkspace | E::UserDeactivatedOnWorkspace => people::profile(scene),
        E::UserDeletedFromWorkspace | E::UserUpdated | E::UserEmailChanged => people::short(event, scene),
        E::UsersInvitedToWorkspace | E::LimitedUsersAddedToWorkspace => people::invitation(event, scene),
        E::UserGroupCreated | E::UserGroupUpdated | E::UserGroupDeleted => people::group(event, scene),
        E::NewInvoice | E::InvoiceUpdated => money::invoice(event, scene),
        E::ExpenseCreated | E::ExpenseRestored => money::expense(event, scene),
        E::ExpenseUpdated | E::ExpenseDeleted => money::expense_reference(scene),
        E::BillableRateUpdated | E::CostRateUpdated => money::rate(event, scene),
        E::NewApprovalRequest | E::ApprovalRequestStatusUpdated => planning::approval(event, scene),
        E::AssignmentCreated | E::AssignmentUpdated | E::AssignmentDeleted | E::AssignmentPublished => {
            planning::assignment(scene)
        }
        E::TimeOffRequested
        | E::TimeOffRequestUpdated
        | E::TimeOffRequestApproved
        | E::TimeOffRequestRejected
        | E::TimeOffRequestStarted
        | E::TimeOffRequestWithdrawn => absence::request(event, scene),
        E::BalanceUpdated => absence::balance(scene),
    }
}

/// Whether the body of the event names its workspace. Tasks, invoices and single users don't on the platform:
/// there only the token says whose they are.
#[must_use]
pub const fn names_workspace(event: EventType) -> bool {
    use EventType as E;
    !matches!(
        event,
        E::NewTask
            | E::TaskUpdated
            | E::TaskDeleted
            | E::NewInvoice
            | E::InvoiceUpdated
            | E::UserJoinedWorkspace
            | E::UserDeletedFromWorkspace
            | E::UserActivatedOnWorkspace
            | E::UserDeactivatedOnWorkspace
            | E::UserUpdated
            | E::UserEmailChanged
    )
}

#[cfg(test)]
mod tests;
