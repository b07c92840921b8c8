//! What an authorization server answers: all of it is evidence, and nothing of it that may be a
//! secret is shown.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use mailvet_core::{
    Secret,
    report::{Fact, Facts, Peer},
};
use reqwest::{Response, header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    channel::of_request,
    hide::{change, hide_opaque, without_opaque},
};
use crate::probe::{AccessToken, failure::Failure, recorder::Recorder};

/// An answer is read up to so many bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// So many characters of an answer that nobody can read are quoted.
const LONGEST_QUOTE: usize = 500;

/// No mail server takes a line with a longer token.
const LONGEST_TOKEN: usize = 32 * 1024;

/// Nobody is asked again sooner.
const SHORTEST_WAIT: Duration = Duration::from_millis(500);

/// The members of an answer whose texts are no secrets.
const OPEN_MEMBERS: [&str; 19] = [
    "authorization_endpoint",
    "claims",
    "correlation_id",
    "device_authorization_endpoint",
    "error",
    "error_codes",
    "error_description",
    "error_uri",
    "expires_in",
    "interval",
    "issuer",
    "scope",
    "suberror",
    "timestamp",
    "token_endpoint",
    "token_type",
    "trace_id",
    "verification_uri",
    "verification_url",
];

/// The members that become facts, and the names that they have there. RFC 6749 §5 has the first
/// half, Microsoft adds the second.
const FACTS: [(&str, &str); 12] = [
    ("token_type", "token_type"),
    ("expires_in", "expires_in"),
    ("scope", "scope"),
    ("error", "oauth_error"),
    ("error_description", "error_description"),
    ("error_uri", "error_uri"),
    ("error_codes", "error_codes"),
    ("suberror", "suberror"),
    ("claims", "claims"),
    ("timestamp", "timestamp"),
    ("trace_id", "trace_id"),
    ("correlation_id", "correlation_id"),
];

/// Whose answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The endpoint that gives codes for devices (RFC 8628 §3.1).
    Device,
    /// The document that names the endpoints.
    Metadata,
    /// The token endpoint.
    Token,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Device => "The device authorization endpoint",
            Self::Metadata => "The server of the metadata",
            Self::Token => "The token endpoint",
        })
    }
}

/// What was given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// What opens the mailbox.
    pub(crate) access: AccessToken,
    /// What fetches the next one (RFC 6749 §6).
    pub(crate) refresh: Option<Secret>,
}

/// An answer, whole.
pub(super) struct Answer {
    place: Place,
    status: u16,
    location: Option<String>,
    retry_after: Option<String>,
    /// How often the request was made again, and how long that waited.
    retries: (u32, Duration),
    body: Zeroizing<Vec<u8>>,
}

/// What a client reads of a body with a token.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Tokens {
    access_token: Option<Secret>,
    refresh_token: Option<Secret>,
    id_token: Option<Secret>,
    expires_in: Option<Value>,
}

impl Answer {
    /// Reads a response to its end.
    pub(super) async fn read(
        mut response: Response,
        place: Place,
        recorder: &Recorder,
    ) -> Result<Self, Failure> {
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let mut answer = Self {
            place,
            status: response.status().as_u16(),
            location: text(header::LOCATION),
            retry_after: text(header::RETRY_AFTER),
            retries: (0, Duration::ZERO),
            body: Zeroizing::default(),
        };
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
        recorder.note(Peer::Server, &format!("HTTP {} {content_type}", answer.status));
        while let Some(chunk) = response.chunk().await.map_err(|error| of_request(&error, place))? {
            answer.body.extend_from_slice(&chunk);
            if answer.body.len() > LARGEST_ANSWER {
                return Err(answer.failure("The answer of the authorization server has no end."));
            }
        }
        Ok(answer)
    }

    /// Notes how often the request was made again before this answer came.
    pub(super) fn with_retries(self, retries: u32, waited: Duration) -> Self {
        Self { retries: (retries, waited), ..self }
    }

    /// How long to wait before the request is made again, where the answer says that this may help
    /// (RFC 9110 §10.2.3).
    pub(super) fn later(&self) -> Option<Duration> {
        let after = self.retry_after.as_deref().filter(|_| matches!(self.status, 429 | 503))?;
        let wait = if let Ok(seconds) = after.trim().parse() {
            Duration::from_secs(seconds)
        } else {
            let date = httpdate::parse_http_date(after.trim()).ok()?;
            date.duration_since(SystemTime::now()).unwrap_or_default()
        };
        Some(wait.max(SHORTEST_WAIT))
    }

    /// Whether it is what was asked for.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Reads the JSON object that it has to be. The secrets in it have to be learnt before
    /// [`Self::note`] records it.
    pub(super) fn parse<T: DeserializeOwned>(&self, recorder: &Recorder) -> Result<T, Failure> {
        let place = self.place;
        if (300..400).contains(&self.status) {
            let words = format!("{place} sends the request elsewhere, which is not followed.");
            let failure = self.failure(&words);
            return Err(match &self.location {
                Some(location) => failure.with("location", without_query(location)),
                None => failure,
            });
        }
        serde_json::from_slice(&self.body).map_err(|_| {
            // Half an answer may hold a whole token, and half a token be too short to be told as one.
            let quoted = without_opaque(&String::from_utf8_lossy(&self.body));
            recorder.note(Peer::Server, &quoted.chars().take(LONGEST_QUOTE).collect::<String>());
            let is_html = self.body.trim_ascii_start().starts_with(b"<");
            let words = match (is_html, place) {
                (true, _) => format!("{place} answers with a web page."),
                (false, Place::Token) => {
                    format!("{place} answers with no JSON object of a token or an error.")
                }
                (false, Place::Device | Place::Metadata) => {
                    format!("{place} answers with no JSON object that can be read.")
                }
            };
            self.failure(&words).with("is_html", is_html)
        })
    }

    /// Records the body without what may be a token in it.
    pub(super) fn note(&self, recorder: &Recorder) {
        let mut body = self.members();
        for (member, value) in &mut body {
            // What is quoted in a text would be escaped once more, and not known again.
            change(value, &|text| recorder.redacted(text));
            if !OPEN_MEMBERS.contains(&member.as_str()) {
                hide_opaque(value);
            }
        }
        recorder.note(Peer::Server, &Value::Object(body).to_string());
    }

    /// The token in it, or why there is none.
    pub(super) fn given(&self, recorder: &Recorder) -> Result<(Given, Facts), Failure> {
        let tokens: Tokens = self.parse(recorder)?;
        let Tokens { access_token, refresh_token, id_token, expires_in } = tokens;
        if access_token.as_ref().is_some_and(|token| token.expose().len() > LONGEST_TOKEN) {
            return Err(self.failure("The access token is longer than any mail server takes."));
        }
        for secret in [&access_token, &refresh_token, &id_token].into_iter().flatten() {
            recorder.learn(secret);
        }
        self.note(recorder);
        match access_token {
            Some(value) if self.is_success() && is_sendable(&value) => {
                let lifetime = expires_in.as_ref().and_then(seconds);
                let expires_at =
                    lifetime.and_then(|lifetime| SystemTime::now().checked_add(lifetime));
                let access = AccessToken { value, expires_at };
                Ok((Given { access, refresh: refresh_token }, self.facts()))
            }
            Some(value) if self.is_success() && !value.expose().is_empty() => {
                Err(self.refusal("The access token holds characters that no token may hold."))
            }
            _ => {
                Err(self
                    .refusal(&format!("{} answers {} without a token.", self.place, self.status)))
            }
        }
    }

    /// The error that it names (RFC 6749 §5.2).
    pub(super) fn error(&self) -> Option<String> {
        match self.members().get("error")? {
            Value::String(error) => Some(error.clone()),
            _ => None,
        }
    }

    /// A refusal, in the words that the server has for it, or else in these.
    pub(super) fn refusal(&self, otherwise: &str) -> Failure {
        let facts = self.facts();
        let said = ["error_description", "oauth_error"].into_iter().find_map(|name| {
            match facts.get(name) {
                Some(Fact::Text(text)) => Some(text),
                _ => None,
            }
        });
        let words = match said {
            Some(text) => format!("{} refuses: {text}", self.place),
            None => otherwise.to_owned(),
        };
        self.failure(&words).with_all(facts)
    }

    /// What is known of it beside its words.
    pub(super) fn facts(&self) -> Facts {
        let mut facts = self.failure("").facts;
        facts.remove("error");
        let members = self.members();
        for (member, name) in FACTS {
            if let Some(fact) = members.get(member).and_then(fact) {
                facts.insert(name.to_owned(), fact);
            }
        }
        facts
    }

    /// A failure for which it is the evidence.
    pub(super) fn failure(&self, words: &str) -> Failure {
        let mut failure = Failure::new(words).with("http_status", i64::from(self.status));
        if let Some(retry_after) = &self.retry_after {
            failure = failure.with("retry_after", retry_after.as_str());
        }
        match self.retries {
            (0, _) => failure,
            (retries, waited) => failure
                .with("retries", i64::from(retries))
                .with("waited_ms", i64::try_from(waited.as_millis()).unwrap_or(i64::MAX)),
        }
    }

    fn members(&self) -> Map<String, Value> {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Where a redirection leads, without what may be a secret in it: the user, the query, the fragment.
fn without_query(location: &str) -> String {
    let end = location.find(['?', '#']).unwrap_or(location.len());
    let (place, rest) = location.split_at(end);
    let place = match place.split_once("//") {
        Some((scheme, place)) => {
            let (authority, path) = place.split_at(place.find('/').unwrap_or(place.len()));
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{scheme}//{host}{path}")
        }
        None => place.to_owned(),
    };
    if rest.is_empty() { place } else { format!("{place}?…") }
}

fn fact(value: &Value) -> Option<Fact> {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(match value {
        Value::Null => return None,
        Value::Number(number) if number.is_i64() => {
            Fact::Number(number.as_i64().unwrap_or_default())
        }
        Value::Array(list) => Fact::List(list.iter().map(word).collect()),
        other => Fact::Text(word(other)),
    })
}

/// A token goes into lines of mail protocols: what could end such a line is in none (RFC 6750 §2.1).
fn is_sendable(token: &Secret) -> bool {
    let token = token.expose();
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A number of seconds, also where it is written as text.
pub(super) fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::String(text) => text.parse().ok()?,
        other => other.as_u64()?,
    };
    Some(Duration::from_secs(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirection_is_shown_without_what_may_be_secret() {
        for (location, expected) in [
            ("https://login.example.com/token", "https://login.example.com/token"),
            ("https://login.example.com/?code=0.AbC", "https://login.example.com/?…"),
            ("https://login.example.com#access_token=eyJ0", "https://login.example.com?…"),
            ("https://me:hunter2@login.example.com:8443/a", "https://login.example.com:8443/a"),
            ("//me:hunter2@login.example.com", "//login.example.com"),
            ("/sign-in?RelayState=secret", "/sign-in?…"),
            ("sign-in", "sign-in"),
            ("?state=secret//x@y", "?…"),
            ("", ""),
        ] {
            assert_eq!(without_query(location), expected, "{location}");
        }
    }
}
