//! The table of form cases through the core; the tests in `e2e` run the same table through every
//! other way in.

use std::fmt;

use mailvet_core::{Context, Finding, IncomingForm, OutgoingForm, check_settings};
use serde::Deserialize;

/// A row of the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case<'a> {
    name: String,
    #[serde(borrow)]
    outgoing: Option<OutgoingForm<'a>>,
    #[serde(borrow)]
    incoming: Option<IncomingForm<'a>>,
    #[serde(default)]
    identity_hosts: Vec<String>,
    findings: Vec<Expected>,
}

/// What a row says of a finding; the words are the catalogue's.
#[derive(Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Expected {
    form: String,
    field: String,
    code: String,
    severity: String,
}

impl Expected {
    fn of(finding: &Finding) -> Self {
        Self {
            form: finding.form.as_str().to_owned(),
            field: finding.field.clone().into_owned(),
            code: finding.code.to_owned(),
            severity: format!("{:?}", finding.severity).to_lowercase(),
        }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { form, field, code, severity } = self;
        write!(f, "{severity} {code} at {form}.{field}")
    }
}

fn table() -> Vec<Case<'static>> {
    serde_json::from_str(include_str!("cases/forms.json")).expect("the table of form cases")
}

/// What the rules find in a row.
fn found(case: &Case<'_>) -> Vec<Expected> {
    let mut context = Context::default();
    context.identity_hosts.clone_from(&case.identity_hosts);
    let findings = check_settings(case.outgoing.as_ref(), case.incoming.as_ref(), &context);
    findings.iter().map(Expected::of).collect()
}

#[test]
fn the_rules_find_what_each_row_says() {
    let cases = table();
    assert!(cases.len() > 70, "the table has lost its rows");
    let wrong: Vec<_> = cases
        .iter()
        .map(|case| (case, found(case)))
        .filter(|(case, found)| *found != case.findings)
        .map(|(case, found)| {
            format!("{}\n  expected {:?}\n  found    {found:?}", case.name, case.findings)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
