//! The closed lists that label values come from.

/// Why a webhook was refused: the values of the label `reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "`Reason::ALL` gives each its text")]
pub enum Reason {
    Signature,
    Installation,
    Event,
    Workspace,
    Malformed,
    TooLarge,
    TooSlow,
    UnknownSource,
    Disabled,
    Unavailable,
    Lifecycle,
}

impl Reason {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    pub(super) const ALL: [(Self, &'static str); 11] = [
        (Self::Signature, "signature"),
        (Self::Installation, "installation"),
        (Self::Event, "event"),
        (Self::Workspace, "workspace"),
        (Self::Malformed, "malformed"),
        (Self::TooLarge, "too_large"),
        (Self::TooSlow, "too_slow"),
        (Self::UnknownSource, "unknown_source"),
        (Self::Disabled, "disabled"),
        (Self::Unavailable, "unavailable"),
        (Self::Lifecycle, "lifecycle"),
    ];

    /// The label's value.
    #[must_use]
    pub const fn label(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// How an attempt at a job ended: the values of the label `outcome`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "`JobEnd::ALL` gives each its text")]
pub enum JobEnd {
    Done,
    Retried,
    Dead,
    Snoozed,
    Released,
}

impl JobEnd {
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Done, "done"),
        (Self::Retried, "retried"),
        (Self::Dead, "dead"),
        (Self::Snoozed, "snoozed"),
        (Self::Released, "released"),
    ];
}

/// Kinds of jobs: the values of the label `kind`. What isn't in the list is counted as the last one.
pub(super) const JOB_KINDS: [&str; 7] =
    ["bootstrap", "flow_release", "flow_replay", "flow_run", "registration", "workspace_empty", "other"];

/// How webhooks are: the values of the label `state`.
pub const WEBHOOK_STATES: [&str; 6] = ["delivering", "given_up", "over_plan", "switched_off", "pending", "unavailable"];

/// How flow runs end: the values of the label `status`.
pub(super) const FLOW_ENDS: [&str; 4] = ["succeeded", "failed", "filtered", "cancelled"];

/// States of jobs: the values of the label `state`.
pub(super) const JOB_STATES: [&str; 3] = ["pending", "running", "dead"];

/// Tables that are swept: the values of the label `table`. What isn't in the list is counted as the last one.
pub(super) const SWEPT: [&str; 13] = [
    "webhook_event",
    "flow_run",
    "flow_step",
    "flow_echo",
    "flow_once",
    "flow_tick",
    "replay",
    "job",
    "api_call",
    "audit_entry",
    "cached_entity",
    "bootstrap_run",
    "other",
];
