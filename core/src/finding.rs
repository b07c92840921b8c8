//! What a rule has to say: data that a form, a terminal and a script show each in their way.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, Serializer};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// One thing that a rule found, as data. [`crate::messages`] has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's code, which never changes.
    #[cfg_attr(test, ts(type = "RuleCode"))]
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The form that it is about.
    pub form: FormName,
    /// The settings key, such as `server` or `oauth.client_id`.
    #[cfg_attr(test, ts(type = "string"))]
    pub field: Cow<'static, str>,
    /// What the words speak of, by name.
    #[cfg_attr(test, ts(optional, type = "{ [name: string]: string }"))]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    #[serde(skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// Edits that mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The part of the value that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// The parameters of a message, in the order in which the rule gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub Vec<(&'static str, Cow<'static, str>)>);

impl Params {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A finding and its words: what a form, a terminal and a script show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Finding"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// What was found.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub finding: Finding,
    /// What is wrong, complete in itself.
    pub message: String,
    /// Why it matters and what to do.
    pub help: String,
    /// Where the rule comes from, and the date of the version that it was checked against.
    #[cfg_attr(test, ts(type = "string"))]
    pub source: &'static str,
}

/// A mend that a form can apply with one click.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// The values to put in, field by field.
    pub edits: Vec<Edit>,
    /// Whether it keeps what was meant, so that it may be applied without asking; otherwise it is
    /// the likeliest of several.
    pub safe: bool,
}

/// A new value for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The settings key.
    #[cfg_attr(test, ts(type = "string"))]
    pub field: Cow<'static, str>,
    /// Its new value.
    #[cfg_attr(test, ts(type = "string"))]
    pub value: Cow<'static, str>,
}

/// A part of a value, counted in UTF-16 code units as JavaScript counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
