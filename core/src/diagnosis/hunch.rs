//! What is likely where the words are of no known failure, though they tell of one: what most often
//! fails in that place.
//!
//! A hunch is never sure. Sources: what threads of users established (2026-11-24, 2026-11-30).

use super::{
    Guesses, Reason,
    evidence::{Flow, Protocol, Provider},
    scene::Scene,
};
use crate::plan::Stage;

/// How sure the likeliest is; each further one is less so.
const FIRST: f64 = 0.35;
const LESS: f64 = 0.05;

/// What is likely where words go together: one of each list, and a word of an empty one always. The
/// first row that fits counts.
type Together = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Of the way to any server.
const NETWORK: [Together; 16] = [
    (&CERTIFICATE, &["expired", "expiry"], &["cert-expired", "clock-skew", "cert-untrusted"]),
    (
        &CERTIFICATE,
        &["match", "hostname", "host name", "common name", "wrong host"],
        &["cert-name-mismatch", "connection-intercepted", "cert-untrusted"],
    ),
    (&CERTIFICATE, &[], &["cert-untrusted", "cert-name-mismatch", "cert-expired"]),
    (
        &["starttls"],
        &["support", "available", "offer", "advertise", "missing"],
        &["starttls-not-offered", "connection-intercepted", "tls-on-plaintext-port"],
    ),
    (
        &["ssl", "tls", "handshake"],
        &["eof", "closed", "close_notify", "reset", "abort", "terminated"],
        &["connection-reset", "tls-on-plaintext-port", "tls-version-unsupported"],
    ),
    (
        &["ssl", "tls", "handshake"],
        &[],
        &["tls-version-unsupported", "cert-untrusted", "tls-on-plaintext-port"],
    ),
    (&["resolv", "getaddrinfo", "dns "], &[], &["dns-not-found", "dns-failure"]),
    (&["lookup"], &["host", "name", "address", "dial"], &["dns-not-found", "dns-failure"]),
    (
        &["timed out", "timeout", "time out", "time-out"],
        &[],
        &["connect-timeout", "port-25-blocked", "plaintext-on-tls-port"],
    ),
    (&["connect"], &["refuse"], &["connect-refused", "connect-timeout", "connection-intercepted"]),
    (
        &["connect", "socket", "stream"],
        &["closed", "reset", "lost", "abort", "drop", "broken", "interrupt", "eof", "terminated"],
        &["connection-reset", "plaintext-on-tls-port", "tls-version-unsupported"],
    ),
    (
        &["open", "create", "establish"],
        &["socket"],
        &["connect-timeout", "connect-refused", "port-25-blocked"],
    ),
    (
        &["reach"],
        &["host", "server", "network"],
        &["connect-timeout", "connect-refused", "cert-untrusted"],
    ),
    (
        &["connect"],
        &["server", "host"],
        &["connect-timeout", "connect-refused", "connection-intercepted"],
    ),
    (
        &CONNECTION,
        &["unterbrochen", "abgebrochen", "interromp", "cerrada", "中断", "关闭", "断开", "切断"],
        &["connection-reset", "plaintext-on-tls-port", "tls-version-unsupported"],
    ),
    (&CONNECTION, &[], &["connect-timeout", "connect-refused", "connection-intercepted"]),
];

/// What a certificate is called.
const CERTIFICATE: [&str; 7] =
    ["certificate", "zertifikat", "certificat", "certificado", "ертификат", "证书", "証明書"];

/// What a connection is called, in other languages than English.
const CONNECTION: [&str; 14] = [
    "verbindung",
    "verbinden",
    "connexion",
    "conexión",
    "conectar",
    "conexão",
    "connessione",
    "подключ",
    "оединени",
    "połącz",
    "bağlan",
    "连接",
    "接続",
    "연결",
];

/// A mechanism that the other side does not know.
const NO_MECHANISM: Together = (
    &["authenticat", "authoris", "authoriz"],
    &["no supported", "not support", " supported"],
    &["mechanism-not-offered", "starttls-required", "authentication-unwanted"],
);

/// Of a mail server, where the words are known to be of one.
const MAIL: [Together; 12] = [
    NO_MECHANISM,
    (
        &["mechanism", "auth method", "authentication method", "auth type", "authentication type"],
        &[],
        &["mechanism-not-offered", "authentication-unwanted", "starttls-required"],
    ),
    (&["quota"], &[], &["mailbox-full", "rate-limited", "message-too-large"]),
    (
        &["too many", "throttl", "rate"],
        &["limit", "exceed", "too many", "slow"],
        &["rate-limited", "too-many-connections", "sender-restricted"],
    ),
    (
        &["too large", "too big", "exceed", "size"],
        &["message", "mail", "attachment"],
        &["message-too-large", "mailbox-full", "rate-limited"],
    ),
    (&["relay"], &[], &["relay-denied", "not-authenticated", "recipient-rejected"]),
    (
        &["spam", "blacklist", "blocklist", "blocked", "reputation"],
        &[],
        &["sender-restricted", "relay-denied", "sender-rejected"],
    ),
    (&["recipient", "rcpt"], &[], &["recipient-rejected", "relay-denied", "sender-rejected"]),
    (
        &[" sender", "from address", "mail from", "from header"],
        &[],
        &["sender-rejected", "send-as-denied", "sender-restricted"],
    ),
    (
        &["mailbox", "folder"],
        &[],
        &["mailbox-permission-missing", "mailbox-not-found", "protocol-disabled"],
    ),
    (
        &["unavailable", "temporar", "try again", "try later"],
        &[],
        &["server-unavailable", "rate-limited", "too-many-connections"],
    ),
    (&["connect"], &[], &["connect-timeout", "connect-refused", "connection-intercepted"]),
];

/// What Microsoft Graph is called.
const GRAPH: [&str; 10] = [
    "connect-graph",
    "exchange.asmx",
    "ews:",
    "graph api",
    "graph.microsoft",
    "graphmail",
    "mggraph",
    "microsoft.graph",
    "msgraph",
    "via graph",
];

/// Of Graph, which refuses something to a user.
const REFUSED_TO_A_USER: Together = (
    &["403", "forbidden", "denied", "permission", "privilege"],
    &["/me/", "/me "],
    &["token-missing-scope", "send-as-denied", "mailbox-permission-missing"],
);

/// Of Graph, by the status of HTTP.
const OF_GRAPH: [Together; 9] = [
    (
        &["429", "throttl", "too many"],
        &[],
        &["rate-limited", "too-many-connections", "token-endpoint-throttled"],
    ),
    REFUSED_TO_A_USER,
    (
        &["403", "forbidden", "denied", "permission", "privilege"],
        &[],
        &["token-missing-role", "mailbox-permission-missing", "token-missing-scope"],
    ),
    (&["401", "unauthorized"], &[], &["token-malformed", "token-expired", "token-wrong-audience"]),
    (
        &["404", "not found", "notfound"],
        &[],
        &["mailbox-not-found", "user-not-found", "request-malformed"],
    ),
    (
        &["400", "bad request", "badrequest", "invalid"],
        &[],
        &["request-malformed", "recipient-rejected", "mailbox-not-found"],
    ),
    (
        &["500", "502", "503", "504", "unavailable", "internal server"],
        &[],
        &["server-unavailable", "rate-limited", "connect-timeout"],
    ),
    (
        &["send", "connect", "network", "fetch"],
        &["request", "response", "network", "fetch"],
        &["connect-timeout", "connection-reset", "dns-failure"],
    ),
    (&["graph"], &[], &["token-missing-role", "token-malformed", "mailbox-not-found"]),
];

/// Of a token, where it is asked for.
const OF_TOKEN: [Together; 7] = [
    (
        &["internal server error", "bad gateway", "service unavailable", "gateway timeout"],
        &[],
        &["token-endpoint-unavailable", "token-endpoint-throttled", "authority-unsuitable"],
    ),
    (&["401", "unauthorized"], &[], &["secret-invalid", "client-auth-missing", "app-not-found"]),
    (
        &["refresh", "expired", "revoked", "reauth", "re-auth", "reconnect"],
        &[],
        &["refresh-token-expired", "refresh-token-revoked", "secret-expired"],
    ),
    (&["400", "bad request"], &[], &["request-malformed", "scope-invalid", "authority-unsuitable"]),
    (
        &["redirect", "callback"],
        &[],
        &["redirect-mismatch", "redirect-platform", "authorization-code-used"],
    ),
    (
        &["consent", "approv", "permission", "scope"],
        &[],
        &["consent-missing", "admin-consent-required", "scope-invalid"],
    ),
    (
        &["tenant", "authority", "directory"],
        &[],
        &["tenant-not-found", "authority-unsuitable", "app-not-multi-tenant"],
    ),
];

/// Of a token from Google.
const OF_GOOGLES_TOKEN: [Together; 3] = [
    (
        &["internal server error", "bad gateway", "service unavailable", "gateway timeout"],
        &[],
        &["token-endpoint-unavailable", "token-endpoint-throttled", "google-client-invalid"],
    ),
    (
        &["refresh", "expired", "revoked", "reauth", "re-auth", "reconnect", "token format"],
        &[],
        &["google-grant-expired", "google-client-invalid", "google-delegation-missing"],
    ),
    (
        &["redirect", "callback"],
        &[],
        &["redirect-mismatch", "google-client-invalid", "google-grant-expired"],
    ),
];

/// What tells of a token, and of a login.
const TOKEN: [&str; 2] = ["oauth", "token"];
/// Mail, in the languages whose word for it is another one, and Microsoft's names for it.
const MAILS: [&str; 10] = [
    "mail",
    "inbox",
    "correo",
    "courriel",
    "exchange",
    "o365",
    "office 365",
    "office365",
    "microsoft 365",
    "outlook",
];

/// What speaks of encryption, which servers of mail share with others.
const TLS: [&str; 4] = ["ssl", "tls", "handshake", "starttls"];

/// What people call Exchange Online and Outlook.com, if Outlook may also be a client of others.
const MICROSOFTS: [&str; 8] = [
    "exchange online",
    "hotmail",
    "microsoft 365",
    "o365",
    "office 365",
    "office365",
    "outlook account",
    "outlook mail",
];

/// What is said of a failure and hardly of anything else.
const SURE: [&str; 6] = ["could not", "couldn't", "error:", "exception:", "failed", "unable to"];

/// What speaks of tokens alone: they by name, and the libraries that ask for them.
const TOKENS: [&str; 15] = [
    "access token",
    "refresh token",
    "token refresh",
    "token request",
    "token endpoint",
    "zugriffstoken",
    "oauth",
    "msal",
    "adal4j",
    "acquiretoken",
    "acquire_token",
    "azure.identity",
    "azurecredential",
    "google.auth",
    "tokenresponseexception",
];
/// What is said of a login that was refused, whatever else is said of the connection.
const REFUSED: [&str; 10] = [
    "authentication error",
    "authentication fail",
    "authorization fail",
    "authentifizierung fehlgeschlagen",
    "cannot authenticate",
    "could not authenticate",
    "failed to authenticate",
    "login failed",
    "or login to",
    "unable to authenticate",
];
const LOGIN: [&str; 21] = [
    "authenti",
    "autentic",
    "credential",
    "password",
    "passwort",
    "kennwort",
    "mot de passe",
    "contraseña",
    "anmeldung",
    "anmelden",
    "autenticaç",
    "вторизац",
    "认证",
    "登录",
    "認証",
    "uwierzyteln",
    "login",
    "log in",
    "logon",
    "username",
    "user name",
];

/// Adds what is likely, where nothing else is thought of.
pub(super) fn follow(scene: &Scene<'_>, guesses: &mut Guesses) {
    // A probe tells facts of what failed alone; a file or a deadline is nobody's fault in that place.
    let is_probed = !scene.evidence.facts.is_empty();
    let is_apart = ["file", "deadline"].iter().any(|kind| scene.has_fact("error_kind", kind));
    let is_told = scene.words.tell_of_failure() && !scene.words.propose();
    if guesses.best() > 0.0 || is_apart || !is_probed && !is_told {
        return;
    }
    let causes = match stage_of(scene) {
        Some(Stage::Token) => of_token(scene),
        Some(stage) => likely(stage, scene),
        None => by_words(scene),
    };
    let mut confidence = FIRST;
    for cause in causes {
        guesses.add(cause, confidence, Reason::plain("why-hunch"));
        confidence -= LESS;
    }
}

/// Where it failed, as far as anybody says it.
fn stage_of(scene: &Scene<'_>) -> Option<Stage> {
    scene.evidence.stage.or(match scene.evidence.protocol? {
        Protocol::Dns => Some(Stage::Resolve),
        Protocol::Tcp => Some(Stage::Connect),
        Protocol::Tls => Some(Stage::Tls),
        Protocol::OAuth => Some(Stage::Token),
        Protocol::Smtp | Protocol::Imap | Protocol::Pop | Protocol::Graph => None,
    })
}

/// What the words speak of. A pasted text alone may tell of anything, so that they count only where
/// somebody says that they are of mail, or they do.
fn by_words(scene: &Scene<'_>) -> &'static [&'static str] {
    let line = scene.words.line.as_str();
    let has = |list: &[&str]| list.iter().any(|words| line.contains(words));
    let find = |rows| find(rows, line);
    if !scene.words.entra.is_empty() {
        return of_token(scene);
    }
    let is_of_token = has(&TOKENS) && has(&SURE);
    let is_of_graph = scene.protocol == Some(Protocol::Graph) || has(&GRAPH);
    let is_of_mail = scene.protocol.is_some() || scene.evidence.provider.is_some() || has(&MAILS);
    let is_of_tls = has(&TLS) && has(&SURE);
    if !is_of_mail && !is_of_token && !is_of_graph && !is_of_tls {
        return &[];
    }
    let of_token = || (is_of_token || has(&TOKEN)).then(|| of_token(scene));
    let of_login = || has(&LOGIN).then(|| likely(Stage::Authenticate, scene));
    let of_graph = || is_of_graph.then(|| of_graph(scene)).flatten();
    let of_rest = || find(&MAIL).or_else(of_login).unwrap_or_default();
    if has(&REFUSED) && !is_of_token && !is_of_graph {
        let by_mechanism = find(&[NO_MECHANISM]);
        return by_mechanism.unwrap_or_else(|| likely(Stage::Authenticate, scene));
    }
    find(&NETWORK).or_else(of_graph).or_else(of_token).unwrap_or_else(of_rest)
}

/// The causes of the first row whose words stand in the line.
fn find(rows: &'static [Together], line: &str) -> Option<&'static [&'static str]> {
    let has = |list: &[&str]| list.iter().any(|words| line.contains(words));
    let fits = |row: &&Together| has(row.0) && (row.1.is_empty() || has(row.1));
    rows.iter().find(fits).map(|(_, _, causes)| *causes)
}

/// What is likely of Graph, where a user may do less than an application.
fn of_graph(scene: &Scene<'_>) -> Option<&'static [&'static str]> {
    let causes = find(&OF_GRAPH, &scene.words.line)?;
    let is_of_user =
        scene.evidence.flow == Some(Flow::User) && causes.first() == Some(&"token-missing-role");
    Some(if is_of_user { REFUSED_TO_A_USER.2 } else { causes })
}

/// What is likely where a token is asked for.
fn of_token(scene: &Scene<'_>) -> &'static [&'static str] {
    let rows: &[Together] = match scene.provider {
        Some(Provider::Google) => &OF_GOOGLES_TOKEN,
        _ => &OF_TOKEN,
    };
    find(rows, &scene.words.line).unwrap_or_else(|| likely(Stage::Token, scene))
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
        Stage::Authenticate if is_google && is_by_token(scene) => {
            &["google-scope-insufficient", "google-credentials-rejected", "token-expired"]
        }
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

/// Whether a token was to prove the login.
fn is_by_token(scene: &Scene<'_>) -> bool {
    scene.evidence.flow == Some(Flow::User)
        || scene.evidence.flow.is_none() && scene.words.line.contains("oauth")
}

fn at_login(scene: &Scene<'_>) -> &'static [&'static str] {
    let line = scene.words.line.as_str();
    let is_named = || MICROSOFTS.iter().any(|name| line.contains(name));
    let is_microsoft = scene.provider.map_or_else(is_named, |known| known == Provider::Microsoft);
    match scene.evidence.flow {
        Some(Flow::Application) => {
            &["service-principal-missing", "mailbox-permission-missing", "token-missing-role"]
        }
        Some(Flow::User) => &["token-wrong-audience", "token-wrong-user", "protocol-disabled"],
        _ if is_microsoft => &["basic-auth-disabled", "password-rejected", "policy-blocked"],
        _ => &["password-rejected", "app-password-required", "mechanism-not-offered"],
    }
}
