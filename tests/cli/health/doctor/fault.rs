//! Faults, and how they are planted.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::patient::{Patient, WORKSPACE, deep};
use crate::harness::{Engine, Outcome, World};

/// A fault: its name, the check that has to find it, the words that its hint must have, and how it is planted. What is
/// planted gives the outcome of a look.
pub(super) type Fault = (&'static str, &'static str, &'static str, Box<dyn Fn() -> Outcome>);

pub(super) fn fault(
    name: &'static str,
    check: &'static str,
    hint: &'static str,
    plant: impl Fn() -> Outcome + 'static,
) -> Fault {
    (name, check, hint, Box::new(plant))
}

pub(super) fn look(patient: &Patient) -> Outcome {
    patient.world.run(&deep())
}

/// A fault of a statement.
pub(super) fn sql(engine: Engine, statement: &'static str) -> impl Fn() -> Outcome {
    move || {
        let patient = Patient::new(engine);
        patient.operate(statement);
        look(&patient)
    }
}

/// A fault of a setting.
pub(super) fn setting(name: &'static str, value: &'static str) -> impl Fn() -> Outcome {
    move || look(&Patient::new(Engine::Sqlite).set(name, value))
}

/// A fault of a file, of a set-up that has a sealed secret.
pub(super) fn file(spoil: impl Fn(&World)) -> impl Fn() -> Outcome {
    move || {
        let patient = Patient::new(Engine::Sqlite);
        patient.world.run(&format!("sources add ci --workspace {WORKSPACE} --scheme github")).ok();
        spoil(&patient.world);
        look(&patient)
    }
}

/// A limit of the process.
pub(super) fn under(script: &'static str) -> impl Fn() -> Outcome {
    move || {
        let patient = Patient::new(Engine::Sqlite);
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        patient.world.launch(patient.world.wrapped(shell, &deep())).end()
    }
}

pub(super) fn open_to_all(path: &std::path::Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
}
