//! The rules of mail settings over OAuth 2.0, without any input or output.
//!
//! A form as it was typed goes in; findings come out, and, when nothing is wrong, settings whose
//! types cannot be wrong. From settings comes the [plan] of a connection test, from the evidence that
//! the test gathers come its verdict and, by [diagnosis], the causes of a failure.
//!
//! The crate knows no outside: no socket, file, environment, clock, randomness, thread or async.
//!
//! # Checking a form
//!
//! [`OutgoingForm`] and [`IncomingForm`] borrow what was typed. Every field is optional and takes a
//! value of any type, so that reading a form fails on nothing that a rule can tell. All findings are
//! given, in the order of the form:
//!
//! ```
//! use mailvet_core::{Context, OutgoingForm, Severity, check_outgoing};
//!
//! let form: OutgoingForm<'_> = serde_json::from_str(
//!     r#"{"server": "smtp.example.com:587", "security": "tls", "reply_to": "legal"}"#,
//! )?;
//! let checked = check_outgoing(&form, &Context::default());
//!
//! let codes: Vec<_> = checked.findings.iter().map(|finding| finding.code).collect();
//! assert_eq!(codes, ["server-has-port", "address-malformed"]);
//! assert_eq!(checked.findings[0].field, "server");
//! assert_eq!(checked.findings[0].severity, Severity::Error);
//! assert!(checked.settings.is_none(), "an error leaves no settings");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! [`check_incoming`] does the same for the other form, and [`check_settings`] judges both, with what
//! differs between them. A form can be filled in code as well:
//!
//! ```
//! use mailvet_core::{Context, OutgoingForm, check_outgoing, settings::Security};
//!
//! let mut form = OutgoingForm::default();
//! form.server = Some("smtp.example.com".into());
//! form.security = Some("tls".into());
//! let settings = check_outgoing(&form, &Context::default()).settings.expect("nothing is wrong");
//! assert_eq!((settings.server.port, settings.server.security), (587, Security::Tls));
//! ```
//!
//! # Putting findings into words
//!
//! A [`Finding`] is data: code, severity, field, parameters, source. With the feature `messages` its
//! words are there in English and German:
//!
//! ```
//! # #[cfg(feature = "messages")] {
//! use mailvet_core::{Context, IncomingForm, check_incoming};
//! use mailvet_core::messages::{Language, Messages};
//!
//! let mut form = IncomingForm::default();
//! form.server = Some("imap..example.com".into());
//! let mut findings = check_incoming(&form, &Context::default()).findings;
//! let finding = findings.swap_remove(0);
//!
//! let notice = Messages::of(Language::English).tell(finding.clone());
//! assert_eq!(notice.message, "`imap..example.com` is not a host name.");
//! let notice = Messages::of(Language::German).tell(finding);
//! assert_eq!(notice.message, "`imap..example.com` ist kein Hostname.");
//! # }
//! ```
//!
//! # Applying a fix
//!
//! Where a mend is possible the finding has it as [`Edit`]s, a new value for one field each. One that
//! is [`safe`](Fix::safe) keeps what was meant and may be applied without asking:
//!
//! ```
//! use mailvet_core::{Context, OutgoingForm, check_outgoing};
//! use serde::Deserialize;
//!
//! let mut typed = serde_json::json!({"server": "smtp://smtp.example.com:587", "security": "tls"});
//! let form = OutgoingForm::deserialize(&typed)?;
//! for finding in check_outgoing(&form, &Context::default()).findings {
//!     for edit in finding.fix.filter(|fix| fix.safe).into_iter().flat_map(|fix| fix.edits) {
//!         // `oauth.client_id` is the key `client_id` of the table `oauth`.
//!         let place = edit.field.split('.').fold(&mut typed, |table, key| &mut table[key]);
//!         *place = edit.value.into();
//!     }
//! }
//! assert_eq!(typed["server"], "smtp.example.com");
//! assert_eq!(typed["port"], "587");
//! let form = OutgoingForm::deserialize(&typed)?;
//! assert!(check_outgoing(&form, &Context::default()).findings.is_empty());
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Authorities
//!
//! An authority of Microsoft is pasted in many forms; [`parse_authority`] reads each of them to its
//! tenant and token endpoint, and says what had to be changed:
//!
//! ```
//! use mailvet_core::{Cloud, Context, parse_authority};
//!
//! let parsed =
//!     parse_authority("https://login.microsoftonline.us/contoso.us/v2.0", &Context::default());
//! let authority = parsed.authority.expect("host and tenant");
//! assert_eq!(authority.cloud, Some(Cloud::UsGovernment));
//! assert_eq!(authority.tenant.as_deref(), Some("contoso.us"));
//! assert_eq!(
//!     authority.token_url,
//!     "https://login.microsoftonline.us/contoso.us/oauth2/v2.0/token"
//! );
//! assert_eq!(parsed.findings[0].code, "authority-normalised");
//! ```
//!
//! # Providers
//!
//! What is known of mail providers is data, too; [`provider`] finds it by the domain of an address or
//! by a mail host:
//!
//! ```
//! use mailvet_core::provider::{self, Protocol};
//!
//! let provider = provider::of_domain("gmail.com").expect("a provider");
//! let endpoint = provider.mail.endpoint(Protocol::Imap).expect("it has IMAP");
//! assert_eq!((endpoint.host, endpoint.port), ("imap.gmail.com", 993));
//! ```
//!
//! # With `validator`
//!
//! Programs that take any [`validator::Validate`] take the forms as they are. They see the errors,
//! not the warnings and hints:
//!
//! ```
//! use mailvet_core::OutgoingForm;
//! use validator::Validate;
//!
//! let mut form = OutgoingForm::default();
//! form.server = Some("legal@example.com".into());
//! let errors = form.validate().expect_err("an address is no server");
//! assert_eq!(errors.field_errors()["server"][0].code, "server-is-address");
//! ```
//!
//! # Features
//!
//! `messages`: the words of findings and causes. `reference`: what each rule is for, with examples,
//! in the module `reference`. `schema`: the JSON Schema of the public types. `idna`: URLs and
//! international names are read by the crate `url`; without it they are read by what [`read_urls_by`]
//! was given, or else only those that need no other form. All but `schema` are on by default; the
//! rules alone, for a browser, need none.

mod authority;
pub mod catalogue;
pub mod claims;
mod cloud;
pub mod diagnosis;
pub mod exchanger;
mod find;
mod finding;
mod form;
mod guid;
#[cfg(feature = "messages")]
pub mod hand_off;
#[cfg(feature = "messages")]
pub mod messages;
mod moment;
pub mod plan;
pub mod provider;
#[cfg(feature = "reference")]
pub mod reference;
#[cfg(feature = "messages")]
pub mod remedy;
pub mod report;
mod rules;
pub mod sasl;
pub mod schema;
mod secret;
pub mod settings;
#[cfg(feature = "messages")]
pub mod setup;
#[cfg(test)]
mod typescript;
mod validate;
mod web;

use serde::{Deserialize, Serialize};

pub use authority::{Authority, AuthorityKind, Endpoint, TenantKind};
pub use catalogue::Rule;
pub use cloud::Cloud;
pub use finding::{Edit, Finding, Fix, FormName, Notice, Params, Severity, Span};
pub use form::{
    Entry, Form, IncomingForm, KEYS, Key, Kind, OAuthEntry, OAuthForm, OlderKeys, OutgoingForm,
    SecretEntry, SecretReference, Slot, UnknownKeys,
};
pub use secret::Secret;
pub use settings::default_port;
pub use web::{Reader, read_urls_by};

use rules::{Extent, Notes};
use settings::{Incoming, Outgoing};

/// Every settings key, in the order of the form; `oauth.` stands before those of the OAuth table.
pub const FIELDS: &[&str] = &[
    "server",
    "protocol",
    "reply_to",
    "sender",
    "use_ssl",
    "security",
    "port",
    "requires_authentication",
    "username",
    "mailbox",
    "password",
    "mechanism",
    "oauth",
    "oauth.provider",
    "oauth.flow",
    "oauth.client_id",
    "oauth.client_secret",
    "oauth.client_auth",
    "oauth.certificate",
    "oauth.certificate_password",
    "oauth.assertion_file",
    "oauth.service_account_file",
    "oauth.subject",
    "oauth.authority_url",
    "oauth.scope",
];

/// What the rules have to know beside the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct Context {
    /// Hosts, as `host` or `host:port`, that the user confirmed by name as authorization servers of
    /// Microsoft Exchange beside Microsoft's own.
    #[cfg_attr(test, ts(as = "Option<Vec<String>>"))]
    pub identity_hosts: Vec<String>,
}

/// What checking a form gives.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The settings, when there is no error and every secret is at hand.
    pub settings: Option<T>,
    /// Everything that was found, in the order of the form.
    pub findings: Vec<Finding>,
}

/// Checks an outgoing form.
#[must_use]
pub fn check_outgoing(form: &OutgoingForm<'_>, context: &Context) -> Checked<Outgoing> {
    let mut notes = Notes::new(FormName::Outgoing, Extent::Settings);
    let settings = rules::relation::outgoing(form, context, &mut notes);
    rules::discretion::hide(&mut notes.findings, Some(form), None);
    conclude(settings, notes)
}

/// Checks an incoming form.
#[must_use]
pub fn check_incoming(form: &IncomingForm<'_>, context: &Context) -> Checked<Incoming> {
    let mut notes = Notes::new(FormName::Incoming, Extent::Settings);
    let settings = rules::relation::incoming(form, context, &mut notes);
    rules::discretion::hide(&mut notes.findings, None, Some(form));
    conclude(settings, notes)
}

/// Checks whole settings: what [`check_outgoing`] finds, then what [`check_incoming`] finds together
/// with what is to be said of both forms, such as that they name different tenants.
///
/// A form that is absent is not checked.
#[must_use]
pub fn check_settings(
    outgoing: Option<&OutgoingForm<'_>>,
    incoming: Option<&IncomingForm<'_>>,
    context: &Context,
) -> Vec<Finding> {
    judge(outgoing, incoming, context, Extent::Rules)
}

/// What is to be said of a key of a settings file that stands beside the two forms, such as `smtp`.
#[must_use]
pub fn unknown_form(key: &str) -> Finding {
    rules::relation::beside(key)
}

/// Checks only whether each value can be what it is to be, and whether security suits the port and the
/// token: a part of what [`check_settings`] finds, in a part of its time.
#[must_use]
pub fn check_basics(
    outgoing: Option<&OutgoingForm<'_>>,
    incoming: Option<&IncomingForm<'_>>,
    context: &Context,
) -> Vec<Finding> {
    judge(outgoing, incoming, context, Extent::Basics)
}

fn judge(
    outgoing: Option<&OutgoingForm<'_>>,
    incoming: Option<&IncomingForm<'_>>,
    context: &Context,
    extent: Extent,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(form) = outgoing {
        let mut notes = Notes::new(FormName::Outgoing, extent);
        rules::relation::outgoing(form, context, &mut notes);
        findings = in_order(notes.findings);
    }
    if let Some(form) = incoming {
        let mut notes = Notes::new(FormName::Incoming, extent);
        rules::relation::incoming(form, context, &mut notes);
        if let Some(outgoing) = outgoing.filter(|_| extent != Extent::Basics) {
            rules::together::judge(outgoing, form, context, &mut notes);
        }
        findings.append(&mut in_order(notes.findings));
    }
    // One form's secret may have been pasted into the other.
    rules::discretion::hide(&mut findings, outgoing, incoming);
    findings
}

/// Gives what was found, and the settings where nothing is wrong.
fn conclude<T>(settings: Option<T>, notes: Notes) -> Checked<T> {
    let findings = in_order(notes.findings);
    let is_wrong = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { settings: settings.filter(|_| !is_wrong), findings }
}

/// Brings findings into the order of the form, each once. They are few and nearly in order, so that a
/// sort made for many would cost a browser more than it saves.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    /// Where a finding stands in the form.
    fn place(finding: &Finding) -> usize {
        let place_of = |field: &str| FIELDS.iter().position(|known| *known == field);
        // What an older release wrote is told where today's choice stands.
        let is_older = || OlderKeys::KEYS.contains(&&*finding.field);
        place_of(&finding.field)
            .or_else(|| place_of("oauth").filter(|_| is_older()))
            .unwrap_or(FIELDS.len())
    }
    fn key(finding: &Finding) -> (Severity, &str, &str) {
        (finding.severity, &finding.field, finding.code)
    }
    if findings.len() < 2 {
        return findings;
    }
    let mut places: Vec<_> = findings.iter().map(place).collect();
    for last in 1..findings.len() {
        for at in (1..=last).rev() {
            let is_before = |one: usize, other: usize| {
                (places[one], key(&findings[one])) <= (places[other], key(&findings[other]))
            };
            if is_before(at - 1, at) {
                break;
            }
            places.swap(at - 1, at);
            findings.swap(at - 1, at);
        }
    }
    findings.dedup();
    findings
}

/// What reading an authority gives.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct ParsedAuthority {
    /// The authority, as far as it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority<'static>>,
    /// What is to be said of it, at the field `oauth.authority_url`.
    #[cfg_attr(test, ts(type = "Array<Finding>"))]
    pub findings: Vec<Finding>,
}

/// Reads an authority URL of Microsoft in any of its forms.
#[must_use]
pub fn parse_authority(typed: &str, context: &Context) -> ParsedAuthority {
    const FIELD: &str = "oauth.authority_url";
    let form = FormName::Outgoing;
    let mut notes = Notes::new(form, Extent::Rules);
    notes.extend(FIELD, rules::text::judge(typed, rules::text::Space::Never));
    let reading = authority::read(typed, &context.identity_hosts);
    notes.extend(FIELD, reading.problems);
    rules::discretion::hide(&mut notes.findings, None, None);
    ParsedAuthority {
        authority: reading.authority.map(Authority::into_owned),
        findings: notes.findings,
    }
}
