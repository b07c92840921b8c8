//! Places in a text as people and editors count them, and the way from a part of a value to the
//! part of the text that writes it.

use std::ops::Range;

use mailvet_core::Span;
use serde::Serialize;

/// A place in a text: line and column from 1, columns in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    /// The place of a byte of a text.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

/// The bytes of `literal`, a string of TOML or JSON as it is written, that write the part `span` of
/// its value. A part inside an escape is the whole escape.
pub(crate) fn part_of_literal(literal: &str, span: Span) -> Option<Range<usize>> {
    let mut unit = 0;
    let mut part: Option<Range<usize>> = None;
    for piece in Pieces::of(literal)? {
        let units = unit..unit + piece.units;
        unit = units.end;
        if units.start < span.end.max(span.start + 1) && units.end > span.start {
            part = Some(part.map_or(piece.source.start, |part| part.start)..piece.source.end);
        }
    }
    part
}

/// What writes one or two UTF-16 units of a value, or none.
struct Piece {
    source: Range<usize>,
    units: usize,
}

/// The pieces of a string as it is written.
struct Pieces<'a> {
    literal: &'a str,
    at: usize,
    end: usize,
    has_escapes: bool,
}

impl<'a> Pieces<'a> {
    /// `None` for what is no string in quotes.
    fn of(literal: &'a str) -> Option<Self> {
        let quotes = ["\"\"\"", "'''", "\"", "'"];
        let quote = quotes.into_iter().find(|quote| {
            literal.len() >= 2 * quote.len()
                && literal.starts_with(quote)
                && literal.ends_with(quote)
        })?;
        let mut at = quote.len();
        if quote.len() == 3 {
            // A line break right behind the quotes is no part of the value.
            let rest = literal.get(at..).unwrap_or_default();
            at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        }
        let end = literal.len() - quote.len();
        Some(Self { literal, at, end, has_escapes: quote.starts_with('"') })
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let rest = self.literal.get(self.at..self.end)?;
        let first = rest.chars().next()?;
        let (len, units) = match first {
            '\\' if self.has_escapes => escape(rest),
            // TOML reads every line break as it is written.
            other => (other.len_utf8(), other.len_utf16()),
        };
        let source = self.at..self.at + len;
        self.at = source.end;
        Some(Piece { source, units })
    }
}

/// The bytes of the escape that a text begins with, and the UTF-16 units that it stands for.
fn escape(text: &str) -> (usize, usize) {
    let mut chars = text.chars().skip(1);
    let digits = match chars.next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        // A line break behind a backslash, and all white space after it, is no part of the value.
        Some(space) if space.is_whitespace() => {
            let rest = text.get(1..).unwrap_or_default();
            return (text.len() - rest.trim_start().len(), 0);
        }
        Some(other) => return (1 + other.len_utf8(), 1),
        None => return (1, 0),
    };
    let len = (2 + digits).min(text.len());
    let code = text.get(2..len).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (len, code.and_then(char::from_u32).map_or(1, char::len_utf16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        for (text, offset, line, column) in [
            ("", 0, 1, 1),
            ("ab", 1, 1, 2),
            ("ab\ncd", 3, 2, 1),
            ("ab\r\ncd", 5, 2, 2),
            ("\u{1f511}ä=1", 7, 1, 4),
            ("\ta", 1, 1, 2),
            ("a\n", 2, 2, 1),
            ("a", 9, 1, 2),
        ] {
            assert_eq!(Place::of(text, offset), Place { line, column }, "{text:?} {offset}");
        }
    }

    #[test]
    fn parts_of_strings_are_found_behind_quotes_and_escapes() {
        for (literal, start, end, part) in [
            (r#""smtp.{x}""#, 5, 8, Some("{x}")),
            (r"'smtp.{x}'", 5, 8, Some("{x}")),
            (r#""a\"{x}""#, 2, 5, Some("{x}")),
            (r#""\u00e4{x}""#, 1, 4, Some("{x}")),
            (r#""\U0001f511{x}""#, 2, 5, Some("{x}")),
            (r#""\ud83d\udd11{x}""#, 2, 5, Some("{x}")),
            (r#""\xe4{x}""#, 1, 4, Some("{x}")),
            (r#""🔑{x}""#, 2, 5, Some("{x}")),
            (r#""a\nb""#, 1, 2, Some(r"\n")),
            (r"'\n{x}'", 2, 5, Some("{x}")),
            ("\"\"\"\n{x}\"\"\"", 0, 3, Some("{x}")),
            ("'''\r\n{x}'''", 0, 3, Some("{x}")),
            ("\"\"\"a\\\n   {x}\"\"\"", 1, 4, Some("{x}")),
            (r#""abc""#, 1, 1, Some("b")),
            (r#""abc""#, 9, 10, None),
            (r#""""#, 0, 1, None),
            ("587", 0, 1, None),
        ] {
            let found = part_of_literal(literal, Span { start, end });
            assert_eq!(found.and_then(|range| literal.get(range)), part, "{literal}");
        }
    }
}
