//! The organisation that every sandbox begins with, `contoso.test`: one app registration and one mailbox
//! that are set up as they should be, and one of either for each thing that can be wrong with it.
//!
//! An address, a client id or a secret is named after the cause that it shows; `scenario` lists them.

use super::{
    App, AppSecret, AppTrouble, Audience, BasicAuth, Consent, Directory, ExchangePrincipal,
    GrantTrouble, Mailbox, MailboxRight, MailboxTrouble, Permission, Platform, Principal, Redirect,
    Right, SignIn, Tenant, Time, User, resource,
};

/// The tenant.
pub(crate) const TENANT: &str = "5a4db0c5-0000-4000-8000-000000000001";
/// Its domain.
pub(crate) const DOMAIN: &str = "contoso.test";
/// The tenant of another organisation, in which the same apps are known.
pub(crate) const OTHER_TENANT: &str = "5a4db0c5-0000-4000-8000-000000000002";
/// Its domain.
pub(crate) const OTHER_DOMAIN: &str = "fabrikam.test";
/// The domain of an organisation that the proxy of the client's network does not let it use.
pub(crate) const RESTRICTED: &str = "tenant-restrictions.test";
/// The domain of an organisation that another cloud keeps.
pub(crate) const ELSEWHERE: &str = "cloud-mismatch.test";

/// The mailbox that is set up as it should be.
pub(crate) const MAILBOX: &str = "mailer@contoso.test";
/// The password of every user.
pub(crate) const PASSWORD: &str = "Sandbox-4711-open";
/// The secret of every app registration.
pub(crate) const SECRET: &str = "sbx8Q~this-secret-opens-nothing-but-a-sandbox";
/// A secret of every app registration whose life has ended.
pub(crate) const EXPIRED_SECRET: &str = "secret-expired";
/// The redirect URI of every app registration, under *Web* and as a public client.
pub(crate) const REDIRECT: &str = "http://localhost";

/// The authorization server that every app registration takes assertions from, which is the sandbox too.
pub(crate) const FEDERATED_ISSUER: &str = "https://workload.sandbox.test";
/// Whom it takes them about.
pub(crate) const FEDERATED_SUBJECT: &str = "mailer";

/// The app registration that is set up as it should be.
pub(crate) const CLIENT: &str = "5a4db0c5-0000-4000-8000-000000000a00";
pub(crate) const APP_NOT_FOUND: &str = "5a4db0c5-0000-4000-8000-000000000a01";
pub(crate) const APP_DISABLED: &str = "5a4db0c5-0000-4000-8000-000000000a02";
pub(crate) const ENTERPRISE_APP_MISSING: &str = "5a4db0c5-0000-4000-8000-000000000a03";
pub(crate) const CONSENT_MISSING: &str = "5a4db0c5-0000-4000-8000-000000000a04";
pub(crate) const PERMISSION_NOT_REQUESTED: &str = "5a4db0c5-0000-4000-8000-000000000a05";
pub(crate) const TOKEN_MISSING_ROLE: &str = "5a4db0c5-0000-4000-8000-000000000a06";
pub(crate) const SERVICE_PRINCIPAL_MISSING: &str = "5a4db0c5-0000-4000-8000-000000000a07";
pub(crate) const SERVICE_PRINCIPAL_WRONG_ID: &str = "5a4db0c5-0000-4000-8000-000000000a08";
pub(crate) const TOKEN_EXPIRED: &str = "5a4db0c5-0000-4000-8000-000000000a09";
pub(crate) const CLOCK_SKEW: &str = "5a4db0c5-0000-4000-8000-000000000a0a";
pub(crate) const THROTTLED: &str = "5a4db0c5-0000-4000-8000-000000000a0b";
pub(crate) const UNAVAILABLE: &str = "5a4db0c5-0000-4000-8000-000000000a0c";
pub(crate) const CONDITIONAL_ACCESS: &str = "5a4db0c5-0000-4000-8000-000000000a0d";
pub(crate) const USER_NOT_ASSIGNED: &str = "5a4db0c5-0000-4000-8000-000000000a0e";
/// Public client flows are off.
pub(crate) const CONFIDENTIAL: &str = "5a4db0c5-0000-4000-8000-000000000a0f";
/// It has neither secret nor certificate.
pub(crate) const PUBLIC: &str = "5a4db0c5-0000-4000-8000-000000000a10";
/// It may be used in every tenant.
pub(crate) const MULTI_TENANT: &str = "5a4db0c5-0000-4000-8000-000000000a11";
/// RBAC for Applications lets it send; it has no role.
pub(crate) const SEND_BY_ROLE: &str = "5a4db0c5-0000-4000-8000-000000000a12";
/// It knows neither the certificate nor the other authorization server.
pub(crate) const ASSERTION_INVALID: &str = "5a4db0c5-0000-4000-8000-000000000a13";
/// It is registered with another redirect URI.
pub(crate) const REDIRECT_MISMATCH: &str = "5a4db0c5-0000-4000-8000-000000000a14";
/// Its redirect URI is registered for pages.
pub(crate) const REDIRECT_PLATFORM: &str = "5a4db0c5-0000-4000-8000-000000000a15";
/// Its users are in so many groups that its tokens are too long for POP.
pub(crate) const LONG_TOKEN: &str = "5a4db0c5-0000-4000-8000-000000000a16";
/// Microsoft's own Azure CLI, whose id others borrow.
pub(crate) const OF_MICROSOFT: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

const ALWAYS: Time = 0;
const NEVER: Time = Time::MAX;

/// For how many seconds a token is good from the moment that it is made.
const LIFETIME: Time = 3_600;

impl Directory {
    /// The organisation as it is when a sandbox starts.
    pub(crate) fn contoso() -> Self {
        let apps = apps();
        let principals = apps.iter().filter_map(principal).collect();
        let exchange_principals = apps.iter().filter_map(exchange_principal).collect();
        let contoso = Tenant {
            id: TENANT.to_owned(),
            name: "Contoso".to_owned(),
            domain: DOMAIN.to_owned(),
            principals,
            users: users(),
            smtp_auth_disabled: true,
            exchange_principals,
            ..Tenant::default()
        };
        let fabrikam = Tenant {
            id: OTHER_TENANT.to_owned(),
            name: "Fabrikam".to_owned(),
            domain: OTHER_DOMAIN.to_owned(),
            principals: apps
                .iter()
                .filter(|app| app.audience == Audience::AnyTenant)
                .filter_map(principal)
                .collect(),
            ..Tenant::default()
        };
        let elsewhere = Tenant {
            id: "5a4db0c5-0000-4000-8000-000000000003".to_owned(),
            domain: ELSEWHERE.to_owned(),
            is_elsewhere: true,
            ..Tenant::default()
        };
        let restricted = Tenant {
            id: "5a4db0c5-0000-4000-8000-000000000004".to_owned(),
            domain: RESTRICTED.to_owned(),
            is_restricted: true,
            ..Tenant::default()
        };
        Self { home: contoso, others: vec![fabrikam, elsewhere, restricted], apps }
    }
}

/// The object id of an enterprise application, by its client id.
pub(crate) fn object_id(client_id: &str) -> String {
    match client_id {
        OF_MICROSOFT => "5a4db0c5-0000-4000-8000-000000000e17".to_owned(),
        of_sandbox => of_sandbox.replace("-000000000a", "-000000000e"),
    }
}

fn apps() -> Vec<App> {
    let trouble = |client_id, name, trouble| App { trouble: Some(trouble), ..app(client_id, name) };
    vec![
        app(CLIENT, "Mailer"),
        App { is_disabled: true, ..app(APP_DISABLED, "Disabled") },
        app(ENTERPRISE_APP_MISSING, "Without an enterprise application"),
        app(CONSENT_MISSING, "Without consent"),
        App {
            requests: vec![resource::GRAPH_MAIL],
            ..app(PERMISSION_NOT_REQUESTED, "Without permissions")
        },
        App {
            requests: vec![resource::EWS_AS_APP, resource::SMTP_SEND],
            ..app(TOKEN_MISSING_ROLE, "With other permissions")
        },
        app(SERVICE_PRINCIPAL_MISSING, "Unknown to Exchange"),
        app(SERVICE_PRINCIPAL_WRONG_ID, "Known to Exchange by another id"),
        App { token_lifetime: -600, ..app(TOKEN_EXPIRED, "With tokens that have ended") },
        trouble(CLOCK_SKEW, "With tokens of the future", AppTrouble::EarlyTokens),
        trouble(THROTTLED, "Throttled", AppTrouble::Throttled),
        trouble(UNAVAILABLE, "Unavailable", AppTrouble::Unavailable),
        trouble(CONDITIONAL_ACCESS, "Blocked by policy", AppTrouble::ConditionalAccess),
        app(USER_NOT_ASSIGNED, "With assigned users"),
        App { is_public: false, ..app(CONFIDENTIAL, "Confidential") },
        App { secrets: Vec::new(), has_certificate: false, ..app(PUBLIC, "Public") },
        App { audience: Audience::AnyTenant, ..app(MULTI_TENANT, "Multi-tenant") },
        App { requests: vec![resource::SMTP_SEND], ..app(SEND_BY_ROLE, "Sender by role") },
        App {
            has_certificate: false,
            federated: Vec::new(),
            ..app(ASSERTION_INVALID, "Without a certificate")
        },
        App {
            redirects: vec![redirect("https://app.contoso.test/signed-in", Platform::Web)],
            ..app(REDIRECT_MISMATCH, "With another redirect URI")
        },
        App {
            redirects: vec![redirect(REDIRECT, Platform::SinglePage)],
            ..app(REDIRECT_PLATFORM, "Single page")
        },
        trouble(LONG_TOKEN, "With long tokens", AppTrouble::LongTokens),
        trouble(OF_MICROSOFT, "Azure CLI", AppTrouble::OfMicrosoft),
    ]
}

fn redirect(uri: &str, platform: Platform) -> Redirect {
    Redirect { uri: uri.to_owned(), platform }
}

fn app(client_id: &str, name: &str) -> App {
    let secret = |value: &str, expires_at| AppSecret { value: value.to_owned(), expires_at };
    App {
        client_id: client_id.to_owned(),
        name: format!("Sandbox {name}"),
        home: TENANT.to_owned(),
        is_public: true,
        secrets: vec![secret(SECRET, NEVER), secret(EXPIRED_SECRET, ALWAYS)],
        has_certificate: true,
        federated: vec![(FEDERATED_ISSUER.to_owned(), FEDERATED_SUBJECT.to_owned())],
        redirects: vec![redirect(REDIRECT, Platform::Web), redirect(REDIRECT, Platform::Native)],
        requests: resource::MAIL.to_vec(),
        token_lifetime: LIFETIME,
        ..App::default()
    }
}

/// The enterprise application of an app, with consent to all that it asks for.
fn principal(app: &App) -> Option<Principal> {
    if app.client_id == ENTERPRISE_APP_MISSING {
        return None;
    }
    let consent = |permission: &Permission| Consent { permission: *permission, since: ALWAYS };
    let consents = match app.client_id.as_str() {
        CONSENT_MISSING => Vec::new(),
        _ => app.requests.iter().map(consent).collect(),
    };
    Some(Principal {
        client_id: app.client_id.clone(),
        object_id: object_id(&app.client_id),
        is_disabled: app.is_disabled,
        assigned: (app.client_id == USER_NOT_ASSIGNED).then(Vec::new),
        consents,
    })
}

fn exchange_principal(app: &App) -> Option<ExchangePrincipal> {
    let object_id = match app.client_id.as_str() {
        SERVICE_PRINCIPAL_MISSING => return None,
        // That of the app registration, which the portal shows on the page of that name.
        SERVICE_PRINCIPAL_WRONG_ID => app.client_id.replace("-000000000a", "-000000000b"),
        id => object_id(id),
    };
    Some(ExchangePrincipal {
        client_id: app.client_id.clone(),
        object_id,
        may_send_by_role: app.client_id == SEND_BY_ROLE,
        since: ALWAYS,
    })
}

fn users() -> Vec<User> {
    use MailboxTrouble::{
        Full, LogonFailure, SenderRestricted, SessionEnds, SizeLimit, SubmissionQuota, Throttled,
        TooManyConnections, Unavailable,
    };
    let mut users = Users::default();
    users.add("mailer", |_| {});
    // What Exchange has against a mailbox.
    users.add_mailbox("smtp-auth-disabled-mailbox", |it| it.smtp_auth_disabled = Some(true));
    users.add_mailbox("smtp-auth-disabled-tenant", |it| it.smtp_auth_disabled = None);
    users.add_mailbox("protocol-disabled", |it| {
        (it.imap_disabled, it.pop_disabled) = (true, true);
    });
    users.add_mailbox("mailbox-permission-missing", |it| it.rights.clear());
    users.add_mailbox("send-as-denied", |it| it.rights.clear());
    users.add_mailbox("basic-auth-disabled", |it| it.basic_auth = BasicAuth::Disabled);
    users.add_mailbox("security-defaults", |it| it.basic_auth = BasicAuth::SecurityDefaults);
    users.add_mailbox("policy-blocked", |it| it.basic_auth = BasicAuth::Policy);
    users.add("mailbox-not-found", |user| user.mailbox = None);
    for (name, trouble) in [
        ("mailbox-logon-failure", LogonFailure),
        ("mailbox-full", Full),
        ("message-too-large", SizeLimit),
        ("sender-restricted", SenderRestricted),
        ("too-many-connections", TooManyConnections),
        ("rate-limited", Throttled),
        ("submission-quota", SubmissionQuota),
        ("server-unavailable", Unavailable),
        ("token-expired", SessionEnds),
    ] {
        users.add_mailbox(name, |mailbox| mailbox.trouble = Some(trouble));
    }
    // What stands between a user and a token.
    for (name, sign_in) in [
        ("account-disabled", SignIn::Disabled),
        ("account-locked", SignIn::Locked),
        ("password-expired", SignIn::PasswordExpired),
        ("mfa-required", SignIn::SecondFactor),
        ("device-code-pending", SignIn::SecondFactor),
        ("conditional-access", SignIn::ConditionalAccess),
        ("federated-user", SignIn::Federated),
        ("federation-unavailable", SignIn::FederationUnavailable),
    ] {
        users.add(name, |user| user.sign_in = sign_in);
    }
    // What becomes of what a user granted.
    for (name, trouble) in [
        ("consent-declined", GrantTrouble::Declined),
        ("authorization-code-used", GrantTrouble::CodeUsed),
        ("device-code-expired", GrantTrouble::DeviceCodeExpired),
        ("grant-tenant-mismatch", GrantTrouble::OfAnotherTenant),
        ("refresh-token-expired", GrantTrouble::RefreshTokenExpired),
        ("refresh-token-revoked", GrantTrouble::RefreshTokenRevoked),
    ] {
        users.add(name, |user| user.grant_trouble = Some(trouble));
    }
    users.0
}

/// The users as they are added.
#[derive(Default)]
struct Users(Vec<User>);

impl Users {
    /// Adds a user who differs from one set up as he should be.
    fn add(&mut self, name: &str, differs: impl FnOnce(&mut User)) {
        let full_access = |client_id| MailboxRight {
            trustee: object_id(client_id),
            right: Right::FullAccess,
            since: ALWAYS,
        };
        let mut user = User {
            object_id: format!("5a4db0c5-0000-4000-8000-000000000c{:02x}", self.0.len()),
            name: format!("{name}@{DOMAIN}"),
            password: PASSWORD.to_owned(),
            sign_in: SignIn::Allowed,
            tokens_valid_from: ALWAYS,
            grant_trouble: None,
            mailbox: Some(Mailbox {
                smtp_auth_disabled: Some(false),
                rights: apps().iter().map(|app| full_access(&app.client_id)).collect(),
                ..Mailbox::default()
            }),
        };
        differs(&mut user);
        self.0.push(user);
    }

    fn add_mailbox(&mut self, name: &str, differs: impl FnOnce(&mut Mailbox)) {
        self.add(name, |user| {
            if let Some(mailbox) = &mut user.mailbox {
                differs(mailbox);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_another() {
        let directory = Directory::contoso();
        let contoso = &directory.home;
        let mut ids: Vec<_> = directory.apps.iter().map(|app| app.client_id.as_str()).collect();
        ids.extend(contoso.principals.iter().map(|it| it.object_id.as_str()));
        ids.extend(contoso.users.iter().map(|user| user.object_id.as_str()));
        ids.extend(directory.others.iter().map(|tenant| tenant.id.as_str()));
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
