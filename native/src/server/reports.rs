//! What finished tests gave: the report, for whoever lost the stream, and the hand-off of a failure.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use mailvet_core::{hand_off::HandOff, report::Report};

/// The oldest goes when one more comes.
const KEPT: usize = 64;

/// What a test gave.
#[derive(Clone)]
pub(super) struct Finished {
    pub(super) report: Report,
    /// What is handed over to an administrator; nothing where the test did not fail.
    pub(super) hand_off: Option<HandOff>,
}

/// What the last tests gave, by their ids. It is kept in memory only.
#[derive(Default)]
pub(super) struct Reports(Mutex<VecDeque<(String, Finished)>>);

impl Reports {
    pub(super) fn keep(&self, id: String, finished: Finished) {
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if reports.len() == KEPT {
            reports.pop_front();
        }
        reports.push_back((id, finished));
    }

    pub(super) fn get(&self, id: &str) -> Option<Finished> {
        let reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reports.iter().find(|(known, _)| known == id).map(|(_, finished)| finished.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reports_are_kept() {
        let reports = Reports::default();
        for number in 0..=KEPT {
            let finished = Finished { report: Report::of(Vec::new()), hand_off: None };
            reports.keep(number.to_string(), finished);
        }
        assert!(reports.get("0").is_none());
        assert!(reports.get("1").is_some());
        assert!(reports.get(&KEPT.to_string()).is_some());
    }
}
