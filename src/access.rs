//! An installation's way to Clockify's API: what is stored of it, opened and checked.

use std::sync::Arc;

use secrecy::SecretString;

use crate::clockify::catalogue::{self, Catalogue};
use crate::clockify::client::{BadHost, Hosts, Target};
use crate::clockify::token;
use crate::config;
use crate::db::entities::installation;
use crate::domain::addon::Addon;
use crate::domain::ids::WorkspaceId;
use crate::secrets::{self, Keyring};

/// What opens installations of one add-on. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access {
    /// The add-on.
    pub addon: Addon,
    /// Opens tokens.
    pub keyring: Arc<Keyring>,
    /// Which hosts may be called.
    pub clockify: config::Clockify,
    /// The operations that are configured in place of the built-in ones.
    pub operations: Option<Arc<Catalogue>>,
}

/// Why the API of an installation can't be called.
#[derive(Debug, thiserror::Error)]
pub enum NoTarget {
    /// The installation has ended, or its token never came.
    #[error("the installation has no token; it has ended")]
    NoToken,
    /// What is stored can't be read.
    #[error("what is stored of the installation can't be read")]
    Unreadable,
    /// The token was sealed with another key.
    #[error("the installation's token can't be opened")]
    Sealed(#[from] secrets::Error),
    /// The API's address may not be called.
    #[error(transparent)]
    Host(#[from] BadHost),
}

impl Access {
    /// Whose API an installation gives access to, and with which token.
    pub fn target(&self, row: &installation::Model) -> Result<Target, NoTarget> {
        let sealed = row.token.as_ref().ok_or(NoTarget::NoToken)?;
        let token = self.keyring.open(&installation::Model::token_context(row.id), sealed)?;
        let token = SecretString::from(std::str::from_utf8(&token).map_err(|_| NoTarget::Unreadable)?);
        self.visit(row, token)
    }

    /// The same with a user's own token.
    pub fn visit(&self, row: &installation::Model, token: SecretString) -> Result<Target, NoTarget> {
        let claims: token::Hosts = serde_json::from_value(row.hosts.clone()).map_err(|_| NoTarget::Unreadable)?;
        let hosts = Hosts::from_claims(&claims, &self.clockify, self.addon)?;
        let workspace = WorkspaceId::new(&row.workspace_id).map_err(|_| NoTarget::Unreadable)?;
        Ok(Target { workspace, hosts, token })
    }

    /// The operations of Clockify's API. The built-in ones are read when they are first needed, which keeps a server
    /// small that never calls.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        self.operations.as_ref().unwrap_or_else(|| catalogue::builtin())
    }
}
