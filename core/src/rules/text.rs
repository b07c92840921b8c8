//! What gets around, into or instead of a value while it is typed or pasted.

use std::ops::Range;

use super::{Problem, wrong_kind};
use crate::{Entry, Kind, Span, catalogue};

/// The value without the white space, the invisible characters and the one pair of quotes or
/// brackets that came along when it was copied. (Once for all who call it, or it fills a browser.)
#[inline(never)]
pub(crate) fn clean(text: &str) -> &str {
    // As most texts do, it begins and ends with what stands around no value.
    let stays = |end: &u8| end.is_ascii_alphanumeric() || matches!(end, b'@' | b'.' | b'/' | b'-');
    if [text.as_bytes().first(), text.as_bytes().last()].iter().all(|end| end.is_none_or(stays)) {
        return text;
    }
    without_quotes(without_space(text))
}

/// The rule of a text field whose values have no space in them, such as a host or an address.
pub(crate) fn tidy(entry: &Entry<'_>) -> Option<Problem> {
    of_text(entry, Space::Never)
}

/// The rule of a text field whose values may have a space in them, such as a path or a scope.
pub(crate) fn tidy_words(entry: &Entry<'_>) -> Option<Problem> {
    of_text(entry, Space::Between)
}

fn of_text(entry: &Entry<'_>, space: Space) -> Option<Problem> {
    match entry {
        Entry::Text(text) => judge(text, space),
        other => Some(wrong_kind(other.kind(), Kind::Text)),
    }
}

/// Whether a value may have spaces in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Never,
    Between,
}

/// The first thing that is wrong with a text as text.
pub(crate) fn judge(text: &str, space: Space) -> Option<Problem> {
    if is_plain(text) {
        return None;
    }
    instead(text)
        .or_else(|| inside(text, space))
        .or_else(|| around(text))
        .or_else(|| perhaps_instead(text))
}

/// Whether a text is told to be no value, or to have something in it that is none of it, so that
/// other rules need not say what is wrong with it as a host, an address or an id.
pub(crate) fn is_told(text: &str, space: Space) -> bool {
    !is_plain(text) && (placeholder(text).is_some() || stray(clean(text), space).is_some())
}

/// Whether one look at each byte sees that nothing is wrong with a text as text, as with most.
pub(crate) fn is_plain(text: &str) -> bool {
    /// Printable ASCII, without what quotes a value or stands around a placeholder.
    const PLAIN: u8 = 0;
    /// What a placeholder may begin with: your…, xxx….
    const BEGIN: u8 = 1;
    const OTHER: u8 = 2;
    const KINDS: [u8; 256] = {
        let mut kinds = [OTHER; 256];
        let mut byte = b' ';
        while byte <= b'~' {
            kinds[byte as usize] = match byte {
                b'"' | b'\'' | b'`' | b'{' | b'<' | b'>' | b'%' | b'[' => OTHER,
                b'x' | b'X' | b'y' | b'Y' => BEGIN,
                _ => PLAIN,
            };
            byte += 1;
        }
        kinds
    };
    let bytes = text.as_bytes();
    let begins =
        |two: &[u8]| matches!(two, [b'y' | b'Y', b'o' | b'O'] | [b'x' | b'X', b'x' | b'X' | b'-']);
    let kinds = bytes.iter().fold(PLAIN, |kinds, byte| kinds | KINDS[usize::from(*byte)]);
    let is_begun = || kinds & BEGIN != 0 && bytes.windows(2).any(begins);
    let is_around = || bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
    kinds & OTHER == 0 && !is_begun() && !is_around() && !stands_for_nothing(text)
}

/// A placeholder, instead of a value.
fn instead(text: &str) -> Option<Problem> {
    let found = placeholder(text)?;
    let name = text.get(found.clone()).unwrap_or_default();
    let problem = Problem::new(catalogue::PLACEHOLDER).with_static("hidden", "no");
    Some(problem.with("placeholder", name).at(Span::of(text, found.start, found.end)))
}

/// What a guide writes in a name, though the name could be somebody's.
fn perhaps_instead(text: &str) -> Option<Problem> {
    let Yours { token, .. } = yours(text)?;
    let name = text.get(token.clone()).unwrap_or_default();
    let problem = Problem::new(catalogue::PLACEHOLDER_IN_NAME).with("placeholder", name);
    Some(problem.at(Span::of(text, token.start, token.end)))
}

/// A character that is no part of any value, inside it.
fn inside(text: &str, space: Space) -> Option<Problem> {
    let cleaned = clean(text);
    let (at, found) = stray(cleaned, space)?;
    let start = offset_of(text, cleaned) + at;
    let span = Span::of(text, start, start + found.len_utf8());
    let rest = without_stray(cleaned, space);
    if found.is_control() {
        // Two lines may be one that was broken, or two values.
        let problem = Problem::new(catalogue::CONTROL_CHARACTER).at(span);
        let is_one = space == Space::Never && !rest.contains(' ');
        return Some(if is_one { problem.edit("", &rest).guessed() } else { problem });
    }
    let problem = Problem::new(catalogue::INVISIBLE_CHARACTER)
        .with("character", &format!("U+{:04X}", u32::from(found)))
        .at(span);
    // A line break beside it is for the user to decide.
    if cleaned.contains(char::is_control) {
        return Some(problem);
    }
    let problem = problem.edit("", &rest);
    Some(if space == Space::Between && found.is_whitespace() { problem.guessed() } else { problem })
}

/// What came along when the value was copied.
fn around(text: &str) -> Option<Problem> {
    let trimmed = without_space(text);
    if trimmed.is_empty() {
        return None;
    }
    let start = offset_of(text, trimmed);
    let (rule, part) = if start > 0 {
        (catalogue::SURROUNDING_SPACE, 0..start)
    } else if trimmed.len() < text.len() {
        (catalogue::SURROUNDING_SPACE, trimmed.len()..text.len())
    } else if let Some(open) =
        trimmed.chars().next().filter(|_| without_quotes(trimmed).len() < trimmed.len())
    {
        (catalogue::SURROUNDING_QUOTES, 0..open.len_utf8())
    } else {
        return None;
    };
    Some(Problem::new(rule).at(Span::of(text, part.start, part.end)).edit("", clean(text)))
}

/// Where a line break, NUL or another control character stands.
pub(crate) fn control_character(text: &str) -> Option<usize> {
    text.find(char::is_control)
}

/// The first character inside a text that is no part of any value: one that controls a line or a
/// terminal, that nobody sees, or that only looks like a space.
fn stray(text: &str, space: Space) -> Option<(usize, char)> {
    let mut chars = text.char_indices();
    if text.is_ascii() {
        return chars.find(|(_, c)| c.is_control());
    }
    chars.find(|(at, c)| is_stray(text, *at, *c, space))
}

fn is_stray(text: &str, at: usize, c: char, space: Space) -> bool {
    let joins = || {
        // Between letters of scripts that join, such as Persian, it is a part of the word.
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + c.len_utf8()..).and_then(|behind| behind.chars().next());
        [before, behind].iter().all(|near| near.is_some_and(|c| !c.is_ascii()))
    };
    // Where there is to be no space at all, what looks like one is told as one, by the field's own rule.
    let is_odd_space = c != ' ' && c.is_whitespace() && space == Space::Between;
    c.is_control()
        || is_odd_space
        || is_invisible(c) && !(matches!(c, '\u{200c}' | '\u{200d}') && joins())
}

fn without_stray(text: &str, space: Space) -> String {
    let mut rest = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            c if !is_stray(text, at, c, space) => rest.push(c),
            c if c.is_whitespace() && space == Space::Between => rest.push(' '),
            _ => {}
        }
    }
    rest
}

/// A character without any width, or one that turns the direction of writing.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Where a placeholder of a guide was left standing: `{tenant}`, `<your-tenant>`, `%TENANT%`,
/// `YOUR_TENANT_ID`, or the `undefined` of a program that had no value.
pub(crate) fn placeholder(text: &str) -> Option<Range<usize>> {
    if is_plain(text) {
        return None;
    }
    let cleaned = without_space(text);
    let start = offset_of(text, cleaned);
    let whole = start..start + cleaned.len();
    if stands_for_nothing(cleaned) || is_yours(cleaned) {
        return Some(whole);
    }
    let bracketed = cleaned
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|inner| is_name(inner) && !inner.contains(['@', '.']));
    if bracketed {
        return Some(whole);
    }
    enclosed(text, b'{', b'}')
        .or_else(|| enclosed(text, b'<', b'>'))
        .or_else(|| enclosed(text, b'%', b'%'))
        .or_else(|| segment(text))
        .or_else(|| yours(text).filter(|found| !found.in_name).map(|found| found.token))
}

/// Whether it asks for a value, as `Enter_the_Tenant_Info_Here` in Microsoft's samples.
fn asks_for_a_value(word: &str) -> bool {
    let begins =
        |with: &str| word.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let end = word.len().checked_sub("_here".len()).and_then(|at| word.get(at..));
    end.is_some_and(|end| {
        end.starts_with(['_', '-', ' '])
            && end.get(1..).is_some_and(|it| it.eq_ignore_ascii_case("here"))
    }) && ["enter", "insert", "paste", "put"].iter().any(|with| begins(with))
}

/// The words that stand where a program or a person had no value, and rows of `x` in the shape of one.
pub(crate) fn stands_for_nothing(word: &str) -> bool {
    // Few values end as each of those below does.
    let last = word.as_bytes().last().map(u8::to_ascii_lowercase);
    if !matches!(last, Some(b'd' | b'e' | b'l' | b'o' | b'x' | b'-')) {
        return false;
    }
    let is_crossed_out = || {
        word.len() >= 6
            && word.bytes().all(|b| matches!(b, b'x' | b'X' | b'-'))
            && !word.starts_with('-')
    };
    ["undefined", "null", "none", "changeme", "todo"]
        .iter()
        .any(|nothing| word.eq_ignore_ascii_case(nothing))
        || is_crossed_out()
        || asks_for_a_value(word)
}

/// A whole segment of a path that is a name in square brackets, or crossed out.
fn segment(text: &str) -> Option<Range<usize>> {
    if !text.contains(['[', 'x', 'X']) {
        return None;
    }
    text.split('/').find_map(|part| {
        let bracketed = part.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let is_one = bracketed.is_some_and(|inner| is_name(inner) && !inner.contains('.'))
            || part.len() == 36 && stands_for_nothing(part);
        let start = offset_of(text, part);
        is_one.then_some(start..start + part.len())
    })
}

/// A name between two marks, such as `{tenant}`; a GUID in braces is a GUID.
fn enclosed(text: &str, open: u8, close: u8) -> Option<Range<usize>> {
    /// A name and what may stand around it; a search without a bound takes quadratic time.
    const LONGEST: usize = 64;
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let start = from + bytes.get(from..)?.iter().position(|byte| *byte == open)?;
        from = start + 1;
        let mut near = bytes.get(from..)?.iter().take(LONGEST);
        let Some(len) = near.position(|byte| *byte == close) else { continue };
        let end = from + len;
        let inner = text.get(from..end)?.trim_matches(['{', '}', ' ', '$']);
        let is_byte = |at: usize| {
            let digits = bytes.get(at..at + 2);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let escape = open == b'%' && (inner.len() <= 2 || inner.contains(' ') || is_byte(end + 1));
        if is_name(inner) && !escape && !crate::guid::is_guid(inner) && !inner.contains(['@', '.'])
        {
            let closing = bytes.get(end..)?.iter().take_while(|byte| **byte == close).count();
            return Some(start..end + closing);
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || !c.is_ascii())
        && text.bytes().all(|b| {
            b.is_ascii_alphanumeric()
                || !b.is_ascii()
                || matches!(b, b'_' | b'-' | b' ' | b'.' | b'@')
        })
}

/// What a guide calls the reader's own: `YOUR_TENANT_ID`, `your-domain`.
struct Yours {
    token: Range<usize>,
    /// Whether it is a part of a host name or an address, where it could be somebody's.
    in_name: bool,
}

/// The first word of a text that a guide writes for something of the reader's.
///
/// As a part of a host name or an address only the words that no provider uses count:
/// `your-server.de` is one's.
fn yours(text: &str) -> Option<Yours> {
    const DOMAINS: [&str; 7] =
        ["domain", "tenant", "tenantname", "company", "org", "organization", "organisation"];
    const ACCOUNTS: [&str; 7] = ["name", "username", "user", "email", "mail", "address", "account"];
    let is_part = |b: &u8| !b.is_ascii() || b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let found = from + rest.windows(4).position(|four| four.eq_ignore_ascii_case(b"your"))?;
        let len = bytes.get(found..)?.iter().take_while(|b| is_part(b)).count();
        let end = found + len;
        from = end;
        let before = found.checked_sub(1).and_then(|at| bytes.get(at));
        if before.is_some_and(is_part) {
            continue;
        }
        let word = text.get(found..end)?;
        let in_address = bytes.get(end) == Some(&b'@');
        let in_host = bytes.get(end) == Some(&b'.') || matches!(before, Some(b'.' | b'@'));
        let counts = if in_address {
            of_yours(word).is_some_and(|what| ACCOUNTS.contains(&&*what))
        } else if in_host {
            is_loud(word) || of_yours(word).is_some_and(|what| DOMAINS.contains(&&*what))
        } else {
            is_yours(word)
        };
        if counts {
            return Some(Yours {
                token: found..end,
                in_name: (in_address || in_host) && !is_loud(word),
            });
        }
    }
}

/// `YOUR_…` in capitals is a guide's, whatever follows.
fn is_loud(word: &str) -> bool {
    word.strip_prefix("YOUR").is_some_and(|rest| {
        rest.starts_with(['_', '-']) && !rest.bytes().any(|b| b.is_ascii_lowercase())
    })
}

/// Whether a word is a guide's: “your” and a word for what is meant.
fn is_yours(word: &str) -> bool {
    const THINGS: [&str; 20] = [
        "account",
        "address",
        "application",
        "app",
        "client",
        "company",
        "directory",
        "domain",
        "email",
        "host",
        "mailbox",
        "mail",
        "name",
        "organization",
        "organisation",
        "org",
        "password",
        "secret",
        "server",
        "tenant",
    ];
    const ENDS: [&str; 9] = ["guid", "here", "id", "key", "name", "secret", "sub", "url", "value"];
    fn is_made_of(rest: &str) -> bool {
        rest.is_empty()
            || THINGS
                .iter()
                .chain(&ENDS)
                .any(|part| rest.strip_prefix(part).is_some_and(is_made_of))
    }
    let begins = |what: &str| {
        let what = what.strip_prefix("user").unwrap_or(what);
        what.is_empty()
            || THINGS.iter().any(|thing| what.strip_prefix(thing).is_some_and(is_made_of))
    };
    is_loud(word) || of_yours(word).is_some_and(|what| begins(&what))
}

/// What follows the “your” of a word, in lower case and without what joins its parts.
fn of_yours(word: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let (your, what) = word.split_at_checked(4)?;
    let is_one = your.eq_ignore_ascii_case("your") && !what.is_empty() && what.len() <= LONGEST;
    is_one.then(|| what.replace(['-', '_', ' '], "").to_ascii_lowercase())
}

fn without_space(text: &str) -> &str {
    text.trim_matches(|c: char| match c {
        '\r' | '\n' | '\t' => true,
        c => c.is_whitespace() && !c.is_control() || is_invisible(c),
    })
}

fn without_quotes(text: &str) -> &str {
    const PAIRS: [(char, char); 6] =
        [('"', '"'), ('\'', '\''), ('`', '`'), ('<', '>'), ('“', '”'), ('‘', '’')];
    PAIRS
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
        .map_or(text, without_space)
}

/// How far into `text` its part `part` begins.
pub(crate) fn offset_of(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: Option<&str>) {
        assert_eq!(judge(text, Space::Never).map(|problem| problem.rule.code), code, "{text:?}");
    }

    #[test]
    fn of_a_plain_text_nothing_is_to_be_said_whatever_way_it_is_read() {
        let long =
            ["none", "changeme", "xxx-xxx", "your-tenant", "put it here", "enter_the_id_here"];
        let long = long.map(str::to_owned).into_iter();
        for text in crate::rules::texts(" ax-yo<").into_iter().chain(long) {
            let said = instead(&text)
                .or_else(|| inside(&text, Space::Never))
                .or_else(|| around(&text))
                .or_else(|| perhaps_instead(&text));
            assert!(!is_plain(&text) || said.is_none(), "{text:?}: {said:?}");
        }
        for (text, expected) in [
            ("smtp.example.com", true),
            ("two words", true),
            ("", true),
            (" ", false),
            ("a ", false),
            ("none", false),
            ("xxx", false),
            ("tab\there", false),
        ] {
            assert_eq!(is_plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_comes_along_with_a_value_is_told_and_left_out() {
        for (text, cleaned, code) in [
            ("smtp.example.com", "smtp.example.com", None),
            (" smtp.example.com", "smtp.example.com", Some("surrounding-space")),
            ("smtp.example.com\r\n", "smtp.example.com", Some("surrounding-space")),
            ("\u{a0}x\u{200b}", "x", Some("surrounding-space")),
            ("\tx\u{feff}", "x", Some("surrounding-space")),
            ("\r\n x\u{2029}", "x", Some("surrounding-space")),
            ("\0x", "\0x", Some("control-character")),
            ("x\u{b} ", "x\u{b}", Some("control-character")),
            (" \u{85}x", "\u{85}x", Some("control-character")),
            ("\"\u{1b}x\"", "\u{1b}x", Some("control-character")),
            ("\"x\"", "x", Some("surrounding-quotes")),
            ("'x'", "x", Some("surrounding-quotes")),
            ("<a@example.com>", "a@example.com", Some("surrounding-quotes")),
            ("“x”", "x", Some("surrounding-quotes")),
            ("''x''", "'x'", Some("surrounding-quotes")),
            ("", "", None),
            ("  ", "", None),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
            check(text, code);
        }
    }

    #[test]
    fn control_characters_inside_are_refused() {
        for text in ["a\rb", "a\nRCPT TO:<x@example.com>", "a\0b", "a\u{1}b", "a\u{1b}[31mb"] {
            check(text, Some("control-character"));
        }
        for (text, space) in [
            ("\u{9b}2J \u{2029}", Space::Between),
            ("\u{9b}2J \u{2029}", Space::Never),
            ("a\0", Space::Never),
            ("\u{7f}a\r\n", Space::Never),
        ] {
            let problem = judge(text, space).expect(text);
            assert_eq!(problem.rule.code, "control-character", "{text:?}");
            let fix = problem.into_finding(crate::FormName::Outgoing, "username").fix;
            assert!(fix.is_none_or(|fix| !fix.safe), "{text:?}");
        }
    }

    #[test]
    fn characters_that_nobody_sees_are_taken_out() {
        for (text, space, start, fixed, is_safe) in [
            ("smtp.\u{200b}example.com", Space::Never, 5, "smtp.example.com", true),
            ("smtp.exa\u{ad}mple.com", Space::Never, 8, "smtp.example.com", true),
            (" le\u{200b}gal@example.com", Space::Never, 3, "legal@example.com", true),
            ("ab\u{202e}c\u{feff}d", Space::Between, 2, "abcd", true),
            ("a\u{a0}b", Space::Between, 1, "a b", false),
        ] {
            let problem = judge(text, space).expect(text);
            assert_eq!(problem.rule.code, "invisible-character", "{text:?}");
            let finding = problem.into_finding(crate::FormName::Outgoing, "server");
            assert_eq!(finding.span, Some(Span { start, end: start + 1 }), "{text:?}");
            let fix = finding.fix.expect(text);
            assert_eq!((&*fix.edits[0].value, fix.safe), (fixed, is_safe), "{text:?}");
            assert_eq!(judge(fixed, space), None, "{fixed}");
        }
        // A joiner between Persian letters is a part of the word.
        check("نامه\u{200c}ای.example", None);
        check("smtp.\u{200c}ایran.example", Some("invisible-character"));
    }

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "{tenant}",
            "{{tenantid}}",
            "${TENANT}",
            "<tenant>",
            "<your-tenant-id>",
            "%TENANT%",
            "YOUR_TENANT_ID",
            "undefined",
            "null",
            "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            "https://login.microsoftonline.com/<tenant>/v2.0",
            "https://login.microsoftonline.com/YOUR_TENANT_ID/oauth2/v2.0/token",
            "https://login.microsoftonline.com/%TENANT%/oauth2/v2.0/token",
            "https://login.microsoftonline.com/your-tenant-id/oauth2/v2.0/token",
            "https://login.microsoftonline.com/[tenant]/oauth2/v2.0/token",
            "https://login.microsoftonline.com/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/v2.0",
            "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "your client secret value",
            "yourClientId",
            "YOUR_MAILBOX_IN_CAPITALS",
            "YOUR_TENANT.onmicrosoft.com",
            "your_user_name",
        ] {
            check(text, Some("placeholder"));
        }
        for text in [
            "mail.yourdomain.com",
            "legal@your-company.com",
            "your-name@example.com",
            "youremail@gmail.com",
            "https://login.microsoftonline.com/yourtenant.onmicrosoft.com/oauth2/v2.0/token",
        ] {
            check(text, Some("placeholder-in-name"));
        }
        for text in [
            "{11111111-2222-3333-4444-555555555555}",
            "https://example.com/a%20b%20c",
            "tenant.example.com",
            "yours@example.com",
            "nullmailer.example.com",
            "50% of 100% is x",
            "https://example.com/caf%C3%A9s%20",
            "mail.your-server.de",
            "www42.your-server.de",
            "user@your-house.com",
            "https://login.microsoftonline.com/your-house.com/oauth2/v2.0/token",
            "yourstruly",
            "behind-your-domain",
            "[2001:db8::1]",
            "xx-xx",
            "C:\\certs[old]\\app.pem",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn long_texts_come_to_an_end() {
        // Without a bound on the search these would take minutes.
        for (open, close) in [("{", "}"), ("<", ">"), ("{a", "}"), ("%", "")] {
            judge(&format!("{}{close}", open.repeat(1 << 17)), Space::Never);
        }
        for part in ["your", "your.", "your-", "x", "[a]/", "\u{200d}"] {
            judge(&part.repeat(1 << 17), Space::Between);
        }
    }

    #[test]
    fn a_span_counts_as_javascript_does() {
        let problem = judge("𝒳{tenant}", Space::Never).expect("a placeholder");
        assert_eq!(
            problem.into_finding(crate::FormName::Outgoing, "server").span,
            Some(Span { start: 2, end: 10 })
        );
    }
}
