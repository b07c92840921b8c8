//! Why a stage failed, in words and facts.

use std::io;

use mailvet_core::{
    plan::Stage,
    report::{Fact, Facts},
};

/// Why a stage failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is known of it, the words under `error` among it.
    pub(crate) facts: Facts,
    /// The stage that it belongs to, where that is not the one that ran.
    pub(crate) at: Option<Stage>,
}

impl Failure {
    /// A failure in words.
    pub(crate) fn new(error: impl Into<String>) -> Self {
        let facts = Facts::from([("error".to_owned(), Fact::Text(error.into()))]);
        Self { facts, at: None }
    }

    /// The connection broke while reading or writing.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::ConnectionRefused => "connection-refused",
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "connection-reset",
            io::ErrorKind::UnexpectedEof => "connection-closed",
            io::ErrorKind::TimedOut => "timeout",
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "unreachable",
            _ => "io",
        };
        let words = match kind {
            "connection-refused" => {
                "Nothing listens on this port: the connection was refused.".to_owned()
            }
            "connection-reset" => "The connection was reset on the way.".to_owned(),
            "connection-closed" => "The server closed the connection.".to_owned(),
            _ => error.to_string(),
        };
        Self::new(words).with("error_kind", kind)
    }

    /// Adds a fact.
    pub(crate) fn with(mut self, name: &str, fact: impl Into<Fact>) -> Self {
        self.facts.insert(name.to_owned(), fact.into());
        self
    }

    /// Says that it belongs to another stage.
    pub(crate) fn at(mut self, stage: Stage) -> Self {
        self.at = Some(stage);
        self
    }
}
