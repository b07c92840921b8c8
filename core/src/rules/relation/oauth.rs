//! The OAuth client: who gives the token, to whom, and for what.

use super::{View, is_given, is_missing, read, text, typed};
use crate::{
    OAuthForm, Secret,
    authority::{self, AuthorityKind, Reading},
    catalogue,
    cloud::Cloud,
    rules::{Notes, Problem, account},
    settings::{ClientAuth, Flow, Host, OAuth, Provider},
};

impl View<'_> {
    pub(super) fn oauth(&self, notes: &mut Notes) -> Option<OAuth> {
        let form = self.oauth?;
        let provider = self.provider();
        let flow = read(form.flow.as_ref()).unwrap_or(match provider {
            Provider::GoogleWorkspace => Flow::ServiceAccount,
            Provider::None | Provider::MicrosoftExchange | Provider::Custom => {
                Flow::ClientCredentials
            }
        });
        let client_id = text(form.client_id.as_ref());
        if is_missing(form.client_id.as_ref()) && provider != Provider::GoogleWorkspace {
            notes.add("oauth.client_id", Problem::new(catalogue::CLIENT_ID_MISSING));
        }
        let client_secret = client_secret(form, provider, flow, notes);
        let scope = text(form.scope.as_ref());
        let (authority, token_url) = match provider {
            Provider::MicrosoftExchange => {
                let Reading { authority, is_own, .. } = self.authority(form, flow, notes);
                if !is_own {
                    judge_microsoft(form, flow, authority.as_ref(), notes);
                }
                self.judge_username(notes);
                let token_url = authority.as_ref().map(|authority| authority.token_url.clone());
                (authority, token_url)
            }
            Provider::GoogleWorkspace => {
                if flow == Flow::ClientCredentials {
                    notes.add("oauth.flow", Problem::new(catalogue::GOOGLE_CLIENT_CREDENTIALS));
                }
                (None, Some("https://oauth2.googleapis.com/token".to_owned()))
            }
            Provider::None | Provider::Custom => (None, token_endpoint(form, notes)),
        };
        let cloud =
            authority.as_ref().and_then(|authority| authority.cloud).unwrap_or(Cloud::Global);
        let usual_scope = match provider {
            Provider::MicrosoftExchange => Some(cloud.mail_scope().to_owned()),
            Provider::GoogleWorkspace => Some("https://mail.google.com/".to_owned()),
            Provider::None | Provider::Custom => None,
        };
        // A secret that is only referred to leaves the settings incomplete, though not wrong.
        if is_given(form.client_secret.as_ref()) && client_secret.is_none() {
            return None;
        }
        Some(OAuth {
            provider,
            flow,
            client_id: client_id.unwrap_or_default().to_owned(),
            client_secret,
            client_auth: read(form.client_auth.as_ref()).unwrap_or(ClientAuth::Post),
            token_url: token_url?,
            authority,
            scope: scope.map(ToOwned::to_owned).or(usual_scope),
        })
    }

    fn authority(&self, form: &OAuthForm<'_>, flow: Flow, notes: &mut Notes) -> Reading {
        const FIELD: &str = "oauth.authority_url";
        let Some(typed) = text(form.authority_url.as_ref()) else {
            if is_missing(form.authority_url.as_ref()) {
                let problem = Problem::new(catalogue::AUTHORITY_MISSING);
                notes.add(FIELD, problem.with("example", authority::EXAMPLE));
            }
            return Reading { authority: None, is_own: false, problems: Vec::new() };
        };
        let mut reading = authority::read(typed, &self.context.identity_hosts);
        notes.extend(FIELD, std::mem::take(&mut reading.problems));
        let Some(authority) = &reading.authority else { return reading };
        let concrete = authority.tenant_kind.is_none_or(authority::TenantKind::is_concrete);
        if flow == Flow::ClientCredentials && !concrete {
            let tenant = authority.tenant.as_deref().unwrap_or_default();
            notes.add(FIELD, Problem::new(catalogue::TENANT_NOT_CONCRETE).with("tenant", tenant));
        }
        self.judge_clouds(authority, notes);
        reading
    }

    fn judge_clouds(&self, authority: &crate::Authority, notes: &mut Notes) {
        let host = text(self.server).and_then(|typed| Host::read(typed).ok());
        let Some(Host::Name(host)) = host else { return };
        let (Some(ours), Some(theirs)) = (authority.cloud, Cloud::of_mail_host(&host)) else {
            return;
        };
        if ours != theirs && authority.kind == AuthorityKind::Entra && ours != Cloud::Germany {
            let known = theirs.sign_in_host();
            notes.add(
                "oauth.authority_url",
                Problem::new(catalogue::CLOUD_MISMATCH)
                    .with("authority_cloud", ours.id())
                    .with("server_cloud", theirs.id())
                    .with("known", known)
                    .edit("", authority.token_url.replacen(&authority.host, known, 1)),
            );
        }
    }

    fn judge_username(&self, notes: &mut Notes) {
        let problem = text(self.username).and_then(account::microsoft_username);
        notes.extend("username", problem);
    }
}

/// Judges the client and the scope by what Microsoft makes of them.
fn judge_microsoft(
    form: &OAuthForm<'_>,
    flow: Flow,
    authority: Option<&crate::Authority>,
    notes: &mut Notes,
) {
    let tenant = authority.and_then(|authority| authority.tenant.as_deref());
    let client_id = text(form.client_id.as_ref());
    notes.extend(
        "oauth.client_id",
        client_id.and_then(|id| account::microsoft_client_id(id, tenant)),
    );
    let secret = form.client_secret.as_ref();
    notes.extend("oauth.client_secret", secret.and_then(account::microsoft_client_secret));
    if flow == Flow::ClientCredentials {
        let cloud = authority.and_then(|authority| authority.cloud).unwrap_or(Cloud::Global);
        let scope = text(form.scope.as_ref());
        notes.extend("oauth.scope", scope.and_then(|scope| judge_scope(scope, cloud)));
    }
}

/// Judges and reads the client's secrets.
fn client_secret(
    form: &OAuthForm<'_>,
    provider: Provider,
    flow: Flow,
    notes: &mut Notes,
) -> Option<Secret> {
    let entry = form.client_secret.as_ref();
    let replaced = [&form.certificate, &form.assertion_file]
        .into_iter()
        .any(|entry| text(entry.as_ref()).is_some());
    let needed = flow == Flow::ClientCredentials && provider != Provider::GoogleWorkspace;
    if needed && !replaced && !is_given(entry) {
        notes.add("oauth.client_secret", Problem::new(catalogue::CLIENT_SECRET_MISSING));
    }
    notes.extend("oauth.client_secret", entry.and_then(account::secret));
    notes.extend(
        "oauth.certificate_password",
        form.certificate_password.as_ref().and_then(account::secret),
    );
    typed(entry)
}

/// The token endpoint of a custom provider: any https host, or plain http on this machine.
fn token_endpoint(form: &OAuthForm<'_>, notes: &mut Notes) -> Option<String> {
    const FIELD: &str = "oauth.authority_url";
    let Some(typed) = text(form.authority_url.as_ref()) else {
        if is_missing(form.authority_url.as_ref()) {
            let example = "https://login.example.com/oauth2/token";
            notes.add(FIELD, Problem::new(catalogue::AUTHORITY_MISSING).with("example", example));
        }
        return None;
    };
    if crate::rules::text::placeholder(typed).is_some() {
        return None;
    }
    let problem = match url::Url::parse(typed) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            let host = url.host_str().unwrap_or_default();
            Problem::new(catalogue::AUTHORITY_USERINFO).with("host", host)
        }
        Ok(url) if url.path().contains("/.well-known/") => {
            Problem::new(catalogue::TOKEN_URL_IS_METADATA)
        }
        Ok(url) if url.scheme() == "https" => return Some(url.into()),
        Ok(url) if url.scheme() == "http" => {
            // Any other name, `x.localhost` and `localhost.` too, is for the resolver to say.
            let is_here = match url.host() {
                Some(url::Host::Domain(name)) => name == "localhost",
                Some(url::Host::Ipv4(address)) => address.is_loopback(),
                Some(url::Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            };
            if is_here {
                return Some(url.into());
            }
            Problem::new(catalogue::TOKEN_URL_NOT_HTTPS)
        }
        Ok(_) | Err(_) => Problem::new(catalogue::TOKEN_URL_MALFORMED),
    };
    notes.add(FIELD, problem);
    None
}

/// Mail servers take no token of Microsoft Graph, and client credentials ask for one resource, with
/// `/.default`.
fn judge_scope(scope: &str, cloud: Cloud) -> Option<Problem> {
    if scope.to_ascii_lowercase().contains("://graph.microsoft") {
        let usual = cloud.mail_scope();
        let problem = Problem::new(catalogue::SCOPE_OF_GRAPH).with("scope", usual);
        return Some(problem.edit("", usual));
    }
    let is_one = !scope.contains(char::is_whitespace) && scope.ends_with("/.default");
    (!is_one).then(|| {
        let usual = cloud.mail_scope();
        Problem::new(catalogue::SCOPE_NOT_DEFAULT).with("scope", usual).edit("", usual)
    })
}
