//! What a server speaks, told by the first bytes that it says, where it is not what was expected.

use super::failure::Failure;

/// What is recognised: its name as the fact `spoken`, and who speaks it.
const SPOKEN: [(&str, &str); 8] = [
    ("tls", "a server that begins with TLS"),
    ("http", "a web server"),
    ("ssh", "an SSH server"),
    ("ftp", "an FTP server"),
    ("managesieve", "a ManageSieve server"),
    ("imap", "an IMAP server"),
    ("pop", "a POP3 server"),
    ("smtp", "an SMTP server"),
];

/// The failure of who waited for a server of `expected`, and heard this.
pub(crate) fn other_than(expected: &str, first: &str) -> Failure {
    let failure = match recognise(first.as_bytes()) {
        Some((name, who)) if !who.contains(expected) => {
            let words = format!("What answers here is no {expected} server, but {who}.");
            Failure::new(words).with("spoken", name)
        }
        _ => Failure::new(format!("What answers here is no {expected} server.")),
    };
    failure.with("answered", first)
}

/// The failure of who was greeted like this, and then not understood: FTP greets as SMTP does.
pub(crate) fn behind_greeting(failure: Failure, greeting: &str) -> Failure {
    match recognise(format!("220 {greeting}").as_bytes()) {
        Some((name @ "ftp", who)) => {
            failure.headed(&format!("What answers here is {who}.")).with("spoken", name)
        }
        _ => failure,
    }
}

/// The failure of who began in clear, and heard TLS.
pub(crate) fn tls_in_place_of_clear() -> Failure {
    let words = "The server begins with TLS on this port, and this connection began in clear.";
    Failure::new(words).with("spoken", "tls")
}

/// The failure of who began with TLS, and heard this in clear.
pub(crate) fn clear_in_place_of_tls(failure: Failure, first: &[u8]) -> Failure {
    let failure = failure.with("answered", String::from_utf8_lossy(first).trim_end());
    match recognise(first) {
        Some((name, who)) => {
            let words =
                format!("The server does not speak TLS on this port: it is {who} in clear.");
            failure.with("error", words).with("spoken", name)
        }
        None => failure,
    }
}

/// Whether bytes are the beginning of a handshake record or an alert of TLS (RFC 8446 §5.1).
pub(crate) fn is_tls(first: &[u8]) -> bool {
    matches!(first, [0x15 | 0x16, 3, ..])
}

fn recognise(first: &[u8]) -> Option<(&'static str, &'static str)> {
    let name = if is_tls(first) { "tls" } else { by_words(&String::from_utf8_lossy(first))? };
    SPOKEN.into_iter().find(|(known, _)| *known == name)
}

fn by_words(first: &str) -> Option<&'static str> {
    let first = first.to_ascii_uppercase();
    let begins = |words: &[&str]| words.iter().any(|words| first.starts_with(words));
    if begins(&["HTTP/", "<!DOCTYPE", "<HTML"]) {
        return Some("http");
    }
    if begins(&["SSH-"]) {
        return Some("ssh");
    }
    if begins(&["\"IMPLEMENTATION\""]) {
        return Some("managesieve");
    }
    if begins(&["* OK", "* PREAUTH", "* BYE"]) {
        return Some("imap");
    }
    if begins(&["+OK", "-ERR"]) {
        return Some("pop");
    }
    let is_reply = match first.as_bytes() {
        [b'2' | b'4' | b'5', b'0'..=b'9', b'0'..=b'9'] => true,
        [b'2' | b'4' | b'5', b'0'..=b'9', b'0'..=b'9', next, ..] => {
            matches!(next, b' ' | b'-' | b'\r' | b'\n')
        }
        _ => false,
    };
    let is_ftp = first.contains("FTP") && !first.contains("SMTP");
    is_reply.then_some(if is_ftp { "ftp" } else { "smtp" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_tell_who_speaks() {
        for (first, expected) in [
            (&b"\x15\x03\x01\x00\x02\x02\x0a"[..], Some("tls")),
            (b"\x16\x03\x03", Some("tls")),
            (b"HTTP/1.1 400 Bad Request\r\n", Some("http")),
            (b"<html><body>", Some("http")),
            (b"SSH-2.0-OpenSSH_9.2\r\n", Some("ssh")),
            (b"220 (vsFTPd 3.0.3)\r\n", Some("ftp")),
            (b"\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n", Some("managesieve")),
            (b"* OK ready\r\n", Some("imap")),
            (b"+OK ready\r\n", Some("pop")),
            (b"-ERR busy\r\n", Some("pop")),
            (b"220 ftp.example.com ESMTP\r\n", Some("smtp")),
            (b"554-no\r\n", Some("smtp")),
            (b"220", Some("smtp")),
            (b"2200\r\n", None),
            (b"999 what\r\n", None),
            (b"\0\x01what?", None),
            (b"", None),
        ] {
            assert_eq!(recognise(first).map(|(name, _)| name), expected, "{first:?}");
        }
    }
}
