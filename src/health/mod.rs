//! Whether everything is as it should be.
//!
//! Three questions, one form of answer. [`probe`] asks the running servers and nothing else: it is for whoever asks every
//! few seconds. [`doctor`] looks at the settings, the files and the databases, without a server. [`production`] goes
//! through the checklist of the deployment guide. Each answers with a [`Report`] of [`Check`]s, and nothing is changed by
//! asking.

pub mod doctor;
pub mod probe;
pub mod production;

mod backups;
mod host;

use serde::{Serialize, Serializer};
use time::OffsetDateTime;

use crate::domain::addon::Addon;

/// How a check ended. The worse is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As it should be.
    Pass,
    /// It works, and somebody should look.
    Warn,
    /// It doesn't work, or it isn't safe.
    Fail,
}

impl Status {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }

    /// Warn or pass.
    #[must_use]
    pub const fn warn_unless(good: bool) -> Self {
        if good { Self::Pass } else { Self::Warn }
    }

    /// Fail or pass.
    #[must_use]
    pub const fn fail_unless(good: bool) -> Self {
        if good { Self::Pass } else { Self::Fail }
    }

    /// What a number means that should stay below two limits.
    #[must_use]
    pub fn of<T: PartialOrd + Copy>(value: T, warn: T, fail: T) -> Self {
        if value >= fail {
            Self::Fail
        } else if value >= warn {
            Self::Warn
        } else {
            Self::Pass
        }
    }
}

/// A number that was measured, for whoever draws lines of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// The number.
    pub value: f64,
    /// Its unit: `s`, `B`, or nothing for a count.
    pub unit: &'static str,
    /// From where on it is a warning.
    pub warn: Option<f64>,
    /// From where on it is a failure.
    pub fail: Option<f64>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What was looked at, as `subject.property`. Stays the same from release to release.
    pub id: &'static str,
    /// The add-on that it is about; none where it is about all.
    pub addon: Option<Addon>,
    /// What it is about beside that: a setting, a file.
    pub item: Option<String>,
    /// How it ended.
    pub status: Status,
    /// What was found, for people. Never a secret.
    pub observed: String,
    /// What it should be.
    pub limit: Option<String>,
    /// What to do, with the setting or the command that does it.
    pub hint: Option<String>,
    /// The number that was measured.
    pub measure: Option<Measure>,
}

impl Check {
    /// A check that ended so.
    pub fn new(id: &'static str, status: Status, observed: impl Into<String>) -> Self {
        Self { id, addon: None, item: None, status, observed: observed.into(), limit: None, hint: None, measure: None }
    }

    /// It is about this add-on.
    #[must_use]
    pub fn of(mut self, addon: Addon) -> Self {
        self.addon = Some(addon);
        self
    }

    /// It is about this one of several.
    #[must_use]
    pub fn item(mut self, item: impl Into<String>) -> Self {
        self.item = Some(item.into());
        self
    }

    /// What it should be.
    #[must_use]
    pub fn limit(mut self, limit: impl Into<String>) -> Self {
        self.limit = Some(limit.into());
        self
    }

    /// What to do if it isn't as it should be. Nothing is kept of it where it is.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if self.status != Status::Pass {
            self.hint = Some(hint.into());
        }
        self
    }

    /// The number behind it, and from where on it is too much.
    #[must_use]
    pub fn measure(mut self, value: f64, unit: &'static str, warn: Option<f64>, fail: Option<f64>) -> Self {
        self.measure = Some(Measure { value, unit, warn, fail });
        self
    }

    /// Add-on, check and item as one key, which no other check of a report has.
    #[must_use]
    pub fn key(&self) -> String {
        let subject = self.addon.map_or("clockify-addons", Addon::name);
        match &self.item {
            Some(item) => format!("{subject}:{}:{item}", self.id),
            None => format!("{subject}:{}", self.id),
        }
    }
}

/// Everything that was looked at.
#[derive(Clone, Debug)]
pub struct Report {
    /// When.
    pub at: OffsetDateTime,
    /// What, in the order in which it was looked at.
    pub checks: Vec<Check>,
}

impl Report {
    /// The worst that was found.
    #[must_use]
    pub fn status(&self) -> Status {
        self.checks.iter().map(|check| check.status).max().unwrap_or(Status::Pass)
    }

    /// Everything that isn't as it should be.
    pub fn findings(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.status != Status::Pass)
    }
}

/// The form of the draft «Health Check Response Format for HTTP APIs» (draft-inadarei-api-health-check-06), which
/// expired as a draft and lives on as a habit.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;

        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("status", &self.status())?;
        map.serialize_entry("version", "1")?;
        map.serialize_entry("releaseId", env!("CARGO_PKG_VERSION"))?;
        map.serialize_entry("serviceId", "clockify-addons")?;
        let time = crate::clock::stamp(self.at);
        let mut checks = serde_json::Map::new();
        for check in &self.checks {
            let entry = checks.entry(check.key()).or_insert_with(|| serde_json::Value::Array(Vec::new()));
            if let serde_json::Value::Array(all) = entry {
                all.push(document(check, &time));
            }
        }
        map.serialize_entry("checks", &checks)?;
        map.end()
    }
}

fn document(check: &Check, time: &str) -> serde_json::Value {
    let mut document = serde_json::json!({
        "componentId": check.addon.map(Addon::name),
        "componentType": if check.id.starts_with("database.") { "datastore" } else { "system" },
        "status": check.status,
        "time": time,
        "output": check.observed,
    });
    let mut add = |name: &str, value: Option<serde_json::Value>| {
        if let Some(value) = value {
            document[name] = value;
        }
    };
    add("item", check.item.clone().map(Into::into));
    add("observedValue", check.measure.map(|measure| measure.value.into()));
    add("observedUnit", check.measure.map(|measure| measure.unit.into()));
    add("limit", check.limit.clone().map(Into::into));
    add("hint", check.hint.clone().map(Into::into));
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_counts() {
        let report = |all: &[Status]| Report {
            at: OffsetDateTime::UNIX_EPOCH,
            checks: all.iter().map(|status| Check::new("a.b", *status, "")).collect(),
        };
        assert_eq!(report(&[]).status(), Status::Pass);
        assert_eq!(report(&[Status::Pass, Status::Warn]).status(), Status::Warn);
        assert_eq!(report(&[Status::Fail, Status::Warn]).status(), Status::Fail);
        assert_eq!(
            [Status::of(4, 5, 9), Status::of(5, 5, 9), Status::of(9, 5, 9)].map(Status::word),
            ["ok", "warn", "fail"]
        );
    }

    #[test]
    fn a_report_is_a_document_that_monitoring_knows() {
        let checks = vec![
            Check::new("database.latency", Status::Pass, "2 ms").of(Addon::ApiStudio).measure(
                0.002,
                "s",
                Some(0.05),
                None,
            ),
            Check::new("settings.value", Status::Fail, "no port").item("PORT").hint("set PORT").limit("a port"),
        ];
        let report = Report { at: OffsetDateTime::UNIX_EPOCH, checks };
        let document = serde_json::to_value(&report).unwrap();
        assert_eq!(document["status"], "fail");
        assert_eq!(document["checks"]["api-studio:database.latency"][0]["observedValue"], 0.002);
        let bad = &document["checks"]["clockify-addons:settings.value:PORT"][0];
        assert_eq!(
            (&bad["hint"], &bad["limit"], &bad["time"]),
            (&"set PORT".into(), &"a port".into(), &"1970-01-01T00:00:00.000Z".into())
        );
    }

    #[test]
    fn what_is_as_it_should_be_needs_no_hint() {
        assert_eq!(Check::new("a.b", Status::Pass, "").hint("do").hint, None);
    }
}
