//! Client assertions (RFC 7523): a token that the application signed itself, with the certificate of its
//! registration, or that another authorization server signed for it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters};
use serde::Deserialize;

use super::answer::rfc3339;
use crate::sandbox::{
    World,
    clock::Time,
    tenant::{
        EntraError,
        entra::{Client, Credential},
    },
};

/// The kind of assertion that there is.
pub(crate) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Clocks may differ by so many seconds.
const CLOCK_SKEW: Time = 300;

#[derive(Deserialize)]
struct Header {
    alg: String,
    x5t: Option<String>,
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Payload {
    iss: String,
    sub: String,
    aud: Audience,
    exp: NumericDate,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
}

/// Seconds since 1970. What MSAL for Python signs has fractions of them (RFC 7519 §2).
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "serde_json::Number")]
struct NumericDate(Time);

impl TryFrom<serde_json::Number> for NumericDate {
    type Error = std::num::ParseIntError;

    fn try_from(number: serde_json::Number) -> Result<Self, Self::Error> {
        let number = number.to_string();
        let whole = number.split_once('.').map_or(&*number, |(whole, _)| whole);
        whole.parse().map(Self)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Judges an assertion, and says what it proves. `audiences` are the names of this server.
pub(crate) fn judge(
    assertion: &str,
    client: &Client<'_>,
    world: &World,
    audiences: &[String],
) -> Result<Credential, EntraError> {
    let malformed = EntraError::assertion_malformed;
    let (signed, signature) = assertion.rsplit_once('.').ok_or_else(malformed)?;
    let (header, payload) = signed.split_once('.').ok_or_else(malformed)?;
    let header: Header = decode(header).ok_or_else(malformed)?;
    let payload: Payload = decode(payload).ok_or_else(malformed)?;
    judge_time(&payload, world.clock.now())?;
    if payload.iss != payload.sub {
        let (issuer, subject) = (payload.iss, payload.sub);
        // The one other server that there is signs with the same key; nobody out there is asked.
        return match world.keys.verify::<serde_json::Value>(assertion) {
            Some(_) => Ok(Credential::Federated { issuer, subject }),
            None => Err(EntraError::assertion_signature("")),
        };
    }
    if !payload.sub.eq_ignore_ascii_case(&client.app.client_id) {
        return Err(EntraError::assertion_subject());
    }
    let certificate = &world.client_certificate;
    let thumbprint = header.x5t.as_deref().or(header.x5t_s256.as_deref()).or(header.kid.as_deref());
    // MSAL for Python pads it.
    let thumbprint = thumbprint.unwrap_or_default().trim_end_matches('=');
    let is_known = client.app.has_certificate
        && [&certificate.sha1, &certificate.sha256].into_iter().any(|it| it == thumbprint);
    if !is_known {
        return Err(EntraError::certificate_unknown(&hexadecimal(thumbprint)));
    }
    let invalid = || EntraError::assertion_signature(&hexadecimal(thumbprint));
    let algorithm = algorithm(&header.alg).ok_or_else(invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    certificate.key.verify(algorithm, signed.as_bytes(), &signature).map_err(|_| invalid())?;
    let is_for_us = match &payload.aud {
        Audience::One(name) => audiences.contains(name),
        Audience::Many(names) => names.iter().any(|name| audiences.contains(name)),
    };
    if is_for_us { Ok(Credential::Certificate) } else { Err(EntraError::assertion_audience()) }
}

fn judge_time(payload: &Payload, now: Time) -> Result<(), EntraError> {
    let from = payload.nbf.or(payload.iat).map_or(now, |date| date.0);
    let until = payload.exp.0;
    if from <= now.saturating_add(CLOCK_SKEW) && until >= now.saturating_sub(CLOCK_SKEW) {
        return Ok(());
    }
    Err(EntraError::assertion_time([now, from, until].map(rfc3339)))
}

fn algorithm(name: &str) -> Option<&'static RsaParameters> {
    match name {
        "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "PS256" => Some(&RSA_PSS_2048_8192_SHA256),
        _ => None,
    }
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A thumbprint in base64url, as the portal shows it. One that was encoded in another way is shown as it
/// came.
fn hexadecimal(thumbprint: &str) -> String {
    match URL_SAFE_NO_PAD.decode(thumbprint) {
        Ok(bytes) if bytes.len() == 20 || bytes.len() == 32 => {
            let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
            let digits = digits.filter_map(|it| char::from_digit(it.into(), 16));
            digits.map(|digit| digit.to_ascii_uppercase()).collect()
        }
        _ => thumbprint.chars().filter(char::is_ascii_graphic).take(80).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_clients_write_them() {
        for (written, expected) in [
            ("1796023556", Some(1_796_023_556)),
            ("1796023556.4821", Some(1_796_023_556)),
            ("1e300", None),
            ("\"1796023556\"", None),
        ] {
            let read = serde_json::from_str::<NumericDate>(written).ok().map(|date| date.0);
            assert_eq!(read, expected, "{written}");
        }
    }
}
