//! The IMAP conversation (RFC 9051, RFC 3501), in steps.
//!
//! async-imap's parser knows the grammar of answers, imap-codec that of commands; the conversation is
//! ours, so that every word of the server is kept, an answer counts only for the question that it
//! follows, and a hostile server can neither make us wait nor make us grow.

use async_imap::imap_proto::{MailboxDatum, Response, Status};
use imap_codec::{
    CommandCodec,
    encode::{Encoded, Encoder, Fragment},
    imap_types::{
        self as types,
        command::{Command, CommandBody},
        core::{AString, IString},
    },
};
use mailvet_core::{
    Secret,
    diagnosis::Protocol,
    report::{Fact, Facts},
};
use zeroize::Zeroizing;

use super::{
    capabilities::Capabilities,
    failure::Failure,
    login::{self, Profile, Proof, Turn},
    recorder::Recorder,
    run::{Conversation, Then},
    speech,
    wire::{Lines, MOST_LINES, Wire},
};

/// Lists within lists go so deep and no deeper.
const DEEPEST_LIST: usize = 32;

/// An IMAP conversation.
pub(crate) struct Imap {
    lines: Lines,
    recorder: Recorder,
    capabilities: Capabilities,
    tags: u32,
    /// The tag of the last command.
    tag: String,
    /// What is sent now is no command to the server: it waits for the answer to a challenge, or may
    /// have begun to wait for TLS.
    takes_no_command: bool,
    has_left: bool,
    /// What is answered next is the leave-taking.
    is_leaving: bool,
}

/// A tagged answer.
struct Tagged {
    status: Status,
    words: String,
}

impl Conversation for Imap {
    const PROTOCOL: Protocol = Protocol::Imap;

    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self {
            lines: Lines::new(wire, recorder.clone()),
            recorder,
            capabilities: Capabilities::default(),
            tags: 0,
            tag: String::new(),
            takes_no_command: false,
            has_left: false,
            is_leaving: false,
        }
    }

    async fn greeting(&mut self) -> Result<Facts, Failure> {
        let line = self.lines.line_with_literals().await?;
        let no_server = || speech::other_than("IMAP", &line);
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
            self.capabilities = names(code.split(']').next().unwrap_or_default()).collect();
        }
        Ok(Facts::from([("text".to_owned(), Fact::from(words))]))
    }

    async fn capability(&mut self) -> Result<Facts, Failure> {
        if self.capabilities.is_empty() {
            let (tagged, untagged) = self.command("CAPABILITY").await?;
            tagged.expect_ok("The server refuses CAPABILITY")?;
            let lists = untagged.iter().filter_map(|line| line.strip_prefix("* CAPABILITY "));
            self.capabilities = lists.flat_map(names).collect();
        }
        Ok(self.capabilities.facts())
    }

    async fn starttls(&mut self) -> Result<(), Failure> {
        self.capability().await?;
        self.capabilities.expect_starttls(Self::STARTTLS)?;
        self.takes_no_command = true;
        let (tagged, _) = self.command(Self::STARTTLS).await?;
        self.takes_no_command = false;
        tagged.expect_ok("The server refuses STARTTLS")
    }

    fn into_wire(self) -> Result<Wire, Failure> {
        self.lines.into_wire()
    }

    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        let result = login::authenticate(self, proof).await;
        let is_tried = |failure: &Failure| failure.facts.contains_key("mechanism");
        result.map_err(|failure| {
            if is_tried(&failure) || self.capabilities.has(Self::STARTTLS) {
                return failure;
            }
            failure.with("login_disabled", self.own_login().is_none())
        })
    }

    /// Opens INBOX read-only: nothing becomes read.
    async fn mailbox(&mut self, _: Option<&str>, then: Then) -> Result<Facts, Failure> {
        let (tagged, untagged) = match then {
            Then::Stay => self.command("EXAMINE INBOX").await?,
            Then::Leave => self.examine_and_leave().await?,
        };
        tagged.expect_ok("The server does not open INBOX")?;
        let mut facts = Facts::from([("mailbox".to_owned(), Fact::from("INBOX"))]);
        for line in &untagged {
            if let Some(Response::MailboxData(MailboxDatum::Exists(messages))) = parse(line) {
                facts.insert("messages".to_owned(), Fact::Number(messages.into()));
            }
        }
        Ok(facts)
    }

    fn has_left(&self) -> bool {
        self.has_left || self.takes_no_command
    }

    async fn leave(&mut self) -> Result<(), Failure> {
        self.has_left = true;
        self.is_leaving = true;
        self.tell("LOGOUT").await
    }

    async fn farewell(&mut self) -> Result<(), Failure> {
        let (tagged, _) = self.answer().await?;
        tagged.expect_ok("The server does not take leave")
    }
}

impl Profile for Imap {
    const MECHANISMS: &'static str = "AUTH";
    const STARTTLS: &'static str = "STARTTLS";

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The command LOGIN, which every server has unless it says otherwise.
    fn own_login(&self) -> Option<&'static str> {
        (!self.capabilities.has("LOGINDISABLED")).then_some("LOGIN")
    }

    /// What cannot stand in quotes goes as a literal, for which the server is asked first.
    async fn log_in(&mut self, username: &str, password: &Secret) -> Result<Turn, Failure> {
        self.next_tag();
        for part in login_command(&self.tag, username, password.expose())? {
            let bytes = match part {
                Fragment::Line { data } => data,
                Fragment::Literal { data, .. } => match self.turn().await? {
                    Turn::Challenge(_) => data,
                    other => return Ok(other),
                },
            };
            let bytes = Zeroizing::new(bytes);
            let _hidden = self.recorder.hide();
            self.send(&bytes).await?;
        }
        self.turn().await
    }

    /// RFC 4959.
    fn takes_initial(&self, _: &str, _: &Secret) -> bool {
        self.capabilities.has("SASL-IR")
    }

    async fn begin(&mut self, mechanism: &str, initial: Option<&Secret>) -> Result<Turn, Failure> {
        let tag = self.next_tag();
        let command = match initial {
            Some(message) => format!("{tag} AUTHENTICATE {mechanism} {}", message.expose()),
            None => format!("{tag} AUTHENTICATE {mechanism}"),
        };
        self.respond(Secret::new(command).expose()).await
    }

    async fn respond(&mut self, response: &str) -> Result<Turn, Failure> {
        self.send(Zeroizing::new(format!("{response}\r\n")).as_bytes()).await?;
        self.turn().await
    }
}

impl Imap {
    fn next_tag(&mut self) -> &str {
        self.tags += 1;
        self.tag = format!("M{}", self.tags);
        &self.tag
    }

    /// Sends a command; gives its tagged answer and the untagged ones before it.
    async fn command(&mut self, command: &str) -> Result<(Tagged, Vec<String>), Failure> {
        self.tell(command).await?;
        self.answer().await
    }

    /// Opens INBOX and leaves, in one flight (RFC 9051 §5.5): the answers come in the order of the
    /// commands, and what is said behind that of EXAMINE belongs to LOGOUT.
    async fn examine_and_leave(&mut self) -> Result<(Tagged, Vec<String>), Failure> {
        let examine = self.next_tag().to_owned();
        let logout = self.next_tag().to_owned();
        self.has_left = true;
        self.send(format!("{examine} EXAMINE INBOX\r\n{logout} LOGOUT\r\n").as_bytes()).await?;
        self.tag = examine;
        let answer = self.answer().await;
        self.tag = logout;
        self.is_leaving = true;
        answer
    }

    /// Sends a command.
    async fn tell(&mut self, command: &str) -> Result<(), Failure> {
        let line = format!("{} {command}\r\n", self.next_tag());
        self.send(line.as_bytes()).await
    }

    /// Sends bytes. What the server says on its own account may come at any time and is read away
    /// (RFC 9051 §7); an answer may not.
    async fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
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
        self.lines.send_bytes(bytes).await
    }

    async fn answer(&mut self) -> Result<(Tagged, Vec<String>), Failure> {
        let mut untagged = Vec::new();
        for _ in 0..MOST_LINES {
            let line = self.lines.line_with_literals().await?;
            match tagged(&self.tag, &line) {
                Some(tagged) => return Ok((tagged, untagged)),
                None if self.ends(&line) => return Err(ended(&line)),
                None if line.starts_with("* ") => untagged.push(line),
                None => return Err(Failure::unreadable(&line)),
            }
        }
        Err(Failure::endless())
    }

    /// Waits for a challenge or the tagged answer.
    async fn turn(&mut self) -> Result<Turn, Failure> {
        for _ in 0..MOST_LINES {
            let line = self.lines.line_with_literals().await?;
            let challenge = line.strip_prefix('+');
            self.takes_no_command = challenge.is_some();
            if let Some(challenge) = challenge {
                return Ok(Turn::Challenge(challenge.trim().to_owned()));
            }
            match tagged(&self.tag, &line) {
                Some(Tagged { status: Status::Ok, words }) => return Ok(Turn::Accepted(words)),
                Some(tagged) => {
                    return Ok(Turn::Refused(tagged.refusal("The server refuses the login")));
                }
                None if self.ends(&line) => return Err(ended(&line)),
                None if line.starts_with("* ") => {}
                None => return Err(Failure::unreadable(&line)),
            }
        }
        Err(Failure::endless())
    }

    /// Whether the server ends the conversation, and not by the client's wish (RFC 9051 §7.1.5).
    fn ends(&self, line: &str) -> bool {
        let is_bye = line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("* BYE"));
        is_bye && !self.is_leaving
    }
}

impl Tagged {
    fn expect_ok(&self, refusal: &str) -> Result<(), Failure> {
        if self.status == Status::Ok { Ok(()) } else { Err(self.refusal(refusal)) }
    }

    fn refusal(&self, refusal: &str) -> Failure {
        let (_, said) = self.words.split_once(' ').unwrap_or_default();
        let failure = Failure::new(format!("{refusal}: {}", self.words));
        failure.with("text", &*self.words).with_response_code(said)
    }
}

/// The failure of whom the server says goodbye to.
fn ended(line: &str) -> Failure {
    let words = line.get(2..).unwrap_or_default();
    Failure::new(format!("The server ends the conversation: {words}")).with("text", words)
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

fn names(list: &str) -> impl Iterator<Item = String> {
    list.split(' ').filter(|name| !name.is_empty()).map(ToOwned::to_owned)
}

/// The command LOGIN, in the parts in which it is sent. User name and password stand in quotes, or,
/// where they have characters beyond ASCII, in literals (RFC 9051 §4.3).
fn login_command(tag: &str, username: &str, password: &str) -> Result<Encoded, Failure> {
    let string = |text: &str| IString::try_from(text.to_owned()).map(AString::String).ok();
    let body = match (string(username), string(password)) {
        (Some(username), Some(password)) => {
            CommandBody::Login { username, password: types::secret::Secret::new(password) }
        }
        _ => return Err(Failure::new("The user name or the password holds a character NUL.")),
    };
    let command = Command::new(tag.to_owned(), body)
        .map_err(|_| Failure::new(format!("{tag} cannot name a command.")))?;
    Ok(CommandCodec::default().encode(&command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_login_are_quoted_or_literal() {
        for (text, expected) in [
            ("alice", "M1 LOGIN \"alice\" \"alice\"\r\n"),
            ("a b", "M1 LOGIN \"a b\" \"a b\"\r\n"),
            ("a\"b\\c", "M1 LOGIN \"a\\\"b\\\\c\" \"a\\\"b\\\\c\"\r\n"),
            ("é", "M1 LOGIN {2}\r\né {2}\r\né\r\n"),
        ] {
            let command = login_command("M1", text, text).expect(text);
            assert_eq!(String::from_utf8_lossy(&command.dump()), expected);
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
