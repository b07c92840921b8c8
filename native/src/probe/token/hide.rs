//! What may be a token in an answer that nobody could read is not quoted.

use serde_json::Value;

use crate::probe::redact::REDACTED;

/// So many characters in a row that a token may hold, and no other, are taken for one.
const OPAQUE: usize = 16;

/// Hides every text that may be a token, however deep it lies.
pub(super) fn hide_opaque(value: &mut Value) {
    change(value, &without_opaque);
}

/// Changes every text, however deep it lies.
pub(super) fn change(value: &mut Value, by: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = by(text),
        Value::Array(values) => values.iter_mut().for_each(|value| change(value, by)),
        Value::Object(members) => members.values_mut().for_each(|value| change(value, by)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text without the runs of characters that are long enough for a token.
pub(super) fn without_opaque(text: &str) -> String {
    let may_be_of_token = |c: char| c.is_ascii_alphanumeric() || "-._~+/=%".contains(c);
    let mut rest = text;
    let mut clean = String::new();
    while !rest.is_empty() {
        let run = rest.find(|c| !may_be_of_token(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(run);
        clean.push_str(if word.len() >= OPAQUE { REDACTED } else { word });
        let other = after.find(may_be_of_token).unwrap_or(after.len());
        let (between, after) = after.split_at(other);
        clean.push_str(between);
        rest = after;
    }
    clean
}

#[cfg(test)]
mod tests {
    use mailvet_core::Secret;

    use super::*;
    use crate::probe::recorder::Recorder;

    #[test]
    fn json_in_json_hides_no_secret() {
        let recorder = Recorder::default();
        recorder.learn(&Secret::new("Пароль-Секрет".to_owned()));
        let quoted = "cannot read {\"secret\": \"\\u041f\\u0430\\u0440\\u043e\\u043b\\u044c-\\u0421\\u0435\"}";
        let mut body = serde_json::json!({ "error": [{ "description": quoted }] });
        change(&mut body, &|text| recorder.redacted(text));
        let shown = r#"{"error":[{"description":"cannot read {\"secret\": \"[redacted]\"}"}]}"#;
        assert_eq!(body.to_string(), shown);
    }

    #[test]
    fn what_may_be_a_token_is_not_quoted() {
        for (text, expected) in [
            ("<title>Sign in</title>", "<title>Sign in</title>"),
            ("var t='eyJhbGciOiJub25lIn0.e30.x'", "var t='[redacted]'"),
            ("access_token=eyJhbGciOiJub25lIn0&x=1", "[redacted]&x=1"),
            ("", ""),
        ] {
            assert_eq!(without_opaque(text), expected);
        }
    }
}
