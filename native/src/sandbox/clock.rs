//! The sandbox's own time: the system's, moved by whoever tests.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// Seconds since 1970.
pub(crate) type Time = i64;

/// A clock that can be moved, so that a test need not wait for a secret to expire.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: AtomicI64,
    propagation: AtomicI64,
}

impl Clock {
    /// Now, in the sandbox.
    pub(crate) fn now(&self) -> Time {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        i64::try_from(real).unwrap_or(i64::MAX).saturating_add(self.ahead())
    }

    /// How many seconds this clock is ahead of the system's.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// As it was at the start.
    pub(crate) fn reset(&self) {
        self.ahead.store(0, Ordering::Relaxed);
        self.propagation.store(0, Ordering::Relaxed);
    }

    /// Moves the clock by so many seconds, back where they are negative.
    pub(crate) fn advance(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    /// When a change that is made now counts: Microsoft's services learn of it only after a while.
    pub(crate) fn propagated(&self) -> Time {
        self.now().saturating_add(self.propagation.load(Ordering::Relaxed))
    }

    /// How many seconds that takes; none, unless a test wants it.
    pub(crate) fn set_propagation(&self, seconds: i64) {
        self.propagation.store(seconds, Ordering::Relaxed);
    }
}
