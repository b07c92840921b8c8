//! Why a stage failed, in words and facts. Words of a server stand in them as they came; the run takes
//! secrets and control characters out before anybody sees them.

use std::io;

use mailvet_core::report::{Fact, Facts};

use super::tls;

/// Why a stage failed.
#[derive(Clone, Debug)]
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

    /// The connection broke while reading or writing, or TLS on it did.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        tls::failure_within(error).unwrap_or_else(|| Self::of_kind(error))
    }

    fn of_kind(error: &io::Error) -> Self {
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

    /// An answer goes on and on.
    pub(crate) fn endless() -> Self {
        Self::new("The server's answer has no end.")
    }

    /// An answer is none of the protocol.
    pub(crate) fn unreadable(line: &str) -> Self {
        Self::new("The server's answer cannot be read.").with("answered", line)
    }

    /// Adds the code in brackets at the beginning of a refusal's words, as IMAP (RFC 5530) and POP
    /// (RFC 2449 §8) have it: `[AUTHENTICATIONFAILED]`, `[IN-USE]`, `[SYS/PERM]`.
    pub(crate) fn with_response_code(self, words: &str) -> Self {
        let code = words.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        match code.and_then(|(code, _)| code.split(' ').next()).filter(|code| !code.is_empty()) {
            Some(code) => self.with("response_code", code.to_ascii_uppercase()),
            None => self,
        }
    }

    /// Whether nobody answered in time.
    pub(crate) fn is_timeout(&self) -> bool {
        self.facts.get("error_kind") == Some(&Fact::from("timeout"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn response_codes_stand_first() {
        for (words, expected) in [
            ("[AUTH] Invalid credentials", Some("AUTH")),
            ("[SYS/PERM] No", Some("SYS/PERM")),
            ("[in-use] Locked", Some("IN-USE")),
            ("[REFERRAL imap://user@host/] Try there", Some("REFERRAL")),
            ("Invalid [AUTH]", None),
            ("[]", None),
            ("[AUTH", None),
        ] {
            let code = Failure::new("No").with_response_code(words).facts.remove("response_code");
            assert_eq!(code, expected.map(Fact::from), "{words}");
        }
    }
}
