//! What a client says to prove who it is, read (RFC 4422).
//!
//! Sources: Google, *XOAUTH2 mechanism*; RFC 4616 (PLAIN).

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use mailvet_core::Secret;

/// Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A user name with what proves it: a token or a password.
pub(super) struct Credentials {
    pub(super) username: String,
    pub(super) secret: Secret,
}

/// A message out of its base64; `None` where it is none.
pub(super) fn decode(base64: &str) -> Option<Vec<u8>> {
    BASE64.decode(base64.trim()).ok()
}

/// XOAUTH2: `user=` the mailbox, `auth=Bearer` the token, separated by 0x01.
pub(super) fn xoauth2(message: &[u8]) -> Option<Credentials> {
    let message = std::str::from_utf8(message).ok()?.strip_suffix("\x01\x01")?;
    let (user, auth) = message.strip_prefix("user=")?.split_once('\x01')?;
    let (scheme, token) = auth.strip_prefix("auth=")?.split_once(' ')?;
    let is_good = scheme.eq_ignore_ascii_case("Bearer") && !token.contains('\x01');
    is_good.then(|| credentials(user, token))
}

/// PLAIN: an authorization identity, the user name, the password, separated by NUL.
pub(super) fn plain(message: &[u8]) -> Option<Credentials> {
    let message = std::str::from_utf8(message).ok()?;
    let (_, rest) = message.split_once('\0')?;
    let (user, password) = rest.split_once('\0')?;
    Some(credentials(user, password))
}

/// A user name and a secret.
pub(super) fn credentials(username: &str, secret: &str) -> Credentials {
    Credentials { username: username.to_owned(), secret: Secret::new(secret.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xoauth2_is_read_as_clients_write_it() {
        for (message, expected) in [
            ("user=a@b.test\x01auth=Bearer t0k\x01\x01", Some(("a@b.test", "t0k"))),
            ("user=a@b.test\x01auth=bearer t0k\x01\x01", Some(("a@b.test", "t0k"))),
            ("user=a@b.test\x01auth=Bearer t0k\x01", None),
            ("user=a@b.test^Aauth=Bearer t0k^A^A", None),
            ("user=a@b.test\x01auth=t0k\x01\x01", None),
            ("user=a@b.test\x01auth=Bearer t\x010k\x01\x01", None),
            ("dXNlcj0=", None),
            ("", None),
        ] {
            let read = xoauth2(message.as_bytes());
            let read = read.as_ref().map(|it| (it.username.as_str(), it.secret.expose()));
            assert_eq!(read, expected, "{message:?}");
        }
    }

    #[test]
    fn base64_may_lack_its_padding() {
        assert_eq!(decode("AGEAYg").as_deref(), Some(&b"\0a\0b"[..]));
        assert_eq!(decode("AGEAYg=="), decode("AGEAYg"));
        assert_eq!(decode("A GE"), None);
        assert_eq!(plain(b"\0a\0b").map(|it| it.username).as_deref(), Some("a"));
    }
}
