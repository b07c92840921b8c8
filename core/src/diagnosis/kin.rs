//! What the same words also mean.
//!
//! Servers use one sentence for several things, and clients sum up what they heard. Behind a cause
//! that is likely, though not certain, stand those that its users most often found in its place, as
//! threads established (2026-11-24).

use super::{Guess, Reason, evidence::Provider, scene::Scene};

/// So many causes are worth a look.
const MOST: usize = 3;

/// What is this sure has no others beside it.
const CERTAIN: f64 = 0.965;

macro_rules! kin {
    ($($cause:literal: $($other:literal)+;)*) => {
        /// The causes that are taken for one another, the likelier first.
        const KIN: &[(&str, &[&str])] = &[$(($cause, &[$($other),+])),*];
    };
}

kin! {
    "dns-not-found": "dns-failure";
    "dns-failure": "dns-not-found" "connect-timeout";
    "connect-refused": "connect-timeout" "connection-intercepted";
    "connect-timeout": "port-25-blocked" "plaintext-on-tls-port";
    "port-25-blocked": "connect-timeout" "connection-intercepted";
    "connection-reset": "plaintext-on-tls-port" "tls-version-unsupported";
    "connection-intercepted": "cert-name-mismatch" "port-25-blocked";
    "not-a-mail-server": "connection-intercepted" "tls-on-plaintext-port";
    "server-unavailable": "rate-limited" "account-locked";
    "tls-on-plaintext-port": "connection-intercepted" "tls-version-unsupported";
    "plaintext-on-tls-port": "connect-timeout" "connection-reset";
    "starttls-not-offered": "connection-intercepted" "tls-on-plaintext-port";
    "tls-version-unsupported": "tls-on-plaintext-port" "cert-untrusted";
    "cert-expired": "clock-skew" "cert-untrusted";
    "cert-name-mismatch": "connection-intercepted" "cert-untrusted";
    "cert-untrusted": "connection-intercepted" "cert-expired";
    "tenant-not-found": "cloud-mismatch" "authority-unsuitable";
    "authority-unsuitable": "app-not-multi-tenant" "proxy-refused";
    "app-not-found": "tenant-not-found" "enterprise-app-missing";
    "secret-invalid": "app-not-found" "secret-expired";
    "client-auth-missing": "public-client-secret" "secret-invalid";
    "client-assertion-invalid": "secret-invalid" "clock-skew";
    "scope-invalid": "scope-not-default" "permission-not-requested";
    "scope-not-default": "scope-invalid" "scope-mixed-resources";
    "scope-mixed-resources": "scope-invalid" "scope-not-default";
    "resource-not-found": "scope-invalid" "permission-not-requested";
    "permission-not-requested": "consent-missing" "resource-not-found";
    "enterprise-app-missing": "consent-missing" "app-not-found";
    "consent-missing": "admin-consent-required" "permission-not-requested";
    "admin-consent-required": "consent-missing" "permission-not-requested";
    "user-not-found": "tenant-not-found" "app-not-multi-tenant";
    "password-wrong": "federated-user" "mfa-required";
    "account-locked": "password-wrong" "conditional-access";
    "mfa-required": "conditional-access" "policy-blocked";
    "conditional-access": "policy-blocked" "mfa-required";
    "refresh-token-expired": "refresh-token-revoked" "authorization-code-used";
    "refresh-token-revoked": "refresh-token-expired" "authorization-code-used";
    "authorization-code-used": "request-malformed" "redirect-mismatch";
    "redirect-mismatch": "redirect-platform" "authority-unsuitable";
    "redirect-platform": "redirect-mismatch" "client-auth-missing";
    "request-malformed": "authorization-code-used" "authority-unsuitable";
    "token-endpoint-unavailable": "token-endpoint-throttled" "authority-unsuitable";
    "token-expired": "refresh-token-expired" "clock-skew";
    "token-missing-role": "consent-missing" "mailbox-permission-missing";
    "token-wrong-audience": "scope-invalid" "token-missing-scope";
    "basic-auth-disabled": "password-rejected" "smtp-auth-disabled-mailbox";
    "policy-blocked": "conditional-access" "basic-auth-disabled";
    "service-principal-missing": "mailbox-permission-missing" "token-missing-role";
    "mailbox-permission-missing": "token-wrong-user" "mailbox-not-found";
    "mailbox-not-found": "recipient-rejected" "mailbox-permission-missing";
    "mailbox-logon-failure": "mailbox-permission-missing" "mailbox-not-found";
    "send-as-denied": "sender-rejected" "not-authenticated";
    "not-authenticated": "relay-denied" "starttls-required";
    "relay-denied": "not-authenticated" "recipient-rejected";
    "password-rejected": "app-password-required" "basic-auth-disabled" "smtp-auth-disabled-mailbox" "protocol-disabled";
    "app-password-required": "password-rejected" "basic-auth-disabled";
    "starttls-required": "login-disabled" "not-authenticated";
    "login-disabled": "starttls-required" "mechanism-not-offered";
    "mechanism-not-offered": "starttls-required" "authentication-unwanted";
    "authentication-unwanted": "password-rejected" "mechanism-not-offered";
    "command-too-long": "xoauth2-malformed";
    "xoauth2-malformed": "mechanism-not-offered" "token-wrong-user";
    "sender-restricted": "relay-denied" "rate-limited";
    "tenant-restricted": "sender-restricted" "sender-rejected";
    "too-many-connections": "rate-limited" "server-unavailable";
    "rate-limited": "too-many-connections" "sender-restricted";
    "recipient-rejected": "mailbox-not-found" "sender-rejected";
    "sender-rejected": "send-as-denied" "sender-restricted";
    "protocol-disabled": "mailbox-not-found" "mailbox-permission-missing";
    "app-not-multi-tenant": "authority-unsuitable" "tenant-not-found";
    "cloud-mismatch": "tenant-not-found" "authority-unsuitable";
    "grant-tenant-mismatch": "refresh-token-revoked" "tenant-not-found";
    "secret-expired": "secret-invalid";
    "public-client-secret": "client-auth-missing" "redirect-platform";
    "user-not-assigned": "consent-missing" "user-not-found";
    "federated-user": "password-wrong" "federation-unavailable";
    "federation-unavailable": "federated-user" "password-rejected";
    "password-expired": "password-wrong" "password-rejected";
    "account-disabled": "user-not-found" "password-wrong";
    "tenant-restrictions": "conditional-access" "policy-blocked";
    "clock-skew": "client-assertion-invalid" "token-expired";
    "device-code-pending": "authorization-code-used" "mfa-required";
    "token-endpoint-throttled": "token-endpoint-unavailable" "rate-limited";
    "token-missing-scope": "consent-missing" "token-wrong-audience";
    "token-wrong-user": "mailbox-permission-missing" "token-wrong-audience";
    "token-malformed": "token-expired" "token-wrong-audience";
    "smtp-auth-disabled-tenant": "smtp-auth-disabled-mailbox" "basic-auth-disabled";
    "smtp-auth-disabled-mailbox": "smtp-auth-disabled-tenant" "basic-auth-disabled";
    "mailbox-full": "message-too-large" "rate-limited";
    "message-too-large": "mailbox-full" "command-too-long";
    "cert-revocation-unavailable": "cert-untrusted" "connect-timeout";
    "client-certificate-required": "cert-untrusted";
    "proxy-refused": "connect-timeout" "connection-intercepted";
    "ipv6-unreachable": "connect-timeout" "port-25-blocked";
    "google-app-password-required": "google-credentials-rejected" "google-web-login-required";
    "google-credentials-rejected": "google-app-password-required" "google-scope-insufficient";
    "google-web-login-required": "google-credentials-rejected" "google-app-password-required";
    "google-scope-insufficient": "google-credentials-rejected" "google-app-password-required";
    "google-grant-expired": "google-client-invalid" "clock-skew";
    "google-delegation-missing": "google-scope-insufficient" "google-client-invalid";
    "google-client-invalid": "client-assertion-invalid" "google-delegation-missing";
}

/// Whether a provider can have a cause.
fn fits(cause: &str, provider: Option<Provider>) -> bool {
    match cause {
        "app-password-required" => provider.is_none_or(|known| known == Provider::Other),
        "app-not-multi-tenant"
        | "cloud-mismatch"
        | "basic-auth-disabled"
        | "smtp-auth-disabled-mailbox" => provider.is_none_or(|known| known == Provider::Microsoft),
        _ => true,
    }
}

/// Puts behind the causes what is taken for the first of them.
pub(super) fn join(scene: &Scene<'_>, guesses: &mut Vec<Guess>) {
    let Some(Guess { id, confidence, .. }) = guesses.first() else { return };
    let (first, confidence) = (*id, *confidence);
    if confidence >= CERTAIN {
        return;
    }
    let others = KIN.iter().find(|(cause, _)| *cause == first).map_or(&[][..], |(_, kin)| kin);
    // What is left of certainty is shared among them.
    let mut left = (1.0 - confidence).min(confidence) / 2.0;
    for other in others.iter().filter(|other| fits(other, scene.provider)) {
        if guesses.len() < MOST && guesses.iter().all(|guess| guess.id != *other) {
            let why = vec![Reason::plain("why-akin")];
            guesses.push(Guess { id: other, confidence: left, why, against: Vec::new() });
            left /= 2.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::CAUSES;

    #[test]
    fn kin_are_causes_and_stand_once() {
        for (at, (cause, kin)) in KIN.iter().enumerate() {
            assert!(KIN.iter().skip(at + 1).all(|(other, _)| other != cause), "{cause} twice");
            for id in kin.iter().chain([cause]) {
                assert!(CAUSES.contains(id), "{id} is no cause");
            }
            assert!(!kin.contains(cause), "{cause} is its own kin");
        }
    }
}
