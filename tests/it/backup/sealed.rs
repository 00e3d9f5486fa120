//! Requirement 19: what is encrypted is opened by its recipients and nobody else, and its bytes are checked without them.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use clockify_addons::backup::{self, Error, Identities, Into, Options, Place, Set, What};
use clockify_addons::domain::addon::Addon;
use sha2::{Digest as _, Sha256};

use super::stage::{Stage, files, open, restore, rows};
use crate::harness::{Database, Engine, both};

both!(
    each_recipient_can_restore_it,
    the_tools_of_others_open_it,
    it_is_closed_to_everybody_else,
    every_changed_byte_is_refused_with_and_without_an_identity,
);

/// A file with an identity, as `age-keygen` writes it.
fn file(folder: &Path, identity: &Identity) -> Identities {
    let path = folder.join(format!("{}.key", identity.to_public()));
    let text = format!("# public key: {}\n{}\n", identity.to_public(), identity.to_string().expose_secret());
    fs::write(&path, text).unwrap();
    Identities::read([path.as_path()]).unwrap()
}

async fn create(stage: &Stage, identities: &[&Identity]) -> Set {
    let recipients: Vec<_> = identities.iter().map(|identity| identity.to_public().to_string()).collect();
    let options = Options { recipients: recipients.join("\n").parse().unwrap(), ..Options::default() };
    backup::create(&stage.folder, &stage.sources(), options, &stage.clock, &|_, _| {}).await.unwrap()
}

async fn each_recipient_can_restore_it(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let keys = [Identity::generate(), Identity::generate()];
    let set = create(&stage, &[&keys[0], &keys[1]]).await;
    assert!(set.checks.is_good(), "its bytes were read again");
    let public: Vec<_> = keys.iter().map(|key| key.to_public().to_string()).collect();
    assert_eq!(set.manifest.recipients, public);
    for path in files(&set).iter().filter(|path| !path.ends_with("manifest.json")) {
        assert!(path.to_str().unwrap().ends_with(".jsonl.zst.age"), "{}", path.display());
        assert!(fs::read(path).unwrap().starts_with(b"age-encryption.org/v1\n"));
    }

    // What is in a file is what any program for age and zstd finds in it.
    let table = set.manifest.addons[0].table("audit_entry").unwrap();
    let stored = fs::read(set.path.join("api-studio").join(table.file())).unwrap();
    let mut compressed = Vec::new();
    let opened = age::Decryptor::new(&stored[..]).unwrap();
    opened.decrypt([&keys[1] as &dyn age::Identity].into_iter()).unwrap().read_to_end(&mut compressed).unwrap();
    let lines = String::from_utf8(zstd::decode_all(&compressed[..]).unwrap()).unwrap();
    assert_eq!(lines.lines().count() as u64, 1 + table.rows);
    assert_eq!(lines.len() as u64, table.stored.plain_bytes);

    for key in &keys {
        let mut set = set.clone();
        set.identities = file(stage.folder.path(), key);
        backup::verify(&stage.folder, &mut set, &stage.clock, &|_, _| {}).await.unwrap();
        backup::drill(&stage.folder, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap();
        let target = Database::empty(engine).await;
        let into = [Into { addon: Addon::ApiStudio, url: target.url.clone(), keys: None }];
        restore(&set, &into, &What::default()).await.unwrap();
        let db = open(&target).await;
        assert_eq!(rows(&db).await, stage.rows(0).await);
        db.close().await.unwrap();
        target.remove().await;
    }
    stage.finish().await;
}

/// `age -d | zstd -d` gives the bytes of which the manifest has the hash.
#[expect(clippy::print_stderr, reason = "whoever reads the log should know what wasn't tried")]
async fn the_tools_of_others_open_it(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let key = Identity::generate();
    let set = create(&stage, &[&key]).await;
    file(stage.folder.path(), &key);
    let identity = stage.folder.path().join(format!("{}.key", key.to_public()));
    for table in &set.manifest.addons[0].tables {
        let sealed = set.path.join("api-studio").join(table.file());
        let plain = opened(&sealed, &identity).unwrap_or_else(|missing| {
            eprintln!("{missing} isn't installed here: its library opens {}", table.file());
            let stored = fs::read(&sealed).unwrap();
            let decryptor = age::Decryptor::new(&stored[..]).unwrap();
            let reader = decryptor.decrypt([&key as &dyn age::Identity].into_iter()).unwrap();
            zstd::decode_all(reader).unwrap()
        });
        assert_eq!(plain.len() as u64, table.stored.plain_bytes, "{}", table.file());
        assert_eq!(hex::encode(Sha256::digest(plain)), table.stored.plain_sha256, "{}", table.file());
    }
    stage.finish().await;
}

/// What the tools find in a file; or which of them isn't there.
fn opened(sealed: &Path, identity: &Path) -> Result<Vec<u8>, &'static str> {
    let mut age = Command::new("age");
    age.args(["-d", "-i"]).args([identity, sealed]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut age = age.spawn().map_err(|_| "age")?;
    let mut zstd = Command::new("zstd");
    let found = zstd.arg("-dc").stdin(age.stdout.take().unwrap()).output();
    let ended = age.wait().unwrap();
    let found = found.map_err(|_| "zstd")?;
    assert!(ended.success() && found.status.success(), "{ended}, {found:?}");
    Ok(found.stdout)
}

async fn it_is_closed_to_everybody_else(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let (key, stranger) = (Identity::generate(), Identity::generate());
    let mut set = create(&stage, &[&key]).await;
    let plain = stage.create().await;
    let what = What { replace: true, ..What::default() };
    let before = stage.rows(0).await;

    backup::verify(&stage.folder, &mut set, &stage.clock, &|_, _| {}).await.unwrap();
    let refused = restore(&set, &stage.own(), &what).await.unwrap_err();
    assert!(matches!(refused, Error::Sealed { .. }), "{refused}");
    let refused = backup::drill(&stage.folder, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap_err();
    assert!(matches!(refused, Error::Sealed { .. }), "{refused}");

    set.identities = file(stage.folder.path(), &stranger);
    let refused = [
        restore(&set, &stage.own(), &what).await.unwrap_err(),
        backup::verify(&stage.folder, &mut set, &stage.clock, &|_, _| {}).await.unwrap_err(),
        backup::drill(&stage.folder, &mut set, &stage.own(), &stage.clock, &|_, _| {}).await.unwrap_err(),
    ];
    for error in refused {
        assert!(matches!(error, Error::Identity { .. }), "{error}");
        assert!(error.to_string().contains(&key.to_public().to_string()), "{error}");
    }
    assert_eq!(stage.rows(0).await, before);
    let found = stage.folder.find(Some(&set.manifest.name)).await.unwrap();
    assert!(found.checks.is_good(), "that somebody has no key says nothing against the backup");

    // One that isn't encrypted needs no identity, and isn't hindered by one.
    let mut plain = plain;
    plain.identities = set.identities;
    restore(&plain, &stage.own(), &what).await.unwrap();
    stage.finish().await;
}

async fn every_changed_byte_is_refused_with_and_without_an_identity(engine: Engine) {
    let stage = Stage::new(engine, 1).await;
    stage.fill().await;
    let key = Identity::generate();
    let set = create(&stage, &[&key]).await;
    let (files, identities) = (files(&set), file(stage.folder.path(), &key));
    let before = stage.rows(0).await;
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..60 {
        let file = &files[random.usize(..files.len())];
        let whole = fs::read(file).unwrap();
        let mut changed = whole.clone();
        // The head of the file as often as the rest: there it says who may read it.
        let end = if round % 2 == 0 { changed.len() } else { changed.len().min(230) };
        let at = random.usize(..end);
        changed[at] ^= 1 << random.u32(..8);
        fs::write(file, &changed).unwrap();
        match stage.folder.find(Some(&set.manifest.name)).await {
            Ok(mut found) => {
                let closed = backup::verify(&stage.folder, &mut found, &stage.clock, &|_, _| {}).await.unwrap_err();
                found.identities = identities.clone();
                let what = What { replace: true, ..What::default() };
                let opened = restore(&found, &stage.own(), &what).await.unwrap_err();
                for refused in [closed, opened] {
                    let place = format!("round {round}, byte {at} of {}", file.display());
                    assert!(matches!(refused, Error::Damaged { .. }), "{place}: {refused}");
                }
            }
            Err(error) => assert!(matches!(error, Error::Damaged { .. }), "{error}"),
        }
        fs::write(file, &whole).unwrap();
    }
    assert_eq!(stage.rows(0).await, before);
    let mut found = stage.folder.find(Some(&set.manifest.name)).await.unwrap();
    found.identities = identities;
    restore(&found, &stage.own(), &What { replace: true, ..What::default() }).await.unwrap();
    stage.finish().await;
}
