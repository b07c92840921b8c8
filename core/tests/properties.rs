//! What holds for every input, tried with texts that are nearly right: pieces of real settings, put
//! together at random, with whatever gets in between.
//!
//! The seed is fixed, so that a run that passes passes again; `PROPTEST_CASES` and
//! `PROPTEST_RNG_SEED` of the environment look further.

use std::collections::BTreeSet;

use mailvet_core::{
    Checked, Context, FIELDS, Finding, IncomingForm, OutgoingForm, Severity, check_basics,
    check_incoming, check_outgoing, check_settings, parse_authority, settings::Host,
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, RngSeed},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

fn config() -> Config {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(7);
    }
    config
}

/// What settings are made of, and what gets into them.
const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\0",
    "'",
    "\"",
    "<",
    ">",
    "{",
    "}",
    "%",
    "“",
    "”",
    "/",
    "//",
    "\\",
    ":",
    "://",
    "@",
    "?",
    "#",
    ".",
    "..",
    ",",
    ";",
    "[",
    "]",
    "-",
    "_",
    "+",
    "0",
    "25",
    "587",
    ":443",
    ":0587",
    "65536",
    "1.2.3.4",
    "::1",
    "127.0.0.1",
    "true",
    "none",
    "ssl",
    "TLS",
    "smtp",
    "imap",
    "https://",
    "HTTPS://",
    "http://",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.windows.net",
    "login.partner.microsoftonline.cn",
    "login.micorsoftonline.com",
    "sts.windows.net",
    "contoso.b2clogin.com",
    "contoso.ciamlogin.com",
    "adfs.contoso.com",
    "smtp.office365.com",
    "outlook.office365.com",
    "smtp.office356.com",
    "mail.example.com",
    "example.com",
    "contoso.onmicrosoft.com",
    "bücher.example",
    "xn--bcher-kva",
    "ẞ.example",
    "localhost",
    "common",
    "organizations",
    "consumers",
    "adfs",
    "tfp",
    "policy",
    "11111111-2222-3333-4444-555555555555",
    "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    "{tenant}",
    "YOUR_TENANT_ID",
    "undefined",
    "/oauth2/v2.0/token",
    "/oauth2/token",
    "/oauth2/v2.0/authorize",
    "/v2.0",
    "/.well-known/openid-configuration",
    "/adminconsent",
    "%2e%2e",
    "%20",
    "legal",
    "DOMAIN\\user",
    "me@example.com",
    "legal@contoso.com",
    ".default",
    "https://outlook.office365.com/.default",
    "https://graph.microsoft.com/.default",
    "SMTP.Send",
    "offline_access",
    "microsoft-exchange",
    "google-workspace",
    "custom",
    "client-credentials",
    "password",
    "device-code",
    "xoauth2",
    "plain",
    "post",
    "𝒳",
    "é",
    "e\u{301}",
    "İ",
    "\u{202e}",
    "Abc8Q~value.of_a-secret",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => vec(select(PIECES), 0..7).prop_map(|pieces| pieces.concat()),
        1 => vec(any::<char>(), 0..40).prop_map(String::from_iter),
    ]
}

/// An authority that is nearly right.
fn authority() -> impl Strategy<Value = String> {
    let nearly = (select(PIECES), text(), select(PIECES), select(PIECES))
        .prop_map(|(host, tenant, between, end)| format!("https://{host}/{tenant}{between}{end}"));
    prop_oneof![nearly, text()]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        12 => text().prop_map(Value::from),
        2 => any::<u16>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!(["x"])),
        1 => Just(json!({ "env": "X" })),
    ]
}

/// The value of a field: mostly one that may stand there.
fn value_of(field: &'static str) -> BoxedStrategy<Value> {
    let usual: &'static [&'static str] = match field {
        "protocol" => &["smtp", "imap", "pop", "graph"],
        "security" => &["none", "ssl", "tls"],
        "use_ssl" | "requires_authentication" => &["true", "false"],
        "mechanism" => &["plain", "login", "xoauth2", "oauthbearer"],
        "oauth.provider" => &["none", "microsoft-exchange", "google-workspace", "custom"],
        "oauth.flow" => &["client-credentials", "authorization-code", "device-code", "password"],
        "oauth.client_id" => &["11111111-2222-3333-4444-555555555555"],
        "server" => &["smtp.office365.com", "outlook.office365.com", "mail.example.com"],
        "username" => &["legal@contoso.com"],
        "password" | "oauth.client_secret" => &["Abc8Q~value.of_a-secret"],
        "oauth.authority_url" => {
            return prop_oneof![authority().prop_map(Value::from), value()].boxed();
        }
        _ => return value().boxed(),
    };
    prop_oneof![3 => select(usual).prop_map(Value::from), 2 => value()].boxed()
}

/// The settings of a form, some of whose keys may belong to the other one.
fn settings() -> impl Strategy<Value = Map<String, Value>> {
    let entry = |field: &'static str| {
        proptest::option::weighted(0.6, value_of(field)).prop_map(move |value| (field, value))
    };
    let fields = FIELDS.iter().filter(|field| **field != "oauth").map(|field| entry(field));
    let unknown = proptest::option::weighted(0.1, (text(), value()));
    (fields.collect::<Vec<_>>(), unknown).prop_map(|(entries, unknown)| {
        let mut settings: Map<String, Value> = unknown.into_iter().collect();
        for (field, value) in entries {
            if let Some(value) = value {
                put(&mut settings, field, value);
            }
        }
        settings
    })
}

fn put(settings: &mut Map<String, Value>, field: &str, value: Value) {
    match field.strip_prefix("oauth.") {
        None => drop(settings.insert(field.to_owned(), value)),
        Some(key) => {
            let oauth = settings.entry("oauth").or_insert_with(|| json!({}));
            oauth.as_object_mut().expect("the OAuth table").insert(key.to_owned(), value);
        }
    }
}

fn get<'a>(settings: &'a Map<String, Value>, field: &str) -> Option<&'a Value> {
    match field.strip_prefix("oauth.") {
        None => settings.get(field),
        Some(key) => settings.get("oauth")?.get(key),
    }
}

/// What the rules find in each form that the settings could be of.
fn judge(settings: &Map<String, Value>) -> [Vec<Finding>; 2] {
    let settings = Value::Object(settings.clone());
    let outgoing = OutgoingForm::deserialize(&settings).expect("a form");
    let incoming = IncomingForm::deserialize(&settings).expect("a form");
    let context = Context::default();
    [check_outgoing(&outgoing, &context).findings, check_incoming(&incoming, &context).findings]
}

fn codes(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

fn has_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_token_endpoint_of_an_authority_is_its_own(typed in authority()) {
        let context = Context::default();
        let first = parse_authority(&typed, &context);
        for span in first.findings.iter().filter_map(|finding| finding.span) {
            let units: Vec<u16> = typed.encode_utf16().collect();
            prop_assert!(span.start < span.end && span.end <= units.len(), "{:?}", span);
        }
        let Some(authority) = first.authority else { return Ok(()) };
        let url = Url::parse(&authority.token_url).expect("`url` takes it");
        prop_assert_eq!(url.as_str(), &authority.token_url);
        prop_assert_eq!(url.scheme(), "https");
        let again = parse_authority(&authority.token_url, &context);
        let read = again.authority.expect("an authority");
        prop_assert_eq!(&read.token_url, &authority.token_url);
        prop_assert_eq!(
            (read.host, read.kind, read.cloud, read.tenant, read.tenant_kind),
            (authority.host, authority.kind, authority.cloud, authority.tenant, authority.tenant_kind)
        );
        // What is said of the host stays; that it had to be rewritten does not.
        let (before, after) = (codes(&first.findings), codes(&again.findings));
        prop_assert!(after.is_subset(&before), "{:?} after {:?}", after, before);
        prop_assert!(!after.contains("authority-normalised"));
    }

    #[test]
    fn a_host_that_is_taken_is_one_of_a_url_and_reads_as_itself(typed in text()) {
        let checked = |server: &str| -> Checked<_> {
            let mut form = OutgoingForm::default();
            form.server = Some(server.to_owned().into());
            check_outgoing(&form, &Context::default())
        };
        let Some(settings) = checked(&typed).settings else { return Ok(()) };
        let host = settings.server.host;
        let shown = match &host {
            Host::Name(name) => name.clone(),
            Host::Address(address) if address.is_ipv6() => format!("[{address}]"),
            Host::Address(address) => address.to_string(),
        };
        let url = Url::parse(&format!("https://{shown}/")).expect("`url` takes it");
        prop_assert_eq!(url.host_str(), Some(shown.as_str()));
        let again = checked(&host.to_string());
        prop_assert_eq!(again.settings.expect("settings").server.host, host);
        let at_server = again.findings.iter().filter(|finding| finding.field == "server");
        let codes: Vec<_> = at_server.map(|finding| finding.code).collect();
        prop_assert!(!codes.iter().any(|code| code.ends_with("-space") || code.ends_with("-dot")));
    }

    #[test]
    fn a_span_is_a_part_of_its_value(settings in settings()) {
        for finding in judge(&settings).iter().flatten() {
            let Some(span) = finding.span else { continue };
            let text = get(&settings, &finding.field).and_then(Value::as_str);
            let text = text.unwrap_or_else(|| panic!("text for {finding:?}"));
            let units: Vec<u16> = text.encode_utf16().collect();
            prop_assert!(span.start < span.end && span.end <= units.len(), "{:?}", finding);
            prop_assert!(String::from_utf16(&units[span.start..span.end]).is_ok(), "{:?}", finding);
        }
    }

    #[test]
    fn a_mend_mends(settings in settings()) {
        for (form, findings) in judge(&settings).into_iter().enumerate() {
            for finding in findings {
                let Some(fix) = &finding.fix else { continue };
                let mut mended = settings.clone();
                for edit in &fix.edits {
                    put(&mut mended, &edit.field, Value::from(edit.value.clone()));
                }
                let still = judge(&mended)[form]
                    .iter()
                    .any(|other| other.code == finding.code && other.field == finding.field);
                prop_assert!(!still, "{:?}", finding);
            }
        }
    }

    #[test]
    fn the_same_is_found_again_in_the_order_of_the_form(settings in settings()) {
        let found = judge(&settings);
        prop_assert_eq!(&found, &judge(&settings));
        for findings in found {
            let place = |finding: &Finding| {
                FIELDS.iter().position(|field| *field == finding.field).unwrap_or(FIELDS.len())
            };
            prop_assert!(findings.is_sorted_by_key(place));
            let distinct: BTreeSet<_> =
                findings.iter().map(|finding| format!("{finding:?}")).collect();
            prop_assert_eq!(distinct.len(), findings.len());
        }
    }

    #[test]
    fn the_basics_are_a_part_of_what_all_rules_find(settings in settings()) {
        let settings = Value::Object(settings);
        let outgoing = OutgoingForm::deserialize(&settings).expect("a form");
        let incoming = IncomingForm::deserialize(&settings).expect("a form");
        let context = Context::default();
        for (outgoing, incoming) in [
            (Some(&outgoing), None),
            (None, Some(&incoming)),
            (Some(&outgoing), Some(&incoming)),
        ] {
            // In the same order, too.
            let mut all = check_settings(outgoing, incoming, &context).into_iter();
            for finding in check_basics(outgoing, incoming, &context) {
                prop_assert!(all.any(|other| other == finding), "{:?}", finding);
            }
        }
    }

    #[test]
    fn a_typed_secret_is_in_no_finding(
        mut settings in settings(),
        secret in "[A-Za-z0-9~._-]{8,40}",
        at in select(&["password", "oauth.client_secret", "oauth.certificate_password"][..]),
        pasted in select(FIELDS),
        around in (select(PIECES), select(PIECES)),
    ) {
        let secret = format!("S3cret~{secret}");
        if !["oauth", at].contains(&pasted) {
            put(&mut settings, pasted, format!("{}{secret}{}", around.0, around.1).into());
        }
        put(&mut settings, at, secret.clone().into());
        for finding in judge(&settings).iter().flatten() {
            let told = serde_json::to_string(finding).expect("JSON");
            prop_assert!(!told.contains(&secret), "{}", told);
        }
    }

    #[test]
    fn what_is_parsed_has_no_error(settings in settings()) {
        let settings = Value::Object(settings);
        let context = Context::default();
        let form = OutgoingForm::deserialize(&settings).expect("a form");
        let Checked { settings: parsed, findings } = check_outgoing(&form, &context);
        prop_assert!(parsed.is_none() || !has_error(&findings));
        let form = IncomingForm::deserialize(&settings).expect("a form");
        let Checked { settings: parsed, findings } = check_incoming(&form, &context);
        prop_assert!(parsed.is_none() || !has_error(&findings));
    }
}
