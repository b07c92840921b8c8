//! The agent: connection tests, their command line and their local server.

pub mod cli;
pub mod probe;
pub mod server;
pub mod settings_file;
pub mod store;
