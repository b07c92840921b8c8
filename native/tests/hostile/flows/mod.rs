//! Flows: what each asks of the authorization server, field by field, and what it makes of the answers.

mod authority;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use authority::{Answer, Asked, Authority};
use mailvet::probe::{self, Credentials, Event, Files, Options, Outcome, Prompt, Tokens};
use mailvet_core::{
    IncomingForm, OutgoingForm, Secret,
    plan::Stage,
    report::{Fact, Status},
};
use serde::Deserialize as _;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::Url;

use super::{
    bench::BENCH,
    secrets::{self, CLIENT_SECRET, PASSWORD, USER},
};

const CLIENT: &str = "11111111-2222-4333-8444-555555555555";
const REFRESH: &str = "M.C507_BAY.0.U.-CkXq2vT8nBh5~one";
const DEVICE_CODE: &str = "GAQABAAEAAADhT3~qWe8rZt-1uIoPl6kJh";
const CODE: &str = "0.AXoAq7Zk~Vb3xT9-wLmN4pRs8yUc";

fn given(more: &Value) -> Answer {
    let mut body = json!({
        "token_type": "Bearer", "expires_in": 3599, "access_token": secrets::token(),
    });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    (200, "", body)
}

fn refused(error: &str) -> Answer {
    (400, "", json!({ "error": error }))
}

fn metadata() -> Answer {
    let endpoints = json!({
        "issuer": "%HERE%",
        "token_endpoint": "%HERE%/token",
        "authorization_endpoint": "%HERE%/authorize?tenant=x",
        "device_authorization_endpoint": "%HERE%/device",
        "authorization_response_iss_parameter_supported": true,
    });
    (200, "", endpoints)
}

fn device_codes() -> Answer {
    let codes = json!({
        "device_code": DEVICE_CODE, "user_code": "WDJB-MJHT", "interval": 1, "expires_in": 900,
        "verification_uri": "https://login.example.com/device",
        "verification_uri_complete": "https://login.example.com/device?user_code=WDJB-MJHT",
    });
    (200, "", codes)
}

/// An outgoing form with this OAuth part, in which `%HERE%` is the address of the server.
fn form(authority: &Authority, oauth: &Value) -> OutgoingForm<'static> {
    let mut oauth: Value =
        serde_json::from_str(&oauth.to_string().replace("%HERE%", &authority.here)).expect("JSON");
    let password = (oauth["flow"] == "password").then_some(PASSWORD);
    if oauth["client_id"].is_null() {
        oauth["client_id"] = CLIENT.into();
    }
    let form = json!({
        "server": "127.0.0.1", "security": "ssl", "port": 465, "username": USER,
        "password": password, "oauth": oauth,
    });
    OutgoingForm::deserialize(form).expect("an outgoing form")
}

fn options(authority: &Authority) -> Options {
    Options {
        stage_timeout: Duration::from_secs(5),
        timeout: Duration::from_secs(10),
        credentials: Credentials {
            files: Files::From(env!("CARGO_TARGET_TMPDIR").into()),
            sign_in: Duration::from_secs(8),
            tokens: Arc::default(),
        },
        identity_hosts: vec![format!("localhost:{}", authority.port)],
        ..Options::new(BENCH.client.clone())
    }
}

/// Plays the browser: gets what the sign-in address would send it back with.
type Browser = fn(&Url) -> Vec<(String, String)>;

fn sends_code(url: &Url) -> Vec<(String, String)> {
    let state = parameter(url, "state");
    vec![("code".to_owned(), CODE.to_owned()), ("state".to_owned(), state)]
}

fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Asks for the token; gives what came of it and what a person was told.
async fn ask(
    form: &OutgoingForm<'_>,
    options: &Options,
    browser: Option<Browser>,
) -> (Outcome, Vec<Prompt>) {
    let prompts = Mutex::new(Vec::new());
    let observe = |event: Event| {
        let Event::Prompt(prompt) = event else { return };
        if let (Prompt::AuthorizationCode { url, .. }, Some(browser)) = (&prompt, browser) {
            let url = Url::parse(url).expect("an address");
            let mut back = Url::parse(&parameter(&url, "redirect_uri")).expect("a redirect");
            back.query_pairs_mut().extend_pairs(browser(&url));
            tokio::spawn(visit(back));
        }
        prompts.lock().expect("no poison").push(prompt);
    };
    let outcome = probe::outgoing_token(form, options, &observe).await.expect("OAuth is on");
    (outcome, prompts.into_inner().expect("no poison"))
}

async fn visit(url: Url) {
    let authority = url.authority().to_owned();
    let path = &url[url::Position::BeforePath..];
    let port = url.port().expect("a port");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the redirect listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut page = String::new();
    stream.read_to_string(&mut page).await.expect("a page");
    assert!(page.contains("Mailvet"), "{page}");
}

/// What a request has to hold: fields with their values, `*` for any, and no others.
#[track_caller]
fn check_fields(asked: &Asked, line: &str, wanted: &[(&str, &str)]) {
    assert_eq!(asked.line, line);
    let shown: Vec<_> = asked.fields.keys().collect();
    let names: Vec<_> = wanted.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(shown, names.iter().collect::<Vec<_>>(), "{line}");
    for (name, value) in wanted {
        if *value != "*" {
            assert_eq!(asked.fields[*name], *value, "{name}");
        }
    }
}

fn stage(outcome: &Outcome, stage: Stage) -> &mailvet_core::report::StageReport {
    outcome.report.stages.iter().find(|known| known.stage == stage).expect("the stage")
}

fn fact(outcome: &Outcome, name: &str) -> String {
    match stage(outcome, Stage::Token).facts.get(name) {
        Some(Fact::Text(text)) => text.clone(),
        Some(Fact::Flag(flag)) => flag.to_string(),
        Some(Fact::Number(number)) => number.to_string(),
        Some(Fact::List(list)) => list.join(" "),
        None => String::new(),
    }
}

#[track_caller]
fn check_given(outcome: &Outcome) {
    let token = outcome.token.as_ref().map(|token| token.value.expose().to_owned());
    assert_eq!(token, Some(secrets::token()), "{:?}", outcome.report);
    check_hidden(outcome);
}

#[track_caller]
fn check_refused(outcome: &Outcome, words: &str) {
    check_refused_in("the only row", outcome, words);
}

#[track_caller]
fn check_refused_in(row: &str, outcome: &Outcome, words: &str) {
    let failed = stage(outcome, Stage::Token);
    assert_eq!(failed.status, Status::Failed, "{row}: {:?}", outcome.report);
    assert!(fact(outcome, "error").contains(words), "{row}, {words}: {:?}", failed.facts);
    check_hidden(outcome);
}

/// No secret stands in the report.
#[track_caller]
fn check_hidden(outcome: &Outcome) {
    let shown = format!("{:?}{}", outcome, serde_json::to_string(&outcome.report).expect("JSON"));
    let leaks = secrets::leaks(shown.as_bytes(), &secrets::token());
    assert!(leaks.is_empty(), "{leaks:?} in {shown}");
    for secret in [REFRESH, DEVICE_CODE, CODE] {
        let half = &secret[secret.len() / 2..];
        assert!(!shown.contains(half), "{half} stands in {shown}");
    }
}

#[tokio::test]
async fn a_password_is_sent_with_the_user() {
    let authority = Authority::start(vec![given(&json!({}))], false).await;
    let oauth = json!({ "provider": "custom", "flow": "password", "scope": "mail",
                        "authority_url": "%HERE%/token" });
    let (outcome, _) = ask(&form(&authority, &oauth), &options(&authority), None).await;
    check_given(&outcome);
    check_fields(
        &authority.asked()[0],
        "POST /token",
        &[
            ("client_id", CLIENT),
            ("grant_type", "password"),
            ("password", PASSWORD),
            ("scope", "mail"),
            ("username", USER),
        ],
    );
}

#[tokio::test]
async fn version_1_is_asked_for_a_resource() {
    const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    let authority = Authority::start(vec![given(&json!({}))], true).await;
    let oauth = json!({ "provider": "microsoft-exchange", "client_secret": CLIENT_SECRET,
                        "authority_url": format!("%HERE%/{TENANT}/oauth2/token") });
    let (outcome, _) = ask(&form(&authority, &oauth), &options(&authority), None).await;
    check_given(&outcome);
    check_fields(
        &authority.asked()[0],
        &format!("POST /{TENANT}/oauth2/token"),
        &[
            ("client_id", CLIENT),
            ("client_secret", CLIENT_SECRET),
            ("grant_type", "client_credentials"),
            ("resource", "https://outlook.office365.com"),
        ],
    );
}

#[tokio::test]
async fn a_token_is_judged_by_what_it_is_to_open() {
    const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    let token = secrets::jwt(&format!(
        r#"{{"aud":"https://graph.microsoft.com","roles":["Mail.Read","Mail.Send"],"tid":"{TENANT}","appid":"{CLIENT}","oid":"{TENANT}","idtyp":"app","exp":4102444800}}"#
    ));
    let answer = || given(&json!({ "access_token": token }));
    let authority = Authority::start(vec![answer(), answer()], true).await;
    let form = json!({
        "protocol": "graph", "server": "graph.microsoft.com", "username": USER,
        "oauth": { "provider": "microsoft-exchange", "client_id": CLIENT,
                   "client_secret": CLIENT_SECRET,
                   "authority_url": format!("{}/{TENANT}/oauth2/v2.0/token", authority.here) },
    });
    let (mut outgoing, mut incoming) = (form.clone(), form);
    outgoing["security"] = "ssl".into();
    incoming["use_ssl"] = true.into();
    let outgoing = OutgoingForm::deserialize(outgoing).expect("an outgoing form");
    let incoming = IncomingForm::deserialize(incoming).expect("an incoming form");
    let options = || options(&authority);
    for outcome in [
        probe::outgoing_token(&outgoing, &options(), &|_| ()).await,
        probe::incoming_token(&incoming, &options(), &|_| ()).await,
    ] {
        let outcome = outcome.expect("OAuth is on");
        let claims = stage(&outcome, Stage::Claims);
        assert_eq!(claims.status, Status::Ok, "{:?}", outcome.report);
    }
}

#[tokio::test]
async fn an_answer_that_nobody_can_read_shows_no_part_of_a_token() {
    let oauth = json!({ "provider": "custom", "client_secret": CLIENT_SECRET, "scope": "mail",
                        "authority_url": "%HERE%/token" });
    // What is quoted would end within the token.
    let begun = format!("[{}\"{}\"", " ".repeat(485), secrets::token());
    let authority = Authority::start(vec![(200, "", json!(begun))], false).await;
    let (outcome, _) = ask(&form(&authority, &oauth), &options(&authority), None).await;
    check_refused(&outcome, "no JSON object");
    let shown = format!("{:?}", outcome.report);
    let start = &secrets::token()[..8];
    assert!(!shown.contains(start), "{start} stands in {shown}");
}

#[tokio::test]
async fn an_assertion_of_somebody_else_is_read_afresh() {
    let authority = Authority::start(vec![given(&json!({})), given(&json!({}))], false).await;
    let name = format!("assertion-{}", std::process::id());
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
    let oauth = json!({ "provider": "custom", "assertion_file": name, "scope": "mail",
                        "authority_url": "%HERE%/token" });
    let form = form(&authority, &oauth);
    for assertion in ["eyJhbGciOiJSUzI1NiJ9.e30.first", "eyJhbGciOiJSUzI1NiJ9.e30.second"] {
        std::fs::write(&path, format!("{assertion}\n")).expect("a file");
        let (outcome, _) = ask(&form, &options(&authority), None).await;
        check_given(&outcome);
        assert!(!format!("{:?}", outcome.report).contains(assertion));
        check_fields(
            authority.asked().last().expect("a request"),
            "POST /token",
            &[
                ("client_assertion", assertion),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_id", CLIENT),
                ("grant_type", "client_credentials"),
                ("scope", "mail"),
            ],
        );
    }
    std::fs::remove_file(&path).expect("the file");
    let (outcome, _) = ask(&form, &options(&authority), None).await;
    check_refused(&outcome, "cannot be read");
    assert_eq!(authority.asked().len(), 2);
}

fn device() -> Value {
    json!({ "provider": "custom", "flow": "device-code", "scope": "mail offline_access",
            "client_secret": CLIENT_SECRET, "client_auth": "basic",
            "authority_url": "%HERE%/.well-known/openid-configuration" })
}

#[tokio::test]
async fn a_device_waits_until_somebody_has_signed_in() {
    let answers = vec![
        metadata(),
        device_codes(),
        refused("authorization_pending"),
        given(&json!({ "refresh_token": REFRESH })),
    ];
    let authority = Authority::start(answers, false).await;
    let (outcome, prompts) = ask(&form(&authority, &device()), &options(&authority), None).await;
    check_given(&outcome);
    assert_eq!(outcome.refresh_token, Some(Secret::new(REFRESH.to_owned())));
    let [Prompt::DeviceCode { user_code, verification_uri, verification_uri_complete, expires_in }] =
        &prompts[..]
    else {
        panic!("{prompts:?}")
    };
    assert_eq!(user_code, "WDJB-MJHT");
    assert_eq!(verification_uri, "https://login.example.com/device");
    assert!(verification_uri_complete.is_some());
    assert!((1..=8).contains(expires_in), "{expires_in}");
    let asked = authority.asked();
    check_fields(&asked[0], "GET /.well-known/openid-configuration", &[]);
    check_fields(&asked[1], "POST /device", &[("scope", "mail offline_access")]);
    let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    let wanted = [("device_code", DEVICE_CODE), ("grant_type", grant_type)];
    check_fields(&asked[2], "POST /token", &wanted);
    check_fields(&asked[3], "POST /token", &wanted);
    assert!(asked[1..].iter().all(|asked| asked.authorization.is_some()));
}

#[tokio::test]
async fn a_device_that_gets_no_token() {
    let bad = |member: &str, value: Value| {
        let (status, headers, mut body) = device_codes();
        body[member] = value;
        vec![metadata(), (status, headers, body)]
    };
    for (name, answers, words) in [
        ("denied", vec![metadata(), device_codes(), refused("access_denied")], "access_denied"),
        ("expired", vec![metadata(), device_codes(), refused("expired_token")], "expired_token"),
        ("not allowed", vec![metadata(), refused("unauthorized_client")], "unauthorized_client"),
        ("too late", bad("expires_in", 1.into()), "Nobody signed in"),
        ("no code", bad("device_code", Value::Null), "no code"),
        ("script", bad("verification_uri", "javascript:alert(1)".into()), "none with https"),
        ("plain", bad("verification_uri", "http://login.example.com".into()), "none with https"),
        ("endless code", bad("user_code", "A".repeat(65).into()), "can be entered"),
        ("web page", vec![metadata(), (200, "", "<html>".into())], "web page"),
    ] {
        let authority = Authority::start(answers, false).await;
        let (outcome, _) = ask(&form(&authority, &device()), &options(&authority), None).await;
        check_refused_in(name, &outcome, words);
    }
}

fn browser() -> Value {
    json!({ "provider": "custom", "flow": "authorization-code", "scope": "mail offline_access",
            "authority_url": "%HERE%/.well-known/openid-configuration" })
}

fn with_issuer(url: &Url) -> Vec<(String, String)> {
    let mut answer = sends_code(url);
    answer.push(("iss".to_owned(), url.origin().ascii_serialization()));
    answer
}

#[tokio::test]
async fn a_browser_brings_a_code() {
    let answers = vec![metadata(), given(&json!({ "refresh_token": REFRESH }))];
    let authority = Authority::start(answers, false).await;
    let form = form(&authority, &browser());
    let (outcome, prompts) = ask(&form, &options(&authority), Some(with_issuer)).await;
    check_given(&outcome);
    let [Prompt::AuthorizationCode { url, .. }] = &prompts[..] else { panic!("{prompts:?}") };
    let url = Url::parse(url).expect("an address");
    for (name, value) in [
        ("tenant", "x"),
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("scope", "mail offline_access"),
        ("code_challenge_method", "S256"),
        ("login_hint", USER),
        ("prompt", "consent"),
    ] {
        assert_eq!(parameter(&url, name), value, "{name}");
    }
    let asked = authority.asked();
    let redirect_uri = parameter(&url, "redirect_uri");
    assert!(redirect_uri.starts_with("http://127.0.0.1:"), "{redirect_uri}");
    check_fields(
        &asked[1],
        "POST /token",
        &[
            ("client_id", CLIENT),
            ("code", CODE),
            ("code_verifier", "*"),
            ("grant_type", "authorization_code"),
            ("redirect_uri", &redirect_uri),
        ],
    );
    let verifier = &asked[1].fields["code_verifier"];
    let challenge = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    let challenge = {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(challenge)
    };
    assert_eq!(parameter(&url, "code_challenge"), challenge);
    assert!(!format!("{:?}", outcome.report).contains(verifier), "the verifier is shown");
}

#[tokio::test]
async fn a_browser_that_brings_something_else() {
    let rows: [(&str, Browser, &str); 6] = [
        ("no state", |_| vec![("code".into(), CODE.into())], "another sign-in"),
        (
            "another state",
            |_| vec![("code".into(), CODE.into()), ("state".into(), "x".into())],
            "another sign-in",
        ),
        ("no issuer", sends_code, "another authorization server"),
        (
            "another issuer",
            |url| {
                let mut answer = sends_code(url);
                answer.push(("iss".into(), "https://evil.test".into()));
                answer
            },
            "another authorization server",
        ),
        (
            "refusal",
            |url| {
                let mut answer = with_issuer(url);
                answer[0] = ("error".into(), "access_denied".into());
                answer.push(("error_description".into(), "AADSTS65004: User declined".into()));
                answer
            },
            "AADSTS65004",
        ),
        (
            "empty code",
            |url| {
                let mut answer = with_issuer(url);
                answer[0].1 = String::new();
                answer
            },
            "gives no code",
        ),
    ];
    for (name, browser_of, words) in rows {
        let authority = Authority::start(vec![metadata(), given(&json!({}))], false).await;
        let form = form(&authority, &browser());
        let (outcome, _) = ask(&form, &options(&authority), Some(browser_of)).await;
        check_refused_in(name, &outcome, words);
        assert_eq!(authority.asked().len(), 1, "{name}: no code is redeemed");
    }
}

#[tokio::test]
async fn nobody_comes_back_from_the_browser() {
    let authority = Authority::start(vec![metadata()], false).await;
    let mut options = options(&authority);
    options.credentials.sign_in = Duration::from_millis(700);
    let (outcome, _) = ask(&form(&authority, &browser()), &options, None).await;
    check_refused(&outcome, "Nobody signed in");
}

#[tokio::test]
async fn nobody_is_there_to_sign_in() {
    let authority = Authority::start(vec![], false).await;
    let mut options = options(&authority);
    options.consent.unattended = true;
    let (outcome, _) = ask(&form(&authority, &browser()), &options, None).await;
    let codes: Vec<_> = outcome.report.findings.iter().map(|notice| notice.finding.code).collect();
    assert!(codes.contains(&"unsupported-flow"), "{codes:?}");
    assert!(authority.asked().is_empty());
}

#[tokio::test]
async fn a_refresh_token_saves_the_sign_in_and_is_replaced() {
    let rotated = "M.C507_BAY.0.U.-Dm7Yw4Kd9sLp~two";
    let answers = vec![metadata(), given(&json!({ "refresh_token": rotated }))];
    let authority = Authority::start(answers, false).await;
    let mut options = options(&authority);
    let old = Some(Secret::new(REFRESH.to_owned()));
    options.credentials.tokens = Arc::new(Tokens::with_refresh(old));
    let (outcome, prompts) = ask(&form(&authority, &device()), &options, None).await;
    check_given(&outcome);
    assert!(prompts.is_empty());
    assert_eq!(fact(&outcome, "refreshed"), "true");
    assert_eq!(outcome.refresh_token, Some(Secret::new(rotated.to_owned())));
    check_fields(
        &authority.asked()[1],
        "POST /token",
        &[
            ("grant_type", "refresh_token"),
            ("refresh_token", REFRESH),
            ("scope", "mail offline_access"),
        ],
    );
}

#[tokio::test]
async fn a_refresh_token_that_is_over_leads_to_a_sign_in() {
    let answers = vec![metadata(), refused("invalid_grant"), device_codes(), given(&json!({}))];
    let authority = Authority::start(answers, false).await;
    let mut options = options(&authority);
    let old = Some(Secret::new(REFRESH.to_owned()));
    options.credentials.tokens = Arc::new(Tokens::with_refresh(old));
    let (outcome, prompts) = ask(&form(&authority, &device()), &options, None).await;
    check_given(&outcome);
    assert_eq!(prompts.len(), 1);
}

#[tokio::test]
async fn metadata_that_are_not_trusted() {
    let changed = |member: &str, value: &str| {
        let (status, headers, mut body) = metadata();
        body[member] = value.into();
        vec![(status, headers, body)]
    };
    for (name, answers, words) in [
        ("issuer", changed("issuer", "https://evil.test"), "another issuer"),
        ("host", changed("token_endpoint", "https://evil.test/token"), "--identity-host evil.test"),
        ("port", changed("token_endpoint", "http://127.0.0.1:1/token"), "another host"),
        ("plain", changed("token_endpoint", "http://evil.test/token"), "no address with https"),
        ("user", changed("token_endpoint", "https://a:b@evil.test/"), "no address with https"),
        ("device", changed("device_authorization_endpoint", "https://evil.test"), "another host"),
        ("file", changed("authorization_endpoint", "file:///etc/passwd"), "no address with https"),
        ("none", vec![(200, "", json!({ "issuer": "%HERE%" }))], "no token endpoint"),
        ("absent", vec![(404, "", json!({}))], "no metadata"),
        ("redirect", vec![(302, "Location: https://evil.test/\r\n", json!({}))], "elsewhere"),
    ] {
        let authority = Authority::start(answers, false).await;
        let (outcome, _) = ask(&form(&authority, &browser()), &options(&authority), None).await;
        check_refused_in(name, &outcome, words);
        assert_eq!(authority.asked().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn later_means_later() {
    let secret = || {
        json!({ "provider": "custom", "client_secret": CLIENT_SECRET, "scope": "mail",
                "authority_url": "%HERE%/token" })
    };
    let busy = |after: &'static str| (429, after, json!({ "error": "temporarily_unavailable" }));
    let answers = vec![busy("Retry-After: 1\r\n"), given(&json!({}))];
    let authority = Authority::start(answers, false).await;
    let (outcome, _) = ask(&form(&authority, &secret()), &options(&authority), None).await;
    check_given(&outcome);
    assert_eq!(fact(&outcome, "retries"), "1");
    // Not for ever, not beyond the time of the stage, and not unasked.
    for (answers, requests) in [
        (vec![busy("Retry-After: 0\r\n"); 5], 3),
        (vec![busy("Retry-After: 60\r\n"); 5], 1),
        (vec![busy("Retry-After: 18446744073709551615\r\n"); 5], 1),
        (vec![busy(""); 5], 1),
    ] {
        let authority = Authority::start(answers, false).await;
        let (outcome, _) = ask(&form(&authority, &secret()), &options(&authority), None).await;
        check_refused(&outcome, "temporarily_unavailable");
        assert_eq!(authority.asked().len(), requests);
    }
}

#[tokio::test]
async fn a_refusal_that_two_tests_share_tells_neither_a_secret() {
    let oauth = json!({ "provider": "custom", "client_secret": CLIENT_SECRET, "scope": "mail",
                        "authority_url": "%HERE%/token" });
    let words = format!("The secret {CLIENT_SECRET} is wrong.");
    let refusal = json!({ "error": "invalid_client", "error_description": words });
    let authority = Authority::start(vec![(401, "", refusal)], false).await;
    let (form, options) = (form(&authority, &oauth), options(&authority));
    for reused in ["", "true"] {
        let (outcome, _) = ask(&form, &options, None).await;
        check_refused(&outcome, "is wrong");
        assert_eq!(fact(&outcome, "reused"), reused);
    }
}

#[tokio::test]
async fn the_very_same_question_is_asked_once() {
    let oauth = |secret: &str| {
        json!({ "provider": "custom", "client_secret": secret, "scope": "mail",
                "authority_url": "%HERE%/token" })
    };
    let authority = Authority::start(vec![given(&json!({})), given(&json!({}))], false).await;
    let options = options(&authority);
    let form_of = |secret| form(&authority, &oauth(secret));
    let (one, two) = (form_of(CLIENT_SECRET), form_of(CLIENT_SECRET));
    let ((one, _), (two, _)) = tokio::join!(ask(&one, &options, None), ask(&two, &options, None));
    check_given(&one);
    check_given(&two);
    let reused = [&one, &two].map(|outcome| fact(outcome, "reused"));
    assert_eq!(reused.iter().filter(|reused| *reused == "true").count(), 1, "{reused:?}");
    assert_eq!(authority.asked().len(), 1);
    let (other, _) = ask(&form_of("another secret of theirs"), &options, None).await;
    assert_eq!(fact(&other, "reused"), "");
    assert_eq!(authority.asked().len(), 2);
}

#[tokio::test]
async fn a_token_whose_life_is_over_is_not_used_again() {
    let secret = json!({ "provider": "custom", "client_secret": CLIENT_SECRET, "scope": "mail",
                         "authority_url": "%HERE%/token" });
    let answers = vec![given(&json!({ "expires_in": 0 })), given(&json!({}))];
    let authority = Authority::start(answers, false).await;
    let options = options(&authority);
    for requests in [1, 2] {
        let (outcome, _) = ask(&form(&authority, &secret), &options, None).await;
        check_given(&outcome);
        assert_eq!(authority.asked().len(), requests);
    }
}

#[tokio::test]
async fn one_sign_in_serves_for_two_scopes() {
    let answers = vec![
        metadata(),
        given(&json!({ "refresh_token": REFRESH })),
        metadata(),
        given(&json!({})),
    ];
    let authority = Authority::start(answers, false).await;
    let options = options(&authority);
    let (outcome, _) = ask(&form(&authority, &browser()), &options, Some(with_issuer)).await;
    check_given(&outcome);
    let mut other = browser();
    other["scope"] = "imap offline_access".into();
    let (outcome, prompts) = ask(&form(&authority, &other), &options, None).await;
    check_given(&outcome);
    assert!(prompts.is_empty());
    assert_eq!(authority.asked()[3].fields["scope"], "imap offline_access");
}
