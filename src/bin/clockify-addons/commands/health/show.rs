//! A report in the forms that its readers know.

use clockify_addons::domain::addon::Addon;
use clockify_addons::health::{Check, Report, Status};
use serde_json::{Value, json};

fn subject(check: &Check) -> String {
    let addon = check.addon.map_or("-", Addon::name);
    match &check.item {
        Some(item) => format!("{addon} {item}"),
        None => addon.to_owned(),
    }
}

/// A line for each check, below each finding what to do, and the count at the end.
pub(super) fn text(shown: &[&Check], report: &Report) -> String {
    let width = |of: fn(&Check) -> usize| shown.iter().map(|check| of(check)).max().unwrap_or(0);
    let (id, about) = (width(|check| check.id.len()), width(|check| subject(check).len()));
    let mut text = String::new();
    for check in shown {
        let line =
            format!("{:<5} {:<id$}  {:<about$}  {}", check.status.word(), check.id, subject(check), check.observed);
        text.push_str(line.trim_end());
        text.push('\n');
        if check.status != Status::Pass {
            if let Some(limit) = &check.limit {
                text.push_str(&format!("      should be: {limit}\n"));
            }
            if let Some(hint) = &check.hint {
                text.push_str(&format!("      to do: {hint}\n"));
            }
        }
    }
    let count = |status| report.checks.iter().filter(|check| check.status == status).count();
    let [ok, warn, fail] = [Status::Pass, Status::Warn, Status::Fail].map(count);
    text.push_str(&format!("{}: {ok} ok, {warn} warn, {fail} fail\n", report.status().word()));
    text
}

/// One check as a document of its own.
pub(super) fn line(check: &Check) -> Value {
    json!({
        "id": check.id,
        "addon": check.addon.map(Addon::name),
        "item": check.item,
        "status": check.status,
        "observed": check.observed,
        "limit": check.limit,
        "hint": check.hint,
    })
}

/// `CLOCKIFY-ADDONS WARNING - what is wrong | performance data`.
pub(super) fn nagios(report: &Report, unknown: bool) -> String {
    let word = match report.status() {
        _ if unknown => "UNKNOWN",
        Status::Pass => "OK",
        Status::Warn => "WARNING",
        Status::Fail => "CRITICAL",
    };
    let worst = report.status();
    let mut findings: Vec<&Check> = report.findings().collect();
    findings.sort_by_key(|check| std::cmp::Reverse(check.status));
    let said = if findings.is_empty() {
        format!("{} checks are ok", report.checks.len())
    } else {
        let worst = findings.iter().filter(|check| check.status == worst);
        worst.map(|check| format!("{} {}: {}", subject(check), check.id, check.observed)).collect::<Vec<_>>().join("; ")
    };
    // Both characters have a meaning in this format.
    let said = said.replace(['|', '\n'], " ");
    let data: Vec<String> = report.checks.iter().filter_map(performance).collect();
    if data.is_empty() {
        format!("CLOCKIFY-ADDONS {word} - {said}\n")
    } else {
        format!("CLOCKIFY-ADDONS {word} - {said} | {}\n", data.join(" "))
    }
}

fn performance(check: &Check) -> Option<String> {
    let measure = check.measure?;
    let name = check.key().replace(['=', '\''], "_");
    let limit = |limit: Option<f64>| limit.map(|limit| limit.to_string()).unwrap_or_default();
    let text = format!("'{name}'={}{};{};{}", measure.value, measure.unit, limit(measure.warn), limit(measure.fail));
    Some(text.trim_end_matches(';').to_owned())
}

/// The text format of Prometheus, for the textfile collector.
pub(super) fn prometheus(report: &Report) -> String {
    let mut text = String::from(
        "# HELP clockify_addons_check_status How a check ended: 0 ok, 1 warn, 2 fail.\n\
         # TYPE clockify_addons_check_status gauge\n",
    );
    for check in &report.checks {
        text.push_str(&format!("clockify_addons_check_status{} {}\n", labels(check), number(check.status)));
    }
    if report.checks.iter().any(|check| check.measure.is_some()) {
        text.push_str(
            "# HELP clockify_addons_check_value What a check measured: seconds, bytes or a count.\n\
             # TYPE clockify_addons_check_value gauge\n",
        );
    }
    for check in &report.checks {
        if let Some(measure) = check.measure {
            text.push_str(&format!("clockify_addons_check_value{} {}\n", labels(check), measure.value));
        }
    }
    text.push_str(&format!(
        "# HELP clockify_addons_health The worst of all checks: 0 ok, 1 warn, 2 fail.\n\
         # TYPE clockify_addons_health gauge\nclockify_addons_health {}\n\
         # HELP clockify_addons_health_time_seconds When it was looked.\n\
         # TYPE clockify_addons_health_time_seconds gauge\nclockify_addons_health_time_seconds {}\n",
        number(report.status()),
        report.at.unix_timestamp()
    ));
    text
}

const fn number(status: Status) -> u8 {
    match status {
        Status::Pass => 0,
        Status::Warn => 1,
        Status::Fail => 2,
    }
}

fn labels(check: &Check) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let addon = check.addon.map_or("", Addon::name);
    let item = check.item.as_deref().unwrap_or_default();
    format!("{{addon=\"{addon}\",check=\"{}\",item=\"{}\"}}", check.id, escaped(item))
}
