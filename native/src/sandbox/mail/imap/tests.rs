use crate::sandbox::{
    faults::{Effect, Service},
    tenant::{
        Protocol::Imap,
        contoso::{MAILBOX, PASSWORD},
    },
};

use super::super::{
    Encryption::{Implicit, StartTls},
    store::Mailbox,
    talk::{Talk, base64},
};

/// A conversation after the login.
fn logged_in() -> Talk {
    let mut talk = Talk::begin(Imap, Implicit);
    let message = talk.xoauth2(MAILBOX);
    let answer = talk.line(&format!("A AUTHENTICATE XOAUTH2 {message}"));
    assert_eq!(answer, "A OK AUTHENTICATE completed.\r\n");
    talk
}

fn deliver(talk: &Talk, text: &str) {
    let mut draft = talk.world.mail.budget().draft();
    draft.bytes.extend_from_slice(text.as_bytes());
    let content = draft.finish().expect("room");
    // 24 November 2026.
    assert!(talk.world.mail.deliver(MAILBOX, &content, 1_795_550_400));
}

fn mailbox(talk: &Talk) -> std::sync::Arc<Mailbox> {
    talk.world.mail.mailbox(MAILBOX)
}

/// A conversation with INBOX open, in which there are two messages.
fn with_messages() -> Talk {
    let mut talk = logged_in();
    deliver(&talk, "Subject: One\r\nFrom: a@contoso.test\r\n\r\nThe first\r\n");
    deliver(&talk, "Subject: Two\r\nFrom: b@contoso.test\r\n\r\nThe second\r\n");
    talk.line("S SELECT INBOX");
    talk
}

#[test]
fn the_greeting_and_the_capabilities_are_those_of_exchange() {
    let mut talk = Talk::begin(Imap, StartTls);
    assert!(
        talk.greeting.starts_with("* OK The Microsoft Exchange IMAP4 service is ready. [RgBSADAA")
    );
    assert_eq!(
        talk.line("1 CAPABILITY"),
        "* CAPABILITY IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS UIDPLUS ID UNSELECT CHILDREN IDLE \
         NAMESPACE LITERAL+\r\n1 OK CAPABILITY completed.\r\n"
    );
    assert_eq!(talk.line("2 LOGIN a b"), "2 BAD Command received in Invalid state.\r\n");
    assert_eq!(talk.line("3 STARTTLS"), "3 OK Begin TLS negotiation now.\r\n");
    assert_eq!(
        talk.line("4 capability"),
        "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN \
         IDLE NAMESPACE LITERAL+\r\n4 OK CAPABILITY completed.\r\n"
    );
    assert!(talk.line("5 ID NIL").starts_with("* ID (\"name\" \"Microsoft.Exchange.Imap4"));
    assert!(
        talk.line("6 LOGOUT")
            .starts_with("* BYE Microsoft Exchange Server IMAP4 server signing off.\r\n6 OK")
    );
    assert!(talk.has_ended);
}

#[test]
fn logins() {
    let mut talk = Talk::begin(Imap, Implicit);
    assert_eq!(talk.line("1 SELECT INBOX"), "1 BAD Command received in Invalid state.\r\n");
    assert_eq!(talk.line(&format!("2 LOGIN {MAILBOX} {PASSWORD}")), "2 NO LOGIN failed.\r\n");
    assert_eq!(talk.say("3 LOGIN {2}\r\n"), "+ Ready for additional command text.\r\n");
    assert_eq!(talk.say("ab {2+}\r\ncd\r\n"), "3 NO LOGIN failed.\r\n");
    assert_eq!(talk.line("4 AUTHENTICATE XOAUTH2"), "+ \r\n");
    assert_eq!(
        talk.line(&base64("user=a\x01auth=Bearer x\x01\x01")),
        "4 NO AUTHENTICATE failed.\r\n"
    );
    assert_eq!(talk.line("5 AUTHENTICATE XOAUTH2"), "+ \r\n");
    assert_eq!(talk.line(&base64("nonsense")), "5 BAD Command Argument Error. 11\r\n");
    assert_eq!(talk.line("6 AUTHENTICATE PLAIN"), "+ \r\n");
    let plain = base64(&format!("\0{MAILBOX}\0{PASSWORD}"));
    assert_eq!(talk.line(&plain), "6 NO AUTHENTICATE failed.\r\n");
    let message = talk.xoauth2(MAILBOX);
    assert_eq!(talk.line("7 AUTHENTICATE XOAUTH2"), "+ \r\n");
    assert_eq!(talk.line(&message), "7 OK AUTHENTICATE completed.\r\n");
    assert!(talk.line("8 CAPABILITY").contains(" UIDPLUS MOVE ID "));
    let record = talk.record(Service::Imap).join("\n");
    assert!(record.contains("2 LOGIN [hidden]") && !record.contains(PASSWORD), "{record}");
    assert!(!record.contains(&message) && !record.contains(&plain), "{record}");
}

#[test]
fn a_login_that_opens_no_mailbox_is_told_at_the_next_command() {
    let mut talk = Talk::begin(Imap, Implicit);
    let message = talk.xoauth2("mailbox-permission-missing@contoso.test");
    let answer = talk.line(&format!("1 AUTHENTICATE XOAUTH2 {message}"));
    assert_eq!(answer, "1 OK AUTHENTICATE completed.\r\n");
    assert_eq!(
        talk.line("2 EXAMINE INBOX"),
        "2 BAD User is authenticated but not connected.\r\n* BYE Connection closed. 14\r\n"
    );
    assert!(talk.has_ended);
}

#[test]
fn refusals_that_say_why() {
    for (mailbox, expected) in [
        (
            "rate-limited@contoso.test",
            "1 NO Request is throttled. Suggested Backoff Time: 30000 milliseconds\r\n",
        ),
        ("server-unavailable@contoso.test", "1 NO Server Unavailable. 15\r\n"),
        ("too-many-connections@contoso.test", "1 NO Too many simultaneous connections.\r\n"),
    ] {
        let mut talk = Talk::begin(Imap, Implicit);
        let message = talk.xoauth2(mailbox);
        assert_eq!(talk.line(&format!("1 AUTHENTICATE XOAUTH2 {message}")), expected);
    }
    let world = Talk::begin(Imap, Implicit).world;
    let mut talk = Talk::in_world(world, Imap, Implicit, &[Effect::Unavailable]);
    let message = talk.xoauth2(MAILBOX);
    assert_eq!(
        talk.line(&format!("1 AUTHENTICATE XOAUTH2 {message}")),
        "1 NO Server Unavailable. 15\r\n"
    );
}

#[test]
fn a_session_ends_with_its_token() {
    let mut talk = Talk::begin(Imap, Implicit);
    let message = talk.xoauth2_until(MAILBOX, talk.world.clock.now() + 100);
    talk.line(&format!("1 AUTHENTICATE XOAUTH2 {message}"));
    assert!(talk.line("2 SELECT INBOX").ends_with("2 OK [READ-WRITE] SELECT completed.\r\n"));
    talk.world.clock.advance(101);
    assert_eq!(talk.line("3 NOOP"), "* BYE Session invalidated - AccessTokenExpired\r\n");
    assert!(talk.has_ended);
}

#[test]
fn folders() {
    let mut talk = logged_in();
    let list = talk.line("1 LIST \"\" *");
    assert!(list.contains("* LIST (\\Marked \\HasNoChildren) \"/\" INBOX\r\n"), "{list}");
    assert!(list.contains("* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Items\"\r\n"), "{list}");
    assert_eq!(
        talk.line("2 LIST \"\" \"\""),
        "* LIST (\\Noselect) \"/\" \"\"\r\n2 OK LIST completed.\r\n"
    );
    assert_eq!(talk.line("3 CREATE Clients/North"), "3 OK CREATE completed.\r\n");
    assert!(talk.line("4 LSUB \"\" Clients/%").contains("Clients/North"));
    talk.line("5 UNSUBSCRIBE Clients/North");
    assert_eq!(talk.line("6 LSUB \"\" Clients/%"), "6 OK LSUB completed.\r\n");
    assert_eq!(talk.line("7 DELETE INBOX"), "7 NO DELETE failed.\r\n");
    assert_eq!(
        talk.line("8 STATUS \"Sent Items\" (MESSAGES UNSEEN UIDNEXT)"),
        "* STATUS \"Sent Items\" (MESSAGES 0 UNSEEN 0 UIDNEXT 1)\r\n8 OK STATUS completed.\r\n"
    );
    assert_eq!(talk.line("9 SELECT Nowhere"), "9 NO Nowhere doesn't exist.\r\n");
    assert_eq!(
        talk.line("10 NAMESPACE"),
        "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n10 OK NAMESPACE completed.\r\n"
    );
}

#[test]
fn folders_in_folders() {
    let mut talk = logged_in();
    let long = "x".repeat(250);
    for (command, expected) in [
        ("CREATE inbox/z", "OK CREATE completed."),
        ("CREATE Inbox/z", "NO CREATE failed."),
        ("EXAMINE INBOX/z", "OK [READ-ONLY] EXAMINE completed."),
        ("RENAME INBOX/z iNBOX/y/z", "OK RENAME completed."),
        ("DELETE INBOX/y", "NO DELETE failed."),
        ("DELETE inbox/y/z", "OK DELETE completed."),
        ("DELETE inbox/y", "OK DELETE completed."),
        ("CREATE Inboxes/z", "OK CREATE completed."),
        ("EXAMINE INBOXES/z", "NO INBOXES/z doesn't exist."),
        ("CREATE A/folder", "OK CREATE completed."),
        (&format!("RENAME A {long}"), "NO RENAME failed."),
        (&format!("CREATE {long}/folder"), "BAD Command Argument Error. 12"),
        ("EXAMINE A/folder", "OK [READ-ONLY] EXAMINE completed."),
    ] {
        let answer = talk.line(&format!("1 {command}"));
        assert!(answer.ends_with(&format!("1 {expected}\r\n")), "{command}: {answer}");
    }
}

#[test]
fn a_client_may_ask_for_what_is_not_there() {
    let mut talk = logged_in();
    for number in 0..100 {
        assert_eq!(
            talk.line(&format!("{number} STATUS Nowhere (MESSAGES)")),
            format!("{number} NO Nowhere doesn't exist.\r\n")
        );
    }
    for _ in 0..10 {
        assert_eq!(talk.line("1 NONSENSE"), "1 BAD Command Error. 12\r\n");
    }
    assert!(talk.line("1 NONSENSE").ends_with("* BYE Connection is closed. 13\r\n"));
    assert!(talk.has_ended);
}

#[test]
fn a_folder_is_opened() {
    let mut talk = with_messages();
    assert_eq!(
        talk.line("1 EXAMINE inbox"),
        "* 2 EXISTS\r\n* 0 RECENT\r\n\
         * FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)\r\n\
         * OK [PERMANENTFLAGS ()] Permanent flags\r\n\
         * OK [UNSEEN 1] Is the first unseen message\r\n\
         * OK [UIDVALIDITY 14] UIDVALIDITY value\r\n\
         * OK [UIDNEXT 3] The next unique identifier value\r\n\
         1 OK [READ-ONLY] EXAMINE completed.\r\n"
    );
    // What is only examined stays unseen.
    talk.line("2 FETCH 1 BODY[]");
    assert!(!mailbox(&talk).folders().get("INBOX").expect("INBOX").messages[0].has("\\Seen"));
}

#[test]
fn what_is_asked_for_twice_is_told_once_and_no_more_than_can_be_held() {
    let mut talk = with_messages();
    let answer = talk.line("1 FETCH 1 (BODY.PEEK[] BODY.PEEK[] UID UID)");
    assert_eq!(answer.matches("The first").count(), 1, "{answer}");
    assert_eq!(answer.matches("UID").count(), 1, "{answer}");
    deliver(&talk, &format!("Subject: Long\r\n\r\n{}", "x".repeat(16 * 1024 * 1024)));
    talk.line("2 NOOP");
    let parts: Vec<_> = (0..9).map(|from| format!("BODY.PEEK[]<{from}.99999999>")).collect();
    let answer = talk.line(&format!("3 FETCH 1:3 ({})", parts.join(" ")));
    assert!(answer.contains("The second") && answer.contains("3 NO "), "{}", answer.len());
}

#[test]
fn messages_are_fetched() {
    for (command, expected) in [
        (
            "FETCH 1:* (UID FLAGS RFC822.SIZE INTERNALDATE)",
            "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 49 INTERNALDATE \"24-Nov-2026 20:00:00 +0000\")\r\n\
             * 2 FETCH (UID 2 FLAGS () RFC822.SIZE 50 INTERNALDATE \"24-Nov-2026 20:00:00 +0000\")\r\n\
             1 OK FETCH completed.\r\n",
        ),
        (
            "UID FETCH 2 BODY.PEEK[TEXT]<4.3>",
            "* 2 FETCH (UID 2 BODY[TEXT]<4> {3}\r\nsec)\r\n1 OK FETCH completed.\r\n",
        ),
        (
            "FETCH * BODY[HEADER.FIELDS (SUBJECT)]",
            "* 2 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {16}\r\nSubject: Two\r\n\r\n FLAGS (\\Seen))\r\n\
             1 OK FETCH completed.\r\n",
        ),
        (
            "FETCH 1 BODYSTRUCTURE",
            "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 11 1 \
             NIL NIL NIL))\r\n1 OK FETCH completed.\r\n",
        ),
        ("FETCH 3 FLAGS", "1 BAD The specified message set is invalid.\r\n"),
        ("FETCH 2:3 UID", "* 2 FETCH (UID 2)\r\n1 NO The specified message set is invalid.\r\n"),
        ("UID FETCH 3 FLAGS", "1 OK FETCH completed.\r\n"),
    ] {
        let mut talk = with_messages();
        assert_eq!(talk.line(&format!("1 {command}")), expected, "{command}");
    }
}

#[test]
fn a_section_may_be_asked_for_in_pieces() {
    let mut talk = logged_in();
    for name in ["one", "two"] {
        deliver(
            &talk,
            &format!(
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n{name} text\r\n\
                 --x\r\n\r\n{name} file\r\n--x--\r\n"
            ),
        );
    }
    talk.line("S SELECT INBOX");
    for (wanted, expected) in [
        ("1 BODY.PEEK[2]<0.3>", "BODY[2]<0> {3}\r\none"),
        ("1 BODY.PEEK[2]<3.99>", "BODY[2]<3> {5}\r\n file"),
        ("1 BODY.PEEK[1]<0.3>", "BODY[1]<0> {3}\r\none"),
        ("2 BODY.PEEK[1]<4.9>", "BODY[1]<4> {4}\r\ntext"),
        ("2 (BODY.PEEK[1]<0.3> BODY.PEEK[2])", "BODY[1]<0> {3}\r\ntwo BODY[2] {8}\r\ntwo file"),
        ("2 BODY.PEEK[1.MIME]<0.9>", "BODY[1.MIME]<0> {2}\r\n\r\n"),
        ("2 BODY.PEEK[3]<0.9>", "BODY[3]<0> NIL"),
    ] {
        let number = &wanted[..1];
        assert_eq!(
            talk.line(&format!("1 FETCH {wanted}")),
            format!("* {number} FETCH ({expected})\r\n1 OK FETCH completed.\r\n"),
            "{wanted}"
        );
    }
}

#[test]
fn messages_are_found() {
    for (criteria, expected) in [
        ("ALL", "* SEARCH 1 2"),
        ("UNSEEN SUBJECT two", "* SEARCH 2"),
        ("CHARSET US-ASCII FROM a@contoso", "* SEARCH 1"),
        ("OR TEXT first BODY second", "* SEARCH 1 2"),
        ("NOT UID 2", "* SEARCH 1"),
        ("SINCE 24-Nov-2026 BEFORE 25-Nov-2026", "* SEARCH 1 2"),
        ("ON 25-Nov-2026", "* SEARCH"),
        ("LARGER 49", "* SEARCH 2"),
        ("HEADER Subject \"\"", "* SEARCH 1 2"),
        ("2:*", "* SEARCH 2"),
    ] {
        let mut talk = with_messages();
        let answer = talk.line(&format!("1 SEARCH {criteria}"));
        assert_eq!(answer, format!("{expected}\r\n1 OK SEARCH completed.\r\n"), "{criteria}");
    }
    let mut talk = with_messages();
    assert_eq!(
        talk.line("1 UID SEARCH CHARSET UTF-8 ALL"),
        "1 NO [BADCHARSET (US-ASCII)] The specified charset is not supported.\r\n"
    );
    // Without one, the bytes are looked for as they are.
    deliver(&talk, "Subject: Gr\u{fc}n\r\n\r\n");
    talk.line("2 NOOP");
    assert_eq!(
        talk.say("3 SEARCH SUBJECT {5+}\r\nGr\u{fc}n\r\n"),
        "* SEARCH 3\r\n3 OK SEARCH completed.\r\n"
    );
}

#[test]
fn a_search_ends_before_everybody_waits() {
    let mut talk = logged_in();
    deliver(&talk, &format!("Subject: Long\r\n\r\n{}", "x".repeat(9 * 1024 * 1024)));
    talk.line("S SELECT INBOX");
    for number in 1..=3 {
        assert!(talk.line(&format!("{number} COPY 1:* INBOX")).contains(" OK "));
        talk.line("9 NOOP");
    }
    assert!(talk.line("4 SEARCH TEXT y").ends_with("4 NO So much is not searched at once.\r\n"));
    assert!(talk.line("5 SEARCH 1:2 TEXT y").starts_with("* SEARCH\r\n5 OK "));
    assert!(talk.line("6 SEARCH ALL").starts_with("* SEARCH 1 2 3 4 5 6 7 8\r\n"));
}

#[test]
fn flags_are_stored_and_messages_removed() {
    let mut talk = with_messages();
    for (command, expected) in [
        (
            "1 STORE 1 +FLAGS (\\Deleted $Work)",
            "* 1 FETCH (FLAGS (\\Deleted $Work))\r\n1 OK STORE completed.\r\n",
        ),
        ("2 UID STORE 2 FLAGS.SILENT \\Seen", "2 OK STORE completed.\r\n"),
        ("3 NOOP", "3 OK NOOP completed.\r\n"),
        ("4 EXPUNGE", "* 1 EXPUNGE\r\n4 OK EXPUNGE completed.\r\n"),
        ("5 UID COPY 2 Archive", "5 OK [COPYUID 15 2 1] COPY completed.\r\n"),
        (
            "6 MOVE 1 \"Deleted Items\"",
            "* OK [COPYUID 16 2 1]\r\n* 1 EXPUNGE\r\n6 OK MOVE completed.\r\n",
        ),
        (
            "7 UID COPY 1 Nowhere",
            "7 NO [TRYCREATE] The destination mailbox could not be found.\r\n",
        ),
        ("8 CLOSE", "8 OK CLOSE completed.\r\n"),
        ("9 FETCH 1 FLAGS", "9 BAD Command received in Invalid state.\r\n"),
    ] {
        assert_eq!(talk.line(command), expected, "{command}");
    }
}

#[test]
fn messages_are_appended() {
    let mut talk = logged_in();
    assert_eq!(
        talk.say("1 APPEND Drafts (\\Draft) \"01-Jan-2026 00:00:00 +0000\" {12}\r\n"),
        "+ Ready for additional command text.\r\n"
    );
    assert_eq!(talk.say("Subject:"), "");
    assert_eq!(talk.say(" A\r\n"), "");
    assert_eq!(talk.say("\r\n"), "1 OK [APPENDUID 17 1] APPEND completed.\r\n");
    assert!(talk.say("2 APPEND Nowhere {1+}\r\nx\r\n").starts_with("2 NO [TRYCREATE] "));
    assert!(talk.line("3 STATUS Drafts (MESSAGES)").contains("(MESSAGES 1)"));
}

#[test]
fn a_client_that_waits_is_told_what_comes() {
    let mut talk = with_messages();
    assert_eq!(talk.line("1 IDLE"), "+ IDLE accepted, awaiting DONE command.\r\n");
    deliver(&talk, "Subject: Three\r\n\r\n");
    assert_eq!(talk.news(), "* 3 EXISTS\r\n");
    mailbox(&talk).change(|folders| {
        let inbox = folders.get_mut("INBOX").expect("INBOX");
        let second = inbox.messages[1].uid;
        inbox.set_flags(second, |flags| flags.push("\\Seen".to_owned()));
        let first = inbox.messages[0].uid;
        inbox.remove(|message| message.uid == first);
    });
    assert_eq!(talk.news(), "* 1 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n");
    assert_eq!(talk.line("done"), "1 OK IDLE completed.\r\n");
}

#[test]
fn what_cannot_be_read_is_refused_and_not_kept() {
    let mut talk = Talk::begin(Imap, Implicit);
    assert_eq!(talk.line("1 NONSENSE"), "1 BAD Command Error. 12\r\n");
    assert_eq!(talk.line(""), "* BAD Command Error. 12\r\n");
    for arguments in
        ["list \"\" * RETURN (STATUS (MESSAGES))", "UID FETCH 1 (MODSEQ)", "STATUS INBOX"]
    {
        let answer = talk.line(&format!("2 {arguments}"));
        assert_eq!(answer, "2 BAD Command Argument Error. 12\r\n", "{arguments}");
    }
    assert!(talk.say(&"x".repeat(70_000)).starts_with("* BYE "));
    // Before a login there is no room for a message.
    let mut talk = Talk::begin(Imap, Implicit);
    talk.say("1 APPEND INBOX {100000+}\r\n");
    assert!(talk.say(&"x".repeat(99_999)).starts_with("* BYE "));
    let mut talk = logged_in();
    assert!(talk.say("1 APPEND INBOX {4000000000}\r\n").starts_with("* BYE "));
}
