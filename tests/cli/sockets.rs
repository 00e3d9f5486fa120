//! What a server does with peers that are slow or send too much.

use std::time::{Duration, Instant};

use clockify_addons::domain::event::EventType;

use crate::harness::{Server, World, delivery, installed};

/// The head of a true delivery, to which a test adds a body of its own.
fn head(more: &str) -> String {
    let request = delivery(EventType::NewTag, 1);
    let mut text = format!("POST {} HTTP/1.1\r\nhost: x\r\n{more}\r\n", request.path);
    for (name, value) in request.headers {
        text += &format!("{name}: {value}\r\n");
    }
    text + "\r\n"
}

fn server(world: &World) -> Server {
    let server = world.serve("");
    installed(&server);
    server
}

#[test]
fn a_body_of_unknown_length_is_bounded_all_the_same() {
    let world = World::new().trusting().set("WEBHOOK_MAX_PAYLOAD_BYTES", "4096");
    let server = server(&world);
    let mut connection = server.connect();
    connection.write(head("transfer-encoding: chunked").as_bytes()).unwrap();
    for _ in 0..5 {
        connection.write(format!("400\r\n{}\r\n", "x".repeat(1024)).as_bytes()).unwrap();
    }
    // There is no end: the answer must come without it.
    assert_eq!(connection.reply().unwrap().status, 413);

    let mut connection = server.connect();
    connection.write(head("content-length: 4097").as_bytes()).unwrap();
    assert_eq!(connection.reply().unwrap().status, 413, "not a byte of it has to be sent");
    server.terminate().ok();
    assert_eq!(world.stored().len(), 0);
}

#[test]
fn a_head_that_does_not_come_is_waited_for_only_so_long() {
    let world = World::new().set("CLOCKIFY_ADDONS_HEADER_TIMEOUT_SECONDS", "1");
    let server = world.serve("");
    for part in ["", "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow"] {
        let since = Instant::now();
        let mut connection = server.connect();
        connection.write(part.as_bytes()).unwrap();
        let rest = connection.rest().unwrap_or_default();
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408"), "{rest}");
        let waited = since.elapsed();
        assert!((Duration::from_millis(900)..Duration::from_secs(10)).contains(&waited), "{part:?}: {waited:?}");
    }
    assert_eq!(server.get("/healthz").status, 200);
    server.terminate().ok();
}

#[test]
fn a_body_that_does_not_come_is_waited_for_only_so_long() {
    let world = World::new().trusting().set("CLOCKIFY_ADDONS_BODY_TIMEOUT_SECONDS", "1");
    let server = server(&world);
    let mut connection = server.connect();
    connection.write(head("content-length: 100").as_bytes()).unwrap();
    connection.write(b"{\"id\":").unwrap();
    assert_eq!(connection.reply().unwrap().status, 408);
    server.terminate().ok();
}

/// A sender that has sent all it has may say so, and is owed its answer all the same.
#[test]
fn whoever_has_sent_all_and_says_so_is_answered() {
    let world = World::new().trusting();
    let server = server(&world);
    for number in 0..10 {
        let body = format!("{{\"id\":\"tag-{number}\"}}");
        let mut connection = server.connect();
        connection.write(head(&format!("content-length: {}\r\nconnection: close", body.len())).as_bytes()).unwrap();
        connection.write(body.as_bytes()).unwrap();
        connection.end().unwrap();
        assert_eq!(connection.reply().unwrap().status, 200);
        assert_eq!(connection.rest().unwrap(), "");
    }
    server.terminate().ok();
    assert_eq!(world.stored().len(), 10);
}

/// One that holds a connection open and says nothing must not hold up the end.
#[test]
fn an_idle_connection_does_not_delay_the_end() {
    let world = World::new();
    let server = world.serve("");
    let mut idle = server.connect();
    idle.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert_eq!(idle.reply().unwrap().status, 200);
    let since = Instant::now();
    server.terminate().ok();
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}

/// Past the limit new connections wait until one ends.
#[test]
fn connections_are_bounded() {
    let world = World::new().set("CLOCKIFY_ADDONS_MAX_CONNECTIONS", "2");
    let server = world.serve("");
    let ask = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut all: Vec<_> = (0..3).map(|_| server.connect()).collect();
    for connection in &mut all {
        connection.write(ask).unwrap();
    }
    let mut third = all.pop().unwrap();
    for connection in &mut all {
        assert_eq!(connection.reply().unwrap().status, 200);
    }
    drop(all);
    assert_eq!(third.reply().unwrap().status, 200, "it was waiting, not refused");
    server.terminate().ok();
}
