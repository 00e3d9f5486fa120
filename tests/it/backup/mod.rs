//! Backups: one moment of all databases, archives that go through both engines unchanged, restores that prove themselves.

mod bucket;
mod cut;
mod damage;
mod faults;
mod keep;
mod native;
mod parts;
mod restore;
mod roundtrip;
mod sealed;
mod stage;
