//! Answers as Microsoft Entra ID gives them: JSON of a token, JSON of an error.

use std::time::{Duration, UNIX_EPOCH};

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::sandbox::{World, clock::Time, tenant::EntraError};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-request-id");

/// The ids of one request, which stand in its answer.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    /// The server's own id.
    pub(crate) request: String,
    /// The id of all requests that belong together.
    pub(crate) correlation: String,
    pub(crate) at: Time,
}

/// The JSON of an error.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorBody<'a> {
    error: &'a str,
    pub(crate) error_description: String,
    error_codes: [u32; 1],
    timestamp: String,
    trace_id: &'a str,
    correlation_id: &'a str,
    error_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    suberror: Option<&'a str>,
}

impl Trace {
    /// The ids of a request; the client may have named its own.
    pub(crate) fn new(world: &World, client_request_id: Option<&str>) -> Self {
        let named = client_request_id.filter(|it| it.len() == 36 && it.is_ascii());
        Self {
            request: world.random.guid(),
            correlation: named.map_or_else(|| world.random.guid(), str::to_owned),
            at: world.clock.now(),
        }
    }

    /// The body of an error.
    pub(crate) fn body<'a>(&'a self, error: &'a EntraError) -> ErrorBody<'a> {
        let Self { request, correlation, at } = self;
        let timestamp = rfc3339(*at).replace('T', " ");
        ErrorBody {
            error: error.error,
            error_description: format!(
                "{} Trace ID: {request} Correlation ID: {correlation} Timestamp: {timestamp}",
                error.description()
            ),
            error_codes: [error.code],
            timestamp,
            trace_id: request,
            correlation_id: correlation,
            error_uri: format!("https://login.microsoftonline.com/error?code={}", error.code),
            suberror: error.suberror,
        }
    }

    /// The answer of an error.
    pub(crate) fn refuse(&self, error: &EntraError) -> Response {
        let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, self.json(&self.body(error))).into_response();
        if let Some(seconds) = error.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// The answer of a success.
    pub(crate) fn json(&self, body: &impl Serialize) -> Response {
        let mut response = Json(body).into_response();
        let headers = response.headers_mut();
        let utf8 = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, utf8);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        if let Ok(request) = HeaderValue::try_from(&self.request) {
            headers.insert(REQUEST_ID, request);
        }
        response
    }
}

/// A time as `2026-11-24T20:00:00Z`.
pub(crate) fn rfc3339(time: Time) -> String {
    let since = Duration::from_secs(u64::try_from(time).unwrap_or_default());
    // A time beyond the year 9999 has no such text.
    match UNIX_EPOCH.checked_add(since) {
        Some(time) if since.as_secs() < 253_402_300_800 => {
            humantime::format_rfc3339_seconds(time).to_string()
        }
        _ => "9999-12-31T23:59:59Z".to_owned(),
    }
}
