//! SASL messages: what a client says to prove who it is.
//!
//! Each function gives the message itself; a protocol sends it in base64. Sources: Google, *XOAUTH2
//! mechanism*; RFC 7628 (OAUTHBEARER); RFC 4616 (PLAIN).

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{Secret, settings::Mechanism};

/// The largest line of an SMTP command, line break included (RFC 4954 §4, RFC 5321 §4.5.3.1.4).
pub const SMTP_COMMAND_LIMIT: usize = 512;

/// XOAUTH2: `user=` the mailbox, `auth=Bearer` the token, separated by 0x01.
#[must_use]
pub fn xoauth2(user: &str, token: &Secret) -> Secret {
    Secret::new(format!("user={user}\x01auth=Bearer {}\x01\x01", token.expose()))
}

/// OAUTHBEARER, with the host and port of the connection.
#[must_use]
pub fn oauthbearer(user: &str, host: &str, port: u16, token: &Secret) -> Secret {
    let user = user.replace('=', "=3D").replace(',', "=2C");
    Secret::new(format!(
        "n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {}\x01\x01",
        token.expose()
    ))
}

/// PLAIN: no authorization identity, the user name, the password, separated by NUL.
#[must_use]
pub fn plain(user: &str, password: &Secret) -> Secret {
    Secret::new(format!("\0{user}\0{}", password.expose()))
}

/// A message in base64, as SMTP, IMAP and POP send it.
#[must_use]
pub fn encode(message: &Secret) -> Secret {
    Secret::new(STANDARD.encode(message.expose()))
}

/// What answers the challenge that tells why a message is refused, so that the refusal follows: an
/// empty line, for OAUTHBEARER a 0x01 in base64 (RFC 7628 §3.2.3).
#[must_use]
pub fn cancel(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Oauthbearer => "AQ==",
        Mechanism::Login | Mechanism::Plain | Mechanism::Xoauth2 => "",
    }
}

/// The words of a server's challenge; `None` where it is no base64 of text.
#[must_use]
pub fn decode_challenge(challenge: &str) -> Option<String> {
    let bytes = STANDARD.decode(challenge.trim()).ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &Secret, expected: &str) {
        assert_eq!(encode(message).expose(), expected);
    }

    #[test]
    fn xoauth2_is_as_google_and_microsoft_publish_it() {
        for (user, token, expected) in [
            (
                "mailer@example.org",
                "tok123",
                "dXNlcj1tYWlsZXJAZXhhbXBsZS5vcmcBYXV0aD1CZWFyZXIgdG9rMTIzAQE=",
            ),
            (
                "test@contoso.onmicrosoft.com",
                "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA",
                "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==",
            ),
        ] {
            check(&xoauth2(user, &Secret::new(token.to_owned())), expected);
        }
    }

    #[test]
    fn oauthbearer_escapes_the_user() {
        let token = Secret::new("tok123".to_owned());
        check(
            &oauthbearer("mailer@example.org", "mail.example.org", 993, &token),
            "bixhPW1haWxlckBleGFtcGxlLm9yZywBaG9zdD1tYWlsLmV4YW1wbGUub3JnAXBvcnQ9OTkzAWF1dGg9QmVhcmVyIHRvazEyMwEB",
        );
        let message = oauthbearer("a=b,c@example.org", "h", 1, &token);
        assert!(message.expose().starts_with("n,a=a=3Db=2Cc@example.org,\x01"));
    }

    #[test]
    fn plain_is_as_rfc_4616_has_it() {
        let message = plain("tim", &Secret::new("tanstaaftanstaaf".to_owned()));
        assert_eq!(message.expose(), "\0tim\0tanstaaftanstaaf");
    }

    #[test]
    fn a_challenge_is_decoded_where_it_is_text() {
        for (challenge, expected) in [
            (
                "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==",
                Some(r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#),
            ),
            ("", None),
            ("not base64!", None),
            ("/w==", None),
        ] {
            assert_eq!(decode_challenge(challenge).as_deref(), expected, "{challenge}");
        }
    }
}
