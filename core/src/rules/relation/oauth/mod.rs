//! The OAuth client: who gives the token, to whom, for what, and on what grounds.

mod client;
mod grant;
mod microsoft;
mod token_endpoint;

use super::{View, is_given, is_missing, read, text, typed};
use crate::{
    Authority, OAuthForm, catalogue,
    rules::{Extent, Notes, Problem, client::Issuer, scope},
    settings::{Dialect, Endpoints, Flow, OAuth, Provider},
};

/// Where the token comes from.
struct Source<'a> {
    issuer: Issuer,
    authority: Option<Authority<'a>>,
    endpoints: Option<Endpoints>,
    dialect: Dialect,
    /// What to ask for where no scope was given.
    usual_scope: Option<String>,
}

impl View<'_> {
    pub(super) fn oauth(&self, notes: &mut Notes) -> Option<OAuth> {
        let form = self.oauth?;
        let provider = self.provider;
        let flow = self.flow();
        let source = match provider {
            Provider::MicrosoftExchange => self.microsoft(form, flow, notes),
            Provider::GoogleWorkspace => self.google(form, flow, notes),
            Provider::None | Provider::Custom => self.token_endpoint(form, flow, notes),
        };
        notes.extend("oauth.flow", unsuitable(provider, flow, source.issuer));
        client::judge(form, provider, flow, &source, notes);
        if notes.extent != Extent::Settings {
            return None;
        }
        let scope = text(form.scope.as_ref());
        Some(OAuth {
            provider,
            grant: self.grant(form, flow)?,
            endpoints: source.endpoints?,
            dialect: source.dialect,
            authority: source.authority.map(Authority::into_owned),
            scope: scope.map(ToOwned::to_owned).or(source.usual_scope),
        })
    }

    /// The flow that was chosen, or that of the provider.
    pub(super) fn flow(&self) -> Flow {
        let chosen = self.oauth.and_then(|form| read(form.flow.as_ref()));
        chosen.unwrap_or(match self.provider {
            Provider::GoogleWorkspace => Flow::ServiceAccount,
            Provider::None | Provider::MicrosoftExchange | Provider::Custom => {
                Flow::ClientCredentials
            }
        })
    }

    /// Google has one token endpoint, and service accounts in place of client credentials.
    fn google(&self, form: &OAuthForm<'_>, flow: Flow, notes: &mut Notes) -> Source<'static> {
        if let Some(typed) = text(form.authority_url.as_ref()) {
            let rule = if token_endpoint::is_of_microsoft(typed) {
                catalogue::AUTHORITY_OF_OTHER_PROVIDER
            } else {
                catalogue::AUTHORITY_UNUSED
            };
            notes.add("oauth.authority_url", Problem::new(rule));
        }
        if flow == Flow::ServiceAccount {
            self.judge_service_account(form, notes);
        }
        let scope = form.scope.as_ref();
        let problem = text(scope).and_then(|list| scope::at_google(list, flow, self.protocol));
        notes.extend_within("oauth.scope", scope, problem);
        Source {
            issuer: Issuer::Google,
            authority: None,
            endpoints: (notes.extent == Extent::Settings).then(endpoints_of_google),
            dialect: Dialect::Standard,
            usual_scope: Some("https://mail.google.com/".to_owned()),
        }
    }

    /// A service account signs with the key of its file, in the name of the mailbox.
    fn judge_service_account(&self, form: &OAuthForm<'_>, notes: &mut Notes) {
        if is_missing(form.service_account_file.as_ref()) {
            let problem = Problem::new(catalogue::SERVICE_ACCOUNT_MISSING);
            notes.add("oauth.service_account_file", problem);
        }
        let username = text(self.username);
        if is_missing(form.subject.as_ref())
            && username.is_some_and(|username| !username.contains('@'))
        {
            notes.add("oauth.subject", Problem::new(catalogue::SUBJECT_MISSING));
        }
    }
}

/// Google, *Using OAuth 2.0 to Access Google APIs* (2026-11-24).
fn endpoints_of_google() -> Endpoints {
    Endpoints::Listed {
        token: token_endpoint::OF_GOOGLE.to_owned(),
        authorize: Some("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
        device: Some("https://oauth2.googleapis.com/device/code".to_owned()),
    }
}

/// What is to be said of a flow that the provider does not have, or that seldom works there.
fn unsuitable(provider: Provider, flow: Flow, issuer: Issuer) -> Option<Problem> {
    match (provider, flow) {
        (Provider::GoogleWorkspace, Flow::ClientCredentials) => {
            Some(Problem::new(catalogue::GOOGLE_CLIENT_CREDENTIALS))
        }
        (Provider::GoogleWorkspace, Flow::Password) => {
            Some(Problem::new(catalogue::GOOGLE_PASSWORD))
        }
        (Provider::GoogleWorkspace, Flow::DeviceCode) => {
            Some(Problem::new(catalogue::GOOGLE_DEVICE_CODE))
        }
        (Provider::MicrosoftExchange | Provider::Custom, Flow::ServiceAccount) => Some(
            Problem::new(catalogue::FLOW_UNSUITABLE)
                .edit_static("", Flow::ClientCredentials.as_str())
                .guessed(),
        ),
        (Provider::MicrosoftExchange, Flow::Password) if issuer == Issuer::Microsoft => {
            Some(Problem::new(catalogue::FLOW_PASSWORD_DISCOURAGED))
        }
        _ => None,
    }
}
