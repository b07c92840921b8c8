//! Who logs in to a mail server and with what, and which mechanism serves for it.

use mailvet_core::{
    Secret, sasl,
    settings::{Host, Mechanism},
};

use super::failure::Failure;

/// All that a login needs.
pub(crate) struct Proof {
    pub(crate) username: String,
    pub(crate) mailbox: String,
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) wanted: Option<Mechanism>,
    pub(crate) kind: ProofKind,
}

/// What proves that the account may log in.
pub(crate) enum ProofKind {
    Password(Secret),
    Token(Secret),
}

impl Proof {
    /// The mechanism to use: the one that was asked for, or else the best that is offered.
    pub(crate) fn choose(&self, offered: &[String]) -> Result<Mechanism, Failure> {
        let usable: &[Mechanism] = match self.kind {
            ProofKind::Token(_) => &[Mechanism::Xoauth2, Mechanism::Oauthbearer],
            ProofKind::Password(_) => &[Mechanism::Plain, Mechanism::Login],
        };
        let is_offered = |mechanism: &Mechanism| {
            offered.iter().any(|name| name.eq_ignore_ascii_case(mechanism.as_str()))
        };
        let mut candidates = usable
            .iter()
            .filter(|mechanism| self.wanted.is_none_or(|wanted| wanted == **mechanism));
        candidates.find(|mechanism| is_offered(mechanism)).copied().ok_or_else(|| {
            let names = |mechanisms: &[Mechanism]| {
                let names: Vec<_> =
                    mechanisms.iter().map(|m| m.as_str().to_ascii_uppercase()).collect();
                names.join(" or ")
            };
            let wanted = self.wanted.map_or_else(|| names(usable), |wanted| names(&[wanted]));
            let offer = if offered.is_empty() { "none".to_owned() } else { offered.join(", ") };
            Failure::new(format!("The server does not offer {wanted}; it offers {offer}."))
                .with("mechanisms", offered.to_vec())
        })
    }

    /// The SASL message of a mechanism that needs one message.
    pub(crate) fn message(&self, mechanism: Mechanism) -> Secret {
        match (&self.kind, mechanism) {
            (ProofKind::Token(token), Mechanism::Oauthbearer) => {
                sasl::oauthbearer(&self.mailbox, &self.host.to_string(), self.port, token)
            }
            (ProofKind::Token(token), _) => sasl::xoauth2(&self.mailbox, token),
            (ProofKind::Password(password), _) => sasl::plain(&self.username, password),
        }
    }

    /// The user name, for a mechanism that asks for it apart.
    pub(crate) fn username(&self) -> Secret {
        Secret::new(self.username.clone())
    }

    /// The password, for a mechanism that asks for it apart.
    pub(crate) fn password(&self) -> Secret {
        match &self.kind {
            ProofKind::Password(password) | ProofKind::Token(password) => password.clone(),
        }
    }
}
