//! Looking at backups, and reading them again.

use std::fmt::Write as _;

use clockify_addons::backup::{self, Error, Found, Native, Set};
use clockify_addons::clock::System;
use serde_json::{Value, json};

use super::{Call, progress, protection, size};
use crate::exit::Status;
use crate::output::{Output, Table};

/// A backup, for programs.
pub(super) fn document(set: &Set) -> Value {
    let manifest = &set.manifest;
    let addons: Vec<_> = manifest
        .addons
        .iter()
        .map(|part| {
            let tables: Vec<_> = part
                .tables
                .iter()
                .map(|table| {
                    json!({
                        "table": table.shape.table,
                        "rows": table.rows,
                        "bytes": table.stored.stored_bytes,
                        "plain_bytes": table.stored.plain_bytes,
                        "content": table.content,
                    })
                })
                .collect();
            json!({
                "addon": part.addon,
                "engine": part.engine,
                "server": part.server,
                "database": part.database,
                "migrations": part.migrations,
                "keys": part.keys,
                "tables": tables,
                "native": part.native,
            })
        })
        .collect();
    json!({
        "name": manifest.name,
        "archive": manifest.archive().to_string(),
        "program": manifest.program,
        "started_at": manifest.started_at,
        "finished_at": manifest.finished_at,
        "recipients": manifest.recipients,
        "cut": manifest.cut,
        "rows": manifest.rows(),
        "bytes": manifest.stored_bytes(),
        "verified_at": set.checks.verified_at,
        "drilled_at": set.checks.drilled_at,
        "wrong": set.checks.wrong,
        "pinned": set.checks.pinned,
        "addons": addons,
    })
}

/// What was made.
pub(super) fn created(output: &Output, set: &Set) -> anyhow::Result<()> {
    if output.is_text() && output.is_quiet() {
        return Ok(());
    }
    output.data("backup", &document(set), || line(set))
}

/// The same in a line.
pub(super) fn line(set: &Set) -> String {
    let manifest = &set.manifest;
    let count = manifest.addons.len();
    let (addons, s) = (count, if count == 1 { "" } else { "s" });
    format!("{}  {addons} add-on{s}, {} rows, {}\n", manifest.name, manifest.rows(), size(manifest.stored_bytes()))
}

pub(super) async fn list(call: &Call<'_>) -> anyhow::Result<Status> {
    let found = call.place.all().await?;
    let items: Vec<_> = found
        .iter()
        .map(|found| match found {
            Found::Set(set) => {
                let mut document = document(set);
                for part in document["addons"].as_array_mut().into_iter().flatten() {
                    // A list is for finding one; `show` has the rest.
                    if let Some(part) = part.as_object_mut() {
                        part.retain(|name, _| ["addon", "engine", "keys"].contains(&name.as_str()));
                    }
                }
                document
            }
            Found::Broken { name, wrong } => json!({ "name": name, "wrong": format!("manifest.json {wrong}") }),
        })
        .collect();
    call.output.list("backups", "backups", &items, || {
        if found.is_empty() {
            return format!("no backup in {}\n", call.place.shown());
        }
        let mut table = Table::new(["NAME", "ROWS", "SIZE", "EXACT", "VERIFIED", "DRILLED", "ADD-ONS"]);
        for found in &found {
            match found {
                Found::Set(set) => table.row(row(set)),
                Found::Broken { name, wrong } => {
                    let blank = || "-".to_owned();
                    let wrong = format!("manifest.json {wrong}");
                    table.row([name.clone(), blank(), blank(), blank(), "damaged".to_owned(), blank(), wrong]);
                }
            }
        }
        table.render_on(call.output.on_terminal(), &[(0, 26), (1, 8), (2, 9), (4, 10), (5, 10)])
    })?;
    Ok(Status::Ok)
}

fn row(set: &Set) -> [String; 7] {
    let manifest = &set.manifest;
    let addons: Vec<_> = manifest.addons.iter().map(|part| part.addon.as_str()).collect();
    [
        manifest.name.clone(),
        manifest.rows().to_string(),
        size(manifest.stored_bytes()),
        if manifest.cut.exact { "yes".to_owned() } else { format!("{} ms", manifest.cut.skew_ms) },
        if set.checks.wrong.is_some() { "damaged".to_owned() } else { day(set.checks.verified_at.as_deref()) },
        day(set.checks.drilled_at.as_deref()),
        addons.join(" "),
    ]
}

/// Since when it is kept whatever the policy says, and why.
fn pinned(set: &Set) -> String {
    let Some(pin) = &set.checks.pinned else { return "no".to_owned() };
    pin.reason.as_ref().map_or_else(|| pin.since.clone(), |reason| format!("{} ({reason})", pin.since))
}

/// The day of a time.
fn day(time: Option<&str>) -> String {
    time.and_then(|time| time.get(..10)).unwrap_or("-").to_owned()
}

pub(super) async fn show(call: &Call<'_>, name: Option<&str>) -> anyhow::Result<Status> {
    let set = call.find(name).await?;
    call.output.data("backup", &document(&set), || text(&set))?;
    Ok(Status::Ok)
}

fn text(set: &Set) -> String {
    let (manifest, cut) = (&set.manifest, &set.manifest.cut);
    let exact = if cut.exact { "one moment".to_owned() } else { format!("up to {} ms apart", cut.skew_ms) };
    let mut text = String::new();
    let verified = match (&set.checks.wrong, &set.checks.verified_at) {
        (Some(wrong), _) => format!("damaged: {wrong}"),
        (None, time) => time.clone().unwrap_or_else(|| "never".to_owned()),
    };
    let recipients = match &manifest.recipients[..] {
        [] => "no".to_owned(),
        recipients => format!("for {}", recipients.join(", ")),
    };
    for (name, value) in [
        ("name", manifest.name.clone()),
        ("finished", manifest.finished_at.clone()),
        ("shows", format!("{} ({exact})", cut.at)),
        ("archive", manifest.archive().to_string()),
        ("size", format!("{}, {} rows", size(manifest.stored_bytes()), manifest.rows())),
        ("encrypted", recipients),
        ("verified", verified),
        ("drilled", set.checks.drilled_at.clone().unwrap_or_else(|| "never".to_owned())),
        ("pinned", pinned(set)),
        ("program", manifest.program.clone()),
    ] {
        _ = writeln!(text, "{name:<9} {value}");
    }
    for part in &manifest.addons {
        let key = if part.keys.is_empty() { "none".to_owned() } else { part.keys.join(", ") };
        _ = writeln!(text, "\n{}: {} {}, {}", part.addon, part.engine, part.server, part.database);
        let schema = part.migrations.last().map_or("-", String::as_str);
        _ = writeln!(text, "schema {schema}, keys that a restore needs: {key}\n");
        if let Some(native) = &part.native {
            text.push_str(&whole(native));
            continue;
        }
        let empty = part.tables.iter().filter(|table| table.rows == 0).count();
        let mut table = Table::new(["TABLE", "ROWS", "SIZE"]);
        for one in part.tables.iter().filter(|table| table.rows > 0) {
            table.row([one.shape.table.clone(), one.rows.to_string(), size(one.stored.stored_bytes)]);
        }
        text.push_str(&table.render());
        _ = writeln!(text, "and {empty} without rows");
    }
    text
}

/// The tables of a native archive.
fn whole(native: &Native) -> String {
    let mut table = Table::new(["TABLE", "ROWS"]);
    for one in native.tables.iter().filter(|table| table.rows > 0) {
        table.row([one.table.clone(), one.rows.to_string()]);
    }
    let empty = native.tables.iter().filter(|table| table.rows == 0).count();
    let bytes = size(native.stored.stored_bytes);
    format!("{}and {empty} without rows, in {} ({bytes}, made by {})\n", table.render(), native.file, native.tool)
}

pub(super) async fn verify(
    call: &Call<'_>,
    name: Option<&str>,
    all: bool,
    protection: &protection::Identity,
) -> anyhow::Result<Status> {
    let identities = protection.read()?;
    let mut broken = Vec::new();
    let sets = if all {
        let mut sets = Vec::new();
        for found in call.place.all().await? {
            match found {
                Found::Set(set) => sets.push(*set),
                Found::Broken { name, wrong } => broken.push((name, format!("manifest.json {wrong}"))),
            }
        }
        sets
    } else {
        vec![call.find(name).await?]
    };
    let bar = call.bar();
    let (mut items, mut lines) = (Vec::new(), String::new());
    for mut set in sets {
        set.identities = identities.clone();
        let verified = backup::verify(&*call.place, &mut set, &System, &progress(&bar)).await;
        let name = set.manifest.name.clone();
        match verified {
            Ok(()) => {
                let (rows, opened) = (set.manifest.rows(), set.opened());
                let closed = if opened { "" } else { "; encrypted, not looked into without --identity" };
                _ = writeln!(lines, "{name}  good: {rows} rows, {}{closed}", size(set.manifest.stored_bytes()));
                items.push(json!({ "name": name, "good": true, "rows": rows, "opened": opened }));
            }
            Err(Error::Damaged { file, wrong, .. }) if all => broken.push((name, format!("{file} {wrong}"))),
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    for (name, wrong) in &broken {
        _ = writeln!(lines, "{name}  damaged: {wrong}");
        items.push(json!({ "name": name, "good": false, "wrong": wrong }));
    }
    if !(call.output.is_text() && call.output.is_quiet() && broken.is_empty()) {
        call.output.list("backup-verify", "backups", &items, || lines)?;
    }
    Ok(if broken.is_empty() { Status::Ok } else { Status::Data })
}
