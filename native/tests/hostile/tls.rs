//! Certificates that nobody should trust, and ports that speak something else.

use mailvet_core::{plan::Stage, report::Fact};

use super::{
    bench::Shown,
    case::{Case, Ran, check, imap, smtp},
    imap,
    script::{
        Step::{Answer, Expect, Read, StartTls},
        say,
    },
    smtp,
};

/// The certificates that are refused, with the kind that says why.
const REFUSED: &[(Shown, &str)] = &[
    (Shown::Expired, "certificate-expired"),
    (Shown::NotYetValid, "certificate-not-yet-valid"),
    (Shown::WrongName, "certificate-name-mismatch"),
    (Shown::CommonNameOnly, "certificate-name-mismatch"),
    (Shown::OddName, "certificate-name-mismatch"),
    (Shown::SelfSigned, "certificate-untrusted"),
    (Shown::UnknownAuthority, "certificate-untrusted"),
    (Shown::LongChain, "certificate-chain-too-long"),
];

#[test]
fn certificates() {
    let switch = vec![
        say("220 mail.test\r\n"),
        Expect("EHLO"),
        say("250-mail.test\r\n250 STARTTLS\r\n"),
        Expect("STARTTLS"),
        say("220 Ready\r\n"),
        StartTls,
        Read,
    ];
    let imap_switch = vec![
        say("* OK [CAPABILITY IMAP4rev1 STARTTLS] mail.test\r\n"),
        Expect("STARTTLS"),
        Answer("%TAG% OK begin\r\n".to_owned()),
        StartTls,
        Read,
    ];
    let mut cases = Vec::new();
    for (shown, kind) in REFUSED {
        let name = |prefix: &str| format!("{prefix}-{shown:?}");
        let refused = |case: Case| {
            let case = case.certificate(*shown).fails(Stage::Tls);
            case.words(&[*kind]).judge(mail_heard_nothing)
        };
        cases.extend([
            refused(smtp(&name("s-ssl"), smtp::good())),
            refused(smtp(&name("s-ssl-password"), smtp::good()).password()),
            refused(smtp(&name("s-starttls"), switch.clone()).starttls()),
            refused(imap(&name("i-ssl"), imap::login())),
            refused(imap(&name("i-starttls"), imap_switch.clone()).starttls()),
            smtp(&name("h-ssl"), smtp::hello())
                .microsoft()
                .endpoint_certificate(*shown)
                .fails(Stage::Token)
                .words(&[*kind])
                .judge(endpoint_heard_nothing),
        ]);
    }
    check(cases);
}

#[test]
fn what_a_handshake_tells() {
    check(vec![
        smtp("s-tls-facts", smtp::good()).judge(|ran| {
            told(ran, "version", |fact| fact == &"TLS 1.3".into())?;
            told(ran, "alpn", |fact| fact == &"none".into())?;
            told(
                ran,
                "names",
                |fact| matches!(fact, Fact::List(names) if names.contains(&"localhost".to_owned())),
            )?;
            told(ran, "issuer", |fact| fact == &"CN=Hostile tests".into())?;
            told(ran, "chain", |fact| {
                fact == &vec!["CN=127.0.0.1 ← CN=Hostile tests".to_owned()].into()
            })?;
            told(ran, "days_left", |fact| matches!(fact, Fact::Number(days) if *days > 365))
        }),
        // What is refused is told all the same.
        smtp("s-tls-facts-refused", smtp::good())
            .certificate(Shown::UnknownAuthority)
            .fails(Stage::Tls)
            .judge(|ran| told(ran, "issuer", |fact| fact == &"CN=Unknown authority".into())),
        smtp("s-client-certificate", smtp::good()).certificate(Shown::AsksClient).identified(),
        // With TLS 1.3 the server says so only after its own handshake has ended.
        smtp("s-client-certificate-missing", smtp::good())
            .certificate(Shown::AsksClient)
            .fails(Stage::Greeting)
            .words(&["client-certificate-required"]),
        smtp("s-client-certificate-unasked", smtp::good()).identified(),
    ]);
}

fn told(ran: &Ran, name: &str, is_right: fn(&Fact) -> bool) -> Result<(), String> {
    let stages = &ran.outcome.report.stages;
    let fact =
        stages.iter().find(|stage| stage.stage == Stage::Tls).and_then(|tls| tls.facts.get(name));
    match fact {
        Some(fact) if is_right(fact) => Ok(()),
        fact => Err(format!("{name} is {fact:?}")),
    }
}

fn mail_heard_nothing(ran: &Ran) -> Result<(), String> {
    let heard = String::from_utf8_lossy(&ran.mail.encrypted);
    if heard.is_empty() { Ok(()) } else { Err(format!("the mail server heard {heard:?}")) }
}

fn endpoint_heard_nothing(ran: &Ran) -> Result<(), String> {
    let heard = &ran.endpoint.encrypted;
    if heard.is_empty() { Ok(()) } else { Err("the token endpoint was asked".to_owned()) }
}

#[test]
fn another_kind_of_port() {
    let plain = |case: Case| case.crossed().fails(Stage::Tls).judge(mail_heard_nothing);
    check(vec![
        plain(smtp("s-ssl-on-plain-port", vec![say("220 mail.test ESMTP\r\n")])).words(&[
            "does not speak TLS",
            "220 mail.test ESMTP",
            "not-tls",
        ]),
        plain(imap("i-ssl-on-plain-port", vec![say("* OK mail.test ready\r\n")])).words(&[
            "does not speak TLS",
            "* OK mail.test ready",
            "not-tls",
        ]),
        plain(smtp("s-ssl-escape", vec![say("220 \u{1b}[31m\u{9b}\u{202e}\r\n")]))
            .words(&["not-tls", "\\u{1b}[31m"]),
        plain(smtp("s-ssl-silent", vec![])).stalls(Stage::Tls),
        smtp("s-plain-on-ssl-port", smtp::good())
            .plain()
            .crossed()
            .stalls(Stage::Greeting)
            .judge(mail_heard_nothing),
    ]);
}
