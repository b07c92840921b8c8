//! The reports of finished tests, for whoever lost the stream.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use mailvet_core::report::Report;

/// The oldest goes when one more comes.
const KEPT: usize = 64;

/// The last reports, by the id of their test. They are kept in memory only.
#[derive(Default)]
pub(super) struct Reports(Mutex<VecDeque<(String, Report)>>);

impl Reports {
    pub(super) fn keep(&self, id: String, report: Report) {
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if reports.len() == KEPT {
            reports.pop_front();
        }
        reports.push_back((id, report));
    }

    pub(super) fn get(&self, id: &str) -> Option<Report> {
        let reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reports.iter().find(|(known, _)| known == id).map(|(_, report)| report.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reports_are_kept() {
        let reports = Reports::default();
        for number in 0..=KEPT {
            reports.keep(number.to_string(), Report::of(Vec::new()));
        }
        assert!(reports.get("0").is_none());
        assert!(reports.get("1").is_some());
        assert!(reports.get(&KEPT.to_string()).is_some());
    }
}
