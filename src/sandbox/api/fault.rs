//! What can be made to go wrong, for one operation or for all.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Something that goes wrong instead of, or on top of, the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Fault {
    /// This status, with the platform's error body.
    Status {
        /// Such as 503.
        status: u16,
    },
    /// No answer, ever.
    Timeout,
    /// The answer, but late.
    Slow {
        /// How late, in milliseconds.
        ms: u64,
    },
    /// The first half of the answer's JSON, as if it were all.
    HalfJson,
    /// A page for people, with status 200.
    WrongType,
    /// A JSON list of so many bytes.
    Big {
        /// How many; 10 MB when left out.
        #[serde(default = "ten_megabytes")]
        bytes: usize,
    },
    /// Every page of a list is full, and none is the last; each with entities that were never seen before.
    EndlessPages,
    /// Every page of a list is the first one, and none is the last.
    RepeatedPages,
    /// The token isn't accepted.
    Unauthorized,
    /// The add-on may not.
    Scope,
    /// The workspace's plan doesn't have it.
    Plan,
    /// Too many requests, and when to come again.
    #[serde(rename_all = "camelCase")]
    RateLimited {
        /// Seconds for `Retry-After`; no such header when left out.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// The connection is reset before an answer.
    Reset,
    /// The connection ends in the middle of the answer.
    Cut,
}

fn ten_megabytes() -> usize {
    10_000_000
}

impl Fault {
    /// How late a slow answer is.
    pub(super) const fn delay(&self) -> Option<Duration> {
        match self {
            Self::Slow { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }
}

/// How often it goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// At the next call.
    #[default]
    Once,
    /// At the next so many calls.
    Times(u32),
    /// At every call.
    Always,
    /// At every so many-th call: 3 means the third, the sixth, and so on.
    Every(u32),
}

/// A fault that is to happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Name of an operation in the catalogue; every operation when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// What happens.
    pub fault: Fault,
    /// How often.
    #[serde(default)]
    pub when: When,
}

impl Rule {
    /// At the operation of this name.
    #[must_use]
    pub fn at(operation: &str, fault: Fault, when: When) -> Self {
        Self { operation: Some(operation.to_owned()), fault, when }
    }

    /// At every operation.
    #[must_use]
    pub const fn everywhere(fault: Fault, when: When) -> Self {
        Self { operation: None, fault, when }
    }
}

/// The faults that are to happen, in the order in which they were asked for.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(Rule, u32)>);

impl Faults {
    pub(super) fn add(&mut self, rule: Rule) {
        self.0.push((rule, 0));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn rules(&self) -> Vec<Rule> {
        self.0.iter().map(|(rule, _)| rule.clone()).collect()
    }

    /// What goes wrong at this call. Of several rules the first one that applies counts, and only its calls do.
    pub(super) fn next(&mut self, operation: &str) -> Option<Fault> {
        let mut found = None;
        for (at, (rule, calls)) in self.0.iter_mut().enumerate() {
            if rule.operation.as_ref().is_some_and(|name| name != operation) {
                continue;
            }
            *calls += 1;
            let (applies, over) = match rule.when {
                When::Once => (true, true),
                When::Times(times) => (*calls <= times, *calls >= times),
                When::Always => (true, false),
                When::Every(n) => (n > 0 && *calls % n == 0, false),
            };
            if applies {
                found = Some((at, over, rule.fault.clone()));
                break;
            }
        }
        let (at, over, fault) = found?;
        if over {
            self.0.remove(at);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calls, counted from 1, at which something goes wrong.
    fn calls(when: When) -> Vec<u32> {
        let mut faults = Faults::default();
        faults.add(Rule::at("getTags", Fault::Timeout, when));
        (1..=9).filter(|_| faults.next("getClients").is_none() && faults.next("getTags").is_some()).collect()
    }

    #[test]
    fn faults_happen_as_often_as_asked() {
        assert_eq!(calls(When::Once), [1]);
        assert_eq!(calls(When::Times(3)), [1, 2, 3]);
        assert_eq!(calls(When::Times(0)), Vec::<u32>::new());
        assert_eq!(calls(When::Every(4)), [4, 8]);
        assert_eq!(calls(When::Every(0)), Vec::<u32>::new());
        assert_eq!(calls(When::Always).len(), 9);
    }

    #[test]
    fn one_follows_the_other() {
        let mut faults = Faults::default();
        faults.add(Rule::everywhere(Fault::Status { status: 503 }, When::Times(2)));
        faults.add(Rule::everywhere(Fault::Reset, When::Once));
        let happened: Vec<_> = (0..4).map(|_| faults.next("x")).collect();
        let failed = Some(Fault::Status { status: 503 });
        assert_eq!(happened, [failed.clone(), failed, Some(Fault::Reset), None]);
        assert_eq!(faults.rules(), []);
    }

    #[test]
    fn rules_are_written_shortly() {
        let rule: Rule = serde_json::from_str(r#"{"fault":{"kind":"big"}}"#).unwrap();
        assert_eq!(rule, Rule::everywhere(Fault::Big { bytes: 10_000_000 }, When::Once));
        let rule: Rule = serde_json::from_str(
            r#"{"operation":"getTags","fault":{"kind":"rateLimited","retryAfter":2},"when":{"every":3}}"#,
        )
        .unwrap();
        assert_eq!(rule, Rule::at("getTags", Fault::RateLimited { retry_after: Some(2) }, When::Every(3)));
    }
}
