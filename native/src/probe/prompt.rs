//! What a person has to do before a token is given.

use std::time::Duration;

use serde::Serialize;

/// What a person has to do, and how long there is for it. Addresses are https, or of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Prompt {
    /// Sign in with a browser of this machine.
    AuthorizationCode {
        /// Where.
        url: String,
        /// How many seconds are left.
        expires_in: u64,
    },
    /// Enter a code, with a browser of any machine (RFC 8628 §3.3).
    DeviceCode {
        /// What to enter.
        user_code: String,
        /// Where.
        verification_uri: String,
        /// The same with the code in it.
        #[serde(skip_serializing_if = "Option::is_none")]
        verification_uri_complete: Option<String>,
        /// How many seconds are left.
        expires_in: u64,
    },
}

impl Prompt {
    /// How long there is for it.
    #[must_use]
    pub fn expires_in(&self) -> Duration {
        let (Self::AuthorizationCode { expires_in, .. } | Self::DeviceCode { expires_in, .. }) =
            self;
        Duration::from_secs(*expires_in)
    }
}
