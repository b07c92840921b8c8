//! Text of strangers as it may be shown in a terminal.

/// Adds a character to a text; one that moves the cursor, turns the writing direction or shows nothing is
/// escaped.
pub(crate) fn push(text: &mut String, c: char) {
    let hides = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    if c.is_control() && c != '\t' || hides {
        text.extend(c.escape_unicode());
    } else {
        text.push(c);
    }
}

/// A whole text of one line.
pub(crate) fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut shown, c));
    shown
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        assert_eq!(
            super::line("a\tä\u{1b}[31m\n\u{202e}\u{feff}"),
            "a\tä\\u{1b}[31m\\u{a}\\u{202e}\\u{feff}"
        );
    }
}
