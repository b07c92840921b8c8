//! Takes secrets out of what is recorded.
//!
//! Secrets are found by value, in every form that a server could echo them in: as they are, in
//! percent- or JSON-escapes, in hexadecimal, in base64 at any alignment, each of them in capitals or
//! small letters. A part of a long secret is found as well, because a server may cut what it echoes.

use std::{
    collections::HashSet,
    fmt::Write as _,
    hash::{BuildHasher, RandomState},
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use mailvet_core::Secret;
use zeroize::Zeroizing;

/// What stands in a secret's place.
pub(crate) const REDACTED: &str = "[redacted]";

/// So many bytes in a row of a secret give it away.
const WINDOW: usize = 8;

/// With this servers ask for a password, in base64 where they ask by AUTH LOGIN.
const PROMPTS: [&[u8]; 2] = [b"Password:", b"UGFzc3dvcmQ6"];

/// Knows the secrets of one test.
#[derive(Default)]
pub(crate) struct Redactor {
    /// Every run of [`WINDOW`] bytes of every form of a long secret, as a keyed hash, so that no second
    /// copy of the secret lies in memory.
    windows: HashSet<u64>,
    key: RandomState,
    /// Every form of a secret that is shorter than that.
    short: Vec<Zeroizing<Vec<u8>>>,
}

impl Redactor {
    /// Learns a secret.
    pub(crate) fn learn(&mut self, secret: &Secret) {
        let secret = secret.expose();
        let mut echoes = forms(secret);
        // Letters beyond ASCII are not folded below: so they take no other length.
        if !secret.is_ascii() {
            let in_capitals = Zeroizing::new(secret.to_uppercase());
            let in_small_letters = Zeroizing::new(secret.to_lowercase());
            echoes.extend([in_capitals, in_small_letters].iter().flat_map(|text| forms(text)));
        }
        for form in echoes {
            if form.len() < WINDOW {
                if !form.is_empty() {
                    self.short.push(form);
                }
                continue;
            }
            // A secret with such a word in it is given away by its other parts.
            let is_told = |window: &&[u8]| !is_of_prompt(window);
            let tells_more = form.windows(WINDOW).any(|window| is_told(&window));
            for window in form.windows(WINDOW).filter(|window| !tells_more || is_told(window)) {
                self.windows.insert(self.key.hash_one(window));
            }
        }
    }

    /// The bytes without any secret.
    pub(crate) fn redact(&self, bytes: &[u8]) -> Vec<u8> {
        let mut secret = vec![false; bytes.len()];
        let mut mark = |start: usize, len: usize| {
            secret.iter_mut().skip(start).take(len).for_each(|byte| *byte = true);
        };
        let folded = Zeroizing::new(bytes.to_ascii_lowercase());
        for (start, window) in folded.windows(WINDOW).enumerate() {
            if self.windows.contains(&self.key.hash_one(window)) {
                mark(start, WINDOW);
            }
        }
        for short in &self.short {
            for (start, found) in folded.windows(short.len()).enumerate() {
                if found == short.as_slice() && stands_alone(bytes, start, short.len()) {
                    mark(start, short.len());
                }
            }
        }
        let mut clean = Vec::with_capacity(bytes.len());
        let mut inside = false;
        for (byte, is_secret) in bytes.iter().zip(&secret) {
            if *is_secret && !inside {
                clean.extend_from_slice(REDACTED.as_bytes());
            } else if !is_secret {
                clean.push(*byte);
            }
            inside = *is_secret;
        }
        clean
    }

    /// The text without any secret.
    #[cfg(test)]
    fn redact_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redact(text.as_bytes())).into_owned()
    }
}

/// Whether these bytes are what any server says that asks for a password.
fn is_of_prompt(bytes: &[u8]) -> bool {
    let has =
        |prompt: &[u8]| prompt.windows(bytes.len()).any(|part| part.eq_ignore_ascii_case(bytes));
    PROMPTS.into_iter().any(has)
}

/// A short secret is one only where it is a word of its own; inside another word it would tell more
/// by its absence.
fn stands_alone(bytes: &[u8], start: usize, len: usize) -> bool {
    let is_word =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    !is_word(start.checked_sub(1)) && !is_word(Some(start + len))
}

/// Bytes in hexadecimal, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A JSON text as programs write it that keep to ASCII.
fn ascii(json: &str) -> String {
    json.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii() {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
        text
    })
}

/// The forms that a secret can be echoed in, in small letters.
fn forms(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let bytes = secret.as_bytes();
    let percent: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or_default();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut forms = vec![
        bytes.to_vec(),
        json.replace('/', "\\/").into_bytes(),
        ascii(json).into_bytes(),
        html.replace('"', "&quot;").replace('\'', "&#39;").into_bytes(),
        html.replace('"', "&quot;").replace('\'', "&#x27;").into_bytes(),
        percent.replace('+', "%20").into_bytes(),
        percent.clone().into_bytes(),
        json.as_bytes().to_vec(),
        hex(bytes).into_bytes(),
    ];
    // Inside another message a secret begins at any of three places of base64's groups; the
    // characters at its edges hold bits of its neighbours.
    let inner = [bytes, percent.as_bytes(), json.as_bytes()];
    for (shift, inner) in (0..3).flat_map(|shift| inner.map(|inner| (shift, inner))) {
        let shifted: Vec<u8> = std::iter::repeat_n(0, shift).chain(inner.iter().copied()).collect();
        for text in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            let end = shifted.len() * 8 / 6;
            let start = (shift * 8).div_ceil(6);
            forms.push(text.as_bytes().get(start..end).unwrap_or_default().to_vec());
        }
    }
    for form in &mut forms {
        form.make_ascii_lowercase();
    }
    forms.into_iter().map(Zeroizing::new).collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn redactor(secrets: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in secrets {
            redactor.learn(&Secret::new((*secret).to_owned()));
        }
        redactor
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        const SECRET: &str = "Abc8Q~value/with+\"odd\" signs&more";
        let redactor = redactor(&[SECRET]);
        let percent: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        for form in [
            SECRET.to_owned(),
            percent.clone(),
            serde_json::to_string(SECRET).expect("JSON"),
            hex(SECRET.as_bytes()),
            SECRET.to_uppercase(),
            percent.to_lowercase(),
            hex(SECRET.as_bytes()).to_uppercase(),
            STANDARD.encode(SECRET),
            STANDARD.encode(format!("x{SECRET}")),
            STANDARD.encode(format!("xy{SECRET}z")),
            SECRET[..12].to_owned(),
            SECRET[5..20].to_owned(),
        ] {
            let clean = redactor.redact_text(&format!("before {form} after"));
            assert!(clean.starts_with("before ") && clean.ends_with(" after"), "{form}: {clean}");
            for part in form.as_bytes().windows(WINDOW) {
                let part = String::from_utf8_lossy(part);
                assert!(!clean.contains(&*part), "{form} leaves {part} in {clean}");
            }
        }
    }

    #[test]
    fn a_short_secret_is_a_word_of_its_own() {
        let redactor = redactor(&["pass"]);
        assert_eq!(redactor.redact_text("wrong password: pass!"), "wrong password: [redacted]!");
        assert_eq!(redactor.redact_text("surpass PASS"), "surpass [redacted]");
    }

    #[test]
    fn the_word_for_a_password_stays_where_a_password_holds_it() {
        for (secret, said, expected) in [
            ("my-password-77", "535 Incorrect user or password", "535 Incorrect user or password"),
            ("my-password-77", "334 UGFzc3dvcmQ6", "334 UGFzc3dvcmQ6"),
            ("my-password-77", "no my-password-77", "no [redacted]"),
            ("Password1", "wrong password: Password1", "wrong password: P[redacted]"),
            ("password", "wrong: password", "wrong: [redacted]"),
            ("password:", "wrong: password:", "wrong: [redacted]"),
        ] {
            assert_eq!(redactor(&[secret]).redact_text(said), expected, "{secret}");
        }
        let redactor = redactor(&["my-password-77"]);
        for inner in ["my-password-77", "xmy-password-77", "xymy-password-77"] {
            let clean = redactor.redact_text(&STANDARD.encode(inner));
            // The characters at its edges hold bits of its neighbours, and at most four of its own.
            assert!(clean.len() <= REDACTED.len() + 6, "{clean}");
        }
    }

    #[test]
    fn letters_of_other_scripts_have_two_cases_too() {
        let redactor = redactor(&["ПарольСекрет1"]);
        for echo in ["ПарольСекрет1", "ПАРОЛЬСЕКРЕТ1", "парольсекрет1"]
        {
            assert_eq!(redactor.redact_text(echo), REDACTED, "{echo}");
        }
    }

    #[test]
    fn words_of_the_server_stay() {
        let redactor = redactor(&["Abc8Q~value.of_a-secret"]);
        let words = "535 5.7.3 Authentication unsuccessful [XX0P123CA0001]";
        assert_eq!(redactor.redact_text(words), words);
    }
}
