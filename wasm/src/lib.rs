//! The rules for browsers and Node: the core behind a boundary of flat data, and no rule of its own.
//!
//! What is judged at every key stroke crosses in the memory of the module, see [`flat`]: forms as bytes,
//! findings as numbers and texts. The modules in front of this one write the ones, `web/src/flat.js`, and
//! read the others, `web/src/memory.js`. The words of findings are not here: they are loaded apart, one
//! language at a time.

mod flat;
mod url;

/// Small, and as fast for few short texts as the usual one, which takes four times its bytes.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

use std::cell::Cell;

use mailvet_core::{
    Authority, Context, Finding, FormName, IncomingForm, KEYS, OutgoingForm, check_basics,
    check_settings, parse_authority, settings::Security,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use flat::{Malformed, Reader, Told};

// Who uses one takes it out, so that a call that JavaScript breaks off, for its stack is full, leaves
// nothing locked for the next one.
thread_local! {
    /// Where JavaScript writes settings.
    static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    /// Where it reads findings.
    static TOLD: Cell<Told> = const { Cell::new(Told::new()) };
}

/// The place for so many bytes of settings, until there is to be one for more.
#[must_use]
#[wasm_bindgen]
pub fn room(bytes: usize) -> *mut u8 {
    let mut room = ROOM.take();
    if room.len() < bytes {
        room.resize(bytes, 0);
    }
    let place = room.as_mut_ptr();
    ROOM.set(room);
    place
}

/// Judges the settings in the [`room`], of which the texts take the first of the bytes, and so many UTF-16
/// code units: the outgoing form, the incoming form and the confirmed hosts. Gives where the findings are, as [`Told`] has them;
/// of all rules, or of the basics alone.
#[must_use]
#[wasm_bindgen]
pub fn judge(bytes: usize, texts: usize, units: usize, only_basics: bool) -> *const usize {
    read(bytes, texts, units, |reader| {
        let (mut outgoing, mut incoming) = (None::<OutgoingForm<'_>>, None::<IncomingForm<'_>>);
        let outgoing = reader.form(&mut outgoing)?;
        let incoming = reader.form(&mut incoming)?;
        let context = Context { identity_hosts: reader.texts()? };
        let check = if only_basics { check_basics } else { check_settings };
        Ok(tell(&check(outgoing, incoming, &context)))
    })
}

/// Puts findings where JavaScript reads them.
fn tell(findings: &[Finding]) -> *const usize {
    let mut told = TOLD.take();
    let place = told.write(findings);
    TOLD.set(told);
    place
}

/// Reads what stands in the [`room`], and leaves nothing of it there, for there are secrets in it.
fn read<T>(
    bytes: usize,
    texts: usize,
    units: usize,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, Malformed>,
) -> T {
    let mut room = ROOM.take();
    let result = room.get_mut(..bytes).ok_or(Malformed).and_then(|written| {
        let result = Reader::new(written, texts, units).and_then(|mut reader| read(&mut reader));
        written.fill(0);
        result
    });
    ROOM.set(room);
    result.unwrap_or_else(|Malformed| wasm_bindgen::throw_str(MALFORMED))
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

/// Reads an authority URL of Microsoft in any of its forms; the confirmed hosts stand in the [`room`].
#[wasm_bindgen(js_name = parseAuthority)]
pub fn parse_authority_url(
    text: &str,
    bytes: usize,
    texts: usize,
    units: usize,
) -> Result<JsValue, JsError> {
    let context =
        read(bytes, texts, units, |reader| Ok(Context { identity_hosts: reader.texts()? }));
    let parsed = parse_authority(text, &context);
    let read = Read { findings: tell(&parsed.findings).addr(), authority: parsed.authority };
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    read.serialize(&serializer).map_err(|error| JsError::new(&error.to_string()))
}

/// A parsed authority, and where its findings are.
#[derive(Serialize)]
struct Read {
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<Authority<'static>>,
    findings: usize,
}

const MALFORMED: &str = "the form does not come from the module that belongs to these rules";
