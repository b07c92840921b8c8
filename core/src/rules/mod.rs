//! The rules of the forms.
//!
//! A rule about one field is a function that the forms' derived `Validate` calls ([`text`],
//! [`choice`], [`host`], [`port`], [`account`]). A rule about how fields go together stands in
//! [`relation`]. Both say what they found as a [`Problem`], whose words are in the catalogue.

pub(crate) mod account;
pub(crate) mod choice;
pub(crate) mod discretion;
pub(crate) mod host;
pub(crate) mod port;
pub(crate) mod relation;
pub(crate) mod text;

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::{Edit, Finding, Fix, FormName, Kind, Span, catalogue::Rule};

/// What a rule found, before it is known at which form and field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) rule: &'static Rule,
    details: Details,
}

/// What a problem knows beside its rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Details {
    params: Vec<(Cow<'static, str>, String)>,
    edits: Vec<Edit>,
    span: Option<Span>,
}

/// The key of the details among the parameters of a `ValidationError`.
const DETAILS: &str = "details";

impl Problem {
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Self { rule, details: Details::default() }
    }

    /// Fills in `{name}` of the message and the help.
    #[expect(clippy::needless_pass_by_value, reason = "it reads better where it is called")]
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.details.params.push((name.into(), shortened(value.to_string())));
        self
    }

    /// Adds an edit that mends it; without a field it is of the field that the problem is about.
    pub(crate) fn edit(mut self, field: &str, value: impl Into<String>) -> Self {
        self.details.edits.push(Edit { field: field.to_owned(), value: value.into() });
        self
    }

    /// Mends it as another problem is mended.
    pub(crate) fn edits_of(mut self, other: Self) -> Self {
        self.details.edits = other.details.edits;
        self
    }

    /// Offers no mend.
    pub(crate) fn drop_edits(&mut self) {
        self.details.edits.clear();
    }

    /// Marks the part of the value that it is about.
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.details.span = Some(span);
        self
    }

    /// Says it of one field of one form.
    pub(crate) fn into_finding(self, form: FormName, field: &str) -> Finding {
        let Details { params, mut edits, span } = self.details;
        let fill = |template: &str| {
            params.iter().fold(template.replace("{field}", field), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
        };
        for edit in edits.iter_mut().filter(|edit| edit.field.is_empty()) {
            field.clone_into(&mut edit.field);
        }
        Finding {
            code: self.rule.code,
            severity: self.rule.severity,
            form,
            field: field.to_owned(),
            message: fill(self.rule.message),
            help: fill(self.rule.help),
            fix: (!edits.is_empty()).then_some(Fix { edits }),
            source: self.rule.source,
            span,
        }
    }
}

impl From<Problem> for ValidationError {
    fn from(problem: Problem) -> Self {
        let mut error = Self::new(problem.rule.code);
        error.add_param(DETAILS.into(), &problem.details);
        error
    }
}

/// What was typed is quoted, but not at any length.
fn shortened(mut text: String) -> String {
    const LONGEST: usize = 300;
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Runs the derived rules of a form and says what they found, field by field.
pub(crate) fn findings_of_fields(form: &impl Validate, name: FormName) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Err(errors) = form.validate() {
        collect(errors, "", name, &mut findings);
    }
    findings
}

fn collect(errors: ValidationErrors, prefix: &str, form: FormName, findings: &mut Vec<Finding>) {
    for (key, kind) in errors.0.into_iter().collect::<BTreeMap<_, _>>() {
        let field = format!("{prefix}{key}");
        match kind {
            ValidationErrorsKind::Field(errors) => findings
                .extend(errors.into_iter().filter_map(|error| finding_of(error, form, &field))),
            ValidationErrorsKind::Struct(nested) => {
                collect(*nested, &format!("{field}."), form, findings);
            }
            ValidationErrorsKind::List(_) => {}
        }
    }
}

fn finding_of(mut error: ValidationError, form: FormName, field: &str) -> Option<Finding> {
    let rule = Rule::of(&error.code)?;
    let details = serde_json::from_value(error.params.remove(DETAILS)?).unwrap_or_default();
    Some(Problem { rule, details }.into_finding(form, field))
}

/// What the rule of every text field says of a value.
pub(crate) fn findings_of_text(typed: &str, form: FormName, field: &str) -> Vec<Finding> {
    let error = text::tidy(&typed.into()).err();
    error.and_then(|error| finding_of(error, form, field)).into_iter().collect()
}

/// A value of a kind that does not belong there.
pub(crate) fn wrong_kind(kind: Kind, expected: &str) -> Problem {
    let rule = match kind {
        Kind::List | Kind::Table => crate::catalogue::NOT_A_VALUE,
        Kind::Text | Kind::Number | Kind::Flag => crate::catalogue::WRONG_TYPE,
    };
    Problem::new(rule).with("kind", kind).with("expected", expected)
}
