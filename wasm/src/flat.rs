//! Forms and findings as one text each, the cheapest thing to hand across the boundary.
//!
//! The forms come as JavaScript has them, key by key (ABNF of RFC 5234):
//!
//! ```text
//! settings = form form values         ; outgoing, incoming, and the hosts that the user confirmed
//! form     = "0" / "{" members        ; "0" for a form that is absent
//! members  = *(key value) "}"
//! values   = *value "]"
//! key      = field / "!" text         ; "!" for a key that is none of the settings
//! field    = %x30-7A                  ; "0" for the first of `FIELDS`, and so on
//! value    = "+" / "-" / "0"          ; true, false and null
//!          / %x22 text / "#" text     ; text, and the digits of a number
//!          / "[" values / "{" members
//! text     = 1*DIGIT ":" *unit        ; a length in UTF-16 code units, and as many of them
//! ```
//!
//! Lengths instead of quotes let every value be borrowed from the text as it stands.
//!
//! Findings go back as items that [`ITEM`] parts, see [`write`].

use mailvet_core::{
    Entry, FIELDS, Finding, Form, FormName, Kind, OAuthEntry, OAuthForm, SecretEntry,
    SecretReference, Severity, Slot,
};

/// What reading fails with: a text that no glue of ours has written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A value as it comes; what is inside a list or a table is still to be read.
enum Value<'a> {
    Null,
    Flag(bool),
    Text(&'a str),
    Number(&'a str),
    List,
    Table,
}

/// Reads what the text holds, from its start to its end.
pub(crate) struct Reader<'a> {
    rest: &'a str,
    /// Whether a code unit is a byte.
    is_ascii: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text, is_ascii: text.is_ascii() }
    }

    /// Reads a form, where it is not absent.
    pub(crate) fn form<F: Form<'a>>(&mut self) -> Result<Option<F>, Malformed> {
        match self.mark()? {
            b'0' => Ok(None),
            b'{' => self.members().map(Some),
            _ => Err(Malformed),
        }
    }

    /// Reads the members of a form, or of the table in it.
    fn members<F: Form<'a>>(&mut self) -> Result<F, Malformed> {
        let mut form = F::default();
        while let Some(key) = self.key()? {
            match form.slot(key) {
                Slot::Entry(slot) => *slot = self.entry()?,
                Slot::Secret(slot) => *slot = self.secret()?,
                Slot::OAuth(slot) => *slot = self.oauth()?,
                Slot::Unknown(keys) => {
                    keys.0.push(key.to_owned());
                    self.entry()?;
                }
            }
        }
        Ok(form)
    }

    /// Reads a list of texts.
    pub(crate) fn texts(&mut self) -> Result<Vec<String>, Malformed> {
        let mut texts = Vec::new();
        while !self.take("]") {
            let Value::Text(text) = self.value()? else { return Err(Malformed) };
            texts.push(text.to_owned());
        }
        Ok(texts)
    }

    fn entry(&mut self) -> Result<Option<Entry<'a>>, Malformed> {
        Ok(Some(match self.value()? {
            Value::Null => return Ok(None),
            Value::Flag(flag) => Entry::Flag(flag),
            Value::Text(text) => Entry::Text(text.into()),
            Value::Number(digits) => Entry::Number(digits.into()),
            Value::List => {
                self.skip_values()?;
                Entry::Other(Kind::List)
            }
            Value::Table => {
                self.skip_members()?;
                Entry::Other(Kind::Table)
            }
        }))
    }

    fn oauth(&mut self) -> Result<Option<OAuthEntry<'a>>, Malformed> {
        if self.take("{") {
            return Ok(Some(self.members::<OAuthForm<'a>>()?.into()));
        }
        Ok(self.entry()?.map(OAuthEntry::Other))
    }

    fn secret(&mut self) -> Result<Option<SecretEntry>, Malformed> {
        if self.take("{") {
            return self.reference().map(Some);
        }
        Ok(self.entry()?.map(|entry| match entry {
            Entry::Text(text) => text.into_owned().into(),
            other => SecretEntry::Other(other.kind()),
        }))
    }

    /// A table with one key of a place that holds a secret; any other table is no secret.
    fn reference(&mut self) -> Result<SecretEntry, Malformed> {
        let mut found = None;
        let mut members = 0_usize;
        while let Some(key) = self.key()? {
            members += 1;
            found = match (key, self.value()?) {
                ("env", Value::Text(name)) => Some(SecretReference::Env(name.to_owned())),
                ("file", Value::Text(path)) => Some(SecretReference::File(path.to_owned())),
                ("stored", Value::Flag(true)) => Some(SecretReference::Stored(true)),
                ("command", Value::List) => self.command()?,
                (_, Value::List) => {
                    self.skip_values()?;
                    None
                }
                (_, Value::Table) => {
                    self.skip_members()?;
                    None
                }
                _ => None,
            };
        }
        Ok(match found {
            Some(reference) if members == 1 => SecretEntry::Reference(reference),
            _ => SecretEntry::Other(Kind::Table),
        })
    }

    /// A list of words, and nothing where another value is among them.
    fn command(&mut self) -> Result<Option<SecretReference>, Malformed> {
        let mut words = Some(Vec::new());
        while !self.take("]") {
            match (self.entry()?, &mut words) {
                (Some(Entry::Text(word)), Some(words)) => words.push(word.into_owned()),
                _ => words = None,
            }
        }
        Ok(words.map(SecretReference::Command))
    }

    fn skip_values(&mut self) -> Result<(), Malformed> {
        while !self.take("]") {
            self.entry()?;
        }
        Ok(())
    }

    fn skip_members(&mut self) -> Result<(), Malformed> {
        while self.key()?.is_some() {
            self.entry()?;
        }
        Ok(())
    }

    /// The next key, without the table that it is in; `None` at the end of the members.
    fn key(&mut self) -> Result<Option<&'a str>, Malformed> {
        match self.mark()? {
            b'}' => Ok(None),
            b'!' => self.text().map(Some),
            mark => {
                let at = mark.checked_sub(b'0').ok_or(Malformed)?;
                let field = FIELDS.get(usize::from(at)).ok_or(Malformed)?;
                Ok(Some(field.strip_prefix("oauth.").unwrap_or(field)))
            }
        }
    }

    fn value(&mut self) -> Result<Value<'a>, Malformed> {
        Ok(match self.mark()? {
            b'0' => Value::Null,
            b'+' => Value::Flag(true),
            b'-' => Value::Flag(false),
            b'"' => Value::Text(self.text()?),
            b'#' => Value::Number(self.text()?),
            b'[' => Value::List,
            b'{' => Value::Table,
            _ => return Err(Malformed),
        })
    }

    fn text(&mut self) -> Result<&'a str, Malformed> {
        let mut units = 0_usize;
        loop {
            match self.mark()? {
                b':' => break,
                digit @ b'0'..=b'9' => {
                    let shifted = units.checked_mul(10).ok_or(Malformed)?;
                    units = shifted.checked_add(usize::from(digit - b'0')).ok_or(Malformed)?;
                }
                _ => return Err(Malformed),
            }
        }
        let bytes = if self.is_ascii { units } else { bytes_of(self.rest, units) };
        let (text, rest) = self.rest.split_at_checked(bytes).ok_or(Malformed)?;
        self.rest = rest;
        Ok(text)
    }

    fn take(&mut self, mark: &str) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn mark(&mut self) -> Result<u8, Malformed> {
        let mark = *self.rest.as_bytes().first().ok_or(Malformed)?;
        self.rest = self.rest.get(1..).ok_or(Malformed)?;
        Ok(mark)
    }
}

/// How many bytes so many UTF-16 code units take.
fn bytes_of(text: &str, units: usize) -> usize {
    let mut left = units;
    let mut chars = text.chars();
    while left > 0 {
        let Some(next) = chars.next() else { break };
        left = left.saturating_sub(next.len_utf16());
    }
    text.len() - chars.as_str().len()
}

/// What parts the items of an answer.
pub(crate) const ITEM: char = '\u{1f}';

/// What stands before an item's own [`ITEM`], as `\u{10}\u{5f}`, and before itself.
const ESCAPE: char = '\u{10}';

/// Writes findings as items; none gives no text. Each finding is
///
/// - its code, the first letters of its severity and its form, and its field;
/// - how many parameters it has, and name and value of each;
/// - the start and the end of its span, both empty where it has none;
/// - how many edits mend it, `!` where they are a guess, and field and value of each.
pub(crate) fn write(findings: &[Finding]) -> String {
    let mut items = Items::default();
    for finding in findings {
        items.add(finding.code);
        items.add(match (finding.severity, finding.form) {
            (Severity::Error, FormName::Outgoing) => "eo",
            (Severity::Error, FormName::Incoming) => "ei",
            (Severity::Warning, FormName::Outgoing) => "wo",
            (Severity::Warning, FormName::Incoming) => "wi",
            (Severity::Hint, FormName::Outgoing) => "ho",
            (Severity::Hint, FormName::Incoming) => "hi",
        });
        items.add(&finding.field);
        items.count(finding.params.0.len());
        for (name, value) in &finding.params.0 {
            items.add(name);
            items.add(value);
        }
        if let Some(span) = finding.span {
            items.count(span.start);
            items.count(span.end);
        } else {
            items.add("");
            items.add("");
        }
        let Some(fix) = &finding.fix else {
            items.count(0);
            continue;
        };
        items.count(fix.edits.len());
        if !fix.safe {
            items.text.push('!');
        }
        for edit in &fix.edits {
            items.add(&edit.field);
            items.add(&edit.value);
        }
    }
    items.text
}

/// Items that become one text.
#[derive(Default)]
pub(crate) struct Items {
    pub(crate) text: String,
    begun: bool,
}

impl Items {
    fn part(&mut self) {
        if self.begun {
            self.text.push(ITEM);
        }
        self.begun = true;
    }

    pub(crate) fn add(&mut self, item: &str) {
        self.part();
        if !item.contains([ITEM, ESCAPE]) {
            self.text.push_str(item);
            return;
        }
        for c in item.chars() {
            match c {
                ITEM => self.text.extend([ESCAPE, '_']),
                ESCAPE => self.text.extend([ESCAPE, ESCAPE]),
                other => self.text.push(other),
            }
        }
    }

    /// A whole number in decimal digits.
    fn count(&mut self, number: usize) {
        self.part();
        let from = self.text.len();
        let mut rest = number;
        loop {
            let digit = char::from(b'0' + u8::try_from(rest % 10).unwrap_or_default());
            self.text.insert(from, digit);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mailvet_core::{OutgoingForm, SecretReference as Reference};

    fn form(text: &str) -> Result<OutgoingForm<'_>, Malformed> {
        Reader::new(text).form().map(Option::unwrap_or_default)
    }

    /// The letter of a settings key.
    fn letter(field: &str) -> char {
        let at = FIELDS.iter().position(|known| *known == field).expect(field);
        char::from(b'0' + u8::try_from(at).expect("a letter for every field"))
    }

    #[test]
    fn values_keep_their_kind() {
        for (value, expected) in [
            ("\"0:", Some(Entry::Text("".into()))),
            ("\"3:a}b", Some(Entry::Text("a}b".into()))),
            ("\"4:\u{fc}\u{1f600}!", Some(Entry::Text("\u{fc}\u{1f600}!".into()))),
            ("#3:587", Some(Entry::Number("587".into()))),
            ("+", Some(Entry::Flag(true))),
            ("-", Some(Entry::Flag(false))),
            ("0", None),
            ("[\"1:a[]]", Some(Entry::Other(Kind::List))),
            ("{!1:k{}}", Some(Entry::Other(Kind::Table))),
        ] {
            let (server, port) = (letter("server"), letter("port"));
            let text = format!("{{{server}{value}{port}#3:993!3:foo0}}");
            let form = form(&text).expect(value);
            assert_eq!(form.server, expected, "{value}");
            assert_eq!(form.port, Some(Entry::Number("993".into())), "{value}");
            assert_eq!(form.unknown.0, ["foo"], "{value}");
        }
    }

    #[test]
    fn secrets_are_texts_or_places() {
        let typed = |text: &str| SecretEntry::Typed(mailvet_core::Secret::new(text.to_owned()));
        let other = |kind| SecretEntry::Other(kind);
        for (value, expected) in [
            ("\"2:pw", typed("pw")),
            ("#1:1", other(Kind::Number)),
            ("[]", other(Kind::List)),
            ("{}", other(Kind::Table)),
            ("{!3:env\"1:A}", SecretEntry::Reference(Reference::Env("A".to_owned()))),
            ("{!6:stored+}", SecretEntry::Reference(Reference::Stored(true))),
            ("{!6:stored-}", other(Kind::Table)),
            ("{!3:env[]}", other(Kind::Table)),
            ("{!3:foo\"1:A!3:env\"1:A}", other(Kind::Table)),
            ("{!3:env\"1:A!4:file0}", other(Kind::Table)),
            (
                "{!7:command[\"1:a\"1:b]}",
                SecretEntry::Reference(Reference::Command(vec!["a".to_owned(), "b".to_owned()])),
            ),
            ("{!7:command[\"1:a#1:1]}", other(Kind::Table)),
        ] {
            let text = format!("{{{}{value}}}", letter("password"));
            assert_eq!(form(&text).expect(value).password, Some(expected), "{value}");
        }
    }

    #[test]
    fn what_no_glue_has_written() {
        for text in [
            "",
            "}",
            "{",
            "{0",
            "{0\"",
            "{0\"2:a",
            "{0\"99999999999999999999:a}",
            "{z+}",
            "{\u{fc}}",
            "{0\"1:\u{fc}",
        ] {
            assert!(form(text).is_err(), "{text}");
        }
    }

    #[test]
    fn items_hide_what_parts_them() {
        let mut items = Items::default();
        for item in ["", "a", "b\u{1f}c\u{10}_"] {
            items.add(item);
        }
        for number in [0, 7, 1205] {
            items.count(number);
        }
        let expected = ["", "a", "b\u{10}_c\u{10}\u{10}_", "0", "7", "1205"];
        assert_eq!(items.text, expected.join("\u{1f}"));
    }
}
