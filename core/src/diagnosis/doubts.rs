//! What speaks against a cause that a sign speaks for.
//!
//! A doubt is a row like a sign: the cause, what is left of its confidence, the needs, all of which
//! have to be known, and the id of the words that tell it.
//!
//! Sources: RFC 8314 §3 and RFC 6409 §3 for the ports; Microsoft, *Deprecation of Basic authentication
//! in Exchange Online* (2026-01-27).

use super::{
    Guesses, Reason,
    evidence::{Flow, Protocol, Provider},
    scene::Scene,
    signs::Need::{self, By, Fact, Known, Lacks, Over, Port, Says, With},
};
use crate::settings::Security;

/// Evidence that speaks against a cause.
pub(super) struct Doubt {
    cause: &'static str,
    /// What is left of the confidence, from 0 to 1.
    left: f32,
    pub(super) needs: &'static [Need],
    words: &'static str,
}

macro_rules! doubts {
    ($($cause:literal $left:literal $($need:expr),+ => $words:literal;)*) => {
        pub(super) const DOUBTS: &[Doubt] = &[
            $(Doubt { cause: $cause, left: $left, needs: &[$($need),+], words: $words }),*
        ];
    };
}

doubts! {
    "dns-not-found" 0.95 Says("smtp.gmail.com") => "against-known-host";
    "dns-not-found" 0.95 Says("imap.gmail.com") => "against-known-host";
    "dns-not-found" 0.95 Says("smtp.office365.com") => "against-known-host";
    "dns-not-found" 0.95 Says("outlook.office365.com") => "against-known-host";
    "dns-not-found" 0.95 Says("login.microsoftonline.com") => "against-known-host";
    "tls-on-plaintext-port" 0.95 Port(465) => "against-tls-port";
    "tls-on-plaintext-port" 0.95 Port(993) => "against-tls-port";
    "tls-on-plaintext-port" 0.95 Port(995) => "against-tls-port";
    "tls-on-plaintext-port" 0.95 With(Security::Tls) => "against-starttls-chosen";
    "plaintext-on-tls-port" 0.8 Port(587) => "against-starttls-port";
    "plaintext-on-tls-port" 0.8 Port(25) => "against-starttls-port";
    "plaintext-on-tls-port" 0.8 Port(143) => "against-starttls-port";
    "plaintext-on-tls-port" 0.8 Port(110) => "against-starttls-port";
    "plaintext-on-tls-port" 0.8 With(Security::Ssl) => "against-tls-chosen";
    "cert-expired" 1.0 Fact("tls_error", "certificate-not-yet-valid") => "against-not-yet-valid";
    "cert-expired" 1.0 Says("notvalidyet") => "against-not-yet-valid";
    "cert-expired" 1.0 Says("not yet valid"), Lacks("has expired or is not yet valid") => "against-not-yet-valid";
    "password-rejected" 0.85 Known(Provider::Microsoft), Over(Protocol::Imap) => "against-basic-auth-ended";
    "password-rejected" 0.85 Known(Provider::Microsoft), Over(Protocol::Pop) => "against-basic-auth-ended";
    "password-rejected" 0.7 By(Flow::Application) => "against-token-used";
    "password-rejected" 0.7 By(Flow::User) => "against-token-used";
    "authentication-unwanted" 0.7 By(Flow::Application) => "against-token-used";
    "authentication-unwanted" 0.7 By(Flow::User) => "against-token-used";
    "basic-auth-disabled" 0.8 By(Flow::Application) => "against-token-used";
    "basic-auth-disabled" 0.8 By(Flow::User) => "against-token-used";
    "mailbox-permission-missing" 0.9 By(Flow::User), Says("ated but not connected") => "against-own-mailbox";
    "port-25-blocked" 0.8 Says("connection refused") => "against-refused";
}

/// Makes less sure what something known speaks against.
pub(super) fn weigh(scene: &Scene<'_>, guesses: &mut Guesses) {
    for Doubt { cause, left, needs, words } in DOUBTS {
        if guesses.has(cause) && scene.meets(needs) == Some(1.0) {
            guesses.doubt(cause, f64::from(*left), Reason::plain(words));
        }
    }
}
