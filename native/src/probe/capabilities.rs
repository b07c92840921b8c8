//! What a server says that it can do, in the answers to EHLO, CAPABILITY and CAPA.

use mailvet_core::report::{Fact, Facts};

use super::failure::Failure;

/// The capabilities of a server, in its own words: a line of SMTP or POP, a word of IMAP.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capabilities(Vec<String>);

impl FromIterator<String> for Capabilities {
    fn from_iter<I: IntoIterator<Item = String>>(capabilities: I) -> Self {
        Self(capabilities.into_iter().collect())
    }
}

impl Capabilities {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them has this keyword, whatever stands behind it.
    pub(crate) fn has(&self, keyword: &str) -> bool {
        self.lines_of(keyword).next().is_some()
    }

    /// The words behind a keyword in upper case, wherever it stands: `AUTH PLAIN LOGIN` in SMTP,
    /// `AUTH=PLAIN AUTH=LOGIN` in IMAP and in old servers of SMTP, `SASL PLAIN LOGIN` in POP.
    pub(crate) fn parameters(&self, keyword: &str) -> Vec<String> {
        let lines = self.lines_of(keyword);
        lines.flat_map(|line| words(line).skip(1).map(str::to_ascii_uppercase)).collect()
    }

    /// Fails unless the server offers to switch to TLS by this keyword.
    pub(crate) fn expect_starttls(&self, keyword: &str) -> Result<(), Failure> {
        if self.has(keyword) {
            return Ok(());
        }
        let words = format!("The server does not offer {keyword}.");
        Err(Failure::new(words).with("starttls_offered", false))
    }

    pub(crate) fn facts(&self) -> Facts {
        Facts::from([("capabilities".to_owned(), Fact::List(self.0.clone()))])
    }

    fn lines_of(&self, keyword: &str) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str).filter(move |line| {
            words(line).next().is_some_and(|first| first.eq_ignore_ascii_case(keyword))
        })
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '=']).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mechanisms_are_found_in_every_protocol() {
        let found = |lines: &[&str], keyword: &str| {
            let capabilities: Capabilities = lines.iter().map(|line| (*line).to_owned()).collect();
            capabilities.parameters(keyword)
        };
        assert_eq!(found(&["SIZE 1000", "auth plain Login"], "AUTH"), ["PLAIN", "LOGIN"]);
        assert_eq!(found(&["AUTH=LOGIN", "AUTH LOGIN XOAUTH2"], "AUTH").len(), 3);
        assert_eq!(found(&["IMAP4rev1", "AUTH=PLAIN", "AUTH=XOAUTH2"], "AUTH").len(), 2);
        assert_eq!(found(&["USER", "SASL PLAIN XOAUTH2"], "SASL"), ["PLAIN", "XOAUTH2"]);
        assert!(found(&["AUTHXOAUTH2", "SASL-IR"], "AUTH").is_empty());
    }
}
