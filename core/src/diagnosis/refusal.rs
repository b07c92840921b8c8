//! A refusal that states no cause: `NO AUTHENTICATE failed.`, `535 5.7.3 Authentication unsuccessful`,
//! `-ERR Authentication failure: unknown user name or bad password.`
//!
//! Exchange Online says no more than that, whatever is wrong. The cause is worked out in this order:
//! what the token says, then the flow, then the settings. Source: Microsoft, *Authenticate an IMAP, POP
//! or SMTP connection using OAuth* (2026-06-19), and what threads of users established (2026-11-24).

use serde_json::Value;

use super::{Flow, Guess, Protocol, Provider, Reason, Scene, add};
use crate::plan::Stage;

/// The words of refusals that state no cause.
pub(super) const WORDS: [&str; 9] = [
    "authenticate failed",
    "authentication unsuccessful",
    "authentication failure: unknown user name or bad password",
    "unknown user name or bad password",
    "authentication was unsuccessful",
    "authentication failed",
    "xoauth2",
    "oauth",
    "bearer",
];

/// Adds what a bare refusal means, unless it is told already.
pub(super) fn conclude(scene: &Scene<'_>, guesses: &mut Vec<Guess>) {
    let flow = scene.evidence.flow.or_else(|| of_claims(scene));
    let by_token = scene.says("xoauth2") || scene.says("oauth") || scene.says("bearer");
    let is_refused_token = scene.says("authentication failed")
        && scene.provider == Some(Provider::Microsoft)
        && (by_token || matches!(flow, Some(Flow::Application | Flow::User)));
    let are_claims_doubted =
        scene.evidence.stage == Some(Stage::Claims) && scene.evidence.claims.is_some();
    let is_refusal = is_refused_token
        || are_claims_doubted
        || WORDS.iter().take(5).any(|words| scene.says(words));
    let is_told = guesses.iter().any(|guess| guess.confidence >= 0.75);
    if !is_refusal || is_told || matches!(scene.provider, Some(Provider::Google)) {
        return;
    }
    let mut say = |cause, confidence, why| {
        add(guesses, cause, confidence, Reason::Concluded(why, Vec::new()));
    };
    if judge_claims(scene, &mut say) {
        return;
    }
    match flow {
        Some(Flow::Application | Flow::User) if asks_for_graph(scene) => {
            say("token-wrong-audience", 0.9, "why-scope-of-graph");
        }
        Some(Flow::Application) => {
            say("service-principal-missing", 0.72, "why-application-refused");
            say("mailbox-permission-missing", 0.6, "why-application-refused");
            if scene.evidence.claims.is_none() {
                say("token-missing-role", 0.5, "why-application-refused");
            }
        }
        Some(Flow::User) => {
            if scene.evidence.claims.is_none() {
                say("token-wrong-audience", 0.6, "why-user-refused");
                say("token-wrong-user", 0.5, "why-user-refused");
            }
            say(switched_off(scene), 0.45, "why-user-refused");
        }
        Some(Flow::Password) => {
            say("password-rejected", 0.6, "why-password-refused");
            say("basic-auth-disabled", 0.55, "why-password-refused");
        }
        None if by_token || scene.protocol == Some(Protocol::Imap) => {
            if asks_for_graph(scene) {
                say("token-wrong-audience", 0.9, "why-scope-of-graph");
            }
            say("service-principal-missing", 0.55, "why-refused");
            say("token-wrong-audience", 0.5, "why-refused");
            say("mailbox-permission-missing", 0.45, "why-refused");
        }
        None => {
            say("password-rejected", 0.5, "why-refused");
            say("basic-auth-disabled", 0.45, "why-refused");
            say("service-principal-missing", 0.4, "why-refused");
        }
    }
}

/// Judges the claims; says whether they settle it.
fn judge_claims(scene: &Scene<'_>, say: &mut impl FnMut(&'static str, f64, &'static str)) -> bool {
    let Some(claims) = &scene.evidence.claims else { return false };
    if scene.evidence.claim("aud").is_some_and(|audience| !is_for_mail(audience)) {
        say("token-wrong-audience", 0.95, "why-audience");
        return true;
    }
    let tenant = scene.evidence.setting(&["tenant", "authority_url", "authority"]);
    if let (Some(tid), Some(authority)) = (scene.evidence.claim("tid"), tenant)
        && let Some(configured) = guid_in(authority)
        && !configured.eq_ignore_ascii_case(tid)
    {
        say("token-wrong-tenant", 0.93, "why-tenant");
        return true;
    }
    let list = |name: &str| -> Vec<String> {
        match claims.get(name) {
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).map(str::to_ascii_lowercase).collect()
            }
            Some(Value::String(words)) => {
                words.split_whitespace().map(str::to_ascii_lowercase).collect()
            }
            _ => Vec::new(),
        }
    };
    if of_claims(scene) == Some(Flow::User) {
        let needed = match scene.protocol {
            Some(Protocol::Imap) => "imap.accessasuser.all",
            Some(Protocol::Pop) => "pop.accessasuser.all",
            _ => "smtp.send",
        };
        if !list("scp").iter().any(|scope| scope == needed) {
            say("token-missing-scope", 0.93, "why-scope-missing");
            return true;
        }
        let user = ["upn", "preferred_username", "unique_name"]
            .iter()
            .find_map(|claim| scene.evidence.claim(claim));
        let mailbox = scene.evidence.setting(&["user", "username", "mailbox"]);
        if let (Some(user), Some(mailbox)) = (user, mailbox)
            && !user.eq_ignore_ascii_case(mailbox)
        {
            say("token-wrong-user", 0.9, "why-user");
            say("mailbox-permission-missing", 0.5, "why-user");
            return true;
        }
        say(switched_off(scene), 0.7, "why-claims-good");
        return true;
    }
    let roles = list("roles");
    let needed = match scene.protocol {
        Some(Protocol::Imap) => "imap.accessasapp",
        Some(Protocol::Pop) => "pop.accessasapp",
        _ => "smtp.sendasapp",
    };
    if roles.iter().any(|role| role == needed) {
        say("service-principal-missing", 0.8, "why-role-present");
        say("mailbox-permission-missing", 0.65, "why-role-present");
        return true;
    }
    // At SMTP, RBAC for Applications leaves the role out on purpose.
    let is_smtp = scene.protocol == Some(Protocol::Smtp);
    say("token-missing-role", if is_smtp { 0.8 } else { 0.93 }, "why-role-missing");
    if is_smtp {
        say("service-principal-missing", 0.5, "why-role-missing");
    }
    true
}

/// Whether the token is an application's or a user's, by its claims.
fn of_claims(scene: &Scene<'_>) -> Option<Flow> {
    let claims = scene.evidence.claims.as_ref()?;
    let is_app = scene.evidence.claim("idtyp") == Some("app");
    if is_app {
        return Some(Flow::Application);
    }
    if claims.contains_key("scp") || claims.contains_key("upn") {
        return Some(Flow::User);
    }
    Some(Flow::Application)
}

/// Which switch of the mailbox may be off where all else is right.
fn switched_off(scene: &Scene<'_>) -> &'static str {
    match scene.protocol {
        Some(Protocol::Imap | Protocol::Pop) => "protocol-disabled",
        _ => "smtp-auth-disabled-mailbox",
    }
}

fn asks_for_graph(scene: &Scene<'_>) -> bool {
    scene.evidence.setting(&["scope", "scopes"]).is_some_and(|scope| {
        let scope = scope.to_ascii_lowercase();
        let of_outlook = scope.contains("outlook") || scope.contains("office365");
        scope.contains("graph.microsoft") || (!of_outlook && scope.contains(".accessasuser.all"))
    })
}

/// Whether a token of this audience opens mailboxes: Exchange Online of any cloud, by name or by id.
fn is_for_mail(audience: &str) -> bool {
    let audience = audience.trim_end_matches('/').to_ascii_lowercase();
    let host = audience.strip_prefix("https://").unwrap_or(&audience);
    matches!(
        host,
        "outlook.office365.com"
            | "outlook.office.com"
            | "outlook.office365.us"
            | "outlook-dod.office365.us"
            | "partner.outlook.cn"
            | "00000002-0000-0ff1-ce00-000000000000"
    )
}

/// The first GUID in a text.
fn guid_in(text: &str) -> Option<&str> {
    text.split(['/', ' ', '"', '?']).find(|part| crate::guid::is_guid(part))
}
