//! Nothing acknowledged is lost: not by a disk that takes no more.
//!
//! A full disk is played by the limit that the system sets to the size of files, which needs no rights and can be
//! changed while the process runs. Past it a write fails, as on a full disk.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use clockify_addons::db::entities::webhook_event::Model;
use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::Value;

use crate::harness::{Server, World, eventually, get, installed, tag};

fn allow(server: &Server, bytes: Option<u64>) {
    prlimit(Some(server.pid()), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[test]
fn a_full_disk_loses_nothing_and_is_got_over() {
    let world = World::new().trusting().set("CLOCKIFY_ADDONS_LOG_FILES", "false");
    // The system's signal would end the process before it could see the error; a full disk sends none.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    let server =
        Server::announced(world.launch(world.wrapped(shell, "serve --addon universal-webhook --port 0")), 1).ready();
    installed(&server);
    let mut connection = server.connect();
    let mut number = 0;
    let mut promised = Vec::new();
    let mut send = || {
        number += 1;
        let id = format!("{number:024x}");
        let status = connection.send(&tag(&id)).unwrap().status;
        if status == 200 {
            promised.push(id);
        }
        status
    };

    assert_eq!([send(), send()], [200; 2]);
    let log = fs::metadata(world.path("universal_webhook.db-wal")).unwrap().len();
    allow(&server, Some(log + 16 * 1024));
    eventually("a full disk", || (send() != 200).then_some(()));
    for _ in 0..20 {
        assert_eq!(send(), 503, "nothing else may be answered while nothing can be stored");
    }
    assert_eq!(get(server.address(), "/healthz").unwrap().status, 200);

    allow(&server, None);
    eventually("a server that stores again", || (send() == 200).then_some(()));
    for _ in 0..10 {
        assert_eq!(send(), 200);
    }
    let outcome = server.terminate().ok();
    assert!(outcome.stderr.contains("events could not be stored"), "it says so: {outcome}");

    let id = |event: &Model| serde_json::from_slice::<Value>(&event.body).unwrap()["id"].as_str().unwrap().to_owned();
    let stored: BTreeSet<_> = world.stored().iter().map(id).collect();
    let lost: Vec<_> = promised.iter().filter(|id| !stored.contains(*id)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}
