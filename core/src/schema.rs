//! The JSON Schema of the settings file, by which editors complete and check it.
//!
//! It is generated from the types of [`crate::OutgoingForm`] and [`crate::IncomingForm`], and takes
//! what the rules take as type, choice and key: choices in any case, a port as a number or as text,
//! `null` for nothing. What an unknown key or choice is, an editor marks as it is typed; everything
//! else is for the rules.
//!
//! `MAILVET_BLESS=1 cargo test -p mailvet-core --features schema schema` renews the committed copy.

/// The schema as a document in JSON (draft 2020-12).
pub const SETTINGS: &str = include_str!("../reference/settings.schema.json");

#[cfg(feature = "schema")]
pub use types::{Flag, Port, Secret, Settings};

#[cfg(feature = "schema")]
pub(crate) use types::{in_any_case, or_null};

#[cfg(feature = "schema")]
mod types {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use serde_json::Value;

    use crate::{IncomingForm, OutgoingForm, SecretReference};

    /// Mail settings: how a program sends mail, and how it reads it. A part that is absent is not
    /// judged.
    #[derive(JsonSchema)]
    #[schemars(title = "Mailvet settings", deny_unknown_fields)]
    #[expect(dead_code, reason = "it describes a file; no program builds one")]
    pub struct Settings {
        /// Where this schema lies, for editors.
        #[schemars(rename = "$schema")]
        schema: Option<String>,
        #[schemars(with = "OutgoingForm<'static>", default)]
        outgoing: Option<OutgoingForm<'static>>,
        #[schemars(with = "IncomingForm<'static>", default)]
        incoming: Option<IncomingForm<'static>>,
    }

    /// A port, as a number or as text.
    #[derive(Debug)]
    pub enum Port {}

    impl JsonSchema for Port {
        fn schema_name() -> Cow<'static, str> {
            "Port".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            const UP_TO_65535: &str = "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";
            json_schema!({
                "anyOf": [
                    { "type": "integer", "minimum": 1, "maximum": 65535 },
                    { "type": "string", "pattern": format!(r"^\s*(?:0*(?:{UP_TO_65535}))?\s*$") },
                ],
            })
        }
    }

    /// A check box, as a truth value or as text.
    #[derive(Debug)]
    pub enum Flag {}

    impl JsonSchema for Flag {
        fn schema_name() -> Cow<'static, str> {
            "Flag".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "anyOf": [
                    { "type": "boolean" },
                    { "type": "string", "pattern": r"^(?:\s*(?:true|false)\s*)?$" },
                ],
            })
        }
    }

    /// A secret, or the place where it is kept.
    #[derive(Debug)]
    pub enum Secret {}

    impl JsonSchema for Secret {
        fn schema_name() -> Cow<'static, str> {
            "Secret".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "The secret itself, or the place where it is kept.",
                "anyOf": [{ "type": "string" }, generator.subschema_for::<SecretReference>()],
            })
        }
    }

    /// Lets a choice be written in any case, with space around it or left empty, as the rules do;
    /// the values proper stay what an editor offers.
    pub(crate) fn in_any_case(schema: &mut Schema) {
        let Some(Value::Array(mut choices)) = schema.remove("oneOf") else { return };
        let words: Vec<String> = choices
            .iter()
            .filter_map(|choice| choice.get("const")?.as_str())
            .map(|word| word.chars().map(either_case).collect())
            .collect();
        let pattern = format!(r"^\s*(?:{})?\s*$", words.join("|"));
        choices.push(json_schema!({ "type": "string", "pattern": pattern }).to_value());
        schema.insert("anyOf".to_owned(), choices.into());
    }

    /// Lets `null` stand for no table. A choice of two schemas would do as well, but with it editors
    /// mark the whole table for a fault in one of its keys.
    pub(crate) fn or_null(schema: &mut Schema) {
        schema.insert("type".to_owned(), vec!["object", "null"].into());
    }

    fn either_case(letter: char) -> String {
        if letter.is_ascii_alphabetic() {
            format!("[{}{letter}]", letter.to_ascii_uppercase())
        } else {
            letter.to_string()
        }
    }
}

#[cfg(feature = "schema")]
#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use serde_json::Value;

    use super::Settings;

    #[test]
    fn the_committed_schema_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/settings.schema.json");
        let generated = render();
        if std::env::var_os("MAILVET_BLESS").is_some() {
            fs::write(&path, &generated).expect("the schema can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == generated,
            "core/reference/settings.schema.json is stale; run `MAILVET_BLESS=1 cargo test -p mailvet-core`"
        );
    }

    fn render() -> String {
        let mut schema = schemars::schema_for!(Settings).to_value();
        drop_empty_defaults(&mut schema);
        // A stored secret is one of the agent's, which no file can refer to.
        let references = schema["$defs"]["SecretReference"]["oneOf"].as_array_mut();
        let references = references.expect("the references to secrets");
        references.retain(|reference| reference["properties"].get("stored").is_none());
        let json = serde_json::to_string_pretty(&schema).expect("JSON");
        format!("{json}\n")
    }

    /// A key that is absent by default has no default that an editor could write.
    fn drop_empty_defaults(schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                object.retain(|key, value| key != "default" || !value.is_null());
                object.values_mut().for_each(drop_empty_defaults);
            }
            Value::Array(values) => values.iter_mut().for_each(drop_empty_defaults),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_key_of_the_forms_is_told_with_its_meaning() {
        let schema: Value = serde_json::from_str(super::SETTINGS).expect("JSON");
        for table in ["OutgoingForm", "IncomingForm", "OAuthForm"] {
            let table = &schema["$defs"][table];
            assert_eq!(table["additionalProperties"], false);
            for (key, value) in table["properties"].as_object().expect("properties") {
                assert!(value["description"].is_string(), "{key}");
                let field = if table["properties"].get("client_id").is_some() {
                    format!("oauth.{key}")
                } else {
                    key.clone()
                };
                let is_known = crate::FIELDS.contains(&field.as_str());
                assert!(is_known || value["deprecated"] == true, "{field}");
            }
        }
    }
}
