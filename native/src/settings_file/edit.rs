//! Edits of a settings file in its own text, so that comments, order and formatting stay.

use std::ops::Range;

use super::document::{Content, Document, Member, Node, Syntax, TableKind};

/// A part of a text and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextEdit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// Carries edits out; `None` where they overlap.
pub(crate) fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        changed.push_str(text.get(at..edit.range.start)?);
        changed.push_str(&edit.text);
        at = edit.range.end;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}

/// A text as a string of the language.
pub(crate) fn string_literal(syntax: Syntax, text: &str) -> String {
    match syntax {
        Syntax::Toml => toml::Value::from(text).to_string(),
        Syntax::Json => serde_json::Value::from(text).to_string(),
    }
}

impl Document {
    /// Gives the member at a path the value that `literal` writes, adding it and the table that it
    /// stands in where they are absent. `None` where there is no place for it.
    pub(crate) fn set(&self, path: &[&str], literal: &str) -> Option<TextEdit> {
        let Some(member) = self.member(path) else { return self.insert(path, literal) };
        match member.node.content {
            Content::Table(TableKind::Header | TableKind::Implied, _) => None,
            Content::Scalar(_) | Content::List(_) | Content::Table(TableKind::Braces, _) => {
                Some(TextEdit { range: member.node.span.clone(), text: literal.to_owned() })
            }
        }
    }

    /// Takes the member at a path away. A comment behind it stays.
    pub(crate) fn remove(&self, path: &[&str]) -> Option<TextEdit> {
        let member = self.member(path)?;
        let end = end_of(member)?;
        if self.in_braces(path) {
            return self.remove_in_braces(path, self.start_of(member)..end);
        }
        let start = self.line_start(member.key_span.start);
        let behind = self.text.get(end..)?;
        let line_end = end + behind.find('\n').map_or(behind.len(), |at| at + 1);
        let comment = end + behind.len() - behind.trim_start_matches([' ', '\t']).len();
        let range = match self.text.as_bytes().get(comment) {
            Some(b'#') => start + self.indentation(start).len()..comment,
            _ => start..line_end,
        };
        Some(TextEdit { range, text: String::new() })
    }

    fn remove_in_braces(&self, path: &[&str], whole: Range<usize>) -> Option<TextEdit> {
        let siblings = self.siblings(path)?;
        let before = siblings.iter().filter_map(end_of).filter(|end| *end <= whole.start).max();
        let after = siblings.iter().map(|member| self.start_of(member));
        let range = match (before, after.filter(|start| *start >= whole.end).min()) {
            (Some(before), _) => before..whole.end,
            (None, Some(after)) => whole.start..after,
            (None, None) => whole.clone(),
        };
        let around = [range.start..whole.start, whole.end..range.end];
        let has_comment = around.into_iter().any(|gap| self.source(gap).contains('#'));
        (!has_comment).then_some(TextEdit { range, text: String::new() })
    }

    fn insert(&self, path: &[&str], literal: &str) -> Option<TextEdit> {
        let tables = path.get(..path.len().checked_sub(1)?)?;
        let innermost =
            (1..=tables.len()).rev().find(|len| self.members_at(&path[..*len]).is_some())?;
        if innermost < tables.len() && self.member(&path[..=innermost]).is_some() {
            return None;
        }
        if self.in_braces(path) {
            let braces = (1..=innermost).rev().find(|len| !self.is_implied(&path[..*len]))?;
            return self.insert_in_braces(&path[..braces], &path[braces..], literal);
        }
        let table = self.member(&path[..innermost])?;
        // Keys count from the nearest table that is written as one.
        let from = (0..=innermost).rev().find(|len| !self.is_implied(&path[..*len]))?;
        let line = format!("{} = {literal}", path[from..].join("."));
        if let Some(end) = end_of_own_lines(&table.node) {
            return Some(self.insert_line(end, &line));
        }
        if !self.is_implied(&path[..innermost]) {
            return Some(self.insert_line(table.node.span.end, &line));
        }
        // The headers of tables inside it are all that there is of this table.
        let at = self.line_start(table.node.span.start);
        let (header, keys) = (path[..innermost].join("."), path[innermost..].join("."));
        let line_break = self.line_break();
        let text = format!("[{header}]{line_break}{keys} = {literal}{line_break}{line_break}");
        Some(TextEdit { range: at..at, text })
    }

    /// Adds a line below the one that `end` stands on, as far indented.
    fn insert_line(&self, end: usize, line: &str) -> TextEdit {
        let line = format!("{}{line}{}", self.indentation(self.line_start(end)), self.line_break());
        let behind = self.text.get(end..).unwrap_or_default();
        match behind.find('\n') {
            Some(at) => TextEdit { range: end + at + 1..end + at + 1, text: line },
            None => TextEdit {
                range: self.text.len()..self.text.len(),
                text: format!("{}{line}", self.line_break()),
            },
        }
    }

    fn insert_in_braces(&self, table: &[&str], keys: &[&str], literal: &str) -> Option<TextEdit> {
        let Node { span, content: Content::Table(_, members) } = &self.member(table)?.node else {
            return None;
        };
        let inside = span.start + 1..span.end.checked_sub(1)?;
        let Some(last) = members.iter().max_by_key(|member| end_of(member)) else {
            let space = if self.syntax == Syntax::Toml { " " } else { "" };
            let text = format!("{space}{}{space}", self.member_text(keys, literal, ": ", None));
            return Some(TextEdit { range: inside, text });
        };
        let before = self.source(inside.start..self.start_of(last));
        let mut gap = before.get(before.trim_end().len()..).unwrap_or_default();
        let separator = self.source(last.key_span.end..last.node.span.start);
        if members.len() == 1 && gap.is_empty() && separator.ends_with(' ') {
            gap = " ";
        }
        let whole = self.source(inside);
        let closing = whole.get(whole.trim_end().len()..).unwrap_or_default();
        let lines = gap.contains('\n').then(|| (gap, gap.strip_prefix(closing).unwrap_or("  ")));
        let at = end_of(last)?;
        let text = format!(",{gap}{}", self.member_text(keys, literal, separator, lines));
        Some(TextEdit { range: at..at, text })
    }

    /// A member as it is written in braces; of JSON with the tables around it, on lines of their
    /// own where the members around it stand so.
    fn member_text(
        &self,
        keys: &[&str],
        literal: &str,
        separator: &str,
        lines: Option<(&str, &str)>,
    ) -> String {
        match (self.syntax, keys) {
            (Syntax::Toml, keys) => format!("{} = {literal}", keys.join(".")),
            (Syntax::Json, [table, keys @ ..]) if !keys.is_empty() => {
                let unit = lines.map_or("", |(_, unit)| unit);
                let gap = lines.map_or("", |(gap, _)| gap);
                let inner_gap = format!("{gap}{unit}");
                let lines = lines.map(|(_, unit)| (inner_gap.as_str(), unit));
                let inner = self.member_text(keys, literal, separator, lines);
                format!("\"{table}\"{separator}{{{inner_gap}{inner}{gap}}}")
            }
            (Syntax::Json, keys) => format!("\"{}\"{separator}{literal}", keys.concat()),
        }
    }

    fn members_at(&self, path: &[&str]) -> Option<&[Member]> {
        if path.is_empty() {
            return Some(&self.members);
        }
        match &self.member(path)?.node.content {
            Content::Table(_, members) => Some(members),
            Content::Scalar(_) | Content::List(_) => None,
        }
    }

    fn siblings(&self, path: &[&str]) -> Option<&[Member]> {
        self.members_at(path.get(..path.len().checked_sub(1)?)?)
    }

    /// Whether a member stands, or would stand, in braces and not on a line of its own.
    fn in_braces(&self, path: &[&str]) -> bool {
        self.syntax == Syntax::Json
            || (1..path.len()).any(|depth| {
                self.member(&path[..depth]).is_some_and(|member| {
                    matches!(member.node.content, Content::Table(TableKind::Braces, _))
                })
            })
    }

    fn is_implied(&self, path: &[&str]) -> bool {
        self.member(path).is_some_and(|member| {
            matches!(member.node.content, Content::Table(TableKind::Implied, _))
        })
    }

    fn line_break(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// Where a member begins, the tables before the dots of its key included.
    fn start_of(&self, member: &Member) -> usize {
        let before = self.text.get(..member.key_span.start).unwrap_or_default();
        before.trim_end_matches(|c: char| !c.is_whitespace() && !matches!(c, ',' | '{')).len()
    }

    fn line_start(&self, offset: usize) -> usize {
        self.text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
    }

    fn indentation(&self, line_start: usize) -> &str {
        let line = self.text.get(line_start..).unwrap_or_default();
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }
}

/// Where a member ends; `None` for what stands under a header of its own.
fn end_of(member: &Member) -> Option<usize> {
    let is_under_header =
        |node: &Node| matches!(node.content, Content::Table(TableKind::Header, _));
    match &member.node.content {
        Content::Table(TableKind::Implied, _) => end_of_own_lines(&member.node),
        Content::List(nodes) if nodes.iter().any(is_under_header) => None,
        _ if is_under_header(&member.node) => None,
        _ => Some(member.node.span.end),
    }
}

/// Where the last member of a table ends that stands under no header of its own.
fn end_of_own_lines(table: &Node) -> Option<usize> {
    match &table.content {
        Content::Table(_, members) => members.iter().filter_map(end_of).max(),
        Content::Scalar(_) | Content::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parse(text: &str) -> Document {
        let syntax = if text.trim_start().starts_with('{') { Syntax::Json } else { Syntax::Toml };
        Document::parse(text.to_owned(), syntax).expect(text)
    }

    #[track_caller]
    fn check(text: &str, edit: Option<TextEdit>, expected: &str) {
        let changed = apply(text, &[edit.expect(text)]).expect("one edit");
        assert_eq!(changed, expected);
        parse(&changed);
    }

    #[test]
    fn values_are_set_and_nothing_else_changes() {
        for (text, path, expected) in [
            ("[a]\nx = 1 # why\ny=2", "a.x", "[a]\nx = 9 # why\ny=2"),
            ("[a]\nx = '''\n1\n''' # why\n", "a.x", "[a]\nx = 9 # why\n"),
            ("[a]\r\n  x = 1\r\n\r\n[b]\r\n", "a.y", "[a]\r\n  x = 1\r\n  y = 9\r\n\r\n[b]\r\n"),
            ("[a]\nx = 1", "a.y", "[a]\nx = 1\ny = 9\n"),
            ("[a] # why\n[b]\n", "a.y", "[a] # why\ny = 9\n[b]\n"),
            ("[a]", "a.y", "[a]\ny = 9\n"),
            ("[a]\nx = 1\n[a.b]\nz = 1\n", "a.y", "[a]\nx = 1\ny = 9\n[a.b]\nz = 1\n"),
            ("[a]\nx = 1\n[a.b]\nz = 1\n", "a.b.y", "[a]\nx = 1\n[a.b]\nz = 1\ny = 9\n"),
            ("[a.b]\nz = 1\n", "a.y", "[a]\ny = 9\n\n[a.b]\nz = 1\n"),
            ("[a]\nb.x = 1\nz = 1\n", "a.b.y", "[a]\nb.x = 1\nb.y = 9\nz = 1\n"),
            ("[a]\nb.x = 1\nz = 1\n", "a.b.x", "[a]\nb.x = 9\nz = 1\n"),
            ("[a]\nx = 1\n", "a.b.y", "[a]\nx = 1\nb.y = 9\n"),
            ("a.x = 1\n[c]\n", "a.y", "a.x = 1\na.y = 9\n[c]\n"),
            ("[a]\nb = { x = 1 }\n", "a.b.y", "[a]\nb = { x = 1, y = 9 }\n"),
            ("[a]\nb = {}\n", "a.b.y", "[a]\nb = { y = 9 }\n"),
            ("a = { b.x = 1, z = 2 }\n", "a.b.y", "a = { b.x = 1, z = 2, b.y = 9 }\n"),
            ("a = { b.x = 1 }\n", "a.y", "a = { b.x = 1, y = 9 }\n"),
            ("[a]\nx = 1\n[[a.b]]\nz = 1\n", "a.y", "[a]\nx = 1\ny = 9\n[[a.b]]\nz = 1\n"),
            (r#"{"a":{"x":1}}"#, "a.x", r#"{"a":{"x":9}}"#),
            (r#"{"a":{"x":1}}"#, "a.y", r#"{"a":{"x":1,"y":9}}"#),
            (r#"{"a": {"x": 1}}"#, "a.y", r#"{"a": {"x": 1, "y": 9}}"#),
            (r#"{"a": { }}"#, "a.y", r#"{"a": {"y": 9}}"#),
            (r#"{"a": {"x": 1}}"#, "a.b.y", r#"{"a": {"x": 1, "b": {"y": 9}}}"#),
            (
                "{\n  \"a\": {\n    \"x\": 1\n  }\n}\n",
                "a.y",
                "{\n  \"a\": {\n    \"x\": 1,\n    \"y\": 9\n  }\n}\n",
            ),
            (
                "{\n  \"a\": {\n    \"x\": 1\n  }\n}\n",
                "a.b.y",
                "{\n  \"a\": {\n    \"x\": 1,\n    \"b\": {\n      \"y\": 9\n    }\n  }\n}\n",
            ),
        ] {
            let path: Vec<_> = path.split('.').collect();
            check(text, parse(text).set(&path, "9"), expected);
        }
    }

    #[test]
    fn what_has_no_place_is_not_set() {
        for (text, path) in [
            ("[a]\nb = 1\n", "a.b.y"),
            ("[a]\n[a.b]\n", "a.b"),
            ("[a]\nb.c = 1\n", "a.b"),
            ("[a]\nx = 1\n", "c.x"),
            (r#"{"a": {"b": 1}}"#, "a.b.y"),
        ] {
            let path: Vec<_> = path.split('.').collect();
            assert_eq!(parse(text).set(&path, "9"), None, "{text}");
        }
    }

    #[test]
    fn members_are_taken_away_and_comments_stay() {
        for (text, path, expected) in [
            ("[a]\nx = 1\ny = 2\n", "a.x", "[a]\ny = 2\n"),
            ("[a]\n# why\nx = 1 # that\ny = 2\n", "a.x", "[a]\n# why\n# that\ny = 2\n"),
            ("[a]\n  x = 1  # that\r\n", "a.x", "[a]\n  # that\r\n"),
            ("[a]\nx = \"\"\"\n1\n\"\"\"\ny = 2", "a.x", "[a]\ny = 2"),
            ("[a]\ny = 2\nx = 1", "a.x", "[a]\ny = 2\n"),
            ("a.x = 1\na.y = 2\n", "a.x", "a.y = 2\n"),
            ("a = { x = 1, y = 2 }\n", "a.x", "a = { y = 2 }\n"),
            ("a = { y = 2, x = 1 }\n", "a.x", "a = { y = 2 }\n"),
            (r#"{"a": {"x": 1, "y": 2}}"#, "a.x", r#"{"a": {"y": 2}}"#),
            (r#"{"a": {"x": 1}}"#, "a.x", r#"{"a": {}}"#),
            (
                "{\n  \"a\": {\n    \"y\": 2,\n    \"x\": 1\n  }\n}",
                "a.x",
                "{\n  \"a\": {\n    \"y\": 2\n  }\n}",
            ),
        ] {
            let path: Vec<_> = path.split('.').collect();
            check(text, parse(text).remove(&path), expected);
        }
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let edit = |range| TextEdit { range, text: String::new() };
        assert_eq!(apply("abcd", &[edit(2..4), edit(0..2)]), Some(String::new()));
        assert_eq!(apply("abcd", &[edit(0..3), edit(2..4)]), None);
    }
}
