//! SMTP servers.

use base64::{Engine, engine::general_purpose::STANDARD};
use mailvet_core::{plan::Stage, report::Fact};

use super::{
    case::{Case, Ran, check, smtp, took_little},
    script::{
        Gate,
        Step::{self, Close, Drip, Expect, Flood, Open, Read, Reflect, Say, StartTls, Wait},
        say, then,
    },
    secrets::{CLIENT_SECRET, PASSWORD, hexadecimal, token},
};

const GREETING: &str = "220 mail.test ESMTP\r\n";
const OFFER: &str = "250-mail.test\r\n250-SIZE 1000\r\n250 AUTH XOAUTH2 PLAIN LOGIN\r\n";

/// Greets and says what it can do.
pub(crate) fn hello() -> Vec<Step> {
    offers(OFFER)
}

fn offers(offer: &str) -> Vec<Step> {
    vec![say(GREETING), Expect("EHLO"), say(offer)]
}

/// Greets, and answers the login, however many lines it takes, with these lines.
pub(crate) fn auth(answers: &[&str]) -> Vec<Step> {
    let mut script = hello();
    script.push(Expect("AUTH"));
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            script.push(Read);
        }
        script.push(say(&format!("{answer}\r\n")));
    }
    script
}

/// Does all that is asked of it.
pub(crate) fn good() -> Vec<Step> {
    then(auth(&["235 2.7.0 Accepted"]), &envelope())
}

/// Takes mail without a login.
pub(crate) fn offers_nothing() -> Vec<Step> {
    then(offers("250 mail.test\r\n"), &envelope())
}

fn envelope() -> Vec<Step> {
    let ok = say("250 2.0.0 Ok\r\n");
    vec![
        Expect("MAIL FROM:"),
        ok.clone(),
        Expect("RCPT TO:"),
        ok.clone(),
        Expect("RSET"),
        ok,
        Expect("QUIT"),
        say("221 Bye\r\n"),
        Close,
    ]
}

/// Greets in clear, up to the answer to STARTTLS.
pub(crate) fn before_switch() -> Vec<Step> {
    then(offers("250-mail.test\r\n250 STARTTLS\r\n"), &[Expect("STARTTLS")])
}

/// Greets in clear, and answers STARTTLS so.
fn starttls(answer: &str) -> Vec<Step> {
    then(before_switch(), &[say(answer)])
}

#[test]
fn without_fault() {
    let encrypted = then(
        vec![StartTls, Expect("EHLO"), say(OFFER), Expect("AUTH XOAUTH2"), say("235 Yes\r\n")],
        &envelope(),
    );
    check(vec![
        smtp("s-good", good()),
        smtp("s-good-microsoft", good()).microsoft(),
        smtp("s-good-password", good()).password(),
        smtp("s-good-login", then(auth(&["334 VXNlcg==", "334 UGFzcw==", "235 Yes"]), &envelope()))
            .password()
            .mechanism("login"),
        smtp("s-good-starttls", then(starttls("220 Ready\r\n"), &encrypted)).starttls(),
        smtp("s-good-plain", then(offers("250 mail.test\r\n"), &envelope())).plain(),
    ]);
}

#[test]
fn greetings() {
    let first = |name, text: &str| smtp(name, vec![say(text)]).judge(heard_nothing);
    check(vec![
        first("s-silent", "").stalls(Stage::Greeting),
        first("s-silent-plain", "").plain().stalls(Stage::Greeting),
        first("s-silent-starttls", "").starttls().stalls(Stage::Greeting),
        smtp("s-drip", vec![Drip(b"220-mail.test\r\n", 2_000)])
            .judge(heard_nothing)
            .stalls(Stage::Greeting),
        smtp("s-close", vec![Close]).fails(Stage::Greeting).words(&["closed the connection"]),
        first("s-garbage", "\0\u{1}\u{2}what?\r\n").fails(Stage::Greeting).words(&["no SMTP"]),
        first("s-garbage-utf8", "2é0 hello\r\n").fails(Stage::Greeting).words(&["no SMTP"]),
        first("s-garbage-http", "HTTP/1.1 400 Bad Request\r\n\r\n")
            .fails(Stage::Greeting)
            .words(&["no SMTP", "HTTP/1.1 400"]),
        smtp(
            "s-binary-greeting",
            vec![say("220 a\u{1b}[2Jb\u{9b}c\u{202e}d\u{7}\r\n"), Read, Close],
        )
        .fails(Stage::Capability)
        .words(&["closed the connection"]),
        first("s-554-greeting", "554 5.7.1 Your address is listed\r\n")
            .fails(Stage::Greeting)
            .words(&["554", "Your address is listed", "code=554"]),
        first("s-554-starttls", "554 5.7.1 Your address is listed\r\n")
            .starttls()
            .fails(Stage::Greeting)
            .words(&["Your address is listed"]),
        first("s-421-greeting", "421 4.3.2 Not now\r\n").fails(Stage::Greeting).words(&["Not now"]),
        first("s-999-greeting", "999 What\r\n").fails(Stage::Greeting),
        first("s-two-codes", "220-one\r\n554 two\r\n").fails(Stage::Greeting),
    ]);
}

/// Nothing that the user chose goes out before a valid greeting.
fn heard_nothing(ran: &Ran) -> Result<(), String> {
    let heard = ran.mail.clear.len() + ran.mail.encrypted.len();
    (heard == 0).then_some(()).ok_or_else(|| "something was sent before the greeting".to_owned())
}

#[test]
fn capabilities() {
    let offering = |name, offer: &str| smtp(name, offers(offer));
    check(vec![
        smtp("s-ehlo-silent", vec![say(GREETING), Read]).stalls(Stage::Capability),
        offering("s-ehlo-refused", "502 5.5.1 What?\r\n")
            .fails(Stage::Capability)
            .words(&["502 5.5.1 What?"]),
        offering("s-no-auth", "250-mail.test\r\n250 SIZE\r\n")
            .fails(Stage::Authenticate)
            .words(&["does not offer", "none"]),
        offering("s-auth-others", "250-mail.test\r\n250 AUTH CRAM-MD5 NTLM\r\n")
            .fails(Stage::Authenticate)
            .words(&["CRAM-MD5", "NTLM", "XOAUTH2 or OAUTHBEARER"]),
        offering("s-auth-word", "250-mail.test\r\n250 AUTHXOAUTH2\r\n")
            .fails(Stage::Authenticate)
            .words(&["does not offer"]),
        offering("s-escape-auth", "250-mail.test\r\n250 AUTH A\u{1b}[31m B\u{9b} C\u{202e}\r\n")
            .fails(Stage::Authenticate)
            .words(&["does not offer"]),
        listing("s-auth-lower-case", "250-mail.test\r\n250 auth xoauth2\r\n"),
        listing("s-auth-equals", "250-mail.test\r\n250 AUTH=XOAUTH2\r\n"),
        listing("s-auth-twice", "250-mail.test\r\n250-AUTH=LOGIN\r\n250 AUTH LOGIN XOAUTH2\r\n"),
    ]);
}

fn listing(name: &str, offer: &str) -> Case {
    let rest = then(vec![Expect("AUTH XOAUTH2"), say("235 Yes\r\n")], &envelope());
    smtp(name, then(offers(offer), &rest))
}

#[test]
fn switch_to_tls() {
    let fails = |name, script| smtp(name, script).starttls().fails(Stage::Tls);
    let second = {
        let mut script = starttls("220 Ready\r\n");
        script.push(say("250 AUTH PLAIN\r\n"));
        script
    };
    check(vec![
        fails("s-no-starttls", offers("250-mail.test\r\n250 AUTH PLAIN XOAUTH2\r\n"))
            .words(&["does not offer STARTTLS", "starttls_offered=false"]),
        fails("s-no-starttls-password", offers("250-mail.test\r\n250 AUTH PLAIN XOAUTH2\r\n"))
            .password()
            .words(&["does not offer STARTTLS"]),
        fails("s-ehlo-refused-starttls", offers("502 What?\r\n")).words(&["502 What?"]),
        fails("s-starttls-454", starttls("454 4.7.0 TLS not available\r\n"))
            .words(&["454 4.7.0 TLS not available"]),
        fails("s-starttls-close", then(starttls("220 Ready\r\n"), &[Close]))
            .words(&["closed the connection"]),
        fails("s-starttls-fake", then(starttls("220 Ready\r\n"), &[Read, say("250 Fine\r\n")]))
            .words(&["does not speak TLS"]),
        fails("s-starttls-inject", starttls("220 Ready\r\n250 AUTH PLAIN\r\n"))
            .words(&["plaintext_injected=true"]),
        fails("s-starttls-inject-half", starttls("220 Ready\r\n2"))
            .words(&["plaintext_injected=true"]),
        // Whether the second segment comes before or within the handshake is a matter of luck.
        fails("s-starttls-inject-second", second).words(&["TLS"]),
        fails(
            "s-starttls-early",
            vec![
                say(GREETING),
                Expect("EHLO"),
                say("250-mail.test\r\n250 STARTTLS\r\n220 Ready\r\n"),
            ],
        )
        .words(&["out of turn"]),
        smtp("s-starttls-stall", starttls("220 Ready\r\n")).starttls().stalls(Stage::Tls),
        // What was said in clear is forgotten: after the switch nothing is on offer.
        smtp(
            "s-starttls-forget",
            vec![
                say(GREETING),
                Expect("EHLO"),
                say("250-mail.test\r\n250-STARTTLS\r\n250 AUTH XOAUTH2\r\n"),
                Expect("STARTTLS"),
                say("220 Ready\r\n"),
                StartTls,
                Expect("EHLO"),
                say("250 mail.test\r\n"),
            ],
        )
        .starttls()
        .fails(Stage::Authenticate)
        .words(&["does not offer"]),
    ]);
}

#[test]
fn logins() {
    let json = format!("334 {}", STANDARD.encode(r#"{"status":"400","schemes":"Bearer"}"#));
    let refused = |name, answers: &[&str]| smtp(name, auth(answers)).fails(Stage::Authenticate);
    check(vec![
        refused("s-535", &["535 5.7.3 Authentication unsuccessful [MAIL.TEST]"]).words(&[
            "535",
            "5.7.3 Authentication unsuccessful [MAIL.TEST]",
            "code=535",
        ]),
        refused("s-535-password", &["535 5.7.8 No"]).password().words(&["535 5.7.8 No"]),
        refused("s-334-json", &[&json, "535 5.7.8 Username and Password not accepted"])
            .words(&["535 5.7.8 Username and Password not accepted", r#""status":"400""#])
            .judge(answered_once),
        refused("s-challenge-loop", &[&json, &json, &json, &json, &json]).judge(|ran| {
            answered_once(ran)?;
            // It would be taken for another answer.
            said_no_quit(ran)
        }),
        refused("s-challenge-garbage", &["334 !!!", "535 No"]).words(&["535 No"]),
        refused("s-454", &["454 4.7.0 Temporary authentication failure"]).words(&["454"]),
        refused("s-421", &["421 4.4.2 Bye"]).words(&["421 4.4.2 Bye"]),
        refused("s-250-for-235", &["250 Ok"]).words(&["250"]),
        refused("s-login-password-refused", &["334 VXNlcg==", "334 UGFzcw==", "535 Wrong"])
            .password()
            .mechanism("login")
            .words(&["535 Wrong"]),
        refused("s-login-cut-short", &["235 Yes"]).password().mechanism("login").words(&["235"]),
        smtp("s-close-after-auth", then(hello(), &[Expect("AUTH"), Close]))
            .fails(Stage::Authenticate)
            .words(&["closed the connection"]),
        smtp("s-auth-silent", then(hello(), &[Expect("AUTH")])).stalls(Stage::Authenticate),
        refused(
            "s-escape-535",
            &["535 5.7.8 <img src=x onerror=y> \u{1b}[31mred\u{9b}\u{202e}\u{2066}"],
        )
        .words(&["<img", "\\u{1b}[31mred\\u{9b}\\u{202e}\\u{2066}"]),
        refused("s-escape-arabic", &["535 5.7.8 a\u{61c}b"]).words(&["535 5.7.8 a"]),
        smtp(
            "s-escape-bytes",
            then(
                hello(),
                &[Expect("AUTH"), Say(b"535 5.7.8 Schl\xfcssel \x80\xff falsch\r\n".to_vec())],
            ),
        )
        .fails(Stage::Authenticate)
        .words(&["535", "falsch", "code=535"]),
    ]);
}

/// A challenge is answered once, and only in the words of the mechanism.
fn answered_once(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    let answers = lines.iter().skip_while(|line| !line.starts_with("AUTH")).skip(1);
    let answers = answers.filter(|line| *line != "QUIT").count();
    (answers == 1).then_some(()).ok_or_else(|| format!("{answers} answers to challenges"))
}

#[test]
fn answers_nobody_asked_for() {
    let same = then(offers(&format!("{OFFER}235 2.7.0 Accepted\r\n")), &envelope());
    let (capable, spoken) = (Gate::default(), Gate::default());
    let mut second = hello();
    second.push(Wait(capable.clone()));
    second.extend([say("235 2.7.0 Accepted\r\n"), Open(spoken.clone())]);
    second.extend([Read, say("250 Ok\r\n"), Read, say("250 Ok\r\n"), Read, say("250 Ok\r\n")]);
    let mut endpoint = super::http::gives(&token());
    endpoint.insert(1, Wait(spoken));
    check(vec![
        smtp("s-235-unasked", same).fails(Stage::Authenticate).words(&["out_of_turn=true"]),
        // The second segment is there long before the client has its token.
        smtp("s-235-unasked-second", second)
            .endpoint(endpoint)
            .once(Stage::Capability, &capable)
            .fails(Stage::Authenticate),
    ]);
}

#[test]
fn after_the_login() {
    let after = |steps: &[Step]| then(auth(&["235 2.7.0 Accepted"]), steps);
    let ok = || say("250 2.0.0 Ok\r\n");
    check(vec![
        smtp(
            "s-mail-554",
            after(&[
                Expect("MAIL FROM:"),
                say("554 5.2.252 SendAsDenied; user@mail.test not allowed to send as\r\n"),
            ]),
        )
        .fails(Stage::Mailbox)
        .words(&["554", "5.2.252", "SendAsDenied", "MAIL FROM"]),
        smtp(
            "s-430",
            after(&[
                Expect("MAIL FROM:"),
                ok(),
                Expect("RCPT TO:"),
                say("430 4.2.0 STOREDRV; mailbox logon failure\r\n"),
            ]),
        )
        .fails(Stage::Mailbox)
        .words(&["430", "STOREDRV", "RCPT TO", "code=430"]),
        smtp("s-mail-close", after(&[Expect("MAIL FROM:"), Close]))
            .fails(Stage::Mailbox)
            .words(&["closed the connection"]),
        smtp("s-mail-silent", after(&[Expect("MAIL FROM:")])).stalls(Stage::Mailbox),
        smtp("s-quit-close", after(&[Read, ok(), Read, ok(), Read, ok(), Expect("QUIT"), Close])),
        smtp("s-quit-silent", after(&[Read, ok(), Read, ok(), Read, ok(), Expect("QUIT")])),
    ]);
}

/// Who waits for SMTP hears somebody else.
#[test]
fn other_servers() {
    let spoken = |name, first: &[u8], spoken: &'static str| {
        smtp(name, vec![Say(first.to_vec())]).plain().fails(Stage::Greeting).words(&[spoken])
    };
    check(vec![
        spoken("s-spoken-imap", b"* OK ready\r\n", "no SMTP server, but an IMAP server"),
        spoken("s-spoken-pop", b"+OK ready\r\n", "no SMTP server, but a POP3 server"),
        spoken("s-spoken-http", b"HTTP/1.1 400 Bad\r\n\r\n", "http"),
        spoken("s-spoken-ssh", b"SSH-2.0-OpenSSH_9.2\r\n", "ssh"),
        spoken("s-spoken-tls-alert", b"\x15\x03\x01\x00\x02\x02\x0a", "tls"),
        spoken("s-spoken-tls-record", b"\x16\x03\x03\x00\x7a\x02", "tls"),
        smtp(
            "s-spoken-ftp",
            vec![say("220 (vsFTPd 3.0.3)\r\n"), Expect("EHLO"), say("530 Please login.\r\n")],
        )
        .plain()
        .fails(Stage::Capability)
        .words(&["FTP server", "ftp", "530 Please login."]),
        smtp("s-spoken-http-for-tls", vec![say("HTTP/1.1 400 Bad\r\n\r\n")])
            .crossed()
            .fails(Stage::Tls)
            .words(&["web server", "http", "not-tls"]),
        smtp("s-spoken-clear-for-tls", vec![say(GREETING)])
            .crossed()
            .fails(Stage::Tls)
            .words(&["an SMTP server in clear", "not-tls"]),
    ]);
}

const FLIGHT: &str = "250-mail.test\r\n250-PIPELINING\r\n250 AUTH XOAUTH2\r\n";

/// The envelope, and QUIT, in one flight.
#[test]
fn pipelining() {
    let flight = |name, replies: &str| {
        let login = [Expect("AUTH"), say("235 Yes\r\n")];
        let commands = [Expect("MAIL FROM:"), Expect("RCPT TO:"), Expect("RSET"), Expect("QUIT")];
        let script = then(then(offers(FLIGHT), &login), &commands);
        smtp(name, then(script, &[say(replies)]))
    };
    let fails = |name, replies| flight(name, replies).fails(Stage::Mailbox);
    check(vec![
        flight("s-flight", "250 Ok\r\n250 Ok\r\n250 Ok\r\n221 Bye\r\n").judge(answered),
        flight("s-flight-no-221", "250 Ok\r\n250 Ok\r\n250 Ok\r\n"),
        fails("s-flight-sender", "554 5.2.252 SendAsDenied\r\n503 RCPT?\r\n250 Ok\r\n221 Bye\r\n")
            .words(&["SendAsDenied", "MAIL FROM", "code=554"])
            .unwanted(&["503"]),
        fails("s-flight-recipient", "250 Ok\r\n550 5.1.1 Nobody\r\n250 Ok\r\n221 Bye\r\n")
            .words(&["5.1.1 Nobody", "RCPT TO", "code=550"]),
        fails("s-flight-reset", "250 Ok\r\n250 Ok\r\n500 What?\r\n221 Bye\r\n")
            .words(&["500 What?", "RSET"]),
        fails("s-flight-garbage", "250 Ok\r\nwhat?\r\n").words(&["what?"]),
        flight("s-flight-silent", "250 Ok\r\n").stalls(Stage::Mailbox),
    ]);
}

fn answered(ran: &Ran) -> Result<(), String> {
    let goodbye = ran.outcome.report.stages.iter().find(|stage| stage.stage == Stage::Goodbye);
    let answered = goodbye.and_then(|stage| stage.facts.get("answered"));
    let is_answered = answered == Some(&Fact::Flag(true));
    is_answered.then_some(()).ok_or_else(|| format!("answered: {answered:?}"))
}

/// Messages that are asked for.
#[test]
fn sending() {
    let ok = || say("250 2.0.0 Ok\r\n");
    let envelope = || [Expect("MAIL FROM:"), ok(), Expect("RCPT TO:"), ok()];
    let tried = || then(auth(&["235 Yes"]), &[&envelope()[..], &[Expect("RSET"), ok()]].concat());
    let sends = |name, steps: &[Step]| smtp(name, then(tried(), steps)).sending();
    let at_data = |name, steps: &[Step]| {
        let steps = [&envelope()[..], &[Expect("DATA")], steps].concat();
        sends(name, &steps)
    };
    let whole = |answer: &str| {
        let mut steps = vec![say("354 Go on\r\n")];
        steps.extend(std::iter::repeat_n(Read, MESSAGE_LINES));
        then(steps, &[say(answer)])
    };
    let taken = then(whole("250 2.0.0 Ok: queued as 4XyZ\r\n"), &[Expect("QUIT")]);
    check(vec![
        at_data("s-send", &taken).judge(sent_what_it_says),
        at_data("s-send-421", &whole("421 4.3.2 Going down\r\n")).fails(Stage::Send).words(&[
            "421",
            "DATA",
            "@mail.test>",
            "reader@elsewhere.test",
        ]),
        at_data("s-send-silent", &whole("")).stalls(Stage::Send),
        at_data("s-send-close", &then(whole(""), &[Close]))
            .fails(Stage::Send)
            .words(&["closed the connection"]),
        at_data("s-send-no-data", &[say("554 5.7.1 No\r\n")])
            .fails(Stage::Send)
            .words(&["554 5.7.1 No", "DATA"]),
        at_data("s-send-250-for-354", &[say("250 Ok\r\n")]).fails(Stage::Send).words(&["250 Ok"]),
        sends(
            "s-send-recipient",
            &[Expect("MAIL FROM:"), ok(), Expect("RCPT TO:"), say("550 5.7.54 No relay\r\n")],
        )
        .fails(Stage::Send)
        .words(&["5.7.54 No relay", "RCPT TO"]),
        smtp("s-auth-only", then(auth(&["235 Yes"]), &[Expect("QUIT")])).only_login(),
    ]);
}

/// The message and its last dot.
const MESSAGE_LINES: usize = 18;

fn sent_what_it_says(ran: &Ran) -> Result<(), String> {
    let stages = &ran.outcome.report.stages;
    let facts = stages.iter().find(|stage| stage.stage == Stage::Send).map(|stage| &stage.facts);
    let facts = facts.ok_or("no stage send")?;
    let text = |name: &str| match facts.get(name) {
        Some(Fact::Text(text)) => text.as_str(),
        _ => "",
    };
    let lines = ran.mail.encrypted_lines();
    let wanted = [
        format!("Message-ID: {}", text("message_id")),
        format!("RCPT TO:<{}>", text("recipient")),
        format!("MAIL FROM:<{}>", text("sender")),
        "To: reader@elsewhere.test".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
    ];
    for line in wanted {
        if !lines.contains(&line) {
            return Err(format!("{line:?} was not sent"));
        }
    }
    let id = text("queue_id");
    (id == "4XyZ").then_some(()).ok_or_else(|| format!("the queue's id is {id:?}"))
}

/// The user stops the test, and the client takes its leave where it can.
#[test]
fn stopped() {
    let quits = |case: Case| case.judge(said_quit);
    check(vec![
        quits(smtp("s-stopped-mailbox", then(auth(&["235 Yes"]), &[Read])).stopped(Stage::Mailbox)),
        quits(smtp("s-stopped-login", then(hello(), &[Read])).stopped(Stage::Authenticate)),
        quits(
            smtp("s-stopped-capability", vec![say(GREETING), Read])
                .plain()
                .stopped(Stage::Capability),
        ),
        smtp("s-stopped-greeting", Vec::new()).plain().stopped(Stage::Greeting),
        smtp("s-stopped-tls", before_switch()).password().starttls().stopped(Stage::Tls),
    ]);
}

/// In clear the client takes its leave but for the time between STARTTLS and its answer: the server may
/// have begun to wait for TLS by then, and would take QUIT for its beginning.
#[test]
fn stopped_in_clear() {
    let stopped = |name, script: Vec<Step>| {
        let gate = Gate::default();
        let script = then(script, &[Open(gate.clone()), Read]);
        smtp(name, script).password().starttls().stopped_by(&gate, Stage::Tls)
    };
    let offer = vec![say(GREETING), Expect("EHLO")];
    check(vec![
        stopped("s-stopped-before-offer", offer.clone()).judge(said_quit),
        stopped("s-stopped-before-switch", before_switch()).judge(said_no_quit),
        smtp("s-silent-offer", offer).starttls().stalls(Stage::Tls).judge(said_quit),
        smtp("s-silent-switch", before_switch()).starttls().stalls(Stage::Tls).judge(said_no_quit),
        smtp("s-refused-switch", starttls("454 4.7.0 No\r\n"))
            .starttls()
            .fails(Stage::Tls)
            .judge(said_quit),
    ]);
}

fn said_no_quit(ran: &Ran) -> Result<(), String> {
    said_quit(ran).err().map(drop).ok_or_else(|| "QUIT".to_owned())
}

fn said_quit(ran: &Ran) -> Result<(), String> {
    let said = [&*ran.mail.clear, &ran.mail.encrypted].concat();
    let said = String::from_utf8_lossy(&said);
    said.ends_with("QUIT\r\n").then_some(()).ok_or_else(|| format!("no QUIT: {said}"))
}

#[test]
fn what_a_server_reflects() {
    let reflect = |name, reflect| smtp(name, then(hello(), &[Expect("AUTH"), Reflect(reflect)]));
    let token_known = || {
        let gate = Gate::default();
        let offer = format!("250-mail.test {}\r\n250 AUTH PLAIN\r\n", token());
        let script = vec![say(GREETING), Expect("EHLO"), Wait(gate.clone()), say(&offer)];
        smtp("s-reflect-token-ehlo", script).once(Stage::Token, &gate)
    };
    let ehlo = |name, secret: &str| {
        smtp(name, offers(&format!("250-mail.test {secret}\r\n250 AUTH {secret}\r\n")))
    };
    let cases = vec![
        reflect("s-reflect-sasl", |said| refusal(sasl(said))),
        reflect("s-reflect-password", |_| refusal(PASSWORD)).password(),
        reflect("s-reflect-sasl-password", |said| refusal(sasl(said))).password(),
        reflect("s-reflect-token", |_| refusal(&token())),
        reflect("s-reflect-token-cut", |_| refusal(&token()[..12])),
        reflect("s-reflect-token-middle", |_| refusal(&token()[70..90])),
        reflect("s-reflect-message", |said| refusal(&message(said))),
        reflect("s-reflect-message-password", |said| refusal(&message(said))).password(),
        reflect("s-reflect-base64", |said| refusal(&STANDARD.encode(message(said)))),
        reflect("s-reflect-base64-token", |_| refusal(&STANDARD.encode(format!(" {}", token())))),
        reflect("s-reflect-base64-cut", |said| refusal(&sasl(said)[44..60])),
        reflect("s-reflect-json", |said| {
            refusal(&serde_json::json!({ "sasl": message(said) }).to_string())
        }),
        reflect("s-reflect-json-password", |_| {
            refusal(&serde_json::to_string(PASSWORD).unwrap_or_default())
        })
        .password(),
        reflect("s-reflect-percent", |said| {
            refusal(
                &url::form_urlencoded::byte_serialize(message(said).as_bytes()).collect::<String>(),
            )
        })
        .password(),
        reflect("s-reflect-percent-lower", |_| refusal("kX7~pw.R2_v9-Qz%24%22mT4%2be%2fW%26s"))
            .password(),
        reflect("s-reflect-hex", |_| refusal(&hexadecimal(PASSWORD.as_bytes()))).password(),
        reflect("s-reflect-html", |_| {
            refusal(&PASSWORD.replace('&', "&amp;").replace('"', "&quot;"))
        })
        .password(),
        reflect("s-reflect-client-secret", |_| refusal(CLIENT_SECRET)),
        reflect("s-reflect-lines", |_| {
            let (one, two) = PASSWORD.split_at(PASSWORD.len() / 2);
            format!("535-{one}\r\n535 {two}\r\n").into_bytes()
        })
        .password(),
        smtp(
            "s-reflect-challenge",
            then(
                hello(),
                &[
                    Expect("AUTH"),
                    Reflect(|said| {
                        let words = STANDARD.encode(format!("bad: {}", sasl(said)));
                        format!("334 {words}\r\n").into_bytes()
                    }),
                    Read,
                    say("535 No\r\n"),
                ],
            ),
        ),
        reflect("s-reflect-garbage", |said| format!("what is {}\r\n", sasl(said)).into_bytes()),
        ehlo("s-reflect-password-ehlo", PASSWORD).password(),
        ehlo("s-reflect-client-secret-ehlo", CLIENT_SECRET),
        token_known(),
    ];
    check(cases.into_iter().map(|case| case.fails(Stage::Authenticate)).collect());
}

fn refusal(words: &str) -> Vec<u8> {
    format!("535 5.7.8 Wrong: {words}\r\n").into_bytes()
}

/// The SASL message in base64, as it came.
fn sasl(said: &[String]) -> &str {
    said.last().and_then(|line| line.rsplit(' ').next()).unwrap_or_default()
}

/// The SASL message in clear, without what would end a line.
fn message(said: &[String]) -> String {
    let bytes = STANDARD.decode(sasl(said)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace(['\0', '\u{1}'], " ")
}

#[test]
fn long_tokens() {
    let long = || "tok3N-_.".repeat(384);
    let two_steps = ["334 ", "535 5.7.8 No"];
    check(vec![
        smtp("s-long-token", auth(&two_steps))
            .token(long())
            .fails(Stage::Authenticate)
            .words(&["535 5.7.8 No"])
            .judge(no_long_command),
        smtp("s-long-token-refused", auth(&["504 5.5.4 What?"]))
            .token(long())
            .fails(Stage::Authenticate)
            .words(&["504 5.5.4 What?"])
            .judge(no_long_command),
        smtp("s-long-token-235", auth(&["235 Yes"]))
            .token(long())
            .fails(Stage::Authenticate)
            .judge(no_long_command),
        smtp("s-long-token-loop", auth(&["334 ", "334 ", "334 ", "334 "]))
            .token(long())
            .fails(Stage::Authenticate)
            .judge(no_long_command),
    ]);
}

/// Only the answer to the challenge may be longer than a command.
fn no_long_command(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    let long: Vec<_> = lines.iter().filter(|line| line.len() + 2 > 512).collect();
    let is_command = |line: &&&String| line.contains(' ');
    match (long.len(), long.iter().find(is_command)) {
        (0 | 1, None) => Ok(()),
        (count, _) => Err(format!("{count} long lines, a command among them")),
    }
}

/// Rows that could take much memory.
pub(crate) fn alone() -> Vec<Case> {
    let most = 64 * 1024 * 1024;
    vec![
        smtp("s-endless-line", vec![Say(b"220 ".to_vec()), Flood(vec![b'a'; 64 * 1024], most)])
            .fails(Stage::Greeting)
            .words(&["without an end"])
            .judge(took_little),
        smtp(
            "s-endless-line-starttls",
            vec![Say(b"220 ".to_vec()), Flood(vec![b'a'; 64 * 1024], most)],
        )
        .starttls()
        .fails(Stage::Greeting)
        .judge(took_little),
        smtp(
            "s-endless-ehlo",
            vec![say(GREETING), Read, Flood(b"250-NOTHING IS HERE TO SEE\r\n".to_vec(), most)],
        )
        .fails(Stage::Capability)
        .words(&["no end"])
        .judge(took_little),
        smtp(
            "s-endless-535",
            then(hello(), &[Read, Flood([b"535-", &[b'x'; 8000][..], b"\r\n"].concat(), most)]),
        )
        .fails(Stage::Authenticate)
        .judge(took_little),
        smtp("s-nul-flood", vec![Flood(vec![0; 64 * 1024], most)])
            .fails(Stage::Greeting)
            .judge(took_little),
    ]
}
