//! The grounds that a token is asked for on, from the keys of the form.

use super::{View, is_given, read, text, typed};
use crate::{
    OAuthForm,
    settings::{Client, ClientAuth, ClientProof, Flow, Grant},
};

impl View<'_> {
    /// What the keys of the flow make; `None` where one is missing, or refers to a secret that is not
    /// at hand.
    pub(super) fn grant(&self, form: &OAuthForm<'_>, flow: Flow) -> Option<Grant> {
        let owned = |entry| text(entry).map(ToOwned::to_owned);
        let client_id = owned(form.client_id.as_ref());
        let client = || Some(Client { id: client_id.clone()?, proof: proof(form)? });
        Some(match flow {
            Flow::ClientCredentials => {
                Grant::ClientCredentials { proof: proof(form)??, client_id: client_id? }
            }
            Flow::AuthorizationCode => Grant::AuthorizationCode(client()?),
            Flow::DeviceCode => Grant::DeviceCode(client()?),
            Flow::Password => Grant::Password {
                client: client()?,
                username: owned(self.username)?,
                password: typed(self.password)?,
            },
            Flow::ServiceAccount => Grant::ServiceAccount {
                file: owned(form.service_account_file.as_ref())?,
                subject: owned(form.subject.as_ref()).or_else(|| owned(self.username))?,
            },
        })
    }
}

/// What proves the client, if anything does; `None` where that refers to a secret that is not at
/// hand, which leaves the settings incomplete, though not wrong.
#[expect(clippy::option_option, reason = "that nothing proves the client is an answer, too")]
fn proof(form: &OAuthForm<'_>) -> Option<Option<ClientProof>> {
    let owned = |entry| text(entry).map(ToOwned::to_owned);
    let secret = |entry| if is_given(entry) { Some(Some(typed(entry)?)) } else { Some(None) };
    if let Some(file) = owned(form.assertion_file.as_ref()) {
        return Some(Some(ClientProof::Assertion { file }));
    }
    if let Some(file) = owned(form.certificate.as_ref()) {
        let password = secret(form.certificate_password.as_ref())?;
        return Some(Some(ClientProof::Certificate { file, password }));
    }
    let auth = read(form.client_auth.as_ref()).unwrap_or(ClientAuth::Post);
    let secret = secret(form.client_secret.as_ref())?;
    Some(secret.map(|secret| ClientProof::Secret { secret, auth }))
}
