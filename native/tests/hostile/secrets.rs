//! The secrets of a case, and every form in which they could come out.

use std::{collections::HashSet, fmt::Write as _};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use mailvet_core::{Secret, sasl};

pub(crate) const USER: &str = "user@mail.test";
pub(crate) const PASSWORD: &str = r#"kX7~pw.R2_v9-Qz$"mT4+e/W&s"#;
pub(crate) const CLIENT_SECRET: &str = r#"Hst8Q~Vn3.x_7-dKwZ2pLr9+Bq"y/E"#;

/// So many characters of a form in a row give it away.
const WINDOW: usize = 12;

/// An access token with these claims.
pub(crate) fn jwt(claims: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"RS256","kid":"h0"}"#);
    format!("{header}.{}.{SIGNATURE}", URL_SAFE_NO_PAD.encode(claims))
}

const SIGNATURE: &str = "q3Zr8vT1xYb5Nf0wKc7Lm2Pd9Gh4Js6Ua_Eo-Ri3Wt8Vy5Xz1Bn7";

/// The access token of every case that names no other.
pub(crate) fn token() -> String {
    jwt(r#"{"aud":"https://mail.test","sub":"client","exp":4102444800,"ver":"1.0"}"#)
}

/// The names of the secrets that stand in a text, in whatever form.
pub(crate) fn leaks(text: &[u8], token: &str) -> Vec<String> {
    let windows: HashSet<&[u8]> = text.windows(WINDOW).collect();
    let holds = |form: &[u8]| {
        if form.len() < WINDOW {
            !form.is_empty() && text.windows(form.len()).any(|window| window == form)
        } else {
            form.windows(WINDOW).any(|window| windows.contains(window))
        }
    };
    let password = Secret::new(PASSWORD.to_owned());
    let secrets = [
        ("the password", PASSWORD.to_owned()),
        ("the client secret", CLIENT_SECRET.to_owned()),
        ("the token", token.to_owned()),
        // The beginning of the messages is the user's name.
        ("the message of PLAIN", encoded_tail(&sasl::plain(USER, &password))),
        (
            "the message of XOAUTH2",
            encoded_tail(&sasl::xoauth2(USER, &Secret::new(token.to_owned()))),
        ),
    ];
    let mut found: Vec<_> = secrets
        .iter()
        .filter(|(_, secret)| !secret.is_empty())
        .flat_map(|(name, secret)| forms(secret).into_iter().map(move |form| (name, form)))
        .filter(|(_, (_, form))| holds(form))
        .map(|(name, (encoding, _))| format!("{name} ({encoding})"))
        .collect();
    found.dedup();
    found
}

fn encoded_tail(message: &Secret) -> String {
    sasl::encode(message).expose().get(40..).unwrap_or_default().to_owned()
}

/// The forms of a secret that a server could send back.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = secret.as_bytes();
    let percent: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let json = serde_json::to_string(secret).expect("text is JSON");
    let hex = hexadecimal(bytes);
    let mut forms = vec![
        ("as it is", secret.to_owned()),
        ("in capitals", secret.to_uppercase()),
        ("in small letters", secret.to_lowercase()),
        ("percent", percent.clone()),
        ("percent", percent.replace("%7E", "~")),
        ("percent", lower_escapes(&percent)),
        ("JSON", json.trim_matches('"').to_owned()),
        ("JSON", json.trim_matches('"').replace('/', "\\/")),
        ("JSON", json.trim_matches('"').replace('+', "\\u002B")),
        ("HTML", secret.replace('&', "&amp;").replace('"', "&quot;")),
        ("hexadecimal", hex.to_ascii_uppercase()),
        ("hexadecimal", hex),
    ];
    for shift in 0..3 {
        let shifted = [&b"\0\0\0"[..shift], bytes].concat();
        let inner = (shift * 8).div_ceil(6)..shifted.len() * 8 / 6;
        for text in [STANDARD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            forms.push(("base64", text.get(inner.clone()).unwrap_or_default().to_owned()));
        }
    }
    forms.into_iter().map(|(name, form)| (name, form.into_bytes())).collect()
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn lower_escapes(percent: &str) -> String {
    let mut parts = percent.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (code, rest) = part.split_at(2);
        format!("{text}%{}{rest}", code.to_ascii_lowercase())
    })
}
