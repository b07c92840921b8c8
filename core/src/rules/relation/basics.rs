//! The basics of a form, which can be judged at every key stroke in a list of many: whether each value
//! can be what it is to be, and whether security suits the port and the token.
//!
//! All that is found here is found by the whole of the rules, too, in the same words.

use super::{View, is_missing};
use crate::{
    catalogue,
    rules::{Notes, Problem},
};

impl View<'_> {
    /// Judges what the rules of single fields leave.
    pub(super) fn basics(&self, notes: &mut Notes) {
        if !self.graph {
            self.judge_presence(notes);
            self.judge_mismatch(notes);
        }
        if self.oauth_is_on() {
            if is_missing(self.username) {
                notes.add("username", Problem::new(catalogue::USERNAME_MISSING));
            }
            self.without_tls(catalogue::OAUTH_WITHOUT_TLS, notes);
            self.oauth(notes);
        }
    }
}
