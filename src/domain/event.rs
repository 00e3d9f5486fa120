//! The 51 webhook events of Clockify, in one list.
//!
//! The list is that of manifest schema 1.5.1, which is also the enumeration of the newest API reference.
//! Order matters: a manifest may carry only so many webhooks, and it carries the first ones of this
//! list, so the most used events stand first.

use std::fmt;
use std::str::FromStr;

/// Declares the enumeration, its wire names and its routes together, so that none can be forgotten.
macro_rules! events {
    ($($variant:ident $name:literal $path:literal,)*) => {
        /// A webhook event that Clockify can send.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[expect(missing_docs, reason = "the variants are the platform's own names; `name` gives each as sent")]
        pub enum EventType { $(#[serde(rename = $name)] $variant,)* }

        impl EventType {
            /// Every event, the most used first.
            pub const ALL: [Self; 51] = [$(Self::$variant,)*];

            /// The name as it stands in the manifest and in the `clockify-webhook-event-type` header.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The route that receives this event, and no other.
            ///
            /// One path per event, because a delivery's token can be told apart by its path alone.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $(Self::$variant => concat!("/webhooks/", $path),)* }
            }
        }

        impl FromStr for EventType {
            type Err = Unknown;

            fn from_str(name: &str) -> Result<Self, Unknown> {
                match name { $($name => Ok(Self::$variant),)* _ => Err(Unknown(name.to_owned())) }
            }
        }
    };
}

events! {
    NewTimerStarted "NEW_TIMER_STARTED" "time/timer-started",
    TimerStopped "TIMER_STOPPED" "time/timer-stopped",
    NewTimeEntry "NEW_TIME_ENTRY" "time/new",
    TimeEntryUpdated "TIME_ENTRY_UPDATED" "time/updated",
    TimeEntryDeleted "TIME_ENTRY_DELETED" "time/deleted",
    TimeEntryRestored "TIME_ENTRY_RESTORED" "time/restored",
    TimeEntrySplit "TIME_ENTRY_SPLIT" "time/split",
    NewProject "NEW_PROJECT" "project/new",
    ProjectUpdated "PROJECT_UPDATED" "project/updated",
    ProjectDeleted "PROJECT_DELETED" "project/deleted",
    NewTask "NEW_TASK" "generic/task-new",
    TaskUpdated "TASK_UPDATED" "generic/task-updated",
    TaskDeleted "TASK_DELETED" "generic/task-deleted",
    NewClient "NEW_CLIENT" "generic/client-new",
    ClientUpdated "CLIENT_UPDATED" "generic/client-updated",
    ClientDeleted "CLIENT_DELETED" "generic/client-deleted",
    NewTag "NEW_TAG" "generic/tag-new",
    TagUpdated "TAG_UPDATED" "generic/tag-updated",
    TagDeleted "TAG_DELETED" "generic/tag-deleted",
    UserJoinedWorkspace "USER_JOINED_WORKSPACE" "user/joined",
    UserDeletedFromWorkspace "USER_DELETED_FROM_WORKSPACE" "user/deleted",
    UserActivatedOnWorkspace "USER_ACTIVATED_ON_WORKSPACE" "user/activated",
    UserDeactivatedOnWorkspace "USER_DEACTIVATED_ON_WORKSPACE" "user/deactivated",
    UserUpdated "USER_UPDATED" "user/updated",
    UserEmailChanged "USER_EMAIL_CHANGED" "user/email-changed",
    UsersInvitedToWorkspace "USERS_INVITED_TO_WORKSPACE" "workspace/users-invited",
    LimitedUsersAddedToWorkspace "LIMITED_USERS_ADDED_TO_WORKSPACE" "workspace/limited-users-added",
    UserGroupCreated "USER_GROUP_CREATED" "user-group/created",
    UserGroupUpdated "USER_GROUP_UPDATED" "user-group/updated",
    UserGroupDeleted "USER_GROUP_DELETED" "user-group/deleted",
    NewInvoice "NEW_INVOICE" "invoice/new",
    InvoiceUpdated "INVOICE_UPDATED" "invoice/updated",
    ExpenseCreated "EXPENSE_CREATED" "expense/created",
    ExpenseUpdated "EXPENSE_UPDATED" "expense/updated",
    ExpenseDeleted "EXPENSE_DELETED" "expense/deleted",
    ExpenseRestored "EXPENSE_RESTORED" "expense",
    NewApprovalRequest "NEW_APPROVAL_REQUEST" "approval",
    ApprovalRequestStatusUpdated "APPROVAL_REQUEST_STATUS_UPDATED" "approval/status-updated",
    TimeOffRequested "TIME_OFF_REQUESTED" "timeoff/requested",
    TimeOffRequestUpdated "TIME_OFF_REQUEST_UPDATED" "timeoff/updated",
    TimeOffRequestApproved "TIME_OFF_REQUEST_APPROVED" "timeoff/approved",
    TimeOffRequestRejected "TIME_OFF_REQUEST_REJECTED" "timeoff/rejected",
    TimeOffRequestStarted "TIME_OFF_REQUEST_STARTED" "timeoff/started",
    TimeOffRequestWithdrawn "TIME_OFF_REQUEST_WITHDRAWN" "timeoff/withdrawn",
    BalanceUpdated "BALANCE_UPDATED" "balance",
    AssignmentCreated "ASSIGNMENT_CREATED" "assignment/created",
    AssignmentUpdated "ASSIGNMENT_UPDATED" "assignment/updated",
    AssignmentDeleted "ASSIGNMENT_DELETED" "assignment/deleted",
    AssignmentPublished "ASSIGNMENT_PUBLISHED" "assignment",
    BillableRateUpdated "BILLABLE_RATE_UPDATED" "rate/billable-updated",
    CostRateUpdated "COST_RATE_UPDATED" "rate/cost-updated",
}

/// A name that is not one of the 51 events.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a Clockify webhook event")]
pub struct Unknown(String);

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl EventType {
    /// The event that the route receives, if the route is one of ours.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.path() == path)
    }

    /// The event's place in [`EventType::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Where an event came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Source {
    /// Clockify.
    #[sea_orm(string_value = "CLOCKIFY")]
    Clockify,
    /// A registered other system.
    #[sea_orm(string_value = "CUSTOM")]
    Custom,
}

impl Source {
    /// The name as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clockify => "CLOCKIFY",
            Self::Custom => "CUSTOM",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_event_has_a_name_and_a_path_of_its_own() {
        let names: HashSet<_> = EventType::ALL.iter().map(|e| e.name()).collect();
        let paths: HashSet<_> = EventType::ALL.iter().map(|e| e.path()).collect();
        assert_eq!((names.len(), paths.len()), (51, 51));
        for event in EventType::ALL {
            assert_eq!(event.name().parse(), Ok(event));
            assert_eq!(EventType::from_path(event.path()), Some(event));
            assert_eq!(EventType::ALL[event.index()], event);
        }
    }

    /// The paths that were already unique in the Python system still lead to the same events.
    #[test]
    fn known_paths_stay() {
        for (path, name) in [
            ("/webhooks/time/new", "NEW_TIME_ENTRY"),
            ("/webhooks/time/updated", "TIME_ENTRY_UPDATED"),
            ("/webhooks/time/deleted", "TIME_ENTRY_DELETED"),
            ("/webhooks/project/new", "NEW_PROJECT"),
            ("/webhooks/project/updated", "PROJECT_UPDATED"),
            ("/webhooks/project/deleted", "PROJECT_DELETED"),
            ("/webhooks/user/updated", "USER_UPDATED"),
            ("/webhooks/expense/created", "EXPENSE_CREATED"),
            ("/webhooks/expense/updated", "EXPENSE_UPDATED"),
            ("/webhooks/expense/deleted", "EXPENSE_DELETED"),
            ("/webhooks/expense", "EXPENSE_RESTORED"),
            ("/webhooks/assignment/created", "ASSIGNMENT_CREATED"),
            ("/webhooks/assignment/updated", "ASSIGNMENT_UPDATED"),
            ("/webhooks/assignment/deleted", "ASSIGNMENT_DELETED"),
            ("/webhooks/assignment", "ASSIGNMENT_PUBLISHED"),
            ("/webhooks/approval/status-updated", "APPROVAL_REQUEST_STATUS_UPDATED"),
            ("/webhooks/approval", "NEW_APPROVAL_REQUEST"),
            ("/webhooks/balance", "BALANCE_UPDATED"),
        ] {
            assert_eq!(EventType::from_path(path).map(EventType::name), Some(name));
        }
    }

    #[test]
    fn invented_names_are_refused() {
        for name in ["TIME_ENTRY_BATCH_DELETED", "PROJECT_ARCHIVED", "new_project", ""] {
            assert!(name.parse::<EventType>().is_err(), "{name}");
        }
    }
}
