//! What a rule has to say: data that a form, a terminal and a script show each in their way.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The settings cannot work, or would be unsafe.
    Error,
    /// They may work, and something is probably not as it was meant.
    Warning,
    /// Nothing is wrong; this is good to know.
    Hint,
}

/// Which of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum FormName {
    /// The *Outgoing Email Server Settings*.
    Outgoing,
    /// The *Incoming Email Server Settings*.
    Incoming,
}

impl FormName {
    /// The name of the settings table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Incoming => "incoming",
        }
    }
}

/// One thing that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Finding {
    /// The rule's code, which never changes.
    #[cfg_attr(test, ts(type = "RuleCode"))]
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The form that it is about.
    pub form: FormName,
    /// The settings key, such as `server` or `oauth.client_id`.
    pub field: String,
    /// What is wrong, complete in itself.
    pub message: String,
    /// Why it matters and what to do.
    pub help: String,
    /// Edits that mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Where the rule comes from.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// The part of the value that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A mend that a form can apply with one click.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fix {
    /// The values to put in, field by field.
    pub edits: Vec<Edit>,
}

/// A new value for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Edit {
    /// The settings key.
    pub field: String,
    /// Its new value.
    pub value: String,
}

/// A part of a value, counted in UTF-16 code units as JavaScript counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Span {
    /// The first unit of the part.
    pub start: usize,
    /// The first unit after it.
    pub end: usize,
}

impl Span {
    /// The span of the bytes `start..end` of `text`.
    pub(crate) fn of(text: &str, start: usize, end: usize) -> Self {
        let units = |to: usize| text.get(..to).map_or(0, |part| part.encode_utf16().count());
        Self { start: units(start), end: units(end) }
    }
}
