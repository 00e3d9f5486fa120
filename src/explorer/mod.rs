//! Calls to Clockify's API that somebody makes by hand, in the page's explorer.
//!
//! A user calls as himself, with his own token and so with his own rights, or as the add-on, which is for admins. A call
//! that changes something is for admins too, stands in the audit before it is sent, and is asked for twice where it is
//! about many things or can't be taken back. Where a call goes and which workspace it is about comes from the
//! installation; whoever calls can say neither. What came back is kept for some days, secrets masked.
//!
//! `asked.rs` reads what is wanted, `call.rs` decides and calls, `target.rs` says what a call is about, `answer.rs` looks
//! at what came back, `history.rs` keeps it, `saved.rs` has the requests that a workspace keeps, and `shown.rs` the
//! catalogue as a page needs it.

mod answer;
mod asked;
mod call;
mod error;
mod history;
mod record;
mod room;
mod saved;
pub mod shown;
mod target;

use std::sync::Arc;

use uuid::Uuid;

pub use answer::{Kind, Next, PREVIEW};
pub use asked::{Asked, Wanted, Whose};
pub use call::{Field, LARGEST_ANSWER, Made, Sent};
pub use error::Error;
pub use history::{Filter, Kept, Line, MOST_BYTES, MOST_CALLS};
pub use room::{LARGEST_REQUEST, Room, Slot};
pub use saved::{Draft, MOST_SAVED, Saved};
pub use target::{Entity, Target};

use crate::access::Access;
use crate::clock::{Clock, Keys};
use crate::clockify::client::Client;
use crate::db::Db;
use crate::db::entities::installation;
use crate::domain::addon::{ExplorerWrites, Spec};
use crate::domain::ids::WorkspaceId;
use crate::domain::settings;

/// What the explorer is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The add-on.
    pub spec: &'static Spec,
    /// Its database.
    pub db: Db,
    /// Makes the calls.
    pub client: Client,
    /// What opens installations' APIs.
    pub access: Access,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Makes keys.
    pub keys: Arc<Keys>,
}

/// Makes calls for the users of one add-on. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Explorer {
    parts: Arc<Parts>,
    room: Arc<Room>,
}

/// Who looks, or calls.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// The workspace.
    pub workspace: &'a WorkspaceId,
    /// Clockify's id of the user.
    pub user: &'a str,
    /// Whether the user is owner or admin of the workspace.
    pub is_admin: bool,
}

/// Whether calls may change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// They may.
    Allowed,
    /// The user is no admin.
    NoAdmin,
    /// The workspace hasn't switched it on.
    Off,
}

impl Writes {
    /// Why not, for the user.
    #[must_use]
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::Allowed => None,
            Self::NoAdmin => Some("only owners and admins of the workspace may make calls that change something"),
            Self::Off => Some(
                "calls that change something are switched off; an admin can switch them on in the add-on's settings \
                 in Clockify (Explorer: Calls that change data)",
            ),
        }
    }
}

impl Explorer {
    /// An explorer.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), room: Arc::default() }
    }

    /// Room for one call, which is kept until it is answered. To be had before the request is read.
    pub async fn slot(&self, workspace: &WorkspaceId) -> Result<Slot, Error> {
        self.room.slot(workspace).await
    }

    /// Whether somebody's calls may change something.
    pub async fn writes(&self, who: &Who<'_>) -> Result<Writes, Error> {
        let row = self.installation(who.workspace).await?;
        Ok(self.may_write(who, &row))
    }

    fn may_write(&self, who: &Who<'_>, row: &installation::Model) -> Writes {
        let is_on = match self.parts.spec.explorer_writes {
            ExplorerWrites::Always => true,
            ExplorerWrites::Setting(name) => settings::switch(row.settings.as_ref(), name).unwrap_or(false),
        };
        match (is_on, who.is_admin) {
            (true, true) => Writes::Allowed,
            (false, _) => Writes::Off,
            (true, false) => Writes::NoAdmin,
        }
    }

    /// The live installation of a workspace.
    async fn installation(&self, workspace: &WorkspaceId) -> Result<installation::Model, Error> {
        let row = installation::Entity::current(workspace).one(&self.parts.db.reader()).await?;
        row.ok_or(Error::State("the add-on is not installed in this workspace"))
    }

    fn key(&self) -> Uuid {
        self.parts.keys.next(self.parts.clock.now())
    }
}
