//! `IMAP4rev1` (RFC 3501) as `outlook.office365.com` speaks it.
//!
//! imap-codec knows the grammar of commands and of message data; the words of Exchange are our own.
//! A login that Exchange takes without opening the mailbox is told as Exchange tells it: at the next
//! command (`BAD User is authenticated but not connected.`).

mod folders;
mod line;
mod message;
mod search;
mod selected;

use std::{sync::Arc, time::Duration};

use imap_codec::imap_types::{
    auth::AuthMechanism,
    command::{Command, CommandBody},
};
use mailvet_core::Secret;
use tokio::sync::watch;

use crate::sandbox::tenant::{Protocol, Refusal, Session};

use super::{
    Context, Dialogue, Encryption, Next,
    context::{self, HIDDEN},
    sasl::{self, Credentials},
    store::Mailbox,
};
use line::{Commands, Received};
use selected::{Fetching, View};

/// A client that has not logged in may be silent for so long, and one that has for half an hour
/// (RFC 3501 §5.4).
const PATIENCE: Duration = Duration::from_mins(5);
const PATIENCE_AFTER_LOGIN: Duration = Duration::from_mins(30);

/// The answer to a challenge may be so long.
const LONGEST_ANSWER: usize = 16 * 1024;

/// After so many of a client's errors the connection ends.
const MOST_ERRORS: u32 = 10;

const NOT_CONNECTED: &str = "BAD User is authenticated but not connected.";
const INVALID_STATE: &str = "BAD Command received in Invalid state.";
const BAD_COMMAND: &str = "BAD Command Error. 12";
const BAD_ARGUMENT: &str = "BAD Command Argument Error. 12";

/// An IMAP conversation.
pub(super) struct Imap {
    context: Context,
    encryption: Encryption,
    is_encrypted: bool,
    login: Option<Login>,
    view: Option<View>,
    state: State,
    commands: Commands,
    errors: u32,
}

/// A login that was taken.
struct Login {
    session: Session,
    mailbox: Arc<Mailbox>,
}

/// What the next bytes are.
enum State {
    Command,
    /// The answer to a challenge.
    Authenticating {
        tag: String,
        mechanism: Mechanism,
    },
    /// `DONE`.
    Idling {
        tag: String,
        news: watch::Receiver<()>,
    },
    /// Nothing, before the messages that were asked for are told.
    Fetching(Fetching),
}

#[derive(Clone, Copy)]
enum Mechanism {
    Plain,
    Xoauth2,
}

impl Dialogue for Imap {
    fn greet(&mut self, out: &mut Vec<u8>) -> Next {
        let name = context::encoded_back_end();
        self.say(out, &format!("* OK The Microsoft Exchange IMAP4 service is ready. [{name}]"));
        Next::Listen
    }

    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        match std::mem::replace(&mut self.state, State::Command) {
            State::Fetching(fetching) => (0, self.go_on_fetching(fetching, out)),
            State::Command => self.take_command(input, out),
            state => self.take_line(state, input, out),
        }
    }

    fn encrypted(&mut self) {
        self.is_encrypted = true;
    }

    fn patience(&self) -> Duration {
        let Some(login) = &self.login else { return PATIENCE };
        let left = login.session.expires_at.map(|end| end - self.context.now());
        let left = left.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
        left.map_or(PATIENCE_AFTER_LOGIN, |left| left.min(PATIENCE_AFTER_LOGIN))
    }

    fn give_up(&mut self, out: &mut Vec<u8>) {
        let words = if self.has_token_expired() {
            "* BYE Session invalidated - AccessTokenExpired"
        } else {
            "* BYE Connection is closed. 13"
        };
        self.say(out, words);
    }

    fn news(&mut self) -> Option<&mut watch::Receiver<()>> {
        match &mut self.state {
            State::Idling { news, .. } => Some(news),
            _ => None,
        }
    }

    fn tell(&mut self, out: &mut Vec<u8>) {
        self.tell_changes(out);
    }
}

impl Imap {
    pub(super) fn new(context: Context, encryption: Encryption) -> Self {
        Self {
            context,
            encryption,
            is_encrypted: encryption == Encryption::Implicit,
            login: None,
            view: None,
            state: State::Command,
            commands: Commands::default(),
            errors: 0,
        }
    }

    fn take_command(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        let budget = self.login.is_some().then(|| self.context.world.mail.budget());
        match self.commands.receive(input, budget) {
            Received::Nothing => (0, Next::Listen),
            Received::Literal => {
                out.extend_from_slice(b"+ Ready for additional command text.\r\n");
                (0, Next::Listen)
            }
            Received::Unreadable { tag, words, is_known, length } => {
                self.context.client_said(&words);
                let error = if is_known { BAD_ARGUMENT } else { BAD_COMMAND };
                (length, self.error(out, &tag, error))
            }
            Received::TooLong => {
                self.say(out, "* BYE Connection is closed. 13");
                (input.len(), Next::Close)
            }
            Received::Command { command, length } => {
                self.record(&command, input.get(..length).unwrap_or_default());
                (length, self.command(command, out))
            }
        }
    }

    /// Takes a line that is no command.
    fn take_line(&mut self, state: State, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        let Some(end) = input.iter().position(|byte| *byte == b'\n') else {
            if input.len() > LONGEST_ANSWER {
                self.say(out, "* BYE Connection is closed. 13");
                return (input.len(), Next::Close);
            }
            self.state = state;
            return (0, Next::Listen);
        };
        let line = String::from_utf8_lossy(input.get(..end).unwrap_or_default());
        let line = Secret::new(line.trim_end().to_owned());
        let next = match state {
            State::Authenticating { tag, mechanism } => {
                self.context.client_said(HIDDEN);
                self.answered(&tag, mechanism, line.expose(), out)
            }
            State::Idling { tag, .. } => {
                self.context.client_said(line.expose());
                self.tell_changes(out);
                if line.expose().eq_ignore_ascii_case("DONE") {
                    self.done(out, &tag, "IDLE")
                } else {
                    self.error(out, &tag, BAD_COMMAND)
                }
            }
            State::Command | State::Fetching(_) => Next::GoOn,
        };
        (end + 1, next)
    }

    /// Records a command, without what proves the login.
    fn record(&self, command: &Command<'_>, bytes: &[u8]) {
        let words = String::from_utf8_lossy(bytes);
        let line = words.lines().next().unwrap_or_default();
        let tag = command.tag.as_ref();
        match &command.body {
            CommandBody::Login { .. } => self.context.client_said(&format!("{tag} LOGIN {HIDDEN}")),
            CommandBody::Authenticate { mechanism, initial_response: Some(_) } => {
                self.context.client_said(&format!("{tag} AUTHENTICATE {mechanism} {HIDDEN}"));
            }
            _ => self.context.client_said(line),
        }
    }

    fn command(&mut self, command: Command<'_>, out: &mut Vec<u8>) -> Next {
        let tag = command.tag.as_ref().to_owned();
        if self.has_token_expired() {
            self.give_up(out);
            return Next::Close;
        }
        match command.body {
            CommandBody::Capability => {
                let list = self.capabilities();
                self.say(out, &format!("* CAPABILITY {list}"));
                self.done(out, &tag, "CAPABILITY")
            }
            CommandBody::Id { .. } => {
                self.say(
                    out,
                    "* ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")",
                );
                self.done(out, &tag, "ID")
            }
            CommandBody::Logout => {
                self.say(out, "* BYE Microsoft Exchange Server IMAP4 server signing off.");
                self.done(out, &tag, "LOGOUT");
                Next::Close
            }
            CommandBody::StartTLS => self.start_tls(&tag, out),
            CommandBody::Login { username, password } => {
                let credentials = sasl::credentials(
                    &String::from_utf8_lossy(username.as_ref()),
                    &String::from_utf8_lossy(password.declassify().as_ref()),
                );
                self.log_in(&tag, &credentials, out)
            }
            CommandBody::Authenticate { mechanism, initial_response } => {
                let initial = initial_response.map(|it| it.declassify().to_vec());
                self.authenticate(&tag, &mechanism, initial, out)
            }
            body => self.command_of_mailbox(&tag, body, out),
        }
    }

    /// A command that needs a login, and a mailbox that the store opened.
    fn command_of_mailbox(&mut self, tag: &str, body: CommandBody<'_>, out: &mut Vec<u8>) -> Next {
        let is_connected = self.login.as_ref().map(|login| login.session.is_connected);
        match (is_connected, &body) {
            (None, CommandBody::Noop) => return self.done(out, tag, "NOOP"),
            (None, _) => return self.error(out, tag, INVALID_STATE),
            (Some(false), _) => {
                self.tagged(out, tag, NOT_CONNECTED);
                self.say(out, "* BYE Connection closed. 14");
                return Next::Close;
            }
            (Some(true), _) => {}
        }
        match body {
            CommandBody::Noop => self.done_with_news(out, tag, "NOOP"),
            CommandBody::Check if self.view.is_some() => self.done_with_news(out, tag, "CHECK"),
            CommandBody::Namespace => {
                self.say(out, "* NAMESPACE ((\"\" \"/\")) NIL NIL");
                self.done(out, tag, "NAMESPACE")
            }
            CommandBody::Idle => self.idle(tag, out),
            body => match self.command_of_folders(tag, body, out) {
                Ok(next) => next,
                Err(body) => self.command_of_selected(tag, body, out),
            },
        }
    }

    fn capabilities(&self) -> &'static str {
        match (&self.login, self.is_encrypted) {
            (Some(_), _) => {
                "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT \
                 CHILDREN IDLE NAMESPACE LITERAL+"
            }
            (None, true) => {
                "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN \
                 IDLE NAMESPACE LITERAL+"
            }
            (None, false) if self.context.offers_starttls => {
                "IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS UIDPLUS ID UNSELECT CHILDREN IDLE \
                 NAMESPACE LITERAL+"
            }
            (None, false) => {
                "IMAP4 IMAP4rev1 LOGINDISABLED UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE \
                 LITERAL+"
            }
        }
    }

    fn start_tls(&mut self, tag: &str, out: &mut Vec<u8>) -> Next {
        let is_offered = self.encryption == Encryption::StartTls && self.context.offers_starttls;
        if self.is_encrypted || !is_offered {
            return self.error(out, tag, BAD_COMMAND);
        }
        self.tagged(out, tag, "OK Begin TLS negotiation now.");
        Next::Handshake
    }

    fn authenticate(
        &mut self,
        tag: &str,
        mechanism: &AuthMechanism<'_>,
        initial: Option<Vec<u8>>,
        out: &mut Vec<u8>,
    ) -> Next {
        if self.login.is_some() || !self.is_encrypted {
            return self.error(out, tag, INVALID_STATE);
        }
        let mechanism = match mechanism {
            AuthMechanism::Plain => Mechanism::Plain,
            AuthMechanism::XOAuth2 => Mechanism::Xoauth2,
            _ => return self.error(out, tag, "NO AUTHENTICATE failed."),
        };
        if let Some(message) = initial {
            return self.prove(tag, mechanism, &message, out);
        }
        self.state = State::Authenticating { tag: tag.to_owned(), mechanism };
        out.extend_from_slice(b"+ \r\n");
        Next::GoOn
    }

    fn answered(&mut self, tag: &str, mechanism: Mechanism, line: &str, out: &mut Vec<u8>) -> Next {
        if line == "*" {
            return self.error(out, tag, "BAD AUTHENTICATE cancelled.");
        }
        match sasl::decode(line) {
            Some(message) => self.prove(tag, mechanism, &message, out),
            None => self.error(out, tag, "BAD Command Argument Error. 11"),
        }
    }

    fn prove(&mut self, tag: &str, by: Mechanism, message: &[u8], out: &mut Vec<u8>) -> Next {
        let judged = match by {
            Mechanism::Xoauth2 => match sasl::xoauth2(message) {
                Some(credentials) => self.context.admit_token(Protocol::Imap, &credentials),
                None => return self.error(out, tag, "BAD Command Argument Error. 11"),
            },
            Mechanism::Plain => match sasl::plain(message) {
                Some(credentials) => self.context.admit_password(Protocol::Imap, &credentials),
                None => return self.error(out, tag, "BAD Command Argument Error. 11"),
            },
        };
        self.judged(tag, "AUTHENTICATE", judged, out)
    }

    fn log_in(&mut self, tag: &str, credentials: &Credentials, out: &mut Vec<u8>) -> Next {
        if self.login.is_some() || !self.is_encrypted {
            return self.error(out, tag, INVALID_STATE);
        }
        let judged = self.context.admit_password(Protocol::Imap, credentials);
        self.judged(tag, "LOGIN", judged, out)
    }

    fn judged(
        &mut self,
        tag: &str,
        command: &str,
        judged: Result<Session, Refusal>,
        out: &mut Vec<u8>,
    ) -> Next {
        match judged {
            Ok(session) => {
                let mailbox = self.context.world.mail.mailbox(&session.mailbox);
                self.login = Some(Login { session, mailbox });
                self.done(out, tag, command)
            }
            Err(refusal) => {
                let words = match refusal {
                    Refusal::Throttled => {
                        "NO Request is throttled. Suggested Backoff Time: 30000 milliseconds"
                            .to_owned()
                    }
                    Refusal::Unavailable => "NO Server Unavailable. 15".to_owned(),
                    Refusal::TooManyConnections => {
                        "NO Too many simultaneous connections.".to_owned()
                    }
                    _ => format!("NO {command} failed."),
                };
                self.error(out, tag, &words)
            }
        }
    }

    fn idle(&mut self, tag: &str, out: &mut Vec<u8>) -> Next {
        let Some(login) = &self.login else { return Next::Close };
        let news = login.mailbox.changes();
        self.state = State::Idling { tag: tag.to_owned(), news };
        out.extend_from_slice(b"+ IDLE accepted, awaiting DONE command.\r\n");
        self.tell_changes(out);
        Next::GoOn
    }

    fn has_token_expired(&self) -> bool {
        let end = self.login.as_ref().and_then(|login| login.session.expires_at);
        end.is_some_and(|end| end <= self.context.now())
    }

    fn done(&self, out: &mut Vec<u8>, tag: &str, command: &str) -> Next {
        self.tagged(out, tag, &format!("OK {command} completed."))
    }

    /// Success of a command in which messages may come and go (RFC 3501 §7.4.1).
    fn done_with_news(&mut self, out: &mut Vec<u8>, tag: &str, command: &str) -> Next {
        self.tell_changes(out);
        self.done(out, tag, command)
    }

    fn tagged(&self, out: &mut Vec<u8>, tag: &str, words: &str) -> Next {
        self.say(out, &format!("{tag} {words}"))
    }

    /// A refusal. After many of them the connection ends, but a client that has logged in may ask for what
    /// is not there as often as it wants to.
    fn error(&mut self, out: &mut Vec<u8>, tag: &str, words: &str) -> Next {
        self.tagged(out, tag, words);
        if self.login.is_some() && words.starts_with("NO ") {
            return Next::GoOn;
        }
        self.errors += 1;
        if self.errors > MOST_ERRORS {
            self.say(out, "* BYE Connection is closed. 13");
            return Next::Close;
        }
        Next::GoOn
    }

    fn say(&self, out: &mut Vec<u8>, line: &str) -> Next {
        self.context.server_said(line);
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
        Next::GoOn
    }
}

#[cfg(test)]
mod tests;
