//! From the start of the process until all three add-ons are ready.

use clockify_addons::db::Engine;

use crate::suite::bench::Bench;
use crate::suite::statistics::{largest, median};
use crate::suite::{program, say};

/// Times in milliseconds.
#[derive(Debug)]
pub(crate) struct Starts {
    /// On empty databases, which are migrated first.
    pub(crate) fresh: Vec<f64>,
    /// On databases that are up to date.
    pub(crate) existing: Vec<f64>,
}

/// Starts three add-ons again and again, in turn on new databases and on those of the start before.
pub(super) fn measure(bench: &Bench, engine: Engine) -> anyhow::Result<Starts> {
    let mut starts = Starts { fresh: Vec::new(), existing: Vec::new() };
    for _ in 0..bench.plan.starts {
        let create = || bench.databases.create(engine);
        let databases = [create()?, create()?, create()?];
        for times in [&mut starts.fresh, &mut starts.existing] {
            let running = program::three(bench, &databases)?;
            times.push(running.after.as_secs_f64() * 1000.0);
            running.server.stop()?;
        }
        for database in &databases {
            bench.databases.remove(database)?;
        }
    }
    for (state, times) in [("empty", &starts.fresh), ("existing", &starts.existing)] {
        let times = || times.iter().copied();
        let (middle, worst) = (median(times()), largest(times()));
        say::progress(&format!("  start with {state} databases: {middle:.0} ms, at most {worst:.0} ms"));
    }
    Ok(starts)
}
