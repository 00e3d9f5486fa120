//! The pages about templates, one for each group, made from the templates' own files.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Need, Template, list};
use crate::domain::addon::Spec;

/// Where they are, from the root of the repository, and what they say. `smaller` is the add-on that has only some of them.
#[must_use]
pub fn pages(smaller: &'static Spec) -> Vec<(String, String)> {
    let mut groups: Vec<&str> = Vec::new();
    for template in list() {
        if !groups.contains(&template.group.as_str()) {
            groups.push(&template.group);
        }
    }
    groups.into_iter().map(|group| (path(group), page(group, smaller))).collect()
}

fn path(group: &str) -> String {
    format!("docs/guides/templates/{}.md", group.to_lowercase().replace(' ', "-"))
}

fn page(group: &str, smaller: &'static Spec) -> String {
    let mut page = format!(
        "<!-- Generated from src/flows/templates; do not edit. -->\n\n# Templates: {}\n\n\
         How a template becomes a flow is [told for all of them](../templates.md).\n",
        group.to_lowercase()
    );
    for template in list().iter().filter(|template| template.group == group) {
        page += &section(template, smaller);
    }
    page
}

fn section(template: &Template, smaller: &'static Spec) -> String {
    let mut text = format!("\n## {}\n\n{}\n\n", template.title, template.description);
    _ = writeln!(text, "- Name: `{}`", template.name);
    _ = writeln!(text, "- Starts with: {}", starts(&template.flow));
    if let Some(of) = template.of(smaller).filter(|template| usable(template, smaller)) {
        _ = writeln!(text, "- In {} too, with {}", title(smaller), starts(&of.flow));
    }
    if template.needs.contains(&Need::Http) {
        text += "- Calls another system: `UW_ENABLE_GENERIC_HTTP_ACTIONS=true`, and a stored secret\n";
    }
    text += &inputs(template);
    let flags: String =
        template.inputs.iter().filter(|input| input.default.is_none()).fold(String::new(), |text, input| {
            let sample = input.sample.as_ref().map(plain).unwrap_or_default();
            text + &format!(" \\\n  --input '{}={sample}'", input.name)
        });
    _ = write!(text, "\n```sh\nclockify-addons flows templates use {}{flags}\n```\n", template.name);
    let event = template.sample.event.as_deref().map_or_else(
        || format!("When it is due, at {},", template.sample.now),
        |event| format!("On a `{event}` that says"),
    );
    if template.sample.event.is_some() {
        _ = write!(text, "\n{event}\n\n{}\nit sends\n", block(&template.sample.payload));
    } else {
        _ = write!(text, "\n{event} it sends\n");
    }
    for sent in &template.expect {
        _ = write!(text, "\n{}", block(sent));
    }
    let flow = block(&template.flow);
    _ = write!(text, "\n<details><summary>The flow</summary>\n\n{flow}\n</details>\n");
    text
}

/// Whether an add-on without calls to other systems can use it.
fn usable(template: &Template, spec: &'static Spec) -> bool {
    use crate::clockify::catalogue::builtin;
    use crate::domain::flow::read;
    use crate::flows::check::{Options, check};

    let filled = template.fill(&template.sample_inputs());
    let flow = filled.ok().and_then(|document| read(&document).ok());
    flow.is_some_and(|flow| check(&flow, builtin(), spec, Options::default()).is_ok())
}

/// The add-on's name for people: what its entry in the side bar says.
fn title(spec: &Spec) -> &'static str {
    spec.sidebar_label
}

/// What starts it, in words.
fn starts(flow: &Value) -> String {
    let triggers = flow.get("triggers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let one = |trigger: &Value| match trigger.get("event").and_then(Value::as_str) {
        Some(event) => format!("`{event}`"),
        None => format!("`{trigger}`"),
    };
    triggers.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn inputs(template: &Template) -> String {
    if template.inputs.is_empty() {
        return String::new();
    }
    let mut text = "\n| Input | What it is | Without it |\n|---|---|---|\n".to_owned();
    for input in &template.inputs {
        let default = input.default.as_ref().map_or_else(|| "has to be given".to_owned(), |value| format!("`{value}`"));
        let many = if input.many { "; several" } else { "" };
        _ = writeln!(text, "| `{}` | {}{many} | {default} |", input.name, input.title);
    }
    text
}

/// A value as it is given on the command line.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn block(value: &Value) -> String {
    format!("```json\n{}\n```\n", serde_json::to_string_pretty(value).unwrap_or_default())
}
