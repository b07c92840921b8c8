//! What was granted: authorization codes, device codes and refresh tokens, until they are forgotten.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::sandbox::{
    clock::Time,
    tenant::{GrantTrouble, REFRESH_LIFETIME, User, contoso, entra::Client},
};

/// How long a code may wait to be redeemed, in seconds.
pub(crate) const CODE_LIFETIME: Time = 600;

/// How long a user may take with a device code, in seconds.
pub(crate) const DEVICE_LIFETIME: Time = 900;

/// Of more of one kind the oldest are forgotten.
const MOST: usize = 10_000;

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

impl Grant {
    /// What a user lets an application do now.
    pub(crate) fn new(client: &Client<'_>, user: &User, scope: &str, now: Time) -> Self {
        let tenant = match user.grant_trouble {
            Some(GrantTrouble::OfAnotherTenant) => contoso::OTHER_TENANT,
            _ => &client.tenant.id,
        };
        Self {
            tenant: tenant.to_owned(),
            client_id: client.app.client_id.clone(),
            user: user.name.clone(),
            scope: scope.to_owned(),
            nonce: None,
            issued: now,
        }
    }
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

#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) codes: Shelf<Code>,
    pub(crate) devices: Shelf<Device>,
    pub(crate) refresh_tokens: Shelf<Grant>,
}

impl Default for Kept {
    /// Nothing. What has ended is kept as long again, so that who comes late is told why.
    fn default() -> Self {
        Self {
            codes: Shelf::new(2 * CODE_LIFETIME),
            devices: Shelf::new(2 * DEVICE_LIFETIME),
            refresh_tokens: Shelf::new(2 * REFRESH_LIFETIME),
        }
    }
}

/// Things by their names, which are forgotten after some time, and when there are too many.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    things: HashMap<String, T>,
    /// When each was put here, the oldest first; some were taken since.
    order: VecDeque<(Time, String)>,
    /// For so many seconds they are kept.
    lifetime: Time,
}

impl<T> Shelf<T> {
    fn new(lifetime: Time) -> Self {
        Self { things: HashMap::new(), order: VecDeque::new(), lifetime }
    }

    /// Puts a thing here, and forgets those that are too old or too many.
    pub(crate) fn put(&mut self, name: String, thing: T, now: Time) {
        while let Some((since, oldest)) = self.order.front() {
            if self.order.len() < MOST && now.saturating_sub(*since) < self.lifetime {
                break;
            }
            self.things.remove(oldest);
            self.order.pop_front();
        }
        self.order.push_back((now, name.clone()));
        self.things.insert(name, thing);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.things.get(name)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.things.get_mut(name)
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.things.remove(name);
    }
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
        let mut devices = self.devices.things.values_mut();
        devices.find(|it| it.user_code.eq_ignore_ascii_case(user_code.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_old_or_too_much_is_forgotten() {
        let mut shelf = Shelf::new(10);
        for number in 0..=MOST {
            shelf.put(number.to_string(), number, 0);
        }
        assert_eq!((shelf.get("0"), shelf.get("1")), (None, Some(&1)));
        shelf.remove("1");
        shelf.put("later".to_owned(), 0, 9);
        assert_eq!((shelf.things.len(), shelf.get("2")), (MOST, Some(&2)));
        shelf.put("last".to_owned(), 0, 10);
        assert_eq!((shelf.things.len(), shelf.order.len()), (2, 2));
    }
}
