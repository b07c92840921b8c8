//! The rules for browsers and Node: the core behind a boundary of JavaScript values, and no rule of
//! its own.
//!
//! Findings are values and are never thrown. Only a malformed call throws: an `Error` that names the
//! field.

use mailvet_core::{
    Authority, Context, Finding, FormName, Notice, catalogue, check_incoming, check_outgoing,
    messages::{Language, Messages},
    parse_authority,
    settings::Security,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

/// Judges the *Outgoing Email Server Settings*, as typed.
#[wasm_bindgen(js_name = validateOutgoing, unchecked_return_type = "Finding[]")]
pub fn validate_outgoing(
    #[wasm_bindgen(unchecked_param_type = "OutgoingForm")] form: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Context")] context: JsValue,
) -> Result<JsValue, JsError> {
    let checked = check_outgoing(&read_object(form, "outgoing")?, &read_context(context)?);
    write_findings(checked.findings)
}

/// Judges the *Incoming Email Server Settings*, as typed.
#[wasm_bindgen(js_name = validateIncoming, unchecked_return_type = "Finding[]")]
pub fn validate_incoming(
    #[wasm_bindgen(unchecked_param_type = "IncomingForm")] form: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Context")] context: JsValue,
) -> Result<JsValue, JsError> {
    let checked = check_incoming(&read_object(form, "incoming")?, &read_context(context)?);
    write_findings(checked.findings)
}

/// The usual port of a form with this security.
#[wasm_bindgen(js_name = defaultPort)]
pub fn default_port(
    #[wasm_bindgen(unchecked_param_type = "FormName")] form: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Security")] security: JsValue,
) -> Result<u16, JsError> {
    let form: FormName = read(form, "form")?;
    let security: Security = read(security, "security")?;
    Ok(mailvet_core::default_port(form, security))
}

/// Reads an authority URL of Microsoft in any of its forms.
#[wasm_bindgen(js_name = parseAuthority, unchecked_return_type = "ParsedAuthority")]
pub fn parse_authority_url(
    #[wasm_bindgen(unchecked_param_type = "string")] text: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Context")] context: JsValue,
) -> Result<JsValue, JsError> {
    let text: String = read(text, "text")?;
    let parsed = parse_authority(&text, &read_context(context)?);
    let findings = Messages::of(Language::English).tell_all(parsed.findings);
    write(&Told { authority: parsed.authority, findings })
}

/// A parsed authority with the words of its findings.
#[derive(Serialize)]
struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<Authority>,
    findings: Vec<Notice>,
}

fn read_context(context: JsValue) -> Result<Context, JsError> {
    if context.is_undefined() || context.is_null() {
        return Ok(Context::default());
    }
    read_object(context, "context")
}

fn read_object<T: Deserialize<'static>>(value: JsValue, argument: &str) -> Result<T, JsError> {
    if !value.is_object() || value.is_array() {
        return Err(JsError::new(&format!("`{argument}` is malformed: it is no object")));
    }
    read(value, argument)
}

/// Reads an argument; the error says which part of it is malformed.
fn read<T: Deserialize<'static>>(value: JsValue, argument: &str) -> Result<T, JsError> {
    serde_path_to_error::deserialize(serde_wasm_bindgen::Deserializer::from(value)).map_err(
        |error| {
            let path = error.path().to_string();
            let at = if path == "." { argument.to_owned() } else { format!("{argument}.{path}") };
            JsError::new(&format!("`{at}` is malformed: {}", error.into_inner()))
        },
    )
}

/// A list or an object in the place of a single value is a malformed call, not a bad setting.
fn write_findings(findings: Vec<Finding>) -> Result<JsValue, JsError> {
    let notices = Messages::of(Language::English).tell_all(findings);
    match notices.iter().find(|notice| notice.finding.code == catalogue::NOT_A_VALUE.code) {
        Some(Notice { finding, message, .. }) => {
            let (form, field) = (finding.form.as_str(), &finding.field);
            Err(JsError::new(&format!("`{form}.{field}` is malformed: {message}")))
        }
        None => write(&notices),
    }
}

fn write<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| JsError::new(&error.to_string()))
}
