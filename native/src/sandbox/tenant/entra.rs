//! Whom Microsoft Entra ID gives a token, and what the token says.
//!
//! A request is judged in Entra's order: the tenant, the application in it, what proves the application,
//! what is asked for, and the user.

use super::{
    App, AppTrouble, Audience, Consent, Directory, EntraError, Permission,
    PermissionKind::{self, Application, Delegated},
    Platform, Principal, SignIn, Tenant, Time, User,
    resource::Wanted,
};
use crate::sandbox::keys::Claims;

/// How long after a failure Entra wants to be asked again, in seconds.
const RETRY_AFTER: u32 = 30;

/// A token is good this long before it was made, so that clocks may differ.
const BEFORE: Time = 300;

/// What `tenant` in a URL names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Realm<'a> {
    /// One tenant.
    Tenant(&'a Tenant),
    /// `organizations`: that of the user who signs in.
    Organizations,
    /// `common` or `consumers`: also accounts that no organisation has.
    Anyone,
}

/// What proves an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// Nothing: it is a public client.
    None,
    /// A client secret.
    Secret(String),
    /// An assertion that was signed with the certificate of the registration.
    Certificate,
    /// An assertion of another authorization server.
    Federated {
        /// Its issuer.
        issuer: String,
        /// Its subject.
        subject: String,
    },
}

impl Credential {
    /// What `appidacr` says of it.
    fn class(&self) -> &'static str {
        match self {
            Self::None => "0",
            Self::Secret(_) => "1",
            Self::Certificate | Self::Federated { .. } => "2",
        }
    }
}

/// An application in a tenant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) app: &'a App,
    pub(crate) principal: &'a Principal,
}

impl Directory {
    /// The tenant, or the word in its place, that a URL names.
    pub(crate) fn realm(&self, named: &str) -> Result<Realm<'_>, EntraError> {
        match named.to_ascii_lowercase().as_str() {
            "organizations" => return Ok(Realm::Organizations),
            "common" | "consumers" => return Ok(Realm::Anyone),
            _ => {}
        }
        match self.tenant(named) {
            Some(tenant) if tenant.is_elsewhere => Err(EntraError::tenant_elsewhere(named)),
            Some(tenant) if tenant.is_restricted => {
                Err(EntraError::tenant_restricted(&tenant.domain))
            }
            Some(tenant) => Ok(Realm::Tenant(tenant)),
            None if is_id(named) || is_domain(named) => Err(EntraError::tenant_not_found(named)),
            None => Err(EntraError::tenant_malformed(named)),
        }
    }

    /// The application in a tenant.
    pub(crate) fn client<'a>(
        &'a self,
        tenant: &'a Tenant,
        client_id: &str,
    ) -> Result<Client<'a>, EntraError> {
        let unknown = || EntraError::app_not_found(client_id, &tenant.name);
        let app = self.app(client_id).ok_or_else(unknown)?;
        match app.trouble {
            Some(AppTrouble::Throttled) => return Err(EntraError::throttled(RETRY_AFTER)),
            Some(AppTrouble::Unavailable) => return Err(EntraError::unavailable()),
            _ => {}
        }
        let is_home = app.home == tenant.id;
        let principal = tenant.principal(client_id).ok_or_else(|| {
            if is_home { EntraError::principal_missing(client_id, &tenant.id) } else { unknown() }
        })?;
        if app.is_disabled || principal.is_disabled {
            return Err(EntraError::app_disabled(app));
        }
        Ok(Client { tenant, app, principal })
    }

    /// An administrator consents to all that an app asks for; it becomes an enterprise application of the
    /// tenant if it was none. The permissions count from `since`.
    pub(crate) fn consent(
        &mut self,
        tenant: &str,
        app: &App,
        since: Time,
        new_id: impl FnOnce() -> String,
    ) {
        let tenants = [&mut self.home].into_iter().chain(&mut self.others);
        let Some(tenant) = tenants.into_iter().find(|it| it.id == tenant) else { return };
        let known = tenant.principals.iter().position(|it| it.client_id == app.client_id);
        let at = known.unwrap_or_else(|| {
            let client_id = app.client_id.clone();
            tenant.principals.push(Principal {
                client_id,
                object_id: new_id(),
                ..Principal::default()
            });
            tenant.principals.len() - 1
        });
        let Some(principal) = tenant.principals.get_mut(at) else { return };
        let consents = &mut principal.consents;
        for permission in &app.requests {
            if !consents.iter().any(|it| it.permission == *permission) {
                consents.push(Consent { permission: *permission, since });
            }
        }
    }

    /// The application in the tenant of a user, where the URL need not name it.
    pub(crate) fn client_of_user<'a>(
        &'a self,
        realm: Realm<'a>,
        client_id: &str,
        username: &str,
    ) -> Result<Client<'a>, EntraError> {
        let tenant = match realm {
            Realm::Tenant(tenant) => tenant,
            Realm::Organizations | Realm::Anyone => {
                if let Some(app) = self.app(client_id)
                    && app.audience == Audience::Home
                {
                    return Err(EntraError::app_not_multi_tenant(app));
                }
                let (_, domain) = username.rsplit_once('@').ok_or_else(EntraError::no_tenant)?;
                self.tenant(domain).ok_or_else(EntraError::no_tenant)?
            }
        };
        self.client(tenant, client_id)
    }
}

impl App {
    /// Whether an answer may be sent there. At loopback any port will do (RFC 8252 §7.3).
    pub(crate) fn allows(&self, uri: &str, platform: impl Fn(Platform) -> bool) -> bool {
        let without_port = |uri: &str| {
            let mut uri = url::Url::parse(uri).ok()?;
            if matches!(uri.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")) {
                uri.set_port(None).ok()?;
            }
            Some(uri)
        };
        let asked = without_port(uri);
        asked.is_some()
            && self
                .redirects
                .iter()
                .any(|it| platform(it.platform) && without_port(&it.uri) == asked)
    }
}

impl<'a> Client<'a> {
    /// Judges what proves the application. A public client proves nothing, and may only act for users.
    pub(crate) fn authenticate(
        &self,
        credential: &Credential,
        needs_proof: bool,
        now: Time,
    ) -> Result<(), EntraError> {
        let app = self.app;
        let is_registered = !app.secrets.is_empty() || app.has_certificate;
        match credential {
            Credential::None if app.is_public && !needs_proof => Ok(()),
            Credential::None => Err(EntraError::client_auth_missing()),
            _ if !is_registered => Err(EntraError::client_is_public()),
            Credential::Secret(given) => {
                match app.secrets.iter().find(|secret| secret.value == *given) {
                    Some(secret) if secret.expires_at > now => Ok(()),
                    Some(_) => Err(EntraError::secret_expired(&app.client_id)),
                    None => Err(EntraError::secret_invalid(&app.client_id)),
                }
            }
            // Who signed it was judged with the key; that an app knows no certificate is said here.
            Credential::Certificate => Ok(()),
            Credential::Federated { issuer, subject } => {
                let is_known = app.federated.iter().any(|it| (&it.0, &it.1) == (issuer, subject));
                if is_known { Ok(()) } else { Err(EntraError::federated_unknown(issuer, subject)) }
            }
        }
    }

    /// The claims of the application's own token. It need not have any role.
    pub(crate) fn issue_to_application(
        &self,
        wanted: &Wanted,
        credential: &Credential,
        scope: &str,
        now: Time,
    ) -> Result<Claims, EntraError> {
        if !wanted.is_default || !wanted.names.is_empty() {
            return Err(EntraError::scope_not_default(scope));
        }
        if self.app.trouble == Some(AppTrouble::ConditionalAccess) {
            return Err(EntraError::conditional_access());
        }
        let roles: Vec<_> = self
            .consented(wanted.resource, Application, now)
            .map(|permission| permission.name.to_owned())
            .collect();
        Ok(Claims {
            idp: Some(self.issuer()),
            idtyp: "app".to_owned(),
            oid: self.principal.object_id.clone(),
            roles: (!roles.is_empty()).then_some(roles),
            sub: self.principal.object_id.clone(),
            ..self.claims(wanted, credential, now)
        })
    }

    /// The claims of a token for a user who has signed in.
    pub(crate) fn issue_to_user(
        &self,
        user: &User,
        wanted: &Wanted,
        credential: &Credential,
        now: Time,
    ) -> Result<Claims, EntraError> {
        let scopes = self.judge_consent(wanted, now)?;
        let names: Vec<_> = scopes.iter().map(|permission| permission.name).collect();
        Ok(Claims {
            amr: Some(vec!["pwd".to_owned()]),
            idtyp: "user".to_owned(),
            oid: user.object_id.clone(),
            scp: Some(names.join(" ")),
            sub: user.object_id.clone(),
            unique_name: Some(user.name.clone()),
            upn: Some(user.name.clone()),
            ..self.claims(wanted, credential, now)
        })
    }

    /// The delegated permissions that a token for a user will carry.
    pub(crate) fn judge_consent(
        &self,
        wanted: &Wanted,
        now: Time,
    ) -> Result<Vec<Permission>, EntraError> {
        let asked = wanted.scopes(self.app)?;
        if self.app.trouble == Some(AppTrouble::OfMicrosoft) {
            return Err(EntraError::app_of_microsoft(&self.app.client_id, wanted.resource));
        }
        if wanted.is_default {
            if !self.app.requests.iter().any(|it| it.resource == wanted.resource) {
                let error = EntraError::resource_not_requested;
                return Err(error(self.app, &wanted.audience, wanted.resource));
            }
            let all: Vec<_> = self.consented(wanted.resource, Delegated, now).collect();
            return if all.is_empty() {
                Err(EntraError::consent_missing(self.app))
            } else {
                Ok(all)
            };
        }
        let has = |asked: &Permission| {
            self.consented(wanted.resource, Delegated, now).any(|it| it == *asked)
        };
        if asked.iter().all(has) { Ok(asked) } else { Err(EntraError::consent_missing(self.app)) }
    }

    /// Signs a user in by his password.
    pub(crate) fn sign_in(
        &self,
        username: &str,
        password: &str,
        wanted: &Wanted,
    ) -> Result<&'a User, EntraError> {
        let unknown = || EntraError::user_not_found(username, &self.tenant.id);
        let user = self.tenant.user(username).ok_or_else(unknown)?;
        match user.sign_in {
            SignIn::Federated => return Err(EntraError::password_wrong()),
            SignIn::FederationUnavailable => return Err(EntraError::federation_unavailable()),
            SignIn::Locked => return Err(EntraError::user_locked()),
            _ if user.password != password => return Err(EntraError::password_wrong()),
            SignIn::PasswordExpired => return Err(EntraError::password_expired()),
            SignIn::Disabled => return Err(EntraError::user_disabled()),
            SignIn::SecondFactor => return Err(EntraError::second_factor(wanted.resource)),
            SignIn::ConditionalAccess => return Err(EntraError::conditional_access()),
            SignIn::Allowed => {}
        }
        self.judge_user(user)?;
        Ok(user)
    }

    /// Judges what may have changed since a user signed in.
    pub(crate) fn judge_user(&self, user: &User) -> Result<(), EntraError> {
        match &self.principal.assigned {
            _ if user.sign_in == SignIn::Disabled => Err(EntraError::user_disabled()),
            Some(assigned) if !assigned.contains(&user.object_id) => {
                Err(EntraError::user_not_assigned(self.app, &user.name))
            }
            _ => Ok(()),
        }
    }

    /// The permissions of one kind on a resource that tokens carry now.
    fn consented(
        &self,
        resource: &str,
        kind: PermissionKind,
        now: Time,
    ) -> impl Iterator<Item = Permission> {
        let counts = move |it: &&Consent| {
            it.permission.resource == resource && it.permission.kind == kind && it.since <= now
        };
        self.principal.consents.iter().filter(counts).map(|it| it.permission)
    }

    fn claims(&self, wanted: &Wanted, credential: &Credential, now: Time) -> Claims {
        let early = if self.app.trouble == Some(AppTrouble::EarlyTokens) { 3_600 } else { 0 };
        let from = now + early - BEFORE;
        Claims {
            aud: wanted.audience.clone(),
            iss: self.issuer(),
            iat: from,
            nbf: from,
            exp: now + early + self.app.token_lifetime,
            app_displayname: self.app.name.clone(),
            appid: self.app.client_id.clone(),
            appidacr: credential.class().to_owned(),
            groups: (self.app.trouble == Some(AppTrouble::LongTokens)).then(many_groups),
            tid: self.tenant.id.clone(),
            ver: "1.0".to_owned(),
            ..Claims::default()
        }
    }

    /// The issuer of tokens of version 1.0. Nobody trusts its name without the keys that Entra publishes.
    fn issuer(&self) -> String {
        format!("https://sts.windows.net/{}/", self.tenant.id)
    }
}

/// The ids of so many groups that a token is longer than POP takes; with 200 at the most Entra writes
/// them into the token itself.
fn many_groups() -> Vec<String> {
    (0..150).map(|number| format!("5a4db0c5-0000-4000-8000-0000000d{number:04x}")).collect()
}

fn is_id(text: &str) -> bool {
    let parts = [8, 4, 4, 4, 12];
    text.split('-').count() == parts.len()
        && text.split('-').zip(parts).all(|(part, digits)| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}
