//! How PostgreSQL's own programs get into a database: by the same way as ours. No password stands in their arguments or
//! their environment, where others on the machine may see it.

use std::ffi::OsString;
use std::path::Path;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use tokio::process::Command;

use super::super::Error;
use crate::config::database::Postgres;
use crate::config::inherited;

/// What of our own environment they are given: what our own driver heeds, too. What else there is may be a secret of ours,
/// and `PGSERVICE` would lead them to another server.
const KEPT: [&str; 9] =
    ["PATH", "HOME", "TZ", "PGPASSFILE", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGSSLCRL"];

/// Parameters of an address, and the variables that mean the same.
const PARAMETERS: [(&str, &str); 13] = [
    ("sslmode", "PGSSLMODE"),
    ("ssl-mode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("ssl-root-cert", "PGSSLROOTCERT"),
    ("ssl-ca", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("ssl-cert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("ssl-key", "PGSSLKEY"),
    ("sslcrl", "PGSSLCRL"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("channel_binding", "PGCHANNELBINDING"),
];

/// Where systems keep the certificates of those whom everybody trusts.
const BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",   // Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",             // SUSE
    "/etc/ssl/cert.pem",                  // macOS, FreeBSD
    "/usr/local/share/certs/ca-root-nss.crt",
];

/// The way into a database.
#[derive(Debug)]
pub(super) struct Login {
    variables: Vec<(&'static str, OsString)>,
    /// Kept open for as long as a program may read it.
    password: Option<Passfile>,
}

impl Login {
    pub(super) fn new(postgres: &Postgres, url: &SecretString) -> Result<Self, Error> {
        let options = PgConnectOptions::from_str(url.expose_secret()).map_err(Error::doing("the address"))?;
        let host = options.get_socket().map_or_else(|| options.get_host().into(), OsString::from);
        let mut variables = vec![
            ("LC_ALL", "C".into()),
            ("PGAPPNAME", "clockify-addons backup".into()),
            ("PGCONNECT_TIMEOUT", "10".into()),
            ("PGHOST", host),
            ("PGPORT", options.get_port().to_string().into()),
            ("PGUSER", options.get_username().into()),
            ("PGDATABASE", OsString::from(&postgres.database)),
        ];
        if let Some(options) = options.get_options().filter(|options| !options.is_empty()) {
            variables.push(("PGOPTIONS", options.into()));
        }
        for (name, value) in &postgres.parameters {
            let known = PARAMETERS.iter().find(|(parameter, _)| parameter == name);
            variables.extend(known.map(|(_, variable)| (*variable, OsString::from(value))));
        }
        if lacks_roots(&variables) {
            let bundle = BUNDLES.iter().find(|path| Path::new(path).exists());
            variables.extend(bundle.map(|path| ("PGSSLROOTCERT", OsString::from(path))));
        }
        let given = inherited("PGPASSWORD").and_then(|text| text.into_string().ok()).map(SecretString::from);
        let password = postgres.password.clone().or(given).map(|password| Passfile::new(&password)).transpose();
        let password = password.map_err(Error::write(Path::new("the file with the password")))?;
        Ok(Self { variables, password })
    }

    /// A program that gets in this way.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = bare(program);
        command.arg("--no-password");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(password) = &self.password {
            password.hand_to(&mut command);
        }
        command
    }
}

/// Whether the server's certificate is to be checked and nobody says against what. Our driver brings a list of its own
/// along; these programs look for a file in the home folder, and fail without it.
fn lacks_roots(variables: &[(&str, OsString)]) -> bool {
    let value = |name: &str| {
        let ours = variables.iter().rev().find(|(variable, _)| *variable == name);
        ours.map(|(_, value)| value.clone()).or_else(|| inherited(name))
    };
    let checks = value("PGSSLMODE").is_some_and(|mode| mode == "verify-ca" || mode == "verify-full");
    let own = || inherited("HOME").is_some_and(|home| Path::new(&home).join(".postgresql/root.crt").exists());
    checks && value("PGSSLROOTCERT").is_none() && !own()
}

/// A program without anything of ours that it needn't have. Nobody waits for it: it ends with whoever started it.
pub(super) fn bare(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env_clear().kill_on_drop(true);
    command.envs(KEPT.iter().filter_map(|name| inherited(name).map(|value| (name, value))));
    command
}

/// A file with the password, which is in memory only and has no name.
#[cfg(target_os = "linux")]
#[derive(Debug)]
struct Passfile(std::fs::File);

#[cfg(target_os = "linux")]
impl Passfile {
    fn new(password: &SecretString) -> std::io::Result<Self> {
        use std::io::Write as _;
        use std::os::unix::fs::PermissionsExt as _;

        // Without CLOEXEC: it is for a program that we start.
        let flags = rustix::fs::MemfdFlags::empty();
        let mut file = std::fs::File::from(rustix::fs::memfd_create("passfile", flags)?);
        // The client library reads no file that others may read.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        file.write_all(line(password).expose_secret().as_bytes())?;
        Ok(Self(file))
    }

    fn hand_to(&self, command: &mut Command) {
        use std::os::fd::AsRawFd as _;

        command.env("PGPASSFILE", format!("/proc/self/fd/{}", self.0.as_raw_fd()));
    }
}

/// Where there are no such files, the environment of the program has to do.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
struct Passfile(SecretString);

#[cfg(not(target_os = "linux"))]
impl Passfile {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn new(password: &SecretString) -> std::io::Result<Self> {
        Ok(Self(password.clone()))
    }

    fn hand_to(&self, command: &mut Command) {
        command.env("PGPASSWORD", self.0.expose_secret());
    }
}

/// The password for any database, as the client library reads it.
#[cfg(target_os = "linux")]
fn line(password: &SecretString) -> SecretString {
    let escaped = password.expose_secret().replace('\\', "\\\\").replace(':', "\\:");
    SecretString::from(format!("*:*:*:*:{escaped}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::database::Url;

    fn login(text: &str) -> Login {
        let url: Url = text.parse().unwrap();
        Login::new(url.postgres().unwrap(), &url.connect_url()).unwrap()
    }

    #[test]
    fn no_password_is_where_others_look() {
        let login =
            login("postgresql://u:can%3Aa%5Cry@example.com:6543/x?sslmode=require&options=-c%20search_path%3Dmine");
        let command = login.command("pg_dump");
        let command = command.as_std();
        let shown = format!("{command:?} {:?}", command.get_envs().collect::<Vec<_>>());
        assert!(!shown.contains("can") && !format!("{login:?}").contains("can"), "{shown}");
        let value = |name: &str| {
            let found = command.get_envs().find(|(variable, _)| *variable == name);
            found.and_then(|(_, value)| value).map(|value| value.to_string_lossy().into_owned())
        };
        for (name, expected) in [
            ("PGHOST", "example.com"),
            ("PGPORT", "6543"),
            ("PGUSER", "u"),
            ("PGDATABASE", "x"),
            ("PGSSLMODE", "require"),
            ("PGOPTIONS", "-c search_path=mine"),
        ] {
            assert_eq!(value(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_certificate_that_is_to_be_checked_has_something_to_be_checked_against() {
        let found = |url: &str| {
            let login = login(url);
            let value = login.variables.iter().find(|(name, _)| *name == "PGSSLROOTCERT");
            value.map(|(_, value)| value.to_string_lossy().into_owned())
        };
        let bundle = BUNDLES.iter().find(|path| Path::new(path).exists()).map(|path| (*path).to_owned());
        assert_eq!(found("postgresql://u@example.com/x?sslmode=verify-full"), bundle);
        assert_eq!(found("postgresql://u@example.com/x?ssl=verify-ca"), bundle);
        assert_eq!(found("postgresql://u@example.com/x?sslmode=require"), None);
        let own = "postgresql://u@example.com/x?sslmode=verify-full&sslrootcert=/run/ca.pem";
        assert_eq!(found(own).as_deref(), Some("/run/ca.pem"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_password_can_hold_anything() {
        let line = line(&SecretString::from("a:b\\c".to_owned()));
        assert_eq!(line.expose_secret(), "*:*:*:*:a\\:b\\\\c\n");
    }
}
