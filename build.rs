//! Takes the built page into the program, if there is one in `ui/dist`.
//!
//! `make` has npm build it first; without npm, `cargo build` alone makes a program that serves a page saying how. npm is
//! never run from here: a build of Rust code that fetches packages of another language surprises everybody. A page that
//! is older than its sources fails the build, because it would be noticed much later.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

/// What counts beside `ui/src`. The same list stands in `ui/scripts/source-hash.mjs`.
const FILES: [&str; 5] = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

/// What the server writes into the template, so it must be there.
const PLACES: [&str; 4] = ["<html ", "<title>", "<head>", "\"./assets/"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (ui, dist) = (root.join("ui"), root.join("ui/dist"));
    println!("cargo::rerun-if-changed=build.rs");
    let code = if dist.is_dir() {
        watch(&ui, &dist);
        if let Err(why) = check(&ui, &dist) {
            println!("cargo::error={why}: run `make ui`, or delete ui/dist to build without the page");
            return Ok(());
        }
        embed(&dist)?
    } else {
        // Every build would be a new one if cargo watched what isn't there. The page's build touches this file at its end.
        let signal = ui.join("scripts/source-hash.mjs");
        if signal.exists() {
            println!("cargo::rerun-if-changed={}", signal.display());
        }
        code("None", "", "")
    };
    let target = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&target).join("page.rs"), code)?;
    Ok(())
}

fn watch(ui: &Path, dist: &Path) {
    println!("cargo::rerun-if-changed={}", dist.display());
    for path in FILES.map(|name| ui.join(name)).into_iter().chain([ui.join("src")]) {
        if path.exists() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
}

/// Says what is wrong with the page, if something is.
pub(crate) fn check(ui: &Path, dist: &Path) -> Result<(), String> {
    let built = fs::read_to_string(dist.join("source-hash")).map_err(|_| "ui/dist is not a whole page".to_owned())?;
    let sources = source_hash(ui).map_err(|error| format!("ui/ can't be read ({error})"))?;
    if built.trim() != sources {
        return Err("ui/dist is not built from what is in ui/src".to_owned());
    }
    let template = fs::read_to_string(dist.join("index.html")).map_err(|_| "ui/dist has no index.html".to_owned())?;
    match PLACES.iter().find(|place| !template.contains(**place)) {
        Some(place) => Err(format!("ui/dist/index.html has no {place}")),
        None => Ok(()),
    }
}

pub(crate) fn source_hash(ui: &Path) -> std::io::Result<String> {
    let mut paths = files(&ui.join("src"))?;
    paths.extend(FILES.map(|name| ui.join(name)).into_iter().filter(|path| path.exists()));
    let mut named: Vec<(String, PathBuf)> = paths.into_iter().map(|path| (name(ui, &path), path)).collect();
    named.sort();
    let mut hash = Sha256::new();
    for (name, path) in named {
        let bytes = fs::read(path)?;
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    Ok(hex(&hash.finalize()))
}

/// Every file below a folder; what begins with a dot doesn't count.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// The path below a folder, with slashes.
fn name(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// The code that holds the page: its template, the version of its assets, the assets with what npm compressed of them.
pub(crate) fn embed(dist: &Path) -> Result<String, Box<dyn Error>> {
    let mut assets = files(&dist.join("assets"))?;
    assets.sort();
    let is_copy = |path: &&PathBuf| path.extension().is_some_and(|end| end == "br" || end == "gz");
    let (mut version, mut list) = (Sha256::new(), String::new());
    for path in assets.iter().filter(|path| !is_copy(path)) {
        let name = name(dist, path);
        version.update(&name);
        version.update(fs::read(path)?);
        let include = |path: &Path| format!("include_bytes!({:?})", path.display().to_string());
        let copy = |end: &str| {
            let copy = PathBuf::from(format!("{}.{end}", path.display()));
            if assets.contains(&copy) { format!("Some({})", include(&copy)) } else { "None".to_owned() }
        };
        let (kind, brotli, gzip) = (kind(path)?, copy("br"), copy("gz"));
        let plain = include(path);
        writeln!(
            list,
            "    Asset {{ name: {name:?}, kind: {kind:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    let template = format!("Some(include_str!({:?}))", dist.join("index.html").display().to_string());
    Ok(code(&template, &hex(&version.finalize())[..16], &list))
}

pub(crate) fn code(template: &str, version: &str, assets: &str) -> String {
    format!(
        "const TEMPLATE: Option<&str> = {template};\nconst VERSION: &str = {version:?};\nstatic ASSETS: &[Asset] = &[\n{assets}];\n"
    )
}

fn kind(path: &Path) -> Result<&'static str, String> {
    match path.extension().and_then(|end| end.to_str()) {
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        Some("json") => Ok("application/json"),
        Some("txt") => Ok("text/plain; charset=utf-8"),
        Some("woff2") => Ok("font/woff2"),
        Some("png") => Ok("image/png"),
        _ => Err(format!("{} is of no kind that the server knows; add it to build.rs", path.display())),
    }
}
