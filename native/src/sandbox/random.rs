//! Ids and codes: of the system's randomness, or of a seed, so that two runs tell the same.

use std::{
    fmt::Write as _,
    io,
    sync::atomic::{AtomicU64, Ordering},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;

/// Numbers that follow from a key and a count: HMAC-SHA-256 in counter mode.
pub(crate) struct Random {
    key: hmac::Key,
    count: AtomicU64,
}

impl Random {
    /// Begins from a seed, or from the system's randomness.
    pub(crate) fn new(seed: Option<u64>) -> io::Result<Self> {
        let mut bytes = [0; 32];
        match seed {
            Some(seed) => bytes[..8].copy_from_slice(&seed.to_be_bytes()),
            None => getrandom::fill(&mut bytes).map_err(io::Error::from)?,
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        Ok(Self { key, count: AtomicU64::new(0) })
    }

    /// A GUID of version 4 (RFC 9562 §5.4).
    pub(crate) fn guid(&self) -> String {
        let mut bytes = self.bytes();
        bytes[6] = bytes[6] & 0x0F | 0x40;
        bytes[8] = bytes[8] & 0x3F | 0x80;
        let mut guid = String::with_capacity(36);
        for (at, byte) in bytes.iter().take(16).enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                guid.push('-');
            }
            // Writing to a string does not fail.
            let _ = write!(guid, "{byte:02x}");
        }
        guid
    }

    /// A word of 43 characters that fits into a URL.
    pub(crate) fn word(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// The next 32 bytes.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let tag = hmac::sign(&self.key, &count.to_be_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(tag.as_ref());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_tells_the_same_twice_and_no_seed_does_not() {
        let told = |seed| Random::new(seed).map(|random| (random.guid(), random.word()));
        let told = |seed| told(seed).expect("randomness");
        assert_eq!(told(Some(7)), told(Some(7)));
        assert_ne!(told(Some(7)), told(Some(8)));
        assert_ne!(told(None), told(None));
        assert_eq!(told(Some(7)).0.len(), 36);
    }
}
