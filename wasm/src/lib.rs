//! The rules for browsers and Node: the core behind a boundary of texts, and no rule of its own.
//!
//! What is judged at every key stroke crosses as bytes, and what was found as a text, see [`flat`]; the
//! module in front of this one, `web/src/rules.js`, writes the ones and reads the other. The words of
//! findings are not here: they are loaded apart, one language at a time.

mod flat;
mod url;

/// Small, and as fast for few short texts as the usual one, which takes four times its bytes.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

use mailvet_core::{
    Authority, Context, FormName, IncomingForm, KEYS, OutgoingForm, check_basics, check_settings,
    parse_authority, settings::Security,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use flat::{Malformed, Reader};

/// Judges settings, as they are written: the outgoing form, the incoming form and the confirmed hosts,
/// of which the texts take the first bytes. Gives the findings as a text, or nothing where there is none;
/// of all rules, or of the basics alone.
#[must_use]
#[wasm_bindgen]
pub fn judge(settings: &[u8], texts: usize, only_basics: bool) -> JsValue {
    match judged(settings, texts, only_basics) {
        Ok(findings) if findings.is_empty() => JsValue::UNDEFINED,
        Ok(findings) => JsValue::from_str(&findings),
        Err(Malformed) => wasm_bindgen::throw_str(MALFORMED),
    }
}

fn judged(settings: &[u8], texts: usize, only_basics: bool) -> Result<String, Malformed> {
    let mut reader = Reader::new(settings, texts)?;
    let (mut outgoing, mut incoming) = (OutgoingForm::default(), IncomingForm::default());
    let has_outgoing = reader.form(&mut outgoing)?;
    let has_incoming = reader.form(&mut incoming)?;
    let context = Context { identity_hosts: reader.texts()? };
    let check = if only_basics { check_basics } else { check_settings };
    let outgoing = has_outgoing.then_some(&outgoing);
    let incoming = has_incoming.then_some(&incoming);
    Ok(flat::write(&check(outgoing, incoming, &context)))
}

/// The settings keys with a space behind each, in the order in which a form names them by a letter.
#[must_use]
#[wasm_bindgen]
pub fn keys() -> String {
    KEYS.iter().flat_map(|key| [key, " "]).collect()
}

/// The usual port of a form with this security; 0 where one of both words is none.
#[must_use]
#[wasm_bindgen(js_name = defaultPort)]
pub fn default_port(form: &str, security: &str) -> u16 {
    let form = [FormName::Outgoing, FormName::Incoming].into_iter().find(|it| it.as_str() == form);
    let security = [Security::None, Security::Ssl, Security::Tls]
        .into_iter()
        .find(|it| it.as_str() == security);
    form.zip(security).map_or(0, |(form, security)| mailvet_core::default_port(form, security))
}

/// Reads an authority URL of Microsoft in any of its forms; `hosts` are written as behind a form, and
/// their texts take so many bytes.
#[wasm_bindgen(js_name = parseAuthority)]
pub fn parse_authority_url(text: &str, hosts: &[u8], texts: usize) -> Result<JsValue, JsError> {
    let hosts = Reader::new(hosts, texts).and_then(|mut reader| reader.texts());
    let identity_hosts = hosts.map_err(|Malformed| JsError::new(MALFORMED))?;
    let parsed = parse_authority(text, &Context { identity_hosts });
    let read = Read { findings: flat::write(&parsed.findings), authority: parsed.authority };
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    read.serialize(&serializer).map_err(|error| JsError::new(&error.to_string()))
}

/// A parsed authority, with its findings as a text.
#[derive(Serialize)]
struct Read {
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<Authority<'static>>,
    findings: String,
}

const MALFORMED: &str = "the form does not come from the module that belongs to these rules";
