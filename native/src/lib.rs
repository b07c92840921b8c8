//! The agent: connection tests, their command line and their local server.

pub mod probe;
pub mod server;
pub mod store;
