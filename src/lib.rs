//! Runs and administers Clockify add-ons.
//!
//! A webhook enters at [`http::Entry`], is verified by the extractor [`http::extract::Webhook`], is handed to
//! [`ingest::Ingest::accept`], and ends as a row of `webhook_event` that the group-commit writer
//! (`ingest/writer.rs`) committed before anybody was told 2xx.
//!
//! Layers, each of which imports downwards only:
//!
//! ```text
//! bin/clockify-addons      the command line: parsing, printing, exit codes
//! serve        sandbox     listeners, workers, shutdown      the simulated Clockify
//! addons                   three specs: the data in which the add-ons differ
//! http                     routes and extractors
//! health                   whether everything is as it should be, asked from outside
//! app  backup              the composition root; archives of whole databases
//! audit  bootstrap  explorer  flows  ingest  installs  migrate  registration  retention  rotation
//!                          use cases; they meet in database rows
//! access  queue            what opens an installation's API; durable jobs, and who works on them
//! db  clockify             the two outside worlds
//! domain  config  clock  metrics  secrets  telemetry        leaves
//! ```

pub mod access;
pub mod addons;
pub mod app;
pub mod audit;
pub mod backup;
pub mod bootstrap;
pub mod clock;
pub mod clockify;
pub mod config;
pub mod db;
pub mod domain;
pub mod explorer;
pub mod flows;
pub mod health;
pub mod http;
pub mod ingest;
pub mod installs;
pub mod metrics;
pub mod migrate;
pub mod queue;
pub mod registration;
pub mod retention;
pub mod rotation;
pub mod sandbox;
pub mod secrets;
pub mod serve;
pub mod telemetry;
