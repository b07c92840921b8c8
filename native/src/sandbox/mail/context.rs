//! What every conversation with a mail server knows: the world behind it, the names that the server
//! goes by, and the record of what is said.

use std::{fmt::Write as _, net::IpAddr, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};

use crate::sandbox::{
    Proof, World,
    clock::Time,
    faults::{Effect, Service},
    record::{Event, Party},
    tenant::{Protocol, Refusal, Session},
};

use super::sasl::Credentials;

/// The names of the server: what a client connects to, and what diagnostics call it.
pub(super) const FRONT_END: &str = "FR0P281CA0042.outlook.office365.com";
pub(super) const BACK_END: &str = "FR0P281CA0042.DEUP281.PROD.OUTLOOK.COM";

/// So much of a line is recorded.
const LONGEST_NOTE: usize = 400;

/// What stands for a secret in the record.
pub(super) const HIDDEN: &str = "[hidden]";

/// One conversation's view of the sandbox.
pub(super) struct Context {
    pub(super) world: Arc<World>,
    pub(super) peer: IpAddr,
    /// Whether STARTTLS is offered where it belongs.
    pub(super) offers_starttls: bool,
    /// Whether a firewall on the way reads along.
    pub(super) is_inspected: bool,
    /// What refuses every login.
    refusal: Option<Refusal>,
    service: Service,
    session: u64,
}

impl Context {
    /// The context of a connection that begins, with the faults that hit it.
    pub(super) fn new(
        world: Arc<World>,
        service: Service,
        peer: IpAddr,
        hit_by: &[Effect],
    ) -> Self {
        let refusal = hit_by.iter().find_map(|effect| match effect {
            Effect::Throttle { .. } => Some(Refusal::Throttled),
            Effect::Unavailable => Some(Refusal::Unavailable),
            _ => None,
        });
        let session = world.record.next_session();
        // A client of IPv4 at a socket of IPv6 is one of IPv4.
        let peer = peer.to_canonical();
        let is_inspected = hit_by.contains(&Effect::Inspection);
        let offers_starttls = !is_inspected && !hit_by.contains(&Effect::NoStartTls);
        Self { world, peer, offers_starttls, is_inspected, refusal, service, session }
    }

    /// Now, by the sandbox's clock.
    pub(super) fn now(&self) -> Time {
        self.world.clock.now()
    }

    /// Now, as a date with its time.
    pub(super) fn date(&self) -> DateTime<Utc> {
        date(self.now())
    }

    /// Whether the service as a whole is not available.
    pub(super) fn is_unavailable(&self) -> bool {
        self.refusal == Some(Refusal::Unavailable)
    }

    /// Judges a login by token.
    pub(super) fn admit_token(
        &self,
        protocol: Protocol,
        credentials: &Credentials,
    ) -> Result<Session, Refusal> {
        self.admit(protocol, &credentials.username, Proof::Token(credentials.secret.expose()))
    }

    /// Judges a login by password.
    pub(super) fn admit_password(
        &self,
        protocol: Protocol,
        credentials: &Credentials,
    ) -> Result<Session, Refusal> {
        self.admit(protocol, &credentials.username, Proof::Password(credentials.secret.expose()))
    }

    fn admit(&self, protocol: Protocol, user: &str, proof: Proof<'_>) -> Result<Session, Refusal> {
        match self.refusal {
            Some(refusal) => Err(refusal),
            None => self.world.admit(protocol, user, proof),
        }
    }

    /// Records a line of the client's, with its secrets hidden.
    pub(super) fn client_said(&self, line: &str) {
        self.note(Party::Client, line);
    }

    /// Records a line of the server's.
    pub(super) fn server_said(&self, line: &str) {
        self.note(Party::Server, line);
    }

    fn note(&self, from: Party, line: &str) {
        let line = match line.char_indices().nth(LONGEST_NOTE) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line.to_owned(),
        };
        let event =
            Event { at: self.now(), service: self.service, session: self.session, from, line };
        self.world.record.note(event);
    }

    /// What Exchange puts behind a refusal: the server, the time, and an id of the conversation.
    pub(super) fn diagnostics(&self) -> String {
        let time = self.date().format("%Y-%m-%dT%H:%M:%S%.3fZ");
        format!("[{BACK_END} {time} {}]", self.id())
    }

    /// An id of 16 hexadecimal digits.
    pub(super) fn id(&self) -> String {
        let mut id = String::from("08DE");
        for byte in self.world.random.bytes().iter().take(6) {
            // Writing to a string does not fail.
            let _ = write!(id, "{byte:02X}");
        }
        id
    }
}

/// A time of the sandbox's clock as a date.
pub(super) fn date(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp(time, 0).unwrap_or_default()
}

/// The name of the back end as the greetings of IMAP and POP carry it: UTF-16 in base64.
pub(super) fn encoded_back_end() -> String {
    let bytes: Vec<u8> = BACK_END.encode_utf16().flat_map(u16::to_le_bytes).collect();
    STANDARD.encode(bytes)
}
