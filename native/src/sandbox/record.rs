//! What clients did, so that a test can assert on it: never a secret of theirs.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::Serialize;

use super::{clock::Time, faults::Service};

/// Of more events the oldest are forgotten.
const MOST_EVENTS: usize = 10_000;

/// Something that a client did, or was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When, in seconds since 1970 by the sandbox's clock.
    pub at: Time,
    /// At which service.
    pub service: Service,
    /// The number of the connection or request, the same for all that was said in it.
    pub session: u64,
    /// Who said it.
    pub from: Party,
    /// What was said: a line without its end, or a request in short. Secrets read `[hidden]`.
    pub line: String,
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// The one who tests.
    Client,
    /// The sandbox.
    Server,
}

/// The events, in order.
#[derive(Debug, Default)]
pub(crate) struct Record {
    events: Mutex<VecDeque<Event>>,
    sessions: AtomicU64,
}

impl Record {
    /// A number for a connection or a request that begins.
    pub(crate) fn next_session(&self) -> u64 {
        self.sessions.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes what was said. Whoever calls this has hidden the secrets in it.
    pub(crate) fn note(&self, event: Event) {
        let mut events = self.events();
        if events.len() == MOST_EVENTS {
            events.pop_front();
        }
        events.push_back(event);
    }

    /// All that was said.
    pub(crate) fn all(&self) -> Vec<Event> {
        self.events().iter().cloned().collect()
    }

    /// Forgets all that was said.
    pub(crate) fn clear(&self) {
        self.events().clear();
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
