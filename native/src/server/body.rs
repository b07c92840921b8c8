//! The body of a request: one JSON object.

use std::time::Duration;

use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, error::Category};
use tokio::time::timeout;
use zeroize::Zeroize;

use super::Problem;
use crate::settings_file::{
    document::{Malformed, object_of_json},
    place::Place,
};

const LIMIT: usize = 256 * 1024;

/// A body that takes longer than this is not one of a program on the same machine.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A JSON object that may hold secrets; its texts are wiped when it is dropped.
pub(super) struct Document(Map<String, Value>);

impl<S: Sync> FromRequest<S> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let bytes = timeout(TIMEOUT, read(request.into_body())).await.map_err(|_| {
            Problem::new(StatusCode::REQUEST_TIMEOUT, "The body did not come to its end in time.")
        })??;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => {
                let document = Self(object);
                refuse_twins(&bytes)?;
                Ok(document)
            }
            Ok(_) => {
                let detail = "The body is no JSON object.";
                Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
            }
            Err(error) => Err(malformed(&error)),
        }
    }
}

impl Document {
    /// Refuses keys that nobody knows, for what stands under them would count for nothing.
    pub(super) fn allow_only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => {
                let known = known.join("`, `");
                Err(Problem::of_field(
                    key,
                    format!("`{key}` is no key of this request; it knows `{known}`."),
                ))
            }
        }
    }

    /// The object under a key, if there is one.
    pub(super) fn object(&self, key: &str) -> Result<Option<&Map<String, Value>>, Problem> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(Problem::of_field(key, format!("`{key}` is no JSON object."))),
        }
    }

    /// The value under a key, if there is one. `expected` says in words what belongs there.
    pub(super) fn value<T: DeserializeOwned>(
        &self,
        key: &str,
        expected: &str,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.0.get(key) else { return Ok(None) };
        // serde's own words would repeat the value.
        Option::deserialize(value)
            .map_err(|_| Problem::of_field(key, format!("`{key}` is not {expected}.")))
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(object) => object.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A foreign page can send a form or plain text without asking; `application/json` it can not.
fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let is_json = match (types.next(), types.next()) {
        (Some(value), None) => value.to_str().is_ok_and(|value| {
            let essence = value.split(';').next().unwrap_or_default();
            essence.trim().eq_ignore_ascii_case("application/json")
        }),
        _ => false,
    };
    if is_json {
        return Ok(());
    }
    let detail = "Send JSON, and say so: `Content-Type: application/json`.";
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}

async fn read(body: Body) -> Result<axum::body::Bytes, Problem> {
    let too_large =
        || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 256 KiB.");
    if body.size_hint().lower() > LIMIT as u64 {
        return Err(too_large());
    }
    match Limited::new(body, LIMIT).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(Problem::new(StatusCode::BAD_REQUEST, "The body was cut off.")),
    }
}

/// Refuses a key that stands twice: of the two the reader above keeps the last.
fn refuse_twins(bytes: &[u8]) -> Result<(), Problem> {
    let text = String::from_utf8_lossy(bytes);
    object_of_json(&text).map(drop).map_err(
        |Malformed { place: Place { line, column }, reason }| {
            let detail = format!("At line {line}, column {column} of the body: {reason}.");
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        },
    )
}

fn malformed(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Data | Category::Io => "there is a mistake",
    };
    let (line, column) = (error.line(), error.column());
    let detail = format!("The body is not JSON: {what} at line {line}, column {column}.");
    Problem::new(StatusCode::BAD_REQUEST, detail)
}
