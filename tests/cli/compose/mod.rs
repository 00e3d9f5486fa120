//! The container files, as far as they can be tried without an engine: every command of `compose.yaml`, with its settings,
//! in its order, beside a real PostgreSQL server in the place of its `postgres`.

mod yaml;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::harness::{OwnServer, Server, World, get};

/// Where a container works.
const HOME: &str = "/var/lib/clockify-addons";

fn repository(name: &str) -> String {
    fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What an engine would make of the file: services, a folder for the volumes, a server.
struct Project {
    world: World,
    services: Value,
    /// The `.env` file of whoever starts it.
    file: BTreeMap<String, String>,
    /// `user` and `host:port` of the server.
    login: (String, String),
    password: String,
    _server: OwnServer,
}

impl Project {
    fn new(more: &[(&str, &str)]) -> Self {
        let server = OwnServer::start();
        let (login, place) = server.url.split_once('@').unwrap();
        let login = login.split_once("://").unwrap().1;
        let (user, password) = login.split_once(':').unwrap_or((login, "none"));
        let (place, _) = place.split_once('/').unwrap();
        let world = World::new();
        // `cp .env.example .env`, and the password that the guide has one make.
        let mut text = repository(".env.example");
        text.push_str(&format!("\nPOSTGRES_PASSWORD={password}\n"));
        for (name, value) in more {
            text.push_str(&format!("{name}={value}\n"));
        }
        let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        let file = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let (login, password) = ((user.to_owned(), place.to_owned()), password.to_owned());
        let services = yaml::parse(&repository("compose.yaml"))["services"].take();
        Self { world, services, file, login, password, _server: server }
    }

    /// A path or an address of a container, as it is here.
    fn here(&self, text: &str) -> String {
        let (user, place) = &self.login;
        let text = text.replace("postgres@postgres:5432", &format!("{user}@{place}"));
        let text = text.replace("@postgres:5432", &format!("@{place}"));
        let text = text.replace(HOME, &self.world.folder().display().to_string());
        text.replace("/run/secrets/postgres_password", &self.world.path("postgres_password").display().to_string())
    }

    /// One of the service's commands, which the image's own program runs.
    fn command(&self, service: &str, arguments: &[String], ports: &BTreeMap<String, String>) -> Command {
        let mut command = self.world.command("");
        command.args(arguments.iter().map(|argument| self.here(argument)));
        command.envs(&self.file).envs(image());
        let settings = self.services[service]["environment"].as_object().into_iter().flatten();
        for (name, value) in settings {
            command.env(name, self.here(value.as_str().unwrap()));
        }
        // The tests of a machine share its ports, containers don't.
        for name in ["API_STUDIO_PORT", "UNIVERSAL_WEBHOOK_PORT", "PORT"] {
            command.env(name, ports.get(name).map_or("0", String::as_str));
        }
        command.env("HOST", "127.0.0.1");
        command
    }

    fn words(&self, service: &str, place: &str) -> Vec<String> {
        let words = self.services[service].pointer(place).unwrap_or_else(|| panic!("{service} {place}"));
        words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    fn run(&self, service: &str) {
        let command = self.command(service, &self.words(service, "/command"), &BTreeMap::new());
        self.world.launch(command).end().ok();
    }
}

/// What the image sets.
fn image() -> BTreeMap<String, String> {
    let text = repository("Dockerfile");
    let line = text.lines().find_map(|line| line.strip_prefix("ENV ")).unwrap();
    line.split(' ')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

const SERVED: [(&str, &str, &str, &str); 3] = [
    ("api_studio", "api-studio", "API_STUDIO_PORT", "8000"),
    ("universal_webhook", "universal-webhook", "UNIVERSAL_WEBHOOK_PORT", "8001"),
    ("clockify_addon", "clockify-addon", "PORT", "8002"),
];

#[test]
fn every_command_of_the_compose_file_works() {
    let project = Project::new(&[
        ("API_STUDIO_BASE_URL", "https://addons.example.com/api-studio"),
        ("UNIVERSAL_WEBHOOK_BASE_URL", "https://addons.example.com/universal-webhook"),
        ("CLOCKIFY_ADDON_BASE_URL", "https://addons.example.com/clockify-addon"),
    ]);
    project.world.write("postgres_password", &project.password);
    project.run("init");
    project.run("init");
    project.run("migrate");
    for (service, addon, port, published) in SERVED {
        let arguments = project.words(service, "/command");
        let process = project.world.launch(project.command(service, &arguments, &BTreeMap::new()));
        let server = Server::announced(process, 1).ready();
        let real = server.address().port().to_string();
        assert!(project.words(service, "/ports")[0].ends_with(&format!("{published}:{published}")));

        // The engine's own question, in its exec form.
        let test = project.words(service, "/healthcheck/test");
        assert_eq!(test[..2], ["CMD", "clockify-addons"]);
        let ports = BTreeMap::from([(port.to_owned(), real.clone())]);
        let health = |arguments: &[String]| {
            let mut arguments = arguments.to_vec();
            arguments.extend(["--timeout".to_owned(), "20".to_owned()]);
            project.world.launch(project.command(service, &arguments, &ports)).end()
        };
        health(&test[2..]).ok();
        // The lines of the guide.
        for path in ["/healthz", "/ready", "/health", "/metrics", "/manifest"] {
            assert_eq!(get(server.address(), path).unwrap().status, 200, "{addon} {path}");
        }
        // The shipped settings pass the checklist: nothing fails.
        let checklist: Vec<_> = ["health", "--production", "--addon", addon].map(str::to_owned).to_vec();
        let outcome = health(&checklist).ok();
        assert!(outcome.stdout.contains(", 0 fail"), "{outcome}");
        // Nothing but what nobody can have done yet.
        let open: Vec<_> = outcome.stdout.lines().filter(|line| line.starts_with("warn ")).collect();
        for line in open {
            let known = ["checklist.backups", "checklist.disaster_recovery", "checklist.retention"];
            assert!(known.iter().any(|id| line.contains(id)), "{line}");
        }
        // The doctor agrees with roles, key, tables and files.
        let doctor: Vec<_> = ["health", "--deep", "--offline", "--addon", addon, "--findings", "--format", "ndjson"]
            .map(str::to_owned)
            .to_vec();
        let outcome = project.world.launch(project.command(service, &doctor, &ports)).end();
        let lines: Vec<Value> = outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let strange: Vec<_> =
            lines.iter().filter(|line| line["id"] != "database.durability" && line["id"] != "process.files").collect();
        assert!(strange.is_empty(), "{strange:#?}");

        server.terminate().ok();
        assert_eq!(health(&test[2..]).code, Some(1), "a server that is gone is unhealthy, never 2");
    }
}

/// The `.env` of the guide, with its own user and password in the addresses of the databases.
#[test]
fn an_env_file_of_the_guide_works_too() {
    let url =
        |database: &str| format!("postgresql+asyncpg://clockify_app:k9X2vQ7mZr4TbN8wLcY5pHsD@postgres:5432/{database}");
    let (one, two, three) = (url("api_studio"), url("universal_webhook"), url("clockify_addon"));
    let mut project =
        Project::new(&[("API_STUDIO_DB_URL", &one), ("UNIVERSAL_WEBHOOK_DB_URL", &two), ("DATABASE_URL", &three)]);
    project.world.write("postgres_password", &project.password);
    let here: Vec<_> = project.file.iter().map(|(name, value)| (name.clone(), project.here(value))).collect();
    project.file.extend(here);
    project.run("init");
    project.run("migrate");
    let (service, ..) = SERVED[1];
    let process = project.world.launch(project.command(service, &project.words(service, "/command"), &BTreeMap::new()));
    Server::announced(process, 1).ready().terminate().ok();
    let address = fs::read_to_string(project.world.path("secrets/universal-webhook.app.url")).unwrap();
    assert!(address.contains("clockify_app:k9X2vQ7mZr4TbN8wLcY5pHsD@"), "{address}");
}

#[test]
fn the_image_is_as_the_guide_says() {
    let text = repository("Dockerfile");
    assert!(text.matches("\nFROM ").count() == 3, "several stages");
    let (_, last) = text.rsplit_once("\nFROM ").unwrap();
    let user = last.lines().find_map(|line| line.strip_prefix("USER ")).unwrap();
    assert_eq!(user, "clockify", "not root");
    let health = last.lines().find(|line| line.starts_with("HEALTHCHECK ")).unwrap();
    let (_, exec) = health.split_once(" CMD ").unwrap();
    let words: Vec<String> = serde_json::from_str(exec).expect("the exec form needs no shell");
    assert_eq!(words[0], "clockify-addons");
    // The program takes these very words; nobody listens here.
    let outcome = World::new().run(&words[1..].join(" "));
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome}");
    // Every service of ours is the image, runs as its user, and can't get more rights.
    let services = yaml::parse(&repository("compose.yaml"))["services"].take();
    for (name, service) in services.as_object().unwrap().iter().filter(|(name, _)| *name != "postgres") {
        assert_eq!(service["image"], "clockify-addons", "{name}");
        assert!(service.get("user").is_none() && service.get("privileged").is_none(), "{name}");
        assert_eq!(service["read_only"], "true", "{name}");
    }
}
