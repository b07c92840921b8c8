//! What the rules say shows no secret of the form, wherever it was pasted.

use std::borrow::Cow;

use super::{fields, shortened, text};
use crate::{
    Entry, Finding, Fix, FormName, IncomingForm, OAuthEntry, OutgoingForm, Secret, SecretEntry,
    find::{contains, replace},
};

/// What is shorter stands in many words.
const SHORTEST: usize = 4;

/// Takes the secrets of the forms out of what the rules quote: one that was pasted into a second field
/// is told about there, not shown. An edit that holds one is dropped. Only then what is quoted is cut
/// to a length that can be read, or the beginning of a secret would be left.
pub(crate) fn hide(
    findings: &mut [Finding],
    outgoing: Option<&OutgoingForm<'_>>,
    incoming: Option<&IncomingForm<'_>>,
) {
    if !findings.iter().any(quotes) {
        return;
    }
    let of_outgoing = outgoing.into_iter().flat_map(OutgoingForm::secrets);
    let of_incoming = incoming.into_iter().flat_map(IncomingForm::secrets);
    for entry in of_outgoing.chain(of_incoming) {
        if let SecretEntry::Typed(secret) = entry {
            hide_one(findings, secret, outgoing, incoming);
        }
    }
    for (_, value) in findings.iter_mut().flat_map(|finding| &mut finding.params.0) {
        if let Cow::Owned(text) = value {
            *value = shortened(std::mem::take(text)).into();
        }
    }
}

/// Whether a finding holds any text that may come from the form.
fn quotes(finding: &Finding) -> bool {
    let is_owned = |text: &Cow<'static, str>| matches!(text, Cow::Owned(_));
    finding.fix.is_some()
        || is_owned(&finding.field)
        || finding.params.0.iter().any(|(_, value)| is_owned(value))
}

fn hide_one(
    findings: &mut [Finding],
    secret: &Secret,
    outgoing: Option<&OutgoingForm<'_>>,
    incoming: Option<&IncomingForm<'_>>,
) {
    let secret = text::clean(secret.expose());
    let secret = secret.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    if secret.len() < SHORTEST {
        return;
    }
    let pasted = Pasted::find(secret, findings, outgoing, incoming);
    let hidden = |text: &str| contains(text, secret).then(|| replace(text, secret, "[redacted]"));
    for finding in findings.iter_mut() {
        let mut pasted = pasted.iter();
        let whole =
            pasted.find(|(form, field, _)| *form == finding.form && *field == finding.field);
        let whole = whole.map(|(.., whole)| whole.as_str());
        for (_, value) in &mut finding.params.0 {
            if whole.is_some_and(|whole| !value.is_empty() && contains(whole, &folded(value))) {
                *value = "[redacted]".into();
            } else if let Some(rest) = hidden(value) {
                *value = rest.into();
            }
        }
        // The names of the fields are nobody's secret, unless somebody made one up.
        if let Cow::Owned(field) = &finding.field
            && let Some(rest) = hidden(field)
        {
            finding.field = rest.into();
        }
        let holds = |fix: &Fix| fix.edits.iter().any(|edit| contains(&edit.value, secret));
        if whole.is_some() || finding.fix.as_ref().is_some_and(holds) {
            finding.fix = None;
        }
    }
}

/// The fields with findings that a secret was pasted into. There a rule may quote a piece of it, or write
/// it another way, so that nothing of the field is shown.
struct Pasted<'a> {
    secret: &'a str,
    /// How many letters and digits it has.
    signs: usize,
    findings: &'a [Finding],
    form: FormName,
    fields: Vec<(FormName, &'static str, String)>,
}

impl<'a> Pasted<'a> {
    fn find(
        secret: &'a str,
        findings: &'a [Finding],
        outgoing: Option<&OutgoingForm<'_>>,
        incoming: Option<&IncomingForm<'_>>,
    ) -> Vec<(FormName, &'static str, String)> {
        let form = FormName::Outgoing;
        let signs = signs(secret).count();
        let mut found = Self { secret, signs, findings, form, fields: Vec::new() };
        if let Some(form) = outgoing {
            fields::outgoing(form, &mut found);
            found.oauth(form.oauth.as_ref());
        }
        found.form = FormName::Incoming;
        if let Some(form) = incoming {
            fields::incoming(form, &mut found);
            found.oauth(form.oauth.as_ref());
        }
        found.fields
    }

    fn oauth(&mut self, oauth: Option<&OAuthEntry<'_>>) {
        if let Some(OAuthEntry::Form(form)) = oauth {
            fields::oauth(form, self);
        }
    }
}

impl fields::Fields for Pasted<'_> {
    fn field(&mut self, name: &'static str, entry: Option<&Entry<'_>>, _: &[fields::FieldRule]) {
        let Some(Entry::Text(typed) | Entry::Number(typed)) = entry else { return };
        let is_told = |finding: &Finding| finding.form == self.form && finding.field == name;
        if typed.len() < self.signs || !self.findings.iter().any(is_told) {
            return;
        }
        let (whole, secret) = (folded(typed), folded(self.secret));
        let is_pasted =
            contains(typed, self.secret) || secret.len() > SHORTEST && contains(&whole, &secret);
        if is_pasted {
            self.fields.push((self.form, name, whole));
        }
    }
}

/// The letters and digits of a text in one case, by which it is known however it is written; those outside
/// ASCII have too many ways to be.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(signs(text).map(|sign| char::from(sign.to_ascii_lowercase())));
    folded
}

fn signs(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use crate::{Context, IncomingForm, OutgoingForm, check_outgoing, check_settings};

    #[test]
    fn a_secret_in_a_second_field_is_not_quoted() {
        let form = OutgoingForm {
            server: Some("hunter2 hunter2.example/x".into()),
            reply_to: Some("hunter2".into()),
            security: Some("hunter2".into()),
            password: Some("hunter2".into()),
            ..OutgoingForm::default()
        };
        let findings = check_outgoing(&form, &Context::default()).findings;
        assert!(findings.len() >= 3, "{findings:?}");
        let told = serde_json::to_string(&findings).expect("JSON");
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn no_piece_of_a_secret_is_quoted_where_it_was_pasted() {
        for (secret, pieces) in [
            ("alpha7/bravo8", ["alpha7", "bravo8"]),
            ("https://alpha7.example/bravo8", ["alpha7", "bravo8"]),
            ("Alpha7.Example.COM/Bravo8", ["alpha7", "bravo8"]),
            ("alpha7@bravo8", ["alpha7", "bravo8"]),
            ("{alpha7} bravo8", ["alpha7", "bravo8"]),
            ("mailto:alpha7@bravo8.example", ["alpha7", "bravo8"]),
            ("alpha7\u{200b}bravo8", ["alpha7", "bravo8"]),
            ("alpha7 bravo8", ["alpha7", "bravo8"]),
        ] {
            for field in ["server", "reply_to", "username", "sender", "mailbox", "security"] {
                let form = serde_json::json!({ "password": secret, field: secret });
                let form: OutgoingForm<'_> = serde::Deserialize::deserialize(form).expect("a form");
                let findings = check_outgoing(&form, &Context::default()).findings;
                let told = serde_json::to_string(&findings).expect("JSON").to_lowercase();
                for piece in pieces {
                    assert!(!told.contains(piece), "{field} = {secret:?}: {told}");
                }
            }
        }
    }

    #[test]
    fn the_name_of_a_field_is_no_secret() {
        let form = OutgoingForm {
            server: Some("https://a.example.com".into()),
            password: Some("server".into()),
            ..OutgoingForm::default()
        };
        let findings = check_outgoing(&form, &Context::default()).findings;
        assert!(findings.iter().any(|finding| finding.field == "server"), "{findings:?}");
    }

    #[test]
    fn a_secret_is_hidden_before_what_is_quoted_is_cut() {
        let password = "Tr0ub4dor&3xyz";
        let form = OutgoingForm {
            server: Some(format!("{}{password}", "x".repeat(292)).into()),
            password: Some(password.into()),
            ..OutgoingForm::default()
        };
        let findings = check_outgoing(&form, &Context::default()).findings;
        let told = serde_json::to_string(&findings).expect("JSON");
        assert!(!told.contains("Tr0u"), "{told}");
    }

    #[test]
    fn a_secret_of_the_other_form_or_of_an_older_release_is_not_quoted() {
        let outgoing: OutgoingForm<'_> = serde_json::from_str(
            r#"{"server": "old-secret.example/x", "username": "new-secret@example.com",
                "password": "hunter2"}"#,
        )
        .expect("a form");
        let incoming: IncomingForm<'_> = serde_json::from_str(
            r#"{"server": "hunter2.example/x", "username": "me", "enable_exchange_oauth": true,
                "exchange_client_id": "old-secret", "exchange_client_secret": "old-secret"}"#,
        )
        .expect("a form");
        let findings = check_settings(Some(&outgoing), Some(&incoming), &Context::default());
        let told = serde_json::to_string(&findings).expect("JSON");
        assert!(told.contains("exchange-oauth-not-chosen"), "{told}");
        for secret in ["hunter2", "old-secret"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}
