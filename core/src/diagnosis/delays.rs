//! What was granted minutes ago may not count yet.
//!
//! Whoever knows when something was granted gives it as the setting `granted_at`, in seconds since
//! 1970 or as RFC 3339 writes it. Sources: Google, *Control API access with domain-wide delegation*
//! (up to 24 hours); for the others what administrators measured (2026-11-24).

use super::{Guess, Reason, scene::Scene};
use crate::{claims::Claims, moment};

/// How many minutes the removal of a cause takes to count, at most.
const DELAYS: [(&str, i64); 12] = [
    ("admin-consent-required", 2),
    ("consent-missing", 2),
    ("enterprise-app-missing", 2),
    ("permission-not-requested", 2),
    ("token-missing-role", 2),
    ("mailbox-permission-missing", 60),
    ("protocol-disabled", 60),
    ("send-as-denied", 60),
    ("service-principal-missing", 60),
    ("smtp-auth-disabled-mailbox", 60),
    ("smtp-auth-disabled-tenant", 60),
    ("google-delegation-missing", 24 * 60),
];

/// Says of each cause that may be removed already when to try again.
pub(super) fn tell(scene: &Scene<'_>, guesses: &mut [Guess]) {
    let Some(granted) = scene.evidence.settings.get("granted_at").and_then(moment::of_value) else {
        return;
    };
    let Some(at) = scene.moment().or(scene.evidence.now) else { return };
    let issued = scene.evidence.claims.as_ref().and_then(Claims::issued);
    for Guess { id, against, .. } in guesses {
        let Some((_, most)) = DELAYS.iter().find(|(cause, _)| cause == id) else { continue };
        let counts = granted.saturating_add(most * 60);
        if issued.is_some_and(|issued| issued < granted) {
            against.push(Reason::plain("against-older-token"));
        } else if (granted..counts).contains(&at) {
            let params = [
                ("ago", at.saturating_sub(granted) / 60),
                ("most", *most),
                ("left", counts.saturating_sub(at) / 60 + 1),
            ];
            let mut params: Vec<_> =
                params.into_iter().map(|(name, minutes)| (name, minutes.to_string())).collect();
            params.push(("when", moment::time_of_day(counts)));
            against.push(Reason::Concluded("against-granted", params));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnosis::{CAUSES, Evidence, diagnose};

    #[test]
    fn what_takes_time_is_a_cause() {
        for (cause, _) in DELAYS {
            assert!(CAUSES.contains(&cause), "{cause}");
        }
    }

    #[track_caller]
    fn check(granted: &str, claims: &serde_json::Value, expected: &[Reason]) {
        let evidence = json!({
            "text": "A1 NO AUTHENTICATE failed.",
            "provider": "microsoft",
            "protocol": "imap",
            "flow": "client-credentials",
            "at": "2026-11-24T10:00:00Z",
            "settings": { "granted_at": granted },
            "claims": claims,
        });
        let serde_json::Value::Object(evidence) = evidence else { return };
        let guesses = diagnose(&Evidence::read(evidence));
        assert_eq!(guesses[0].id, "service-principal-missing");
        assert_eq!(guesses[0].against, expected);
    }

    #[test]
    fn what_was_granted_minutes_ago_says_when_to_try_again() {
        let params = [("ago", "10"), ("most", "60"), ("left", "51"), ("when", "10:50 UTC")];
        let params = params.map(|(name, value)| (name, value.to_owned())).to_vec();
        let recent = Reason::Concluded("against-granted", params);
        let none = serde_json::Value::Null;
        check("2026-11-24T09:50:00Z", &none, &[recent]);
        check("2026-11-24T08:00:00Z", &none, &[]);
        check("yesterday", &none, &[]);
        let token = json!({
            "aud": "https://outlook.office365.com",
            "roles": ["IMAP.AccessAsApp"],
            "iat": 1_795_500_000,
        });
        check("2026-11-24T09:50:00Z", &token, &[Reason::plain("against-older-token")]);
    }
}
