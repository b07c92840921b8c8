//! The tables of form cases through the core; the tests in `e2e` run the same tables through every
//! other way in. `providers.json` has settings that nobody made up: of Thunderbird's ISPDB, of the lists
//! of Delta Chat, `FairEmail`, K-9 Mail, Mailspring, `MailCore`, mutt-wizard and nodemailer, and of guides.

use std::{collections::HashSet, fmt};

use mailvet_core::{
    Context, Edit, FIELDS, Finding, IncomingForm, OutgoingForm, Severity, check_basics,
    check_settings,
    reference::{Documentation, Example},
};
use serde::Deserialize;
use serde_json::Value;

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
    /// The rules whose mends only the user can decide on, where the row says it.
    #[serde(default)]
    offered: Option<Vec<String>>,
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

/// The cases that were made, one a rule and more, and the settings of real providers.
fn tables() -> [Vec<Value>; 2] {
    [include_str!("cases/forms.json"), include_str!("cases/providers.json")]
        .map(|table| serde_json::from_str(table).expect("a table of form cases"))
}

/// What the rules find in a row.
fn found(row: &Value) -> Vec<Finding> {
    let case = Case::deserialize(row).expect("a row");
    let mut context = Context::default();
    context.identity_hosts.clone_from(&case.identity_hosts);
    check_settings(case.outgoing.as_ref(), case.incoming.as_ref(), &context)
}

#[test]
fn the_rules_find_what_each_row_says() {
    let [made, real] = tables();
    assert!(made.len() > 200 && real.len() > 200, "a table has lost its rows");
    let wrong: Vec<_> = made
        .iter()
        .chain(&real)
        .map(|row| (Case::deserialize(row).expect("a row"), found(row)))
        .map(|(case, found)| (case, found.iter().map(Expected::of).collect::<Vec<_>>()))
        .filter(|(case, found)| *found != case.findings)
        .map(|(case, found)| {
            format!("{}\n  expected {:?}\n  found    {found:?}", case.name, case.findings)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_row_that_finds_it_and_a_near_miss() {
    let rows = tables().concat();
    let expects = |row: &Value, code: &str| {
        row["findings"].as_array().is_some_and(|found| found.iter().any(|it| it["code"] == code))
    };
    // A row that fills the same field, where that is a field, and is right to do so.
    let nearly = |row: &Value, found: &Value, code: &str| {
        let field = found["field"].as_str().unwrap_or_default();
        let path = format!("/{}/{}", found["form"].as_str().unwrap_or_default(), field);
        let is_filled = row.pointer(&path.replace('.', "/")).is_some();
        (is_filled || !FIELDS.contains(&field)) && !expects(row, code)
    };
    let lacking: Vec<_> = Documentation::all()
        .iter()
        .filter(|documentation| matches!(documentation.example, Example::Settings { .. }))
        .map(|documentation| documentation.rule.code)
        .filter_map(|code| {
            let mut findings = rows
                .iter()
                .flat_map(|row| row["findings"].as_array().into_iter().flatten())
                .filter(|found| found["code"] == code)
                .peekable();
            if findings.peek().is_none() {
                return Some(format!("{code}: no row expects it"));
            }
            let has_near_miss =
                findings.any(|found| rows.iter().any(|row| nearly(row, found, code)));
            (!has_near_miss).then(|| format!("{code}: no row is a near miss"))
        })
        .collect();
    assert!(lacking.is_empty(), "tests/cases/forms.json\n{}", lacking.join("\n"));
}

#[test]
fn a_mend_is_only_offered_where_the_row_says_so() {
    let mut count = 0;
    for row in tables().into_iter().flatten() {
        let Some(expected) = Case::deserialize(&row).expect("a row").offered else { continue };
        let offered: Vec<_> = found(&row)
            .into_iter()
            .filter(|finding| finding.fix.as_ref().is_some_and(|fix| !fix.safe))
            .map(|finding| finding.code)
            .collect();
        assert_eq!(offered, expected, "{}", row["name"]);
        count += 1;
    }
    assert!(count > 3, "a table has lost its rows");
}

#[test]
fn the_basics_are_a_part_of_what_all_rules_find() {
    let mut count = 0;
    for row in tables().into_iter().flatten() {
        let case = Case::deserialize(&row).expect("a row");
        let mut context = Context::default();
        context.identity_hosts.clone_from(&case.identity_hosts);
        let basics = check_basics(case.outgoing.as_ref(), case.incoming.as_ref(), &context);
        let mut all = found(&row).into_iter();
        for finding in &basics {
            assert!(all.any(|it| it == *finding), "{}: {finding:?}", case.name);
        }
        count += basics.len();
    }
    assert!(count > 200, "the basics find {count} in all rows");
}

/// What a form writes in a field for an edit.
fn apply(row: &mut Value, form: &str, edit: &Edit) {
    let mut place = &mut row[form];
    for key in edit.field.split('.') {
        place = &mut place[key];
    }
    *place = match place {
        Value::Bool(_) => {
            edit.value.parse().map_or_else(|_| edit.value.clone().into(), Value::Bool)
        }
        _ => edit.value.clone().into(),
    };
}

#[test]
fn safe_mends_come_to_an_end_and_break_nothing() {
    /// Mends may uncover one another, but not for ever.
    const ROUNDS: usize = 5;
    let errors = |findings: &[Finding]| -> HashSet<_> {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| (finding.form, finding.field.clone(), finding.code)).collect()
    };
    for mut row in tables().into_iter().flatten() {
        let name = row["name"].clone();
        let mut findings = found(&row);
        let before = errors(&findings);
        let mut seen = vec![row.clone()];
        loop {
            let mut touched = HashSet::new();
            let mends = findings.iter().filter_map(|it| Some((it.form, it.fix.as_ref()?)));
            for (form, fix) in mends.filter(|(_, fix)| fix.safe) {
                // One mend a field and round; of a mend all edits or none.
                if fix.edits.iter().any(|edit| touched.contains(&(form, edit.field.clone()))) {
                    continue;
                }
                for edit in &fix.edits {
                    touched.insert((form, edit.field.clone()));
                    apply(&mut row, form.as_str(), edit);
                }
            }
            if touched.is_empty() {
                break;
            }
            assert!(!seen.contains(&row), "{name}: one mend undoes another in {row}");
            assert!(seen.len() <= ROUNDS, "{name}: there is always one more mend: {seen:#?}");
            seen.push(row.clone());
            findings = found(&row);
        }
        let after = errors(&findings);
        let new: Vec<_> = after.difference(&before).collect();
        assert!(new.is_empty(), "{name}: mending brought {new:?} in {row}");
    }
}
