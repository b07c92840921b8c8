//! The wire to a mail server: plain or encrypted, recorded, and bounded.
//!
//! The switch from plain to encrypted is made here and nowhere else. Whatever arrived in clear and
//! was not yet read when it is made ends the test (RFC 3207 §4.2; the flaws of *NO STARTTLS*,
//! USENIX Security 2021, all begin with such a byte).

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use mailvet_core::{
    report::{Facts, Peer},
    settings::Host,
};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{failure::Failure, recorder::Recorder, tls};

/// A connection may bring so many bytes, and a line of it so many.
const MOST_BYTES: usize = 1024 * 1024;
const LONGEST_LINE: u64 = 64 * 1024;

/// A connection to a mail server whose every byte is recorded.
pub(crate) struct Wire {
    stream: Stream,
    recorder: Recorder,
    received: usize,
}

enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<Tap>>),
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, recorder: Recorder) -> Self {
        Self { stream: Stream::Plain(stream), recorder, received: 0 }
    }

    /// The address at this end.
    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Stream::Plain(stream) => stream.local_addr(),
            Stream::Encrypted(stream) => stream.get_ref().0.inner.local_addr(),
        }
    }

    /// Encrypts a plain connection.
    pub(crate) async fn encrypt(
        self,
        host: &Host,
        config: Arc<ClientConfig>,
    ) -> Result<(Self, Facts), Failure> {
        let Self { stream, recorder, received } = self;
        let Stream::Plain(stream) = stream else {
            return Err(Failure::new("The connection is encrypted already."));
        };
        let mut early = [0; 1];
        if matches!(stream.try_read(&mut early), Ok(read) if read > 0) {
            return Err(injected());
        }
        let name = ServerName::try_from(host.to_string())
            .map_err(|_| Failure::new(format!("No certificate can be for the name {host}.")))?;
        let connecting = TlsConnector::from(config).connect(name, Tap::new(stream));
        match connecting.into_fallible().await {
            Ok(stream) => {
                let facts = tls::facts(stream.get_ref().1);
                let stream = Stream::Encrypted(Box::new(stream));
                Ok((Self { stream, recorder, received }, facts))
            }
            Err((error, tap)) => {
                let mut failure = tls::failure(&error, &tap.first);
                for fact in failure.facts.values_mut() {
                    if let mailvet_core::report::Fact::Text(text) = fact {
                        *text = recorder.clean(text);
                    }
                }
                Err(failure)
            }
        }
    }
}

fn injected() -> Failure {
    Failure::new(
        "The server, or somebody on the way, sent text in clear behind its answer to STARTTLS.",
    )
    .with("plaintext_injected", true)
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Stream::Encrypted(stream) => Pin::new(stream).poll_read(cx, buffer),
        })?;
        let heard = buffer.filled().get(before..).unwrap_or_default();
        self.recorder.heard(Peer::Server, heard);
        self.received += buffer.filled().len() - before;
        if self.received > MOST_BYTES {
            return Poll::Ready(Err(io::Error::other("The server sent more than a megabyte.")));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Encrypted(stream) => Pin::new(stream).poll_write(cx, bytes),
        })?;
        self.recorder.heard(Peer::Client, bytes.get(..written).unwrap_or_default());
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

/// The socket beneath TLS. It keeps the first bytes that came, so that a server which speaks
/// something else can be quoted.
struct Tap {
    inner: TcpStream,
    first: Vec<u8>,
}

impl Tap {
    const KEPT: usize = 200;

    fn new(inner: TcpStream) -> Self {
        Self { inner, first: Vec::new() }
    }
}

impl AsyncRead for Tap {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        let room = Self::KEPT.saturating_sub(self.first.len());
        let heard = buffer.filled().get(before..).unwrap_or_default();
        self.first.extend(heard.iter().take(room));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Tap {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// A conversation in lines over a wire.
pub(crate) struct Lines {
    wire: BufReader<Wire>,
}

impl Lines {
    pub(crate) fn new(wire: Wire) -> Self {
        Self { wire: BufReader::new(wire) }
    }

    /// The wire beneath.
    pub(crate) fn wire(&self) -> &Wire {
        self.wire.get_ref()
    }

    /// Sends a line, whose end it adds. Nothing may be waiting: an answer that comes before its
    /// question is none.
    pub(crate) async fn send(&mut self, line: &str) -> Result<(), Failure> {
        if !self.wire.buffer().is_empty() {
            return Err(Failure::new("The server spoke out of turn.").with("out_of_turn", true));
        }
        let line = format!("{line}\r\n");
        let sent = async {
            self.wire.write_all(line.as_bytes()).await?;
            self.wire.flush().await
        };
        sent.await.map_err(|error| Failure::of_io(&error))
    }

    /// Reads a line, without its end.
    pub(crate) async fn line(&mut self) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.wire).take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut bytes).await;
        read.map_err(|error| Failure::of_io(&error))?;
        if !bytes.ends_with(b"\n") {
            return Err(if bytes.len() as u64 == LONGEST_LINE {
                Failure::new("The server sent a line without an end.")
            } else {
                Failure::of_io(&io::ErrorKind::UnexpectedEof.into())
            });
        }
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Gives the wire back, to switch or to hand it on. Bytes that nobody read end the test.
    pub(crate) fn into_wire(self) -> Result<Wire, Failure> {
        if self.wire.buffer().is_empty() { Ok(self.wire.into_inner()) } else { Err(injected()) }
    }
}
