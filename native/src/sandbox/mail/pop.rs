//! POP3 (RFC 1939, RFC 2449, RFC 2595, RFC 5034) as `outlook.office365.com` speaks it.

use std::{fmt::Write as _, num::NonZeroU32, sync::Arc, time::Duration};

use mailvet_core::Secret;

use crate::sandbox::tenant::{Protocol, Refusal, Session};

use super::{
    Context, Dialogue, Encryption, Next,
    context::{self, HIDDEN},
    sasl,
    store::{Content, Mailbox},
};

/// A line may be so long; the longest is the one with a token.
const LONGEST_LINE: usize = 12 * 1024;

/// Exchange takes no longer token since July 2025 (`MailKit` issue 1948).
const LONGEST_TOKEN: usize = 4_096;

/// A client may be silent for so long (RFC 1939 §3).
const PATIENCE: Duration = Duration::from_mins(10);

/// After so many of a client's errors the connection ends.
const MOST_ERRORS: u32 = 10;

/// So much is told in one go.
const FLIGHT: usize = 64 * 1024;

const WRONG_STATE: &str = "-ERR Command is not valid in this state.";
/// Of a command with wrong arguments, of one that there is not, and of one that is too long, which is the
/// last (threads of users: `FreeScout` issue 2810, getmail6 issue 256).
const PROTOCOL_ERROR: &str = "-ERR Protocol error. 14";
const UNKNOWN_COMMAND: &str = "-ERR Protocol error. 19";
const TOO_LONG: &str = "-ERR Protocol error. Connection is closed. 10";

/// A POP conversation.
pub(super) struct Pop {
    context: Context,
    encryption: Encryption,
    is_encrypted: bool,
    state: State,
    errors: u32,
}

enum State {
    /// Before the login, after a user name perhaps.
    Authorization {
        username: Option<String>,
    },
    /// The answer to the challenge of AUTH.
    Challenged(Mechanism),
    Transaction(Maildrop),
}

#[derive(Clone, Copy)]
enum Mechanism {
    Plain,
    Xoauth2,
}

/// The messages of INBOX as they were at the login.
struct Maildrop {
    session: Session,
    mailbox: Arc<Mailbox>,
    validity: u32,
    messages: Vec<Kept>,
}

struct Kept {
    uid: NonZeroU32,
    content: Arc<Content>,
    is_deleted: bool,
}

impl Dialogue for Pop {
    fn greet(&mut self, out: &mut Vec<u8>) -> Next {
        let name = context::encoded_back_end();
        self.say(out, &format!("+OK The Microsoft Exchange POP3 service is ready. [{name}]"));
        Next::Listen
    }

    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        let Some(end) = input.iter().position(|byte| *byte == b'\n') else {
            if input.len() > LONGEST_LINE {
                self.say(out, TOO_LONG);
                return (input.len(), Next::Close);
            }
            return (0, Next::Listen);
        };
        let line = String::from_utf8_lossy(input.get(..end).unwrap_or_default());
        let line = Secret::new(line.trim_end().to_owned());
        let next = match std::mem::replace(&mut self.state, State::Authorization { username: None })
        {
            State::Challenged(mechanism) => self.answered(mechanism, line.expose(), out),
            state => {
                self.state = state;
                self.command(line.expose(), out)
            }
        };
        let next = if out.len() > FLIGHT && next == Next::Listen { Next::GoOn } else { next };
        (end + 1, next)
    }

    fn encrypted(&mut self) {
        self.is_encrypted = true;
        self.state = State::Authorization { username: None };
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }

    fn give_up(&mut self, out: &mut Vec<u8>) {
        self.say(out, "-ERR Connection is closed. 13");
    }
}

impl Pop {
    pub(super) fn new(context: Context, encryption: Encryption) -> Self {
        Self {
            context,
            encryption,
            is_encrypted: encryption == Encryption::Implicit,
            state: State::Authorization { username: None },
            errors: 0,
        }
    }

    fn command(&mut self, line: &str, out: &mut Vec<u8>) -> Next {
        self.record(line);
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        let (verb, argument) = (verb.to_ascii_uppercase(), argument.trim());
        match (&*verb, &mut self.state) {
            ("QUIT", _) => self.quit(out),
            ("CAPA", _) => self.capabilities(out),
            ("NOOP", State::Transaction(_)) => self.say(out, "+OK"),
            ("STLS", State::Authorization { .. }) => self.start_tls(out),
            ("AUTH", State::Authorization { .. }) => self.authenticate(argument, out),
            ("USER", State::Authorization { username }) if self.is_encrypted => {
                *username = Some(argument.to_owned());
                self.say(out, "+OK")
            }
            ("PASS", State::Authorization { username: Some(username) }) => {
                let credentials = sasl::credentials(username, argument);
                let judged = self.context.admit_password(Protocol::Pop, &credentials);
                self.judged(judged, "-ERR Logon failure: unknown user name or bad password.", out)
            }
            (_, State::Transaction(maildrop)) if !maildrop.session.is_connected => {
                self.say(out, "-ERR User is authenticated but not connected.");
                Next::Close
            }
            (
                "STAT" | "LIST" | "UIDL" | "RETR" | "TOP" | "DELE" | "RSET",
                State::Transaction(_),
            ) => self.transaction(&verb, argument, out),
            ("USER" | "PASS" | "AUTH" | "STLS", _) => self.error(out, WRONG_STATE),
            ("STAT" | "LIST" | "UIDL" | "RETR" | "TOP" | "DELE" | "RSET" | "NOOP", _) => {
                self.error(out, WRONG_STATE)
            }
            _ => self.error(out, UNKNOWN_COMMAND),
        }
    }

    /// Records a command, without what proves the login, however it is spaced.
    fn record(&self, line: &str) {
        let mut words = line.split_ascii_whitespace();
        match &*words.next().unwrap_or_default().to_ascii_uppercase() {
            "PASS" => self.context.client_said(&format!("PASS {HIDDEN}")),
            "AUTH" if words.count() > 1 => self.context.client_said(&format!("AUTH {HIDDEN}")),
            _ => self.context.client_said(line),
        }
    }

    fn capabilities(&self, out: &mut Vec<u8>) -> Next {
        let mut lines = vec!["TOP", "UIDL"];
        if self.is_encrypted {
            lines.extend(["SASL PLAIN XOAUTH2", "USER"]);
        } else if self.encryption == Encryption::StartTls && self.context.offers_starttls {
            lines.push("STLS");
        }
        self.say(out, "+OK");
        for line in lines {
            self.say(out, line);
        }
        self.say(out, ".")
    }

    fn start_tls(&mut self, out: &mut Vec<u8>) -> Next {
        if self.is_encrypted || !self.context.offers_starttls {
            return self.error(out, WRONG_STATE);
        }
        self.say(out, "+OK Begin TLS negotiation.");
        Next::Handshake
    }

    /// Exchange takes the message of a mechanism only in a line of its own.
    fn authenticate(&mut self, argument: &str, out: &mut Vec<u8>) -> Next {
        if !self.is_encrypted {
            return self.error(out, WRONG_STATE);
        }
        if argument.contains(char::is_whitespace) {
            self.say(out, TOO_LONG);
            return Next::Close;
        }
        let mechanism = match &*argument.to_ascii_uppercase() {
            "XOAUTH2" => Mechanism::Xoauth2,
            "PLAIN" => Mechanism::Plain,
            _ => return self.error(out, PROTOCOL_ERROR),
        };
        self.state = State::Challenged(mechanism);
        self.say(out, "+ ")
    }

    fn answered(&mut self, mechanism: Mechanism, line: &str, out: &mut Vec<u8>) -> Next {
        self.context.client_said(HIDDEN);
        let message = sasl::decode(line);
        let read = message.as_deref().and_then(match mechanism {
            Mechanism::Plain => sasl::plain,
            Mechanism::Xoauth2 => sasl::xoauth2,
        });
        let Some(credentials) = read else { return self.error(out, PROTOCOL_ERROR) };
        let judged = match mechanism {
            Mechanism::Plain => self.context.admit_password(Protocol::Pop, &credentials),
            Mechanism::Xoauth2 if credentials.secret.expose().len() > LONGEST_TOKEN => {
                return self.error(out, PROTOCOL_ERROR);
            }
            Mechanism::Xoauth2 => self.context.admit_token(Protocol::Pop, &credentials),
        };
        let words = "-ERR Authentication failure: unknown user name or bad password.";
        self.judged(judged, words, out)
    }

    fn judged(&mut self, judged: Result<Session, Refusal>, words: &str, out: &mut Vec<u8>) -> Next {
        match judged {
            Ok(session) => {
                let mailbox = self.context.world.mail.mailbox(&session.mailbox);
                self.state = State::Transaction(Maildrop::open(session, mailbox));
                self.say(out, "+OK User successfully authenticated.")
            }
            Err(Refusal::Throttled) => self.error(
                out,
                "-ERR Request is throttled. Suggested Backoff Time: 30000 milliseconds",
            ),
            Err(Refusal::Unavailable) => self.error(out, "-ERR Server Unavailable. 21"),
            Err(Refusal::TooManyConnections) => {
                self.error(out, "-ERR Too many simultaneous connections.")
            }
            Err(_) => self.error(out, words),
        }
    }

    fn transaction(&mut self, verb: &str, argument: &str, out: &mut Vec<u8>) -> Next {
        let State::Transaction(maildrop) = &mut self.state else { return Next::Close };
        let mut words = argument.split_ascii_whitespace();
        let number = words.next();
        let answer = match (verb, number) {
            ("STAT", None) => Some(maildrop.stat()),
            ("LIST", None) => Some(maildrop.list(|_, kept| kept.size().to_string())),
            ("UIDL", None) => Some(maildrop.list(Maildrop::unique_id)),
            ("LIST", Some(number)) => {
                maildrop.get(number).map(|kept| format!("+OK {number} {}\r\n", kept.size()))
            }
            ("UIDL", Some(number)) => maildrop
                .get(number)
                .map(|kept| format!("+OK {number} {}\r\n", maildrop.unique_id(kept))),
            ("RETR", Some(number)) => {
                let content = maildrop.get(number).map(|kept| Arc::clone(&kept.content));
                return self.retrieve(content.as_deref(), usize::MAX, out);
            }
            ("TOP", Some(number)) => {
                let content = maildrop.get(number).map(|kept| Arc::clone(&kept.content));
                let Some(lines) = words.next().and_then(|lines| lines.parse().ok()) else {
                    return self.error(out, PROTOCOL_ERROR);
                };
                return self.retrieve(content.as_deref(), lines, out);
            }
            ("DELE", Some(number)) => maildrop.delete(number).then(|| "+OK\r\n".to_owned()),
            ("RSET", None) => {
                maildrop.messages.iter_mut().for_each(|kept| kept.is_deleted = false);
                Some("+OK\r\n".to_owned())
            }
            _ => return self.error(out, PROTOCOL_ERROR),
        };
        match answer {
            None => self.error(out, "-ERR The specified message is out of range."),
            Some(answer) => {
                self.context.server_said(answer.lines().next().unwrap_or_default());
                out.extend_from_slice(answer.as_bytes());
                Next::GoOn
            }
        }
    }

    /// A message, with so many lines of its body at most.
    fn retrieve(&mut self, content: Option<&Content>, lines: usize, out: &mut Vec<u8>) -> Next {
        let Some(content) = content else {
            return self.error(out, "-ERR The specified message is out of range.");
        };
        self.say(out, "+OK");
        let mut left = lines;
        let mut is_body = false;
        for line in content.bytes.split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if is_body {
                let Some(less) = left.checked_sub(1) else { break };
                left = less;
            }
            is_body = is_body || line.is_empty();
            // A dot in front would end the message (RFC 1939 §3).
            if line.starts_with(b".") {
                out.push(b'.');
            }
            out.extend_from_slice(line);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
        Next::GoOn
    }

    fn quit(&mut self, out: &mut Vec<u8>) -> Next {
        if let State::Transaction(maildrop) = &self.state {
            maildrop.remove_deleted();
        }
        self.say(out, "+OK Microsoft Exchange Server POP3 server signing off.");
        Next::Close
    }

    /// A refusal that counts: after many of them the connection ends.
    fn error(&mut self, out: &mut Vec<u8>, words: &str) -> Next {
        self.say(out, words);
        self.errors += 1;
        if self.errors > MOST_ERRORS { Next::Close } else { Next::GoOn }
    }

    fn say(&self, out: &mut Vec<u8>, line: &str) -> Next {
        self.context.server_said(line);
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
        Next::GoOn
    }
}

impl Maildrop {
    fn open(session: Session, mailbox: Arc<Mailbox>) -> Self {
        let (validity, messages) = {
            let folders = mailbox.folders();
            let inbox = folders.get("INBOX");
            let messages = inbox.map(|inbox| &*inbox.messages).unwrap_or_default();
            let kept = messages.iter().map(|message| Kept {
                uid: message.uid,
                content: Arc::clone(&message.content),
                is_deleted: false,
            });
            (inbox.map_or(0, |inbox| inbox.validity), kept.collect())
        };
        Self { session, mailbox, validity, messages }
    }

    /// The message of that number, unless it is deleted.
    fn get(&self, number: &str) -> Option<&Kept> {
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.messages.get(at).filter(|kept| !kept.is_deleted)
    }

    fn delete(&mut self, number: &str) -> bool {
        let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match at.and_then(|at| self.messages.get_mut(at)) {
            Some(kept) if !kept.is_deleted => {
                kept.is_deleted = true;
                true
            }
            _ => false,
        }
    }

    fn left(&self) -> impl Iterator<Item = (usize, &Kept)> {
        (1..).zip(&self.messages).filter(|(_, kept)| !kept.is_deleted)
    }

    fn stat(&self) -> String {
        let size: usize = self.left().map(|(_, kept)| kept.size()).sum();
        format!("+OK {} {size}\r\n", self.left().count())
    }

    fn list(&self, of: impl Fn(&Self, &Kept) -> String) -> String {
        let mut answer = format!("+OK {}\r\n", self.left().count());
        for (number, kept) in self.left() {
            // Writing to a string does not fail.
            let _ = write!(answer, "{number} {}\r\n", of(self, kept));
        }
        answer.push_str(".\r\n");
        answer
    }

    fn unique_id(&self, kept: &Kept) -> String {
        format!("{}-{}", self.validity, kept.uid)
    }

    fn remove_deleted(&self) {
        let is_deleted = |uid| self.messages.iter().any(|kept| kept.is_deleted && kept.uid == uid);
        if self.messages.iter().any(|kept| kept.is_deleted) {
            self.mailbox.change(|folders| {
                if let Some(inbox) = folders.get_mut("INBOX") {
                    inbox.remove(|message| is_deleted(message.uid));
                }
            });
        }
    }
}

impl Kept {
    fn size(&self) -> usize {
        self.content.bytes.len()
    }
}

#[cfg(test)]
mod tests;
