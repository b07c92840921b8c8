//! The rules of fields whose values are few: security, protocol, mechanism, provider, flow, flags.

use validator::ValidationError;

use super::{Problem, wrong_kind};
use crate::{
    Entry, catalogue,
    settings::{
        Choice, ClientAuth, Flow, IncomingProtocol, Mechanism, OutgoingProtocol, Provider, Security,
    },
};

pub(crate) fn security(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<Security>(entry)
}

pub(crate) fn outgoing_protocol(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<OutgoingProtocol>(entry)
}

pub(crate) fn incoming_protocol(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<IncomingProtocol>(entry)
}

pub(crate) fn mechanism(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<Mechanism>(entry)
}

pub(crate) fn provider(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<Provider>(entry)
}

pub(crate) fn flow(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<Flow>(entry)
}

pub(crate) fn client_auth(entry: &Entry) -> Result<(), ValidationError> {
    one_of::<ClientAuth>(entry)
}

/// The rule of a check box.
pub(crate) fn flag(entry: &Entry) -> Result<(), ValidationError> {
    match entry {
        Entry::Flag(_) => Ok(()),
        Entry::Text(text) if text.is_empty() || read_flag(entry).is_some() => Ok(()),
        other => Err(wrong_kind(other.kind(), "true or false").into()),
    }
}

/// The state of a check box; an input field gives it as text.
pub(crate) fn read_flag(entry: &Entry) -> Option<bool> {
    match entry {
        Entry::Flag(flag) => Some(*flag),
        Entry::Text(text) => text.trim().parse().ok(),
        Entry::Number(_) | Entry::Other(_) => None,
    }
}

fn one_of<C: Choice>(entry: &Entry) -> Result<(), ValidationError> {
    let text = match entry {
        Entry::Text(text) => text,
        other => return Err(wrong_kind(other.kind(), "text").into()),
    };
    if text.trim().is_empty() || C::read(text).is_some() {
        return Ok(());
    }
    let choices: Vec<_> = C::ALL.iter().map(|choice| format!("`{}`", choice.as_str())).collect();
    let mut problem = Problem::new(catalogue::UNKNOWN_CHOICE)
        .with("value", text.trim())
        .with("choices", choices.join(", "));
    let folded = text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let alias = C::ALIASES.iter().find(|(alias, _)| *alias == folded);
    let near = alias.map(|(_, choice)| choice.as_str()).or_else(|| {
        let mut choices = C::ALL.iter().map(|choice| choice.as_str());
        choices.find(|choice| strsim::osa_distance(&folded, choice) <= 1)
    });
    if let Some(near) = near {
        problem = problem.edit("", near);
    }
    Err(problem.into())
}
