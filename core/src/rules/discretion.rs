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
    use crate::{Context, OutgoingForm, check_outgoing};

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
}
