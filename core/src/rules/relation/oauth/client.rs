//! The client that asks for the token, and what proves it.

use super::{Source, is_given, is_missing, text};
use crate::{
    OAuthForm, catalogue,
    rules::{
        Notes, Problem, account,
        client::{Issuer, client_id_of, client_secret},
    },
    settings::{Flow, Provider},
};

pub(super) fn judge(
    form: &OAuthForm<'_>,
    provider: Provider,
    flow: Flow,
    source: &Source<'_>,
    notes: &mut Notes,
) {
    let issuer = source.issuer;
    let by_service_account = flow == Flow::ServiceAccount;
    let needs_id = !(provider == Provider::GoogleWorkspace
        && matches!(flow, Flow::ServiceAccount | Flow::ClientCredentials));
    if is_missing(form.client_id.as_ref()) && needs_id {
        notes.add("oauth.client_id", Problem::new(catalogue::CLIENT_ID_MISSING));
    }
    // A service account is named in its own file.
    if issuer != Issuer::Google || !by_service_account {
        let tenant = source.authority.as_ref().and_then(|authority| authority.tenant.as_deref());
        let typed = text(form.client_id.as_ref());
        let problem = typed.and_then(|typed| client_id_of(issuer, typed, tenant));
        notes.extend("oauth.client_id", problem);
    }
    let secret = form.client_secret.as_ref();
    notes.extend("oauth.client_secret", secret.and_then(|entry| client_secret(issuer, entry)));
    notes.extend(
        "oauth.certificate_password",
        form.certificate_password.as_ref().and_then(account::secret),
    );
    let mut given = proofs(form);
    match (given.next(), given.last()) {
        (None, _) if flow == Flow::ClientCredentials && provider != Provider::GoogleWorkspace => {
            notes.add("oauth.client_secret", Problem::new(catalogue::CLIENT_SECRET_MISSING));
        }
        (Some(first), Some(last)) if !by_service_account => {
            let problem = Problem::new(catalogue::CLIENT_PROOF_SEVERAL);
            notes.add(
                last,
                problem.with_static("other", first.strip_prefix("oauth.").unwrap_or(first)),
            );
        }
        _ => {}
    }
    // Of a flow that the provider does not have nothing follows.
    if !by_service_account || provider == Provider::GoogleWorkspace {
        judge_unused(form, flow, notes);
    }
}

/// What was given to prove the client.
fn proofs(form: &OAuthForm<'_>) -> impl Iterator<Item = &'static str> {
    let all = [
        ("oauth.client_secret", is_given(form.client_secret.as_ref())),
        ("oauth.certificate", text(form.certificate.as_ref()).is_some()),
        ("oauth.assertion_file", text(form.assertion_file.as_ref()).is_some()),
    ];
    all.into_iter().filter_map(|(key, is_given)| is_given.then_some(key))
}

/// Keys that the flow does not read.
fn judge_unused(form: &OAuthForm<'_>, flow: Flow, notes: &mut Notes) {
    let mut unused = Vec::new();
    if flow == Flow::ServiceAccount {
        unused.extend(proofs(form));
    } else {
        let of_service_account = [
            ("oauth.service_account_file", &form.service_account_file),
            ("oauth.subject", &form.subject),
        ];
        let given = of_service_account.into_iter().filter(|(_, key)| text(key.as_ref()).is_some());
        unused.extend(given.map(|(key, _)| key));
    }
    if is_given(form.certificate_password.as_ref()) && text(form.certificate.as_ref()).is_none() {
        unused.push("oauth.certificate_password");
    }
    for key in unused {
        let problem = Problem::new(catalogue::OAUTH_KEY_UNUSED).with_static("flow", flow.as_str());
        notes.add(key, problem.with_static("key", key.strip_prefix("oauth.").unwrap_or(key)));
    }
}
