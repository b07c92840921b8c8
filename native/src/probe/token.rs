//! Asks the token endpoint for an access token (RFC 6749 §4.4), and keeps all that it answers.

use std::time::{Duration, SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use mailvet_core::{
    Secret,
    report::{Fact, Facts, Peer},
    settings::{ClientAuth, OAuth},
};
use reqwest::{Client, RequestBuilder, Response, header, redirect::Policy};
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{AccessToken, Options, failure::Failure, recorder::Recorder, tls};

/// An answer is read up to so many bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// No mail server takes a line with a longer token.
const LONGEST_TOKEN: usize = 32 * 1024;

/// So many characters in a row that a token may hold, and no other, are taken for one.
const OPAQUE: usize = 16;

/// The members of an answer whose texts are no secrets.
const OPEN_MEMBERS: [&str; 12] = [
    "claims",
    "correlation_id",
    "error",
    "error_codes",
    "error_description",
    "error_uri",
    "expires_in",
    "scope",
    "suberror",
    "timestamp",
    "token_type",
    "trace_id",
];

/// Asks for an access token with the client's credentials.
pub(crate) async fn ask(
    oauth: &OAuth,
    options: &Options,
    recorder: &Recorder,
) -> Result<(AccessToken, Facts), Failure> {
    let client = Client::builder()
        .tls_backend_preconfigured((*options.tls).clone())
        .redirect(Policy::none());
    let client = options.route.http(client, &oauth.token_url, recorder)?;
    let client = client.build().map_err(|error| of_request(&error))?;
    let request = request(&client, oauth, recorder);
    let response = request.send().await.map_err(|error| of_request(&error))?;
    let answer = Answer::read(response, recorder).await?;
    answer.judge(recorder)
}

/// The request. The recorder hears of it in words that hold no secret.
fn request(client: &Client, oauth: &OAuth, recorder: &Recorder) -> RequestBuilder {
    let secret = oauth.client_secret.as_ref().map_or("", Secret::expose);
    let mut fields = vec![("grant_type", "client_credentials")];
    if let Some(scope) = &oauth.scope {
        fields.push(("scope", scope));
    }
    let mut request = client.post(&oauth.token_url).header(header::ACCEPT, "application/json");
    // A key may stand in the query.
    let shown = match oauth.token_url.split_once('?') {
        Some((path, _)) => format!("{path}?[redacted]"),
        None => oauth.token_url.clone(),
    };
    recorder.note(Peer::Client, &format!("POST {shown}"));
    match oauth.client_auth {
        ClientAuth::Post => {
            fields.extend([("client_id", &*oauth.client_id), ("client_secret", secret)]);
        }
        ClientAuth::Basic => {
            // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
            let encode = |text: &str| -> String {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            let pair = Zeroizing::new(format!("{}:{}", encode(&oauth.client_id), encode(secret)));
            let value = Secret::new(STANDARD.encode(pair.as_bytes()));
            recorder.learn(&value);
            recorder.note(Peer::Client, "Authorization: Basic [redacted]");
            if let Ok(mut header) =
                header::HeaderValue::try_from(format!("Basic {}", value.expose()))
            {
                header.set_sensitive(true);
                request = request.header(header::AUTHORIZATION, header);
            }
        }
    }
    let shown: Vec<_> = fields
        .iter()
        .map(|(name, value)| {
            format!("{name}={}", if *name == "client_secret" { "[redacted]" } else { value })
        })
        .collect();
    recorder.note(Peer::Client, &shown.join("&"));
    request.form(&fields)
}

/// What the token endpoint answered.
struct Answer {
    status: u16,
    content_type: String,
    location: Option<String>,
    retry_after: Option<String>,
    body: Zeroizing<Vec<u8>>,
}

/// A body, as far as a client reads it. RFC 6749 §5 has the first half, Microsoft adds the second.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    access_token: Option<Secret>,
    token_type: Option<Value>,
    expires_in: Option<Value>,
    scope: Option<Value>,
    error: Option<Value>,
    error_description: Option<Value>,
    error_uri: Option<Value>,
    error_codes: Option<Value>,
    suberror: Option<Value>,
    claims: Option<Value>,
    timestamp: Option<Value>,
    trace_id: Option<Value>,
    correlation_id: Option<Value>,
}

impl Answer {
    async fn read(mut response: Response, recorder: &Recorder) -> Result<Self, Failure> {
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let mut answer = Self {
            status: response.status().as_u16(),
            content_type: text(header::CONTENT_TYPE).unwrap_or_default(),
            location: text(header::LOCATION),
            retry_after: text(header::RETRY_AFTER),
            body: Zeroizing::default(),
        };
        recorder.note(Peer::Server, &format!("HTTP {} {}", answer.status, answer.content_type));
        while let Some(chunk) = response.chunk().await.map_err(|error| of_request(&error))? {
            answer.body.extend_from_slice(&chunk);
            if answer.body.len() > LARGEST_ANSWER {
                return Err(answer.failure("The token endpoint's answer has no end."));
            }
        }
        Ok(answer)
    }

    fn judge(self, recorder: &Recorder) -> Result<(AccessToken, Facts), Failure> {
        if (300..400).contains(&self.status) {
            let failure = self
                .failure("The token endpoint sends the request elsewhere, which is not followed.");
            return Err(match &self.location {
                Some(location) => failure.with("location", location.as_str()),
                None => failure,
            });
        }
        let Ok(body) = serde_json::from_slice::<Body>(&self.body) else {
            // Half an answer may hold a whole token.
            let quoted = String::from_utf8_lossy(self.body.get(..500).unwrap_or(&self.body));
            recorder.note(Peer::Server, &without_opaque(&quoted));
            let is_html = self.body.trim_ascii_start().starts_with(b"<");
            let words = if is_html {
                "The token endpoint answers with a web page."
            } else {
                "The token endpoint's answer is no JSON object of a token or an error."
            };
            return Err(self.failure(words).with("is_html", is_html));
        };
        let too_long =
            body.access_token.as_ref().is_some_and(|token| token.expose().len() > LONGEST_TOKEN);
        if too_long {
            return Err(self.failure("The access token is longer than any mail server takes."));
        }
        if let Some(token) = &body.access_token {
            recorder.learn(token);
        }
        self.note_body(recorder);
        let facts = self.facts(&body);
        let is_success = (200..300).contains(&self.status);
        let words =
            match (body.access_token, facts.get("error_description"), facts.get("oauth_error")) {
                (Some(token), ..) if is_success && is_sendable(&token) => {
                    let lifetime = body.expires_in.as_ref().and_then(seconds);
                    let expires_at =
                        lifetime.and_then(|lifetime| SystemTime::now().checked_add(lifetime));
                    return Ok((AccessToken { value: token, expires_at }, facts));
                }
                (_, Some(Fact::Text(text)), _) | (_, None, Some(Fact::Text(text))) => {
                    format!("The token endpoint refuses: {text}")
                }
                (Some(token), ..) if is_success && !token.expose().is_empty() => {
                    "The access token holds characters that no token may hold.".to_owned()
                }
                _ => format!("The token endpoint answers {} without a token.", self.status),
            };
        Err(self.failure(&words).with_all(facts))
    }

    /// Records the body without what may be a token in it.
    fn note_body(&self, recorder: &Recorder) {
        let Ok(Value::Object(mut body)) = serde_json::from_slice(&self.body) else { return };
        for (member, value) in &mut body {
            if !OPEN_MEMBERS.contains(&member.as_str()) {
                hide_opaque(value);
            }
        }
        recorder.note(Peer::Server, &Value::Object(body).to_string());
    }

    fn facts(&self, body: &Body) -> Facts {
        let mut facts = self.failure("").facts;
        facts.remove("error");
        let all = [
            ("token_type", &body.token_type),
            ("expires_in", &body.expires_in),
            ("scope", &body.scope),
            ("oauth_error", &body.error),
            ("error_description", &body.error_description),
            ("error_uri", &body.error_uri),
            ("error_codes", &body.error_codes),
            ("suberror", &body.suberror),
            ("claims", &body.claims),
            ("timestamp", &body.timestamp),
            ("trace_id", &body.trace_id),
            ("correlation_id", &body.correlation_id),
        ];
        for (name, value) in all {
            let Some(value) = value else { continue };
            let word = |value: &Value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let fact = match value {
                Value::Null => continue,
                Value::Number(number) if number.is_i64() => {
                    Fact::Number(number.as_i64().unwrap_or_default())
                }
                Value::Array(list) => Fact::List(list.iter().map(word).collect()),
                other => Fact::Text(word(other)),
            };
            facts.insert(name.to_owned(), fact);
        }
        facts
    }

    fn failure(&self, words: &str) -> Failure {
        let failure = Failure::new(words).with("http_status", i64::from(self.status));
        match &self.retry_after {
            Some(retry_after) => failure.with("retry_after", retry_after.as_str()),
            None => failure,
        }
    }
}

/// Hides every text that may be a token, however deep it lies.
fn hide_opaque(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_opaque(text),
        Value::Array(values) => values.iter_mut().for_each(hide_opaque),
        Value::Object(members) => members.values_mut().for_each(hide_opaque),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text without the runs of characters that are long enough for a token.
fn without_opaque(text: &str) -> String {
    let may_be_of_token = |c: char| c.is_ascii_alphanumeric() || "-._~+/=%".contains(c);
    let mut rest = text;
    let mut clean = String::new();
    while !rest.is_empty() {
        let run = rest.find(|c| !may_be_of_token(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(run);
        clean.push_str(if word.len() >= OPAQUE { "[redacted]" } else { word });
        let other = after.find(may_be_of_token).unwrap_or(after.len());
        let (between, after) = after.split_at(other);
        clean.push_str(between);
        rest = after;
    }
    clean
}

/// A token goes into lines of mail protocols: what could end such a line is in none (RFC 6750 §2.1).
fn is_sendable(token: &Secret) -> bool {
    let token = token.expose();
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::String(text) => text.parse().ok()?,
        other => other.as_u64()?,
    };
    Some(Duration::from_secs(number))
}

/// The request itself failed: name, connection, TLS or time.
fn of_request(error: &reqwest::Error) -> Failure {
    if let Some(failure) = tls::failure_within(error) {
        return failure;
    }
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let failure = Failure::new(format!("The token endpoint cannot be reached: {deepest}"));
    match deepest.downcast_ref::<std::io::Error>().map(Failure::of_io) {
        Some(Failure { facts }) => match facts.get("error_kind") {
            Some(kind) => failure.with("error_kind", kind.clone()),
            None => failure,
        },
        None if error.is_dns() => failure.with("error_kind", "dns"),
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_token_is_not_quoted() {
        for (text, expected) in [
            ("<title>Sign in</title>", "<title>Sign in</title>"),
            ("var t='eyJhbGciOiJub25lIn0.e30.x'", "var t='[redacted]'"),
            ("access_token=eyJhbGciOiJub25lIn0&x=1", "[redacted]&x=1"),
            ("", ""),
        ] {
            assert_eq!(without_opaque(text), expected);
        }
    }
}
