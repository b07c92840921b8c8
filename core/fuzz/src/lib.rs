//! What is tried with any text: nothing panics, what is taken is taken by `url` too, and reads as
//! itself. `tests/properties.rs` in `core` tries more, with texts that are nearly right.

use mailvet_core::{
    Context, Finding, IncomingForm, OutgoingForm, check_incoming, check_outgoing, parse_authority,
    settings::Host,
};
use serde::Deserialize;
use url::Url;

/// An authority URL.
pub fn authority(text: &str) {
    let context = Context::default();
    let parsed = parse_authority(text, &context);
    check_spans(text, &parsed.findings);
    let Some(authority) = parsed.authority else { return };
    let url = Url::parse(&authority.token_url).expect("`url` takes it");
    assert_eq!(url.as_str(), authority.token_url);
    let again = parse_authority(&authority.token_url, &context).authority.expect("an authority");
    assert_eq!(again.token_url, authority.token_url);
    assert_eq!((again.host, again.tenant), (authority.host, authority.tenant));
}

/// A host in the server field.
pub fn host(text: &str) {
    let check = |server: &str| {
        let mut form = OutgoingForm::default();
        form.server = Some(server.to_owned().into());
        check_outgoing(&form, &Context::default())
    };
    let checked = check(text);
    check_spans(text, &checked.findings);
    let Some(settings) = checked.settings else { return };
    let host = settings.server.host;
    let shown = match &host {
        Host::Address(address) if address.is_ipv6() => format!("[{address}]"),
        host => host.to_string(),
    };
    let url = Url::parse(&format!("https://{shown}/")).expect("`url` takes it");
    assert_eq!(url.host_str(), Some(shown.as_str()));
    assert_eq!(check(&host.to_string()).settings.expect("settings").server.host, host);
}

/// An address, wherever one can stand.
pub fn address(text: &str) {
    let entry = || Some(text.to_owned().into());
    let mut form = OutgoingForm::default();
    (form.reply_to, form.sender, form.mailbox, form.username) = (entry(), entry(), entry(), entry());
    check_spans(text, &check_outgoing(&form, &Context::default()).findings);
}

#[derive(Deserialize)]
struct Settings<'a> {
    #[serde(borrow)]
    outgoing: Option<OutgoingForm<'a>>,
    #[serde(borrow)]
    incoming: Option<IncomingForm<'a>>,
}

/// A settings file, in JSON or TOML.
pub fn settings(text: &str) {
    let value: Option<serde_json::Value> =
        serde_json::from_str(text).ok().or_else(|| toml::from_str(text).ok());
    let Some(Ok(settings)) = value.map(Settings::deserialize) else { return };
    let context = Context::default();
    if let Some(form) = &settings.outgoing {
        let found = check_outgoing(form, &context).findings;
        assert_eq!(found, check_outgoing(form, &context).findings);
    }
    if let Some(form) = &settings.incoming {
        let found = check_incoming(form, &context).findings;
        assert_eq!(found, check_incoming(form, &context).findings);
    }
}

/// A span is a part of its value, between characters.
fn check_spans(text: &str, findings: &[Finding]) {
    let units: Vec<u16> = text.encode_utf16().collect();
    for span in findings.iter().filter_map(|finding| finding.span) {
        let part = units.get(span.start..span.end).expect("a part of the value");
        assert!(String::from_utf16(part).is_ok(), "{span:?} of {text:?}");
    }
}
