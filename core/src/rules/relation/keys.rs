//! The shape of a table: keys that mean nothing, and an `oauth` that is no table.

use crate::{
    Finding, FormName, Kind, catalogue,
    form::{OAuthEntry, UnknownKeys},
    rules::{Notes, Problem, decimal, fields, shortened},
};

/// What is to be said of a key that stands beside the two forms. It is said of the form that is meant by
/// it, or else of the first.
pub(crate) fn beside(key: &str) -> Finding {
    let folded = key.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    let is_near = |form: FormName| strsim::osa_distance(&folded, form.as_str()) <= 2;
    let meant = if begins(&["outbound", "outgo", "send", "smtp"]) || is_near(FormName::Outgoing) {
        Some(FormName::Outgoing)
    } else if begins(&["imap", "inbound", "incom", "pop", "receiv"]) || is_near(FormName::Incoming)
    {
        Some(FormName::Incoming)
    } else {
        None
    };
    let problem = Problem::new(catalogue::UNKNOWN_KEY)
        .with("key", key)
        .with("meant", if meant.is_some() { "near" } else { "beside" })
        .with("near", meant.map(FormName::as_str).unwrap_or_default());
    problem.into_finding(meant.unwrap_or(FormName::Outgoing), shortened(key.to_owned()))
}

impl Notes {
    /// Says which keys mean nothing, judges the fields of the `oauth` table, and says when it is
    /// no table.
    pub(super) fn shape(&mut self, oauth: Option<&OAuthEntry<'_>>, unknown: &UnknownKeys) {
        self.unknown_keys(unknown, "");
        match oauth {
            Some(OAuthEntry::Form(form)) => {
                fields::oauth(form, self);
                self.unknown_keys(&form.unknown, "oauth.");
            }
            Some(OAuthEntry::Other(entry)) => {
                let problem = Problem::new(catalogue::WRONG_TYPE);
                self.add(
                    "oauth",
                    problem
                        .with("kind", entry.kind().as_str())
                        .with("expected", Kind::Table.as_str()),
                );
            }
            None => {}
        }
    }

    fn unknown_keys(&mut self, keys: &UnknownKeys, prefix: &str) {
        /// More of them help nobody.
        const MOST: usize = 20;
        for key in keys.0.iter().take(MOST) {
            let known = crate::FIELDS.iter().filter_map(|field| field.strip_prefix(prefix));
            let of_other_form = crate::FIELDS.contains(&&*format!("{prefix}{key}"));
            let near = known
                .filter(|field| !field.contains('.') && key.len() < 40)
                .min_by_key(|field| strsim::osa_distance(key, field))
                // In a short word two letters make another word.
                .filter(|field| strsim::osa_distance(key, field) <= 2.min(key.len() / 3));
            let meant = match near {
                _ if of_other_form => "other-form",
                Some(_) => "near",
                None => "unknown",
            };
            let problem =
                Problem::new(catalogue::UNKNOWN_KEY).with("key", key).with("meant", meant);
            self.add(
                shortened(format!("{prefix}{key}")),
                problem.with("near", near.unwrap_or_default()),
            );
        }
        if let Some(rest) = keys.0.len().checked_sub(MOST).filter(|rest| *rest > 0) {
            let problem = Problem::new(catalogue::UNKNOWN_KEY);
            self.add(
                format!("{prefix}…"),
                problem.with("key", &decimal(rest)).with("meant", "more"),
            );
        }
    }
}
