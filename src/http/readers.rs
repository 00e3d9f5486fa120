//! Who follows the log at the moment: so many of a workspace and no more, so that pages that are open can't use up the
//! server.
//!
//! A connection that the other end has left is noticed when something can't be written, and a reader that doesn't read is
//! not noticed at all. So a user who opens one more than there may be takes the place of that user's oldest, and whoever
//! lost the place and doesn't end by itself is cut off.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::domain::ids::WorkspaceId;

/// Readers of one user.
const OF_USER: usize = 4;

/// Readers of one workspace.
const OF_WORKSPACE: usize = 16;

/// Readers of all workspaces.
const ALL: usize = 256;

/// Ends the connection that a request came by, whatever is still to be written. The listener adds it to each request, so it
/// has to be cheap to clone: a token takes a lock for that.
#[derive(Debug, Clone, Default)]
pub struct Cut(pub Arc<CancellationToken>);

/// Who follows the log. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Readers(Arc<Mutex<Places>>);

#[derive(Debug, Default)]
struct Places {
    next: u64,
    all: usize,
    of: HashMap<WorkspaceId, Vec<Place>>,
}

#[derive(Debug)]
struct Place {
    number: u64,
    user: String,
    /// Whether another one has taken it.
    lost: bool,
    leave: CancellationToken,
    cut: Arc<CancellationToken>,
}

/// A place among the readers, for as long as it is held.
#[derive(Debug)]
pub(super) struct Reader {
    readers: Readers,
    workspace: WorkspaceId,
    number: u64,
    leave: CancellationToken,
}

impl Readers {
    /// A place for one more, if there is one.
    pub(super) fn enter(&self, workspace: &WorkspaceId, user: &str, cut: Cut) -> Option<Reader> {
        let mut places = self.places();
        let all = places.all;
        let here = places.of.entry(workspace.clone()).or_default();
        let of_user = |lost: bool| move |place: &&mut Place| place.user == user && place.lost == lost;
        let held = here.iter_mut().filter(of_user(false)).count();
        let replaces = held >= OF_USER;
        // Those that have lost their places and are still there.
        let lost = here.iter_mut().filter(of_user(true)).count();
        if lost >= OF_USER
            && let Some(oldest) = here.iter_mut().filter(of_user(true)).find(|place| !place.cut.is_cancelled())
        {
            oldest.cut.cancel();
        }
        if replaces {
            if let Some(oldest) = here.iter_mut().find(of_user(false)) {
                oldest.lost = true;
                oldest.leave.cancel();
            }
        } else if here.iter().filter(|place| !place.lost).count() >= OF_WORKSPACE || all >= ALL {
            if here.is_empty() {
                places.of.remove(workspace);
            }
            return None;
        }
        let number = places.next;
        let leave = CancellationToken::new();
        let place = Place { number, user: user.to_owned(), lost: false, leave: leave.clone(), cut: cut.0 };
        places.next += 1;
        places.all += 1;
        places.of.entry(workspace.clone()).or_default().push(place);
        Some(Reader { readers: self.clone(), workspace: workspace.clone(), number, leave })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// Resolves when another one has taken the place.
    pub(super) fn replaced(&self) -> &CancellationToken {
        &self.leave
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut places = self.readers.places();
        let Some(here) = places.of.get_mut(&self.workspace) else { return };
        here.retain(|place| place.number != self.number);
        if here.is_empty() {
            places.of.remove(&self.workspace);
        }
        places.all -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(number: u8) -> WorkspaceId {
        WorkspaceId::new(&format!("64a1f0c2e4b0a1b2c3d4e5{number:02}")).unwrap()
    }

    #[test]
    fn one_more_of_a_user_takes_the_oldest_place() {
        let (readers, here) = (Readers::default(), workspace(1));
        let mut first: Vec<_> = (0..OF_USER).map(|_| readers.enter(&here, "a", Cut::default()).unwrap()).collect();
        assert!(first.iter().all(|reader| !reader.replaced().is_cancelled()));
        let _more = readers.enter(&here, "a", Cut::default()).unwrap();
        assert!(first[0].replaced().is_cancelled() && !first[1].replaced().is_cancelled());
        first.remove(0);
        first.remove(0);
        let _place = readers.enter(&here, "a", Cut::default()).unwrap();
        assert!(!first[0].replaced().is_cancelled(), "there was a free one");
    }

    #[test]
    fn who_lost_the_place_and_stays_is_cut_off() {
        let (readers, here) = (Readers::default(), workspace(1));
        let cuts: Vec<Cut> = (0..=2 * OF_USER).map(|_| Cut::default()).collect();
        let _held: Vec<_> = cuts.iter().map(|cut| readers.enter(&here, "a", cut.clone()).unwrap()).collect();
        let cut: Vec<bool> = cuts.iter().map(|cut| cut.0.is_cancelled()).collect();
        assert_eq!(cut.iter().filter(|cut| **cut).count(), 1);
        assert!(cut[0]);
    }

    #[test]
    fn a_workspace_has_so_many_and_others_have_theirs() {
        let (readers, here) = (Readers::default(), workspace(1));
        let mut held: Vec<_> =
            (0..OF_WORKSPACE).map(|user| readers.enter(&here, &user.to_string(), Cut::default()).unwrap()).collect();
        assert!(readers.enter(&here, "another", Cut::default()).is_none());
        assert!(readers.enter(&workspace(2), "another", Cut::default()).is_some());
        held.pop();
        assert!(readers.enter(&here, "another", Cut::default()).is_some());
    }

    #[test]
    fn all_together_are_bounded() {
        let readers = Readers::default();
        let held: Vec<_> = (0..20_u8)
            .flat_map(|number| (0..OF_WORKSPACE).map(move |user| (number, user)))
            .filter_map(|(number, user)| readers.enter(&workspace(number), &user.to_string(), Cut::default()))
            .collect();
        assert_eq!(held.len(), ALL);
        drop(held);
        assert!(readers.places().of.is_empty() && readers.places().all == 0);
    }
}
