//! What is likely where the words are of no known failure, though they tell of one: what most often
//! fails in that place.
//!
//! A hunch is never sure. Sources: what threads of users established (2026-11-24).

use super::{
    Guesses, Reason,
    evidence::{Flow, Protocol, Provider},
    scene::Scene,
};
use crate::plan::Stage;

/// How sure the likeliest is; each further one is less so.
const FIRST: f64 = 0.35;
const LESS: f64 = 0.05;

/// Where the words speak of, when nobody says it.
const TOPICS: [(&str, Stage); 14] = [
    ("certificate", Stage::Tls),
    ("handshake", Stage::Tls),
    ("ssl", Stage::Tls),
    ("access token", Stage::Token),
    ("oauth", Stage::Token),
    ("authenticat", Stage::Authenticate),
    ("credential", Stage::Authenticate),
    ("password", Stage::Authenticate),
    ("login", Stage::Authenticate),
    ("logon", Stage::Authenticate),
    ("recipient", Stage::Mailbox),
    ("sender", Stage::Mailbox),
    ("mailbox", Stage::Mailbox),
    ("connect", Stage::Connect),
];

/// Adds what is likely, where nothing else is thought of.
pub(super) fn follow(scene: &Scene<'_>, guesses: &mut Guesses) {
    // A probe tells facts of what failed alone; a file or a deadline is nobody's fault in that place.
    let is_probed = !scene.evidence.facts.is_empty();
    let is_apart = ["file", "deadline"].iter().any(|kind| scene.has_fact("error_kind", kind));
    if guesses.best() > 0.0 || is_apart || !is_probed && !scene.words.tell_of_failure() {
        return;
    }
    let mut confidence = FIRST;
    for cause in stage_of(scene).map_or(&[][..], |stage| likely(stage, scene)) {
        guesses.add(cause, confidence, Reason::plain("why-hunch"));
        confidence -= LESS;
    }
}

/// Where it failed. A pasted text alone may tell of anything, so that its words count only where
/// somebody says that they are of mail.
fn stage_of(scene: &Scene<'_>) -> Option<Stage> {
    scene.evidence.stage.or(match scene.evidence.protocol? {
        Protocol::Dns => Some(Stage::Resolve),
        Protocol::Tcp => Some(Stage::Connect),
        Protocol::Tls => Some(Stage::Tls),
        Protocol::OAuth => Some(Stage::Token),
        Protocol::Smtp | Protocol::Imap | Protocol::Pop | Protocol::Graph => TOPICS
            .iter()
            .find(|(topic, _)| scene.words.line.contains(topic))
            .map(|(_, stage)| *stage),
    })
}

fn likely(stage: Stage, scene: &Scene<'_>) -> &'static [&'static str] {
    let is_google = scene.provider == Some(Provider::Google);
    match stage {
        Stage::Resolve => &["dns-not-found", "dns-failure"],
        Stage::Connect => &["connect-timeout", "connect-refused", "connection-intercepted"],
        Stage::Tls => &["cert-untrusted", "tls-on-plaintext-port", "tls-version-unsupported"],
        Stage::Greeting | Stage::Capability => {
            &["plaintext-on-tls-port", "server-unavailable", "connection-reset"]
        }
        Stage::Token | Stage::Claims if is_google => {
            &["google-client-invalid", "google-grant-expired", "google-delegation-missing"]
        }
        Stage::Token | Stage::Claims => &["secret-invalid", "app-not-found", "consent-missing"],
        Stage::Authenticate if is_google => &[
            "google-credentials-rejected",
            "google-app-password-required",
            "google-web-login-required",
        ],
        Stage::Authenticate => at_login(scene),
        Stage::Mailbox if scene.protocol == Some(Protocol::Smtp) => {
            &["sender-rejected", "recipient-rejected", "relay-denied"]
        }
        Stage::Mailbox => &["mailbox-permission-missing", "mailbox-not-found", "protocol-disabled"],
        Stage::Send => &["send-as-denied", "sender-rejected", "sender-restricted"],
        Stage::Goodbye => &[],
    }
}

fn at_login(scene: &Scene<'_>) -> &'static [&'static str] {
    let is_microsoft = scene.provider == Some(Provider::Microsoft);
    match scene.evidence.flow {
        Some(Flow::Application) => {
            &["service-principal-missing", "mailbox-permission-missing", "token-missing-role"]
        }
        Some(Flow::User) => &["token-wrong-audience", "token-wrong-user", "protocol-disabled"],
        _ if is_microsoft => &["basic-auth-disabled", "password-rejected", "policy-blocked"],
        _ => &["password-rejected", "app-password-required", "mechanism-not-offered"],
    }
}
