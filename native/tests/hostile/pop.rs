//! POP3 servers.

use base64::{Engine, engine::general_purpose::STANDARD};
use mailvet_core::{plan::Stage, report::Fact};

use super::{
    case::{Case, Ran, check, pop, took_little},
    script::{
        Gate,
        Step::{self, Close, Drip, Expect, Flood, Open, Read, Reflect, Say, StartTls, Wait},
        say, then,
    },
    secrets::{CLIENT_SECRET, PASSWORD, token},
};

const GREETING: &str = "+OK mail.test ready <1.2@mail.test>\r\n";
pub(crate) const OFFER: &str = "+OK\r\nUSER\r\nSASL PLAIN XOAUTH2\r\nUIDL\r\n.\r\n";

/// Greets and says what it can do.
pub(crate) fn hello(offer: &str) -> Vec<Step> {
    vec![say(GREETING), Expect("CAPA"), say(offer)]
}

/// Greets, and answers the login by a token with these lines.
fn auth(answers: &[&str]) -> Vec<Step> {
    let mut script = then(hello(OFFER), &[Expect("AUTH XOAUTH2")]);
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            script.push(Read);
        }
        script.push(say(&format!("{answer}\r\n")));
    }
    script
}

pub(crate) fn logged_in() -> Vec<Step> {
    auth(&["+ ", "+OK Logged in."])
}

/// The steps after the login.
fn mailbox() -> Vec<Step> {
    vec![Expect("STAT"), say("+OK 3 1234\r\n"), Expect("QUIT"), say("+OK Bye\r\n"), Close]
}

/// Greets in clear, up to the answer to STLS.
pub(crate) fn before_switch() -> Vec<Step> {
    then(hello("+OK\r\nSTLS\r\n.\r\n"), &[Expect("STLS")])
}

/// Greets in clear and answers STLS so.
fn starttls(answer: &str) -> Vec<Step> {
    then(before_switch(), &[say(answer)])
}

#[test]
fn without_fault() {
    let encrypted = [
        StartTls,
        Expect("CAPA"),
        say(OFFER),
        Expect("AUTH XOAUTH2"),
        say("+\r\n"),
        Read,
        say("+OK\r\n"),
    ];
    let user_pass = |offer| {
        let login = [Expect("USER "), say("+OK\r\n"), Expect("PASS "), say("+OK\r\n")];
        then(then(hello(offer), &login), &mailbox())
    };
    let plain = [Expect("AUTH PLAIN"), say("+ \r\n"), Read, say("+OK\r\n")];
    let login = [
        Expect("AUTH LOGIN"),
        say("+ VXNlcm5hbWU6\r\n"),
        Read,
        say("+ UGFzc3dvcmQ6\r\n"),
        Read,
        say("+OK\r\n"),
    ];
    let bearer = [Expect("AUTH OAUTHBEARER"), say("+ \r\n"), Read, say("+OK\r\n")];
    let offering = |sasl: &str| hello(&format!("+OK\r\nSASL {sasl}\r\n.\r\n"));
    check(vec![
        pop("p-good", then(logged_in(), &mailbox())).judge(counted_three),
        pop("p-good-user-pass", user_pass("+OK\r\nUSER\r\n.\r\n")).password(),
        pop("p-good-before-capa", user_pass("-ERR What?\r\n")).password(),
        pop("p-good-login-asked", user_pass(OFFER)).password().mechanism("login"),
        pop("p-good-plain", then(then(hello(OFFER), &plain), &mailbox())).password(),
        pop("p-good-login", then(then(offering("LOGIN"), &login), &mailbox())).password(),
        pop("p-good-bearer", then(then(offering("OAUTHBEARER"), &bearer), &mailbox())),
        pop("p-good-starttls", then(then(starttls("+OK Begin\r\n"), &encrypted), &mailbox()))
            .starttls(),
        // Capabilities with a dot in front are sent with two (RFC 1939 §3).
        pop(
            "p-stuffed",
            then(
                then(hello("+OK\r\n..X\r\nSASL XOAUTH2\r\n.\r\n"), &auth(&["+ ", "+OK"])[3..]),
                &mailbox(),
            ),
        )
        .judge(unstuffed),
        pop("p-lower-case", {
            let login = auth(&["+ ", "+ok"]);
            then(then(hello("+ok\r\nsasl xoauth2\r\n.\r\n"), &login[3..]), &mailbox())
        }),
        pop("p-pipelining", {
            let offer = "+OK\r\nPIPELINING\r\nSASL XOAUTH2\r\n.\r\n";
            let login = then(hello(offer), &auth(&["+ ", "+OK"])[3..]);
            then(login, &[Expect("STAT"), Expect("QUIT"), say("+OK 3 1234\r\n+OK Bye\r\n"), Close])
        })
        .judge(counted_three),
        pop("p-quit-close", then(logged_in(), &[Expect("STAT"), say("+OK 0 0\r\n"), Read, Close])),
        pop("p-quit-silent", then(logged_in(), &[Expect("STAT"), say("+OK 0 0\r\n"), Read])),
    ]);
}

fn counted_three(ran: &Ran) -> Result<(), String> {
    let facts = ran.outcome.report.stages.iter().find(|stage| stage.stage == Stage::Mailbox);
    let facts = facts.map(|stage| &stage.facts).ok_or("no stage mailbox")?;
    let wanted = [("messages", 3), ("octets", 1234)];
    let is_there = |(name, number)| facts.get(name) == Some(&Fact::Number(number));
    wanted.into_iter().all(is_there).then_some(()).ok_or_else(|| format!("{facts:?}"))
}

fn unstuffed(ran: &Ran) -> Result<(), String> {
    let stages = &ran.outcome.report.stages;
    let facts = stages.iter().find(|stage| stage.stage == Stage::Capability);
    let told = facts.and_then(|stage| stage.facts.get("capabilities"));
    let wanted = Fact::List(vec![".X".to_owned(), "SASL XOAUTH2".to_owned()]);
    (told == Some(&wanted)).then_some(()).ok_or_else(|| format!("{told:?}"))
}

#[test]
fn greetings() {
    let first = |name, text: &str| pop(name, vec![say(text)]).judge(heard_nothing);
    check(vec![
        first("p-silent", "").stalls(Stage::Greeting),
        first("p-silent-starttls", "").starttls().stalls(Stage::Greeting),
        pop("p-drip", vec![Drip(b"+OK mail.test", 2_000)])
            .judge(heard_nothing)
            .stalls(Stage::Greeting),
        pop("p-close", vec![Close]).fails(Stage::Greeting).words(&["closed the connection"]),
        first("p-err-greeting", "-ERR [SYS/TEMP] Not now\r\n")
            .fails(Stage::Greeting)
            .words(&["[SYS/TEMP] Not now", "SYS/TEMP"]),
        first("p-garbage", "\0\u{1}what?\r\n").fails(Stage::Greeting).words(&["no POP3"]),
        first("p-garbage-okay", "+OKAY\r\n").fails(Stage::Greeting).words(&["no POP3"]),
        first("p-challenge", "+ abc\r\n").fails(Stage::Greeting).words(&["out_of_turn=true"]),
        pop("p-binary", vec![say("+OK a\u{1b}[2Jb\u{9b}c\u{202e}d\u{7}\r\n"), Read, Close])
            .fails(Stage::Capability)
            .words(&["closed the connection"]),
    ]);
}

#[test]
fn other_servers() {
    let spoken = |name, first: &[u8], spoken: &'static str| {
        pop(name, vec![Say(first.to_vec())]).starttls().fails(Stage::Greeting).words(&[spoken])
    };
    check(vec![
        spoken("p-spoken-imap", b"* OK ready\r\n", "no POP3 server, but an IMAP server"),
        spoken("p-spoken-smtp", b"220 mail.test\r\n", "no POP3 server, but an SMTP server"),
        spoken("p-spoken-http", b"HTTP/1.1 400 Bad\r\n", "http"),
        spoken("p-spoken-tls", b"\x15\x03\x03\x00\x02\x02\x0a", "tls"),
    ]);
}

fn heard_nothing(ran: &Ran) -> Result<(), String> {
    let heard = ran.mail.clear.len() + ran.mail.encrypted.len();
    (heard == 0).then_some(()).ok_or_else(|| "something was sent before the greeting".to_owned())
}

#[test]
fn capabilities() {
    check(vec![
        pop("p-capa-silent", vec![say(GREETING), Read]).stalls(Stage::Capability),
        pop("p-capa-half", hello("+OK\r\nUSER\r\n")).stalls(Stage::Capability),
        pop("p-capa-close", vec![say(GREETING), Read, say("+OK\r\nUSER\r\n"), Close])
            .fails(Stage::Capability)
            .words(&["closed the connection"]),
        pop("p-capa-challenge", hello("+ abc\r\n"))
            .fails(Stage::Capability)
            .words(&["out_of_turn=true"]),
        pop("p-no-sasl", hello("+OK\r\nUSER\r\n.\r\n"))
            .fails(Stage::Authenticate)
            .words(&["does not offer XOAUTH2 or OAUTHBEARER; it offers none"]),
        pop("p-no-user", hello("+OK\r\nSASL XOAUTH2\r\n.\r\n"))
            .password()
            .fails(Stage::Authenticate)
            .words(&["does not offer", "XOAUTH2"]),
        pop("p-escape-capa", hello("+OK\r\nSASL A\u{1b}[31m B\u{9b} C\u{202e}\r\n.\r\n"))
            .fails(Stage::Authenticate)
            .words(&["does not offer"]),
    ]);
}

#[test]
fn switch_to_tls() {
    let fails = |name, script| pop(name, script).starttls().fails(Stage::Tls);
    check(vec![
        fails("p-no-stls", hello(OFFER)).words(&["does not offer STLS", "starttls_offered=false"]),
        fails("p-no-stls-password", hello(OFFER)).password().words(&["does not offer STLS"]),
        fails("p-no-capa-stls", hello("-ERR What?\r\n")).words(&["starttls_offered=false"]),
        fails("p-stls-err", starttls("-ERR [SYS/TEMP] No TLS now\r\n")).words(&["No TLS now"]),
        fails("p-stls-close", then(starttls("+OK Begin\r\n"), &[Close]))
            .words(&["closed the connection"]),
        fails("p-stls-fake", then(starttls("+OK Begin\r\n"), &[Read, say("+OK Fine\r\n")]))
            .words(&["does not speak TLS"]),
        fails("p-stls-inject", starttls("+OK Begin\r\n+OK Logged in.\r\n"))
            .words(&["plaintext_injected=true"]),
        fails("p-stls-early", hello("+OK\r\nSTLS\r\n.\r\n+OK Begin\r\n")).words(&["out of turn"]),
        pop("p-stls-stall", starttls("+OK Begin\r\n")).starttls().stalls(Stage::Tls),
        pop(
            "p-stls-forget",
            then(
                vec![
                    say(GREETING),
                    Expect("CAPA"),
                    say("+OK\r\nSTLS\r\nSASL XOAUTH2\r\n.\r\n"),
                    Expect("STLS"),
                    say("+OK\r\n"),
                ],
                &[StartTls, Expect("CAPA"), say("+OK\r\n.\r\n")],
            ),
        )
        .starttls()
        .fails(Stage::Authenticate)
        .words(&["does not offer"]),
    ]);
}

#[test]
fn logins() {
    let json = format!("+ {}", STANDARD.encode(r#"{"status":"400","schemes":"Bearer"}"#));
    let refused = |name, answers: &[&str]| pop(name, auth(answers)).fails(Stage::Authenticate);
    let user = |name, steps: &[Step]| {
        let script = then(hello("+OK\r\nUSER\r\n.\r\n"), &[Expect("USER ")]);
        pop(name, then(script, steps)).password().fails(Stage::Authenticate)
    };
    let (capable, spoken) = (Gate::default(), Gate::default());
    let mut second = hello(OFFER);
    second.extend([Wait(capable.clone()), say("+OK Logged in.\r\n"), Open(spoken.clone())]);
    let mut endpoint = super::http::gives(&token());
    endpoint.insert(1, Wait(spoken));
    check(vec![
        refused(
            "p-err",
            &["+ ", "-ERR Authentication failure: unknown user name or bad password."],
        )
        .words(&["-ERR Authentication failure: unknown user name or bad password."]),
        refused("p-err-at-once", &["-ERR Protocol error. 19"]).words(&["Protocol error. 19"]),
        refused("p-err-code", &["+ ", "-ERR [AUTH] No"]).words(&["[AUTH] No", "AUTH"]),
        refused("p-in-use", &["+ ", "-ERR [IN-USE] Locked"]).words(&["IN-USE"]),
        refused("p-challenge-json", &["+ ", &json, "-ERR [AUTH] No"])
            .words(&["[AUTH] No", r#""status":"400""#])
            .judge(answered_twice),
        refused("p-challenge-loop", &["+ ", &json, &json, &json, &json])
            .words(&["again and again"])
            .judge(answered_twice),
        refused("p-challenge-then-ok", &["+ ", &json, "+OK"]),
        refused("p-ok-before-message", &["+OK Logged in."])
            .words(&["without having been asked", "+OK Logged in."]),
        refused("p-garbage-auth", &["what?"]).words(&["what?"]),
        pop("p-auth-close", then(hello(OFFER), &[Read, Close]))
            .fails(Stage::Authenticate)
            .words(&["closed the connection"]),
        pop("p-auth-silent", then(hello(OFFER), &[Read])).stalls(Stage::Authenticate),
        pop("p-message-silent", then(auth(&["+ "]), &[Read])).stalls(Stage::Authenticate),
        user("p-user-err", &[say("-ERR [AUTH] Nobody\r\n")]).words(&["user name", "Nobody"]),
        user("p-pass-err", &[say("+OK\r\n"), Expect("PASS "), say("-ERR [AUTH] Wrong\r\n")])
            .words(&["[AUTH] Wrong", "USER/PASS"]),
        user("p-pass-challenge", &[say("+OK\r\n"), Expect("PASS "), say("+ abc\r\n")]),
        user("p-pass-early", &[say("+OK\r\n+OK Logged in.\r\n")]).words(&["out_of_turn=true"]),
        pop("p-ok-unasked", then(hello(&format!("{OFFER}+OK Logged in.\r\n")), &mailbox()))
            .fails(Stage::Authenticate)
            .words(&["out_of_turn=true"]),
        pop("p-ok-unasked-second", second)
            .endpoint(endpoint)
            .once(Stage::Capability, &capable)
            .fails(Stage::Authenticate),
        refused("p-escape-err", &["+ ", "-ERR \u{1b}[31mred\u{9b}\u{202e} <img src=x>"])
            .words(&["\\u{1b}[31mred\\u{9b}\\u{202e} <img"]),
    ]);
}

/// The message and one answer to the challenge behind it.
fn answered_twice(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    let answers = lines.iter().skip_while(|line| !line.starts_with("AUTH")).skip(1);
    let answers = answers.filter(|line| *line != "QUIT").count();
    (answers == 2).then_some(()).ok_or_else(|| format!("{answers} answers to challenges"))
}

#[test]
fn after_the_login() {
    let after = |name, answer: Step| pop(name, then(logged_in(), &[Expect("STAT"), answer]));
    check(vec![
        after("p-stat-err", say("-ERR [SYS/PERM] No mailbox\r\n"))
            .fails(Stage::Mailbox)
            .words(&["[SYS/PERM] No mailbox", "SYS/PERM"]),
        after("p-stat-close", Close).fails(Stage::Mailbox).words(&["closed the connection"]),
        after("p-stat-no-numbers", say("+OK many\r\n")).fails(Stage::Mailbox).words(&["+OK many"]),
        after("p-stat-huge", say("+OK 99999999999999999999 1\r\n")).fails(Stage::Mailbox),
        after("p-stat-negative", say("+OK -1 1\r\n")).fails(Stage::Mailbox),
        after("p-stat-garbage", say("what?\r\n")).fails(Stage::Mailbox).words(&["what?"]),
        after("p-stat-silent", say("")).stalls(Stage::Mailbox),
    ]);
}

#[test]
fn what_a_server_reflects() {
    let reflect = |name, reflect| {
        pop(name, then(auth(&["+ "]), &[Read, Reflect(reflect)])).fails(Stage::Authenticate)
    };
    let by_pass = |name, reflect| {
        let login = [Expect("USER "), say("+OK\r\n"), Expect("PASS "), Reflect(reflect)];
        pop(name, then(hello("+OK\r\nUSER\r\n.\r\n"), &login)).password().fails(Stage::Authenticate)
    };
    let offers = |name, secret: &str| {
        pop(name, hello(&format!("+OK\r\nSASL {secret}\r\n.\r\n"))).fails(Stage::Authenticate)
    };
    check(vec![
        reflect("p-reflect-sasl", |said| err(said.last().map_or("", String::as_str))),
        reflect("p-reflect-token", |_| err(&token())),
        reflect("p-reflect-token-cut", |_| err(&token()[30..42])),
        reflect("p-reflect-code", |said| {
            err(&format!("[{}] no", said.last().map_or("", String::as_str)))
        }),
        reflect("p-reflect-garbage", |said| {
            format!("? {}\r\n", said.last().map_or("", String::as_str)).into_bytes()
        }),
        by_pass("p-reflect-pass", |said| err(said.last().map_or("", String::as_str))),
        by_pass("p-reflect-password", |_| err(&STANDARD.encode(PASSWORD))),
        offers("p-reflect-client-secret-offer", CLIENT_SECRET),
        offers("p-reflect-password-offer", PASSWORD).password().mechanism("plain"),
    ]);
}

fn err(words: &str) -> Vec<u8> {
    format!("-ERR {words}\r\n").into_bytes()
}

/// Rows that could take much memory.
pub(crate) fn alone() -> Vec<Case> {
    let most = 64 * 1024 * 1024;
    let at_capa = |name, steps: &[Step]| {
        pop(name, then(vec![say(GREETING), Read], steps))
            .fails(Stage::Capability)
            .judge(took_little)
    };
    vec![
        pop("p-endless-line", vec![say("+OK "), Flood(vec![b'a'; 64 * 1024], most)])
            .fails(Stage::Greeting)
            .words(&["without an end"])
            .judge(took_little),
        at_capa("p-endless-capa", &[say("+OK\r\n"), Flood(b"NOTHING IS HERE\r\n".to_vec(), most)])
            .words(&["no end"]),
        at_capa("p-endless-dots", &[say("+OK\r\n"), Flood(b"..\r\n".to_vec(), most)])
            .words(&["no end"]),
        at_capa("p-endless-capa-line", &[say("+OK\r\n"), Flood(vec![b'a'; 64 * 1024], most)])
            .words(&["without an end"]),
        pop("p-nul-flood", vec![Flood(vec![0; 64 * 1024], most)])
            .fails(Stage::Greeting)
            .judge(took_little),
        pop("p-binary-flood", vec![Flood((0..=255).collect(), most)])
            .fails(Stage::Greeting)
            .judge(took_little),
        pop("p-endless-err", {
            let long = [b"-ERR ", &[b'x'; 6000][..], b"\r\n"].concat();
            then(auth(&["+ "]), &[Read, Say(long.clone()), Flood(long, most)])
        })
        .fails(Stage::Authenticate)
        .judge(took_little),
    ]
}
