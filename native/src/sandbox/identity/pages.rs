//! The pages for people: plain HTML without scripts.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::answer::Trace;
use crate::sandbox::tenant::EntraError;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}\
label{display:block;margin:1rem 0}input{width:100%;font:inherit;box-sizing:border-box}\
button{font:inherit;margin-right:.5rem}.banner{background:#ffe8a3;color:#222;padding:.5rem}";

/// A page of the sandbox. `body` is HTML.
pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style><p class=\"banner\">A simulation: Mailvet's sandbox, not Microsoft.</p>\
         <h1>{title}</h1>{body}</html>"
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What stands in Entra's way, on its page.
pub(super) fn error(error: &EntraError, trace: &Trace) -> Response {
    let body = format!(
        "<p>Sorry, but we’re having trouble signing you in.</p><p>{}</p><p>Request Id: {}<br>\
         Correlation Id: {}</p>",
        escape(&error.description()),
        trace.request,
        escape(&trace.correlation)
    );
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
    page(status, "Sign in", &body)
}

/// Entra answers unknown paths with a page, too.
pub(super) async fn not_found() -> Response {
    page(StatusCode::NOT_FOUND, "Not found", "<p>The page cannot be found.</p>")
}

/// A field of a form that the user does not see.
pub(super) fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
