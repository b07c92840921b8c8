//! The key and the certificate that a client proves itself with, from a file in PEM or PKCS #12.

use mailvet_core::Secret;
use p12_keystore::Pkcs12Archive;
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use ring::{
    digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256},
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use zeroize::Zeroizing;

use super::assertion;
use crate::probe::redact::hex;

/// A key that signs assertions.
pub(super) enum Key {
    Rsa(rsa::KeyPair),
    /// Of the elliptic curve P-256.
    P256(EcdsaKeyPair),
}

/// A key, and the certificate that is of it.
pub(super) struct Identity {
    key: Key,
    certificate: Vec<u8>,
}

impl Identity {
    /// Reads a file; the error says what is wrong with it.
    pub(super) fn read(file: &[u8], password: Option<&Secret>) -> Result<Self, String> {
        let is_pem = file.windows(10).any(|window| window == b"-----BEGIN");
        let (key, certificates) =
            if is_pem { of_pem(file, password)? } else { of_pkcs12(file, password)? };
        let public = key.public();
        let belongs = |certificate: &&Vec<u8>| {
            certificate.windows(public.len()).any(|window| window == public)
        };
        match (certificates.iter().find(belongs), certificates.is_empty()) {
            (Some(certificate), _) => Ok(Self { certificate: certificate.clone(), key }),
            (None, true) => {
                Err("It holds a private key, but not its certificate: both belong into one file."
                    .to_owned())
            }
            (None, false) => Err("Its certificate is not the one of its private key.".to_owned()),
        }
    }

    /// The key.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// How Microsoft's portal names the certificate: its SHA-1 in hexadecimal.
    pub(super) fn thumbprint(&self) -> String {
        hex(self.sha1().as_ref()).to_uppercase()
    }

    /// The SHA-1 of the certificate, by which version 1 names it (RFC 7515 §4.1.7).
    pub(super) fn sha1(&self) -> digest::Digest {
        digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.certificate)
    }

    /// The SHA-256 of the certificate (RFC 7515 §4.1.8).
    pub(super) fn sha256(&self) -> digest::Digest {
        digest::digest(&SHA256, &self.certificate)
    }
}

impl Key {
    /// A key of PKCS #8 (RFC 5958).
    fn of_pkcs8(der: &[u8]) -> Result<Self, String> {
        let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
        match EcdsaKeyPair::from_pkcs8(curve, der, &SystemRandom::new()) {
            Ok(key) => Ok(Self::P256(key)),
            Err(_) => assertion::key_of_pkcs8(der).map(Self::Rsa),
        }
    }

    /// The public key, as it stands in a certificate.
    fn public(&self) -> &[u8] {
        match self {
            Self::Rsa(key) => key.public_key().as_ref(),
            Self::P256(key) => key.public_key().as_ref(),
        }
    }
}

type Parts = (Key, Vec<Vec<u8>>);

fn of_pem(file: &[u8], password: Option<&Secret>) -> Result<Parts, String> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(file)
        .filter_map(Result::ok)
        .map(|certificate| certificate.to_vec())
        .collect();
    let key = match PrivateKeyDer::from_pem_slice(file) {
        Ok(PrivateKeyDer::Pkcs1(key)) => {
            assertion::key_of_pkcs1(key.secret_pkcs1_der()).map(Key::Rsa)
        }
        Ok(PrivateKeyDer::Pkcs8(key)) => Key::of_pkcs8(key.secret_pkcs8_der()),
        Ok(_) => Err("Its key is of an elliptic curve, and not in the form that can be read: \
                      `openssl pkcs8 -topk8` writes it."
            .to_owned()),
        Err(_) => match encrypted_block(file) {
            Some(block) => Key::of_pkcs8(&decrypt(block, password)?),
            None => Err("It holds no private key.".to_owned()),
        },
    };
    Ok((key?, certificates))
}

/// A key that is encrypted, as PEM writes it (RFC 7468 §11).
fn encrypted_block(file: &[u8]) -> Option<&str> {
    const END: &str = "-----END ENCRYPTED PRIVATE KEY-----";
    let text = std::str::from_utf8(file).ok()?;
    let start = text.find("-----BEGIN ENCRYPTED PRIVATE KEY-----")?;
    let rest = text.get(start..)?;
    rest.get(..rest.find(END)? + END.len())
}

fn decrypt(block: &str, password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, String> {
    let password = password
        .ok_or("Its private key is encrypted: its password belongs into `certificate_password`.")?;
    let (_, document) =
        SecretDocument::from_pem(block).map_err(|_| "Its encrypted private key is damaged.")?;
    let key = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes())
        .map_err(|_| "Its private key is encrypted in a way that nobody uses any more.")?;
    let document = key
        .decrypt(password.expose())
        .map_err(|_| "The password does not open its private key.")?;
    Ok(document.to_bytes())
}

fn of_pkcs12(file: &[u8], password: Option<&Secret>) -> Result<Parts, String> {
    let given = password.map_or("", Secret::expose);
    let archive = Pkcs12Archive::from_pkcs12(file, given).map_err(|error| match error {
        p12_keystore::error::Error::MacError(_) if password.is_none() => {
            "It is protected by a password, which belongs into `certificate_password`.".to_owned()
        }
        p12_keystore::error::Error::MacError(_) => "The password does not open it.".to_owned(),
        other => format!("It is neither PEM nor PKCS #12 that can be read: {other}."),
    })?;
    let key = archive.keys.first().ok_or("It holds no private key.")?;
    let key = Key::of_pkcs8(key.key.as_der())?;
    let certificates = archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
    Ok((key, certificates))
}
