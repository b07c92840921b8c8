//! What removes each cause: who does it, where, and by which acts.

use super::{Access, Place, Values, Who, script};
use script::Act;

/// How a cause is removed.
pub(crate) struct Way {
    pub(crate) who: Who,
    pub(crate) place: Option<Place>,
    pub(crate) acts: Vec<&'static Act>,
}

/// How a cause is removed; where nobody but the user can, it is his settings that are to be changed. On
/// servers that are not Microsoft's no page and no script of Microsoft's does anything.
pub(crate) fn way(cause: &str, values: &Values) -> Way {
    let way = at_microsoft(cause, values);
    if !values.is_elsewhere() || cause.starts_with("google-") {
        return way;
    }
    let who = match way.who {
        Who::ExchangeAdministrator => Who::MailServerAdministrator,
        Who::SecurityAdministrator if way.place == Some(Place::RestrictedEntities) => {
            Who::MailServerAdministrator
        }
        Who::ApplicationAdministrator | Who::UserAdministrator | Who::SecurityAdministrator => {
            Who::AuthorizationServerAdministrator
        }
        who => who,
    };
    Way { who, place: None, acts: Vec::new() }
}

fn at_microsoft(cause: &str, values: &Values) -> Way {
    use Who::{
        ApplicationAdministrator as Application, ExchangeAdministrator as Exchange,
        GoogleAdministrator as Google, MailServerAdministrator as MailServer,
        NetworkAdministrator as Network, Owner, SecurityAdministrator as Security,
        UserAdministrator as Users, You,
    };
    let way = |who, place, acts: &[&'static Act]| Way { who, place, acts: acts.to_vec() };
    match cause {
        "connect-timeout"
        | "port-25-blocked"
        | "connection-intercepted"
        | "tenant-restrictions"
        | "cert-revocation-unavailable" => way(Network, None, &[]),
        "server-unavailable"
        | "starttls-not-offered"
        | "tls-version-unsupported"
        | "cert-expired"
        | "cert-name-mismatch"
        | "relay-denied"
        | "message-too-large" => way(MailServer, None, &[]),
        "app-not-found" => way(You, Some(Place::Registration), &[&script::PRINCIPAL]),
        "tenant-not-found" | "app-not-multi-tenant" => way(You, Some(Place::Registration), &[]),
        "app-disabled" => way(Application, Some(Place::EnterpriseApplication), &[&script::ENABLED]),
        "secret-invalid" | "secret-expired" | "client-auth-missing" => {
            way(Application, Some(Place::Credentials), &[&script::SECRET])
        }
        "client-assertion-invalid" => {
            way(Application, Some(Place::Credentials), &[&script::CERTIFICATE])
        }
        "public-client-secret" | "redirect-mismatch" | "redirect-platform" => {
            way(Application, Some(Place::Authentication), &[&script::REDIRECTS])
        }
        "resource-not-found" => way(You, None, &[&script::RESOURCE]),
        "permission-not-requested" | "token-missing-role" => {
            let acts = [&script::PERMISSIONS, &script::ROLES];
            way(Application, Some(Place::Permissions), &acts)
        }
        "token-missing-scope" => way(Application, Some(Place::Permissions), &[&script::SCOPES]),
        "consent-missing" | "admin-consent-required" => {
            let act = if values.user.is_some() { &script::SCOPES } else { &script::ROLES };
            way(Application, Some(Place::Permissions), &[act])
        }
        "enterprise-app-missing" => {
            way(Application, Some(Place::EnterpriseApplication), &[&script::PRINCIPAL])
        }
        "user-not-assigned" => {
            way(Application, Some(Place::EnterpriseApplication), &[&script::USER_ASSIGNMENT])
        }
        "user-not-found" => way(You, Some(Place::Users), &[&script::USER]),
        "account-disabled" => way(Users, Some(Place::Users), &[&script::ACCOUNT]),
        "account-locked" | "password-wrong" | "password-expired" => {
            way(Owner, Some(Place::Users), &[])
        }
        "conditional-access" => way(Security, Some(Place::ConditionalAccess), &[&script::SIGN_INS]),
        "policy-blocked" => way(Security, Some(Place::SignIns), &[&script::SIGN_INS]),
        "mfa-required" | "federation-unavailable" => way(Security, Some(Place::SignIns), &[]),
        "basic-auth-disabled" => way(You, None, &[&script::AUTHENTICATION_POLICY]),
        "service-principal-missing" => {
            let acts = [&script::SERVICE_PRINCIPAL, &script::MAILBOX_PERMISSION];
            way(Exchange, Some(Place::EnterpriseApplication), &acts)
        }
        "mailbox-permission-missing" | "mailbox-logon-failure" => {
            way(Exchange, Some(Place::Mailboxes), &[&script::MAILBOX_PERMISSION])
        }
        "mailbox-not-found" => way(Exchange, Some(Place::Mailboxes), &[&script::MAILBOX]),
        "mailbox-full" => way(Owner, Some(Place::Mailboxes), &[&script::MAILBOX_SIZE]),
        "smtp-auth-disabled-mailbox" | "smtp-auth-disabled-tenant" => {
            way(Exchange, Some(Place::MailApps), &[&script::SMTP_AUTH])
        }
        "protocol-disabled" => {
            let is_pop = values.access.contains(&Access::Pop);
            let act = if is_pop { &script::POP } else { &script::IMAP };
            way(Exchange, Some(Place::MailApps), &[act])
        }
        "send-as-denied" => way(Exchange, Some(Place::Mailboxes), &[&script::SEND_AS]),
        "sender-restricted" => {
            way(Security, Some(Place::RestrictedEntities), &[&script::BLOCKED_SENDER])
        }
        "tenant-restricted" => way(Security, None, &[]),
        "google-app-password-required" => way(Owner, Some(Place::GoogleAppPasswords), &[]),
        "google-web-login-required" | "app-password-required" => way(Owner, None, &[]),
        "google-delegation-missing" => {
            way(Google, Some(Place::GoogleDelegation), &[&script::DELEGATION])
        }
        "google-client-invalid" => way(Google, Some(Place::GoogleCredentials), &[]),
        "google-grant-expired" => way(Google, Some(Place::GoogleAudience), &[]),
        _ => way(You, None, &[]),
    }
}
