//! What each rule is for, with settings in which it speaks and settings in which it does not; and each
//! cause of a failure, with evidence that leads to it and evidence that does not.
//!
//! The texts of the rules stand in `core/reference/rules.toml`. The command `mailvet rules CODE` shows them one
//! by one, the page `core/reference/rules.md` all together; a test runs every example.

mod causes;
#[cfg(test)]
mod page;

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

pub use causes::{CauseDocumentation, Sample, Source};

use crate::{
    Context, Finding, FormName, IncomingForm, Notice, OutgoingForm, Rule,
    catalogue::SECTIONS,
    check_settings,
    messages::{Language, Messages},
};

/// The documentation of one rule.
#[derive(Debug)]
pub struct Documentation {
    /// The rule.
    pub rule: &'static Rule,
    /// The title of its section in the catalogue.
    pub section: &'static str,
    /// What happens in practice, why, and who meets it, as Markdown.
    pub about: String,
    /// How it comes to speak.
    pub example: Example,
}

/// How a rule comes to speak.
#[derive(Debug)]
pub enum Example {
    /// By settings alone.
    Settings {
        /// A settings file, as TOML, in which it speaks.
        wrong: String,
        /// The same as it should be: there it does not.
        right: String,
        /// The hosts that have to be confirmed as [`Context::identity_hosts`].
        identity_hosts: Vec<String>,
    },
    /// By something outside the settings.
    Outside {
        /// What raises it, such as `a connection test`.
        raised_by: String,
        /// The settings key that it would stand at.
        field: String,
        /// What its words would speak of, by name.
        params: BTreeMap<String, String>,
    },
}

impl Documentation {
    /// The documentation of a rule.
    #[must_use]
    pub fn of(rule: &Rule) -> Option<&'static Self> {
        ALL.iter().find(|documentation| documentation.rule == rule)
    }

    /// The documentation of every rule, in the order of the catalogue.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// What the rule says in its example.
    #[must_use]
    pub fn notice(&'static self, language: Language) -> Option<Notice> {
        let finding = match &self.example {
            Example::Settings { wrong, identity_hosts, .. } => findings(wrong, identity_hosts)
                .ok()?
                .into_iter()
                .find(|finding| finding.code == self.rule.code)?,
            Example::Outside { field, params, .. } => {
                let params: Vec<_> =
                    params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                self.rule.finding(FormName::Outgoing, field, &params)
            }
        };
        Some(Messages::of(language).tell(finding))
    }
}

static ALL: LazyLock<Vec<Documentation>> = LazyLock::new(|| {
    // A test reads the file without an error.
    let mut written = read().unwrap_or_default();
    let rules =
        SECTIONS.iter().flat_map(|(section, rules)| rules.iter().map(move |r| (section, r)));
    rules
        .filter_map(|(section, rule)| {
            let Written { about, .. } = written.get(rule.code)?;
            let about = about.trim().to_owned();
            let example = written.remove(rule.code)?.example()?;
            Some(Documentation { rule, section, about, example })
        })
        .collect()
});

/// An entry of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    about: String,
    wrong: Option<String>,
    right: Option<String>,
    #[serde(default)]
    identity_hosts: Vec<String>,
    raised_by: Option<String>,
    #[serde(default)]
    field: String,
    #[serde(default)]
    params: BTreeMap<String, String>,
}

impl Written {
    fn example(self) -> Option<Example> {
        let Self { wrong, right, identity_hosts, raised_by, field, params, .. } = self;
        match (wrong, right, raised_by) {
            (Some(wrong), Some(right), None) => {
                Some(Example::Settings { wrong, right, identity_hosts })
            }
            (None, None, Some(raised_by)) => Some(Example::Outside { raised_by, field, params }),
            _ => None,
        }
    }
}

fn read() -> Result<BTreeMap<String, Written>, toml::de::Error> {
    toml::from_str(include_str!("../../reference/rules.toml"))
}

/// What the rules find in a settings file.
fn findings(settings: &str, identity_hosts: &[String]) -> Result<Vec<Finding>, toml::de::Error> {
    #[derive(Deserialize)]
    struct Settings<'a> {
        #[serde(borrow)]
        outgoing: Option<OutgoingForm<'a>>,
        #[serde(borrow)]
        incoming: Option<IncomingForm<'a>>,
    }
    let Settings { outgoing, incoming } = toml::from_str(settings)?;
    let context = Context { identity_hosts: identity_hosts.to_vec() };
    Ok(check_settings(outgoing.as_ref(), incoming.as_ref(), &context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::RULES;

    /// Only a connection test can find these.
    const OUTSIDE: &str = "What a connection test needs beside good settings";

    #[test]
    fn every_rule_is_documented_and_nothing_else() {
        let written = read().unwrap_or_else(|error| panic!("core/reference/rules.toml: {error}"));
        let unknown: Vec<_> = written.keys().filter(|code| Rule::of(code).is_none()).collect();
        assert!(unknown.is_empty(), "core/reference/rules.toml: there is no rule {unknown:?}");
        let missing: Vec<_> = RULES
            .iter()
            .filter(|rule| {
                Documentation::of(rule).is_none_or(|documentation| documentation.about.is_empty())
            })
            .map(|rule| rule.code)
            .collect();
        assert!(
            missing.is_empty(),
            "core/reference/rules.toml: these rules need `about` with `wrong` and `right`, or with \
             `raised_by` where no settings raise them: {missing:?}"
        );
    }

    #[test]
    fn every_example_shows_its_rule() {
        let mut failures = Vec::new();
        for Documentation { rule, section, example, .. } in Documentation::all() {
            let code = rule.code;
            let mut expect = |is_so: bool, what: &str| {
                if !is_so {
                    failures.push(format!("{code}: {what}"));
                }
            };
            let Example::Settings { wrong, right, identity_hosts } = example else {
                expect(*section == OUTSIDE, "settings can raise it, so it needs examples");
                continue;
            };
            expect(*section != OUTSIDE, "settings alone raise it, so it stands in a wrong section");
            match findings(wrong, identity_hosts) {
                Ok(found) => expect(
                    found.iter().any(|finding| finding.code == code),
                    &format!("`wrong` does not raise it, but {:?}", codes(&found)),
                ),
                Err(error) => expect(false, &format!("`wrong` is no settings file: {error}")),
            }
            match findings(right, identity_hosts) {
                // What is right is right altogether, except that a hint may stay.
                Ok(found) => expect(
                    found.iter().all(|finding| {
                        finding.code != code && finding.severity == crate::Severity::Hint
                    }),
                    &format!("`right` is not right: {:?}", codes(&found)),
                ),
                Err(error) => expect(false, &format!("`right` is no settings file: {error}")),
            }
        }
        assert!(failures.is_empty(), "core/reference/rules.toml\n{}", failures.join("\n"));
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn every_rule_speaks_in_its_example() {
        for documentation in Documentation::all() {
            let code = documentation.rule.code;
            for language in Language::ALL {
                // The test above tells of an example that does not raise its rule.
                let Some(notice) = documentation.notice(language) else { continue };
                for words in [notice.message, notice.help] {
                    // What has no value is written as its name.
                    assert!(!words.contains("{$") && words != code, "{code}: {words}");
                }
            }
        }
    }
}
