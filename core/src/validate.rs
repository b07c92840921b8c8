//! The forms as [`validator`] knows them, for programs that take any `T: Validate`.
//!
//! Every error of the rules becomes a [`ValidationError`] at its field, with the rule's code and the
//! finding's parameters; warnings and hints are for [`crate::check_outgoing`] and
//! [`crate::check_incoming`] alone. The keys of the OAuth table are nested under `oauth`.

use std::borrow::Cow;

use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::{
    Context, Finding, IncomingForm, OutgoingForm, Severity, check_incoming, check_outgoing,
};

impl Validate for OutgoingForm<'_> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        errors_of(check_outgoing(self, &Context::default()).findings)
    }
}

impl Validate for IncomingForm<'_> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        errors_of(check_incoming(self, &Context::default()).findings)
    }
}

fn errors_of(findings: Vec<Finding>) -> Result<(), ValidationErrors> {
    let mut errors = ValidationErrors::new();
    let mut nested = ValidationErrors::new();
    for finding in findings.into_iter().filter(|finding| finding.severity == Severity::Error) {
        let error = error_of(&finding);
        match finding.field.strip_prefix("oauth.") {
            Some(field) => add(&mut nested, field.to_owned().into(), error),
            None => add(&mut errors, finding.field, error),
        }
    }
    if !nested.is_empty() {
        let kind = ValidationErrorsKind::Struct(Box::new(nested));
        errors.errors_mut().insert("oauth".into(), kind);
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// [`ValidationErrors::add`] takes no field that is known at run time only.
fn add(errors: &mut ValidationErrors, field: Cow<'static, str>, error: ValidationError) {
    let kind = errors.errors_mut().entry(field);
    if let ValidationErrorsKind::Field(errors) =
        kind.or_insert_with(|| ValidationErrorsKind::Field(Vec::new()))
    {
        errors.push(error);
    }
}

fn error_of(finding: &Finding) -> ValidationError {
    let mut error = ValidationError::new(finding.code);
    for (name, value) in &finding.params.0 {
        error.add_param(Cow::Borrowed(*name), value);
    }
    #[cfg(feature = "messages")]
    {
        let messages = crate::messages::Messages::of(crate::messages::Language::English);
        error.message = Some(messages.tell(finding.clone()).message.into());
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stand_at_their_fields() {
        let form: OutgoingForm<'_> = serde_json::from_str(
            r#"{"server": "a b", "security": "tls", "username": "me@example.com", "oauth": {"provider": "custom", "client_id": "me@example.com"}}"#,
        )
        .expect("a form");
        let errors = form.validate().expect_err("errors");
        let found: Vec<_> = errors.field_errors()["server"].iter().map(|e| &*e.code).collect();
        assert_eq!(found, ["server-has-space"]);
        let ValidationErrorsKind::Struct(oauth) = &errors.errors()["oauth"] else {
            panic!("{errors:?}")
        };
        assert_eq!(oauth.field_errors()["client_id"][0].code, "client-id-is-address");
        assert!(oauth.field_errors().contains_key("client_secret"));
    }

    #[test]
    fn warnings_are_no_errors() {
        let form: IncomingForm<'_> = serde_json::from_str(
            r#"{"server": "imap.example.com", "username": "me", "password": "hunter2hunter2"}"#,
        )
        .expect("a form");
        assert!(!check_incoming(&form, &Context::default()).findings.is_empty());
        assert_eq!(form.validate(), Ok(()));
    }
}
