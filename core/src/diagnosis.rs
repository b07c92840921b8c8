//! From evidence to causes: what someone has to change so that a failed test passes.
//!
//! [`CAUSES`] says what each cause is and how it is removed; [`SIGNS`] says by which evidence it is
//! recognised. A sign never stands on a code alone: it is bound to the stage where it was seen. The
//! ids are an interface and never change their meaning. Sources: Microsoft, *Entra authentication
//! error codes* (2024-04-24) and *Authenticate an IMAP, POP or SMTP connection using OAuth*
//! (2026-06-19); RFC 6749 §5.2; RFC 4954 §6; RFC 3463.

use crate::{
    plan::Stage,
    report::{Cause, Fact, Peer, Remedy, RemedyKind, StageReport, Status, TestReport},
};

/// A cause and how it is removed.
struct Known {
    id: &'static str,
    title: &'static str,
    remedy: &'static str,
}

/// Evidence that speaks for a cause.
struct Sign {
    cause: &'static str,
    stage: Stage,
    seen: Seen,
    confidence: f64,
}

/// What was seen.
enum Seen {
    /// A fact of the stage with this very value.
    Is(&'static str, &'static str),
    /// One of these in the words of the server or of the failure; case does not count.
    Says(&'static [&'static str]),
    /// Such words in answer to a password.
    SaysToPassword(&'static [&'static str]),
    /// Such words where the token's claims had been doubted before.
    SaysAfterWarnedClaims(&'static [&'static str]),
}

macro_rules! causes {
    ($($id:literal $title:literal $remedy:literal;)*) => {
        const CAUSES: &[Known] = &[$(Known { id: $id, title: $title, remedy: $remedy }),*];
    };
}

causes! {
    "dns-not-found" "The host name does not exist."
        "Check the spelling of the host name; behind a VPN or firewall, check that this machine can look it up.";
    "connect-refused" "Nothing listens on that port."
        "Check host and port: 587 or 465 for sending, 993 or 143 for reading mail.";
    "connect-timeout" "A firewall drops the packets, or the host is down."
        "Let the network's administrator open the port towards this host, or run Mailvet where the port is open.";
    "connection-reset" "Something on the path closes the connection."
        "Check that port and security belong together; else look at firewalls and the server's own log.";
    "not-a-mail-server" "The peer speaks another protocol."
        "Check the port; if it is right, a proxy or captive portal answers in the server's place.";
    "server-unavailable" "The server is up and says not now."
        "Try again later; if it goes on, look at the server's own log or status page.";
    "tls-on-plaintext-port" "Implicit TLS was used on a STARTTLS or plain port."
        "Choose “Use TLS” (STARTTLS) for this port, or the port of implicit TLS: 465 for sending, 993 for reading.";
    "plaintext-on-tls-port" "STARTTLS or no encryption was used on a port of implicit TLS."
        "Choose “Use SSL” for this port, or the port of STARTTLS: 587 for sending, 143 for reading.";
    "starttls-not-offered" "The server does not offer STARTTLS, or something strips it."
        "Use implicit TLS (“Use SSL”) where the server has it; else have STARTTLS switched on, or an inspecting firewall switched off.";
    "tls-version-unsupported" "The two sides share no TLS version."
        "Update the server to TLS 1.2 or newer.";
    "cert-expired" "The server's certificate has expired."
        "Renew the certificate on the mail server; if it is valid elsewhere, set this machine's clock.";
    "cert-name-mismatch" "The certificate is for another name."
        "Enter the name that the certificate is for, or get a certificate for this name.";
    "cert-untrusted" "The issuer of the certificate is not trusted."
        "For a private CA give its certificate with --ca-file; where security software opens TLS, import its CA into the system.";
    "tenant-not-found" "The tenant in the authority URL does not exist."
        "Copy “Directory (tenant) ID” from the overview of the app registration, and use the sign-in host of its cloud.";
    "app-not-multi-tenant" "A single-tenant app was used with /common or /organizations."
        "Put the tenant's id into the authority URL.";
    "authority-unsuitable" "The authority URL is no token endpoint for this."
        "Use https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token with the tenant's id.";
    "app-not-found" "The client id is unknown in that tenant."
        "Compare the client id with the registration of the application. At Microsoft: “Application (client) ID” and “Directory (tenant) ID” on its overview.";
    "app-disabled" "The application is disabled."
        "In Entra › Enterprise applications › Properties set “Enabled for users to sign-in” to Yes.";
    "secret-invalid" "The client secret is wrong."
        "Enter the secret's value again. At Microsoft: Entra › App registrations › Certificates & secrets, make a new client secret and copy its Value, not its Secret ID.";
    "secret-expired" "The client secret has expired."
        "In Entra › App registrations › Certificates & secrets make a new client secret and enter its Value.";
    "client-auth-missing" "The token endpoint got no client secret."
        "Enter the client secret.";
    "scope-invalid" "The scope does not exist or is malformed."
        "Remove the scope, so that the usual one is asked for.";
    "scope-not-default" "Client credentials must ask for one resource with /.default."
        "Remove the scope, or use https://outlook.office365.com/.default.";
    "resource-not-found" "The resource in the scope is unknown in the tenant."
        "Use the scope of the tenant's cloud; check that the tenant has Exchange Online.";
    "admin-consent-required" "An administrator has to consent."
        "In Entra › App registrations › API permissions choose “Grant admin consent”.";
    "consent-missing" "Nobody has consented to the permission."
        "In Entra › App registrations › API permissions choose “Grant admin consent”.";
    "conditional-access" "A Conditional Access policy refuses."
        "In Entra › Sign-in logs › Service principal sign-ins see which policy, and exclude this application from it.";
    "cloud-mismatch" "The tenant lives in another cloud."
        "Use the sign-in host that the answer names.";
    "request-malformed" "The token request lacks a parameter."
        "Check client id, secret and scope for stray characters.";
    "token-endpoint-throttled" "Too many token requests."
        "Wait, and try again later.";
    "token-endpoint-unavailable" "The identity service is failing."
        "Try again later.";
    "token-missing-role" "The application permission is missing, or nobody consented to it."
        "In Entra › App registrations › API permissions › APIs my organization uses › Office 365 Exchange Online › Application permissions add IMAP.AccessAsApp or SMTP.SendAsApp, then grant admin consent.";
    "smtp-auth-disabled-tenant" "SMTP AUTH is switched off for the organisation."
        "In Exchange Online PowerShell: Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false";
    "smtp-auth-disabled-mailbox" "SMTP AUTH is switched off for this mailbox."
        "In Exchange Online PowerShell: Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false";
    "basic-auth-disabled" "Passwords are no longer taken."
        "Enable OAuth with Microsoft Exchange.";
    "policy-blocked" "Security defaults or a policy refuse the login."
        "Look at the sign-in logs in Entra; use OAuth instead of a password.";
    "service-principal-missing" "The application has no service principal in Exchange, or a wrong one."
        "In Exchange Online PowerShell: New-ServicePrincipal -AppId <client id> -ObjectId <Object ID of the Enterprise application>, then Add-MailboxPermission for the mailbox.";
    "mailbox-permission-missing" "The application has no right on this mailbox."
        "In Exchange Online PowerShell: Add-MailboxPermission -Identity <mailbox> -User <service principal> -AccessRights FullAccess";
    "mailbox-not-found" "There is no such mailbox, or it cannot be opened."
        "Check the address of the mailbox, and that it has a licence.";
    "mailbox-logon-failure" "The store could not open the mailbox."
        "Check the application's right on the mailbox; try again later.";
    "protocol-disabled" "The protocol is switched off for the mailbox."
        "In Exchange Online PowerShell: Set-CASMailbox -Identity <mailbox> -ImapEnabled $true";
    "send-as-denied" "The account may not send as that address."
        "Use the account's own address as the sender, or grant Send As: Add-RecipientPermission -Identity <mailbox> -Trustee <account> -AccessRights SendAs";
    "not-authenticated" "The server demands a login."
        "Switch on “requires authentication” and enter the login.";
    "relay-denied" "The server does not take this mail."
        "Log in before sending, or use the server of the sender's own domain.";
    "password-rejected" "The user name or the password is wrong."
        "Enter them again; where the provider wants an app password or OAuth, use that.";
    "starttls-required" "The server wants STARTTLS first."
        "Choose “Use TLS” (STARTTLS).";
    "login-disabled" "The server refuses a password without TLS."
        "Choose “Use SSL” or “Use TLS”.";
    "mechanism-not-offered" "The server offers no way to log in that these settings can use."
        "For a server without OAuth use a password; check that host and port are the ones for logins.";
    "rate-limited" "Too many logins or messages."
        "Wait, and try again later.";
    "recipient-rejected" "The recipient of the test message is refused."
        "Check the sender's address, which the test uses as recipient.";
    "sender-rejected" "The sender's address is refused."
        "Use an address that the account owns.";
}

macro_rules! signs {
    ($($cause:literal $stage:ident $kind:ident($($arg:tt)*) $confidence:literal;)*) => {
        const SIGNS: &[Sign] = &[$(Sign {
            cause: $cause,
            stage: Stage::$stage,
            seen: signs!(@seen $kind($($arg)*)),
            confidence: $confidence,
        }),*];
    };
    (@seen Is($name:literal, $value:literal)) => { Seen::Is($name, $value) };
    (@seen Says($($text:literal),*)) => { Seen::Says(&[$($text),*]) };
    (@seen ToPassword($($text:literal),*)) => { Seen::SaysToPassword(&[$($text),*]) };
    (@seen AfterWarnedClaims($($text:literal),*)) => { Seen::SaysAfterWarnedClaims(&[$($text),*]) };
}

signs! {
    "dns-not-found" Resolve Is("error_kind", "dns") 0.9;
    "connect-refused" Connect Is("error_kind", "connection-refused") 0.9;
    "connect-timeout" Connect Is("error_kind", "timeout") 0.8;
    "connect-timeout" Connect Is("error_kind", "unreachable") 0.8;

    "tls-on-plaintext-port" Tls Is("tls_error", "not-tls") 0.9;
    "not-a-mail-server" Tls Is("error_kind", "timeout") 0.4;
    "connection-reset" Tls Is("error_kind", "connection-reset") 0.5;
    "connection-reset" Tls Is("error_kind", "connection-closed") 0.5;
    "starttls-not-offered" Tls Is("starttls_offered", "false") 0.95;
    "starttls-not-offered" Tls Says("refuses STARTTLS") 0.7;
    "tls-version-unsupported" Tls Is("tls_error", "no-common-version") 0.9;
    "cert-expired" Tls Is("tls_error", "certificate-expired") 0.95;
    "cert-expired" Tls Is("tls_error", "certificate-not-yet-valid") 0.7;
    "cert-name-mismatch" Tls Is("tls_error", "certificate-name-mismatch") 0.95;
    "cert-untrusted" Tls Is("tls_error", "certificate-untrusted") 0.95;
    "cert-untrusted" Tls Is("tls_error", "certificate-refused") 0.5;

    "plaintext-on-tls-port" Greeting Is("error_kind", "timeout") 0.7;
    "plaintext-on-tls-port" Greeting Is("error_kind", "connection-closed") 0.4;
    "connection-reset" Greeting Is("error_kind", "connection-reset") 0.6;
    "not-a-mail-server" Greeting Says("is no SMTP server", "is no IMAP server") 0.9;
    "server-unavailable" Greeting Says("421 ", "* BYE", "554 ") 0.6;

    "secret-invalid" Token Says("AADSTS7000215") 0.95;
    "secret-expired" Token Says("AADSTS7000222") 0.95;
    "app-not-found" Token Says("AADSTS700016", "AADSTS90013") 0.9;
    "app-disabled" Token Says("AADSTS7000112") 0.95;
    "tenant-not-found" Token Says("AADSTS90002", "AADSTS900021", "AADSTS900023", "AADSTS50059", "AADSTS90019") 0.9;
    "app-not-multi-tenant" Token Says("AADSTS50194") 0.95;
    "client-auth-missing" Token Says("AADSTS7000218") 0.9;
    "scope-not-default" Token Says("AADSTS1002012") 0.95;
    "scope-invalid" Token Says("AADSTS70011", "invalid_scope") 0.8;
    "resource-not-found" Token Says("AADSTS500011", "AADSTS650052", "invalid_target") 0.85;
    "consent-missing" Token Says("AADSTS65001") 0.9;
    "admin-consent-required" Token Says("AADSTS90094") 0.9;
    "conditional-access" Token Says("AADSTS53003", "AADSTS53000", "AADSTS53001", "AADSTS53002") 0.9;
    "cloud-mismatch" Token Says("AADSTS90038", "AADSTS900432") 0.9;
    "authority-unsuitable" Token Says("AADSTS900561", "AADSTS50049", "AADSTS9002332", "AADSTS90130") 0.9;
    "authority-unsuitable" Token Is("is_html", "true") 0.7;
    "authority-unsuitable" Token Is("http_status", "404") 0.7;
    "authority-unsuitable" Token Is("http_status", "405") 0.8;
    "request-malformed" Token Says("AADSTS900144", "AADSTS9002313", "AADSTS90014:") 0.7;
    "token-endpoint-throttled" Token Is("http_status", "429") 0.9;
    "token-endpoint-unavailable" Token Is("http_status", "503") 0.8;
    "token-endpoint-unavailable" Token Is("http_status", "500") 0.7;
    "secret-invalid" Token Is("oauth_error", "invalid_client") 0.6;
    "app-not-found" Token Is("oauth_error", "invalid_client") 0.4;
    "dns-not-found" Token Is("error_kind", "dns") 0.7;
    "connect-refused" Token Is("error_kind", "connection-refused") 0.8;
    "connect-timeout" Token Is("error_kind", "timeout") 0.6;
    "cert-untrusted" Token Is("tls_error", "certificate-untrusted") 0.9;
    "cert-expired" Token Is("tls_error", "certificate-expired") 0.9;
    "cert-name-mismatch" Token Is("tls_error", "certificate-name-mismatch") 0.9;

    "smtp-auth-disabled-tenant" Authenticate Says("disabled for the Tenant") 0.97;
    "smtp-auth-disabled-mailbox" Authenticate Says("disabled for the Mailbox") 0.97;
    "basic-auth-disabled" Authenticate Says("basic authentication is disabled", "Basic authentication is not supported", "NO LOGIN failed") 0.9;
    "policy-blocked" Authenticate Says("did not meet the criteria", "security defaults policy") 0.9;
    "protocol-disabled" Authenticate Says("IMAP4 disabled", "not enabled for IMAP") 0.9;
    "token-missing-role" Authenticate AfterWarnedClaims("535", "NO ", "AUTHENTICATIONFAILED") 0.85;
    "service-principal-missing" Authenticate Says("NO AUTHENTICATE failed", "535 5.7.3") 0.6;
    "mailbox-permission-missing" Authenticate Says("NO AUTHENTICATE failed") 0.4;
    "password-rejected" Authenticate ToPassword("5.7.8", "AUTHENTICATIONFAILED", "Incorrect authentication data") 0.6;
    "starttls-required" Authenticate Is("starttls_offered", "true") 0.9;
    "starttls-required" Authenticate Says("Must issue a STARTTLS", "STARTTLS is required", "PRIVACYREQUIRED") 0.9;
    "login-disabled" Authenticate Is("login_disabled", "true") 0.8;
    "login-disabled" Authenticate Says("538 5.7.11", "LOGINDISABLED") 0.8;
    "mechanism-not-offered" Authenticate Says("does not offer", "504 5.7.4", "Unrecognized authentication type") 0.8;
    "rate-limited" Authenticate Says("Too many login attempts", "throttled") 0.8;
    "server-unavailable" Authenticate Says("454 4.7.0", "[UNAVAILABLE]", "Server Unavailable") 0.6;
    "mailbox-not-found" Authenticate Is("error_kind", "connection-closed") 0.5;

    "mailbox-permission-missing" Mailbox Says("authenticated but not connected") 0.8;
    "protocol-disabled" Mailbox Says("authenticated but not connected") 0.4;
    "send-as-denied" Mailbox Says("SendAsDenied", "5.7.60", "not owned by user") 0.9;
    "mailbox-logon-failure" Mailbox Says("mailbox logon failure") 0.7;
    "not-authenticated" Mailbox Says("not logged in", "5.7.57", "Authentication required", "530 ") 0.8;
    "relay-denied" Mailbox Says("Relay access denied", "5.7.54", "5.7.64", "relaying denied") 0.8;
    "mailbox-not-found" Mailbox Says("5.1.10", "Mailbox doesn't exist") 0.8;
    "recipient-rejected" Mailbox Says("User unknown", "5.1.1", "5.4.1") 0.7;
    "mailbox-not-found" Mailbox Says("User unknown", "5.1.1") 0.6;
    "sender-rejected" Mailbox Says("Sender address rejected", "5.1.7") 0.6;
    "rate-limited" Mailbox Says("4.7.1", "throttled", "SubmissionQuotaExceeded") 0.6;
}

/// The causes of a failed test, most likely first.
#[must_use]
pub(crate) fn diagnose(test: &TestReport) -> Vec<Cause> {
    let claims_warned = test
        .stages
        .iter()
        .any(|stage| stage.stage == Stage::Claims && stage.status == Status::Warned);
    let mut causes: Vec<Cause> = Vec::new();
    for stage in test.stages.iter().filter(|stage| stage.status == Status::Failed) {
        for sign in SIGNS.iter().filter(|sign| sign.stage == stage.stage) {
            let Some(why) = sign.seen.in_stage(stage, claims_warned) else { continue };
            match causes.iter_mut().find(|cause| cause.id == sign.cause) {
                Some(cause) if cause.why.contains(&why) => {}
                Some(cause) => {
                    cause.confidence = cause.confidence.max(sign.confidence);
                    cause.why.push(why);
                }
                None => causes.extend(cause(sign, why)),
            }
        }
    }
    causes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    causes
}

fn cause(sign: &Sign, why: String) -> Option<Cause> {
    let known = CAUSES.iter().find(|known| known.id == sign.cause)?;
    let remedy = Remedy {
        kind: RemedyKind::Steps,
        title: "What to do".to_owned(),
        text: known.remedy.to_owned(),
        language: None,
    };
    Some(Cause {
        id: known.id,
        title: known.title.to_owned(),
        confidence: sign.confidence,
        why: vec![why],
        remedies: vec![remedy],
    })
}

impl Seen {
    /// Why the stage shows it, in words; `None` when it does not.
    fn in_stage(&self, stage: &StageReport, claims_warned: bool) -> Option<String> {
        match self {
            Self::Is(name, value) => {
                let fact = match stage.facts.get(*name)? {
                    Fact::Flag(flag) => flag.to_string(),
                    Fact::Number(number) => number.to_string(),
                    Fact::Text(text) => text.clone(),
                    Fact::List(list) => list.join(" "),
                };
                (fact == *value).then(|| error_of(stage))
            }
            Self::Says(fragments) => says(stage, fragments),
            Self::SaysToPassword(fragments) => {
                let mechanism = stage.facts.get("mechanism");
                let by_token = [Fact::from("XOAUTH2"), Fact::from("OAUTHBEARER")];
                says(stage, fragments).filter(|_| !mechanism.is_some_and(|m| by_token.contains(m)))
            }
            Self::SaysAfterWarnedClaims(fragments) => {
                says(stage, fragments).filter(|_| claims_warned)
            }
        }
    }
}

/// The words in which one of the fragments stands.
fn says(stage: &StageReport, fragments: &[&str]) -> Option<String> {
    let lines = stage.transcript.iter().filter(|line| line.from == Peer::Server);
    let error = error_of(stage);
    let words = std::iter::once(error.as_str()).chain(lines.map(|line| line.line.as_str()));
    words
        .filter(|words| {
            let words = words.to_ascii_lowercase();
            fragments.iter().any(|fragment| words.contains(&fragment.to_ascii_lowercase()))
        })
        .map(ToOwned::to_owned)
        .next()
}

fn error_of(stage: &StageReport) -> String {
    match stage.facts.get("error") {
        Some(Fact::Text(error)) => error.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FormName, report::Facts};

    #[track_caller]
    fn check(stage: Stage, facts: &[(&str, Fact)], expected: &[&str]) {
        let facts: Facts =
            facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect();
        let stage = StageReport { status: Status::Failed, facts, ..StageReport::skipped(stage) };
        let report = TestReport::of(FormName::Outgoing, Vec::new(), vec![stage]);
        let ids: Vec<_> = report.causes.iter().map(|cause| cause.id).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn evidence_to_causes() {
        let error = |words: &str| [("error", Fact::from(words))];
        check(Stage::Resolve, &[("error_kind", "dns".into())], &["dns-not-found"]);
        check(Stage::Tls, &[("tls_error", "not-tls".into())], &["tls-on-plaintext-port"]);
        check(Stage::Tls, &[("starttls_offered", false.into())], &["starttls-not-offered"]);
        check(
            Stage::Token,
            &error("AADSTS7000215: Invalid client secret provided."),
            &["secret-invalid"],
        );
        check(
            Stage::Token,
            &[("oauth_error", "invalid_client".into())],
            &["secret-invalid", "app-not-found"],
        );
        check(
            Stage::Authenticate,
            &error(
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            ),
            &["smtp-auth-disabled-mailbox"],
        );
        check(
            Stage::Mailbox,
            &error("BAD User is authenticated but not connected."),
            &["mailbox-permission-missing", "protocol-disabled"],
        );
        check(Stage::Goodbye, &error("AADSTS7000215"), &[]);
    }

    #[test]
    fn every_sign_leads_to_a_cause_and_every_cause_has_a_sign() {
        for sign in SIGNS {
            assert!(CAUSES.iter().any(|known| known.id == sign.cause), "{}", sign.cause);
        }
        for known in CAUSES {
            let is_led_to = SIGNS.iter().any(|sign| sign.cause == known.id);
            assert!(is_led_to, "nothing leads to {}", known.id);
        }
    }
}
