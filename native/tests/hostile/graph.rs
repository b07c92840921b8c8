//! Microsoft Graph, and what answers in its place.

use base64::{Engine, engine::general_purpose::STANDARD};
use mailvet::probe::{Pin, Route};
use mailvet_core::{
    plan::Stage,
    report::{Fact, Peer},
};

use super::{
    case::{Case, RECIPIENT, Ran, check, graph_inbox, graph_outbox},
    http::answer,
    script::{
        Step::{self, Close, Flood, Request},
        say,
    },
    secrets::jwt,
};

const JSON: &str = "Content-Type: application/json\r\n";
const HOST: &str = "graph.microsoft.com";
const INBOX: &str = r#"{"id":"AQMk","totalItemCount":7,"unreadItemCount":2}"#;
const USER: &str = r#"{"id":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee","mail":"user@mail.test"}"#;

fn here(port: u16) -> Route {
    let pin = Pin::to(HOST, port, ([127, 0, 0, 1], port).into());
    Route { pins: vec![pin], ..Route::default() }
}

fn token(roles: &str) -> String {
    jwt(&format!(
        r#"{{"aud":"https://graph.microsoft.com","roles":[{roles}],"tid":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee","appid":"11111111-2222-4333-8444-555555555555","idtyp":"app","exp":4102444800}}"#
    ))
}

fn answers(status: &str, body: &str) -> Vec<Step> {
    vec![Request, answer(status, JSON, body), Close]
}

fn error(code: &str, message: &str) -> String {
    format!(
        r#"{{"error":{{"code":"{code}","message":"{message}","innerError":{{"date":"2026-11-24T20:00:00","request-id":"r-1","client-request-id":"c-1"}}}}}}"#
    )
}

fn inbox(name: &str, script: Vec<Step>) -> Case {
    graph_inbox(name, script).microsoft().token(token(r#""Mail.Read""#)).named(HOST, here)
}

fn outbox(name: &str, script: Vec<Step>) -> Case {
    graph_outbox(name, script).microsoft().token(token(r#""Mail.Send""#)).named(HOST, here)
}

fn requested(ran: &Ran, line: &str) -> Result<(), String> {
    match ran.mail.encrypted_lines().first() {
        Some(first) if first == line => Ok(()),
        first => Err(format!("it was asked {first:?}, not {line:?}")),
    }
}

/// Whether this line of the server stands in the transcript of the login.
fn heard(ran: &Ran, line: &str) -> Result<(), String> {
    let mut stages = ran.outcome.report.stages.iter();
    let login = stages.find(|report| report.stage == Stage::Authenticate);
    let transcript = login.map(|report| &*report.transcript).unwrap_or_default();
    let is_there = transcript.iter().any(|said| said.from == Peer::Server && said.line == line);
    if is_there { Ok(()) } else { Err(format!("{line:?} is not in {transcript:?}")) }
}

fn told(ran: &Ran, stage: Stage, name: &str, wanted: &Fact) -> Result<(), String> {
    let stages = &ran.outcome.report.stages;
    let found = stages.iter().find(|report| report.stage == stage).and_then(|r| r.facts.get(name));
    if found == Some(wanted) { Ok(()) } else { Err(format!("{name} is {found:?}")) }
}

#[test]
fn mail_is_read() {
    let denied = error("ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    check(vec![
        inbox("g-inbox", answers("200 OK", INBOX)).judge(|ran| {
            requested(
                ran,
                "GET /v1.0/users/user@mail.test/mailFolders/inbox?$select=totalItemCount,unreadItemCount HTTP/1.1",
            )?;
            told(ran, Stage::Mailbox, "messages", &7.into())?;
            told(ran, Stage::Mailbox, "unread", &2.into())
        }),
        inbox(
            "g-401",
            answers("401 Unauthorized", &error("InvalidAuthenticationToken", "Access token is empty.")),
        )
        .fails(Stage::Authenticate)
        .words(&["does not accept the token", "InvalidAuthenticationToken", "http_status=401", "r-1"])
        .judge(|ran| {
            heard(ran, "HTTP 401 application/json")?;
            heard(ran, &error("InvalidAuthenticationToken", "Access token is empty."))
        }),
        inbox("g-403", answers("403 Forbidden", &denied))
            .fails(Stage::Authenticate)
            .words(&["ErrorAccessDenied", "http_status=403"]),
        inbox(
            "g-404",
            answers(
                "404 Not Found",
                &error("MailboxNotEnabledForRESTAPI", "The mailbox is either inactive or soft-deleted."),
            ),
        )
        .fails(Stage::Mailbox)
        .words(&["finds no such mailbox", "MailboxNotEnabledForRESTAPI"]),
        inbox(
            "g-429",
            vec![
                Request,
                answer("429 Too Many Requests", "Retry-After: 12\r\n", &error("TooManyRequests", "")),
                Close,
            ],
        )
        .fails(Stage::Mailbox)
        .words(&["asked later", "12"]),
        inbox("g-html", vec![Request, answer("200 OK", "", "<html>Sign in</html>"), Close])
            .fails(Stage::Mailbox)
            .words(&["did not answer in JSON"]),
        inbox("g-nothing", answers("200 OK", "{}"))
            .fails(Stage::Mailbox)
            .words(&["tells nothing of the inbox"]),
        inbox("g-redirect", vec![Request, answer("302 Found", "Location: https://127.0.0.1/\r\n", ""), Close])
            .fails(Stage::Mailbox)
            .words(&["http_status=302"]),
        inbox("g-close", vec![Request, Close]).fails(Stage::Authenticate),
        inbox("g-smtp", vec![Request, say("220 mail.test ESMTP\r\n"), Close])
            .fails(Stage::Authenticate)
            .words(&["does not answer in HTTP"]),
        inbox(
            "g-flood",
            vec![Request, say("HTTP/1.1 200 OK\r\n\r\n"), Flood(vec![b' '; 4_096], 1 << 22)],
        )
        .fails(Stage::Authenticate),
    ]);
}

#[test]
fn mail_may_be_sent() {
    let denied = || {
        answers("403 Forbidden", &error("Authorization_RequestDenied", "Insufficient privileges."))
    };
    check(vec![
        outbox("g-outbox", answers("200 OK", USER)).judge(|ran| {
            requested(ran, "GET /v1.0/users/user@mail.test?$select=id,mail HTTP/1.1")?;
            told(ran, Stage::Mailbox, "exists", &true.into())
        }),
        // It may send, and look nothing up.
        outbox("g-outbox-alone", denied()),
        outbox("g-outbox-no-permission", denied())
            .token(token(r#""Mail.Read""#))
            .fails(Stage::Mailbox)
            .words(&["Mail.Send"]),
        outbox("g-outbox-opaque", answers("200 OK", USER))
            .token("opaque-token-0123456789".to_owned()),
        outbox(
            "g-outbox-404",
            answers(
                "404 Not Found",
                &error("Request_ResourceNotFound", "Resource does not exist."),
            ),
        )
        .fails(Stage::Mailbox)
        .words(&["Request_ResourceNotFound"]),
    ]);
}

#[test]
fn a_message_is_sent() {
    let found = || {
        let length = USER.len();
        say(&format!("HTTP/1.1 200 OK\r\n{JSON}Content-Length: {length}\r\n\r\n{USER}"))
    };
    let sends = |name: &str, then: &[Step]| {
        outbox(name, [&[Request, found()][..], then].concat()).sending()
    };
    let denied = error("ErrorSendAsDenied", "The user account lacks permission to send.");
    check(vec![
        sends("g-send", &[Request, answer("202 Accepted", "", ""), Close]).judge(was_sent),
        sends("g-send-denied", &[Request, answer("403 Forbidden", JSON, &denied), Close])
            .fails(Stage::Send)
            .words(&["ErrorSendAsDenied", "http_status=403", RECIPIENT, "@mail.test>"]),
        sends("g-send-closed", &[Close]).fails(Stage::Send).words(&[
            "closed the connection",
            RECIPIENT,
            "@mail.test>",
        ]),
        sends("g-send-silent", &[Request]).stalls(Stage::Send),
    ]);
}

/// Whether the message that the report names was sent, to nobody but the recipient.
fn was_sent(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    if !lines.iter().any(|line| line == "POST /v1.0/users/user@mail.test/sendMail HTTP/1.1") {
        return Err(format!("nothing was posted: {lines:?}"));
    }
    let body = lines.last().map(|line| STANDARD.decode(line)).and_then(Result::ok);
    let message = String::from_utf8(body.unwrap_or_default()).unwrap_or_default();
    let stages = &ran.outcome.report.stages;
    let sent = stages.iter().find(|report| report.stage == Stage::Send);
    let Some(Fact::Text(id)) = sent.and_then(|report| report.facts.get("message_id")) else {
        return Err("no id is told".to_owned());
    };
    for header in [format!("To: {RECIPIENT}\r\n"), format!("Message-ID: {id}\r\n")] {
        if !message.contains(&header) {
            return Err(format!("{header:?} is not in {message:?}"));
        }
    }
    told(ran, Stage::Send, "http_status", &202.into())
}
