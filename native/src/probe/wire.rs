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
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf};
use tokio_rustls::client::TlsStream;
use zeroize::Zeroizing;

use super::{failure::Failure, recorder::Recorder, route::Stream, speech, tls};

/// A connection may bring so many bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// An answer of so many lines is none.
pub(crate) const MOST_LINES: usize = 200;

/// A line of SMTP or POP, and an answer of IMAP with the literals in it, may be so long.
const LONGEST_LINE: usize = 8 * 1024;
const LONGEST_ANSWER: usize = 64 * 1024;

/// A connection to a mail server. It records what the client sends; what the server sends is recorded
/// by [`Lines`] as it is read, so that an answer stands in the stage that it is an answer to.
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
    recorder: Recorder,
    /// The server has said its first line, and it was no TLS.
    is_greeted: bool,
}

impl Lines {
    pub(crate) fn new(wire: Wire, recorder: Recorder) -> Self {
        Self { wire: BufReader::new(wire), recorder, is_greeted: false }
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
            self.record_waiting();
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
            let end = bytes.len() + size;
            while bytes.len() < end {
                let room = end - bytes.len();
                self.read_some(&mut bytes, room, |_| None).await?;
            }
        }
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Reads to the end of a line, or to what could be none in clear.
    async fn read_line(&mut self, bytes: &mut Vec<u8>, longest: usize) -> Result<(), Failure> {
        let ends_line = |waiting: &[u8]| waiting.iter().position(|byte| *byte == b'\n');
        while !bytes.ends_with(b"\n") {
            let room = longest.saturating_sub(bytes.len());
            if room == 0 {
                return Err(Failure::new("The server sent a line without an end."));
            }
            let read = self.read_some(bytes, room, ends_line).await;
            if !self.is_greeted && speech::is_tls(bytes) {
                return Err(speech::tls_in_place_of_clear());
            }
            read?;
        }
        self.is_greeted = true;
        Ok(())
    }

    /// Takes what waits, or waits for it: at most so much, and nothing behind the place that `end`
    /// finds. It is recorded here, so that nothing is lost when somebody stops waiting.
    async fn read_some(
        &mut self,
        bytes: &mut Vec<u8>,
        room: usize,
        end: impl Fn(&[u8]) -> Option<usize>,
    ) -> Result<(), Failure> {
        let waiting = self.wire.fill_buf().await.map_err(|error| Failure::of_io(&error))?;
        if waiting.is_empty() {
            return Err(Failure::of_io(&io::ErrorKind::UnexpectedEof.into()));
        }
        let length = end(waiting).map_or(waiting.len(), |end| end + 1).min(room);
        let taken = waiting.get(..length).unwrap_or_default();
        bytes.extend_from_slice(taken);
        self.recorder.heard(Peer::Server, taken);
        self.wire.consume(length);
        Ok(())
    }

    /// Records what was not read and never will be.
    fn record_waiting(&mut self) {
        let waiting = self.wire.buffer();
        self.recorder.heard(Peer::Server, waiting);
        let length = waiting.len();
        self.wire.consume(length);
    }

    /// Gives the wire back to be encrypted. A byte that waits then was sent in clear behind the
    /// answer, and ends the test.
    pub(crate) fn into_wire(mut self) -> Result<Wire, Failure> {
        if self.has_heard()? {
            self.record_waiting();
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
