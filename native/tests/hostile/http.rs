//! Token endpoints.

use mailvet_core::plan::Stage;

use super::{
    case::{Case, Ran, check, smtp},
    script::{
        Step::{self, Close, Drip, Flood, Reflect, Request, Say},
        say,
    },
    secrets::{CLIENT_SECRET, jwt, token},
    smtp,
};

/// A whole answer.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Step {
    let length = body.len();
    say(&format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    ))
}

const JSON: &str = "Content-Type: application/json\r\n";
const HTML: &str = "Content-Type: text/html\r\n";

/// An endpoint that gives this token.
pub(crate) fn gives(token: &str) -> Vec<Step> {
    let body = serde_json::json!({
        "token_type": "Bearer", "expires_in": 3599, "access_token": token,
    });
    vec![Request, answer("200 OK", JSON, &body.to_string()), Close]
}

/// A case of an endpoint that answers so.
fn row(name: &str, status: &str, headers: &str, body: &str) -> Case {
    with(name, vec![Request, answer(status, headers, body), Close])
}

/// A case of an endpoint with this script, before a mail server without fault.
fn with(name: &str, endpoint: Vec<Step>) -> Case {
    smtp(name, smtp::hello()).endpoint(endpoint).fails(Stage::Token)
}

#[test]
fn refusals() {
    let error = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.","error_codes":[7000215],"trace_id":"t"}"#;
    check(vec![
        row("h-401", "401 Unauthorized", JSON, error)
            .words(&["AADSTS7000215: Invalid client secret provided.", "http_status=401"]),
        row("h-401-microsoft", "401 Unauthorized", JSON, error)
            .microsoft()
            .words(&["AADSTS7000215", "http_status=401"]),
        row(
            "h-429",
            "429 Too Many Requests",
            "Content-Type: application/json\r\nRetry-After: 17\r\n",
            r#"{"error":"temporarily_unavailable"}"#,
        )
        .words(&["17", "http_status=429", "temporarily_unavailable"]),
        row("h-503", "503 Service Unavailable", HTML, "<h1>Sorry</h1>")
            .words(&["http_status=503", "<h1>Sorry</h1>"]),
        row("h-redirect-301", "301 Moved", &elsewhere("https"), "").thief().words(&["elsewhere"]),
        row("h-redirect-302", "302 Found", &elsewhere("http"), "").thief().words(&["elsewhere"]),
        row("h-redirect-307", "307 Temporary", &elsewhere("http"), "").thief().words(&[
            "elsewhere",
            "http_status=307",
            "/steal",
        ]),
        row("h-redirect-308", "308 Permanent", &elsewhere("http"), "").thief().words(&["308"]),
        row(
            "h-redirect-query",
            "302 Found",
            "Location: https://me:hidden@login.example.com/sign-in?code=hidden#hidden\r\n",
            "",
        )
        .words(&["https://login.example.com/sign-in?…"])
        .unwanted(&["hidden"]),
        row("h-html-200", "200 OK", HTML, "<!DOCTYPE html><title>Sign in</title>").words(&[
            "web page",
            "is_html=true",
            "Sign in",
        ]),
        row("h-empty", "200 OK", JSON, "").words(&["http_status=200"]),
        row("h-no-token", "200 OK", JSON, r#"{"token_type":"Bearer"}"#).words(&["without a token"]),
        row("h-token-empty", "200 OK", JSON, r#"{"access_token":"","token_type":"Bearer"}"#)
            .unwanted(&["characters"]),
        row(
            "h-401-token",
            "401 Unauthorized",
            JSON,
            &format!(r#"{{"access_token":"{}"}}"#, token()),
        )
        .words(&["401"])
        .unwanted(&["characters"]),
        row("h-wrong-types", "200 OK", JSON, r#"{"access_token":7,"expires_in":{},"error":[1]}"#),
        row("h-null", "200 OK", JSON, "null"),
        row("h-close", "200 OK", JSON, "").endpoint(vec![Request, Close]),
        row("h-garbage", "200 OK", JSON, "").endpoint(vec![
            Request,
            say("220 mail.test ESMTP\r\n"),
            Close,
        ]),
        row("h-short", "200 OK", JSON, "").endpoint(vec![
            Request,
            say("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"token_type\":"),
            Close,
        ]),
        row(
            "h-escape",
            "400 Bad Request",
            JSON,
            r#"{"error":"invalid_client","error_description":"a\u001b[31mb\u202ec\u0085d"}"#,
        )
        .words(&["\\u{1b}[31mb\\u{202e}c"]),
    ]);
}

fn elsewhere(scheme: &str) -> String {
    format!("Location: {scheme}://127.0.0.1:%THIEF%/steal\r\n")
}

#[test]
fn tokens_that_cannot_be_used() {
    let odd = |token: &str| serde_json::json!({ "access_token": token }).to_string();
    let refused = |name, token: &str| {
        let case = with(name, Vec::new()).token(token.to_owned());
        case.words(&["characters"]).judge(nothing_sent)
    };
    check(vec![
        refused("h-crlf-token", "abcdefghijklmnop\r\nRSET\r\nqrstuvwxyz012345"),
        refused("h-nul-token", "abcdefghijklmnop\0qrstuvwxyz"),
        refused("h-0x01-token", "abcdefghijklmnop\u{1}host=evil\u{1}"),
        refused("h-space-token", "Bearer abcdefghijklmnop"),
        refused("h-letter-token", "abcdefghijklmnöpqrstuv"),
        row("h-1-mb-token", "200 OK", JSON, &odd(&"a".repeat(1024 * 1024))).words(&["no end"]),
    ]);
}

fn nothing_sent(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    let known = lines.iter().all(|line| line.starts_with("EHLO ") || line == "QUIT");
    known.then_some(()).ok_or_else(|| format!("the mail server heard {lines:?}"))
}

#[test]
fn half_answers_hide_the_token() {
    let given = token();
    let whole = format!(r#"{{"token_type":"Bearer","access_token":"{given}"}}"#);
    let row = |name, body: &str| row(name, "200 OK", JSON, body);
    check(vec![
        row("h-cut-json", &whole[..whole.len() - 30]),
        row("h-double-key", &whole.replacen("token_type\":\"Bearer", "access_token\":\"abcdef", 1)),
        row("h-bom", &format!("\u{feff}{whole}")),
        row("h-array", &format!("[{whole}]")),
        row("h-guarded-json", &format!(")]}}',\n{whole}")),
        row("h-form-encoded", &format!("access_token={given}&token_type=bearer")),
        row("h-html-token", &format!("<script>var t='{given}'</script>")),
        row("h-text-token", &given),
        row("h-quoted-token", &format!("\"{given}\"")),
        row("h-nested-token", &format!(r#"{{"data":{whole}}}"#)),
        row("h-other-key", &whole.replacen("access_token", "accessToken", 1)),
    ]);
}

#[test]
fn what_an_endpoint_echoes() {
    let wrap = |name, reflect| with(name, vec![Request, Reflect(reflect), Close]);
    check(vec![
        wrap("h-echo", |said| echo(said, &CLIENT_SECRET.replace('"', "\\\""))),
        wrap("h-echo-body", |said| echo(said, said.last().map_or("", String::as_str))),
        wrap("h-echo-cut", |said| echo(said, &CLIENT_SECRET[4..18])),
        wrap("h-echo-base64", |said| {
            use base64::{Engine, engine::general_purpose::STANDARD};
            echo(said, &STANDARD.encode(format!("client:{CLIENT_SECRET}")))
        }),
        wrap("h-echo-percent-lower", |said| {
            let body = said.last().map_or("", String::as_str);
            echo(said, &body.replace("%2B", "%2b").replace("%2F", "%2f").replace("%7E", "~"))
        }),
        wrap("h-echo-redirect", |said| {
            let body = said.last().map_or("", String::as_str);
            let head = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n";
            format!("{head}Location: http://127.0.0.1:9/?{body}\r\n\r\n").into_bytes()
        }),
        wrap("h-echo-html", |said| {
            let body = said.last().map_or("", String::as_str);
            format!("HTTP/1.1 500 No\r\nConnection: close\r\n\r\n<pre>{body}</pre>").into_bytes()
        }),
        smtp("h-echo-claim", smtp::good()).token(claiming(CLIENT_SECRET)),
    ]);
}

fn echo(_: &[String], words: &str) -> Vec<u8> {
    let body = format!(r#"{{"error":"invalid_client","error_description":"Wrong: {words}"}}"#);
    let Say(bytes) = answer("401 Unauthorized", JSON, &body) else { return Vec::new() };
    bytes
}

fn claiming(words: &str) -> String {
    jwt(&serde_json::json!({ "app_displayname": words, "aud": words }).to_string())
}

#[test]
fn odd_claims() {
    let taken = |name, token: String| smtp(name, smtp::good()).token(token);
    let none = {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(r#"{"aud":"https://mail.test"}"#))
    };
    check(vec![
        taken("h-alg-none", none).judge(says_audience),
        taken("h-padded-claims", format!("{}==.x", jwt(r#"{"aud":"a"}"#))),
        taken("h-broken-claims", "eyJhbGciOiJub25lIn0.!!!!!!!!.abcdefgh".to_owned()),
        taken("h-empty-claims", "abcdefgh..ijklmnop".to_owned()),
        taken("h-deep-claims", jwt(&format!("{{\"aud\":{}", "[".repeat(140)))),
        taken("h-typed-claims", jwt(r#"{"aud":7,"roles":{"a":1},"exp":"soon","ver":null}"#)),
        taken("h-late-claims", jwt(r#"{"exp":9223372036854775807,"nbf":-9223372036854775808}"#)),
        taken("h-escape-claims", claiming("a\u{1b}[31mb\u{202e}c")),
    ]);
}

fn says_audience(ran: &Ran) -> Result<(), String> {
    let claims = ran.outcome.report.stages.iter().find(|stage| stage.stage == Stage::Claims);
    let audience = claims.and_then(|claims| claims.facts.get("aud"));
    let verified = claims.and_then(|claims| claims.facts.get("verified"));
    if audience == Some(&"https://mail.test".into()) && verified == Some(&false.into()) {
        return Ok(());
    }
    Err("the claims are not shown as unverified".to_owned())
}

#[test]
fn endpoints_without_an_end() {
    check(vec![
        with("h-silent", vec![Request]).stalls(Stage::Token),
        with("h-deaf", vec![]).stalls(Stage::Token),
        with("h-slow", vec![Request, Drip(b"HTTP/1.1 200 OK\r\nX: ", 2_000)]).stalls(Stage::Token),
        with(
            "h-slow-body",
            vec![
                Request,
                say("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n{"),
                Drip(b" ", 2_000),
            ],
        )
        .stalls(Stage::Token),
        with("h-tls-stall", vec![]).microsoft().endpoint(vec![]).stalls(Stage::Token),
    ]);
}

/// Rows that could take much memory or the whole process.
pub(crate) fn alone() -> Vec<Case> {
    let most = 64 * 1024 * 1024;
    let block = vec![b' '; 64 * 1024];
    let deep = "[".repeat(200_000);
    vec![
        with(
            "h-endless",
            vec![Request, say("HTTP/1.1 200 OK\r\n\r\n"), Flood(block.clone(), most)],
        )
        .words(&["no end"])
        .judge(took_little),
        with(
            "h-endless-chunks",
            vec![
                Request,
                say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Flood(
                    b"1000\r\n".iter().copied().chain([b' '; 4096]).chain(*b"\r\n").collect(),
                    most,
                ),
            ],
        )
        .words(&["no end"])
        .judge(took_little),
        with(
            "h-endless-headers",
            vec![Request, say("HTTP/1.1 200 OK\r\n"), Flood(b"X-Header: value\r\n".to_vec(), most)],
        )
        .judge(took_little),
        with("h-endless-line", vec![Request, say("HTTP/1.1 200 OK\r\nX: "), Flood(block, most)])
            .judge(took_little),
        with("h-deep-json", vec![Request, answer("200 OK", JSON, &deep), Close]),
        with(
            "h-deep-member",
            vec![Request, answer("400 Bad", JSON, &format!("{{\"a\":{deep}")), Close],
        ),
        with(
            "h-deep-error",
            vec![
                Request,
                answer(
                    "400 Bad",
                    JSON,
                    &format!("{{\"error\":{}{}}}", &deep[..100], "]".repeat(100)),
                ),
                Close,
            ],
        ),
        // No mail protocol takes a token of this length (RFC 4954 §4: 12288 octets in base64).
        with("h-long-token", Vec::new()).token("a1B2c3D4".repeat(30_000)),
    ]
}

fn took_little(ran: &Ran) -> Result<(), String> {
    let taken = ran.endpoint.taken;
    (taken < 8 * 1024 * 1024).then_some(()).ok_or_else(|| format!("{taken} bytes were taken"))
}
