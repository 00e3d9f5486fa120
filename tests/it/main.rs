//! Everything with a database or a request, in one binary, so that it links once.
//!
//! Each case runs on both engines through the real router and the real writer; see `harness`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail loudly, and so may what helps them")]

mod addons; // manifests, routes, what differs between the three
mod api; // the JSON API of the page
mod backpressure; // full, locked or absent: come again
mod backup; // one moment, through both engines, and back
mod bootstrap; // fetching data from the simulated Clockify
mod client; // calls to Clockify
mod custom; // other systems: schemes, rotation, switches
mod dedupe; // repeats
mod flow_checks; // what a flow can't do
mod flow_secrets; // secrets of HTTP steps
mod flow_templates; // what templates do
mod flows; // what starts flows, what is kept of them, what keeps them back
mod harness;
mod http_steps; // requests of flows to other systems
mod journal; // what is stored of running flows
mod keys; // key sets beside the built-in key
mod lifecycle; // installs, ends, switches, settings
mod limit; // the rate of calls, shared through Redis
mod migrations; // the schema, and who may change it
mod page; // what Clockify embeds
mod probes; // alive, ready, metrics
mod queue; // durable jobs
mod refusals; // the table of what must be refused
mod registration; // webhooks registered through the API, and what keeps them
mod relay; // WEBHOOK_HMAC_SECRET
mod retention; // what goes with time, and with a workspace
mod rotation; // a new key for what is sealed
#[path = "../support/s3.rs"]
mod s3; // a bucket
mod sandbox_api; // the simulated Clockify's own API
mod transactions; // whose owner goes away
mod unsigned; // trials without signatures
mod view; // several servers on one database
mod webhooks; // what Clockify delivers
