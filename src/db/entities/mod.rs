//! One file per table: its model, its constructor, its finders. No rules of business live here.
//!
//! Finders of workspace data take the workspace first. What an operator reads across workspaces from
//! the command line goes through finders whose names say so.

pub mod api_call;
pub mod audit_entry;
pub mod bootstrap_page;
pub mod bootstrap_run;
pub mod bootstrap_task;
pub mod cached_entity;
pub mod custom_source;
pub mod erasure;
pub mod explorer_body;
pub mod explorer_call;
pub mod explorer_request;
pub mod flow;
pub mod flow_echo;
pub mod flow_once;
pub mod flow_run;
pub mod flow_secret;
pub mod flow_step;
pub mod flow_tick;
pub mod flow_version;
pub mod installation;
pub mod job;
pub mod legal_hold;
pub mod migration_ledger;
pub mod replay;
pub mod view_revision;
pub mod webhook_event;
pub mod webhook_registration;
pub mod workspace_setting;
