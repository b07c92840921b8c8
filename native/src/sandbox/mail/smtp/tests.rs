use crate::sandbox::{
    faults::{Effect, Service},
    tenant::{
        Protocol::{Imap, Smtp},
        contoso::{MAILBOX, PASSWORD},
    },
};

use super::super::{
    Encryption::{Implicit, Relay, StartTls},
    talk::{Talk, base64},
};

/// A conversation after STARTTLS and EHLO.
fn encrypted() -> Talk {
    let mut talk = Talk::begin(Smtp, StartTls);
    talk.line("EHLO client.test");
    assert_eq!(talk.line("STARTTLS"), "220 2.0.0 SMTP server ready\r\n");
    talk.line("EHLO client.test");
    talk
}

/// A conversation after the login.
fn logged_in() -> Talk {
    let mut talk = encrypted();
    let message = talk.xoauth2(MAILBOX);
    assert_eq!(talk.line("AUTH XOAUTH2"), "334 \r\n");
    assert_eq!(talk.line(&message), "235 2.7.0 Authentication successful\r\n");
    talk
}

#[track_caller]
fn starts(answer: &str, expected: &str) {
    assert!(answer.starts_with(expected), "{answer}");
}

#[test]
fn the_greeting_and_the_extensions_are_those_of_exchange() {
    let mut talk = Talk::begin(Smtp, StartTls);
    starts(
        &talk.greeting,
        "220 FR0P281CA0042.outlook.office365.com Microsoft ESMTP MAIL Service ready at ",
    );
    assert_eq!(
        talk.line("EHLO client.test"),
        "250-FR0P281CA0042.outlook.office365.com Hello [127.0.0.1]\r\n\
         250-SIZE 157286400\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n\
         250-STARTTLS\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n"
    );
    talk.line("STARTTLS");
    let after = talk.line("EHLO client.test");
    assert!(after.contains("250-AUTH LOGIN XOAUTH2\r\n") && !after.contains("STARTTLS"), "{after}");
}

#[test]
fn what_comes_in_clear_behind_starttls_is_forgotten() {
    let mut talk = Talk::begin(Smtp, StartTls);
    talk.line("EHLO client.test");
    assert_eq!(talk.say("STARTTLS\r\nNOOP\r\n"), "220 2.0.0 SMTP server ready\r\n");
    assert_eq!(talk.line("MAIL FROM:<a@contoso.test>").get(..20), Some("503 5.5.2 Send hello"));
}

#[test]
fn what_is_out_of_order_is_refused_in_exchanges_words() {
    for (encryption, lines, expected) in [
        (StartTls, &["MAIL FROM:<a@b.test>"][..], "503 5.5.2 Send hello first ["),
        (
            StartTls,
            &["EHLO c.test", "MAIL FROM:<a@b.test>"],
            "451 5.7.3 STARTTLS is required to send mail [",
        ),
        (
            Implicit,
            &["EHLO c.test", "MAIL FROM:<a@b.test>"],
            "530 5.7.57 Client not authenticated to send mail. [",
        ),
        (
            StartTls,
            &["EHLO c.test", "AUTH XOAUTH2"],
            "504 5.7.4 Unrecognized authentication type [",
        ),
        (Implicit, &["EHLO c.test", "AUTH PLAIN"], "504 5.7.4 Unrecognized authentication type ["),
        (Relay, &["EHLO c.test", "AUTH LOGIN"], "504 5.7.4 Unrecognized authentication type ["),
        (Implicit, &["EHLO c.test", "STARTTLS"], "500 5.3.3 Unrecognized command 'STARTTLS' ["),
        (Implicit, &["XFOO bar"], "500 5.3.3 Unrecognized command 'XFOO' ["),
        (Implicit, &["EHLO"], "501 5.5.4 Invalid domain name ["),
        (Relay, &["EHLO c.test", "MAIL FROM:a@b.test"], "501 5.1.7 Invalid address ["),
        (Relay, &["EHLO c.test", "RCPT TO:<a@b.test>"], "503 5.5.2 Need mail command ["),
        (Relay, &["EHLO c.test", "MAIL FROM:<a@b.test>", "DATA"], "503 5.5.2 Need rcpt command ["),
        (
            Relay,
            &["EHLO c.test", "MAIL FROM:<a@b.test> SIZE=157286401"],
            "552 5.3.4 Message size exceeds fixed maximum message size [",
        ),
        (
            Relay,
            &["HELO c.test"],
            "250 FR1PEPF00000F0E.mail.protection.outlook.com Hello [127.0.0.1]",
        ),
        (Relay, &["VRFY a"], "252 2.1.5 Cannot VRFY user"),
        (Relay, &["QUIT"], "221 2.0.0 Service closing transmission channel"),
    ] {
        let mut talk = Talk::begin(Smtp, encryption);
        let answers: Vec<_> = lines.iter().map(|line| talk.line(line)).collect();
        starts(answers.last().expect("an answer"), expected);
    }
}

#[test]
fn logins_are_refused_in_exchanges_words() {
    for (mailbox, expected) in [
        ("mailbox-not-found@contoso.test", "535 5.7.3 Authentication unsuccessful ["),
        (
            "smtp-auth-disabled-mailbox@contoso.test",
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the \
             Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. [",
        ),
        (
            "smtp-auth-disabled-tenant@contoso.test",
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the \
             Tenant.",
        ),
        ("server-unavailable@contoso.test", "451 4.7.0 Temporary server error."),
    ] {
        let mut talk = encrypted();
        let message = talk.xoauth2(mailbox);
        // With the command, as many clients send it, and behind it.
        starts(&talk.line(&format!("AUTH XOAUTH2 {message}")), expected);
        talk.line("AUTH XOAUTH2");
        starts(&talk.line(&message), expected);
    }
    let mut talk = encrypted();
    for (message, expected) in [
        (base64("user=a\x01auth=Bearer x\x01\x01"), "535 5.7.3 Authentication unsuccessful ["),
        (base64("nonsense"), "535 5.7.3 Authentication unsuccessful ["),
        ("no base64!".to_owned(), "501 5.5.4 Invalid arguments ["),
        ("*".to_owned(), "501 5.7.0 Authentication cancelled ["),
        ("A".repeat(12_300), "500 5.5.2 Line too long ["),
    ] {
        talk.line("AUTH XOAUTH2");
        starts(&talk.line(&message), expected);
    }
}

#[test]
fn passwords_are_taken_where_exchange_still_takes_them() {
    for (user, password, expected) in [
        (MAILBOX, PASSWORD, "235 2.7.0 Authentication successful\r\n"),
        (
            MAILBOX,
            "password-rejected",
            "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [",
        ),
        (
            "basic-auth-disabled@contoso.test",
            PASSWORD,
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [",
        ),
        (
            "security-defaults@contoso.test",
            PASSWORD,
            "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security \
             defaults policy. Contact your administrator. [",
        ),
    ] {
        let mut talk = encrypted();
        assert_eq!(talk.line("AUTH LOGIN"), "334 VXNlcm5hbWU6\r\n");
        assert_eq!(talk.line(&base64(user)), "334 UGFzc3dvcmQ6\r\n");
        starts(&talk.line(&base64(password)), expected);
        assert!(talk.record(Service::Smtp).iter().all(|line| !line.contains(&base64(password))));
    }
}

#[test]
fn what_proves_a_login_is_not_recorded_whatever_the_mechanism() {
    for (line, recorded) in [
        ("AUTH XOAUTH2 c2VjcmV0", "AUTH XOAUTH2 [hidden]"),
        ("auth\tXOAUTH2  c2VjcmV0", "AUTH XOAUTH2 [hidden]"),
        ("AUTH X-NEW c2VjcmV0", "AUTH X-NEW [hidden]"),
    ] {
        let mut talk = encrypted();
        talk.line(line);
        let record = talk.record(Service::Smtp);
        assert!(record.iter().any(|it| it == recorded), "{record:?}");
        assert!(record.iter().all(|it| !it.contains("c2VjcmV0")), "{record:?}");
    }
}

#[test]
fn a_message_arrives_in_the_inbox_and_among_the_sent_items() {
    let mut talk = logged_in();
    // All at once, as PIPELINING lets a client do.
    let answers = talk
        .say(&format!("MAIL FROM:<{MAILBOX}> BODY=8BITMIME\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n"));
    assert_eq!(
        answers,
        "250 2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n354 Start mail input; end with <CRLF>.<CRLF>\r\n"
    );
    assert_eq!(talk.say("Subject: Hello\r\n\r\n..dot\r\n."), "");
    let answer = talk.say("\r\n");
    starts(&answer, "250 2.0.0 OK <");
    let (id, rest) = answer["250 2.0.0 OK ".len()..].split_once(' ').expect("an id");
    assert_eq!(rest, "[Hostname=FR0P281CA0042.DEUP281.PROD.OUTLOOK.COM]\r\n");
    let mailbox = talk.world.mail.mailbox(MAILBOX);
    let folders = mailbox.folders();
    let text = |folder: &str| {
        let folder = folders.get(folder).expect("a folder");
        String::from_utf8_lossy(&folder.messages[0].content.bytes).into_owned()
    };
    starts(&text("INBOX"), &format!("Return-Path: {MAILBOX}\r\nReceived: from [127.0.0.1] by "));
    // It is given an id when it has none.
    let given = format!("Message-ID: {id}\r\nSubject: Hello\r\n\r\n.dot\r\n");
    assert!(text("INBOX").ends_with(&given), "{}", text("INBOX"));
    assert_eq!(text("Sent Items"), text("INBOX"));
}

#[test]
fn a_message_may_come_in_chunks() {
    let mut talk = logged_in();
    talk.line(&format!("MAIL FROM:<{MAILBOX}> BODY=BINARYMIME"));
    talk.line(&format!("RCPT TO:<{MAILBOX}>"));
    assert_eq!(talk.say("BDAT 10\r\nSubject: H"), "250 2.0.0 CHUNK received OK, 10 octets\r\n");
    let last = "i\r\nMessage-ID: <1@contoso.test>\r\n\r\n.\r\n\0x";
    let answer = talk.say(&format!("BDAT {} LAST\r\n{last}", last.len()));
    starts(&answer, "250 2.0.0 OK <1@contoso.test> [Hostname=");
    let mailbox = talk.world.mail.mailbox(MAILBOX);
    let folders = mailbox.folders();
    let inbox = folders.get("INBOX").expect("INBOX");
    assert!(inbox.messages[0].content.bytes.ends_with(b"<1@contoso.test>\r\n\r\n.\r\nx"));
    drop(folders);
    // A chunk that is not wanted is skipped.
    starts(&talk.say("BDAT 4\r\nQUIT"), "503 5.5.2 Need mail command [");
    assert_eq!(talk.line("NOOP"), "250 2.0.0 OK\r\n");
}

#[test]
fn what_exchange_says_only_after_the_message() {
    for (mailbox, sender, expected) in [
        (
            MAILBOX,
            "send-as-denied@contoso.test",
            "554 5.2.252 SendAsDenied; mailer@contoso.test not allowed to send as \
             send-as-denied@contoso.test;",
        ),
        (
            "mailbox-logon-failure@contoso.test",
            "mailbox-logon-failure@contoso.test",
            "430 4.2.0 STOREDRV; mailbox logon failure;",
        ),
        (
            "sender-restricted@contoso.test",
            "sender-restricted@contoso.test",
            "550 5.1.8 Access denied, bad outbound sender",
        ),
    ] {
        let mut talk = encrypted();
        let message = talk.xoauth2(mailbox);
        starts(&talk.line(&format!("AUTH XOAUTH2 {message}")), "235 ");
        talk.line(&format!("MAIL FROM:<{mailbox}>"));
        talk.line(&format!("RCPT TO:<{MAILBOX}>"));
        talk.line("DATA");
        starts(&talk.say(&format!("From: <{sender}>\r\n\r\n.\r\n")), expected);
    }
}

#[test]
fn nothing_goes_outside() {
    for (encryption, recipient, expected) in [
        (Relay, "a@elsewhere.test", "550 5.7.64 TenantAttribution; Relay Access Denied ["),
        (Relay, "nobody@contoso.test", "550 5.4.1 Recipient address rejected: Access denied. ["),
        (Relay, MAILBOX, "250 2.1.5 Recipient OK"),
        (
            StartTls,
            "a@elsewhere.test",
            "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain [",
        ),
        (StartTls, "nobody@contoso.test", "550 5.1.10 RESOLVER.ADR.RecipientNotFound;"),
        (StartTls, "nowhere", "501 5.1.3 Invalid address ["),
    ] {
        let mut talk = match encryption {
            Relay => Talk::begin(Smtp, Relay),
            _ => logged_in(),
        };
        talk.line("EHLO client.test");
        talk.line(&format!("MAIL FROM:<{MAILBOX}>"));
        starts(&talk.line(&format!("RCPT TO:<{recipient}>")), expected);
    }
}

#[test]
fn three_submissions_of_a_mailbox_may_run_at_once() {
    let first = logged_in();
    let mut others: Vec<Talk> = (0..4)
        .map(|_| Talk::in_world(std::sync::Arc::clone(&first.world), Smtp, Implicit, &[]))
        .collect();
    let mut answers = Vec::new();
    for talk in &mut others {
        let message = talk.xoauth2(MAILBOX);
        talk.line("EHLO client.test");
        talk.line(&format!("AUTH XOAUTH2 {message}"));
        talk.line(&format!("MAIL FROM:<{MAILBOX}>"));
        talk.line(&format!("RCPT TO:<{MAILBOX}>"));
        answers.push(talk.line("DATA"));
    }
    starts(&answers[2], "354 ");
    starts(&answers[3], "432 4.3.2 Concurrent connections limit exceeded.");
}

#[test]
fn faults_of_the_whole_service() {
    let world = Talk::begin(Imap, Implicit).world;
    let begin = |effect| {
        let world = std::sync::Arc::clone(&world);
        Talk::in_world(world, Smtp, StartTls, &[effect])
    };
    let talk = begin(Effect::Unavailable);
    starts(&talk.greeting, "421 4.3.2 Service not active [");
    assert!(talk.has_ended);
    let mut talk = begin(Effect::NoStartTls);
    assert!(!talk.line("EHLO client.test").contains("STARTTLS"));
    starts(&talk.line("STARTTLS"), "500 5.3.3 Unrecognized command 'STARTTLS' [");
}

#[test]
fn a_client_that_errs_without_end_is_left() {
    let mut talk = Talk::begin(Smtp, Relay);
    for _ in 0..10 {
        starts(&talk.line("NONSENSE"), "500 ");
    }
    starts(&talk.line("NONSENSE"), "421 4.7.0 Too many errors on this connection");
    assert!(talk.has_ended);
    // A line without an end is not kept.
    let mut talk = Talk::begin(Smtp, Relay);
    for _ in 0..100 {
        assert_eq!(talk.say(&"x".repeat(1_000)), "");
    }
    starts(&talk.line(""), "500 5.5.2 Line too long [");
}
