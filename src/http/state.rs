//! What handlers share.

use std::ops::Deref;
use std::sync::Arc;

use crate::app::App;

/// One add-on, as handlers see it.
#[derive(Clone, Debug)]
pub struct AppState(pub Arc<App>);

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}
