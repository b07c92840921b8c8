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

    /// Moves the clock by so many seconds, back where they are negative.
    pub(crate) fn advance(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }
}
