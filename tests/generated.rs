//! What a person would have to remember: that generated files are up to date, and who may import whom.
//!
//! The build script is tried here too. The last part is the rule of the layers that `src/lib.rs` draws. Rust lets any module
//! import any other, so the rule is checked by reading the code.

#![expect(clippy::unwrap_used, reason = "tests fail loudly, and so may what helps them")]

#[expect(dead_code, clippy::print_stdout, reason = "its main is not called here, and talks to cargo")]
#[path = "../build.rs"]
mod build;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The modules from the bottom up. A module imports from the layers below its own and from nowhere else.
const LAYERS: [&[&str]; 10] = [
    &["domain", "config", "clock", "metrics", "secrets", "telemetry"],
    &["db", "clockify"],
    &["access", "queue"],
    &[
        "audit",
        "bootstrap",
        "explorer",
        "flows",
        "ingest",
        "installs",
        "migrate",
        "registration",
        "retention",
        "rotation",
    ],
    &["app", "backup"],
    &["health"],
    &["http"],
    &["addons", "sandbox"],
    &["serve"],
    &["bin"],
];

/// What leaves may import of each other: the rules of the domain, and the log its settings and the time.
const AMONG_LEAVES: [(&str, &str); 5] = [
    ("config", "domain"),
    ("metrics", "domain"),
    ("telemetry", "domain"),
    ("telemetry", "config"),
    ("telemetry", "clock"),
];

/// Crates, or modules of `std`, and the only places that may name them.
const EXTERNAL: [(&str, &[&str]); 11] = [
    ("axum", &["http", "addons", "sandbox", "serve"]),
    // The domain's enumerations say how they are stored; that is a derive and no query.
    (
        "sea_orm",
        &[
            "domain",
            "db",
            "queue",
            "audit",
            "backup",
            "bootstrap",
            "explorer",
            "flows",
            "ingest",
            "installs",
            "migrate",
            "registration",
            "retention",
            "rotation",
        ],
    ),
    ("sea_orm_migration", &["migrate"]),
    ("sqlx", &["db", "backup", "flows", "ingest"]),
    ("saphyr_parser", &["clockify"]),
    ("jsonpath_rust", &["domain/flow/query.rs"]),
    ("clap", &["bin"]),
    ("comfy_table", &["bin"]),
    ("indicatif", &["bin"]),
    ("anyhow", &["bin"]),
    ("std::env", &["config/source.rs", "bin/clockify-addons/output/mod.rs", "bin/clockify-addons/main.rs"]),
];

#[test]
fn generated_files_are_up_to_date() {
    let root = env!("CARGO_MANIFEST_DIR");
    let program = env!("CARGO_BIN_EXE_clockify-addons");
    let output = Command::new(program).args(["generate", "--check", "--root", root]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every name that a command gives to a document, and no other.
#[test]
fn the_schema_of_outputs_describes_every_document() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named: Vec<String> = vec!["clockify-addons/error/v1".to_owned()];
    for file in sources(&root.join("src/bin")) {
        let text = fs::read_to_string(file).unwrap();
        for call in [".data(", ".list(", ".file("] {
            let calls =
                text.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'));
            named.extend(calls.map(|(name, _)| format!("clockify-addons/{name}/v1")));
        }
        // Where one of two is chosen.
        if text.contains("let schema = if ") {
            let chosen = text.split("let schema = if ").nth(1).unwrap().split(';').next().unwrap();
            named.extend(chosen.split('"').skip(1).step_by(2).map(|name| format!("clockify-addons/{name}/v1")));
        }
    }
    named.sort();
    named.dedup();
    assert!(named.len() > 40, "the check must see the documents: {named:?}");
    let text = fs::read_to_string(root.join("docs/reference/output.schema.json")).unwrap();
    let known = text.split("\"enum\": [").nth(1).unwrap().split(']').next().unwrap();
    let mut known: Vec<_> = known.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    known.sort();
    assert_eq!(named, known);
}

/// Whoever renames a test, or takes one out, sees to what it was there to prove.
#[test]
fn every_promise_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/development/promises.md")).unwrap();
    let code: String = ["src", "tests"]
        .iter()
        .flat_map(|folder| sources(&root.join(folder)))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() >= 25, "the check must see the table");
    let mut unproven = Vec::new();
    for row in rows {
        let (promise, tests) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        let names: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        let missing: Vec<_> = names.iter().filter(|name| !code.contains(&format!("fn {name}("))).collect();
        if names.is_empty() || !missing.is_empty() {
            unproven.push(format!("{promise}: {missing:?}"));
        }
    }
    assert_eq!(unproven, Vec::<String>::new());
}

/// The page is made by another build, so the program's has to notice when one was made without the other.
#[test]
fn a_page_that_is_older_than_its_sources_fails_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let (ui, dist) = (folder.path(), folder.path().join("dist"));
    fs::create_dir_all(ui.join("src/tabs")).unwrap();
    fs::create_dir_all(dist.join("assets")).unwrap();
    let html = "<html lang=\"en\"><head><title>x</title><script src=\"./assets/app.js\"></script></head></html>";
    for (name, text) in [
        ("index.html", "template"),
        ("package-lock.json", "{}"),
        ("src/main.tsx", "main"),
        ("src/tabs/a.tsx", "a"),
        ("dist/index.html", html),
        ("dist/assets/app.js", "app"),
        ("dist/assets/app.js.br", "b"),
        ("dist/assets/app.css", "css"),
    ] {
        fs::write(ui.join(name), text).unwrap();
    }
    let check = || build::check(ui, &dist).err().unwrap_or_default();
    assert!(check().contains("not a whole page"), "{}", check());
    fs::write(dist.join("source-hash"), build::source_hash(ui).unwrap() + "\n").unwrap();
    assert_eq!(check(), "");
    let code = build::embed(&dist).unwrap();
    assert!(code.contains("name: \"assets/app.js\", kind: \"text/javascript; charset=utf-8\""), "{code}");
    assert_eq!((code.matches("Asset {").count(), code.matches("brotli: Some(").count()), (2, 1), "{code}");
    // An editor's own file is none of the page's.
    fs::write(ui.join("src/.main.tsx.swp"), "").unwrap();
    assert_eq!(check(), "");
    for (name, text) in [("src/main.tsx", "main!"), ("package-lock.json", "{ }"), ("src/tabs/b.tsx", "")] {
        let before = fs::read(ui.join(name)).ok();
        fs::write(ui.join(name), text).unwrap();
        assert_eq!(check(), "ui/dist is not built from what is in ui/src", "{name}");
        before.map_or_else(|| fs::remove_file(ui.join(name)), |before| fs::write(ui.join(name), before)).unwrap();
        assert_eq!(check(), "");
    }
    fs::write(dist.join("index.html"), "<html><head><title></title>").unwrap();
    assert!(check().contains("index.html has no"), "{}", check());
    fs::write(dist.join("assets/font.ttf"), "").unwrap();
    assert!(build::embed(&dist).unwrap_err().to_string().contains("font.ttf"));
}

/// Whoever looks for it has to find out how to build it; and what a built page needs is there without one.
#[test]
fn a_program_without_its_page_says_how_to_build_it() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/routes/page/placeholder.html"));
    let text = text.unwrap();
    for part in ["make build", "npm run build", "<title>", "<head>", "<html "] {
        assert!(text.contains(part), "{part}");
    }
    let code = build::code("None", "", "");
    assert!(code.contains("const TEMPLATE: Option<&str> = None;") && code.contains("&[\n];"), "{code}");
}

#[test]
fn a_layer_imports_downwards_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src);
    assert!(files.len() > 100, "the check must see the code");
    let violations: Vec<_> = files
        .iter()
        .flat_map(|file| {
            let name = file.strip_prefix(&src).unwrap().display().to_string();
            violations(&name, &fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn violations_are_found() {
    for (file, text, expected) in [
        ("domain/x.rs", "use crate::db::Db;", Some("domain/x.rs imports db")),
        ("db/mod.rs", "fn f() { crate::clockify::g() }", Some("db/mod.rs imports clockify")),
        ("ingest/x.rs", "use crate::{config::Limits, installs};", Some("ingest/x.rs imports installs")),
        ("app.rs", "use crate::{\n    db::{self, Db},\n    http::Entry,\n};", Some("app.rs imports http")),
        ("secrets/mod.rs", "use crate::domain::ids::Id;", Some("secrets/mod.rs imports domain")),
        ("http/x.rs", "pub use crate::unheard_of;", Some("http/x.rs imports unheard_of")),
        ("http/x.rs", "use crate::db::Db; use crate::http::State;", None),
        ("http/x.rs", "fn f(e: &sea_orm::DbErr) {}", Some("http/x.rs names sea_orm")),
        ("serve/x.rs", "use anyhow::Result;", Some("serve/x.rs names anyhow")),
        ("app.rs", "use std::{env, fs};", Some("app.rs names std::env")),
        ("app.rs", "let x = std::env::var(\"X\");", Some("app.rs names std::env")),
        ("app.rs", "let x = env!(\"X\"); let anyhow = 1; my_axum::x();", None),
        (
            "db/mod.rs",
            "// use crate::http;\n/// [`crate::app::App`]\n/* crate::serve */ let s = \"crate::http\";",
            None,
        ),
        ("db/mod.rs", "let c = '\"'; use crate::http::X; let d = '\"';", Some("db/mod.rs imports http")),
        ("db/mod.rs", "let r = r#\"\" crate::http \"#; fn f<'a>(x: &'a str) {}", None),
        ("bin/clockify-addons/main.rs", "use clockify_addons::serve; use crate::cli::Cli; use clap::Parser;", None),
    ] {
        assert_eq!(violations(file, text), expected.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

/// Every Rust file below the folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What the text of a file, named from `src` on, names and may not.
fn violations(file: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let module = file.split(['/', '.']).next().unwrap_or_default();
    let mut found = Vec::new();
    if module != "bin" {
        let named = paths(&code, "crate");
        found
            .extend(named.iter().filter(|name| !may_import(module, name)).map(|name| format!("{file} imports {name}")));
    }
    for (name, places) in EXTERNAL {
        let allowed = places.iter().any(|place| *place == module || *place == file);
        let named = match name.split_once("::") {
            Some((outer, inner)) => paths(&code, outer).iter().any(|first| first == inner),
            None => !paths(&code, name).is_empty(),
        };
        if named && !allowed {
            found.push(format!("{file} names {name}"));
        }
    }
    found.dedup();
    found
}

fn may_import(module: &str, other: &str) -> bool {
    let layer = |name| LAYERS.iter().position(|layer| layer.contains(&name));
    let below = match (layer(module), layer(other)) {
        (Some(own), Some(others)) => others < own,
        _ => false,
    };
    // `lib.rs` declares the modules and may name them in links only, which aren't code.
    module == other || below || AMONG_LEAVES.contains(&(module, other))
}

/// What follows the name and `::` wherever they stand: one name, or the first name of each member of a group.
fn paths(code: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(name) {
        let before = code[..at].trim_end();
        // `x::axum::y` is somebody else's axum, and `my_axum` no axum at all.
        let inside = code[..at].ends_with(is_part) || (before.ends_with("::") && !before.ends_with(" ::"));
        let Some(rest) = code[at + name.len()..].trim_start().strip_prefix("::") else { continue };
        if !inside {
            found.extend(firsts(rest.trim_start()));
        }
    }
    found
}

fn firsts(rest: &str) -> Vec<String> {
    let name = |text: &str| text.trim_start().chars().take_while(|c| is_part(*c)).collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut depth, mut members) = (0, vec![name(group)]);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => members.push(name(&group[at + 1..])),
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code of a text: comments and whatever stands in quotes are taken out.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_string(rest).filter(|_| !out.ends_with(is_part)) {
            length
        } else if c == '"' {
            quoted(rest, '"')
        } else if c == '\'' && is_character(rest) {
            quoted(rest, '\'')
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.push(' ');
        rest = &rest[skipped..];
    }
    out
}

/// The length of a text in quotes, with both of them.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// The length of the raw string that begins here, if one does.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let head = text.len() - inside.len();
    Some(inside.find(&close).map_or(text.len(), |end| head + end + close.len()))
}

/// Whether the quote begins a character and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut inside = text.chars().skip(1);
    match (inside.next(), inside.next()) {
        (Some('\\'), _) => true,
        (Some(_), Some(second)) => second == '\'',
        _ => false,
    }
}
