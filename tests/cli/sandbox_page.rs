//! The page like Clockify's, with the add-ons in frames of it.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::harness::{Connection, Reply, Server, World, eventually, get};

/// Where the page is, as the server says.
fn address(server: &Server) -> SocketAddr {
    eventually("the page's address", || {
        let stderr = server.stderr();
        let line = stderr.lines().find_map(|line| line.strip_prefix("See the add-ons inside a simulated Clockify:"))?;
        line.trim().strip_prefix("http://")?.trim_end_matches('/').parse().ok()
    })
}

fn ask(address: SocketAddr, host: &str, path: &str, kind: &str, body: &Value) -> Reply {
    let mut connection = Connection::open(address).unwrap();
    let (method, body) = if body.is_null() { ("GET", String::new()) } else { ("POST", body.to_string()) };
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n", body.len());
    connection.write(format!("{head}connection: close\r\n\r\n{body}").as_bytes()).unwrap();
    connection.reply().unwrap()
}

fn said(address: SocketAddr, path: &str, body: &Value) -> Value {
    let reply = ask(address, &address.to_string(), path, "application/json", body);
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.iter().find(|(each, _)| each == name).map_or("", |(_, value)| value)
}

fn me(server: &Server, token: &str) -> Reply {
    let mut connection = server.connect();
    connection.write(format!("GET /api/me HTTP/1.1\r\nhost: x\r\nx-addon-token: {token}\r\n\r\n").as_bytes()).unwrap();
    connection.reply().unwrap()
}

/// The add-ons installed, and nothing delivered.
fn state(address: SocketAddr) -> Value {
    eventually("an add-on that is installed", || {
        let state = said(address, "/state", &Value::Null);
        (state["addons"][0]["installed"] == true).then_some(state)
    })
}

#[test]
fn whoever_looks_has_a_true_token_and_the_page_may_be_embedded() {
    let world = World::new();
    let server = world.serve("--sandbox --sandbox-quiet");
    let page = address(&server);
    let shell = server.get("/ui");
    let policy = header(&shell, "content-security-policy");
    assert!(policy.ends_with(&format!("https://*.clockify.me http://{page}")), "{policy}");
    let host = ask(page, &page.to_string(), "/", "", &Value::Null);
    let frames = header(&host, "content-security-policy");
    assert!(frames.contains(&format!("frame-src http://localhost:{} ", server.address().port())), "{frames}");

    let state = state(page);
    let person = &state["people"][1];
    let mut wanted = json!({
        "addon": "universal-webhook", "user": person["id"], "role": "ADMIN", "theme": "DARK", "language": "EN",
        "lifetime": 1800,
    });
    let given = said(page, "/token", &wanted);
    let reply = me(&server, given["token"].as_str().unwrap());
    let who: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!((&who["user"], &who["role"], &who["is_admin"]), (&person["id"], &json!("ADMIN"), &json!(true)));
    let (_, query) = given["page"].as_str().unwrap().split_once('?').unwrap();
    assert!(server.get(&format!("/ui?{query}")).body.contains("data-theme=\"dark\""));
    wanted["lifetime"] = (-61).into();
    let ended = said(page, "/token", &wanted);
    assert_eq!(me(&server, ended["token"].as_str().unwrap()).status, 401, "one that has ended");
    assert!(world.stored().is_empty(), "nobody did anything");
    server.terminate().ok();
}

#[test]
fn what_is_done_on_it_happens() {
    let world = World::new();
    let server = world.serve("--sandbox --sandbox-quiet");
    let page = address(&server);
    let state = state(page);
    let user = &state["people"][2]["id"];
    let done = said(page, "/clockify", &json!({ "user": user, "method": "POST", "path": "/tags", "body": { "name": "By hand" } }));
    assert_eq!((done["status"].as_u64(), &done["answer"]["name"]), (Some(201), &json!("By hand")));
    eventually("its event", || world.stored().iter().any(|event| event.event_type == "NEW_TAG").then_some(()));
    let refused = said(page, "/clockify", &json!({ "user": user, "method": "POST", "path": "/nothing" }));
    assert_eq!(refused["status"], 404, "{refused}");
    let sent = said(page, "/deliver", &json!({ "addon": "universal-webhook", "event": "TIMER_STOPPED", "payload": null }));
    assert_eq!(sent["status"], "SUCCEEDED", "{sent}");
    assert!(world.stored().iter().any(|event| event.event_type == "TIMER_STOPPED"));

    let wanted = json!({
        "addon": "universal-webhook", "user": user, "role": "OWNER", "theme": "DEFAULT", "language": "EN", "lifetime": 60,
    });
    let token = |body: &Value| said(page, "/token", body)["token"].as_str().unwrap().to_owned();
    let before = token(&wanted);
    assert_eq!(me(&server, &before).status, 200);
    said(page, "/installation", &json!({ "addon": "universal-webhook", "to": "uninstalled" }));
    assert_eq!(me(&server, &before).status, 401, "of an installation that is gone");
    said(page, "/installation", &json!({ "addon": "universal-webhook", "to": "installed" }));
    assert_eq!(me(&server, &token(&wanted)).status, 200);
    server.terminate().ok();
}

/// The browser that shows it has other pages open, and what these ask for is answered with nothing.
#[test]
fn pages_of_others_can_ask_for_nothing() {
    let server = World::new().serve("--sandbox --sandbox-quiet");
    let page = address(&server);
    let own = page.to_string();
    let stranger = format!("localhost:{}", page.port());
    let wanted = json!({
        "addon": "universal-webhook", "user": "u", "role": "OWNER", "theme": "", "language": "", "lifetime": 60,
    });
    for (host, path, kind, body, status) in [
        ("rebound.example.com", "/state", "", &Value::Null, 403),
        ("rebound.example.com", "/", "", &Value::Null, 403),
        (&stranger, "/state", "", &Value::Null, 403),
        (&stranger, "/token", "application/json", &wanted, 403),
        (&stranger, "/?addon=api-studio", "", &Value::Null, 307),
        (&stranger, "/stranger", "", &Value::Null, 200),
        (&own, "/token", "text/plain", &wanted, 415),
        (&own, "/token", "application/x-www-form-urlencoded", &wanted, 415),
    ] {
        let reply = ask(page, host, path, kind, body);
        assert_eq!(reply.status, status, "{host}{path}: {}", reply.body);
        assert!(!reply.body.contains("eyJ"), "{host}{path}");
        assert_eq!(header(&reply, "access-control-allow-origin"), "", "{host}{path}");
    }
    let plain = World::new().serve("");
    let policy = header(&plain.get("/ui"), "content-security-policy").to_owned();
    assert!(policy.ends_with("frame-ancestors https://clockify.me https://*.clockify.me"), "{policy}");
    assert_eq!(get(server.address(), "/livez").unwrap().status, 200);
    plain.terminate().ok();
    server.terminate().ok();
}
