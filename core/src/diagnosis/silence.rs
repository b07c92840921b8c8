//! What it means that a server says nothing. Whoever begins in clear waits for the server's greeting, and
//! whoever begins with TLS for its answer to the handshake; a port that is for the other way says why
//! nothing comes.
//!
//! Sources: RFC 8314 §3 and RFC 6409 §3 for the ports, RFC 5321 §3.1 for who speaks first.

use super::{Guesses, Reason, SAID, scene::Scene};
use crate::{plan::Stage, settings::Security};

/// Where connections begin with TLS.
const OF_TLS: [u16; 3] = [465, 993, 995];

/// Where they begin in clear.
const IN_CLEAR: [u16; 4] = [25, 110, 143, 587];

/// Adds what silence means in the stage where it was met.
pub(super) fn conclude(scene: &Scene<'_>, guesses: &mut Guesses) {
    if !scene.has_fact("error_kind", "timeout") {
        return;
    }
    let port = |usual: &[u16]| scene.port.filter(|port| usual.contains(port));
    let by_port = |words, port: u16| Reason::Concluded(words, vec![("port", port.to_string())]);
    match (scene.evidence.stage, scene.evidence.security) {
        (Some(Stage::Greeting), Some(Security::Ssl))
        | (Some(Stage::Tls), Some(Security::Tls))
        | (Some(Stage::Capability | Stage::Mailbox | Stage::Send), _) => {
            guesses.add("server-unavailable", 0.6, SAID);
        }
        (Some(Stage::Greeting), _) => {
            match port(&OF_TLS) {
                Some(port) => {
                    let why = by_port("why-silent-tls-port", port);
                    guesses.add("plaintext-on-tls-port", 0.95, why);
                }
                None => guesses.add("plaintext-on-tls-port", 0.7, SAID),
            }
            guesses.add("server-unavailable", 0.6, SAID);
        }
        // Servers answer a login late where others have failed before it.
        (Some(Stage::Authenticate), _) => {
            guesses.add("server-unavailable", 0.6, SAID);
            guesses.add("rate-limited", 0.55, SAID);
        }
        (Some(Stage::Tls), security) => match port(&IN_CLEAR) {
            Some(port) if security == Some(Security::Ssl) => {
                let why = by_port("why-silent-starttls-port", port);
                guesses.add("tls-on-plaintext-port", 0.95, why);
            }
            _ => guesses.add("not-a-mail-server", 0.4, SAID),
        },
        _ => {}
    }
}
