//! A connection that was made, straight or through a proxy.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A connection to a server.
pub(crate) enum Stream {
    /// TCP, be it to the server or, past its handshake, to a SOCKS proxy.
    Tcp(TcpStream),
    /// A tunnel through an HTTP proxy.
    Tunnel {
        /// What the tunnel carries.
        inner: Box<dyn Carrier>,
        /// The address at this end.
        local: SocketAddr,
    },
}

/// What bytes are read from and written to.
pub(crate) trait Carrier: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Carrier for T {}

impl Stream {
    /// The address at this end.
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(stream) => stream.local_addr(),
            Self::Tunnel { local, .. } => Ok(*local),
        }
    }

    /// Acknowledges what came at once. Linux would wait up to 40 ms for something to send along, and so
    /// long a server with Nagle's algorithm (RFC 896) holds its next words back: behind the session
    /// tickets that OpenSSL sends after a handshake, that is the greeting. The system forgets this again,
    /// so it is said anew with everything that comes.
    #[cfg(target_os = "linux")]
    fn acknowledge(&self) {
        if let Self::Tcp(stream) = self {
            let _ = rustix::net::sockopt::set_tcp_quickack(stream, true);
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn acknowledge(&self) {}

    fn carrier(self: Pin<&mut Self>) -> Pin<&mut dyn Carrier> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream),
            Self::Tunnel { inner, .. } => Pin::new(inner),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        ready!(Pin::new(&mut *stream).carrier().poll_read(cx, buffer))?;
        stream.acknowledge();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.carrier().poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.carrier().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.carrier().poll_shutdown(cx)
    }
}
