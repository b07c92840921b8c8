//! The claims of an access token, read but never verified: the signature is the mail server's to
//! check, and Exchange's tokens cannot be checked by others.
//!
//! Source: Microsoft, *Access token claims reference* (2023-05-26).

mod verdict;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{
    Secret,
    report::{Fact, Facts},
};
pub use verdict::{Purpose, Verdict};

/// The claims that a report shows, in its order.
const SHOWN: [&str; 17] = [
    "aud",
    "iss",
    "tid",
    "appid",
    "azp",
    "app_displayname",
    "idtyp",
    "oid",
    "roles",
    "scp",
    "upn",
    "preferred_username",
    "unique_name",
    "exp",
    "iat",
    "nbf",
    "ver",
];

/// The clock of another machine may differ by so many seconds.
const CLOCK_SKEW: i64 = 300;

/// The claims of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(Map<String, Value>);

impl From<Map<String, Value>> for Claims {
    fn from(claims: Map<String, Value>) -> Self {
        Self(claims)
    }
}

impl Claims {
    /// Every claim, as the token has it.
    #[must_use]
    pub fn into_members(self) -> Map<String, Value> {
        self.0
    }

    /// Reads the claims of a JSON Web Token (RFC 7519); `None` when the token is opaque.
    #[must_use]
    pub fn read(token: &Secret) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        match serde_json::from_slice(&bytes).ok()? {
            Value::Object(claims) => Some(Self(claims)),
            _ => None,
        }
    }

    /// The claims of a stage's facts, as far as they show them.
    #[must_use]
    pub fn of_facts(facts: &Facts) -> Option<Self> {
        let value = |fact: &Fact| match fact {
            Fact::Flag(flag) => Value::from(*flag),
            Fact::Number(number) => Value::from(*number),
            Fact::Text(text) => Value::from(text.as_str()),
            Fact::List(list) => Value::from(list.as_slice()),
        };
        let claims: Map<_, _> = SHOWN
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), value(facts.get(*name)?))))
            .collect();
        (!claims.is_empty()).then_some(Self(claims))
    }

    /// The claims as facts of the stage.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::from([("verified".to_owned(), Fact::Flag(false))]);
        for name in SHOWN {
            let fact = match self.0.get(name) {
                Some(Value::String(text)) => Fact::Text(text.clone()),
                Some(Value::Number(number)) => {
                    number.as_i64().map_or_else(|| Fact::Text(number.to_string()), Fact::Number)
                }
                Some(Value::Array(list)) => Fact::List(list.iter().map(words).collect()),
                Some(_) | None => continue,
            };
            facts.insert(name.to_owned(), fact);
        }
        facts
    }

    /// Whether the token was made by somebody else than Entra, whose claims have other meanings.
    /// Entra's issuers, at whatever host, name the tenant of the token.
    pub(crate) fn is_foreign(&self) -> bool {
        let (Some(issuer), tenant) = (self.text("iss"), self.text("tid")) else { return false };
        let is_of_entra = ["sts.windows.net", "sts.chinacloudapi.cn", "microsoftonline"]
            .iter()
            .any(|host| issuer.contains(host));
        !is_of_entra && tenant.is_none_or(|tenant| !issuer.contains(tenant))
    }

    /// When the token was made, in seconds since 1970.
    pub(crate) fn issued(&self) -> Option<i64> {
        self.number("iat")
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// The entries of a claim that is a list, or words with spaces between them.
    fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let (items, words) = match self.0.get(name) {
            Some(Value::Array(items)) => (items.as_slice(), ""),
            Some(Value::String(words)) => (&[][..], words.as_str()),
            _ => (&[][..], ""),
        };
        items.iter().filter_map(Value::as_str).chain(words.split_whitespace())
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }
}

fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(payload: &str) -> Option<Claims> {
        let token = format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload));
        Claims::read(&Secret::new(token))
    }

    #[test]
    fn what_a_report_shows_can_be_read_back() {
        let read = claims(r#"{"aud":"a","exp":5,"roles":["r"],"secret":"s"}"#).expect("claims");
        let again = Claims::of_facts(&read.facts()).expect("claims");
        assert_eq!(again, claims(r#"{"aud":"a","exp":5,"roles":["r"]}"#).expect("claims"));
        assert_eq!(Claims::of_facts(&Facts::new()), None);
    }

    #[test]
    fn an_opaque_token_has_no_claims() {
        for token in ["", "EwBAAl3BAAUFFpUAo7J3", "a.b", "a.!.c", "a.bm8.c", "a.W10.c"] {
            assert_eq!(Claims::read(&Secret::new(token.to_owned())), None, "{token}");
        }
    }
}
