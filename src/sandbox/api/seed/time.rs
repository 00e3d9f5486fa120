//! Time entries: each user's own, the newest first, over the last sixty days.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{DAYS, Seed, moment, signed};
use crate::sandbox::api::kind::Kind;
use crate::sandbox::payload::scene::pick;

const DESCRIPTIONS: [&str; 8] = [
    "Draft of the quarterly overview",
    "Review with the design group",
    "Prüfung der Unterlagen, 2. Teil",
    "",
    "Call “kick-off” & follow-up",
    "設計メモ ✓",
    "Sorting the inbox",
    "Tests of the new form",
];

impl Seed {
    /// When an entry begins and ends. One user in seventeen has a timer running.
    pub(in crate::sandbox::api) fn interval(&self, n: u64) -> (OffsetDateTime, Option<OffsetDateTime>) {
        let user = self.entries.parent(n);
        let share = self.entries.range(user);
        let slot = DAYS * 24 * 3600 / signed(share.end - share.start).max(1);
        let half = u64::try_from(slot / 2).unwrap_or(1).max(60);
        let late = signed(self.any(Kind::TimeEntry, n, 0, half)) / 60 * 60;
        let start = self.epoch - Duration::seconds(slot * (signed(n - share.start) + 1) - late);
        let minutes = 1 + signed(self.any(Kind::TimeEntry, n, 1, (half / 60).clamp(1, 180)));
        let running = n == share.start && user % 17 == 3;
        (start, (!running).then(|| start + Duration::minutes(minutes).min(Duration::seconds(slot / 2))))
    }

    pub(super) fn time_entry(&self, n: u64) -> Value {
        let kind = Kind::TimeEntry;
        let (start, end) = self.interval(n);
        let project = (n % 9 != 8 && self.sizes.projects > 0).then(|| self.any(kind, n, 2, self.sizes.projects));
        let task = project.filter(|_| n % 3 != 2).and_then(|project| {
            let tasks = self.tasks.range(project);
            (!tasks.is_empty()).then(|| tasks.start + self.any(kind, n, 3, tasks.end - tasks.start))
        });
        let tags = self.any(kind, n, 4, 3).min(self.sizes.tags);
        let tags = (0..tags).map(|k| self.id(Kind::Tag, (self.any(kind, n, 5, self.sizes.tags) + k) % self.sizes.tags));
        json!({
            "id": self.id(kind, n),
            "description": pick(&DESCRIPTIONS, self.any(kind, n, 6, 8)),
            "tagIds": tags.collect::<Vec<_>>(),
            "userId": self.id(Kind::User, self.entries.parent(n)),
            "billable": n % 4 != 3,
            "taskId": task.map(|task| self.id(Kind::Task, task)),
            "projectId": project.map(|project| self.id(Kind::Project, project)),
            "workspaceId": self.workspace.id,
            "timeInterval": {
                "start": moment(start),
                "end": end.map(moment),
                "duration": end.map(|end| elapsed(end - start)),
            },
            "customFieldValues": [],
            "type": "REGULAR",
            "kioskId": Value::Null,
            "hourlyRate": { "amount": 7500, "currency": "EUR" },
            "costRate": Value::Null,
            "isLocked": false,
        })
    }
}

/// A span of time as Clockify writes it.
pub(in crate::sandbox::api) fn elapsed(span: Duration) -> String {
    let seconds = span.whole_seconds().max(0);
    let mut text = "PT".to_owned();
    for (amount, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')] {
        if amount > 0 {
            text.push_str(&format!("{amount}{unit}"));
        }
    }
    if text.len() == 2 { "PT0S".to_owned() } else { text }
}
