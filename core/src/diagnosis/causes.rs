//! The vocabulary of causes: the one thing that someone must change.
//!
//! The ids are an interface; scripts, translations and support tickets rely on them. None is renamed,
//! and a new one is added only where none fits.

/// Writes the sections, and the ids of all of them in one list.
macro_rules! causes {
    ($($section:literal: $($id:literal),+;)+) => {
        /// Every cause, from the network to the mailbox.
        pub const CAUSES: &[&str] = &[$($($id),+),+];

        /// The causes under the title of what they are about.
        pub const SECTIONS: &[(&str, &[&str])] = &[$(($section, &[$($id),+])),+];
    };
}

causes! {
    "Network":
        "dns-not-found",
        "dns-failure",
        "connect-refused",
        "connect-timeout",
        "port-25-blocked",
        "connection-reset",
        "not-a-mail-server",
        "connection-intercepted",
        "server-unavailable",
        "proxy-refused",
        "ipv6-unreachable";
    "TLS":
        "tls-on-plaintext-port",
        "plaintext-on-tls-port",
        "starttls-not-offered",
        "tls-version-unsupported",
        "cert-expired",
        "cert-name-mismatch",
        "cert-revocation-unavailable",
        "client-certificate-required",
        "cert-untrusted";
    "Token endpoint":
        "tenant-not-found",
        "app-not-multi-tenant",
        "grant-tenant-mismatch",
        "authority-unsuitable",
        "app-not-found",
        "app-disabled",
        "secret-invalid",
        "secret-expired",
        "client-auth-missing",
        "client-assertion-invalid",
        "public-client-secret",
        "scope-invalid",
        "scope-not-default",
        "scope-mixed-resources",
        "resource-not-found",
        "permission-not-requested",
        "enterprise-app-missing",
        "consent-missing",
        "admin-consent-required",
        "user-not-found",
        "user-not-assigned",
        "password-wrong",
        "federated-user",
        "federation-unavailable",
        "password-expired",
        "account-disabled",
        "account-locked",
        "mfa-required",
        "tenant-restrictions",
        "clock-skew",
        "cloud-mismatch",
        "conditional-access",
        "refresh-token-expired",
        "refresh-token-revoked",
        "redirect-mismatch",
        "redirect-platform",
        "authorization-code-used",
        "device-code-pending",
        "request-malformed",
        "token-endpoint-throttled",
        "token-endpoint-unavailable",
        "app-of-microsoft",
        "personal-account";
    "Token claims":
        "token-wrong-audience",
        "token-missing-role",
        "token-missing-scope",
        "token-wrong-user",
        "token-wrong-tenant",
        "token-wrong-app",
        "token-expired",
        "token-malformed";
    "Exchange Online and other mail servers":
        "smtp-auth-disabled-tenant",
        "smtp-auth-disabled-mailbox",
        "basic-auth-disabled",
        "policy-blocked",
        "service-principal-missing",
        "mailbox-permission-missing",
        "mailbox-not-found",
        "mailbox-logon-failure",
        "protocol-disabled",
        "send-as-denied",
        "not-authenticated",
        "relay-denied",
        "password-rejected",
        "starttls-required",
        "app-password-required",
        "authentication-unwanted",
        "command-too-long",
        "login-disabled",
        "mechanism-not-offered",
        "xoauth2-malformed",
        "mailbox-full",
        "sender-restricted",
        "tenant-restricted",
        "too-many-connections",
        "rate-limited",
        "recipient-rejected",
        "sender-rejected",
        "message-too-large";
    "Google":
        "google-app-password-required",
        "google-credentials-rejected",
        "google-web-login-required",
        "google-scope-insufficient",
        "google-grant-expired",
        "google-delegation-missing",
        "google-client-invalid";
}
