use std::collections::BTreeSet;

use super::handle;
use super::*;

/// What the sandbox has no answer to.
const UNPLAYED: [(&str, &str); 1] = [("POST", "/v1/workspaces")];

#[test]
fn every_operation_of_the_catalogue_is_played_but_for_the_known_ones() {
    let operations = catalogue::builtin().operations();
    assert_eq!(operations.len(), 158);
    let silent = operations.iter().filter(|operation| !handle::is_played(operation));
    let silent: Vec<_> = silent.map(|operation| (operation.method.name(), operation.path.as_str())).collect();
    assert_eq!(silent, UNPLAYED);
}

#[test]
fn every_type_that_the_catalogue_lists_is_counted() {
    let counted: BTreeSet<_> = Kind::ALL.into_iter().filter_map(Kind::entity).chain(["workspace", "balance"]).collect();
    let listed: BTreeSet<_> =
        catalogue::builtin().operations().iter().filter_map(|operation| operation.entity.as_deref()).collect();
    assert_eq!(listed.difference(&counted).collect::<Vec<_>>(), Vec::<&&str>::new());
}
