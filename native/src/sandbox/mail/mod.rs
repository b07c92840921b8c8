//! The mail servers: SMTP, IMAP and POP in the words of Exchange Online.
//!
//! Each protocol is a [`Dialogue`], a state machine that takes bytes and gives bytes and is tested
//! without a socket. A `connection` carries the bytes, and does what all protocols have alike: TLS,
//! time-outs, and the faults that a test asks for.

mod connection;
mod context;
mod imap;
mod keeper;
mod pop;
mod sasl;
mod smtp;
mod store;
#[cfg(test)]
mod talk;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{Listener, World, faults::Service, tenant::Protocol};
use context::Context;
pub(crate) use store::Store;

/// So many connections may be open at a door; others wait to be taken.
const MOST_CONNECTIONS: usize = 4_096;

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

/// Serves a door until the task is dropped, and with it every connection.
pub(crate) async fn serve(listener: Listener, door: Door, world: Arc<World>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let stream = listener.accept().await;
        let world = Arc::clone(&world);
        connections.spawn(async move {
            connection::serve(stream, door, world).await;
            drop(place);
        });
    }
}

impl Protocol {
    fn service(self) -> Service {
        match self {
            Self::Smtp => Service::Smtp,
            Self::Imap => Service::Imap,
            Self::Pop => Service::Pop,
        }
    }
}

impl Door {
    /// The server's part in a conversation that begins here.
    fn dialogue(self, context: Context) -> Box<dyn Dialogue> {
        match self.protocol {
            Protocol::Smtp => Box::new(smtp::Smtp::new(context, self.encryption)),
            Protocol::Imap => Box::new(imap::Imap::new(context, self.encryption)),
            Protocol::Pop => Box::new(pop::Pop::new(context, self.encryption)),
        }
    }
}

/// The server's part in a conversation.
///
/// [`greet`](Self::greet) comes first, then [`take`](Self::take) whenever there is input. Input that
/// was not taken is offered again with more behind it; a dialogue takes or refuses it before it grows
/// without bounds.
trait Dialogue: Send {
    /// What is said before anything was heard.
    fn greet(&mut self, out: &mut Vec<u8>) -> Next;

    /// Takes from the front of the input as much as can be answered at once; gives how much that was.
    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next);

    /// The handshake that was asked for is done.
    fn encrypted(&mut self);

    /// How long the client may be silent.
    fn patience(&self) -> Duration;

    /// What is said when it was silent for longer.
    fn give_up(&mut self, out: &mut Vec<u8>);

    /// The news that the client waits for, if it does.
    fn news(&mut self) -> Option<&mut watch::Receiver<()>> {
        None
    }

    /// Tells the news.
    fn tell(&mut self, _out: &mut Vec<u8>) {}
}

/// What a dialogue wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// To go on with the rest of the input, or without any.
    GoOn,
    /// More input.
    Listen,
    /// The handshake of TLS. Input that was not taken is forgotten: it came in clear.
    Handshake,
    /// The end.
    Close,
}
