//! The rules of mail settings over OAuth 2.0, without any input or output.
//!
//! A form as it was typed goes in; findings come out, and, when nothing is wrong, settings whose
//! types cannot be wrong. From settings comes the plan of a connection test, from the evidence that
//! the test gathers come its verdict and the causes of a failure.
//!
//! The crate knows no outside: no socket, file, environment, clock, randomness, thread or async.
//!
//! ```
//! use mailvet_core::{Context, OutgoingForm, check_outgoing};
//!
//! let mut form = OutgoingForm::default();
//! form.server = Some("smtp.office365.com:587".into());
//! let checked = check_outgoing(&form, &Context::default());
//! assert_eq!(checked.findings[0].code, "server-has-port");
//! assert!(checked.settings.is_none());
//! ```

mod authority;
pub mod catalogue;
pub mod claims;
mod cloud;
pub mod diagnosis;
mod finding;
mod form;
mod guid;
#[cfg(feature = "messages")]
pub mod messages;
pub mod plan;
pub mod provider;
#[cfg(feature = "reference")]
pub mod reference;
pub mod report;
mod rules;
pub mod sasl;
pub mod schema;
mod secret;
pub mod settings;
#[cfg(test)]
mod typescript;
mod validate;

use serde::{Deserialize, Serialize};

pub use authority::{Authority, AuthorityKind, Endpoint, TenantKind};
pub use catalogue::Rule;
pub use cloud::Cloud;
pub use finding::{Edit, Finding, Fix, FormName, Notice, Params, Severity, Span};
pub use form::{
    Entry, IncomingForm, Kind, OAuthEntry, OAuthForm, OlderKeys, OutgoingForm, SecretEntry,
    SecretReference,
};
pub use secret::Secret;
pub use settings::default_port;

use rules::Notes;
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
    let mut notes = Notes::new(FormName::Outgoing);
    let settings = rules::relation::outgoing(form, context, &mut notes);
    rules::discretion::hide(&mut notes.findings, form.secrets());
    conclude(settings, notes)
}

/// Checks an incoming form.
#[must_use]
pub fn check_incoming(form: &IncomingForm<'_>, context: &Context) -> Checked<Incoming> {
    let mut notes = Notes::new(FormName::Incoming);
    let settings = rules::relation::incoming(form, context, &mut notes);
    rules::discretion::hide(&mut notes.findings, form.secrets());
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
    let (Some(outgoing), Some(incoming)) = (outgoing, incoming) else {
        let alone = outgoing.map(|form| check_outgoing(form, context).findings);
        return alone
            .or_else(|| incoming.map(|form| check_incoming(form, context).findings))
            .unwrap_or_default();
    };
    let mut findings = check_outgoing(outgoing, context).findings;
    let mut notes = Notes::new(FormName::Incoming);
    let settings = rules::relation::incoming(incoming, context, &mut notes);
    rules::together::judge(outgoing, incoming, context, &mut notes);
    findings.append(&mut conclude(settings, notes).findings);
    // One form's secret may have been pasted into the other.
    rules::discretion::hide(&mut findings, outgoing.secrets().chain(incoming.secrets()));
    findings
}

/// Brings what was found into the order of the form, and gives the settings where nothing is wrong.
fn conclude<T>(settings: Option<T>, notes: Notes) -> Checked<T> {
    let Notes { mut findings, .. } = notes;
    let place = |field: &str| {
        // What an older release wrote is told where today's choice stands.
        let field = if OlderKeys::KEYS.contains(&field) { "oauth" } else { field };
        FIELDS.iter().position(|known| *known == field).unwrap_or(FIELDS.len())
    };
    findings.sort_by(|a, b| {
        (place(&a.field), a.severity, &a.field, a.code).cmp(&(
            place(&b.field),
            b.severity,
            &b.field,
            b.code,
        ))
    });
    findings.dedup();
    let is_wrong = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { settings: settings.filter(|_| !is_wrong), findings }
}

/// What reading an authority gives.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct ParsedAuthority {
    /// The authority, as far as it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// What is to be said of it, at the field `oauth.authority_url`.
    #[cfg_attr(test, ts(type = "Array<Finding>"))]
    pub findings: Vec<Finding>,
}

/// Reads an authority URL of Microsoft in any of its forms.
#[must_use]
pub fn parse_authority(typed: &str, context: &Context) -> ParsedAuthority {
    const FIELD: &str = "oauth.authority_url";
    let form = FormName::Outgoing;
    let mut notes = Notes::new(form);
    notes.extend(FIELD, rules::text::judge(typed, rules::text::Space::Never));
    let reading = authority::read(typed, &context.identity_hosts);
    notes.extend(FIELD, reading.problems);
    ParsedAuthority { authority: reading.authority, findings: notes.findings }
}
