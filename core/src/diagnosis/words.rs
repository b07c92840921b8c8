//! The words of a failure, with what libraries wrap around them taken off.
//!
//! Servers' sentences arrive in Python tuples, in exceptions of Java and .NET, as JSON inside JSON, as
//! HTML, cut into the lines of a reply, or as a challenge in base64. [`Words::read`] makes one line of
//! lower-case text of them, and finds the numbers in it. All of it takes linear time.

use std::net::Ipv6Addr;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use crate::moment;

/// The words and numbers of a text.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In lower case, with single spaces.
    pub(super) line: String,
    /// The error numbers of Entra.
    pub(super) entra: Vec<u32>,
    /// The reply codes of SMTP that are refusals.
    pub(super) replies: Vec<u16>,
    /// Where the enhanced status codes stand in the line.
    statuses: Vec<(usize, usize)>,
}

impl Words {
    /// Reads a text. More than the longest answer of any server is cut off.
    pub(super) fn read(text: &str) -> Self {
        const LONGEST: usize = 64 * 1024;
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text.get(..end).unwrap_or_default();
        let mut line = one_line(text);
        for challenge in challenges(text) {
            line.push(' ');
            line.push_str(&one_line(&challenge));
        }
        let mut words = Self { line, ..Self::default() };
        words.find_numbers();
        words
    }

    /// The first moment in the words, in seconds since 1970: servers stamp their refusals.
    pub(super) fn moment(&self) -> Option<i64> {
        let bytes = self.line.as_bytes();
        let begins = |at: &usize| {
            bytes.get(*at).is_some_and(u8::is_ascii_digit)
                && at.checked_sub(1).is_none_or(|i| !bytes.get(i).is_some_and(u8::is_ascii_digit))
        };
        (0..bytes.len()).filter(begins).find_map(|at| moment::of_text(self.line.get(at..)?))
    }

    /// Whether an address of IPv6 stands in the words, with a port behind it or not.
    pub(super) fn name_ipv6(&self) -> bool {
        /// No address is longer (RFC 5952), nor one with a port behind it.
        const LONGEST: usize = 45 + 6;
        let parts = self.line.split(|c: char| !c.is_ascii_hexdigit() && !matches!(c, ':' | '.'));
        let is_address = |part: &str| part.parse::<Ipv6Addr>().is_ok();
        parts.filter(|part| (6..=LONGEST).contains(&part.len())).any(|part| {
            let (bare, _port) = part.rsplit_once(':').unwrap_or((part, ""));
            is_address(part) || is_address(bare)
        })
    }

    pub(super) fn has_status(&self, status: &str) -> bool {
        self.statuses.iter().any(|(start, end)| self.line.get(*start..*end) == Some(status))
    }

    /// Whether the words tell of a success and of nothing else. A login that succeeds is no success
    /// where a refusal follows it.
    pub(super) fn tell_of_success(&self) -> bool {
        const GOOD: [&str; 10] = [
            "235 2.7.0",
            "authentication successful",
            "authentication succeeded",
            "ok logged in",
            "ok login completed",
            "ok authenticate completed",
            "user successfully authenticated",
            "verify return code: 0",
            "queued as",
            "queued mail for delivery",
        ];
        const BAD: [&str; 13] = [
            " no ",
            " bad ",
            "-err",
            "bye",
            "error",
            "fail",
            "denied",
            "reject",
            "refused",
            "not allowed",
            "exception",
            "timeout",
            "timed out",
        ];
        let has = |list: &[&str]| list.iter().any(|words| self.line.contains(words));
        has(&GOOD) && self.replies.is_empty() && self.entra.is_empty() && !has(&BAD)
    }

    /// Finds the numbers: `aadsts7000215`, `"error_codes":[7000215]`, `535`, `5.7.139`.
    fn find_numbers(&mut self) {
        let bytes = self.line.as_bytes();
        let mut at = 0;
        let mut in_codes = false;
        while let Some(byte) = bytes.get(at) {
            if !byte.is_ascii_digit() {
                if matches!(byte, b']' | b'}') {
                    in_codes = false;
                }
                at += 1;
                continue;
            }
            let start = at;
            while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'.') {
                at += 1;
            }
            let before = self.line.get(..start).unwrap_or_default();
            let number = self.line.get(start..at).unwrap_or_default().trim_end_matches('.');
            let is_free = |byte: Option<&u8>| byte.is_none_or(|b| !b.is_ascii_alphanumeric());
            let stands_alone =
                is_free(start.checked_sub(1).and_then(|i| bytes.get(i))) && is_free(bytes.get(at));
            in_codes |= before.ends_with("error_codes\":[") || before.ends_with("error_codes\": [");
            if before.ends_with("aadsts") || before.ends_with("error code: ") || in_codes {
                self.entra.extend(number.parse::<u32>().ok().filter(|code| *code >= 16_000));
            } else if stands_alone
                && number.len() == 3
                && matches!(bytes.get(start), Some(b'4' | b'5'))
            {
                self.replies.extend(number.parse::<u16>());
            } else if is_status(number) && stands_alone {
                self.statuses.push((start, start + number.len()));
            }
        }
    }
}

/// RFC 3463 §2: class, subject and detail, of which only refusals are of interest.
fn is_status(number: &str) -> bool {
    let mut parts = number.split('.');
    matches!(parts.next(), Some("4" | "5"))
        && parts.next().is_some_and(|subject| matches!(subject.len(), 1..=3))
        && parts.next().is_some_and(|detail| matches!(detail.len(), 1..=3))
        && parts.next().is_none()
}

/// The text as one line of lower case, without escapes and without the code that each line of a
/// reply repeats.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text;
    let mut code = "";
    let mut begins = true;
    while let Some(c) = rest.chars().next() {
        if begins {
            begins = false;
            let bare = rest.trim_start_matches([' ', '\t']);
            if let Some(found) = bare.get(..3).filter(|found| is_reply(found, bare)) {
                if found == code {
                    rest = without_status(bare.get(4..).unwrap_or_default());
                    push_space(&mut line);
                    continue;
                }
                code = found;
            }
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' => match rest.chars().next() {
                Some('n' | 'r') => {
                    rest = rest.get(1..).unwrap_or_default();
                    push_space(&mut line);
                    begins = true;
                }
                Some('u') if rest.get(1..5).is_some_and(|hex| hex == "0027" || hex == "0022") => {
                    line.push(if rest.get(1..5) == Some("0027") { '\'' } else { '"' });
                    rest = rest.get(5..).unwrap_or_default();
                }
                _ => {}
            },
            '&' => {
                let entities = [
                    ("quot;", '"'),
                    ("#34;", '"'),
                    ("#39;", '\''),
                    ("lt;", '<'),
                    ("gt;", '>'),
                    ("amp;", '&'),
                ];
                match entities.iter().find(|(name, _)| rest.starts_with(name)) {
                    Some((name, meant)) => {
                        rest = rest.get(name.len()..).unwrap_or_default();
                        line.push(*meant);
                    }
                    None => line.push('&'),
                }
            }
            '\n' | '\r' => {
                push_space(&mut line);
                begins = true;
            }
            '‘' | '’' | '`' => line.push('\''),
            '“' | '”' => line.push('"'),
            c if c.is_whitespace() => push_space(&mut line),
            c => line.push(c.to_ascii_lowercase()),
        }
    }
    line
}

fn push_space(line: &mut String) {
    if !line.is_empty() && !line.ends_with(' ') {
        line.push(' ');
    }
}

/// Whether a line begins with a reply code.
fn is_reply(code: &str, line: &str) -> bool {
    code.bytes().all(|b| b.is_ascii_digit()) && matches!(line.as_bytes().get(3), Some(b'-' | b' '))
}

fn without_status(line: &str) -> &str {
    /// No status is longer.
    const LONGEST: usize = 12;
    let line = line.trim_start();
    let end = line.bytes().take(LONGEST).position(|b| b == b' ').unwrap_or_default();
    match line.split_at_checked(end) {
        Some((first, rest)) if is_status(first) => rest,
        _ => line,
    }
}

/// The challenges in base64 that stand in a text: JSON begins with `{"` or `{ `.
fn challenges(text: &str) -> Vec<String> {
    const MOST: usize = 4;
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.split(|c| !is_base64(c))
        .filter(|word| word.len() >= 20 && (word.starts_with("eyJ") || word.starts_with("eyA")))
        .take(MOST)
        .filter_map(|word| STANDARD_NO_PAD.decode(word).ok())
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_around_the_words_comes_off() {
        for (text, expected) in [
            ("535 5.7.3  Authentication\tunsuccessful", "535 5.7.3 authentication unsuccessful"),
            (
                "534-5.7.14 Please log in via\r\n534-5.7.14 your web browser\r\n534 5.7.14 now",
                "534-5.7.14 please log in via your web browser now",
            ),
            (r#"{\"error\":\"invalid_client\"}"#, r#"{"error":"invalid_client"}"#),
            (r"it\u0027s\nso", "it's so"),
            ("&quot;a&quot; &lt;b&gt;", "\"a\" <b>"),
            ("334 eyJzdGF0dXMiOiI0MDAifQ==", "334 eyjzdgf0dxmioii0mdaifq== {\"status\":\"400\"}"),
        ] {
            assert_eq!(Words::read(text).line, expected, "{text}");
        }
    }

    #[test]
    fn a_success_is_one_where_nothing_follows_it() {
        for (text, expected) in [
            ("235 2.7.0 Authentication successful", true),
            ("A1 OK AUTHENTICATE completed.", true),
            (
                "A1 OK AUTHENTICATE completed.\nA2 BAD User is authenticated but not connected.",
                false,
            ),
            ("235 2.7.0 Authentication successful\n554 5.2.252 SendAsDenied", false),
            ("535 5.7.3 Authentication unsuccessful", false),
        ] {
            assert_eq!(Words::read(text).tell_of_success(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_where_they_stand_alone() {
        let words = Words::read(
            "(535, b'5.7.139 no') AADSTS7000215: x \"error_codes\":[70011,28000] 10.5.7.1 1535 535a v4.7.2",
        );
        assert_eq!(words.entra, [7_000_215, 70_011, 28_000]);
        assert_eq!(words.replies, [535]);
        assert!(words.has_status("5.7.139"));
        assert!(!words.has_status("5.7.1"), "an address");
        assert!(!words.has_status("4.7.2"), "a version");
    }
}
