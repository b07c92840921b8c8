//! A message's way from `DATA` or `BDAT` into the mailboxes of its recipients.

use std::{fmt::Write as _, sync::Arc};

use smtp_proto::request::receiver::{BdatReceiver, DataReceiver, DummyDataReceiver};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    super::{
        Encryption, Next,
        context::BACK_END,
        store::{Content, Draft, Message, SENT_ITEMS},
    },
    LARGEST_MESSAGE, Smtp, State, TOO_LARGE, sender_refusal,
};

/// Whom a message is from, and whom it is for.
pub(super) struct Envelope {
    /// Empty for a report (RFC 5321 §4.5.5).
    sender: String,
    pub(super) recipients: Vec<String>,
    /// What came in chunks before the last one, and the place that it takes among the submissions.
    begun: Option<(Draft, Option<OwnedSemaphorePermit>)>,
}

impl Envelope {
    pub(super) fn new(sender: &str) -> Self {
        Self { sender: sender.to_owned(), recipients: Vec::new(), begun: None }
    }

    /// Adds a mailbox, once.
    pub(super) fn add(&mut self, mailbox: String) {
        if !self.recipients.contains(&mailbox) {
            self.recipients.push(mailbox);
        }
    }
}

/// A message that comes.
pub(super) struct Transfer {
    draft: Draft,
    place: Option<OwnedSemaphorePermit>,
    is_last: bool,
}

impl Transfer {
    /// Where the bytes go.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.draft.bytes
    }

    /// Counts what came; says what is wrong with it.
    fn count(&mut self) -> Option<&'static str> {
        if self.draft.bytes.len() > LARGEST_MESSAGE {
            return Some(TOO_LARGE);
        }
        self.draft.count().err().map(|_| "452 4.3.1 Insufficient system resources")
    }
}

impl Smtp {
    pub(super) fn data(&mut self, out: &mut Vec<u8>) -> Next {
        match self.begin(true) {
            Err(words) => self.error(out, words),
            Ok(transfer) => {
                self.state = State::Data(DataReceiver::new(), transfer);
                self.say(out, "354 Start mail input; end with <CRLF>.<CRLF>")
            }
        }
    }

    /// A chunk (RFC 3030). Its bytes come whether it is wanted or not.
    pub(super) fn chunk(&mut self, size: usize, is_last: bool, out: &mut Vec<u8>) -> Next {
        match self.begin(is_last) {
            Ok(transfer) => {
                self.state = State::Chunk(BdatReceiver::new(size, is_last), transfer);
                Next::GoOn
            }
            // Such a chunk cannot be skipped in any reasonable time.
            Err(words) if size > LARGEST_MESSAGE => {
                self.refuse(out, words);
                Next::Close
            }
            Err(words) => {
                let refused = Refused { receiver: DummyDataReceiver::new_bdat(size), words };
                self.state = State::Unwanted(refused);
                Next::GoOn
            }
        }
    }

    /// What a message goes into, unless it may not come now.
    fn begin(&mut self, is_last: bool) -> Result<Transfer, &'static str> {
        let envelope = self.envelope.as_mut().ok_or("503 5.5.2 Need mail command")?;
        if envelope.recipients.is_empty() {
            return Err("503 5.5.2 Need rcpt command");
        }
        let (draft, place) = match envelope.begun.take() {
            Some(begun) => begun,
            None => (self.context.world.mail.budget().draft(), self.place()?),
        };
        Ok(Transfer { draft, place, is_last })
    }

    /// A place among the submissions of the mailbox; none is needed for relay.
    fn place(&self) -> Result<Option<OwnedSemaphorePermit>, &'static str> {
        let Some(login) = &self.login else { return Ok(None) };
        let places = &self.context.world.mail.mailbox(&login.mailbox).submissions;
        Arc::clone(places).try_acquire_owned().map(Some).map_err(|_| {
            "432 4.3.2 Concurrent connections limit exceeded. Visit \
             https://aka.ms/concurrent_sending for more information."
        })
    }

    /// Goes on after a part of a message came.
    pub(super) fn after_part(&mut self, is_whole: bool, out: &mut Vec<u8>) -> Next {
        let next = if is_whole { Next::GoOn } else { Next::Listen };
        self.state = match (std::mem::replace(&mut self.state, State::Command), is_whole) {
            (State::Unwanted(refused), true) => {
                self.envelope = None;
                self.error(out, refused.words);
                State::Command
            }
            (State::Data(receiver, mut transfer), false) => match transfer.count() {
                None => State::Data(receiver, transfer),
                Some(words) => {
                    let receiver = DummyDataReceiver::new_data(&receiver);
                    State::Unwanted(Refused { receiver, words })
                }
            },
            (State::Chunk(receiver, mut transfer), false) => match transfer.count() {
                None => State::Chunk(receiver, transfer),
                // How much of the chunk is left only its receiver knows.
                Some(words) => {
                    self.refuse(out, words);
                    return Next::Close;
                }
            },
            (State::Data(_, transfer) | State::Chunk(_, transfer), true) => {
                self.came(transfer, out);
                State::Command
            }
            (state, _) => state,
        };
        next
    }

    /// A message, or a chunk of it, is there.
    fn came(&mut self, mut transfer: Transfer, out: &mut Vec<u8>) {
        self.context.client_said(&format!("[{} bytes of a message]", transfer.draft.bytes.len()));
        if let Some(words) = transfer.count() {
            self.envelope = None;
            self.error(out, words);
        } else if transfer.is_last {
            self.submit(transfer.draft, out);
        } else if let Some(envelope) = &mut self.envelope {
            let size = transfer.draft.bytes.len();
            envelope.begun = Some((transfer.draft, transfer.place));
            self.say(out, &format!("250 2.0.0 CHUNK received OK, {size} octets"));
        }
    }

    /// Judges the whole message, and delivers it.
    fn submit(&mut self, draft: Draft, out: &mut Vec<u8>) {
        let Some(envelope) = self.envelope.take() else { return };
        let header = Header::read(&draft.bytes);
        let sender = header.author.as_ref().unwrap_or(&envelope.sender);
        if let Some(login) = &self.login {
            let now = self.context.now();
            let may = [&envelope.sender, sender].into_iter().try_for_each(|address| {
                self.context.world.directory().may_send(login, address, now)
            });
            if let Err(refusal) = may {
                let words = sender_refusal(refusal, &login.mailbox, sender);
                self.refuse(out, &words);
                return;
            }
        }
        match self.with_trace(draft, &envelope, &header) {
            Some((content, id)) if self.deliver(&envelope, &content) => {
                self.say(out, &format!("250 2.0.0 OK <{id}> [Hostname={BACK_END}]"));
            }
            _ => {
                self.refuse(out, "452 4.3.1 Insufficient system resources");
            }
        }
    }

    /// The message with the trace of its way in front (RFC 5321 §4.4), and the id that it has or is given
    /// here.
    fn with_trace(
        &self,
        mut draft: Draft,
        envelope: &Envelope,
        header: &Header,
    ) -> Option<(Arc<Content>, String)> {
        let id = self.context.id();
        let date = self.context.date().format("%a, %-d %b %Y %H:%M:%S +0000");
        let name = self.name();
        let peer = self.context.peer;
        let with = if self.is_encrypted { "ESMTPS" } else { "ESMTP" };
        let mut trace = format!(
            "Return-Path: {}\r\nReceived: from [{peer}] by {name} with {with} id {id}; {date}\r\n",
            envelope.sender
        );
        let id = header.message_id.clone().unwrap_or_else(|| {
            let id = format!("{id}@{BACK_END}");
            // Writing to a string does not fail.
            let _ = write!(trace, "Message-ID: <{id}>\r\n");
            id
        });
        draft.bytes.splice(..0, trace.bytes());
        draft.finish().ok().map(|content| (content, id))
    }

    /// Delivers to every recipient, and files a copy for the one who sent it.
    fn deliver(&self, envelope: &Envelope, content: &Arc<Content>) -> bool {
        let mail = &self.context.world.mail;
        let now = self.context.now();
        let is_delivered =
            envelope.recipients.iter().all(|mailbox| mail.deliver(mailbox, content, now));
        if let Some(login) = &self.login
            && self.encryption != Encryption::Relay
        {
            let copy = Message::new(Arc::clone(content), now).with_flags(vec!["\\Seen".to_owned()]);
            let mailbox = mail.mailbox(&login.mailbox);
            // A full folder is no reason to refuse what is delivered already.
            let _ = mailbox.change(|folders| folders.append(SENT_ITEMS, copy));
        }
        is_delivered
    }
}

/// A message that is refused, whose bytes come all the same.
pub(super) struct Refused {
    pub(super) receiver: DummyDataReceiver,
    words: &'static str,
}

/// What the header of a message tells.
#[derive(Default)]
struct Header {
    /// The address in `From`, which counts as the sender beside that of the envelope.
    author: Option<String>,
    /// `Message-ID`, which Exchange names in its reply.
    message_id: Option<String>,
}

impl Header {
    fn read(message: &[u8]) -> Self {
        let message = mail_parser::MessageParser::default().parse_headers(message);
        let Some(message) = message else { return Self::default() };
        let author = message.from().and_then(|from| from.first()?.address());
        let id = message.message_id().filter(|id| id.bytes().all(|byte| byte.is_ascii_graphic()));
        Self { author: author.map(ToOwned::to_owned), message_id: id.map(ToOwned::to_owned) }
    }
}
