//! What handlers share.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::rate::Rate;
use super::routes::Exports;
use crate::app::App;

/// One add-on, as handlers see it.
#[derive(Clone, Debug)]
pub struct AppState {
    app: Arc<App>,
    /// How many calls of the JSON API there were.
    pub(super) rate: Arc<Rate>,
    /// Who takes their data away.
    pub(super) exports: Arc<Exports>,
    /// What describes the API, once somebody has asked.
    pub(super) description: Arc<OnceLock<Bytes>>,
}

impl AppState {
    /// What the handlers of an add-on share.
    #[must_use]
    pub fn new(app: Arc<App>) -> Self {
        Self { app, rate: Arc::default(), exports: Arc::default(), description: Arc::default() }
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}
