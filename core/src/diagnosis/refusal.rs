//! A refusal that states no cause: `NO AUTHENTICATE failed.`, `535 5.7.3 Authentication unsuccessful`,
//! `-ERR Authentication failure: unknown user name or bad password.`
//!
//! Exchange Online says no more than that, whatever is wrong. The cause is worked out in this order:
//! what the token says, then the flow, then the settings. Source: Microsoft, *Authenticate an IMAP, POP
//! or SMTP connection using OAuth* (2026-06-19), and what threads of users established (2026-11-24).

use super::{Evidence, Flow, Guesses, Protocol, Provider, Reason, scene::Scene};
use crate::{
    claims::{Claims, Purpose, Verdict},
    plan::Stage,
    provider::{self, Need, SignIn},
    rules::account,
};

/// The words of refusals that state no cause, and behind them those that tell of a token.
pub(super) const WORDS: [&str; 11] = [
    "authenticate fai",
    "authentication unsuccessful",
    "authentication failure: unknown user name or bad password",
    "unknown user name or bad password",
    "authentication was unsuccessful",
    "user or password wrong",
    "authentication failed",
    "command failed",
    "xoauth2",
    "oauth",
    "bearer",
];

/// So many of them mean it wherever they stand.
const BARE: usize = 6;

/// What is this sure needs no conclusion.
const TOLD: f64 = 0.75;

/// Adds what a bare refusal means, unless it is told already, and what the claims of the token say
/// where a login failed.
pub(super) fn conclude(scene: &Scene<'_>, guesses: &mut Guesses) {
    match scene.provider {
        Some(Provider::Google) => return of_google(scene, guesses),
        Some(Provider::Other) => of_others(scene, guesses),
        _ => {}
    }
    of_an_unchecked_token(scene, guesses);
    let is_refused_token = is_foreign_token(scene) && guesses.remove("password-rejected");
    of_a_password(scene, guesses);
    let is_told = guesses.best() >= TOLD;
    let is_refusal = !is_told && (is_refused_token || is_refusal(scene));
    let is_of_application = scene.evidence.flow == Some(Flow::Application);
    if !is_told && is_of_application && is_personal(scene.evidence) && scene.words.tell_of_failure()
    {
        guesses.add("personal-account", 0.9, Reason::plain("why-personal-domain"));
    }
    let Some(claims) = &scene.evidence.claims else {
        if is_refusal {
            by_settings(scene, guesses);
        }
        return;
    };
    let is_login =
        matches!(scene.evidence.stage, Some(Stage::Claims | Stage::Authenticate | Stage::Mailbox));
    if is_login || is_refusal || scene.words.line.is_empty() {
        let verdicts = judge(claims, scene);
        let is_good = verdicts.is_empty();
        for verdict in verdicts {
            condemn(scene, verdict, guesses);
        }
        if is_good && is_refusal {
            blame_mailbox(scene, claims, guesses);
        }
    }
}

/// Whether a token was used at a server that is neither Microsoft's nor Google's, which refuses it in the
/// words in which it refuses a password.
fn is_foreign_token(scene: &Scene<'_>) -> bool {
    scene.provider == Some(Provider::Other)
        && matches!(flow(scene), Some(Flow::Application | Flow::User))
}

/// Dovecot answers as in an outage, too, where its introspection of the token fails
/// (authelia/authelia#12974).
fn of_an_unchecked_token(scene: &Scene<'_>, guesses: &mut Guesses) {
    let is_by_token =
        names_a_token(scene) || matches!(flow(scene), Some(Flow::Application | Flow::User));
    if is_by_token
        && scene.provider != Some(Provider::Microsoft)
        && scene.says("temporary authentication failure")
    {
        guesses.add("token-wrong-audience", 0.6, Reason::plain("why-introspection"));
    }
}

/// Exchange Online takes no password over IMAP and POP, whatever a client makes of the refusal.
fn of_a_password(scene: &Scene<'_>, guesses: &mut Guesses) {
    let is_read = matches!(scene.protocol, Some(Protocol::Imap | Protocol::Pop));
    let is_refused = scene.evidence.flow == Some(Flow::Password) && scene.words.tell_of_failure();
    if scene.provider == Some(Provider::Microsoft) && is_read && is_refused && guesses.best() < 0.6
    {
        guesses.add("basic-auth-disabled", 0.72, Reason::plain("why-password-refused"));
    }
}

/// Whether the words are those of a refusal that says nothing.
fn is_bare(scene: &Scene<'_>) -> bool {
    WORDS.iter().take(BARE).any(|words| scene.says(words))
}

/// Whether a login was refused without a reason.
fn is_refusal(scene: &Scene<'_>) -> bool {
    let is_silent =
        scene.words.line.is_empty() && scene.evidence.stage == Some(Stage::Authenticate);
    let by_token =
        names_a_token(scene) || matches!(flow(scene), Some(Flow::Application | Flow::User));
    let is_refused_token = (scene.says("authentication failed") || scene.says("command failed"))
        && scene.provider == Some(Provider::Microsoft)
        && by_token;
    is_bare(scene) || is_refused_token || is_silent && scene.evidence.claims.is_some()
}

/// Whether the words name a token.
fn names_a_token(scene: &Scene<'_>) -> bool {
    ["xoauth2", "oauth", "bearer"].iter().any(|words| scene.says(words))
}

fn flow(scene: &Scene<'_>) -> Option<Flow> {
    scene.evidence.flow.or_else(|| scene.evidence.claims.as_ref().map(Claims::flow))
}

/// What the claims say against the token; of another server's the time alone is known.
fn judge(claims: &Claims, scene: &Scene<'_>) -> Vec<Verdict> {
    let evidence = scene.evidence;
    let at = scene.moment();
    if is_foreign(claims, scene) {
        return at.map_or_else(Vec::new, |at| claims.judge_time(at));
    }
    let purpose = Purpose {
        protocol: scene.protocol,
        flow: evidence.flow,
        tenant: evidence.setting(&["tenant", "authority_url", "authority"]),
        client_id: evidence.setting(&["client_id", "appid"]),
        user: evidence.setting(USER),
        at,
    };
    claims.judge(&purpose)
}

/// The keys of the user name.
const USER: &[&str] = &["user", "username", "mailbox"];

/// Whether the token is of a server that is not Microsoft's.
fn is_foreign(claims: &Claims, scene: &Scene<'_>) -> bool {
    scene.provider == Some(Provider::Other) || claims.is_foreign()
}

fn condemn(scene: &Scene<'_>, verdict: Verdict, guesses: &mut Guesses) {
    let Verdict { cause, confidence, why, against } = verdict;
    match cause {
        // A delegate logs in with a token of his own.
        "token-wrong-user" => {
            guesses.add("mailbox-permission-missing", 0.6, Reason::plain("why-delegate"));
        }
        "token-missing-role" if scene.protocol == Some(Protocol::Smtp) => {
            guesses.add("service-principal-missing", 0.55, Reason::plain("why-rbac"));
        }
        _ => {}
    }
    guesses.add(cause, confidence, why);
    if let Some(against) = against {
        guesses.doubt(cause, 1.0, against);
    }
}

/// The token is good as far as its claims tell, so that what is left is in Exchange.
fn blame_mailbox(scene: &Scene<'_>, claims: &Claims, guesses: &mut Guesses) {
    if is_foreign(claims, scene) {
        blame_token(guesses);
    } else if claims.flow() == Flow::User {
        let why = "why-claims-good";
        guesses.add(switched_off(scene), 0.7, Reason::plain(why));
        guesses.add("mailbox-not-found", 0.5, Reason::plain(why));
        guesses.add("xoauth2-malformed", 0.46, Reason::plain(why));
    } else {
        if is_personal(scene.evidence) {
            guesses.add("personal-account", 0.9, Reason::plain("why-personal-domain"));
        }
        let why = "why-role-present";
        guesses.add("service-principal-missing", 0.8, Reason::plain(why));
        guesses.add("mailbox-permission-missing", 0.65, Reason::plain(why));
        guesses.add(switched_off(scene), 0.53, Reason::plain(why));
    }
    // Nobody knows how long ago the refusal was; the token may have been good then.
    if let Some(now) = scene.evidence.now
        && scene.moment().is_none()
    {
        for Verdict { cause, why, .. } in claims.judge_time(now) {
            guesses.add(cause, 0.6, why);
            guesses.doubt(cause, 1.0, Reason::plain("against-clock"));
        }
    }
}

/// What may be wrong with the token at a server whose claims nobody here knows.
fn blame_token(guesses: &mut Guesses) {
    for (cause, confidence) in
        [("token-wrong-user", 0.5), ("token-wrong-audience", 0.45), ("token-missing-scope", 0.4)]
    {
        guesses.add(cause, confidence, Reason::plain("why-refused"));
    }
}

/// What is likely by flow and settings alone.
fn by_settings(scene: &Scene<'_>, guesses: &mut Guesses) {
    if is_foreign_token(scene) {
        return blame_token(guesses);
    }
    let mut say = |cause, confidence, why| guesses.add(cause, confidence, Reason::plain(why));
    let flow = scene.evidence.flow;
    let by_token = names_a_token(scene);
    if (by_token || matches!(flow, Some(Flow::Application | Flow::User)) || flow.is_none())
        && asks_for_graph(scene.evidence)
    {
        say("token-wrong-audience", 0.9, "why-scope-of-graph");
    }
    match flow {
        Some(Flow::Application) => {
            if is_personal(scene.evidence) {
                say("personal-account", 0.9, "why-personal-domain");
            }
            say("service-principal-missing", 0.72, "why-application-refused");
            say("mailbox-permission-missing", 0.6, "why-application-refused");
            say("token-missing-role", 0.5, "why-application-refused");
        }
        Some(Flow::User) => {
            // Who asks for scopes of Outlook has a token for it.
            let is_of_outlook = scopes(scene.evidence).is_some_and(|scopes| !is_of_graph(&scopes));
            let doubtful = if is_of_outlook { 0.4 } else { 0.6 };
            say("token-wrong-audience", doubtful, "why-user-refused");
            let shared = if scene.words.line.contains("shared mailbox") { 0.65 } else { 0.5 };
            say("token-wrong-user", shared, "why-user-refused");
            say(switched_off(scene), 0.45, "why-user-refused");
        }
        Some(Flow::Password) => {
            say("password-rejected", 0.6, "why-password-refused");
            if scene.provider != Some(Provider::Other) {
                say("basic-auth-disabled", 0.55, "why-password-refused");
            }
            if scene.protocol == Some(Protocol::Smtp) {
                say("smtp-auth-disabled-mailbox", 0.5, "why-password-refused");
            }
        }
        None if by_token || scene.protocol == Some(Protocol::Imap) => {
            if !by_token && scene.says("user or password wrong") {
                say("basic-auth-disabled", 0.58, "why-password-refused");
            }
            say("token-wrong-audience", 0.55, "why-refused");
            say("service-principal-missing", 0.5, "why-refused");
            let third = if by_token { "mailbox-permission-missing" } else { "basic-auth-disabled" };
            say(third, 0.45, "why-refused");
        }
        // Over SMTP, passwords are taken where the mailbox may log in at all.
        None => {
            let is_smtp = scene.protocol == Some(Protocol::Smtp);
            let second = if is_smtp { "smtp-auth-disabled-mailbox" } else { "basic-auth-disabled" };
            say("password-rejected", 0.5, "why-refused");
            say(second, 0.45, "why-refused");
            say("service-principal-missing", 0.4, "why-refused");
        }
    }
}

/// Google's service account stands for a user, and logs in as that user; and its mail servers take tokens
/// of one scope alone.
fn of_google(scene: &Scene<'_>, guesses: &mut Guesses) {
    let is_of_gmail = |scopes: String| scopes.contains("https://mail.google.com");
    let is_too_narrow = scopes(scene.evidence).is_some_and(|scopes| !is_of_gmail(scopes));
    let is_refused = guesses.has("google-credentials-rejected") || guesses.has("token-expired");
    if is_too_narrow && is_refused {
        guesses.add("google-scope-insufficient", 0.96, Reason::plain("why-scope-of-gmail"));
    }
    let is_service_account = scene
        .evidence
        .setting(USER)
        .is_some_and(|user| user.to_ascii_lowercase().ends_with(".gserviceaccount.com"));
    if is_service_account && guesses.best() > 0.0 {
        guesses.add("token-wrong-user", 0.95, Reason::plain("why-service-account"));
    }
}

/// Providers by their names, with a host of theirs.
const NAMED: [(&str, &str); 3] = [
    ("icloud", "imap.mail.me.com"),
    ("mail.me.com", "imap.mail.me.com"),
    ("yahoo", "imap.mail.yahoo.com"),
];

/// A provider that refuses the password wants another one, or has the protocol switched off until
/// its user switches it on.
fn of_others(scene: &Scene<'_>, guesses: &mut Guesses) {
    let host = scene.evidence.setting(&["host", "server"]).map(str::to_ascii_lowercase);
    let line = scene.words.line.as_str();
    let named = || NAMED.iter().find(|(name, _)| line.contains(name)).map(|(_, host)| *host);
    let Some(known) = host.as_deref().or_else(named).and_then(provider::of_host) else { return };
    if !guesses.has("password-rejected") {
        return;
    }
    if known.needs.contains(&Need::EnableAccess) {
        guesses.add("protocol-disabled", 0.8, Reason::plain("why-enable-access"));
    }
    if !known.mail.sign_in.contains(&SignIn::Password) {
        guesses.add("app-password-required", 0.78, Reason::plain("why-app-password"));
    }
}

/// Which switch of the mailbox may be off where all else is right.
fn switched_off(scene: &Scene<'_>) -> &'static str {
    match scene.protocol {
        Some(Protocol::Imap | Protocol::Pop) => "protocol-disabled",
        _ => "smtp-auth-disabled-mailbox",
    }
}

fn asks_for_graph(evidence: &Evidence) -> bool {
    scopes(evidence).is_some_and(|scopes| is_of_graph(&scopes))
}

/// The scopes that are asked for, in lower case.
fn scopes(evidence: &Evidence) -> Option<String> {
    evidence.setting(&["scope", "scopes"]).map(str::to_ascii_lowercase)
}

/// Whether scopes are of Graph: what names no server is.
fn is_of_graph(scopes: &str) -> bool {
    let of_outlook = scopes.contains("outlook") || scopes.contains("office365");
    scopes.contains("graph.microsoft") || (!of_outlook && scopes.contains(".accessasuser.all"))
}

/// Whether the mailbox is of a personal account, which no application opens by itself.
fn is_personal(evidence: &Evidence) -> bool {
    let domain = evidence.setting(USER).and_then(account::domain_of);
    domain.is_some_and(account::is_personal)
}
