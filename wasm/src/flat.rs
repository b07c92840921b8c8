//! Forms and findings as flat data in the memory of the module, the cheapest thing to hand across the
//! boundary.
//!
//! The forms come as JavaScript has them, key by key, in two parts: how they are built, and one behind
//! the other all texts in them. So the texts are written by one call and borrowed as they stand. How
//! they are built (ABNF of RFC 5234):
//!
//! ```text
//! settings = form form values         ; outgoing, incoming, and the hosts that the user confirmed
//! form     = "0" / "{" members        ; "0" for a form that is absent
//! members  = *(key value) "}"
//! values   = *value "]"
//! key      = field / "!" text         ; "!" for a key that is none of the settings
//! field    = %x30-7A                  ; "0" for the first of `KEYS`, and so on
//! value    = "+" / "-" / "0"          ; true, false and null
//!          / %x22 text / "#" text     ; text, and the digits of a number
//!          / "[" values / "{" members
//! text     = *%x80-FF %x00-7F         ; the length of the next text in UTF-16 code units, in groups of
//!                                     ; seven bits, the lowest first
//! ```
//!
//! Findings go back as numbers, see [`Told`].

use std::borrow::Cow;

use mailvet_core::{
    Entry, Finding, Form, FormName, KEYS, Key, Kind, OAuthEntry, OAuthForm, SecretEntry,
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

/// Reads what was written, from its start to its end.
pub(crate) struct Reader<'a> {
    marks: std::slice::Iter<'a, u8>,
    /// The texts that no mark has taken yet.
    texts: &'a str,
    /// Whether a code unit is a byte.
    is_ascii: bool,
}

impl<'a> Reader<'a> {
    /// Reads texts, which take so many bytes and UTF-16 code units, and behind them how they are built
    /// together.
    pub(crate) fn new(written: &'a [u8], texts: usize, units: usize) -> Result<Self, Malformed> {
        // Only where all of them are of ASCII are they as many.
        let is_ascii = texts == units;
        let (texts, marks) = written.split_at_checked(texts).ok_or(Malformed)?;
        let texts = std::str::from_utf8(texts).map_err(|_| Malformed)?;
        Ok(Self { marks: marks.iter(), texts, is_ascii })
    }

    /// Reads a form, if there is one, into the place for it. (What is handed on by value is copied each
    /// time.)
    pub(crate) fn form<'form, F: Form<'a> + Default>(
        &mut self,
        place: &'form mut Option<F>,
    ) -> Result<Option<&'form F>, Malformed> {
        match self.mark()? {
            b'0' => Ok(None),
            b'{' => {
                let form = place.insert(F::default());
                self.members(form)?;
                Ok(Some(form))
            }
            _ => Err(Malformed),
        }
    }

    /// Reads the members of a form, or of the table in it.
    fn members(&mut self, form: &mut impl Form<'a>) -> Result<(), Malformed> {
        while let Some(key) = self.key()? {
            match form.slot(key) {
                Slot::Entry(slot) => *slot = self.entry()?,
                Slot::Secret(slot) => *slot = self.secret()?,
                Slot::OAuth(slot) => *slot = self.oauth()?,
                Slot::Unknown(keys) => {
                    keys.0.push(key.name().to_owned());
                    self.entry()?;
                }
            }
        }
        Ok(())
    }

    /// Reads a list of texts.
    pub(crate) fn texts(&mut self) -> Result<Vec<String>, Malformed> {
        let mut texts = Vec::new();
        while !self.take(b']') {
            let Value::Text(text) = self.value()? else { return Err(Malformed) };
            texts.push(text.to_owned());
        }
        Ok(texts)
    }

    fn entry(&mut self) -> Result<Option<Entry<'a>>, Malformed> {
        // As most are.
        if self.take(b'"') {
            return self.text().map(|text| Some(Entry::Text(text.into())));
        }
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
        if self.take(b'{') {
            let mut form = Box::<OAuthForm<'a>>::default();
            self.members(&mut *form)?;
            return Ok(Some(OAuthEntry::Form(form)));
        }
        Ok(self.entry()?.map(OAuthEntry::Other))
    }

    fn secret(&mut self) -> Result<Option<SecretEntry>, Malformed> {
        if self.take(b'{') {
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
            found = match (key.name(), self.value()?) {
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
        while !self.take(b']') {
            match (self.entry()?, &mut words) {
                (Some(Entry::Text(word)), Some(words)) => words.push(word.into_owned()),
                _ => words = None,
            }
        }
        Ok(words.map(SecretReference::Command))
    }

    fn skip_values(&mut self) -> Result<(), Malformed> {
        while !self.take(b']') {
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

    /// The next key; `None` at the end of the members.
    fn key(&mut self) -> Result<Option<Key<'a>>, Malformed> {
        Ok(Some(match self.mark()? {
            b'}' => return Ok(None),
            b'!' => Key::Unknown(self.text()?),
            mark => {
                let number = usize::from(mark.checked_sub(b'0').ok_or(Malformed)?);
                Key::Known(KEYS.get(number).map(|_| number).ok_or(Malformed)?)
            }
        }))
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
        let units = self.length()?;
        let bytes = if self.is_ascii { units } else { bytes_of(self.texts, units) };
        let (text, rest) = self.texts.split_at_checked(bytes).ok_or(Malformed)?;
        self.texts = rest;
        Ok(text)
    }

    fn length(&mut self) -> Result<usize, Malformed> {
        let (mut length, mut bits) = (0, 0);
        loop {
            let mark = self.mark()?;
            let group = usize::from(mark & 0x7f);
            length |= group.checked_shl(bits).ok_or(Malformed)?;
            bits += 7;
            if mark < 0x80 {
                return Ok(length);
            }
        }
    }

    fn take(&mut self, mark: u8) -> bool {
        let is_next = self.marks.as_slice().first() == Some(&mark);
        if is_next {
            self.marks.next();
        }
        is_next
    }

    fn mark(&mut self) -> Result<u8, Malformed> {
        self.marks.next().copied().ok_or(Malformed)
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

/// Findings as they are handed on: numbers, and one behind the other the texts that are not among the
/// module's constants.
///
/// ```text
/// told    = count address bytes *finding    ; how many numbers there are behind `bytes`; where the texts
///                                           ; stand, and how many bytes they take
/// finding = kind code field *(name value) [start end] *(field value)
/// kind    = 1 for the incoming form + 2 for a warning + 4 for a hint + 8 with a span + 16 with a fix
///           + 32 where that is a guess + 64 * number of parameters + 4096 * number of edits
/// text    = -1-start units                  ; a part of the texts: where it begins, and how long it is, both in
///                                           ; UTF-16 code units
///         / address bytes                   ; a constant, which is nothing but ASCII
/// code    = text
/// field   = text
/// name    = text
/// value   = text
/// ```
#[derive(Default)]
pub(crate) struct Told {
    numbers: Vec<usize>,
    texts: String,
    /// How long the texts are in UTF-16 code units.
    units: usize,
}

impl Told {
    pub(crate) const fn new() -> Self {
        Self { numbers: Vec::new(), texts: String::new(), units: 0 }
    }

    /// Writes findings, and gives where they stand until others are written; nowhere if there is none.
    pub(crate) fn write(&mut self, findings: &[Finding]) -> *const usize {
        if findings.is_empty() {
            return std::ptr::null();
        }
        self.texts.clear();
        self.units = 0;
        self.numbers.clear();
        self.numbers.extend([0; 3]);
        for finding in findings {
            self.finding(finding);
        }
        let head = [self.numbers.len() - 3, self.texts.as_ptr().addr(), self.texts.len()];
        if let Some(place) = self.numbers.first_chunk_mut() {
            *place = head;
        }
        self.numbers.as_ptr()
    }

    fn finding(&mut self, finding: &Finding) {
        let Finding { code, severity, form, field, params, fix, span } = finding;
        let edits = fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        let kind = usize::from(*form == FormName::Incoming)
            | match severity {
                Severity::Error => 0,
                Severity::Warning => 2,
                Severity::Hint => 4,
            }
            | usize::from(span.is_some()) << 3
            | usize::from(fix.is_some()) << 4
            | usize::from(fix.as_ref().is_some_and(|fix| !fix.safe)) << 5
            | params.0.len() << 6
            | edits.len() << 12;
        self.numbers.push(kind);
        self.constant(code);
        self.either(field);
        for (name, value) in &params.0 {
            self.constant(name);
            self.either(value);
        }
        if let Some(span) = span {
            self.numbers.extend([span.start, span.end]);
        }
        for edit in edits {
            self.either(&edit.field);
            self.either(&edit.value);
        }
    }

    #[expect(clippy::ptr_arg, reason = "whether it is a constant makes the difference")]
    fn either(&mut self, text: &Cow<'static, str>) {
        match text {
            Cow::Borrowed(constant) => self.constant(constant),
            Cow::Owned(text) => self.text(text),
        }
    }

    fn constant(&mut self, text: &'static str) {
        self.numbers.extend([text.as_ptr().addr(), text.len()]);
    }

    fn text(&mut self, text: &str) {
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.numbers.extend([!self.units, units]);
        self.units += units;
        self.texts.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mailvet_core::{OutgoingForm, SecretReference as Reference};

    /// A form as the glue writes it, of marks with the texts that stand between them in brackets.
    fn written(form: &str) -> (Vec<u8>, usize, usize) {
        let (mut marks, mut texts) = (Vec::new(), String::new());
        for (at, part) in form.split(['<', '>']).enumerate() {
            if at % 2 == 0 {
                marks.extend_from_slice(part.as_bytes());
            } else {
                marks.push(u8::try_from(part.encode_utf16().count()).expect("a short text"));
                texts.push_str(part);
            }
        }
        let (len, units) = (texts.len(), texts.encode_utf16().count());
        (texts.into_bytes().into_iter().chain(marks).collect(), len, units)
    }

    /// Reads a form, and looks at what was read.
    fn read(form: &str, look: impl FnOnce(OutgoingForm<'_>)) -> Result<(), Malformed> {
        let (written, texts, units) = written(form);
        let mut read = None;
        Reader::new(&written, texts, units)?.form(&mut read)?;
        read.map(look).ok_or(Malformed)
    }

    /// The letter of a settings key.
    fn letter(key: &str) -> char {
        let at = KEYS.iter().position(|known| *known == key).expect(key);
        char::from(b'0' + u8::try_from(at).expect("a letter for every key"))
    }

    #[test]
    fn values_keep_their_kind() {
        for (value, expected) in [
            ("\"<>", Some(Entry::Text("".into()))),
            ("\"<a}b>", Some(Entry::Text("a}b".into()))),
            ("\"<\u{fc}\u{1f600}!>", Some(Entry::Text("\u{fc}\u{1f600}!".into()))),
            ("#<587>", Some(Entry::Number("587".into()))),
            ("+", Some(Entry::Flag(true))),
            ("-", Some(Entry::Flag(false))),
            ("0", None),
            ("[\"<a>[]]", Some(Entry::Other(Kind::List))),
            ("{!<k>{}}", Some(Entry::Other(Kind::Table))),
        ] {
            let (server, port) = (letter("server"), letter("port"));
            let form = format!("{{{server}{value}{port}#<993>!<foo>0}}");
            let look = |form: OutgoingForm<'_>| {
                assert_eq!(form.server, expected, "{value}");
                assert_eq!(form.port, Some(Entry::Number("993".into())), "{value}");
                assert_eq!(form.unknown.0, ["foo"], "{value}");
            };
            read(&form, look).expect(value);
        }
    }

    #[test]
    fn a_length_has_as_many_bytes_as_it_needs() {
        for (marks, expected) in [
            (&b"\x00"[..], Ok(0)),
            (b"\x7f", Ok(127)),
            (b"\x80\x01", Ok(128)),
            (b"\xac\x02", Ok(300)),
            (b"\x80", Err(Malformed)),
            (b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", Err(Malformed)),
        ] {
            let mut reader = Reader::new(marks, 0, 0).expect("no texts");
            assert_eq!(reader.length(), expected, "{marks:?}");
        }
    }

    #[test]
    fn secrets_are_texts_or_places() {
        let typed = |text: &str| SecretEntry::Typed(mailvet_core::Secret::new(text.to_owned()));
        let other = |kind| SecretEntry::Other(kind);
        for (value, expected) in [
            ("\"<pw>", typed("pw")),
            ("#<1>", other(Kind::Number)),
            ("[]", other(Kind::List)),
            ("{}", other(Kind::Table)),
            ("{!<env>\"<A>}", SecretEntry::Reference(Reference::Env("A".to_owned()))),
            ("{!<stored>+}", SecretEntry::Reference(Reference::Stored(true))),
            ("{!<stored>-}", other(Kind::Table)),
            ("{!<env>[]}", other(Kind::Table)),
            ("{!<foo>\"<A>!<env>\"<A>}", other(Kind::Table)),
            ("{!<env>\"<A>!<file>0}", other(Kind::Table)),
            (
                "{!<command>[\"<a>\"<b>]}",
                SecretEntry::Reference(Reference::Command(vec!["a".to_owned(), "b".to_owned()])),
            ),
            ("{!<command>[\"<a>#<1>]}", other(Kind::Table)),
        ] {
            let form = format!("{{{}{value}}}", letter("password"));
            let look =
                |form: OutgoingForm<'_>| assert_eq!(form.password, Some(expected), "{value}");
            read(&form, look).expect(value);
        }
    }

    #[test]
    fn what_no_glue_has_written() {
        for (texts, marks) in [
            ("", ""),
            ("", "}"),
            ("", "{"),
            ("", "{0"),
            ("", "{0\""),
            ("a", "{0\"\u{2}}"),
            ("", "{z+}"),
            ("", "{\u{fc}}"),
        ] {
            let written = [texts, marks].concat().into_bytes();
            let mut reader = Reader::new(&written, texts.len(), texts.len()).expect("texts");
            assert!(reader.form(&mut None::<OutgoingForm<'_>>).is_err(), "{texts} {marks}");
        }
        assert!(Reader::new(b"\xff", 1, 1).is_err() && Reader::new(b"", 1, 1).is_err());
    }

    #[test]
    fn findings_are_numbers_and_texts() {
        use mailvet_core::{Edit, Fix, Params, Span};

        let (code, name, choice) = ("a-code", "name", "choice");
        let finding = Finding {
            code,
            severity: Severity::Warning,
            form: FormName::Incoming,
            field: "own.\u{fc}".to_owned().into(),
            params: Params(vec![(name, "\u{1f600}!".to_owned().into()), (name, choice.into())]),
            fix: Some(Fix {
                edits: vec![Edit { field: code.into(), value: "z".to_owned().into() }],
                safe: false,
            }),
            span: Some(Span { start: 2, end: 7 }),
        };
        let constant = |text: &'static str| [text.as_ptr().addr(), text.len()];
        let part = |start: usize, units| [!start, units];
        let kind = 1 | 2 | 8 | 16 | 32 | 2 << 6 | 1 << 12;
        let texts = [
            constant(code),
            part(0, 5),
            constant(name),
            part(5, 3),
            constant(name),
            constant(choice),
            [2, 7],
            constant(code),
            part(8, 1),
        ];
        let mut told = Told::new();
        // What was told before leaves nothing behind.
        for _ in 0..2 {
            assert!(!told.write(std::slice::from_ref(&finding)).is_null());
            let (head, body) = told.numbers.split_first_chunk::<3>().expect("a head");
            assert_eq!(*head, [body.len(), told.texts.as_ptr().addr(), told.texts.len()]);
            assert_eq!(body.split_first(), Some((&kind, texts.as_flattened())));
            assert_eq!(told.texts, "own.\u{fc}\u{1f600}!z");
        }
        assert!(told.write(&[]).is_null());
    }
}
