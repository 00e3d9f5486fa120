//! Many servers on one database.

use std::collections::BTreeSet;

use crate::harness::{Engine, Server, World, both, eventually, installed, tag};

both!(eight_start_at_once, an_install_at_one_is_known_to_all);

fn eight_start_at_once(engine: Engine) {
    for _ in 0..3 {
        let world = World::on(engine);
        let processes: Vec<_> = (0..8).map(|_| world.spawn("serve --addon universal-webhook --port 0")).collect();
        let servers: Vec<_> = processes.into_iter().map(|process| Server::announced(process, 1).ready()).collect();
        let ports: BTreeSet<_> = servers.iter().map(|server| server.address().port()).collect();
        assert_eq!(ports.len(), 8);
        for server in servers {
            server.terminate().ok();
        }
    }
}

fn an_install_at_one_is_known_to_all(engine: Engine) {
    let world = World::on(engine).trusting();
    let servers = [world.serve(""), world.serve("")];
    installed(&servers[0]);
    let accepted = eventually("the other's knowledge", || {
        Some(servers[1].connect().send(&tag("a")).unwrap()).filter(|reply| reply.status == 200)
    });
    assert_eq!(accepted.body, r#"{"status":"received"}"#);
    // The same event at the other server repeats the first, since both ask the one database.
    assert_eq!(servers[0].connect().send(&tag("a")).unwrap().status, 200);
    for server in servers {
        server.terminate().ok();
    }
    let repeats: Vec<_> = world.stored().iter().map(|event| event.duplicate_of.is_some()).collect();
    assert_eq!(repeats, [false, true]);
}
