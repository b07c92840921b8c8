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
    source: &Source,
    notes: &mut Notes,
) {
    let issuer = source.issuer;
    let google = provider == Provider::GoogleWorkspace;
    if is_missing(form.client_id.as_ref()) && !google {
        notes.add("oauth.client_id", Problem::new(catalogue::CLIENT_ID_MISSING));
    }
    // A service account is named in its own file.
    if issuer != Issuer::Google || flow != Flow::ServiceAccount {
        let tenant = source.authority.as_ref().and_then(|authority| authority.tenant.as_deref());
        let typed = text(form.client_id.as_ref());
        let problem = typed.and_then(|typed| client_id_of(issuer, typed, tenant));
        notes.extend("oauth.client_id", problem);
    }
    let secret = form.client_secret.as_ref();
    let replaced = [&form.certificate, &form.assertion_file]
        .into_iter()
        .any(|entry| text(entry.as_ref()).is_some());
    if flow == Flow::ClientCredentials && !google && !replaced && !is_given(secret) {
        notes.add("oauth.client_secret", Problem::new(catalogue::CLIENT_SECRET_MISSING));
    }
    notes.extend("oauth.client_secret", secret.and_then(|entry| client_secret(issuer, entry)));
    notes.extend(
        "oauth.certificate_password",
        form.certificate_password.as_ref().and_then(account::secret),
    );
}
