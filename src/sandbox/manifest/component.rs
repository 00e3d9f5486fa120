//! Components: the add-on's places in Clockify's own pages.

use serde_json::{Map, Value};

use super::{Problems, text, within};

const TYPES: [&str; 10] = [
    "sidebar",
    "widget",
    "timeoff.tab",
    "schedule.tab",
    "approvals.tab",
    "reports.tab",
    "activity.tab",
    "team.tab",
    "projects.tab",
    "invoices.action",
];

pub(super) const ACCESS_LEVELS: [&str; 2] = ["ADMINS", "EVERYONE"];

/// The longest label that the navigation shows whole.
const LONGEST_LABEL: usize = 25;

pub(super) fn check(fields: &Map<String, Value>, problems: &mut Problems) {
    let components = problems.objects(fields, "", "components");
    let sidebars = components.iter().filter(|(_, component)| text(component, "type") == Some("sidebar")).count();
    problems.require(sidebars <= 1, "/components", "must have at most one of type sidebar");
    for (place, component) in components {
        problems.word(component, &place, "type", &TYPES);
        problems.word(component, &place, "accessLevel", &ACCESS_LEVELS);
        problems.text(component, &place, "path", usize::MAX);
        problems.text(component, &place, "label", LONGEST_LABEL);
        problems.text(component, &place, "iconPath", usize::MAX);
        for name in ["width", "height"] {
            let whole = component.get(name).is_none_or(|value| value.is_u64() || value.is_i64());
            problems.require(whole, &within(&place, name), "must be a whole number");
        }
        let options = component.get("options").is_none_or(Value::is_object);
        problems.require(options, &within(&place, "options"), "must be an object");
    }
}
