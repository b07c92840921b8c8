//! Refusals, as problem documents (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::report_failure;
use crate::store::{SaveError, StoreError};

/// Why a request was refused, in words for people. It repeats no value that was sent.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
    field: Option<String>,
    header: Option<(&'static str, &'static str)>,
}

/// The document. Its type says that the status tells all that a program needs (RFC 9457 §4.2.1).
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Problem"))]
pub(super) struct Document<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    /// The part of the request that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), field: None, header: None }
    }

    /// A request that is understood and cannot be done, because of one part of it.
    pub(super) fn of_field(field: &str, detail: impl Into<String>) -> Self {
        let field = Some(field.to_owned());
        Self { field, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    /// Adds a header, whose name is in lower case.
    pub(super) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let detail = error.to_string();
        report_failure(&detail);
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Store(error) => error.into(),
            SaveError::Conflict => Self::new(StatusCode::CONFLICT, error.to_string()),
            _ => Self::of_field(error.field().unwrap_or_default(), error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            field: self.field.as_deref(),
        };
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some((name, value)) = self.header {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
