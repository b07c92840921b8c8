//! The agent: connection tests, their command line and their local server.

pub mod cli;
pub mod discovery;
mod dns;
mod form;
pub mod probe;
pub mod sandbox;
pub mod server;
mod settings_file;
pub mod store;
mod visible;
