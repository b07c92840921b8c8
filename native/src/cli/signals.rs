//! The wish of the user or of the system that a command comes to its end.

use std::io;

use tokio::signal;

/// Who wants the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// The user, by Ctrl-C.
    Interrupted,
    /// The system, by SIGTERM.
    Terminated,
}

/// Listens from now on, also before anybody waits for what this gives.
#[cfg(unix)]
pub(super) fn listen() -> io::Result<impl Future<Output = Wish>> {
    use signal::unix::{SignalKind, signal};

    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => Wish::Interrupted,
            _ = terminated.recv() => Wish::Terminated,
        }
    })
}

/// Listens from now on, also before anybody waits for what this gives.
#[cfg(windows)]
pub(super) fn listen() -> io::Result<impl Future<Output = Wish>> {
    let mut interrupted = signal::windows::ctrl_c()?;
    let mut terminated = signal::windows::ctrl_close()?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => Wish::Interrupted,
            _ = terminated.recv() => Wish::Terminated,
        }
    })
}
