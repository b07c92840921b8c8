//! Service accounts of Google, which sign an assertion in the name of a user.
//!
//! Source: Google, *Using OAuth 2.0 for server to server applications* (2026-11-24).

use mailvet_core::{Secret, settings::OAuth};
use ring::signature::RSA_PKCS1_SHA256;
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{
    assertion::{self, Signer},
    form::Form,
    is_protected,
};
use crate::probe::failure::Failure;

/// An assertion as a grant (RFC 7523 §2.1).
pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// So many seconds an assertion is good for, the most that Google takes.
const LIFETIME: u64 = 3600;

/// The file that the console of Google Cloud hands out.
#[derive(Deserialize)]
struct KeyFile {
    #[serde(rename = "type")]
    kind: Option<String>,
    client_email: Option<String>,
    private_key: Option<Secret>,
    private_key_id: Option<String>,
    token_uri: Option<String>,
}

/// The request for a token of this user, to the endpoint that the file names, or else to this one.
pub(super) fn request(
    file: &[u8],
    subject: &str,
    oauth: &OAuth,
    token_url: &str,
) -> Result<Form, String> {
    let file: KeyFile = serde_json::from_slice(file)
        .map_err(|_| "It is no JSON key, as the console of Google Cloud hands one out.")?;
    if let Some(kind) = file.kind.as_deref().filter(|kind| *kind != "service_account") {
        return Err(format!("It is a key of the kind `{kind}`, not of a service account."));
    }
    let (Some(issuer), Some(pem)) = (file.client_email, file.private_key) else {
        return Err("It lacks `client_email` or `private_key`.".to_owned());
    };
    let key = match PrivateKeyDer::from_pem_slice(pem.expose().as_bytes()) {
        Ok(PrivateKeyDer::Pkcs8(key)) => assertion::key_of_pkcs8(key.secret_pkcs8_der())?,
        Ok(PrivateKeyDer::Pkcs1(key)) => assertion::key_of_pkcs1(key.secret_pkcs1_der())?,
        _ => return Err("Its `private_key` is no RSA key in PEM.".to_owned()),
    };
    let audience = match &file.token_uri {
        Some(url) if Url::parse(url).is_ok_and(|url| is_protected(&url)) => url,
        Some(_) => return Err("Its `token_uri` is no address with https.".to_owned()),
        None => token_url,
    };
    let now = assertion::now();
    let claims = json!({
        "iss": issuer,
        "sub": subject,
        "scope": oauth.scope,
        "aud": audience,
        "iat": now,
        "exp": now + LIFETIME,
    });
    let mut header = json!({ "alg": "RS256" });
    if let Some(id) = file.private_key_id {
        header["kid"] = id.into();
    }
    let assertion = assertion::sign(&Signer::Rsa(&key, &RSA_PKCS1_SHA256), header, &claims)
        .map_err(|Failure { .. }| "Its key signs nothing.".to_owned())?;
    Ok(Form::to(audience).with("grant_type", GRANT_TYPE).with_secret("assertion", &assertion))
}
