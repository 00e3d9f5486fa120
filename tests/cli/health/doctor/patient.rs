//! A set-up that is as it should be, and a Clockify for its doctor.

use std::sync::atomic::{AtomicU32, Ordering};

use super::MIGRATE;
use crate::harness::{Engine, World, answering, execute, now};

/// The doctor, who finds a Clockify that answers and knows the time.
pub(crate) fn deep() -> String {
    format!("health --deep --addon universal-webhook --format json --clockify-url {}", clockify(0))
}

/// The address of a Clockify whose clock is ahead by so many seconds. It refuses everything, as the real one does.
pub(super) fn clockify(ahead: i64) -> String {
    answering(move || {
        let date = httpdate::fmt_http_date((now() + time::Duration::seconds(ahead)).into());
        format!("HTTP/1.1 401 Unauthorized\r\ndate: {date}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    })
}

/// A public address at which nobody answers, which takes no time to find out.
pub(super) const ADDRESS: &str = "https://255.255.255.255";
pub(super) const WORKSPACE: &str = "a4459f2a9c3f4ddaf0124269";
pub(super) const KEY: &str = "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8A=";

/// A set-up that is as it should be, on PostgreSQL with a role that isn't the server's owner.
pub(crate) struct Patient {
    pub(crate) world: World,
    /// Whose database it is; dropped with it.
    pub(super) owner: Option<World>,
    /// Dropped last, when nothing belongs to it any more.
    role: Option<Role>,
}

struct Role {
    admin: String,
    name: String,
}

impl Drop for Role {
    fn drop(&mut self) {
        execute(&self.admin, &format!("DROP ROLE {}", self.name));
    }
}

impl Patient {
    pub(crate) fn new(engine: Engine) -> Self {
        let patient = Self::unmigrated(engine);
        patient.world.run(MIGRATE).ok();
        patient
    }

    pub(super) fn unmigrated(engine: Engine) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        let healthy = |world: World| world.set("UNIVERSAL_WEBHOOK_BASE_URL", ADDRESS);
        if engine == Engine::Sqlite {
            return Self { world: healthy(World::new()), owner: None, role: None };
        }
        let owner = World::on(Engine::Postgres);
        let name = format!("patient_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        owner.execute(&format!(
            "CREATE ROLE {name} LOGIN PASSWORD 'canary-of-a-patient'; GRANT ALL ON SCHEMA public TO {name}"
        ));
        let url = owner.database();
        let (_, place) = url.rsplit_once('@').unwrap();
        let (_, place) = place.split_once("//").unwrap_or(("", place));
        let world = healthy(World::at(&format!("postgresql://{name}:canary-of-a-patient@{place}")));
        let (server, _) = url.rsplit_once('/').unwrap();
        let role = Role { admin: format!("{server}/postgres"), name };
        Self { world, owner: Some(owner), role: Some(role) }
    }

    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        Self { world: self.world.set(name, value), ..self }
    }

    /// Does what only the server's owner may.
    pub(super) fn operate(&self, statement: &str) {
        match &self.owner {
            Some(owner) => owner.execute(statement),
            None => self.world.execute(statement),
        }
    }

    pub(super) fn role(&self) -> &str {
        &self.role.as_ref().unwrap().name
    }
}
