//! The claims of an access token, read but never verified: the signature is the mail server's to
//! check, and Exchange's tokens cannot be checked by others.
//!
//! Source: Microsoft, *Access token claims reference* (2023-05-26).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{
    FormName, Secret, TenantKind,
    guid::is_guid,
    report::{Fact, Facts},
    settings::{OAuth, Provider},
};

/// The claims that a report shows, in its order.
const SHOWN: [&str; 14] = [
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
    "exp",
    "nbf",
    "ver",
];

/// The clock of another machine may differ by so many seconds.
const CLOCK_SKEW: i64 = 300;

/// The claims of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
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

    /// What speaks against the token before the mail server is asked. `now` is in seconds since
    /// 1970.
    #[must_use]
    pub fn judge(&self, form: FormName, oauth: &OAuth, now: i64) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.number("exp").is_some_and(|exp| exp.saturating_add(CLOCK_SKEW) < now) {
            warnings.push("The token's life has ended; a clock may be wrong.".to_owned());
        }
        if self.number("nbf").is_some_and(|nbf| nbf.saturating_sub(CLOCK_SKEW) > now) {
            warnings.push("The token is not valid yet; a clock may be wrong.".to_owned());
        }
        if oauth.provider == Provider::MicrosoftExchange {
            warnings.extend(self.judge_audience());
            warnings.extend(self.judge_tenant(oauth));
            warnings.extend(self.judge_roles(form));
        }
        warnings
    }

    fn judge_audience(&self) -> Option<String> {
        const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
        let audience = self.text("aud")?;
        (audience == GRAPH || audience.contains("graph.microsoft")).then(|| {
            "The token is for Microsoft Graph, not for Exchange: look at the scope.".to_owned()
        })
    }

    fn judge_tenant(&self, oauth: &OAuth) -> Option<String> {
        let authority = oauth.authority.as_ref()?;
        let asked = authority.tenant.as_deref()?;
        let given = self.text("tid")?;
        let differs = authority.tenant_kind == Some(TenantKind::Guid)
            && is_guid(given)
            && !given.eq_ignore_ascii_case(asked);
        differs.then(|| format!("The token is of the tenant {given}, not of {asked}."))
    }

    fn judge_roles(&self, form: FormName) -> Option<String> {
        if self.text("scp").is_some() {
            return None;
        }
        let (role, otherwise) = match form {
            FormName::Outgoing => (
                "SMTP.SendAsApp",
                " Without it only RBAC for Applications lets the application send.",
            ),
            FormName::Incoming => ("IMAP.AccessAsApp", ""),
        };
        let has = match self.0.get("roles") {
            Some(Value::Array(roles)) => roles.iter().any(|have| have == role),
            _ => false,
        };
        (!has).then(|| {
            format!("The token lacks the role {role}: add the application permission of Office 365 Exchange Online and grant admin consent.{otherwise}")
        })
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
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
    use crate::{Context, OAuthForm, OutgoingForm, check_outgoing, settings::Credential};

    const NOW: i64 = 1_800_000_000;
    const AUTHORITY: &str =
        "https://login.microsoftonline.com/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

    fn oauth() -> OAuth {
        let oauth = OAuthForm {
            provider: Some("microsoft-exchange".into()),
            client_id: Some("11111111-2222-3333-4444-555555555555".into()),
            client_secret: Some("Abc8Q~value".into()),
            authority_url: Some(AUTHORITY.into()),
            ..OAuthForm::default()
        };
        let form = OutgoingForm {
            server: Some("smtp.office365.com".into()),
            security: Some("tls".into()),
            username: Some("legal@example.com".into()),
            oauth: Some(oauth.into()),
            ..OutgoingForm::default()
        };
        let settings = check_outgoing(&form, &Context::default()).settings.expect("good settings");
        match settings.login.expect("a login").credential {
            Credential::OAuth(oauth) => *oauth,
            Credential::Password(_) => panic!("a login by token"),
        }
    }

    fn claims(payload: &str) -> Option<Claims> {
        let token = format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload));
        Claims::read(&Secret::new(token))
    }

    #[test]
    fn claims_to_warnings() {
        let good = r#"{"aud":"https://outlook.office365.com","roles":["SMTP.SendAsApp","IMAP.AccessAsApp"],"tid":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee","exp":1800000100,"nbf":1799999000}"#;
        for (payload, expected) in [
            (good.to_owned(), None),
            (
                good.replace("https://outlook.office365.com", "https://graph.microsoft.com"),
                Some("Graph"),
            ),
            (good.replace("SMTP.SendAsApp", "full_access_as_app"), Some("SMTP.SendAsApp")),
            (good.replace("aaaaaaaa", "ffffffff"), Some("tenant")),
            (good.replace("1800000100", "1700000000"), Some("ended")),
            (good.replace("1799999000", "1900000000"), Some("not valid yet")),
        ] {
            let warnings =
                claims(&payload).expect("claims").judge(FormName::Outgoing, &oauth(), NOW);
            match expected {
                None => assert_eq!(warnings, [""; 0], "{payload}"),
                Some(word) => {
                    assert_eq!(warnings.len(), 1, "{payload}: {warnings:?}");
                    assert!(warnings[0].contains(word), "{warnings:?}");
                }
            }
        }
    }

    #[test]
    fn an_opaque_token_has_no_claims() {
        for token in ["", "EwBAAl3BAAUFFpUAo7J3", "a.b", "a.!.c", "a.bm8.c", "a.W10.c"] {
            assert_eq!(Claims::read(&Secret::new(token.to_owned())), None, "{token}");
        }
    }
}
