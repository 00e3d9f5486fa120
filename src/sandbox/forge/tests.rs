use std::collections::HashSet;

use time::macros::datetime;

use super::*;
use crate::sandbox::judge::Judge;

const NOW: OffsetDateTime = datetime!(2026-03-02 10:00 UTC);

#[test]
fn a_correct_verifier_takes_the_genuine_and_refuses_every_forgery() {
    let key = Key::generate().unwrap();
    let all = EventType::ALL.map(|event| (event, event.path().to_owned()));
    for hooks in [&all[..], &all[10..11]] {
        let target = Installation::new(&key, "demo", &Workspace::default(), 1, hooks).with_base_url("http://h/base");
        let judge = Judge::of(&target);
        for (event, _) in hooks {
            let genuine = target.delivery(*event, &payload::of(*event, &target.workspace, 3));
            assert_eq!(judge.verdict(&genuine, NOW), Ok(()), "{event}");
            for forgery in Forgery::ALL {
                let forged = request(*forgery, &key, &target, *event, NOW);
                assert!(judge.verdict(&forged, NOW).is_err(), "{} of {event} was taken", forgery.name());
                assert!(forged.into_http::<Bytes>().is_ok(), "{} can't be sent", forgery.name());
            }
        }
    }
}

#[test]
fn each_forgery_is_refused_for_its_own_reason() {
    let key = Key::generate().unwrap();
    let hooks = EventType::ALL.map(|event| (event, event.path().to_owned()));
    let target = Installation::new(&key, "demo", &Workspace::default(), 1, &hooks);
    let judge = Judge::of(&target);
    let reason =
        |forgery| judge.verdict(&request(forgery, &key, &target, EventType::NewProject, NOW), NOW).unwrap_err();
    for (forgery, expected) in [
        (Forgery::MissingSignature, "one signature"),
        (Forgery::TwoSignatures, "one signature"),
        (Forgery::Oversize, "size"),
        (Forgery::AlgorithmNone, "token"),
        (Forgery::PublicKeyAsSecret, "token"),
        (Forgery::OtherKey, "token"),
        (Forgery::WrongIssuer, "token"),
        (Forgery::WrongSubject, "token"),
        (Forgery::WrongType, "type"),
        (Forgery::Expired, "expired"),
        (Forgery::OtherWorkspace, "installation"),
        (Forgery::UnknownInstallation, "installation"),
        (Forgery::NoWorkspace, "installation"),
        (Forgery::NoInstallation, "installation"),
        (Forgery::OtherEventsHeader, "event"),
        (Forgery::MissingEvent, "event"),
        (Forgery::OtherEventsToken, "not the stored token"),
        (Forgery::UserToken, "not the stored token"),
        (Forgery::InstallationToken, "not the stored token"),
        (Forgery::LifecycleToken, "not the stored token"),
        (Forgery::ForeignBody, "body"),
    ] {
        assert_eq!(reason(forgery), expected, "{}", forgery.name());
    }
}

#[test]
fn the_altered_end_keeps_the_signature_bytes() {
    use base64::Engine as _;
    use base64::alphabet::URL_SAFE;
    use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
    let lenient = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    let token = Key::generate().unwrap().sign(&serde_json::json!({}));
    let altered = altered_end(&token);
    let bytes = |token: &str| lenient.decode(token.rsplit_once('.').unwrap().1).unwrap();
    assert_ne!(token, altered);
    assert_eq!(bytes(&token), bytes(&altered));
}

#[test]
fn names_are_distinct() {
    let names: HashSet<_> = Forgery::ALL.iter().map(|forgery| forgery.name()).collect();
    assert_eq!(names.len(), Forgery::ALL.len());
}
