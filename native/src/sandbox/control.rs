//! The control API: how a test sets faults, changes the tenant, moves the clock and reads the record.
//!
//! It is plain HTTP with JSON on loopback. Its address ends in a word that only the ready line tells, and it
//! answers no page of a browser. Beneath that address:
//!
//! | request | body | what it does |
//! | --- | --- | --- |
//! | `GET scenarios` | | what can fail, and what triggers it |
//! | `POST scenarios/NAME` | | sets the faults of a scenario, and no others, and gives settings for Mailvet that show it |
//! | `GET faults` | | the faults that are set |
//! | `POST faults` | [`Fault`] | sets one more, so that faults combine |
//! | `DELETE faults` | | clears them |
//! | `POST changes` | [`Change`] | changes the tenant as an administrator would |
//! | `GET time` | | the sandbox's clock |
//! | `POST time` | `{"advance"?, "propagation"?}` in seconds | moves the clock; lets what is granted from now on count only later |
//! | `GET events` | | what clients said and were answered |
//! | `DELETE events` | | forgets it |
//! | `POST reset` | | all as it was at the start, but for the mail that was delivered |

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Request, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use super::{
    Forms, HTTP_PATIENCE, Listener, Ready, World,
    faults::Fault,
    forms, is_this_machine,
    record::Event,
    scenario::{self, SCENARIOS},
    tenant::Change,
};

/// The sandbox's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Time {
    /// In seconds since 1970.
    now: i64,
    /// How many seconds it is ahead of the system's.
    ahead: i64,
}

/// What is to be done to the clock.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TimeChange {
    advance: i64,
    propagation: Option<i64>,
}

/// Why a request is refused.
#[derive(Debug, Serialize)]
struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    error: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

/// Serves until the task is dropped. `key` is the last part of the address.
pub(super) async fn serve(listener: Listener, key: String, world: Arc<World>, ready: Ready) {
    let router = router(&key, world, ready);
    let mut connections = JoinSet::new();
    loop {
        let stream = TokioIo::new(listener.accept().await);
        while connections.try_join_next().is_some() {}
        let service = TowerToHyperService::new(router.clone());
        connections.spawn(async move {
            // A connection that breaks is the business of the one who broke it.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HTTP_PATIENCE)
                .serve_connection(stream, service)
                .await;
        });
    }
}

fn router(key: &str, world: Arc<World>, ready: Ready) -> Router {
    let ready = Arc::new(ready);
    let api = Router::new()
        .route("/scenarios", get(async || Json(SCENARIOS)))
        .route(
            "/scenarios/{name}",
            post(async move |State(world): State<Arc<World>>, Path(name): Path<String>| {
                play(&world, &ready, &name)
            }),
        )
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/changes", post(change))
        .route("/time", get(time).post(change_time))
        .route("/events", get(events).delete(clear_events))
        .route("/reset", post(reset))
        .with_state(world);
    Router::new().nest(&format!("/{key}"), api).layer(from_fn(refuse_pages))
}

/// Pages of a browser name where they come from, or reach this machine by another name.
async fn refuse_pages(headers: HeaderMap, request: Request, next: Next) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let names_a_page = [header::ORIGIN.as_str(), "sec-fetch-site"]
        .into_iter()
        .any(|name| headers.contains_key(name));
    if is_this_machine(host) && !names_a_page {
        return next.run(request).await;
    }
    let error = "The control API is for programs of this machine.".to_owned();
    Refusal { status: StatusCode::FORBIDDEN, error }.into_response()
}

/// The body of a request.
fn read<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Refusal> {
    body.map(|Json(body)| body)
        .map_err(|rejection| Refusal { status: rejection.status(), error: rejection.body_text() })
}

fn play(world: &World, ready: &Ready, name: &str) -> Result<Json<Forms>, Refusal> {
    let scenario = scenario::named(name).ok_or_else(|| Refusal {
        status: StatusCode::NOT_FOUND,
        error: format!("There is no scenario `{name}`."),
    })?;
    world.play(Some(scenario));
    Ok(Json(forms(ready, &scenario.trigger)))
}

async fn faults(State(world): State<Arc<World>>) -> Json<Vec<Fault>> {
    Json(world.faults.all())
}

async fn add_fault(
    State(world): State<Arc<World>>,
    body: Result<Json<Fault>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    world.faults.add(read(body)?);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_faults(State(world): State<Arc<World>>) -> StatusCode {
    world.faults.clear();
    StatusCode::NO_CONTENT
}

async fn change(
    State(world): State<Arc<World>>,
    body: Result<Json<Change>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let change = read(body)?;
    world.change(change).map_err(|error| Refusal { status: StatusCode::NOT_FOUND, error })?;
    Ok(StatusCode::NO_CONTENT)
}

async fn time(State(world): State<Arc<World>>) -> Json<Time> {
    Json(Time { now: world.clock.now(), ahead: world.clock.ahead() })
}

async fn change_time(
    State(world): State<Arc<World>>,
    body: Result<Json<TimeChange>, JsonRejection>,
) -> Result<Json<Time>, Refusal> {
    let TimeChange { advance, propagation } = read(body)?;
    world.clock.advance(advance);
    if let Some(seconds) = propagation {
        world.clock.set_propagation(seconds);
    }
    Ok(time(State(world)).await)
}

async fn events(State(world): State<Arc<World>>) -> Json<Vec<Event>> {
    Json(world.record.all())
}

async fn clear_events(State(world): State<Arc<World>>) -> StatusCode {
    world.record.clear();
    StatusCode::NO_CONTENT
}

async fn reset(State(world): State<Arc<World>>) -> StatusCode {
    world.reset();
    StatusCode::NO_CONTENT
}
