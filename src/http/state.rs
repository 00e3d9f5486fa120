//! What handlers share.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::hours::Hours;
use super::rate::Rate;
use super::readers::Readers;
use super::routes::Exports;
use crate::app::App;

/// One add-on, as handlers see it.
#[derive(Clone, Debug)]
pub struct AppState {
    app: Arc<App>,
    /// How many calls of the JSON API there were.
    pub(super) rate: Arc<Rate>,
    /// How many events came in the hours that are over.
    pub(super) hours: Arc<Hours>,
    /// Who follows the log.
    pub(super) readers: Readers,
    /// Who takes their data away.
    pub(super) exports: Arc<Exports>,
    /// What describes the API, once somebody has asked.
    pub(super) description: Arc<OnceLock<Bytes>>,
}

impl AppState {
    /// What the handlers of an add-on share.
    #[must_use]
    pub fn new(app: Arc<App>) -> Self {
        let (rate, hours, readers, exports, description) = Default::default();
        Self { app, rate, hours, readers, exports, description }
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}
