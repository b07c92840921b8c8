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
    /// Whether it is seen only when the refresh token of an earlier sign-in is used.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needs_refresh: bool,
    /// Whether Mailvet's rules refuse the settings, so that nothing is ever sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused_by_rules: bool,
    /// Causes that the same answers would speak for.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub accepted: &'static [&'static str],
}

impl Scenario {
    /// Whether the form in the browser shows it: it reads no file of the sandbox's, and has no sign-in
    /// behind it.
    pub(crate) fn is_of_form(&self) -> bool {
        !self.needs_refresh && self.trigger.proof.is_none()
    }
}

/// What to change in the good settings, by the keys of the settings file.
#[derive(Clone, Debug, Serialize)]
pub struct Trigger {
    /// The grant; application credentials when this is absent. Where somebody has to sign in, it is
    /// `username`, with the password of every user.
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
    /// What proves the app in place of its secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
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
    /// Whom a message is sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_to: Option<&'static str>,
    /// `pop`, where it is not IMAP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<&'static str>,
    /// `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<&'static str>,
    /// Which of the service's ports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Port>,
    /// Whether mail is sent after a login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_authentication: Option<bool>,
    /// A fault to set by the control API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// One of a service's ports, by its name in the line of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Port {
    /// SMTP as on port 25.
    Plain,
    /// STARTTLS first.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// What proves an app, by the name of its file in the line of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A certificate with its key.
    ClientCertificate,
    /// An assertion of another authorization server.
    AssertionFile,
}

/// How a login is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// A user signs in with a browser (RFC 6749 §4.1).
    AuthorizationCode,
    /// A user signs in on another device (RFC 8628).
    DeviceCode,
    /// A token for the user's password (RFC 6749 §4.3).
    Password,
    /// No token: the password itself goes to the mail server.
    Basic,
}

const OUTGOING: &[Service] = &[Service::Smtp];
const POP: &[Service] = &[Service::Pop];
const INCOMING: &[Service] = &[Service::Imap, Service::Pop];
const MAIL: &[Service] = &[Service::Smtp, Service::Imap, Service::Pop];
const TOKEN: &[Service] = &[Service::Token];

/// The good settings.
pub(crate) const GOOD: Trigger = Trigger {
    flow: None,
    tenant: None,
    client_id: None,
    client_secret: None,
    proof: None,
    scope: None,
    username: None,
    password: None,
    mailbox: None,
    sender: None,
    send_to: None,
    protocol: None,
    security: None,
    port: None,
    requires_authentication: None,
    fault: None,
};

/// Every scenario.
pub static SCENARIOS: &[Scenario] = &[
    // The token endpoint: what an application asks for.
    at("tenant-not-found", TOKEN, Trigger { tenant: Some("tenant-not-found"), ..GOOD }),
    Scenario {
        name: "tenant-not-given",
        cause: "tenant-not-found",
        refused_by_rules: true,
        ..at("", TOKEN, Trigger { tenant: Some("common"), ..GOOD })
    },
    at("tenant-restrictions", TOKEN, Trigger { tenant: Some(the::RESTRICTED), ..GOOD }),
    at("cloud-mismatch", TOKEN, Trigger { tenant: Some(the::ELSEWHERE), ..GOOD }),
    at("app-not-found", TOKEN, by_client(the::APP_NOT_FOUND)),
    at("app-disabled", TOKEN, by_client(the::APP_DISABLED)),
    at("enterprise-app-missing", TOKEN, by_client(the::ENTERPRISE_APP_MISSING)),
    at("secret-invalid", TOKEN, Trigger { client_secret: Some("secret-invalid"), ..GOOD }),
    at("secret-expired", TOKEN, Trigger { client_secret: Some(the::EXPIRED_SECRET), ..GOOD }),
    Scenario {
        refused_by_rules: true,
        ..at("client-auth-missing", TOKEN, Trigger { client_secret: Some(""), ..GOOD })
    },
    at("public-client-secret", TOKEN, by_client(the::PUBLIC)),
    at(
        "client-assertion-invalid",
        TOKEN,
        Trigger { proof: Some(Proof::ClientCertificate), ..by_client(the::ASSERTION_INVALID) },
    ),
    Scenario {
        name: "federated-credential-unknown",
        ..at(
            "client-assertion-invalid",
            TOKEN,
            Trigger { proof: Some(Proof::AssertionFile), ..by_client(the::ASSERTION_INVALID) },
        )
    },
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
    Scenario {
        refused_by_rules: true,
        ..at(
            "authority-unsuitable",
            TOKEN,
            Trigger { tenant: Some("common"), ..of_user(by_client(the::MULTI_TENANT)) },
        )
    },
    at("app-of-microsoft", TOKEN, of_user(by_client(the::OF_MICROSOFT))),
    // The token endpoint: what a user who signs in is given.
    at("admin-consent-required", TOKEN, by_browser(by_client(the::CONSENT_MISSING))),
    Scenario {
        name: "consent-declined",
        ..at("consent-missing", TOKEN, by_browser(by_mailbox("consent-declined@contoso.test")))
    },
    at("redirect-mismatch", TOKEN, by_browser(by_client(the::REDIRECT_MISMATCH))),
    at("redirect-platform", TOKEN, by_browser(by_client(the::REDIRECT_PLATFORM))),
    at(
        "authorization-code-used",
        TOKEN,
        by_browser(by_mailbox("authorization-code-used@contoso.test")),
    ),
    at(
        "grant-tenant-mismatch",
        TOKEN,
        by_browser(by_mailbox("grant-tenant-mismatch@contoso.test")),
    ),
    again("refresh-token-expired", "refresh-token-expired@contoso.test"),
    again("refresh-token-revoked", "refresh-token-revoked@contoso.test"),
    at("device-code-pending", TOKEN, by_device("device-code-pending@contoso.test")),
    Scenario {
        name: "device-code-expired",
        ..at("device-code-pending", TOKEN, by_device("device-code-expired@contoso.test"))
    },
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
    at("command-too-long", POP, Trigger { protocol: Some("pop"), ..by_client(the::LONG_TOKEN) }),
    at("personal-account", MAIL, by_mailbox("someone@outlook.com")),
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
    after_message("message-too-large", by_mailbox("message-too-large@contoso.test")),
    after_message(
        "recipient-rejected",
        Trigger { send_to: Some("recipient-rejected@contoso.test"), ..GOOD },
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
    // The way in, which the settings miss.
    at("not-authenticated", OUTGOING, ANONYMOUS),
    at("starttls-required", OUTGOING, Trigger { security: Some("none"), ..ANONYMOUS }),
    at(
        "relay-denied",
        OUTGOING,
        Trigger { port: Some(Port::Plain), sender: Some("someone@elsewhere.test"), ..ANONYMOUS },
    ),
    at("mechanism-not-offered", OUTGOING, Trigger { port: Some(Port::Plain), ..GOOD }),
    at(
        "tls-on-plaintext-port",
        MAIL,
        Trigger { security: Some("ssl"), port: Some(Port::StartTls), ..GOOD },
    ),
    at(
        "plaintext-on-tls-port",
        INCOMING,
        Trigger { security: Some("tls"), port: Some(Port::Tls), ..GOOD },
    ),
    // The way to the servers, which the control API makes faulty.
    at("connection-reset", MAIL, by_fault(Effect::Drop { after_bytes: 0 })),
    at("cert-expired", MAIL, by_fault(Effect::ExpiredCertificate)),
    at("cert-name-mismatch", MAIL, by_fault(Effect::OtherName)),
    at("cert-untrusted", MAIL, by_fault(Effect::UntrustedCertificate)),
    at("starttls-not-offered", MAIL, by_fault(Effect::NoStartTls)),
    at("connection-intercepted", OUTGOING, by_fault(Effect::Inspection)),
    Scenario {
        name: "throttled",
        ..at("rate-limited", MAIL, by_fault(Effect::Throttle { retry_after: 30 }))
    },
    Scenario {
        name: "service-unavailable",
        ..at("server-unavailable", MAIL, by_fault(Effect::Unavailable))
    },
    Scenario {
        name: "silence",
        accepted: &["not-a-mail-server", "plaintext-on-tls-port"],
        ..at("connect-timeout", MAIL, by_fault(Effect::Silence))
    },
];

/// What no tenant can show, whatever is changed in the good settings, and why.
#[cfg(test)]
const OF_NO_TENANT: &[(&str, &[&str])] = &[
    (
        "it is of the machine and the network that the client is on",
        &[
            "cert-revocation-unavailable",
            "connect-refused",
            "dns-failure",
            "dns-not-found",
            "ipv6-unreachable",
            "port-25-blocked",
            "proxy-refused",
        ],
    ),
    (
        "it is of other mail servers and other providers",
        &[
            "app-password-required",
            "authentication-unwanted",
            "client-certificate-required",
            "google-app-password-required",
            "google-client-invalid",
            "google-credentials-rejected",
            "google-delegation-missing",
            "google-grant-expired",
            "google-scope-insufficient",
            "google-web-login-required",
            "login-disabled",
            "not-a-mail-server",
            "sender-rejected",
        ],
    ),
    ("it is told in a report after the message was taken", &["tenant-restricted"]),
    ("it is of Microsoft Graph, which the sandbox has not", &["token-malformed"]),
    (
        "it takes a request that no settings lead to, and which is answered as Microsoft answers it",
        &["request-malformed", "tls-version-unsupported", "token-wrong-app", "xoauth2-malformed"],
    ),
];

/// The scenario of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

const fn at(cause: &'static str, shown_by: &'static [Service], trigger: Trigger) -> Scenario {
    Scenario {
        name: cause,
        cause,
        trigger,
        shown_by,
        needs_message: false,
        needs_refresh: false,
        refused_by_rules: false,
        accepted: &[],
    }
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

/// A user who signs in with a browser.
const fn by_browser(trigger: Trigger) -> Trigger {
    Trigger { flow: Some(Flow::AuthorizationCode), ..trigger }
}

/// A user who signs in on another device.
const fn by_device(name: &'static str) -> Trigger {
    Trigger { flow: Some(Flow::DeviceCode), ..by_mailbox(name) }
}

/// What is refused to a user who has signed in before.
const fn again(cause: &'static str, name: &'static str) -> Scenario {
    Scenario { needs_refresh: true, ..at(cause, TOKEN, by_browser(by_mailbox(name))) }
}

/// Mail without a login.
const ANONYMOUS: Trigger =
    Trigger { requires_authentication: Some(false), sender: Some(the::MAILBOX), ..GOOD };

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

    #[test]
    fn every_cause_has_a_scenario_or_a_reason_why_it_has_none() {
        for cause in CAUSES {
            let is_shown = SCENARIOS.iter().any(|scenario| scenario.cause == *cause);
            let is_of_none = OF_NO_TENANT.iter().any(|(_, causes)| causes.contains(cause));
            assert_ne!(is_shown, is_of_none, "{cause}");
        }
    }
}
