//! The rules of the forms.
//!
//! [`fields`] says which rules each field has, one row a field; the rules of one field alone stand in
//! [`text`], [`choice`], [`host`], [`port`], [`account`], [`client`] and [`scope`], those about how
//! fields go together in [`relation`], and those about how the two forms go together in
//! [`together`]. All of them say what they found as a [`Problem`], whose words are in the Fluent
//! files under the rule's code.

pub(crate) mod account;
pub(crate) mod choice;
pub(crate) mod client;
pub(crate) mod discretion;
pub(crate) mod fields;
pub(crate) mod host;
pub(crate) mod near;
pub(crate) mod port;
pub(crate) mod relation;
pub(crate) mod scope;
pub(crate) mod standing;
pub(crate) mod text;
pub(crate) mod together;

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
};

use crate::{Edit, Entry, Finding, Fix, FormName, Kind, Span, catalogue::Rule, finding::Params};

/// What a rule found, before it is known at which form and field.
///
/// It stands in a box, so that a rule that finds nothing gives back next to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem(Box<Found>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) rule: &'static Rule,
    params: Params,
    fix: Option<Fix>,
    span: Option<Span>,
}

impl Deref for Problem {
    type Target = Found;

    fn deref(&self) -> &Found {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Found {
        &mut self.0
    }
}

impl Problem {
    #[inline(never)]
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Self(Box::new(Found { rule, params: Params::default(), fix: None, span: None }))
    }

    /// Names what the words speak of.
    #[inline(never)]
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        self.with_param(name, value.to_owned().into())
    }

    /// Names one of the few things that the words may speak of.
    #[inline(never)]
    pub(crate) fn with_static(self, name: &'static str, value: &'static str) -> Self {
        self.with_param(name, value.into())
    }

    fn with_param(mut self, name: &'static str, value: Cow<'static, str>) -> Self {
        self.params.0.push((name, value));
        self
    }

    /// Adds an edit that mends it; without a field it is of the field that the problem is about.
    #[inline(never)]
    pub(crate) fn edit(self, field: &'static str, value: &str) -> Self {
        self.edit_owned(field, value.to_owned())
    }

    /// The same, of a value that is at hand.
    #[inline(never)]
    pub(crate) fn edit_owned(self, field: &'static str, value: String) -> Self {
        self.with_edit(field, value.into())
    }

    /// The same, of one of few values.
    #[inline(never)]
    pub(crate) fn edit_static(self, field: &'static str, value: &'static str) -> Self {
        self.with_edit(field, value.into())
    }

    fn with_edit(mut self, field: &'static str, value: Cow<'static, str>) -> Self {
        let fix = self.fix.get_or_insert(Fix { edits: Vec::new(), safe: true });
        fix.edits.push(Edit { field: field.into(), value });
        self
    }

    /// Mends it as another problem is mended.
    pub(crate) fn edits_of(mut self, other: Self) -> Self {
        self.fix = other.0.fix;
        self
    }

    /// Says that its mend is the likeliest of several, which only the user can decide.
    pub(crate) fn guessed(mut self) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.safe = false;
        }
        self
    }

    /// Offers no mend.
    pub(crate) fn drop_edits(&mut self) {
        self.fix = None;
    }

    /// Whether it offers a mend.
    pub(crate) fn is_mended(&self) -> bool {
        self.fix.is_some()
    }

    /// The first value that its mend puts in.
    pub(crate) fn mend(&self) -> Option<&str> {
        Some(&*self.fix.as_ref()?.edits.first()?.value)
    }

    /// Whether its mend, if there is one, may be applied unasked.
    pub(crate) fn is_safe(&self) -> bool {
        self.fix.as_ref().is_none_or(|fix| fix.safe)
    }

    /// Marks the part of the value that it is about.
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Marks the part that it is about, where that was found.
    pub(crate) fn at_if(mut self, span: Option<Span>) -> Self {
        self.span = span.or(self.span);
        self
    }

    /// Takes its mark for one within a part of the value, which begins after so many units.
    pub(crate) fn shifted(mut self, units: usize) -> Self {
        if let Some(span) = &mut self.span {
            span.start += units;
            span.end += units;
        }
        self
    }

    /// Says it of one field of one form.
    pub(crate) fn into_finding(
        self,
        form: FormName,
        field: impl Into<Cow<'static, str>>,
    ) -> Finding {
        let Found { rule, params, mut fix, span } = *self.0;
        let field = field.into();
        let edits = fix.iter_mut().flat_map(|fix| &mut fix.edits);
        for edit in edits.filter(|edit| edit.field.is_empty()) {
            edit.field.clone_from(&field);
        }
        let Rule { code, severity } = *rule;
        Finding { code, severity, form, field, params, fix, span }
    }
}

/// A number in decimal digits, without what the standard library brings along to format any.
pub(crate) fn decimal(number: usize) -> String {
    let digit = u8::try_from(number % 10).map_or('0', |digit| char::from(b'0' + digit));
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.push(digit);
    digits
}

/// What was typed is quoted, but not at any length.
pub(crate) fn shortened(mut text: String) -> String {
    const LONGEST: usize = 300;
    if text.len() > LONGEST
        && let Some((end, _)) = text.char_indices().nth(LONGEST)
    {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// How much of a form is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Whether each value can be what it is to be, and security suits port and token.
    Basics,
    /// Every rule.
    Rules,
    /// Every rule, and the settings are made.
    Settings,
}

/// Collects what the rules say of one form.
#[derive(Debug)]
pub(crate) struct Notes {
    form: FormName,
    pub(crate) extent: Extent,
    pub(crate) findings: Vec<Finding>,
}

impl Notes {
    pub(crate) fn new(form: FormName, extent: Extent) -> Self {
        Self { form, extent, findings: Vec::new() }
    }

    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, problem: Problem) {
        self.push(field.into(), problem);
    }

    #[inline(never)]
    fn push(&mut self, field: Cow<'static, str>, problem: Problem) {
        /// So many are found in most forms in which there is one.
        const USUAL: usize = 8;
        if self.findings.is_empty() {
            self.findings.reserve_exact(USUAL);
        }
        self.findings.push(problem.into_finding(self.form, field));
    }

    pub(crate) fn extend(
        &mut self,
        field: &'static str,
        problems: impl IntoIterator<Item = Problem>,
    ) {
        for problem in problems {
            self.add(field, problem);
        }
    }

    /// Says what was found in the text of a field, without what surrounds it by accident.
    pub(crate) fn extend_within(
        &mut self,
        field: &'static str,
        entry: Option<&Entry<'_>>,
        problems: impl IntoIterator<Item = Problem>,
    ) {
        let Some(Entry::Text(whole)) = entry else { return };
        let before = Span::of(whole, 0, text::offset_of(whole, text::clean(whole))).end;
        self.extend(field, problems.into_iter().map(|problem| problem.shifted(before)));
    }
}

impl fields::Fields for Notes {
    /// Judges a field that was written by each of its rules.
    fn field(
        &mut self,
        name: &'static str,
        entry: Option<&Entry<'_>>,
        rules: &[fields::FieldRule],
    ) {
        let Some(entry) = entry else { return };
        self.extend(name, rules.iter().filter_map(|rule| rule(entry)));
    }
}

/// A value of a kind that does not belong there.
pub(crate) fn wrong_kind(kind: Kind, expected: Kind) -> Problem {
    let rule = match kind {
        Kind::List | Kind::Table => crate::catalogue::NOT_A_VALUE,
        Kind::Text | Kind::Number | Kind::Flag => crate::catalogue::WRONG_TYPE,
    };
    Problem::new(rule).with_static("kind", kind.as_str()).with_static("expected", expected.as_str())
}

/// Every text of up to six of these letters.
#[cfg(test)]
pub(crate) fn texts(letters: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..6 {
        let to = texts.len();
        for at in from..to {
            for letter in letters.chars() {
                let text = format!("{}{letter}", texts[at]);
                texts.push(text);
            }
        }
        from = to;
    }
    texts
}
