//! Why a stage failed, in words and facts. Words of a server stand in them as they came; the run takes
//! secrets and control characters out before anybody sees them.

use std::io;

use mailvet_core::report::{Fact, Facts};

/// Why a stage failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is known of it, the words under `error` among it.
    pub(crate) facts: Facts,
}

impl Failure {
    /// A failure in words.
    pub(crate) fn new(error: impl Into<String>) -> Self {
        let facts = Facts::from([("error".to_owned(), Fact::Text(error.into()))]);
        Self { facts }
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

    /// An answer came before its question.
    pub(crate) fn out_of_turn() -> Self {
        Self::new("The server spoke out of turn.").with("out_of_turn", true)
    }

    /// Says what failed before the words that are there.
    pub(crate) fn headed(self, heading: &str) -> Self {
        let words = match self.facts.get("error") {
            Some(Fact::Text(words)) => format!("{heading} {words}"),
            _ => heading.to_owned(),
        };
        self.with("error", words)
    }

    /// As an error of somebody else's.
    pub(crate) fn into_error(self) -> Box<dyn std::error::Error + Send + Sync> {
        match self.facts.get("error") {
            Some(Fact::Text(words)) => words.as_str().into(),
            _ => "failed".into(),
        }
    }

    /// Adds a fact.
    pub(crate) fn with(mut self, name: &str, fact: impl Into<Fact>) -> Self {
        self.facts.insert(name.to_owned(), fact.into());
        self
    }

    /// Adds facts.
    pub(crate) fn with_all(mut self, facts: Facts) -> Self {
        self.facts.extend(facts);
        self
    }
}
