use crate::sandbox::{
    faults::Service,
    tenant::{
        Protocol::Pop,
        contoso::{MAILBOX, PASSWORD},
    },
};

use super::super::{
    Encryption::{Implicit, StartTls},
    talk::{Talk, base64},
};

fn deliver(talk: &Talk, text: &str) {
    let mut draft = talk.world.mail.budget().draft();
    draft.bytes.extend_from_slice(text.as_bytes());
    let content = draft.finish().expect("room");
    assert!(talk.world.mail.deliver(MAILBOX, &content, 1));
}

/// A conversation after the login, with two messages.
fn logged_in() -> Talk {
    let mut talk = Talk::begin(Pop, Implicit);
    deliver(&talk, "Subject: One\r\n\r\n.\r\nend");
    deliver(&talk, "Subject: Two\r\n\r\na\r\nb\r\n");
    let message = talk.xoauth2(MAILBOX);
    assert_eq!(talk.line("AUTH XOAUTH2"), "+ \r\n");
    assert_eq!(talk.line(&message), "+OK User successfully authenticated.\r\n");
    talk
}

#[test]
fn the_greeting_and_the_capabilities_are_those_of_exchange() {
    let mut talk = Talk::begin(Pop, StartTls);
    assert!(talk.greeting.starts_with("+OK The Microsoft Exchange POP3 service is ready. [RgBS"));
    assert_eq!(talk.line("CAPA"), "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n");
    assert_eq!(talk.line("USER a"), "-ERR Command is not valid in this state.\r\n");
    assert_eq!(talk.line("STLS"), "+OK Begin TLS negotiation.\r\n");
    assert_eq!(talk.line("capa"), "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n");
    assert_eq!(talk.line("STAT"), "-ERR Command is not valid in this state.\r\n");
    assert_eq!(talk.line("NONSENSE"), "-ERR Protocol error. 19\r\n");
    assert_eq!(talk.line("QUIT"), "+OK Microsoft Exchange Server POP3 server signing off.\r\n");
    assert!(talk.has_ended);
}

#[test]
fn logins() {
    let mut talk = Talk::begin(Pop, Implicit);
    assert_eq!(talk.line(&format!("USER {MAILBOX}")), "+OK\r\n");
    assert_eq!(
        talk.line(&format!("PASS {PASSWORD}")),
        "-ERR Logon failure: unknown user name or bad password.\r\n"
    );
    let message = talk.xoauth2(MAILBOX);
    assert_eq!(talk.line("AUTH NTLM"), "-ERR Protocol error. 14\r\n");
    talk.line("AUTH XOAUTH2");
    assert_eq!(
        talk.line(&base64("user=a\x01auth=Bearer x\x01\x01")),
        "-ERR Authentication failure: unknown user name or bad password.\r\n"
    );
    talk.line("AUTH XOAUTH2");
    let long = base64(&format!("user={MAILBOX}\x01auth=Bearer {}\x01\x01", "x".repeat(4_097)));
    assert_eq!(talk.line(&long), "-ERR Protocol error. 14\r\n");
    talk.line(&format!("PASS\t{PASSWORD}"));
    talk.line(&format!("AUTH\tXOAUTH2 {message}"));
    // The message in the line of the command is not taken.
    let answer = talk.line(&format!("AUTH XOAUTH2 {message}"));
    assert_eq!(answer, "-ERR Protocol error. Connection is closed. 10\r\n");
    assert!(talk.has_ended);
    let record = talk.record(Service::Pop).join("\n");
    assert!(!record.contains(PASSWORD) && !record.contains(&message), "{record}");
}

#[test]
fn messages() {
    let mut talk = logged_in();
    for (command, expected) in [
        ("STAT", "+OK 2 44\r\n"),
        ("LIST", "+OK 2\r\n1 22\r\n2 22\r\n.\r\n"),
        ("LIST 2", "+OK 2 22\r\n"),
        ("UIDL", "+OK 2\r\n1 14-1\r\n2 14-2\r\n.\r\n"),
        ("UIDL 1", "+OK 1 14-1\r\n"),
        ("RETR 1", "+OK\r\nSubject: One\r\n\r\n..\r\nend\r\n.\r\n"),
        ("TOP 2 1", "+OK\r\nSubject: Two\r\n\r\na\r\n.\r\n"),
        ("TOP 2 0", "+OK\r\nSubject: Two\r\n\r\n.\r\n"),
        ("RETR 3", "-ERR The specified message is out of range.\r\n"),
        ("DELE 1", "+OK\r\n"),
        ("DELE 1", "-ERR The specified message is out of range.\r\n"),
        ("STAT", "+OK 1 22\r\n"),
        ("RSET", "+OK\r\n"),
        ("STAT", "+OK 2 44\r\n"),
        ("DELE 2", "+OK\r\n"),
        ("NOOP", "+OK\r\n"),
    ] {
        assert_eq!(talk.line(command), expected, "{command}");
    }
    let mailbox = talk.world.mail.mailbox(MAILBOX);
    assert_eq!(mailbox.folders().get("INBOX").expect("INBOX").messages.len(), 2);
    talk.line("QUIT");
    assert_eq!(mailbox.folders().get("INBOX").expect("INBOX").messages.len(), 1);
}

#[test]
fn a_login_that_opens_no_mailbox_is_told_at_the_next_command() {
    let mut talk = Talk::begin(Pop, Implicit);
    let message = talk.xoauth2("mailbox-permission-missing@contoso.test");
    talk.line("AUTH XOAUTH2");
    assert_eq!(talk.line(&message), "+OK User successfully authenticated.\r\n");
    assert_eq!(talk.line("STAT"), "-ERR User is authenticated but not connected.\r\n");
    assert!(talk.has_ended);
}
