//! The login: the account, and what proves it.

use super::{View, is_given, is_missing, text, typed};
use crate::{
    Secret, catalogue,
    rules::{Extent, Notes, Problem, account},
    settings::{Credential, Flow, Host, Login, Mechanism, Security},
};

impl View<'_> {
    pub(super) fn login(&self, notes: &mut Notes) -> Option<Login> {
        if is_missing(self.username) {
            notes.add("username", Problem::new(catalogue::USERNAME_MISSING));
        }
        notes.extend("password", self.password.and_then(account::secret));
        self.judge_account(notes);
        self.judge_mailbox(notes);
        notes.extend(
            "mechanism",
            self.mechanism.and_then(|mechanism| self.judge_mechanism(mechanism)),
        );
        self.owner(notes);
        let credential = if self.oauth_is_on() {
            match (self.flow() == Flow::Password, is_given(self.password)) {
                (true, false) => notes.add("password", Problem::new(catalogue::PASSWORD_MISSING)),
                (false, true) => notes.add("password", Problem::new(catalogue::PASSWORD_UNUSED)),
                _ => {}
            }
            self.without_tls(catalogue::OAUTH_WITHOUT_TLS, notes);
            self.oauth(notes).map(|oauth| Credential::OAuth(Box::new(oauth)))
        } else {
            self.judge_oauth_off(notes);
            self.password(notes).map(Credential::Password)
        };
        if notes.extent != Extent::Settings {
            return None;
        }
        Some(Login {
            username: text(self.username)?.to_owned(),
            mailbox: self.mailbox.map(ToOwned::to_owned),
            mechanism: self.mechanism,
            credential: credential?,
        })
    }

    fn judge_mechanism(&self, mechanism: Mechanism) -> Option<Problem> {
        let (suitable, credential) = if self.oauth_is_on() {
            ([Mechanism::Xoauth2, Mechanism::Oauthbearer], "token")
        } else {
            ([Mechanism::Plain, Mechanism::Login], "password")
        };
        (!suitable.contains(&mechanism)).then(|| {
            Problem::new(catalogue::MECHANISM_UNSUITABLE)
                .with_static("mechanism", mechanism.as_str())
                .with_static("credential", credential)
        })
    }

    fn password(&self, notes: &mut Notes) -> Option<Secret> {
        if !is_given(self.password) {
            if !self.provider_is_unclear() {
                notes.add("password", Problem::new(catalogue::PASSWORD_MISSING));
            }
            return None;
        }
        if !self.host.as_ref().is_some_and(Host::is_sheltered) {
            self.without_tls(catalogue::PASSWORD_WITHOUT_TLS, notes);
        }
        typed(self.password)
    }

    pub(super) fn without_tls(&self, rule: &'static catalogue::Rule, notes: &mut Notes) {
        if self.security == Some(Security::None) {
            notes.add(self.security_key, self.encrypt(Problem::new(rule)));
        }
    }

    fn judge_oauth_off(&self, notes: &mut Notes) {
        let Some(oauth) = self.oauth else { return };
        let filled = [&oauth.client_id, &oauth.authority_url]
            .into_iter()
            .any(|entry| text(entry.as_ref()).is_some())
            || is_given(oauth.client_secret.as_ref());
        if filled && !self.provider_is_unclear() {
            notes.add("oauth.provider", Problem::new(catalogue::OAUTH_OFF));
        }
    }
}
