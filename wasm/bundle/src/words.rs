//! The Fluent files as JSON that a few lines of JavaScript put into words.
//!
//! ```text
//! { "code": [message, help, source], … }
//! ```
//!
//! A pattern is its text, or a list of parts: text, `["name"]` for a parameter, and
//! `["name", { "variant": pattern, … }, "default"]` for a choice by one. Of Fluent that is what the
//! messages use; anything else in them fails the build.

use std::{error::Error, fmt};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};
use serde_json::{Map, Value, json};

/// Why a Fluent file cannot be compiled.
#[derive(Debug, PartialEq, Eq)]
pub struct Unsupported(String);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unsupported {}

/// Compiles a Fluent file; `source_of` is where each rule comes from.
pub fn compile(
    fluent: &str,
    source_of: impl Fn(&str) -> Option<&'static str>,
) -> Result<Value, Unsupported> {
    let resource =
        parser::parse(fluent).map_err(|(_, errors)| Unsupported(format!("{errors:?}")))?;
    let mut messages = Map::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            Entry::Term(_) | Entry::Junk { .. } => {
                return Err(Unsupported("a term, or what is no Fluent".to_owned()));
            }
        };
        let id = message.id.name;
        let missing = |what: &str| Unsupported(format!("{id} has no {what}"));
        let value = message.value.ok_or_else(|| missing("message"))?;
        let [help] = &message.attributes[..] else {
            return Err(missing("help, or more than that"));
        };
        let at = |error: Unsupported| Unsupported(format!("{id}: {error}"));
        let source = source_of(id).ok_or_else(|| missing("source"))?;
        let words =
            [pattern(&value).map_err(at)?, pattern(&help.value).map_err(at)?, source.into()];
        messages.insert(id.to_owned(), json!(words));
    }
    Ok(messages.into())
}

fn pattern(pattern: &Pattern<&str>) -> Result<Value, Unsupported> {
    let mut parts = Vec::new();
    for element in &pattern.elements {
        let part = match element {
            PatternElement::TextElement { value } => json!(value),
            PatternElement::Placeable { expression } => placeable(expression)?,
        };
        match (parts.last_mut(), part) {
            (Some(Value::String(before)), Value::String(text)) => before.push_str(&text),
            (_, part) => parts.push(part),
        }
    }
    Ok(match &parts[..] {
        [] => json!(""),
        [Value::String(text)] => json!(text),
        _ => parts.into(),
    })
}

fn placeable(expression: &Expression<&str>) -> Result<Value, Unsupported> {
    let unsupported = |what: &dyn fmt::Debug| Err(Unsupported(format!("{what:?}")));
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => Ok(json!(value)),
        Expression::Inline(InlineExpression::VariableReference { id }) => Ok(json!([id.name])),
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            let mut choices = Map::new();
            let mut default = "";
            for variant in variants {
                let VariantKey::Identifier { name } = variant.key else {
                    return unsupported(&variant.key);
                };
                if variant.default {
                    default = name;
                }
                choices.insert(name.to_owned(), pattern(&variant.value)?);
            }
            Ok(json!([id.name, choices, default]))
        }
        other => unsupported(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fluent: &str, expected: Option<&Value>) {
        let source_of = |id: &str| (id == "a").then_some("RFC 1");
        assert_eq!(compile(fluent, source_of).ok().as_ref(), expected, "{fluent}");
    }

    #[test]
    fn patterns() {
        check("a = Text.\n    .help = More.\n", Some(&json!({ "a": ["Text.", "More.", "RFC 1"] })));
        check(
            "a = `{ $host }` is {\"{\"}none}.\n    .help =\n        One\n        line { $x }\n",
            None,
        );
        check(
            "a = `{ $host }` is {\"{\"}none.\n    .help =\n        Two\n        lines { $x }\n",
            Some(
                &json!({ "a": [["`", ["host"], "` is {none."], ["Two\nlines ", ["x"]], "RFC 1"] }),
            ),
        );
        check(
            "a = A { $x ->\n    [one] b { $y }\n   *[two] c\n } d\n    .help = h\n",
            Some(&json!({
                "a": [["A ", ["x", { "one": ["b ", ["y"]], "two": "c" }, "two"], " d"], "h", "RFC 1"],
            })),
        );
    }

    #[test]
    fn what_the_messages_may_not_use() {
        for fluent in [
            "a = Text.\n",
            "b = Text.\n    .help = More.\n",
            "a =\n    .help = More.\n",
            "-a = Term\n",
            "a = { b }\n    .help = More.\n",
            "a = { NUMBER($x) }\n    .help = More.\n",
            "a = { $x ->\n   *[1] b\n }\n    .help = More.\n",
        ] {
            check(fluent, None);
        }
    }
}
