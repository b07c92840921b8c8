//! Why a connection failed, and how a provider is set up, for browsers and Node: loaded on demand, apart
//! from the rules, and no judgement of its own.
//!
//! Nothing here runs while somebody types, so values cross as JavaScript has them; see [`value`].

#[path = "../../src/url.rs"]
mod url;
mod value;

use mailvet_core::{
    IncomingForm, OutgoingForm,
    diagnosis::{Evidence, Failure},
    messages::{Language, Messages},
    report::Explanation,
    setup::Setup,
};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// Settings, as a settings file has them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Forms<'a> {
    #[serde(borrow)]
    outgoing: Option<OutgoingForm<'a>>,
    #[serde(borrow)]
    incoming: Option<IncomingForm<'a>>,
}

/// What a failure means: its text alone, or what else is known of it. `now` is in seconds since 1970.
#[wasm_bindgen]
pub fn explain(failure: JsValue, language: &str, now: u32) -> Result<JsValue, JsError> {
    let mut evidence = match failure.as_string() {
        Some(text) => Evidence::of_text(text),
        None => value::read::<Failure>(failure, "failure")?.into(),
    };
    evidence.now = Some(now.into());
    value::write(&Explanation::of(&evidence, messages(language)))
}

/// The whole set-up at the provider of these settings, with what is chosen instead of what they say.
#[wasm_bindgen(js_name = setupScript)]
pub fn setup_script(
    settings: JsValue,
    choices: JsValue,
    language: &str,
) -> Result<JsValue, JsError> {
    let Forms { outgoing, incoming } = value::read(settings, "settings")?;
    let setup = Setup::of_forms(outgoing.as_ref(), incoming.as_ref());
    let setup = setup.with(value::read(choices, "options")?)?;
    value::write(&setup.guide(messages(language))?)
}

/// The words of a language; English where they are not written in it.
fn messages(tag: &str) -> &'static Messages {
    Messages::of(Language::of_tag(tag).unwrap_or_default())
}
