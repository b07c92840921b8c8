//! Saved settings: reading them, and Update.

use std::sync::Arc;

use axum::{Json, extract::State};
use mailvet_core::{FormName, report::Verdict};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{App, Problem, body::Document, form::Form};
use crate::store::{Saved, StoreError};

/// What is saved for each form.
#[derive(Serialize)]
pub(super) struct Forms {
    outgoing: Option<SavedForm>,
    incoming: Option<SavedForm>,
}

#[derive(Serialize)]
struct SavedForm {
    revision: i64,
    settings: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tested: Option<TestedForm>,
}

#[derive(Serialize)]
struct TestedForm {
    verdict: Verdict,
    at: String,
}

#[derive(Serialize)]
pub(super) struct Revision {
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
    Form::read(name, settings)?;
    let revision = app.store.save(name, settings, expected).await?;
    Ok(Json(Revision { revision }))
}

impl From<Saved> for SavedForm {
    fn from(saved: Saved) -> Self {
        let tested = saved
            .tested
            .map(|tested| TestedForm { verdict: tested.verdict, at: rfc3339(tested.at) });
        Self { revision: saved.revision, settings: saved.settings, tested }
    }
}

/// A time as RFC 3339 writes it, in UTC. The calendar is Howard Hinnant's `civil_from_days`.
fn rfc3339(unix_seconds: i64) -> String {
    let (days, second) = (unix_seconds.div_euclid(86_400), unix_seconds.rem_euclid(86_400));
    // Years are counted from the first of March, so that the leap day is the last of a year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rfc_3339_does() {
        for (seconds, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (1_795_528_800, "2026-11-24T14:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(seconds), written);
        }
    }
}
