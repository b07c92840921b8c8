//! Faults that a test asks for: they hit a service, not a mailbox, and last until they are used up or
//! cleared.
//!
//! What only a mailbox or an app registration has wrong is data of the tenant, not a fault.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// Which service a fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// The token endpoints.
    Token,
    /// SMTP on any port.
    Smtp,
    /// IMAP on any port.
    Imap,
    /// POP on any port.
    Pop,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// Every answer comes so much later.
    Latency {
        /// In milliseconds.
        milliseconds: u64,
    },
    /// The service says that it is asked too often.
    Throttle {
        /// When to come back, in seconds.
        retry_after: u32,
    },
    /// The service says that it is not available.
    Unavailable,
    /// The connection ends after so many bytes of the service's.
    Drop {
        /// 0 closes it before the greeting.
        after_bytes: u64,
    },
    /// The connection is taken, and nothing is ever said.
    Silence,
    /// The handshake shows a certificate that ended.
    ExpiredCertificate,
    /// The handshake shows a certificate for another name.
    OtherName,
    /// The handshake shows a certificate of an authority that nobody trusts.
    UntrustedCertificate,
    /// STARTTLS is not offered.
    NoStartTls,
    /// A firewall on the way reads SMTP along: it masks the greeting, and `STARTTLS` with it.
    Inspection,
}

impl Effect {
    /// Whether it is seen in the TLS handshake.
    pub(crate) fn is_of_handshake(&self) -> bool {
        matches!(self, Self::ExpiredCertificate | Self::OtherName | Self::UntrustedCertificate)
    }
}

/// A fault that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whom it hits.
    pub service: Service,
    /// What it does.
    pub effect: Effect,
    /// How many connections or requests it lets pass before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// How many connections or requests it hits then; all, when this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// The faults that are set.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds a fault to those that are set.
    pub(crate) fn add(&self, fault: Fault) {
        self.list().push(fault);
    }

    /// The faults that are set.
    pub(crate) fn all(&self) -> Vec<Fault> {
        self.list().clone()
    }

    /// Clears them all.
    pub(crate) fn clear(&self) {
        self.list().clear();
    }

    /// What hits the connection that begins now; each fault counts it.
    pub(crate) fn strike(&self, service: Service) -> Vec<Effect> {
        self.strike_if(service, |_| true)
    }

    /// What of some effects hits the connection or the request that begins now.
    pub(crate) fn strike_if(
        &self,
        service: Service,
        concerns: impl Fn(&Effect) -> bool,
    ) -> Vec<Effect> {
        let mut faults = self.list();
        let mut effects = Vec::new();
        faults.retain_mut(|fault| {
            if fault.service != service || !concerns(&fault.effect) {
                return true;
            }
            if let Some(left) = fault.after.and_then(|after| after.checked_sub(1)) {
                fault.after = Some(left);
                return true;
            }
            if let Some(times) = &mut fault.times {
                let Some(left) = times.checked_sub(1) else { return false };
                *times = left;
            }
            effects.push(fault.effect.clone());
            fault.times != Some(0)
        });
        effects
    }

    fn list(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_hits_its_service_as_often_as_it_says() {
        let faults = Faults::default();
        let effect = Effect::Drop { after_bytes: 10 };
        faults.add(Fault {
            service: Service::Smtp,
            effect: effect.clone(),
            after: Some(1),
            times: Some(2),
        });
        assert_eq!(faults.strike(Service::Imap), []);
        assert_eq!(faults.strike(Service::Smtp), []);
        for expected in [vec![effect.clone()], vec![effect]] {
            assert_eq!(faults.strike(Service::Smtp), expected);
        }
        assert_eq!(faults.strike(Service::Smtp), []);
        assert_eq!(faults.all(), []);
    }
}
