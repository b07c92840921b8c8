//! What gets around, into or instead of a value while it is typed or pasted.

use std::ops::Range;

use super::{Problem, wrong_kind};
use crate::{Entry, Kind, Span, catalogue};

/// The value without the white space, the invisible characters and the one pair of quotes or
/// brackets that came along when it was copied.
pub(crate) fn clean(text: &str) -> &str {
    without_quotes(without_space(text))
}

/// The rule of every text field.
pub(crate) fn tidy(entry: &Entry<'_>) -> Option<Problem> {
    let text = match entry {
        Entry::Text(text) => text,
        other => return Some(wrong_kind(other.kind(), Kind::Text)),
    };
    judge(text)
}

/// The first thing that is wrong with a text as text.
pub(crate) fn judge(text: &str) -> Option<Problem> {
    if let Some(found) = placeholder(text) {
        let name = text.get(found.clone()).unwrap_or_default();
        return Some(
            Problem::new(catalogue::PLACEHOLDER)
                .with("hidden", "no")
                .with("placeholder", name)
                .at(Span::of(text, found.start, found.end)),
        );
    }
    if let Some(at) = control_character(clean(text)) {
        let start = offset_of(text, clean(text)) + at;
        return Some(Problem::new(catalogue::CONTROL_CHARACTER).at(Span::of(
            text,
            start,
            start + 1,
        )));
    }
    let trimmed = without_space(text);
    if trimmed.is_empty() {
        return None;
    }
    let rule = if trimmed.len() != text.len() {
        catalogue::SURROUNDING_SPACE
    } else if without_quotes(trimmed).len() != trimmed.len() {
        catalogue::SURROUNDING_QUOTES
    } else {
        return None;
    };
    Some(Problem::new(rule).edit("", clean(text)))
}

/// Where a line break, NUL or another control character stands.
pub(crate) fn control_character(text: &str) -> Option<usize> {
    text.find(char::is_control)
}

/// Where a placeholder of a guide was left standing: `{tenant}`, `<your-tenant>`, `%TENANT%`,
/// `YOUR_TENANT_ID`, or the `undefined` of a program that had no value.
pub(crate) fn placeholder(text: &str) -> Option<Range<usize>> {
    let cleaned = without_space(text);
    let start = offset_of(text, cleaned);
    let whole = start..start + cleaned.len();
    if stands_for_nothing(cleaned) {
        return Some(whole);
    }
    let bracketed = cleaned
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|inner| is_name(inner) && !inner.contains(['@', '.']));
    if bracketed {
        return Some(whole);
    }
    enclosed(text, "{", "}")
        .or_else(|| enclosed(text, "<", ">"))
        .or_else(|| enclosed(text, "%", "%"))
        .or_else(|| yours(text))
}

/// The words that stand where a program or a person had no value.
pub(crate) fn stands_for_nothing(word: &str) -> bool {
    ["undefined", "null", "none", "changeme", "todo"]
        .iter()
        .any(|nothing| word.eq_ignore_ascii_case(nothing))
}

/// A name between two marks, such as `{tenant}`; a GUID in braces is a GUID.
fn enclosed(text: &str, open: &str, close: &str) -> Option<Range<usize>> {
    /// A name and what may stand around it; a search without a bound takes quadratic time.
    const LONGEST: usize = 64;
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(open) {
        let start = from + found;
        let inner_start = start + open.len();
        let mut near = text.as_bytes().get(inner_start..)?.iter().take(LONGEST);
        let Some(len) = near.position(|byte| close.as_bytes() == [*byte]) else {
            from = inner_start;
            continue;
        };
        let inner_end = inner_start + len;
        let inner = text.get(inner_start..inner_end)?.trim_matches(['{', '}', ' ', '$']);
        let escape = open == "%" && (inner.len() <= 2 || inner.contains(' '));
        if is_name(inner) && !escape && !crate::guid::is_guid(inner) && !inner.contains(['@', '.'])
        {
            return Some(start..inner_end + close.len());
        }
        from = inner_start;
    }
    None
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '@'))
}

/// `YOUR_TENANT_ID`, `your-tenant-id`, `yourtenant.onmicrosoft.com`, alone or as a part of a path.
fn yours(text: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    ["your_", "your-", "yourtenant", "yourdomain", "<your"].iter().find_map(|mark| {
        let start = lower.find(mark)?;
        let begins = lower.get(..start)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let len = lower.get(start..)?.find(['/', '?', '#', ' ']).unwrap_or(lower.len() - start);
        begins.then_some(start..start + len)
    })
}

fn without_space(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
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
fn offset_of(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: Option<&str>) {
        assert_eq!(judge(text).map(|problem| problem.rule.code), code, "{text:?}");
    }

    #[test]
    fn what_comes_along_with_a_value_is_told_and_left_out() {
        for (text, cleaned, code) in [
            ("smtp.example.com", "smtp.example.com", None),
            (" smtp.example.com", "smtp.example.com", Some("surrounding-space")),
            ("smtp.example.com\r\n", "smtp.example.com", Some("surrounding-space")),
            ("\u{a0}x\u{200b}", "x", Some("surrounding-space")),
            ("\tx\u{feff}", "x", Some("surrounding-space")),
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
        ] {
            check(text, Some("placeholder"));
        }
        for text in [
            "{11111111-2222-3333-4444-555555555555}",
            "https://example.com/a%20b%20c",
            "tenant.example.com",
            "yours@example.com",
            "nullmailer.example.com",
            "50% of 100% is x",
        ] {
            assert_ne!(judge(text).map(|problem| problem.rule.code), Some("placeholder"), "{text}");
        }
    }

    #[test]
    fn long_texts_come_to_an_end() {
        // Without a bound on the search these would take minutes.
        for (open, close) in [("{", "}"), ("<", ">"), ("{a", "}"), ("%", "")] {
            judge(&format!("{}{close}", open.repeat(1 << 17)));
        }
    }

    #[test]
    fn a_span_counts_as_javascript_does() {
        let problem = judge("𝒳{tenant}").expect("a placeholder");
        assert_eq!(
            problem.into_finding(crate::FormName::Outgoing, "server").span,
            Some(Span { start: 2, end: 10 })
        );
    }
}
