//! The 30 scopes: fifteen things, each to read and to write.

const THINGS: [&str; 15] = [
    "CLIENT",
    "PROJECT",
    "TAG",
    "TASK",
    "TIME_ENTRY",
    "EXPENSE",
    "INVOICE",
    "USER",
    "GROUP",
    "WORKSPACE",
    "CUSTOM_FIELDS",
    "APPROVAL",
    "SCHEDULING",
    "REPORTS",
    "TIME_OFF",
];

/// Whether Clockify has this scope.
pub(super) fn is_known(scope: &str) -> bool {
    let thing = scope.strip_suffix("_READ").or_else(|| scope.strip_suffix("_WRITE"));
    thing.is_some_and(|thing| THINGS.contains(&thing))
}
