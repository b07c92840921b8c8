//! Encryption of one secret: XChaCha20-Poly1305, whose nonce is long enough to be drawn at random.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use mailvet_core::{FormName, Secret};
use zeroize::Zeroizing;

use super::StoreError;
use super::key::Key;

const NONCE_LENGTH: usize = 24;
const TAG_LENGTH: usize = 16;

/// Where a secret belongs. It is authenticated with the ciphertext, so that one that is moved to
/// another row, or whose row is bound to another place, does not open.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) form: FormName,
    pub(super) field: &'static str,
    pub(super) bound_to: &'a str,
}

impl Place<'_> {
    /// Form and field hold no NUL and the binding comes last, so no two places read the same.
    fn associated_data(&self) -> String {
        format!("mailvet 1\0{}\0{}\0{}", self.form.as_str(), self.field, self.bound_to)
    }
}

/// The cipher with its key, which is wiped when the vault is dropped.
pub(super) struct Vault(XChaCha20Poly1305);

impl Vault {
    pub(super) fn new(key: &Key) -> Self {
        Self(XChaCha20Poly1305::new((&**key).into()))
    }

    /// Encrypts a secret: nonce, ciphertext and tag, in base64.
    pub(super) fn seal(&self, secret: &Secret, place: &Place<'_>) -> Result<String, StoreError> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(StoreError::Random)?;
        let secret = secret.expose().as_bytes();
        // Encrypted where it lies, so that no copy of the plaintext stays behind.
        let mut sealed = Vec::with_capacity(NONCE_LENGTH + secret.len() + TAG_LENGTH);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(secret);
        let buffer = InOutBuf::from(&mut sealed[NONCE_LENGTH..]);
        let tag = self
            .0
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                place.associated_data().as_bytes(),
                buffer,
            )
            .map_err(|_| StoreError::TooLong)?;
        sealed.extend_from_slice(&tag);
        Ok(BASE64.encode(sealed))
    }

    /// Decrypts what [`Vault::seal`] gave for the same place.
    pub(super) fn open(&self, sealed: &str, place: &Place<'_>) -> Result<Secret, StoreError> {
        let unreadable = || StoreError::Unreadable { form: place.form, field: place.field };
        let sealed = BASE64.decode(sealed).map_err(|_| unreadable())?;
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LENGTH>().ok_or_else(unreadable)?;
        let (text, tag) = rest.split_last_chunk::<TAG_LENGTH>().ok_or_else(unreadable)?;
        let mut text = Zeroizing::new(text.to_vec());
        self.0
            .decrypt_inout_detached(
                &XNonce::from(*nonce),
                place.associated_data().as_bytes(),
                InOutBuf::from(text.as_mut_slice()),
                tag.into(),
            )
            .map_err(|_| unreadable())?;
        let text = String::from_utf8(std::mem::take(&mut *text)).map_err(|_| unreadable())?;
        Ok(Secret::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> =
        Place { form: FormName::Outgoing, field: "password", bound_to: "mail.example.com" };

    fn vault(seed: u8) -> Vault {
        Vault::new(&Key::new([seed; 32]))
    }

    fn sealed() -> String {
        vault(1).seal(&Secret::new("hunter2".to_owned()), &PLACE).expect("a short secret")
    }

    fn is_unreadable(opened: &Result<Secret, StoreError>) -> bool {
        matches!(opened, Err(StoreError::Unreadable { .. }))
    }

    #[test]
    fn what_is_sealed_opens_at_the_same_place() {
        assert_eq!(vault(1).open(&sealed(), &PLACE).expect("the same key").expose(), "hunter2");
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        assert_ne!(sealed(), sealed());
    }

    #[test]
    fn another_key_opens_nothing() {
        assert!(is_unreadable(&vault(2).open(&sealed(), &PLACE)));
    }

    #[test]
    fn no_other_place_opens_it() {
        let sealed = sealed();
        for place in [
            Place { form: FormName::Incoming, ..PLACE },
            Place { field: "oauth.client_secret", ..PLACE },
            Place { bound_to: "evil.test", ..PLACE },
        ] {
            assert!(is_unreadable(&vault(1).open(&sealed, &place)));
        }
    }

    #[test]
    fn one_flipped_bit_anywhere_is_noticed() {
        let bytes = BASE64.decode(sealed()).expect("base64");
        for at in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[at / 8] ^= 1 << (at % 8);
            assert!(is_unreadable(&vault(1).open(&BASE64.encode(bytes), &PLACE)), "bit {at}");
        }
    }

    #[test]
    fn what_is_cut_short_is_noticed() {
        for text in ["", "AAAA", "not base64!", &sealed()[..40]] {
            assert!(is_unreadable(&vault(1).open(text, &PLACE)), "{text}");
        }
    }
}
