//! What to do about a workspace's webhooks: what is wanted and what is there, compared. Nothing here calls or stores.
//!
//! A webhook is ours if it leads to our address, or if we know its id. It is one that we made if it also has the name
//! that we give; only such a one is ever removed. Webhooks that lead elsewhere are somebody else's and left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::remote::Webhook;
use crate::domain::event::EventType;

/// Most webhooks of a workspace, whatever its plan.
pub(super) const MOST: usize = 300;

/// What a webhook is set on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Of which kind the things are.
    pub kind: &'static str,
    /// Their ids.
    pub ids: BTreeSet<String>,
}

/// What we know of a webhook that was registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Clockify's id of it.
    pub remote_id: Option<String>,
    /// Whether the hash of its token is stored.
    pub has_token: bool,
}

/// What is wanted and what is there.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// Where deliveries are to go.
    pub url: &'a str,
    /// The events to be registered, each with what it is set on, or why it can't be registered.
    pub wanted: &'a BTreeMap<EventType, Result<Trigger, String>>,
    /// What Clockify has.
    pub there: &'a [Webhook],
    /// How many webhooks Clockify counts in the workspace.
    pub count: usize,
    /// What is stored.
    pub known: &'a BTreeMap<EventType, Known>,
}

/// Something to do.
#[derive(Clone, Debug)]
pub enum Action<'a> {
    /// Register a webhook.
    Create {
        /// For this event.
        event: EventType,
        /// Set on this.
        trigger: &'a Trigger,
    },
    /// Store what Clockify says of a webhook that is there.
    Keep {
        /// Its event.
        event: EventType,
        /// The webhook.
        webhook: &'a Webhook,
    },
    /// Have a new token made for a webhook, since the present one can't be known.
    Rotate {
        /// Its event.
        event: EventType,
        /// The webhook.
        webhook: &'a Webhook,
    },
    /// Set a webhook right: its address, what it is set on, or that Clockify gave up on it.
    Update {
        /// Its event.
        event: EventType,
        /// The webhook.
        webhook: &'a Webhook,
        /// What it is set on.
        trigger: &'a Trigger,
    },
    /// Store why there is no webhook.
    Lack {
        /// For this event.
        event: EventType,
        /// Why.
        reason: String,
    },
    /// Remove a webhook that we made and don't want.
    Remove {
        /// The webhook.
        webhook: &'a Webhook,
    },
    /// Drop what is stored of an event that is not to be registered any more.
    Forget {
        /// The event.
        event: EventType,
    },
}

/// The name that a webhook of ours has in Clockify, which takes 2 to 30 characters.
#[must_use]
pub fn name(event: EventType) -> String {
    let words = event.name().to_ascii_lowercase().replace('_', " ");
    format!("Add-on: {words}").chars().take(30).collect()
}

/// What to do. Removals come first: they make room for what is to be created.
#[must_use]
pub fn decide<'a>(situation: &Situation<'a>) -> Vec<Action<'a>> {
    let Situation { url, wanted, there, count, known } = *situation;
    let mut actions = Vec::new();
    let mut kept = BTreeMap::new();
    for event in wanted.keys() {
        let id = known.get(event).and_then(|known| known.remote_id.as_deref());
        let ours = |webhook: &&Webhook| webhook.is_for(*event) && (webhook.url == url || id == Some(&webhook.id));
        let rank = |webhook: &&Webhook| (id != Some(&webhook.id), webhook.name != name(*event), webhook.id.clone());
        kept.extend(there.iter().filter(ours).min_by_key(rank).map(|webhook| (*event, webhook)));
    }
    let is_kept = |webhook: &Webhook| kept.values().any(|kept| kept.id == webhook.id);
    let was_known =
        |webhook: &Webhook| known.values().any(|known| known.remote_id.as_deref() == Some(webhook.id.as_str()));
    let made_by_us = |webhook: &Webhook| {
        (webhook.url == url || was_known(webhook))
            && webhook.event.parse().is_ok_and(|event| webhook.name == name(event))
    };
    let unwanted: Vec<_> = there.iter().filter(|webhook| !is_kept(webhook) && made_by_us(webhook)).collect();
    let mut count = count.saturating_sub(unwanted.len());
    actions.extend(unwanted.into_iter().map(|webhook| Action::Remove { webhook }));
    actions.extend(known.keys().filter(|event| !wanted.contains_key(event)).map(|&event| Action::Forget { event }));
    for (&event, trigger) in wanted {
        match (kept.get(&event), trigger) {
            (Some(webhook), trigger) => {
                let before = known.get(&event).cloned().unwrap_or_default();
                let token_known = before.has_token && before.remote_id.as_deref() == Some(webhook.id.as_str());
                actions.push(Action::Keep { event, webhook });
                if let Ok(trigger) = trigger
                    && needs_update(webhook, trigger, url)
                {
                    actions.push(Action::Update { event, webhook, trigger });
                }
                if webhook.token.is_none() && !token_known {
                    actions.push(Action::Rotate { event, webhook });
                }
            }
            (None, Err(reason)) => actions.push(Action::Lack { event, reason: reason.clone() }),
            (None, Ok(_)) if count >= MOST => {
                let reason = format!("the workspace has {count} webhooks, and Clockify allows {MOST}");
                actions.push(Action::Lack { event, reason });
            }
            (None, Ok(trigger)) => {
                count += 1;
                actions.push(Action::Create { event, trigger });
            }
        }
    }
    actions
}

/// Whether a webhook has to be set right. That somebody switched it off is their decision; that Clockify gave up on it is
/// not.
fn needs_update(webhook: &Webhook, trigger: &Trigger, url: &str) -> bool {
    let same = |given: &BTreeSet<String>| *given == trigger.ids;
    webhook.url != url
        || webhook.delivery_enabled == Some(false)
        || (webhook.trigger_kind == "USER_ID" || trigger.kind == "USER_ID")
            && (webhook.trigger_kind != trigger.kind || !same(&webhook.trigger))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const URL: &str = "https://addons.example.com/webhooks/clockify";

    fn all(kind: &'static str, ids: &[&str]) -> Trigger {
        Trigger { kind, ids: ids.iter().map(|id| (*id).to_owned()).collect() }
    }

    fn workspace() -> Trigger {
        all("WORKSPACE_ID", &["w"])
    }

    fn webhook(id: &str, event: EventType) -> Webhook {
        Webhook {
            id: id.to_owned(),
            name: name(event),
            url: URL.to_owned(),
            event: event.name().to_owned(),
            enabled: Some(true),
            delivery_enabled: Some(true),
            plan_enabled: Some(true),
            token: Some("t".repeat(32).into()),
            trigger_kind: "WORKSPACE_ID".to_owned(),
            trigger: ["w".to_owned()].into(),
        }
    }

    fn known(id: &str, has_token: bool) -> Known {
        Known { remote_id: Some(id.to_owned()), has_token }
    }

    /// What is done about one wanted event, in short.
    fn about(there: &[Webhook], known: Option<Known>, trigger: Result<Trigger, String>) -> Vec<String> {
        let wanted = [(EventType::NewTag, trigger)].into();
        let known = known.map(|known| (EventType::NewTag, known)).into_iter().collect();
        let situation = Situation { url: URL, wanted: &wanted, there, count: there.len(), known: &known };
        decide(&situation).iter().map(short).collect()
    }

    fn short(action: &Action<'_>) -> String {
        match action {
            Action::Create { event, .. } => format!("create {event}"),
            Action::Keep { webhook, .. } => format!("keep {}", webhook.id),
            Action::Rotate { webhook, .. } => format!("rotate {}", webhook.id),
            Action::Update { webhook, .. } => format!("update {}", webhook.id),
            Action::Lack { reason, .. } => format!("lack: {reason}"),
            Action::Remove { webhook } => format!("remove {}", webhook.id),
            Action::Forget { event } => format!("forget {event}"),
        }
    }

    fn but(id: &str, change: impl FnOnce(&mut Webhook)) -> Webhook {
        let mut webhook = webhook(id, EventType::NewTag);
        change(&mut webhook);
        webhook
    }

    #[test]
    fn each_situation_has_its_remedy() {
        let foreign = || but("f", |webhook| webhook.url = "https://elsewhere.example.com/x".to_owned());
        let own = || webhook("1", EventType::NewTag);
        let by_hand = || but("0", |webhook| webhook.name = "mine".to_owned());
        let silent = || but("1", |webhook| webhook.token = None);
        let cases: [(&[Webhook], Option<Known>, &[&str]); 16] = [
            (&[], None, &["create NEW_TAG"]),
            (&[foreign()], None, &["create NEW_TAG"]),
            (&[], Some(known("gone", true)), &["create NEW_TAG"]),
            (&[own()], None, &["keep 1"]),
            (&[own()], Some(known("1", true)), &["keep 1"]),
            (&[own(), webhook("2", EventType::NewTag)], Some(known("2", true)), &["remove 1", "keep 2"]),
            (&[own(), webhook("2", EventType::NewTag)], None, &["remove 2", "keep 1"]),
            (&[own(), by_hand()], None, &["keep 1"]),
            (&[by_hand()], None, &["keep 0"]),
            (&[silent()], None, &["keep 1", "rotate 1"]),
            (&[silent()], Some(known("1", true)), &["keep 1"]),
            (&[silent()], Some(known("2", true)), &["keep 1", "rotate 1"]),
            (&[but("1", |webhook| webhook.delivery_enabled = Some(false))], None, &["keep 1", "update 1"]),
            (&[but("1", |webhook| webhook.plan_enabled = Some(false))], None, &["keep 1"]),
            (&[but("1", |webhook| webhook.enabled = Some(false))], None, &["keep 1"]),
            (
                &[but("1", |webhook| webhook.url = "https://old.example.com/webhooks/clockify".to_owned())],
                Some(known("1", true)),
                &["keep 1", "update 1"],
            ),
        ];
        for (there, known, expected) in cases {
            assert_eq!(about(there, known.clone(), Ok(workspace())), expected, "{there:?} {known:?}");
        }
        assert_eq!(about(&[], None, Err("why".to_owned())), ["lack: why"]);
        assert_eq!(about(&[own()], None, Err("why".to_owned())), ["keep 1"]);
    }

    #[test]
    fn what_is_set_on_users_follows_them() {
        let on = |ids: &[&str]| {
            but("1", |webhook| {
                webhook.trigger_kind = "USER_ID".to_owned();
                webhook.trigger = ids.iter().map(|id| (*id).to_owned()).collect();
            })
        };
        let users = || Ok(all("USER_ID", &["a", "b"]));
        assert_eq!(about(&[on(&["b", "a"])], None, users()), ["keep 1"]);
        assert_eq!(about(&[on(&["a"])], None, users()), ["keep 1", "update 1"]);
        assert_eq!(about(&[on(&["a", "b", "c"])], None, users()), ["keep 1", "update 1"]);
    }

    #[test]
    fn what_is_not_wanted_any_more_leaves() {
        let wanted = [(EventType::NewTag, Ok(workspace()))].into();
        let there = [webhook("1", EventType::NewTag), webhook("2", EventType::NewTask)];
        let known = [(EventType::NewTag, known("1", true)), (EventType::NewTask, known("2", true))].into();
        let situation = Situation { url: URL, wanted: &wanted, there: &there, count: 2, known: &known };
        let found: Vec<_> = decide(&situation).iter().map(short).collect();
        assert_eq!(found, ["remove 2", "forget NEW_TASK", "keep 1"]);
    }

    #[test]
    fn no_more_are_created_than_any_plan_allows() {
        let wanted = EventType::ALL.into_iter().map(|event| (event, Ok(workspace()))).collect();
        let known = BTreeMap::new();
        for (count, created) in [(0, 51), (249, 51), (250, 50), (299, 1), (300, 0), (1000, 0)] {
            let situation = Situation { url: URL, wanted: &wanted, there: &[], count, known: &known };
            let actions = decide(&situation);
            let creates = actions.iter().filter(|action| matches!(action, Action::Create { .. })).count();
            assert_eq!((creates, actions.len()), (created, 51), "{count}");
        }
    }

    #[test]
    fn names_fit() {
        for event in EventType::ALL {
            assert!((2..=30).contains(&name(event).chars().count()), "{event}");
        }
        assert_eq!(name(EventType::NewTag), "Add-on: new tag");
    }

    fn events() -> impl Strategy<Value = EventType> {
        (0..6_usize).prop_map(|at| EventType::ALL[at])
    }

    fn webhooks() -> impl Strategy<Value = Webhook> {
        let some = || prop::option::of(any::<bool>());
        (0..20_u8, events(), any::<bool>(), any::<bool>(), some(), some(), any::<bool>()).prop_map(
            |(id, event, ours, named, delivery_enabled, plan_enabled, token)| {
                let mut webhook = webhook(&id.to_string(), event);
                if !ours {
                    webhook.url = "https://elsewhere.example.com/".to_owned();
                }
                if !named {
                    webhook.name = "mine".to_owned();
                }
                if !token {
                    webhook.token = None;
                }
                Webhook { delivery_enabled, plan_enabled, ..webhook }
            },
        )
    }

    proptest! {
        /// Whatever is there: somebody else's webhook is never touched, each wanted event is dealt with once, and after
        /// the actions were carried out there is nothing left to do.
        #[test]
        fn it_settles(
            there in prop::collection::vec(webhooks(), 0..12),
            wanted in prop::collection::btree_set(events(), 0..6),
            stored in prop::collection::btree_map(events(), (0..20_u8, any::<bool>()), 0..6),
        ) {
            let mut there: BTreeMap<String, Webhook> =
                there.into_iter().map(|webhook| (webhook.id.clone(), webhook)).collect();
            let wanted: BTreeMap<_, _> = wanted.into_iter().map(|event| (event, Ok(workspace()))).collect();
            let mut stored: BTreeMap<_, _> =
                stored.into_iter().map(|(event, (id, token))| (event, known(&id.to_string(), token))).collect();
            let ids: BTreeSet<_> = stored.values().filter_map(|known| known.remote_id.clone()).collect();
            let foreign = |webhook: &Webhook| webhook.url != URL && !ids.contains(&webhook.id);

            let (list, before): (Vec<_>, _) = (there.values().cloned().collect(), stored.clone());
            let situation =
                Situation { url: URL, wanted: &wanted, there: &list, count: list.len(), known: &before };
            let actions = decide(&situation);
            let settled = |event: EventType| {
                let about = |action: &&Action<'_>| match action {
                    Action::Create { event: of, .. } | Action::Keep { event: of, .. } => *of == event,
                    _ => false,
                };
                actions.iter().filter(about).count()
            };
            for event in EventType::ALL {
                prop_assert_eq!(settled(event), usize::from(wanted.contains_key(&event)));
            }
            for action in actions.clone() {
                match action {
                    Action::Create { event, .. } => {
                        let id = format!("new-{event}");
                        stored.insert(event, known(&id, true));
                        there.insert(id.clone(), webhook(&id, event));
                    }
                    Action::Keep { event, webhook } => {
                        prop_assert!(!foreign(webhook));
                        let same = stored.get(&event).is_some_and(|known| known.remote_id.as_ref() == Some(&webhook.id));
                        let has_token = webhook.token.is_some() || same && stored[&event].has_token;
                        stored.insert(event, known(&webhook.id, has_token));
                    }
                    Action::Rotate { event, webhook } => {
                        prop_assert!(!foreign(webhook));
                        stored.insert(event, known(&webhook.id, true));
                    }
                    Action::Update { webhook, .. } => {
                        prop_assert!(!foreign(webhook));
                        let webhook = there.get_mut(&webhook.id).unwrap();
                        webhook.url = URL.to_owned();
                        webhook.delivery_enabled = Some(true);
                    }
                    Action::Remove { webhook } => {
                        prop_assert!(!foreign(webhook) && webhook.name != "mine");
                        there.remove(&webhook.id);
                    }
                    Action::Forget { event } => drop(stored.remove(&event)),
                    Action::Lack { .. } => prop_assert!(false, "every event can be registered here"),
                }
            }
            let list: Vec<_> = there.values().cloned().collect();
            let situation =
                Situation { url: URL, wanted: &wanted, there: &list, count: list.len(), known: &stored };
            let again = decide(&situation);
            prop_assert!(again.iter().all(|action| matches!(action, Action::Keep { .. })), "{again:?}");
        }
    }
}
