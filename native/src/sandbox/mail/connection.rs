//! A connection to a mail server: carries the bytes of a dialogue, in clear or encrypted, and lets the
//! faults happen that a test asked for.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::sandbox::{World, faults::Effect};

use super::{Context, Dialogue, Door, Encryption, Next};

/// A handshake, and a client that takes what is sent, may take so long.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);
const WRITE_TIMEOUT: Duration = Duration::from_mins(1);

/// So long a connection lasts that is never answered.
const SILENCE: Duration = Duration::from_mins(10);

/// So much is read at once, and so much is gathered before it is written.
const READ_SIZE: usize = 4 * 1024;
const WRITE_SIZE: usize = 64 * 1024;

/// Serves a connection to its end. One that breaks is the business of the one who broke it.
pub(super) async fn serve(stream: TcpStream, door: Door, world: Arc<World>) {
    let Ok(peer) = stream.peer_addr() else { return };
    let service = door.protocol.service();
    let effects = world.faults.strike(service);
    let context = Context::new(Arc::clone(&world), service, peer.ip(), &effects);
    let connection = Connection {
        wire: Some(Wire::Plain(stream)),
        acceptor: world.certificates.under(&effects),
        input: Vec::new(),
        out: Vec::new(),
        latency: latency(&effects),
        left: bytes_left(&effects),
    };
    let _ = if effects.contains(&Effect::Silence) {
        connection.say_nothing().await
    } else {
        connection.converse(door.dialogue(context), door.encryption).await
    };
}

fn latency(effects: &[Effect]) -> Duration {
    let latencies = effects.iter().filter_map(|effect| match effect {
        Effect::Latency { milliseconds } => Some(Duration::from_millis(*milliseconds)),
        _ => None,
    });
    latencies.sum()
}

fn bytes_left(effects: &[Effect]) -> Option<u64> {
    let drops = effects.iter().filter_map(|effect| match effect {
        Effect::Drop { after_bytes } => Some(*after_bytes),
        _ => None,
    });
    drops.min()
}

struct Connection {
    /// Absent while a handshake has it.
    wire: Option<Wire>,
    acceptor: TlsAcceptor,
    input: Vec<u8>,
    out: Vec<u8>,
    latency: Duration,
    /// So many bytes more may be written.
    left: Option<u64>,
}

/// What woke a connection.
enum Event {
    Input,
    News,
    Silence,
}

impl Connection {
    /// Takes what comes and never answers.
    async fn say_nothing(mut self) -> io::Result<()> {
        let listening = async {
            while self.read().await? > 0 {
                self.input.clear();
            }
            io::Result::Ok(())
        };
        timeout(SILENCE, listening).await.unwrap_or(Ok(()))
    }

    async fn converse(
        mut self,
        mut dialogue: Box<dyn Dialogue>,
        encryption: Encryption,
    ) -> io::Result<()> {
        if encryption == Encryption::Implicit {
            self.handshake().await?;
        }
        let mut next = dialogue.greet(&mut self.out);
        loop {
            next = match next {
                Next::GoOn => {
                    let (taken, next) = dialogue.take(&self.input, &mut self.out);
                    self.input.drain(..taken);
                    if self.out.len() >= WRITE_SIZE {
                        self.write().await?;
                    }
                    next
                }
                Next::Listen => {
                    self.write().await?;
                    match self.wait(dialogue.as_mut()).await? {
                        Event::Input => Next::GoOn,
                        Event::News => {
                            dialogue.tell(&mut self.out);
                            Next::Listen
                        }
                        Event::Silence => {
                            dialogue.give_up(&mut self.out);
                            Next::Close
                        }
                    }
                }
                Next::Handshake => {
                    self.write().await?;
                    self.input.clear();
                    self.handshake().await?;
                    dialogue.encrypted();
                    Next::Listen
                }
                Next::Close => {
                    self.write().await?;
                    return self.close().await;
                }
            }
        }
    }

    /// Waits for input, for news or for the end of patience.
    async fn wait(&mut self, dialogue: &mut dyn Dialogue) -> io::Result<Event> {
        let patience = dialogue.patience();
        let news = async {
            match dialogue.news() {
                // The sender lasts as long as the mailbox.
                Some(news) => news.changed().await.is_ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            read = self.read() => match read? {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                _ => Ok(Event::Input),
            },
            _ = news => Ok(Event::News),
            () = sleep(patience) => Ok(Event::Silence),
        }
    }

    async fn read(&mut self) -> io::Result<usize> {
        if self.input.is_empty() {
            // A connection that waits holds no more than it needs to read.
            self.input.shrink_to(READ_SIZE);
        }
        self.input.reserve(READ_SIZE);
        match wire(&mut self.wire)? {
            Wire::Plain(stream) => stream.read_buf(&mut self.input).await,
            Wire::Encrypted(stream) => stream.read_buf(&mut self.input).await,
        }
    }

    /// Writes what was said, as late and as much of it as the faults let through.
    async fn write(&mut self) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        sleep(self.latency).await;
        let mut is_cut = false;
        if let Some(left) = &mut self.left {
            let most = usize::try_from(*left).unwrap_or(usize::MAX);
            is_cut = self.out.len() >= most;
            self.out.truncate(most);
            *left -= self.out.len() as u64;
        }
        let out = std::mem::take(&mut self.out);
        let writing = async {
            match wire(&mut self.wire)? {
                Wire::Plain(stream) => stream.write_all(&out).await,
                Wire::Encrypted(stream) => {
                    stream.write_all(&out).await?;
                    stream.flush().await
                }
            }
        };
        timeout(WRITE_TIMEOUT, writing).await??;
        if is_cut { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }

    async fn handshake(&mut self) -> io::Result<()> {
        let Some(Wire::Plain(stream)) = self.wire.take() else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let accepting = self.acceptor.accept(stream);
        let stream = timeout(HANDSHAKE_TIMEOUT, accepting).await??;
        self.wire = Some(Wire::Encrypted(Box::new(stream)));
        Ok(())
    }

    async fn close(&mut self) -> io::Result<()> {
        match wire(&mut self.wire)? {
            Wire::Plain(stream) => stream.shutdown().await,
            Wire::Encrypted(stream) => stream.shutdown().await,
        }
    }
}

fn wire(wire: &mut Option<Wire>) -> io::Result<&mut Wire> {
    wire.as_mut().ok_or_else(|| io::ErrorKind::NotConnected.into())
}

enum Wire {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}
