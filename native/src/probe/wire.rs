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

use futures_util::FutureExt;
use mailvet_core::{
    report::{Facts, Peer},
    settings::Host,
};
use rustls::ClientConfig;
use tokio::io::{
    AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf,
};
use tokio_rustls::client::TlsStream;
use zeroize::Zeroizing;

use super::{failure::Failure, recorder::Recorder, route::Stream, tls};

/// A connection may bring so many bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// An answer of so many lines is none.
pub(crate) const MOST_LINES: usize = 200;

/// A line of SMTP or POP, and an answer of IMAP with the literals in it, may be so long.
const LONGEST_LINE: usize = 8 * 1024;
const LONGEST_ANSWER: usize = 64 * 1024;

/// A connection to a mail server whose every byte is recorded.
pub(crate) struct Wire {
    stream: Layer,
    recorder: Recorder,
    received: usize,
}

enum Layer {
    Plain(Stream),
    Encrypted(Box<TlsStream<Tap>>),
}

impl Wire {
    pub(crate) fn new(stream: Stream, recorder: Recorder) -> Self {
        Self { stream: Layer::Plain(stream), recorder, received: 0 }
    }

    /// The address at this end.
    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Layer::Plain(stream) => stream.local_addr(),
            Layer::Encrypted(stream) => stream.get_ref().0.inner.local_addr(),
        }
    }

    /// Encrypts a plain connection.
    pub(crate) async fn encrypt(
        self,
        host: &Host,
        config: Arc<ClientConfig>,
    ) -> Result<(Self, Facts), Failure> {
        let Self { stream, recorder, received } = self;
        let Layer::Plain(stream) = stream else {
            return Err(Failure::new("The connection is encrypted already."));
        };
        let host = host.to_string();
        let encrypted = tls::encrypt(Tap::new(stream), &host, config, |tap| tap.first).await;
        let (stream, facts) = encrypted?;
        let stream = Layer::Encrypted(Box::new(stream));
        Ok((Self { stream, recorder, received }, facts))
    }
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
            Layer::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Layer::Encrypted(stream) => Pin::new(stream).poll_read(cx, buffer),
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
            Layer::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Layer::Encrypted(stream) => Pin::new(stream).poll_write(cx, bytes),
        })?;
        self.recorder.heard(Peer::Client, bytes.get(..written).unwrap_or_default());
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Layer::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Layer::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Layer::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Layer::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

/// The socket beneath TLS. It keeps the first bytes that came, so that a server which speaks
/// something else can be quoted.
struct Tap {
    inner: Stream,
    first: Vec<u8>,
}

impl Tap {
    const KEPT: usize = 200;

    fn new(inner: Stream) -> Self {
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

    /// Sends a line, whose end it adds. Nothing may be waiting, read or unread: an answer that comes
    /// before its question is none.
    pub(crate) async fn send(&mut self, line: &str) -> Result<(), Failure> {
        self.send_bytes(Zeroizing::new(format!("{line}\r\n")).as_bytes()).await
    }

    /// Sends bytes as they are, by the same rule.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.has_heard()? {
            return Err(Failure::out_of_turn());
        }
        let sent = async {
            self.wire.write_all(bytes).await?;
            self.wire.flush().await
        };
        sent.await.map_err(|error| Failure::of_io(&error))
    }

    /// Whether something is waiting, read or unread.
    pub(crate) fn has_heard(&mut self) -> Result<bool, Failure> {
        match self.wire.fill_buf().now_or_never() {
            None => Ok(false),
            Some(Ok([])) => Err(Failure::of_io(&io::ErrorKind::UnexpectedEof.into())),
            Some(Ok(_)) => Ok(true),
            Some(Err(error)) => Err(Failure::of_io(&error)),
        }
    }

    /// Reads a line, without its end.
    pub(crate) async fn line(&mut self) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        self.read_line(&mut bytes, LONGEST_LINE).await?;
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Reads a line of IMAP, without its end, and the literals in it (RFC 9051 §4.3). What a literal
    /// announces is looked at before anything is taken for it.
    pub(crate) async fn line_with_literals(&mut self) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        loop {
            self.read_line(&mut bytes, LONGEST_ANSWER).await?;
            let Some(size) = announced(&bytes) else { break };
            let room = LONGEST_ANSWER.saturating_sub(bytes.len());
            if size > room {
                let words =
                    format!("The server announces {size} bytes in the middle of an answer.");
                return Err(Failure::new(words));
            }
            let start = bytes.len();
            bytes.resize(start + size, 0);
            let literal = bytes.get_mut(start..).unwrap_or_default();
            self.wire.read_exact(literal).await.map_err(|error| Failure::of_io(&error))?;
        }
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn read_line(&mut self, bytes: &mut Vec<u8>, longest: usize) -> Result<(), Failure> {
        let room = longest.saturating_sub(bytes.len());
        let mut limited = (&mut self.wire).take(room as u64);
        let read = limited.read_until(b'\n', bytes).await;
        read.map_err(|error| Failure::of_io(&error))?;
        if bytes.ends_with(b"\n") {
            Ok(())
        } else if bytes.len() >= longest {
            Err(Failure::new("The server sent a line without an end."))
        } else {
            Err(Failure::of_io(&io::ErrorKind::UnexpectedEof.into()))
        }
    }

    /// Gives the wire back to be encrypted. A byte that waits then was sent in clear behind the
    /// answer, and ends the test.
    pub(crate) fn into_wire(mut self) -> Result<Wire, Failure> {
        if self.has_heard()? {
            let words = "The server, or somebody on the way, sent text in clear behind its answer to \
                         STARTTLS.";
            return Err(Failure::new(words).with("plaintext_injected", true));
        }
        Ok(self.wire.into_inner())
    }
}

/// The size of the literal that a line announces at its end: `{123}` or `{123+}`.
fn announced(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n"))?;
    let line = line.strip_suffix(b"}")?;
    let start = line.iter().rposition(|byte| *byte == b'{')? + 1;
    let digits = std::str::from_utf8(line.get(start..)?).ok()?;
    let digits = digits.strip_suffix('+').unwrap_or(digits);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A number that no machine can hold is larger than any room.
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_announced_at_the_end_of_a_line() {
        for (line, expected) in [
            (&b"* LIST () {3}\r\n"[..], Some(3)),
            (b"* LIST () {3+}\r\n", Some(3)),
            (b"{99999999999999999999999999}\r\n", Some(usize::MAX)),
            (b"{}\r\n", None),
            (b"{-1}\r\n", None),
            (b"{3} \r\n", None),
            (b"}\r\n", None),
        ] {
            assert_eq!(announced(line), expected, "{line:?}");
        }
    }
}
