//! The HTTP API: what can be called.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State, rejection::PathRejection},
    http::{
        HeaderMap, StatusCode,
        header::{ACCEPT, CONTENT_TYPE},
    },
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post, put},
};
use mailvet_core::{
    FormName, SecretEntry, SecretReference,
    report::{CheckReport, Report, SCHEMA},
};
use serde_json::{Map, Value};

use super::{
    App, Problem, body::Document, gate, openapi, reports::Finished, run, sandbox, settings,
};
use crate::form::{self, Form};

pub(super) const FORMS: [FormName; 2] = [FormName::Outgoing, FormName::Incoming];
pub(super) const IDENTITY_HOSTS: &str = "identity_hosts";
pub(super) const HOST_LIST: &str = "a list of host names";

/// The calls below `/api/v1`, each only with the access token.
pub(super) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, call)| router.route(&path, call))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(app), gate::require_token))
}

/// What can be called, by its path.
pub(super) fn routes() -> Vec<(String, MethodRouter<Arc<App>>)> {
    let mut routes = vec![
        ("/check".to_owned(), post(check)),
        ("/tests/{id}".to_owned(), get(report)),
        ("/tests/{id}/hand-off".to_owned(), get(hand_off)),
        ("/settings".to_owned(), get(settings::load)),
        ("/sandbox".to_owned(), get(sandbox::offer).post(sandbox::play)),
        ("/openapi.json".to_owned(), get(openapi::document)),
    ];
    for form in FORMS {
        let test = move |state, body| run::test(state, form, body);
        let save = move |state, body| settings::save(state, form, body);
        let name = form.as_str();
        routes.push((format!("/test/{name}"), post(test)));
        routes.push((format!("/settings/{name}"), put(save)));
    }
    routes
}

/// Judges the settings and sends nothing anywhere.
async fn check(State(app): State<Arc<App>>, body: Document) -> Result<Json<CheckReport>, Problem> {
    let [outgoing, incoming] = FORMS.map(FormName::as_str);
    body.allow_only(&[outgoing, incoming, IDENTITY_HOSTS])?;
    let context = app.context(body.value(IDENTITY_HOSTS, HOST_LIST)?.unwrap_or_default());
    let mut forms = Vec::new();
    for name in FORMS {
        if let Some(settings) = body.object(name.as_str())? {
            forms.push(read_form(name, settings)?);
        }
    }
    let findings = app.probe.messages().tell_all(form::findings(&forms, &context));
    Ok(Json(CheckReport { schema: SCHEMA, findings }))
}

/// Reads a form. Only a secret that the API shall fetch from somewhere is refused: whoever holds the
/// access token could read by it every file and variable of the user, and run commands.
pub(super) fn read_form(name: FormName, settings: &Map<String, Value>) -> Result<Form, Problem> {
    let mut form = Form::read(name, settings.clone()).ok_or_else(|| {
        let name = name.as_str();
        Problem::of_field(name, format!("`{name}` cannot be read as settings."))
    })?;
    let foreign = form.secrets().into_iter().find(|(_, secret)| match secret {
        SecretEntry::Reference(reference) => !matches!(reference, SecretReference::Stored(_)),
        SecretEntry::Typed(_) | SecretEntry::Other(_) => false,
    });
    match foreign {
        None => Ok(form),
        Some((field, _)) => Err(Problem::of_field(
            field,
            format!(
                "`{field}` refers to a place outside. Secrets in the API are strings or references \
                 to stored ones, nothing else."
            ),
        )),
    }
}

/// Gives the report of a finished test again.
async fn report(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Report>, Problem> {
    finished(&app, id).map(|finished| Json(finished.report))
}

/// Gives what is handed over of a failed test: as a page for a person where that is asked for, else
/// as data.
async fn hand_off(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    const MARKDOWN: &str = "text/markdown";
    let hand_off = finished(&app, id)?.hand_off.ok_or_else(|| {
        let detail = "The test did not fail, so there is nothing to hand off.";
        Problem::new(StatusCode::NOT_FOUND, detail)
    })?;
    let accepted = headers.get(ACCEPT).and_then(|accepted| accepted.to_str().ok());
    if !accepted.is_some_and(|accepted| accepted.starts_with(MARKDOWN)) {
        return Ok(Json(hand_off).into_response());
    }
    // RFC 7763: the media type has to name its character set.
    let content_type = format!("{MARKDOWN}; charset=UTF-8");
    let page = hand_off.to_markdown(app.probe.messages());
    Ok(([(CONTENT_TYPE, content_type)], page).into_response())
}

/// What a test gave.
fn finished(app: &App, id: Result<Path<String>, PathRejection>) -> Result<Finished, Problem> {
    id.ok().and_then(|Path(id)| app.reports.get(&id)).ok_or_else(|| {
        let detail = "No finished test has this id, or it was too long ago.";
        Problem::new(StatusCode::NOT_FOUND, detail)
    })
}

async fn unknown() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "The API has no such call.")
}

async fn wrong_method() -> Problem {
    let detail = "This call takes another method; the header `Allow` names it.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}
