//! The sandbox beside the server, where there is one: its scenarios, and settings that show them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use mailvet_core::{FormName, diagnosis::Guess, remedy::Values};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{App, Problem, body::Document};
use crate::sandbox::scenario::{self, SCENARIOS, Scenario};

/// What a sandbox offers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Sandbox"))]
pub(super) struct Offer {
    /// Where it gives tokens, as `host:port`.
    identity_host: String,
    /// What can fail in a test of the form.
    scenarios: Vec<Named>,
}

/// A scenario by name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Scenario"))]
struct Named {
    name: &'static str,
    /// What would have to be changed.
    title: String,
    /// Whether only a test that sends a message shows it.
    needs_message: bool,
    /// Whether the rules refuse it before any connection.
    refused_by_rules: bool,
}

/// Settings for both forms.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SandboxSettings"))]
pub(super) struct Settings {
    outgoing: Map<String, Value>,
    incoming: Map<String, Value>,
    /// Whom a test message goes to.
    send_to: String,
}

/// Says what the sandbox offers; nothing, where there is none.
pub(super) async fn offer(State(app): State<Arc<App>>) -> Json<Option<Offer>> {
    let messages = app.probe.messages();
    Json(app.sandbox.as_ref().map(|sandbox| {
        Offer {
            identity_host: sandbox.identity_host().to_owned(),
            scenarios: SCENARIOS
                .iter()
                .filter(|scenario| scenario.is_of_form())
                .map(|&Scenario { name, cause, needs_message, refused_by_rules, .. }| {
                    let cause = messages.explain(Guess::certain(cause), &Values::default());
                    Named { name, title: cause.title, needs_message, refused_by_rules }
                })
                .collect(),
        }
    }))
}

/// Lets the sandbox play a scenario, or with none be as it should be, and gives the settings for that.
/// They hold the sandbox's own secrets, which open nothing else.
pub(super) async fn play(
    State(app): State<Arc<App>>,
    body: Document,
) -> Result<Json<Settings>, Problem> {
    const SCENARIO: &str = "scenario";
    body.allow_only(&[SCENARIO])?;
    let sandbox = app.sandbox.as_ref().ok_or_else(|| {
        let detail = "This server was started without `--sandbox`.";
        Problem::new(StatusCode::NOT_FOUND, detail)
    })?;
    let named: Option<String> = body.value(SCENARIO, "the name of a scenario, or null")?;
    let scenario = match named {
        None => None,
        Some(name) => Some(scenario::named(&name).ok_or_else(|| {
            Problem::of_field(SCENARIO, "The sandbox has no scenario of this name.".to_owned())
        })?),
    };
    let settings = sandbox.play(scenario);
    let send_to = scenario.and_then(|scenario| scenario.trigger.send_to);
    Ok(Json(Settings {
        outgoing: settings(FormName::Outgoing),
        incoming: settings(FormName::Incoming),
        send_to: send_to.unwrap_or(&sandbox.ready().username).to_owned(),
    }))
}
