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
        .with_static("meant", if meant.is_some() { "near" } else { "beside" })
        .with_static("near", meant.map(FormName::as_str).unwrap_or_default());
    problem.into_finding(meant.unwrap_or(FormName::Outgoing), shortened(key.to_owned()))
}

/// What other programs call a key, where it is no slip of ours.
const NAMES: [(&str, &str); 9] = [
    ("authority", "authority_url"),
    ("encryption", "security"),
    ("from", "sender"),
    ("host", "server"),
    ("hostname", "server"),
    ("pass", "password"),
    ("secret", "client_secret"),
    ("token_url", "authority_url"),
    ("user", "username"),
];

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
                        .with_static("kind", entry.kind().as_str())
                        .with_static("expected", Kind::Table.as_str()),
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
            let is_known = |key: &str| crate::FIELDS.contains(&&*format!("{prefix}{key}"));
            let of_other_form = is_known(key);
            let theirs = NAMES.iter().find(|(theirs, ours)| theirs == key && is_known(ours));
            let near = known
                .filter(|field| !field.contains('.') && key.len() < 40)
                .min_by_key(|field| strsim::osa_distance(key, field))
                // In a short word two letters make another word.
                .filter(|field| strsim::osa_distance(key, field) <= 2.min(key.len() / 3))
                .or(theirs.map(|(_, ours)| *ours));
            let meant = match near {
                _ if of_other_form => "other-form",
                Some(_) => "near",
                None => "unknown",
            };
            let problem =
                Problem::new(catalogue::UNKNOWN_KEY).with("key", key).with("meant", meant);
            self.add(
                shortened(format!("{prefix}{key}")),
                problem.with_static("near", near.unwrap_or_default()),
            );
        }
        if let Some(rest) = keys.0.len().checked_sub(MOST).filter(|rest| *rest > 0) {
            let problem = Problem::new(catalogue::UNKNOWN_KEY);
            self.add(
                format!("{prefix}…"),
                problem.with("key", &decimal(rest)).with_static("meant", "more"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, OutgoingForm, check_outgoing};

    /// What the help asks of an unknown key.
    fn near(finding: &Finding) -> &str {
        let mut params = finding.params.0.iter();
        params.find(|(name, _)| *name == "near").map_or("", |(_, near)| near)
    }

    #[test]
    fn what_is_meant_by_a_key() {
        for (key, oauth, expected) in [
            ("replyto", false, "reply_to"),
            ("sever", false, "server"),
            ("prot", false, "port"),
            ("host", false, "server"),
            ("user", false, "username"),
            ("encryption", false, "security"),
            ("hst", false, ""),
            ("secret", false, ""),
            ("secret", true, "client_secret"),
            ("clientId", true, "client_id"),
            ("token_url", true, "authority_url"),
            ("user", true, ""),
        ] {
            let value = serde_json::json!({ key: "x" });
            let form = if oauth { serde_json::json!({ "oauth": value }) } else { value };
            let form: OutgoingForm<'_> = serde::Deserialize::deserialize(form).expect("a form");
            let findings = check_outgoing(&form, &Context::default()).findings;
            let unknown = findings.iter().find(|finding| finding.code == "unknown-key");
            assert_eq!(near(unknown.expect(key)), expected, "{key}");
        }
    }

    #[test]
    fn what_is_meant_by_a_key_beside_the_forms() {
        for (key, expected) in [
            ("smtp", "outgoing"),
            ("Outbound", "outgoing"),
            ("outging", "outgoing"),
            ("imap", "incoming"),
            ("pop3", "incoming"),
            ("incomming", "incoming"),
            ("server", ""),
            ("info", ""),
        ] {
            assert_eq!(near(&beside(key)), expected, "{key}");
        }
    }
}
