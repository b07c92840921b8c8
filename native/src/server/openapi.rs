//! The `OpenAPI` document (version 3.1), which describes the API to programs.
//!
//! The schemas in it are generated from the Rust types of questions and answers; the table of calls
//! stands in the test below, which fails when a call of [`super::api`] is missing there.
//! `MAILVET_BLESS=1 cargo test -p mailvet openapi` renews the committed copy.

use axum::{http::header::CONTENT_TYPE, response::IntoResponse};

/// The document, in JSON.
const DOCUMENT: &str = include_str!("openapi.json");

/// Gives the document.
pub(super) async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use mailvet_core::{
        IncomingForm, OutgoingForm,
        hand_off::HandOff,
        plan::{Depth, Stage},
        report::{CheckReport, Report, StageReport},
    };
    use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
    use serde_json::{Value, json};

    use crate::{
        probe::Prompt,
        server::{api, problem, sandbox, settings},
    };

    /// Settings to be judged.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "it describes a request, which is read key by key")]
    struct CheckRequest {
        #[schemars(with = "OutgoingForm<'static>", default)]
        outgoing: Option<OutgoingForm<'static>>,
        #[schemars(with = "IncomingForm<'static>", default)]
        incoming: Option<IncomingForm<'static>>,
        /// Hosts, as `host` or `host:port`, that the user confirmed by name.
        identity_hosts: Option<Vec<String>>,
    }

    /// Settings whose connection is to be tested, and how. The form that the call names is needed.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "it describes a request, which is read key by key")]
    struct TestRequest {
        #[schemars(with = "OutgoingForm<'static>", default)]
        outgoing: Option<OutgoingForm<'static>>,
        #[schemars(with = "IncomingForm<'static>", default)]
        incoming: Option<IncomingForm<'static>>,
        /// Hosts, as `host` or `host:port`, that the user confirmed by name.
        identity_hosts: Option<Vec<String>>,
        /// Whether a password may be sent over a connection that is not encrypted.
        allow_cleartext_password: Option<bool>,
        /// Whether nobody is there to sign in: then a flow that needs somebody is not begun.
        unattended: Option<bool>,
        /// How far the test goes. A message is sent to `send_to` and to nobody else.
        depth: Option<Depth>,
        /// An address to which an outgoing test sends a message: its depth is `send`, without being said.
        /// The facts of the stage `send` have `recipient` and `message_id`.
        send_to: Option<String>,
    }

    /// What the sandbox is to play.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "it describes a request, which is read key by key")]
    struct ScenarioRequest {
        /// The name of a scenario; without it all is as it should be.
        scenario: Option<String>,
    }

    /// The event `test`, the first.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "it describes an answer")]
    struct TestEvent {
        /// By which the report can be had again.
        id: String,
    }

    /// The event `stages`: the plan of the test.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "it describes an answer")]
    struct StagesEvent {
        /// The stages, in order.
        stages: Vec<Stage>,
    }

    #[test]
    fn the_committed_document_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/openapi.json");
        let generated = format!("{}\n", serde_json::to_string_pretty(&render()).expect("JSON"));
        if std::env::var_os("MAILVET_BLESS").is_some() {
            fs::write(&path, &generated).expect("the document can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == generated,
            "native/src/server/openapi.json is stale; run this test with MAILVET_BLESS=1"
        );
    }

    #[test]
    fn every_call_is_described() {
        let document = render();
        let described: BTreeSet<_> =
            document["paths"].as_object().expect("paths").keys().cloned().collect();
        let routes: BTreeSet<_> = api::routes().into_iter().map(|(path, _)| path).collect();
        assert_eq!(described, routes);
    }

    fn render() -> Value {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
        });
        let mut questions = settings.clone().into_generator();
        let mut answers = settings.for_serialize().into_generator();
        let paths = paths(&mut questions, &mut answers);
        let problem = problem(&mut answers);
        let mut schemas = questions.take_definitions(true);
        for (name, schema) in answers.take_definitions(true) {
            schemas.entry(name).or_insert(schema);
        }
        let mut document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Mailvet",
                "summary": "Tells before saving whether mail settings will work.",
                "description": "The API of `mailvet serve`, for programs of the same user on the same machine. Findings, reports and problems may gain keys; none is renamed or changes its meaning within a version.",
                "version": "1",
                "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
            },
            "servers": [{ "url": "/api/v1" }],
            "security": [{ "token": [] }],
            "paths": paths,
            "components": {
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "The access token that `mailvet serve` prints behind `#token=`.",
                    },
                },
                "responses": { "Problem": problem },
                "schemas": schemas,
            },
        });
        drop_empty_defaults(&mut document);
        // In the API a secret is typed or stored, and never fetched from elsewhere.
        let references =
            document["components"]["schemas"]["SecretReference"]["oneOf"].as_array_mut();
        let references = references.expect("the references to secrets");
        references.retain(|reference| reference["properties"].get("stored").is_some());
        references[0]["properties"]["stored"] = json!({ "const": true });
        document
    }

    fn paths(questions: &mut SchemaGenerator, answers: &mut SchemaGenerator) -> Value {
        let saved = json_answer::<settings::Forms>(answers, "What is saved for each form.");
        let mut handed_over = json_answer::<HandOff>(
            answers,
            "What to send to an administrator; nothing secret is in it.",
        );
        handed_over["content"]["text/markdown"] = json!({ "schema": { "type": "string" } });
        let id = json!([{
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The id that the event `test` gave.",
            "schema": { "type": "string" },
        }]);
        let mut paths = json!({
            "/check": { "post": {
                "operationId": "check",
                "summary": "Judge settings by the rules, without any connection",
                "requestBody": body::<CheckRequest>(questions),
                "responses": responses(&json_answer::<CheckReport>(answers, "What the rules found.")),
            } },
            "/tests/{id}": { "get": {
                "operationId": "getReport",
                "summary": "The report of a finished test again",
                "parameters": id,
                "responses": responses(&json_answer::<Report>(answers, "The report.")),
            } },
            "/tests/{id}/hand-off": { "get": {
                "operationId": "getHandOff",
                "summary": "What somebody who is no administrator sends to one after a failed test",
                "description": "As data, or with `Accept: text/markdown` as a page.",
                "parameters": id,
                "responses": responses(&handed_over),
            } },
            "/settings": { "get": {
                "operationId": "getSettings",
                "summary": "The saved settings, without their secrets",
                "responses": responses(&saved),
            } },
            "/sandbox": {
                "get": {
                    "operationId": "getSandbox",
                    "summary": "What the sandbox beside the server can show; null where there is none",
                    "responses": responses(
                        &json_answer::<Option<sandbox::Offer>>(answers, "What the sandbox offers.")
                    ),
                },
                "post": {
                    "operationId": "playScenario",
                    "summary": "Let the sandbox play a scenario",
                    "requestBody": body::<ScenarioRequest>(questions),
                    "responses": responses(
                        &json_answer::<sandbox::Settings>(answers, "Settings that show it.")
                    ),
                },
            },
            "/openapi.json": { "get": {
                "operationId": "getDocument",
                "summary": "This document",
                "responses": responses(&json!({
                    "description": "An OpenAPI document.",
                    "content": { "application/json": { "schema": { "type": "object" } } },
                })),
            } },
        });
        let events = events(answers);
        for form in api::FORMS {
            let name = form.as_str();
            let title = if name == "outgoing" { "Outgoing" } else { "Incoming" };
            paths[format!("/test/{name}")] = json!({ "post": {
                "operationId": format!("test{title}"),
                "summary": format!("Test the {name} connection, stage by stage"),
                "description": "Nothing is sent or changed in the mailbox. The settings are not saved; after a success the access token is kept, encrypted.",
                "requestBody": body::<TestRequest>(questions),
                "responses": responses(&events),
            } });
            let settings = json!({ "$ref": format!("#/components/schemas/{title}Form") });
            paths[format!("/settings/{name}")] = json!({ "put": {
                "operationId": format!("save{title}"),
                "summary": format!("Save the {name} settings"),
                "description": "A typed secret replaces the stored one, `{\"stored\": true}` keeps it, and an absent or empty one forgets it.",
                "requestBody": { "required": true, "content": { "application/json": { "schema": {
                    "type": "object",
                    "required": ["settings"],
                    "additionalProperties": false,
                    "properties": {
                        "settings": settings,
                        "revision": {
                            "type": ["integer", "null"],
                            "description": "The revision that is written over, as it was read; null where nothing was saved. Another one is a conflict (409).",
                        },
                    },
                } } } },
                "responses": responses(
                    &json_answer::<settings::Revision>(answers, "The new revision.")
                ),
            } });
        }
        paths
    }

    fn body<T: JsonSchema>(questions: &mut SchemaGenerator) -> Value {
        let schema = questions.subschema_for::<T>();
        json!({ "required": true, "content": { "application/json": { "schema": schema } } })
    }

    fn json_answer<T: JsonSchema>(answers: &mut SchemaGenerator, description: &str) -> Value {
        let schema = answers.subschema_for::<T>();
        json!({
            "description": description,
            "content": { "application/json": { "schema": schema } },
        })
    }

    /// Server-sent events. `OpenAPI` 3.1 has no words for their data, so each has a schema by name.
    fn events(answers: &mut SchemaGenerator) -> Value {
        json!({
            "description": "Server-sent events, the data of each in JSON: `test` with the id, `stages` with the plan, `stage` as each begins and ends, `prompt` when a person has to sign in, and at the end `report`.",
            "content": { "text/event-stream": {
                "schema": { "type": "string" },
                "x-events": {
                    "test": answers.subschema_for::<TestEvent>(),
                    "stages": answers.subschema_for::<StagesEvent>(),
                    "stage": answers.subschema_for::<StageReport>(),
                    "prompt": answers.subschema_for::<Prompt>(),
                    "report": answers.subschema_for::<Report>(),
                },
            } },
        })
    }

    fn responses(good: &Value) -> Value {
        json!({ "200": good, "default": { "$ref": "#/components/responses/Problem" } })
    }

    fn problem(answers: &mut SchemaGenerator) -> Value {
        let schema = answers.subschema_for::<problem::Document<'static>>();
        json!({
            "description": "Why the request was refused (RFC 9457): 401 without or with a wrong access token, 403 from a page of another origin, 404 for what is not there, 405 with another method, 408 too slow, 409 over another revision, 413 too large, 415 not JSON, 421 for another host, 422 understood and refused because of a field, 429 while too many tests run, 500 when the store fails.",
            "content": { "application/problem+json": { "schema": schema } },
        })
    }

    /// A key that is absent by default has no default that anybody could write.
    fn drop_empty_defaults(document: &mut Value) {
        match document {
            Value::Object(object) => {
                object.retain(|key, value| key != "default" || !value.is_null());
                object.values_mut().for_each(drop_empty_defaults);
            }
            Value::Array(values) => values.iter_mut().for_each(drop_empty_defaults),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
