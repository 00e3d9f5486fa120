//! What starts a flow.

use std::time::Duration;

use serde_json::{Map, Value};

use super::TRIGGERS;
use super::fields::Reader;
use crate::domain::event::EventType;
use crate::domain::flow::definition::Trigger;
use crate::domain::flow::schedule::{Schedule, TimeOfDay};
use crate::domain::flow::{filter, limits, suggest};

/// The days of the week as a schedule names them, from Monday on.
pub(in crate::domain::flow) const DAYS: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

const SHAPE: &str = r#"a trigger is {"event": …}, {"source": …}, {"every": …}, {"daily": …} or {"weekly": …}"#;
/// The shortest and the longest period of a schedule.
const EVERY: [Duration; 2] = [Duration::from_mins(1), Duration::from_hours(30 * 24)];

impl Reader {
    pub(super) fn triggers(&mut self, fields: &Map<String, Value>) -> Option<Vec<Trigger>> {
        let list = self.required(fields, "", "triggers")?;
        let list = self.list(list, "/triggers")?;
        if !(1..=TRIGGERS).contains(&list.len()) {
            self.problem("/triggers", format!("a flow has 1 to {TRIGGERS} triggers"));
            return None;
        }
        let mut triggers = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let path = format!("/triggers/{index}");
            match self.trigger(value, &path) {
                Some(trigger) if triggers.contains(&trigger) => {
                    self.problem(&path, "this trigger stands there already");
                }
                Some(trigger) => triggers.push(trigger),
                None => {}
            }
        }
        Some(triggers)
    }

    fn trigger(&mut self, value: &Value, path: &str) -> Option<Trigger> {
        let fields = self.object(value, path)?;
        let at = |name: &str| format!("{path}/{name}");
        if let Some(source) = fields.get("source") {
            self.known(fields, path, &["source", "event"]);
            let event = fields.get("event").and_then(|event| self.line(event, &at("event"), super::NAME));
            let source = self.line(source, &at("source"), 64)?;
            if !source.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-') {
                self.problem(&at("source"), "a source's name has lower-case letters, digits and '-'");
            }
            Some(Trigger::Source { source, event })
        } else if let Some(event) = fields.get("event") {
            self.known(fields, path, &["event"]);
            self.event(event, &at("event")).map(Trigger::Event)
        } else if let Some(every) = fields.get("every") {
            self.known(fields, path, &["every"]);
            let every = self.duration(every, &at("every"), EVERY)?;
            Some(Trigger::Schedule(Schedule::Every(every)))
        } else if let Some(daily) = fields.get("daily") {
            self.known(fields, path, &["daily", "zone"]);
            let zone = self.zone(fields, path);
            let at = self.time_of_day(daily, &at("daily"))?;
            Some(Trigger::Schedule(Schedule::Daily { at, zone }))
        } else if let Some(weekly) = fields.get("weekly") {
            self.known(fields, path, &["weekly", "zone"]);
            let zone = self.zone(fields, path);
            self.weekly(weekly, &at("weekly"), zone).map(Trigger::Schedule)
        } else {
            self.problem(path, SHAPE);
            None
        }
    }

    fn event(&mut self, value: &Value, path: &str) -> Option<EventType> {
        let Value::String(name) = value else {
            self.wrong(value, path, "the name of an event");
            return None;
        };
        let event = name.parse().ok();
        if event.is_none() {
            let near = suggest::sentence(name, &EventType::ALL.map(EventType::name));
            self.problem(path, format!("'{}' is not a Clockify webhook event{near}", limits::cut(name)));
        }
        event
    }

    fn weekly(&mut self, value: &Value, path: &str, zone: Option<String>) -> Option<Schedule> {
        let fields = self.object(value, path)?;
        self.known(fields, path, &["days", "at"]);
        let at = self.required(fields, path, "at").and_then(|at| self.time_of_day(at, &format!("{path}/at")));
        let inside = format!("{path}/days");
        let list = self.required(fields, path, "days").and_then(|days| self.list(days, &inside))?;
        if list.is_empty() {
            self.problem(&inside, "at least one day");
            return None;
        }
        let mut days = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let path = format!("{inside}/{index}");
            let day = self.one_of(value, &path, &DAYS)?;
            let number = DAYS.iter().zip(1..).find(|(name, _)| **name == day).map(|(_, number)| number)?;
            if days.contains(&number) {
                self.problem(&path, "this day stands there already");
            }
            days.push(number);
        }
        days.sort_unstable();
        Some(Schedule::Weekly { days, at: at?, zone })
    }

    fn time_of_day(&mut self, value: &Value, path: &str) -> Option<TimeOfDay> {
        let time = value.as_str().and_then(time_of_day);
        if time.is_none() {
            self.wrong(value, path, "a time of day, as in 17:00");
        }
        time
    }

    fn zone(&mut self, fields: &Map<String, Value>, path: &str) -> Option<String> {
        let path = format!("{path}/zone");
        let name = self.line(fields.get("zone")?, &path, 64)?;
        if filter::zone(&name).is_err() {
            self.problem(&path, format!("there is no time zone '{name}'; zones are named as in Europe/Vienna"));
        }
        Some(name)
    }
}

fn time_of_day(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: u8| {
        let plain = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit());
        text.parse().ok().filter(|number| plain && *number <= most)
    };
    Some(TimeOfDay { hour: number(hour, 23)?, minute: number(minute, 59)? })
}
