//! Findings as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), which code hosts
//! read: a subset of it, written as it stands in the file.

use std::{collections::BTreeMap, env, ops::Range, path::Path};

use mailvet_core::{Rule, Severity};
use serde_json::{Value, json};
use url::Url;

use super::{Judged, Outcome, Placed, fix};
use crate::settings_file::{Source, Unreadable};

/// The whole log.
pub(super) fn log(outcome: &Outcome) -> Value {
    let mut rules = Vec::new();
    let mut index = BTreeMap::new();
    for notice in outcome.notices() {
        let code = notice.finding.code;
        index.entry(code).or_insert_with(|| {
            rules.push(rule(code, notice.finding.severity, &notice.help));
            rules.len() - 1
        });
    }
    let results: Vec<_> = outcome
        .judged
        .iter()
        .flat_map(|judged| judged.findings.iter().map(|placed| result(judged, placed, &index)))
        .collect();
    let notifications: Vec<_> = outcome.unreadable.iter().map(notification).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mailvet",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// What the log says of a rule. The words of a rule without a finding need its parameters, so the
/// help is that of the first finding.
fn rule(code: &'static str, severity: Severity, help: &str) -> Value {
    let mut rule = json!({
        "id": code,
        "shortDescription": { "text": title(code) },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(severity) },
    });
    if let Some(uri) = Rule::of(code).and_then(|rule| rule.source().split(' ').next())
        && uri.starts_with("https://")
    {
        rule["helpUri"] = json!(uri);
    }
    rule
}

/// The code in words: `server-is-url` is "Server is url".
fn title(code: &str) -> String {
    let words = code.replace('-', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

fn result(judged: &Judged, placed: &Placed, index: &BTreeMap<&str, usize>) -> Value {
    let finding = &placed.notice.finding;
    let source = &judged.source;
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": index.get(finding.code),
        "level": level(finding.severity),
        "message": { "text": format!("{} {}", placed.notice.message, placed.notice.help) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": artifact(&source.name),
                "region": region(source, &placed.span),
            },
            "logicalLocations": [{
                "fullyQualifiedName": format!("{}.{}", finding.form.as_str(), finding.field),
            }],
        }],
    });
    if let Some(edits) = fix::edits_of(source, finding) {
        let replacements: Vec<_> = edits
            .iter()
            .map(|edit| {
                json!({
                    "deletedRegion": region(source, &edit.range),
                    "insertedContent": { "text": edit.text },
                })
            })
            .collect();
        result["fixes"] = json!([{
            "artifactChanges": [{
                "artifactLocation": artifact(&source.name),
                "replacements": replacements,
            }],
        }]);
    }
    result
}

fn notification(unreadable: &Unreadable) -> Value {
    let mut location = json!({ "artifactLocation": artifact(&unreadable.file) });
    if let Some(place) = unreadable.place {
        location["region"] = json!({ "startLine": place.line, "startColumn": place.column });
    }
    json!({
        "level": "error",
        "message": { "text": unreadable.reason },
        "locations": [{ "physicalLocation": location }],
    })
}

fn region(source: &Source, span: &Range<usize>) -> Value {
    let (start, end) = (source.place(span.start), source.place(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn artifact(name: &str) -> Value {
    let here = env::current_dir().ok();
    match here.and_then(|here| relative_uri(&here, name)) {
        Some(uri) if !uri.starts_with("file:") => json!({ "uri": uri, "uriBaseId": "%SRCROOT%" }),
        Some(uri) => json!({ "uri": uri }),
        None => json!({ "uri": "stdin" }),
    }
}

/// A path as a URI, relative to a folder where that is possible: with slashes and percent-encoded
/// on every system. Standard input has none.
fn relative_uri(folder: &Path, name: &str) -> Option<String> {
    if name == "<stdin>" {
        return None;
    }
    let base = Url::from_directory_path(folder).ok()?;
    // Reading it again takes `.` and `..` out.
    let file = Url::parse(Url::from_file_path(folder.join(name)).ok()?.as_str()).ok()?;
    Some(
        base.make_relative(&file)
            .filter(|uri| !uri.starts_with(".."))
            .unwrap_or_else(|| file.into()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn uris_are_relative_and_encoded() {
        for (name, uri) in [
            ("a.toml", Some("a.toml")),
            ("./a b/ä.toml", Some("a%20b/%C3%A4.toml")),
            ("/srv/mail/x/a.toml", Some("x/a.toml")),
            ("/etc/a.toml", Some("file:///etc/a.toml")),
            ("../a.toml", Some("file:///srv/a.toml")),
            ("<stdin>", None),
        ] {
            assert_eq!(relative_uri(Path::new("/srv/mail"), name).as_deref(), uri, "{name}");
        }
    }
}
