//! What was granted and is not used yet: authorization codes, device codes and refresh tokens.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::sandbox::clock::Time;

/// What a user let an application do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// The id of the tenant.
    pub(crate) tenant: String,
    pub(crate) client_id: String,
    /// The name of the user.
    pub(crate) user: String,
    /// What was asked for.
    pub(crate) scope: String,
    /// What the token of the user's identity has to repeat.
    pub(crate) nonce: Option<String>,
    pub(crate) issued: Time,
}

/// An authorization code (RFC 6749 §4.1.2).
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    /// The challenge of RFC 7636 with its method.
    pub(crate) challenge: Option<Challenge>,
    pub(crate) is_used: bool,
}

/// How a code is bound to who asked for it (RFC 7636 §4.2).
#[derive(Clone, Debug)]
pub(crate) enum Challenge {
    Plain(String),
    Sha256(String),
}

/// A device code (RFC 8628).
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) user_code: String,
    /// What named the tenant in the URL.
    pub(crate) realm: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    pub(crate) issued: Time,
    pub(crate) answer: DeviceAnswer,
}

/// What the user said to a device code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeviceAnswer {
    Pending,
    Granted(Grant),
    Declined,
}

/// What was granted, by code or token.
#[derive(Debug, Default)]
pub(crate) struct Grants(Mutex<Kept>);

#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) codes: BTreeMap<String, Code>,
    pub(crate) devices: BTreeMap<String, Device>,
    pub(crate) refresh_tokens: BTreeMap<String, Grant>,
}

impl Grants {
    /// Forgets all of it.
    pub(crate) fn clear(&self) {
        *self.kept() = Kept::default();
    }

    /// What is kept. The lock is held across no `await`.
    pub(crate) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// The device code that belongs to what a user types.
    pub(crate) fn device_of(&mut self, user_code: &str) -> Option<&mut Device> {
        self.devices.values_mut().find(|it| it.user_code.eq_ignore_ascii_case(user_code.trim()))
    }
}
