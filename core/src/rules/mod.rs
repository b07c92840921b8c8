//! The rules of the forms.
//!
//! A rule about one field is a function that the forms' derived `Validate` calls ([`text`],
//! [`choice`], [`host`], [`port`], [`account`]). A rule about how fields go together stands in
//! [`relation`]. Both say what they found as a [`Problem`], whose words are in the catalogue.

pub(crate) mod account;
pub(crate) mod choice;
pub(crate) mod host;
pub(crate) mod port;
pub(crate) mod relation;
pub(crate) mod text;

use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::{Edit, Finding, Fix, FormName, Kind, Span, catalogue::Rule};

/// What a rule found, before it is known at which form and field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) rule: &'static Rule,
    params: Vec<(&'static str, String)>,
    edits: Vec<Edit>,
    span: Option<Span>,
}

impl Problem {
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Self { rule, params: Vec::new(), edits: Vec::new(), span: None }
    }

    /// Fills in `{name}` of the message and the help.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Adds an edit that mends it.
    pub(crate) fn edit(mut self, field: &str, value: impl Into<String>) -> Self {
        self.edits.push(Edit { field: field.to_owned(), value: value.into() });
        self
    }

    /// Marks the part of the value that it is about.
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says it of one field of one form.
    pub(crate) fn into_finding(self, form: FormName, field: &str) -> Finding {
        let fill = |template: &str| {
            self.params.iter().fold(template.replace("{field}", field), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
        };
        // An edit without a field mends the field that the problem is about.
        let edits = self.edits.iter().map(|edit| Edit {
            field: if edit.field.is_empty() { field.to_owned() } else { edit.field.clone() },
            value: edit.value.clone(),
        });
        Finding {
            code: self.rule.code,
            severity: self.rule.severity,
            form,
            field: field.to_owned(),
            message: fill(self.rule.message),
            help: fill(self.rule.help),
            fix: (!self.edits.is_empty()).then(|| Fix { edits: edits.collect() }),
            source: self.rule.source,
            span: self.span,
        }
    }
}

/// The keys that a problem's parts have among the parameters of a `ValidationError`.
const EDITS: &str = "edits";
const SPAN: &str = "span";

impl From<Problem> for ValidationError {
    fn from(problem: Problem) -> Self {
        let mut error = Self::new(problem.rule.code).with_message(problem.rule.message.into());
        for (name, value) in &problem.params {
            error.add_param((*name).into(), value);
        }
        error.add_param(EDITS.into(), &problem.edits);
        error.add_param(SPAN.into(), &problem.span);
        error
    }
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
    for (key, kind) in errors.0 {
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
    let mut take = |name: &str| error.params.remove(name).unwrap_or_default();
    let problem = Problem {
        rule,
        edits: serde_json::from_value(take(EDITS)).unwrap_or_default(),
        span: serde_json::from_value(take(SPAN)).unwrap_or_default(),
        params: Vec::new(),
    };
    let mut finding = problem.into_finding(form, field);
    for (name, value) in &error.params {
        if let Some(value) = value.as_str() {
            let slot = format!("{{{name}}}");
            finding.message = finding.message.replace(&slot, value);
            finding.help = finding.help.replace(&slot, value);
        }
    }
    Some(finding)
}

/// A value of a kind that does not belong there.
pub(crate) fn wrong_kind(kind: Kind, expected: &str) -> Problem {
    let rule = match kind {
        Kind::List | Kind::Table => crate::catalogue::NOT_A_VALUE,
        Kind::Text | Kind::Number | Kind::Flag => crate::catalogue::WRONG_TYPE,
    };
    Problem::new(rule).with("kind", kind).with("expected", expected)
}

/// What the rule of every text field says of a value.
pub(crate) fn findings_of_text(typed: &str, form: FormName, field: &str) -> Vec<Finding> {
    let error = text::tidy(&typed.into()).err();
    error.and_then(|error| finding_of(error, form, field)).into_iter().collect()
}
