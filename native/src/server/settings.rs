//! Saved settings: reading them, and Update.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use axum::{Json, extract::State};
use mailvet_core::{FormName, report::Verdict};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{App, Problem, api::read_form, body::Document};
use crate::store::{Saved, StoreError};

/// What is saved for each form.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SavedForms"))]
pub(super) struct Forms {
    outgoing: Option<SavedForm>,
    incoming: Option<SavedForm>,
}

/// A form as it was saved.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SavedForm {
    /// Counts the saves; saving again wants it back.
    revision: i64,
    /// The settings; in the place of each secret stands `{"stored": true}`.
    settings: Map<String, Value>,
    /// How the last test of exactly these settings ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    tested: Option<TestedForm>,
}

/// How a test ended.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TestedForm {
    verdict: Verdict,
    /// When it ended (RFC 3339).
    at: String,
}

/// What was saved.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Revision {
    /// The number of the revision.
    revision: i64,
}

/// Gives what is saved, without secrets.
pub(super) async fn load(State(app): State<Arc<App>>) -> Result<Json<Forms>, Problem> {
    let form = async |name| Ok::<_, StoreError>(app.store.load(name).await?.map(SavedForm::from));
    let outgoing = form(FormName::Outgoing).await?;
    let incoming = form(FormName::Incoming).await?;
    Ok(Json(Forms { outgoing, incoming }))
}

/// Saves a form over the revision that the user saw.
pub(super) async fn save(
    State(app): State<Arc<App>>,
    name: FormName,
    body: Document,
) -> Result<Json<Revision>, Problem> {
    const SETTINGS: &str = "settings";
    body.allow_only(&[SETTINGS, "revision"])?;
    let expected = body.value("revision", "the number of a revision, or null")?;
    let settings = body
        .object(SETTINGS)?
        .ok_or_else(|| Problem::of_field(SETTINGS, "`settings`, the form to save, is missing."))?;
    read_form(name, settings)?;
    let revision = app.store.save(name, settings, expected).await?;
    Ok(Json(Revision { revision }))
}

impl From<Saved> for SavedForm {
    fn from(saved: Saved) -> Self {
        let tested = saved.tested.map(|tested| {
            let since = Duration::from_secs(tested.at.try_into().unwrap_or_default());
            let at = humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string();
            TestedForm { verdict: tested.verdict, at }
        });
        Self { revision: saved.revision, settings: saved.settings, tested }
    }
}
