//! What the rules say shows no secret of the form, wherever it was pasted.

use crate::{Finding, Fix, SecretEntry};

/// Takes the secrets of the forms out of what the rules quote: one that was pasted into a second field
/// is told about there, not shown. An edit that holds one is dropped.
pub(crate) fn hide<'a>(
    findings: &mut [Finding],
    secrets: impl IntoIterator<Item = &'a SecretEntry>,
) {
    /// What is shorter stands in many words.
    const SHORTEST: usize = 4;
    for entry in secrets {
        let SecretEntry::Typed(secret) = entry else { continue };
        let secret = super::text::clean(secret.expose());
        if secret.len() < SHORTEST {
            continue;
        }
        let hidden = |text: &str| text.contains(secret).then(|| text.replace(secret, "[redacted]"));
        for finding in findings.iter_mut() {
            for (_, value) in &mut finding.params.0 {
                if let Some(rest) = hidden(value) {
                    *value = rest;
                }
            }
            if let Some(rest) = hidden(&finding.field) {
                finding.field = rest.into();
            }
            let holds = |fix: &Fix| fix.edits.iter().any(|edit| edit.value.contains(secret));
            if finding.fix.as_ref().is_some_and(holds) {
                finding.fix = None;
            }
        }
    }
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
