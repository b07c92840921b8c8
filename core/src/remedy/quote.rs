//! Quoting: a value stands in a script, a comment or a page and never leaves its place, whatever it
//! holds.

use std::fmt::Write as _;

/// A value as an expression of PowerShell, in ASCII: text in single quotes, in which nothing but the
/// quote itself means anything, and every other letter by its number.
///
/// PowerShell takes the curly quotes for quotes, too, and Windows PowerShell reads a file in the code
/// page of the machine, in which a byte of quite another letter is one of them.
///
/// Source: Microsoft, *about Quoting Rules* and *about Character Encoding*.
#[must_use]
pub fn powershell(value: &str) -> String {
    let mut text = String::from("'");
    let mut is_within = true;
    let mut units = [0; 2];
    for c in value.chars().filter(|c| !ends_line(*c)) {
        if c.is_ascii() != is_within {
            text.push_str(if is_within { "'" } else { " + '" });
            is_within = !is_within;
        }
        match c {
            '\'' => text.push_str("''"),
            c if c.is_ascii() => text.push(c),
            c => c.encode_utf16(&mut units).iter().for_each(|unit| {
                // Writing to a string does not fail.
                let _ = write!(text, " + [char]0x{unit:04X}");
            }),
        }
    }
    if is_within {
        text.push('\'');
    }
    text
}

/// A value in the single quotes of a POSIX shell (POSIX.1-2024, *Shell Command Language* §2.2.2).
#[must_use]
pub fn shell(value: &str) -> String {
    let kept: String = value.chars().filter(|c| !ends_line(*c)).collect();
    format!("'{}'", kept.replace('\'', "'\\''"))
}

/// Whether a value is one word without quotes, in PowerShell and in a POSIX shell: an address or an id
/// as they usually are.
#[must_use]
pub(crate) fn is_bare_word(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphanumeric())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "@._-+".contains(c))
}

/// No address, id or name has a control character or another end of line, which could begin a
/// command where somebody pastes it.
fn ends_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A value as one line of text.
#[must_use]
pub(crate) fn line(value: &str) -> String {
    value.chars().map(|c| if ends_line(c) { ' ' } else { c }).collect()
}

/// Text as a block of code in Markdown (`CommonMark` 0.31 §4.5): its fence is longer than any run of
/// backticks in it.
#[must_use]
pub(crate) fn fenced(text: &str, language: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// A value as a span of code in Markdown (`CommonMark` 0.31 §6.1).
#[must_use]
pub(crate) fn code(value: &str) -> String {
    let value = line(value);
    let ticks = "`".repeat(longest_run(&value) + 1);
    // A space at both ends is taken away again.
    let space =
        if value.starts_with('`') || value.ends_with('`') || value.is_empty() { " " } else { "" };
    format!("{ticks}{space}{value}{space}{ticks}")
}

/// Words in Markdown, in which nothing but the words is seen.
#[must_use]
pub(crate) fn prose(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in line(words).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// A value as a part of a URL, where nothing but letters, digits, `-`, `.`, `_` and `~` stands for
/// itself (RFC 3986 §2.3).
#[must_use]
pub(crate) fn percent_encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads an expression back as PowerShell does; `None` where it is more than a value.
    fn read_powershell(text: &str) -> Option<String> {
        let mut units = Vec::new();
        let mut rest = text;
        loop {
            if let Some(number) = rest.strip_prefix("[char]0x") {
                units.push(u16::from_str_radix(number.get(..4)?, 16).ok()?);
                rest = number.get(4..)?;
            } else {
                rest = rest.strip_prefix('\'')?;
                loop {
                    let (within, after) = rest.split_once('\'')?;
                    units.extend(within.encode_utf16());
                    rest = after;
                    let Some(next) = rest.strip_prefix('\'') else { break };
                    units.push(u16::from(b'\''));
                    rest = next;
                }
            }
            if rest.is_empty() {
                return String::from_utf16(&units).ok();
            }
            rest = rest.strip_prefix(" + ")?;
        }
    }

    /// Reads a word back as a POSIX shell does; `None` where it ends before the text does.
    fn read_shell(text: &str) -> Option<String> {
        let mut value = String::new();
        let mut letters = text.chars();
        let mut is_within = false;
        while let Some(c) = letters.next() {
            match c {
                '\'' => is_within = !is_within,
                c if is_within => value.push(c),
                '\\' => value.push(letters.next()?),
                _ => return None,
            }
        }
        (!is_within).then_some(value)
    }

    fn kept(value: &str) -> String {
        value.chars().filter(|c| !ends_line(*c)).collect()
    }

    const HOSTILE: &str =
        "['‘’‚‛\"“”„`$(){};|&<>#\\\\\r\n\t a-z@\u{85}\u{2028}\u{0}%*_\\[\\]]{0,24}";

    proptest! {
        #[test]
        fn what_is_quoted_reads_back(value in prop_oneof![HOSTILE, "\\PC{0,24}", any::<String>()]) {
            prop_assert!(powershell(&value).is_ascii());
            prop_assert_eq!(read_powershell(&powershell(&value)), Some(kept(&value)));
            prop_assert_eq!(read_shell(&shell(&value)), Some(kept(&value)));
        }

        #[test]
        fn what_is_on_a_page_stays_in_its_place(value in prop_oneof![HOSTILE, any::<String>()]) {
            let block = fenced(&value, "sh");
            let fence = block.split("sh\n").next().unwrap_or_default().to_owned();
            prop_assert!(fence.len() >= 3);
            prop_assert_eq!(block.matches(&fence).count(), 2, "{}", block);
            let span = code(&value);
            prop_assert_eq!(span.lines().count(), 1);
            let ticks = "`".repeat(span.chars().take_while(|c| *c == '`').count());
            prop_assert!(span.ends_with(&ticks));
            prop_assert!(prose(&value).lines().count() <= 1);
            let encoded = percent_encoded(&value);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        }
    }

    #[test]
    fn quotes_of_both_languages() {
        for (value, in_powershell, in_shell) in [
            ("me@example.com", "'me@example.com'", "'me@example.com'"),
            ("o'brien@example.com", "'o''brien@example.com'", "'o'\\''brien@example.com'"),
            ("’x", "'' + [char]0x2019 + 'x'", "'’x'"),
            ("đ😀", "'' + [char]0x0111 + [char]0xD83D + [char]0xDE00", "'đ😀'"),
            ("a\r\nb", "'ab'", "'ab'"),
        ] {
            assert_eq!(powershell(value), in_powershell);
            assert_eq!(shell(value), in_shell);
        }
    }
}
