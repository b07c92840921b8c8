//! The words of a failure, with what libraries wrap around them taken off.
//!
//! Servers' sentences arrive in Python tuples, in exceptions of Java and .NET, as JSON inside JSON, as
//! HTML, cut into the lines of a reply, or as a challenge in base64. [`Words::read`] makes one line of
//! lower-case text of them, and finds the numbers in it. All of it takes linear time.

use std::net::Ipv6Addr;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::index::INDEX;
use crate::moment;

/// What is said where a login or a message went through.
const DONE: [&str; 11] = [
    "235 2.7.0",
    "authentication successful",
    "authentication succeeded",
    "ok logged in",
    "ok login completed",
    "ok authenticate completed",
    "successfully authenticated",
    "authenticated (success)",
    "verify return code: 0",
    "queued as",
    "queued mail for delivery",
];

/// What is said where all goes well so far.
const GOOD: [&str; 13] = [
    "250 2.",
    "250 ok",
    "250-pipelining",
    "354 ",
    "+ok",
    "* ok",
    " completed",
    "successfully",
    "\"success\"",
    "(success)",
    "logged in",
    "service ready",
    "connection established",
];

/// What is said where a session ends as it should.
const LEAVES: [&str; 4] = ["logging out", "logout", "signing off", "good bye"];

/// What is said where something does not go well.
const BAD: [&str; 12] = [
    " no ",
    " bad ",
    "-err",
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

/// What may be said there.
const DOUBTFUL: [&str; 29] = [
    " but ",
    "abort",
    "block",
    "cannot",
    "can't",
    "closed",
    "could not",
    "couldn't",
    "didn't",
    "disabled",
    "disconnect",
    "doesn't",
    "eof",
    "exceed",
    "expired",
    "forbidden",
    "hang",
    "invalid",
    "limit",
    "lost",
    "mismatch",
    "missing",
    "not ",
    "reset",
    "too ",
    "unable",
    "unauthor",
    "unexpected",
    "unreachable",
];

/// What is said where something failed for sure, in English, German, French, Spanish, Portuguese, Italian,
/// Dutch, Polish, Turkish, Russian, Chinese and Japanese.
const FAILED: [&str; 67] = [
    "-err",
    "can't",
    "cannot",
    "could not",
    "couldn't",
    "denied",
    "error",
    "exception:",
    "failed",
    "failure",
    "incorrect",
    "invalid",
    "not accepted",
    "not allowed",
    "not permitted",
    "refused",
    "rejected",
    "rejection",
    "rejects",
    "reject:",
    "unable to",
    "unauthorized",
    "unexpectedly",
    "unreachable",
    "unsupported",
    "fehlgeschlagen",
    "konnte nicht",
    "konnte keine",
    "unterbrochen",
    "abgebrochen",
    "fehler",
    "abgelehnt",
    "verweigert",
    "ungültig",
    "überschritten",
    "échec",
    "Échec",
    "erreur",
    "impossible",
    "dépassé",
    "falló",
    "imposible",
    "no se pudo",
    "não foi possível",
    "fallid",
    "rechaz",
    "falhou",
    "impossibile",
    "mislukt",
    "błąd",
    "nie można",
    "başarısız",
    "шибка",
    "не удалось",
    "无法",
    "失败",
    "错误",
    "失敗",
    "できません",
    "エラー",
    "nicht gefunden",
    "konnten nicht",
    "abgelaufen",
    "introuvable",
    "no encontrad",
    "não encontrad",
    "ошибка",
];

/// What else a suggestion begins with.
const PROPOSALS: [&str; 12] = [
    "do not ",
    "feat",
    "fix",
    "it would be ",
    "maybe ",
    "please add ",
    "remove ",
    "retry ",
    "revert ",
    "show ",
    "stop ",
    "we need ",
];

/// What release notes and manuals say of an error.
const DISCUSSED: [&str; 6] =
    ["workaround for", "support for", "handle ", "handles ", "handling of", "documentation"];

/// What a change to a program or to its manual begins with.
const CHANGES: [&str; 32] = [
    "add ",
    "added ",
    "adds ",
    "allow ",
    "avoid ",
    "better ",
    "bump ",
    "chore:",
    "clarify ",
    "detect ",
    "docs:",
    "document ",
    "documented ",
    "ensure ",
    "feat(",
    "feat:",
    "fix(",
    "fix:",
    "handle ",
    "implement ",
    "improve ",
    "improved ",
    "introduce ",
    "make ",
    "option to ",
    "parse ",
    "prevent ",
    "refactor",
    "replace ",
    "support ",
    "update ",
    "updated ",
];

/// What a question begins with.
const QUESTIONS: [&str; 8] =
    ["can ", "do ", "does ", "how ", "is it possible", "is there", "what ", "which "];

/// Words that tell nothing: by one Postfix names the server, whatever that answered, and the others are
/// empty lists and errors of programs, and counts of none.
const NOTHING: [&str; 9] = [
    " 0 errors",
    " 0 failed",
    " 0 invalid",
    "relay=",
    "rejected: []",
    "'rejected': []",
    "error: null",
    "\"error\":null",
    "\"error\": null",
];

/// Numbers of three digits that are no reply codes.
const PORTS: [&str; 3] = ["443", "465", "587"];

/// Of a text that is longer than so many bytes, as no server's answer is, the beginning and the end are
/// read.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// What is read of a text: a log ends with what failed.
pub(super) fn parts(text: &str) -> Vec<&str> {
    const BEGINNING: usize = LONGEST_TEXT / 4;
    let boundary = |from: usize| (from..text.len()).find(|at| text.is_char_boundary(*at));
    let ending = text.len().saturating_sub(LONGEST_TEXT - BEGINNING);
    match (boundary(BEGINNING), boundary(ending)) {
        (Some(end), Some(start)) if text.len() > LONGEST_TEXT => vec![&text[..end], &text[start..]],
        _ => vec![text],
    }
}

/// The words and numbers of a text.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In lower case, with single spaces.
    pub(super) line: String,
    /// The error numbers of Entra.
    pub(super) entra: Vec<u32>,
    /// Whether one of them stands as Entra writes it, before its description or in a list.
    is_answer: bool,
    /// The reply codes of SMTP that are refusals.
    pub(super) replies: Vec<u16>,
    /// Where the enhanced status codes stand in the line.
    statuses: Vec<(usize, usize)>,
}

impl Words {
    /// Reads a text.
    pub(super) fn read(text: &str) -> Self {
        let parts = parts(text);
        let mut said: Vec<_> = parts.iter().map(|part| one_line(part)).collect();
        let challenges = parts.iter().flat_map(|part| challenges(part));
        said.extend(challenges.map(|challenge| one_line(&challenge)));
        let line = NOTHING.iter().fold(said.join(" "), |line, words| {
            if line.contains(words) { line.replace(words, "") } else { line }
        });
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

    /// Whether a reply code of SMTP or an enhanced status code stands in the words.
    pub(super) fn names_a_reply(&self) -> bool {
        !self.replies.is_empty() || !self.statuses.is_empty()
    }

    pub(super) fn has_status(&self, status: &str) -> bool {
        self.statuses.iter().any(|(start, end)| self.line.get(*start..*end) == Some(status))
    }

    /// Whether the words tell of a success and of nothing else. A login that succeeds is no success
    /// where a refusal follows it.
    pub(super) fn tell_of_success(&self) -> bool {
        let has = |list: &[&str]| list.iter().any(|words| self.line.contains(words));
        let is_refused = !self.replies.is_empty() || !self.entra.is_empty();
        // A server says good-bye to a client that takes its leave, too.
        let is_sent_off = self.line.contains("* bye") && !has(&LEAVES);
        !is_refused && !is_sent_off && !has(&BAD) && (has(&DONE) || has(&GOOD) && !has(&DOUBTFUL))
    }

    /// Whether the words tell of a failure, if of none that is known.
    pub(super) fn tell_of_failure(&self) -> bool {
        let has = |list: &[&str]| list.iter().any(|words| self.line.contains(words));
        !self.entra.is_empty() || has(&FAILED)
    }

    /// Whether the words only say what had better be done.
    pub(super) fn propose(&self) -> bool {
        let beginning = self.beginning();
        let mut beginnings = PROPOSALS.iter().chain(&CHANGES);
        beginnings.any(|words| beginning.starts_with(words)) && self.replies.is_empty()
    }

    /// Whether the words name an error and say what is done about it, which is no answer.
    pub(super) fn discuss_an_error(&self) -> bool {
        let has = |list: &[&str]| list.iter().any(|words| self.line.contains(words));
        let fails = |words: &&str| *words != "error" && self.line.contains(words);
        let is_named = !self.entra.is_empty() && !self.is_answer && has(&DISCUSSED);
        let beginning = self.beginning();
        let is_changed = (self.replies.is_empty() || beginning.starts_with("add "))
            && !self.is_answer
            && CHANGES.iter().any(|word| beginning.starts_with(word));
        (is_named || is_changed) && !FAILED.iter().any(fails)
    }

    /// The words behind a label in brackets, as titles have it.
    fn beginning(&self) -> &str {
        let label = self.line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
        label.map_or(self.line.as_str(), |(_, rest)| rest)
    }

    /// Whether the words only ask how something is done.
    pub(super) fn ask(&self) -> bool {
        let is_question = QUESTIONS.iter().any(|words| self.line.starts_with(words))
            && self.line.trim_end().ends_with('?');
        is_question && self.replies.is_empty() && !self.tell_of_failure()
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
            if in_codes || is_of_entra(before, number) {
                self.is_answer |= in_codes || bytes.get(at) == Some(&b':');
                let code = number.parse::<u32>().ok().filter(|code| *code >= 16_000);
                self.entra.extend(code.map(|code| INDEX.entra_of(code).unwrap_or(code)));
            } else if stands_alone
                && number.len() == 3
                && matches!(bytes.get(start), Some(b'4' | b'5'))
                && !PORTS.contains(&number)
                && !is_measure(before)
            {
                self.replies.extend(number.parse::<u16>());
            } else if is_status(number) && stands_alone && !is_version(before) {
                self.statuses.push((start, start + number.len()));
            }
        }
    }
}

/// Whether what stands before a number makes it one of Entra's.
fn is_of_entra(before: &str, number: &str) -> bool {
    let is_known = || number.parse().is_ok_and(|number| INDEX.entra_of(number).is_some());
    let before = before.trim_end_matches([' ', ':', '-', '#', '=', '"', '\'']);
    before.ends_with("aadsts")
        || ["error code", "errorcode", "error?code"].iter().any(|words| before.ends_with(words))
            && is_known()
}

/// Whether what stands before a number makes it the version of a program, such as `PHPMailer `.
fn is_version(before: &str) -> bool {
    // Python writes bytes as `b'…'`.
    const SAYS: [&str; 10] =
        ["b", "code", "dsn", "error", "exception", "response", "said", "smtp", "status", "was"];
    let before = before.trim_end_matches([' ', '(', '\'', '"']);
    let (before, is_named) = match before.strip_suffix([':', '=']) {
        Some(before) => (before, true),
        None => (before, false),
    };
    let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let word = before.get(start..).unwrap_or_default();
    match word {
        "" => false,
        "version" | "ver" | "v" => true,
        word => !is_named && !SAYS.contains(&word),
    }
}

/// Whether what stands before a number makes it a measure, such as `messageTime: `.
fn is_measure(before: &str) -> bool {
    const MEASURES: [&str; 6] = ["bytes", "length", "size", "time", "timeout", "ttl"];
    let quotes = [' ', '"', '\''];
    let key = before.trim_end_matches(quotes).strip_suffix([':', '=']);
    let key = key.map(|key| key.trim_end_matches(quotes));
    key.is_some_and(|key| MEASURES.iter().any(|measure| key.ends_with(measure)))
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
            // What stands in an address, such as `error_description=The%20request`.
            '%' => match rest.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                Some(byte @ b' '..=b'~') => {
                    rest = rest.get(2..).unwrap_or_default();
                    match char::from(byte) {
                        ' ' => push_space(&mut line),
                        c => line.push(c.to_ascii_lowercase()),
                    }
                }
                _ => line.push('%'),
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
    fn a_log_is_read_to_its_end() {
        let log = "ä ordinary line\n".repeat(10_000);
        for text in [format!("{log}535 5.7.3 No"), format!("535 5.7.3 No\n{log}")] {
            assert!(Words::read(&text).line.contains("535 5.7.3 no"));
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
            ("* BYE server signing off\r\nA9 OK LOGOUT completed", true),
            ("* OK ready\r\n* BYE Connection is closed. 14", false),
            ("rejected: [], messageTime: 518, response: '250 2.0.0 Ok: queued as 3CB'", true),
        ] {
            assert_eq!(Words::read(text).tell_of_success(), expected, "{text}");
        }
    }

    #[test]
    fn an_error_that_is_discussed_is_no_answer() {
        for (text, expected) in [
            ("Add support for error code AADSTS53003", true),
            ("Add the 451 4.7.500 that Office 365 answers with", true),
            ("[mail] Allow self-signed certificates", true),
            ("Handle error code AADSTS700082 and ask the user to sign in again.", true),
            ("AADSTS53003: Access has been blocked. Ask for support for this.", false),
            ("I get AADSTS53003 where I sign in", false),
            ("Cannot handle the answer: AADSTS53003", false),
            ("docs: what \"Access to OData is disabled\" means", true),
            ("Update failed: Access to OData is disabled.", false),
        ] {
            assert_eq!(Words::read(text).discuss_an_error(), expected, "{text}");
        }
    }

    #[test]
    fn a_question_is_no_failure_unless_it_tells_of_one() {
        for (text, expected) in [
            ("Can I use an app password with two-factor authentication?", true),
            ("How do I send with OAuth? I got 535 5.7.3, what now?", false),
            ("What does \"relay access denied\" mean?", false),
            ("Unrecognized SSL message, plaintext connection?", false),
        ] {
            assert_eq!(Words::read(text).ask(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_where_they_stand_alone() {
        let words = Words::read(
            "(535, b'5.7.139 no') AADSTS7000215: x \"error_codes\":[70011,28000] 10.5.7.1 1535 535a v4.7.2 \"ttl\":550",
        );
        assert_eq!(words.entra, [7_000_215, 70_011, 28_000]);
        for (text, number) in [
            ("aadsts 50034", 50_034),
            ("AADSTS500112: x", 50_011),
            ("AADSTS16999", 16_999),
            ("Sign-in error code 50126", 50_126),
        ] {
            assert_eq!(Words::read(text).entra, [number], "{text}");
        }
        assert_eq!(words.replies, [535]);
        assert!(words.has_status("5.7.139"));
        assert!(!words.has_status("5.7.1"), "an address");
        assert!(!words.has_status("4.7.2"), "a version");
        for text in ["PHPMailer 5.2.2", "version: 5.7.8", "nodemailer (4.4.1;"] {
            assert!(Words::read(text).statuses.is_empty(), "{text}");
        }
        for text in
            ["error 5.2.2", "535-5.7.8 no", "response was: 5.7.57 no", "(#5.1.1)", "dsn=4.4.1"]
        {
            assert!(!Words::read(text).statuses.is_empty(), "{text}");
        }
    }
}
