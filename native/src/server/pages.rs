//! The page and its parts, and the headers of every answer.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue, Method, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse, Response},
};

use super::{App, Problem};

/// A file of the page, embedded in the program.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Its path, which begins with a slash.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// What every answer says to the browser: run and load nothing that is not the page's own, show it
/// in no frame, keep nothing, tell nobody where the user comes from. There are no CORS headers, so
/// no other page can read an answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; connect-src 'self'; frame-ancestors 'none'; form-action 'self'; \
         base-uri 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

pub(super) async fn harden(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Answers with the file at the path.
pub(super) async fn page(State(app): State<Arc<App>>, request: Request) -> Response {
    let path = request.uri().path();
    let Some(page) = app.pages.iter().find(|page| page.path == path) else {
        return Problem::new(StatusCode::NOT_FOUND, "There is nothing here.").into_response();
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "A file can only be read.")
            .with_header("allow", "GET, HEAD")
            .into_response();
    }
    ([(CONTENT_TYPE, page.content_type)], page.bytes).into_response()
}
