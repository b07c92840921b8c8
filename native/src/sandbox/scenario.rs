//! Every failure that the sandbox can show, by name: as the test cards of a payment provider, an
//! address, a client id or a secret that triggers it.
//!
//! What Exchange answers may speak for other causes just as well, since it does not tell them apart; a
//! diagnosis that names one of these is right, too, and the sandbox gives no hint that Exchange does not
//! give.

use serde::Serialize;

use super::{
    faults::{Effect, Fault, Service},
    tenant::contoso as the,
};

/// A failure that can be called for by name.
#[derive(Clone, Debug, Serialize)]
pub struct Scenario {
    /// Its name: the id of the cause, unless there is more than one way to show it.
    pub name: &'static str,
    /// The id of the cause that was planted.
    pub cause: &'static str,
    /// What triggers it.
    pub trigger: Trigger,
    /// Where the failure is seen.
    pub shown_by: &'static [Service],
    /// Whether the server says it only after it has the whole message, so that nothing but a test that
    /// sends one shows it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needs_message: bool,
    /// Causes that the same answers would speak for.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub accepted: &'static [&'static str],
}

/// What to change in the good settings, by the keys of the settings file.
#[derive(Clone, Debug, Serialize)]
pub struct Trigger {
    /// The grant; application credentials when this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// The tenant in the authority URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<&'static str>,
    /// The app registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'static str>,
    /// The client secret; an empty one is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<&'static str>,
    /// The scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<&'static str>,
    /// The mailbox, and the user of a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<&'static str>,
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<&'static str>,
    /// The mailbox, where it is not the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<&'static str>,
    /// The sender, where it differs from the mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<&'static str>,
    /// A fault to set by the control API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// How a login is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// A token for the user's password (RFC 6749 §4.3).
    Password,
    /// No token: the password itself goes to the mail server.
    Basic,
}

const OUTGOING: &[Service] = &[Service::Smtp];
const INCOMING: &[Service] = &[Service::Imap, Service::Pop];
const MAIL: &[Service] = &[Service::Smtp, Service::Imap, Service::Pop];
const TOKEN: &[Service] = &[Service::Token];

/// The good settings.
pub(crate) const GOOD: Trigger = Trigger {
    flow: None,
    tenant: None,
    client_id: None,
    client_secret: None,
    scope: None,
    username: None,
    password: None,
    mailbox: None,
    sender: None,
    fault: None,
};

/// Every scenario.
pub static SCENARIOS: &[Scenario] = &[
    // The token endpoint: what an application asks for.
    at("tenant-not-found", TOKEN, Trigger { tenant: Some("tenant-not-found"), ..GOOD }),
    Scenario {
        name: "tenant-not-given",
        cause: "tenant-not-found",
        ..at("", TOKEN, Trigger { tenant: Some("common"), ..GOOD })
    },
    at("cloud-mismatch", TOKEN, Trigger { tenant: Some(the::ELSEWHERE), ..GOOD }),
    at("app-not-found", TOKEN, by_client(the::APP_NOT_FOUND)),
    at("app-disabled", TOKEN, by_client(the::APP_DISABLED)),
    at("enterprise-app-missing", TOKEN, by_client(the::ENTERPRISE_APP_MISSING)),
    at("secret-invalid", TOKEN, Trigger { client_secret: Some("secret-invalid"), ..GOOD }),
    at("secret-expired", TOKEN, Trigger { client_secret: Some(the::EXPIRED_SECRET), ..GOOD }),
    at("client-auth-missing", TOKEN, Trigger { client_secret: Some(""), ..GOOD }),
    at("public-client-secret", TOKEN, by_client(the::PUBLIC)),
    at("scope-invalid", TOKEN, by_scope("outlook.office365.com,.default")),
    at("scope-not-default", TOKEN, by_scope("https://outlook.office365.com/IMAP.AccessAsApp")),
    at(
        "scope-mixed-resources",
        TOKEN,
        by_scope("https://outlook.office365.com/.default https://graph.microsoft.com/.default"),
    ),
    at("resource-not-found", TOKEN, by_scope("https://outlook.office356.com/.default")),
    at("conditional-access", TOKEN, by_client(the::CONDITIONAL_ACCESS)),
    at("token-endpoint-throttled", TOKEN, by_client(the::THROTTLED)),
    at("token-endpoint-unavailable", TOKEN, by_client(the::UNAVAILABLE)),
    // The token endpoint: what a user asks for.
    at("user-not-found", TOKEN, by_user("user-not-found@contoso.test")),
    at(
        "password-wrong",
        TOKEN,
        Trigger { password: Some("password-wrong"), ..by_user(the::MAILBOX) },
    ),
    Scenario {
        accepted: &["password-wrong"],
        ..at("federated-user", TOKEN, by_user("federated-user@contoso.test"))
    },
    at("federation-unavailable", TOKEN, by_user("federation-unavailable@contoso.test")),
    at("password-expired", TOKEN, by_user("password-expired@contoso.test")),
    at("account-disabled", TOKEN, by_user("account-disabled@contoso.test")),
    at("account-locked", TOKEN, by_user("account-locked@contoso.test")),
    at("mfa-required", TOKEN, by_user("mfa-required@contoso.test")),
    at("consent-missing", TOKEN, of_user(by_client(the::CONSENT_MISSING))),
    Scenario {
        accepted: &["consent-missing"],
        ..at("permission-not-requested", TOKEN, of_user(by_client(the::PERMISSION_NOT_REQUESTED)))
    },
    at("user-not-assigned", TOKEN, of_user(by_client(the::USER_NOT_ASSIGNED))),
    at("app-not-multi-tenant", TOKEN, Trigger { tenant: Some("organizations"), ..of_user(GOOD) }),
    // Tokens that Exchange does not take: it never says why.
    at(
        "token-missing-scope",
        INCOMING,
        Trigger { scope: Some("https://outlook.office365.com/SMTP.Send"), ..of_user(GOOD) },
    ),
    at("token-wrong-audience", MAIL, by_scope("https://graph.microsoft.com/.default")),
    at("token-missing-role", MAIL, by_client(the::TOKEN_MISSING_ROLE)),
    at("token-expired", MAIL, by_client(the::TOKEN_EXPIRED)),
    at("clock-skew", MAIL, by_client(the::CLOCK_SKEW)),
    at(
        "token-wrong-user",
        MAIL,
        Trigger { mailbox: Some("mailbox-permission-missing@contoso.test"), ..of_user(GOOD) },
    ),
    Scenario {
        accepted: &["service-principal-missing"],
        ..at(
            "token-wrong-tenant",
            MAIL,
            Trigger { tenant: Some(the::OTHER_TENANT), client_id: Some(the::MULTI_TENANT), ..GOOD },
        )
    },
    // Exchange Online: what only its administrator can see.
    Scenario {
        accepted: &["mailbox-permission-missing"],
        ..at("service-principal-missing", MAIL, by_client(the::SERVICE_PRINCIPAL_MISSING))
    },
    Scenario {
        name: "service-principal-wrong-id",
        accepted: &["mailbox-permission-missing"],
        ..at("service-principal-missing", MAIL, by_client(the::SERVICE_PRINCIPAL_WRONG_ID))
    },
    Scenario {
        accepted: &["service-principal-missing"],
        ..at(
            "mailbox-permission-missing",
            MAIL,
            by_mailbox("mailbox-permission-missing@contoso.test"),
        )
    },
    Scenario {
        accepted: &["service-principal-missing", "mailbox-permission-missing"],
        ..at("mailbox-not-found", MAIL, by_mailbox("mailbox-not-found@contoso.test"))
    },
    at("smtp-auth-disabled-tenant", OUTGOING, by_mailbox("smtp-auth-disabled-tenant@contoso.test")),
    at(
        "smtp-auth-disabled-mailbox",
        OUTGOING,
        by_mailbox("smtp-auth-disabled-mailbox@contoso.test"),
    ),
    Scenario {
        accepted: &["service-principal-missing", "mailbox-permission-missing"],
        ..at("protocol-disabled", INCOMING, by_mailbox("protocol-disabled@contoso.test"))
    },
    after_message("mailbox-logon-failure", by_mailbox("mailbox-logon-failure@contoso.test")),
    at("mailbox-full", OUTGOING, by_mailbox("mailbox-full@contoso.test")),
    after_message("sender-restricted", by_mailbox("sender-restricted@contoso.test")),
    after_message(
        "send-as-denied",
        Trigger { sender: Some("send-as-denied@contoso.test"), ..GOOD },
    ),
    at("too-many-connections", MAIL, by_mailbox("too-many-connections@contoso.test")),
    at("rate-limited", MAIL, by_mailbox("rate-limited@contoso.test")),
    Scenario {
        name: "submission-quota",
        ..after_message("rate-limited", by_mailbox("submission-quota@contoso.test"))
    },
    at("server-unavailable", MAIL, by_mailbox("server-unavailable@contoso.test")),
    // Logins by password.
    Scenario {
        accepted: &["password-rejected"],
        ..at("basic-auth-disabled", MAIL, by_password("basic-auth-disabled@contoso.test"))
    },
    at("policy-blocked", OUTGOING, by_password("policy-blocked@contoso.test")),
    Scenario {
        name: "security-defaults",
        ..at("policy-blocked", OUTGOING, by_password("security-defaults@contoso.test"))
    },
    at(
        "password-rejected",
        OUTGOING,
        Trigger { password: Some("password-rejected"), ..by_password(the::MAILBOX) },
    ),
    // The way to the servers, which the control API makes faulty.
    at("connection-reset", MAIL, by_fault(Effect::Drop { after_bytes: 0 })),
    at("cert-expired", MAIL, by_fault(Effect::ExpiredCertificate)),
    at("cert-name-mismatch", MAIL, by_fault(Effect::OtherName)),
    at("cert-untrusted", MAIL, by_fault(Effect::UntrustedCertificate)),
    at("starttls-not-offered", MAIL, by_fault(Effect::NoStartTls)),
];

/// The scenario of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

const fn at(cause: &'static str, shown_by: &'static [Service], trigger: Trigger) -> Scenario {
    Scenario { name: cause, cause, trigger, shown_by, needs_message: false, accepted: &[] }
}

/// What Exchange says only after it has the whole message.
const fn after_message(cause: &'static str, trigger: Trigger) -> Scenario {
    Scenario { needs_message: true, ..at(cause, OUTGOING, trigger) }
}

const fn by_client(client_id: &'static str) -> Trigger {
    Trigger { client_id: Some(client_id), ..GOOD }
}

const fn by_scope(scope: &'static str) -> Trigger {
    Trigger { scope: Some(scope), ..GOOD }
}

const fn by_mailbox(address: &'static str) -> Trigger {
    Trigger { username: Some(address), ..GOOD }
}

/// A user who asks for a token with his password.
const fn by_user(name: &'static str) -> Trigger {
    of_user(by_mailbox(name))
}

const fn of_user(trigger: Trigger) -> Trigger {
    Trigger { flow: Some(Flow::Password), ..trigger }
}

const fn by_password(name: &'static str) -> Trigger {
    Trigger { flow: Some(Flow::Basic), ..by_mailbox(name) }
}

/// A fault of the mail service that is tested; `service` is SMTP unless the test says otherwise.
const fn by_fault(effect: Effect) -> Trigger {
    Trigger {
        fault: Some(Fault { service: Service::Smtp, effect, after: None, times: None }),
        ..GOOD
    }
}

#[cfg(test)]
mod tests {
    use mailvet_core::diagnosis::CAUSES;

    use super::*;

    #[test]
    fn every_scenario_has_a_name_of_its_own_and_a_known_cause() {
        for (at, scenario) in SCENARIOS.iter().enumerate() {
            let first = SCENARIOS.iter().position(|other| other.name == scenario.name);
            assert_eq!(first, Some(at), "{} stands twice", scenario.name);
            for cause in [scenario.cause].iter().chain(scenario.accepted) {
                assert!(CAUSES.contains(cause), "{cause} is no cause");
            }
        }
    }
}
