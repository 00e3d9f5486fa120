//! What an operator sees: the real program, run in an empty folder with nothing in its environment.
//!
//! Each file is a topic. What a person reads is compared whole: exit code, standard output, standard error.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail loudly, and so may what helps them")]

mod backup; // made, kept, restored, and practised
mod backup_canaries; // whatever is secret is seen nowhere
mod backup_faults; // what fails on the way is no backup, and takes none with it
mod backup_more; // in the engine's own form, pinned, and with commands beside it
mod backup_native_drill; // stopped on its way, it leaves nothing
mod backup_places; // encrypted ones, and ones that are kept elsewhere
mod bootstrap; // fetching a workspace's data, and going on after a kill
mod catalogue; // what is known of the API
mod compose; // the container files, without containers
mod config; // what is set, what is wrong with it
mod crash; // nothing acknowledged is lost: not by kill -9, not by a shutdown under load
mod cron; // the line for crontab
mod danger; // what loses something asks first
mod disk; // nothing acknowledged is lost: not by a disk that takes no more
mod events; // what arrived
mod flows; // what happens by itself
mod flows_crash; // a replay takes every event once, whatever kills the server
mod flows_faults; // kills, stops and a database that goes away, while runs are under way
mod flows_story; // from a template to the replay of its run
mod harness;
mod health; // whether everything is as it should be
mod help; // what each command says of itself
mod migrate; // bringing databases up to date, from many processes at once
mod registration; // webhooks through the API, and a kill between the call and its record
mod replicas; // many servers on one database
mod retention; // what goes with time, and with a workspace
#[path = "../support/s3.rs"]
mod s3; // a bucket
mod sandbox; // the simulated Clockify, and what it leaves in the logs
mod sandbox_page; // the page around the add-ons
mod secrets; // a new key in the place of another
mod serve; // how a server starts, refuses to, and ends
mod signals; // who asks twice for the end gets it at once
mod sockets; // what a server does with peers that are slow or send too much
mod sources; // other systems that may deliver
mod terminal; // what is seen at a terminal
