//! The IMAP conversation (RFC 9051, RFC 3501), in steps.
//!
//! async-imap's parser knows the grammar of answers; the conversation is ours, so that every word of
//! the server is kept, an answer counts only for the question that it follows, and a hostile server
//! can neither make us wait nor make us grow.

use async_imap::imap_proto::{MailboxDatum, Response, Status};
use mailvet_core::{
    Secret,
    report::{Fact, Facts},
    sasl,
    settings::Mechanism,
};

use super::{
    failure::Failure,
    login::{Proof, ProofKind},
    recorder::Recorder,
    run::Conversation,
    wire::{Lines, Wire},
};

/// An answer of so many lines is none.
const MOST_LINES: usize = 200;

/// Lists within lists go so deep and no deeper.
const DEEPEST_LIST: usize = 32;

/// An IMAP conversation.
pub(crate) struct Imap {
    lines: Lines,
    recorder: Recorder,
    capabilities: Vec<String>,
    tag: u32,
    /// The server waits for something that no command can be told apart from.
    is_stuck: bool,
}

/// A tagged answer.
struct Tagged {
    status: Status,
    words: String,
}

impl Conversation for Imap {
    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self {
            lines: Lines::new(wire),
            recorder,
            capabilities: Vec::new(),
            tag: 0,
            is_stuck: false,
        }
    }

    async fn greeting(&mut self) -> Result<Facts, Failure> {
        let line = self.lines.line_with_literals().await?;
        let no_server =
            || Failure::new("What answers here is no IMAP server.").with("answered", &*line);
        let Some(Response::Data { status, .. }) = parse(&line) else {
            return Err(no_server());
        };
        let words = line.get(2..).unwrap_or_default();
        match status {
            Status::Ok => {}
            Status::PreAuth => {
                return Err(Failure::new("The server says that somebody is logged in already.")
                    .with("text", words));
            }
            Status::Bye => {
                let failure =
                    Failure::new(format!("The server does not take this connection: {words}"));
                return Err(failure.with("text", words));
            }
            Status::No | Status::Bad => return Err(no_server()),
        }
        if let Some((_, code)) = line.split_once("[CAPABILITY ") {
            self.capabilities = names(code.split(']').next().unwrap_or_default());
        }
        Ok(Facts::from([("text".to_owned(), Fact::from(words))]))
    }

    async fn capability(&mut self) -> Result<Facts, Failure> {
        if self.capabilities.is_empty() {
            let (tagged, untagged) = self.command("CAPABILITY").await?;
            tagged.expect_ok("The server refuses CAPABILITY")?;
            for line in &untagged {
                self.capabilities
                    .extend(line.strip_prefix("* CAPABILITY ").map(names).unwrap_or_default());
            }
        }
        Ok(Facts::from([("capabilities".to_owned(), Fact::from(self.capabilities.clone()))]))
    }

    async fn starttls(mut self) -> Result<Wire, Failure> {
        self.capability().await?;
        if !self.has("STARTTLS") {
            return Err(
                Failure::new("The server does not offer STARTTLS.").with("starttls_offered", false)
            );
        }
        let (tagged, _) = self.command("STARTTLS").await?;
        tagged.expect_ok("The server refuses STARTTLS")?;
        self.lines.into_wire()
    }

    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        let offered: Vec<String> = self
            .capabilities
            .iter()
            .filter_map(|word| {
                word.to_ascii_uppercase().strip_prefix("AUTH=").map(ToOwned::to_owned)
            })
            .collect();
        let disabled = self.has("LOGINDISABLED");
        // LOGIN is a command of the protocol, which every server has unless it says otherwise.
        let can_login = matches!(proof.kind, ProofKind::Password(_))
            && proof.wanted != Some(Mechanism::Plain)
            && !disabled;
        let mechanism = match proof.choose(&offered) {
            Ok(Mechanism::Login) | Err(_) if can_login => None,
            Ok(mechanism) => Some(mechanism),
            Err(failure) if self.has("STARTTLS") => {
                return Err(failure.with("starttls_offered", true));
            }
            Err(failure) => return Err(failure.with("login_disabled", disabled)),
        };
        let name = mechanism.map_or("LOGIN", |mechanism| mechanism.as_str()).to_ascii_uppercase();
        let result = match mechanism {
            None => self.login(proof).await,
            Some(mechanism) => self.authenticate_by(&name, mechanism, proof).await,
        };
        let facts = Facts::from([("mechanism".to_owned(), Fact::Text(name))]);
        result.map(|()| facts.clone()).map_err(|failure| failure.with_all(facts))
    }

    /// Opens INBOX read-only: nothing becomes read.
    async fn mailbox(&mut self, _: Option<&str>) -> Result<Facts, Failure> {
        let (tagged, untagged) = self.command("EXAMINE INBOX").await?;
        tagged.expect_ok("The server does not open INBOX")?;
        let mut facts = Facts::from([("mailbox".to_owned(), Fact::from("INBOX"))]);
        for line in &untagged {
            if let Some(Response::MailboxData(MailboxDatum::Exists(messages))) = parse(line) {
                facts.insert("messages".to_owned(), Fact::Number(messages.into()));
            }
        }
        Ok(facts)
    }

    async fn goodbye(&mut self) -> Result<(), Failure> {
        let (tagged, _) = self.command("LOGOUT").await?;
        tagged.expect_ok("The server does not take leave")
    }

    async fn leave(&mut self) {
        let tag = self.next_tag();
        if !self.is_stuck {
            let _ = self.send(&format!("{tag} LOGOUT")).await;
        }
    }
}

impl Imap {
    /// The command LOGIN, with user name and password in its arguments.
    async fn login(&mut self, proof: &Proof) -> Result<(), Failure> {
        let password = proof.password();
        let arguments =
            Secret::new(format!("{} {}", quoted(&proof.username), quoted(password.expose())));
        let tag = self.next_tag();
        self.recorder.hide();
        let sent = self.send(&format!("{tag} LOGIN {}", arguments.expose())).await;
        self.recorder.reveal();
        sent?;
        self.answer(&tag).await?.0.expect_ok("The server refuses the login")
    }

    /// One message proves it. It goes with the command where the server takes it there (RFC 4959).
    async fn authenticate_by(
        &mut self,
        name: &str,
        mechanism: Mechanism,
        proof: &Proof,
    ) -> Result<(), Failure> {
        let message = sasl::encode(&proof.message(mechanism));
        self.recorder.learn(&message);
        let tag = self.next_tag();
        if self.has("SASL-IR") {
            self.send(&format!("{tag} AUTHENTICATE {name} {}", message.expose())).await?;
        } else {
            self.send(&format!("{tag} AUTHENTICATE {name}")).await?;
            if let Err(answer) = self.challenge(&tag).await? {
                answer.expect_not_ok()?;
                return answer.expect_ok("The server refuses the login");
            }
            self.send(message.expose()).await?;
        }
        // A challenge now tells why the message is refused; an answer to it lets the refusal follow.
        let told = match self.challenge(&tag).await? {
            Err(answer) => return answer.expect_ok("The server refuses the login"),
            Ok(challenge) => sasl::decode_challenge(&challenge),
        };
        self.send(sasl::cancel(mechanism)).await?;
        let refusal = match self.challenge(&tag).await? {
            Ok(_) => {
                self.is_stuck = true;
                Failure::new("The server asks again and again.")
            }
            Err(answer) => match answer.expect_not_ok() {
                Err(failure) => failure,
                Ok(()) => answer.refusal("The server refuses the login"),
            },
        };
        Err(match told {
            Some(told) => refusal.with("challenge", told),
            None => refusal,
        })
    }

    fn has(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|word| word.eq_ignore_ascii_case(capability))
    }

    fn next_tag(&mut self) -> String {
        self.tag += 1;
        format!("M{}", self.tag)
    }

    /// Sends a command; gives its tagged answer and the untagged ones before it.
    async fn command(&mut self, command: &str) -> Result<(Tagged, Vec<String>), Failure> {
        let tag = self.next_tag();
        self.send(&format!("{tag} {command}")).await?;
        self.answer(&tag).await
    }

    /// Sends a line. What the server says on its own account may come at any time and is read away
    /// (RFC 9051 §7); an answer may not.
    async fn send(&mut self, line: &str) -> Result<(), Failure> {
        for _ in 0..MOST_LINES {
            if !self.lines.has_heard()? {
                break;
            }
            let line = self.lines.line_with_literals().await?;
            let is_news = line.starts_with("* ");
            if !is_news || line.to_ascii_uppercase().starts_with("* PREAUTH") {
                return Err(Failure::out_of_turn().with("answered", line));
            }
        }
        self.lines.send(line).await
    }

    async fn answer(&mut self, tag: &str) -> Result<(Tagged, Vec<String>), Failure> {
        let mut untagged = Vec::new();
        for _ in 0..MOST_LINES {
            let line = self.lines.line_with_literals().await?;
            match tagged(tag, &line) {
                Some(tagged) => return Ok((tagged, untagged)),
                None if line.starts_with("* ") => untagged.push(line),
                None => return Err(unreadable(&line)),
            }
        }
        Err(Failure::new("The server's answer has no end."))
    }

    /// Waits for a challenge; `Err` holds the tagged answer that came in its place.
    async fn challenge(&mut self, tag: &str) -> Result<Result<String, Tagged>, Failure> {
        for _ in 0..MOST_LINES {
            let line = self.lines.line_with_literals().await?;
            if let Some(challenge) = line.strip_prefix('+') {
                return Ok(Ok(challenge.trim().to_owned()));
            }
            match tagged(tag, &line) {
                Some(tagged) => return Ok(Err(tagged)),
                None if line.starts_with("* ") => {}
                None => return Err(unreadable(&line)),
            }
        }
        Err(Failure::new("The server's answer has no end."))
    }
}

impl Tagged {
    fn expect_ok(&self, refusal: &str) -> Result<(), Failure> {
        if self.status == Status::Ok { Ok(()) } else { Err(self.refusal(refusal)) }
    }

    /// A login is no success before it was proved, or after it was refused.
    fn expect_not_ok(&self) -> Result<(), Failure> {
        if self.status != Status::Ok {
            return Ok(());
        }
        Err(self
            .refusal("The server says that the login is done, without having been asked for it"))
    }

    fn refusal(&self, refusal: &str) -> Failure {
        Failure::new(format!("{refusal}: {}", self.words)).with("text", &*self.words)
    }
}

/// The tagged answer that a line is.
fn tagged(tag: &str, line: &str) -> Option<Tagged> {
    let words = line.strip_prefix(tag)?.strip_prefix(' ')?;
    let word = words.split(' ').next()?;
    let status = [("OK", Status::Ok), ("NO", Status::No), ("BAD", Status::Bad)]
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))?
        .1;
    Some(Tagged { status, words: words.to_owned() })
}

fn unreadable(line: &str) -> Failure {
    Failure::new("The server's answer cannot be read.").with("answered", line)
}

/// Reads an answer by the grammar, unless its lists lie too deep in each other.
fn parse(line: &str) -> Option<Response<'static>> {
    let mut depth = 0_usize;
    for byte in line.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_LIST {
            return None;
        }
    }
    let line = format!("{line}\r\n");
    Response::parse(line.as_bytes()).ok().map(|(_, response)| response.into_owned())
}

fn names(list: &str) -> Vec<String> {
    list.split(' ').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

/// A string in quotes (RFC 9051 §4.3); what could end it early is in no settings.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted() {
        for (text, expected) in [("a b", "\"a b\""), ("a\"b\\c", "\"a\\\"b\\\\c\"")] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn lists_that_lie_too_deep_are_not_read() {
        let deep =
            |depth: usize| format!("* LIST {}{} \"/\" x", "(".repeat(depth), ")".repeat(depth));
        assert!(parse(&deep(10_000)).is_none());
        assert!(parse("* LIST () \"/\" x").is_some());
    }
}
