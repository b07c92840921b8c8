//! The signs: which evidence speaks for which cause.
//!
//! A sign is a row: the cause, how sure it is when every need of the row is met, and the needs. No
//! sign stands on a mail server's code alone; a number of Entra names one failure and may.

mod clients;
mod entra;
mod google;
mod languages;
mod mail;
mod network;
mod oauth;
mod plain;

use super::evidence::{Flow, Protocol, Provider};
use crate::{plan::Stage, settings::Security};

/// Every sign.
pub(super) fn all() -> impl Iterator<Item = &'static Sign> {
    let modules = [
        network::SIGNS,
        languages::SIGNS,
        clients::SIGNS,
        entra::SIGNS,
        oauth::SIGNS,
        plain::SIGNS,
        mail::SIGNS,
        google::SIGNS,
    ];
    modules.into_iter().flatten()
}

/// Evidence that speaks for a cause.
#[derive(Debug, PartialEq)]
pub(super) struct Sign {
    pub(super) cause: &'static str,
    /// From 0 to 1, when every need is met.
    pub(super) confidence: f32,
    pub(super) needs: &'static [Need],
}

/// One thing that a sign needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Need {
    /// This error number of Entra.
    Entra(u32),
    /// These words, in lower case.
    Says(&'static str),
    /// Not these words.
    Lacks(&'static str),
    /// This enhanced status code (RFC 3463).
    Status(&'static str),
    /// This reply code (RFC 5321 §4.2).
    Reply(u16),
    /// A fact of the probe with this very value.
    Fact(&'static str, &'static str),
    /// This protocol; where none is known the sign is a little less sure.
    Over(Protocol),
    /// This stage; where none is known the sign is a little less sure.
    At(Stage),
    /// Known to be of this stage.
    In(Stage),
    /// This provider; where none is known the sign is a little less sure.
    From(Provider),
    /// Known not to be of this provider, or of none that is known.
    NotFrom(Provider),
    /// This flow; where none is known the sign is a little less sure.
    By(Flow),
    /// This port, and known.
    Port(u16),
    /// Known to be of this provider.
    Known(Provider),
    /// Known to be encrypted in this way.
    With(Security),
    /// An address of IPv6 in the words.
    Ipv6,
}

/// Writes the signs of a module as a table, `cause confidence needs;` a row.
macro_rules! signs {
    ($($cause:literal $confidence:literal $($need:expr),+;)*) => {
        pub(super) const SIGNS: &[Sign] =
            &[$(Sign { cause: $cause, confidence: $confidence, needs: &[$($need),+] }),*];
    };
}
use signs;
