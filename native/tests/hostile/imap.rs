//! IMAP servers.

use base64::{Engine, engine::general_purpose::STANDARD};
use mailvet_core::plan::Stage;

use super::{
    case::{Case, Ran, check, imap, took_little},
    script::{
        Gate,
        Step::{
            self, Answer, Close, Drip, Expect, Flood, Open, Read, Reflect, Say, StartTls, Wait,
        },
        say, then,
    },
    secrets::{CLIENT_SECRET, PASSWORD, token},
};

const GREETING: &str = "* OK mail.test ready\r\n";
pub(crate) const OFFER: &str = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2";
/// Without initial responses.
const TWO_STEPS: &str = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2";

fn tagged(text: &str) -> Step {
    Answer(format!("%TAG% {text}\r\n"))
}

/// Greets and says what it can do.
pub(crate) fn hello(offer: &str) -> Vec<Step> {
    vec![
        say(GREETING),
        Expect("CAPABILITY"),
        Answer(format!("* CAPABILITY {offer}\r\n%TAG% OK done\r\n")),
    ]
}

/// Takes the login.
pub(crate) fn login() -> Vec<Step> {
    then(hello(OFFER), &[Expect("AUTHENTICATE"), tagged("OK AUTHENTICATE completed.")])
}

/// The steps after the login.
fn mailbox() -> Vec<Step> {
    vec![
        Expect("EXAMINE"),
        Answer("* 3 EXISTS\r\n* FLAGS (\\Seen)\r\n%TAG% OK [READ-ONLY] done\r\n".to_owned()),
        Expect("LOGOUT"),
        Answer("* BYE\r\n%TAG% OK done\r\n".to_owned()),
        Close,
    ]
}

/// Greets in clear, up to the answer to STARTTLS.
pub(crate) fn before_switch() -> Vec<Step> {
    then(hello("IMAP4rev1 STARTTLS"), &[Expect("STARTTLS")])
}

/// Greets in clear and answers STARTTLS so.
fn starttls(answer: Step) -> Vec<Step> {
    then(hello("IMAP4rev1 STARTTLS LOGINDISABLED"), &[Expect("STARTTLS"), answer])
}

#[test]
fn without_fault() {
    let under_tls = then(
        then(vec![StartTls, Expect("CAPABILITY")], &hello(OFFER)[2..]),
        &then(vec![Expect("AUTHENTICATE XOAUTH2"), tagged("OK done")], &mailbox()),
    );
    let challenged = [Expect("AUTHENTICATE XOAUTH2"), say("+ \r\n"), Read, tagged("OK done")];
    check(vec![
        imap("i-good", then(login(), &mailbox())).judge(counted_three),
        imap("i-good-password", then(login(), &mailbox())).password(),
        imap(
            "i-good-login",
            then(then(hello("IMAP4rev1"), &[Expect("LOGIN"), tagged("OK done")]), &mailbox()),
        )
        .password(),
        imap("i-good-starttls", then(starttls(tagged("OK begin")), &under_tls)).starttls(),
        imap("i-no-sasl-ir", then(then(hello(TWO_STEPS), &challenged), &mailbox()))
            .judge(message_on_its_own),
        imap(
            "i-capability-in-greeting",
            then(
                vec![
                    say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n"),
                    Expect("AUTHENTICATE"),
                    tagged("OK done"),
                ],
                &mailbox(),
            ),
        ),
        // Untagged data may come at any time (RFC 3501 §7).
        imap(
            "i-untagged-before-plus",
            then(
                then(
                    hello(TWO_STEPS),
                    &[
                        Expect("AUTHENTICATE XOAUTH2"),
                        say("* OK Still here\r\n+ \r\n"),
                        Read,
                        tagged("OK done"),
                    ],
                ),
                &mailbox(),
            ),
        ),
        imap(
            "i-untagged-after-login",
            then(
                then(
                    hello(OFFER),
                    &[
                        Expect("AUTHENTICATE"),
                        Answer("* CAPABILITY IMAP4rev1\r\n%TAG% OK done\r\n".to_owned()),
                    ],
                ),
                &mailbox(),
            ),
        ),
        imap(
            "i-untagged-between",
            then(
                then(
                    hello(OFFER),
                    &[
                        Expect("AUTHENTICATE"),
                        Answer("%TAG% OK done\r\n* CAPABILITY IMAP4rev1\r\n".to_owned()),
                    ],
                ),
                &[
                    Expect("EXAMINE"),
                    Answer("* 3 EXISTS\r\n%TAG% OK done\r\n* 4 EXISTS\r\n".to_owned()),
                    Expect("LOGOUT"),
                    tagged("OK done"),
                ],
            ),
        )
        .judge(counted_three),
        // An untagged NO is a warning (RFC 3501 §7.1.2).
        imap(
            "i-untagged-no",
            then(
                login(),
                &[
                    Expect("EXAMINE"),
                    Answer(
                        "* NO [ALERT] Disk is 98% full\r\n* 3 EXISTS\r\n%TAG% OK done\r\n"
                            .to_owned(),
                    ),
                    Expect("LOGOUT"),
                    tagged("OK done"),
                ],
            ),
        ),
        imap(
            "i-logout-silent",
            then(login(), &[Expect("EXAMINE"), tagged("OK done"), Expect("LOGOUT")]),
        ),
        imap(
            "i-logout-close",
            then(login(), &[Expect("EXAMINE"), tagged("OK done"), Expect("LOGOUT"), Close]),
        ),
    ]);
}

fn counted_three(ran: &Ran) -> Result<(), String> {
    let mailbox = ran.outcome.report.stages.iter().find(|stage| stage.stage == Stage::Mailbox);
    let messages = mailbox.and_then(|stage| stage.facts.get("messages"));
    if messages == Some(&3.into()) { Ok(()) } else { Err(format!("messages: {messages:?}")) }
}

fn message_on_its_own(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    let is_short = lines.iter().any(|line| line.ends_with("AUTHENTICATE XOAUTH2"));
    is_short.then_some(()).ok_or_else(|| "the message went with the command".to_owned())
}

#[test]
fn greetings() {
    let first = |name, text: &str| imap(name, vec![say(text)]).judge(heard_nothing);
    check(vec![
        first("i-silent", "").stalls(Stage::Greeting),
        first("i-silent-starttls", "").starttls().stalls(Stage::Greeting),
        imap("i-drip", vec![Drip(b"* OK mail.test ", 2_000)])
            .judge(heard_nothing)
            .stalls(Stage::Greeting),
        imap("i-close", vec![Close]).fails(Stage::Greeting).words(&["closed the connection"]),
        first("i-garbage", "220 mail.test ESMTP\r\n")
            .fails(Stage::Greeting)
            .words(&["no IMAP", "220 mail.test ESMTP"]),
        first("i-garbage-bytes", "*\u{0} OK\r\n").fails(Stage::Greeting).words(&["no IMAP"]),
        first("i-bye", "* BYE Too many connections\r\n")
            .fails(Stage::Greeting)
            .words(&["Too many connections"]),
        first("i-bye-starttls", "* BYE Too many connections\r\n")
            .starttls()
            .fails(Stage::Greeting)
            .words(&["Too many connections"]),
        first("i-preauth", "* PREAUTH Welcome back\r\n")
            .fails(Stage::Greeting)
            .words(&["Welcome back"]),
        first("i-preauth-starttls", "* PREAUTH Welcome back\r\n")
            .starttls()
            .fails(Stage::Greeting)
            .words(&["Welcome back"]),
        first("i-tagged-greeting", "M1 OK ready\r\n").fails(Stage::Greeting),
        first("i-escape-greeting", "* BYE \u{1b}[31m\u{9b}\u{202e}<b>\r\n")
            .fails(Stage::Greeting)
            .words(&["\\u{1b}[31m\\u{9b}\\u{202e}<b>"]),
        imap("i-capability-silent", vec![say(GREETING), Read]).stalls(Stage::Capability),
        imap("i-capability-bad", vec![say(GREETING), Read, tagged("BAD What?")])
            .fails(Stage::Capability)
            .words(&["BAD What?"]),
        imap("i-capability-garbage", vec![say(GREETING), Read, say("what?\r\n")])
            .fails(Stage::Capability)
            .words(&["what?"]),
        imap("i-wrong-tag-capability", vec![say(GREETING), Read, say("X9 OK done\r\n")])
            .fails(Stage::Capability)
            .words(&["X9 OK done"]),
    ]);
}

fn heard_nothing(ran: &Ran) -> Result<(), String> {
    let heard = ran.mail.clear.len() + ran.mail.encrypted.len();
    (heard == 0).then_some(()).ok_or_else(|| "something was sent before the greeting".to_owned())
}

#[test]
fn switch_to_tls() {
    let fails = |name, script| imap(name, script).starttls().fails(Stage::Tls);
    let injected = |name, behind: &str| {
        fails(name, starttls(Answer(format!("%TAG% OK begin\r\n{behind}"))))
            .words(&["plaintext_injected=true"])
    };
    check(vec![
        fails("i-no-starttls", hello("IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2"))
            .words(&["does not offer STARTTLS"]),
        fails("i-no-starttls-password", hello("IMAP4rev1 AUTH=PLAIN"))
            .password()
            .words(&["does not offer STARTTLS"]),
        fails("i-starttls-no", starttls(tagged("NO Not today"))).words(&["NO Not today"]),
        fails("i-starttls-bad", starttls(tagged("BAD What?"))).words(&["BAD What?"]),
        fails("i-starttls-wrong-tag", starttls(say("X9 OK begin\r\n"))).words(&["X9 OK begin"]),
        fails("i-starttls-untagged", starttls(Answer("* OK begin\r\n%TAG% NO No\r\n".to_owned())))
            .words(&["NO No"]),
        fails("i-starttls-close", then(starttls(tagged("OK begin")), &[Close]))
            .words(&["closed the connection"]),
        fails("i-starttls-fake", then(starttls(tagged("OK begin")), &[Read, say("* OK\r\n")]))
            .words(&["does not speak TLS"]),
        injected("i-starttls-inject", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"),
        injected("i-starttls-inject-half", "*"),
        fails(
            "i-starttls-inject-second",
            then(starttls(tagged("OK begin")), &[say("* PREAUTH hello\r\n")]),
        )
        .words(&["TLS"]),
        imap("i-starttls-stall", starttls(tagged("OK begin"))).starttls().stalls(Stage::Tls),
        // The answer to the command after next stands in the greeting's segment.
        fails("i-early-ok", vec![say("* OK [CAPABILITY STARTTLS] hello\r\nM1 OK begin\r\n")])
            .words(&["out_of_turn=true"]),
        fails("i-early-preauth", vec![say("* OK [CAPABILITY STARTTLS] hello\r\n* PREAUTH in\r\n")])
            .words(&["out_of_turn=true"]),
        imap(
            "i-starttls-forget",
            vec![
                say("* OK [CAPABILITY STARTTLS SASL-IR AUTH=XOAUTH2] hello\r\n"),
                Expect("STARTTLS"),
                tagged("OK begin"),
                StartTls,
                Expect("CAPABILITY"),
                Answer("* CAPABILITY IMAP4rev1\r\n%TAG% OK done\r\n".to_owned()),
            ],
        )
        .starttls()
        .fails(Stage::Authenticate)
        .words(&["does not offer"]),
    ]);
}

/// A case that fails at the login.
fn refused(name: &str, offer: &str, answers: &[Step]) -> Case {
    let script = then(then(hello(offer), &[Expect("AUTHENTICATE")]), answers);
    imap(name, script).fails(Stage::Authenticate)
}

#[test]
fn logins() {
    let json = format!("+ {}\r\n", STANDARD.encode(r#"{"status":"400","schemes":"Bearer"}"#));
    let mut ever = Vec::new();
    for _ in 0..50 {
        ever.extend([say(&json), Read]);
    }
    let (capable, spoken) = (Gate::default(), Gate::default());
    let mut early = hello(OFFER);
    early.push(Wait(capable.clone()));
    early.extend([say("A0001 OK done\r\nM2 OK done\r\n"), Open(spoken.clone()), Read]);
    early.extend([tagged("OK done"), Read, tagged("OK done")]);
    let mut endpoint = super::http::gives(&token());
    endpoint.insert(1, Wait(spoken));
    let behind = vec![
        say(GREETING),
        Read,
        Answer(format!("* CAPABILITY {OFFER}\r\n%TAG% OK done\r\nA0001 OK done\r\nM2 OK done\r\n")),
    ];
    check(vec![
        refused("i-no", OFFER, &[tagged("NO AUTHENTICATE failed.")])
            .words(&["NO AUTHENTICATE failed."]),
        refused("i-no-password", OFFER, &[tagged("NO [AUTHENTICATIONFAILED] Wrong password")])
            .password()
            .words(&["[AUTHENTICATIONFAILED] Wrong password"]),
        refused("i-bad", OFFER, &[tagged("BAD Command argument error")]).words(&["BAD Command"]),
        refused(
            "i-sasl-challenge",
            OFFER,
            &[say(&json), Read, tagged("NO [AUTHENTICATIONFAILED] No")],
        )
        .words(&["[AUTHENTICATIONFAILED] No", r#""status":"400""#]),
        refused("i-challenge-loop", OFFER, &ever).judge(answered_once),
        refused("i-challenge-loop-two-steps", TWO_STEPS, &ever).judge(answered_once),
        refused("i-challenge-garbage", OFFER, &[say("+ !!!\r\n"), Read, tagged("NO No")]),
        refused("i-auth-close", OFFER, &[Close]).words(&["closed the connection"]),
        refused("i-auth-bye", OFFER, &[say("* BYE Autologout\r\n"), Close]).words(&["Autologout"]),
        refused("i-auth-bye-held", OFFER, &[say("* BYE Autologout\r\n"), Read])
            .words(&["The server ends the conversation: BYE Autologout"]),
        imap("i-auth-silent", then(hello(OFFER), &[Expect("AUTHENTICATE")]))
            .stalls(Stage::Authenticate),
        refused("i-wrong-tag", OFFER, &[say("X9 OK done\r\n")]).words(&["X9 OK done"]),
        refused("i-wrong-tag-no", OFFER, &[say("X9 NO no\r\n"), Close]),
        refused(
            "i-no-then-bye",
            OFFER,
            &[Answer("%TAG% NO AUTHENTICATE failed.\r\n* BYE Too many\r\n".to_owned())],
        )
        .words(&["The server refuses the login: NO AUTHENTICATE failed."]),
        refused(
            "i-ok-before-message",
            TWO_STEPS,
            &[tagged("OK done"), Read, tagged("OK done"), Read, tagged("OK done")],
        ),
        imap("i-early-ok-login", behind).fails(Stage::Authenticate).unwanted(&["in clear behind"]),
        imap("i-early-ok-login-second", early)
            .endpoint(endpoint)
            .once(Stage::Capability, &capable)
            .fails(Stage::Authenticate),
        refused(
            "i-referral",
            OFFER,
            &[tagged("NO [REFERRAL imap://user;AUTH=*@127.0.0.1:9/] Try there")],
        )
        .words(&["[REFERRAL imap://user;AUTH=*@127.0.0.1:9/] Try there"]),
        // Where LOGIN is off the mechanism of this name may be on.
        imap(
            "i-logindisabled-auth-login",
            then(
                then(
                    hello("IMAP4rev1 LOGINDISABLED AUTH=LOGIN"),
                    &[Expect("AUTHENTICATE LOGIN"), say("+ VXNlcg==\r\n"), Read],
                ),
                &[say("+ UGFzcw==\r\n"), Read, tagged("NO [AUTHENTICATIONFAILED] Wrong")],
            ),
        )
        .password()
        .fails(Stage::Authenticate)
        .words(&["[AUTHENTICATIONFAILED] Wrong", "AUTHENTICATIONFAILED", "LOGIN"]),
        imap("i-logindisabled", hello("IMAP4rev1 LOGINDISABLED"))
            .password()
            .fails(Stage::Authenticate)
            .words(&["login_disabled=true"]),
        imap("i-no-xoauth2", hello("IMAP4rev1 AUTH=PLAIN"))
            .fails(Stage::Authenticate)
            .words(&["does not offer XOAUTH2", "PLAIN"]),
        imap("i-escape-auth", hello("IMAP4rev1 AUTH=\u{1b}[31m AUTH=\u{9b}\u{202e}"))
            .fails(Stage::Authenticate)
            .words(&["does not offer"]),
        refused("i-escape-no", OFFER, &[tagged("NO \u{1b}[31mred\u{9b}\u{202e} <img src=x>")])
            .words(&["\\u{1b}[31mred\\u{9b}\\u{202e} <img"]),
        refused("i-escape-garbage", OFFER, &[tagged("WHAT \u{1b}[31mred")]),
    ]);
}

fn answered_once(ran: &Ran) -> Result<(), String> {
    let lines = ran.mail.encrypted_lines();
    let answers = lines.iter().skip_while(|line| !line.contains("AUTHENTICATE")).skip(1).count();
    (answers <= 2).then_some(()).ok_or_else(|| format!("{answers} answers to challenges"))
}

/// Who waits for IMAP hears somebody else.
#[test]
fn other_servers() {
    let spoken = |name, first: &[u8], spoken: &'static str| {
        imap(name, vec![Say(first.to_vec())]).starttls().fails(Stage::Greeting).words(&[spoken])
    };
    check(vec![
        spoken("i-spoken-smtp", b"220 mail.test ESMTP\r\n", "no IMAP server, but an SMTP server"),
        spoken("i-spoken-pop", b"+OK ready\r\n", "no IMAP server, but a POP3 server"),
        spoken("i-spoken-ftp", b"220 (vsFTPd 3.0.3)\r\n", "ftp"),
        spoken("i-spoken-tls", b"\x15\x03\x01\x00\x02\x02\x16", "begins with TLS"),
        spoken("i-spoken-sieve", b"\"IMPLEMENTATION\" \"x\"\r\n", "managesieve"),
    ]);
}

#[test]
fn after_the_login() {
    let after = |name, steps: &[Step]| imap(name, then(login(), steps)).fails(Stage::Mailbox);
    check(vec![
        after(
            "i-not-connected",
            &[Expect("EXAMINE"), tagged("BAD User is authenticated but not connected.")],
        )
        .words(&["BAD User is authenticated but not connected."]),
        after("i-examine-no", &[Expect("EXAMINE"), tagged("NO [NONEXISTENT] No such mailbox")])
            .words(&["[NONEXISTENT] No such mailbox"]),
        after("i-auth-ok-eof", &[Expect("EXAMINE"), Close]).words(&["closed the connection"]),
        after("i-examine-bye", &[Expect("EXAMINE"), say("* BYE Session invalidated\r\n"), Close])
            .words(&["Session invalidated"]),
        after("i-examine-bye-held", &[Expect("EXAMINE"), say("* BYE Overloaded\r\n"), Read])
            .words(&["The server ends the conversation: BYE Overloaded"]),
        after("i-examine-garbage", &[Expect("EXAMINE"), say("what?\r\n")]).words(&["what?"]),
        after("i-examine-wrong-tag", &[Expect("EXAMINE"), say("X9 OK done\r\n")])
            .words(&["X9 OK done"]),
        imap("i-examine-silent", then(login(), &[Expect("EXAMINE")])).stalls(Stage::Mailbox),
    ]);
}

#[test]
fn what_a_server_reflects() {
    let reflect = |name, reflect| refused(name, OFFER, &[Reflect(reflect)]);
    let gate = Gate::default();
    let late = vec![
        say(GREETING),
        Expect("CAPABILITY"),
        Wait(gate.clone()),
        Answer(format!("* CAPABILITY {}\r\n%TAG% OK done\r\n", token())),
    ];
    let offers = |name, words: &str| {
        imap(name, hello(&format!("{words} AUTH={words}"))).fails(Stage::Authenticate)
    };
    check(vec![
        reflect("i-reflect-sasl", |said| no(said, &last(said))),
        reflect("i-reflect-sasl-password", |said| no(said, &last(said))).password(),
        reflect("i-reflect-token", |said| no(said, &token())),
        reflect("i-reflect-token-cut", |said| no(said, &token()[30..42])),
        reflect("i-reflect-password", |said| no(said, PASSWORD)).password(),
        reflect("i-reflect-code", |said| no(said, &format!("[X-WAS {}] no", last(said)))),
        reflect("i-reflect-untagged", |said| {
            [format!("* OK {}\r\n", last(said)).into_bytes(), no(said, "no")].concat()
        }),
        reflect("i-reflect-garbage", |said| {
            format!("{} WHAT {}\r\n", tag(said), last(said)).into_bytes()
        }),
        reflect("i-reflect-garbage-token", |_| format!("? {}\r\n", token()).into_bytes()),
        reflect("i-reflect-garbage-password", |_| format!("? {PASSWORD}\r\n").into_bytes())
            .password(),
        refused(
            "i-reflect-bye",
            OFFER,
            &[Reflect(|said| format!("* BYE {}\r\n", last(said)).into_bytes()), Close],
        ),
        reflect("i-reflect-tagged-bye", |said| {
            format!("{} BYE {}\r\n", tag(said), token()).into_bytes()
        }),
        refused(
            "i-reflect-challenge",
            OFFER,
            &[
                Reflect(|said| format!("+ {}\r\n", STANDARD.encode(last(said))).into_bytes()),
                Read,
                tagged("NO no"),
            ],
        ),
        imap(
            "i-reflect-login",
            then(
                hello("IMAP4rev1"),
                &[
                    Expect("LOGIN"),
                    Reflect(|said| no(said, said.last().map_or("", String::as_str))),
                ],
            ),
        )
        .password()
        .fails(Stage::Authenticate),
        imap(
            "i-reflect-examine",
            then(login(), &[Expect("EXAMINE"), Answer(format!("? {}\r\n", token()))]),
        )
        .fails(Stage::Mailbox),
        offers("i-reflect-client-secret-offer", CLIENT_SECRET),
        offers("i-reflect-password-offer", PASSWORD).password().mechanism("plain"),
        imap("i-reflect-token-offer", late).once(Stage::Token, &gate).fails(Stage::Authenticate),
    ]);
}

fn tag(said: &[String]) -> &str {
    said.last().and_then(|line| line.split(' ').next()).unwrap_or_default()
}

fn last(said: &[String]) -> String {
    said.last().and_then(|line| line.rsplit(' ').next()).unwrap_or_default().to_owned()
}

fn no(said: &[String], words: &str) -> Vec<u8> {
    format!("{} NO {words}\r\n", tag(said)).into_bytes()
}

/// Rows that could take much memory or the whole process.
pub(crate) fn alone() -> Vec<Case> {
    let most = 64 * 1024 * 1024;
    let at_login = |name, steps: &[Step]| {
        let script = then(then(hello(OFFER), &[Expect("AUTHENTICATE")]), steps);
        imap(name, script).fails(Stage::Authenticate).judge(took_little)
    };
    let at_examine = |name, steps: &[Step]| {
        let script = then(then(login(), &[Expect("EXAMINE")]), steps);
        imap(name, script).fails(Stage::Mailbox).judge(took_little)
    };
    let bomb = |size: u64| [say(&format!("* LIST () \"/\" {{{size}}}\r\n"))];
    let words = b"* OK Nothing is here to see\r\n".to_vec();
    let mut many = Vec::new();
    for _ in 0..200_000 {
        many.extend_from_slice(b"{1}\r\na ");
    }
    let deep =
        |open: &str| [say(&format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", open.repeat(100_000)))];
    let mut flood = "* OK Wait a moment\r\n".repeat(400).into_bytes();
    flood.truncate(flood.len() - 2);
    vec![
        imap("i-endless-line", vec![say("* OK "), Flood(vec![b'a'; 64 * 1024], most)])
            .fails(Stage::Greeting)
            .words(&["without an end"])
            .judge(took_little),
        imap("i-endless-capability", vec![say(GREETING), Read, Flood(words.clone(), most)])
            .fails(Stage::Capability)
            .words(&["no end"])
            .judge(took_little),
        at_login("i-untagged-flood", &[Flood(words.clone(), most)]),
        at_login("i-endless-line-login", &[say("* OK "), Flood(vec![b'a'; 64 * 1024], most)]),
        at_examine("i-untagged-flood-examine", &[Flood(words, most)]),
        at_examine("i-exists-flood", &[Flood(b"* 1 EXISTS\r\n".to_vec(), most)]),
        at_login("i-literal-bomb", &bomb(4_294_967_295)),
        at_examine("i-literal-bomb-examine", &bomb(4_294_967_295)),
        at_examine("i-literal-400-mb", &bomb(400_000_000)),
        at_login("i-literal-bomb-login", &bomb(400_000_000)),
        at_examine("i-literal-huge-number", &bomb(u64::MAX)),
        at_examine(
            "i-many-literals",
            &[say("* 1 FETCH (BODYSTRUCTURE ("), Say(many), say(")\r\n"), Close],
        ),
        at_examine("i-deep", &deep("(")),
        at_examine("i-deep-list", &[say(&format!("* LIST {}\r\n", "(".repeat(100_000))), Close]),
        at_examine(
            "i-deep-flags",
            &[say(&format!("* OK [PERMANENTFLAGS {}\r\n", "(".repeat(100_000))), Close],
        ),
        imap(
            "i-copyuid-bomb",
            then(
                login(),
                &[
                    Expect("EXAMINE"),
                    Answer(
                        "* OK [COPYUID 1 1:4294967295 1:4294967295] x\r\n%TAG% OK done\r\n"
                            .to_owned(),
                    ),
                    Expect("LOGOUT"),
                    tagged("OK done"),
                ],
            ),
        )
        .judge(took_little),
        // Whatever is made of so many words, the last of them are no refusal.
        imap(
            "i-flood-then-no",
            then(
                then(hello(OFFER), &[Expect("AUTHENTICATE")]),
                &[Say(flood), say("\r\n"), tagged("NO [AUTHENTICATIONFAILED] The reason")],
            ),
        )
        .fails(Stage::Authenticate)
        .unwanted(&["refuses the login: OK"]),
    ]
}
