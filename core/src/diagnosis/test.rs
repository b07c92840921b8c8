//! The causes of a failed connection test: its report as evidence.

use super::{
    Evidence, Flow, Guess, Guesses, Protocol, Provider, diagnose, index::INDEX,
    scene::of_known_host,
};
use crate::{
    FormName,
    claims::Claims,
    plan::Stage,
    provider,
    remedy::Values,
    report::{Fact, Facts, Peer, StageReport, Status, TestReport},
    settings::{Choice, Security},
};

/// The causes of a failed test, most likely first.
#[must_use]
pub(crate) fn of_test(test: &TestReport, values: &Values) -> Vec<Guess> {
    let mut guesses = Guesses::default();
    let failed = test.stages.iter().filter(|stage| stage.status == Status::Failed);
    for stage in failed.filter(|stage| !explains_itself(stage)) {
        for guess in diagnose(&evidence_of(test, stage, values)) {
            guesses.join(guess);
        }
    }
    guesses.ranked()
}

/// Whether the words of the failure say all of it: it lies on this side, and no server answered. That
/// nobody signed in does not say why somebody had to, who had signed in before.
fn explains_itself(stage: &StageReport) -> bool {
    const KINDS: [&str; 3] = ["file", "metadata", "sign-in"];
    text(&stage.facts, "error_kind").is_some_and(|kind| KINDS.contains(&kind))
        && !stage.facts.contains_key("refresh_error")
}

fn evidence_of(test: &TestReport, stage: &StageReport, values: &Values) -> Evidence {
    let lines = stage.transcript.iter().filter(|line| line.from == Peer::Server);
    let told = ["error", "answered"].into_iter().filter_map(|name| text(&stage.facts, name));
    let said: Vec<_> = told.chain(lines.map(|line| line.line.as_str())).collect();
    let is_login = matches!(stage.stage, Stage::Authenticate | Stage::Mailbox);
    let token = stage_of(test, Stage::Claims).filter(|_| is_login).map(|stage| &stage.facts);
    let claims = token.and_then(Claims::of_facts);
    let known_host = values.mail_host.as_deref().filter(|host| provider::of_host(host).is_some());
    let settings = [
        ("host", known_host),
        ("user", values.mailbox.as_deref()),
        ("tenant", values.tenant.as_deref()),
        ("client_id", values.client_id.as_deref()),
    ];
    let of_mail = !matches!(stage.stage, Stage::Token | Stage::Claims);
    let connect = stage_of(test, Stage::Connect).filter(|_| of_mail).map(|stage| &stage.facts);
    Evidence {
        text: said.join("\n"),
        stage: Some(stage.stage),
        port: connect.and_then(|facts| number(facts, "port")?.try_into().ok()),
        security: connect.and_then(|facts| Security::read(text(facts, "security")?)),
        protocol: Some(protocol_of(test, stage)),
        provider: provider_of(of_mail, values),
        flow: flow_of(test, stage, claims.as_ref()),
        claims,
        settings: settings
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?.into())))
            .collect(),
        facts: stage.facts.clone(),
        at: token.and_then(|facts| number(facts, "checked_at")),
        ..Evidence::default()
    }
}

/// Whose server it is, by its host where that is a provider's, and else by what it said: where that names
/// neither Microsoft nor Google it is of another.
pub(crate) fn whose(host: Option<&str>, said: Option<&str>) -> Option<Provider> {
    /// What Exchange's IMAP says; others say it in other cases.
    const OF_EXCHANGE: [&str; 2] = ["NO LOGIN failed.", "NO AUTHENTICATE failed."];
    let by_words = || {
        let said = said?;
        let found = INDEX.search(&said.to_ascii_lowercase());
        let is_of_exchange = OF_EXCHANGE.iter().any(|words| said.contains(words));
        let unnamed = if is_of_exchange { Provider::Microsoft } else { Provider::Other };
        Some(INDEX.named(&found).unwrap_or(unnamed))
    };
    host.and_then(of_known_host).or_else(by_words)
}

/// Whose server failed: the mail server, or the authorization server.
fn provider_of(of_mail: bool, values: &Values) -> Option<Provider> {
    let by_tokens = values.cloud.map(|_| Provider::Microsoft);
    if of_mail {
        values.mail_provider.or(by_tokens)
    } else {
        by_tokens.or(values.is_custom.then_some(Provider::Other))
    }
}

fn stage_of(test: &TestReport, wanted: Stage) -> Option<&StageReport> {
    test.stages.iter().find(|stage| stage.stage == wanted)
}

fn text<'a>(facts: &'a Facts, name: &str) -> Option<&'a str> {
    match facts.get(name)? {
        Fact::Text(text) => Some(text),
        Fact::Flag(_) | Fact::Number(_) | Fact::List(_) => None,
    }
}

fn number(facts: &Facts, name: &str) -> Option<i64> {
    match facts.get(name)? {
        Fact::Number(number) => Some(*number),
        Fact::Flag(_) | Fact::Text(_) | Fact::List(_) => None,
    }
}

fn protocol_of(test: &TestReport, stage: &StageReport) -> Protocol {
    match (stage.stage, test.form) {
        (Stage::Token | Stage::Claims, _) => Protocol::OAuth,
        _ if speaks_graph(test) => Protocol::Graph,
        (_, FormName::Outgoing) => Protocol::Smtp,
        (_, FormName::Incoming) if speaks_pop(test) => Protocol::Pop,
        (_, FormName::Incoming) => Protocol::Imap,
    }
}

/// Whether the mail is behind Microsoft Graph, which answers in HTTP.
fn speaks_graph(test: &TestReport) -> bool {
    [Stage::Authenticate, Stage::Mailbox]
        .into_iter()
        .filter_map(|wanted| stage_of(test, wanted))
        .any(|stage| stage.facts.contains_key("http_status"))
}

/// Whether the server speaks POP3: its status indicators are no others' (RFC 1939 §3).
fn speaks_pop(test: &TestReport) -> bool {
    let said = test.stages.iter().flat_map(|stage| &stage.transcript);
    let mut lines = said.filter(|line| line.from == Peer::Server).map(|line| &line.line);
    lines.any(|line| line.starts_with("+OK") || line.starts_with("-ERR"))
}

/// What proved the login: by the mechanism, the claims, and the grant that was asked for.
fn flow_of(test: &TestReport, stage: &StageReport, claims: Option<&Claims>) -> Option<Flow> {
    const OF_APPLICATIONS: [&str; 2] =
        ["client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"];
    let mechanism = text(&stage.facts, "mechanism")?;
    if !["XOAUTH2", "OAUTHBEARER"].contains(&mechanism) {
        return Some(Flow::Password);
    }
    let grant = stage_of(test, Stage::Token).and_then(|token| text(&token.facts, "grant_type"));
    Some(match (claims, grant) {
        (Some(claims), _) => claims.flow(),
        (None, Some(grant)) if !OF_APPLICATIONS.contains(&grant) => Flow::User,
        (None, _) => Flow::Application,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(stage: Stage, status: Status, facts: &[(&str, Fact)]) -> StageReport {
        StageReport {
            status,
            facts: facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect(),
            ..StageReport::skipped(stage)
        }
    }

    fn guesses(stages: Vec<StageReport>) -> Vec<Guess> {
        guesses_of(FormName::Outgoing, stages, Values::default())
    }

    fn guesses_of(form: FormName, stages: Vec<StageReport>, values: Values) -> Vec<Guess> {
        let values = values.learning(&stages);
        let report = TestReport {
            form,
            verdict: crate::report::Verdict::Failure,
            findings: Vec::new(),
            stages,
            causes: Vec::new(),
        };
        of_test(&report, &values)
    }

    #[track_caller]
    fn check(failed: Stage, facts: &[(&str, Fact)], expected: &[&str]) {
        let guesses = guesses(vec![stage(failed, Status::Failed, facts)]);
        let ids: Vec<_> = guesses.iter().map(|guess| guess.id).collect();
        let first = ids.get(..expected.len()).unwrap_or(&ids);
        assert!(first == expected && ids.is_empty() == expected.is_empty(), "{ids:?}");
    }

    /// A test that got a token with these claims, and was then refused.
    #[track_caller]
    fn check_claims(claims: &[(&str, Fact)], expected: &str) {
        let refused = [
            ("error", Fact::from("535 5.7.3 Authentication unsuccessful")),
            ("mechanism", Fact::from("XOAUTH2")),
        ];
        let guesses = guesses(vec![
            stage(Stage::Claims, Status::Warned, claims),
            stage(Stage::Authenticate, Status::Failed, &refused),
        ]);
        assert_eq!(guesses[0].id, expected, "{guesses:?}");
    }

    #[test]
    fn silence_is_told_by_port_and_encryption() {
        let timeout = ("error_kind", Fact::from("timeout"));
        for (silent, security, port, expected) in [
            (Stage::Greeting, "none", 465, "plaintext-on-tls-port"),
            (Stage::Greeting, "tls", 465, "plaintext-on-tls-port"),
            (Stage::Greeting, "none", 993, "plaintext-on-tls-port"),
            (Stage::Greeting, "tls", 993, "plaintext-on-tls-port"),
            (Stage::Greeting, "tls", 995, "plaintext-on-tls-port"),
            (Stage::Greeting, "tls", 2525, "plaintext-on-tls-port"),
            (Stage::Greeting, "tls", 587, "server-unavailable"),
            (Stage::Greeting, "none", 25, "server-unavailable"),
            (Stage::Greeting, "ssl", 993, "server-unavailable"),
            (Stage::Tls, "ssl", 25, "tls-on-plaintext-port"),
            (Stage::Tls, "ssl", 587, "tls-on-plaintext-port"),
            (Stage::Tls, "ssl", 143, "tls-on-plaintext-port"),
            (Stage::Tls, "ssl", 110, "tls-on-plaintext-port"),
            (Stage::Tls, "ssl", 993, "not-a-mail-server"),
            (Stage::Tls, "tls", 587, "server-unavailable"),
            (Stage::Capability, "tls", 587, "server-unavailable"),
            (Stage::Authenticate, "tls", 587, "server-unavailable"),
            (Stage::Mailbox, "ssl", 993, "server-unavailable"),
            (Stage::Send, "ssl", 465, "server-unavailable"),
            (Stage::Connect, "tls", 25, "port-25-blocked"),
            (Stage::Connect, "tls", 587, "connect-timeout"),
            (Stage::Token, "tls", 25, "connect-timeout"),
        ] {
            let mut way = vec![("port", Fact::Number(port)), ("security", security.into())];
            let mut stages = Vec::new();
            if silent != Stage::Connect {
                stages.push(stage(Stage::Connect, Status::Ok, &way));
                way.clear();
            }
            way.push(timeout.clone());
            stages.push(stage(silent, Status::Failed, &way));
            let guesses = guesses(stages);
            assert_eq!(guesses[0].id, expected, "{silent:?} {security} {port}: {guesses:?}");
        }
    }

    #[test]
    fn claims_that_warned_come_first_when_the_login_fails() {
        let roles = |role: &str| Fact::List(vec![role.to_owned()]);
        let aud = |audience: &str| ("aud", Fact::from(audience));
        let exchange = || aud("https://outlook.office365.com");
        check_claims(&[aud("https://graph.microsoft.com")], "token-wrong-audience");
        check_claims(&[exchange(), ("roles", roles("Mail.Read"))], "token-missing-role");
        check_claims(&[exchange(), ("scp", "User.Read".into())], "token-missing-scope");
        check_claims(
            &[exchange(), ("exp", Fact::Number(1000)), ("checked_at", Fact::Number(9000))],
            "token-expired",
        );
        check_claims(
            &[exchange(), ("roles", roles("SMTP.SendAsApp"))],
            "service-principal-missing",
        );
        // Claims of another server have another meaning.
        let issuer = ("iss", Fact::from("https://id.example.com"));
        check_claims(&[issuer, aud("mail")], "token-wrong-user");
    }

    /// Servers say the same of different things; whose they are is told by their hosts and greetings.
    #[test]
    fn the_same_words_mean_another_thing_at_another_server() {
        let by = |mechanism: &'static str| ("mechanism", Fact::from(mechanism));
        let [plain, xoauth2] = [by("PLAIN"), by("XOAUTH2")];
        let bare = "NO [AUTHENTICATIONFAILED] Invalid credentials";
        let online = "* OK The Microsoft Exchange IMAP4 service is ready. [RgBSADAAUAAyADgA]";
        let on_premises = "* OK The Microsoft Exchange IMAP4 service is ready.";
        let unchecked = "NO [UNAVAILABLE] Temporary authentication failure.";
        for (host, greeting, words, mechanism, expected) in [
            ("localhost", online, "NO LOGIN failed.", &plain, "basic-auth-disabled"),
            ("localhost", on_premises, "NO LOGIN failed.", &plain, "password-rejected"),
            ("localhost", "ready", "NO LOGIN failed.", &plain, "basic-auth-disabled"),
            ("outlook.office365.com", "ready", "NO LOGIN failed.", &plain, "basic-auth-disabled"),
            ("localhost", "Courier-IMAP ready.", "NO Login failed.", &plain, "password-rejected"),
            ("localhost", "ready", "NO Login failed: no", &plain, "password-rejected"),
            ("imap.gmail.com", "ready", bare, &plain, "google-credentials-rejected"),
            ("localhost", "Gimap ready for requests", bare, &plain, "google-credentials-rejected"),
            ("imap.mail.yahoo.com", "ready", bare, &plain, "password-rejected"),
            ("localhost", "Dovecot ready.", bare, &plain, "password-rejected"),
            ("localhost", "Dovecot ready.", bare, &xoauth2, "token-wrong-user"),
            ("localhost", "Dovecot ready.", unchecked, &xoauth2, "server-unavailable"),
        ] {
            let said = |words: &str| ("text", Fact::from(words));
            let refused = [("error", words.into()), said(words), mechanism.clone()];
            let stages = vec![
                stage(Stage::Greeting, Status::Ok, &[said(greeting)]),
                stage(Stage::Authenticate, Status::Failed, &refused),
            ];
            let values = Values { mail_host: Some(host.to_owned()), ..Values::default() };
            let guesses = guesses_of(FormName::Incoming, stages, values);
            assert_eq!(guesses[0].id, expected, "{host} {greeting} {words}: {guesses:?}");
            if !expected.starts_with("google") {
                assert!(guesses.iter().all(|guess| !guess.id.starts_with("google")), "{guesses:?}");
            }
        }
    }

    #[test]
    fn evidence_of_a_stage_to_causes() {
        let error = |words: &str| [("error", Fact::from(words))];
        check(Stage::Resolve, &[("error_kind", "dns".into())], &["dns-not-found"]);
        check(Stage::Token, &[("error_kind", "file".into())], &[]);
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
            Stage::Token,
            &error("The token endpoint sends the request elsewhere, which is not followed."),
            &["authority-unsuitable"],
        );
        check(
            Stage::Authenticate,
            &error(
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            ),
            &["smtp-auth-disabled-mailbox"],
        );
        check(Stage::Connect, &[("error_kind", "proxy-refused".into())], &["proxy-refused"]);
        for stage in [Stage::Capability, Stage::Mailbox, Stage::Send] {
            let closed = [("error_kind", "connection-closed".into())];
            check(stage, &closed, &["server-unavailable", "connection-reset"]);
        }
        for (alert, expected) in [
            ("HandshakeFailure", "tls-version-unsupported"),
            ("InternalError", "server-unavailable"),
            ("UnknownCa", "client-certificate-required"),
            ("DecodeError", "server-unavailable"),
        ] {
            let facts = [("tls_error", "alert".into()), ("tls_alert", alert.into())];
            check(Stage::Tls, &facts, &[expected]);
        }
        check(
            Stage::Tls,
            &[("tls_error", "client-certificate-required".into())],
            &["client-certificate-required"],
        );
        check(
            Stage::Greeting,
            &error("554 5.7.1 <unknown[127.0.0.1]>: Client host rejected: Access denied"),
            &["relay-denied"],
        );
        check(
            Stage::Mailbox,
            &error("450 4.2.0 <a@example.com>: Recipient address rejected: Greylisted"),
            &["server-unavailable"],
        );
        check(Stage::Authenticate, &error("-ERR no such user"), &["password-rejected"]);
        check(
            Stage::Authenticate,
            &error("The server refuses the login: -ERR internal server error"),
            &["server-unavailable"],
        );
        for (stage, spoken, expected) in [
            (Stage::Greeting, "ftp", "not-a-mail-server"),
            (Stage::Greeting, "managesieve", "not-a-mail-server"),
            (Stage::Greeting, "tls", "plaintext-on-tls-port"),
            (Stage::Tls, "http", "not-a-mail-server"),
            (Stage::Tls, "ssh", "not-a-mail-server"),
            (Stage::Tls, "smtp", "tls-on-plaintext-port"),
        ] {
            let mut facts = vec![("spoken", spoken.into())];
            if stage == Stage::Tls {
                facts.push(("tls_error", "not-tls".into()));
            }
            check(stage, &facts, &[expected]);
        }
        check(
            Stage::Mailbox,
            &[
                ("http_status", Fact::Number(404)),
                (
                    "error",
                    "Microsoft Graph finds no such mailbox (HTTP 404): ErrorInvalidUser".into(),
                ),
            ],
            &["mailbox-not-found"],
        );
        check(Stage::Mailbox, &[("http_status", Fact::Number(429))], &["rate-limited"]);
        check(Stage::Token, &[("error_kind", "file".into())], &[]);
        check(Stage::Goodbye, &[], &[]);
    }
}
