//! Whose mail server it is, and whether one logs in there in the way that was chosen.

use super::{View, text};
use crate::{
    SecretEntry, catalogue,
    cloud::{Cloud, SignInHost, is_within},
    find::split_once,
    provider::{self, Mail, SignIn},
    rules::{Notes, Problem, near},
    settings::Provider,
};

/// Who gives a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Issuer {
    Microsoft,
    Google,
}

impl Issuer {
    fn owns(self, mail: &Mail) -> bool {
        match self {
            Self::Microsoft => mail.cloud.is_some(),
            Self::Google => mail.id == provider::GOOGLE.id,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Microsoft => "microsoft",
            Self::Google => "google",
        }
    }
}

impl View<'_> {
    /// Judges the way to log in by the provider of the mail server.
    pub(super) fn owner(&self, notes: &mut Notes) {
        let Some(host) = self.host_name() else { return };
        match (self.mail, self.oauth_is_on()) {
            (Some(mail), true) => notes.extend("oauth.provider", self.token_of_another(mail)),
            (Some(mail), false) => notes.extend("password", self.account_password(mail)),
            (None, true) => notes.extend("server", self.own_name(host)),
            (None, false) => {}
        }
    }

    /// A token that this server's provider does not give.
    fn token_of_another(&self, mail: &'static Mail) -> Option<Problem> {
        let takes_tokens = mail.sign_in.contains(&SignIn::OAuth);
        let (rule, issuer) = match self.issuer() {
            Some(issuer) if !issuer.owns(mail) => (catalogue::PROVIDER_MISMATCH, issuer.id()),
            None if !takes_tokens => (catalogue::PROVIDER_NO_OAUTH, "other"),
            Some(_) | None => return None,
        };
        let meant = if Issuer::Microsoft.owns(mail) {
            Provider::MicrosoftExchange
        } else if Issuer::Google.owns(mail) {
            Provider::GoogleWorkspace
        } else if takes_tokens {
            Provider::Custom
        } else {
            Provider::None
        };
        let problem = Problem::new(rule)
            .with("host", text(self.server).unwrap_or_default())
            .with_static("issuer", issuer)
            .with_static("meant", meant.as_str());
        Some(if meant == self.provider {
            problem
        } else {
            problem.edit_static("", meant.as_str()).guessed()
        })
    }

    fn issuer(&self) -> Option<Issuer> {
        const GOOGLE: [&str; 3] =
            ["oauth2.googleapis.com", "accounts.google.com", "www.googleapis.com"];
        match self.provider {
            Provider::MicrosoftExchange => Some(Issuer::Microsoft),
            Provider::GoogleWorkspace => Some(Issuer::Google),
            Provider::Custom => {
                let url = text(self.oauth?.authority_url.as_ref())?;
                let (_, rest) = split_once(url, "://")?;
                let host = rest.split(['/', ':', '?', '#']).next()?;
                let google = || GOOGLE.contains(&host).then_some(Issuer::Google);
                SignInHost::of(host).map(|_| Issuer::Microsoft).or_else(google)
            }
            Provider::None => None,
        }
    }

    /// A name of the organization's own, where a token of Microsoft is shown.
    fn own_name(&self, host: &str) -> Option<Problem> {
        const INSIDE: [&str; 7] =
            ["localhost", "local", "internal", "lan", "home.arpa", "test", "onion"];
        let is_inside = !host.contains('.') || INSIDE.iter().any(|zone| is_within(host, zone));
        // Who confirmed a sign-in server of his own may well have mail servers of his own.
        let is_own = !self.context.identity_hosts.is_empty();
        let is_microsoft = self.provider == Provider::MicrosoftExchange;
        if !is_microsoft || self.graph || is_inside || is_own || near::nearest(host).is_some() {
            return None;
        }
        let (smtp, imap) = self.cloud_of_authority()?.mail_hosts();
        let known = if self.protocol == provider::Protocol::Smtp { smtp } else { imap };
        let problem = Problem::new(catalogue::SERVER_OWN_NAME).with("host", host);
        Some(problem.with_static("known", known).edit_static("", known).guessed())
    }

    fn cloud_of_authority(&self) -> Option<Cloud> {
        let url = text(self.oauth?.authority_url.as_ref())?;
        let host = split_once(url, "://").map_or(url, |(_, rest)| rest).split('/').next()?;
        SignInHost::of(host)?.cloud()
    }

    /// The password of the account, where only one that is made for a program is taken.
    fn account_password(&self, mail: &'static Mail) -> Option<Problem> {
        let is_needed = mail.sign_in.contains(&SignIn::AppPassword)
            && !mail.sign_in.contains(&SignIn::Password);
        let Some(SecretEntry::Typed(password)) = self.password else { return None };
        let is_one = password.expose().is_empty() || is_made_for_a_program(password.expose());
        (is_needed && !is_one).then(|| {
            Problem::new(catalogue::APP_PASSWORD_NEEDED)
                .with("host", text(self.server).unwrap_or_default())
        })
    }
}

/// Whether a password looks like those that providers make: sixteen lower-case letters and digits,
/// perhaps in groups.
fn is_made_for_a_program(password: &str) -> bool {
    let signs = || password.bytes().filter(|b| !matches!(b, b' ' | b'-'));
    signs().count() == 16 && signs().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
