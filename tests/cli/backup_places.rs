//! Backups that only some can open, and where else they may be kept.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use age::secrecy::ExposeSecret;
use age::x25519::Identity;

use crate::harness::{Engine, Outcome, World, both};
use crate::s3::{ACCESS_KEY, SECRET_KEY, Server};

both!(
    only_who_has_the_identity_gets_in,
    an_identity_in_the_wrong_place_is_not_repeated,
    a_bucket_takes_the_place_of_a_folder,
    a_killed_upload_leaves_no_backup,
    a_stream_carries_a_whole_backup,
);

const ONE: &str = "--addon universal-webhook";

/// A new identity in a file of this name, the secret itself, and its recipient.
fn identity(world: &World, name: &str) -> (String, String) {
    let identity = Identity::generate();
    let secret = identity.to_string().expose_secret().to_owned();
    world.write(name, &format!("# created: today\n{secret}\n"));
    (secret, identity.to_public().to_string())
}

fn only_who_has_the_identity_gets_in(engine: Engine) {
    let world = World::with_source(engine).set("LOG_LEVEL", "TRACE");
    let ((ours, recipient), (theirs, stranger)) = (identity(&world, "our.key"), identity(&world, "their.key"));
    let world = world.set("CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS", &recipient);
    let mut said = Vec::new();
    let mut run = |command: &str, code: i32| {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        said.push(format!("{}{}", outcome.stdout, outcome.stderr));
        outcome
    };
    run(&format!("backup {ONE}"), 0);
    let shown = run("backup show --format json", 0).document();
    assert_eq!(shown["recipients"], serde_json::json!([recipient]));
    assert!(run("backup show", 0).mentions(&format!("encrypted for {recipient}")));
    assert!(run("backup verify", 0).mentions("not looked into"));
    assert!(!run("backup verify --identity our.key", 0).mentions("not looked into"));
    for command in ["backup restore --replace --yes", "backup drill"] {
        assert!(run(command, 77).mentions("--identity"));
        assert!(run(&format!("{command} --identity their.key"), 77).mentions(&recipient));
        run(&format!("{command} --identity their.key --identity our.key"), 0);
    }
    run("backup verify --identity their.key", 77);
    run("backup verify", 0);
    assert!(world.run("sources list").ok().mentions("github"));

    // Whoever is named on the command line is in the place of those of the settings.
    world.write("recipients", &format!("# the other site\n{stranger}\n"));
    run(&format!("backup create {ONE} --recipients-file recipients"), 0);
    run("backup drill --identity our.key", 77);
    run("backup drill --identity their.key", 0);
    run(&format!("backup create {ONE} --recipient {recipient} --recipient {stranger}"), 0);
    run("backup drill --identity our.key", 0);
    run("backup drill --identity their.key", 0);
    for text in said {
        assert!(!text.contains(&ours) && !text.contains(&theirs), "{text}");
    }
    for path in
        world.entries().iter().filter(|path| path.is_file() && path.extension().is_none_or(|kind| kind != "key"))
    {
        let bytes = fs::read(path).unwrap();
        assert!(!holds(&bytes, &ours) && !holds(&bytes, &theirs), "{}", path.display());
        assert!(!path.to_string_lossy().ends_with(".zst"), "{}", path.display());
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn an_identity_in_the_wrong_place_is_not_repeated(engine: Engine) {
    let world = World::with_source(engine).set("LOG_LEVEL", "TRACE");
    let (secret, _) = identity(&world, "our.key");
    world.write("not.key", "canary\n");
    world.write("nobody", "# nobody\n");
    for (command, code) in [
        (format!("backup create {ONE} --recipient {secret}"), 2),
        (format!("backup create {ONE} --recipients-file our.key"), 2),
        (format!("backup create {ONE} --recipients-file nobody"), 2),
        (format!("backup create {ONE} --recipients-file absent"), 1),
        ("backup drill --identity not.key".to_owned(), 78),
        ("backup drill --identity nobody".to_owned(), 78),
        ("backup drill --identity absent".to_owned(), 1),
    ] {
        let outcome = world.run(&command);
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        assert!(!outcome.mentions(&secret) && !outcome.mentions("canary"), "{outcome}");
    }
    let world = world.set("CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS", &secret);
    for command in [format!("backup {ONE}"), "config show".to_owned(), "config check".to_owned()] {
        let outcome = world.run(&command);
        assert!(!outcome.mentions(&secret), "{outcome}");
        assert!(command == "config show" || outcome.code == Some(78), "{command}: {outcome}");
    }
    assert!(!Path::new(&world.path("backups")).exists(), "nothing was backed up");
}

/// A world whose backups go to a bucket on this server.
pub(crate) fn with_bucket(world: World, server: &Server, secret: &str) -> World {
    let file = world.write("bucket.secret", &format!("{secret}\n"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let scratch = world.path("scratch");
    fs::create_dir_all(&scratch).unwrap();
    world
        .set("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        .set("AWS_SECRET_ACCESS_KEY_FILE", "bucket.secret")
        .set("AWS_ENDPOINT_URL_S3", &server.url())
        .set("CLOCKIFY_ADDONS_BACKUP_DIR", "s3://bucket/nightly")
        .set("CLOCKIFY_ADDONS_BACKUP_SCRATCH_DIR", "scratch")
}

fn a_bucket_takes_the_place_of_a_folder(engine: Engine) {
    let server = Server::start();
    let world = with_bucket(World::with_source(engine), &server, SECRET_KEY);
    let quiet = world.run(&format!("backup {ONE} --quiet")).ok();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let world = world.set("LOG_LEVEL", "TRACE");
    world.lose_source();
    let mut said = String::new();
    for command in [
        "backup list",
        "backup show --format json",
        "backup verify --all",
        "backup drill",
        "backup prune --keep last=1",
        "backup restore",
    ] {
        let outcome = world.run(command).ok();
        said += &(outcome.stdout + &outcome.stderr);
    }
    assert!(world.run("sources list").ok().mentions("github"), "it came back");
    assert!(!world.path("backups").exists() && fs::read_dir(world.path("scratch")).unwrap().count() == 0);

    // Encrypted there as elsewhere.
    let (_, recipient) = identity(&world, "our.key");
    world.run(&format!("backup create {ONE} --recipient {recipient}")).ok();
    world.run("backup drill --identity our.key").ok();
    assert!(server.is.names().iter().any(|name| name.ends_with("custom_source.jsonl.zst.age")));

    for (command, code) in [
        ("backup list --to s3://", 2),
        ("backup list --to s3://key:canary@bucket/x", 2),
        ("backup show --to s3://bucket/elsewhere", 1),
    ] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(code), "{command}: {outcome}");
        assert!(!outcome.mentions("canary@"), "{outcome}");
    }
    let world = world.set("AWS_ACCESS_KEY_ID", "stranger");
    for command in
        ["backup list", "backup create --addon universal-webhook", "backup prune", "backup restore --format json"]
    {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(77), "{command}: {outcome}");
        said += &(outcome.stdout + &outcome.stderr);
    }
    drop(server);
    let world = world.set("CLOCKIFY_ADDONS_BACKUP_RETRIES", "0");
    for command in ["backup list", "backup create --addon universal-webhook", "backup drill --format json"] {
        let outcome = world.run(command);
        assert_eq!(outcome.code, Some(69), "{command}: {outcome}");
        said += &(outcome.stdout + &outcome.stderr);
    }
    assert!(!said.contains(SECRET_KEY) && !said.contains(ACCESS_KEY), "{said}");
    let half = world.set("AWS_SECRET_ACCESS_KEY_FILE", "");
    let outcome = half.run("backup list");
    assert_eq!(outcome.code, Some(78), "{outcome}");
}

fn a_killed_upload_leaves_no_backup(engine: Engine) {
    let server = Server::start();
    let world = with_bucket(World::with_source(engine), &server, SECRET_KEY);
    let first = world.run(&format!("backup {ONE} --format json")).json();
    let before = server.is.names().len();
    *server.is.stall.lock().unwrap() = Some("webhook_event".to_owned());
    let process = world.spawn(&format!("backup {ONE}"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(server.is.stalled.notified());
    process.kill();
    *server.is.stall.lock().unwrap() = None;
    assert!(server.is.names().len() > before, "there is something of it");
    let list = world.run("backup list --format json").json();
    assert_eq!(list["backups"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["backups"][0]["name"], first["name"]);
    // Whether it goes on can't be known for a while. Nobody has to wait for it.
    world.run("backup prune").ok();
    world.run(&format!("backup {ONE}")).ok();
    world.run("backup verify --all").ok();
    assert_eq!(server.is.open_uploads(), 0);
    assert!(!server.is.holds(SECRET_KEY));
}

/// Runs a line of the shell, in which `$0` is the program.
fn shell(world: &World, line: &str) -> Outcome {
    let mut shell = Command::new("sh");
    shell.args(["-c", line]);
    world.launch(world.wrapped(shell, "")).end()
}

fn a_stream_carries_a_whole_backup(engine: Engine) {
    let world = World::with_source(engine).set("CLOCKIFY_ADDONS_BACKUP_SCRATCH_DIR", "scratch");
    fs::create_dir(world.path("scratch")).unwrap();
    let made = shell(&world, &format!("\"$0\" backup create {ONE} --output - > set.tar")).ok();
    assert!(made.stderr.contains("universal-webhook") || made.stderr.contains("1 add-on"), "{made}");
    let quiet = shell(&world, &format!("\"$0\" backup create {ONE} --output - --quiet > /dev/null")).ok();
    assert_eq!(quiet.stderr, "");
    let listed = shell(&world, "tar -tf set.tar").ok().stdout;
    assert!(listed.lines().last().unwrap().ends_with("/manifest.json"), "{listed}");
    assert!(listed.contains("/universal-webhook/custom_source.jsonl.zst"), "{listed}");

    world.lose_source();
    shell(&world, "\"$0\" backup verify - < set.tar").ok();
    shell(&world, "\"$0\" backup drill - < set.tar").ok();
    for (name, line) in [
        ("cut short", "head -c $(($(wc -c < set.tar) / 2)) set.tar"),
        ("without its manifest", "rm -rf x; mkdir x; tar -xf set.tar -C x; rm x/*/manifest.json; tar -cf - -C x ."),
        ("nothing", "true"),
        ("no archive", "echo tea"),
    ] {
        for command in ["verify", "restore"] {
            let outcome = shell(&world, &format!("({line}) | \"$0\" backup {command} -"));
            assert_eq!(outcome.code, Some(65), "{name}: {outcome}");
        }
    }
    assert!(!world.run("sources list").ok().mentions("github"), "nothing was restored yet");
    shell(&world, "cat set.tar | \"$0\" backup restore -").ok();
    assert!(world.run("sources list").ok().mentions("github"));

    // From one to another, encrypted on the way.
    let (_, recipient) = identity(&world, "our.key");
    shell(
        &world,
        &format!(
            "\"$0\" backup create {ONE} --output - -q --recipient {recipient} | \
             \"$0\" backup restore - --identity our.key --into sqlite:///./copy.db {ONE} --without-keys"
        ),
    )
    .ok();
    assert!(world.path("copy.db").exists());
    assert!(!world.path("backups").exists(), "it never was in the folder");
    assert_eq!(fs::read_dir(world.path("scratch")).unwrap().count(), 0, "and nothing of it is left");

    let controller = rustix::pty::openpt(rustix::pty::OpenptFlags::RDWR).unwrap();
    rustix::pty::unlockpt(&controller).unwrap();
    let name = rustix::pty::ptsname(&controller, Vec::new()).unwrap();
    let terminal = fs::File::options().write(true).open(name.to_str().unwrap()).unwrap();
    let mut command = world.command(&format!("backup create {ONE} --output -"));
    let refused = command.stdout(terminal).stderr(Stdio::null()).status().unwrap();
    assert_eq!(refused.code(), Some(64));
}
