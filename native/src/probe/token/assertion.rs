//! Assertions (RFC 7523): signed JSON Web Tokens, by which a client or a service account proves itself.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mailvet_core::{Secret, settings::Dialect};
use ring::{
    error::Unspecified,
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding},
};
use serde_json::{Value, json};

use super::identity::{Identity, Key};
use crate::probe::failure::Failure;

/// So many seconds an assertion of a client is good for, as Microsoft's own libraries have it.
const LIFETIME: u64 = 600;

/// How an assertion is signed (RFC 7518 §3).
pub(super) enum Signer<'a> {
    /// RS256 or PS256.
    Rsa(&'a KeyPair, &'static dyn RsaEncoding),
    /// ES256.
    P256(&'a EcdsaKeyPair),
}

/// The assertion of a client for a token endpoint (RFC 7523 §3).
///
/// Microsoft, *Application authentication certificate credentials* (2025-02-26): PS256 and the
/// certificate's SHA-256 at version 2. Version 1 and AD FS know only RS256 and its SHA-1. RS256 is what
/// every other server has to know (`OpenID` Connect Core 1.0 §15.1). A key of an elliptic curve is refused
/// by Microsoft (`AADSTS5002738`, microsoft-identity-web#3467).
pub(super) fn of_client(
    client_id: &str,
    audience: &str,
    identity: &Identity,
    dialect: Dialect,
) -> Result<Secret, Failure> {
    let sha256 = || URL_SAFE_NO_PAD.encode(identity.sha256());
    let (signer, header) = match (identity.key(), dialect) {
        (Key::Rsa(key), Dialect::MicrosoftV2) => {
            (Signer::Rsa(key, &RSA_PSS_SHA256), json!({ "alg": "PS256", "x5t#S256": sha256() }))
        }
        (Key::Rsa(key), Dialect::MicrosoftV1) => {
            let x5t = URL_SAFE_NO_PAD.encode(identity.sha1());
            (Signer::Rsa(key, &RSA_PKCS1_SHA256), json!({ "alg": "RS256", "x5t": x5t }))
        }
        (Key::Rsa(key), Dialect::Standard) => {
            (Signer::Rsa(key, &RSA_PKCS1_SHA256), json!({ "alg": "RS256", "x5t#S256": sha256() }))
        }
        (Key::P256(key), Dialect::Standard) => {
            (Signer::P256(key), json!({ "alg": "ES256", "x5t#S256": sha256() }))
        }
        (Key::P256(_), Dialect::MicrosoftV1 | Dialect::MicrosoftV2) => {
            let words = "The certificate's key is of an elliptic curve, and Microsoft takes none: make a \
                         certificate with an RSA key, and upload it to the app registration.";
            return Err(Failure::new(words).with("error_kind", "file"));
        }
    };
    let now = now();
    let claims = json!({
        "aud": audience,
        "iss": client_id,
        "sub": client_id,
        "jti": super::random_text()?,
        "iat": now,
        "nbf": now,
        "exp": now + LIFETIME,
    });
    sign(&signer, header, &claims)
}

/// Signs claims.
pub(super) fn sign(
    signer: &Signer<'_>,
    mut header: Value,
    claims: &Value,
) -> Result<Secret, Failure> {
    header["typ"] = "JWT".into();
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let content = format!("{}.{}", encode(&header), encode(claims));
    let signature = signer
        .sign(content.as_bytes())
        .map_err(|_| Failure::new("The assertion cannot be signed with this key."))?;
    Ok(Secret::new(format!("{content}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

impl Signer<'_> {
    fn sign(&self, content: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(*encoding, &random, content, &mut signature)?;
                Ok(signature)
            }
            Self::P256(key) => Ok(key.sign(&random, content)?.as_ref().to_vec()),
        }
    }
}

/// A key of PKCS #8 (RFC 5958).
pub(super) fn key_of_pkcs8(der: &[u8]) -> Result<KeyPair, String> {
    KeyPair::from_pkcs8(der).map_err(|rejected| refused(&rejected))
}

/// A key of PKCS #1 (RFC 8017 §A.1.2).
pub(super) fn key_of_pkcs1(der: &[u8]) -> Result<KeyPair, String> {
    KeyPair::from_der(der).map_err(|rejected| refused(&rejected))
}

fn refused(rejected: &ring::error::KeyRejected) -> String {
    match rejected.to_string().as_str() {
        "WrongAlgorithm" => "Its key is neither an RSA key nor one of the curve P-256.".to_owned(),
        "TooSmall" => "Its RSA key is too short: 2048 bits are the least.".to_owned(),
        other => format!("Its private key cannot be used: {other}."),
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
