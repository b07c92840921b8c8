//! Where each cause is known from, with evidence that leads to it and evidence that is near and does
//! not.
//!
//! The texts stand in `core/reference/causes.toml`. The command `mailvet explain ID` shows them one
//! by one, the page `core/reference/causes.md` all together; a test diagnoses every example.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnosis::{Evidence, SECTIONS, diagnose};

/// The documentation of one cause.
#[derive(Debug)]
pub struct CauseDocumentation {
    /// The id of the cause.
    pub id: &'static str,
    /// The title of its section in the vocabulary.
    pub section: &'static str,
    /// What it is known from.
    pub source: Source,
    /// Evidence that leads to it before any other.
    pub example: Sample,
    /// Evidence that is near, and leads elsewhere.
    pub near: Sample,
}

/// What was read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is, with its own date where it has one.
    pub title: String,
    /// When it was last looked at, as year, month and day.
    pub checked: String,
}

/// Evidence, as words alone or as an object of `mailvet explain --jsonl`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Sample {
    /// The words of a server or a client.
    Words(String),
    /// Words, if any, with what is known beside them.
    Object(Map<String, Value>),
}

impl Sample {
    /// What it is evidence of.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        match self {
            Self::Words(words) => Evidence::of_text(words.as_str()),
            Self::Object(object) => Evidence::read(object.clone()),
        }
    }

    /// The likeliest cause of it, if it tells of a failure.
    #[must_use]
    pub fn leads_to(&self) -> Option<&'static str> {
        diagnose(&self.evidence()).first().map(|guess| guess.id)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Object(object) => {
                let json = serde_json::to_string_pretty(object).map_err(|_| fmt::Error)?;
                f.write_str(&json)
            }
        }
    }
}

impl CauseDocumentation {
    /// The documentation of a cause.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|documentation| documentation.id == id)
    }

    /// The documentation of every cause, in the order of the vocabulary.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }
}

static ALL: LazyLock<Vec<CauseDocumentation>> = LazyLock::new(|| {
    // A test reads the file without an error.
    let File { source, mut cause } = read().unwrap_or_default();
    let ids = SECTIONS.iter().flat_map(|(section, ids)| ids.iter().map(move |id| (section, id)));
    ids.filter_map(|(section, id)| {
        let written = cause.remove(*id)?;
        let source = source.get(&written.source)?.clone();
        let Written { example, near, .. } = written;
        Some(CauseDocumentation { id, section, source, example, near })
    })
    .collect()
});

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: BTreeMap<String, Source>,
    cause: BTreeMap<String, Written>,
}

/// An entry of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    source: String,
    example: Sample,
    near: Sample,
}

fn read() -> Result<File, toml::de::Error> {
    toml::from_str(include_str!("../../reference/causes.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnosis::CAUSES, moment};

    #[test]
    fn every_cause_is_documented_and_nothing_else() {
        let File { source, cause } =
            read().unwrap_or_else(|error| panic!("core/reference/causes.toml: {error}"));
        let unknown: Vec<_> = cause.keys().filter(|id| !CAUSES.contains(&id.as_str())).collect();
        assert!(unknown.is_empty(), "core/reference/causes.toml: there is no cause {unknown:?}");
        let missing: Vec<_> =
            CAUSES.iter().filter(|id| CauseDocumentation::of(id).is_none()).collect();
        assert!(
            missing.is_empty(),
            "core/reference/causes.toml: these causes need `source`, `example` and `near`, and a \
             source that is listed: {missing:?}"
        );
        for (name, Source { title, checked }) in &source {
            let is_used = cause.values().any(|written| written.source == *name);
            let is_day = moment::of_text(&format!("{checked}T00:00:00")).is_some();
            assert!(is_used && is_day && !title.is_empty(), "core/reference/causes.toml: {name}");
        }
    }

    #[test]
    fn every_example_leads_to_its_cause_and_no_near_miss_does() {
        let mut failures = Vec::new();
        for CauseDocumentation { id, example, near, .. } in CauseDocumentation::all() {
            let found = example.leads_to();
            if found != Some(id) {
                failures.push(format!("{id}: `example` leads to {found:?}"));
            }
            if near.leads_to() == Some(id) {
                failures.push(format!("{id}: `near` leads to it"));
            }
        }
        assert!(failures.is_empty(), "core/reference/causes.toml\n{}", failures.join("\n"));
    }
}
