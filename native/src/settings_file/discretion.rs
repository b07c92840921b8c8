//! What a settings file shows of itself: never a secret.
//!
//! A value is shown only where its key is known and holds no secret. The value of an unknown key may
//! be anything, such as a password under a misspelt key. A secret is hidden wherever it stands, and in a
//! comment what is given to a key that holds one: it may have been in force yesterday.

use std::ops::Range;

use mailvet_core::{FIELDS, FormName};
use serde_json::Value;

use super::document::{Content, Document, Member, Node};

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// The fields that hold a secret, of today's settings and of the older release.
const SECRET_FIELDS: [&str; 4] =
    ["password", "oauth.client_secret", "oauth.certificate_password", "exchange_client_secret"];

/// How the names of such fields end, also that of a comment in words.
const SECRET_NAMES: [&str; 2] = ["password", "secret"];

/// The other keys of the older release.
const OLD_FIELDS: [&str; 3] = ["enable_exchange_oauth", "exchange_client_id", "exchange_authority"];

/// What a reference to a secret names openly.
const REFERENCES: [&str; 3] = ["env", "file", "stored"];

/// Whether a field holds a secret.
pub(crate) fn is_secret(field: &str) -> bool {
    SECRET_FIELDS.contains(&field)
}

/// A part of a text without the secrets in it.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) text: String,
    window: Range<usize>,
    /// What was hidden, and where its stand-in stands.
    cuts: Vec<(Range<usize>, Range<usize>)>,
}

impl Shown {
    /// Where a part of the whole text stands in the shown one.
    pub(crate) fn place(&self, span: Range<usize>) -> Range<usize> {
        let start = self.map(span.start, |shown| shown.start);
        start..self.map(span.end, |shown| shown.end).max(start)
    }

    fn map(&self, offset: usize, edge: impl Fn(&Range<usize>) -> usize) -> usize {
        let offset = offset.clamp(self.window.start, self.window.end);
        let (mut from, mut to) = (self.window.start, 0);
        for (hidden, shown) in &self.cuts {
            if offset <= hidden.start {
                break;
            }
            if offset < hidden.end {
                return edge(shown);
            }
            (from, to) = (hidden.end, shown.end);
        }
        to + offset - from
    }
}

impl Document {
    /// The parts of the text that are shown to nobody, in order.
    pub(crate) fn hidden(&self) -> Vec<Range<usize>> {
        /// What is shorter stands in many words.
        const SHORTEST: usize = 4;
        let mut hidden = Vec::new();
        let mut secrets = Vec::new();
        for member in &self.members {
            match &member.node.content {
                Content::Table(_, members) if is_form(&member.key) => {
                    self.collect(members, "", &mut hidden, &mut secrets);
                }
                _ => hide(&member.node, &mut hidden),
            }
        }
        secrets.retain(|secret: &&str| secret.len() >= SHORTEST);
        secrets.sort_unstable();
        secrets.dedup();
        for secret in secrets {
            let again = self.text.match_indices(secret);
            hidden.extend(again.map(|(at, secret)| at..at + secret.len()));
            for member in &self.members {
                self.hide_escaped(&member.node, secret, &mut hidden);
            }
        }
        hidden.extend(self.comments().filter_map(|comment| {
            let given = given_to_secret(self.source(comment.clone()))?;
            Some(comment.start + given.start..comment.start + given.end)
        }));
        hidden.sort_by_key(|range| (range.start, range.end));
        hidden.dedup_by(|next, range| {
            let touches = next.start < range.end;
            if touches {
                range.end = range.end.max(next.end);
            }
            touches
        });
        hidden
    }

    /// Adds what is hidden of a form, and the secrets in it: each as it is meant, and as it is written.
    fn collect<'a>(
        &'a self,
        members: &'a [Member],
        prefix: &str,
        hidden: &mut Vec<Range<usize>>,
        secrets: &mut Vec<&'a str>,
    ) {
        for Member { key, node, .. } in members {
            let field = format!("{prefix}{key}");
            match &node.content {
                Content::Table(_, members) if field == "oauth" => {
                    self.collect(members, "oauth.", hidden, secrets);
                }
                Content::Table(_, members) if is_secret(&field) => {
                    for member in
                        members.iter().filter(|member| !REFERENCES.contains(&&*member.key))
                    {
                        hide(&member.node, hidden);
                    }
                }
                content if is_secret(&field) => {
                    if let Content::Scalar(Value::String(_) | Value::Number(_)) = content {
                        let written = self.source(node.span.clone()).trim_matches(['"', '\'']);
                        secrets.extend(node.text().into_iter().chain([written]).map(str::trim));
                    }
                    hide(node, hidden);
                }
                Content::Scalar(_)
                    if FIELDS.contains(&&*field) || OLD_FIELDS.contains(&&*field) => {}
                _ => hide(node, hidden),
            }
        }
    }

    /// Hides each value that holds a secret which its text writes in another way, by escapes.
    fn hide_escaped(&self, node: &Node, secret: &str, hidden: &mut Vec<Range<usize>>) {
        match &node.content {
            Content::Scalar(_) => {
                let holds = node.text().is_some_and(|text| text.contains(secret));
                if holds && !self.source(node.span.clone()).contains(secret) {
                    hidden.push(node.span.clone());
                }
            }
            Content::List(nodes) => {
                for node in nodes {
                    self.hide_escaped(node, secret, hidden);
                }
            }
            Content::Table(_, members) => {
                for member in members {
                    self.hide_escaped(&member.node, secret, hidden);
                }
            }
        }
    }

    /// A part of the text, with `hidden` hidden.
    pub(crate) fn show(&self, window: Range<usize>, hidden: &[Range<usize>]) -> Shown {
        let mut shown = Shown { text: String::new(), window: window.clone(), cuts: Vec::new() };
        let mut at = window.start;
        for part in hidden {
            let part = part.start.max(at)..part.end.min(window.end);
            if part.is_empty() {
                continue;
            }
            shown.text.push_str(self.source(at..part.start));
            let start = shown.text.len();
            shown.text.push_str(REDACTED);
            at = part.end;
            shown.cuts.push((part, start..shown.text.len()));
        }
        shown.text.push_str(self.source(at..window.end));
        shown
    }
}

fn is_form(key: &str) -> bool {
    [FormName::Outgoing, FormName::Incoming].iter().any(|form| form.as_str() == key)
}

/// The part of a comment that is given to a key which holds a secret.
fn given_to_secret(comment: &str) -> Option<Range<usize>> {
    let (assignment, _) = comment.match_indices(['=', ':']).find(|(at, _)| {
        let key = comment.get(..*at).unwrap_or_default().trim_end().trim_end_matches(['"', '\'']);
        // Its end alone is looked at: a comment may be one long row of such marks.
        let ends_with =
            |name: &str| key.len().checked_sub(name.len()).and_then(|from| key.get(from..));
        SECRET_NAMES
            .iter()
            .any(|name| ends_with(name).is_some_and(|end| end.eq_ignore_ascii_case(name)))
    })?;
    let start = assignment + 1;
    let value = comment.get(start..)?;
    let start = start + value.len() - value.trim_start().len();
    Some(start..start + value.trim().len())
}

/// Hides every value in a value; the keys may be shown.
fn hide(node: &Node, hidden: &mut Vec<Range<usize>>) {
    match &node.content {
        Content::Scalar(_) => hidden.push(node.span.clone()),
        Content::List(nodes) => nodes.iter().for_each(|node| hide(node, hidden)),
        Content::Table(_, members) => members.iter().for_each(|member| hide(&member.node, hidden)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings_file::document::Syntax;

    #[track_caller]
    fn show(text: &str) -> Shown {
        let syntax = if text.starts_with('{') { Syntax::Json } else { Syntax::Toml };
        let document = Document::parse(text.to_owned(), syntax).expect(text);
        document.show(0..document.text.len(), &document.hidden())
    }

    #[test]
    fn secrets_and_what_may_be_one_are_hidden() {
        for (text, shown) in [
            ("[incoming]\npassword = \"hunter2\"", "[incoming]\npassword = [redacted]"),
            (
                "[incoming]\npassword = 'hunter2' # hunter2",
                "[incoming]\npassword = [redacted] # [redacted]",
            ),
            (
                "[incoming]\npassword = \"ab\\\"cd\" # not ab\"cd, nor ab\\\"cd",
                "[incoming]\npassword = [redacted] # not [redacted], nor [redacted]",
            ),
            (
                "[incoming]\npassword = 12345678 # 12345678",
                "[incoming]\npassword = [redacted] # [redacted]",
            ),
            (
                "# client_secret = \"hunter2\" # the old one\n[outgoing]\nserver = \"x\" # Password: hunter2",
                "# client_secret = [redacted]\n[outgoing]\nserver = \"x\" # Password: [redacted]",
            ),
            (
                "# { \"client_secret\" : 'hunter2' }\n#oauth.client_secret=hunter2\r\n# password:\n",
                "# { \"client_secret\" : [redacted]\n#oauth.client_secret=[redacted]\r\n# password:\n",
            ),
            (
                "[outgoing]\nserver = \"#password=x\" # port = 587, password.env = \"NAME\", no secret",
                "[outgoing]\nserver = \"#password=x\" # port = 587, password.env = \"NAME\", no secret",
            ),
            ("[incoming]\npasswrd = \"hunter2\"", "[incoming]\npasswrd = [redacted]"),
            ("[incoming]\npassword = 12345678", "[incoming]\npassword = [redacted]"),
            ("[incoming]\nserver = { x = \"hunter2\" }", "[incoming]\nserver = { x = [redacted] }"),
            ("[incoming]\nserver = [\"hunter2\"]", "[incoming]\nserver = [[redacted]]"),
            (
                "[incoming]\npassword = \"hunter2\"\nserver = \"x.hunter2\"",
                "[incoming]\npassword = [redacted]\nserver = \"x.[redacted]\"",
            ),
            (
                "[incoming]\npassword = \"\"\"\nhunter2\n\"\"\"\nuse_ssl = true",
                "[incoming]\npassword = [redacted]\nuse_ssl = true",
            ),
            ("incomming.password = \"hunter2\"", "incomming.password = [redacted]"),
            (
                "[outgoing.oauth]\nclient_secret = { env = \"NAME\", x = \"hunter2\" }",
                "[outgoing.oauth]\nclient_secret = { env = \"NAME\", x = [redacted] }",
            ),
            (
                "[outgoing.oauth]\nclient_secret.command = [\"echo\", \"hunter2\"]",
                "[outgoing.oauth]\nclient_secret.command = [[redacted], [redacted]]",
            ),
            (
                "[incoming]\nexchange_client_secret = \"hunter2\"\nexchange_client_id = \"x\"",
                "[incoming]\nexchange_client_secret = [redacted]\nexchange_client_id = \"x\"",
            ),
            (
                r#"{"incoming": {"password": "ab\"cd-efgh", "username": "x ab\"cd-efgh"}}"#,
                r#"{"incoming": {"password": [redacted], "username": [redacted]}}"#,
            ),
            (
                "[incoming]\npassword = 'ab\\cd-efgh'\nserver = \"a/ab\\\\cd-efgh\"",
                "[incoming]\npassword = [redacted]\nserver = [redacted]",
            ),
            (
                "[incoming]\npassword = \"hunter2\"\nserver = \"hunt\\u0065r2\"",
                "[incoming]\npassword = [redacted]\nserver = [redacted]",
            ),
            (
                r#"{"outgoing": {"password": "hunter2", "server": "x"}, "y": "hunter2"}"#,
                r#"{"outgoing": {"password": [redacted], "server": "x"}, "y": [redacted]}"#,
            ),
        ] {
            assert_eq!(show(text).text, shown);
        }
    }

    /// A look at all that stands before each mark would not end in the time of a test.
    #[test]
    fn a_long_comment_comes_to_an_end() {
        for mark in ["=", "a: ", "\"="] {
            let text = format!("# {}password = hunter2\n", mark.repeat((1 << 20) / mark.len()));
            assert!(show(&text).text.ends_with("password = [redacted]\n"), "{mark}");
        }
    }

    #[test]
    fn places_follow_what_is_shown() {
        let text = r#"{"outgoing": {"password": "hunter2", "server": "x"}}"#;
        let shown = show(text);
        for (part, expected) in [
            ("\"x\"", "\"x\""),
            ("\"hunter2\"", REDACTED),
            ("unter", REDACTED),
            ("outgoing", "outgoing"),
        ] {
            let start = text.find(part).expect(part);
            let place = shown.place(start..start + part.len());
            assert_eq!(shown.text.get(place), Some(expected), "{part}");
        }
    }
}
