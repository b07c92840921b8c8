//! The keys of tokens and client assertions, and JSON Web Tokens (RFC 7519) signed with them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mailvet_core::Secret;
use ring::{
    digest,
    rand::SystemRandom,
    rsa::PublicKeyComponents,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::clock::Time;

const SIGNING_KEY: &str = include_str!("keys/signing-key.pem");
const CLIENT_KEY: &str = include_str!("keys/client-key.pem");
const CLIENT_CERTIFICATE: &str = include_str!("keys/client-certificate.pem");

/// What went wrong with a key, which is for the one who builds Mailvet.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// The signing key of the sandbox, which is the same in every sandbox.
pub(crate) struct Keys {
    signing: RsaKeyPair,
    public: PublicKeyComponents<Vec<u8>>,
    id: String,
    random: SystemRandom,
}

/// The claims of an access token for Exchange Online, of version 1.0, in Entra's order. Which of them
/// there are the resource decides, not the endpoint.
///
/// Source: Microsoft, *Access token claims reference* (2023-05-26); a token that a user showed
/// (issue 1811 of `MailKit`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Claims {
    pub(crate) aud: String,
    pub(crate) iss: String,
    pub(crate) iat: Time,
    pub(crate) nbf: Time,
    pub(crate) exp: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amr: Option<Vec<String>>,
    pub(crate) app_displayname: String,
    pub(crate) appid: String,
    pub(crate) appidacr: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) groups: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idp: Option<String>,
    pub(crate) idtyp: String,
    pub(crate) oid: String,
    pub(crate) rh: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) roles: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scp: Option<String>,
    pub(crate) sid: String,
    pub(crate) sub: String,
    pub(crate) tid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unique_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upn: Option<String>,
    pub(crate) uti: String,
    pub(crate) ver: String,
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    nonce: &'a str,
    alg: &'a str,
    x5t: &'a str,
    kid: &'a str,
}

impl Keys {
    pub(crate) fn new() -> Result<Self, Error> {
        let signing = key_pair(SIGNING_KEY)?;
        let public = PublicKeyComponents::from(signing.public());
        let id = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, signing.public().as_ref());
        let id = URL_SAFE_NO_PAD.encode(id);
        Ok(Self { signing, public, id, random: SystemRandom::new() })
    }

    /// Signs the payload of a token (RFC 7515, RS256). The nonce makes two tokens of one second differ.
    pub(crate) fn sign(&self, payload: &impl Serialize, nonce: &str) -> Result<Secret, Error> {
        let header = Header { typ: "JWT", nonce, alg: "RS256", x5t: &self.id, kid: &self.id };
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(payload)?, &mut token);
        let mut signature = vec![0; self.signing.public().modulus_len()];
        self.signing
            .sign(&RSA_PKCS1_SHA256, &self.random, token.as_bytes(), &mut signature)
            .map_err(|_| "the token cannot be signed")?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(Secret::new(token))
    }

    /// The payload of a token that this key signed; `None` for any other text.
    pub(crate) fn verify<T: for<'de> Deserialize<'de>>(&self, token: &str) -> Option<T> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let algorithm = &ring::signature::RSA_PKCS1_2048_8192_SHA256;
        self.public.verify(algorithm, signed.as_bytes(), &signature).ok()?;
        let (_, payload) = signed.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }

    /// The public key, as a JSON Web Key Set (RFC 7517).
    pub(crate) fn jwks(&self) -> serde_json::Value {
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "kid": self.id,
            "x5t": self.id,
            "n": URL_SAFE_NO_PAD.encode(&self.public.n),
            "e": URL_SAFE_NO_PAD.encode(&self.public.e),
        }] })
    }
}

/// A certificate of an app registration with its key, as clients want it: PEM, one behind the other.
pub(crate) fn client_pem() -> String {
    [CLIENT_CERTIFICATE, CLIENT_KEY].concat()
}

/// The certificate that the sandbox's app registrations know.
pub(crate) struct ClientCertificate {
    /// The SHA-1 of the certificate in base64url: `x5t` of an assertion (RFC 7515 §4.1.7).
    pub(crate) sha1: String,
    /// The SHA-256: `x5t#S256` (§4.1.8).
    pub(crate) sha256: String,
    /// Its public key.
    pub(crate) key: PublicKeyComponents<Vec<u8>>,
}

impl ClientCertificate {
    pub(crate) fn new() -> Result<Self, Error> {
        let certificate = CertificateDer::from_pem_slice(CLIENT_CERTIFICATE.as_bytes())?;
        let hash = |algorithm| URL_SAFE_NO_PAD.encode(digest::digest(algorithm, &certificate));
        Ok(Self {
            sha1: hash(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            sha256: hash(&digest::SHA256),
            key: PublicKeyComponents::from(key_pair(CLIENT_KEY)?.public()),
        })
    }
}

fn key_pair(pem: &str) -> Result<RsaKeyPair, Error> {
    let key = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes())?;
    RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).map_err(|error| error.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_the_sandbox_is_known_and_no_other() {
        let keys = Keys::new().expect("keys");
        let claims =
            Claims { aud: "https://outlook.office365.com".to_owned(), ..Claims::default() };
        let token = keys.sign(&claims, "nonce").expect("a token");
        assert_eq!(keys.verify(token.expose()), Some(claims));
        for other in ["", "a.b.c", &token.expose().replacen("ey", "eY", 1)] {
            assert_eq!(keys.verify::<Claims>(other), None, "{other}");
        }
    }
}
