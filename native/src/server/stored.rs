//! Stored secrets in the place of the references to them.

use mailvet_core::{
    Entry, Finding, FormName, OAuthForm, SecretEntry, SecretReference, catalogue,
    settings::{Flow, Provider},
};
use serde_json::{Map, Value};

use crate::{
    form::Form,
    store::{Store, StoreError, binding},
};

/// Fetches the stored secrets that a test of the form sends, and gives what stands against it. A
/// secret is fetched only for the place that it was saved for.
pub(super) async fn fill(
    form: &mut Form,
    settings: &Map<String, Value>,
    store: &Store,
) -> Result<Vec<Finding>, StoreError> {
    let name = form.name();
    let (password_is_sent, client_is_sent) = sent(form.oauth());
    let mut findings = Vec::new();
    for (field, secret) in form.secrets() {
        let is_sent = if field == "password" { password_is_sent } else { client_is_sent };
        if !is_sent || !matches!(secret, SecretEntry::Reference(SecretReference::Stored(_))) {
            continue;
        }
        match store.secret(name, field, &binding(name, settings, field)).await {
            Ok(Some(stored)) => *secret = SecretEntry::Typed(stored),
            Ok(None) => findings.push(not_given(name, field, "none is stored here.")),
            Err(error @ StoreError::Unreadable { .. }) => {
                findings.push(not_given(name, field, &error.to_string()));
            }
            Err(StoreError::Moved { .. }) => {
                findings.push(catalogue::STORED_SECRET_MOVED.finding(name, field, &[]));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(findings)
}

/// Whether a test sends the password, and whether it sends what proves the OAuth client.
fn sent(oauth: Option<&OAuthForm>) -> (bool, bool) {
    let is = |entry: Option<&Entry>, word: &str| {
        entry.and_then(Entry::text).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let provider = oauth.and_then(|oauth| oauth.provider.as_ref());
    let by_token =
        provider.and_then(Entry::text).is_some() && !is(provider, Provider::None.as_str());
    let flow = oauth.and_then(|oauth| oauth.flow.as_ref());
    (!by_token || is(flow, Flow::Password.as_str()), by_token)
}

fn not_given(form: FormName, field: &str, reason: &str) -> Finding {
    catalogue::CREDENTIAL_NOT_GIVEN.finding(form, field, &[("reason", reason)])
}
