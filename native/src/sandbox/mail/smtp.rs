//! SMTP (RFC 5321) as `smtp.office365.com` speaks it, and as a tenant's MX does.
//!
//! The words are Exchange's own, from its public documentation and from what users showed of it
//! (2026-11-24). What Exchange says only after it has the message (`SendAsDenied`) is said only then.

mod delivery;

use std::{borrow::Cow, time::Duration};

use mailvet_core::Secret;
use smtp_proto::{
    AUTH_LOGIN, AUTH_XOAUTH2, Error, MailFrom, RcptTo, Request,
    request::receiver::{BdatReceiver, DataReceiver},
};

use crate::sandbox::tenant::{Protocol, RecipientRefusal, Refusal, SenderRefusal, Session};

use super::{
    Context, Dialogue, Encryption, Next,
    context::{FRONT_END, HIDDEN},
    sasl::{self, Credentials},
};
use delivery::{Envelope, Refused, Transfer};

/// A command line may be so long (RFC 5321 has 512, which extensions raise), and one of a login so long
/// (RFC 4954 §4). Exchange takes a token in the line of the command, too.
const LONGEST_COMMAND: usize = 2 * 1024;
const LONGEST_LOGIN: usize = 12 * 1024 + 2;

/// `SIZE`, which Exchange Online announces: 150 MB.
const LARGEST_MESSAGE: usize = 157_286_400;

/// Exchange Online takes so many recipients of a message by default.
const MOST_RECIPIENTS: usize = 500;

/// After so many refused logins and unknown commands the connection ends.
const MOST_ERRORS: u32 = 10;

const TOO_LARGE: &str = "552 5.3.4 Message size exceeds fixed maximum message size";

const PATIENCE: Duration = Duration::from_mins(5);

/// An SMTP conversation.
pub(super) struct Smtp {
    context: Context,
    encryption: Encryption,
    is_encrypted: bool,
    has_greeted: bool,
    login: Option<Session>,
    state: State,
    envelope: Option<Envelope>,
    errors: u32,
}

/// What the next bytes are.
enum State {
    Command,
    /// The rest of a line that is too long.
    Overlong,
    /// The answer to a challenge of AUTH.
    Login(Question),
    Data(DataReceiver, Transfer),
    Chunk(BdatReceiver, Transfer),
    Unwanted(Refused),
}

/// What a client was asked for.
enum Question {
    Xoauth2,
    Username,
    Password { username: String },
}

impl Dialogue for Smtp {
    fn greet(&mut self, out: &mut Vec<u8>) -> Next {
        if self.context.is_unavailable() {
            self.refuse(out, "421 4.3.2 Service not active");
            return Next::Close;
        }
        if self.context.is_inspected {
            self.say(out, &format!("220 {}", "*".repeat(76)));
            return Next::Listen;
        }
        let date = self.context.date().format("%a, %-d %b %Y %H:%M:%S +0000");
        let id = self.context.id();
        let name = self.name();
        let line = format!("220 {name} Microsoft ESMTP MAIL Service ready at {date} [{id}]");
        self.say(out, &line);
        Next::Listen
    }

    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        match &mut self.state {
            State::Command | State::Login(_) | State::Overlong => self.take_line(input, out),
            State::Data(receiver, transfer) => {
                let mut rest = input.iter();
                let is_whole = receiver.ingest(&mut rest, transfer.bytes());
                let taken = input.len() - rest.len();
                (taken, self.after_part(is_whole, out))
            }
            State::Chunk(receiver, transfer) => {
                let mut rest = input.iter();
                let is_whole = receiver.ingest(&mut rest, transfer.bytes());
                let taken = input.len() - rest.len();
                (taken, self.after_part(is_whole, out))
            }
            State::Unwanted(refused) => {
                let mut rest = input.iter();
                let is_whole = refused.receiver.ingest(&mut rest);
                let taken = input.len() - rest.len();
                (taken, self.after_part(is_whole, out))
            }
        }
    }

    fn encrypted(&mut self) {
        self.is_encrypted = true;
        self.has_greeted = false;
        self.envelope = None;
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }

    fn give_up(&mut self, out: &mut Vec<u8>) {
        self.say(out, "421 4.4.1 Connection timed out");
    }
}

impl Smtp {
    pub(super) fn new(context: Context, encryption: Encryption) -> Self {
        Self {
            context,
            encryption,
            is_encrypted: encryption == Encryption::Implicit,
            has_greeted: false,
            login: None,
            state: State::Command,
            envelope: None,
            errors: 0,
        }
    }

    fn name(&self) -> &'static str {
        match self.encryption {
            Encryption::Relay => "FR1PEPF00000F0E.mail.protection.outlook.com",
            Encryption::StartTls | Encryption::Implicit => FRONT_END,
        }
    }

    fn take_line(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        let end = input.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let is_login = matches!(self.state, State::Login(_))
            || input.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"AUTH "));
        let longest = if is_login { LONGEST_LOGIN } else { LONGEST_COMMAND };
        let is_overlong = end.unwrap_or(input.len()) > longest;
        let Some(end) = end else {
            if is_overlong || matches!(self.state, State::Overlong) {
                self.state = State::Overlong;
                return (input.len(), Next::Listen);
            }
            return (0, Next::Listen);
        };
        let line = input.get(..end).unwrap_or_default();
        if is_overlong || matches!(self.state, State::Overlong) {
            self.state = State::Command;
            self.context.client_said("[a line that is too long]");
            return (end, self.error(out, "500 5.5.2 Line too long"));
        }
        let next = match std::mem::replace(&mut self.state, State::Command) {
            State::Login(question) => self.answered(question, line, out),
            _ => self.command(line, out),
        };
        (end, next)
    }

    fn command(&mut self, line: &[u8], out: &mut Vec<u8>) -> Next {
        let words = String::from_utf8_lossy(line);
        let words = words.trim_end();
        match Request::parse(&mut line.iter()) {
            Ok(Request::Auth { mechanism, initial_response }) => {
                self.context.client_said(&without_proof(words));
                self.authenticate(mechanism, &initial_response, out)
            }
            Ok(request) => {
                self.context.client_said(words);
                self.request(request, out)
            }
            Err(error) => {
                self.context.client_said(&without_proof(words));
                self.misunderstood(&error, words, out)
            }
        }
    }

    fn request(&mut self, request: Request<Cow<'_, str>>, out: &mut Vec<u8>) -> Next {
        match request {
            Request::Ehlo { .. } => self.hello(out),
            Request::Helo { .. } => {
                self.has_greeted = true;
                self.envelope = None;
                let line = format!("250 {} Hello [{}]", self.name(), self.context.peer);
                self.say(out, &line)
            }
            Request::StartTls => self.start_tls(out),
            Request::Mail { from } => self.mail(&from, out),
            Request::Rcpt { to } => self.recipient(&to, out),
            Request::Data => self.data(out),
            Request::Bdat { chunk_size, is_last } => self.chunk(chunk_size, is_last, out),
            Request::Rset => {
                self.envelope = None;
                self.say(out, "250 2.0.0 Resetting")
            }
            Request::Noop { .. } => self.say(out, "250 2.0.0 OK"),
            Request::Vrfy { .. } => self.say(out, "252 2.1.5 Cannot VRFY user"),
            Request::Help { .. } => self.lines(
                out,
                "214",
                &[
                    "This server supports the following commands:",
                    "HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT",
                ],
            ),
            Request::Quit => {
                self.say(out, "221 2.0.0 Service closing transmission channel");
                Next::Close
            }
            other => self.unrecognized(other.name(), out),
        }
    }

    fn misunderstood(&mut self, error: &Error, words: &str, out: &mut Vec<u8>) -> Next {
        let verb = words.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        match (error, verb.as_str()) {
            (_, "AUTH") => self.error(out, "504 5.7.4 Unrecognized authentication type"),
            (Error::InvalidSenderAddress, _) | (Error::SyntaxError { .. }, "MAIL") => {
                self.error(out, "501 5.1.7 Invalid address")
            }
            (Error::InvalidRecipientAddress, _) | (Error::SyntaxError { .. }, "RCPT") => {
                self.error(out, "501 5.1.3 Invalid address")
            }
            (Error::SyntaxError { .. }, "EHLO" | "HELO" | "LHLO") => {
                self.error(out, "501 5.5.4 Invalid domain name")
            }
            (Error::UnknownCommand | Error::NeedsMoreData { .. }, _) => {
                self.unrecognized(&verb, out)
            }
            _ => self.error(out, "501 5.5.4 Invalid arguments"),
        }
    }

    fn unrecognized(&mut self, verb: &str, out: &mut Vec<u8>) -> Next {
        let verb: String = verb.chars().filter(|it| !it.is_control()).take(32).collect();
        self.error(out, &format!("500 5.3.3 Unrecognized command '{verb}'"))
    }

    fn hello(&mut self, out: &mut Vec<u8>) -> Next {
        self.has_greeted = true;
        self.envelope = None;
        let hello = format!("{} Hello [{}]", self.name(), self.context.peer);
        let size = format!("SIZE {LARGEST_MESSAGE}");
        let mut lines = vec![&*hello, &*size, "PIPELINING", "DSN", "ENHANCEDSTATUSCODES"];
        if !self.is_encrypted && self.context.offers_starttls {
            lines.push("STARTTLS");
        }
        if self.context.is_inspected {
            lines.push("XXXXXXXA");
        }
        if self.is_encrypted && self.encryption != Encryption::Relay {
            lines.push("AUTH LOGIN XOAUTH2");
        }
        lines.extend(["8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"]);
        self.lines(out, "250", &lines)
    }

    fn start_tls(&mut self, out: &mut Vec<u8>) -> Next {
        if self.is_encrypted || !self.context.offers_starttls {
            return self.unrecognized("STARTTLS", out);
        }
        self.say(out, "220 2.0.0 SMTP server ready");
        Next::Handshake
    }

    fn authenticate(&mut self, mechanism: u64, initial: &str, out: &mut Vec<u8>) -> Next {
        if !self.has_greeted {
            return self.error(out, "503 5.5.2 Send hello first");
        }
        if self.login.is_some() || self.envelope.is_some() {
            return self.error(out, "503 5.5.1 Bad sequence of commands");
        }
        // As long as the connection is not encrypted, no mechanism is offered.
        let is_offered = self.is_encrypted && self.encryption != Encryption::Relay;
        match mechanism {
            AUTH_XOAUTH2 if is_offered && initial.is_empty() => {
                self.ask(Question::Xoauth2, "334 ", out)
            }
            AUTH_XOAUTH2 if is_offered => self.prove_by_token(initial, out),
            AUTH_LOGIN if is_offered && initial.is_empty() => {
                self.ask(Question::Username, "334 VXNlcm5hbWU6", out)
            }
            AUTH_LOGIN if is_offered => self.username(initial, out),
            _ => self.error(out, "504 5.7.4 Unrecognized authentication type"),
        }
    }

    fn ask(&mut self, question: Question, challenge: &str, out: &mut Vec<u8>) -> Next {
        self.state = State::Login(question);
        self.say(out, challenge)
    }

    fn answered(&mut self, question: Question, line: &[u8], out: &mut Vec<u8>) -> Next {
        self.context.client_said(HIDDEN);
        let answer = Secret::new(String::from_utf8_lossy(line).trim_end().to_owned());
        if answer.expose() == "*" {
            return self.error(out, "501 5.7.0 Authentication cancelled");
        }
        match question {
            Question::Xoauth2 => self.prove_by_token(answer.expose(), out),
            Question::Username => self.username(answer.expose(), out),
            Question::Password { username } => match text(answer.expose()) {
                None => self.error(out, "501 5.5.4 Invalid arguments"),
                Some(password) => {
                    let credentials = sasl::credentials(&username, &password);
                    let judged = self.context.admit_password(Protocol::Smtp, &credentials);
                    self.judged(judged, out)
                }
            },
        }
    }

    fn username(&mut self, answer: &str, out: &mut Vec<u8>) -> Next {
        match text(answer) {
            None => self.error(out, "501 5.5.4 Invalid arguments"),
            Some(username) => self.ask(Question::Password { username }, "334 UGFzc3dvcmQ6", out),
        }
    }

    fn prove_by_token(&mut self, answer: &str, out: &mut Vec<u8>) -> Next {
        let Some(message) = sasl::decode(answer) else {
            return self.error(out, "501 5.5.4 Invalid arguments");
        };
        let judged = match sasl::xoauth2(&message) {
            Some(credentials) => self.admit(&credentials),
            None => Err(Refusal::Unexplained),
        };
        self.judged(judged, out)
    }

    fn admit(&self, credentials: &Credentials) -> Result<Session, Refusal> {
        self.context.admit_token(Protocol::Smtp, credentials)
    }

    fn judged(&mut self, judged: Result<Session, Refusal>, out: &mut Vec<u8>) -> Next {
        match judged {
            Ok(session) => {
                self.login = Some(session);
                self.say(out, "235 2.7.0 Authentication successful")
            }
            Err(refusal) => self.error(out, &login_refusal(refusal)),
        }
    }

    fn mail(&mut self, from: &MailFrom<Cow<'_, str>>, out: &mut Vec<u8>) -> Next {
        if !self.has_greeted {
            return self.error(out, "503 5.5.2 Send hello first");
        }
        if self.encryption != Encryption::Relay && self.login.is_none() {
            return self.error(
                out,
                if self.is_encrypted {
                    "530 5.7.57 Client not authenticated to send mail."
                } else {
                    "451 5.7.3 STARTTLS is required to send mail"
                },
            );
        }
        if self.envelope.is_some() {
            return self.error(out, "503 5.5.2 Sender already specified");
        }
        if from.size > LARGEST_MESSAGE {
            return self.error(out, TOO_LARGE);
        }
        self.envelope = Some(Envelope::new(&from.address));
        self.say(out, "250 2.1.0 Sender OK")
    }

    fn recipient(&mut self, to: &RcptTo<Cow<'_, str>>, out: &mut Vec<u8>) -> Next {
        let Some(envelope) = &mut self.envelope else {
            return self.error(out, "503 5.5.2 Need mail command");
        };
        if envelope.recipients.len() >= MOST_RECIPIENTS {
            return self.error(out, "452 4.5.3 Too many recipients");
        }
        match self.context.world.directory().recipient(&to.address) {
            Ok(mailbox) => envelope.add(mailbox),
            Err(refusal) => {
                let words = self.recipient_refusal(refusal);
                return self.refuse(out, words);
            }
        }
        self.say(out, "250 2.1.5 Recipient OK")
    }

    fn recipient_refusal(&self, refusal: RecipientRefusal) -> &'static str {
        let is_relay = self.encryption == Encryption::Relay;
        match refusal {
            RecipientRefusal::Unknown if is_relay => {
                "550 5.4.1 Recipient address rejected: Access denied."
            }
            RecipientRefusal::Unknown => {
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address \
                 lookup"
            }
            RecipientRefusal::Outside if is_relay => {
                "550 5.7.64 TenantAttribution; Relay Access Denied"
            }
            RecipientRefusal::Outside => {
                "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"
            }
            RecipientRefusal::Full => "554 5.2.2 mailbox full",
        }
    }

    /// A refusal that counts: after many of them the connection ends.
    fn error(&mut self, out: &mut Vec<u8>, words: &str) -> Next {
        self.errors += 1;
        if self.errors > MOST_ERRORS {
            self.refuse(
                out,
                "421 4.7.0 Too many errors on this connection, closing transmission channel",
            );
            return Next::Close;
        }
        self.refuse(out, words)
    }

    /// A refusal, with Exchange's diagnostics behind it.
    fn refuse(&self, out: &mut Vec<u8>, words: &str) -> Next {
        let line = format!("{words} {}", self.context.diagnostics());
        self.say(out, &line)
    }

    fn say(&self, out: &mut Vec<u8>, line: &str) -> Next {
        self.context.server_said(line);
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
        Next::GoOn
    }

    /// A reply of several lines (RFC 5321 §4.2.1).
    fn lines(&self, out: &mut Vec<u8>, code: &str, lines: &[&str]) -> Next {
        for (at, line) in lines.iter().enumerate() {
            let separator = if at + 1 == lines.len() { ' ' } else { '-' };
            self.say(out, &format!("{code}{separator}{line}"));
        }
        Next::GoOn
    }
}

/// A line as the record keeps it: of `AUTH` the mechanism alone, known or not.
fn without_proof(line: &str) -> Cow<'_, str> {
    let mut words = line.split_ascii_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(verb), Some(mechanism), Some(_)) if verb.eq_ignore_ascii_case("AUTH") => {
            Cow::Owned(format!("AUTH {mechanism} {HIDDEN}"))
        }
        _ => Cow::Borrowed(line),
    }
}

/// A text out of its base64.
fn text(base64: &str) -> Option<String> {
    String::from_utf8(sasl::decode(base64)?).ok()
}

/// Why a login is refused, in Exchange's words.
fn login_refusal(refusal: Refusal) -> String {
    let unsuccessful = |why: &str| format!("535 5.7.139 Authentication unsuccessful, {why}");
    match refusal {
        Refusal::Unexplained | Refusal::ProtocolDisabled => {
            "535 5.7.3 Authentication unsuccessful".to_owned()
        }
        Refusal::SmtpAuthDisabledForTenant => unsuccessful(
            "SmtpClientAuthentication is disabled for the Tenant. Visit \
             https://aka.ms/smtp_auth_disabled for more information.",
        ),
        Refusal::SmtpAuthDisabledForMailbox => unsuccessful(
            "SmtpClientAuthentication is disabled for the Mailbox. Visit \
             https://aka.ms/smtp_auth_disabled for more information.",
        ),
        Refusal::BasicAuthDisabled => unsuccessful("basic authentication is disabled."),
        Refusal::PasswordWrong => unsuccessful("the user credentials were incorrect."),
        Refusal::SecurityDefaults => unsuccessful(
            "user is locked by your organization's security defaults policy. Contact your \
             administrator.",
        ),
        Refusal::Policy => unsuccessful(
            "the request did not meet the criteria to be authenticated successfully. Contact your \
             administrator.",
        ),
        Refusal::FederationUnavailable => unsuccessful("federated STS service was unreachable."),
        Refusal::TooManyConnections => "432 4.3.2 Concurrent connections limit exceeded. Visit \
             https://aka.ms/concurrent_sending for more information."
            .to_owned(),
        Refusal::Throttled => {
            "454 4.7.0 Request is throttled. Suggested Backoff Time: 30000 milliseconds".to_owned()
        }
        Refusal::Unavailable => {
            "451 4.7.0 Temporary server error. Please try again later. PRX4".to_owned()
        }
    }
}

/// Why a message is refused, in Exchange's words.
fn sender_refusal(refusal: SenderRefusal, login: &str, sender: &str) -> String {
    match refusal {
        SenderRefusal::SendAsDenied => format!(
            "554 5.2.252 SendAsDenied; {login} not allowed to send as {sender}; \
             STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to \
             process message due to a permanent exception with message Cannot submit message."
        ),
        SenderRefusal::LogonFailure => "430 4.2.0 STOREDRV; mailbox logon failure; \
             [BeginDiagnosticData]Cannot open mailbox. \
             MapiExceptionLogonFailed[EndDiagnosticData]"
            .to_owned(),
        SenderRefusal::Restricted => {
            "550 5.1.8 Access denied, bad outbound sender AS(42004)".to_owned()
        }
        SenderRefusal::SubmissionQuota => "554 5.2.0 \
             STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message \
             due to a permanent exception with message The message can't be submitted because the \
             sender's submission quota was exceeded."
            .to_owned(),
        SenderRefusal::TooLarge => TOO_LARGE.to_owned(),
        SenderRefusal::Full => "554 5.2.2 \
             STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; \
             Failed to process message due to a permanent exception with message Cannot submit \
             message."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
