//! `health`: ask the servers, or be the doctor.

mod show;

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args};
use clockify_addons::clock::System;
use clockify_addons::config::{self, Source};
use clockify_addons::domain::addon::Addon;
use clockify_addons::health::doctor::{self, Clockify, Limits};
use clockify_addons::health::probe::{self, Target};
use clockify_addons::health::{Check, Report, Status as Health, production};
use std::sync::Arc;
use url::Url;

use super::now;
use crate::cli::Format;
use crate::exit::{Status, failure};
use crate::output::Output;

/// Where backups are kept, for whoever doesn't say it by an option.
const BACKUPS: &str = "CLOCKIFY_ADDONS_BACKUP_DIR";

/// Ask the running servers, look at the whole set-up, or go through the production checklist.
///
/// Without --deep and --production it only asks the servers, reads no setting but where they listen, and is done within
/// --timeout.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches, as they are typed")]
#[command(group(ArgGroup::new("looks").args(["deep", "production"])))]
#[command(after_help = "\
Examples:
  clockify-addons health                        are all three ready?
  clockify-addons health --addon api-studio     one, as in a container
  clockify-addons health --deep                 settings, files, databases…
  clockify-addons health --production           the production checklist
  clockify-addons health --deep --format nagios

Formats: text, json (application/health+json), and here also nagios, prometheus.
With --format nagios it ends with other codes: 0 ok, 1 warning, 2 critical,
3 unknown: wrong arguments, or no answer in time.
Asking the servers reads HOST, API_STUDIO_PORT, UNIVERSAL_WEBHOOK_PORT and PORT;
--deep and --production read every setting.")]
pub(crate) struct Options {
    /// Of this add-on only; all when not given
    #[arg(long, value_name = "ADDON", value_parser = super::addon)]
    addon: Option<Addon>,
    /// Ask here in place of where the settings say that servers listen
    #[arg(long, value_name = "URL", conflicts_with_all = ["deep", "production"])]
    url: Option<Url>,
    /// How long the servers may take altogether, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    timeout: Duration,
    /// Look at settings, files, keys, databases and room; needs no server
    #[arg(long)]
    deep: bool,
    /// Go through the production checklist of the deployment guide
    #[arg(long)]
    production: bool,
    /// Exit with 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// Show only what isn't as it should be
    #[arg(long)]
    findings: bool,
    /// Age of an open transaction that is a finding, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, requires = "deep")]
    max_transaction: u64,
    /// Room that has to be free on disks, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 512, requires = "deep")]
    min_room: u64,
    /// Ask Clockify whether it can be reached at this address, in place of the configured ones
    #[arg(long, value_name = "URL", requires = "deep", conflicts_with = "offline")]
    clockify_url: Option<Url>,
    /// Don't ask Clockify, or the add-ons at their public addresses, whether they can be reached
    #[arg(long, requires = "deep")]
    offline: bool,
    /// Where backups are kept [env: CLOCKIFY_ADDONS_BACKUP_DIR]
    #[arg(long, value_name = "FOLDER", requires = "looks")]
    backups: Option<PathBuf>,
    /// Age of the newest backup that is a finding, in hours
    #[arg(long, value_name = "HOURS", default_value_t = 26, requires = "looks")]
    max_backup_age: u64,
    /// Age of the last rehearsed restore that is a finding, in days; 8 with --deep, 35 with --production
    #[arg(long, value_name = "DAYS", requires = "looks")]
    max_drill_age: Option<u64>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    if !(0.01..=60.0).contains(&seconds) {
        return Err("must be between 0.01 and 60".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

impl Options {
    pub(crate) async fn run(self, output: &Output) -> anyhow::Result<Status> {
        let addons = self.addon.map_or(Addon::ALL.to_vec(), |addon| vec![addon]);
        let source = Source::process()?;
        let checks = if self.deep {
            let limits = Limits {
                transaction: Duration::from_secs(self.max_transaction),
                room: self.min_room.saturating_mul(1 << 20),
                backup_age: Duration::from_hours(self.max_backup_age),
                drill_age: self.drill_age(8),
                ..Limits::default()
            };
            let clockify = match &self.clockify_url {
                _ if self.offline => Clockify::Offline,
                Some(url) => Clockify::At(url.clone()),
                None => Clockify::Configured,
            };
            // The folder of an operator who named none is looked at if it is there.
            let usual = Some(PathBuf::from(config::backup::FOLDER)).filter(|folder| folder.is_dir());
            let backups = self.backups(&source).or(usual);
            let clock = Arc::new(System);
            let options = doctor::Options { source: &source, addons: &addons, limits, backups, clockify, clock };
            doctor::examine(&options).await
        } else if self.production {
            let backups = self.backups(&source);
            production::checklist(&production::Options {
                source: &source,
                addons: &addons,
                backups,
                backup_age: Duration::from_hours(self.max_backup_age),
                drill_age: self.drill_age(35),
                timeout: self.timeout,
                clock: &System,
            })
            .await
        } else {
            probe::probe(&self.targets(&source, &addons)?, self.timeout).await
        };
        let report = Report { at: now(), checks };
        self.show(output, &report)?;
        Ok(self.status(output, &report))
    }

    fn backups(&self, source: &Source) -> Option<PathBuf> {
        self.backups.clone().or_else(|| source.text(BACKUPS).map(PathBuf::from))
    }

    fn drill_age(&self, days: u64) -> Duration {
        Duration::from_hours(self.max_drill_age.unwrap_or(days).saturating_mul(24))
    }

    fn targets(&self, source: &Source, addons: &[Addon]) -> anyhow::Result<Vec<Target>> {
        if let Some(url) = &self.url {
            if !matches!(url.scheme(), "http" | "https") {
                return Err(failure(Status::Usage, "--url must be an http or https address"));
            }
            return Ok(vec![Target { addon: self.addon, url: url.clone() }]);
        }
        let mut targets = Vec::new();
        for &addon in addons {
            targets.extend(Target::listening(addon, config::listen(source, addon)?));
        }
        Ok(targets)
    }

    fn show(&self, output: &Output, report: &Report) -> anyhow::Result<()> {
        let shown: Vec<&Check> =
            report.checks.iter().filter(|check| !self.findings || check.status != Health::Pass).collect();
        match output.format() {
            Format::Nagios => output.raw(&show::nagios(report, probe::timed_out(&report.checks))),
            Format::Prometheus => output.raw(&show::prometheus(report)),
            Format::Ndjson => shown.iter().try_for_each(|check| output.line(&show::line(check))),
            Format::Text if output.is_quiet() && report.status() == Health::Pass => Ok(()),
            Format::Text | Format::Json => output.data("health", report, || show::text(&shown, report)),
        }
    }

    fn status(&self, output: &Output, report: &Report) -> Status {
        let status = report.status();
        if output.format() == Format::Nagios {
            // Nagios has numbers of its own: 2 is critical, 3 unknown.
            return match status {
                Health::Pass => Status::Ok,
                Health::Warn => Status::Failed,
                Health::Fail if probe::timed_out(&report.checks) => Status::Partial,
                Health::Fail => Status::Usage,
            };
        }
        let bad = status == Health::Fail || self.strict && status == Health::Warn;
        if bad { Status::Failed } else { Status::Ok }
    }
}
