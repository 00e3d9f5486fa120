//! `migrate init`: databases and roles on a PostgreSQL server.

use std::path::PathBuf;

use clap::Args;
use clockify_addons::config::addon::variables;
use clockify_addons::config::database::{Postgres, Url};
use clockify_addons::config::{Source, Storage};
use clockify_addons::domain::addon::Addon;
use clockify_addons::migrate::init::{self, Place, Report};
use secrecy::SecretString;

use crate::exit::{Status, failure};
use crate::output::Output;

/// Make the databases and roles of the add-ons on a PostgreSQL server
///
/// Each add-on gets a database and three roles: one that owns it and migrates, one that the server works with, one that
/// reads. Their addresses, passwords included, are written to files in --secrets for *_DB_URL_FILE; nothing secret is
/// printed. Run again, it brings back what is missing and leaves passwords as they are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  clockify-addons migrate init --dry-run \\
    --admin-url postgresql://postgres@db.example.com/postgres
  clockify-addons migrate init --admin-url postgresql://postgres@db/postgres \\
    --admin-password-file /run/secrets/postgres --secrets /etc/clockify-addons
  API_STUDIO_DB_URL_FILE=/etc/clockify-addons/api-studio.owner.url \\
    clockify-addons migrate --addon api-studio

Names come from API_STUDIO_DB_URL, UNIVERSAL_WEBHOOK_DB_URL and DATABASE_URL
where they are set; else api_studio, universal_webhook and clockify_addon at the
server of --admin-url. A password of the administrator can also be in ~/.pgpass.")]
pub(super) struct Init {
    /// The server, and a role that may create databases and roles; without a password
    #[arg(long, value_name = "URL")]
    admin_url: String,
    /// File with that role's password
    #[arg(long, value_name = "FILE")]
    admin_password_file: Option<PathBuf>,
    /// Folder for the addresses with their passwords and for the key of secrets
    #[arg(long, value_name = "FOLDER", default_value = "secrets")]
    secrets: PathBuf,
    /// Let the server's role migrate too, so that `serve` can
    #[arg(long)]
    app_migrates: bool,
    /// Print the statements without passwords, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Init {
    pub(super) async fn run(self, output: &Output, source: &Source, addon: Option<Addon>) -> anyhow::Result<Status> {
        let admin = self.admin()?;
        let mut places = Vec::new();
        for addon in addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]) {
            match place(source, addon, &admin)? {
                Some(place) => places.push(place),
                None => output.note(&format!("{}: its database is a SQLite file; nothing to make", addon.name())),
            }
        }
        let options = init::Options {
            admin,
            places,
            folder: self.secrets,
            app_migrates: self.app_migrates,
            dry_run: self.dry_run,
        };
        let reports = init::init(&options).await?;
        output.list("migrate-init", "databases", &reports, || {
            if options.dry_run { script(&reports) } else { done(&reports) }
        })?;
        Ok(Status::Ok)
    }

    fn admin(&self) -> anyhow::Result<Postgres> {
        let url: Url =
            self.admin_url.parse().map_err(|error| failure(Status::Usage, format!("--admin-url {error}")))?;
        let Url::Postgres(mut admin) = url else {
            return Err(failure(Status::Usage, "--admin-url names no PostgreSQL server"));
        };
        if admin.password.is_some() {
            let text = "a password on the command line can be read by everybody on this machine; use --admin-password-file or ~/.pgpass";
            return Err(failure(Status::Refused, text));
        }
        if let Some(path) = &self.admin_password_file {
            let text = std::fs::read_to_string(path).map_err(|error| {
                failure(
                    Status::CantCreate,
                    format!("--admin-password-file `{}` can't be read: {error}", path.display()),
                )
            })?;
            admin.password = Some(SecretString::from(text.trim_end_matches(['\r', '\n'])));
        }
        Ok(admin)
    }
}

/// Where the add-on's database is to be; none if it is a file.
fn place(source: &Source, addon: Addon, admin: &Postgres) -> anyhow::Result<Option<Place>> {
    let names = variables(addon);
    if source.is_set(names.database) || source.is_set(&format!("{}_FILE", names.database)) {
        let address = Storage::load(source, addon)?.database.postgres().cloned();
        return Ok(address.map(|address| Place { addon, address }));
    }
    let database = names.database_file.trim_end_matches(".db");
    let address = Postgres { user: None, password: None, ..admin.with_database(database) };
    Ok(Some(Place { addon, address }))
}

fn script(reports: &[Report]) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&format!("-- {}: database {}\n", report.addon, report.database));
        report.statements.iter().for_each(|statement| text.push_str(&format!("{statement};\n")));
    }
    text
}

fn done(reports: &[Report]) -> String {
    let mut text = String::new();
    for report in reports {
        let was = |created| if created { "made" } else { "was there" };
        text.push_str(&format!("{}: database {} {}\n", report.addon, report.database, was(report.created)));
        for role in &report.roles {
            let file = role
                .file
                .as_ref()
                .map_or_else(|| "its password is not known here".to_owned(), |file| file.display().to_string());
            text.push_str(&format!("  {:<5} {} {}; {file}\n", role.purpose, role.name, was(role.created)));
        }
    }
    text
}
