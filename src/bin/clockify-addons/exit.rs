//! Exit codes, decided in one place.

use std::io;

use clockify_addons::clockify::catalogue::import;
use clockify_addons::{app, backup, config, db, flows, installs::sources, migrate, retention, secrets};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    /// Done.
    Ok = 0,
    /// It didn't work.
    Failed = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// Some of it worked.
    Partial = 3,
    /// There is something to do, and that was asked.
    Pending = 4,
    /// A confirmation is missing, or the safe choice was made.
    Refused = 64,
    /// Data is wrong.
    Data = 65,
    /// The database can't be reached.
    Unreachable = 69,
    /// A mistake of ours.
    Internal = 70,
    /// Something can't be created.
    CantCreate = 73,
    /// Someone else holds the lock.
    Locked = 75,
    /// Permission is missing.
    Permission = 77,
    /// The configuration is wrong.
    Config = 78,
}

impl Status {
    /// Every one, by its number.
    pub(crate) const ALL: [Self; 13] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::Partial,
        Self::Pending,
        Self::Refused,
        Self::Data,
        Self::Unreachable,
        Self::Internal,
        Self::CantCreate,
        Self::Locked,
        Self::Permission,
        Self::Config,
    ];

    /// What it means, for people.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done",
            Self::Failed => "failed",
            Self::Usage => "the command line makes no sense",
            Self::Partial => "partly done",
            Self::Pending => "there is something to do, and that was asked; or a database is behind",
            Self::Refused => "refused: a confirmation is missing, or it would not be safe",
            Self::Data => "data is wrong",
            Self::Unreachable => "the database can't be reached, or isn't there",
            Self::Internal => "a mistake of the program",
            Self::CantCreate => "a folder or file can't be created, or there is no room",
            Self::Locked => "another process holds the lock; try again later",
            Self::Permission => "no right to, or a key file is open to others",
            Self::Config => "the configuration is wrong, or the database is newer than the program",
        }
    }

    /// A word for machines.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Partial => "partial",
            Self::Pending => "pending",
            Self::Refused => "refused",
            Self::Data => "data",
            Self::Unreachable => "unreachable",
            Self::Internal => "internal",
            Self::CantCreate => "cant_create",
            Self::Locked => "locked",
            Self::Permission => "permission",
            Self::Config => "config",
        }
    }

    /// The status that an error means: the first of its causes that has one decides.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(of_cause).unwrap_or(Self::Failed)
    }
}

impl From<Status> for std::process::ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// An error whose status the command itself knows.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    pub(crate) status: Status,
    pub(crate) message: String,
}

/// Ends the command with this status and message.
pub(crate) fn failure(status: Status, message: impl Into<String>) -> anyhow::Error {
    Failure { status, message: message.into() }.into()
}

fn of_cause(cause: &(dyn std::error::Error + 'static)) -> Option<Status> {
    if let Some(failure) = cause.downcast_ref::<Failure>() {
        return Some(failure.status);
    }
    if cause.is::<config::Error>() {
        return Some(Status::Config);
    }
    if let Some(error) = cause.downcast_ref::<migrate::Error>() {
        return match error {
            migrate::Error::Locked { .. } | migrate::Error::InUse { .. } => Some(Status::Locked),
            migrate::Error::Newer { .. } => Some(Status::Config),
            migrate::Error::OutOfOrder { .. } | migrate::Error::NoBackup(_) => Some(Status::Refused),
            migrate::Error::NotApplied(_) => Some(Status::Failed),
            migrate::Error::Failed(source) | migrate::Error::Halfway { source, .. } if db::is_unreachable(source) => {
                Some(Status::Unreachable)
            }
            migrate::Error::Lock(error) => of_lock(error),
            migrate::Error::Open(_) | migrate::Error::Failed(_) | migrate::Error::Halfway { .. } => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<retention::Error>() {
        return of_retention(error);
    }
    if let Some(error) = cause.downcast_ref::<db::lock::Error>() {
        return of_lock(error);
    }
    if let Some(error) = cause.downcast_ref::<migrate::init::Error>() {
        return of_init(error);
    }
    if let Some(error) = cause.downcast_ref::<db::Error>() {
        return match error {
            db::Error::Folder { .. } => Some(Status::CantCreate),
            db::Error::Login { .. } => Some(Status::Permission),
            db::Error::Pooler { .. } => Some(Status::Config),
            error => error.is_unreachable().then_some(Status::Unreachable),
        };
    }
    if let Some(error) = cause.downcast_ref::<secrets::Error>() {
        return Some(match error {
            secrets::Error::Text | secrets::Error::FileText(_) | secrets::Error::SameId => Status::Config,
            secrets::Error::Exposed { .. } => Status::Permission,
            secrets::Error::Folder(_) | secrets::Error::Io { .. } => Status::CantCreate,
            _ => Status::Data,
        });
    }
    if let Some(error) = cause.downcast_ref::<backup::Error>() {
        return of_backup(error);
    }
    if let Some(error) = cause.downcast_ref::<sources::Error>() {
        return match error {
            sources::Error::Name(_) | sources::Error::Secret(_) => Some(Status::Usage),
            sources::Error::Taken(_) | sources::Error::Absent(_) | sources::Error::TooMany => Some(Status::Failed),
            sources::Error::Database(_) => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<flows::Error>() {
        return match error {
            flows::Error::Invalid(_) | flows::Error::TooLarge(_) => Some(Status::Data),
            flows::Error::Absent
            | flows::Error::NoVersion(_)
            | flows::Error::Taken(_)
            | flows::Error::TooMany
            | flows::Error::Conflict { .. } => Some(Status::Failed),
            flows::Error::Database(_) => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<flows::replay::Error>() {
        use flows::replay::Error;
        return match error {
            Error::Unrestricted => Some(Status::Refused),
            Error::Filter(_) | Error::Rate => Some(Status::Usage),
            Error::NoEvent | Error::NoFlow(_) | Error::NoReplay | Error::Ended | Error::TooMany => Some(Status::Failed),
            Error::Database(_) => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<flows::secrets::Error>() {
        use flows::secrets::Error;
        return match error {
            Error::Name(_) => Some(Status::Usage),
            Error::Length(_) | Error::Nul => Some(Status::Data),
            Error::TooMany | Error::Absent(_) => Some(Status::Failed),
            Error::Database(_) => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<import::Error>() {
        return Some(match error {
            import::Error::Read { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => Status::Permission,
                _ => Status::Failed,
            },
            _ => Status::Data,
        });
    }
    if let Some(error) = cause.downcast_ref::<app::Error>() {
        return match error {
            app::Error::Config(_) | app::Error::Key(_) | app::Error::Redis(_) => Some(Status::Config),
            app::Error::KeyLost { .. } => Some(Status::Data),
            app::Error::Catalogue { .. } | app::Error::Secrets(_) => None,
        };
    }
    None
}

fn of_backup(error: &backup::Error) -> Option<Status> {
    use backup::Error;

    match error {
        // Their own causes tell.
        Error::Open(_) | Error::Schema(_) => None,
        Error::Database { source, .. } | Error::Load { source, .. } if source.is_unreachable() => {
            Some(Status::Unreachable)
        }
        Error::Load { .. }
        | Error::Kind { .. }
        | Error::Value { .. }
        | Error::Damaged { .. }
        | Error::Stream(_)
        | Error::Differs { .. }
        | Error::Nul { .. } => Some(Status::Data),
        Error::Store { refused: false, .. } => Some(Status::Unreachable),
        Error::Address => Some(Status::Usage),
        Error::Store { .. } | Error::Sealed { .. } | Error::Identity { .. } => Some(Status::Permission),
        Error::Write { .. } | Error::Space { .. } => Some(Status::CantCreate),
        Error::Read { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => Some(Status::Permission),
        Error::Locked(_) | Error::Busy(_) | Error::Overdue(_) => Some(Status::Locked),
        Error::NotEmpty { .. }
        | Error::NotOurs { .. }
        | Error::OtherSchema { .. }
        | Error::Dependents { .. }
        | Error::FolderOnly(_)
        | Error::Whole { .. }
        | Error::Pooled(_)
        | Error::OtherEngine { .. }
        | Error::MustBeEmpty { .. } => Some(Status::Refused),
        Error::Newer { .. } | Error::Keys { .. } | Error::IdentityFile { .. } | Error::Tool { .. } => {
            Some(Status::Config)
        }
        Error::Internal(_) => Some(Status::Internal),
        Error::Database { .. }
        | Error::Read { .. }
        | Error::NoSet { .. }
        | Error::None(_)
        | Error::NotInSet { .. }
        | Error::ToolFailed { .. }
        | Error::Stopped => Some(Status::Failed),
    }
}

fn of_retention(error: &retention::Error) -> Option<Status> {
    match error {
        retention::Error::Busy { .. } => Some(Status::Locked),
        retention::Error::Lock(error) => of_lock(error),
        retention::Error::Lost(_) => Some(Status::Unreachable),
        retention::Error::Installed { .. } => Some(Status::Partial),
        retention::Error::Held(_) => Some(Status::Refused),
        retention::Error::Database(_) => None,
    }
}

fn of_init(error: &migrate::init::Error) -> Option<Status> {
    use migrate::init::Error;

    match error {
        Error::Refused { source, .. } if db::is_unreachable(source) => Some(Status::Unreachable),
        Error::Refused { .. } => Some(Status::Permission),
        Error::Owner { .. } => Some(Status::Refused),
        Error::Password(_) => Some(Status::Config),
        Error::File { .. } => Some(Status::CantCreate),
        Error::Open(_) | Error::Locked(_) | Error::Key(_) => None,
    }
}

fn of_lock(error: &db::lock::Error) -> Option<Status> {
    match error {
        db::lock::Error::File { .. } => Some(Status::CantCreate),
        db::lock::Error::Database(error) => db::is_unreachable(error).then_some(Status::Unreachable),
    }
}
