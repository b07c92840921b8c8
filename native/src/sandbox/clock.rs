//! The sandbox's own time: the system's, moved by whoever tests.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// Seconds since 1970.
pub(crate) type Time = i64;

/// How far the clock may be from the system's, in seconds: a century. So no time that is reckoned with
/// is out of range.
const FARTHEST: i64 = 100 * 365 * 24 * 60 * 60;

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

    /// Moves the clock by so many seconds, back where they are negative, to [`FARTHEST`] at the most.
    pub(crate) fn advance(&self, seconds: i64) {
        let ahead = self.ahead().saturating_add(seconds).clamp(-FARTHEST, FARTHEST);
        self.ahead.store(ahead, Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_within_a_century() {
        let clock = Clock::default();
        clock.advance(i64::MAX);
        clock.advance(i64::MAX);
        assert_eq!(clock.ahead(), FARTHEST);
        clock.advance(-60);
        assert_eq!(clock.ahead(), FARTHEST - 60);
        clock.advance(i64::MIN);
        assert_eq!(clock.ahead(), -FARTHEST);
    }
}
