//! The kinds of entity that the simulated workspace holds.

/// A kind of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the platform's own words")]
pub enum Kind {
    User,
    Client,
    Project,
    Task,
    Tag,
    TimeEntry,
    CustomField,
    UserGroup,
    Holiday,
    TimeOffPolicy,
    TimeOffRequest,
    ExpenseCategory,
    Expense,
    Invoice,
    Payment,
    ApprovalRequest,
    Assignment,
    Webhook,
    SharedReport,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::User,
        Self::Client,
        Self::Project,
        Self::Task,
        Self::Tag,
        Self::TimeEntry,
        Self::CustomField,
        Self::UserGroup,
        Self::Holiday,
        Self::TimeOffPolicy,
        Self::TimeOffRequest,
        Self::ExpenseCategory,
        Self::Expense,
        Self::Invoice,
        Self::Payment,
        Self::ApprovalRequest,
        Self::Assignment,
        Self::Webhook,
        Self::SharedReport,
    ];

    /// Its name, from which ids are computed; the payloads of the sandbox's own deliveries use the same.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
            Self::Project => "project",
            Self::Task => "task",
            Self::Tag => "tag",
            Self::TimeEntry => "time-entry",
            Self::CustomField => "custom-field",
            Self::UserGroup => "user-group",
            Self::Holiday => "holiday",
            Self::TimeOffPolicy => "time-off-policy",
            Self::TimeOffRequest => "time-off-request",
            Self::ExpenseCategory => "expense-category",
            Self::Expense => "expense",
            Self::Invoice => "invoice",
            Self::Payment => "payment",
            Self::ApprovalRequest => "approval-request",
            Self::Assignment => "assignment",
            Self::Webhook => "webhook",
            Self::SharedReport => "shared-report",
        }
    }

    /// The type of these entities as the catalogue has it, if a bootstrap fetches them.
    #[must_use]
    pub const fn entity(self) -> Option<&'static str> {
        Some(match self {
            Self::User => "user",
            Self::Client => "client",
            Self::Project => "project",
            Self::Task => "task",
            Self::Tag => "tag",
            Self::TimeEntry => "timeEntry",
            Self::CustomField => "customField",
            Self::UserGroup => "userGroup",
            Self::Holiday => "holiday",
            Self::TimeOffPolicy => "policy",
            Self::TimeOffRequest => "timeOffRequest",
            Self::ExpenseCategory => "expenseCategory",
            Self::Expense => "expense",
            Self::Invoice => "invoice",
            Self::ApprovalRequest => "approval",
            Self::Assignment => "assignment",
            Self::Webhook => "webhook",
            Self::SharedReport => "sharedReport",
            Self::Payment => return None,
        })
    }

    /// The platform's word for it in a message.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Client => "Client",
            Self::Project => "Project",
            Self::Task => "Task",
            Self::Tag => "Tag",
            Self::TimeEntry => "Time entry",
            Self::CustomField => "Custom field",
            Self::UserGroup => "User group",
            Self::Holiday => "Holiday",
            Self::TimeOffPolicy => "Policy",
            Self::TimeOffRequest => "Time off request",
            Self::ExpenseCategory => "Expense category",
            Self::Expense => "Expense",
            Self::Invoice => "Invoice",
            Self::Payment => "Payment",
            Self::ApprovalRequest => "Approval request",
            Self::Assignment => "Assignment",
            Self::Webhook => "Webhook",
            Self::SharedReport => "Shared report",
        }
    }

    /// What it belongs to, and the field that says so.
    pub(super) const fn parent(self) -> Option<(Self, &'static str)> {
        match self {
            Self::Task => Some((Self::Project, "projectId")),
            Self::TimeEntry => Some((Self::User, "userId")),
            Self::TimeOffRequest => Some((Self::TimeOffPolicy, "policyId")),
            Self::Payment => Some((Self::Invoice, "invoiceId")),
            _ => None,
        }
    }
}
